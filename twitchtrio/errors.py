"""Every exception that twitchtrio raises.

::

    TwitchError
      ConfigurationError            the program asks for what cannot be (also a ValueError)
      NetworkError                  no answer from Twitch
      HelixError                    an answer from Twitch's API that was not wanted
        BadRequestError             400
        UnauthorizedError           401
        ForbiddenError              403
        NotFoundError               404
        ConflictError               409
        RateLimitedError            429
        ServerError                 5xx
      DecodeError                   an answer that fits no model
      AuthError
        LoginRequiredError          no usable login in the store
        MissingScopeError           a login lacks a scope
        RefreshFailedError          a refresh failed in a way that is worth another try
        TokenRevokedError           only a new login helps
        AuthorizationDeniedError    the user said no
          DeviceFlowDeniedError     to a device login
        DeviceFlowExpiredError      the user did not answer in time
        StateMismatchError          an authorization answer that was not asked for
      EventSubError
        SubscriptionError           Twitch refuses a subscription
        SubscriptionRevokedError    Twitch ended a subscription for good
        SlowConsumerError           a stream was left undrained
      ChatError
        MessageDroppedError         Twitch accepted a chat message and did not show it
        CommandError                what a command answers its chatter with instead of running on
          UsageError                the chatter wrote it otherwise than it is meant
          NotAllowedError           the chatter may not use it
          OnCooldownError           it was used a moment ago
      ServiceCrashedError           a background task of twitchtrio failed

Two roots of failure are kept apart: no answer (`NetworkError`) and an answer that was not wanted (`HelixError`,
`AuthError`). Data stand in attributes; texts say what happened, for whom, and what to do next. No text, attribute or
repr holds a token or a client secret. Twitch's own words in them are cut to 500 characters, on one printable line.

Errors can be copied and pickled.
"""

from __future__ import annotations

import copyreg
import math
import shlex
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, NotRequired, Protocol, TypedDict, Unpack

from ._texts import brief, printable

__all__ = [
    "AuthError",
    "AuthorizationDeniedError",
    "BadRequestError",
    "ChatError",
    "CommandError",
    "ConfigurationError",
    "ConflictError",
    "DecodeError",
    "DeviceFlowDeniedError",
    "DeviceFlowExpiredError",
    "EventSubError",
    "ForbiddenError",
    "HelixError",
    "LoginRequiredError",
    "MessageDroppedError",
    "MissingScopeError",
    "NetworkError",
    "NotAllowedError",
    "NotFoundError",
    "OnCooldownError",
    "RateLimitedError",
    "RefreshFailedError",
    "ServerError",
    "ServiceCrashedError",
    "SlowConsumerError",
    "StateMismatchError",
    "SubscriptionError",
    "SubscriptionRevokedError",
    "TokenRevokedError",
    "TwitchError",
    "UnauthorizedError",
    "UsageError",
    "login_command",
]


_UNEXPLAINED: Final = "Twitch gave no explanation"

_REVOCATIONS: Final = {
    "authorization_revoked": "the user disconnected the app or changed the password; a new login is needed",
    "user_removed": "the user no longer exists",
    "moderator_removed": "the acting account is no longer a moderator of the channel",
    "chat_user_banned": "the acting account is banned from the channel",
    "version_removed": "Twitch no longer serves this version of the type; update twitchtrio",
}


def login_command(scopes: Iterable[str] = (), *, client_id: str | None = None) -> str:
    """The shell command that grants `scopes` to the account which signs in."""
    words = ["twitchtrio", "login"]
    if client_id:
        words += ["--client-id", shlex.quote(client_id)]
    # With commas it needs no quotes, which shells do not agree on.
    if wanted := ",".join(sorted(scopes)):
        words += ["--scopes", wanted]
    return " ".join(words)


def _listed(condition: Mapping[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(condition.items()))


class _Sent(Protocol):
    """A `SentMessage`, of which the ground knows no more."""

    @property
    def message_id(self) -> str: ...


class _Permission(Protocol):
    """A `Permission`, of which the ground knows no more."""

    @property
    def name(self) -> str: ...


class _Cooldown(Protocol):
    """A `Cooldown`, of which the ground knows no more."""

    @property
    def seconds(self) -> float: ...


class TwitchError(Exception):
    """Base of every exception of twitchtrio.

    Attributes:
        sent_parts: Where a text was sent in parts, the `SentMessage` of each that had been sent before this happened.
    """

    sent_parts: tuple[_Sent, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        # As the class cannot be called with `args`, a copy is made without its `__init__`.
        state = vars(self).copy()
        if "__notes__" in state:
            state["__notes__"] = [*state["__notes__"]]
        return copyreg.__newobj__, (type(self), *self.args), state  # type: ignore[attr-defined]


class ConfigurationError(TwitchError, ValueError):
    """The program asks for something that cannot be."""


class NetworkError(TwitchError):
    """No answer came from Twitch.

    Attributes:
        address: What was called, without its query.
        attempts: How often it was tried.
        elapsed: Seconds spent on it.
        sent: Whether a request may have reached Twitch, so that trying again could do it twice.
    """

    def __init__(
        self, problem: str, *, address: str, attempts: int = 1, elapsed: float = 0.0, sent: bool = True
    ) -> None:
        tries = f" after {attempts} attempts in {elapsed:.0f} s" if attempts > 1 else ""
        self.problem: str = brief(problem)
        super().__init__(f"No answer from {address}{tries}: {self.problem}{'' if self.problem.endswith('?') else '.'}")
        self.address = address
        self.attempts = attempts
        self.elapsed = elapsed
        self.sent = sent


class _Told(TypedDict):
    """What a `HelixError` is made of besides its status."""

    error: str
    message: str
    method: str
    path: str
    request_id: NotRequired[str | None]
    account: NotRequired[str | None]
    as_app: NotRequired[bool]


class HelixError(TwitchError):
    """Twitch's API refused a request.

    Attributes:
        status: HTTP status code.
        error: Twitch's name of the status, such as `Bad Request`.
        message: Twitch's explanation.
        method: HTTP method of the request.
        path: Path of the endpoint below the API's address.
        request_id: Twitch's id of the request, for its support, if it gave one.
        account: Login of the account that acted, `None` if none did.
        as_app: Whether the app itself acted.
    """

    hint = ""

    def __init__(
        self,
        *,
        status: int,
        error: str,
        message: str,
        method: str,
        path: str,
        request_id: str | None = None,
        account: str | None = None,
        as_app: bool = False,
    ) -> None:
        self.status = status
        self.error: str = brief(error)
        self.message: str = brief(message) or _UNEXPLAINED
        self.method = method
        self.path = path
        self.request_id: str | None = None if request_id is None else brief(request_id)
        self.account = account
        self.as_app = as_app
        actor = f" as account {account!r}" if account else " as the app" if as_app else ""
        text = f"{method} {path}{actor}: {status} {self.error}: {self.message}"
        super().__init__(f"{text.rstrip('.')}.{' ' + self.hint if self.hint else ''}")

    @staticmethod
    def of(status: int, *, reset: float | None = None, **told: Unpack[_Told]) -> HelixError:
        """An error of the class that stands for its status; the rest is as for that class."""
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return RateLimitedError(status=status, reset=reset, **told)
        other = ServerError if status >= HTTPStatus.INTERNAL_SERVER_ERROR else HelixError
        return _OF_STATUS.get(status, other)(status=status, **told)


class BadRequestError(HelixError):
    """Status 400: Twitch does not accept the parameters."""


class UnauthorizedError(HelixError):
    """Status 401: Twitch does not accept the token, or the token lacks a scope."""


class ForbiddenError(HelixError):
    """Status 403: the acting account may not do this."""


class NotFoundError(HelixError):
    """Status 404: there is no such thing, or a call for one thing found none."""


class ConflictError(HelixError):
    """Status 409: it exists already, or collides with another change."""


class RateLimitedError(HelixError):
    """Status 429: too many requests or subscriptions.

    Attributes:
        reset: Seconds until Twitch accepts requests again, as far as it said.
    """

    def __init__(self, *, status: int, reset: float | None = None, **told: Unpack[_Told]) -> None:
        super().__init__(status=status, **told)
        self.reset = reset


class ServerError(HelixError):
    """Status 5xx: a fault at Twitch; trying again later may help."""

    hint = "This is a fault at Twitch; try again later."


_OF_STATUS: Final[dict[int, type[HelixError]]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
}


class DecodeError(TwitchError):
    """An answer of Twitch, or a file that should be a journal, fits no model.

    Attributes:
        model: Name of the class that was expected.
        path: Where in the answer it does not fit, as `$.data[0].id`.
        excerpt: The start of the answer, without secrets.
    """

    def __init__(
        self, problem: str, *, model: str, path: str = "$", excerpt: str = "", what: str = "Twitch's answer"
    ) -> None:
        self.model = model
        self.path: str = brief(path)
        self.excerpt: str = brief(excerpt)
        shown = f" The answer begins with {self.excerpt!r}." if excerpt else ""
        super().__init__(f"{what} is no {model}: {brief(problem)} at {self.path}.{shown}")


class AuthError(TwitchError):
    """Signing in, or a token, is the matter.

    Attributes:
        account: Login or user id of the account concerned, if known.
    """

    def __init__(self, text: str, *, account: str | None = None) -> None:
        super().__init__(printable(text))
        self.account = account


class LoginRequiredError(AuthError):
    """The store holds no usable login for what is asked.

    Attributes:
        scopes: The scopes that the login should grant.
        accounts: Logins of the accounts that the store does hold.
        command: The command that signs in.
    """

    def __init__(
        self,
        problem: str,
        *,
        account: str | None = None,
        scopes: Iterable[str] = (),
        accounts: Sequence[str] = (),
        client_id: str | None = None,
    ) -> None:
        self.scopes: frozenset[str] = frozenset(scopes)
        self.accounts: tuple[str, ...] = tuple(accounts)
        self.command: str = login_command(self.scopes, client_id=client_id)
        signing = f" and sign in as {account!r}" if account else ""
        super().__init__(f"{problem} Run `{self.command}`{signing}.", account=account)


class MissingScopeError(AuthError):
    """The login of an account lacks scopes.

    Attributes:
        scopes: All that are missing; of a tuple among them any one would do.
        command: The command that grants them besides what is granted already.
    """

    def __init__(
        self,
        *,
        action: str,
        scopes: Iterable[str | tuple[str, ...]],
        account: str,
        granted: Iterable[str] = (),
        client_id: str | None = None,
    ) -> None:
        self.scopes: tuple[str | tuple[str, ...], ...] = tuple(scopes)
        groups = [(each,) if isinstance(each, str) else each for each in self.scopes]
        self.command: str = login_command({*granted, *(group[0] for group in groups)}, client_id=client_id)
        wanted = ", ".join(" or ".join(group) for group in groups)
        scope = "scope" if len(groups) == 1 else "scopes"
        text = f"{action} needs the {scope} {wanted}, which the login of {account!r} does not grant."
        super().__init__(f"{text} Run `{self.command}` and sign in as {account!r}.", account=account)


class RefreshFailedError(AuthError):
    """A refresh failed for a reason that may pass; the login itself is not lost."""


class TokenRevokedError(AuthError):
    """Twitch no longer accepts the login of an account; only a new login helps.

    Attributes:
        reason: What Twitch said.
        command: The command that signs in again.
    """

    def __init__(
        self,
        *,
        account: str | None,
        reason: str,
        scopes: Iterable[str] = (),
        client_id: str | None = None,
        why: str = "",
    ) -> None:
        self.reason: str = brief(reason)
        self.command: str = login_command(scopes, client_id=client_id)
        whose = f" of {account!r}" if account else ""
        signing = f" and sign in as {account!r}" if account else ""
        text = f"Twitch no longer accepts the login{whose} ({self.reason}).{' ' + why if why else ''}"
        super().__init__(f"{text} Run `{self.command}`{signing}.", account=account)


class AuthorizationDeniedError(AuthError):
    """The user did not grant what was asked for."""


class DeviceFlowDeniedError(AuthorizationDeniedError):
    """The user refused the device login."""


class DeviceFlowExpiredError(AuthError):
    """The device code expired before the user entered it."""


class StateMismatchError(AuthError):
    """An authorization answer carries another `state` than the one that was sent; it was not used."""


class EventSubError(TwitchError):
    """Base of what concerns events."""


class SubscriptionError(EventSubError):
    """Twitch refuses a subscription, or it can never fit Twitch's limits.

    Attributes:
        type: The subscription type.
        condition: The condition it was asked with.
        reason: What Twitch said, or which limit it hits.
        status: HTTP status of the refusal; 429 of what would cost too much, also where that was found without a
            request; else `None` for what was found without one.
        cost: What the account's other subscriptions cost, where that is the matter.
        limit: The limit that is hit, if one is.
        refused: Where several subscriptions were refused together, the error of each.
    """

    refused: tuple[SubscriptionError, ...] = ()

    @classmethod
    def several(cls, errors: Sequence[SubscriptionError]) -> SubscriptionError:
        """One error for subscriptions that were wanted together."""
        first = errors[0]
        others = " ".join(str(error) for error in errors[1:])
        more = "So was one other" if len(errors) == 2 else f"So were {len(errors) - 1} others"
        reason = f"{first.reason.rstrip('.')}. {more}: {others}"
        error = cls(reason, type=first.type, condition=first.condition, status=first.status, account=first.account)
        error.refused = tuple(errors)
        return error

    def __init__(
        self,
        reason: str,
        *,
        type: str,
        condition: Mapping[str, str],
        status: int | None = None,
        account: str | None = None,
        cost: int | None = None,
        limit: int | None = None,
    ) -> None:
        self.type = type
        self.condition: dict[str, str] = dict(condition)
        # Not cut, since it may tell of several.
        self.reason: str = printable(reason)
        actor = f" as {account!r}" if account else ""
        told = self.reason.rstrip(".")
        super().__init__(f"Subscribing to {type} ({_listed(condition)}){actor} was refused: {told}.")
        self.status = status
        self.account = account
        self.cost = cost
        self.limit = limit


class SubscriptionRevokedError(EventSubError):
    """Twitch ended a subscription for good.

    Attributes:
        type: The subscription type.
        condition: Its condition.
        reason: Twitch's status, such as `authorization_revoked`.
    """

    def __init__(self, *, type: str, condition: Mapping[str, str], reason: str) -> None:
        self.type = type
        self.condition: dict[str, str] = dict(condition)
        self.reason: str = brief(reason)
        meaning = _REVOCATIONS.get(reason)
        told = f"{self.reason}: {meaning}" if meaning else self.reason or "it gave no reason"
        super().__init__(f"Twitch revoked {type} ({_listed(condition)}): {told}.")


class SlowConsumerError(EventSubError):
    """A stream was not read fast enough and its buffer ran full.

    Attributes:
        dropped: How many events were lost.
        buffer: How many events the buffer holds.
    """

    def __init__(self, *, dropped: int, buffer: int) -> None:
        super().__init__(
            f"The stream's buffer of {buffer} events ran full and {dropped} could not be kept. "
            "Read it faster, start the slow work in a task of its own (bot.start_soon), or pass a larger buffer= "
            "or another overflow= to listen()."
        )
        self.dropped = dropped
        self.buffer = buffer


class ChatError(TwitchError):
    """Base of what concerns chat."""


class MessageDroppedError(ChatError):
    """Twitch accepted a chat message and then did not show it.

    Attributes:
        code: Twitch's code of the reason, such as `msg_duplicate`; empty if it gave none.
        reason: Twitch's words for it; empty if it gave none.
        text: The text that was not shown.
        channel: Id of the channel's broadcaster.
    """

    def __init__(self, *, code: str, reason: str, text: str, channel: str) -> None:
        self.code: str = brief(code)
        self.reason: str = brief(reason)
        self.text = text
        self.channel = channel
        told = ": ".join(filter(None, (self.code, self.reason.rstrip(".") or "Twitch gave no reason")))
        super().__init__(f"Twitch dropped the message to channel {channel}: {told}.")


class CommandError(ChatError):
    """What a handler of a command raises to answer the chatter and stop: its text is sent as a reply.

    Attributes:
        text: What the chatter is told.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class UsageError(CommandError):
    """A command was written otherwise than it is meant.

    Attributes:
        problem: What is wrong with it.
        parameter: Name of the parameter that it is about, if it is about one.
        word: The chatter's word that does not fit, if it is one.
        usage: How the command is written, such as `!top [count]`.
    """

    def __init__(self, problem: str, *, usage: str, parameter: str | None = None, word: str | None = None) -> None:
        self.problem = problem
        self.parameter = parameter
        self.word = word
        self.usage = usage
        sentence = problem if problem.endswith(("?", "!")) else f"{problem.rstrip('.')}."
        super().__init__(f"{sentence} Usage: {usage}")


class NotAllowedError(CommandError):
    """A chatter may not use a command. Unless a handler says otherwise, nothing is answered.

    Attributes:
        permission: The `Permission` that the chatter does not have.
    """

    def __init__(self, permission: _Permission) -> None:
        self.permission = permission
        super().__init__(f"This is for {permission.name} only.")


class OnCooldownError(CommandError):
    """A command was used a moment ago. Unless a handler says otherwise, nothing is answered.

    Attributes:
        remaining: In how many seconds it can be used again.
        cooldown: The `Cooldown` that is not over.
    """

    def __init__(self, *, remaining: float, cooldown: _Cooldown) -> None:
        self.remaining = remaining
        self.cooldown = cooldown
        super().__init__(f"This can be used again in {math.ceil(remaining)} s.")


class ServiceCrashedError(TwitchError):
    """A background task of twitchtrio failed; its exception is the cause of this one.

    Attributes:
        service: Name of the task.
        foreign: Module of the program's own, such as one with a transport, in which it failed; `None` if it was none.
    """

    def __init__(self, service: str, *, foreign: str | None = None) -> None:
        where = f" in {foreign}, which is no part of twitchtrio" if foreign else ""
        whose = "" if foreign else " This is likely a bug in twitchtrio."
        super().__init__(f"The background task {service!r} failed{where}; see the cause.{whose}")
        self.service = service
        self.foreign = foreign
