"""Long lists, which Twitch gives page by page."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Final, Generic, NoReturn, TypeVar, final

import trio
from attrs import frozen

from .._given import check_number
from ..errors import DecodeError
from ..tokens import Actor
from ._decoding import Envelope
from ._endpoint import Endpoint
from ._identity import identity
from ._query import Query, chunks
from ._session import Session

__all__ = ["Page", "Pages"]

T = TypeVar("T")

_log: Final = logging.getLogger("twitchtrio.helix")

_NOTHING_NEW: Final = 10
# So many items are given between two turns of other tasks.
_TURN: Final = 16
_LISTING: Final = "async for item in helix.streams.get_streams(...)"


@frozen(kw_only=True)
class Page(Generic[T]):
    """One answer of an endpoint that pages."""

    items: tuple[T, ...]
    cursor: str | None = None
    """Where the next page begins, for `after=`; `None` on the last."""
    total: int | None = None
    """How many items there are on all pages, where Twitch says so."""
    total_cost: int | None = None
    """Of EventSub subscriptions: the cost of all that the token made."""
    max_total_cost: int | None = None
    """Of EventSub subscriptions: the cost that they may have."""
    template: str | None = None
    """Of emotes: the address of an image, with its variables in double braces."""
    points: int | None = None
    """Of subscribers: their points, six of which are a tier 3."""


@final
class Pages(Generic[T]):
    """A long list that is fetched page by page while it is iterated.

    `async for item in pages` gives the items, `pages.pages()` the pages. Each iteration begins anew and holds nothing
    between two pages, so it can be left at any time; an iteration in which a call failed can be continued. What a call
    raises comes out of the iteration. Where Twitch's pages go round in a circle, or ten in a row are empty or hold what
    one before them held, the iteration ends.

    Each page is a checkpoint. Within one, each item can be cancelled, and every 16th lets other tasks run.
    """

    __slots__ = ("_actor", "_facts", "_model", "_query", "_session", "_whole")

    def __init__(
        self,
        session: Session,
        facts: Endpoint,
        actor: Actor | None,
        model: type[T],
        query: Query,
        *,
        whole: bool = False,
    ) -> None:
        self._session = session
        self._facts = facts
        self._actor = actor
        self._model = model
        self._query = query
        self._whole = whole

    def __repr__(self) -> str:
        return f"<Pages of {self._model.__name__}: {_LISTING}>"

    def __aiter__(self) -> AsyncIterator[T]:
        return _Items(self.pages())

    def pages(self) -> AsyncIterator[Page[T]]:
        """Iterate over the pages."""
        ask = partial(self._session.envelope, self._facts, self._actor, self._model, whole=self._whole)
        return _PageIterator(self._facts, self._query, ask, whole=self._whole)

    async def collect(self, *, limit: int | None = None) -> tuple[T, ...]:
        """Fetch the items into a tuple.

        Args:
            limit: How many at most; pages beyond are not fetched.
        """
        if limit is not None:
            check_number("limit", limit)
        items: list[T] = []
        async for page in self.pages():
            items += page.items
            if limit is not None and len(items) >= limit:
                break
        return tuple(items[:limit])

    async def first(self) -> T | None:
        """The first item, `None` if there is none."""
        items = await self.collect(limit=1)
        return items[0] if items else None

    if not TYPE_CHECKING:  # pragma: no branch  # at run time it is always so

        def __await__(self) -> NoReturn:
            raise TypeError(f"Pages are iterated, `{_LISTING}`, or collected, `await pages.collect()`.")

        def __iter__(self) -> NoReturn:
            raise TypeError(f"Pages are iterated with `async for`: `{_LISTING}`.")


@final
class _PageIterator(AsyncIterator[Page[T]]):
    def __init__(
        self, facts: Endpoint, query: Query, ask: Callable[[Query], Awaitable[Envelope[T]]], *, whole: bool
    ) -> None:
        self._facts = facts
        self._ask = ask
        self._whole = whole
        self._forth = "before" if query.get("before") is not None else "after"
        self._chunks = iter(chunks(facts, query))
        self._next: Query | None = None
        self._seen: set[str] = set()
        self._held: set[int] = set()
        self._idle = 0

    async def __anext__(self) -> Page[T]:
        if self._next is None:
            self._next = next(self._chunks, None)
            self._seen.clear()
            self._held.clear()
            self._idle = 0
        if self._next is None:
            await trio.lowlevel.checkpoint()
            raise StopAsyncIteration
        answer = await self._ask(self._next)
        self._next = self._following(self._next, answer)
        return _page(answer)

    def _following(self, asked: Query, answer: Envelope[T]) -> Query | None:
        """What to ask for next, if the walk goes on."""
        cursor = answer.cursor
        if cursor is None:
            return None
        self._seen.add(str(asked.get(self._forth)))
        # A number a page: a walk may be long, and what is in it is the user's to keep.
        held = hash(frozenset(map(identity, answer.data)))
        self._idle = 0 if answer.data and held not in self._held else self._idle + 1
        self._held.add(held)
        problem = _round(cursor in self._seen, self._idle)
        if problem is not None and self._whole:
            raise DecodeError(problem, model=self._facts.name, path="$.pagination.cursor")
        if problem is not None:
            _log.warning("%s ends early: %s.", self._facts.name, problem)
            return None
        return {**asked, self._forth: cursor}


def _round(seen: bool, idle: int) -> str | None:  # noqa: FBT001 - its one caller is above
    """Why a walk over pages would not come to an end."""
    if seen:
        return "Twitch names a page as the next that was there before"
    if idle >= _NOTHING_NEW:
        return f"Twitch gave {idle} pages one after the other that were empty or held what was there before"
    return None


@final
class _Items(AsyncIterator[T]):
    def __init__(self, pages: AsyncIterator[Page[T]]) -> None:
        self._pages = pages
        self._items: tuple[T, ...] = ()
        self._taken = 0

    async def __anext__(self) -> T:
        if self._taken % _TURN == 0 and self._taken < len(self._items):
            await trio.lowlevel.checkpoint()
        else:
            await trio.lowlevel.checkpoint_if_cancelled()
        while self._taken >= len(self._items):
            self._items = (await anext(self._pages)).items
            self._taken = 0
        self._taken += 1
        return self._items[self._taken - 1]  # noqa: ASYNC910  # each way here has one


def _page(answer: Envelope[T]) -> Page[T]:
    return Page(
        items=answer.data,
        cursor=answer.cursor,
        total=answer.total,
        total_cost=answer.total_cost,
        max_total_cost=answer.max_total_cost,
        template=answer.template,
        points=answer.points,
    )
