"""Extensions, and what they sell."""

from __future__ import annotations

from typing import Any, Final

from ..extensions import FakeExtension, PubSubMessage
from ..http import RefusedError
from ._call import Call
from ._endpoint import AFTER, BROADCASTER, Field, Param, endpoint, first

_SEGMENTS: Final = ("broadcaster", "developer", "global")
_BYTES: Final = 5120
_ID: Final = Param(name="extension_id", required=True)
_VERSION: Final = Param(name="extension_version")
_PRODUCT: Final = (
    Field(name="sku", required=True, lengths=(1, 255)),
    Field(name="cost", type="object", required=True),
    Field(name="display_name", required=True, lengths=(1, 255)),
    Field(name="in_development", type="boolean"),
    Field(name="expiration"),
    Field(name="is_broadcast", type="boolean"),
)


def _own(call: Call, id_: str) -> FakeExtension:
    if id_ != call.token.client_id:
        raise RefusedError(401, "The ID in extension_id must match the client ID of the JWT.")
    return call.fake.extensions[id_]


def _segment(call: Call, segment: str, broadcaster_id: str | None) -> tuple[str, str | None]:
    if segment == "global":
        return segment, None
    if broadcaster_id is None:
        raise RefusedError(400, f"broadcaster_id is required for the segment {segment}.")
    return segment, call.user_of(broadcaster_id).id


def _short_enough(text: str, status: int) -> str:
    if len(text.encode()) > _BYTES:
        raise RefusedError(status, "The text is longer than 5 KB.")
    return text


@endpoint(
    "GET",
    "/extensions/configurations",
    query=(
        Param(name="broadcaster_id", user=True),
        _ID,
        Param(name="segment", required=True, most=3, choices=_SEGMENTS),
    ),
    tokens=("jwt",),
)
def get_extension_configuration_segment(call: Call) -> dict[str, Any]:
    """The pieces of the configuration that there are."""
    extension = _own(call, call.one("extension_id"))
    wanted = [_segment(call, each, call.get("broadcaster_id")) for each in call.many("segment")]
    for segment, _ in wanted:
        call.fake.rate_limits.at_most(20, 60.0, (extension.id, "read", segment))
    return {
        "data": [
            {
                "segment": segment,
                **({"broadcaster_id": whose} if whose else {}),
                **extension.configuration[segment, whose],
            }
            for segment, whose in wanted
            if (segment, whose) in extension.configuration
        ]
    }


@endpoint(
    "PUT",
    "/extensions/configurations",
    body=(
        Field(name="extension_id", required=True),
        Field(name="segment", required=True, choices=_SEGMENTS),
        Field(name="broadcaster_id"),
        Field(name="content"),
        Field(name="version"),
    ),
    tokens=("jwt",),
)
def set_extension_configuration_segment(call: Call) -> None:
    """Write a piece of the configuration."""
    extension = _own(call, call.body["extension_id"])
    key = _segment(call, call.body["segment"], call.body.get("broadcaster_id"))
    content = _short_enough(call.body.get("content", ""), 400)
    call.fake.rate_limits.at_most(20, 60.0, (extension.id, "write"))
    extension.configuration[key] = {"content": content, "version": call.body.get("version", "")}


@endpoint(
    "PUT",
    "/extensions/required_configuration",
    query=(BROADCASTER,),
    body=(
        Field(name="extension_id", required=True),
        Field(name="extension_version", required=True),
        Field(name="required_configuration", required=True),
    ),
    tokens=("jwt",),
)
def set_extension_required_configuration(call: Call) -> None:
    """Note that a broadcaster has configured what the extension demands."""
    extension = _own(call, call.body["extension_id"])
    extension.required[call.channel.broadcaster.id] = call.body["required_configuration"]


@endpoint(
    "POST",
    "/extensions/pubsub",
    body=(
        Field(name="target", type="array", required=True, lengths=(1, 100)),
        Field(name="broadcaster_id"),
        Field(name="is_global_broadcast", type="boolean"),
        Field(name="message", required=True),
    ),
    tokens=("jwt",),
)
def send_extension_pubsub_message(call: Call) -> None:
    """Tell those who see the extension, as far as the token allows."""
    everywhere, target = call.body.get("is_global_broadcast", False), call.body["target"]
    channel_id = "all" if everywhere else call.body.get("broadcaster_id")
    if channel_id is None:
        raise RefusedError(400, "broadcaster_id is required unless is_global_broadcast is true.")
    if everywhere != (target == ["global"]):
        raise RefusedError(400, "The target global goes with is_global_broadcast, and with nothing else.")
    if any(each not in ("broadcast", "global") and not str(each).startswith("whisper-") for each in target):
        raise RefusedError(400, "A target must be broadcast, global or whisper-<user-id>.")
    allowed = call.token.claims.get("pubsub_perms", {}).get("send", [])
    if call.token.claims.get("channel_id") != channel_id or not {*target} <= {*allowed}:
        raise RefusedError(401, "The JWT does not allow to send this to this channel.")
    message = _short_enough(call.body["message"], 422)
    extension = call.fake.extensions[call.token.client_id]
    call.fake.rate_limits.at_most(100, 60.0, (extension.id, "pubsub", channel_id))
    extension.messages.append(PubSubMessage(channel_id=channel_id, target=target, message=message))


@endpoint("GET", "/extensions/live", query=(_ID, first(), AFTER))
def get_extension_live_channels(call: Call) -> dict[str, Any]:
    """The live channels in which the extension is active."""
    id_ = call.one("extension_id")
    channels = [
        {
            "broadcaster_id": channel.broadcaster.id,
            "broadcaster_name": channel.broadcaster.display_name,
            "game_name": channel.category_name,
            "game_id": channel.category_id,
            "title": channel.title,
        }
        for channel in map(call.fake.channel, call.fake.world.users.values())
        if channel.stream is not None and _is_active(channel.broadcaster.active_extensions, id_)
    ]
    page = call.page(channels)
    return {**page, "pagination": page["pagination"].get("cursor", "")}


def _is_active(slots: dict[str, dict[str, dict[str, Any]]], id_: str) -> bool:
    return any(slot.get("id") == id_ for kind in slots.values() for slot in kind.values())


@endpoint("GET", "/extensions/jwt/secrets", query=(_ID,), tokens=("jwt",))
def get_extension_secrets(call: Call) -> dict[str, Any]:
    """The secrets that are good now or will be."""
    return _secrets(call, _own(call, call.one("extension_id")))


@endpoint(
    "POST",
    "/extensions/jwt/secrets",
    query=(_ID, Param(name="delay", bounds=(300, 2**31))),
    tokens=("jwt",),
)
def create_extension_secret(call: Call) -> dict[str, Any]:
    """Make a new one; the others are good for a while yet."""
    extension = _own(call, call.one("extension_id"))
    extension.add_secret(call.fake.clock, call.fake.ids, delay=float(call.get("delay") or 300))
    return _secrets(call, extension)


def _secrets(call: Call, extension: FakeExtension) -> dict[str, Any]:
    clock = call.fake.clock
    secrets = [
        {
            "content": secret.content,
            "active_at": clock.stamp(secret.active_at),
            "expires_at": clock.stamp(secret.expires_at),
        }
        for secret in extension.secrets
        if clock.now() < secret.expires_at
    ]
    return {"data": [{"format_version": 1, "secrets": secrets}]}


@endpoint(
    "POST",
    "/extensions/chat",
    query=(BROADCASTER,),
    body=(
        Field(name="text", required=True, lengths=(1, 280)),
        Field(name="extension_id", required=True),
        Field(name="extension_version", required=True),
    ),
    tokens=("jwt",),
)
def send_extension_chat_message(call: Call) -> None:
    """Post in the chat of a channel in which the extension is active."""
    extension, broadcaster = _own(call, call.body["extension_id"]), call.channel.broadcaster
    if call.body["extension_version"] != extension.version:
        raise RefusedError(400, "The extension has no such version.")
    if not extension.details["has_chat_support"] or not _is_active(broadcaster.active_extensions, extension.id):
        raise RefusedError(400, "The extension is not active in the channel, or may not chat.")
    call.fake.rate_limits.at_most(12, 60.0, (extension.id, "chat", broadcaster.id))
    extension.chat.append((broadcaster.id, call.body["text"]))


@endpoint("GET", "/extensions", query=(_ID, _VERSION), tokens=("jwt",))
def get_extensions(call: Call) -> dict[str, Any]:
    """What the extension says of itself."""
    return _details(call, _own(call, call.one("extension_id")))


@endpoint("GET", "/extensions/released", query=(_ID, _VERSION))
def get_released_extensions(call: Call) -> dict[str, Any]:
    """What an extension that everybody can have says of itself."""
    extension = call.fake.extensions.get(call.one("extension_id"))
    if extension is None or extension.details["state"] != "Released":
        raise RefusedError(404, "The extension was not found.")
    return _details(call, extension)


def _details(call: Call, extension: FakeExtension) -> dict[str, Any]:
    if call.get("extension_version") not in (None, extension.version):
        raise RefusedError(404, "The extension has no such version.")
    return {"data": [extension.details]}


@endpoint(
    "GET",
    "/bits/extensions",
    query=(Param(name="should_include_all", choices=("true", "false")),),
    tokens=("app",),
)
def get_extension_bits_products(call: Call) -> dict[str, Any]:
    """What the extension sells."""
    everything, now = call.get("should_include_all") == "true", call.fake.clock.short_stamp()
    products = _seller(call).products.values()
    sold = [each for each in products if not each["in_development"] and not "" < each["expiration"] < now]
    return {"data": list(products) if everything else sold}


@endpoint("PUT", "/bits/extensions", body=_PRODUCT, tokens=("app",))
def update_extension_bits_product(call: Call) -> dict[str, Any]:
    """Add a product, or change one."""
    cost = call.body["cost"]
    if cost.keys() != {"amount", "type"} or cost["type"] != "bits" or not 1 <= cost["amount"] <= 10_000:
        raise RefusedError(400, "The cost must be 1 to 10000 bits.")
    expiration = call.body.get("expiration", "")
    product = {
        "sku": call.body["sku"],
        "cost": cost,
        "in_development": call.body.get("in_development", False),
        "display_name": call.body["display_name"],
        "expiration": expiration and call.moment(expiration, "expiration").strftime("%Y-%m-%dT%H:%M:%SZ"),
        "is_broadcast": call.body.get("is_broadcast", False),
    }
    _seller(call).products[product["sku"]] = product
    return {"data": [product]}


def _seller(call: Call) -> FakeExtension:
    extension = call.fake.extensions.get(call.token.client_id)
    if extension is None:
        raise RefusedError(400, "The app of this token is no extension.")
    return extension
