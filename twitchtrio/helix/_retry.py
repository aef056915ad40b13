"""Whether a call that failed is made again, and when."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

import trio

from .._backoff import Backoff
from .._texts import worded
from ..errors import MissingScopeError, NetworkError
from ..network import Response
from ..protocols import TokenSource
from ..tokens import Account, Actor, Authorized, Secret
from ._decoding import helix_error, message_of
from ._endpoint import Endpoint
from ._rate_limit import RateLimit, points_left

__all__ = ["Retry"]

_TRIES: Final = 4
# What it is made of needs no quotes in a shell.
_SCOPE: Final = re.compile(r"[a-z_]+(:[a-z_]+)+")
_REPEATABLE: Final = frozenset({"GET", "PUT", "DELETE"})
_MISSING_SCOPE: Final = re.compile(r"\bmissing (?:\w+ )*scopes?\b|\b(?:requires?|must (?:include|have)) .*\bscopes?\b")
_WRONG_USER: Final = re.compile(r"\bincorrect user authorization\b")


class Retry:
    """The fate of one call.

    A request that may have been carried out is sent again only where twice is the same as once (GET, PUT, DELETE):
    a chat message is never posted twice on suspicion. What Twitch refused with 401 or 429 was not carried out.
    """

    def __init__(
        self, tokens: TokenSource, facts: Endpoint, actor: Actor | None, limit: RateLimit, *, began: float
    ) -> None:
        self._tokens = tokens
        self._facts = facts
        self._actor = actor
        self._limit = limit
        self._began = began
        self._tries = 0
        self._renewed = False
        self._backoff = Backoff(floor=0.5, cap=8.0)

    async def after_silence(self, error: NetworkError) -> None:  # noqa: ASYNC910  # silence has been waited for
        """Wait until the call may be made again after no answer came.

        Raises:
            NetworkError: It may not.
        """
        self._tries += 1
        if not (self._repeatable or not error.sent) or not await self._pause():
            raise NetworkError(
                error.problem,
                address=error.address,
                attempts=self._tries,
                elapsed=trio.current_time() - self._began,
                sent=error.sent,
            ) from None

    async def after_refusal(self, response: Response, *, token: Secret | None) -> None:  # noqa: ASYNC910  # so has an answer
        """Wait until the call may be made again after an answer that is no success.

        Raises:
            HelixError: It may not.
            MissingScopeError: The token lacks a scope.
        """
        self._tries += 1
        status = response.status
        if status == HTTPStatus.UNAUTHORIZED:
            again = await self._renew(response, token)
        elif status == HTTPStatus.TOO_MANY_REQUESTS:
            again = await self._after_too_many(response)
        else:
            may_pass = status >= HTTPStatus.INTERNAL_SERVER_ERROR or not message_of(response)
            again = may_pass and self._repeatable and await self._pause()
        if not again:
            raise helix_error(self._facts, self._actor, response, token=token, reset=self._limit.reset)

    @property
    def _repeatable(self) -> bool:
        return self._facts.method in _REPEATABLE and not self._facts.once

    @property
    def _has_tries(self) -> bool:
        return self._tries < _TRIES and not self._facts.once

    async def _renew(self, response: Response, token: Secret | None) -> bool:
        message = message_of(response)
        said = worded(message)
        lacks_scope = _MISSING_SCOPE.search(said)
        if lacks_scope:
            self._raise_missing_scope(message)
        if self._renewed or lacks_scope or _WRONG_USER.search(said):
            return False  # noqa: ASYNC910  # an answer has been waited for
        if token is None or not isinstance(self._actor, Authorized):
            return False  # noqa: ASYNC910  # the same
        self._renewed = True
        await self._tokens.renew(self._actor, token)
        return True

    def _raise_missing_scope(self, message: str) -> None:
        scopes = tuple(word for word in message.replace(",", " ").split() if _SCOPE.fullmatch(word))
        if scopes and isinstance(self._actor, Account):
            raise MissingScopeError(
                action=self._facts.name,
                scopes=scopes[:1] if len(scopes) == 1 else (scopes,),
                account=self._actor.login,
                granted=self._actor.scopes,
                client_id=self._tokens.client_id,
            )

    async def _after_too_many(self, response: Response) -> bool:
        if self._limit.reset is not None:
            return self._has_tries  # noqa: ASYNC910  # the next try waits for its point
        if self._facts.own_limit:
            return False  # noqa: ASYNC910  # an answer has been waited for
        # Where there are points left, the refusal means something else: a fault at Twitch, or a limit of the endpoint.
        safe = self._repeatable or points_left(response.headers) is None
        return safe and await self._pause()  # noqa: ASYNC910  # the same

    async def _pause(self) -> bool:
        """Wait before the next try, unless there is none or the caller's deadline comes first."""
        until = trio.current_time() + self._backoff.next()
        again = self._has_tries and not trio.current_time() < trio.current_effective_deadline() < until
        if again:
            await trio.sleep_until(until)
        return again  # noqa: ASYNC910  # the call has waited for Twitch
