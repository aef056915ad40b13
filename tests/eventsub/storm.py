"""A storm: numbered events and faults of every kind, drawn from a seed, in a fake Twitch under an autojump clock."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import msgspec
import trio
import trio.testing
from attrs import evolve, frozen

from twitchtrio.eventsub import ChannelChatMessage, ChannelUpdate, StreamOnline, Subscription, UnknownEvent
from twitchtrio.testing.fake import FakeSocket, FakeTwitch, SentMessage, sockets

__all__ = ["Emitted", "Storm", "Troubles", "number_in", "sources"]

_SUBSCRIPTIONS = "/helix/eventsub/subscriptions"
_TOKEN = "/oauth2/token"
_CODES = (1000, 1001, 1011, 1012, 1013, 4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007, 4999)
_MOMENT = 3e-6
_QUIET = 0.9

_Fault: TypeAlias = Callable[[FakeSocket], object]
_SOON = 90.0

_Key: TypeAlias = tuple[str, str, frozenset[tuple[str, str]]]


@frozen
class Emitted:
    """A numbered event, when it happened by Twitch's clock, and the subscription that it belongs to."""

    number: int
    at: datetime
    subscription: Subscription[Any]


@frozen
class Troubles:
    """Times, by Twitch's clock, in which events of a subscription may have been missed."""

    spans: dict[_Key, list[tuple[datetime, datetime]]]

    def excuse(self, start: datetime, end: datetime, subscription: Subscription[Any]) -> bool:
        """Whether a gap of a subscription between these times has a cause."""
        spans = self.spans.get(_key(subscription, subscription.condition), [])
        return any(start <= until and since <= end for since, until in spans)


@frozen
class _Wrong:
    at: float
    socket: FakeSocket
    seconds: float
    subscriptions: frozenset[_Key]
    revoked: bool = False


def _key(each: Subscription[Any] | sockets.Subscription, condition: Mapping[str, str]) -> _Key:
    return each.type, each.version, frozenset(condition.items())


def _keys(subscriptions: Iterable[sockets.Subscription]) -> frozenset[_Key]:
    return frozenset(_key(each, each.condition) for each in subscriptions)


def sources(fake: FakeTwitch) -> dict[Subscription[Any], dict[str, Any]]:
    """What a storm's listener wants, and an event of each."""
    bot, streamer, other = (fake.user(login).id for login in ("bot", "streamer", "other"))
    nobody: dict[str, Any] = {}
    for prefix, login in (("broadcaster", "streamer"), ("chatter", "viewer")):
        nobody.update({f"{prefix}_user_{key}": login for key in ("id", "login", "name")})
    message = {
        "message_id": "1",
        "message": {"text": "Hello", "fragments": [{"type": "text", "text": "Hello"}]},
        "message_type": "text",
        "badges": [],
        "color": "",
    }
    online = {"id": "1", "type": "live", "started_at": "2026-01-01T00:00:00Z"}
    update: dict[str, Any] = dict.fromkeys(("title", "language", "category_id", "category_name"), "")
    update["content_classification_labels"] = []
    brand_new = UnknownEvent.where("channel.brand_new", "1", {"broadcaster_user_id": streamer})
    return {
        ChannelChatMessage.where(broadcaster_user_id=streamer, user_id=bot): nobody | message,
        ChannelChatMessage.where(broadcaster_user_id=other, user_id=bot): nobody | message,
        StreamOnline.where(broadcaster_user_id=streamer): nobody | online,
        ChannelUpdate.where(broadcaster_user_id=other): nobody | update,
        brand_new: {},
    }


class _Event(msgspec.Struct):
    number: int


class _Payload(msgspec.Struct):
    event: _Event


class _Message(msgspec.Struct):
    payload: _Payload


_read_message = msgspec.json.Decoder(_Message).decode
_read_event = msgspec.json.Decoder(_Event).decode


def number_in(message: SentMessage | bytes) -> int:
    """The number of an event, from the fake's log or from the event's JSON."""
    return (
        _read_event(message).number if isinstance(message, bytes) else _read_message(message.text).payload.event.number
    )


class Storm:
    """Events and faults, in an order and at times that depend on nothing but the seed.

    Args:
        events: What happens, and an event of each.
        first: The number of the first event.
        pace: How many times as long the long pauses are.
    """

    _nursery: trio.Nursery

    def __init__(
        self,
        fake: FakeTwitch,
        clock: trio.testing.MockClock,
        seed: int,
        *,
        events: dict[Subscription[Any], dict[str, Any]] | None = None,
        first: int = 1,
        pace: float = 1.0,
    ) -> None:
        self._fake = fake
        self._clock = clock
        self._random = random.Random(seed)
        self._sources = sources(fake) if events is None else events
        self._first = first
        self._pace = pace
        self._losing = self._losing_kinds()
        self._kinds = self._losing | self._other_kinds()
        self.emitted: list[Emitted] = []
        self.faults = Counter[str]()
        self._wrong: list[_Wrong] = []
        self._stalled = set[FakeSocket]()

    async def blow(self, *, events: int, faults: int) -> None:
        """Let it all happen."""
        kinds = list(self._kinds)
        plan = [None] * events + [kinds[number % len(kinds)] for number in range(faults)]
        self._random.shuffle(plan)
        late: list[str] = []
        async with trio.open_nursery() as self._nursery:
            for kind in plan:
                if kind is None:
                    self.emit_any()
                else:
                    late.append(kind)
                late = [each for each in late if not self._trouble(each)]
                await self._pause()

    def calm(self) -> None:
        """Let nothing more go wrong."""
        self._fake.faults.clear()

    def emit(self, subscription: Subscription[Any]) -> None:
        """Let an event happen, at a moment of its own: Twitch counts in nanoseconds."""
        number = self._first + len(self.emitted)
        self._clock.jump(_MOMENT)
        at = msgspec.convert(self._fake.clock.stamp(), datetime)
        self.emitted.append(Emitted(number, at, subscription))
        condition = {key: value for key, value in subscription.pairs if key.endswith("broadcaster_user_id")}
        event = {**self._sources[subscription], "number": number}
        self._fake.emit(subscription.type, subscription.version, event, condition, checked=False)
        self._clock.jump(_MOMENT)

    def emit_any(self) -> None:
        """Let any event happen."""
        self.emit(self._random.choice(list(self._sources)))

    async def _pause(self) -> None:
        dice = self._random.random()
        if dice < 0.06:
            for _ in range(self._random.randrange(1, 9)):
                await trio.lowlevel.checkpoint()
        elif dice < 0.09:
            await trio.sleep(self._random.expovariate(20))
        elif dice < 0.13:
            await trio.sleep(self._pace * self._random.expovariate(0.08))

    # Faults

    def _trouble(self, kind: str) -> bool:
        """Let a fault happen, if it can now."""
        live = self._fake.sockets
        if not live:
            return False
        socket = self._random.choice(live)
        if socket in self._stalled and kind.startswith("reconnect"):
            return False
        if kind in self._losing:
            self._note(socket)
        for fault in self._kinds[kind]:
            fault(socket)
        self.faults[kind] += 1
        return True

    def troubles(self) -> Troubles:
        """When events of what may have been missed: from a fault of its session until it was made again.

        That is the end of the session if another carried its subscriptions on, and of the fault if neither came to an
        end. What goes wrong with requests is no cause: it prolongs what a session's end began.
        """
        epoch, now = self._fake.clock.epoch, self._fake.clock.now()
        made: dict[_Key, list[float]] = {}
        hanging: dict[FakeSocket, set[_Key]] = {}
        for each in self._fake.eventsub._subscriptions.values():
            key = _key(each, each.condition)
            hanging.setdefault(each.session, set()).add(key)
            made.setdefault(key, []).append((msgspec.convert(each.created_at, datetime) - epoch).total_seconds())
        spans: dict[_Key, list[tuple[datetime, datetime]]] = {}
        for wrong in (each for noted in self._wrong for each in (noted, *self._passed_on(noted))):
            closed = now if wrong.socket.closed_at is None else wrong.socket.closed_at
            end = max(wrong.at, min(wrong.at + wrong.seconds, closed))
            lost = wrong.revoked or (end == closed and not wrong.socket.succeeded)
            # What was made on a session after the fault suffers too.
            later = set[_Key]() if wrong.revoked else hanging.get(wrong.socket, set())
            for key in wrong.subscriptions | later:
                until = next((at for at in made[key] if at > end), now) if lost else end
                spans.setdefault(key, []).append(
                    (epoch + timedelta(seconds=wrong.at), epoch + timedelta(seconds=until))
                )
        return Troubles(spans)

    def _passed_on(self, wrong: _Wrong) -> Iterator[_Wrong]:
        """A fault that befell a move: the session's next connection suffers from it if it soon ends."""
        for each in self._fake.eventsub._all:
            if each.replaces is wrong.socket and each.closed_at is not None and each.closed_at < wrong.at + _SOON:
                yield evolve(wrong, socket=each)

    def _note(self, socket: FakeSocket, seconds: float = math.inf) -> None:
        self._wrong.append(_Wrong(self._fake.clock.now(), socket, seconds, _keys(socket.subscriptions)))

    def _losing_kinds(self) -> dict[str, tuple[_Fault, ...]]:
        """Every kind of fault that befalls a session, by name."""
        faults, dice = self._fake.faults, self._random
        drop, reconnect = FakeSocket.drop, FakeSocket.reconnect

        def close(code: int) -> _Fault:
            return lambda socket: socket.close(code)

        kinds: dict[str, tuple[_Fault, ...]] = {
            "drop": (drop,),
            "silence": (FakeSocket.silence,),
            "bad frame": (faults.bad_frame,),
            "reconnect": (reconnect,),
            "reconnect, late welcome": (lambda socket: socket.reconnect(welcome_delay=dice.uniform(0, 12)),),
            "reconnect, no welcome": (lambda socket: socket.reconnect(welcome_delay=60.0),),
            "reconnect, too late": (lambda socket: socket.reconnect(grace=0.0),),
            "reconnect, slow old connection": (self._move(lambda socket: socket.delay(0.8)),),
            "reconnect, old connection closed": (self._move(lambda socket: socket.delay(0.4), close(4006)),),
            "reconnect, welcome lost": (self._move(self._silence_successor),),
            "reconnect, revocation lost": (self._move(FakeSocket.silence, self._revoke),),
            "reconnect, refused": (reconnect, lambda _: faults.refuse_sockets(seconds=40.0)),
            "refused": (lambda _: faults.refuse_sockets(times=dice.randrange(1, 4)), drop),
            "linger": (lambda _: setattr(faults, "linger", dice.choice((0.0, 5.0, 60.0))), drop),
        }
        kinds.update({f"close {code}": (close(code),) for code in _CODES})
        return kinds

    def _other_kinds(self) -> dict[str, tuple[_Fault, ...]]:
        """Every other kind of fault: what loses nothing by itself, or notes by itself what it does."""
        faults, dice = self._fake.faults, self._random

        def http(status: int) -> _Fault:
            return lambda _: faults.http(status, path=_SUBSCRIPTIONS, times=dice.randrange(1, 4))

        kinds: dict[str, tuple[_Fault, ...]] = {
            "bad message": (faults.bad_message,),
            "duplicate": (lambda socket: socket.duplicate(dice.randrange(1, 50)),),
            "delay": (self._delay,),
            "revoke": (self._revoke,),
            "wrong JSON": (lambda _: faults.wrong_json(path=_SUBSCRIPTIONS, times=dice.randrange(1, 3)),),
            "no answer": (lambda _: faults.drop(path=_SUBSCRIPTIONS),),
            "answer lost": (lambda _: faults.drop(path=_SUBSCRIPTIONS, after_handling=True),),
            "slow answer": (lambda _: faults.delay(dice.uniform(0, 40), path=_SUBSCRIPTIONS),),
            "token expired": (self._expire,),
            "token endpoint down": (lambda _: faults.http(503, path=_TOKEN, times=2), self._expire),
        }
        kinds.update({f"HTTP {status}": (http(status),) for status in (401, 429, 500, 503)})
        return kinds

    def _move(self, *faults: _Fault) -> _Fault:
        """A reconnect during which something goes wrong, and events happen."""

        async def go_on(socket: FakeSocket) -> None:
            await trio.sleep(0.1)
            for fault in faults:
                fault(socket)
            for _ in range(8):
                self.emit_any()
                await trio.sleep(0.1)

        def begin(socket: FakeSocket) -> None:
            socket.reconnect(welcome_delay=0.3)
            self._nursery.start_soon(go_on, socket)

        return begin

    def _silence_successor(self, socket: FakeSocket) -> None:
        for successor in self._fake.sockets:
            if successor.replaces is socket:
                self._note(successor)
                successor.silence()

    def _delay(self, socket: FakeSocket) -> None:
        # What an old connection brings more than a second after a move is late by promise.
        moving = socket._reconnecting or socket is not self._fake.sockets[-1]
        seconds = self._random.uniform(0, _QUIET if moving else 8.0)
        if seconds > _QUIET:
            self._stalled.add(socket)
        self._note(socket, seconds)
        socket.delay(seconds)

    def _expire(self, _: FakeSocket) -> None:
        self._fake.expire("bot")

    def _revoke(self, socket: FakeSocket) -> None:
        if socket.subscriptions:
            ended = self._random.choice(socket.subscriptions)
            self._wrong.append(_Wrong(self._fake.clock.now(), socket, 0.0, _keys((ended,)), revoked=True))
            self._fake.revoke_subscription(ended.id, "websocket_internal_error")
