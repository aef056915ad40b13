"""Running a handler: who may, with which arguments, how often, and what becomes of what it raises."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import frozen

from ..._broadcast import Broadcast
from ..._given import check
from ..._services import unwrapped
from ...errors import (
    CommandError,
    ConfigurationError,
    MessageDroppedError,
    NotAllowedError,
    OnCooldownError,
    UsageError,
)
from ._outcomes import ends_serve, handled
from ._parse import parse
from .context import CommandContext
from .cooldowns import Cooldown, Per, Windows
from .policies import Crash

if TYPE_CHECKING:
    import trio

    from ...eventsub import Event
    from ._place import Place
    from ._table import Layer, ReactionRoute, Route
    from ._types import Handler
    from .context import Context

__all__ = ["Failure", "Runner", "check_allowed", "seen_by"]

_log: Final = logging.getLogger("twitchtrio.chat")
# How often a chatter is told of wrong use.
_ADVICE: Final = Cooldown(5, per=Per.CHATTER)

_Contexts: TypeAlias = Sequence["Context[Any]"]


@frozen(kw_only=True, eq=False)
class Failure:
    """What went wrong."""

    handler: Handler | None
    """The function that raised it; `None` where a subscription of a channel was lost."""
    context: Context[Any] | None
    """What that was called with; `None` if there was none yet."""
    error: Exception


class Runner:
    """Runs handlers, each to its end.

    Attributes:
        option: What stands in front of the name of an option.
        failures: Who is told of crashes.
        windows: The uses of commands that count now.
        refused: How often a command was refused: not allowed, too early, or written otherwise.
        crashed: How many handlers crashed.
        unshown: How many messages Twitch showed to nobody.
    """

    def __init__(self, login: str, *, option: str, crash: Crash) -> None:
        check("option", option, "a str, such as '-'", str)
        if not option or option[0].isalnum() or option[0].isspace():
            raise ConfigurationError(f"option={option!r} should begin with a sign, such as '-'.")
        self.failures: Broadcast[Failure] = Broadcast()
        self.windows = Windows()
        self.refused = 0
        self.crashed = 0
        self.unshown = 0
        self._login = login
        self.option = option
        self._crash = crash

    async def command(self, route: Route, ctx: CommandContext[Any]) -> None:
        """Run a command."""

        async def work(contexts: _Contexts) -> None:
            await self._command(route, contexts)

        await self.see_to(route.function, route.layers, ctx, work)

    async def reaction(self, route: ReactionRoute, ctx: Context[Any], event: Event) -> None:
        """Run a handler of events."""

        async def work(contexts: _Contexts) -> None:
            await _call(route.function, route.layers, contexts, (event,))

        await self.see_to(route.function, route.layers, ctx, work)

    async def beside(
        self,
        ctx: Context[Any],
        place: Place,
        scope: trio.CancelScope,
        fn: Callable[..., Awaitable[object]],
        args: tuple[object, ...],
    ) -> None:
        """Run a task that a handler has started, in a scope of its channel's."""

        async def work(_: object) -> None:
            # What it raises besides being cancelled is to be seen to.
            with scope:
                await fn(*args)

        try:
            await self.see_to(fn, (), ctx, work)  # type: ignore[arg-type]  # it is named, not called
        finally:
            place.scopes.discard(scope)

    async def see_to(  # noqa: ASYNC910  # it follows upon work that was awaited
        self,
        function: Handler,
        layers: Sequence[Layer],
        ctx: Context[Any],
        work: Callable[[_Contexts], Awaitable[object]],
    ) -> None:
        """Do work with the context as each router sees it, and see to what it raises."""
        contexts: list[Context[Any]] = []
        try:
            contexts.extend(seen_by(layers, ctx))
            await work(contexts)
        except Exception as exc:  # noqa: BLE001  # it is judged
            left = await handled(unwrapped(exc), layers[: len(contexts)], contexts, login=self._login)
            if left is not None:
                await self._judge(function, ctx, left)

    def crash(self, function: Handler | None, ctx: Context[Any] | None, error: Exception) -> None:
        """Note a crash, or let it end `serve`."""
        error = unwrapped(error)
        if ends_serve(error, self._login):
            raise error
        self.crashed += 1
        self.failures.send(Failure(handler=function, context=ctx, error=error))
        if self._crash is Crash.RAISE:
            raise error
        _log.error("%s crashed%s.", _name(function), _where(ctx), exc_info=error)

    async def _command(self, route: Route, contexts: _Contexts) -> None:
        ctx = contexts[-1]
        assert isinstance(ctx, CommandContext)
        await check_allowed(route, contexts)
        signature = route.command.signature
        if signature is None:
            positional: list[Any] = [ctx.name.rpartition(" ")[2], ctx.text]
            options: dict[str, Any] = {}
        else:
            positional, options = await parse(signature, ctx, ctx.text, option=self.option)
        use = None
        if route.cooldowns:
            use = await self.windows.take((each, contexts[at]) for at, each in route.cooldowns)  # type: ignore[misc]  # of a command they are
        try:
            await _call(route.function, route.layers, contexts, positional, options)
        except Exception as exc:
            if use is not None and isinstance(unwrapped(exc), CommandError):
                use.give_back()
            raise

    async def _judge(  # noqa: ASYNC910  # it follows upon work that was awaited
        self, function: Handler, ctx: Context[Any], error: Exception
    ) -> None:
        match error:
            case NotAllowedError() | OnCooldownError():
                self.refused += 1
            case UsageError():
                self.refused += 1
                if self._may_advise(ctx):
                    await self._answer(function, ctx, error)
            case CommandError():
                await self._answer(function, ctx, error)
            case MessageDroppedError():
                self.unshown += 1
                _log.warning("%s%s: %s", _name(function), _where(ctx), error)
            case _:
                self.crash(function, ctx, error)

    def _may_advise(self, ctx: Context[Any]) -> bool:
        try:
            self.windows.count([(_ADVICE, (ctx.channel.user_id, ctx.user))])
        except OnCooldownError:
            return False
        return True

    async def _answer(  # noqa: ASYNC910  # what is raised has been awaited
        self, function: Handler, ctx: Context[Any], error: CommandError
    ) -> None:
        try:
            await ctx.reply(error.text)
        except MessageDroppedError as exc:
            await self._judge(function, ctx, exc)
        except Exception as exc:  # noqa: BLE001  # what keeps an answer from going out is no better than a crash
            self.crash(function, ctx, exc)


def seen_by(layers: Iterable[Layer], ctx: Context[Any]) -> Iterator[Context[Any]]:
    """A context as each of these routers sees it, with its own state."""
    for layer in layers:
        ctx = ctx if layer.state is None else ctx._with(layer.state(ctx.state))  # noqa: SLF001  # made for this
        yield ctx


async def check_allowed(route: Route, contexts: _Contexts) -> None:  # noqa: ASYNC910  # as the permissions
    """Ask the permissions around a command, and its own.

    Raises:
        NotAllowedError: One of them says no.
    """
    for at, allow in route.gates:
        if not await allow.allows(contexts[at]):  # type: ignore[arg-type]  # of a command it is one
            raise NotAllowedError(allow)


async def _call(
    function: Handler,
    layers: Sequence[Layer],
    contexts: _Contexts,
    positional: Sequence[Any],
    options: dict[str, Any] | None = None,
) -> None:
    """Call a handler, with what is around it."""
    hooks = [(hook, ctx) for layer, ctx in zip(layers, contexts, strict=True) for hook in layer.around]
    if not hooks:
        await function(contexts[-1], *positional, **(options or {}))
        return
    async with AsyncExitStack() as stack:
        for hook, ctx in hooks:
            await stack.enter_async_context(hook(ctx))
        await function(contexts[-1], *positional, **(options or {}))


def _name(function: Handler | None) -> str:
    return getattr(function, "__qualname__", None) or repr(function)


def _where(ctx: Context[Any] | None) -> str:
    if ctx is None:
        return ""
    who = "" if ctx.user is None else f", for {ctx.user.login}"
    about = f", message {ctx.message.message_id}" if isinstance(ctx, CommandContext) else ""
    return f" in {ctx.channel.login}{who}{about}"
