"""Where Twitch lives."""

from __future__ import annotations

import ipaddress
import os
import re
import sys
from typing import Final
from urllib.parse import SplitResult, urlsplit

from attrs import Attribute, field, frozen

from ._given import check
from ._once import Once
from .errors import ConfigurationError

__all__ = ["TWITCH", "Endpoints", "bare", "endpoints_for", "fake_url", "is_loopback", "is_weaker", "websocket_fault"]

_WEBSOCKET: Final = ("ws", "wss")
_HTTP: Final = ("http", "https")
_PLAIN: Final = {"http", "ws"}
# What a host's letters stand for can be much longer than they are, and takes as much longer to find out.
_LONGEST: Final = 2048
_LONGEST_HOST: Final = 253
_LAST_PORT: Final = 65535
_FAKE: Final = "TWITCHTRIO_FAKE"
# A name, in letters of any script, or what should be an IPv6 address, and a port.
_HOST: Final = re.compile(r"([\w.-]+|\[(?P<ipv6>[^]]*)\])(:[0-9]*)?")


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address can only be this machine."""
    if host == "localhost":
        return True
    try:
        return host is not None and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def websocket_fault(address: str, name: str = "address") -> str | None:
    """What is wrong with the address of a WebSocket, as words that begin with its `name`; `None` if nothing is.

    It has to be a full address, with TLS unless it is one of this machine, without user name, password and fragment.
    """
    return _fault(address, name, _WEBSOCKET)


def is_weaker(address: str, than: str) -> bool:
    """Whether an address goes without TLS where another has it."""
    return _scheme(address) in _PLAIN and _scheme(than) not in _PLAIN


def bare(address: str) -> str:
    """What may be shown of an address, whatever it is: no user name, password, query and fragment."""
    user, _, rest = re.split("[?#]", address, maxsplit=1)[0].rpartition("@")
    scheme = re.match(r"\w+://", user)
    return f"{scheme[0] if scheme else ''}{rest}"


def _scheme(address: str) -> str:
    return address.partition(":")[0].lower()


def _fault(address: str, name: str, schemes: tuple[str, str]) -> str | None:
    return _fault_of_text(address, name) or _fault_of_parts(address, name, schemes)


def _fault_of_text(address: str, name: str) -> str | None:
    if len(address) > _LONGEST:
        return f"{name} must not be longer than {_LONGEST:,} characters"
    if " " in address or not address.isprintable():
        return f"{name} must hold neither spaces, line breaks nor other characters that are not printed"
    return None


def _fault_of_parts(address: str, name: str, schemes: tuple[str, str]) -> str | None:
    parts = _split(address)
    if parts is None:
        return f"{name} is no address: its host or port is none"
    if "@" in parts.netloc or "#" in address or ("?" in address and schemes == _HTTP):
        return f"{name} must carry neither a user name, a password, a query nor a fragment"
    if parts.scheme not in schemes or not parts.hostname:
        return f"{name}={_shown(address)} should be a full address, {' or '.join(f'{each}://...' for each in schemes)}"
    if parts.scheme in _PLAIN and not is_loopback(parts.hostname):
        return f"{name}={_shown(address)} would send tokens in clear over the network; use TLS, or a loopback address"
    return None


def _split(address: str) -> SplitResult | None:
    """The parts of an address; `None` if its host or port is none."""
    try:
        parts = urlsplit(address)
        name = parts.hostname or ""
        if len(name) > _LONGEST_HOST:
            return None
        name.encode("idna")
        host = _HOST.fullmatch(parts.netloc.rpartition("@")[2])
        if host is not None and host["ipv6"] is not None:
            ipaddress.IPv6Address(host["ipv6"])
        sound = parts.port != 0 and (host is not None or not parts.netloc)
    except ValueError:
        return None
    return parts if sound else None


def _shown(address: str) -> str:
    address = bare(address)
    return repr(address if len(address) <= 200 else f"{address[:200]}...")


def _valid(_: Endpoints, attribute: Attribute[str], value: str) -> None:
    check(attribute.name, value, "a full address as a str", str)
    fault = _fault(value, attribute.name, _WEBSOCKET if attribute.name == "eventsub_websocket" else _HTTP)
    if fault is not None:
        raise ConfigurationError(f"{fault}.")


def _stripped(value: str) -> str:
    given: object = value
    return value.rstrip("/") if isinstance(given, str) else value


@frozen(kw_only=True)
class Endpoints:
    """The full addresses of Twitch's four services. Addresses without TLS must be loopback ones."""

    helix: str = field(converter=_stripped, validator=_valid)
    oauth: str = field(converter=_stripped, validator=_valid)
    eventsub_websocket: str = field(validator=_valid)
    eventsub_subscriptions: str = field(converter=_stripped, validator=_valid)

    @classmethod
    def fake(cls, url: str) -> Endpoints:
        """A fake Twitch on this machine: `twitchtrio fake`, or a `FakeTwitch` that a program serves.

        A program that brings no login there is signed in by itself, with every scope, as the fake's first user or as
        `account=`, and gets every other user's grant too; none of these is stored.

        Args:
            url: What it says that it is at, as `http://127.0.0.1:17564`.

        Raises:
            ConfigurationError: It is no such address, or not this machine's.
        """
        check("url", url, "the address of a fake as a str", str)
        parts = _split(url)
        port = None if parts is None else parts.port
        if parts is None or port is None or parts.scheme != "http" or parts.path.strip("/") or port >= _LAST_PORT:
            raise ConfigurationError(f"url={_shown(url)} should be the http://127.0.0.1:... of a `twitchtrio fake`.")
        if not is_loopback(parts.hostname):
            raise ConfigurationError(f"url={_shown(url)} is not on this machine, where a `twitchtrio fake` has to be.")
        base = f"http://{parts.netloc}"
        return cls(
            helix=f"{base}/helix",
            oauth=f"{base}/oauth2",
            eventsub_websocket=f"ws://{parts.netloc.rpartition(':')[0]}:{port + 1}/ws",
            eventsub_subscriptions=f"{base}/helix/eventsub/subscriptions",
        )

    @classmethod
    def twitch_cli(
        cls, *, mock_api: str = "http://localhost:8080", websocket: str = "http://localhost:8081"
    ) -> Endpoints:
        """The mock servers of Twitch's official command line tool.

        Args:
            mock_api: Where `twitch mock-api start` listens.
            websocket: Where `twitch event websocket start-server` listens; it takes the subscriptions too.
        """
        check("mock_api", mock_api, "a full address as a str", str)
        check("websocket", websocket, "a full address as a str", str)
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


_told: Final = Once()


def endpoints_for(given: Endpoints | None) -> Endpoints:
    """What an `endpoints=` stands for: without one, the fake of `TWITCHTRIO_FAKE`, as stderr is told once, or Twitch.

    Raises:
        ConfigurationError: It is none, or `TWITCHTRIO_FAKE` leads to no fake.
    """
    if given is not None:
        check("endpoints", given, "Endpoints(...), such as TWITCH", Endpoints)
        return given
    url = os.environ.get(_FAKE, "")
    if not url:
        return TWITCH
    try:
        endpoints = Endpoints.fake(url)
    except ConfigurationError as exc:
        raise ConfigurationError(str(exc).replace("url=", f"{_FAKE}=", 1)) from None
    if _told.first(url):
        sys.stderr.write(f"This is not Twitch, but the fake at {url}, as {_FAKE} says.\n")
    return endpoints


def fake_url(endpoints: Endpoints) -> str | None:
    """Where a fake is, if these lead to one; `None` for those of Twitch, and of others."""
    url = endpoints.helix.removesuffix("/helix")
    try:
        return url if endpoints == Endpoints.fake(url) else None
    except ConfigurationError:
        return None
