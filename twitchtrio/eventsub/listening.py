"""`listen` and `wait_for`, which the bot and EventSub have alike."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, TypeVar, overload

import trio

from .._given import check, check_number, unfit
from .._opening import Opening
from ..errors import ConfigurationError
from ..tokens import Account
from ._buffer import Overflow
from ._desk import Wanted
from ._sources import check_source, in_a_tuple, is_source, shown
from .events.event import Event, Source, Subscription
from .stream import EventStream

if TYPE_CHECKING:
    from ..protocols import ChannelRef

__all__ = ["DEFAULT_BUFFER", "Listening"]

E = TypeVar("E", bound=Event)
E1 = TypeVar("E1", bound=Event)
E2 = TypeVar("E2", bound=Event)
E3 = TypeVar("E3", bound=Event)
E4 = TypeVar("E4", bound=Event)

DEFAULT_BUFFER = 1024


class Listening:
    """Streams of events for as long as a block lasts."""

    def _open_stream(
        self, wanted: Wanted, *, buffer: int, overflow: Overflow
    ) -> AbstractAsyncContextManager[EventStream[Any]]:
        raise NotImplementedError

    @overload
    def listen(
        self,
        event: Source[E],
        channel: ChannelRef,
        /,
        *channels: ChannelRef,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
        catch_up: bool = False,
    ) -> AbstractAsyncContextManager[EventStream[E]]: ...
    @overload
    def listen(
        self,
        events: tuple[Source[E1]],
        channel: ChannelRef,
        /,
        *channels: ChannelRef,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
        catch_up: bool = False,
    ) -> AbstractAsyncContextManager[EventStream[E1]]: ...
    @overload
    def listen(
        self,
        events: tuple[Source[E1], Source[E2]],
        channel: ChannelRef,
        /,
        *channels: ChannelRef,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
        catch_up: bool = False,
    ) -> AbstractAsyncContextManager[EventStream[E1 | E2]]: ...
    @overload
    def listen(
        self,
        events: tuple[Source[E1], Source[E2], Source[E3]],
        channel: ChannelRef,
        /,
        *channels: ChannelRef,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
        catch_up: bool = False,
    ) -> AbstractAsyncContextManager[EventStream[E1 | E2 | E3]]: ...
    @overload
    def listen(
        self,
        events: tuple[Source[E1], Source[E2], Source[E3], Source[E4]],
        channel: ChannelRef,
        /,
        *channels: ChannelRef,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
        catch_up: bool = False,
    ) -> AbstractAsyncContextManager[EventStream[E1 | E2 | E3 | E4]]: ...
    @overload
    def listen(
        self,
        events: tuple[Source[Any], ...],
        channel: ChannelRef,
        /,
        *channels: ChannelRef,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
        catch_up: bool = False,
    ) -> AbstractAsyncContextManager[EventStream[Any]]: ...
    @overload
    def listen(
        self,
        a: Subscription[E1],
        /,
        *,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
        catch_up: bool = False,
    ) -> AbstractAsyncContextManager[EventStream[E1]]: ...
    @overload
    def listen(
        self,
        a: Subscription[E1],
        b: Subscription[E2],
        /,
        *,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
        catch_up: bool = False,
    ) -> AbstractAsyncContextManager[EventStream[E1 | E2]]: ...
    @overload
    def listen(
        self,
        a: Subscription[E1],
        b: Subscription[E2],
        c: Subscription[E3],
        /,
        *,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
        catch_up: bool = False,
    ) -> AbstractAsyncContextManager[EventStream[E1 | E2 | E3]]: ...
    @overload
    def listen(
        self,
        a: Subscription[E1],
        b: Subscription[E2],
        c: Subscription[E3],
        d: Subscription[E4],
        /,
        *,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
        catch_up: bool = False,
    ) -> AbstractAsyncContextManager[EventStream[E1 | E2 | E3 | E4]]: ...
    @overload
    def listen(
        self,
        *subscriptions: Subscription[E],
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
        catch_up: bool = False,
    ) -> AbstractAsyncContextManager[EventStream[E]]: ...
    def listen(
        self,
        *what: Any,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
        catch_up: bool = False,
    ) -> AbstractAsyncContextManager[EventStream[Any]]:
        """Listen to one or more events in one or more channels, or to subscriptions spelt with `where(...)`.

        Entering the block creates the subscriptions at Twitch, all or none. It waits while a cause is passing, such as
        a lost connection; put `trio.fail_after` around it for a limit. From then on they are kept up until the block
        ends, which is at once: Twitch is told in the background.

        Args:
            what: The event's class, or a tuple of several, followed by channels; of an event that happens between
                channels, what says which is meant: `ChannelRaid.into`. Or a subscription, possibly followed by more.
                A channel is a login, or an object with a user id.
            acting_as: The account that subscribes, instead of the one that fits best.
            buffer: How many events wait for their reader.
            overflow: What happens when one more comes.
            catch_up: Whether what can be read again through Helix is posted after a gap; of a bot only.

        Raises:
            ConfigurationError: What is asked for cannot be.
            NotFoundError: There is no user with such a login.
            LoginRequiredError: The login of the user who must have granted the scope is missing.
            MissingScopeError: A login lacks the scope.
            SubscriptionError: Twitch refuses, or it cannot fit Twitch's limits; where that is so of several, its
                `refused` has the error of each.
        """
        wanted = _read(what, acting_as)
        check_number("buffer", buffer)
        check("catch_up", catch_up, "True or False", bool)
        wanted.catch_up = catch_up
        return Opening(
            self._open_stream(wanted, buffer=buffer, overflow=Overflow(overflow)),
            usage=f"async with bot.listen({shown(what[0])}, ...) as events",
        )

    async def wait_for(
        self, event: Source[E], channel: ChannelRef, /, *, matching: Callable[[E], bool] | None = None
    ) -> E:
        """Wait for one event in a channel.

        Args:
            event: Its class, or `ChannelRaid.into` and its like.
            channel: A login, or an object with a user id.
            matching: Events for which it is false are passed over.

        Raises: As `listen`.
        """
        if not (matching is None or callable(matching)):
            raise unfit("matching", matching, "a function of an event")
        async with self.listen(event, channel) as events:
            async for each in events:
                if matching is None or matching(each):
                    return each
        raise trio.EndOfChannel


def _read(what: tuple[Any, ...], acting_as: object) -> Wanted:
    if not isinstance(acting_as, Account | None):
        raise ConfigurationError(
            f"acting_as= takes an Account (bot.account, or one of bot.tokens.accounts()), not {acting_as!r}."
        )
    first, *others = what or (None,)
    if isinstance(first, Subscription):
        wrong = [other for other in others if not isinstance(other, Subscription)]
        if wrong:
            raise ConfigurationError(f"{wrong[0]!r} follows a subscription but is none; use the event's where(...).")
        return Wanted(subscriptions=what, acting_as=acting_as)
    sources: tuple[Any, ...] = first if isinstance(first, tuple) else (first,)
    for source in sources:
        check_source(source)
    if others and is_source(others[0]):
        raise in_a_tuple(f"{shown(others[0])} stands where a channel is wanted", (*sources, others[0]))
    if not (sources and others):
        raise ConfigurationError(f"Which channel? listen({shown(first)}, 'login').")
    return Wanted(sources=sources, channels=others, acting_as=acting_as)
