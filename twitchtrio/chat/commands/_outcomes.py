"""What becomes of what handlers raise.

    raised                          without a handler of `router.error`        counted
    NotAllowedError                 nothing                                    refused
    OnCooldownError                 nothing                                    refused
    UsageError                      its text is replied, at most one in 5 s    refused
    CommandError                    its text is replied
    MessageDroppedError             one log line                               unshown
    another Exception               a crash                                    crashed
    KeyboardInterrupt, SystemExit,  `serve` ends with it
      Cancelled, a group with one
      of them, the loss of the
      bot's login, a bug of ours

The handlers are those of the nearest router first, and in one router those of the most specific class. What they
raise themselves goes on outwards. A group of exceptions with a single one in it counts as that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._services import unwrapped
from ...errors import LoginRequiredError, ServiceCrashedError, TokenRevokedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ._table import Layer
    from ._types import Handler
    from .context import Context

__all__ = ["ends_serve", "handled"]


def ends_serve(error: Exception, login: str) -> bool:
    """Whether nothing can go on after this, whatever the program says of crashes."""
    if isinstance(error, ServiceCrashedError):
        return True
    return isinstance(error, TokenRevokedError | LoginRequiredError) and error.account in {None, login}


async def handled(
    error: Exception, layers: Sequence[Layer], contexts: Sequence[Context[Any]], *, login: str
) -> Exception | None:
    """Let the program's handlers see to an exception, from inside to outside; what is left of it.

    Args:
        error: What was raised.
        layers: The routers around the handler, from outside to inside.
        contexts: Of each, the context as its handlers see it.
        login: The bot's.
    """
    for layer, ctx in zip(reversed(layers), reversed(contexts), strict=True):
        if ends_serve(error, login):
            break
        handler = _handler(layer.errors, error)
        if handler is None:
            continue
        try:
            await handler(ctx, error)
        except Exception as exc:  # noqa: BLE001  # it goes on outwards
            error = unwrapped(exc)
        else:
            return None
    return error  # noqa: ASYNC910  # it follows upon work that was awaited


def _handler(handlers: Mapping[type[Exception], Handler], error: Exception) -> Handler | None:
    return next((handlers[kind] for kind in type(error).__mro__ if kind in handlers), None)
