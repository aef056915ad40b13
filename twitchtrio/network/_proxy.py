"""The proxy that the environment asks for, as httpx reads it."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from ..endpoints import is_loopback

__all__ = ["proxy_for"]


def proxy_for(address: SplitResult) -> SplitResult | None:
    """The proxy through which `address` is to be reached, if any; never one for this machine itself."""
    host = address.hostname or ""
    scheme = {"ws": "http", "wss": "https"}.get(address.scheme, address.scheme)
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy or is_loopback(host) or proxy_bypass(host):
        return None
    return urlsplit(proxy if "://" in proxy else f"http://{proxy}")
