"""The stream that trio-websocket is given."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

import trio

from ._frames import MAX_MESSAGE, FrameLifter
from ._handshake import ENDED, Opening

__all__ = ["Watched"]

_AT_A_TIME: Final = 256
_MOST_HELD: Final = 4 * MAX_MESSAGE
# trio-websocket takes in what it is given without letting other tasks run, up to 40 us for each two bytes.
_PIECE: Final = 2**10
# A message in frames of one byte each takes three times its size.
_MOST_WITHOUT_MESSAGE: Final = 4 * MAX_MESSAGE

# What every stream may raise.
_USUAL: Final = (trio.BrokenResourceError, trio.ClosedResourceError)

_log = logging.getLogger("twitchtrio.network")


class Watched(trio.abc.Stream):
    """A stream that tells an opening what it sees, lifts messages out, and gives what is left piece by piece."""

    def __init__(self, stream: trio.abc.Stream, opening: Opening) -> None:
        self._stream = stream
        self._opening = opening
        self._lifter = FrameLifter()
        self._unread = 0
        self._left = memoryview(b"")
        self._without_message = 0
        self.fault: str = ""
        """What to tell of an error that a stream of the program's own has raised."""
        self._news = trio.lowlevel.ParkingLot()
        self._room = trio.lowlevel.ParkingLot()

    # What was lifted out.

    async def lifted(self) -> Sequence[bytes]:
        """The texts that were lifted out, in UTF-8, from 1 to 256; none if all others are left to trio-websocket."""
        await trio.lowlevel.checkpoint_if_cancelled()
        if len(self._lifter):
            await trio.lowlevel.cancel_shielded_checkpoint()
        while not len(self._lifter) and self._lifter.lifting:
            await self._news.park()
        messages = self._lifter.take(_AT_A_TIME)
        if not len(self._lifter):
            self._unread = 0
        self._room.unpark_all()
        return messages

    def forget(self) -> None:
        """Drop the messages that were lifted out and not taken, and lift no more."""
        self._lifter.take()
        self._stop()

    # What is left to trio-websocket.

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        if self._left:
            await trio.lowlevel.checkpoint()
            return self._piece()
        try:
            while data := await self._receive_some(max_bytes):
                if left := self._lift(data):
                    self._left = memoryview(left)
                    return self._piece()
        except _USUAL:
            self._ended()
            raise
        self._ended()
        if left := self._lifter.feed(b""):  # A frame that was cut off: trio-websocket knows what to think of it.
            self._left = memoryview(left)
            return self._piece()
        return data

    async def _receive_some(self, max_bytes: int | None) -> bytes | bytearray:
        while self._crowded() and self._lifter.lifting:
            await self._room.park()
        try:
            data = await self._stream.receive_some(max_bytes)
        except Exception as exc:
            self._blame(exc)
            raise
        self._unread += len(data)
        return data

    def _crowded(self) -> bool:
        held = len(self._lifter)
        return held > _AT_A_TIME or (held > 0 and self._unread > _MOST_HELD)

    def _lift(self, data: bytes | bytearray) -> bytes | bytearray:
        left = self._lifter.feed(data)
        if not self._opening.done:
            self._opening.received(data, head=self._lifter.head)
        if len(self._lifter):
            self.heard()
        self._news.unpark_all()
        return left

    def _piece(self) -> bytes:
        piece, self._left = bytes(self._left[:_PIECE]), self._left[_PIECE:]
        self._without_message += len(piece)
        if self._without_message > _MOST_WITHOUT_MESSAGE:
            raise trio.BrokenResourceError("the other side sends frames, and no message comes of them")
        return piece

    def heard(self) -> None:
        """A message has come of what was received."""
        self._without_message = 0

    # Sending, and the end.

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        try:
            await self._stream.send_all(data)
        except trio.BrokenResourceError:
            self._opening.call_off(ENDED)
            if not self._opening.done:
                raise
            # A pong that cannot be sent is no reason not to read on: what has arrived counts, and so does its end.
            await trio.lowlevel.checkpoint()
        except Exception as exc:
            self._blame(exc)
            raise

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def aclose(self) -> None:  # noqa: ASYNC910  # as closing the stream below does
        self._ended()
        try:
            await self._stream.aclose()
        except Exception as exc:  # noqa: BLE001 - it may be one of the program's own
            _log.debug("A stream was closed with %r", exc)

    def _blame(self, exc: Exception) -> None:
        if not isinstance(exc, _USUAL):
            self.fault = self.fault or self._opening.blame(exc)

    def _ended(self) -> None:
        self._opening.call_off(ENDED)
        self._stop()

    def _stop(self) -> None:
        self._lifter.stop()
        self._news.unpark_all()
        self._room.unpark_all()
