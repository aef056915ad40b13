"""EventSub over WebSocket: the machine of `_protocol`, with sockets and a clock."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import trio
from attrs import Attribute, field, frozen

from ..._backoff import Backoff
from ..._late import readers_first
from ..._once import Once
from ...endpoints import is_weaker
from ...errors import ConfigurationError, NetworkError
from ...network import Network, WebSocket, run_websocket
from ...subscription import Target, TransportMethod
from ..envelope import Pending
from ._actions import (
    Action,
    Carried,
    Close,
    Doubted,
    Ignored,
    Lost,
    Missed,
    MoveTo,
    Ready,
    Revoked,
    SetAside,
)
from ._protocol import Chain

if TYPE_CHECKING:
    from .transport import Link, Site

__all__ = ["WebSocketTransport"]

_STEADY: Final = 30.0
# Longer messages may take as long to read as many others together.
_LARGE: Final = 2**14

_logger: Final = logging.getLogger("twitchtrio.eventsub")


def _in_bounds(_: object, __: Attribute[int | None], value: int | None) -> None:
    given: object = value
    if given is not None and not (isinstance(given, int) and 10 <= given <= 600):
        raise ConfigurationError(f"keepalive={given!r} should be from 10 to 600 whole seconds.")


@frozen(kw_only=True)
class WebSocketTransport:
    """Events over WebSockets, one for each account that listens.

    Attributes:
        keepalive: After how many seconds of silence Twitch gives a sign of life, 10 to 600; Twitch's own choice, 10,
            if it is left out. A dead connection is noticed a little later than that.
    """

    keepalive: int | None = field(default=None, validator=_in_bounds)

    @property
    def method(self) -> TransportMethod:
        """What Twitch calls it."""
        return TransportMethod.WEBSOCKET

    @trio.lowlevel.enable_ki_protection
    async def carry(self, link: Link, site: Site) -> None:
        """Keep a session alive until cancelled, and tell `link` of it."""
        url = site.endpoints.eventsub_websocket
        if self.keepalive is not None:
            url += f"{'&' if urlsplit(url).query else '?'}keepalive_timeout_seconds={self.keepalive}"
        await _Driver(link, url, site.network).run()


class _Driver:
    """Obeys a chain of connections."""

    _nursery: trio.Nursery

    def __init__(self, link: Link, url: str, network: Network) -> None:
        self._link = link
        self._url = url
        self._network = network
        self._chain = Chain()
        self._sockets: dict[int, WebSocket] = {}
        self._backoff = Backoff()
        self._ignored = Once()
        self._ready_at = -_STEADY
        self._new_deadline = trio.lowlevel.ParkingLot()

    async def run(self) -> None:
        async with trio.open_nursery() as nursery:
            self._nursery = nursery
            nursery.start_soon(self._connect)
            await self._keep_time()

    async def _keep_time(self) -> None:
        while True:
            due = self._chain.deadline
            with trio.move_on_at(due):
                await self._new_deadline.park()
            if trio.current_time() >= self._chain.deadline:
                await readers_first(due)
            now = trio.current_time()
            if now >= self._chain.deadline:
                self._obey(self._chain.timed_out(now))

    @trio.lowlevel.enable_ki_protection
    async def _connect(self, delay: float = 0.0) -> None:
        await trio.sleep(delay)
        while True:
            try:
                socket = await self._open(self._url)
            except NetworkError as exc:
                self._link.trouble(str(exc))
                await trio.sleep(self._backoff.next())
            else:
                self._read_soon(socket, self._chain.connected(trio.current_time()))
                return

    @trio.lowlevel.enable_ki_protection
    async def _move(self, url: str) -> None:  # noqa: ASYNC910  # what failed has been waited for
        try:
            socket = await self._open(url)
        except NetworkError as exc:
            _logger.info("The address that Twitch gave to continue on does not answer: %s", exc)
            self._obey(self._chain.refused(trio.current_time()))
        else:
            self._read_soon(socket, self._chain.connected(trio.current_time(), moving=True))

    async def _open(self, url: str) -> WebSocket:
        if is_weaker(url, than=self._url):
            raise NetworkError("it goes without TLS", address="the address to move to", sent=False)
        # Cancelled, it says goodbye by itself.
        socket: WebSocket = await self._nursery.start(run_websocket, url, self._network)
        return socket

    def _read_soon(self, socket: WebSocket, number: int) -> None:
        self._sockets[number] = socket
        self._new_deadline.unpark_all()
        self._nursery.start_soon(self._read, socket, number, name=f"eventsub connection {number}")

    @trio.lowlevel.enable_ki_protection
    async def _read(self, socket: WebSocket, number: int) -> None:
        chain, deliver, room = self._chain, self._link.deliver, self._link.room
        while messages := await socket.receive():
            now = trio.current_time()
            for message in messages:
                for action in chain.received(number, message, now):
                    if type(action) is Pending:
                        deliver(action)
                    else:
                        self._obey((action,))
                if len(message) > _LARGE:
                    await trio.lowlevel.cancel_shielded_checkpoint()
                    now = trio.current_time()
            told = chain.told(number)
            if told is not None:
                self._link.heard(told, now)
            if len(messages) > 1:
                await room(len(messages))
        del self._sockets[number]
        self._obey(chain.closed(number, socket.close_code, socket.close_reason, trio.current_time()))

    def _obey(self, actions: Iterable[Action]) -> None:
        for action in actions:
            self._act(action)
        self._new_deadline.unpark_all()

    def _act(self, action: Action) -> None:
        match action:
            case MoveTo():
                self._nursery.start_soon(self._move, action.url)
            case Close():
                self._nursery.start_soon(self._abort, action.socket)
            case Lost():
                self._lost(action)
            case Ignored():
                if self._ignored.first(action.why):
                    _logger.warning("A message of Twitch's was ignored: %s. This is told once.", action.why)
            case Ready():
                self._ready_at = trio.current_time()
                self._link.ready(_target(action.session_id))
            case _:
                _tell(self._link, action)

    @trio.lowlevel.enable_ki_protection
    async def _abort(self, number: int) -> None:  # noqa: ASYNC910  # it may be gone by now
        if number in self._sockets:
            await self._sockets[number].abort()

    def _lost(self, lost: Lost) -> None:
        if lost.last_seen is None:
            self._link.trouble(lost.why)
        else:
            self._link.lost(lost.last_seen, lost.why)
        steady = lost.last_seen is not None and trio.current_time() - self._ready_at >= _STEADY
        if steady:
            self._backoff.reset()
        self._nursery.start_soon(self._connect, 0.0 if steady and lost.at_once else self._backoff.next())


def _target(session_id: str) -> Target:
    return Target(method=TransportMethod.WEBSOCKET, key=session_id)


def _tell(link: Link, action: Pending | Carried | Missed | Revoked | Doubted | SetAside) -> None:
    match action:
        case Pending():
            link.deliver(action)
        case Carried():
            link.moved(_target(action.session_id))
        case Missed():
            link.missed(action.since, action.until)
        case Revoked():
            link.revoked(action.subscription, action.at)
        case Doubted():
            link.doubted(action.why)
        case SetAside():
            link.set_aside(action.misfit)
