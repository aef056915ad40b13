"""Subscriptions, Bits and advertisements."""

from datetime import UTC, datetime, timedelta

import pytest
import trio

from twitchtrio.errors import BadRequestError, NotFoundError, RateLimitedError, UnauthorizedError
from twitchtrio.helix import BitsPeriod, SubTier
from twitchtrio.tokens import APP

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


async def test_subscriptions(helix, fake, heard):
    """Each subscriber is listed with the tier and who gave it; pages tell of all, and of their points."""
    fake.subscribe("viewer", "streamer", tier="3000")
    fake.subscribe("fan", "streamer", gifter="viewer")
    listing = helix.subscriptions.get_broadcaster_subscriptions()
    (page,) = [page async for page in listing.pages()]
    (one,) = await helix.subscriptions.get_broadcaster_subscriptions(user_id=fake.user("fan").id).collect()

    assert [("viewer", SubTier.TIER_3, ""), ("fan", SubTier.TIER_1, "viewer")] == [
        (each.user_login, each.tier, each.gifter_login) for each in page.items
    ]
    assert (2, 7) == (page.total, page.points)
    assert (True, "viewer") == (one.is_gift, one.gifter_login)
    assert [False, True] == [event["is_gift"] for type_, event in heard if type_ == "channel.subscribe"]


async def test_own_subscription(helix, fake):
    """Who is not subscribed is told so."""
    other = fake.user("other").id
    with pytest.raises(NotFoundError, match="does not have a subscription to other"):
        await helix.subscriptions.check_user_subscription(broadcaster_id=other)
    fake.subscribe("streamer", "other", gifter="fan")
    given = await helix.subscriptions.check_user_subscription(broadcaster_id=other)
    fake.subscribe("streamer", "other", tier="2000")
    own = await helix.subscriptions.check_user_subscription(broadcaster_id=other)

    assert (True, "fan", SubTier.TIER_1) == (given.is_gift, given.gifter_login, given.tier)
    assert (False, None, SubTier.TIER_2) == (own.is_gift, own.gifter_login, own.tier)


async def test_leaderboard(helix, fake, autojump_clock):
    """Bits are counted by user, of all time or of a period."""
    for login, bits in (("viewer", 100), ("fan", 300), ("viewer", 50)):
        fake.say("streamer", login, f"Cheer{bits}", bits=bits)
    await trio.sleep(86400)
    fake.say("streamer", "other", "Cheer1", bits=1)
    ever = await helix.bits.get_bits_leaderboard()
    day = await helix.bits.get_bits_leaderboard(period=BitsPeriod.DAY, started_at=EPOCH + timedelta(days=1, hours=5))
    near = await helix.bits.get_bits_leaderboard(count=1, user_id=fake.user("viewer").id)

    assert [("fan", 1, 300), ("viewer", 2, 150), ("other", 3, 1)] == [
        (each.user_login, each.rank, each.score) for each in ever
    ]
    assert (3, None) == (ever.total, ever.date_range.started_at)
    assert (["other"], EPOCH + timedelta(days=1)) == ([each.user_login for each in day], day.date_range.started_at)
    assert ["viewer"] == [each.user_login for each in near]


async def test_cheermotes(helix):
    """A tier knows its pictures."""
    (cheer,) = await helix.bits.get_cheermotes()

    assert ("Cheer", [1, 100, 1000, 5000, 10000]) == (cheer.prefix, [tier.min_bits for tier in cheer.tiers])
    assert cheer.tiers[1].image(theme="light", format="static", scale="1.5").endswith("light/static/100/1.5.png")
    assert cheer.tiers[0].image().endswith("dark/animated/1/4.gif")
    assert cheer.tiers[0].image(scale="7") is None


async def test_power_ups(helix, fake):
    """What the broadcaster offers for Bits."""
    offered = fake.add_power_up("streamer", "Confetti", 50, max_per_stream=3)
    (found,) = await helix.bits.get_custom_power_up(id=[offered.id])

    assert ("Confetti", 50, 3) == (found.title, found.bits, found.max_per_stream_setting.max_per_stream)
    with pytest.raises(NotFoundError):
        await helix.bits.get_custom_power_up(id="x")


async def test_transactions(helix, fake):
    """What an extension sold is for the app itself to ask."""
    sold = {
        "extension_id": fake.client_id,
        "id": "t1",
        "timestamp": "2026-01-01T00:00:00Z",
        "broadcaster_id": "1",
        "broadcaster_login": "a",
        "broadcaster_name": "A",
        "user_id": "2",
        "user_login": "b",
        "user_name": "B",
        "product_type": "BITS_IN_EXTENSION",
        "product_data": {
            "sku": "sword",
            "domain": "twitch.ext.x",
            "cost": {"amount": 100, "type": "bits"},
            "inDevelopment": False,
            "displayName": "Sword",
            "expiration": "",
            "broadcast": False,
        },
    }
    fake.transactions += [sold, {**sold, "id": "t2"}]
    transactions = await helix.bits.get_extension_transactions(extension_id=fake.client_id, id="t2").collect()

    assert [("t2", "Sword", 100, None)] == [
        (each.id, each.product_data.displayName, each.product_data.cost.amount, each.product_data.expiration)
        for each in transactions
    ]
    with pytest.raises(UnauthorizedError):
        await helix.acting_as(APP).bits.get_extension_transactions(extension_id="another").collect()


async def test_ads(helix, fake, heard, autojump_clock):
    """Scheduled they come, put off they come later, and by hand with eight minutes between them."""
    with pytest.raises(NotFoundError):
        await helix.ads.start_commercial(length=30)
    fake.go_live("streamer")
    never = await helix.ads.get_ad_schedule()
    with pytest.raises(BadRequestError):
        await helix.ads.snooze_next_ad()
    fake.schedule_ad("streamer", after=60)
    before = await helix.ads.get_ad_schedule()
    snoozed = await helix.ads.snooze_next_ad()
    await trio.sleep(120)
    assert (await helix.ads.get_ad_schedule()).last_ad_at is None
    await trio.sleep(300)
    after = await helix.ads.get_ad_schedule()
    with trio.move_on_after(1), pytest.raises(RateLimitedError):
        await helix.ads.start_commercial(length=30)
    await trio.sleep(480)
    commercial = await helix.ads.start_commercial(length=500)

    assert (None, None, 3) == (never.next_ad_at, never.last_ad_at, never.snooze_count)
    assert EPOCH + timedelta(seconds=60) == before.next_ad_at
    assert (EPOCH + timedelta(seconds=360), 2) == (snoozed.next_ad_at, snoozed.snooze_count)
    assert (None, EPOCH + timedelta(seconds=360)) == (after.next_ad_at, after.last_ad_at)
    assert (180, 480) == (commercial.length, commercial.retry_after)
    breaks = [event for type_, event in heard if type_ == "channel.ad_break.begin"]
    assert [(60, True), (180, False)] == [(each["duration_seconds"], each["is_automatic"]) for each in breaks]
