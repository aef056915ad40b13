"""Why there was no answer, in words. What others say of it could show the request, and with it the token."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from .._foreign import shown, told
from ..endpoints import is_loopback
from ..errors import ConfigurationError, NetworkError, TwitchError

__all__ = [
    "NOT_IN_TIME",
    "BrokenAnswerError",
    "InOurWords",
    "NotConnectedError",
    "UnfitRequestError",
    "UnreadableAnswerError",
    "as_it_is",
    "connection_problem",
    "http_error",
    "raised",
    "unfit",
]


NOT_IN_TIME: Final = "the connection could not be opened in time; check the network, firewall and proxy"


class UnfitRequestError(Exception):
    """It is no request that HTTP allows. What is wrong with it would show its secrets."""


class NotConnectedError(Exception):
    """Nothing was sent, and the text says why."""


class UnreadableAnswerError(Exception):
    """An answer came, or began to, and the text says why it cannot be read."""


class BrokenAnswerError(UnreadableAnswerError):
    """The connection ended before the answer did, or what came is none."""


InOurWords: TypeAlias = Callable[[Exception, str | None], Exception]
"""Puts one of ours in the place of an error that somebody else raised on the way to a host."""


def as_it_is(exc: Exception, _: str | None) -> Exception:
    """What becomes of errors of our own."""
    return exc


def http_error(
    exc: Exception,
    url: str,
    *,
    elapsed: float,
    own: str = "",
    in_our_words: InOurWords = as_it_is,
    hides: Callable[[str], bool] = lambda _: False,
) -> TwitchError:
    """The error to raise in the place of another.

    Args:
        exc: The other error, or a group of some.
        url: What was called.
        elapsed: Seconds spent on it.
        own: What of the program's own was used, a client or a transport.
        in_our_words: What becomes of the errors of what was used.
        hides: Tells of a text whether it must not be shown.
    """
    exc = in_our_words(_single(exc), _host(url))
    match exc:
        case NetworkError() | ConfigurationError():
            return exc
        case UnfitRequestError():
            return unfit(url)
        case NotConnectedError() | UnreadableAnswerError():
            problem = str(exc)
        case _ if own:
            problem = raised(f"HTTP {own}", exc, hides)
        case _:
            problem = f"the connection broke ({type(exc).__name__})"
    sent = not isinstance(exc, NotConnectedError)
    return NetworkError(problem, address=_address(url), elapsed=elapsed, sent=sent)


def unfit(url: str) -> ConfigurationError:
    """The error to raise for a request that HTTP does not allow."""
    return ConfigurationError(f"{_address(url)!r} cannot be called: its address or a header is none that HTTP allows.")


def raised(what: str, exc: BaseException, hides: Callable[[str], bool] = lambda _: False) -> str:
    """What to tell of an error that something of the program's own raised."""
    return f"the program's own {what} raised {told(exc, hides)}"


def connection_problem(host: str | None, error: BaseException) -> str:
    """What to tell of an `error` that kept a connection to `host` from being opened."""
    for exc in _unwrapped(error):
        if isinstance(exc, ssl.SSLError):
            reason = str(getattr(exc, "reason", "no reason")).replace("_", " ").lower()
            detail = shown(getattr(exc, "verify_message", None) or reason).rstrip(".")
            return (
                f"TLS with {host} failed ({detail}); check this machine's clock and certificates "
                "(SSL_CERT_FILE names a file of one's own)"
            )
        if isinstance(exc, OSError) and exc.strerror:
            # Trio puts the address before what the operating system says.
            detail = shown(exc.strerror).rpartition(": ")[2]
            return f"no connection to {host} ({detail}); {_advice(host)}"
    return f"no connection to {host}; {_advice(host)}"


def _advice(host: str | None) -> str:
    if is_loopback(host):
        return "is `twitchtrio fake` running?"
    return "check the network, firewall and proxy"


def _address(url: str) -> str:
    return shown(url.partition("?")[0])


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _single(exc: Exception) -> Exception:
    while isinstance(exc, ExceptionGroup):
        exc = exc.exceptions[0]
    return exc


def _unwrapped(error: BaseException) -> Iterator[BaseException]:
    """`error` and what it came from, of a group the first."""
    seen: BaseException | None = error
    for _ in range(20):  # A program's own may go in circles.
        if seen is None:
            return
        yield seen
        seen = seen.exceptions[0] if isinstance(seen, BaseExceptionGroup) else seen.__cause__ or seen.__context__
