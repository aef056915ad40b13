"""From notifications to streams."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

import trio

from .._broadcast import Broadcast
from .._once import Once
from .._texts import brief
from ..errors import DecodeError
from .misfit import Misfit
from .wish import EVER

if TYPE_CHECKING:
    from ._buffer import Buffer, Gap
    from .envelope import Pending, Revocation
    from .events.event import Subscription

__all__ = ["Hub"]

_CLAIMED_WITHIN: Final = 10.0
_MOST_CLAIMS: Final = 1_000
_MOST_LATEST: Final = 3_000

# Of these Twitch may send the same event again under a new id: it is the same if nothing in it differs.
_REPEATED: Final = (
    "channel.channel_points_automatic_reward_redemption.",
    "channel.channel_points_custom_reward_redemption.",
    "channel.custom_power_up_redemption.",
    "channel.goal.",
    "channel.hype_train.",
    "channel.poll.",
    "channel.prediction.",
    "channel.update",
    "stream.",
)
_REPEATED_WITHIN: Final = timedelta(seconds=60)

_logger: Final = logging.getLogger("twitchtrio.eventsub")


class _Journal(Protocol):
    """Where all that is delivered is written down."""

    def keep(self, item: Pending | Revocation | Gap) -> None: ...


class _Latest:
    """The last event of a subscription that Twitch may send again under a new id."""

    __slots__ = ("at", "raw")

    def __init__(self) -> None:
        self.raw = b""
        self.at = EVER


class _Route:
    """Where the events of one subscription go, and what they are."""

    __slots__ = ("latest", "streams", "type", "version")

    def __init__(self, subscription: Subscription[Any], streams: Sequence[Buffer], latest: _Latest | None) -> None:
        self.streams = streams
        self.type = subscription.type
        self.version = subscription.version
        self.latest = latest


class Hub:
    """Routes each notification to the streams of its subscription.

    Attributes:
        misfits: How many messages, events and items could not be read.
        unclaimed: How many notifications belong to no subscription of ours.
        repeated: How many came again under a new id.
        on_time: Told the time of messages, and when by Trio's clock they came.
    """

    def __init__(self, on_time: Callable[[datetime, float], object] = lambda _, __: None) -> None:
        self.on_time: Callable[[datetime, float], object] = on_time
        self._routes: dict[str, _Route] = {}
        self._last: dict[str, datetime] = {}
        self._latest: dict[tuple[str, Subscription[Any]], _Latest] = {}
        self._claims: deque[tuple[float, object, Pending]] = deque(maxlen=_MOST_CLAIMS)
        self._misfits = Broadcast[Misfit]()
        self._shapes = Once()
        self._types = Once()
        self.misfits: int = 0
        self.unclaimed: int = 0
        self.repeated: int = 0
        self.journals: tuple[_Journal, ...] = ()

    def bind(
        self, subscription_id: str, subscription: Subscription[Any], streams: Sequence[Buffer], *, account: str = ""
    ) -> None:
        """Send what comes for an account's subscription to these streams; the sequence is read anew each time."""
        latest = self._latest_of(account, subscription) if subscription.type.startswith(_REPEATED) else None
        self._routes[subscription_id] = _Route(subscription, streams, latest)

    def _latest_of(self, account: str, subscription: Subscription[Any]) -> _Latest:
        latest = self._latest.pop((account, subscription), None) or _Latest()
        self._latest[account, subscription] = latest
        if len(self._latest) > _MOST_LATEST:
            del self._latest[next(iter(self._latest))]
        return latest

    def unbind(self, subscription_id: str) -> None:
        """Expect nothing more for a subscription."""
        self._routes.pop(subscription_id, None)
        self._last.pop(subscription_id, None)

    def unbind_streams(self, streams: Sequence[Buffer]) -> None:
        """Expect nothing more for these streams, under whatever id."""
        for subscription_id in [each for each, route in self._routes.items() if route.streams is streams]:
            self.unbind(subscription_id)

    def last_event(self, subscription_id: str) -> datetime | None:
        """When Twitch sent the last event of a subscription that came; until then it stood."""
        return self._last.get(subscription_id)

    @property
    def last_event_at(self) -> datetime | None:
        """When Twitch sent the last event of all."""
        return max(self._last.values(), default=None)

    def post(self, pending: Pending) -> bool:
        """Hand a notification to its streams; false if its subscription is not known."""
        route = self._routes.get(pending.subscription_id)
        if route is None:
            return False
        if (pending.type != route.type or pending.version != route.version) and not self._named(pending, route):
            return True
        self._last[pending.subscription_id] = pending.timestamp
        # What went to nobody has not been had.
        if route.latest is not None and route.streams and self._is_repeated(pending, route.latest):
            return True
        for stream in route.streams:
            stream.post(pending)
        if self.journals and route.streams:
            self.keep(pending)
        return True

    def _is_repeated(self, pending: Pending, latest: _Latest) -> bool:
        raw, before, at = pending.raw, latest.raw, latest.at
        latest.raw, latest.at = raw, pending.timestamp
        if raw != before or abs(pending.timestamp - at) > _REPEATED_WITHIN:
            return False
        self.repeated += 1
        return True

    def keep(self, item: Pending | Revocation | Gap) -> None:
        """Have it written to all journals."""
        for journal in self.journals:
            journal.keep(item)

    def _named(self, pending: Pending, route: _Route) -> bool:
        """Whether an event is what its stream is typed for; where the envelope leaves that out, its record tells."""
        with suppress(DecodeError):
            record = pending.subscription()
            pending.type, pending.version = pending.type or record.type, pending.version or record.version
        if (pending.type, pending.version) == (route.type, route.version):
            return True
        problem = f"it is of {pending.type!r} {pending.version!r}, its subscription of {route.type} {route.version}"
        self.misfit(pending, DecodeError(problem, model="Notification", path="$.metadata.subscription_type"))
        return False

    def nobodys(self, pending: Pending, *, whose: object = None) -> None:
        """Count a notification that belongs to no subscription of ours, and keep it: it may have come too early."""
        self.unclaimed += 1
        self._claims.append((trio.current_time(), whose, pending))
        kind = _kind(pending)
        if self._types.first(kind):
            _logger.warning(
                "A notification of %s is of no subscription of this program. Such are counted in eventsub.unclaimed; "
                "this is told once for each type.",
                kind,
            )

    def claim(self, take: Callable[[Pending], bool], *, whose: object) -> None:
        """Offer to somebody new what has been kept as theirs, or under their id, for less than 10 s."""
        if not self._claims:
            return
        since = trio.current_time() - _CLAIMED_WITHIN
        kept = [each for each in self._claims if each[0] >= since]
        self._claims.clear()
        for at, owner, pending in kept:
            if whose in (owner, pending.subscription_id) and take(pending):
                self.unclaimed -= 1
            else:
                self._claims.append((at, owner, pending))

    def misfit(self, pending: Pending, error: DecodeError) -> None:
        """Set aside an event that cannot be read; one that several streams hold is counted once."""
        if not pending.unreadable:
            pending.unreadable = True
            self._set_aside(pending, error, pending.raw)

    def items(self, pending: Pending) -> None:
        """Set aside what could not be read within an event that was."""
        asides, pending.asides = pending.asides or (), None
        for error, raw in asides:
            self._set_aside(pending, error, raw)

    def _set_aside(self, pending: Pending, error: DecodeError, raw: bytes) -> None:
        self.set_aside(
            Misfit(type=pending.type, version=pending.version, message_id=pending.message_id, raw=raw, error=error)
        )

    def set_aside(self, misfit: Misfit) -> None:
        """Count what cannot be read, tell of it once for its kind, and hand it to who watches."""
        self.misfits += 1
        what = f"{_kind(misfit)}: " if misfit.type else ""
        if self._shapes.first((what, misfit.error.path)):
            _logger.warning("%s%s It is on eventsub.misfits().", what, misfit.error)
        self._misfits.send(misfit)

    @asynccontextmanager
    async def watch_misfits(self) -> AsyncGenerator[trio.abc.ReceiveChannel[Misfit], None]:
        """A channel of what cannot be read, from now on."""
        with self._misfits.watch() as channel:
            yield channel

    def end(self, error: Exception | None = None) -> None:
        """The bot has ended, by this error if there is one."""
        self._misfits.end(error)


def _kind(what: Pending | Misfit) -> str:
    return f"{brief(what.type)} version {brief(what.version)}"
