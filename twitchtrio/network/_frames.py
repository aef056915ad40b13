"""Text messages, taken out of the bytes before trio-websocket sees them.

A chat channel at its busiest is nothing but short, whole text frames. To find their ends takes a tenth of what a
complete WebSocket implementation takes, so they are lifted out here. Everything else is left to trio-websocket: the
handshake, pings, and, from the first close frame, fragment or anything unusual on, all that follows.

However the bytes are cut, each is looked at a fixed number of times, and no more are held than one head or one frame
may have.
"""

from __future__ import annotations

import re
import struct
from typing import Final

__all__ = ["HEAD_LIMIT", "MAX_MESSAGE", "FrameLifter"]

HEAD_LIMIT: Final = 2**14
MAX_MESSAGE: Final = 2**20
_TEXT: Final = 0x81
_PINGS: Final = (0x89, 0x8A)
_UNUSUAL: Final = 0
_SHORT: Final = 126
# How most frames begin: a text, and its length in two bytes.
_COMMON: Final = struct.Struct(">HH")
_COMMON_HEAD: Final = 0x817E
_LONG: Final = 127
# As h11 reads it.
_END_OF_HEAD: Final = re.compile(rb"\n\r?\n")
_ACCEPTED: Final = b"HTTP/1.1 101"


class FrameLifter:
    """Splits what a server sends. Fed with bytes as they come, however they are cut."""

    def __init__(self) -> None:
        self._held: bytes | bytearray = bytearray()
        self._needed = 0
        self._searched = 0
        self._messages: list[bytes] = []
        self.lifting = True
        """Whether messages still come out here; if not, trio-websocket has them."""
        self.head = True
        """Whether the head of the server's answer is still coming in, as far as it can be told here."""

    def __len__(self) -> int:
        return len(self._messages)

    def take(self, most: int | None = None) -> list[bytes]:
        """The messages, in UTF-8, that have come since the last time, or the first of them."""
        if most is None or len(self._messages) <= most:
            messages, self._messages = self._messages, []
        else:
            messages = self._messages[:most]
            del self._messages[:most]
        return messages

    def stop(self) -> None:
        """Nothing more will come, or nothing that can be lifted."""
        self.lifting = False

    def feed(self, data: bytes | bytearray) -> bytes | bytearray:
        """Take in some bytes; returns those that are left for trio-websocket."""
        if self.head and self.lifting:
            return self._feed_head(data)
        if self._held:
            if self.lifting and len(self._held) + len(data) < self._needed:
                self._hold(data)
                return b""
            data, self._held = self._held + data, b""
        return self._feed_frames(data) if self.lifting else data

    def _hold(self, data: bytes | bytearray) -> None:
        if isinstance(self._held, bytes):
            self._held = bytearray(self._held)
        self._held += data

    def _feed_head(self, data: bytes | bytearray) -> bytes | bytearray:
        """Let the server's answer to the handshake pass, which is no frame."""
        self._hold(data)
        held = self._held
        found = _END_OF_HEAD.search(held, self._searched)
        end = len(held) if found is None else found.end()
        self.lifting = end <= HEAD_LIMIT and held[: len(_ACCEPTED)] == _ACCEPTED[:end]
        if self.lifting and found is None:
            self._searched = max(0, end - 2)
            return b""
        self._held = b""
        if not self.lifting:
            return held
        self.head = False
        return held[:end] + self._feed_frames(held[end:])

    def _feed_frames(self, data: bytes | bytearray) -> bytes:
        data = bytes(data)
        rest: list[bytes] = []
        at, size = 0, len(data)
        while at < size:
            at = self._lift_common(data, at, size)
            kind, start, stop = _frame(data, at, size)
            if stop > size:
                self._held, self._needed = data[at:], stop - at
                break
            if kind == _TEXT and _is_text(payload := data[start:stop]):
                self._messages.append(payload)
            elif kind in _PINGS:
                rest.append(data[at:stop])
            else:
                self.lifting = False
                rest.append(data[at:])
                break
            at = stop
        return b"".join(rest)

    def _lift_common(self, data: bytes, at: int, size: int) -> int:
        """Take the common frames from `at` on; returns where the first other one, or the last of the data, begins."""
        unpack, begins, take = _COMMON.unpack_from, _COMMON.size, self._messages.append
        while at + begins < size:
            head, length = unpack(data, at)
            stop = at + begins + length
            if head != _COMMON_HEAD or length < _SHORT or stop >= size:
                break
            payload = data[at + begins : stop]
            if not payload.isascii():
                break
            take(payload)
            at = stop
        return at


def _frame(data: bytes | bytearray, at: int, size: int) -> tuple[int, int, int]:
    """First byte, start and end of the payload of the frame at `at`.

    An end beyond the data tells that at least so much has to come. A frame that is not for us, however much of it has
    come, ends where it begins.
    """
    kind, start = data[at], at + 2
    if kind != _TEXT and kind not in _PINGS:
        return _UNUSUAL, at, at
    if size < start:
        return kind, start, start
    length = data[at + 1]
    if length >= _SHORT:
        if kind != _TEXT or length > _LONG:
            return _UNUSUAL, at, at
        width, least = (2, _SHORT) if length == _SHORT else (8, 2**16)
        length, start = int.from_bytes(data[start : start + width], "big"), start + width
        if size < start:
            return kind, start, start
        if not least <= length <= MAX_MESSAGE:
            return _UNUSUAL, at, at
    return kind, start, start + length


def _is_text(payload: bytes) -> bool:
    if not payload.isascii():
        try:
            payload.decode()
        except UnicodeDecodeError:
            return False
    return True
