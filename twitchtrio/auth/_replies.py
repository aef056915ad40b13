"""What Twitch's OAuth service answers, and which error each refusal is."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from attrs import frozen

from .._hidden import Sealed
from .._json import decode
from .._texts import masked, printable, worded
from ..errors import ConfigurationError, DecodeError, HelixError, TwitchError
from ..network import Response
from ..tokens import Secret

__all__ = [
    "CONSOLE",
    "DeviceReply",
    "Fault",
    "Refusal",
    "TokenReply",
    "ValidationReply",
    "hidden",
    "pair_in",
    "refusal_in",
]

CONSOLE: Final = "https://dev.twitch.tv/console/apps"

_ACTIVATE: Final = "https://www.twitch.tv/activate"
_MESSAGE_LENGTH: Final = 200
_LONGEST_LIFE: Final = 10 * 365 * 86400.0
_INTERVAL: Final = 5.0
_SHORTEST_INTERVAL: Final = 1.0
_LONGEST_INTERVAL: Final = 60.0
_CODE_LIFE: Final = 1800.0
_LONGEST_CODE_LIFE: Final = 86400.0
_SECRETS: Final = frozenset({"access_token", "device_code", "id_token", "refresh_token"})
_FIRST_ERROR: Final = 400
_FIRST_FAULT: Final = 500


@frozen(kw_only=True)
class TokenReply:
    """What every grant and a refresh give. The tokens are what it is about; nothing else can make it unreadable."""

    access_token: Secret
    refresh_token: Secret | None = None
    expires_in: float | None = None
    scope: list[str] | str | None = None

    @property
    def granted(self) -> frozenset[str] | None:
        """The scopes; `None` if nothing is said of them."""
        return _scopes(self.scope)

    @property
    def life(self) -> float | None:
        """For how many seconds the token is good; `None` if Twitch did not say so."""
        return life(self.expires_in)


_SPACE: Final = r"(?:\s|\\[nrt])*"
_TOKENS: Final = re.compile(
    rf'"(access|refresh)_?token"\s*:\s*(?:\[\s*)?"{_SPACE}([!#-\[\]-~]+){_SPACE}"', re.IGNORECASE
)


def pair_in(content: Sealed) -> TokenReply | None:
    """Both tokens, out of a text that cannot be read: the pair that they replace may be worth nothing by now."""
    text = content.reveal().decode(errors="replace")
    found: dict[str, Secret] = {kind.lower(): Secret(value) for kind, value in _TOKENS.findall(text)}
    if len(found) < 2:
        return None
    return TokenReply(access_token=found["access"], refresh_token=found["refresh"])


@frozen(kw_only=True)
class DeviceReply:
    """The start of a device flow."""

    device_code: Secret
    expires_in: float | None = None
    interval: float | None = None
    user_code: str
    verification_uri: str

    @property
    def address(self) -> str:
        """The address to open, fit to be shown; Twitch's usual one where none is given."""
        return printable(self.verification_uri.strip()) or _ACTIVATE

    @property
    def code(self) -> str:
        """The code to type, fit to be shown."""
        return printable(self.user_code.strip())

    @property
    def pause(self) -> float:
        """Seconds to leave between two attempts, five where nothing sensible is said."""
        if self.interval is None or self.interval < _SHORTEST_INTERVAL:
            return _INTERVAL
        return min(self.interval, _LONGEST_INTERVAL)

    @property
    def life(self) -> float:
        """Seconds until the code expires, half an hour where nothing sensible is said."""
        return min(life(self.expires_in) or _CODE_LIFE, _LONGEST_CODE_LIFE)


@frozen(kw_only=True)
class ValidationReply:
    """What an access token is."""

    client_id: str = ""
    login: str | None = None
    user_id: str | None = None
    scopes: list[str] | str | None = None
    expires_in: float | None = None

    @property
    def granted(self) -> frozenset[str] | None:
        """The scopes; `None` if nothing is said of them."""
        return _scopes(self.scopes)

    @property
    def life(self) -> float | None:
        """For how many seconds the token is good; `None` if Twitch did not say so."""
        return life(self.expires_in)


@frozen(kw_only=True)
class _ErrorReply:
    message: str = ""
    error: str = ""
    error_description: str = ""


def _scopes(said: list[str] | str | None) -> frozenset[str] | None:
    """The scopes, which come as a list, as text, or not at all; where there is none, that is no news of them."""
    text = said if isinstance(said, str) else " ".join(said or ())
    return frozenset(text.replace(",", " ").split()) or None


def life(seconds: float | None) -> float | None:
    """Seconds of life as Twitch tells them; none or less means that it does not say, and what is endless is not."""
    return None if seconds is None or seconds <= 0 else min(seconds, _LONGEST_LIFE)


class Fault(enum.Enum):
    """What a refusal says is wrong, whatever its exact words."""

    PENDING = enum.auto()
    """The user has not answered yet."""
    SLOW_DOWN = enum.auto()
    DENIED = enum.auto()
    """The user said no."""
    NO_SECRET = enum.auto()
    SECRET = enum.auto()
    GRANT = enum.auto()
    """The refresh token, the code, or what else a token comes from."""
    CLIENT = enum.auto()
    """The app."""
    REDIRECT = enum.auto()
    BUSY = enum.auto()
    """Nothing; Twitch is."""


_WRONG: Final = (
    "(?:invalid|expired|missing|revoked|unknown|incorrect|malformed|disabled|bad(?! request)"
    "|(?:already|was|been) used|used already|no longer valid|not (?:valid|found|exist|recognized))"
)


def _wrong(what: str) -> str:
    """What is called wrong, anywhere in a text."""
    return rf"(?=.*\b{_WRONG}\b).*\b{what}\b"


def _close(what: str) -> str:
    """What is called wrong, and nothing else can be meant."""
    links = "(?:is|was|are|were|has|have|been|does|did|or|and|oauth|access)"
    return rf".*\b(?:{_WRONG} (?:(?:{links}|{_WRONG}) )*{what}|{what} (?:{links} )*{_WRONG})\b"


# Of several that fit, the first is meant: an invalid client secret is no invalid client.
_FAULTS: Final[tuple[tuple[Fault, re.Pattern[str]], ...]] = tuple(
    (fault, re.compile(pattern))
    for fault, pattern in (
        (Fault.PENDING, r".*\bauthorization pending\b"),
        (Fault.SLOW_DOWN, r".*\bslow down\b"),
        (Fault.DENIED, r".*\b(?:access denied|authorization (?:declined|denied))\b"),
        (Fault.REDIRECT, r".*\bredirect uri\b"),
        (Fault.NO_SECRET, r"(?=.*\bmissing\b).*\bsecret\b"),
        (Fault.SECRET, _wrong("secret")),
        (Fault.GRANT, _wrong("(?:refresh tokens?|device code|authorization code|grant(?! type))")),
        (Fault.GRANT, _close("tokens?")),
        (Fault.CLIENT, _close("client(?: id)?")),
        (Fault.BUSY, r".*\b(?:temporarily|unavailable|overloaded|try again|server error|time(?:d )?out|rate limit)"),
    )
)


class Refusal(Exception):  # noqa: N818 - never leaves this room: each caller makes an error of it
    """Twitch's answer is an error.

    Attributes:
        status: HTTP status.
        message: Twitch's words, or those of the status where Twitch said nothing.
        explained: Whether Twitch said anything; what stands between may refuse too.
        fault: What they say is wrong, `None` if that is not known.
    """

    def __init__(self, method: str, path: str, status: int, words: Sequence[str]) -> None:
        message = next(iter(words), _phrase(status))
        super().__init__(status, message)
        self.method = method
        self.path = path
        self.status = status
        self.message = message
        self.explained = bool(words)
        self.fault = _fault(words)

    @property
    def may_pass(self) -> bool:
        """Whether it is a fault or a limit at Twitch, or on the way there, that says nothing of what was asked."""
        busy = self.status >= _FIRST_FAULT or self.status == HTTPStatus.TOO_MANY_REQUESTS or self.fault is Fault.BUSY
        return busy or not self.explained

    def error(self, client_id: str) -> TwitchError:
        """The exception for what can be wrong with any grant."""
        if problem := _app_problem(self.fault, client_id):
            return ConfigurationError(problem)
        return self.plain()

    def plain(self) -> HelixError:
        """The exception of the status, as Helix has it."""
        return HelixError.of(
            self.status, error=_phrase(self.status), message=self.message, method=self.method, path=self.path
        )


def refusal_in(response: Response, *, method: str, path: str, secrets: Sequence[Secret]) -> Refusal | None:
    """The refusal that a response is, without any of `secrets` that it may repeat."""
    if response.status < _FIRST_ERROR:
        return None
    words = [masked(each, secrets)[:_MESSAGE_LENGTH] for each in _words(response)]
    return Refusal(method, path, response.status, words)


def hidden(reply: Mapping[str, Any]) -> dict[str, Any]:
    """Twitch's reply with its secrets as `Secret`."""
    return {
        name: Secret(value) if name in _SECRETS and isinstance(value, str) else value for name, value in reply.items()
    }


def _words(response: Response) -> list[str]:
    """What Twitch says, of an error that it explains."""
    try:
        reply = decode(_ErrorReply, Sealed(response.content))
    except DecodeError:
        return []
    return [words for words in (reply.message, reply.error, reply.error_description) if words]


def _fault(words: Sequence[str]) -> Fault | None:
    said = [worded(each) for each in words]
    return next((fault for fault, pattern in _FAULTS if any(map(pattern.match, said))), None)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _app_problem(fault: Fault | None, client_id: str) -> str | None:
    app = f"the app with client id {client_id!r}"
    match fault:
        case Fault.CLIENT:
            return f"Twitch knows no app with client id {client_id!r}; copy the id from {CONSOLE}."
        case Fault.SECRET:
            return (
                f"Twitch does not accept the client secret of {app}. Make a new one at {CONSOLE}; a public app has "
                "none, so leave client_secret out."
            )
        case Fault.NO_SECRET:
            return (
                f"Twitch wants the client secret of {app}, which is a confidential app: pass client_secret, and sign "
                f"in again with it. The secret is at {CONSOLE}."
            )
        case Fault.REDIRECT:
            return f"The redirect address is not registered for {app}; add it, letter by letter, at {CONSOLE}."
        case _:
            return None
