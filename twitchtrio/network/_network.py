"""What a program may put in the place of sockets."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Awaitable, Callable
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias

import trio
from attrs import Attribute, field, frozen

from .._given import check, unfit
from ..errors import ConfigurationError

if TYPE_CHECKING:
    import httpx

__all__ = ["Dial", "Network", "network_for"]

Dial: TypeAlias = Callable[[str], Awaitable[trio.abc.Stream]]
"""Opens a byte stream for a `ws://` or `wss://` address, TLS done."""


def _async_only(_: Network, attribute: Attribute[Any], value: Any) -> None:
    # Who has one of its objects has imported it.
    httpx = sys.modules.get("httpx")
    if value is not None and not (httpx and isinstance(value, httpx.AsyncClient | httpx.AsyncBaseTransport)):
        raise ConfigurationError(
            f"Network({attribute.name}=...) takes an httpx.AsyncClient or AsyncBaseTransport, not {value!r}."
        )


def _callable(_: Network, attribute: Attribute[Any], value: Any) -> None:
    if not (value is None or callable(value)):
        raise unfit(attribute.name, value, "an async function of an address")


def _tls_only(_: Network, attribute: Attribute[Any], value: Any) -> None:
    check(attribute.name, value, "an ssl.SSLContext", ssl.SSLContext, NoneType)


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
    dial: Dial | None = field(default=None, validator=_callable)
    tls: ssl.SSLContext | None = field(default=None, validator=_tls_only)


def network_for(network: Network | None) -> Network:
    """What the `network=` of an `open_*` stands for.

    Raises:
        ConfigurationError: It is something else.
    """
    check("network", network, "a Network(http=..., dial=..., tls=...)", Network, NoneType)
    return network or Network()
