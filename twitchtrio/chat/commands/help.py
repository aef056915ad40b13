"""Help in chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...errors import CommandError, NotAllowedError
from ._calls import Prefixes
from ._form import told
from ._running import check_allowed, seen_by
from .context import CommandContext
from .router import Router

if TYPE_CHECKING:
    from ._table import Route

__all__ = ["help_router"]


def help_router(*names: str) -> Router[None]:
    """A router with a command that tells chatters what they may use: `!help`, and `!help so` of one command.

    It knows all that is served, and leaves out what is hidden.

    Args:
        names: Its names; `help` if there is none.
    """
    router: Router[None] = Router()

    @router.command(*names or ("help",))
    async def tell(ctx: CommandContext[Any], command: str = "") -> None:
        """Say what there is, or how a command is written."""
        table = ctx.serving._dispatch.table  # noqa: SLF001  # it is a part of what it tells of
        if command:
            call = Prefixes(ctx.prefix).call(command)
            line = command if call is None else call.line
            found = table.find(line) or table.find(command)
            if found is None or not await _may(found.route, ctx):
                raise CommandError(f"There is no {ctx.prefix}{told(line)}.")
            of = found.route.command
            await ctx.reply(": ".join(filter(None, (f"{ctx.prefix}{of.usage_with(ctx.serving.option)}", of.summary))))
            return
        shown = (route for route in table.routes if route.command.names and not route.command.hidden)
        names = [route.command.names[0] for route in shown if await _may(route, ctx)]
        await ctx.reply(" ".join(f"{ctx.prefix}{name}" for name in names))

    return router


async def _may(route: Route, ctx: CommandContext[Any]) -> bool:
    try:
        await check_allowed(route, [*seen_by(route.layers, ctx._with(ctx._whole))])  # noqa: SLF001  # from outside on
    except NotAllowedError:
        return False  # noqa: ASYNC910  # as the permissions
    except Exception as exc:  # noqa: BLE001  # of one permission, which says nothing of the other commands
        ctx.serving._runner.crash(route.function, ctx, exc)  # noqa: SLF001  # as above
        return False  # noqa: ASYNC910  # as the permissions
    return True
