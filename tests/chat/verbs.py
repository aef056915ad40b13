"""What the docstrings of a channel's verbs say, against what is known of the endpoints that they call."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

import twitchtrio.helix
from twitchtrio import Channel, Helix
from twitchtrio._needs import Needed
from twitchtrio.helix._category import Category
from twitchtrio.helix._endpoint import Endpoint, endpoints_of

__all__ = ["VERBS", "Said", "said_of"]

_SAID = re.compile(r"Twitch: ([^.]+)\. ([^;.]+)(?:; (.+))?\.")
_BOT = "The bot"
_MODERATOR = "The bot, as the broadcaster or a moderator"
_BROADCASTER = "The broadcaster"
_WHO = {
    "helix.streams.create_stream_marker": (
        "The broadcaster if there is a login of theirs, or else the bot as an editor"
    ),
    "helix.moderation.remove_channel_vip": "The broadcaster, or the VIP",
    "helix.channels.get_channel_followers": _MODERATOR,
    # Twitch shows its delay to moderators alone.
    "helix.chat.get_chat_settings": "Anyone",
}
_BY_PARAMETER = {
    "moderator_id": _MODERATOR,
    "broadcaster_id": _BROADCASTER,
    "from_broadcaster_id": _BROADCASTER,
    "sender_id": _BOT,
    "user_id": _BOT,
}


@frozen
class Said:
    """One endpoint, as a verb's docstring tells of it."""

    facts: Endpoint
    who: str
    scopes: str

    @property
    def expected_who(self) -> str:
        """Who must act, by the facts."""
        if self.facts.name in _WHO:
            return _WHO[self.facts.name]
        if self.facts.acts_as:
            return _BY_PARAMETER[self.facts.acts_as[0]]
        return _BOT if self.facts.scopes else "Anyone"

    @property
    def needed(self) -> tuple[Needed, ...]:
        """The scopes, by the facts; without those that are optional, followers are not shown."""
        return self.facts.scopes if self.who == "Anyone" else self.facts.scopes or self.facts.optional_scopes

    @property
    def is_of_the_bot(self) -> bool:
        """Whether the bot's account acts, whatever logins there are."""
        return self.who.startswith(_BOT)


def _facts() -> Iterator[tuple[str, Endpoint]]:
    for each in vars(Helix).values():
        if isinstance(each, Category):
            category: Any = getattr(twitchtrio.helix, each.home.split(".")[1])
            for method in endpoints_of(category).values():
                (title,) = re.findall(r"^Twitch: ([^.]+)\.", inspect.getdoc(method) or "", re.MULTILINE)
                yield title, method.endpoint


_FACTS = dict(_facts())


def said_of(verb: Callable[..., object]) -> list[Said]:
    """What a verb's docstring says of Twitch, paragraph by paragraph."""
    paragraphs = [" ".join(each.split()) for each in (inspect.getdoc(verb) or "").split("\n\n")]
    found = [_SAID.fullmatch(each) for each in paragraphs if each.startswith("Twitch:")]
    return [Said(_FACTS[each[1]], each[2], each[3] or "") for each in found if each is not None]


VERBS: dict[str, Callable[..., object]] = {
    name: verb
    for each in reversed(Channel.__mro__)
    for name, verb in vars(each).items()
    if inspect.isfunction(verb) and not name.startswith("_")
}
"""Every verb of a channel, by its name."""
