"""Time and identifiers of the fake: both the same in every run."""

from __future__ import annotations

import email.utils
import random
import string
import uuid
from datetime import UTC, datetime, timedelta
from typing import Final

import trio

__all__ = ["Clock", "Ids"]

_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
_ALPHABET: Final = string.ascii_lowercase + string.digits


class Clock:
    """Trio's clock, counted from the fake's first use in a Trio run, and the calendar that goes with it.

    Attributes:
        epoch: What the calendar says at second 0.
    """

    def __init__(self, epoch: datetime = _EPOCH) -> None:
        self.epoch: datetime = epoch
        self._base: float | None = None

    def now(self) -> float:
        """Seconds since the start; 0 outside of Trio."""
        try:
            current = trio.current_time()
        except RuntimeError:
            return 0.0
        if self._base is None:
            self._base = current
        return current - self._base

    def be_the_machines(self) -> None:
        """Let the calendar say what the machine's does."""
        self.epoch = (datetime.now(UTC) - timedelta(seconds=self.now())).replace(microsecond=0)

    def local(self) -> datetime:
        """The calendar's time where the reader is."""
        return (self.epoch + timedelta(seconds=self.now())).astimezone()

    def unix(self) -> float:
        """The calendar's time in seconds since 1970."""
        return self.epoch.timestamp() + self.now()

    def stamp(self, at: float | None = None) -> str:
        """A time as EventSub writes it: RFC 3339 with nanoseconds."""
        seconds = self.now() if at is None else at
        whole, fraction = divmod(round(seconds * 1_000_000_000), 1_000_000_000)
        moment = self.epoch.replace(tzinfo=None) + timedelta(seconds=whole)
        return f"{moment.isoformat(timespec='seconds')}.{fraction:09d}Z"

    def short_stamp(self, at: float | None = None) -> str:
        """A time as Helix writes it: RFC 3339 with whole seconds."""
        seconds = self.now() if at is None else at
        return f"{self.epoch + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"

    def http_date(self) -> str:
        """The time as HTTP's `Date` header has it."""
        return email.utils.format_datetime(self.epoch + timedelta(seconds=self.now()), usegmt=True)


class Ids:
    """Identifiers and tokens, drawn from a fixed seed."""

    def __init__(self) -> None:
        self._random = random.Random(2026)  # noqa: S311 - repeatable on purpose, nothing real is guarded by it
        self._number = 1000

    def uuid(self) -> str:
        """An id of a message or a subscription."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def token(self, length: int = 30) -> str:
        """Small letters and digits."""
        return "".join(self._random.choices(_ALPHABET, k=length))

    def user_code(self) -> str:
        """The eight capitals that a viewer types on the activation page."""
        return "".join(self._random.choices(string.ascii_uppercase, k=8))

    def number(self) -> str:
        """The next id of a user, a stream or a marker."""
        self._number += 1
        return str(self._number)
