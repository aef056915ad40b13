"""Which login is whose id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from weakref import WeakValueDictionary

import trio

__all__ = ["KnownUsers"]

_MOST: Final = 4096
_LIFE: Final = 3600.0
# More than twice what a login or an id has at Twitch.
_LONGEST: Final = 64


class KnownUsers:
    """Remembers the ids of logins, and the logins of ids, for an hour; of more than 4,096 the oldest leave."""

    def __init__(self) -> None:
        self._logins: dict[str, tuple[str, float]] = {}
        self._ids: dict[str, str] = {}
        self._turns: WeakValueDictionary[frozenset[str], trio.Lock] = WeakValueDictionary()

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

    def turn(self, logins: Iterable[str]) -> trio.Lock:
        """Who is about to ask for these holds it, so that those who want the same wait and then know."""
        return self._turns.setdefault(frozenset(logins), trio.Lock())

    def _forget(self, user_id: str) -> None:
        login, _ = self._logins.pop(user_id, ("", 0.0))
        self._ids.pop(login, None)
