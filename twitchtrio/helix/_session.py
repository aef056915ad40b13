"""One call after the other: who acts, the token, the rate limit, the request, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final, TypeAlias, TypeVar

import trio
from attrs import define

from .._hidden import Sealed
from .._json import SetAside, decode, encode
from .._texts import brief, shows
from ..endpoints import Endpoints
from ..errors import ConfigurationError, DecodeError, NetworkError, RateLimitedError
from ..network import Content, Http, Response
from ..protocols import TokenSource
from ..tokens import APP, Account, Actor, Authorized, Extension, Secret
from ._actor import check_given, who_acts
from ._clock import TwitchClock
from ._decoding import Envelope, Listing, ObjectPage
from ._endpoint import Endpoint
from ._known_users import KnownUsers
from ._query import Query, query_text
from ._rate_limit import LimitReached, RateLimit
from ._retry import Retry
from .misfit import MisfitItem, Misfits

__all__ = ["Body", "Session"]

T = TypeVar("T")

Body: TypeAlias = Mapping[str, Any]

_Headers: TypeAlias = list[tuple[str, str | Secret]]

# More than is quoted, where a token's spelling may be an odd one.
_START: Final = 2**12
_JSON: Final = ("Content-Type", "application/json")
_NO_HEADERS: Final[_Headers] = []
_NO_CLAIMS: Final[Mapping[str, Any]] = {}
# Seconds.
_SIGNED_FOR: Final = 180


@define
class _Errand:
    """What is sent for a call, however often."""

    url: str
    content: Content
    claims: Mapping[str, Any]
    """What an extension's token says besides who signs it."""


class Session:
    """Makes the calls of one Helix client, of its resources and of its views by `acting_as()`."""

    def __init__(self, tokens: TokenSource, http: Http, endpoints: Endpoints) -> None:
        self.tokens = tokens
        self.misfits: Misfits = Misfits()
        self._http = http
        self._helix = endpoints.helix
        self._elsewhere = {"/eventsub/subscriptions": endpoints.eventsub_subscriptions}
        self.users: KnownUsers = KnownUsers()
        self.clock: TwitchClock = TwitchClock()
        self._limits: dict[Actor | None, RateLimit] = {}
        self._headers: dict[Actor, tuple[Secret, _Headers]] = {}

    async def call(self, facts: Endpoint, override: Actor | None, query: Query, body: Body | None = None) -> Response:
        """Make a call and return the answer, which is a success.

        Raises:
            ConfigurationError: It cannot be made.
            AuthError: The login that it takes is missing, or lacks a scope.
            HelixError: Twitch refuses.
            NetworkError: Twitch does not answer.
        """
        actor = self.actor(facts, override, query, body)
        if facts.fills and len(facts.acts_as) == 1:
            query, body = self._filled(facts, facts.acts_as[0], actor, query, body)
        content = None if body is None else _content(facts, body)
        claims = _NO_CLAIMS if facts.claims is None or body is None else facts.claims(body)
        return await self._try(facts, actor, _Errand(self._url(facts.path, query), content, claims))

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
        """Make a call whose answer is a list. Items that cannot be read go to `aside`, or else to `misfits`.

        Raises:
            DecodeError: The answer is something else, or, where it is to be `whole`, an item cannot be read.
        """
        answer = await self.call(facts, override, query, body)
        if whole:
            return self._read_whole(facts, _envelope_of(model), answer)  # type: ignore[arg-type]  # as below
        if facts.object_pages:
            return self.read(facts, ObjectPage[model], answer).as_list()  # type: ignore[valid-type]  # made at run time
        return self.read(facts, _envelope_of(model), answer, aside=aside)  # type: ignore[arg-type]  # a class is hashable

    def read(self, facts: Endpoint, model: type[T], answer: Response, *, aside: SetAside | None = None) -> T:
        """Read an answer; one that holds secrets, or repeats a token, is not quoted.

        Raises:
            DecodeError: It is no `model`.
        """

        def set_aside(error: DecodeError, raw: bytes) -> None:
            self.misfits.add(MisfitItem(call=facts.name, raw=raw, error=error))

        shows = None if facts.secret else self._shows_no_token
        return decode(model, Sealed(answer.content), aside=aside or set_aside, shows=shows)

    def _read_whole(self, facts: Endpoint, model: type[T], answer: Response) -> T:
        misfits: list[DecodeError] = []
        read = self.read(facts, model, answer, aside=lambda error, _: misfits.append(error))
        problem = self.read(facts, Listing, answer).problem
        if problem is not None:
            raise DecodeError(problem, model=facts.name)
        if misfits:
            raise misfits[0]
        return read

    def _shows_no_token(self, content: bytes) -> bool:
        tokens = [token for token, _ in self._headers.values()]
        start = content[:_START].decode(errors="replace")
        return not shows(start, tokens) and not any(token.reveal().encode() in content for token in tokens)

    def actor(self, facts: Endpoint, override: Actor | None, query: Query, body: Body | None) -> Actor | None:
        """Who makes a call; see `who_acts`."""
        named = facts.acts_as or facts.app_only or facts.app_must
        given = {**query, **(body or {})} if named else {}
        asked = [str(given[name]) for name in facts.acts_as if given.get(name) is not None]
        actor = who_acts(self.tokens, facts, override=override, asked=asked)
        if facts.app_only or facts.app_must:
            check_given(facts, actor, given)
        return actor

    def _filled(
        self, facts: Endpoint, name: str, actor: Actor | None, query: Query, body: Body | None
    ) -> tuple[Query, Body | None]:
        user = actor if isinstance(actor, Account) else self.tokens.own
        in_body = body is not None and name in body
        if (body if body is not None and in_body else query).get(name) is not None:
            return query, body
        if user is None:
            raise ConfigurationError(
                f"{facts.name} as the app itself needs {name}=, the id of the user it is done for."
            )
        if body is not None and in_body:
            return query, {**body, name: user.user_id}
        return {**query, name: user.user_id}, body

    def _url(self, path: str, query: Query) -> str:
        address = self._elsewhere.get(path) or self._helix + path
        text = query_text(query)
        return f"{address}?{text}" if text else address

    async def _try(self, facts: Endpoint, actor: Actor | None, errand: _Errand) -> Response:
        limit = self._limits.get(actor) or self._limits.setdefault(actor, RateLimit())
        began, retry = trio.current_time(), None
        while True:
            answer, token = await self._once(facts, actor, errand, limit)
            if isinstance(answer, Response) and answer.status < HTTPStatus.MULTIPLE_CHOICES:
                return answer
            # Most calls need none.
            retry = retry or Retry(self.tokens, facts, actor, limit, began=began)
            if isinstance(answer, NetworkError):
                await retry.after_silence(answer)
            else:
                await retry.after_refusal(answer, token=token)

    async def _once(
        self, facts: Endpoint, actor: Actor | None, errand: _Errand, limit: RateLimit
    ) -> tuple[Response | NetworkError, Secret | None]:
        # First the token: a callback that all wait for needs a point for its own calls.
        token = await self._token(actor, errand.claims)
        await self._take_point(facts, actor, limit)
        told: Mapping[str, str] | None = None
        try:
            headers = self._headers_for(actor, token, errand.content)
            try:
                answer = await self._http.send(facts.method, errand.url, headers=headers, content=errand.content)
            except NetworkError as exc:
                return exc, token
            told = answer.headers
            self.clock.note(told)
            return answer, token
        finally:
            limit.done(told)

    async def _token(self, actor: Actor | None, claims: Mapping[str, Any]) -> Secret | None:
        if isinstance(actor, Authorized):
            return self.tokens.ready_token(actor) or await self.tokens.access_token(actor)  # noqa: ASYNC910  # a request follows
        if actor is None:
            return None  # noqa: ASYNC910  # the same
        until = int(datetime.now(UTC).timestamp()) + _SIGNED_FOR
        return actor.sign({"exp": until, **claims})  # noqa: ASYNC910  # the same

    async def _take_point(self, facts: Endpoint, actor: Actor | None, limit: RateLimit) -> None:
        try:
            await limit.take()
        except LimitReached as exc:
            raise RateLimitedError(
                status=HTTPStatus.TOO_MANY_REQUESTS,
                error="Too Many Requests",
                message=f"the rate limit is used up for {exc.reset:.0f} s, longer than the caller's deadline allows",
                method=facts.method,
                path=facts.path,
                account=actor.login if isinstance(actor, Account) else None,
                as_app=actor is APP,
                reset=exc.reset,
            ) from None

    def _headers_for(self, actor: Actor | None, token: Secret | None, content: Content) -> _Headers:
        headers = _NO_HEADERS if actor is None or token is None else self._signed(actor, token)
        return headers if content is None else [*headers, _JSON]

    def _signed(self, actor: Actor, token: Secret) -> _Headers:
        known = self._headers.get(actor)
        if known is None or known[0] is not token:
            client_id = actor.client_id if isinstance(actor, Extension) else self.tokens.client_id
            headers: _Headers = [("Authorization", Secret(f"Bearer {token.reveal()}")), ("Client-Id", client_id)]
            known = self._headers[actor] = (token, headers)
        return known[1]


@cache
def _envelope_of(model: type[T]) -> type[Envelope[T]]:
    return Envelope[model]  # type: ignore[valid-type]  # made at run time


def _content(facts: Endpoint, body: Body) -> Content:
    given: dict[str, Any] = {name: value for name, value in body.items() if value is not None}
    if facts.body_in_data:
        given = {"data": given}
    # What holds no secret is mostly written at once.
    with suppress(Exception):
        return encode(given)
    try:
        return Sealed(encode(given, secrets=True))
    except Exception as exc:  # noqa: BLE001 - half a character, or what JSON has no word for
        raise ConfigurationError(f"{facts.name} cannot be called with this body: {brief(str(exc))}.") from None
