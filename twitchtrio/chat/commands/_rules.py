"""What is said of a command beside its names and its function."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from attrs import field, frozen

from ..._given import check
from ..._needs import scopes_in
from ._needed import NeededScopes
from .cooldowns import Cooldown, Key, Per, checked_key
from .permissions import Permission, everyone

__all__ = ["Rules", "checked_needs", "checked_permission", "cooldowns_in"]


@frozen(kw_only=True, eq=False)
class Rules:
    """Who may use a command, how often and in which order, and what it takes."""

    allow: Permission[Any] = everyone
    cooldowns: tuple[Cooldown, ...] = ()
    lane: Key | None = Per.CHATTER
    needs: NeededScopes = field(default=NeededScopes())

    @classmethod
    def of(cls, allow: object, cooldown: object, lane: object, needs: object) -> Self:
        """What was given to a decorator.

        Raises:
            ConfigurationError: Some of it is something else.
        """
        return cls(
            allow=checked_permission(allow),
            cooldowns=cooldowns_in(cooldown),
            lane=None if lane is None else checked_key("lane", lane),
            needs=checked_needs(needs),
        )


def checked_permission(allow: object) -> Permission[Any]:
    """What was given as `allow`.

    Raises:
        ConfigurationError: It is no permission.
    """
    check("allow", allow, "a permission, such as moderator | vip", Permission)
    return allow  # type: ignore[return-value]  # as was checked


def cooldowns_in(given: object) -> tuple[Cooldown, ...]:
    """What was given as `cooldown`, one or several.

    Raises:
        ConfigurationError: It is something else.
    """
    several: tuple[Any, ...] = tuple(given) if isinstance(given, Iterable) else (given,)
    for each in several:
        check("cooldown", each, "a Cooldown, or several", Cooldown)
    return several


def checked_needs(needs: object) -> NeededScopes:
    """What was given as `needs`; scopes without a word on whose they are, are the bot's.

    Raises:
        ConfigurationError: It is something else.
    """
    if isinstance(needs, NeededScopes):
        for any_of in (*needs.bot, *needs.broadcaster):
            scopes_in(any_of, name="needs")
        return needs
    return NeededScopes(bot=tuple(sorted(scopes_in(needs, name="needs"))))  # type: ignore[arg-type]  # it looks itself
