"""The driver of the WebSocket transport with sockets that are queues, and a record of what it was told and did."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import pytest
import trio
from attrs import define, field, frozen

from twitchtrio.errors import NetworkError
from twitchtrio.eventsub._buffer import Buffer
from twitchtrio.eventsub.envelope import Pending
from twitchtrio.eventsub.hub import Hub
from twitchtrio.eventsub.line import Line
from twitchtrio.eventsub.transports import _actions, websocket
from twitchtrio.eventsub.transports._protocol import Chain
from twitchtrio.network import Network
from twitchtrio.subscription import EventSubSubscription

__all__ = ["Delivery", "Socket", "Step", "Wire"]


@define(eq=False)
class Socket:
    """One connection, as the driver sees it."""

    welcomed: bool = False
    close_code: int = 1006
    close_reason: str = ""
    ended: bool = False
    _inbox: deque[str | bytes] = field(factory=deque)
    _news: trio.lowlevel.ParkingLot = field(factory=trio.lowlevel.ParkingLot)

    def send(self, message: str | bytes) -> None:
        """Let the driver read a message."""
        self._inbox.append(message)
        self._news.unpark_all()

    def end(self, code: int) -> None:
        """Let it end."""
        if not self.ended:
            self.ended, self.close_code = True, code
        self._news.unpark_all()

    async def receive(self) -> Sequence[str | bytes]:
        """As of a `WebSocket`."""
        while not (self._inbox or self.ended):
            await self._news.park()
        messages = tuple(self._inbox)
        self._inbox.clear()
        return messages

    async def abort(self) -> None:
        """As of a `WebSocket`."""
        await trio.lowlevel.checkpoint()
        self.end(1006)

    async def kept(self) -> None:
        """Until it has ended."""
        while not self.ended:
            await self._news.park()


@frozen
class Delivery:
    """A notification that was handed over, and what the hub made of it at once."""

    pending: Pending
    known: bool
    misfits: int
    unclaimed: int
    repeated: int
    streams: tuple[Buffer, ...]


@define
class Step:
    """What has happened since the last one."""

    told: list[tuple[_actions.Action, ...]] = field(factory=list)
    """The answers to single messages."""
    beside: list[_actions.Action] = field(factory=list)
    """What came of ends and of time."""
    deliveries: list[Delivery] = field(factory=list)
    held: list[tuple[str, _actions.Action]] = field(factory=list)
    """What is held back, with the ids of messages."""


class Wire:
    """Stands where the driver looks for its sockets and its machine."""

    def __init__(self) -> None:
        self.sockets: list[Socket] = []
        self.step = Step()
        self.chains: list[Chain] = []
        self.made: dict[str, EventSubSubscription] = {}
        """Every subscription that ever was."""

    def put(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let drivers use it."""
        monkeypatch.setattr(websocket, "run_websocket", self.run)
        monkeypatch.setattr(websocket, "Chain", lambda: _Chain(self))

    @property
    def held(self) -> list[_actions.Action]:
        """What is held back now."""
        return [action for chain in self.chains for each in chain._line for _, action in each.held or ()]

    def next(self) -> Step:
        """What happened, and a new page."""
        step, self.step = self.step, Step()
        return step

    async def run(
        self, url: str, network: Network, *, task_status: trio.TaskStatus[Socket] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """Open a connection."""
        await trio.lowlevel.checkpoint()
        if not url.startswith("wss://"):
            raise NetworkError("there is nobody", address=url, sent=False)
        socket = Socket()
        self.sockets.append(socket)
        task_status.started(socket)
        try:
            await socket.kept()
        finally:
            self.sockets.remove(socket)

    def tap(self, line: Line, hub: Hub) -> None:
        """Record what a line makes of notifications."""
        deliver = line.deliver

        def tapped(pending: Pending) -> bool:
            misfits, unclaimed, repeated = hub.misfits, hub.unclaimed, hub.repeated
            known = deliver(pending)
            route = hub._routes.get(pending.subscription_id)
            self.step.deliveries.append(
                Delivery(
                    pending,
                    known,
                    hub.misfits - misfits,
                    hub.unclaimed - unclaimed,
                    hub.repeated - repeated,
                    tuple(route.streams) if route else (),
                )
            )
            return known

        line.deliver = tapped


class _Chain(Chain):
    """The machine, overheard."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire
        wire.chains.append(self)

    def received(self, number: int, message: str | bytes, now: float) -> tuple[_actions.Action, ...]:
        before = self._held
        actions = super().received(number, message, now)
        self._wire.step.told.append(actions)
        held = self._open[number].held
        if self._held > before and held is not None:
            message_id, action = held[-1]
            self._wire.step.held.append((message_id or "", action))
        return actions

    def closed(self, number: int, code: int, reason: str, now: float) -> tuple[_actions.Action, ...]:
        actions = super().closed(number, code, reason, now)
        self._wire.step.beside += actions
        return actions

    def timed_out(self, now: float) -> tuple[_actions.Action, ...]:
        actions = super().timed_out(now)
        self._wire.step.beside += actions
        return actions
