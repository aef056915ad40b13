"""Unpacking gzip as it comes, step by step."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

__all__ = ["Gunzip"]

_MAGIC: Final = b"\x1f\x8b"
_WINDOW: Final = 16 + zlib.MAX_WBITS
_PACKED: Final = 2**16
_UNPACKED: Final = 2**18


class Gunzip:
    """Unpacks a body, and one byte more than `most` at the most, which tells that it is too large.

    It may have several members. What follows the last one and is none is passed over, as browsers do.
    """

    def __init__(self, most: int) -> None:
        self.content = bytearray()
        self._most = most
        self._member = zlib.decompressobj(_WINDOW)
        self._held = b""
        self._over = False

    @property
    def whole(self) -> bool:
        """Whether no member is left in the middle."""
        return self._member.eof

    def feed(self, data: bytes) -> Iterator[int]:
        """Take in a piece of the body, however it is cut. Between two steps, which yield their bytes, others may run.

        Raises:
            zlib.error: It is no gzip.
        """
        for at in range(0, len(data), _PACKED):
            yield from self._unpack(data[at : at + _PACKED])

    def _unpack(self, packed: bytes) -> Iterator[int]:
        more = True
        while more:
            if self._member.eof:
                packed = self._begin(packed)
            most = min(_UNPACKED, self._most + 1 - len(self.content))
            if self._member.eof or most <= 0:
                return
            unpacked = self._member.decompress(packed, most)
            self.content += unpacked
            yield len(packed) + len(unpacked)
            packed = self._member.unused_data or self._member.unconsumed_tail
            more = bool(packed) or len(unpacked) == most

    def _begin(self, packed: bytes) -> bytes:
        """Begin the next member, if there is one; returns what it is to be fed with."""
        packed, self._held = self._held + packed, b""
        if self._over or not packed.startswith(_MAGIC[: len(packed)]):
            self._over = True
        elif len(packed) < len(_MAGIC):
            self._held = packed
        else:
            self._member = zlib.decompressobj(_WINDOW)
        return packed
