"""Why there was no answer, in words. httpx's own would carry the request, and with it the token."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlsplit

import httpx

from .._foreign import shown, told
from ..errors import ConfigurationError, NetworkError, TwitchError

__all__ = [
    "UnfitRequestError",
    "UnreadableAnswerError",
    "connection_problem",
    "http_error",
    "raised",
    "unfit",
]

_UNSENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_TOLD: Final = {
    httpx.ConnectTimeout: "the connection could not be opened in time; check the network, firewall and proxy",
    httpx.TimeoutException: "it took longer than the program's own HTTP client or transport allows",
    httpx.DecodingError: "the answer could not be decompressed",
}


class UnfitRequestError(Exception):
    """It is no request that HTTP allows. What is wrong with it would show its secrets."""


class UnreadableAnswerError(Exception):
    """An answer came, and its text says why it cannot be read."""


_UNFIT: Final = (UnfitRequestError, httpx.LocalProtocolError, httpx.UnsupportedProtocol)


def http_error(
    exc: Exception, url: str, *, elapsed: float, own: str = "", hides: Callable[[str], bool] = lambda _: False
) -> TwitchError:
    """The error to raise in the place of one of httpx, or of what else was in the way.

    Args:
        exc: The other error, or a group of some.
        url: What was called.
        elapsed: Seconds spent on it.
        own: What of the program's own was used, a client or a transport.
        hides: Tells of a text whether it must not be shown.
    """
    exc = _single(exc)
    if isinstance(exc, NetworkError | ConfigurationError):
        return exc
    if isinstance(exc, _UNFIT):
        return unfit(url)
    problem = _problem(exc, url) or (
        raised(f"HTTP {own}", exc, hides) if own else f"the connection broke ({type(exc).__name__})"
    )
    return NetworkError(problem, address=_address(url), elapsed=elapsed, sent=not isinstance(exc, _UNSENT))


def unfit(url: str) -> ConfigurationError:
    """The error to raise for a request that HTTP does not allow."""
    return ConfigurationError(f"{_address(url)!r} cannot be called: its address or a header is none that HTTP allows.")


def _problem(exc: Exception, url: str) -> str | None:
    match exc:
        case UnreadableAnswerError():
            return str(exc)
        case httpx.ConnectError():
            return connection_problem(_host(url), exc)
        case httpx.ProxyError():
            return f"the proxy refused ({shown(exc)})"
        case httpx.HTTPStatusError():
            status = getattr(exc.response, "status_code", "none")
            return f"a hook of the program's own HTTP client raised an error for status {shown(status)}"
        case httpx.HTTPError():
            told = next((text for kind, text in _TOLD.items() if isinstance(exc, kind)), None)
            return told or f"the connection broke ({type(exc).__name__})"
        case _:
            return None


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
            return f"no connection to {host} ({detail}); check the network, firewall and proxy"
    return f"no connection to {host}; check the network, firewall and proxy"


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
