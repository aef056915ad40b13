"""What a handler gets: where it is, who it is about, and what can be done there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import copy
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, TypeVarTuple, cast

from ..._services import refuse_call
from ...eventsub import ChannelChatMessage, Event
from ._types import S_co

if TYPE_CHECKING:
    from ...eventsub import Chatter
    from ...eventsub.events.event import Source
    from ...eventsub.listening import Listening
    from ...helix import Helix, SentMessage
    from ...people import PartialUser
    from .._acting import Acting
    from ..channel import Channel
    from ._command import Command
    from .serving import Serving

__all__ = ["CommandContext", "Context"]

E = TypeVar("E", bound=Event)
Ts = TypeVarTuple("Ts")


class Context(Generic[S_co]):
    """What a handler gets beside its event.

    Attributes:
        state: The program's own, as it was given to `serve`.
        channel: Where it happened.
        user: Who did it: the event's `user`, else its `chatter`, else its `from_broadcaster`; `None` if it has none.
        serving: What called the handler.
    """

    state: S_co

    def __init__(self, serving: Serving[Any], state: Any, channel: Channel, event: Event) -> None:
        self.state = state
        # As it was given to `serve`, also where `state` is that of an inner router.
        self._whole = state
        self.channel = channel
        self.serving: Serving[S_co] = serving
        self.user: PartialUser | None = _who(event)
        self._message_id = event.message_id if isinstance(event, ChannelChatMessage) else None

    @property
    def helix(self) -> Helix:
        """Twitch's API."""
        return self._acting.helix

    @property
    def events(self) -> Listening:
        """Further events: `listen` and `wait_for`."""
        return self.serving._events  # noqa: SLF001  # a context is its serving's hand

    @property
    def _acting(self) -> Acting:
        return self.serving._acting  # noqa: SLF001  # as above

    async def send(self, text: str) -> tuple[SentMessage, ...]:
        """Say something in the channel; see `Channel.send`."""
        return await self.channel.send(text)

    async def reply(self, text: str) -> tuple[SentMessage, ...]:
        """Answer the chat message that this is about; as `send` where it is about none."""
        return await self.channel.send(text, reply_to=self._message_id)

    async def wait_for(self, event: Source[E], /, *, matching: Callable[[E], bool] | None = None) -> E:
        """Wait for an event in this channel; see `Bot.wait_for`.

        Chat messages that are passed over, such as the bot's own, are not waited for.
        """
        return await self.serving._wait_for(event, self.channel, matching)  # noqa: SLF001  # as above

    def start_soon(self, fn: Callable[[*Ts], Awaitable[object]], *args: *Ts) -> None:
        """Run a task until the channel is left or `serve` ends; what it raises is a crash of this handler.

        Raises:
            ConfigurationError: The channel was left, or all has ended.
            TypeError: `fn` was called already.
        """
        refuse_call(fn)
        self.serving._start_soon(self, fn, args)  # noqa: SLF001  # as above

    def _with(self, state: object) -> Self:
        """The same, for a router with a state of its own."""
        other = copy(self)
        other.state = state  # type: ignore[assignment]  # what a router takes, its `include` gives
        return other


class CommandContext(Context[S_co]):
    """What a command gets beside its arguments.

    Attributes:
        message: The message that it was called with.
        chatter: Who wrote that.
        command: Which command it is.
        name: By which of its names it was called, as written.
        prefix: What stood in front of the name.
        text: What followed the name.
    """

    def __init__(
        self,
        serving: Serving[Any],
        state: Any,
        channel: Channel,
        message: ChannelChatMessage,
        *,
        command: Command,
        name: str,
        prefix: str,
        text: str,
    ) -> None:
        super().__init__(serving, state, channel, message)
        self.message = message
        # It was made already.
        self.chatter: Chatter = cast("Chatter", self.user)
        self.command = command
        self.name = name
        self.prefix = prefix
        self.text = text

    @property
    def usage(self) -> str:
        """How the command is written."""
        return f"{self.prefix}{self.command.usage_with(self.serving.option)}"

    async def delete(self) -> None:
        """Delete the chatter's message; see `Channel.delete`."""
        await self.channel.delete(self.message)


def _who(event: Event) -> PartialUser | None:
    for part in ("user", "chatter", "from_broadcaster"):
        who: PartialUser | None = getattr(event, part, None)
        if who is not None:
            return who
    return None
