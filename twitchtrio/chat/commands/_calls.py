"""From a chat message to the line that calls a command: prefixes, and mentions in front of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import frozen

from ..._given import unfit
from ...errors import ConfigurationError
from ._words import INVISIBLE, first_word

if TYPE_CHECKING:
    from ...eventsub import ChannelChatMessage

__all__ = ["Call", "Prefix", "Prefixes", "lines_of"]

Prefix: TypeAlias = (
    str | Iterable[str] | Callable[["ChannelChatMessage"], str | Iterable[str] | Awaitable[str | Iterable[str]]]
)
"""What stands in front of a command's name: one or several, or a function of a message, which may be async."""

# Words in front of the first that shows something.
_UNSEEN: Final = re.compile(rf"\A[\s{INVISIBLE}]+")
_OWN: Final = ("/", ".")


@frozen(kw_only=True)
class Call:
    """What may call a command."""

    prefix: str
    line: str
    """What follows the prefix."""


class Prefixes:
    """Texts that may stand in front of a command's name, in any case of letters and width; the longest counts."""

    def __init__(self, given: str | Iterable[str]) -> None:
        """Take what a program gave.

        Raises:
            ConfigurationError: It is something else, or Twitch keeps one of them to itself.
        """
        several = (given,) if isinstance(given, str) else given
        if not isinstance(several, Iterable):
            raise unfit("prefix", given, "a str, several, or a function of a message")
        checked = tuple(map(_checked, several))
        # Keyboards of other scripts have signs of another width; a prefix may be given so too.
        both = dict.fromkeys((*checked, *map(_plain, checked)))
        self._prefixes = sorted(both, key=len, reverse=True)
        self._first = frozenset(prefix[0].casefold() for prefix in self._prefixes)

    def may_begin(self, text: str) -> bool:
        """Whether a text could begin with one of them, or with a mention; costs next to nothing."""
        first = text[:1]
        return first.casefold() in self._first or first == "@" or not first.isascii() or first.isspace()

    def check_names(self, names: Iterable[str]) -> None:
        """Refuse names that begin with one of them, a sign that nobody would write twice.

        Raises:
            ConfigurationError: There is one.
        """
        for name in names:
            call = self.call(name)
            if call is not None and call.line and not call.prefix[-1].isalnum():
                raise ConfigurationError(
                    f"The name {name!r} begins with the prefix {call.prefix!r}, which chatters write in front of it: "
                    f"call the command {call.line!r}."
                )

    def call(self, text: str) -> Call | None:
        """What a text calls a command with, if it begins with one of them."""
        text = _UNSEEN.sub("", text).strip().strip(INVISIBLE).strip()
        call = self._begun(text)
        if call is not None or text[:1].isascii():
            return call
        word, rest = first_word(text)
        plain = _plain(word)
        return None if plain == word else self._begun(f"{plain} {rest}")

    def _begun(self, text: str) -> Call | None:
        for prefix in self._prefixes:
            if text[: len(prefix)].casefold() == prefix.casefold():
                rest = text[len(prefix) :]
                # Between a word and a name there is a space, behind a sign there is none.
                if prefix[-1].isspace() or not rest[:1].isspace():
                    return Call(prefix=prefix, line=rest)
        return None


def _plain(text: str) -> str:
    """A text in letters and signs of the usual width."""
    return unicodedata.normalize("NFKC", text)


def _checked(prefix: object) -> str:
    if not isinstance(prefix, str):
        raise unfit("prefix", prefix, "a str, several, or a function of a message")
    if not prefix.strip() or prefix[0].isspace() or prefix[0] in INVISIBLE:
        raise ConfigurationError(f"prefix={prefix!r} should begin with something that can be seen, such as '!'.")
    if prefix.startswith(_OWN):
        raise ConfigurationError(
            f"prefix={prefix!r}: what begins with / or . is Twitch's own; take another, such as '!'."
        )
    return prefix


def lines_of(message: ChannelChatMessage, bot_id: str) -> Iterator[str]:
    """A message's text, and what follows a mention at its beginning, of the bot or of whom it replies to."""
    yield message.text
    first = next(iter(message.message.fragments), None)
    if first is None or first.mention is None:
        return
    parent = None if message.reply is None else message.reply.parent_user_id
    if first.mention.user_id in {bot_id, parent}:
        rest = message.text.strip()[len(first.text) :]
        yield rest
        # Keyboards put a comma after the one that they complete.
        if rest.startswith((",", ":")):
            yield rest[1:]
