"""What moderators do in a channel, all of it in one event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from attrs import asdict, frozen

from ... import scopes
from ...enums import OpenEnum
from ._people import MayNameSourceBroadcaster, NamesBroadcaster, NamesModerator
from .conditions import WithModerator
from .event import event
from .moderator_actions import (
    ActionOnTerms,
    ActionOnUnbanRequest,
    AddBlockedTermAction,
    AddPermittedTermAction,
    ApproveUnbanRequestAction,
    BanAction,
    ClearAction,
    DeleteAction,
    DenyUnbanRequestAction,
    EmoteOnlyAction,
    EmoteOnlyOffAction,
    FollowersAction,
    FollowersOffAction,
    ModAction,
    RaidAction,
    RemoveBlockedTermAction,
    RemovePermittedTermAction,
    SlowAction,
    SlowOffAction,
    SubscribersAction,
    SubscribersOffAction,
    TimeoutAction,
    UnbanAction,
    UniqueChatAction,
    UniqueChatOffAction,
    UnmodAction,
    UnraidAction,
    UntimeoutAction,
    UnvipAction,
    VipAction,
    WarnAction,
)

__all__ = [
    "ChannelModerate",
    "ChannelModerateV1",
    "ChannelModerateV2",
    "ModeratorAction",
    "ModeratorActionType",
    "UnknownAction",
]


class ModeratorActionType(OpenEnum):
    """What kind of thing a moderator did."""

    BAN = "ban"
    TIMEOUT = "timeout"
    UNBAN = "unban"
    UNTIMEOUT = "untimeout"
    CLEAR = "clear"
    EMOTEONLY = "emoteonly"
    EMOTEONLYOFF = "emoteonlyoff"
    FOLLOWERS = "followers"
    FOLLOWERSOFF = "followersoff"
    UNIQUECHAT = "uniquechat"
    UNIQUECHATOFF = "uniquechatoff"
    SLOW = "slow"
    SLOWOFF = "slowoff"
    SUBSCRIBERS = "subscribers"
    SUBSCRIBERSOFF = "subscribersoff"
    UNRAID = "unraid"
    DELETE = "delete"
    UNVIP = "unvip"
    VIP = "vip"
    RAID = "raid"
    ADD_BLOCKED_TERM = "add_blocked_term"
    ADD_PERMITTED_TERM = "add_permitted_term"
    REMOVE_BLOCKED_TERM = "remove_blocked_term"
    REMOVE_PERMITTED_TERM = "remove_permitted_term"
    MOD = "mod"
    UNMOD = "unmod"
    APPROVE_UNBAN_REQUEST = "approve_unban_request"
    DENY_UNBAN_REQUEST = "deny_unban_request"
    WARN = "warn"
    SHARED_CHAT_BAN = "shared_chat_ban"
    SHARED_CHAT_TIMEOUT = "shared_chat_timeout"
    SHARED_CHAT_UNTIMEOUT = "shared_chat_untimeout"
    SHARED_CHAT_UNBAN = "shared_chat_unban"
    SHARED_CHAT_DELETE = "shared_chat_delete"


@frozen(kw_only=True)
class UnknownAction:
    """Something that twitchtrio has no class for, or whose details Twitch left out or contradicts."""

    action: ModeratorActionType


ModeratorAction: TypeAlias = (
    BanAction
    | UnbanAction
    | TimeoutAction
    | UntimeoutAction
    | WarnAction
    | DeleteAction
    | ModAction
    | UnmodAction
    | VipAction
    | UnvipAction
    | ApproveUnbanRequestAction
    | DenyUnbanRequestAction
    | RaidAction
    | UnraidAction
    | AddBlockedTermAction
    | RemoveBlockedTermAction
    | AddPermittedTermAction
    | RemovePermittedTermAction
    | ClearAction
    | EmoteOnlyAction
    | EmoteOnlyOffAction
    | FollowersAction
    | FollowersOffAction
    | SlowAction
    | SlowOffAction
    | SubscribersAction
    | SubscribersOffAction
    | UniqueChatAction
    | UniqueChatOffAction
    | UnknownAction
)
"""What a moderator did; `match` takes it apart."""

_WITHOUT_RECORD: Final[Mapping[ModeratorActionType, ModeratorAction]] = {
    ModeratorActionType.CLEAR: ClearAction(),
    ModeratorActionType.EMOTEONLY: EmoteOnlyAction(),
    ModeratorActionType.EMOTEONLYOFF: EmoteOnlyOffAction(),
    ModeratorActionType.FOLLOWERSOFF: FollowersOffAction(),
    ModeratorActionType.UNIQUECHAT: UniqueChatAction(),
    ModeratorActionType.UNIQUECHATOFF: UniqueChatOffAction(),
    ModeratorActionType.SLOWOFF: SlowOffAction(),
    ModeratorActionType.SUBSCRIBERS: SubscribersAction(),
    ModeratorActionType.SUBSCRIBERSOFF: SubscribersOffAction(),
}
_ON_TERMS: Final[Mapping[ModeratorActionType, Callable[..., ModeratorAction]]] = {
    ModeratorActionType.ADD_BLOCKED_TERM: AddBlockedTermAction,
    ModeratorActionType.ADD_PERMITTED_TERM: AddPermittedTermAction,
    ModeratorActionType.REMOVE_BLOCKED_TERM: RemoveBlockedTermAction,
    ModeratorActionType.REMOVE_PERMITTED_TERM: RemovePermittedTermAction,
}
_ON_REQUEST: Final[Mapping[ModeratorActionType, Callable[..., ModeratorAction]]] = {
    ModeratorActionType.APPROVE_UNBAN_REQUEST: ApproveUnbanRequestAction,
    ModeratorActionType.DENY_UNBAN_REQUEST: DenyUnbanRequestAction,
}
_SCOPES: Final = (
    (scopes.MODERATOR_READ_BLOCKED_TERMS, scopes.MODERATOR_MANAGE_BLOCKED_TERMS),
    (scopes.MODERATOR_READ_CHAT_SETTINGS, scopes.MODERATOR_MANAGE_CHAT_SETTINGS),
    (scopes.MODERATOR_READ_UNBAN_REQUESTS, scopes.MODERATOR_MANAGE_UNBAN_REQUESTS),
    (scopes.MODERATOR_READ_BANNED_USERS, scopes.MODERATOR_MANAGE_BANNED_USERS),
    (scopes.MODERATOR_READ_CHAT_MESSAGES, scopes.MODERATOR_MANAGE_CHAT_MESSAGES),
)
_WARNINGS: Final = (scopes.MODERATOR_READ_WARNINGS, scopes.MODERATOR_MANAGE_WARNINGS)
_ROLES: Final = (scopes.MODERATOR_READ_MODERATORS, scopes.MODERATOR_READ_VIPS)


@event("channel.moderate", "1", *_SCOPES, *_ROLES)
@frozen(kw_only=True)
class ChannelModerateV1(WithModerator, NamesBroadcaster, MayNameSourceBroadcaster, NamesModerator):
    """A moderator did something, of which warnings are not told here."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    source_broadcaster_user_id: str | None = None
    """In a shared chat, the channel that it was done in; `None` if it is this one."""
    source_broadcaster_user_login: str | None = None
    source_broadcaster_user_name: str | None = None
    moderator_user_id: str
    moderator_user_login: str
    moderator_user_name: str
    action: ModeratorActionType
    followers: FollowersAction | None = None
    slow: SlowAction | None = None
    vip: VipAction | None = None
    unvip: UnvipAction | None = None
    mod: ModAction | None = None
    unmod: UnmodAction | None = None
    ban: BanAction | None = None
    unban: UnbanAction | None = None
    timeout: TimeoutAction | None = None
    untimeout: UntimeoutAction | None = None
    raid: RaidAction | None = None
    unraid: UnraidAction | None = None
    delete: DeleteAction | None = None
    automod_terms: ActionOnTerms | None = None
    unban_request: ActionOnUnbanRequest | None = None
    shared_chat_ban: BanAction | None = None
    """This and the following: what was done in another channel of a shared chat."""
    shared_chat_unban: UnbanAction | None = None
    shared_chat_timeout: TimeoutAction | None = None
    shared_chat_untimeout: UntimeoutAction | None = None
    shared_chat_delete: DeleteAction | None = None

    @property
    def done(self) -> ModeratorAction:
        """What was done, in this channel or, as `source_broadcaster` tells, in another one of a shared chat."""
        return _done(self)


@event("channel.moderate", "2", *_SCOPES, _WARNINGS, *_ROLES)
@frozen(kw_only=True)
class ChannelModerate(WithModerator, NamesBroadcaster, MayNameSourceBroadcaster, NamesModerator):
    """A moderator did something in a channel, such as a ban, a warning, a change of the chat's settings or a raid."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    source_broadcaster_user_id: str | None = None
    """In a shared chat, the channel that it was done in; `None` if it is this one."""
    source_broadcaster_user_login: str | None = None
    source_broadcaster_user_name: str | None = None
    moderator_user_id: str
    moderator_user_login: str
    moderator_user_name: str
    action: ModeratorActionType
    followers: FollowersAction | None = None
    slow: SlowAction | None = None
    vip: VipAction | None = None
    unvip: UnvipAction | None = None
    mod: ModAction | None = None
    unmod: UnmodAction | None = None
    ban: BanAction | None = None
    unban: UnbanAction | None = None
    timeout: TimeoutAction | None = None
    untimeout: UntimeoutAction | None = None
    raid: RaidAction | None = None
    unraid: UnraidAction | None = None
    delete: DeleteAction | None = None
    automod_terms: ActionOnTerms | None = None
    unban_request: ActionOnUnbanRequest | None = None
    warn: WarnAction | None = None
    shared_chat_ban: BanAction | None = None
    """This and the following: what was done in another channel of a shared chat."""
    shared_chat_unban: UnbanAction | None = None
    shared_chat_timeout: TimeoutAction | None = None
    shared_chat_untimeout: UntimeoutAction | None = None
    shared_chat_delete: DeleteAction | None = None

    @property
    def done(self) -> ModeratorAction:
        """What was done, in this channel or, as `source_broadcaster` tells, in another one of a shared chat."""
        return _done(self)


ChannelModerateV2: TypeAlias = ChannelModerate
"""The same, by its number."""


def _done(event: ChannelModerateV1 | ChannelModerate) -> ModeratorAction:
    action, terms, request = event.action, event.automod_terms, event.unban_request
    if action in _WITHOUT_RECORD:
        return _WITHOUT_RECORD[action]
    if action in _ON_TERMS and terms is not None and action == f"{terms.action}_{terms.list}_term":
        return _ON_TERMS[action](**asdict(terms, recurse=False))
    if request is not None and action == f"{'approve' if request.is_approved else 'deny'}_unban_request":
        return _ON_REQUEST[action](**asdict(request, recurse=False))
    told: ModeratorAction | None = getattr(event, action, None) if action.known else None
    return told or UnknownAction(action=action)
