"""`listen` and `wait_for`, which the bot and EventSub have alike."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, TypeVar, overload

import trio

from .._given import check_number, unfit
from .._opening import Opening
from ..errors import ConfigurationError
from ..tokens import Account
from .events.event import Event, Subscription, UnknownEvent
from .stream import EventStream, Overflow

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
        self,
        event: type[Event] | None,
        wanted: tuple[Any, ...],
        *,
        acting_as: Account | None,
        buffer: int,
        overflow: Overflow,
    ) -> AbstractAsyncContextManager[EventStream[Any]]:
        raise NotImplementedError

    @overload
    def listen(
        self,
        event: type[E],
        channel: ChannelRef,
        /,
        *channels: ChannelRef,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
    ) -> AbstractAsyncContextManager[EventStream[E]]: ...
    @overload
    def listen(
        self,
        a: Subscription[E1],
        /,
        *,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
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
    ) -> AbstractAsyncContextManager[EventStream[E1 | E2 | E3 | E4]]: ...
    @overload
    def listen(
        self,
        a: Subscription[Any],
        b: Subscription[Any],
        c: Subscription[Any],
        d: Subscription[Any],
        e: Subscription[Any],
        /,
        *more: Subscription[Any],
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
    ) -> AbstractAsyncContextManager[EventStream[Event]]: ...
    def listen(
        self,
        what: type[Event] | Subscription[Any],
        /,
        *others: Any,
        acting_as: Account | None = None,
        buffer: int = DEFAULT_BUFFER,
        overflow: Overflow = Overflow.RAISE,
    ) -> AbstractAsyncContextManager[EventStream[Any]]:
        """Listen to an event in one or more channels, or to subscriptions spelt with `where(...)`.

        Entering the block creates the subscriptions at Twitch, all or none. It waits while a cause is passing, such as
        a lost connection; put `trio.fail_after` around it for a limit. From then on they are kept up until the block
        ends, which is at once: Twitch is told in the background.

        Args:
            what: The event's class, followed by channels; or a subscription, possibly followed by more.
            others: See `what`. A channel is a login, or an object with a user id.
            acting_as: The account that subscribes, instead of the one that fits best.
            buffer: How many events wait for their reader.
            overflow: What happens when one more comes.

        Raises:
            ConfigurationError: What is asked for cannot be.
            NotFoundError: There is no user with such a login.
            LoginRequiredError: The login of the user who must have granted the scope is missing.
            MissingScopeError: A login lacks the scope.
            SubscriptionError: Twitch refuses; its `refused` names each one.
        """
        event, wanted = _read(what, others)
        _check_actor(acting_as)
        check_number("buffer", buffer)
        return Opening(
            self._open_stream(event, wanted, acting_as=acting_as, buffer=buffer, overflow=Overflow(overflow)),
            usage=f"async with bot.listen({_shown(what)}, ...) as events",
        )

    async def wait_for(
        self, event: type[E], channel: ChannelRef, /, *, matching: Callable[[E], bool] | None = None
    ) -> E:
        """Wait for one event in a channel.

        Args:
            event: Its class.
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


def _read(what: object, others: tuple[Any, ...]) -> tuple[type[Event] | None, tuple[Any, ...]]:
    if isinstance(what, Subscription):
        wrong = [other for other in others if not isinstance(other, Subscription)]
        if wrong:
            raise ConfigurationError(f"{wrong[0]!r} follows a subscription but is none; use the event's where(...).")
        return None, (what, *others)
    if not (isinstance(what, type) and issubclass(what, Event)):
        raise _no_event(f"{what!r} is no event class")
    if not hasattr(what, "TYPE") and what is not UnknownEvent:
        raise _no_event(f"{what.__name__} is the base of many events")
    if not others:
        raise ConfigurationError(f"Which channel? listen({_shown(what)}, 'login').")
    return what, others


def _no_event(problem: str) -> ConfigurationError:
    return ConfigurationError(
        f"{problem}. Pass one, such as ChannelChatMessage; for a type that twitchtrio has no class for, pass "
        "UnknownEvent.where(type, version, condition)."
    )


def _check_actor(acting_as: object) -> None:
    if not isinstance(acting_as, Account | None):
        raise ConfigurationError(
            f"acting_as= takes an Account (bot.account, or one of bot.tokens.accounts()), not {acting_as!r}."
        )


def _shown(what: object) -> str:
    return what.__name__ if isinstance(what, type) else str(what)
