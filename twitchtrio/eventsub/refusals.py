"""What it means that Twitch refuses or ends subscriptions: what may pass, and how the rest is told."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from .._texts import worded
from ..errors import (
    AuthError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    DecodeError,
    ForbiddenError,
    HelixError,
    NetworkError,
    RateLimitedError,
    RefreshFailedError,
    ServerError,
    SubscriptionError,
    TwitchError,
    UnauthorizedError,
)
from ..subscription import SubscriptionStatus

if TYPE_CHECKING:
    from .events.event import Subscription
    from .wish import Wish

__all__ = [
    "MAX_COST",
    "MAX_SOCKETS",
    "MAX_SUBSCRIPTIONS",
    "Limit",
    "as_refusal",
    "is_alive",
    "is_dead",
    "is_over",
    "joint_refusal",
    "limit_of",
    "locks_out",
    "may_pass",
    "too_dear",
    "too_many",
]

MAX_COST: Final = 10
MAX_ROOMS: Final = 100
MAX_SOCKETS: Final = 3
MAX_SUBSCRIPTIONS: Final = 300

# For one who waits for a first answer.
_PASSING: Final = (NetworkError, ServerError, RefreshFailedError, RateLimitedError)

# These pass soon or not at all: what a dead session left behind goes within two minutes, and an answer that cannot be
# read says nothing against the wish, since the next try finds what was made.
_PASSING_SOON: Final = (ConflictError, DecodeError)
_SOON: Final = 120.0


def _said(problem: str, what: str) -> re.Pattern[str]:
    """Texts that name a problem and what has it, in whatever order."""
    return re.compile(rf"(?=.*\b(?:{problem})\b).*\b(?:{what})\b")


_ENDED: Final = "closed|dead|disconnected|ended|expired|gone|terminated|time(?:d )?out|(?:not|no longer) connected"
_GONE: Final = (
    _said(f"{_ENDED}|exists?|found|inactive|invalid|lost|unknown|valid|no longer", "(?<!guest star )session"),
    re.compile(
        rf".*\bweb ?socket (?:(?:transport|session|connection|has|have|already|been|is|was|are) )*(?:{_ENDED})\b"
    ),
)

# Whoever is timed out in a chat is not busy.
_BUSY: Final = re.compile(
    r" ?time(?:d )?out\b|.*\b(?:temporarily|unavailable|overloaded|try again|internal|server error|rate limit"
    r"|upstream|backend|gateway|header|(?:request|connection|operation) (?:has |was |is )?time(?:d )?out)\b"
)

_WRONG: Final = (
    "invalid|malformed|unknown|unsupported|deprecated|disabled|deactivated|deleted|removed|suspended|missing|required"
    "|not (?:available|exist|found|match|supported|valid|subscribe)|unable to find|no longer|different|mismatch"
    "|must (?:be|match)"
)

# What Twitch has against the ground or the type of a subscription, whatever it says of sessions.
_AGAINST_GROUND: Final = (
    _said(
        "missing|lacks?|lacking|needs?|requires?|required|insufficient|revoked|removed|expired|without|no|not have"
        "|must have|grant(?:ed)?|(?:not|never) authorized|unauthorized",
        "scopes?|permissions?(?! to access (?:this|the|on|helix))|authorization(?! (?:header|token|required))",
    ),
    _said(
        "(?:(?:not|never|no longer) authorized|unauthorized)(?! to access)",
        "app|application|client|channel|users?|sender|moderator|broadcaster",
    ),
    re.compile(" ?unauthorized ?$"),
    _said(
        f"{_WRONG}|ended",
        "(?<!content )(?<!media )(?<!mime )type|(?<!http )(?<!protocol )(?<!tls )(?<!api )version",
    ),
)

# What Twitch has against a subscription itself: its ground, its condition, its type. Faults, and what stands between,
# speak in other words.
_AGAINST: Final = (
    *_AGAINST_GROUND,
    _said("not|neither|only|must|requires?|required|no longer|removed", "mod(?:erator)?s?(?! security)"),
    _said("not|must|only|requires?|required|no longer", "partner|affiliate"),
    _said("banned|timed out", "users?|bot|you|chat|channel|broadcaster|account"),
    _said(
        _WRONG,
        "condition|transport|users?(?! agent)|broadcaster|channel|account|reward|extension"
        "|client(?! (?:certificate|ip|address))",
    ),
)

_ALIVE: Final = frozenset({SubscriptionStatus.ENABLED, SubscriptionStatus.WEBHOOK_CALLBACK_VERIFICATION_PENDING})

# Twitch has nothing more against the others that are dead: they can be made again.
_OVER: Final = frozenset(
    {
        SubscriptionStatus.AUTHORIZATION_REVOKED,
        SubscriptionStatus.MODERATOR_REMOVED,
        SubscriptionStatus.CHAT_USER_BANNED,
        SubscriptionStatus.USER_REMOVED,
        SubscriptionStatus.VERSION_REMOVED,
    }
)


def is_alive(status: SubscriptionStatus) -> bool:
    """Whether a subscription brings events, or soon will."""
    return status.lower() in _ALIVE


def is_dead(status: SubscriptionStatus) -> bool:
    """Whether a subscription is known to bring nothing more; a status that is new, odd or missing proves nothing."""
    meant = SubscriptionStatus(status.lower())
    return (meant.known or meant.startswith("websocket_")) and not is_alive(status)


def is_over(status: SubscriptionStatus) -> bool:
    """Whether it was revoked for good: its ground is gone, or Twitch's reason is new."""
    return status.lower() in _OVER or not is_dead(status)


def may_pass(exc: TwitchError, *, proven: bool, waited: float) -> bool:
    """Whether to try again: what has stood before is given up only where Twitch says no to just this.

    Args:
        exc: Why it could not be had.
        proven: Whether it has stood before.
        waited: For how long it could not be had for causes of this kind alone.
    """
    if isinstance(exc, BadRequestError | ForbiddenError):
        return _session_is_gone(exc) or (proven and not _is_against(exc))
    return proven or isinstance(exc, _PASSING) or (isinstance(exc, _PASSING_SOON) and waited < _SOON)


def locks_out(exc: TwitchError) -> bool:
    """Whether there is no token to ask with: only a new login helps, or a store of the program's own has to work."""
    lost = isinstance(exc, AuthError | UnauthorizedError) and not isinstance(exc, RefreshFailedError)
    return lost or isinstance(exc, ConfigurationError)


class Limit(enum.Enum):
    """What Twitch means by 429."""

    TRANSPORTS = "too many connections, also of other programs"
    COST = "too dear"
    ALIKE = "too many alike, of which dead ones count for a while"
    RATE = "too many requests"


def limit_of(exc: RateLimitedError) -> Limit:
    """Which limit has been reached."""
    said = exc.message.lower()
    if "cost" in said:
        return Limit.COST
    if "type and condition" in said:
        return Limit.ALIKE
    return Limit.TRANSPORTS if "transport" in said or "subscription" in said else Limit.RATE


def as_refusal(exc: TwitchError, wish: Wish, *, account: str, rooms: int = 0) -> TwitchError:
    """What Twitch answered, told of the subscription; what is no answer to it stays as it is.

    Args:
        exc: That answer.
        wish: What was asked for.
        account: The login as which it was.
        rooms: How many chats that account reads.
    """
    wanted = wish.subscription
    if not isinstance(exc, HelixError) or isinstance(exc, UnauthorizedError):
        return exc
    if isinstance(exc, ConflictError):
        return _taken(wanted, account=account)
    likely = _likely_cause(wish, account, rooms) if isinstance(exc, ForbiddenError) else ""
    error = SubscriptionError(
        exc.message + likely, type=wanted.type, condition=wanted.condition, status=exc.status, account=account
    )
    error.__cause__ = exc
    return error


def _taken(wanted: Subscription[Any], *, account: str) -> SubscriptionError:
    """It exists already, for longer than what a dead session left behind."""
    return SubscriptionError(
        f"it exists already, and not on a session of this program; does another one act as {account!r}?",
        type=wanted.type,
        condition=wanted.condition,
        status=HTTPStatus.CONFLICT,
        account=account,
    )


def _likely_cause(wish: Wish, account: str, rooms: int) -> str:
    """What most often is the matter where Twitch says only that authorization is missing."""
    wanted = wish.subscription
    channel = wanted.condition.get("broadcaster_user_id", "")
    name = _name_of(channel, wish)
    if wanted.event.GRANTOR == "moderator_user_id":
        return f"; {account!r} must be a moderator of {name!r} (/mod {account})"
    if wanted.event.GRANTOR == "user_id" and channel:
        return (
            f"; {account!r} may be banned or timed out in {name!r}, or reads {MAX_ROOMS} chats already in which it is "
            f"neither moderator nor broadcaster and that have not granted channel:bot (it reads {rooms} chats now)"
        )
    return ""


def _name_of(user_id: str, wish: Wish) -> str:
    """A user's login, where a stream knows it, else the id."""
    return next((stream.logins[user_id] for stream in wish.streams if user_id in stream.logins), user_id)


def too_many(wanted: Subscription[Any], *, account: str) -> SubscriptionError:
    """The error of a subscription beyond what an account's connections may have."""
    most = MAX_SOCKETS * MAX_SUBSCRIPTIONS
    return SubscriptionError(
        f"an account has at most {most} subscriptions over WebSockets, {MAX_SOCKETS} connections with "
        f"{MAX_SUBSCRIPTIONS} each; more need a webhook or conduit",
        type=wanted.type,
        condition=wanted.condition,
        account=account,
        limit=most,
    )


def too_dear(wish: Wish, *, account: str, cost: int, limit: int) -> SubscriptionError:
    """The account has spent what subscriptions may cost."""
    wanted = wish.subscription
    channel = next((value for key, value in wanted.condition.items() if key.endswith("broadcaster_user_id")), "")
    whose = f" Have {_name_of(channel, wish)!r} sign in to the app, which makes it free, or" if channel else ""
    return SubscriptionError(
        f"its cost would go beyond {limit}, of which the account's other subscriptions use {cost}.{whose or ' Now'} "
        "listen to less",
        type=wanted.type,
        condition=wanted.condition,
        status=HTTPStatus.TOO_MANY_REQUESTS,
        account=account,
        cost=cost,
        limit=limit,
    )


def joint_refusal(wishes: Iterable[Wish]) -> TwitchError | None:
    """The one error for wishes that are had all or not at all; it names each that is refused."""
    errors = [wish.refused for wish in wishes if wish.refused is not None]
    refused = [error for error in errors if isinstance(error, SubscriptionError)]
    if len(refused) < len(errors) or len(refused) < 2:
        return next((error for error in errors if not isinstance(error, SubscriptionError)), None) or (
            refused[0] if refused else None
        )
    return SubscriptionError.several(refused)


def _session_is_gone(exc: HelixError) -> bool:
    said = worded(exc.message)
    return _says(said, _GONE) and not _says(said, _AGAINST_GROUND)


def _is_against(exc: HelixError) -> bool:
    said = worded(exc.message)
    return not _BUSY.match(said) and _says(said, _AGAINST)


def _says(said: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    return any(pattern.match(said) for pattern in patterns)
