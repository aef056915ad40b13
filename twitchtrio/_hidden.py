"""Values that are carried along and never shown."""

from __future__ import annotations

from typing import Generic, NoReturn, Self, TypeVar

__all__ = ["Hidden", "Sealed", "Secret"]

T = TypeVar("T")


class Hidden(Generic[T]):
    """A value that nothing shows but `reveal()`."""

    __slots__ = ("__value",)

    def __init__(self, value: T) -> None:
        self.__value = value

    def reveal(self) -> T:
        """The value itself."""
        return self.__value

    def __eq__(self, other: object) -> bool:
        if isinstance(other, type(self)):
            return self.__value == other.__value
        return NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), self.__value))

    def __str__(self) -> str:
        return "**********"

    def __repr__(self) -> str:
        return f"{type(self).__name__}('**********')"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.endswith("__value")]

    def __reduce__(self) -> NoReturn:
        self.__getstate__()

    def __getstate__(self) -> NoReturn:
        raise TypeError(f"A {type(self).__name__} is not pickled, since anybody could read it then; pickle reveal().")


class Secret(Hidden[str]):
    """Text that is never shown: `repr`, `str` and formatting give asterisks, JSON and pickle refuse it.

    It is no `str`: `reveal()` gives the text. Two are equal if their texts are.
    """

    __module__ = "twitchtrio.tokens"  # where it is public
    __slots__ = ()

    def __init__(self, text: str | Secret) -> None:
        """Hide a text; one that is hidden already stays as it is."""
        super().__init__(text.reveal() if isinstance(text, Secret) else text)


class Sealed(Hidden[bytes]):
    """Bytes that are never shown, such as the body of a request with a secret in it."""

    __slots__ = ()
