"""Every OAuth scope of Twitch as a constant."""

from __future__ import annotations

from typing import Final

__all__ = [
    "ANALYTICS_READ_EXTENSIONS",
    "ANALYTICS_READ_GAMES",
    "BITS_READ",
    "CHANNEL_BOT",
    "CHANNEL_CHECK_SUBSCRIPTION",
    "CHANNEL_COMMERCIAL",
    "CHANNEL_EDITOR",
    "CHANNEL_EDIT_COMMERCIAL",
    "CHANNEL_MANAGE_ADS",
    "CHANNEL_MANAGE_BROADCAST",
    "CHANNEL_MANAGE_CLIPS",
    "CHANNEL_MANAGE_EXTENSIONS",
    "CHANNEL_MANAGE_GUEST_STAR",
    "CHANNEL_MANAGE_MODERATORS",
    "CHANNEL_MANAGE_POLLS",
    "CHANNEL_MANAGE_PREDICTIONS",
    "CHANNEL_MANAGE_RAIDS",
    "CHANNEL_MANAGE_REDEMPTIONS",
    "CHANNEL_MANAGE_SCHEDULE",
    "CHANNEL_MANAGE_VIDEOS",
    "CHANNEL_MANAGE_VIPS",
    "CHANNEL_MODERATE",
    "CHANNEL_READ",
    "CHANNEL_READ_ADS",
    "CHANNEL_READ_CHARITY",
    "CHANNEL_READ_EDITORS",
    "CHANNEL_READ_GOALS",
    "CHANNEL_READ_GUEST_STAR",
    "CHANNEL_READ_HYPE_TRAIN",
    "CHANNEL_READ_POLLS",
    "CHANNEL_READ_PREDICTIONS",
    "CHANNEL_READ_REDEMPTIONS",
    "CHANNEL_READ_STREAM_KEY",
    "CHANNEL_READ_SUBSCRIPTIONS",
    "CHANNEL_READ_VIPS",
    "CHANNEL_SUBSCRIPTIONS",
    "CHAT_EDIT",
    "CHAT_READ",
    "CLIPS_EDIT",
    "EDITOR_MANAGE_CLIPS",
    "MODERATION_READ",
    "MODERATOR_MANAGE_ANNOUNCEMENTS",
    "MODERATOR_MANAGE_AUTOMOD",
    "MODERATOR_MANAGE_AUTOMOD_SETTINGS",
    "MODERATOR_MANAGE_BANNED_USERS",
    "MODERATOR_MANAGE_BLOCKED_TERMS",
    "MODERATOR_MANAGE_CHAT_MESSAGES",
    "MODERATOR_MANAGE_CHAT_SETTINGS",
    "MODERATOR_MANAGE_GUEST_STAR",
    "MODERATOR_MANAGE_SHIELD_MODE",
    "MODERATOR_MANAGE_SHOUTOUTS",
    "MODERATOR_MANAGE_SUSPICIOUS_USERS",
    "MODERATOR_MANAGE_UNBAN_REQUESTS",
    "MODERATOR_MANAGE_WARNINGS",
    "MODERATOR_READ_AUTOMOD_SETTINGS",
    "MODERATOR_READ_BANNED_USERS",
    "MODERATOR_READ_BLOCKED_TERMS",
    "MODERATOR_READ_CHATTERS",
    "MODERATOR_READ_CHAT_MESSAGES",
    "MODERATOR_READ_CHAT_SETTINGS",
    "MODERATOR_READ_FOLLOWERS",
    "MODERATOR_READ_GUEST_STAR",
    "MODERATOR_READ_MODERATORS",
    "MODERATOR_READ_SHIELD_MODE",
    "MODERATOR_READ_SHOUTOUTS",
    "MODERATOR_READ_SUSPICIOUS_USERS",
    "MODERATOR_READ_UNBAN_REQUESTS",
    "MODERATOR_READ_VIPS",
    "MODERATOR_READ_WARNINGS",
    "OPENID",
    "USER_BLOCKS_EDIT",
    "USER_BLOCKS_READ",
    "USER_BOT",
    "USER_EDIT",
    "USER_EDIT_BROADCAST",
    "USER_EDIT_FOLLOWS",
    "USER_FOLLOWS_EDIT",
    "USER_MANAGE_BLOCKED_USERS",
    "USER_MANAGE_CHAT_COLOR",
    "USER_MANAGE_WHISPERS",
    "USER_READ",
    "USER_READ_BLOCKED_USERS",
    "USER_READ_BROADCAST",
    "USER_READ_CHAT",
    "USER_READ_EMAIL",
    "USER_READ_EMOTES",
    "USER_READ_FOLLOWS",
    "USER_READ_MODERATED_CHANNELS",
    "USER_READ_SUBSCRIPTIONS",
    "USER_READ_WHISPERS",
    "USER_SUBSCRIPTIONS",
    "USER_WRITE_CHAT",
    "VIEWING_ACTIVITY_READ",
    "WHISPERS_EDIT",
    "WHISPERS_READ",
]

# For the API and EventSub.
ANALYTICS_READ_EXTENSIONS: Final = "analytics:read:extensions"
ANALYTICS_READ_GAMES: Final = "analytics:read:games"
BITS_READ: Final = "bits:read"
CHANNEL_BOT: Final = "channel:bot"
CHANNEL_EDIT_COMMERCIAL: Final = "channel:edit:commercial"
CHANNEL_MANAGE_ADS: Final = "channel:manage:ads"
CHANNEL_MANAGE_BROADCAST: Final = "channel:manage:broadcast"
CHANNEL_MANAGE_CLIPS: Final = "channel:manage:clips"
CHANNEL_MANAGE_EXTENSIONS: Final = "channel:manage:extensions"
CHANNEL_MANAGE_GUEST_STAR: Final = "channel:manage:guest_star"
CHANNEL_MANAGE_MODERATORS: Final = "channel:manage:moderators"
CHANNEL_MANAGE_POLLS: Final = "channel:manage:polls"
CHANNEL_MANAGE_PREDICTIONS: Final = "channel:manage:predictions"
CHANNEL_MANAGE_RAIDS: Final = "channel:manage:raids"
CHANNEL_MANAGE_REDEMPTIONS: Final = "channel:manage:redemptions"
CHANNEL_MANAGE_SCHEDULE: Final = "channel:manage:schedule"
CHANNEL_MANAGE_VIDEOS: Final = "channel:manage:videos"
CHANNEL_MANAGE_VIPS: Final = "channel:manage:vips"
CHANNEL_MODERATE: Final = "channel:moderate"
CHANNEL_READ_ADS: Final = "channel:read:ads"
CHANNEL_READ_CHARITY: Final = "channel:read:charity"
CHANNEL_READ_EDITORS: Final = "channel:read:editors"
CHANNEL_READ_GOALS: Final = "channel:read:goals"
CHANNEL_READ_GUEST_STAR: Final = "channel:read:guest_star"
CHANNEL_READ_HYPE_TRAIN: Final = "channel:read:hype_train"
CHANNEL_READ_POLLS: Final = "channel:read:polls"
CHANNEL_READ_PREDICTIONS: Final = "channel:read:predictions"
CHANNEL_READ_REDEMPTIONS: Final = "channel:read:redemptions"
CHANNEL_READ_STREAM_KEY: Final = "channel:read:stream_key"
CHANNEL_READ_SUBSCRIPTIONS: Final = "channel:read:subscriptions"
CHANNEL_READ_VIPS: Final = "channel:read:vips"
CLIPS_EDIT: Final = "clips:edit"
EDITOR_MANAGE_CLIPS: Final = "editor:manage:clips"
MODERATION_READ: Final = "moderation:read"
MODERATOR_MANAGE_ANNOUNCEMENTS: Final = "moderator:manage:announcements"
MODERATOR_MANAGE_AUTOMOD: Final = "moderator:manage:automod"
MODERATOR_MANAGE_AUTOMOD_SETTINGS: Final = "moderator:manage:automod_settings"
MODERATOR_MANAGE_BANNED_USERS: Final = "moderator:manage:banned_users"
MODERATOR_MANAGE_BLOCKED_TERMS: Final = "moderator:manage:blocked_terms"
MODERATOR_MANAGE_CHAT_MESSAGES: Final = "moderator:manage:chat_messages"
MODERATOR_MANAGE_CHAT_SETTINGS: Final = "moderator:manage:chat_settings"
MODERATOR_MANAGE_GUEST_STAR: Final = "moderator:manage:guest_star"
MODERATOR_MANAGE_SHIELD_MODE: Final = "moderator:manage:shield_mode"
MODERATOR_MANAGE_SHOUTOUTS: Final = "moderator:manage:shoutouts"
MODERATOR_MANAGE_SUSPICIOUS_USERS: Final = "moderator:manage:suspicious_users"
MODERATOR_MANAGE_UNBAN_REQUESTS: Final = "moderator:manage:unban_requests"
MODERATOR_MANAGE_WARNINGS: Final = "moderator:manage:warnings"
MODERATOR_READ_AUTOMOD_SETTINGS: Final = "moderator:read:automod_settings"
MODERATOR_READ_BANNED_USERS: Final = "moderator:read:banned_users"
MODERATOR_READ_BLOCKED_TERMS: Final = "moderator:read:blocked_terms"
MODERATOR_READ_CHAT_MESSAGES: Final = "moderator:read:chat_messages"
MODERATOR_READ_CHAT_SETTINGS: Final = "moderator:read:chat_settings"
MODERATOR_READ_CHATTERS: Final = "moderator:read:chatters"
MODERATOR_READ_FOLLOWERS: Final = "moderator:read:followers"
MODERATOR_READ_GUEST_STAR: Final = "moderator:read:guest_star"
MODERATOR_READ_MODERATORS: Final = "moderator:read:moderators"
MODERATOR_READ_SHIELD_MODE: Final = "moderator:read:shield_mode"
MODERATOR_READ_SHOUTOUTS: Final = "moderator:read:shoutouts"
MODERATOR_READ_SUSPICIOUS_USERS: Final = "moderator:read:suspicious_users"
MODERATOR_READ_UNBAN_REQUESTS: Final = "moderator:read:unban_requests"
MODERATOR_READ_VIPS: Final = "moderator:read:vips"
MODERATOR_READ_WARNINGS: Final = "moderator:read:warnings"
USER_BOT: Final = "user:bot"
USER_EDIT: Final = "user:edit"
USER_EDIT_BROADCAST: Final = "user:edit:broadcast"
USER_MANAGE_BLOCKED_USERS: Final = "user:manage:blocked_users"
USER_MANAGE_CHAT_COLOR: Final = "user:manage:chat_color"
USER_MANAGE_WHISPERS: Final = "user:manage:whispers"
USER_READ_BLOCKED_USERS: Final = "user:read:blocked_users"
USER_READ_BROADCAST: Final = "user:read:broadcast"
USER_READ_CHAT: Final = "user:read:chat"
USER_READ_EMAIL: Final = "user:read:email"
USER_READ_EMOTES: Final = "user:read:emotes"
USER_READ_FOLLOWS: Final = "user:read:follows"
USER_READ_MODERATED_CHANNELS: Final = "user:read:moderated_channels"
USER_READ_SUBSCRIPTIONS: Final = "user:read:subscriptions"
USER_READ_WHISPERS: Final = "user:read:whispers"
USER_WRITE_CHAT: Final = "user:write:chat"

# For chat over IRC.
CHAT_EDIT: Final = "chat:edit"
CHAT_READ: Final = "chat:read"
WHISPERS_EDIT: Final = "whispers:edit"

# For the retired PubSub.
WHISPERS_READ: Final = "whispers:read"

# For OpenID Connect.
OPENID: Final = "openid"

# For version 5 of the API, no longer granted.
CHANNEL_CHECK_SUBSCRIPTION: Final = "channel_check_subscription"
CHANNEL_COMMERCIAL: Final = "channel_commercial"
CHANNEL_EDITOR: Final = "channel_editor"
CHANNEL_READ: Final = "channel_read"
CHANNEL_SUBSCRIPTIONS: Final = "channel_subscriptions"
USER_EDIT_FOLLOWS: Final = "user:edit:follows"
USER_BLOCKS_EDIT: Final = "user_blocks_edit"
USER_BLOCKS_READ: Final = "user_blocks_read"
USER_FOLLOWS_EDIT: Final = "user_follows_edit"
USER_READ: Final = "user_read"
USER_SUBSCRIPTIONS: Final = "user_subscriptions"
VIEWING_ACTIVITY_READ: Final = "viewing_activity_read"
