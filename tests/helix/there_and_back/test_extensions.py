"""Extensions: what their own servers do, by tokens that they sign."""

from datetime import UTC, datetime

import pytest
import trio

from twitchtrio.errors import BadRequestError, ConfigurationError, NotFoundError, RateLimitedError, UnauthorizedError
from twitchtrio.helix import ProductCost, open_helix
from twitchtrio.stores import MemoryStore
from twitchtrio.tokens import Extension


@pytest.fixture
def made(fake):
    """The extension, as the fake knows it."""
    return fake.add_extension("ext", "other", name="Dice", views={})


@pytest.fixture
def acting(helix, made):
    """A client that acts as the extension."""
    return helix.acting_as(Extension(client_id="ext", secret=made.secret, owner_user_id=made.owner.id))


async def test_configuration(acting, fake, made):
    """What was written is read: for all, and for a channel."""
    streamer = fake.user("streamer")
    await acting.extensions.set_extension_configuration_segment(
        extension_id="ext", segment="global", content="everywhere", version="1"
    )
    await acting.extensions.set_extension_configuration_segment(
        extension_id="ext", segment="broadcaster", broadcaster_id=streamer.id, content="here", version="2"
    )
    found = await acting.extensions.get_extension_configuration_segment(
        extension_id="ext", segment=["global", "broadcaster", "developer"], broadcaster_id=streamer.id
    )

    assert [("global", None, "everywhere"), ("broadcaster", streamer.id, "here")] == [
        (each.segment, each.broadcaster_id, each.content) for each in found
    ]
    with pytest.raises(ConfigurationError, match="needs broadcaster_id where segment is developer"):
        await acting.extensions.get_extension_configuration_segment(extension_id="ext", segment=["global", "developer"])
    with pytest.raises(ConfigurationError, match="content has 5121 bytes; the most is 5120"):
        await acting.extensions.set_extension_configuration_segment(
            extension_id="ext", segment="global", content="x" * 5119 + "é"
        )
    await acting.extensions.set_extension_required_configuration(
        broadcaster_id=streamer.id, extension_id="ext", extension_version="0.0.1", required_configuration="done"
    )
    assert {streamer.id: "done"} == made.required


async def test_own_limit(acting, autojump_clock):
    """Twenty a minute are read of each segment; the next is refused, and not tried again."""
    read = acting.extensions.get_extension_configuration_segment
    for _ in range(20):
        assert () == await read(extension_id="ext", segment="global")
    with pytest.raises(RateLimitedError):
        await read(extension_id="ext", segment="global")
    await trio.sleep(60)
    assert () == await read(extension_id="ext", segment="global")


async def test_messages(acting, fake, made):
    """A token allows just what is sent: to a channel, to a viewer of it, to all channels."""
    streamer = fake.user("streamer").id
    await acting.extensions.send_extension_pubsub_message(target=["broadcast"], broadcaster_id=streamer, message="a")
    await acting.extensions.send_extension_pubsub_message(
        target=[f"whisper-{fake.user('fan').id}"], broadcaster_id=streamer, message="b"
    )
    await acting.extensions.send_extension_pubsub_message(target=["global"], is_global_broadcast=True, message="c")

    assert [(streamer, "a"), (streamer, "b"), ("all", "c")] == [
        (each.channel_id, each.message) for each in made.messages
    ]
    with pytest.raises(ConfigurationError, match="needs broadcaster_id, or is_global_broadcast; it got neither"):
        await acting.extensions.send_extension_pubsub_message(target=["broadcast"], message="d")
    with pytest.raises(BadRequestError, match="global goes with is_global_broadcast"):
        await acting.extensions.send_extension_pubsub_message(target=["global"], broadcaster_id=streamer, message="d")


async def test_chat(acting, fake, made):
    """It posts where it is active."""
    streamer = fake.user("streamer")

    async def say(text):
        await acting.extensions.send_extension_chat_message(
            broadcaster_id=streamer.id, text=text, extension_id="ext", extension_version="0.0.1"
        )

    with pytest.raises(BadRequestError, match="not active in the channel"):
        await say("too early")
    streamer.active_extensions["panel"]["1"] = {"active": True, "id": "ext", "version": "0.0.1", "name": "Dice"}
    await say("hello")

    assert [(streamer.id, "hello")] == made.chat
    with pytest.raises(ConfigurationError, match="text has 281 characters; the most is 280"):
        await say("x" * 281)


async def test_live_channels(helix, fake, made):
    """The live channels that have it, page by page."""
    for login in ("streamer", "viewer", "fan"):
        fake.user(login).active_extensions["component"]["1"] = {"active": True, "id": "ext", "version": "0.0.1"}
    fake.go_live("streamer")
    fake.go_live("fan")

    live = await helix.extensions.get_extension_live_channels(extension_id="ext", first=1).collect()

    assert ["Streamer", "Fan"] == [each.broadcaster_name for each in live]


async def test_secrets(acting, made):
    """A new secret signs at once, and the old one for a while yet; neither is shown."""
    (first,) = (await acting.extensions.get_extension_secrets(extension_id="ext")).secrets
    both = await acting.extensions.create_extension_secret(extension_id="ext", delay=600)

    assert first.content.reveal() == both.secrets[0].content.reveal()
    assert made.secret == both.secrets[1].content.reveal()
    assert 600 == round((both.secrets[1].active_at - first.active_at).total_seconds())
    assert made.secret not in repr(both)
    newer = Extension(client_id="ext", secret=both.secrets[1].content, owner_user_id=made.owner.id)
    assert both == await acting.acting_as(newer).extensions.get_extension_secrets(extension_id="ext")
    with pytest.raises(ConfigurationError, match="delay is 299; the least is 300"):
        await acting.extensions.create_extension_secret(extension_id="ext", delay=299)


async def test_details(acting, helix, fake):
    """What it says of itself; others see what is released."""
    found = await acting.extensions.get_extensions(extension_id="ext")

    assert found == await helix.extensions.get_released_extensions(extension_id="ext", extension_version="0.0.1")
    assert ("Dice", "Other", "Released", None) == (found.name, found.author_name, found.state, found.views.panel)
    fake.extensions["ext"].details["state"] = "InTest"
    with pytest.raises(NotFoundError):
        await helix.extensions.get_released_extensions(extension_id="ext")
    with pytest.raises(NotFoundError):
        await acting.extensions.get_extensions(extension_id="ext", extension_version="9")
    with pytest.raises(TypeError, match="an extension has no color"):
        fake.add_extension("odd", "other", color="red")


async def test_products(fake, made):
    """What it sells: by its own app token, and no other's."""
    opened = open_helix(
        "ext", client_secret=made.secret, store=MemoryStore(), endpoints=fake.endpoints, network=fake.network
    )
    async with opened as seller:
        crate = await seller.extensions.update_extension_bits_product(
            sku="crate", cost=ProductCost(amount=990, type="bits"), display_name="Crate", is_broadcast=True
        )
        past = datetime(2025, 1, 1, tzinfo=UTC)
        await seller.extensions.update_extension_bits_product(
            sku="old", cost=ProductCost(amount=1, type="bits"), display_name="Old", expiration=past
        )
        assert (crate,) == await seller.extensions.get_extension_bits_products()
        everything = await seller.extensions.get_extension_bits_products(should_include_all=True)
        assert [("crate", None), ("old", past)] == [(each.sku, each.expiration) for each in everything]
        with pytest.raises(ConfigurationError, match="cost has a value whose amount is 10001; the most is 10000"):
            await seller.extensions.update_extension_bits_product(
                sku="dear", cost=ProductCost(amount=10_001, type="bits"), display_name="Dear"
            )
        with pytest.raises(ConfigurationError, match="sku is no SKU"):
            await seller.extensions.update_extension_bits_product(
                sku="a crate", cost=ProductCost(amount=1, type="bits"), display_name="Crate"
            )


@pytest.mark.parametrize(
    "odd", [{"secret": "bm90IHRoZSBzZWNyZXQgdGhhdCBpdCBzaG91bGQgYmU="}, {"owner_user_id": "1"}, {"client_id": "no"}]
)
async def test_not_its_own(odd, helix, made):
    """Another secret, another owner, another extension: Twitch refuses."""
    own = {"client_id": "ext", "secret": made.secret, "owner_user_id": made.owner.id}
    acting = helix.acting_as(Extension(**own | odd))

    with pytest.raises(UnauthorizedError, match="JWT could not be verified"):
        await acting.extensions.get_extensions(extension_id="ext")
