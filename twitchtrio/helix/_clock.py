"""Twitch's time, which may be another than this machine's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import trio

__all__ = ["TwitchClock"]

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class TwitchClock:
    """Goes by what Twitch told last, in an answer or a message, and by Trio's clock from there on; never backwards."""

    def __init__(self) -> None:
        self._date = ""
        self._date_at = 0.0
        self._seen: datetime | None = None
        self._seen_at = 0.0
        self._newest = _NEVER

    def note(self, headers: Mapping[str, str]) -> None:
        """An answer with these headers has come now."""
        date = headers.get("Date")
        if date is not None:
            self._date, self._date_at = date, trio.current_time()

    def saw(self, time: datetime, at: float) -> None:
        """A message with this time has come, at this time of Trio's."""
        self._seen, self._seen_at = time, at

    def now(self) -> datetime:
        """The time at Twitch; by this machine's clock as long as Twitch has told none."""
        now = trio.current_time()
        told = [
            time + timedelta(seconds=now - at)
            for time, at in ((_read(self._date), self._date_at), (self._seen, self._seen_at))
            if time is not None
        ]
        if told:
            self._newest = max(self._newest, *told)
        return datetime.now(UTC) if self._newest is _NEVER else self._newest


def _read(date: str) -> datetime | None:
    try:
        return parsedate_to_datetime(date).astimezone(UTC)
    except Exception:  # noqa: BLE001 - whatever a date that is none does to its parser
        return None
