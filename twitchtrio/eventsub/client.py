"""EventSub: wishes in, streams out."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trio

from .._given import check, check_able
from .._opening import Opening, block_ended
from .._services import Services, open_services
from ..endpoints import Endpoints, endpoints_for
from ..errors import ConfigurationError, ServiceCrashedError, TwitchError
from ..network import Network
from ..network._network import network_for
from ..protocols import SubscriptionApi
from ..stores import MemoryStore, Store, StoreRef
from ..stores.opening import open_store
from ..subscription import EventSubSubscription
from ..tokens import APP, Account
from ._buffer import Overflow
from ._desk import Desk, Wanted
from .budget import Ledger
from .health import Health, HealthBoard
from .hub import Hub
from .line import Line
from .listening import Listening
from .misfit import Misfit
from .placing import Lines
from .report import EventSubReport, line_report, stream_reports
from .stream import EventStream
from .transports import Site, Transport
from .transports.websocket import WebSocketTransport

if TYPE_CHECKING:
    from ._catching_up import Catcher
    from ._read_again import CatchUp

__all__ = ["EventSub", "open_eventsub", "start_eventsub", "transport_for"]


class EventSub(Listening):
    """Events from Twitch. Open one with `open_eventsub`, or take `bot.eventsub`."""

    def __init__(
        self,
        site: Site,
        transport: Transport,
        catch_up: CatchUp | None,
        on_time: Callable[[datetime, float], object],
    ) -> None:
        self._site = site
        self._reader = catch_up
        self._transport = transport
        self._hub = Hub(on_time)
        self._desk = Desk(site.api, self._hub, self._lines_of)
        self._board = HealthBoard()
        self._lines: dict[str, Lines] = {}
        self._nursery: trio.Nursery | None = None
        self._end: TwitchError | None = None

    @property
    def health(self) -> Health:
        """How event delivery is doing now."""
        return self._board.overall

    def watch_health(self) -> AbstractAsyncContextManager[trio.abc.ReceiveChannel[Health]]:
        """A channel of the present health and every change from now on; it holds nothing up."""
        return Opening(self._board.watch(), usage="async with eventsub.watch_health() as changes")

    @property
    def subscriptions(self) -> tuple[EventSubSubscription, ...]:
        """The subscriptions that stand at Twitch now."""
        if self._end is not None:
            return ()
        return tuple(record for line in self._all_lines() for record in line.reconciler.records)

    def _all_lines(self) -> Iterator[Line]:
        return (line for lines in self._lines.values() for line in lines.all)

    def report(self) -> EventSubReport:
        """How everything is doing now, in numbers: connections, subscriptions and their costs, streams."""
        return EventSubReport(
            health=self.health,
            lines=tuple(map(line_report, self._all_lines())),
            streams=stream_reports(self._desk.seats()),
            last_event_at=self._hub.last_event_at,
            unclaimed=self.unclaimed,
            repeated=self._hub.repeated,
            misfits=self.misfit_count,
        )

    @property
    def misfit_count(self) -> int:
        """How many messages, events and items within events could not be read."""
        return self._hub.misfits

    @property
    def unclaimed(self) -> int:
        """How many notifications came that belong to no subscription of this program."""
        return self._hub.unclaimed

    def misfits(self) -> AbstractAsyncContextManager[trio.abc.ReceiveChannel[Misfit]]:
        """A channel of what cannot be read, from now on; it holds nothing up."""
        return Opening(self._hub.watch_misfits(), usage="async with eventsub.misfits() as misfits")

    def journal(self, path: str | os.PathLike[str]) -> AbstractAsyncContextManager[None]:
        """Append what Twitch sends to a file of JSON lines while the block lasts; `read_journal` reads it.

        The events that streams were given, each once, revocations and gaps; no token, session or address. Nothing waits
        for the disk. What comes faster than it can be written, more than 32 MiB of it, is counted and left out. A new
        file can be read by this user alone.

        Raises:
            ConfigurationError: The file cannot be opened; out of the block, that it cannot be written any more.
        """
        from .journal import open_journal  # noqa: PLC0415  # few programs keep one

        check("path", path, "the path of a file", str, os.PathLike)
        if self._nursery is None:
            raise self._end or block_ended()
        return Opening(open_journal(self._hub, Path(path)), usage="async with eventsub.journal(path)")

    @trio.lowlevel.enable_ki_protection
    async def _run(self, *, task_status: trio.TaskStatus[EventSub]) -> None:
        try:
            async with trio.open_nursery() as nursery:
                self._nursery = nursery
                task_status.started(self)
                await trio.sleep_forever()
        finally:
            self._nursery = None

    def _ended(self, crash: ServiceCrashedError | None) -> None:
        self._end = crash or block_ended()
        self._desk.end(crash)
        self._hub.end(crash)
        self._board.end(crash)

    def _open_stream(
        self, wanted: Wanted, *, buffer: int, overflow: Overflow
    ) -> AbstractAsyncContextManager[EventStream[Any]]:
        if wanted.catch_up:
            wanted.make_buffer = self._catcher.buffer
        return self._desk.open(wanted, buffer=buffer, overflow=overflow)

    @cached_property
    def _catcher(self) -> Catcher:
        if self._reader is None:
            raise ConfigurationError(
                "catch_up=True reads through Helix what was missed, and open_eventsub() has none for that: "
                "listen with a bot, as open_bot() gives one."
            )
        from ._catching_up import Catcher  # noqa: PLC0415  # few programs catch up

        return Catcher(self._reader, parts=self._desk.parts, start=self._start)

    def _start(self, fn: Callable[..., Awaitable[None]], *args: object) -> None:
        if self._nursery is not None:
            self._nursery.start_soon(fn, *args, name="eventsub catch-up")

    def _lines_of(self, account: Account) -> Lines:
        lines = self._lines.get(account.user_id)
        if lines is None:
            lines = self._lines[account.user_id] = Lines(account, Ledger(self._site.api), self._open_line)
        return lines

    def _open_line(self, lines: Lines, number: int) -> Line:
        if self._nursery is None:
            raise self._end or block_ended()
        line = Line(
            self._site,
            lines.account,
            self._hub,
            self._board,
            transport=self._transport,
            ledger=lines.ledger,
            number=number,
            room=self._desk.room,
            on_lost=self._desk.lost,
        )
        self._nursery.start_soon(line.run, name=f"eventsub of {lines.account.login}")
        return line


def transport_for(transport: Transport | None) -> Transport:
    """What the `transport=` of an `open_*` stands for.

    Raises:
        ConfigurationError: It is no transport.
    """
    if transport is None:
        return WebSocketTransport()
    check_able("transport", transport, "a transport, such as WebSocketTransport()", "carry")
    return transport


async def start_eventsub(
    services: Services,
    site: Site,
    transport: Transport,
    *,
    catch_up: CatchUp | None = None,
    on_time: Callable[[datetime, float], object] = lambda _, __: None,
) -> EventSub:
    """Start EventSub among the services of a block.

    Args:
        services: The block.
        site: Where it works.
        transport: How notifications travel.
        catch_up: Can read again what streams have missed.
        on_time: Told the time of messages, and when by Trio's clock they came.
    """
    eventsub = EventSub(site, transport, catch_up, on_time)
    await services.start(eventsub._run, name="eventsub", ended=eventsub._ended)  # noqa: SLF001 - its own opening
    return eventsub


def open_eventsub(
    api: SubscriptionApi,
    *,
    transport: Transport | None = None,
    store: StoreRef = None,
    endpoints: Endpoints | None = None,
    network: Network | None = None,
) -> AbstractAsyncContextManager[EventSub]:
    """EventSub alone, without a bot.

    Args:
        api: Who creates the subscriptions; a Helix client can.
        transport: How notifications travel; WebSockets unless said otherwise.
        store: What a transport keeps beyond the process; `None` keeps nothing, which is all that WebSockets need.
        endpoints: Where Twitch lives; without them, the fake that `TWITCHTRIO_FAKE` names, or Twitch itself.
        network: What the program puts in the place of sockets.

    Raises:
        ConfigurationError: One of them is something else.
    """
    check_able("api", api, "a Helix client, as open_helix() gives one", "account_for")
    endpoints, network = endpoints_for(endpoints), network_for(network)
    opening = open_store(MemoryStore() if store is None else store)
    return Opening(
        _open_eventsub(api, transport_for(transport), opening, endpoints, network),
        usage="async with open_eventsub(...) as eventsub",
    )


@asynccontextmanager
async def _open_eventsub(
    api: SubscriptionApi,
    transport: Transport,
    opening: AbstractAsyncContextManager[Store],
    endpoints: Endpoints,
    network: Network,
) -> AsyncGenerator[EventSub, None]:
    async with opening as store, open_services() as services:
        site = Site(actor=APP, api=api, store=store, endpoints=endpoints, network=network)
        yield await start_eventsub(services, site, transport)
