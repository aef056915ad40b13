"""Message ids that were seen lately."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

__all__ = ["SeenIds"]

_GENERATION: Final = 5_000
# Twitch's have 36 characters; of longer ones, this much is remembered.
_LONG: Final = 64


class SeenIds:
    """Remembers at least the last 5,000 ids and at most 10,000, in two generations."""

    __slots__ = ("_new", "_old", "_size")

    def __init__(self, size: int = _GENERATION) -> None:
        self._size = size
        self._new: set[str] = set()
        self._old: set[str] = set()

    def add(self, message_id: str) -> bool:
        """Remember an id; false if it was known."""
        if len(message_id) > _LONG:
            message_id = sha256(message_id.encode(errors="surrogatepass")).hexdigest()
        if message_id in self._new or message_id in self._old:
            return False
        self._new.add(message_id)
        if len(self._new) >= self._size:
            self._old, self._new = self._new, set()
        return True
