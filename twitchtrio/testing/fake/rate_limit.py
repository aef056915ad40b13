"""Helix's points, and the limits that single endpoints have beside them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping

from attrs import define

from .clock import Clock
from .http import RefusedError

__all__ = ["RateLimits"]


@define(kw_only=True)
class _Bucket:
    points: float
    at: float


class RateLimits:
    """A bucket of points for each application, and for each user of it; it refills steadily."""

    def __init__(self, clock: Clock, points_per_minute: int) -> None:
        self._clock = clock
        self._size = points_per_minute
        self._buckets: dict[Hashable, _Bucket] = {}
        self._next: dict[Hashable, float] = {}
        self._done: dict[Hashable, list[float]] = {}

    def take(self, key: Hashable) -> tuple[bool, dict[str, str]]:
        """Pay for a request; whether there was enough, and the headers that say what is left."""
        now = self._clock.now()
        rate = self._size / 60
        bucket = self._buckets.setdefault(key, _Bucket(points=self._size, at=now))
        bucket.points = min(self._size, bucket.points + (now - bucket.at) * rate)
        bucket.at = now
        paid = bucket.points >= 1
        if paid:
            bucket.points -= 1
        full_at = self._clock.unix() + (self._size - bucket.points) / rate
        return paid, {
            "Ratelimit-Limit": str(self._size),
            "Ratelimit-Remaining": str(math.floor(bucket.points)),
            "Ratelimit-Reset": str(math.ceil(full_at)),
        }

    def at_most(self, count: int, seconds: float, key: Hashable) -> None:
        """Allow something so many times in a time.

        Raises:
            RefusedError: It was done as often within that time.
        """
        now = self._clock.now()
        done = self._done[key] = [each for each in self._done.get(key, ()) if now < each + seconds]
        if len(done) >= count:
            raise RefusedError(429, "the endpoint's own rate limit is exceeded")
        done.append(now)

    def once_in(self, seconds: float, key: Hashable) -> None:
        """Allow something once in a time.

        Raises:
            RefusedError: It was done within that time.
        """
        self.once_in_each({key: seconds})

    def once_in_each(self, keys: Mapping[Hashable, float]) -> None:
        """Allow something that has several such limits.

        Raises:
            RefusedError: One of them is not over yet; then none begins anew.
        """
        now = self._clock.now()
        if any(now < self._next.get(key, now) for key in keys):
            raise RefusedError(429, "the endpoint's own rate limit is exceeded")
        self._next.update({key: now + seconds for key, seconds in keys.items()})
