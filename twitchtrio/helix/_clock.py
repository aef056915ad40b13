"""Twitch's time, which may be another than this machine's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import trio

__all__ = ["TwitchClock"]


class TwitchClock:
    """Goes by the date of the last answer, and by Trio's clock from there on."""

    def __init__(self) -> None:
        self._date = ""
        self._at = 0.0

    def note(self, headers: Mapping[str, str]) -> None:
        """An answer with these headers has come now."""
        date = headers.get("Date")
        if date is not None:
            self._date, self._at = date, trio.current_time()

    def now(self) -> datetime:
        """The time at Twitch; by this machine's clock as long as Twitch has told none."""
        try:
            date = parsedate_to_datetime(self._date).astimezone(UTC)
            return date + timedelta(seconds=trio.current_time() - self._at)
        except Exception:  # noqa: BLE001 - whatever a date that is none does to its parser
            return datetime.now(UTC)
