"""What the subscriptions of one account cost over all its sockets, planned before anything is asked of Twitch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..errors import LoginRequiredError, SubscriptionError
from .refusals import MAX_COST, too_dear

if TYPE_CHECKING:
    from ..protocols import SubscriptionApi
    from ..subscription import Listing
    from .book import Book
    from .events.event import Subscription
    from .wish import Wish

__all__ = ["Ledger"]


class Ledger:
    """The costs of an account, which Twitch limits for the app and this account together.

    A subscription costs nothing where it needs a scope that was granted, or where every user of its condition has
    authorized the app; else it costs 1. Of users without a login here that is not known beforehand, so the thought is
    1, and Twitch's answer says what it is. So no more is asked for at once than could be paid if the thought is right,
    and nothing is refused until it is known what the rest costs.
    """

    def __init__(self, api: SubscriptionApi) -> None:
        self.limit: int = MAX_COST
        self._api = api
        self._books: list[Book] = []
        self._wakers: list[Callable[[], object]] = []

    def add(self, book: Book, wake: Callable[[], object]) -> None:
        """Count what is in a book, and wake it when there may be room."""
        self._books.append(book)
        self._wakers.append(wake)

    def cost_of(self, wanted: Subscription[Any]) -> int:
        """What a subscription is thought to cost."""
        if wanted.event.SCOPES:
            return 0
        users = {value for key, value in wanted.pairs if key.endswith("user_id")}
        return int(not all(map(self._has_authorized, users)))

    def _has_authorized(self, user_id: str) -> bool:
        try:
            self._api.account_for(user_id, (), action="Planning costs")
        except LoginRequiredError:
            return False
        return True

    @property
    def spent(self) -> int:
        """What all costs that stands, or stood and is being made again."""
        return sum(book.standing_cost + book.lost_cost for book in self._books)

    @property
    def rooms(self) -> int:
        """How many chats are read by what stands."""
        read = (wish.subscription for book in self._books for wish in book.standing)
        return len(
            {each.condition.get("broadcaster_user_id") for each in read if each.event.GRANTOR == "user_id"} - {None}
        )

    @property
    def is_open(self) -> bool:
        """Whether something may still turn out to cost less, or is being deleted."""
        return any(book.open_cost for book in self._books)

    def has_room_for(self, wish: Wish) -> bool:
        """Whether a wish could be paid along with all that stands and is being asked for."""
        return wish.cost == 0 or self.spent + sum(book.open_cost for book in self._books) + wish.cost <= self.limit

    def let_go(self) -> None:
        """What lingers, on whatever socket, makes room."""
        for book, wake in zip(self._books, self._wakers, strict=True):
            if book.lingering:
                book.let_go()
                wake()

    def told(self, listing: Listing) -> None:
        """Twitch has said how much everything may cost; a stand-in of Twitch may say nothing, or 0."""
        self.limit = listing.max_total_cost or self.limit

    def refusal(self, wish: Wish, *, account: str) -> SubscriptionError:
        """The error of a wish that can never be paid."""
        return too_dear(wish, account=account, cost=self.spent, limit=self.limit)

    def changed(self) -> None:
        """A cost has come to be known, or is none any more."""
        for wake in self._wakers:
            wake()
