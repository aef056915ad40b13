"""EventSub: wishes in, streams out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

import trio

from .._given import check_able
from .._opening import Opening, block_ended
from .._services import Services, open_services
from ..auth.permission import permission
from ..endpoints import TWITCH, Endpoints
from ..errors import (
    ConfigurationError,
    DecodeError,
    RefreshFailedError,
    ServiceCrashedError,
    SubscriptionRevokedError,
    TwitchError,
)
from ..network import Network
from ..network._network import network_for
from ..protocols import ChannelRef, HasUserId, SubscriptionApi
from ..subscription import EventSubSubscription, TransportMethod
from .health import Health, HealthBoard
from .hub import Hub
from .line import Line
from .listening import Listening
from .misfit import Misfit
from .refusals import joint_refusal
from .stream import EventStream, Overflow
from .transports import Transport
from .transports.websocket import WebSocketTransport
from .wish import Wish

if TYPE_CHECKING:
    from ..tokens import Account
    from .envelope import Pending
    from .events.event import Event, Subscription

__all__ = ["EventSub", "open_eventsub", "start_eventsub", "transport_for"]


class EventSub(Listening):
    """Events from Twitch. Open one with `open_eventsub`, or take `bot.eventsub`."""

    def __init__(self, api: SubscriptionApi, transport: Transport, endpoints: Endpoints, network: Network) -> None:
        self._api = api
        self._transport = transport
        self._endpoints = endpoints
        self._network = network
        self._wishes: dict[EventStream[Any], list[tuple[Line, Wish]]] = {}
        self._ids: dict[EventStream[Any], dict[str, str]] = {}
        self._entering: dict[EventStream[Any], set[Subscription[Any]]] = {}
        self._hub = Hub(self._wishes.keys())
        self._board = HealthBoard()
        self._lines: dict[str, Line] = {}
        self._news = trio.lowlevel.ParkingLot()
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
        return tuple(record for line in self._lines.values() for record in line.reconciler.records)

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
        for stream in self._wishes:
            stream.end(crash)
        self._news.unpark_all()
        self._hub.end(crash)
        self._board.end(crash)

    @asynccontextmanager
    async def _open_stream(
        self,
        event: type[Event] | None,
        wanted: tuple[Any, ...],
        *,
        acting_as: Account | None,
        buffer: int,
        overflow: Overflow,
    ) -> AsyncGenerator[EventStream[Any], None]:
        stream = EventStream[Any](self, event=event, acting_as=acting_as, buffer=buffer, overflow=overflow)
        self._wishes[stream], self._ids[stream], self._entering[stream] = [], {}, set()
        try:
            if event is None:
                await self._enter(stream, wanted)
            else:
                await self.add(stream, wanted)
            yield stream
        finally:
            self.leave(stream)
            stream.close()

    async def _enter(self, stream: EventStream[Any], wanted: Sequence[Subscription[Any]]) -> None:
        chosen = [self._choose(each, stream.acting_as) for each in wanted]
        asked = {subscription for _, subscription in chosen}
        self._held(stream)
        for account, _ in chosen:
            self._line(account).loan.lend()
        entering = self._entering[stream]
        # Of those who enter the same at the same time, each gets an answer that holds, one after the other.
        while not entering.isdisjoint(asked):
            await self._news.park()
            self._held(stream)
        entering.update(asked)
        try:
            await self._join(stream, chosen)
        finally:
            entering.difference_update(asked)
            self._news.unpark_all()

    async def _join(self, stream: EventStream[Any], chosen: Sequence[tuple[Account, Subscription[Any]]]) -> None:
        held = {id(wish) for _, wish in self._held(stream)}
        entered: list[tuple[Line, Wish]] = []
        try:
            for account, subscription in chosen:
                line = self._line(account)
                wish = line.reconciler.want(subscription, stream)
                if id(wish) in held:
                    line.reconciler.unwant(wish, stream)
                    continue
                held.add(id(wish))
                entered.append((line, wish))
                self._wishes[stream].append((line, wish))
            await self._until_made(stream, [wish for _, wish in entered])
        except BaseException:
            self._withdraw(stream, entered)
            raise

    def _choose(self, wanted: Subscription[Any], acting_as: Account | None) -> tuple[Account, Subscription[Any]]:
        _check_transport(wanted.event)
        scopes, action = wanted.event.SCOPES, f"Listening to {wanted.type}"
        user = acting_as.user_id if acting_as is not None else wanted.granted_by
        account = self._api.account_for(user, scopes, action=action)
        return account, wanted.complete(account.user_id)

    async def _until_made(self, stream: EventStream[Any], wishes: Sequence[Wish]) -> None:
        await trio.lowlevel.checkpoint()
        while True:
            self._held(stream)
            wanted = [wish for wish in wishes if stream in wish.streams]
            if all(wish.record for wish in wanted):
                return
            if permission() is not None:
                _refuse_in_callback(wanted)
            error = joint_refusal(wanted) if all(wish.tried for wish in wanted) else None
            if error is not None:
                raise error
            await self._news.park()

    def _held(self, stream: EventStream[Any]) -> list[tuple[Line, Wish]]:
        """What a stream takes part in.

        Raises:
            ConfigurationError: It was left, or the bot has ended.
        """
        if self._end is not None or stream not in self._wishes:
            raise self._end or block_ended()
        return self._wishes[stream]

    def _line(self, account: Account) -> Line:
        if self._nursery is None:
            raise self._end or block_ended()
        line = self._lines.get(account.user_id)
        if line is None:
            line = Line(
                self._api,
                account,
                self._hub,
                self._board,
                self._transport,
                url=self._endpoints.eventsub_websocket,
                network=self._network,
                on_change=self._news.unpark_all,
                on_lost=self._lost,
            )
            self._lines[account.user_id] = line
            self._nursery.start_soon(line.run, name=f"eventsub of {account.login}")
        return line

    def _lost(self, wish: Wish, error: SubscriptionRevokedError) -> None:
        for stream in tuple(wish.streams):
            rest = [(line, other) for line, other in self._wishes[stream] if other is not wish]
            self._wishes[stream] = rest
            stream.lose(error, last=not rest)

    def _withdraw(self, stream: EventStream[Any], held: Sequence[tuple[Line, Wish]], *, linger: bool = False) -> None:
        for line, wish in held:
            if (line, wish) in self._wishes.get(stream, ()):
                self._wishes[stream].remove((line, wish))
                line.reconciler.unwant(wish, stream, linger=linger)
        self._news.unpark_all()

    # What a stream asks.

    async def add(self, stream: EventStream[Any], channels: Sequence[ChannelRef]) -> None:
        """See `EventStream.add`."""
        self._held(stream)
        if stream.ended:
            raise ConfigurationError("This stream has ended, since none of its subscriptions was left; open another.")
        ids = await self._ids_of(stream, channels)
        self._held(stream)
        self._ids[stream].update(ids)
        await self._enter(stream, _for_channels(stream, channels, ids))

    async def discard(self, stream: EventStream[Any], channels: Sequence[ChannelRef]) -> None:
        """See `EventStream.discard`."""
        self._held(stream)
        # Whom a login named when it was added, it names still: leaving needs no Twitch.
        known = self._ids[stream]
        asked = await self._ids_of(
            stream, [each for each in channels if not isinstance(each, str) or each not in known]
        )
        wanted = _for_channels(stream, channels, {**asked, **known})
        unwanted = {self._choose(each, stream.acting_as)[1] for each in wanted}
        self._withdraw(stream, [pair for pair in self._held(stream) if pair[1].subscription in unwanted])
        if not self._wishes[stream]:
            stream.end()

    def leave(self, stream: EventStream[Any]) -> None:
        """End a stream's part in all its subscriptions; at once, without talking to Twitch."""
        self._withdraw(stream, tuple(self._wishes.get(stream, ())), linger=True)
        self._wishes.pop(stream, None)
        self._ids.pop(stream, None)
        self._entering.pop(stream, None)

    def misfit(self, pending: Pending, error: DecodeError) -> None:
        """Set aside an event that cannot be read."""
        self._hub.misfit(pending, error)

    def items_aside(self, pending: Pending) -> None:
        """Set aside what could not be read within an event that was."""
        self._hub.items(pending)

    async def _ids_of(self, stream: EventStream[Any], channels: Sequence[ChannelRef]) -> Mapping[str, str]:
        """The ids of those that are logins."""
        if stream.event is None:
            raise ConfigurationError("A stream of where(...) subscriptions is fixed; open another for more channels.")
        logins = [channel for channel in channels if isinstance(channel, str)]
        if logins:
            return await self._api.user_ids(logins)
        await trio.lowlevel.checkpoint()
        return {}


def _for_channels(
    stream: EventStream[Any], channels: Sequence[ChannelRef], ids: Mapping[str, str]
) -> list[Subscription[Any]]:
    assert stream.event is not None
    return [
        stream.event.for_channel(ids[channel] if isinstance(channel, str) else _user_id(channel))
        for channel in channels
    ]


def _user_id(channel: object) -> str:
    if isinstance(channel, HasUserId):
        return channel.user_id
    raise ConfigurationError(f"{channel!r} is no channel; pass a login as a str, or an object with a user id.")


def _check_transport(event: type[Event]) -> None:
    """Refuse what no WebSocket can bring, before any request."""
    if TransportMethod.WEBSOCKET not in event.TRANSPORTS:
        over = " or ".join(sorted(event.TRANSPORTS, reverse=True))
        raise ConfigurationError(f"{event.TYPE} does not travel over WebSockets: it takes a {over}.")
    if event.BY_APP:
        raise ConfigurationError(
            f"Only the app itself can subscribe to {event.TYPE}, and a WebSocket takes the subscriptions of users: it "
            "takes a webhook or conduit."
        )


def _refuse_in_callback(wishes: Iterable[Wish]) -> None:
    """Raise where a refresh is needed, which waits for the callback that waits here."""
    for wish in wishes:
        if wish.trouble is not None and wish.troubled_by is RefreshFailedError:
            raise RefreshFailedError(wish.trouble)


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
    services: Services, api: SubscriptionApi, *, transport: Transport, endpoints: Endpoints, network: Network
) -> EventSub:
    """Start EventSub among the services of a block."""
    eventsub = EventSub(api, transport, endpoints, network)
    await services.start(eventsub._run, name="eventsub", ended=eventsub._ended)  # noqa: SLF001 - its own opening
    return eventsub


def open_eventsub(
    api: SubscriptionApi,
    *,
    transport: Transport | None = None,
    endpoints: Endpoints = TWITCH,
    network: Network | None = None,
) -> AbstractAsyncContextManager[EventSub]:
    """EventSub alone, without a bot.

    Args:
        api: Who creates the subscriptions; a Helix client can.
        transport: How notifications travel; WebSockets unless said otherwise.
        endpoints: Where Twitch lives.
        network: What the program puts in the place of sockets.

    Raises:
        ConfigurationError: One of them is something else.
    """
    check_able("api", api, "a Helix client, as open_helix() gives one", "account_for")
    network = network_for(network, endpoints)
    return Opening(
        _open_eventsub(api, transport_for(transport), endpoints, network),
        usage="async with open_eventsub(...) as eventsub",
    )


@asynccontextmanager
async def _open_eventsub(
    api: SubscriptionApi, transport: Transport, endpoints: Endpoints, network: Network
) -> AsyncGenerator[EventSub, None]:
    async with open_services() as services:
        yield await start_eventsub(services, api, transport=transport, endpoints=endpoints, network=network)
