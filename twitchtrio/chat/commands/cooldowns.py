"""How often a command may be used."""

from __future__ import annotations

import enum
import inspect
import math
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from datetime import timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import trio

from ..._given import check_able, check_number, unfit
from ...errors import ConfigurationError, OnCooldownError

if TYPE_CHECKING:
    from .context import CommandContext, Context
    from .permissions import Permission

__all__ = ["Cooldown", "Key", "Per", "Use", "Windows", "checked_key", "key_of"]


class Per(enum.Enum):
    """What is counted, or put in order, apart from each other."""

    CHATTER = "chatter"
    """Each chatter in each channel."""
    CHANNEL = "channel"
    """Each channel."""
    USER = "user"
    """Each user, whichever channel they write in."""
    BOT = "bot"
    """Nothing: all is one."""


Key: TypeAlias = Per | Callable[["Context[Any]"], Hashable | None]
"""`Per`, or a function of a context; what has the key `None` is not counted, and waits for nobody."""


def key_of(key: Key, ctx: Context[Any]) -> Hashable | None:
    """What this context counts as.

    Raises:
        TypeError: A function gave what cannot be a key.
    """
    if isinstance(key, Per):
        # By value, since hashing a member of an enumeration takes its time.
        return _KEYS[key._value_](ctx)
    found = key(ctx)
    hash(found)
    return found


def checked_key(name: str, key: object) -> Key:
    """What was given as a key.

    Raises:
        ConfigurationError: It is something else.
    """
    if not (isinstance(key, Per) or callable(key)) or inspect.iscoroutinefunction(key):
        raise unfit(name, key, "a Per, or a function of a Context, without `async`")
    return key


def _user_id(ctx: Context[Any]) -> str:
    return "" if ctx.user is None else ctx.user.user_id


_KEYS: Final[dict[str, Callable[[Any], Hashable]]] = {
    Per.CHATTER.value: lambda ctx: (ctx.channel.user_id, _user_id(ctx)),
    Per.CHANNEL.value: lambda ctx: ctx.channel.user_id,
    Per.USER.value: _user_id,
    Per.BOT.value: lambda _: "",
}


class Cooldown:
    """So many uses in so many seconds, in any such time; a value that several commands may share, counted together.

    A use counts from its start, and not at all if the command ends in a `CommandError`.
    """

    def __init__(
        self,
        seconds: float | timedelta,
        *,
        times: int = 1,
        per: Key = Per.CHANNEL,
        spare: Permission[Any] | None = None,
    ) -> None:
        """Make one.

        Args:
            seconds: How long a use counts, by Trio's clock.
            times: How many uses may count at once.
            per: What is counted apart.
            spare: Who neither waits nor counts.

        Raises:
            ConfigurationError: One of them is something else.
        """
        length: object = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
        if not isinstance(length, int | float) or not 0 < length < math.inf:
            raise ConfigurationError(f"seconds={seconds!r} should be a number above 0, or a timedelta.")
        check_number("times", times)
        checked_key("per", per)
        if spare is not None:
            check_able("spare", spare, "a permission, such as moderator", "allows")
        self.seconds: float = float(length)
        self.times: int = times
        self.per: Key = per
        self.spare: Permission[Any] | None = spare

    def __repr__(self) -> str:
        return f"<Cooldown: {self.times} in {self.seconds:g} s>"


class Windows:
    """The uses that count now, of each cooldown and key."""

    def __init__(self) -> None:
        # Of each cooldown, the key that was used last stands last.
        self._starts: dict[Cooldown, dict[Hashable, deque[float]]] = {}

    def __len__(self) -> int:
        self._sweep()
        return sum(map(len, self._starts.values()))

    async def take(self, cooldowns: Iterable[tuple[Cooldown, CommandContext[Any]]]) -> Use:
        """Count a use of all of these, each by the context as its router sees it, or of none.

        Raises:
            OnCooldownError: One of them is not over; it is the one that takes longest.
        """
        wanted = [
            (each, key_of(each.per, ctx))
            for each, ctx in cooldowns
            if each.spare is None or not await each.spare.allows(ctx)
        ]
        # What spares may be known at once.
        return self.count([each for each in wanted if each[1] is not None])  # noqa: ASYNC910

    def count(self, wanted: Iterable[tuple[Cooldown, Hashable]]) -> Use:
        """Count a use of all of these cooldowns with these keys, or of none."""
        wanted = tuple(dict.fromkeys(wanted))
        self._sweep()
        now = trio.current_time()
        waits = [(self._wait(cooldown, key, now), cooldown) for cooldown, key in wanted]
        remaining, slowest = max(waits, key=itemgetter(0), default=(0.0, None))
        if slowest is not None and remaining > 0:
            raise OnCooldownError(remaining=remaining, cooldown=slowest)
        for cooldown, key in wanted:
            keys = self._starts.setdefault(cooldown, {})
            starts = keys.pop(key, None) or deque()
            starts.append(now)
            keys[key] = starts
        return Use(self, wanted, now)

    def give_back(self, wanted: Iterable[tuple[Cooldown, Hashable]], at: float) -> None:
        """Count a use no more."""
        for cooldown, key in wanted:
            starts = self._starts.get(cooldown, {}).get(key)
            if starts is not None and at in starts:
                starts.remove(at)
        self._sweep()

    def _wait(self, cooldown: Cooldown, key: Hashable, now: float) -> float:
        starts = self._starts.get(cooldown, {}).get(key) or deque()
        while starts and starts[0] <= now - cooldown.seconds:
            starts.popleft()
        return starts[-cooldown.times] + cooldown.seconds - now if len(starts) >= cooldown.times else 0.0

    def _sweep(self) -> None:
        """Drop what is over: the keys that were used first stand first."""
        now = trio.current_time()
        for cooldown, keys in tuple(self._starts.items()):
            since = now - cooldown.seconds
            while keys and _is_over(keys[first := next(iter(keys))], since):
                del keys[first]
            if not keys:
                del self._starts[cooldown]


class Use:
    """A use that counts, until it is given back."""

    def __init__(self, windows: Windows, of: tuple[tuple[Cooldown, Hashable], ...], at: float) -> None:
        self._windows = windows
        self._of = of
        self._at = at

    def give_back(self) -> None:
        """Count it no more."""
        self._windows.give_back(self._of, self._at)


def _is_over(starts: deque[float], since: float) -> bool:
    return not starts or starts[-1] <= since
