"""Telling the program of refreshed tokens, and letting the code that is told use them.

A callback may be all that keeps a pair. So what it is being told of, or is to be told of, when the block ends, it is
told of to the end, within a bound; and of a pair that it did not return from being told of, an ERROR tells.
"""

from __future__ import annotations

import inspect
import logging
import math
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, TypeAlias, TypeVar

import trio
from attrs import Factory, define

from .._broadcast import Broadcast
from .._foreign import named
from .._late import readers_first
from .._opening import block_ended
from .._services import Services, undisturbed, without_cancelled
from ..errors import AuthError, ConfigurationError, ServiceCrashedError, TwitchError
from ..stores import Store
from ..tokens import AppToken, TokenRefresh, UserToken, UserTokenRefresh
from .permission import Holder, Permission, granted

__all__ = ["AppRefreshed", "Callbacks", "Refreshed"]

Refreshed: TypeAlias = Callable[[UserToken, UserToken], object]
"""Told of the old and the new token of an account; awaited if it returns an awaitable."""

AppRefreshed: TypeAlias = Callable[[AppToken | None, AppToken], object]
"""Told of the old and the new app token; awaited if it returns an awaitable."""

F = TypeVar("F")

_log: Final = logging.getLogger("twitchtrio.auth")

_LIMIT: Final = 30.0
# Where the block ends meanwhile.
_LAST_LIMIT: Final = 5.0


@define(eq=False)
class _Told:
    refresh: TokenRefresh
    permission: Permission
    stored: bool
    acknowledged: trio.Event = Factory(trio.Event)


class Callbacks:
    """Runs the program's callbacks, one at a time, in a task of their own."""

    def __init__(
        self,
        services: Services,
        store: Store,
        *,
        on_user_token_refresh: Refreshed | None,
        on_app_token_refresh: AppRefreshed | None,
    ) -> None:
        self.running: Permission | None = None
        self._services = services
        self._store = store
        self._on_user = _checked(on_user_token_refresh, "on_user_token_refresh")
        self._on_app = _checked(on_app_token_refresh, "on_app_token_refresh")
        self._send, self._receive = trio.open_memory_channel[_Told](math.inf)
        self._owed: list[_Told] = []
        """What the program has not been told of to the end."""
        self._broadcast = Broadcast[TokenRefresh]()
        self._end: TwitchError | None = None

    async def tell(self, refresh: TokenRefresh, *, holder: Holder | None, stored: bool = True) -> None:
        """Tell of a refresh and wait until the callback has returned, for a short while also if that is cancelled."""
        self._broadcast.send(refresh)
        if self._callback(refresh) is None:
            await trio.lowlevel.checkpoint()
            return
        told = _Told(refresh, Permission(holder, self), stored)
        self._owed.append(told)
        self._send.send_nowait(told)
        try:
            await told.acknowledged.wait()
        finally:
            if not told.acknowledged.is_set():
                with suppress(trio.TooSlowError):
                    await undisturbed(_LAST_LIMIT, told.acknowledged.wait)  # noqa: ASYNC102  # it is bounded

    @asynccontextmanager
    async def watch(self) -> AsyncGenerator[trio.abc.ReceiveChannel[TokenRefresh], None]:
        """A channel of refreshes from now on."""
        if self._end is not None:
            await trio.lowlevel.checkpoint()
            raise self._end
        with self._broadcast.watch() as refreshes:
            yield refreshes

    @trio.lowlevel.enable_ki_protection
    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Call back for as long as the block lasts."""
        task_status.started()
        async for told in self._receive:
            await self._call(told)

    def end(self, crash: ServiceCrashedError | None) -> None:
        """Nothing more will be told; `crash` is why, if it was one."""
        self._end = crash or block_ended()
        self._broadcast.end(crash)
        for told in self._owed:
            _log.error(
                "%s did not return from being told of the new token of %s. %s",
                self._name(told.refresh),
                _whose(told.refresh),
                self._kept(told),
            )

    async def _call(self, told: _Told) -> None:
        try:
            with granted(told.permission):
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self._give_up, told.refresh, nursery.cancel_scope)
                    await self._call_back(told)
                    nursery.cancel_scope.cancel(reason="twitchtrio: the callback has returned")
        finally:
            told.acknowledged.set()

    async def _call_back(self, told: _Told) -> None:  # noqa: ASYNC910  # a plain function does not wait
        callback = self._callback(told.refresh)
        assert callback is not None
        try:
            await _by_the_program(callback, told.refresh)
        except BaseException as exc:  # noqa: ASYNC103 - the border to the program's code: it leaves as itself
            if not self._failed(told, exc):
                raise
        else:
            self._owed.remove(told)

    def _failed(self, told: _Told, exc: BaseException) -> bool:
        """End the block with what a callback raised, unless it was only cancelled."""
        error = without_cancelled(exc)
        if error is not None:
            error.add_note(f"Raised in {self._name(told.refresh)}. {self._kept(told)}")
            self._services.fail(error)
        return error is not None

    async def _give_up(self, refresh: TokenRefresh, scope: trio.CancelScope) -> None:
        due = trio.current_time() + _LIMIT
        await trio.sleep_until(due)
        await readers_first(due)
        self._services.fail(self._hung(refresh))
        scope.cancel(reason="twitchtrio: the callback took too long")

    def _callback(self, refresh: TokenRefresh) -> Callable[[Any, Any], object] | None:
        return self._on_user if isinstance(refresh, UserTokenRefresh) else self._on_app

    def _name(self, refresh: TokenRefresh) -> str:
        callback = self._callback(refresh)
        argument = "on_user_token_refresh" if callback is self._on_user else "on_app_token_refresh"
        return f"{argument} ({getattr(callback, '__qualname__', type(callback).__qualname__)})"

    def _hung(self, refresh: TokenRefresh) -> AuthError:
        return AuthError(
            f"{self._name(refresh)} had not returned {_LIMIT:.0f} s after it was told of the new token of "
            f"{_whose(refresh)}; no request may use the token before it has.",
            account=refresh.account.login if isinstance(refresh, UserTokenRefresh) else None,
        )

    def _kept(self, told: _Told) -> str:
        if not isinstance(told.refresh, UserTokenRefresh):
            return "Another one can be had at any time."
        if not told.stored:
            return "The new token is nowhere else: the store never took it."
        return f"The new token is in the store all the same ({named(self._store)})."


def _whose(refresh: TokenRefresh) -> str:
    if not isinstance(refresh, UserTokenRefresh):
        return "the app"
    return repr(refresh.account.login) if refresh.account.login else "the user whose token the program was started with"


@trio.lowlevel.disable_ki_protection
async def _by_the_program(  # noqa: ASYNC910  # a plain function does not wait
    callback: Callable[[Any, Any], object], refresh: TokenRefresh
) -> None:
    answer = callback(refresh.old, refresh.new)
    if inspect.isawaitable(answer):
        await answer


def _checked(callback: F, name: str) -> F:
    if callback is None or (callable(callback) and not inspect.isasyncgenfunction(callback)):
        return callback
    # What was called too early, as `on_...=save()`, would only be found out by the first refresh, hours later; what
    # yields would never be run.
    what = "one that yields" if callable(callback) else repr(type(callback).__name__)
    raise ConfigurationError(f"{name}= takes a function of the old and the new token, not {what}.")
