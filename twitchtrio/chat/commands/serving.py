"""Serving: a router at work in channels.

What comes is read by one task for each kind of event. It finds out what a message calls, or who reacts to an event,
and hands that on as work to a lane: the work of a lane is done in order, lanes run side by side. All else, such as
permissions, arguments and cooldowns, is seen to by the lane's task, so that reading never waits for a handler, unless
as many as may be are at work.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import trio

from ..._given import check
from ..._opening import Opening
from ...errors import ConfigurationError, SubscriptionRevokedError
from ...eventsub import ChannelChatMessage, Event
from .._finding import channels_of
from .._pace import is_privileged
from ._admission import Admission
from ._building import table_of
from ._dispatch import Dispatch
from ._followers import Followers
from ._lanes import Lanes
from ._needed import check_granted
from ._place import Place, Places
from ._running import Failure, Runner
from ._span import Span
from ._streams import Streams
from ._types import S
from .router import Router

if TYPE_CHECKING:
    from ..._services import Services
    from ...eventsub.events.event import Source
    from ...eventsub.listening import Listening
    from ...protocols import ChannelRef
    from .._acting import Acting
    from ..channel import Channel
    from ._calls import Prefix
    from .context import Context
    from .policies import Crash, SharedChat

__all__ = ["Serving"]

E = TypeVar("E", bound=Event)

_log: Final = logging.getLogger("twitchtrio.chat")


class Serving(Generic[S]):
    """A router at work; `serve` reports it with `started()`, and handlers find it as `ctx.serving`.

    Attributes:
        router: What is served.
    """

    def __init__(
        self,
        router: Router[S],
        state: S,
        *,
        acting: Acting,
        events: Listening,
        prefix: Prefix,
        option: str,
        crash: Crash,
        shared: SharedChat,
        own: bool,
        ignore: Collection[str],
        limit: float,
    ) -> None:
        check("router", router, "a Router", Router)
        self.router: Router[S] = router
        self._acting = acting
        self._events = events
        self._places = Places()
        self._followers = Followers()
        self._news = trio.lowlevel.ParkingLot()
        self._span = Span()
        self._streams = Streams(self, events, start=self._span.begin, news=self._news)
        self._runner = Runner(acting.account.login, option=option, crash=crash)
        self._lanes = Lanes(self._span.start, limit=limit, news=self._news)
        self._bot_id = acting.account.user_id
        self._dispatch = Dispatch(
            self,
            state,
            table_of(router),
            runner=self._runner,
            lanes=self._lanes,
            admission=Admission(
                self._bot_id, own=own, ignore=ignore, shared=shared, is_served=self._places.__contains__
            ),
            prefix=prefix,
            bot_id=self._bot_id,
        )
        self._changing = trio.Lock()

    def __repr__(self) -> str:
        return f"<Serving {self.router!r} in {', '.join(map(str, self.channels)) or 'no channel'}>"

    @property
    def option(self) -> str:
        """What stands in front of the name of an option."""
        return self._runner.option

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Where it is served."""
        return self._places.joined

    @property
    def dropped(self) -> int:
        """How many commands were left out because too many waited, and events because too many had come."""
        return self._dispatch.dropped + self._streams.dropped

    @property
    def crashed(self) -> int:
        """How many handlers have crashed."""
        return self._runner.crashed

    @property
    def refused(self) -> int:
        """How many commands were refused: not allowed, too early, or written otherwise than they are meant."""
        return self._runner.refused

    @property
    def unshown(self) -> int:
        """How many messages of handlers Twitch has shown to nobody."""
        return self._runner.unshown

    def failures(self) -> AbstractAsyncContextManager[trio.abc.ReceiveChannel[Failure]]:
        """A channel of crashes, and of subscriptions that Twitch has ended, from now on; it only watches."""
        return Opening(self._watch_failures(), usage="async with serving.failures() as failures")

    @asynccontextmanager
    async def _watch_failures(self) -> AsyncGenerator[trio.abc.ReceiveChannel[Failure]]:
        with self._runner.failures.watch() as failures:
            yield failures

    async def join(self, *channels: ChannelRef) -> tuple[Channel, ...]:
        """Serve further channels too: all of them or none. One that is served already is given again.

        Raises:
            NotFoundError: There is no user with such a login.
            LoginRequiredError: A broadcaster who has to grant an event has not signed in.
            MissingScopeError: A login lacks scopes that events need.
            SubscriptionError: Twitch refuses a subscription.
        """
        self._span.check()
        found = await channels_of(self._acting, channels)
        async with self._changing:
            new = self._places.add(found)
            places = self._places.of(found)
            try:
                if new:
                    sources, added = self._dispatch.table.sources, [place.channel for place in new]
                    check_granted(self._acting.helix, sources, added)
                    await self._streams.enter(sources, added)
                self._span.check()
            except BaseException:
                self._places.forget(new)
                self._end_if_nowhere()
                raise
            self._places.join(new)
        return tuple(place.channel for place in places)

    async def leave(self, *channels: ChannelRef) -> None:
        """Serve these channels no more. What has begun there is finished; tasks of `ctx.start_soon` are cancelled.

        Raises:
            NotFoundError: There is no user with such a login.
        """
        found = await channels_of(self._acting, channels)
        async with self._changing:
            left = self._places.of(found)
            await self._streams.leave([place.channel for place in left])
            self._places.forget(left)

    async def replace(self, router: Router[S]) -> None:
        """Serve another router from now on, all of it or nothing: what has begun is finished with the former one.

        Raises:
            ConfigurationError: It is no router, or what is in it does not go together, nor with prefix and state.
            LoginRequiredError: As of `join`, for what the former did not listen to.
            MissingScopeError: The same.
            SubscriptionError: Twitch refuses what it listens to in one of the channels.
        """
        check("router", router, "a Router", Router)
        table = self._dispatch.checked(table_of(router))
        async with self._changing:
            self._span.check()
            channels = [place.channel for place in self._places.values()]
            # What was lost since then is not asked for again, which would keep all else from being replaced.
            added = [each for each in table.sources if each not in self._dispatch.table.sources]
            check_granted(self._acting.helix, added, channels)
            await self._streams.add(added, channels)
            self.router = router
            self._dispatch.table = table
            self._streams.keep(table.sources)
            for place in [*self._places.values()]:
                self._check_lost(place)

    async def stop(self, *, grace: float = 10.0) -> None:
        """Take nothing more in; what has begun, or waits, has so many seconds to finish, and then `serve` returns.

        It does not wait for that, so that a command may call it.

        Raises:
            ConfigurationError: It is no such number.
        """
        self._span.stop(grace)
        await trio.lowlevel.checkpoint()

    async def idle(self) -> None:
        """Wait until all that has arrived is handled, but for what waits for further events, or for this, itself."""
        await trio.lowlevel.checkpoint()
        with self._lanes.paused():
            while not self._resting:
                await self._news.park()

    @property
    def _resting(self) -> bool:
        return self._lanes.resting and self._streams.resting

    # Its life

    async def run(
        self, bot: Services, channels: Sequence[ChannelRef], task_status: trio.TaskStatus[Serving[S]]
    ) -> None:
        """Serve in these channels until it is stopped or cancelled, or the bot ends."""
        try:
            async with self._span.open(bot):
                await self.join(*channels)
                task_status.started(self)
                await self._span.over()
                await self._finish()
        finally:
            self._streams.keep(())
            self._places.forget([*self._places.values()])
            self._runner.failures.end()

    async def _finish(self) -> None:
        self._streams.keep(())
        with self._span.finishing:
            await trio.lowlevel.checkpoint()
            while len(self._lanes):
                await self._news.park()

    # What streams tell

    async def take(  # noqa: ASYNC910  # a checkpoint only if there is no room
        self, source: Source[Any], channel_id: str, event: Event
    ) -> None:
        """Hand an event on."""
        place = self._places.get(channel_id)
        if isinstance(event, ChannelChatMessage) and event.chatter_user_id == self._bot_id:
            self._learn(event)
        if place is not None:
            await self._dispatch.take(source, place.channel, event)

    def _learn(self, own: ChannelChatMessage) -> None:
        """What the bot is in a channel, its own badges there tell."""
        if not own.is_mirrored:
            self._acting.sender.learn(own.broadcaster_user_id, privileged=is_privileged(own.chatter))

    def lost(self, channel_id: str, error: SubscriptionRevokedError) -> None:
        """Tell of a subscription that Twitch has ended; with the last one of a channel, that is left."""
        _log.error("%s", error)
        self._runner.failures.send(Failure(handler=None, context=None, error=error))
        place = self._places.get(channel_id)
        if place is not None:
            place.loss = error
            self._check_lost(place)

    def _check_lost(self, place: Place) -> None:
        if place.loss is not None and self._streams.is_lost(place.channel.user_id):
            self._places.lose(place)
            self._end_if_nowhere()

    def _end_if_nowhere(self) -> None:
        if self._places.loss is not None and not self._places:
            self._span.fail(self._places.loss)

    # What handlers ask

    async def _wait_for(self, event: Source[E], channel: Channel, matching: Callable[[E], bool] | None) -> E:
        with self._lanes.paused():
            return await self._events.wait_for(event, channel, matching=self._dispatch.fitting(matching))

    def _start_soon(self, ctx: Context[Any], fn: Callable[..., Awaitable[object]], args: tuple[object, ...]) -> None:
        place = self._places.get(ctx.channel.user_id)
        if place is None:
            raise ConfigurationError(f"{ctx.channel} was left, and its tasks ended with that.")
        self._span.start(self._runner.beside, ctx, place, place.scope(), fn, args)
