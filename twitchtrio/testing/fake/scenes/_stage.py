"""What all deeds need: to find what they are about, and to tell those who are subscribed to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import fields_dict

from ..chat import FakeChatMessage
from ..core import Core
from ..event_fields import EVENT_FIELDS
from ..events import moderation, notice, plain_message, who
from ..guests import Guest, GuestStar
from ..rewards import Reward
from ..world import ChatSettings, FakeChannel, FakeUser, UserRef

__all__ = ["Stage", "change"]


def change(thing: FakeChannel | ChatSettings | Reward | Guest | GuestStar, changes: Mapping[str, Any]) -> None:
    """Set fields.

    Raises:
        TypeError: It has no such field; none has been set.
    """
    known = fields_dict(type(thing))
    for name in changes:
        if name not in known:
            raise TypeError(f"there is no field {name!r}; there are {', '.join(known)}")
    for name, value in changes.items():
        setattr(thing, name, value)


class Stage(Core):
    """A fake on which something can happen."""

    def _tell(
        self,
        channel: FakeChannel,
        type_: str,
        event: dict[str, Any],
        *,
        version: str = "1",
        narrowed: Mapping[str, str] | None = None,
    ) -> int:
        """Send an event of a channel; returns how many subscriptions it concerned."""
        whole = {**who("broadcaster_user", channel.broadcaster), **event}
        condition = {"broadcaster_user_id": channel.broadcaster.id}
        return self.eventsub.emit(type_, version, whole, condition, narrowed=narrowed)

    def _notice(
        self, channel: FakeChannel, chatter: FakeUser | None, kind: str, detail: dict[str, Any], *, text: str = ""
    ) -> None:
        self._tell(channel, "channel.chat.notification", notice(self.chat, channel, chatter, kind, detail, text=text))

    def _tell_moderation(
        self,
        channel: FakeChannel,
        moderator: FakeUser,
        action: str,
        detail: dict[str, Any] | None = None,
        *,
        record: str | None = None,
        versions: tuple[str, ...] = ("1", "2"),
    ) -> None:
        for version in versions:
            event = moderation(version, moderator, action, detail, record=record)
            self._tell(channel, "channel.moderate", event, version=version)

    def _text(
        self, channel: FakeChannel, text: str, type_: str, *, version: str = "1", bits: int = 0
    ) -> dict[str, Any]:
        return plain_message(self.chat, channel, text, EVENT_FIELDS[type_, version]["message"], bits=bits)

    def _message(self, message_id: str, channel: FakeChannel) -> FakeChatMessage:
        message = self.chat.get(message_id, channel.broadcaster)
        if message is None:
            raise LookupError(f"{channel.broadcaster.login}'s chat has no message {message_id!r}")
        return message

    def _moderator(self, channel: FakeChannel, by: UserRef | None) -> FakeUser:
        return channel.broadcaster if by is None else self.user(by)
