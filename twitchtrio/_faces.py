"""Which module has which names of a package's face. Written by `nox -s faces`."""

from collections.abc import Mapping
from typing import Final

__all__ = ["FACES"]

FACES: Final[Mapping[str, Mapping[str, str]]] = {
    "twitchtrio": {
        "._version": "__version__",
        ".auth": "browser_login device_login open_oauth",
        ".bot": "Bot open_bot",
        ".chat": "Channel CommandContext Context Router",
        ".endpoints": "Endpoints TWITCH",
        ".errors": "TwitchError",
        ".eventsub": (
            "ChannelChatMessage ChannelFollow ChannelRaid ChannelUpdate EventStream EventSub Gap Overflow"
            " StreamOffline StreamOnline UnknownEvent open_eventsub"
        ),
        ".helix": "Helix open_helix",
        ".network": "Network",
        ".ops": "*",
        ".tokens": "APP Account AppToken AppTokenRefresh Secret TokenRefresh UserToken UserTokenRefresh",
    },
    "twitchtrio.auth": {
        "._callbacks": "AppRefreshed Refreshed",
        ".device": "DeviceFlow",
        ".login": "DEFAULT_PORT DEFAULT_SCOPES Login browser_login device_login",
        ".oauth": "OAuth Validation open_oauth",
        ".supervisor": "Supervisor",
    },
    "twitchtrio.catch_up": {
        ".reader": "Reader",
    },
    "twitchtrio.chat": {
        "..eventsub": "Chatter PartialUser",
        ".channel": "Channel",
        ".commands": "*",
        ".limits": "ChatLimits ORDINARY VERIFIED",
        ".sender": "MAX_CHARACTERS Sender split",
    },
    "twitchtrio.chat.commands": {
        "._calls": "Prefix",
        "._command": "Command",
        "._needed": "NeededScopes",
        "._running": "Failure",
        ".context": "CommandContext Context",
        ".converters": "Between Convert FromChat Word",
        ".cooldowns": "Cooldown Key Per",
        ".help": "help_router",
        ".permissions": (
            "Permission badge broadcaster everyone follower lead_moderator moderator permission subscribed subscriber"
            " users vip"
        ),
        ".policies": "Crash SharedChat",
        ".router": "Router",
        ".serving": "Serving",
    },
    "twitchtrio.eventsub": {
        "._buffer": "Gap Overflow",
        ".client": "EventSub open_eventsub",
        ".envelope": (
            "Keepalive Message Notification Reconnect Revocation Session Welcome decode_message decode_messages"
        ),
        ".events": "*",
        ".health": "Health HealthState",
        ".journal": "read_journal",
        ".journal_lines": "JournalItem Unrecorded",
        ".listening": "Listening",
        ".misfit": "Misfit",
        ".report": "EventSubReport LineReport StreamReport",
        ".stream": "EventStream",
        ".transports": "*",
    },
    "twitchtrio.eventsub.events": {
        "...people": "PartialUser",
        "...words": (
            "Amount AnyEmote Cheermote Emote EmoteFormat EmoteScale EmoteThemeMode Fragment FragmentType Gif"
            " HypeTrainChannel HypeTrainContribution HypeTrainContributionType HypeTrainType Mention MessageContent"
            " RedeemedReward RewardImage StreamType SubTier"
        ),
        "._people": "Badge Chatter",
        ".ads": "ChannelAdBreakBegin",
        ".authorization": "UserAuthorizationGrant UserAuthorizationRevoke",
        ".automod": (
            "AutomodContent AutomodFragment AutomodHoldCause AutomodMessageHold AutomodMessageHoldV2"
            " AutomodMessageStatus AutomodMessageUpdate AutomodMessageUpdateV2 AutomodSettingsUpdate AutomodTermsAction"
            " AutomodTermsUpdate BlockedLinkHoldCause BlockedTermFound BlockedTermHoldCause HoldCause HoldReason"
            " TextBoundary UnknownHoldCause"
        ),
        ".automod_v1": "AutomodFragmentsV1 AutomodMessageHoldV1 AutomodMessageUpdateV1",
        ".bits": (
            "BitsUse BitsUseType ChannelBitsUse ChannelCheer ChannelCustomPowerUpRedemptionAdd CustomPowerUpUse"
            " PowerUp PowerUpEmote PowerUpType RedeemedPowerUp UnknownBitsUse"
        ),
        ".channel": "ChannelFollow ChannelUpdate",
        ".charity": (
            "ChannelCharityCampaignDonate ChannelCharityCampaignProgress ChannelCharityCampaignStart"
            " ChannelCharityCampaignStop"
        ),
        ".chat": (
            "ChannelChatClear ChannelChatClearUserMessages ChannelChatMessage ChannelChatMessageDelete ChatMessageType"
            " Cheer Reply"
        ),
        ".chat_held": (
            "ChannelChatUserMessageHold ChannelChatUserMessageUpdate HeldContent HeldEmote HeldFragment HeldStatus"
        ),
        ".chat_notification": (
            "AnnouncementNotice BitsBadgeTierNotice ChannelChatNotification CharityDonationNotice"
            " CommunitySubGiftNotice GiftPaidUpgradeNotice ModiversaryNotice Notice NoticeContent NoticeType"
            " PayItForwardNotice PrimePaidUpgradeNotice RaidNotice ResubNotice SubGiftNotice SubNotice UnknownNotice"
            " UnraidNotice WatchStreakNotice"
        ),
        ".chat_settings": "ChannelChatSettingsUpdate",
        ".conduits": "ConduitShardDisabled",
        ".entitlements": "DropEntitlement DropEntitlementGrant",
        ".event": "EVENT_TYPES Event InChannel Source Subscription UnknownEvent",
        ".extensions": "ExtensionBitsProduct ExtensionBitsTransactionCreate",
        ".goals": "ChannelGoalBegin ChannelGoalEnd ChannelGoalProgress ChannelGoalType",
        ".guest_star": (
            "ChannelGuestStarGuestUpdate ChannelGuestStarSessionBegin ChannelGuestStarSessionEnd"
            " ChannelGuestStarSettingsUpdate GuestStarGroupLayout GuestStarState"
        ),
        ".hype_train": "ChannelHypeTrainBegin ChannelHypeTrainEnd ChannelHypeTrainProgress",
        ".moderate": (
            "ChannelModerate ChannelModerateV1 ChannelModerateV2 ModeratorAction ModeratorActionType UnknownAction"
        ),
        ".moderation": "ChannelBan ChannelUnban",
        ".moderator_actions": (
            "ActionOnTerms ActionOnUnbanRequest ActionOnUser AddBlockedTermAction AddPermittedTermAction"
            " ApproveUnbanRequestAction BanAction ClearAction DeleteAction DenyUnbanRequestAction EmoteOnlyAction"
            " EmoteOnlyOffAction FollowersAction FollowersOffAction ModAction RaidAction RemoveBlockedTermAction"
            " RemovePermittedTermAction SlowAction SlowOffAction SubscribersAction SubscribersOffAction TermsChange"
            " TermsList TimeoutAction UnbanAction UniqueChatAction UniqueChatOffAction UnmodAction UnraidAction"
            " UntimeoutAction UnvipAction VipAction WarnAction"
        ),
        ".polls": (
            "ChannelPollBegin ChannelPollEnd ChannelPollProgress OfferedChoice PollEndStatus PollVoting VotedChoice"
        ),
        ".predictions": (
            "ChannelPredictionBegin ChannelPredictionEnd ChannelPredictionLock ChannelPredictionProgress Outcome"
            " OutcomeColor PredictionEndStatus Predictor"
        ),
        ".raids": "ChannelRaid",
        ".redemptions": (
            "AutomaticReward AutomaticRewardType AutomaticRewardV1 ChannelChannelPointsAutomaticRewardRedemptionAdd"
            " ChannelChannelPointsAutomaticRewardRedemptionAddV1 ChannelChannelPointsAutomaticRewardRedemptionAddV2"
            " ChannelChannelPointsCustomRewardRedemptionAdd ChannelChannelPointsCustomRewardRedemptionUpdate Redeemed"
            " RedemptionEmote RedemptionFragment RedemptionMessage RedemptionMessageV1 RewardRedemptionStatus"
            " UnknownRedeemed UnlockedEmote"
        ),
        ".rewards": (
            "ChannelChannelPointsCustomRewardAdd ChannelChannelPointsCustomRewardRemove"
            " ChannelChannelPointsCustomRewardUpdate RewardCooldown RewardLimit"
        ),
        ".roles": "ChannelModeratorAdd ChannelModeratorRemove ChannelVipAdd ChannelVipRemove",
        ".shared_chat": "ChannelSharedChatBegin ChannelSharedChatEnd ChannelSharedChatUpdate SharedChatChannel",
        ".shield_mode": "ChannelShieldModeBegin ChannelShieldModeEnd",
        ".shoutouts": "ChannelShoutoutCreate ChannelShoutoutReceive",
        ".stream": "StreamOffline StreamOnline",
        ".subscriptions": (
            "ChannelSubscribe ChannelSubscriptionEnd ChannelSubscriptionGift ChannelSubscriptionMessage EmotePosition"
            " ResubMessage"
        ),
        ".suspicious_users": (
            "BanEvasionEvaluation ChannelSuspiciousUserMessage ChannelSuspiciousUserUpdate LowTrustStatus LowTrustType"
            " SuspiciousEmote SuspiciousFragment SuspiciousMessage"
        ),
        ".unban_requests": "ChannelUnbanRequestCreate ChannelUnbanRequestResolve UnbanRequestResolution",
        ".users": "UserUpdate UserWhisperMessage Whisper",
        ".warnings": "ChannelWarningAcknowledge ChannelWarningSend",
    },
    "twitchtrio.eventsub.transports": {
        ".transport": "Link Site Transport",
        ".websocket": "WebSocketTransport",
    },
    "twitchtrio.helix": {
        "..words": (
            "Amount AnyEmote Cheermote Emote EmoteFormat EmoteScale EmoteThemeMode Fragment FragmentType Gif"
            " HypeTrainChannel HypeTrainContribution HypeTrainContributionType HypeTrainType Mention MessageContent"
            " RedeemedReward RewardImage StreamType SubTier"
        ),
        "._pages": "Page Pages",
        ".ads": "AdSchedule AdSnooze Ads Commercial",
        ".analytics": "Analytics ExtensionAnalytics GameAnalytics",
        ".beside": "DateRange RefusedShard",
        ".bits": (
            "AvailableCheermote Bits BitsLeader BitsLeaderboard BitsPeriod CheermoteTier CheermoteTierId CheermoteType"
            " CustomPowerUp ExtensionTransaction ProductCost ProductCostType ProductData ProductType"
        ),
        ".ccls": "CCLs ContentClassificationDescription Locale",
        ".channel_points": (
            "ChannelPoints CustomReward CustomRewardRedemption GlobalCooldownSetting MaxPerStreamSetting"
            " MaxPerUserPerStreamSetting RedemptionSort RedemptionStatus"
        ),
        ".channels": (
            "ChannelEditor ChannelFollower ChannelInformation Channels ContentClassification"
            " ContentClassificationLabel FollowedChannel"
        ),
        ".charity": "Charity CharityCampaign CharityDonation",
        ".chat": "*",
        ".client": "Helix",
        ".clips": "Clip ClipDownload Clips CreatedClip",
        ".conduits": "Conduit ConduitShard Conduits ShardTransport ShardUpdate UpdatedShards",
        ".entitlements": (
            "DropsEntitlement EntitlementUpdateStatus Entitlements FulfillmentStatus UpdatedDropsEntitlements"
        ),
        ".eventsub": "CreatedEventSubSubscription EventSub EventSubTransport",
        ".extensions": (
            "ComponentView ConfigView ConfigurationLocation ConfigurationSegment ExtensionBitsProduct"
            " ExtensionConfigurationSegment ExtensionDetails ExtensionLiveChannel ExtensionSecret ExtensionSecrets"
            " ExtensionState ExtensionViews Extensions MobileView PanelView SubscriptionsSupportLevel VideoOverlayView"
        ),
        ".games": "Game Games",
        ".goals": "Goal GoalType Goals",
        ".guest_star": (
            "GuestStar GuestStarGuest GuestStarInvite GuestStarInviteStatus GuestStarLayout GuestStarMedia"
            " GuestStarSession GuestStarSettings"
        ),
        ".hype_train": "HypeTrain HypeTrainRecord HypeTrainStatus RunningHypeTrain",
        ".misfit": "MisfitItem",
        ".moderation": "*",
        ".polls": "NewPollChoice Poll PollChoice PollStatus Polls",
        ".predictions": (
            "NewPredictionOutcome Prediction PredictionColor PredictionOutcome PredictionStatus Predictions"
            " TopPredictor"
        ),
        ".raids": "PendingRaid Raids",
        ".schedule": "Schedule ScheduleCategory ScheduleSegment ScheduleVacation StreamSchedule",
        ".search": "FoundCategory FoundChannel Search",
        ".signing_in": "open_helix",
        ".streams": "CreatedStreamMarker Stream StreamKey StreamMarker StreamMarkers Streams VideoMarkers",
        ".subscriptions": "BroadcasterSubscription Subscriptions UserSubscription",
        ".tags": "StreamTag Tags",
        ".teams": "ChannelTeam Team TeamMember Teams",
        ".users": (
            "ActiveComponent ActiveExtension ActiveExtensions Authorization BlockContext BlockReason BlockedUser"
            " BroadcasterType ComponentSlot Extension ExtensionSlot ExtensionType User UserType Users"
        ),
        ".videos": "MutedSegment Video VideoPeriod VideoSort VideoType VideoViewable Videos",
        ".whispers": "Whispers",
    },
    "twitchtrio.helix.chat": {
        ".badges": "BadgeVersion ChatBadgeSet",
        ".calls": "Chat",
        ".emotes": "ChannelEmote EmoteImages EmoteType Emotes GlobalEmote SetEmote UserEmote",
        ".messages": "AnnouncementColor DropReason SentMessage",
        ".pins": "PinnedChatMessage",
        ".settings": "ChatSettings",
        ".users": "ChatroomUser NamedChatColor SharedChatParticipant SharedChatSession UserChatColor",
    },
    "twitchtrio.helix.moderation": {
        ".automod": "AutoModAction AutoModSettings AutoModStatus BlockedTerm MessageToCheck",
        ".bans": "BannedUser ChatWarning UnbanRequest UnbanRequestStatus UserBan",
        ".calls": "Moderation",
        ".protection": "ShieldModeStatus SuspiciousStatus SuspiciousType SuspiciousUser",
        ".roles": "ModeratedChannel Moderator VIP",
    },
    "twitchtrio.network": {
        "._body": "SHORT_BODY_LIMIT",
        "._http": "Http open_http",
        "._network": "Dial Network",
        "._request": "Content Headers",
        "._response": "Response",
        "._websocket": "WebSocket run_websocket",
    },
    "twitchtrio.ops": {
        ".running": "run",
    },
    "twitchtrio.stores": {
        "._protocol": "Lease Record Store",
        ".memory": "MemoryStore",
        ".opening": "StoreRef open_store",
        ".sqlite": "SQLiteStore default_path",
    },
    "twitchtrio.testing": {
        ".bot": "open_test_bot",
        ".chat": "Chat Role answers open_chat",
        ".fake": "FakeChatMessage FakeGrant FakeSocket FakeTwitch FakeUser Replayed ServedTwitch SocketRecord",
    },
    "twitchtrio.testing.fake": {
        ".accounts": "FakeGrant",
        ".chat": "FakeChatMessage",
        ".replay": "Replayed",
        ".requests": "LoggedRequest RequestLog",
        ".serve": "ServedTwitch",
        ".sockets": "FakeSocket SentMessage SocketRecord",
        ".twitch": "FakeTwitch",
        ".world": "FakeChannel FakeUser",
    },
}
