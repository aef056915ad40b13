"""Helix category Extensions: what an extension's own server does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from .._json import MaybeTime, Time
from ..enums import OpenEnum
from ..tokens import Secret
from ._endpoint import ANYONE, APP_ONLY, EXTENSION, PAGE, Bounds, endpoint
from ._formats import SKU
from ._pages import Pages
from ._resource import Resource
from ._rules import needed_if, needed_unless
from .bits import ProductCost

__all__ = [
    "ComponentView",
    "ConfigView",
    "ConfigurationLocation",
    "ConfigurationSegment",
    "ExtensionBitsProduct",
    "ExtensionConfigurationSegment",
    "ExtensionDetails",
    "ExtensionLiveChannel",
    "ExtensionSecret",
    "ExtensionSecrets",
    "ExtensionState",
    "ExtensionViews",
    "Extensions",
    "MobileView",
    "PanelView",
    "SubscriptionsSupportLevel",
    "VideoOverlayView",
]

_FIVE_KILOBYTES: Final = Bounds(max_bytes=5120)
_OF_A_CHANNEL: Final = needed_if("broadcaster_id", "segment", "broadcaster", "developer")


class ConfigurationSegment(OpenEnum):
    """For whom a piece of an extension's configuration is."""

    BROADCASTER = "broadcaster"
    """One channel, as its broadcaster set it."""
    DEVELOPER = "developer"
    """One channel, as the extension's developer set it."""
    GLOBAL = "global"
    """All channels."""


@frozen(kw_only=True)
class ExtensionConfigurationSegment:
    """A piece of an extension's configuration."""

    segment: ConfigurationSegment
    broadcaster_id: str | None = None
    """Whose channel it is for; `None` for all."""
    content: str
    version: str
    """Of the content, as the extension numbers it."""


@frozen(kw_only=True)
class ExtensionLiveChannel:
    """A live channel that has the extension."""

    broadcaster_id: str
    broadcaster_name: str
    game_name: str
    game_id: str
    title: str


@frozen(kw_only=True)
class ExtensionSecret:
    """A secret that tokens are signed with."""

    content: Secret
    active_at: Time
    """From when on Twitch signs with it; an extension's server may do so at once."""
    expires_at: Time


@frozen(kw_only=True)
class ExtensionSecrets:
    """The secrets of an extension that are good now or will be."""

    format_version: int
    secrets: tuple[ExtensionSecret, ...]


class ConfigurationLocation(OpenEnum):
    """Where an extension's configuration is kept."""

    HOSTED = "hosted"
    """At Twitch."""
    CUSTOM = "custom"
    """On the extension's own server."""
    NONE = "none"


class ExtensionState(OpenEnum):
    """How far a version of an extension is."""

    APPROVED = "Approved"
    ASSETS_UPLOADED = "AssetsUploaded"
    DELETED = "Deleted"
    DEPRECATED = "Deprecated"
    IN_REVIEW = "InReview"
    IN_TEST = "InTest"
    PENDING_ACTION = "PendingAction"
    REJECTED = "Rejected"
    RELEASED = "Released"


class SubscriptionsSupportLevel(OpenEnum):
    """Whether an extension can see who subscribes to the channel."""

    NONE = "none"
    OPTIONAL = "optional"


@frozen(kw_only=True)
class MobileView:
    """What is shown on phones."""

    viewer_url: str


@frozen(kw_only=True)
class PanelView:
    """What is shown in a panel below the video."""

    viewer_url: str
    height: int
    """Pixels."""
    can_link_external_content: bool


@frozen(kw_only=True)
class VideoOverlayView:
    """What is shown over the whole video."""

    viewer_url: str
    can_link_external_content: bool


@frozen(kw_only=True)
class ComponentView:
    """What is shown over a part of the video."""

    viewer_url: str
    aspect_ratio_x: int
    aspect_ratio_y: int
    autoscale: bool
    scale_pixels: int
    target_height: int
    """Hundredths of a percent of the video's height."""
    can_link_external_content: bool
    aspect_width: int | None = None
    aspect_height: int | None = None
    size: int | None = None
    zoom: bool | None = None
    zoom_pixels: int | None = None


@frozen(kw_only=True)
class ConfigView:
    """What is shown to broadcasters who configure it."""

    viewer_url: str
    can_link_external_content: bool


@frozen(kw_only=True)
class ExtensionViews:
    """Where an extension can be shown, and how; what it has no view for is `None`."""

    mobile: MobileView | None = None
    panel: PanelView | None = None
    video_overlay: VideoOverlayView | None = None
    component: ComponentView | None = None
    config: ConfigView | None = None


@frozen(kw_only=True)
class ExtensionDetails:
    """A version of an extension, as its maker describes it."""

    author_name: str
    bits_enabled: bool
    can_install: bool
    configuration_location: ConfigurationLocation
    description: str
    eula_tos_url: str
    has_chat_support: bool
    icon_url: str
    icon_urls: dict[str, str]
    """By size, as `100x100`."""
    id: str
    """Client id."""
    name: str
    privacy_policy_url: str
    request_identity_link: bool
    """Whether it asks viewers to say who they are."""
    screenshot_urls: tuple[str, ...]
    state: ExtensionState
    subscriptions_support_level: SubscriptionsSupportLevel
    summary: str
    support_email: str
    version: str
    viewer_summary: str
    views: ExtensionViews
    allowlisted_config_urls: tuple[str, ...]
    allowlisted_panel_urls: tuple[str, ...]


@frozen(kw_only=True)
class ExtensionBitsProduct:
    """What an extension sells for Bits."""

    sku: str
    cost: ProductCost
    in_development: bool
    display_name: str
    expiration: MaybeTime = None
    """`None` if it does not expire."""
    is_broadcast: bool
    """Whether all who see the extension are told when it is bought."""


def _claims_of_message(body: Mapping[str, Any]) -> Mapping[str, Any]:
    channel = "all" if body["is_global_broadcast"] else body["broadcaster_id"]
    return {"channel_id": channel, "pubsub_perms": {"send": body["target"]}}


class Extensions(Resource):
    """Helix category Extensions: mostly for `helix.acting_as(Extension(...))`."""

    __slots__ = ()

    @endpoint("GET", "/extensions/configurations", EXTENSION, rules=(_OF_A_CHANNEL,), own_limit=True)
    async def get_extension_configuration_segment(
        self,
        *,
        extension_id: str,
        segment: ConfigurationSegment | str | Sequence[str],
        broadcaster_id: str | None = None,
    ) -> tuple[ExtensionConfigurationSegment, ...]:
        """Read pieces of the extension's configuration, those that there are; 20 requests a minute for each.

        Twitch: Get Extension Configuration Segment. Extension's token.
        """
        return await self._many(
            ExtensionConfigurationSegment,
            query={"extension_id": extension_id, "segment": segment, "broadcaster_id": broadcaster_id},
        )

    @endpoint(
        "PUT",
        "/extensions/configurations",
        EXTENSION,
        bounds={"content": _FIVE_KILOBYTES},
        rules=(_OF_A_CHANNEL,),
        own_limit=True,
    )
    async def set_extension_configuration_segment(
        self,
        *,
        extension_id: str,
        segment: ConfigurationSegment | str,
        broadcaster_id: str | None = None,
        content: str | None = None,
        version: str | None = None,
    ) -> None:
        """Write a piece of the extension's configuration, 5 KB at most; 20 requests a minute.

        Twitch: Set Extension Configuration Segment. Extension's token.
        """
        await self._none(
            body={
                "extension_id": extension_id,
                "segment": segment,
                "broadcaster_id": broadcaster_id,
                "content": content,
                "version": version,
            }
        )

    @endpoint("PUT", "/extensions/required_configuration", EXTENSION)
    async def set_extension_required_configuration(
        self, *, broadcaster_id: str, extension_id: str, extension_version: str, required_configuration: str
    ) -> None:
        """Let a broadcaster activate the extension: its version is configured as it demands.

        Args:
            required_configuration: The text that the developer console has for that version.

        Twitch: Set Extension Required Configuration. Extension's token.
        """
        await self._none(
            query={"broadcaster_id": broadcaster_id},
            body={
                "extension_id": extension_id,
                "extension_version": extension_version,
                "required_configuration": required_configuration,
            },
        )

    @endpoint(
        "POST",
        "/extensions/pubsub",
        EXTENSION,
        bounds={"message": _FIVE_KILOBYTES},
        rules=(needed_unless("broadcaster_id", "is_global_broadcast"),),
        claims=_claims_of_message,
        own_limit=True,
    )
    async def send_extension_pubsub_message(
        self,
        *,
        target: Sequence[str],
        message: str,
        broadcaster_id: str | None = None,
        is_global_broadcast: bool | None = None,
    ) -> None:
        """Send a message, 5 KB at most, to those who see the extension; 100 a minute to each channel.

        Args:
            target: `broadcast` for a channel, `whisper-` and a user's id for a viewer of it, `global` for all channels.
            is_global_broadcast: Whether it goes to all channels; there is no `broadcaster_id` then.

        Twitch: Send Extension PubSub Message. Extension's token.
        """
        await self._none(
            body={
                "target": tuple(target),
                "broadcaster_id": broadcaster_id,
                "is_global_broadcast": is_global_broadcast,
                "message": message,
            }
        )

    @endpoint("GET", "/extensions/live", ANYONE, bounds={"first": PAGE})
    def get_extension_live_channels(
        self, *, extension_id: str, first: int | None = None, after: str | None = None
    ) -> Pages[ExtensionLiveChannel]:
        """List the live channels that have an extension.

        Twitch: Get Extension Live Channels. Any token.
        """
        return self._pages(ExtensionLiveChannel, query={"extension_id": extension_id, "first": first, "after": after})

    @endpoint("GET", "/extensions/jwt/secrets", EXTENSION, secret=True)
    async def get_extension_secrets(self, *, extension_id: str) -> ExtensionSecrets:
        """Read the extension's secrets.

        Twitch: Get Extension Secrets. Extension's token.
        """
        return await self._one(ExtensionSecrets, query={"extension_id": extension_id})

    @endpoint("POST", "/extensions/jwt/secrets", EXTENSION, bounds={"delay": Bounds(min=300)}, secret=True)
    async def create_extension_secret(self, *, extension_id: str, delay: int | None = None) -> ExtensionSecrets:
        """Make a new secret; all that there are now.

        Args:
            delay: Seconds until it is used: 300, or as long as servers take to learn of it.

        Twitch: Create Extension Secret. Extension's token.
        """
        return await self._one(ExtensionSecrets, query={"extension_id": extension_id, "delay": delay})

    @endpoint("POST", "/extensions/chat", EXTENSION, bounds={"text": Bounds(max_length=280)}, own_limit=True)
    async def send_extension_chat_message(
        self, *, broadcaster_id: str, text: str, extension_id: str, extension_version: str
    ) -> None:
        """Post a message in a channel's chat by the extension's name; 12 a minute in each channel.

        Twitch: Send Extension Chat Message. Extension's token.
        """
        await self._none(
            query={"broadcaster_id": broadcaster_id},
            body={"text": text, "extension_id": extension_id, "extension_version": extension_version},
        )

    @endpoint("GET", "/extensions", EXTENSION)
    async def get_extensions(self, *, extension_id: str, extension_version: str | None = None) -> ExtensionDetails:
        """Look up the extension: a version, or the latest.

        Twitch: Get Extensions. Extension's token.
        """
        return await self._one(
            ExtensionDetails, query={"extension_id": extension_id, "extension_version": extension_version}
        )

    @endpoint("GET", "/extensions/released", ANYONE)
    async def get_released_extensions(
        self, *, extension_id: str, extension_version: str | None = None
    ) -> ExtensionDetails:
        """Look up an extension that is released: a version, or the latest.

        Twitch: Get Released Extensions. Any token.
        """
        return await self._one(
            ExtensionDetails, query={"extension_id": extension_id, "extension_version": extension_version}
        )

    @endpoint("GET", "/bits/extensions", APP_ONLY)
    async def get_extension_bits_products(
        self, *, should_include_all: bool | None = None
    ) -> tuple[ExtensionBitsProduct, ...]:
        """List what the extension sells.

        Args:
            should_include_all: Whether to list what is disabled or has expired too.

        Twitch: Get Extension Bits Products. App token, of the extension.
        """
        return await self._many(ExtensionBitsProduct, query={"should_include_all": should_include_all})

    @endpoint(
        "PUT",
        "/bits/extensions",
        APP_ONLY,
        bounds={
            "sku": Bounds(max_length=255, format=SKU),
            "cost": Bounds(each={"amount": Bounds(min=1, max=10_000)}),
            "display_name": Bounds(max_length=255),
        },
    )
    async def update_extension_bits_product(
        self,
        *,
        sku: str,
        cost: ProductCost,
        display_name: str,
        in_development: bool | None = None,
        expiration: datetime | None = None,
        is_broadcast: bool | None = None,
    ) -> ExtensionBitsProduct:
        """Add a product, or change the one with this SKU.

        Args:
            in_development: Whether only the extension's testers can buy it.
            expiration: When it stops being sold.
            is_broadcast: Whether all who see the extension are told when it is bought.

        Twitch: Update Extension Bits Product. App token, of the extension.
        """
        return await self._one(
            ExtensionBitsProduct,
            body={
                "sku": sku,
                "cost": cost,
                "display_name": display_name,
                "in_development": in_development,
                "expiration": expiration,
                "is_broadcast": is_broadcast,
            },
        )
