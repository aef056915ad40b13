"""A bot that is opened anew each day for weeks, in all weathers: it keeps events and login, and does not grow."""

# ruff: noqa: T201 - what the weeks were like, shown by `pytest -rP`

from __future__ import annotations

import gc
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import trio
from attrs import frozen
from trio.testing import MockClock

from tests.eventsub.judge import judge, read, read_numbers
from tests.eventsub.storm import Storm, sources
from tests.proofs import seeds, times
from tests.secrecy import Secrecy
from twitchtrio import open_bot
from twitchtrio.bot import Bot
from twitchtrio.eventsub import (
    ChannelChatMessage,
    ChannelRaid,
    ChannelUpdate,
    EventSub,
    Gap,
    HealthState,
    Notification,
    StreamOnline,
    Subscription,
)
from twitchtrio.eventsub.refusals import MAX_SUBSCRIPTIONS
from twitchtrio.stores import MemoryStore
from twitchtrio.testing.fake import FakeTwitch, sockets
from twitchtrio.tokens import UserToken

DAYS = min(24, times(2))
DAY = 3600.0 * min(24, times(1))
EVENTS = min(1_000, times(100))
FAULTS = EVENTS // 25
CALM = 900.0
CHANNELS = ("streamer", "other")
KINDS = (ChannelChatMessage, StreamOnline, ChannelUpdate, ChannelRaid.into)

# Ids of ended subscriptions are remembered for as many as there may be on two sockets.
MOST_REMEMBERED = 2 * MAX_SUBSCRIPTIONS + len(KINDS) * len(CHANNELS)
MORE_OBJECTS = 5_000
MORE_MEGABYTES = 16

_Items = list[Notification[Any] | Gap]


@frozen
class Day:
    """What a day was like."""

    events: int
    faults: int
    gaps: int
    refreshes: int
    remembered: dict[str, int]


def happenings(fake: FakeTwitch) -> dict[Subscription[Any], dict[str, Any]]:
    """What happens, and an event of each."""
    bodies = {each.type: body for each, body in sources(fake).items()}
    bodies["channel.raid"] = {"viewers": 7} | {
        f"{side}_broadcaster_user_{key}": "viewer" for side in ("from", "to") for key in ("id", "login", "name")
    }
    me = fake.user("bot").id
    wanted: list[Subscription[Any]] = []
    for login in CHANNELS:
        channel = fake.user(login).id
        wanted += [
            ChannelChatMessage.where(broadcaster_user_id=channel, user_id=me),
            StreamOnline.where(broadcaster_user_id=channel),
            ChannelUpdate.where(broadcaster_user_id=channel),
            ChannelRaid.where(to_broadcaster_user_id=channel),
        ]
    return {each: bodies[each.type] for each in wanted}


def remembered(eventsub: EventSub) -> dict[str, int]:
    """How much of everything is kept."""
    hub = eventsub._hub
    sizes = Counter({name: len(getattr(hub, name)) for name in ("_routes", "_last", "_latest", "_claims")})
    for lines in eventsub._lines.values():
        for line in lines.all:
            holding, book = line.reconciler._holding, line.reconciler.book
            for owner in (holding, book):
                sizes.update({name: len(kept) for name, kept in vars(owner).items() if hasattr(kept, "__len__")})
            sizes["_queues"] = sum(map(len, book._queues))
    return {name.lstrip("_"): size for name, size in sizes.items() if size}


def most_remembered(days: Iterable[Day]) -> dict[str, int]:
    """The most that was kept of everything at the end of a day."""
    most: dict[str, int] = {}
    for day in days:
        most.update({name: max(size, most.get(name, 0)) for name, size in day.remembered.items()})
    return most


def megabytes() -> float:
    """How much memory this process has, where that can be read."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def forget(fake: FakeTwitch) -> None:
    """Let the fake forget the day, as Twitch does with what has ended."""
    assert fake.sockets == []
    server, accounts = fake.eventsub, fake.accounts
    fake.requests.clear()
    for kept in (server._all, server._subscriptions, server._enabled, server._ending, server._reconnects):
        kept.clear()
    accounts._access = {key: each for key, each in accounts._access.items() if accounts.access(key) is not None}


class Weeks:
    """A fake Twitch in which it rains all the time, and a bot that lives there day by day."""

    def __init__(self, seed: int, clock: MockClock) -> None:
        self.fake = FakeTwitch(one_time_refresh=True, keepalive=60)
        for login in ("bot", "viewer", *CHANNELS):
            self.fake.add_user(login)
        self.dice = random.Random(seed)
        self.clock = clock
        self.store = MemoryStore()
        self.emitted = 0
        grant = self.fake.grant("bot", ["user:read:chat"])
        self.token = UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token)

    async def live(self) -> Day:
        """One day and the night before it."""
        fake, ends_at = self.fake, trio.current_time() + DAY
        storm = Storm(
            fake,
            self.clock,
            self.dice.randrange(2**32),
            events=happenings(fake),
            first=self.emitted + 1,
            # So the storms last about half of the day.
            pace=(DAY - 2 * CALM) / EVENTS,
        )
        items: _Items = []
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.drizzle, storm)
            await trio.sleep(self.dice.uniform(60, DAY / 20))
            self.trouble_the_morning()
            # The token given is that of the first day: its refresh token has worked once and is of no use any more.
            async with open_bot(
                fake.client_id, token=self.token, store=self.store, endpoints=fake.endpoints, network=fake.network
            ) as bot:
                sizes, first, last = await self.work(bot, storm, items, ends_at)
            nursery.cancel_scope.cancel(reason="the day is over")
        self.emitted += len(storm.emitted)
        numbers = read_numbers(fake.read_log())
        judge(storm.emitted[:last], storm.troubles(), numbers, list(happenings(fake)), items, first=first)

        assert fake.requests.count("POST", "/oauth2/token", 400) == 0
        refreshes = fake.requests.count("POST", "/oauth2/token", 200)
        forget(fake)
        return Day(
            events=len(storm.emitted),
            faults=sum(storm.faults.values()),
            gaps=sum(isinstance(item, Gap) for item in items),
            refreshes=refreshes,
            remembered=sizes,
        )

    async def work(self, bot: Bot, storm: Storm, items: _Items, ends_at: float) -> tuple[dict[str, int], int, int]:
        """The bot's day: what was remembered at its end, its first event's number, and how many events there were."""
        async with bot.listen(KINDS, *CHANNELS, buffer=100_000) as stream:
            first = self.emitted + len(storm.emitted) + 1
            bot.start_soon(read, stream, items)
            with trio.move_on_at(ends_at - CALM):
                await storm.blow(events=EVENTS, faults=FAULTS)
            await trio.sleep_until(ends_at - CALM)
            storm.calm()
            await trio.sleep(CALM - 100)

            assert bot.eventsub.health.state is HealthState.READY
            assert (stream.revoked, stream.dropped, bot.eventsub.unclaimed) == ((), 0, 0)
            return remembered(bot.eventsub), first, len(storm.emitted)

    async def drizzle(self, storm: Storm) -> None:
        """Let events happen at all times, whether somebody listens or not."""
        while True:
            storm.emit_any()
            await trio.sleep(self.dice.expovariate(EVENTS / DAY))

    def trouble_the_morning(self) -> None:
        """Let opening be difficult too, now and then."""
        faults, path = self.fake.faults, "/helix/eventsub/subscriptions"
        faults.refuse_sockets(times=self.dice.choice((0, 0, 1, 2)))
        faults.http(503, path=path, times=self.dice.choice((0, 0, 1, 3)))
        faults.delay(self.dice.uniform(0, 5), path=path, times=self.dice.choice((0, 1)))


@pytest.fixture
def rare_pings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Twitch ping less often: days are long, and each ping costs as much as an event."""
    monkeypatch.setattr(sockets, "_PING_EVERY", 300.0)


@pytest.fixture
def forget_log(caplog: pytest.LogCaptureFixture, pytestconfig: pytest.Config) -> Callable[[], None]:
    """Have pytest forget what was logged, which it keeps twice, with all exceptions and their frames."""

    def forget() -> None:
        caplog.clear()
        plugin: Any = pytestconfig.pluginmanager.get_plugin("logging-plugin")
        plugin.report_handler.reset()

    return forget


@pytest.mark.proof
@pytest.mark.usefixtures("repeatable", "rare_pings")
@pytest.mark.parametrize("seed", seeds(1, most=3))
async def test_weeks(seed: int, autojump_clock: MockClock, secrecy: Secrecy, forget_log: Callable[[], None]) -> None:
    """Day by day nothing is doubled, nothing is lost outside gaps, the login stays, and what is kept does not grow."""
    weeks = Weeks(seed, autojump_clock)
    days: list[Day] = []
    objects: list[int] = []
    memory: list[float] = []
    began = time.perf_counter()
    async with weeks.fake.open():
        for _ in range(DAYS):
            days.append(await weeks.live())
            forget_log()
            assert [] == secrecy.leaks()
            gc.collect()
            objects.append(len(gc.get_objects()))
            memory.append(megabytes())
            print(f"day {len(days)}: {days[-1]}, {objects[-1]} objects, {memory[-1]:.1f} MB")
    print(
        f"seed {seed}: {DAYS} days of {DAY / 3600:.0f} h, {sum(day.events for day in days)} events, "
        f"{sum(day.faults for day in days)} faults, {sum(day.gaps for day in days)} gaps, "
        f"{sum(day.refreshes for day in days)} refreshes; {time.perf_counter() - began:.0f} s, "
        f"{memory[1]:.0f} MB on day 2, {memory[-1]:.0f} MB on the last, {objects[1]} and {objects[-1]} objects"
    )
    print(f"Remembered at the end of a day, at most: {most_remembered(days)}")

    assert max(most_remembered(days).values()) <= MOST_REMEMBERED
    assert objects[-1] < objects[1] + MORE_OBJECTS
    assert memory[-1] < memory[1] + MORE_MEGABYTES
