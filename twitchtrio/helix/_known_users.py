"""Which login is whose id."""

from __future__ import annotations

import copy
import math
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Final
from weakref import WeakValueDictionary

import trio

from ..auth.permission import permission, turn
from ..errors import TwitchError

__all__ = ["KnownUsers"]

_MOST: Final = 4096
_LIFE: Final = 3600.0
# More than twice what a login or an id has at Twitch.
_LONGEST: Final = 64


class Turn:
    """Taken by one at a time; whoever waits for another shares that one's failure."""

    def __init__(self) -> None:
        self._lock = trio.Lock()
        self._failure: TwitchError | None = None
        self._deadline = -math.inf

    @asynccontextmanager
    async def taken(self) -> AsyncGenerator[None, None]:
        """Wait for it and take it, unless one may do without.

        Raises:
            TwitchError: So another has failed meanwhile, who had no less time.
        """
        waits = self._lock.locked() and permission() is None
        async with turn(self._lock):
            if waits and self._failure is not None and trio.current_effective_deadline() <= self._deadline:
                raise copy.copy(self._failure) from self._failure.__cause__
            self._failure = None
            try:
                yield
            except TwitchError as exc:
                self._failure, self._deadline = exc, trio.current_effective_deadline()
                raise


class KnownUsers:
    """Remembers the ids of logins, and the logins of ids, for an hour; of more than 4,096 the oldest leave."""

    def __init__(self) -> None:
        self._logins: dict[str, tuple[str, float]] = {}
        self._ids: dict[str, str] = {}
        self._turns: WeakValueDictionary[frozenset[str], Turn] = WeakValueDictionary()

    def add(self, user_id: str, login: str) -> None:
        """Note what Twitch has just said, unless it can be no user."""
        self._forget(user_id)
        self._forget(self._ids.get(login, ""))
        if max(len(user_id), len(login)) > _LONGEST:
            return
        if len(self._logins) == _MOST:
            self._forget(next(iter(self._logins)))
        self._logins[user_id] = login, trio.current_time() + _LIFE
        self._ids[login] = user_id

    def login_of(self, user_id: str) -> str | None:
        """The login of a user, if it is known."""
        login, until = self._logins.get(user_id, ("", 0.0))
        return login if login and trio.current_time() < until else None

    def ids_of(self, logins: Iterable[str]) -> dict[str, str]:
        """The ids of those of the logins whose ids are known."""
        known = [(login, self._ids[login]) for login in logins if login in self._ids]
        return {login: user_id for login, user_id in known if self.login_of(user_id) is not None}

    def turn(self, logins: Iterable[str]) -> Turn:
        """Who is about to ask for these takes it, so that those who want the same wait and then know."""
        return self._turns.setdefault(frozenset(logins), Turn())

    def _forget(self, user_id: str) -> None:
        login, _ = self._logins.pop(user_id, ("", 0.0))
        self._ids.pop(login, None)
