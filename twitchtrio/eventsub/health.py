"""How the connection with Twitch is doing, as data."""

from __future__ import annotations

import enum
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import trio
from attrs import evolve, field, frozen

from .._broadcast import Broadcast

__all__ = ["Health", "HealthBoard", "HealthState"]


class HealthState(enum.StrEnum):
    """From nothing to do to something wrong; the last one wins where accounts differ."""

    IDLE = "idle"
    """Nothing is listened to, so there is no connection."""
    READY = "ready"
    """Every subscription stands."""
    CONNECTING = "connecting"
    """The first connection, or a first subscription, is being made."""
    DEGRADED = "degraded"
    """Events may be missing; it is being mended."""


_ORDER = list(HealthState)


@frozen(kw_only=True)
class Health:
    """State of event delivery."""

    state: HealthState
    since: datetime = field(factory=lambda: datetime.now(UTC), eq=False)
    """When this state began, by this machine's clock."""
    why: str | None = None
    """What is wrong, if something is."""
    account: str | None = None
    """Login of the account concerned."""


class HealthBoard:
    """Keeps the health of each connection and tells of changes of the whole."""

    def __init__(self) -> None:
        self._lines: dict[str, Health] = {}
        self._broadcast = Broadcast[Health]()
        self.overall: Health = Health(state=HealthState.IDLE)

    def report(self, name: str, state: HealthState, why: str | None = None, *, account: str) -> None:
        """Note how one connection of an account is doing."""
        health = Health(state=state, why=why, account=account)
        if self._lines.get(name) == health:
            return
        self._lines[name] = health
        overall = _worst(self._lines.values())
        if overall != self.overall:
            same_state = overall.state is self.overall.state
            self.overall = evolve(overall, since=self.overall.since) if same_state else overall
            self._broadcast.send(self.overall)

    @asynccontextmanager
    async def watch(self) -> AsyncGenerator[trio.abc.ReceiveChannel[Health], None]:
        """A channel of the present state and every change from now on."""
        with self._broadcast.watch(self.overall) as channel:
            yield channel

    def end(self, error: Exception | None = None) -> None:
        """The bot has ended, by this error if there is one."""
        self._broadcast.end(error)


def _worst(healths: Iterable[Health]) -> Health:
    return max(healths, key=lambda health: _ORDER.index(health.state))
