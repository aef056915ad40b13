"""Which of an account's lines a wish goes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .budget import Ledger
from .refusals import MAX_SOCKETS, MAX_SUBSCRIPTIONS, too_many

if TYPE_CHECKING:
    from ..tokens import Account
    from .events.event import Subscription
    from .line import Line

__all__ = ["Lines"]


class Lines:
    """All lines of one account; Twitch allows it a few sockets with so many subscriptions each.

    Attributes:
        ledger: What the subscriptions of all of them cost together.
    """

    def __init__(self, account: Account, ledger: Ledger, open_line: Callable[[Lines, int], Line]) -> None:
        self.account = account
        self.ledger = ledger
        self._open_line = open_line
        self._lines: list[Line] = []

    @property
    def all(self) -> Sequence[Line]:
        """As many as have been needed so far."""
        return self._lines

    def lend(self) -> None:
        """Whoever is within a token callback of the account's may have to wait for these lines."""
        for line in self._lines:
            line.loan.lend()

    def place(self, wanted: Subscription[Any]) -> Line:
        """The line that has an equal wish, else the one with room that is busy with such, else the first, or a new one.

        Raises:
            SubscriptionError: There is no room in as many as there may be.
        """
        for line in self._lines:
            book = line.reconciler.book
            # Elsewhere, its request might overtake the one that is under way.
            if book.get(wanted) is not None or (book.is_busy_with(wanted) and len(book) < MAX_SUBSCRIPTIONS):
                return line
        for line in self._lines:
            if len(line.reconciler.book) >= MAX_SUBSCRIPTIONS:
                line.reconciler.let_go()
            if len(line.reconciler.book) < MAX_SUBSCRIPTIONS:
                return line
        if len(self._lines) == MAX_SOCKETS:
            raise too_many(wanted, account=self.account.login)
        line = self._open_line(self, len(self._lines) + 1)
        line.loan.lend()
        self._lines.append(line)
        return line
