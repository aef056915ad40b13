"""The WebSocket protocol of EventSub as a machine without clock or socket.

One `Chain` oversees all connections of an account, which it numbers. It is told what happens and answers with what is
to be done (`_actions`). Times are seconds on any clock that does not jump; `deadline` is the time at which
`timed_out` has to be called if nothing else happens.

A connection is in one of four phases:

    GREETING   open; its welcome has to come within 10 s of that, whatever else comes, and has to be readable
    LIVE       welcomed; it carries the session, and silence beyond the keepalive time, with slack, means death
    LEAVING    another connection carries the session on; this one is read until it ends
    DOOMED     to be closed; what still arrives counts, nothing is awaited

    connected ---> GREETING -- its welcome --> LIVE -- welcome of the next --> LEAVING
                      |                          |                               |
                      +------- no welcome -------+---- silence ----- no end -----+----> DOOMED

Moving. On `session_reconnect` the address is opened (`MoveTo`), again and again within the grace of 30 s, while the
old connection is read on; the third move within a minute waits a second, and further ones longer. The welcome of the
new one carries the session over (`Carried`). From then on Twitch sends nothing new on the old one, which it closes when
the grace is over. If moving fails, the session lasts as long as the old connection does.

Order. Connections stand in line by age. What one brings is handed on at once when all older ones are settled, that
is, have ended or have been quiet for a second after the move; until then it is held, and so is the loss of its session.
So the events of each connection stay in order, and those of an older one come first. What an older one brings after
that is late, but not lost.

Exactly once. Message ids are remembered for the whole chain; what is held is compared when it is handed on.

Missing. A session that ends takes its subscriptions along (`Lost`). In a move something may be missing (`Missed`) if
the old connection ended before the new one was welcomed, or ended without proof that all of it had been read; such
proof is a close frame after a second of quiet, or a message younger than the welcome. And if a new one was opened and
failed: Twitch may have moved the session there, where its welcome and all that followed was lost. Keepalives on the
old connection prove nothing then; a notification does. If the session ends while there is no proof yet, that counts
as missing too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from sys import getsizeof
from typing import Final, TypeAlias

from ...errors import DecodeError
from ..envelope import (
    Envelope,
    Keepalive,
    Metadata,
    Pending,
    Reconnect,
    Revocation,
    Welcome,
    decode_envelope,
    message_in,
    pendings_in,
)
from ..misfit import Misfit
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
from ._close_codes import ABNORMAL, INVALID_RECONNECT, close_code
from ._connection import GRACE, Connection, Move, Phase
from ._seen import SeenIds

__all__ = ["Chain"]

_RETRY_AFTER: Final = 1.0
_MOVE_PAUSES: Final = (0.0, 0.0, 1.0, 2.0, 4.0, 8.0, 15.0)
"""How long each of several moves in a row waits after the one before, the last of these from then on."""
_LATELY: Final = 60.0
_MAX_HELD: Final = 5_000
_MAX_HELD_BYTES: Final = 2**25

Actions: TypeAlias = tuple[Action, ...]


class Chain:
    """The connections of one account, one after another."""

    def __init__(self) -> None:
        self._seen = SeenIds()
        self._numbers = 0
        self._open: dict[int, Connection] = {}
        self._line: list[Connection] = []
        self._current: Connection | None = None
        self._move: Move | None = None
        self._moves = 0
        self._moved_at = -math.inf
        self._held = 0
        self._held_bytes = 0

    @property
    def deadline(self) -> float:
        """When `timed_out` is to be called; infinite if nothing is awaited."""
        dues = [connection.due for connection in self._open.values()]
        if self._move is not None:
            dues.append(self._move.due)
        return min(dues, default=math.inf)

    # What happens.

    def connected(self, now: float, *, moving: bool = False) -> int:
        """A connection is open, to the address of `MoveTo` if it is moving; returns its number."""
        self._numbers += 1
        waits = any(not older.settled for older in self._line)
        connection = Connection(number=self._numbers, opened=now, heard=now, held=[] if waits else None)
        self._open[connection.number] = connection
        self._line.append(connection)
        if not moving:
            self._current = connection
        elif self._current is not None:
            connection.keepalive = self._current.keepalive
            connection.last_seen = self._current.last_seen
        if self._move is not None:
            self._move.successor = connection
        elif moving:
            connection.opened = -math.inf  # The move was given up meanwhile: due to be closed at once.
            self._doubt(connection)
        return connection.number

    def refused(self, now: float) -> Actions:
        """The address of `MoveTo` could not be opened."""
        return self._try_again(now)

    def received(self, number: int, message: str | bytes, now: float) -> Actions:
        """A connection brought a message."""
        connection = self._open[number]
        connection.heard = now
        try:
            # A time that cannot be read is taken for that of the message before.
            envelope = decode_envelope(message, at=connection.last_seen if connection.welcomed else None)
        except DecodeError as exc:
            return (_set_aside(message, exc),)
        metadata = envelope.metadata
        at = connection.time(metadata.message_timestamp, now)
        # One that Twitch repeats is of an earlier time.
        if at > connection.last_seen:  # noqa: PLR1730 - twice max() would be a fiftieth of an event's cost
            connection.last_seen = at
        if metadata.message_type != "notification" and metadata.kind != "notification":
            return self._handle(connection, envelope, message, now)
        if not envelope.payload.subscription.id:
            nobodys = DecodeError(
                "it does not say which subscription it is for", model="Notification", path="$.payload"
            )
            return (_set_aside(message, nobodys, metadata),)
        if not envelope.payload.event:
            return self._several(connection, envelope, message, at)
        if at > connection.last_event:  # noqa: PLR1730 - the same
            connection.last_event = at
        pending = Pending(envelope, message)
        pending.timestamp = at
        return self._pass(connection, metadata.message_id, pending, message)

    def told(self, number: int) -> datetime | None:
        """The time, by Twitch's clock, of the youngest message that a connection brought; `None` before its welcome."""
        connection = self._open[number]
        return connection.last_seen if connection.welcomed else None

    def closed(self, number: int, code: int, reason: str, now: float) -> Actions:
        """A connection has ended, and all that it brought has been told; 1006 is the code of one that just broke."""
        connection = self._open.pop(number)
        connection.end(code, reason, now)
        released = tuple(self._release())
        if connection is self._current:
            return released + (self._lose(connection) if self._move is None else ())
        if self._move is not None and connection is self._move.successor:
            if code == INVALID_RECONNECT:
                return released + self._give_up(refused=True)
            self._doubt(connection)
            return released + self._try_again(now)
        if connection.succeeded is not None and not connection.complete:
            missed = Missed(since=connection.certain, until=connection.succeeded)
            return (*released, *self._unassured(), missed)
        return released

    def timed_out(self, now: float) -> Actions:
        """The time that `deadline` gave has come, and nothing was received before."""
        overdue = [connection for connection in self._open.values() if connection.due <= now]
        actions = tuple(action for connection in overdue for action in self._overdue(connection, now))
        move = self._move
        if move is None or move.due > now:
            return actions
        if move.deadline <= now:
            return actions + self._give_up()
        move.retry_at = math.inf
        return (*actions, MoveTo(url=move.url))

    # Messages.

    def _handle(self, connection: Connection, envelope: Envelope, text: str | bytes, now: float) -> Actions:
        try:
            said = message_in(envelope, text)
        except DecodeError as exc:
            return self._not_understood(connection, envelope, text, exc)
        match said:
            case Welcome() as message if connection.phase is Phase.GREETING:
                return self._welcomed(connection, message, now)
            case Reconnect(session=session) if session.reconnect_url and connection.phase is Phase.LIVE:
                return self._asked_to_move(session.reconnect_url, now)
            case Keepalive():
                return ()
            case Revocation() as message:
                revoked = Revoked(subscription=message.subscription, at=message.timestamp)
                return self._pass(connection, message.message_id, revoked, text)
            case message:
                return (Ignored(why=f"a {type(message).__name__} came out of turn"),)

    def _not_understood(
        self, connection: Connection, envelope: Envelope, text: str | bytes, exc: DecodeError
    ) -> Actions:
        kind, payload = envelope.metadata.kind, envelope.payload
        aside = _set_aside(text, exc, envelope.metadata)
        if kind == "session_welcome" and connection.phase is Phase.GREETING:
            verdict = "Twitch's welcome could not be read"
            connection.doom(verdict)
            return (aside, Close(socket=connection.number, reason=verdict))
        if kind == "revocation":
            return (aside, Doubted(why="Twitch revoked a subscription without saying which"))
        if payload.subscription.id and not payload.event:
            return (aside, Doubted(why="Twitch named a subscription in a message that is no event"))
        return (aside,)

    def _welcomed(self, connection: Connection, message: Welcome, now: float) -> Actions:
        old, move = self._current, self._move
        if connection is old:
            connection.welcome(message.session.keepalive_timeout_seconds, message.timestamp, now)
            return (Ready(session_id=message.session.id),)
        if old is None or move is None or connection is not move.successor:
            return (Ignored(why="a connection was welcomed after its move had been given up"),)
        connection.welcome(message.session.keepalive_timeout_seconds, message.timestamp, now)
        self._current, self._move = connection, None
        old.leave(move.leave_by, message.timestamp, now)
        carried = Carried(session_id=message.session.id)
        if old.ended:
            return (carried, *self._unassured(), Missed(since=old.certain, until=message.timestamp))
        return (carried, *self._unassured()) if old.in_doubt else (carried,)

    def _asked_to_move(self, url: str, now: float) -> Actions:
        if self._move is not None:
            self._move.url = url
            return ()
        self._move = Move(url=url, deadline=now + GRACE)
        begin_at = self._begin_move(now)
        if begin_at <= now:
            return (MoveTo(url=url),)
        self._move.retry_at = begin_at
        return ()

    def _begin_move(self, now: float) -> float:
        """When the next move begins: at once, but with growing pauses if there were several lately."""
        if now >= self._moved_at + _LATELY:
            self._moves = 0
        pause = _MOVE_PAUSES[min(self._moves, len(_MOVE_PAUSES) - 1)]
        self._moves += 1
        self._moved_at = max(now, self._moved_at + pause)
        return self._moved_at

    def _several(self, connection: Connection, envelope: Envelope, message: str | bytes, at: datetime) -> Actions:
        """A notification of several events, or of none."""
        try:
            pendings = pendings_in(envelope, message) if envelope.payload.events else ()
        except DecodeError as exc:
            return self._not_understood(connection, envelope, message, exc)
        if not pendings:
            empty = DecodeError("it has no event", model="Notification", path="$.payload")
            return self._not_understood(connection, envelope, message, empty)
        connection.last_event = max(connection.last_event, at)
        actions: Actions = ()
        for number, pending in enumerate(pendings):
            pending.timestamp = at
            message_id = pending.message_id and f"{pending.message_id}/{number}"
            actions += self._pass(connection, message_id, pending, message)
        return actions

    # Order.

    def _pass(self, connection: Connection, message_id: str, action: Action, text: str | bytes) -> Actions:
        if connection.held is None:
            return (action,) if self._seen.add(message_id) or not message_id else ()
        connection.held.append((message_id, action))
        self._hold(connection, 1, getsizeof(text))
        if self._held <= _MAX_HELD and self._held_bytes <= _MAX_HELD_BYTES:
            return ()
        for older in self._line[: self._line.index(connection)]:
            older.settled = True
        return tuple(self._release())

    def _hold(self, connection: Connection, number: int, size: int) -> None:
        """Count what is held, or no longer."""
        self._held += number
        self._held_bytes += size
        connection.held_bytes += size

    def _release(self) -> Iterator[Action]:
        """Hand on what need not wait any more."""
        for connection in self._line:
            held, connection.held = connection.held or [], None
            self._hold(connection, -len(held), -connection.held_bytes)
            yield from (action for message_id, action in held if not message_id or self._seen.add(message_id))
            if not connection.settled:
                break
        self._line = [connection for connection in self._line if connection.held is not None or not connection.ended]

    # Trouble.

    def _overdue(self, connection: Connection, now: float) -> Iterator[Action]:
        if connection.phase is Phase.LEAVING and connection.leave_by > now:
            connection.settled = True
            yield from self._release()
            return
        if connection.phase is Phase.GREETING:
            verdict = "Twitch sent no welcome"
        elif connection.phase is Phase.LIVE:
            verdict = f"nothing came for {connection.patience:.0f} s"
        else:
            verdict = "Twitch did not close it after the session had moved"
        connection.doom(verdict)
        yield Close(socket=connection.number, reason=verdict)

    def _try_again(self, now: float) -> Actions:
        if self._move is not None:
            self._move.successor = None
            self._move.retry_at = now + _RETRY_AFTER
        return ()

    def _give_up(self, *, refused: bool = False) -> Actions:
        """Move no more; the session lasts as long as the old connection."""
        successor = self._move.successor if self._move is not None else None
        self._move = None
        if successor is not None and not refused:
            self._doubt(successor)
        lost = self._lose(self._current) if self._current is not None and self._current.ended else ()
        if successor is None or successor.ended or successor.phase is Phase.DOOMED:
            return lost
        successor.doom("the session was not moved in time")
        return (*lost, Close(socket=successor.number, reason="the session was not moved in time"))

    def _doubt(self, successor: Connection) -> None:
        """A connection that was to carry the session on failed: Twitch may have moved the session to it anyway."""
        if self._current is not None:
            self._current.doubted = min(self._current.doubted, successor.last_seen)

    def _lose(self, connection: Connection) -> Actions:
        self._current = None
        actions: Actions = (*self._unassured(), _lost(connection))
        if connection.held is None:
            return actions
        connection.held.extend((None, action) for action in actions)
        self._held += len(actions)
        return ()

    def _unassured(self) -> Iterator[Missed]:
        """What is missing if older connections, which are still read, bring nothing more; told before other news."""
        for older in self._open.values():
            if older.succeeded is not None and not older.assured:
                yield Missed(since=older.certain, until=older.succeeded)
                older.succeeded = None


def _set_aside(message: str | bytes, error: DecodeError, metadata: Metadata | None = None) -> SetAside:
    raw = message.encode(errors="replace") if isinstance(message, str) else message
    return SetAside(
        misfit=Misfit(
            type=metadata.subscription_type if metadata else "",
            version=metadata.subscription_version if metadata else "",
            message_id=metadata.message_id if metadata else "",
            raw=raw,
            error=error,
        )
    )


def _lost(connection: Connection) -> Lost:
    code = ABNORMAL if connection.code is None else connection.code
    meaning = close_code(code)
    told = f"{code}: {connection.words}" if connection.words else str(code)
    return Lost(
        why=connection.verdict or f"{meaning.meaning} ({told})",
        last_seen=connection.certain if connection.welcomed else None,
        at_once=connection.welcomed and meaning.at_once,
    )
