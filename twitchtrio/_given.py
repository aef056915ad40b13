"""What a program gives where it calls us, and the errors for what cannot be meant; they name the parameter."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable
from types import FunctionType
from typing import TypeGuard

from .errors import ConfigurationError

__all__ = ["check", "check_able", "check_number", "is_user_id", "none_of", "unfit"]


def check(name: str, value: object, wanted: str, *kinds: type) -> None:
    """Refuse what is of none of these kinds.

    Raises:
        ConfigurationError: It is of another.
    """
    if not isinstance(value, kinds):
        raise unfit(name, value, wanted)


def check_able(name: str, value: object, wanted: str, method: str) -> None:
    """Refuse what is no object with this method.

    Raises:
        ConfigurationError: It has no such method, or is a class itself.
    """
    if isinstance(value, type) or not hasattr(value, method):
        raise unfit(name, value, wanted)


def check_number(name: str, value: object) -> None:
    """Refuse what is no whole number, nor without end, or is less than 1.

    Raises:
        ConfigurationError: It is.
    """
    if value != math.inf and (not isinstance(value, int) or value < 1):
        raise ConfigurationError(f"{name}={value!r} should be a whole number, at least 1.")


def is_user_id(value: object) -> TypeGuard[str]:
    """Whether it can be the id of a user: a str of digits."""
    return isinstance(value, str) and value.isascii() and value.isdigit()


def none_of(name: str, value: object, choices: Iterable[enum.Enum]) -> ConfigurationError:
    """The error for a parameter that is none of what there is to choose from."""
    return ConfigurationError(f"{name}={value!r} is none of {', '.join(repr(each.value) for each in choices)}.")


def unfit(name: str, value: object, wanted: str) -> ConfigurationError:
    """The error for what a parameter does not take. It tells only what it is, since it may be a secret."""
    kind = type(value).__name__
    if isinstance(value, type | FunctionType):
        kind = f"the {'class' if isinstance(value, type) else 'function'} {value.__name__}"
    return ConfigurationError(f"{name}= takes {wanted}, not {'None' if value is None else kind}.")
