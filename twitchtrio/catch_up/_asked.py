"""What is to be read again, and how long lists are read for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import frozen

from ..helix._lookup import user_by_id
from ..people import PartialUser

if TYPE_CHECKING:
    from ..eventsub.events.event import Subscription
    from ..helix import Helix, Pages

__all__ = ["Asked", "after", "broadcaster_of", "newest"]

T = TypeVar("T")

_MOST_PAGES: Final = 10

_logger: Final = logging.getLogger("twitchtrio.catch_up")


@frozen(kw_only=True)
class Asked:
    """What is to be read again: the events of a subscription between two times."""

    subscription: Subscription[Any]
    since: datetime
    until: datetime

    @property
    def channel(self) -> str:
        """Id of the broadcaster."""
        return self.subscription.condition["broadcaster_user_id"]


def after(start: datetime, seconds: float) -> datetime:
    """A time so much later; the last that there is, where Helix's numbers lead beyond it."""
    try:
        return start + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


async def newest(
    pages: Pages[T], asked: Asked, last: Callable[[T], datetime | None], *, ordered: bool = True
) -> list[T]:
    """Items of a list that may have changed since the time asked for, ten pages at most.

    Args:
        pages: The list.
        asked: What is asked for.
        last: When an item changed last; `None` if it may change still.
        ordered: Whether the newest come first, so that a page of older ones is the last to be read.
    """
    found: list[T] = []
    read = 0
    async for page in pages.pages():
        recent = [each for each in page.items if (at := last(each)) is None or at >= asked.since]
        found += recent
        read += 1
        if page.cursor is None or (ordered and page.items and not recent):
            break
        if read == _MOST_PAGES:
            _logger.warning("Helix lists more of %s than %d pages; the rest is left out.", asked.subscription, read)
            break
    return found


async def broadcaster_of(helix: Helix, asked: Asked) -> PartialUser:
    """The channel's broadcaster, where a list does not name them."""
    user = await user_by_id(helix.users, asked.channel)
    return PartialUser(user_id=user.id, login=user.login, display_name=user.display_name)
