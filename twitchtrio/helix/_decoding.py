"""Twitch's answers: the envelope around data, and the errors."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final, Generic, TypeVar

from attrs import frozen
from msgspec import Struct, structs

from .._json import Raw, decode
from .._texts import brief, masked
from ..errors import DecodeError, HelixError, NotFoundError
from ..network import Response
from ..tokens import APP, Account, Actor, Secret
from ._endpoint import Endpoint
from .beside import DateRange, RefusedShard

__all__ = ["Envelope", "Listing", "ObjectEnvelope", "helix_error", "joined", "message_of", "nothing_found"]

T = TypeVar("T")


@frozen(kw_only=True)
class Pagination:
    """Where the next page begins."""

    cursor: str | None = None


# Of an attrs class, msgspec finds out by an exception each what is left out, and here most is.
class Envelope(Struct, Generic[T], frozen=True, kw_only=True):
    """A list, and what stands beside it in some answers."""

    data: tuple[T, ...]
    pagination: Pagination | str | None = None
    """Of one endpoint the cursor itself."""
    total: int | None = None
    total_cost: int | None = None
    max_total_cost: int | None = None
    template: str | None = None
    points: int | None = None
    date_range: DateRange | None = None
    errors: tuple[RefusedShard, ...] = ()

    @property
    def cursor(self) -> str | None:
        """Where the next page begins, `None` after the last."""
        cursor = self.pagination.cursor if isinstance(self.pagination, Pagination) else self.pagination
        return cursor or None


@frozen(kw_only=True)
class Listing:
    """A list as such, be it empty."""

    data: tuple[Raw, ...] | None
    pagination: Any = None

    @property
    def problem(self) -> str | None:
        """Why it cannot be said to have all that it should."""
        cursor = self.pagination.get("cursor") if isinstance(self.pagination, dict) else self.pagination
        if self.data is None:
            return "there is no list"
        return None if isinstance(cursor, str | None) else "what the next page is cannot be read"


def joined(answers: Sequence[Envelope[T]]) -> Envelope[T]:
    """The answers to the chunks of one call as one."""
    if not answers:
        return Envelope(data=())
    return structs.replace(answers[-1], data=tuple(item for answer in answers for item in answer.data))


@frozen(kw_only=True)
class ObjectPage(Generic[T]):
    """One object of a long row of them, and where the next is; Twitch's reference says that within the object."""

    data: T
    pagination: Pagination | None = None

    def as_list(self) -> Envelope[T]:
        """The same as a list of one."""
        within: Pagination | None = getattr(self.data, "pagination", None)
        return Envelope(data=(self.data,), pagination=self.pagination or within)


@frozen(kw_only=True)
class ObjectEnvelope(Generic[T]):
    """One object."""

    data: T


@frozen(kw_only=True)
class _Refusal:
    error: str = ""
    message: str = ""


_NOTHING_SAID: Final = _Refusal()


def message_of(response: Response) -> str:
    """Twitch's explanation of a refusal; what stands between, such as a proxy, may refuse without."""
    return brief(_refusal(response).message)


def _refusal(response: Response) -> _Refusal:
    try:
        return decode(_Refusal, response.content)
    except DecodeError:
        return _NOTHING_SAID


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "unknown status"


def helix_error(
    facts: Endpoint, actor: Actor | None, response: Response, *, token: Secret | None, reset: float | None = None
) -> HelixError:
    """The error for an answer that is no success, without the token that it may repeat."""
    refusal = _refusal(response)
    secrets = [] if token is None else [token]
    request_id = response.headers.get("Twitch-Trace-Id")
    return HelixError.of(
        response.status,
        error=masked(refusal.error, secrets) or _phrase(response.status),
        message=masked(refusal.message, secrets),
        method=facts.method,
        path=facts.path,
        request_id=None if request_id is None else masked(request_id, secrets),
        account=_login(actor),
        as_app=actor is APP,
        reset=reset,
    )


def nothing_found(facts: Endpoint, actor: Actor | None, message: str = "there is none") -> NotFoundError:
    """The error where one thing was asked for and Twitch knows of none."""
    return NotFoundError(
        status=HTTPStatus.NOT_FOUND,
        error="Not Found",
        message=message,
        method=facts.method,
        path=facts.path,
        account=_login(actor),
        as_app=actor is APP,
    )


def _login(actor: Actor | None) -> str | None:
    return actor.login if isinstance(actor, Account) else None
