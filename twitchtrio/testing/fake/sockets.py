"""EventSub WebSocket sessions and their subscriptions, as the server holds them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec
import trio
from attrs import define, field, frozen

from .clock import Clock, Ids
from .link import Link

if TYPE_CHECKING:
    from .world import FakeUser

__all__ = ["FakeSocket", "SentMessage", "SocketRecord", "Subscription", "filled"]

_CLOSE: Final = {
    4000: ("Internal server error", "websocket_internal_error"),
    4001: ("Client sent inbound traffic", "websocket_received_inbound_traffic"),
    4002: ("Client failed ping-pong", "websocket_failed_ping_pong"),
    4003: ("Connection unused", "websocket_connection_unused"),
    4004: ("Reconnect grace time expired", "websocket_failed_to_reconnect"),
    4005: ("Network timeout", "websocket_network_timeout"),
    4006: ("Network error", "websocket_network_error"),
    4007: ("Invalid reconnect", "websocket_disconnected"),
}
_TICK: Final = 1e-6
_UNUSED: Final = 10.0
_PING_EVERY: Final = 30.0
_PONG_WITHIN: Final = 10.0


@frozen(kw_only=True, slots=False)
class SentMessage:
    """An EventSub message: as sent, or as it would have been.

    Attributes:
        at: Seconds on the fake's clock when it came to be.
    """

    message_id: str
    message_type: str
    text: str = field(repr=False)
    at: float

    @cached_property
    def json(self) -> dict[str, Any]:
        """The message, decoded."""
        decoded: dict[str, Any] = json.loads(self.text)
        return decoded


@frozen(kw_only=True)
class SocketRecord:
    """What became of the messages for one session.

    Attributes:
        read: What the client really took from the connection, in order, repetitions included.
        unread: What was sent but never reached it.
        missed: Events that fitted one of its subscriptions but were never sent.
    """

    session_id: str
    opened_at: float
    closed_at: float | None
    read: tuple[SentMessage, ...]
    unread: tuple[SentMessage, ...]
    missed: tuple[SentMessage, ...]


@define(kw_only=True, eq=False)
class Subscription:
    """A subscription over WebSocket, enabled until its status says why not."""

    id: str
    type: str
    version: str
    condition: dict[str, str]
    client_id: str
    user_id: str
    cost: int
    created_at: str
    session: FakeSocket
    status: str = "enabled"
    ends_at: float | None = None
    end_status: str = ""
    named: dict[str, str] = field(init=False)
    """What the condition names."""

    def __attrs_post_init__(self) -> None:
        self.named = filled(self.condition)

    def key(self) -> tuple[str, str, str, str, frozenset[tuple[str, str]]]:
        """What no two enabled subscriptions may share."""
        return (self.client_id, self.user_id, self.type, self.version, frozenset(self.named.items()))


def filled(condition: Mapping[str, str]) -> dict[str, str]:
    """What a condition names; an empty value is as good as none."""
    return {key: value for key, value in condition.items() if value}


class _Hub(Protocol):
    """What a session asks of whoever holds them all."""

    clock: Clock
    ids: Ids

    def of_session(self, socket: FakeSocket) -> list[Subscription]: ...

    def reconnect_url(self, socket: FakeSocket, *, welcome_delay: float, grace: float) -> str: ...

    def adopt(self, socket: FakeSocket) -> None: ...

    def ended(self, socket: FakeSocket, status: str, *, linger: bool) -> None: ...


class FakeSocket:
    """A live EventSub session. Its methods make trouble on it; none of them waits.

    Attributes:
        url: Where its client connected, without the query.
        session_id: As in the welcome message.
        user: Whose token made its first subscription.
        closed_at: Seconds on the fake's clock when it ended.
        succeeded: Whether another session has taken its subscriptions over, and so takes all further ones.
    """

    def __init__(self, hub: _Hub, link: Link, *, url: str, keepalive: float, replaces: FakeSocket | None) -> None:
        self.url = url
        self.session_id: str = hub.ids.token(36)
        self.user: FakeUser | None = None
        self.client_id: str | None = None
        self.opened_at: float = hub.clock.now()
        self.closed_at: float | None = None
        self.replaces = replaces
        self.succeeded = False
        self._hub = hub
        self._link = link
        self._keepalive = keepalive
        self._nursery: trio.Nursery
        self._emptied = trio.lowlevel.ParkingLot()
        self._pong = trio.Event()
        self._reconnecting = False
        self._spoilt = False
        self._sent_at = self.opened_at
        self._sent: list[tuple[int, SentMessage]] = []
        self._missed: list[SentMessage] = []

    def __repr__(self) -> str:
        return f"<FakeSocket {self.session_id} of {self.user.login if self.user else 'nobody yet'}>"

    @property
    def user_id(self) -> str | None:
        """The id of the user whose token made its first subscription."""
        return None if self.user is None else self.user.id

    @property
    def alive(self) -> bool:
        """Whether the session has not ended."""
        return self.closed_at is None

    @property
    def subscriptions(self) -> list[Subscription]:
        """The enabled subscriptions whose events come here."""
        return self._hub.of_session(self)

    # Trouble

    def drop(self) -> None:
        """Cut the connection without a close frame. What the client has not read yet is lost."""
        self._end("websocket_network_error", linger=True)
        self._link.cut()

    def silence(self) -> None:
        """Send and answer nothing more, but keep the connection, as a network does that swallows everything."""
        self._link.silenced = True

    def close(self, code: int, reason: str = "") -> None:
        """Close with a code and its usual reason, or another."""
        usual, status = _CLOSE.get(code, ("", "websocket_disconnected"))
        if self.alive:
            self._link.send_close(code, reason or usual)
        self._end(status)

    def reconnect(self, *, welcome_delay: float = 0.0, grace: float = 30.0) -> None:
        """Ask the client to move to another address, as Twitch does before it takes a server away.

        Events come here until the new session is welcomed, then there. This one is closed with 4004 after `grace`
        seconds.
        """
        self._reconnecting = True
        url = self._hub.reconnect_url(self, welcome_delay=welcome_delay, grace=grace)
        self._send("session_reconnect", {"session": self._session("reconnecting", None, url)})
        self._nursery.start_soon(self._expire, grace)

    def duplicate(self, n: int = 1) -> None:
        """Send the last notifications again, with the same message ids."""
        notifications = [message for _, message in self._sent if message.message_type == "notification"]
        for message in notifications[-n:] if n else ():
            self._post(message)

    def delay(self, seconds: float) -> None:
        """Hold back for some time everything that is not on its way yet."""
        self._link.held_until = max(self._link.held_until, trio.current_time() + seconds)

    def send_raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        if self._can_send():
            self._link.send_raw(data)

    def send_text(self, text: str) -> None:
        """Send a text message as it is."""
        if self._can_send():
            self._link.send_text(text)

    def spoil(self, data: bytes) -> None:
        """Send bytes that are no WebSocket frame, and nothing more: nobody could read what came after them."""
        self.send_raw(data)
        self._spoilt = True

    # Messages

    def notify(self, payload: dict[str, Any], **metadata: str) -> None:
        """Send an event, or note that it cannot be sent."""
        message = self._message("notification", payload, **metadata)
        if self._can_send():
            self._post(message)
        else:
            self._missed.append(message)

    def revoke(self, payload: dict[str, Any], **metadata: str) -> None:
        """Tell the client that a subscription is no more."""
        self._send("revocation", payload, **metadata)

    def record(self) -> SocketRecord:
        """What the client has read up to now."""
        taken = self._link.taken
        return SocketRecord(
            session_id=self.session_id,
            opened_at=self.opened_at,
            closed_at=self.closed_at,
            read=tuple(message for end, message in self._sent if end <= taken),
            unread=tuple(message for end, message in self._sent if end > taken),
            missed=tuple(self._missed),
        )

    def _can_send(self) -> bool:
        return self.alive and not (self._spoilt or self._link.silenced or self._link.closing)

    def _send(self, message_type: str, payload: dict[str, Any], **metadata: str) -> None:
        if self._can_send():
            self._post(self._message(message_type, payload, **metadata))

    def _post(self, message: SentMessage) -> None:
        self._sent.append((self._link.send_text(message.text), message))
        self._sent_at = self._hub.clock.now()

    def _message(self, message_type: str, payload: dict[str, Any], **metadata: str) -> SentMessage:
        now = self._hub.clock.now()
        head = {
            "message_id": self._hub.ids.uuid(),
            "message_type": message_type,
            "message_timestamp": self._hub.clock.stamp(now),
            **metadata,
        }
        text = msgspec.json.encode({"metadata": head, "payload": payload}).decode()
        return SentMessage(message_id=head["message_id"], message_type=message_type, text=text, at=now)

    def _session(self, status: str, keepalive: int | None, reconnect_url: str | None) -> dict[str, Any]:
        return {
            "id": self.session_id,
            "status": status,
            "connected_at": self._hub.clock.stamp(self.opened_at),
            "keepalive_timeout_seconds": keepalive,
            "reconnect_url": reconnect_url,
            "recovery_url": None,
        }

    # Life

    async def run(self, *, welcome_delay: float = 0.0) -> None:
        """Be a session until the connection is over."""
        async with trio.open_nursery() as nursery:
            self._nursery = nursery
            nursery.start_soon(self._live, welcome_delay)
            await self._link.run(on_data=lambda: self.close(4001), on_pong=self._ponged)
            if self._link.clean:
                self._end("websocket_disconnected")
            else:
                self._end("websocket_network_error", linger=True)
            nursery.cancel_scope.cancel(reason="the session is over")

    def _ponged(self) -> None:
        self._pong.set()

    def subscriptions_changed(self) -> None:
        """Look again whether the session is in use."""
        self._emptied.unpark_all()

    async def _live(self, welcome_delay: float) -> None:
        await trio.sleep(welcome_delay)
        self._hub.adopt(self)
        self._send("session_welcome", {"session": self._session("connected", math.ceil(self._keepalive), None)})
        self._nursery.start_soon(self._keep_alive)
        self._nursery.start_soon(self._ping)
        self._nursery.start_soon(self._watch_use)

    async def _keep_alive(self) -> None:
        while True:
            left = self._sent_at + self._keepalive - self._hub.clock.now()
            if left > _TICK:
                await trio.sleep(left)
            else:
                self._send("session_keepalive", {})
                await trio.sleep(self._keepalive)

    async def _ping(self) -> None:
        while True:
            await trio.sleep(_PING_EVERY)
            if not self._can_send():
                continue
            self._pong = trio.Event()
            self._link.send_ping()
            with trio.move_on_after(_PONG_WITHIN):
                await self._pong.wait()
            if not self._pong.is_set() and self._can_send():
                self.close(4002)

    async def _watch_use(self) -> None:
        while True:
            await trio.lowlevel.checkpoint()
            with trio.move_on_after(_UNUSED) as scope:
                await trio.lowlevel.checkpoint()
                while not self.subscriptions:
                    await self._emptied.park()
            if scope.cancelled_caught and self._can_send() and not self._reconnecting:
                self.close(4003)
            while self.subscriptions:
                await self._emptied.park()

    async def _expire(self, grace: float) -> None:
        await trio.sleep(grace)
        self.close(4004)

    def _end(self, status: str, *, linger: bool = False) -> None:
        if self.alive:
            self.closed_at = self._hub.clock.now()
            self._hub.ended(self, status, linger=linger)
