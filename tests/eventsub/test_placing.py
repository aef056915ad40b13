"""Wishes on as many sockets as they need, and what they may cost together."""

from __future__ import annotations

from collections import Counter
from contextlib import AsyncExitStack

import pytest
import trio
from trio.testing import MockClock

from tests.eventsub.support import FakeApi, at, session
from tests.eventsub.test_line import Setting, setting, settle
from twitchtrio import Bot
from twitchtrio.errors import NetworkError, SubscriptionError
from twitchtrio.eventsub import EventStream, HealthState, StreamOnline, Subscription
from twitchtrio.eventsub.budget import Ledger
from twitchtrio.subscription import Listing
from twitchtrio.testing import FakeTwitch
from twitchtrio.tokens import Account


def wishes(first: int, last: int) -> list[Subscription[StreamOnline]]:
    """Wishes for channels, by their numbers."""
    return [StreamOnline.where(broadcaster_user_id=str(number)) for number in range(first, last + 1)]


def sessions(here: Setting) -> list[int]:
    """How many subscriptions stand on each session, on the fullest first."""
    return [count for _, count in Counter(each.transport.key for each in here.eventsub.subscriptions).most_common()]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (300, [300]),
        (301, [300, 1]),
        (600, [300, 300]),
        (900, [300, 300, 300]),
    ],
)
async def test_as_many_as_needed(number: int, expected: list[int], autojump_clock: MockClock) -> None:
    """A socket holds 300; who wants more gets another one, up to three. They close when they are not needed."""
    async with setting() as here:
        async with here.eventsub.listen(*wishes(1, number)):
            assert expected == sessions(here)
            assert len(expected) == here.transport.carrying
            assert HealthState.READY is here.eventsub.health.state
        await trio.sleep(3)

        assert 0 == here.transport.carrying
        assert {} == here.api.records


async def test_one_too_many(autojump_clock: MockClock) -> None:
    """The 901st is refused before a request, with what can have more; nobody loses anything by it."""
    async with setting() as here, here.eventsub.listen(*wishes(1, 900)):
        before = len(here.api.asked)
        with pytest.raises(SubscriptionError, match=r"at most 900 .* more need a webhook or conduit") as caught:
            async with here.eventsub.listen(*wishes(1, 901)):
                pytest.fail("there is no room")

        assert 900 == caught.value.limit
        assert before == len(here.api.asked)
        assert 900 == len(here.eventsub.subscriptions)


async def test_equal_wishes_share_a_socket(autojump_clock: MockClock) -> None:
    """Who wants what stands already is where it stands, however full that socket is."""
    async with (
        setting() as here,
        here.eventsub.listen(*wishes(1, 301)),
        here.eventsub.listen(*wishes(300, 302)),
    ):
        assert [300, 2] == sessions(here)


async def test_room_is_made(autojump_clock: MockClock) -> None:
    """What lingers makes room for what is wanted; a socket that has room is filled before another is opened."""
    async with setting() as here, here.eventsub.listen(*wishes(1, 299)):
        for number in (300, 400, 500):
            async with here.eventsub.listen(*wishes(number, number)):
                pass

        assert 1 == here.transport.carrying


async def test_each_on_its_own(autojump_clock: MockClock) -> None:
    """A session that is lost takes its own subscriptions along, and no others."""
    async with setting() as here, here.eventsub.listen(*wishes(1, 301)) as events:
        here.transport.links[0].lost(at(trio.current_time()), "cable")

        assert sessions(here) in ([300], [1])
        assert HealthState.DEGRADED is here.eventsub.health.state
        assert not events.revoked

        here.transport.links[0].ready(session("session-9"))
        await trio.sleep(1)

        assert [300, 1] == sessions(here)
        assert HealthState.READY is here.eventsub.health.state


def channels(fake: FakeTwitch, first: int, last: int) -> list[str]:
    """Channels whose broadcasters have not authorized the app, so that each costs 1."""
    return [fake.add_user(f"channel{number}").login for number in range(first, last + 1)]


def asked(fake: FakeTwitch) -> int:
    """How many subscriptions have been asked for."""
    return sum(request.method == "POST" and "subscriptions" in request.path for request in fake.requests)


async def test_ten_and_no_more(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """What would cost more than 10 is refused before a request, the rest stands."""
    ten, more = channels(fake_twitch, 1, 10), channels(fake_twitch, 11, 11)
    async with twitch_bot.listen(StreamOnline, *ten):
        assert 10 == asked(fake_twitch)
        with pytest.raises(SubscriptionError, match="would go beyond 10") as caught:
            async with twitch_bot.listen(StreamOnline, *more):
                pytest.fail("they cannot be paid")

        assert (10, 10, 429) == (caught.value.cost, caught.value.limit, caught.value.status)
        assert 10 == asked(fake_twitch)


async def test_eleven_at_once(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Of eleven at once no more are asked for than can be paid; when it is known that they cost, all are refused."""
    with pytest.raises(SubscriptionError, match="would go beyond 10"):
        async with twitch_bot.listen(StreamOnline, *channels(fake_twitch, 1, 11)):
            pytest.fail("they cannot be paid")

    assert 10 == asked(fake_twitch)
    await trio.sleep(5)
    assert () == twitch_bot.eventsub.subscriptions


async def test_cheaper_than_thought(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Channels that have authorized the app elsewhere cost nothing: any number of them can be had."""
    logins = channels(fake_twitch, 1, 35)
    for login in logins:
        fake_twitch.grant(login, [])
    async with twitch_bot.listen(StreamOnline, *logins):
        assert 35 == len(twitch_bot.eventsub.subscriptions)


async def test_known_accounts_cost_nothing(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A scope that was granted pays for its events, and a channel's own login for all of them."""
    account: Account = twitch_bot.account
    ten = channels(fake_twitch, 1, 10)
    async with (
        twitch_bot.listen(StreamOnline, *ten),
        twitch_bot.listen(StreamOnline, account) as own,
    ):
        assert isinstance(own, EventStream)
        assert 11 == len(twitch_bot.eventsub.subscriptions)


async def test_room_for_another(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Who listens to something else instead is not refused for what lingers."""
    async with twitch_bot.listen(StreamOnline, *channels(fake_twitch, 1, 9)):
        for login in channels(fake_twitch, 10, 14):
            async with twitch_bot.listen(StreamOnline, login):
                assert 10 >= sum(record.cost for record in twitch_bot.eventsub.subscriptions)
        assert 0 == trio.current_time()


async def test_over_all_sockets(autojump_clock: MockClock) -> None:
    """The cost is counted over all sockets of the account."""
    async with setting() as here, here.eventsub.listen(*wishes(1, 301)):
        here.api.cost = 1
        async with here.eventsub.listen(*wishes(1001, 1010)):
            assert [300, 11] == sessions(here)
            with pytest.raises(SubscriptionError, match="would go beyond 10"):
                async with here.eventsub.listen(*wishes(1011, 1011)):
                    pytest.fail("it cannot be paid")


async def test_lingering_elsewhere_makes_room(autojump_clock: MockClock) -> None:
    """What lingers on another socket makes room too, since the cost is that of all."""
    async with setting() as here, AsyncExitStack() as kept, AsyncExitStack() as left:
        await kept.enter_async_context(here.eventsub.listen(*wishes(1, 299)))
        async with here.eventsub.listen(*wishes(300, 300)):
            here.api.cost = 1
            await left.enter_async_context(here.eventsub.listen(*wishes(1001, 1010)))
        await trio.sleep(3)
        await left.aclose()
        async with here.eventsub.listen(*wishes(2001, 2001)):
            assert [300] == sessions(here)


async def test_room_at_once(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Who wants something else instead need not wait until what lingers has lingered long enough."""
    async with twitch_bot.listen(StreamOnline, *channels(fake_twitch, 1, 10)):
        pass
    before = trio.current_time()
    async with twitch_bot.listen(StreamOnline, *channels(fake_twitch, 11, 20)):
        assert 1 > trio.current_time() - before


async def test_wanted_anew_while_being_deleted(autojump_clock: MockClock) -> None:
    """It is made where it is being deleted, after that; elsewhere it would be in its own way."""
    async with setting() as here, here.eventsub.listen(*wishes(1, 299)):
        here.api.strict = True
        async with here.eventsub.listen(*wishes(300, 300)), here.eventsub.listen(*wishes(1001, 1001)):
            async with here.eventsub.listen(*wishes(1002, 1002)):
                pass
            here.api.delete_delay = 1.0
            await trio.sleep(2.5)
        await trio.sleep(0.25)
        before = len(here.api.asked)
        async with here.eventsub.listen(*wishes(1002, 1002)):
            assert before + 1 == len(here.api.asked)


async def test_lost_is_paid_first(autojump_clock: MockClock) -> None:
    """What has stood keeps its part of what may be spent while it is being made again."""
    async with setting() as here:
        here.api.cost = 1
        async with here.eventsub.listen(*wishes(1, 10)):
            here.transport.link.lost(at(trio.current_time()), "cable")
            here.api.failures = [NetworkError("cable", address="https://api") for _ in range(10)]
            here.transport.link.ready(session("session-9"))
            await settle()
            with pytest.raises(SubscriptionError, match="would go beyond 10"):
                async with here.eventsub.listen(*wishes(11, 11)):
                    pytest.fail("it cannot be paid")
            await trio.sleep(5)

            assert 10 == len(here.eventsub.subscriptions)


@pytest.mark.parametrize(("told", "limit"), [(None, 10), (0, 10), (25, 25)])
def test_limit(told: int | None, limit: int) -> None:
    """Twitch's own word on the limit counts, if it is one."""
    ledger = Ledger(FakeApi())
    ledger.told(Listing(records=(), max_total_cost=told))

    assert limit == ledger.limit
