"""Where Twitch lives."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from attrs import Attribute, field, frozen

from .errors import ConfigurationError

__all__ = ["TWITCH", "Endpoints", "is_loopback"]

_PLAIN: Final = {"http", "ws"}


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address can only be this machine."""
    if host == "localhost":
        return True
    try:
        return host is not None and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(_: Endpoints, attribute: Attribute[str], value: str) -> None:
    websocket = attribute.name == "eventsub_websocket"
    try:
        parts = urlsplit(value)
        _port = parts.port
    except ValueError as exc:
        raise ConfigurationError(f"{attribute.name} is no address: {exc}.") from None
    if parts.username or parts.password or parts.fragment or (parts.query and not websocket):
        raise ConfigurationError(
            f"{attribute.name} must carry neither a user name, a password, a query nor a fragment."
        )
    schemes = ("ws", "wss") if websocket else ("http", "https")
    if parts.scheme not in schemes or not parts.hostname:
        expected = " or ".join(f"{scheme}://..." for scheme in schemes)
        raise ConfigurationError(f"{attribute.name}={value!r} should be a full address, {expected}.")
    if parts.scheme in _PLAIN and not is_loopback(parts.hostname):
        raise ConfigurationError(
            f"{attribute.name}={value!r} would send tokens in clear over the network; use TLS, or a loopback address."
        )


def _stripped(value: str) -> str:
    return value.rstrip("/")


@frozen(kw_only=True)
class Endpoints:
    """The full addresses of Twitch's four services. Addresses without TLS must be loopback ones."""

    helix: str = field(converter=_stripped, validator=_address)
    oauth: str = field(converter=_stripped, validator=_address)
    eventsub_websocket: str = field(validator=_address)
    eventsub_subscriptions: str = field(converter=_stripped, validator=_address)

    @classmethod
    def twitch_cli(
        cls, *, mock_api: str = "http://localhost:8080", websocket: str = "http://localhost:8081"
    ) -> Endpoints:
        """The mock servers of Twitch's official command line tool.

        Args:
            mock_api: Where `twitch mock-api start` listens.
            websocket: Where `twitch event websocket start-server` listens; it takes the subscriptions too.
        """
        plain = websocket.rstrip("/")
        return cls(
            helix=f"{mock_api.rstrip('/')}/mock",
            oauth=f"{mock_api.rstrip('/')}/auth",
            eventsub_websocket=f"{plain.replace('http', 'ws', 1)}/ws",
            eventsub_subscriptions=f"{plain}/eventsub/subscriptions",
        )


TWITCH: Final = Endpoints(
    helix="https://api.twitch.tv/helix",
    oauth="https://id.twitch.tv/oauth2",
    eventsub_websocket="wss://eventsub.wss.twitch.tv/ws",
    eventsub_subscriptions="https://api.twitch.tv/helix/eventsub/subscriptions",
)
"""Twitch itself."""
