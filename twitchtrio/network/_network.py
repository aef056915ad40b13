"""What a program may put in the place of sockets."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import httpx
import trio
from attrs import Attribute, field, frozen

from ..errors import ConfigurationError

__all__ = ["Dial", "Network"]

Dial: TypeAlias = Callable[[str], Awaitable[trio.abc.Stream]]
"""Opens a byte stream for a `ws://` or `wss://` address, TLS done."""


def _async_only(_: Network, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, httpx.AsyncClient | httpx.AsyncBaseTransport | None):
        raise ConfigurationError(
            f"Network({attribute.name}=...) takes an httpx.AsyncClient or AsyncBaseTransport, not {value!r}."
        )


@frozen(kw_only=True)
class Network:
    """How the SDK reaches Twitch. Whatever is left out is done in the usual way.

    Attributes:
        http: A client or transport of the program's own, used as it is, with its hooks, mounts and proxies; the
            program closes it.
        dial: Opens the byte stream below a WebSocket.
        tls: The TLS settings for both, instead of the usual certificates.
    """

    http: httpx.AsyncClient | httpx.AsyncBaseTransport | None = field(default=None, validator=_async_only)
    dial: Dial | None = None
    tls: ssl.SSLContext | None = None
