"""From an event to work: what a message calls, who reacts to an event, and in which lane."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from ..._given import unfit
from ...eventsub import ChannelChatMessage
from ._calls import Prefixes, lines_of
from ._running import seen_by
from ._seldom import Seldom
from ._states import check_state
from .context import CommandContext, Context
from .cooldowns import Key, Per, key_of

if TYPE_CHECKING:
    from ...eventsub import Event
    from ...eventsub.events.event import Source
    from ..channel import Channel
    from ._admission import Admission
    from ._calls import Call, Prefix
    from ._lanes import Lanes
    from ._running import Runner
    from ._table import Found, ReactionRoute, Route, Table
    from ._types import Handler
    from .serving import Serving

__all__ = ["Dispatch"]

_log: Final = logging.getLogger("twitchtrio.chat")


class Dispatch:
    """Hands what comes to lanes.

    Attributes:
        table: What is called and who reacts, from now on.
        dropped: How many commands were left out because too many waited.
    """

    def __init__(
        self,
        serving: Serving[Any],
        state: object,
        table: Table,
        *,
        runner: Runner,
        lanes: Lanes,
        admission: Admission,
        prefix: Prefix,
        bot_id: str,
    ) -> None:
        self.dropped = 0
        self._serving = serving
        self._state = state
        self._runner = runner
        self._lanes = lanes
        self._admission = admission
        self._prefix: Any = prefix if callable(prefix) else Prefixes(prefix)
        self._bot_id = bot_id
        self._warning = Seldom()
        self.table = self.checked(table)

    def checked(self, table: Table) -> Table:
        """A table as it is, if its names go with the prefix, and its handlers with the state.

        Raises:
            ConfigurationError: A name begins with it, or there is no state, and a handler takes one.
        """
        check_state(table, self._state)
        if isinstance(self._prefix, Prefixes):
            self._prefix.check_names(table.root.children)
        return table

    async def take(  # noqa: ASYNC910  # a checkpoint only if there is no room
        self, source: Source[Any], channel: Channel, event: Event
    ) -> None:
        """Hand on what an event is for; waits while too much is at work."""
        if isinstance(event, ChannelChatMessage):
            if not self._admission.admits(event):
                return  # noqa: ASYNC910  # as above
            self._look_at(channel, event)
        for route in self.table.reactions.get(source, ()):
            ctx = Context(self._serving, self._state, channel, event)
            found, key = self._key(route, route.reaction.lane, ctx)
            if found:
                # Each handler has lanes of its own, also one that has no hash.
                key = None if key is None else (id(route.function), key)
                await self._lanes.put(key, partial(self._runner.reaction, route, ctx, event))

    def fitting(self, matching: Callable[[Any], bool] | None) -> Callable[[Any], bool]:
        """Which events a handler waits for: what matches, but for messages that are passed over.

        Raises:
            ConfigurationError: `matching` is no function.
        """
        if not (matching is None or callable(matching)):
            raise unfit("matching", matching, "a function of an event")

        def fits(event: Event) -> bool:
            if isinstance(event, ChannelChatMessage) and not self._admission.hears(event):
                return False
            return matching is None or matching(event)

        return fits

    def _look_at(self, channel: Channel, message: ChannelChatMessage) -> None:
        known = isinstance(self._prefix, Prefixes)
        # Most messages end here.
        if known and not self._prefix.may_begin(message.message.text):
            return
        if not self.table.has_commands or message.channel_points_custom_reward_id:
            return
        if known:
            self._call(self._prefix, channel, message)
            return
        ctx = Context(self._serving, self._state, channel, message)
        work = partial(self._ask, self._prefix, ctx, channel, message)
        self._offer(("prefix", channel.user_id, message.chatter_user_id), work, channel)

    async def _ask(self, prefix: Handler, ctx: Context[Any], channel: Channel, message: ChannelChatMessage) -> None:
        async def work(_: object) -> None:  # noqa: ASYNC910  # the program may answer at once
            answer: Any = prefix(message)
            self._call(Prefixes(await answer if inspect.isawaitable(answer) else answer), channel, message)

        await self._runner.see_to(prefix, (), ctx, work)

    def _call(self, prefixes: Prefixes, channel: Channel, message: ChannelChatMessage) -> None:
        for line in lines_of(message, self._bot_id):
            call = prefixes.call(line)
            found = None if call is None else self.table.find(call.line)
            if call is not None and found is not None:
                self._command(call, found, channel, message)
                return

    def _command(self, call: Call, found: Found, channel: Channel, message: ChannelChatMessage) -> None:
        command = found.route.command
        lane = command.rules.lane
        ctx = CommandContext(
            self._serving,
            self._state,
            channel,
            message,
            command=command,
            name=" ".join(found.names),
            prefix=call.prefix,
            text=found.rest,
        )
        known, key = self._key(found.route, lane, ctx)
        if known:
            # By identity, since hashing a member of an enumeration takes its time.
            key = None if key is None else (id(lane), key)
            self._offer(key, partial(self._runner.command, found.route, ctx), channel)

    def _key(self, route: Route | ReactionRoute, lane: Key | None, ctx: Context[Any]) -> tuple[bool, Hashable | None]:
        """Whether the key of a lane could be found, and the key."""
        if lane is None:
            return True, None
        try:
            if not isinstance(lane, Per):
                # A function gets the context as its router sees it.
                *_, ctx = seen_by(route.layers, ctx)
            return True, key_of(lane, ctx)
        except Exception as exc:  # noqa: BLE001  # the program's own function
            self._runner.crash(route.function, ctx, exc)
            return False, None

    def _offer(self, key: Hashable | None, work: Any, channel: Channel) -> None:
        if self._lanes.offer(key, work):
            return
        self.dropped += 1
        if self._warning.now():
            _log.warning("Too many commands wait; one in %s was left out, %d so far.", channel.login, self.dropped)
