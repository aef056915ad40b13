"""Events of any type, made of the fake's own users."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from .clock import Clock, Ids
from .event_fields import EVENT_FIELDS
from .event_fields.sample import sample_of
from .world import FakeUser

__all__ = ["Players", "sample_event"]


@frozen(kw_only=True)
class Players:
    """Whom a sample is about, and where it has times and ids from."""

    owner: FakeUser
    moderator: FakeUser
    user: FakeUser
    client_id: str
    clock: Clock
    ids: Ids

    def new_id(self) -> str:
        """An id that nothing else has."""
        return self.ids.uuid()

    def stamp(self, seconds: float) -> str:
        """The time that it is, or will be after some seconds."""
        return self.clock.stamp(self.clock.now() + seconds)


def sample_event(type_: str, version: str, players: Players, replaced: Mapping[str, Any]) -> dict[str, Any]:
    """A complete event, with some fields replaced.

    Raises:
        TypeError: It has no such field.
    """
    fields = EVENT_FIELDS[type_, version]
    for name in replaced:
        if name not in fields:
            near = difflib.get_close_matches(name, fields, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(fields)}"
            raise TypeError(f"{type_} has no field {name!r}; {hint}")
    return sample_of(fields, players, replaced)
