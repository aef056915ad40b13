"""Extensions, whose own servers act by tokens that they sign."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

from attrs import Factory, define, field

from .clock import Clock, Ids
from .http import RefusedError
from .world import FakeUser

__all__ = ["ExtensionSecret", "FakeExtension", "PubSubMessage", "details_of"]

_FOR_EVER: Final = 100 * 365 * 86_400.0


@define(kw_only=True)
class ExtensionSecret:
    """What tokens are signed with."""

    content: str = field(repr=False)
    active_at: float
    expires_at: float


@define(kw_only=True)
class PubSubMessage:
    """What an extension told those who see it."""

    channel_id: str
    """`all` for every channel."""
    target: list[str]
    message: str


@define(kw_only=True, eq=False)
class FakeExtension:
    """An extension.

    Attributes:
        id: Its client id.
        details: What it says of itself, by Helix's names.
        configuration: By segment and, but for the global one, broadcaster: content and version.
        required: What broadcasters have configured as the extension demands, by their ids.
        products: What it sells for Bits, by SKU.
        messages: What it told its viewers.
        chat: What it posted, with the id of the channel.
    """

    id: str
    owner: FakeUser
    version: str
    details: dict[str, Any] = field(repr=False)
    secrets: list[ExtensionSecret] = field(factory=list[ExtensionSecret], repr=False)
    configuration: dict[tuple[str, str | None], dict[str, str]] = Factory(dict[tuple[str, str | None], dict[str, str]])
    required: dict[str, str] = Factory(dict[str, str])
    products: dict[str, dict[str, Any]] = Factory(dict[str, dict[str, Any]])
    messages: list[PubSubMessage] = Factory(list[PubSubMessage])
    chat: list[tuple[str, str]] = Factory(list[tuple[str, str]])

    @property
    def secret(self) -> str:
        """The latest secret."""
        return self.secrets[-1].content

    def add_secret(self, clock: Clock, ids: Ids, *, delay: float) -> None:
        """Make a new secret, with which Twitch signs in so many seconds; the others are good for a day more."""
        now = clock.now()
        for secret in self.secrets:
            secret.expires_at = min(secret.expires_at, now + delay + 86_400.0)
        content = base64.b64encode(ids.token(32).encode()).decode()
        self.secrets.append(ExtensionSecret(content=content, active_at=now + delay, expires_at=now + _FOR_EVER))

    def claims(self, token: str, clock: Clock) -> Mapping[str, Any]:
        """What a token says that this extension's server signed.

        Raises:
            RefusedError: It did not, it is too late, or it says that another acts.
        """
        import jwt  # few tests have extensions, and it loads OpenSSL

        good = [secret for secret in self.secrets if clock.now() < secret.expires_at]
        for secret in good:
            try:
                # The fake's time is its own; the token's end is compared with the machine's, as PyJWT does it.
                claims: dict[str, Any] = jwt.decode(token, base64.b64decode(secret.content), algorithms=["HS256"])
            except jwt.InvalidSignatureError:
                continue
            except jwt.InvalidTokenError as exc:
                raise RefusedError(401, f"JWT could not be verified: {exc}") from None
            if claims.get("role") != "external" or claims.get("user_id") != self.owner.id or "exp" not in claims:
                raise RefusedError(401, "JWT could not be verified: it is not the extension's owner's, or has no end")
            return claims
        raise RefusedError(401, "JWT could not be verified: wrong signature")


def details_of(id_: str, owner: FakeUser, version: str, more: Mapping[str, Any]) -> dict[str, Any]:
    """What an extension says of itself where nothing else is set.

    Raises:
        TypeError: There is no such detail.
    """
    address = f"https://{id_}.ext-twitch.tv/{id_}/{version}/index.html"
    details: dict[str, Any] = {
        "author_name": owner.display_name,
        "bits_enabled": True,
        "can_install": True,
        "configuration_location": "hosted",
        "description": "",
        "eula_tos_url": "",
        "has_chat_support": True,
        "icon_url": "",
        "icon_urls": {"100x100": f"https://extensions-discovery-images.twitch.tv/{id_}/{version}/logo"},
        "id": id_,
        "name": id_,
        "privacy_policy_url": "",
        "request_identity_link": False,
        "screenshot_urls": [],
        "state": "Released",
        "subscriptions_support_level": "none",
        "summary": "",
        "support_email": owner.email,
        "version": version,
        "viewer_summary": "",
        "views": {"panel": {"viewer_url": address, "height": 300, "can_link_external_content": False}},
        "allowlisted_config_urls": [],
        "allowlisted_panel_urls": [],
    }
    if unknown := more.keys() - details.keys():
        raise TypeError(f"an extension has no {', '.join(sorted(unknown))}; it has {', '.join(details)}")
    return details | dict(more)
