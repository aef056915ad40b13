"""Who may use a command: permissions, and how they are put together."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn

from ... import scopes
from ..._given import check, unfit
from ...errors import ConfigurationError
from ...protocols import HasUserId
from ._types import S, S_contra, T

if TYPE_CHECKING:
    from ...eventsub import Chatter
    from ...protocols import ChannelRef
    from .context import CommandContext

__all__ = [
    "Permission",
    "badge",
    "broadcaster",
    "everyone",
    "follower",
    "lead_moderator",
    "moderator",
    "permission",
    "subscribed",
    "subscriber",
    "users",
    "vip",
]


class Permission(Generic[S_contra]):
    """Whether a chatter may use a command. Made by `permission`, and put together with `&`, `|` and `~`.

    The parts of `&` and `|` are asked from left to right, and no further than needed.
    """

    def __init__(
        self,
        name: str,
        check: Callable[[CommandContext[Any]], bool | Awaitable[bool]],
        *,
        needs: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.needs = needs
        """Scopes that the bot's account needs, for it to be told."""
        self._check = check

    async def allows(self, ctx: CommandContext[S_contra]) -> bool:
        """Whether the chatter of this context may."""
        allowed = self._check(ctx)
        # Most need not wait.
        return bool(await allowed) if inspect.isawaitable(allowed) else bool(allowed)  # noqa: ASYNC910

    def __and__(self: Permission[T], other: Permission[T]) -> Permission[T]:
        return _both(self, other)

    def __rand__(self: Permission[T], other: Permission[T]) -> Permission[T]:
        return _both(other, self)

    def __or__(self: Permission[T], other: Permission[T]) -> Permission[T]:
        return _either(self, other)

    def __ror__(self: Permission[T], other: Permission[T]) -> Permission[T]:
        return _either(other, self)

    def __invert__(self) -> Permission[S_contra]:
        async def check(ctx: CommandContext[Any]) -> bool:  # noqa: ASYNC910  # as the other
            return not await self.allows(ctx)

        return Permission(f"all but {_grouped(self.name)}", check, needs=self.needs)

    def __bool__(self) -> NoReturn:
        raise TypeError("A permission is neither true nor false; put permissions together with &, | and ~.")

    def __repr__(self) -> str:
        return f"<Permission: {self.name}>"


def _check_parts(*parts: object) -> None:
    for each in parts:
        if not isinstance(each, Permission):
            raise TypeError(f"& and | put permissions together; {type(each).__name__} is none.")


def _both(one: Permission[T], other: Permission[T]) -> Permission[T]:
    _check_parts(one, other)

    async def check(ctx: CommandContext[Any]) -> bool:  # noqa: ASYNC910  # as the others
        return await one.allows(ctx) and await other.allows(ctx)

    return Permission(f"{_grouped(one.name)} and {_grouped(other.name)}", check, needs=one.needs + other.needs)


def _either(one: Permission[T], other: Permission[T]) -> Permission[T]:
    _check_parts(one, other)

    async def check(ctx: CommandContext[Any]) -> bool:  # noqa: ASYNC910  # as the others
        return await one.allows(ctx) or await other.allows(ctx)

    return Permission(f"{_grouped(one.name)} or {_grouped(other.name)}", check, needs=one.needs + other.needs)


def _grouped(name: str) -> str:
    return f"({name})" if " and " in name or " or " in name else name


def permission(check: Callable[[CommandContext[S]], bool | Awaitable[bool]]) -> Permission[S]:
    """A decorator: make a function of a command's context, sync or async, a permission of the same name.

    Where it raises, the command is refused, and the exception is a crash like one of the command itself.
    """
    if not callable(check):
        raise unfit("check", check, "a function of a CommandContext")
    return Permission(getattr(check, "__name__", repr(check)).replace("_", " "), check)


def _role(name: str, has: Callable[[Chatter], bool]) -> Permission[object]:
    return Permission(name, lambda ctx: has(ctx.chatter))


def _leads(chatter: Chatter) -> bool:
    return chatter.is_broadcaster or chatter.badge("lead_moderator") is not None


def _moderates(chatter: Chatter) -> bool:
    return chatter.is_broadcaster or chatter.is_moderator


everyone: Final[Permission[object]] = Permission("everyone", lambda _: True)
"""All chatters."""
broadcaster: Final = _role("the broadcaster", lambda chatter: chatter.is_broadcaster)
"""Whose channel it is."""
lead_moderator: Final = _role("lead moderators", _leads)
"""Lead moderators, and the broadcaster."""
moderator: Final = _role("moderators", _moderates)
"""Moderators, lead moderators, and the broadcaster."""
vip: Final = _role("VIPs", lambda chatter: _moderates(chatter) or chatter.is_vip)
"""VIPs, moderators, lead moderators, and the broadcaster."""
subscriber: Final = _role("subscribers", lambda chatter: chatter.is_broadcaster or chatter.is_subscriber)
"""Subscribers, among them founders, and the broadcaster."""


def subscribed(*, tier: int = 1, months: int = 0) -> Permission[object]:
    """Subscribers of at least this tier (1 to 3) for at least so many months, as far as badges tell; the broadcaster.

    Raises:
        ConfigurationError: They are no such numbers.
    """
    if tier not in {1, 2, 3}:
        raise ConfigurationError(f"tier={tier!r} should be 1, 2 or 3.")
    given: object = months
    if not isinstance(given, int) or given < 0:
        raise ConfigurationError(f"months={months!r} should be a whole number, at least 0.")
    since = f" for {months} months" if months else ""
    name = f"subscribers{f' of tier {tier}' if tier > 1 else ''}{since}"
    return _role(name, lambda who: who.is_broadcaster or (who.tier >= tier and who.months >= months))


def badge(set_id: str, id: str | None = None) -> Permission[object]:
    """Who wears exactly this badge, such as `vip`, or `bits` with the id `1000`."""
    check("set_id", set_id, "a str, such as 'vip'", str)
    check("id", id, "a str, such as '1000'", str, NoneType)

    def wears(chatter: Chatter) -> bool:
        worn = chatter.badge(set_id)
        return worn is not None and id in {None, worn.id}

    return _role(f"wearers of the badge {set_id!r}{'' if id is None else f' {id}'}", wears)


def users(*who: ChannelRef) -> Permission[object]:
    """These users: logins, or objects with a user id."""
    logins = {each.lower() for each in who if isinstance(each, str)}
    ids = {each.user_id for each in who if isinstance(each, HasUserId)}
    for each in who:
        if not isinstance(each, str | HasUserId):
            raise unfit("who", each, "logins, or objects with a user id")
    names = (each if isinstance(each, str) else getattr(each, "login", each.user_id) for each in who)
    return _role(" and ".join(names), lambda chatter: chatter.user_id in ids or chatter.login.lower() in logins)


def follower(*, since: timedelta = timedelta(0)) -> Permission[object]:
    """Who has followed the channel for at least so long, and the broadcaster.

    Twitch is asked once in a minute for each chatter. The bot has to be a moderator, with the scope
    `moderator:read:followers`.
    """
    check("since", since, "a timedelta", timedelta)

    async def check_follower(ctx: CommandContext[Any]) -> bool:
        followed_at = await ctx.serving._followers.since(ctx.channel, ctx.chatter)  # noqa: SLF001  # its own state
        return ctx.chatter.is_broadcaster or (followed_at is not None and ctx.helix.now() - followed_at >= since)

    name = f"followers for {since}" if since else "followers"
    return Permission(name, check_follower, needs=(scopes.MODERATOR_READ_FOLLOWERS,))
