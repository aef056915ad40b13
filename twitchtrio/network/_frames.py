"""Text messages, taken out of the bytes before trio-websocket sees them.

A chat channel at its busiest is nothing but short, whole text frames. To find their ends takes a tenth of what a
complete WebSocket implementation takes, so they are lifted out here. Everything else is left to trio-websocket: the
handshake, pings, and, from the first close frame, fragment or anything unusual on, all that follows.
"""

from __future__ import annotations

from typing import Final

__all__ = ["MAX_MESSAGE", "FrameLifter"]

MAX_MESSAGE: Final = 2**20
_TEXT: Final = 0x81
_PINGS: Final = (0x89, 0x8A)
_SHORT: Final = 126
_LONG: Final = 127
_END_OF_HEAD: Final = b"\r\n\r\n"
_ACCEPTED: Final = b"HTTP/1.1 101"


class FrameLifter:
    """Splits what a server sends. Fed with bytes as they come, however they are cut."""

    def __init__(self) -> None:
        self._held = b""
        self._head = True
        self._messages: list[str] = []
        self.lifting = True
        """Whether messages still come out here; if not, trio-websocket has them."""

    def __len__(self) -> int:
        return len(self._messages)

    def take(self) -> list[str]:
        """The messages that have come since the last time."""
        messages, self._messages = self._messages, []
        return messages

    def stop(self) -> None:
        """Nothing more will come, or nothing that can be lifted."""
        self.lifting = False

    def feed(self, data: bytes | bytearray) -> bytes:
        """Take in some bytes; returns those that are left for trio-websocket."""
        data, self._held = self._held + data, b""
        if not self.lifting:
            return data
        if self._head:
            return self._feed_head(data)
        return self._feed_frames(data)

    def _feed_head(self, data: bytes) -> bytes:
        """Let the server's answer to the handshake pass, which is no frame."""
        end = data.find(_END_OF_HEAD)
        if end < 0 or not data.startswith(_ACCEPTED):
            self.lifting = data[: len(_ACCEPTED)] == _ACCEPTED[: len(data)]
            if not self.lifting:
                return data
            self._held = data
            return b""
        self._head = False
        end += len(_END_OF_HEAD)
        return data[:end] + self._feed_frames(data[end:])

    def _feed_frames(self, data: bytes) -> bytes:
        rest: list[bytes] = []
        at = 0
        while (frame := _whole_frame(data, at)) is not None:
            kind, start, stop = frame
            if kind == _TEXT and (text := _decoded(data[start:stop])) is not None:
                self._messages.append(text)
            elif kind in _PINGS:
                rest.append(data[at:stop])
            else:
                self.lifting = False
                stop = len(data)
                rest.append(data[at:])
            at = stop
        self._held = data[at:]
        return b"".join(rest)


def _whole_frame(data: bytes, at: int) -> tuple[int, int, int] | None:
    """First byte, start and end of the payload of the frame at `at`; `None` if more bytes have to come.

    A frame that is not for us, since it is masked or too long, has the kind 0.
    """
    start = at + 2
    if len(data) < start:
        return None
    length = data[at + 1]
    if length >= _SHORT:
        size = {_SHORT: 2, _LONG: 8}.get(length)
        if size is None:
            return 0, at, at
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
        if len(data) < start:
            return None
        if length > MAX_MESSAGE:
            return 0, at, at
    stop = start + length
    return (data[at], start, stop) if stop <= len(data) else None


def _decoded(payload: bytes) -> str | None:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return None
