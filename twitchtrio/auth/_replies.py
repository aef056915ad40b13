"""What Twitch's OAuth service answers, and which error each refusal is."""

from __future__ import annotations

import enum
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any, Final

from attrs import frozen

from .._hidden import Sealed
from .._json import plain
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
    "fault_in",
    "hidden",
    "pair_in",
    "refusal_in",
]

CONSOLE: Final = "https://dev.twitch.tv/console/apps"

_ACTIVATE: Final = "https://www.twitch.tv/activate"
_MESSAGE_LENGTH: Final = 200
# Where Twitch, and RFC 6749, say what is wrong; what is said first is told.
_NAMES: Final = ("message", "error", "error_description")
# Names of what does not say what is wrong: where more is to be read, and what happened elsewhere.
_BESIDE: Final = re.compile("doc|help|link|see|trace|ur[il]")
_CODE: Final = re.compile(r"[\w.-]+")
_DEPTH: Final = 6
_MOST_VALUES: Final = 100
_LONGEST_LIFE: Final = 10 * 365 * 86400.0
_INTERVAL: Final = 5.0
_SHORTEST_INTERVAL: Final = 1.0
_LONGEST_INTERVAL: Final = 60.0
_CODE_LIFE: Final = 1800.0
_SHORTEST_CODE_LIFE: Final = 1.0
_LONGEST_CODE_LIFE: Final = 86400.0
_SECRETS: Final = frozenset({"access_token", "device_code", "id_token", "refresh_token"})
_PHRASES: Final = frozenset(worded(status.phrase) for status in HTTPStatus)
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


# A text without an end goes to the end, and none begins at an escaped quote, so that each byte is looked at a few times
# only. Where a word follows a quote at once, that is not the end of a text.
_TEXT: Final = r'"(?:[^"\\]++|\\.)*+(?:"(?!\w)|\Z)'
_PIECES: Final = re.compile(
    rf'"(?i:(?P<kind>access|refresh)_?token)"\s*+:\s*+(?:(?P<only>{_TEXT})|\[\s*+(?P<listed>{_TEXT})\s*+\])'
    rf"|{_TEXT}|(?:\\.)++|(?P<brace>[{{}}])",
    re.DOTALL,
)
# A piece is about a microsecond, in which no other task runs.
_MOST_PIECES: Final = 200_000
_FIT: Final = re.compile("[!-~]+")


def pair_in(content: Sealed) -> TokenReply | None:
    """Both tokens, out of a text that cannot be read: the pair that they replace may be worth nothing by now.

    It is that of the outermost object that has both.
    """
    depth, found, found_at = 0, dict[str, Secret](), math.inf
    objects: dict[int, dict[str, Secret]] = {}
    pieces = _PIECES.finditer(content.reveal().decode(errors="replace"))
    for piece in islice(pieces, _MOST_PIECES):
        if piece["brace"]:
            depth += 1 if piece["brace"] == "{" else -1
            if piece["brace"] == "{":
                objects.pop(depth, None)
        elif piece["kind"] and (token := _token(piece["only"] or piece["listed"])):
            tokens = objects.setdefault(depth, {})
            tokens[piece["kind"].lower()] = token
            if len(tokens) == 2 and depth < found_at:
                found, found_at = tokens, depth
    return TokenReply(access_token=found["access"], refresh_token=found["refresh"]) if found else None


def _token(literal: str) -> Secret | None:
    """The token that a text of JSON is, if it can be one."""
    try:
        said = json.loads(literal, strict=False).strip()
    except ValueError:
        return None
    return Secret(said) if _FIT.fullmatch(said) else None


@frozen(kw_only=True)
class DeviceReply:
    """The start of a device flow."""

    device_code: Secret
    expires_in: float | None = None
    interval: float | None = None
    user_code: str
    verification_uri: str

    @property
    def usable(self) -> bool:
        """Whether it gives the user anything to do: the usual address takes a code, and another may hold it."""
        return bool(self.code or self.verification_uri.strip())

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
        if self.expires_in is None or self.expires_in <= _SHORTEST_CODE_LIFE:
            return _CODE_LIFE
        return min(self.expires_in, _LONGEST_CODE_LIFE)


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
    "(?:invalid|expired|missing|revoked|unknown|unrecogni[sz]ed|incorrect|malformed|disabled|inactive|bad"
    "|wrong(?= (?:oauth|client|secret|refresh|device|authorization|grant))"
    "|(?:already|was|been) used|used already|no longer (?:active|valid)|not (?:a )?(?:valid|found|exist|recogni[sz]ed))"
    r"(?! (?:request|parameter)s?\b)"
)


def _wrong(what: str) -> str:
    """What is called wrong, anywhere in a text."""
    return rf"(?=.*\b{_WRONG}\b).*\b{what}\b"


def _close(what: str) -> str:
    """What is called wrong, and nothing else can be meant."""
    links = "(?:is|was|are|were|has|have|been|does|did|or|and|oauth|access)"
    return rf".*\b(?:{_WRONG} (?:(?:{links}|{_WRONG}) )*{what}|{what} (?:{links} )*{_WRONG})\b"


def _lacking(what: str) -> str:
    """What is called for, since it is not there."""
    given = r"(?= (?:(?:is|was|were) )?(?:exists?|found|given|in|provided|sent|specified|supplied|with)\b|$)"
    return rf".*\b(?:no (?:such )?{what}{given}|{what} (?:(?:is|are|was) )?required\b(?! to\b))"


_CLIENT: Final = "client(?: id)?(?! (?:certificate|connections?|error|integrity|ip|version))"

# Of several that fit, the first is meant: an invalid client secret is no invalid client, and a fault that will pass
# ends no login, whatever else is said.
_FAULTS: Final[tuple[tuple[Fault, re.Pattern[str]], ...]] = tuple(
    (fault, re.compile(pattern))
    for fault, pattern in (
        (Fault.PENDING, r".*\bauthorization (?:is )?pending\b"),
        (Fault.SLOW_DOWN, r".*\bslow down\b"),
        (Fault.DENIED, r".*\b(?:access denied|authorization (?:declined|denied))\b"),
        (Fault.BUSY, r".*\b(?:temporarily|overloaded|try again later|rate limit)"),
        (Fault.REDIRECT, r".*\bredirect uri\b"),
        (Fault.NO_SECRET, r"(?=.*\bmissing\b).*\bsecret\b"),
        (Fault.NO_SECRET, _lacking("(?:client )?secret")),
        (Fault.SECRET, _wrong("secret")),
        (Fault.GRANT, _wrong("(?:refresh tokens?|device code|authorization code|grant(?! type))")),
        (Fault.GRANT, _lacking("(?:refresh tokens?|device code|authorization code)")),
        (Fault.GRANT, r".*\b(?:authorization (?:(?:is|was|has|been) )*|user (?:has )?)revoked\b"),
        (Fault.GRANT, _close("tokens?(?! (?:endpoint|type))")),
        (Fault.CLIENT, _close(_CLIENT)),
        (Fault.CLIENT, _lacking(_CLIENT)),
        (Fault.BUSY, r".*\b(?:unavailable|try again|server error|time(?:d )?out)"),
    )
)


def fault_in(*texts: str) -> Fault | None:
    """What texts, or the starts of long ones, say is wrong."""
    said = [worded(each[:_MESSAGE_LENGTH]) for each in texts]
    return next((fault for fault, pattern in _FAULTS if any(map(pattern.match, said))), None)


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
        self.fault = fault_in(*words)

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
    """What Twitch says, of an error that it explains: what stands elsewhere counts if it is understood."""
    try:
        reply = plain(Sealed(response.content))
    except DecodeError:
        return []
    texts = list(_texts(reply))
    words = [text for name in _NAMES for at, text in texts if at == name]
    if fault_in(*words) is not None:
        return words
    # Where more is said than the status, a sentence elsewhere may be about anything, but a code is about this.
    said = any(worded(each) not in _PHRASES for each in words)
    others = [text for at, text in texts if at not in _NAMES and not _BESIDE.search(at)]
    return words + [text for text in others if fault_in(text) and (_CODE.fullmatch(text) or not said)]


def _texts(reply: object) -> Iterator[tuple[str, str]]:
    """The texts in a reply, outer ones first, each with the name under which it stands, or the list that it is in."""
    level: list[tuple[str, object]] = [("", reply)]
    for _ in range(_DEPTH):
        yield from ((name, value) for name, value in level if isinstance(value, str) and value.strip())
        level = list(islice((each for name, value in level for each in _within(name, value)), _MOST_VALUES))


def _within(name: str, value: object) -> Iterable[tuple[str, object]]:
    match value:
        case dict():
            return ((key.lower(), each) for key, each in value.items())
        case list():
            return ((name, each) for each in value)
        case _:
            return ()


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
