"""Why there was no answer, in words. httpx's own would carry the request, and with it the token."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import httpx

from ..errors import ConfigurationError, NetworkError, TwitchError

__all__ = ["connection_problem", "http_error"]

_UNSENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_UNFIT: Final = (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError)
_TOLD: Final = {
    httpx.ConnectTimeout: "the connection could not be opened in time; check the network, firewall and proxy",
    httpx.TimeoutException: "it took longer than the program's own HTTP client or transport allows",
    httpx.DecodingError: "the answer could not be decompressed",
}


def http_error(exc: Exception, url: str, *, elapsed: float) -> TwitchError:
    """The error to raise in the place of one of httpx's."""
    address = url.partition("?")[0]
    if isinstance(exc, _UNFIT):
        return ConfigurationError(f"{address!r} cannot be called: its address or a header is none that HTTP allows.")
    problem = _problem(exc, urlsplit(url).hostname)
    return NetworkError(problem, address=address, elapsed=elapsed, sent=not isinstance(exc, _UNSENT))


def _problem(exc: Exception, host: str | None) -> str:
    match exc:
        case httpx.ConnectError():
            return connection_problem(host, exc)
        case httpx.ProxyError():
            return f"the proxy refused ({exc})"
        case httpx.HTTPStatusError():
            return f"a hook of the program's own HTTP client raised an error for status {exc.response.status_code}"
        case _:
            told = next((text for kind, text in _TOLD.items() if isinstance(exc, kind)), None)
            return told or f"the connection broke ({type(exc).__name__})"


def connection_problem(host: str | None, error: BaseException) -> str:
    """What to tell of an `error` that kept a connection to `host` from being opened."""
    for exc in _unwrapped(error):
        if isinstance(exc, ssl.SSLError):
            detail = getattr(exc, "verify_message", None) or str(exc.reason).replace("_", " ").lower()
            return (
                f"TLS with {host} failed ({detail.rstrip('.')}); check this machine's clock and certificates "
                "(SSL_CERT_FILE names a file of one's own)"
            )
        if isinstance(exc, OSError) and exc.strerror:
            # Trio puts the address before what the operating system says.
            return (
                f"no connection to {host} ({exc.strerror.rpartition(': ')[2]}); check the network, firewall and proxy"
            )
    return f"no connection to {host}; check the network, firewall and proxy"


def _unwrapped(error: BaseException) -> Iterator[BaseException]:
    """`error` and what it came from, of a group the first."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.exceptions[0] if isinstance(seen, BaseExceptionGroup) else seen.__cause__ or seen.__context__
