"""Where streams are opened, changed and left: what each listens to, and with whom it shares that."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import trio
from attrs import define

from .._opening import block_ended
from ..auth.permission import permission
from ..errors import (
    ConfigurationError,
    DecodeError,
    RefreshFailedError,
    SubscriptionRevokedError,
    TwitchError,
)
from ..protocols import ChannelRef, HasUserId, SubscriptionApi
from ..subscription import TransportMethod
from ._buffer import Buffer, Overflow
from ._seats import Entry, Seat
from ._sources import subscription_of
from .events.event import Source, Subscription
from .refusals import joint_refusal
from .stream import EventStream
from .wish import Wish

if TYPE_CHECKING:
    from ..tokens import Account
    from ._catching_up import Part
    from .envelope import Pending
    from .events.event import Event
    from .hub import Hub
    from .placing import Lines

__all__ = ["Desk", "Wanted"]

# While who reads a socket rests, whoever reads a stream has the machine alone.
_REST: Final = 0.05


@define(kw_only=True)
class Wanted:
    """What a stream is opened for: subscriptions, or events in channels."""

    subscriptions: Sequence[Subscription[Any]] = ()
    sources: Sequence[Source[Any]] = ()
    channels: Sequence[ChannelRef] = ()
    acting_as: Account | None
    catch_up: bool = False
    """Whether what was missed is read again."""
    make_buffer: Callable[..., Buffer] = Buffer


class Desk:
    """Enters streams for what they want, all of it or nothing, and lets them leave.

    It makes no request for a subscription itself: it leaves wishes with lines and waits for what becomes of them.
    """

    def __init__(self, api: SubscriptionApi, hub: Hub, lines_of: Callable[[Account], Lines]) -> None:
        self._api = api
        self._hub = hub
        self._lines_of = lines_of
        self._seats: dict[Buffer, Seat] = {}
        self._news = trio.lowlevel.ParkingLot()
        self._end: TwitchError | None = None

    async def room(self, turns: int) -> None:  # noqa: ASYNC910  # as it says
        """Wait while a stream is half full: for 50 ms, and then for so many turns; a checkpoint only if one is.

        A turn lets every task run once. So whoever does nothing but read keeps up, however slow the machine is, and a
        stream that nobody reads holds nothing up.
        """
        if self._crowded() is not None:
            with trio.move_on_after(_REST):  # noqa: ASYNC912  # while one is crowded, it waits
                while (buffer := self._crowded()) is not None:
                    await buffer.room.park()
        while turns > 0 and self._crowded() is not None:
            await trio.lowlevel.checkpoint()
            turns -= 1

    def _crowded(self) -> Buffer | None:
        return next((buffer for buffer in self._seats if buffer.crowded), None)

    def end(self, crash: TwitchError | None) -> None:
        """The bot has ended, by this crash if there is one: nobody can enter any more, and all streams end."""
        self._end = crash or block_ended()
        for seat in self._seats.values():
            seat.buffer.end(crash)
            seat.wake()
        self._news.unpark_all()

    @asynccontextmanager
    async def open(self, wanted: Wanted, *, buffer: int, overflow: Overflow) -> AsyncGenerator[EventStream[Any], None]:
        """A stream of what is wanted, for one block."""
        made = wanted.make_buffer(buffer, overflow, on_gap=self._hub.keep)
        seat = Seat(made, wanted.sources, wanted.acting_as)
        self._seats[seat.buffer] = seat
        try:
            if wanted.sources:
                await self.add(seat.buffer, wanted.channels)
            else:
                await self._enter(seat, wanted.subscriptions)
            yield EventStream(self, seat.buffer)
        finally:
            self.leave(seat.buffer)

    def lost(self, wish: Wish, error: SubscriptionRevokedError) -> None:
        """A subscription has been given up; whoever has no other has nothing more to wait for."""
        for buffer in tuple(wish.streams):
            seat = self._seats[buffer]
            seat.parts.pop(wish, None)
            buffer.lose(error, last=not seat.parts)

    def seats(self) -> tuple[tuple[Buffer, int], ...]:
        """Each stream's buffer, and how many subscriptions it takes part in."""
        return tuple((buffer, len(seat.parts)) for buffer, seat in self._seats.items())

    def parts(self, buffer: Buffer) -> dict[Subscription[Any], Part]:
        """What a stream listens to now: who holds each subscription, and its record while it stands."""
        seat = self._seats.get(buffer)
        parts = () if seat is None else seat.parts.items()
        return {wish.subscription: (line.account, wish.record) for wish, line in parts}

    # What a stream asks.

    async def add(self, buffer: Buffer, channels: Sequence[ChannelRef]) -> None:
        """See `EventStream.add`."""
        seat = self._seat(buffer)
        if buffer.ended:
            raise ConfigurationError("This stream has ended, since none of its subscriptions was left; open another.")
        ids = await self._ids_of(seat, channels)
        self._seat(buffer)
        wanted = _in_channels(seat, channels, ids)
        seat.ids.update(ids)
        buffer.logins.update({user_id: login.lower() for login, user_id in ids.items()} | _named(channels))
        await self._enter(seat, wanted)

    async def discard(self, buffer: Buffer, channels: Sequence[ChannelRef]) -> None:
        """See `EventStream.discard`."""
        seat = self._seat(buffer)
        # Whom a login named when it was added, it names still: leaving needs no Twitch.
        unknown = [each for each in channels if not isinstance(each, str) or each not in seat.ids]
        asked = await self._ids_of(seat, unknown)
        wanted = _in_channels(seat, channels, {**asked, **seat.ids})
        unwanted = {self._choose(each, seat.acting_as)[1] for each in wanted}
        self._withdraw(self._seat(buffer), [wish for wish in seat.parts if wish.subscription in unwanted])
        if not seat.parts:
            buffer.end()

    def leave(self, buffer: Buffer) -> None:
        """End a stream's part in all its subscriptions; at once, without talking to Twitch."""
        seat = self._seats.pop(buffer, None)
        if seat is not None:
            self._withdraw(seat, tuple(seat.parts), linger=True)
        buffer.close()

    def misfit(self, pending: Pending, error: DecodeError) -> None:
        """Set aside an event that cannot be read."""
        self._hub.misfit(pending, error)

    def items_aside(self, pending: Pending) -> None:
        """Set aside what could not be read within an event that was."""
        self._hub.items(pending)

    # Entering and leaving.

    async def _enter(self, seat: Seat, wanted: Sequence[Subscription[Any]]) -> None:
        chosen = [self._choose(each, seat.acting_as) for each in wanted]
        asked = {subscription for _, subscription in chosen}
        self._seat(seat.buffer)
        for account, _ in chosen:
            self._lines_of(account).lend()
        # Of those who enter the same at the same time, each gets an answer that holds, one after the other.
        while not seat.entering.isdisjoint(asked):
            await self._news.park()
            self._seat(seat.buffer)
        seat.entering.update(asked)
        try:
            await self._join(seat, chosen)
        finally:
            seat.entering.difference_update(asked)
            self._news.unpark_all()

    async def _join(self, seat: Seat, chosen: Sequence[tuple[Account, Subscription[Any]]]) -> None:
        entered: list[Wish] = []
        try:
            for account, subscription in chosen:
                line = self._lines_of(account).place(subscription)
                wish = line.reconciler.want(subscription, seat.buffer)
                if wish in seat.parts:
                    line.reconciler.unwant(wish, seat.buffer)
                else:
                    entered.append(wish)
                    seat.parts[wish] = line
            await self._until_made(seat, entered)
        except BaseException:
            self._withdraw(seat, entered)
            raise

    async def _until_made(self, seat: Seat, wishes: Sequence[Wish]) -> None:
        entry = Entry(wishes)
        seat.entries.append(entry)
        try:
            await trio.lowlevel.checkpoint()
            while True:
                self._seat(seat.buffer)
                if not entry.open:
                    return
                if permission() is not None:
                    _refuse_in_callback(entry.open)
                error = joint_refusal(entry.refused) if entry.is_settled else None
                if error is not None:
                    raise error
                await entry.news()
        finally:
            seat.entries.remove(entry)
            entry.close()

    def _withdraw(self, seat: Seat, wishes: Sequence[Wish], *, linger: bool = False) -> None:
        for wish in wishes:
            line = seat.parts.pop(wish, None)
            if line is not None:
                line.reconciler.unwant(wish, seat.buffer, linger=linger)
            for entry in seat.entries:
                entry.drop(wish)
        seat.wake()
        self._news.unpark_all()

    def _choose(self, wanted: Subscription[Any], acting_as: Account | None) -> tuple[Account, Subscription[Any]]:
        _check_transport(wanted.event)
        scopes, action = wanted.event.SCOPES, f"Listening to {wanted.type}"
        user = acting_as.user_id if acting_as is not None else wanted.granted_by
        account = self._api.account_for(user, scopes, action=action)
        return account, wanted.complete(account.user_id)

    def _seat(self, buffer: Buffer) -> Seat:
        """The place of a stream.

        Raises:
            ConfigurationError: It was left, or the bot has ended.
        """
        seat = self._seats.get(buffer)
        if self._end is not None or seat is None:
            raise self._end or block_ended()
        return seat

    async def _ids_of(self, seat: Seat, channels: Sequence[ChannelRef]) -> Mapping[str, str]:
        """The ids of those that are logins."""
        if not seat.sources:
            raise ConfigurationError("A stream of where(...) subscriptions is fixed; open another for more channels.")
        logins = [channel for channel in channels if isinstance(channel, str)]
        if logins:
            return await self._api.user_ids(logins)
        await trio.lowlevel.checkpoint()
        return {}


def _in_channels(seat: Seat, channels: Sequence[ChannelRef], ids: Mapping[str, str]) -> list[Subscription[Any]]:
    user_ids = [ids[channel] if isinstance(channel, str) else _user_id(channel) for channel in channels]
    return [subscription_of(source, user_id) for source in seat.sources for user_id in user_ids]


def _named(channels: Iterable[ChannelRef]) -> dict[str, str]:
    """Logins that objects know of themselves, by id."""
    logins = {each.user_id: getattr(each, "login", None) for each in channels if not isinstance(each, str)}
    return {user_id: login for user_id, login in logins.items() if isinstance(login, str) and login}


def _user_id(channel: object) -> str:
    if isinstance(channel, HasUserId):
        return channel.user_id
    raise ConfigurationError(f"{channel!r} is no channel; pass a login as a str, or an object with a user id.")


def _check_transport(event: type[Event]) -> None:
    """Refuse what no WebSocket can bring, before any request."""
    if TransportMethod.WEBSOCKET not in event.TRANSPORTS:
        over = " or ".join(sorted(event.TRANSPORTS, reverse=True))
        raise ConfigurationError(
            f"{event.TYPE} does not travel over WebSockets, which is how listen() works: it takes a {over}."
        )
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
