"""Rules of Twitch's reference about which parameters go with which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

from attrs import frozen

__all__ = [
    "Names",
    "Rule",
    "at_least_one_of",
    "at_most_one_of",
    "exactly_one_of",
    "needed_if",
    "needed_unless",
    "not_with",
    "not_without",
    "only_with",
    "together",
]

Names: TypeAlias = tuple[str, ...]
Given: TypeAlias = Mapping[str, Any]
"""The parameters of a call that are not `None`."""


class Rule(Protocol):
    """What a call must keep."""

    @property
    def names(self) -> Names:
        """The parameters that it is about."""
        ...

    def problem(self, given: Given) -> str | None:
        """How a call breaks it, in words that follow the endpoint's name; `None` if it does not."""
        ...


@frozen
class _Count:
    names: Names
    least: int
    most: int
    said: str

    def problem(self, given: Given) -> str | None:
        got = [name for name in self.names if name in given]
        if self.least <= len(got) <= self.most:
            return None
        return f"takes {self.said} of {', '.join(self.names)}; it got {_all(got) or 'none of them'}"


@frozen
class _Together:
    names: Names

    def problem(self, given: Given) -> str | None:
        got = [name for name in self.names if name in given]
        if not got or len(got) == len(self.names):
            return None
        return f"takes {_all(self.names)} together; it got {_all(got)} alone"


@frozen
class _NeededIf:
    needed: str
    name: str
    values: tuple[object, ...]

    @property
    def names(self) -> Names:
        return (self.needed, self.name)

    def problem(self, given: Given) -> str | None:
        value = given.get(self.name)
        values = value if isinstance(value, list | tuple) else [value]
        wanting = next((each for each in values if each in self.values), None)
        if self.needed in given or wanting is None:
            return None
        return f"needs {self.needed} where {self.name} is {wanting}"


@frozen
class _NeededUnless:
    needed: str
    name: str

    @property
    def names(self) -> Names:
        return (self.needed, self.name)

    def problem(self, given: Given) -> str | None:
        if self.needed in given or given.get(self.name):
            return None
        return f"needs {self.needed}, or {self.name}; it got neither"


@frozen
class _OnlyWith:
    limited: Names
    others: Names

    @property
    def names(self) -> Names:
        return (*self.limited, *self.others)

    def problem(self, given: Given) -> str | None:
        got = [name for name in self.limited if name in given]
        if not got or any(name in given for name in self.others):
            return None
        return f"takes {_all(got)} only with {' or '.join(self.others)}"


@frozen
class _NotWith:
    name: str
    others: Names

    @property
    def names(self) -> Names:
        return (self.name, *self.others)

    def problem(self, given: Given) -> str | None:
        got = [name for name in (self.name, *self.others) if given.get(name, False) is not False]
        if self.name not in got or len(got) == 1:
            return None
        return f"takes {self.name} or {' and '.join(self.others)}, not both; it got {_all(got)}"


@frozen
class _NotWithout:
    name: str
    other: str

    @property
    def names(self) -> Names:
        return (self.name, self.other)

    def problem(self, given: Given) -> str | None:
        if self.name not in given or given.get(self.other, True):
            return None
        return f"takes {self.name} only where {self.other} is true; it got {self.other}={given[self.other]}"


def _all(names: list[str] | Names) -> str:
    return " and ".join(names)


def exactly_one_of(*names: str) -> Rule:
    """One of the parameters is given, and no other."""
    return _Count(names, 1, 1, "exactly one")


def at_least_one_of(*names: str) -> Rule:
    """One of the parameters is given, or several."""
    return _Count(names, 1, len(names), "at least one")


def at_most_one_of(*names: str) -> Rule:
    """One of the parameters is given, or none."""
    return _Count(names, 0, 1, "at most one")


def together(*names: str) -> Rule:
    """All of the parameters are given, or none."""
    return _Together(names)


def needed_if(needed: str, name: str, *values: object) -> Rule:
    """A parameter is given where another has one of these values."""
    return _NeededIf(needed, name, values)


def needed_unless(needed: str, name: str) -> Rule:
    """A parameter is given unless another is, or is true."""
    return _NeededUnless(needed, name)


def only_with(limited: Names, *others: str) -> Rule:
    """Parameters are given only where one of the others is."""
    return _OnlyWith(limited, others)


def not_with(name: str, *others: str) -> Rule:
    """A parameter is not given where one of the others is; what is false is as good as not given."""
    return _NotWith(name, others)


def not_without(name: str, other: str) -> Rule:
    """A parameter is not given where another is false."""
    return _NotWithout(name, other)
