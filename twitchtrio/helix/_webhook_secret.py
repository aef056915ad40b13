"""The secret of a webhook, as part of what is sent to Twitch."""

from __future__ import annotations

from typing import Any

from attrs import Attribute
from msgspec import UnsetType

from ..errors import ConfigurationError
from ..tokens import Secret

__all__ = ["long_enough", "secret_of"]


def secret_of(value: str | Secret | UnsetType) -> Secret | UnsetType:
    """A secret of what was given for one."""
    return Secret(value) if isinstance(value, str) else value


def long_enough(_: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse a secret that Twitch would refuse.

    Raises:
        ConfigurationError: It does not show it.
    """
    if isinstance(value, Secret) and not (10 <= len(value.reveal()) <= 100 and value.reveal().isascii()):
        raise ConfigurationError(f"The {attribute.name} of a webhook has 10 to 100 ASCII characters.")
