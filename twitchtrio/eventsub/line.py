"""One connection of an account: opened with its first wish, closed after its last."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

import trio
from attrs import evolve

from .._backoff import Backoff
from ..auth.permission import Loan
from ..errors import SubscriptionRevokedError, TwitchError
from .book import LINGER
from .envelope import Revocation
from .health import HealthBoard, HealthState
from .reconciler import Reconciler
from .refusals import locks_out
from .transports.transport import Site, Transport
from .wish import EVER, Wish

if TYPE_CHECKING:
    from ..subscription import EventSubSubscription, Target
    from ..tokens import Account
    from .budget import Ledger
    from .envelope import Pending
    from .hub import Hub
    from .misfit import Misfit

__all__ = ["Line"]

_GOODBYE: Final = 1.0

_logger: Final = logging.getLogger("twitchtrio.eventsub")


class Line:
    """What a transport tells, brought together with what is wanted; Twitch allows one account on one connection."""

    def __init__(
        self,
        site: Site,
        account: Account,
        hub: Hub,
        board: HealthBoard,
        *,
        transport: Transport,
        ledger: Ledger,
        number: int,
        room: Callable[[int], Awaitable[None]],
        on_lost: Callable[[Wish, SubscriptionRevokedError], None],
    ) -> None:
        self._site = evolve(site, actor=account)
        self._account = account
        self._hub = hub
        self._board = board
        self._transport = transport
        self.number: int = number
        self.ledger: Ledger = ledger
        self._name = account.login if number == 1 else f"{account.login} ({number})"
        self._news = trio.lowlevel.ParkingLot()
        self._target: Target | None = None
        self._reconciling = trio.CancelScope()
        self._was_ready = False
        self._trouble: str | None = None
        self._last_trouble: str | None = None
        self._warned = False
        self._lockout = Backoff()
        self.loan: Loan = Loan()
        self.reconciler: Reconciler = Reconciler(
            site.api, account, hub, ledger, on_change=self._changed, on_lost=on_lost
        )
        self._book = self.reconciler.book
        self.deliver: Callable[[Pending], bool] = self.reconciler.deliver
        self.room: Callable[[int], Awaitable[None]] = room

    @property
    def account(self) -> Account:
        """Whose it is."""
        return self._account

    @property
    def is_connected(self) -> bool:
        """Whether subscriptions can be made on it now."""
        return self._target is not None

    @property
    def trouble_now(self) -> str | None:
        """What is the matter, if something is."""
        return self._trouble or self.reconciler.doubted or self._book.trouble

    @trio.lowlevel.enable_ki_protection
    async def run(self) -> None:
        """Hold a connection whenever there is a wish."""
        self.loan.serve()
        while True:
            await self._until(wanted=True)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._reconcile, name=f"eventsub reconciler of {self._name}")
                nursery.start_soon(self._carry, name=f"eventsub transport of {self._name}")
                await self._until_useless()
                nursery.cancel_scope.cancel(reason="twitchtrio: nothing is, or can be, listened to any more")
            why = self._book.locked_out
            self._ended()
            if why is not None:
                await self._until_let_in(why)

    def _ended(self) -> None:
        self._target = None
        self._was_ready = False
        self._trouble = None
        # A wish may have come while the connection was being closed.
        self.reconciler.lost(EVER)
        self._changed()

    @trio.lowlevel.enable_ki_protection
    async def _carry(self) -> None:
        await self._transport.carry(self, self._site)

    @trio.lowlevel.enable_ki_protection
    async def _reconcile(self) -> None:
        while True:
            while self._target is None:
                await self._news.park()
            with trio.CancelScope() as self._reconciling:
                await self.reconciler.run(self._target)

    async def _until(self, *, wanted: bool) -> None:  # noqa: ASYNC910  # mostly it is so already
        while bool(self._book.wanted) is not wanted:
            await self._news.park()

    async def _until_useless(self) -> None:
        """Until nothing is wanted any more, or nothing of it can be had for want of a token."""
        while True:
            while self._book.wanted:
                if self._book.locked_out is not None:
                    return  # noqa: ASYNC910  # subscribing has been waited for
                await self._news.park()
            with trio.move_on_at(self._book.left_at + LINGER):
                await self._until(wanted=True)
            if trio.current_time() < self._book.left_at + LINGER:
                continue
            self.reconciler.let_go()
            with trio.move_on_after(_GOODBYE):  # noqa: ASYNC912  # it parks, unless all is done
                while not (self._book.at_rest or self._book.wanted):
                    await self._news.park()
            if not self._book.wanted:
                return

    async def _until_let_in(self, why: str) -> None:
        """Ask now and then whether there is a login again, and hold no connection: Twitch would close it unused."""
        await trio.lowlevel.checkpoint()
        if not self._lockout.attempt:
            self._warned = True
            _logger.warning("EventSub of %s is not connected until there is a login again: %s", self._name, why)
        while self._book.wanted:
            # Who comes anew is not kept waiting, but hears at once that there is none.
            with trio.move_on_after(self._lockout.next()):  # noqa: ASYNC912  # it parks, unless somebody is new
                while self._book.wanted and all(wish.proven for wish in self._book):
                    await self._news.park()
            try:
                await self._site.api.subscriptions(actor=self._account)
            except TwitchError as exc:
                if locks_out(exc):
                    self.reconciler.refuse_new(exc)
                    continue
            self.reconciler.let_in()
            return

    # What a transport tells.

    def ready(self, target: Target) -> None:
        """Subscriptions can be made here; there are none yet."""
        self._target = target
        self._trouble = None
        self._changed()

    def moved(self, target: Target) -> None:
        """The same subscriptions hang here now."""
        self._target = target
        self.reconciler.moved(target)

    def heard(self, time: datetime, at: float) -> None:
        """Messages have come; this is the time of the youngest."""
        self._hub.on_time(time, at)

    def lost(self, last_seen: datetime, why: str) -> None:
        """The session and all its subscriptions are gone."""
        # Twitch closes what could not be used; why it could not has been told, and is still what is the matter.
        unused = not self._book.standing and self._book.trouble is not None
        level = logging.INFO if unused else logging.WARNING
        self._warned = self._warned or not unused
        _logger.log(level, "The EventSub session of %s was lost: %s. Connecting again.", self._name, why)
        self._target = None
        if not unused:
            self._trouble = self._last_trouble = why
        self._reconciling.cancel(reason=f"twitchtrio: the session was lost: {why}")
        self.reconciler.lost(last_seen)
        self._changed()

    def trouble(self, why: str | None) -> None:
        """Events cannot come now, for this reason; `None`: they can again."""
        if self._trouble is None and why is not None:
            self._warned = True
            _logger.warning("No EventSub connection for %s yet: %s Trying on.", self._name, why)
        self._trouble, self._last_trouble = why, why or self._last_trouble
        self._changed()

    def missed(self, since: datetime, until: datetime) -> None:
        """Events may have been missed although the session goes on."""
        self.reconciler.missed(since, until)

    def doubted(self, why: str) -> None:
        """What was believed to stand may not; Twitch is asked."""
        _logger.warning("EventSub of %s: %s. Looking what still stands.", self._name, why)
        self.reconciler.doubt(why)

    def set_aside(self, misfit: Misfit) -> None:
        """A message could not be read."""
        self._hub.set_aside(misfit)

    def revoked(self, record: EventSubSubscription, at: datetime) -> None:
        """Twitch has ended a subscription, at this time of its clock."""
        self._hub.keep(Revocation(message_id="", timestamp=at, subscription=record))
        self.reconciler.revoked(record, at)

    def _changed(self) -> None:
        self._news.unpark_all()
        state, why = self._state()
        if state is HealthState.READY and self._warned:
            self._warned = False
            # A warning too: who was told of the trouble is told of its end.
            _logger.warning("EventSub of %s is back.", self._name)
        self._board.report(self._name, state, why, account=self._account.login)

    def _state(self) -> tuple[HealthState, str | None]:
        book, doubted = self._book, self.reconciler.doubted
        if not book.wanted:
            return HealthState.IDLE, None
        if self._target is not None and book.complete:
            self._was_ready = True
            self._last_trouble = None
            self._lockout.reset()
            return (HealthState.READY, None) if doubted is None else (HealthState.DEGRADED, doubted)
        why = self.trouble_now
        if why is not None or (self._was_ready and (self._target is None or book.outages)):
            # What was lost is being made again, and is missed for the same cause.
            return HealthState.DEGRADED, why or self._last_trouble
        return HealthState.CONNECTING, None
