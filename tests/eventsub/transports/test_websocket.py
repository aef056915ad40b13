"""EventSub over WebSockets: connections come, go, fail and are left in good form."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
import trio
from attrs import define, evolve, field
from trio.testing import MockClock

from tests.eventsub.frames import frame, reconnect, welcome
from tests.steps import Countdown
from twitchtrio.errors import ConfigurationError
from twitchtrio.eventsub.envelope import Pending
from twitchtrio.eventsub.misfit import Misfit
from twitchtrio.eventsub.transports import Link, Site, WebSocketTransport
from twitchtrio.network import Network
from twitchtrio.subscription import EventSubSubscription, Target
from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.fake import FakeSocket
from twitchtrio.tokens import APP

TYPE, VERSION = "stream.online", "1"


@define(eq=False)
class Listener(Link):
    """Subscribes on every session and notes what it is told."""

    fake: FakeTwitch
    told: list[str] = field(factory=list)
    got: list[str] = field(factory=list)
    sessions: list[str] = field(factory=list)
    revocations: list[EventSubSubscription] = field(factory=list)
    misfits: list[Misfit] = field(factory=list)
    full: bool = False
    rests: int = 0

    def ready(self, target: Target) -> None:
        session_id = target.key
        self.told.append("ready")
        self.sessions.append(session_id)
        token = self.fake.accounts.access(self.fake.grant("bot").access_token)
        assert token is not None
        self.fake.eventsub.create(token, TYPE, VERSION, self.condition, session_id)

    @property
    def condition(self) -> dict[str, str]:
        return {"broadcaster_user_id": self.fake.user("streamer").id}

    def moved(self, target: Target) -> None:
        self.told.append("moved")
        self.sessions.append(target.key)

    def lost(self, last_seen: datetime, why: str) -> None:
        self.told.append(f"lost: {why}")

    def missed(self, since: datetime, until: datetime) -> None:
        self.told.append("missed")

    def doubted(self, why: str) -> None:
        self.told.append(f"doubted: {why}")

    def set_aside(self, misfit: Misfit) -> None:
        self.misfits.append(misfit)

    def trouble(self, why: str) -> None:
        self.told.append("trouble")

    @property
    def deliver(self) -> Callable[[Pending], object]:
        return lambda pending: self.got.append(json.loads(pending.raw)["id"])

    async def room(self, turns: int) -> None:  # noqa: ASYNC910  # as a line's
        if self.full:
            self.rests += turns > 0
            await trio.sleep(0.05)

    def revoked(self, record: EventSubSubscription, at: datetime) -> None:
        self.revocations.append(record)

    def emit(self, *numbers: int) -> None:
        """Let events happen."""
        for number in numbers:
            self.fake.emit(TYPE, VERSION, {"id": str(number)}, self.condition, checked=False)

    @property
    def socket(self) -> FakeSocket:
        """The youngest connection, as Twitch has it."""
        return self.fake.sockets[-1]


def site_of(fake: FakeTwitch) -> Site:
    """Where the transport works; it asks neither API nor store."""
    nobody: Any = None
    return Site(actor=APP, api=nobody, store=nobody, endpoints=fake.endpoints, network=fake.network)


@asynccontextmanager
async def carried(
    fake: FakeTwitch, transport: WebSocketTransport | None = None, **more: Any
) -> AsyncIterator[Listener]:
    """Carry events to a listener for one block."""
    listener = Listener(fake)
    site = evolve(site_of(fake), **more)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lambda: (transport or WebSocketTransport()).carry(listener, site))
        await trio.sleep(1)
        yield listener
        nursery.cancel_scope.cancel(reason="the test has ended")


@pytest.mark.parametrize("keepalive", [9, 601])
def test_keepalive_in_bounds(keepalive: int) -> None:
    """Twitch takes 10 to 600 seconds."""
    with pytest.raises(ConfigurationError, match=f"keepalive={keepalive}"):
        WebSocketTransport(keepalive=keepalive)


@pytest.mark.parametrize(("query", "asked"), [("", "?"), ("?a=b", "?a=b&")])
async def test_keepalive(query: str, asked: str, fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """The keepalive is asked for in the address; a longer one is waited for."""
    urls: list[str] = []

    async def dial(url: str) -> trio.abc.Stream:
        urls.append(url)
        assert fake_twitch.network.dial is not None
        return await fake_twitch.network.dial(url)

    url = fake_twitch.endpoints.eventsub_websocket + query
    network = evolve(fake_twitch.network, dial=dial)
    async with carried(
        fake_twitch,
        WebSocketTransport(keepalive=60),
        endpoints=evolve(fake_twitch.endpoints, eventsub_websocket=url),
        network=network,
    ) as listener:
        await trio.sleep(200)

        assert ["ready"] == listener.told
    assert [f"{fake_twitch.endpoints.eventsub_websocket}{asked}keepalive_timeout_seconds=60"] == urls


async def test_delivers(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Events come in order, once each."""
    async with carried(fake_twitch) as listener:
        listener.emit(1, 2, 3)
        listener.socket.duplicate(3)
        listener.emit(4)
        await trio.sleep(1)

        assert ["1", "2", "3", "4"] == listener.got


async def test_connects_in_the_end(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Twitch's sockets may be away for an hour; each failure is told, and there are not too many attempts."""
    fake_twitch.faults.refuse_sockets(seconds=3600)
    async with carried(fake_twitch) as listener:
        await trio.sleep(3700)

        assert "ready" == listener.told[-1]
        assert {"trouble"} == set(listener.told[:-1])
        assert 60 < len(listener.told) < 140


@pytest.mark.parametrize("code", [1000, 1001, 1006, 1011, 1012, 1013, *range(4000, 4008), 4999])
async def test_every_close_code(code: int, fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """However a connection ends, another one follows, at once or after a while."""
    async with carried(fake_twitch) as listener:
        await trio.sleep(60)
        listener.socket.drop() if code == 1006 else listener.socket.close(code)
        await trio.sleep(5)
        listener.emit(1)
        await trio.sleep(1)

        first, lost, again = listener.told
        assert ("ready", "lost: ", "ready") == (first, lost[:6], again)
        assert ["1"] == listener.got


async def test_backs_off(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Sessions that do not last are not made again in a hurry."""
    async with carried(fake_twitch) as listener:
        with trio.move_on_after(600):
            while True:
                for socket in fake_twitch.sockets:
                    socket.drop()
                await trio.sleep(0.1)

        assert 600 / 60 < listener.told.count("ready") < 40


async def test_silence(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A connection on which nothing comes is given up a little later than a keepalive is due."""
    async with carried(fake_twitch) as listener:
        await trio.sleep(30)
        listener.socket.silence()
        await trio.sleep(13)

        assert ["ready", "ready"] == [told for told in listener.told if not told.startswith("lost")]
        assert 2 == len(fake_twitch.read_log())


@pytest.mark.parametrize("seconds", [1.0, 11.9, 12.0, 12.1, 14.0, 60.0, 3600.0])
async def test_program_that_blocks(seconds: float, fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """What came while the program held everything up is read before silence is judged: no session is lost."""
    async with carried(fake_twitch) as listener:
        await trio.sleep(30)
        for number in range(5):
            listener.emit(number)
            autojump_clock.jump(seconds)
            await trio.sleep(3)

        assert ["ready"] == listener.told
        assert ["0", "1", "2", "3", "4"] == listener.got


async def test_program_that_blocks_during_a_move(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """The same where a welcome, or the end of the grace, is what is waited for."""
    async with carried(fake_twitch) as listener:
        listener.socket.reconnect(welcome_delay=2.0)
        await trio.sleep(1)
        autojump_clock.jump(14)
        await trio.sleep(3)
        listener.emit(1)
        await trio.sleep(60)

        assert (["ready", "moved"], ["1"]) == (listener.told, listener.got)


async def test_silence_while_the_program_blocks(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A dead connection is noticed soon after all the same."""
    async with carried(fake_twitch) as listener:
        await trio.sleep(30)
        listener.socket.silence()
        autojump_clock.jump(40)
        await trio.sleep(2)

        assert "ready" == listener.told[-1]
        assert 2 == listener.told.count("ready")


async def test_never_welcomed(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A connection that is never welcomed is trouble, no loss, and another one is tried."""
    async with carried(fake_twitch) as listener:
        await trio.sleep(30)
        original = fake_twitch.eventsub.adopt
        fake_twitch.eventsub.adopt = lambda socket: socket.silence()  # type: ignore[method-assign]  # no such fault
        listener.socket.drop()
        await trio.sleep(15)
        fake_twitch.eventsub.adopt = original  # type: ignore[method-assign]
        await trio.sleep(60)

        assert "trouble" in listener.told
        assert "ready" == listener.told[-1]


@pytest.mark.parametrize("first", [0.0, 60.0])
@pytest.mark.parametrize(
    "instead",
    [
        FakeSocket.drop,
        lambda socket: socket.close(4000),
        lambda socket: socket._link.send_text(frame("session_welcome", {"session": {}})),
    ],
    ids=["drop", "close", "unreadable"],
)
async def test_never_welcomed_backs_off(
    first: float, instead: Callable[[FakeSocket], object], fake_twitch: FakeTwitch, autojump_clock: MockClock
) -> None:
    """Connections that are made and never welcomed are no success, with or without a good session before."""
    async with carried(fake_twitch) as listener:
        await trio.sleep(first)
        fake_twitch.eventsub.adopt = instead  # type: ignore[method-assign]  # no such fault
        listener.socket.drop()
        await trio.sleep(3600)

        assert 60 < listener.told.count("trouble") < 100


async def test_moves(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """On Twitch's wish the session goes on elsewhere: nothing lost, nothing doubled, order kept."""
    async with carried(fake_twitch) as listener:
        listener.emit(1)
        listener.socket.reconnect(welcome_delay=2.0)
        listener.emit(2)
        await trio.sleep(1)
        listener.emit(3)
        await trio.sleep(2)
        listener.emit(4)
        await trio.sleep(60)

        assert ["ready", "moved"] == listener.told
        assert ["1", "2", "3", "4"] == listener.got
        assert 1 == len(fake_twitch.sockets)


async def test_order_while_moving(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """What the new connection brings waits for what the old one may still bring."""
    async with carried(fake_twitch) as listener:
        old = listener.socket
        old.delay(0.5)
        listener.emit(1)
        old.reconnect()
        await trio.sleep(0.6)
        listener.emit(2)
        await trio.sleep(0.1)
        assert ["1"] == listener.got
        await trio.sleep(5)

        assert (["ready", "moved"], ["1", "2"]) == (listener.told, listener.got)


async def test_old_connection_breaks_while_moving(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Where the old connection breaks in the middle of a move, the session goes on, and what is in doubt is told."""
    async with carried(fake_twitch) as listener:
        old = listener.socket
        old.delay(5)
        listener.emit(1)
        old.reconnect()
        await trio.sleep(5.1)
        old.drop()
        listener.emit(2)
        await trio.sleep(10)

        assert "missed" in listener.told
        assert ["1", "2"] == listener.got


async def test_move_that_is_refused_at_first(
    fake_twitch: FakeTwitch, autojump_clock: MockClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The address that Twitch gave is tried again while its time lasts."""
    async with carried(fake_twitch) as listener:
        with caplog.at_level(logging.INFO, "twitchtrio.eventsub"):
            fake_twitch.faults.refuse_sockets(times=1)
            listener.socket.reconnect()
            await trio.sleep(29)

        assert "does not answer" in caplog.text
        assert ["ready", "moved"] == listener.told


async def test_move_that_fails(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Where the address never answers, the session is lost and made anew."""
    async with carried(fake_twitch) as listener:
        fake_twitch.faults.refuse_sockets(seconds=40)
        listener.socket.reconnect()
        await trio.sleep(120)

        assert any(told.startswith("lost") for told in listener.told)
        assert "ready" == listener.told[-1]


@pytest.mark.parametrize(
    "url",
    [
        None,
        "ws://127.0.0.1/ws",
        "ws://evil.test/ws",
        "wss://me:pass@evil.test/ws",
        "wss://evil.test/ws#part",
        "wss://evil.test/ws\r\nHost: x",
        "https://evil.test/ws",
        "wss://[",
        "wss://evil.test:99999/",
        "wss://\u0000/",
        "x" * 100_000,
    ],
)
async def test_move_to_an_odd_address(
    url: str | None, fake_twitch: FakeTwitch, autojump_clock: MockClock, caplog: pytest.LogCaptureFixture
) -> None:
    """An address without TLS, where the session has it, or one that is none, is never dialled; the session stays."""
    memory, urls = fake_twitch.endpoints.eventsub_websocket, []

    async def dial(url: str) -> trio.abc.Stream:
        urls.append(url)
        assert fake_twitch.network.dial is not None
        return await fake_twitch.network.dial(url.replace("wss://eventsub.test/ws", memory))

    network = evolve(fake_twitch.network, dial=dial)
    async with carried(
        fake_twitch,
        endpoints=evolve(fake_twitch.endpoints, eventsub_websocket="wss://eventsub.test/ws"),
        network=network,
    ) as listener:
        with caplog.at_level(logging.INFO, "twitchtrio.eventsub"):
            if url is None:
                listener.socket.reconnect()
            else:
                listener.socket._link.send_text(reconnect(url))
            await trio.sleep(20)
            listener.emit(1)
            await trio.sleep(1)

        assert "does not answer" in caplog.text
        assert "me:pass" not in caplog.text
        assert (["ready"], ["1"]) == (listener.told, listener.got)
        assert ["wss://eventsub.test/ws"] == urls


async def test_move_to_an_address_in_unicode(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """What of an address HTTP cannot say is encoded, so that it can be moved to."""
    async with carried(fake_twitch) as listener:
        original = fake_twitch.eventsub.reconnect_url
        fake_twitch.eventsub.reconnect_url = (  # type: ignore[method-assign]  # no such fault
            lambda *args, **more: original(*args, **more) + "&id=Zm9v\u00e9"
        )
        listener.socket.reconnect()
        await trio.sleep(60)

        assert (["ready", "moved"], 1) == (listener.told, len(fake_twitch.sockets))


async def test_nonsense(fake_twitch: FakeTwitch, autojump_clock: MockClock, caplog: pytest.LogCaptureFixture) -> None:
    """A message that makes no sense is set aside; bytes that are no frame end the connection."""
    async with carried(fake_twitch) as listener:
        with caplog.at_level(logging.WARNING, "twitchtrio.eventsub"):
            fake_twitch.faults.bad_message(listener.socket)
            for _ in range(3):
                listener.socket.send_text(welcome())
            listener.emit(1)
            await trio.sleep(1)
        assert 1 == len(listener.misfits)
        assert ["A message of Twitch's was ignored: a Welcome came out of turn. This is told once."] == caplog.messages
        assert (["ready"], ["1"]) == (listener.told, listener.got)
        await trio.sleep(30)
        fake_twitch.faults.bad_frame(listener.socket)
        await trio.sleep(5)
        assert ["ready", "lost", "ready"] == [told.partition(":")[0] for told in listener.told]


async def test_revocation(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A revocation is told with its reason."""
    async with carried(fake_twitch) as listener:
        [subscription] = listener.socket.subscriptions
        fake_twitch.revoke_subscription(subscription.id, "user_removed")
        await trio.sleep(1)

        assert [(subscription.id, "user_removed")] == [(each.id, str(each.status)) for each in listener.revocations]


async def test_full_streams_hold_nothing_up(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Pings are answered and everything is read, also while no stream has room, for which a moment is waited."""
    async with carried(fake_twitch) as listener:
        listener.full = True
        for _ in range(20):
            listener.emit(*range(100))
            await trio.sleep(30)

        assert ["ready"] == listener.told
        assert 2000 == len(listener.got)
        assert 0 < listener.rests <= 2000


@pytest.mark.parametrize("moving", [False, True])
async def test_goodbye(moving: bool, fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """All connections are closed in form, and where Twitch answers that takes no time."""
    async with carried(fake_twitch) as listener:
        [subscription] = listener.socket.subscriptions
        if moving:
            listener.socket.reconnect(welcome_delay=8)
            await trio.sleep(1)
            assert 2 == len(fake_twitch.sockets)
        before = trio.current_time()
    await trio.sleep(0.1)

    assert trio.current_time() - before < 0.2
    assert [] == fake_twitch.sockets
    assert all(record.closed_at is not None for record in fake_twitch.read_log())
    if not moving:
        assert "websocket_disconnected" == subscription.status


async def test_goodbye_that_is_not_answered(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A Twitch that does not answer is waited for no longer than a second, however many connections there are."""
    async with carried(fake_twitch) as listener:
        listener.socket.reconnect(welcome_delay=8)
        await trio.sleep(1)
        for socket in fake_twitch.sockets:
            socket.silence()
        before = trio.current_time()

    assert 1.0 == pytest.approx(trio.current_time() - before, abs=0.1)


@pytest.mark.parametrize("moving", [False, True])
async def test_goodbye_at_every_step(moving: bool, autojump_clock: MockClock) -> None:
    """Wherever it is called off, it is gone within a second, with all its connections; none is left to time out."""
    for step in range(1, 100):
        fake = FakeTwitch()
        for login in ("bot", "streamer"):
            fake.add_user(login)
        async with fake.open():
            with trio.CancelScope() as scope, Countdown(0 if moving else step, scope.cancel) as countdown:
                async with carried(fake) as listener:
                    if moving:
                        listener.socket.reconnect()
                        countdown.at = countdown.steps + step
                    await trio.sleep(100)
            assert trio.current_time() - countdown.struck_at <= 1 + 1e-9
            await trio.sleep(0.1)
            assert [] == fake.sockets


async def test_called_off_while_connecting(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A connection that is still being made is given up at once."""

    async def dial(url: str) -> trio.abc.Stream:
        await trio.sleep_forever()
        raise AssertionError(url)

    async with carried(fake_twitch, network=Network(dial=dial)) as listener:
        before = trio.current_time()

    assert (before, []) == (trio.current_time(), listener.told)
