"""What the categories of Helix have in common."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Self, TypeVar

from ..errors import DecodeError
from ..tokens import Actor
from ._decoding import Envelope, ObjectEnvelope, joined, nothing_found
from ._endpoint import Endpoint
from ._pages import Pages
from ._query import Query, chunks
from ._session import Body, Session
from ._side_by_side import side_by_side

__all__ = ["Resource", "no_attribute"]

T = TypeVar("T")

_NO_QUERY: Final[Query] = {}


def no_attribute(owner: object, name: str, told: str) -> AttributeError:
    """The error for what is not there, or not there yet."""
    # Of what Twitch has, no name begins so; Python asks for these itself.
    advice = "" if name.startswith("_") else "; what twitchtrio does not have yet is called with helix.request(...)"
    return AttributeError(f"{told} has no {name!r}{advice}", name=name, obj=owner)


class Resource:
    """One category of endpoints.

    A method of it that `endpoint` decorates runs on a copy that knows the facts of the endpoint, so its body is one
    expression over the methods below.
    """

    __slots__ = ("_actor", "_facts", "_session", "_whole")

    _facts: Endpoint

    def __init__(self, session: Session, actor: Actor | None = None, *, whole: bool = False) -> None:
        self._session = session
        self._actor = actor
        # Whether something follows of what a list leaves out, so that one is refused of which a part cannot be read.
        self._whole = whole

    def _for(self, facts: Endpoint) -> Self:
        copy = self.__class__(self._session, self._actor, whole=self._whole)
        copy._facts = facts  # noqa: SLF001 - one of its own kind
        return copy

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            raise no_attribute(self, name, f"the category {type(self).__name__}")

    async def _none(self, *, query: Query = _NO_QUERY, body: Body | None = None) -> None:
        """Call an endpoint that answers nothing."""
        self._facts.check(query, body)
        await self._session.call(self._facts, self._actor, query, body)

    async def _text(self, *, query: Query = _NO_QUERY) -> str:
        """Call an endpoint that answers a text."""
        self._facts.check(query)
        answer = await self._session.call(self._facts, self._actor, query)
        return answer.content.decode(errors="replace")

    async def _object(self, model: type[T], *, query: Query = _NO_QUERY, body: Body | None = None) -> T:
        """Call an endpoint that answers an object."""
        self._facts.check(query, body)
        answer = await self._session.call(self._facts, self._actor, query, body)
        return self._session.read(self._facts, ObjectEnvelope[model], answer).data  # type: ignore[valid-type]

    async def _one(self, model: type[T], *, query: Query = _NO_QUERY, body: Body | None = None) -> T:
        """Call an endpoint that answers a list of one."""
        return (await self._single(model, query=query, body=body)).data[0]

    async def _single(self, model: type[T], *, query: Query = _NO_QUERY, body: Body | None = None) -> Envelope[T]:
        """Call an endpoint that answers a list of one, for what stands beside it.

        Raises:
            NotFoundError: What was looked for does not exist.
            DecodeError: It cannot be read, or what was done is not told.
        """
        self._facts.check(query, body)
        misfits: list[DecodeError] = []
        answer = await self._session.envelope(
            self._facts, self._actor, model, query, body, aside=lambda error, _: misfits.append(error)
        )
        if answer.data:
            return answer
        if misfits:
            raise misfits[0]
        if self._facts.method == "GET":
            raise nothing_found(self._facts, self._session.actor(self._facts, self._actor, query, body))
        raise DecodeError("it is empty", model=model.__name__, path="$.data")

    async def _many(self, model: type[T], *, query: Query = _NO_QUERY, body: Body | None = None) -> tuple[T, ...]:
        """Call an endpoint that answers a list."""
        return (await self._envelope(model, query=query, body=body)).data

    def _pages(self, model: type[T], *, query: Query = _NO_QUERY) -> Pages[T]:
        """The pages of an endpoint that answers a long list bit by bit."""
        self._facts.check(query)
        return Pages(self._session, self._facts, self._actor, model, query, whole=self._whole)

    async def _envelope(self, model: type[T], *, query: Query = _NO_QUERY, body: Body | None = None) -> Envelope[T]:
        """Call an endpoint that answers a list, for what stands beside the list."""
        self._facts.check(query, body)
        parts = chunks(self._facts, query)
        if len(parts) == 1:
            return await self._session.envelope(self._facts, self._actor, model, parts[0], body, whole=self._whole)
        ask = partial(self._session.envelope, self._facts, self._actor, model, body=body, whole=self._whole)
        return joined(await side_by_side(partial(ask, query=part) for part in parts))
