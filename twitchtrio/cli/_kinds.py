"""From the words after `twitchtrio listen` to a subscription."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping, Sequence, Set as AbstractSet
from typing import TYPE_CHECKING, Any, Final

import click
import trio
from attrs import frozen

from .._needs import lacking
from ..eventsub import EVENT_TYPES, Event, Subscription, UnknownEvent

if TYPE_CHECKING:
    from ..bot import Bot
    from ..tokens import Account

__all__ = [
    "Kind",
    "find_kind",
    "find_kinds",
    "read_condition",
    "read_conditions",
    "similar_kinds",
    "something_in_channel",
]


BROADCASTER: Final = "broadcaster_user_id"
MODERATOR: Final = "moderator_user_id"
USER: Final = "user_id"
_MOST_GUESSED: Final = 4
_CHAT: Final = "channel.chat.message"
_FOR_ANYONE: Final = "stream.online"


@frozen(kw_only=True)
class Kind:
    """A subscription type."""

    name: str
    """Twitch's."""
    version: str
    event: type[Event] | None
    """Its class; `None` if twitchtrio does not know the type."""
    required: tuple[str, ...] = ()
    """Keys of its condition."""
    optional: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys of its condition."""
        return self.required + self.optional

    def in_channel(self, condition: Mapping[str, str]) -> tuple[type[Event], str] | None:
        """Its class and a channel's login, where the condition says no more than that."""
        channel = condition.get(BROADCASTER, "")
        by_login = condition.keys() == {BROADCASTER} and channel.startswith("@")
        return (self.event, channel[1:]) if by_login and self.event is not None else None

    async def subscription(self, bot: Bot, condition: Mapping[str, str]) -> tuple[Subscription[Any], Account]:
        """The subscription to listen to, and who acts.

        Raises:
            NotFoundError: Nobody has a login that the condition names.
            LoginRequiredError: The user who must have granted a scope has not signed in.
            MissingScopeError: The scope was not granted.
        """
        known = await _with_ids(bot, condition)
        wanted = (
            UnknownEvent.where(self.name, self.version, known) if self.event is None else _where(self.event)(**known)
        )
        scopes, action = wanted.event.SCOPES, f"Listening to {self.name}"
        return wanted, bot.helix.account_for(wanted.granted_by, scopes, action=action)


def find_kinds(text: str) -> tuple[Kind, ...]:
    """The subscription types that are named, with commas between; errors as of `find_kind`."""
    return tuple(find_kind(each.strip()) for each in text.split(",") if each.strip()) or (find_kind(text),)


def read_conditions(kinds: Sequence[Kind], words: Sequence[str]) -> list[tuple[Kind, dict[str, str]]]:
    """The conditions of some types in each of the channels that are named, or the one that `KEY=VALUE ...` says.

    Raises:
        click.UsageError: They are none of these types'.
    """
    if len(words) > 1 and not any("=" in word for word in words):
        return [(kind, read_condition(kind, [word])) for kind in kinds for word in words]
    return [(kind, read_condition(kind, words)) for kind in kinds]


def similar_kinds(word: str) -> list[str]:
    """The types whose names or classes have a word in them, or else nearly are it."""
    names = {name: event.__name__.lower() for (name, _), event in EVENT_TYPES.items() if not event.BY_APP}
    word = word.lower()
    found = sorted(name for name, event in names.items() if word in name or word in event)
    return found or sorted(
        name for name in names if difflib.get_close_matches(word, [name, *name.split(".")], cutoff=0.8)
    )


def something_in_channel(granted: AbstractSet[str]) -> str:
    """A type that an account can listen to in its own channel: chat, or else something of what it granted."""
    in_channels = (kind for kind in map(find_kind, similar_kinds("")) if kind.required[:1] == (BROADCASTER,))
    scopes = {kind.name: kind.event.SCOPES for kind in in_channels if kind.event is not None}
    allowed = [name for name, needs in scopes.items() if needs and not lacking(needs, granted)]
    return _CHAT if _CHAT in allowed else next(iter(allowed), _FOR_ANYONE)


def find_kind(text: str) -> Kind:
    """The subscription type that `TYPE` or `TYPE@VERSION` names, the newest version if it names none.

    Raises:
        click.UsageError: There is none, or it cannot be had over a WebSocket.
    """
    name, _, version = text.partition("@")
    versions = sorted(each for known, each in EVENT_TYPES if known == name)
    if version in versions or (versions and not version):
        return _known(name, version or versions[-1])
    if version and not versions:
        return Kind(name=name, version=version, event=None)
    raise click.UsageError(_unknown(name, version, versions))


def read_condition(kind: Kind, words: Sequence[str]) -> dict[str, str]:
    """The condition that `CHANNEL` or `KEY=VALUE ...` says; users may be told by login.

    Raises:
        click.UsageError: It is none of this type's.
    """
    pairs = [word.partition("=") for word in words]
    if len(pairs) == 1 and not pairs[0][1]:
        return _of_channel(kind, words[0])
    condition = {key: value for key, _, value in pairs}
    wrong = [
        word
        for word, (key, sign, value) in zip(words, pairs, strict=True)
        if not (sign and value) or (kind.event and key not in kind.keys)
    ]
    missing = [key for key in kind.required if key not in condition and key not in {MODERATOR, USER}]
    if wrong or missing or (not words and kind.required != (USER,)):
        raise click.UsageError(f"{_usage(kind)} Not understood: {', '.join(wrong)}." if wrong else _usage(kind))
    return condition


def _known(name: str, version: str) -> Kind:
    event = EVENT_TYPES[name, version]
    if event.BY_APP:
        raise click.UsageError(
            f"Twitch sends {name} to apps only, by webhook or conduit; `twitchtrio listen` uses a WebSocket."
        )
    keys = tuple(inspect.signature(_where(event)).parameters)
    required = tuple(key for key in (BROADCASTER, USER) if key in keys)[:1]
    optional = tuple(key for key in keys if key not in required)
    return Kind(name=name, version=version, event=event, required=required, optional=optional)


def _where(event: type[Event]) -> Callable[..., Subscription[Any]]:
    """Each event has its own, which takes the keys of its condition."""
    where: Callable[..., Subscription[Any]] = event.where  # type: ignore[attr-defined]  # not of the base class
    return where


def _unknown(name: str, version: str, versions: Sequence[str]) -> str:
    if versions:
        return f"{name} has no version {version!r}, only {', '.join(versions)}."
    near = similar_kinds(name)
    guess = f" Did you mean {' or '.join(near[:_MOST_GUESSED])}?" if near else ""
    more = f" `twitchtrio types {name}` shows {len(near)}." if len(near) > _MOST_GUESSED else ""
    return (
        f"{name!r} is no subscription type that twitchtrio knows.{guess}{more} To try one that Twitch has added since, "
        f"say its version and condition too: {name}@1 KEY=VALUE."
    )


def _of_channel(kind: Kind, channel: str) -> dict[str, str]:
    keys = kind.required if kind.event else (BROADCASTER,)
    if not keys:
        raise click.UsageError(_usage(kind))
    # The at sign keeps a login of digits from being taken for an id.
    return {keys[0]: f"@{channel.removeprefix('@')}"}


def _usage(kind: Kind) -> str:
    keys = " ".join(f"{key}=..." for key in kind.keys) or "KEY=VALUE ..."
    if kind.required[:1] == (BROADCASTER,):
        return f"{kind.name} takes a channel's login, or a condition of {keys}"
    return f"{kind.name} happens in no single channel; it takes a condition of {keys}"


async def _with_ids(bot: Bot, condition: Mapping[str, str]) -> dict[str, str]:
    logins = {
        key: value.removeprefix("@")
        for key, value in condition.items()
        if key.endswith("user_id") and not value.isdigit()
    }
    await trio.lowlevel.checkpoint()
    ids = await bot.helix.user_ids(sorted(set(logins.values()))) if logins else {}
    return {**condition, **{key: ids[login] for key, login in logins.items()}}
