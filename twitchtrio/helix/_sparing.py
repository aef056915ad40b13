"""Calls in the background, which leave points of the rate limit to all others."""
# ruff: noqa: SLF001  # the client's own

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import trio

from ..tokens import Actor
from ._endpoint import Endpoint
from ._session import Session

if TYPE_CHECKING:
    from ..network import Response
    from .client import Helix

__all__ = ["sparing"]

_PAUSE: Final = 1.0


class _Sparing(Session):
    """A session like another, all of whose state it shares, that takes its time where points are few."""

    def __init__(self, session: Session) -> None:
        vars(self).update(vars(session))

    async def _try(self, facts: Endpoint, actor: Actor | None, errand: Any) -> Response:
        limit = self._limits.get(actor)
        if limit is not None and limit.is_low:
            await trio.sleep(_PAUSE)
        return await super()._try(facts, actor, errand)


def sparing(helix: Helix) -> Helix:
    """A view of a client whose calls pause while an account has less than half of the points that Twitch gives."""
    view = object.__new__(type(helix))
    view._session, view._actor = _Sparing(helix._session), helix._actor
    return view
