"""How long a router is served: until it is stopped, its task is cancelled, or the bot has ended."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import trio

from ..._given import check
from ..._opening import block_ended
from ..._services import Services, open_services, unwrapped
from ...errors import ConfigurationError, ServiceCrashedError

__all__ = ["Span"]


class Span:
    """The time in which a router is served, and the tasks that run in it.

    Attributes:
        finishing: Around the wait for what has begun, once it is stopped.
    """

    def __init__(self) -> None:
        self.finishing = trio.CancelScope()
        self._end = trio.Event()
        self._over = trio.Event()
        self._services: Services | None = None

    @asynccontextmanager
    async def open(self, bot: Services) -> AsyncGenerator[None]:
        """Begin, among what the bot runs; what still runs is cancelled when the block ends.

        Raises:
            ConfigurationError: The bot has ended.
        """
        if bot.ended:
            raise block_ended()
        try:
            await bot.start(self._stay, name="serving", ended=self._bot_ended)
            with trio.CancelScope() as everything:
                async with open_services() as self._services:
                    yield
                    everything.cancel(reason="twitchtrio: serving was stopped")
        except BaseExceptionGroup as exc:
            # Of a handler's own nursery.
            error = unwrapped(exc)
            raise error from error.__cause__
        finally:
            self._services = None
            self._end.set()
            self._over.set()

    async def over(self) -> None:
        """Wait until it is stopped, or the bot has ended."""
        await self._end.wait()

    def stop(self, grace: float) -> None:
        """Let it end, in so many seconds at most; who says it again changes how many are left.

        Raises:
            ConfigurationError: It is no such number.
        """
        check("grace", grace, "a number of seconds", int, float)
        if not 0 <= grace <= math.inf:
            raise ConfigurationError(f"grace={grace!r} should be a number of seconds, 0 or more.")
        self.finishing.deadline = trio.current_time() + grace
        self._end.set()

    def check(self) -> None:
        """Refuse to begin anything new once it is stopped.

        Raises:
            ConfigurationError: It is.
        """
        if self._end.is_set():
            raise self._ended()

    def begin(self, fn: Callable[..., Awaitable[object]], *args: Any) -> None:
        """Run a task of what is new.

        Raises:
            ConfigurationError: It is stopped.
        """
        self.check()
        self.start(fn, *args)

    def start(self, fn: Callable[..., Awaitable[object]], *args: Any) -> None:
        """Run a task, also of what is being finished.

        Raises:
            ConfigurationError: All has ended.
        """
        if self._services is None:
            raise self._ended()
        self._services.start_soon(fn, *args)

    def fail(self, error: Exception) -> None:
        """End with an error, as itself."""
        if self._services is not None:
            self._services.fail(error)

    async def _stay(self, *, task_status: trio.TaskStatus[None]) -> None:
        task_status.started()
        await self._over.wait()

    def _bot_ended(self, crash: ServiceCrashedError | None) -> None:
        if crash is not None:
            self.fail(crash)
        self.stop(0)

    def _ended(self) -> ConfigurationError:
        return ConfigurationError("This router is not served any more; call bot.serve() again.")
