"""A call of a Helix endpoint, as its handler sees it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from attrs import define

from ..accounts import AccessToken
from ..http import RefusedError
from ..scenes import Scenes
from ..world import FakeChannel, FakeUser

__all__ = ["Call", "as_object", "titles_of"]

_TITLE: Final = 25


def as_object(value: Any, otherwise: str) -> dict[str, Any]:
    """A JSON object.

    Raises:
        RefusedError: It is something else.
    """
    if not isinstance(value, dict):
        raise RefusedError(400, otherwise)
    return cast("dict[str, Any]", value)


def titles_of(items: list[Any], name: str) -> list[str]:
    """The titles of choices or outcomes.

    Raises:
        RefusedError: One has none, or too long a one.
    """
    titles: list[str] = []
    for item in items:
        title = as_object(item, f"{name} is not valid.").get("title")
        if not isinstance(title, str) or not 1 <= len(title) <= _TITLE:
            raise RefusedError(400, f"A title in {name} must have 1 to {_TITLE} characters.")
        titles.append(title)
    return titles


@define(kw_only=True)
class Call:
    """A call whose parameters fit the endpoint's declaration.

    Attributes:
        user: Who acts: the token's user, or the one named in a call with an app token.
    """

    fake: Scenes
    path: str
    token: AccessToken
    query: Mapping[str, list[str]]
    body: Mapping[str, Any]
    user: FakeUser | None = None

    @property
    def acting(self) -> FakeUser:
        """Who acts.

        Raises:
            RefusedError: Nobody: an app token, and no user named.
        """
        if self.user is None:
            raise RefusedError(400, "the user does not exist")
        return self.user

    def get(self, name: str) -> str | None:
        """A parameter's value, if it is there."""
        values = self.query.get(name)
        return values[0] if values else None

    def one(self, name: str) -> str:
        """A required parameter's value."""
        return self.query[name][0]

    def many(self, name: str) -> list[str]:
        """All values of a parameter, each once."""
        return list(dict.fromkeys(self.query.get(name, [])))

    def users(self, name: str) -> list[FakeUser]:
        """The users whose ids are given; ids of nobody are left out, as Twitch does."""
        return [self.fake.world.users[id_] for id_ in self.many(name) if id_ in self.fake.world.users]

    def user_of(self, id: str) -> FakeUser:
        """The user with an id.

        Raises:
            RefusedError: There is none.
        """
        user = self.fake.world.users.get(id)
        if user is None:
            raise RefusedError(400, f"no user has the ID {id}")
        return user

    def channel_of(self, id: str) -> FakeChannel:
        """The channel of the user with an id.

        Raises:
            RefusedError: There is none.
        """
        return self.fake.channel(self.user_of(id))

    @property
    def channel(self) -> FakeChannel:
        """The channel of `broadcaster_id`."""
        return self.channel_of(self.one("broadcaster_id"))

    def moment(self, text: str, name: str) -> datetime:
        """A time that a parameter holds.

        Raises:
            RefusedError: It is none, or has no zone.
        """
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise RefusedError(400, f"{name} must be RFC 3339.")
        return moment

    def has_scope(self, *scopes: str) -> bool:
        """Whether the token has one of these."""
        return bool(set(scopes) & set(self.token.scopes))

    def page(self, items: Sequence[Any], *, size: int = 20) -> dict[str, Any]:
        """The part of a list that is asked for, and the cursor of the next."""
        size = int(self.get("first") or size)
        after, before = self.get("after"), self.get("before")
        start = 0
        if after is not None:
            start = self._position(after)[1]
        elif before is not None:
            start = max(0, self._position(before)[0] - size)
        end = min(start + size, len(items))
        pagination = {"cursor": self._cursor(start, end)} if end < len(items) or before is not None else {}
        return {"data": list(items[start:end]), "pagination": pagination}

    def _cursor(self, start: int, end: int) -> str:
        return base64.urlsafe_b64encode(json.dumps([self.path, start, end]).encode()).decode()

    def _position(self, cursor: str) -> tuple[int, int]:
        try:
            path, start, end = json.loads(base64.urlsafe_b64decode(cursor))
        except (ValueError, binascii.Error):
            path, start, end = None, 0, 0
        if path != self.path:
            raise RefusedError(400, "The cursor is not valid.")
        return start, end
