"""JSON in and out of attrs classes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, get_args

import msgspec

from .errors import DecodeError
from .tokens import Secret

__all__ = ["MaybeTime", "Raw", "TextOrNumber", "Texts", "convert", "decode", "decoder", "encode"]

T = TypeVar("T")

Raw = msgspec.Raw

_EXCERPT: Final = 120

if TYPE_CHECKING:
    MaybeTime: TypeAlias = datetime | None
    TextOrNumber: TypeAlias = str
    Texts: TypeAlias = tuple[str, ...]
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


def _maybe_time(value: Any) -> datetime | None:
    return msgspec.convert(value, datetime) if value else None


def _text_or_number(value: Any) -> str:
    return str(value) if isinstance(value, int) else msgspec.convert(value, str)


def _texts(value: Any) -> tuple[str, ...]:
    return msgspec.convert(value, tuple[str, ...]) if value is not None else ()


_MADE_BY: Final[dict[Any, Callable[[Any], Any]]] = {
    MaybeTime: _maybe_time,
    Secret: Secret,
    TextOrNumber: _text_or_number,
    Texts: _texts,
}


def _decode_special(type_: Any, value: Any) -> Any:
    make = _MADE_BY.get(type_)
    if make is None:
        raise NotImplementedError(f"{type_!r} cannot be made from JSON")
    return make(value)


def _encode_special(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.reveal()
    raise NotImplementedError(f"a {type(value).__name__} has no JSON form")


@cache
def _decoder(model: Any, strict: bool) -> msgspec.json.Decoder[Any]:  # noqa: FBT001 - its one caller is below
    return msgspec.json.Decoder(model, strict=strict, dec_hook=_decode_special)


def decoder(model: type[T], *, strict: bool = True) -> msgspec.json.Decoder[T]:
    """The decoder of `model`, made once; unless it is strict, numbers and booleans may come as text."""
    return _decoder(model, strict)  # type: ignore[arg-type]  # mypy takes a class for unhashable


def decode(model: type[T], data: bytes | str, *, secret: bool = False, strict: bool = True) -> T:
    """Decode JSON text into `model`.

    Args:
        model: The class to make.
        data: JSON text.
        secret: Whether the text holds secrets, so that no part of it may be shown.
        strict: Whether numbers and booleans that come as text are refused.

    Raises:
        DecodeError: It does not fit.
    """
    try:
        return decoder(model, strict=strict).decode(data)
    except (msgspec.MsgspecError, UnicodeError) as exc:
        misfit = _misfit(exc, model, "" if secret else _excerpt(data))
        del data  # so that a traceback does not show it either
        raise misfit from None


def convert(model: type[T], value: Any) -> T:
    """Make `model` out of plain JSON values.

    Raises:
        DecodeError: They do not fit.
    """
    try:
        return msgspec.convert(value, model, dec_hook=_decode_special)
    except msgspec.MsgspecError as exc:
        raise _misfit(exc, model, "") from None


def encode(value: Any) -> bytes:
    """JSON text of plain values and attrs instances."""
    return msgspec.json.encode(value, enc_hook=_encode_special)


def _excerpt(data: bytes | str) -> str:
    head = data[:_EXCERPT]
    return head.decode(errors="replace") if isinstance(head, bytes) else head


def _misfit(exc: Exception, model: Any, excerpt: str) -> DecodeError:
    problem, _, path = str(exc).partition(" - at `")
    arguments = get_args(model)
    carried = arguments[0] if len(arguments) == 1 else model
    name = getattr(carried, "__name__", None) or str(model)
    return DecodeError(problem, model=name, path=path.rstrip("`") or "$", excerpt=excerpt)
