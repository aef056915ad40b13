"""What the API answered and nobody can read."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from typing import Final

import trio
from attrs import field, frozen

from .._broadcast import Broadcast
from .._once import Once
from ..errors import DecodeError

__all__ = ["MisfitItem", "Misfits"]

_log: Final = logging.getLogger("twitchtrio.helix")


@frozen(kw_only=True)
class MisfitItem:
    """An item of an answer that cannot be read even leniently; the others were."""

    call: str
    """Which call it was, as `helix.streams.get_streams`."""
    raw: bytes = field(repr=False)
    """Its JSON text; empty where the answer holds secrets."""
    error: DecodeError


class Misfits:
    """Counts such items, tells of each kind once, and hands them to who watches."""

    def __init__(self) -> None:
        self._broadcast = Broadcast[MisfitItem]()
        self._shapes = Once()
        self.count: int = 0

    def add(self, misfit: MisfitItem) -> None:
        """Set an item aside."""
        self.count += 1
        if self._shapes.first((misfit.call, misfit.error.model)):
            _log.warning("%s: %s The rest was read; this item is on helix.misfits().", misfit.call, misfit.error)
        self._broadcast.send(misfit)

    def watch(self) -> AbstractContextManager[trio.abc.ReceiveChannel[MisfitItem]]:
        """A channel of items from now on."""
        return self._broadcast.watch()

    def end(self, error: Exception | None = None) -> None:
        """The block has ended, by this error if there is one."""
        self._broadcast.end(error)
