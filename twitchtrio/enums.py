"""Enumerations that grow at Twitch without notice."""

from __future__ import annotations

import enum
from typing import Self

__all__ = ["OpenEnum"]


class OpenEnum(enum.StrEnum):
    """A string enumeration that keeps what it does not know.

    A value without a member becomes a member of its own, whose name is the value; `known` tells them apart. It
    compares equal to the plain string in both cases.
    """

    @property
    def known(self) -> bool:
        """Whether twitchtrio has a name for this value."""
        return type(self).__members__.get(self._name_) is self

    def __reduce_ex__(self, proto: object) -> tuple[type[Self], tuple[str]]:
        # Early releases of Python 3.11 would look for a member of this name.
        return type(self), (self._value_,)

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member
