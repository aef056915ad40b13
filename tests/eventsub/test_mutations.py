"""Whatever Twitch's messages look like, no stream ends of it, and every one of them is accounted for.

They go through the driver, the machine, the line, the hub and the streams; only the sockets are no sockets. How each
message came out is counted, and compared with the counters that users see.
"""

# ruff: noqa: T201 - how the messages came out, shown by `pytest -rP`

from __future__ import annotations

import random
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from typing import Any, TypeAlias

import msgspec
import pytest
import trio
import trio.testing
from attrs import define, evolve, field
from msgspec import inspect
from trio.testing import MockClock

from tests.eventsub import frames, support
from tests.eventsub.ledger import Ledger, Reader
from tests.eventsub.support import BOT, FakeApi
from tests.eventsub.wire import Socket, Wire
from tests.mutations import odd_text, told
from tests.proofs import times
from tests.samples import sample
from twitchtrio import _backoff, _json
from twitchtrio.eventsub import (
    EVENT_TYPES,
    ChannelChatMessage,
    ChannelUpdate,
    EventSub,
    StreamOnline,
    Subscription,
    UnknownEvent,
    open_eventsub,
)
from twitchtrio.eventsub.events.conditions import WithAccount, WithRaid
from twitchtrio.eventsub.transports import Site, WebSocketTransport
from twitchtrio.eventsub.transports._connection import Phase
from twitchtrio.subscription import EventSubSubscription, Listing, TransportMethod

Key: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...]]

MESSAGES = 500
REMEMBERED = 256


def wanted() -> list[Subscription[Any]]:
    """A subscription to each event that there is, and to one that nobody knows."""
    events: list[Any] = [each for each in EVENT_TYPES.values() if not each.BY_APP]
    unknown = UnknownEvent.where("channel.brand_new", "beta", {"broadcaster_user_id": "1"})
    return [each.complete(BOT.user_id) for each in (*map(wish, events), unknown)]


def wish(event: Any) -> Subscription[Any]:
    """What an event can be had by."""
    if issubclass(event, WithAccount):
        return event.where()
    return (event.into if issubclass(event, WithRaid) else event.for_channel)("1")


WANTED = {(each.type, each.version, each.pairs): each for each in wanted()}
CHAT, ONLINE, UPDATE = (
    next(each for each in WANTED.values() if each.event is event)
    for event in (ChannelChatMessage, StreamOnline, ChannelUpdate)
)


@define
class Tapped:
    """The transport, its line tapped."""

    wire: Wire
    eventsub: EventSub | None = None

    @property
    def method(self) -> TransportMethod:
        return TransportMethod.WEBSOCKET

    async def carry(self, link: Any, site: Site) -> None:
        assert self.eventsub is not None
        self.wire.tap(link, self.eventsub._hub)
        await WebSocketTransport().carry(link, site)


@define(slots=False)
class Api(FakeApi):
    """Keeps all subscriptions that ever were, and knows the last one to each thing."""

    made: dict[str, EventSubSubscription] = field(kw_only=True)
    last: dict[Key, str] = field(factory=dict)

    async def subscribe(self, *args: Any, **kwargs: Any) -> EventSubSubscription:
        record = await super().subscribe(*args, **kwargs)
        self.made[record.id] = record
        self.last[record.type, record.version, tuple(sorted(record.condition.items()))] = record.id
        return record

    async def subscriptions(self, **kwargs: Any) -> Listing:
        # Which session each is on is not told: this Twitch moves sessions without telling here.
        listing = await super().subscriptions(**kwargs)
        untold = tuple(evolve(each, transport=evolve(each.transport, session_id=None)) for each in listing.records)
        return evolve(listing, records=untold)


def notification(key: Key) -> bytes:
    """A message with an event of a subscription."""
    model = EVENT_TYPES.get(key[:2])
    event = sample(inspect.type_info(model)) if model else {"number": 1}
    payload = {"subscription": frames.record(*key[:2], **dict(key[2])), "event": event}
    return frames.frame("notification", payload, subscription_type=key[0], subscription_version=key[1]).encode()


def revocation(key: Key) -> bytes:
    """A message that takes a subscription away."""
    payload = {"subscription": frames.record(*key[:2], **dict(key[2]))}
    return frames.frame("revocation", payload, subscription_type=key[0], subscription_version=key[1]).encode()


KEYS = list(WANTED)
NOTIFICATIONS = {key: notification(key) for key in KEYS}
REVOCATIONS = {key: revocation(key) for key in KEYS}
WORDS = (
    "session_welcome", "session_keepalive", "session_reconnect", "notification", "revocation", "enabled",
    "user_removed", "2", "stream.gone", "subscription-0", "ws://weaker/ws", "wss://twitch/again", frames.stamp(-90_000),
    frames.stamp(90_000), *(key[0] for key in KEYS), *(dict(key[2]) for key in KEYS[:3]),
)  # fmt: skip


@define(slots=False)
class Messages:
    """Twitch's side: messages as they should be, and others."""

    api: Api
    rng: random.Random
    sent: deque[bytes] = field(factory=lambda: deque([frames.keepalive().encode()], maxlen=50))
    number: int = 0

    def notification(self, key: Key) -> bytes:
        """A good one."""
        return self._stamped(NOTIFICATIONS[key], key)

    def welcome(self) -> bytes:
        """The first message of a connection."""
        return self._stamped(frames.welcome(f"session-{self.number}").encode())

    def any(self) -> bytes:
        """A good one of any type."""
        dice, key = self.rng.random(), self.rng.choice(KEYS)
        if dice < 0.8:
            return self.notification(key)
        if dice < 0.86:
            status = self.rng.choice(("authorization_revoked", "websocket_internal_error", "brand_new", "enabled"))
            return self._stamped(REVOCATIONS[key], key, status)
        if dice < 0.91:
            return self._stamped(frames.keepalive().encode())
        return self.welcome() if dice < 0.95 else self._stamped(frames.reconnect().encode())

    def odd(self) -> bytes:
        """One of any type as nobody means it, or one that was sent before, or a good one after all."""
        good, other, dice = self.any(), self.rng.choice(self.sent), self.rng.random()
        if dice < 0.03:
            return other
        words = (*WORDS, self.api.last[self.rng.choice(KEYS)], f"m{self.number - self.rng.randrange(50)}")
        message = good if dice < 0.15 else odd_text(good, other, self.rng, words)
        self.sent.append(message)
        return message

    def _stamped(self, message: bytes, key: Key | None = None, status: str = "enabled") -> bytes:
        self.number += 1
        whole = msgspec.json.decode(message)
        whole["metadata"] |= {"message_id": f"m{self.number}", "message_timestamp": frames.stamp(trio.current_time())}
        if key is not None:
            whole["payload"]["subscription"] |= {"id": self.api.last[key], "status": status}
        return msgspec.json.encode(whole)


@define(slots=False)
class Sitting:
    """A program that listens to everything, and a Twitch that talks nonsense to it."""

    seed: int
    eventsub: EventSub
    wire: Wire
    messages: Messages
    ledger: Ledger
    sent: int = 0

    @property
    def live(self) -> bool:
        """Whether a session stands."""
        current = self.wire.chains[-1]._current
        return current is not None and current.phase is Phase.LIVE

    async def turn(self) -> None:
        """One message, or an end, or some time."""
        rng, sockets = self.messages.rng, self.wire.sockets
        dice = rng.random()
        if not sockets or dice < 0.008:
            await self.rest(rng.choice((0.5, 2.0, 2.0, 2.0, 2.0, 14.0, 40.0)))
        elif dice < 0.011:
            rng.choice(sockets).end(rng.choice((1000, 1006, 4000, 4004, 4007, 4999)))
            await self.rest()
        else:
            socket = sockets[-1] if rng.random() < 0.7 else rng.choice(sockets)
            wants = not socket.welcomed or (not self.live and rng.random() < 0.3)
            socket.welcomed = True
            good = wants and rng.random() < 0.7
            await self.send(socket, self.messages.welcome() if good else self.messages.odd())

    async def send(self, socket: Socket, message: bytes) -> None:
        """One message, and what came of it."""
        self.sent += 1
        with told(self.seed, (self.sent, message)):
            try:
                socket.send(message.decode())
            except UnicodeDecodeError:
                socket.send(message)
            await trio.testing.wait_all_tasks_blocked()
            self.ledger.enter(message)

    async def rest(self, seconds: float = 0.0) -> None:
        """Time, and what came of it."""
        if seconds:
            await trio.sleep(seconds)
        await trio.testing.wait_all_tasks_blocked()
        self.ledger.enter(None)

    async def calm(self) -> None:
        """A good session on which all stands."""
        for socket in tuple(self.wire.sockets):
            socket.end(1000)
        await self.rest()
        while not (self.live and self.eventsub.health.state == "ready" and len(self.wire.sockets) == 1):
            await self.rest(1.0)
            if self.wire.sockets and not self.live:
                await self.send(self.wire.sockets[-1], self.messages.welcome())

    async def check(self) -> None:
        """A plain good event still arrives on every stream that wants it, and on no other."""
        await self.calm()
        for latest in self.eventsub._hub._latest.values():
            latest.raw = b""  # It shall not seem to come again.
        for key, subscription in WANTED.items():
            expected = [each.got + each.listens(subscription) for each in self.ledger.readers]
            await self.send(self.wire.sockets[-1], self.messages.notification(key))
            assert expected == [each.got for each in self.ledger.readers], key


def readers() -> list[Reader]:
    """One for each subscription, and some who share them."""
    alone = [Reader((each,)) for each in WANTED.values()]
    return [*alone, Reader((CHAT,)), Reader((CHAT, ONLINE), whole=False), Reader((ONLINE, UPDATE, CHAT))]


@asynccontextmanager
async def sitting(seed: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sitting]:
    """Open all streams; the seed decides everything, the order of tasks too."""
    monkeypatch.setattr(trio._core._run, "_ALLOW_DETERMINISTIC_SCHEDULING", True)
    trio._core._run._r.seed(seed)
    _backoff._random.seed(seed)
    monkeypatch.setattr(support, "_numbers", count(1))
    wire = Wire()
    wire.put(monkeypatch)
    transport, api = Tapped(wire), Api(made=wire.made)
    async with open_eventsub(api, transport=transport) as eventsub, trio.open_nursery() as nursery:
        transport.eventsub = eventsub
        # What is claimed later would be counted twice here; it has a test of its own.
        eventsub._hub._claims = deque(maxlen=0)
        ledger = Ledger(eventsub, wire, readers())
        here = Sitting(seed, eventsub, wire, Messages(api, random.Random(seed)), ledger)
        nursery.start_soon(ledger.watch)
        for reader in ledger.readers:
            nursery.start_soon(partial(reader.run, eventsub, acting_as=BOT))
        await trio.testing.wait_all_tasks_blocked()
        await here.send(wire.sockets[0], here.messages.welcome())
        yield here
        nursery.cancel_scope.cancel()


@pytest.mark.proof
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_any_messages(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    """Each message is delivered, set aside, nobody's, or was there before; no stream is the worse for it."""
    async with sitting(seed, monkeypatch) as here:
        for _ in range(times(MESSAGES)):
            await here.turn()
        await here.check()

        outcomes = +here.ledger.outcomes
        print(f"seed {seed}: {here.sent} messages")
        for outcome, count in sorted(outcomes.items()):
            print(f"{count:8} {outcome}")
        assert here.sent == outcomes.total()
        bounded(here)
    for record in caplog.records:
        assert record.getMessage().isprintable()
        assert len(record.getMessage()) < 3_000


def bounded(here: Sitting) -> None:
    """What is remembered has a limit."""
    hub = here.eventsub._hub
    for once in (_json._odd, hub._shapes, hub._types):
        assert len(once._told) <= REMEMBERED
        assert max(map(len, map(str, once._told)), default=0) < 3_000
    assert len(hub._routes) <= 700
    assert len(hub._last) <= len(hub._routes)
    seen = here.wire.chains[-1]._seen
    assert len(seen._new) + len(seen._old) <= 10_000
    assert here.wire.chains[-1]._held <= REMEMBERED
