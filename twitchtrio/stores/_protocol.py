"""What a store is: records with versions, and leases. What is kept in it is none of its business."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol

from attrs import field, frozen

__all__ = ["Lease", "Record", "Store"]

_NOTHING: Final[Mapping[str, int]] = {}


@frozen(kw_only=True)
class Record:
    """A value under a name."""

    name: str
    value: bytes = field(repr=False)
    version: int
    """Grows with each change; no version of a name comes twice, also when it was deleted in between."""


@frozen(kw_only=True)
class Lease:
    """The right of one owner to something, for a time."""

    name: str
    owner: str
    fence: int
    """Grows with each change of owner, for ever."""
    remaining: float
    """Seconds for which it lasts, by the store's clock."""
    data: bytes = field(default=b"", repr=False)
    """What the owner wants others to know."""


class Store(Protocol):
    """Keeps records and leases. Several tasks and, unless it is in memory, several processes may use it at once.

    Each method is one step: it happens as a whole or not at all, and is durable when it returns. Cancelled, it has
    either not begun or it ends first; logins wait 40 s for it. Time is the store's own. A store that cannot do its work
    raises `ConfigurationError`; whatever else it raises is told as its fault.

    A store may have a method `opened()`, an async context manager. What opens the store enters it first and leaves it
    last.
    """

    async def read(self, prefix: str) -> Sequence[Record]:
        """The records whose names begin with `prefix`, in the order of their names."""
        ...

    async def write(
        self, name: str, value: bytes | None, *, expected: int | None = None, seconds: float | None = None
    ) -> int | None:
        """Change a record, if it is still what is expected.

        Args:
            name: Its name.
            value: Its new value; `None` deletes it.
            expected: The version that it must have, 0 if there must be none; `None` takes any.
            seconds: How long it is kept; for ever, if this is left out.

        Returns:
            Its new version, 0 after a deletion, or `None` where it was not as expected and nothing was changed.
        """
        ...

    async def hold(
        self,
        names: Collection[str],
        *,
        owner: str,
        seconds: float,
        data: bytes = b"",
        take: Mapping[str, int] = _NOTHING,
    ) -> Mapping[str, Lease]:
        """Renew leases that `owner` has, and take those that nobody has.

        Args:
            names: Which.
            owner: Who asks.
            seconds: How long they are to last from now on.
            data: What others may know of the owner.
            take: Leases to take from whoever has them, if their fence is still this.

        Returns:
            Of each name, the lease that stands now, `owner`'s or another's.
        """
        ...

    async def leases(self, prefix: str) -> Sequence[Lease]:
        """The leases that stand and whose names begin with `prefix`, in the order of their names."""
        ...

    async def release(self, names: Collection[str], *, owner: str) -> None:
        """Give leases back, as far as `owner` still has them."""
        ...
