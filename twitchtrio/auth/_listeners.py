"""Listening on this machine's loopback addresses, for a few connections at a time."""

from __future__ import annotations

import errno
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, TypeAlias

import trio

from ..errors import ConfigurationError

__all__ = ["Handler", "listen", "serve"]

Handler: TypeAlias = Callable[[trio.SocketStream], Awaitable[None]]

_log = logging.getLogger("twitchtrio.auth")

_AT_ONCE: Final = 8
_TURN: Final = 0.01
_PAUSE: Final = 0.1
_TRIES: Final = 10
_HIGHEST: Final = 65535
_IPV4: Final = "127.0.0.1"
_IPV6: Final = "::1"
# What a machine without IPv6 says.
_MISSING: Final = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT})


async def listen(port: int) -> list[trio.SocketListener]:
    """Listen on 127.0.0.1 and, unless the machine has no IPv6, on ::1: a browser may try either for `localhost`.

    Args:
        port: The port of both; 0 stands for any that is free.

    Raises:
        ConfigurationError: One of them cannot be had.
    """
    if not 0 <= port <= _HIGHEST:
        raise ConfigurationError(f"{port} is no port; choose one from 1 to {_HIGHEST}.")
    for _ in range(_TRIES if port == 0 else 0):
        # What is free at one address may be taken at the other.
        with suppress(ConfigurationError):
            return await _both(port)
    return await _both(port)


async def _both(port: int) -> list[trio.SocketListener]:
    try:
        (listener,) = await trio.open_tcp_listeners(port, host=_IPV4)
    except OSError as exc:
        raise _taken(port, _IPV4, exc) from exc
    port = listener.socket.getsockname()[1]
    try:
        return [listener, *await trio.open_tcp_listeners(port, host=_IPV6)]
    except OSError as exc:
        if exc.errno in _MISSING or isinstance(exc, trio.socket.gaierror):
            return [listener]
        listener.socket.close()
        raise _taken(port, _IPV6, exc) from exc
    except BaseException:
        listener.socket.close()
        raise


def _taken(port: int, address: str, exc: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"Port {port} of this machine cannot be had at {address} ({exc.strerror}). End the program that uses it, or "
        "choose another port and register its address for the app."
    )


@trio.lowlevel.enable_ki_protection  # as all tasks here: Ctrl-C is for the program's own
async def serve(handler: Handler, listeners: list[trio.SocketListener], *, task_status: trio.TaskStatus[None]) -> None:
    """Give each connection to the handler, which raises nothing and closes it; eight at a time.

    A further one takes the place of the oldest, which has had a hundredth of a second to say what it wants: others that
    say nothing cannot keep Twitch's answer out.
    """
    places = _Places()
    async with trio.open_nursery() as nursery:
        for listener in listeners:
            nursery.start_soon(_accept_all, listener, handler, places, nursery, name="login listener")
        task_status.started()


class _Places:
    """For a few connections, in the order in which they came."""

    def __init__(self) -> None:
        self._free = trio.Semaphore(_AT_ONCE)
        self._taken: dict[trio.CancelScope, float] = {}

    async def take(self) -> trio.CancelScope:
        """Wait for a place, making the oldest leave if there is none; who has it runs in the scope."""
        if not self._free.value and self._taken:
            oldest, since = next(iter(self._taken.items()))
            await trio.sleep_until(since + _TURN)
            oldest.cancel(reason="twitchtrio: a newer connection to the login's server takes its place")
        await self._free.acquire()
        scope = trio.CancelScope()
        self._taken[scope] = trio.current_time()
        return scope

    def leave(self, scope: trio.CancelScope) -> None:
        """Give the place of a connection that was answered to the next one."""
        del self._taken[scope]
        self._free.release()


@trio.lowlevel.enable_ki_protection
async def _accept_all(listener: trio.SocketListener, handler: Handler, places: _Places, nursery: trio.Nursery) -> None:
    refused = False
    async with listener:
        while True:
            await trio.lowlevel.wait_readable(listener.socket)
            place = await places.take()
            try:
                stream = await listener.accept()
            except OSError as exc:
                # Too many open files, mostly; whatever it is, the next connection may come through.
                if not refused:
                    _log.warning("The login's server accepts no connections just now (%s).", exc.strerror)
                refused = True
                await trio.sleep(_PAUSE)
                places.leave(place)
            else:
                refused = False
                nursery.start_soon(_handle, handler, stream, places, place, name="login connection")


@trio.lowlevel.enable_ki_protection
async def _handle(handler: Handler, stream: trio.SocketStream, places: _Places, place: trio.CancelScope) -> None:
    try:
        with place:
            await handler(stream)
    finally:
        places.leave(place)
