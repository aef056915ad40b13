"""Telling the program of refreshed tokens, and letting the code that is told use them."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias, TypeVar

import trio
from attrs import Factory, define

from .._broadcast import Broadcast
from .._late import readers_first
from .._opening import block_ended
from .._services import Services
from ..errors import AuthError, ConfigurationError, ServiceCrashedError, TwitchError
from ..tokens import AppToken, TokenRefresh, UserToken, UserTokenRefresh
from .permission import Holder, Permission, granted

__all__ = ["AppRefreshed", "Callbacks", "Refreshed"]

Refreshed: TypeAlias = Callable[[UserToken, UserToken], object]
"""Told of the old and the new token of an account; awaited if it returns an awaitable."""

AppRefreshed: TypeAlias = Callable[[AppToken | None, AppToken], object]
"""Told of the old and the new app token; awaited if it returns an awaitable."""

F = TypeVar("F")

_LIMIT: Final = 30.0


@define(eq=False)
class _Told:
    refresh: TokenRefresh
    permission: Permission
    acknowledged: trio.Event = Factory(trio.Event)


class Callbacks:
    """Runs the program's callbacks, one at a time, in a task of their own."""

    def __init__(
        self, services: Services, *, on_user_token_refresh: Refreshed | None, on_app_token_refresh: AppRefreshed | None
    ) -> None:
        self._services = services
        self._on_user = _checked(on_user_token_refresh, "on_user_token_refresh")
        self._on_app = _checked(on_app_token_refresh, "on_app_token_refresh")
        self._send, self._receive = trio.open_memory_channel[_Told](0)
        self._broadcast = Broadcast[TokenRefresh]()
        self._end: TwitchError | None = None

    async def tell(self, refresh: TokenRefresh, *, holder: Holder | None) -> None:
        """Tell of a refresh and wait until the callback has returned."""
        self._broadcast.send(refresh)
        if self._callback(refresh) is None:
            await trio.lowlevel.checkpoint()
            return
        told = _Told(refresh, Permission(holder, self))
        await self._send.send(told)
        await told.acknowledged.wait()

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

    async def _call(self, told: _Told) -> None:
        try:
            with granted(told.permission):
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self._give_up, told.refresh, nursery.cancel_scope)
                    await self._call_back(told.refresh)
                    nursery.cancel_scope.cancel(reason="twitchtrio: the callback has returned")
        finally:
            told.acknowledged.set()

    async def _call_back(self, refresh: TokenRefresh) -> None:  # noqa: ASYNC910  # a plain function does not wait
        callback = self._callback(refresh)
        assert callback is not None
        try:
            await _by_the_program(callback, refresh)
        except (Exception, SystemExit) as exc:  # noqa: BLE001 - the border to the program's code: it leaves as itself
            exc.add_note(f"Raised in {self._name(refresh)}. The new token is in the store all the same.")
            self._services.fail(exc)

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
        login = refresh.account.login if isinstance(refresh, UserTokenRefresh) else None
        return AuthError(
            f"{self._name(refresh)} had not returned {_LIMIT:.0f} s after it was told of the new token of "
            f"{repr(login) if login else 'the app'}; no request may use the token before it has.",
            account=login,
        )


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
