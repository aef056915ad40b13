"""Look-ups of single things that wait at the same moment, made as one."""

from __future__ import annotations

import copy
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import trio
from attrs import define, field
from msgspec import structs

from ..errors import BadRequestError, DecodeError, NotFoundError, TwitchError
from ..tokens import Actor
from ._decoding import Envelope
from ._endpoint import Endpoint
from ._query import Query, listed
from ._session import Body, Session

if TYPE_CHECKING:
    from .._json import SetAside

__all__ = ["Batching"]

T = TypeVar("T")

_LookUp: TypeAlias = tuple[str, str]
"""Name and value of a parameter."""

# One of them may be to blame for it.
_REFUSED: Final = (BadRequestError, DecodeError, NotFoundError)


@define(eq=False)
class _Batch:
    """Look-ups that one of those who wait, the first, makes for all."""

    wanted: dict[_LookUp, None] = field(factory=dict)
    made: trio.Event = field(factory=trio.Event)
    answer: Envelope[Any] | None = None
    error: TwitchError | None = None
    """Why it failed. If it has neither this nor an answer, the first of them left."""


class Batching(Session):
    """A session like another, all of whose state it shares, that makes single look-ups together.

    Those that begin in the same turn of Trio's scheduler, of one endpoint, by one actor and alike in all else, are one
    request. Where Twitch refuses it, each is asked for alone.
    """

    def __init__(self, session: Session) -> None:
        vars(self).update(vars(session))
        self._alone = session.envelope
        self._open: dict[Hashable, _Batch] = {}

    async def envelope(
        self,
        facts: Endpoint,
        override: Actor | None,
        model: type[T],
        query: Query,
        body: Body | None = None,
        *,
        aside: SetAside | None = None,
        whole: bool = False,
    ) -> Envelope[T]:
        """Make a call whose answer is a list, together with others where it looks a single thing up."""
        wanted = None if aside is not None else _wanted(facts, query)
        while wanted is not None:
            batch = await self._join(facts, override, model, query, wanted, whole=whole)
            if batch.answer is not None:
                return structs.replace(batch.answer, data=_of(wanted, batch.answer.data), pagination=None, total=None)
            if isinstance(batch.error, _REFUSED) and len(batch.wanted) > 1:
                break
            if batch.error is not None:
                raise copy.copy(batch.error)
        return await self._alone(facts, override, model, query, body, aside=aside, whole=whole)

    async def _join(
        self, facts: Endpoint, override: Actor | None, model: type[Any], query: Query, wanted: _LookUp, *, whole: bool
    ) -> _Batch:
        rest = {name: value for name, value in query.items() if value is not None and name not in _varying(facts)}
        key = (facts.name, override, whole, tuple((name, listed(value)) for name, value in rest.items()))
        batch = self._open.get(key)
        if batch is not None and len(batch.wanted) < facts.chunk_size:
            batch.wanted[wanted] = None
            await batch.made.wait()
            return batch
        batch = self._open[key] = _Batch()
        batch.wanted[wanted] = None
        try:
            await trio.lowlevel.checkpoint()
            self._close(key, batch)
            asked = _together(facts, rest, batch.wanted)
            batch.answer = await self._alone(facts, override, model, asked, whole=whole)
        except TwitchError as exc:
            batch.error = exc.with_traceback(None)
        finally:
            self._close(key, batch)
            batch.made.set()
        return batch  # noqa: ASYNC910  # it has been asked for

    def _close(self, key: Hashable, batch: _Batch) -> None:
        if self._open.get(key) is batch:
            del self._open[key]


def _varying(facts: Endpoint) -> tuple[str, ...]:
    return (*facts.chunk, "first")


def _wanted(facts: Endpoint, query: Query) -> _LookUp | None:
    """The single thing that is looked up."""
    given = [(name, value) for name in facts.chunk for value in listed(query.get(name)) or ()]
    if facts.object_pages or len(given) != 1 or query.get("after") is not None or query.get("before") is not None:
        return None
    ((name, value),) = given
    return name, str(value)


def _together(facts: Endpoint, rest: Query, wanted: dict[_LookUp, None]) -> Query:
    lists = {name: [value for of, value in wanted if of == name] for name in facts.chunk}
    asked: Query = {**rest, **{name: values for name, values in lists.items() if values}}
    whole: Query = {**asked, "first": facts.chunk_size}
    # All on one page, unless what is asked for by id has no pages.
    paged = "first" in facts.bounds and not any(rule.problem(whole) for rule in facts.rules)
    return whole if paged else asked


def _of(wanted: _LookUp, items: tuple[T, ...]) -> tuple[T, ...]:
    """The items that one look-up is about; each says by an attribute of the parameter's name what it is."""
    name, value = wanted
    found: list[T] = []
    for item in items:
        # Who was asked for by id and by login may be there twice.
        if str(getattr(item, name)).casefold() == value.casefold() and item not in found:
            found.append(item)
    return tuple(found)
