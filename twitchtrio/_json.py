"""JSON in and out of attrs classes: read strictly, and where that fails leniently, by the rules of `_lenient`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Optional, TypeAlias, TypeVar, cast, get_args

import msgspec

from ._hidden import Sealed
from ._once import Once
from ._texts import brief
from .errors import DecodeError
from .tokens import Secret

__all__ = [
    "MaybeTime",
    "Raw",
    "SetAside",
    "TextOrNumber",
    "Texts",
    "Time",
    "UnixTime",
    "decode",
    "decoder",
    "encode",
    "plain",
]

T = TypeVar("T")

Raw = msgspec.Raw

_log: Final = logging.getLogger("twitchtrio.reading")
_odd: Final = Once()

_EXCERPT: Final = 120
_LARGE: Final = 2**20
_MOST_VALUES: Final = 500_000
_PLAIN_VALUES: Final[Any] = Any

SetAside: TypeAlias = Callable[[DecodeError, bytes], object]
"""Is told of an item that could not be read, though what it is part of was: why, and its JSON text."""

Time: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time; one without a zone would be no moment."""

if TYPE_CHECKING:
    MaybeTime: TypeAlias = datetime | None
    TextOrNumber: TypeAlias = str
    Texts: TypeAlias = tuple[str, ...]
    UnixTime: TypeAlias = datetime | None
else:

    class _Spelling(type):
        """Type of the markers below; msgspec asks it whether what the hook made belongs to them."""

        def __instancecheck__(cls, value: object) -> bool:
            return True

    class MaybeTime(metaclass=_Spelling):
        """A time, where Twitch also writes an empty text for none."""

    class TextOrNumber(metaclass=_Spelling):
        """A text, where Twitch also writes a number."""

    class Texts(metaclass=_Spelling):
        """A list of texts, where Twitch also writes null for none."""

    class UnixTime(metaclass=_Spelling):
        """A time in seconds since 1970, 0 for none, where Twitch also writes it out."""


def _maybe_time(value: Any) -> datetime | None:
    return msgspec.convert(value, Time) if value else None


def _text_or_number(value: Any) -> str:
    return str(value) if type(value) is int else msgspec.convert(value, str)


def _texts(value: Any) -> tuple[str, ...]:
    # Mostly they are none.
    return () if value is None or value == [] else msgspec.convert(value, tuple[str, ...])


def _unix_time(value: Any) -> datetime | None:
    if isinstance(value, str) and value.isdecimal():
        return _unix_time(int(value))
    return datetime.fromtimestamp(value, UTC) if value and type(value) is int else _maybe_time(value)


def _secret(value: Any) -> Secret:
    # What could not stand in a header, or would be two, is none; neither is a number, however long.
    if not (type(value) is str and value.isascii() and value.isprintable() and value and " " not in value):
        raise ValueError("it is no secret")
    return Secret(value)


_MADE_BY: Final[dict[Any, Callable[[Any], Any]]] = {
    MaybeTime: _maybe_time,
    Secret: _secret,
    TextOrNumber: _text_or_number,
    Texts: _texts,
    UnixTime: _unix_time,
}
_MEANING: Final[dict[Any, Any]] = {
    MaybeTime: Optional[Time],  # noqa: UP045 - pyright takes Annotated for no type here
    TextOrNumber: str,
    Texts: tuple[str, ...],
    UnixTime: Optional[Time],  # noqa: UP045 - as above
}


def _decode_special(type_: Any, value: Any) -> Any:
    make = _MADE_BY.get(type_)
    if make is None:
        raise NotImplementedError(f"{type_!r} cannot be made from JSON")
    return make(value)


def _encode_special(value: Any) -> Any:
    raise NotImplementedError(f"a {type(value).__name__} has no JSON form")


def _encode_secret(value: Any) -> Any:
    return value.reveal() if isinstance(value, Secret) else _encode_special(value)


@cache
def _decoder(model: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(model, dec_hook=_decode_special)


def decoder(model: type[T]) -> msgspec.json.Decoder[T]:
    """The strict decoder of `model`, made once."""
    return _decoder(model)  # type: ignore[arg-type]  # mypy takes a class for unhashable


def decode(
    model: type[T],
    data: bytes | str | Sealed,
    *,
    at: datetime | None = None,
    aside: SetAside | None = None,
    shows: Callable[[bytes], bool] | None = None,
) -> T:
    """Read JSON text into `model`; what is odd is read by the rules of `_lenient`, and warned of once.

    Args:
        model: The class to make.
        data: JSON text; sealed if no part of it may be shown, or not of any.
        at: When it was said, for times that cannot be read.
        aside: Is told of each item of a list or map that cannot be read; without it, they are warned of once too.
        shows: Tells of a sealed text, where something in it is odd, whether it may be shown after all.

    Raises:
        DecodeError: It does not fit at all.
    """
    read = _strictly(model, data, at, aside, shows)
    if isinstance(read, DecodeError):
        # Where this is raised, no variable holds a text with secrets.
        raise read
    return read


def plain(data: bytes | str | Sealed) -> Any:
    """Read JSON text into plain values.

    Raises:
        DecodeError: It is none.
    """
    return decode(_PLAIN_VALUES, data)


def encode(value: Any, *, secrets: bool = False) -> bytes:
    """JSON text of plain values and attrs instances, in which secrets are plain if that is wanted, else refused."""
    return msgspec.json.encode(value, enc_hook=_encode_secret if secrets else _encode_special)


def _strictly(
    model: type[T],
    data: bytes | str | Sealed,
    at: datetime | None,
    aside: SetAside | None,
    shows: Callable[[bytes], bool] | None,
) -> T | DecodeError:
    read, text = decoder(model).decode, data.reveal() if isinstance(data, Sealed) else data
    try:
        if len(text) > _LARGE:
            _check_number(text)
        return read(text)
    except Exception as exc:  # noqa: BLE001 - whatever foreign bytes do, from bad UTF-8 to endless nesting
        problem, _, path = str(exc).partition(" - at `")
    hidden = isinstance(data, Sealed) and not (shows is not None and shows(data.reveal()))
    excerpt = "" if hidden else _excerpt(text)
    misfit = DecodeError(problem, model=_name(model), path=path.rstrip("`") or "$", excerpt=excerpt)
    return _leniently(model, text, misfit, at, aside)


def _check_number(text: bytes | str) -> None:
    """Values take many times the room of their text, and time in which no other task runs."""
    if (text.count(",") if isinstance(text, str) else text.count(b",")) > _MOST_VALUES:
        raise ValueError("it has more values than any answer of Twitch's")


def _leniently(
    model: type[T], text: bytes | str, misfit: DecodeError, at: datetime | None, aside: SetAside | None
) -> T | DecodeError:
    from ._json_values import parse
    from ._lenient import Reader, Unreadable

    reader = Reader(made_by=_MADE_BY, meaning=_MEANING, at=at)
    try:
        read = reader.read(model, parse(text))
    except Unreadable as exc:
        return DecodeError(exc.problem, model=misfit.model, path=exc.path, excerpt=misfit.excerpt)
    except Exception:  # noqa: BLE001 - it is no JSON, or nested without end
        return misfit
    for path, what in reader.notes:
        _warn(misfit.model, path, f"{what}; it was read all the same")
    for each in reader.asides:
        excerpt = _excerpt(each.raw) if misfit.excerpt else ""
        error = DecodeError(each.problem, model=each.model, path=each.path, excerpt=excerpt)
        if aside is None:
            _warn(misfit.model, each.shape, f"{each.problem}; the item was left out")
        else:
            aside(error, each.raw if misfit.excerpt else b"")
    return cast("T", read)


def _warn(model: str, path: str, what: str) -> None:
    # Names in it may be Twitch's, of any length.
    path = brief(path)
    if _odd.first((model, path, what)):
        _log.warning("Twitch's %s is odd at %s: %s. This is told once.", model, path, what)


def _excerpt(data: bytes | str) -> str:
    head = data[:_EXCERPT]
    return head.decode(errors="replace") if isinstance(head, bytes) else head


def _name(model: Any) -> str:
    arguments = get_args(model)
    carried = arguments[0] if len(arguments) == 1 else model
    return (getattr(carried, "__name__", None) or str(model)).lstrip("_")
