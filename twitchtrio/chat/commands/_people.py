"""How words are read as somebody or something of the chat: users, channels, emotes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ...people import PartialUser
from ...words import Emote, Fragment
from ._form import Form, Reading
from ._words import folded

if TYPE_CHECKING:
    from ...helix import User
    from ..channel import Channel
    from .context import CommandContext

__all__ = ["form_of"]

_LOGIN: Final = re.compile(r"[a-z0-9_]{1,25}")


def form_of(kind: type[Any]) -> Form | None:
    """How a word is read as one of this class, if it is one of ours."""
    return _FORMS.get((kind.__module__, kind.__qualname__))


async def _partial_user(reading: Reading, word: str) -> PartialUser:
    name = _name(word)
    for fragment in _fragments(reading.ctx):
        mention = fragment.mention
        if mention is not None and name in {folded(mention.user_login), folded(mention.user_name)}:
            return PartialUser(  # noqa: ASYNC910  # parsing has been a checkpoint
                user_id=mention.user_id, login=mention.user_login, display_name=mention.user_name
            )
    user = await _user(reading, word)
    return PartialUser(user_id=user.id, login=user.login, display_name=user.display_name)


async def _channel(reading: Reading, word: str) -> Channel:
    return _channel_of(reading.ctx, await _partial_user(reading, word))


async def _user(reading: Reading, word: str) -> User:
    login = _name(word)
    if _LOGIN.fullmatch(login) is None:
        raise ValueError
    if login not in reading.users:
        wanted = {login, *filter(_LOGIN.fullmatch, map(_name, reading.words))} - reading.users.keys()
        found = await reading.ctx.helix.users.get_users(login=sorted(wanted))
        reading.users.update(dict.fromkeys(wanted))
        reading.users.update({user.login.lower(): user for user in found})
    user = reading.users[login]
    if user is None:
        raise ValueError
    return user  # noqa: ASYNC910  # parsing has been a checkpoint


def _emote(reading: Reading, word: str) -> Emote:
    for fragment in _fragments(reading.ctx):
        if fragment.emote is not None and fragment.text == word:
            return fragment.emote
    raise ValueError


# By name: to import these costs more than most commands need.
_FORMS: Final[Mapping[tuple[str, str], Form]] = {
    ("twitchtrio.people", "PartialUser"): Form(kind=PartialUser, lacks="no user", read=_partial_user),
    ("twitchtrio.helix.users", "User"): Form(kind="User", lacks="no user", read=_user),
    ("twitchtrio.chat.channel", "Channel"): Form(kind="Channel", lacks="no channel", read=_channel),
    ("twitchtrio.words", "Emote"): Form(kind=Emote, lacks="no emote of this message", read=_emote),
}


def _name(word: str) -> str:
    """A login or name as it is compared; keyboards put a comma after the one that they complete."""
    return folded(word).removeprefix("@").rstrip(",.:;!?")


def _fragments(ctx: CommandContext[Any]) -> tuple[Fragment, ...]:
    """The parts of the message; what a viewer writes for a reward has none."""
    message = getattr(ctx, "message", None)
    return () if message is None else message.message.fragments


def _channel_of(ctx: CommandContext[Any], user: PartialUser) -> Channel:
    from ..channel import channel_of  # noqa: PLC0415 - only commands that take one need it

    return channel_of(ctx._acting, user)  # noqa: SLF001 - the room's own
