"""How the fields of events are written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from attrs import evolve, field, frozen

__all__ = [
    "CLIENT_ID",
    "FLAG",
    "ID",
    "NUMBER",
    "ON",
    "OPEN_RECORD",
    "OWNER",
    "SINCE",
    "TEXT",
    "TIME",
    "UNTIL",
    "USER",
    "Cast",
    "Field",
    "Fields",
    "Kind",
    "Person",
    "case",
    "id_of_first",
    "many",
    "moderator",
    "nullable",
    "number",
    "optional",
    "owner",
    "rare",
    "record",
    "text",
    "time",
    "user",
    "word",
]


class Kind(Enum):
    """What JSON and Twitch have, in words and as Python has it."""

    TEXT = "a text", str
    NUMBER = "a whole number", int
    FLAG = "true or false", bool
    TIME = "a time as 2026-01-01T00:00:00Z", str
    LIST = "a list", list
    RECORD = "a record", dict

    def __init__(self, words: str, type_: type) -> None:
        self.words = words
        self.type = type_


class Person(Protocol):
    """A user, as samples name them."""

    @property
    def id(self) -> str: ...
    @property
    def login(self) -> str: ...
    @property
    def display_name(self) -> str: ...


class Cast(Protocol):
    """What samples are made of."""

    @property
    def owner(self) -> Person:
        """Whose channel it is."""
        ...

    @property
    def moderator(self) -> Person:
        """Who moderates there."""
        ...

    @property
    def user(self) -> Person:
        """Somebody else."""
        ...

    @property
    def client_id(self) -> str:
        """The application."""
        ...

    def new_id(self) -> str:
        """An id that nothing else has."""
        ...

    def stamp(self, seconds: float) -> str:
        """The time that it is, or will be after some seconds."""
        ...


Fields: TypeAlias = "Mapping[str, Field]"
"""The fields of an event or a record, by their names."""


@frozen(kw_only=True)
class Field:
    """A field of an event.

    Attributes:
        null: Whether it may be null.
        absent: Whether it may be left out.
        of: The fields of a record.
        is_open: Whether a record may have others.
        item: What a list has.
        sample: Makes what a sample has; records and lists are made of their parts.
        is_rare: Whether samples go without it.
        is_word: Whether it says which `case` of the same record is filled.
        cases: The words that fill it; None where nothing depends on them.
        first_of: The list beside it whose first record has its value as `id`.
    """

    kind: Kind
    null: bool = False
    absent: bool = False
    of: Fields = field(factory=dict[str, "Field"])
    is_open: bool = False
    item: Field | None = None
    sample: Callable[[Cast], Any] | None = None
    is_rare: bool = False
    is_word: bool = False
    cases: tuple[str, ...] | None = None
    first_of: str | None = None

    def __str__(self) -> str:
        return f"{self.kind.words} or null" if self.null else self.kind.words


_FieldsT = TypeVar("_FieldsT", Field, Fields)


def text(sample: str) -> Field:
    """A text."""
    return Field(kind=Kind.TEXT, sample=lambda _: sample)


def word(sample: str) -> Field:
    """A text that says which `case` is filled."""
    return Field(kind=Kind.TEXT, sample=lambda _: sample, is_word=True)


def number(sample: int) -> Field:
    """A whole number."""
    return Field(kind=Kind.NUMBER, sample=lambda _: sample)


def time(after: float) -> Field:
    """A time; in a sample it comes after some seconds."""
    return Field(kind=Kind.TIME, sample=lambda cast: cast.stamp(after))


def record(fields: Fields) -> Field:
    """A record with fields of its own."""
    return Field(kind=Kind.RECORD, of=fields)


def many(item: Field | Fields) -> Field:
    """A list of fields, or of records."""
    return Field(kind=Kind.LIST, item=item if isinstance(item, Field) else record(item))


def nullable(what: _FieldsT) -> _FieldsT:
    """What may be null."""
    return _changed(what, null=True)


def optional(what: _FieldsT) -> _FieldsT:
    """What may be left out."""
    return _changed(what, absent=True)


def rare(what: _FieldsT) -> _FieldsT:
    """What may be left out or null, and in samples is."""
    return _changed(what, is_rare=True)


def case(fields: Fields, *words: str) -> Field:
    """A record that is null unless a `word` beside it is the record's name, or one of others."""
    return Field(kind=Kind.RECORD, of=fields, null=True, cases=words)


def id_of_first(beside: str) -> Field:
    """An id that one of a list of records beside it has."""
    return Field(kind=Kind.TEXT, first_of=beside)


def owner(prefix: str = "broadcaster_user") -> Fields:
    """The id, login and name of whose channel it is, under a prefix."""
    return _person(prefix, lambda cast: cast.owner)


def moderator(prefix: str = "moderator_user") -> Fields:
    """The id, login and name of who moderates, under a prefix."""
    return _person(prefix, lambda cast: cast.moderator)


def user(prefix: str = "user") -> Fields:
    """The id, login and name of somebody else, under a prefix."""
    return _person(prefix, lambda cast: cast.user)


def _person(prefix: str, who: Callable[[Cast], Person]) -> Fields:
    return {
        f"{prefix}_id": Field(kind=Kind.TEXT, sample=lambda cast: who(cast).id),
        f"{prefix}_login": Field(kind=Kind.TEXT, sample=lambda cast: who(cast).login),
        f"{prefix}_name": Field(kind=Kind.TEXT, sample=lambda cast: who(cast).display_name),
    }


def _changed(what: _FieldsT, **changes: Any) -> _FieldsT:
    if isinstance(what, Field):
        return evolve(what, **changes)
    return {name: evolve(each, **changes) for name, each in what.items()}


TEXT: Final = text("Hello")
ID: Final = Field(kind=Kind.TEXT, sample=lambda cast: cast.new_id())
CLIENT_ID: Final = Field(kind=Kind.TEXT, sample=lambda cast: cast.client_id)
NUMBER: Final = number(1)
FLAG: Final = Field(kind=Kind.FLAG, sample=lambda _: False)
ON: Final = Field(kind=Kind.FLAG, sample=lambda _: True)
TIME: Final = time(0)
SINCE: Final = time(-60)
UNTIL: Final = time(60)
OPEN_RECORD: Final = Field(kind=Kind.RECORD, is_open=True)
OWNER: Final = owner()
USER: Final = user()
