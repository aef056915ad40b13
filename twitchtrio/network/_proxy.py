"""The proxy that the environment asks for, as httpx reads it."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from ..endpoints import is_loopback
from ..errors import ConfigurationError

__all__ = ["proxy_for"]


def proxy_for(address: SplitResult) -> SplitResult | None:
    """The proxy through which `address` is to be reached, if any; never one for this machine itself.

    Raises:
        ConfigurationError: What the environment has for a proxy is no address.
    """
    host = address.hostname or ""
    scheme = {"ws": "http", "wss": "https"}.get(address.scheme, address.scheme)
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy or is_loopback(host) or proxy_bypass(host):
        return None
    parts = _parts(proxy if "://" in proxy else f"http://{proxy}")
    if parts is None:
        raise ConfigurationError(
            "The proxy that the environment asks for, in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, has no address that "
            "can be used; correct it, or leave it out."
        )
    return parts


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        usable = parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None
