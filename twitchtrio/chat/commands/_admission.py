"""Which chat messages are looked at, and which are passed over."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final

from ..._given import check, unfit
from .policies import SharedChat

if TYPE_CHECKING:
    from ...eventsub import ChannelChatMessage

__all__ = ["Admission"]

_KEPT: Final = 4096


class Admission:
    """Passes over what the bot wrote itself, who is ignored, and what was written elsewhere."""

    def __init__(
        self,
        bot_id: str,
        *,
        own: bool,
        ignore: Collection[str],
        shared: SharedChat,
        is_served: Callable[[str], bool],
    ) -> None:
        check("own", own, "True or False", bool)
        check("ignore", ignore, "a list or set of logins", Collection)
        # A text is a collection too, of its letters.
        if isinstance(ignore, str) or not all(isinstance(each, str) for each in ignore):
            raise unfit("ignore", ignore, "a list or set of logins")
        self._bot_id = "" if own else bot_id
        self._ignored = frozenset(login.lower() for login in ignore)
        self._shared = shared
        self._is_served = is_served
        self._seen: dict[str, None] = {}

    def admits(self, message: ChannelChatMessage) -> bool:
        """Whether a message is looked at; of one in a shared chat, whether it is here."""
        if self._is_by_others(message):
            return not message.source_broadcaster_user_id or not message.is_mirrored or self._admits_mirrored(message)
        return False

    def hears(self, message: ChannelChatMessage) -> bool:
        """Whether a handler that waits for a message may get this one; it may be one that is looked at elsewhere."""
        return self._is_by_others(message) and not (self._shared is SharedChat.IGNORE and message.is_mirrored)

    def _is_by_others(self, message: ChannelChatMessage) -> bool:
        if message.chatter_user_id == self._bot_id:
            return False
        return not self._ignored or message.chatter_user_login.lower() not in self._ignored

    def _admits_mirrored(self, message: ChannelChatMessage) -> bool:
        if self._shared is not SharedChat.ONCE:
            return self._shared is SharedChat.ALL
        origin = message.source_message_id or message.message_id
        if origin in self._seen or self._is_served(message.source_broadcaster_user_id or ""):
            return False
        self._seen[origin] = None
        if len(self._seen) > _KEPT:
            del self._seen[next(iter(self._seen))]
        return True
