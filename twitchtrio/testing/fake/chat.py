"""Chat messages: what they are made of, and which of them Twitch lets through."""

from __future__ import annotations

from collections import deque
from typing import Any, Final, TypeAlias

import trio
from attrs import define, evolve, frozen

from .clock import Clock, Ids
from .happenings import Happening, Happenings
from .texts import fragments_of
from .world import FakeChannel, FakeUser, World

__all__ = ["ChatRoom", "Drop", "DropReason", "FakeChatMessage"]

_WINDOW: Final = 30.0
_SLOWEST: Final = 120.0
_OF_TIER: Final = {"1000": "0", "2000": "2000", "3000": "3000"}

_Recent: TypeAlias = deque[tuple[float, str]]


@define(kw_only=True, eq=False)
class FakeChatMessage:
    """A message in a chat room.

    Attributes:
        text: As it was written, but for what Twitch drops of it.
        sent_at: Seconds on the fake's clock.
        posted: Whether it came through the API and not by `say`.
        source: The message that it mirrors, of another channel with which this one shares its chat.
        source_only: Whether channels that share the chat do not get it.
        reward_id: Of the reward that it was written for.
        heard: How many subscriptions it concerned when it was written.
    """

    message_id: str
    broadcaster: FakeUser
    sender: FakeUser
    text: str
    reply_to: FakeChatMessage | None
    bits: int
    badges: list[dict[str, str]]
    sent_at: float
    posted: bool
    source: FakeChatMessage | None = None
    source_only: bool = False
    reward_id: str | None = None
    heard: int = 0
    is_deleted: bool = False


@frozen
class DropReason:
    """Why a message did not appear."""

    code: str
    message: str


@frozen(kw_only=True)
class Drop:
    """A message that did not appear."""

    broadcaster: FakeUser
    sender: FakeUser
    text: str
    reason: DropReason
    at: float


class ChatRoom:
    """All chat rooms.

    Attributes:
        messages: Every message that appeared, in order.
        drops: Every other that was posted.
    """

    def __init__(self, clock: Clock, ids: Ids, world: World, happenings: Happenings) -> None:
        self.messages: list[FakeChatMessage] = []
        self.drops: list[Drop] = []
        self._clock = clock
        self._ids = ids
        self._world = world
        self._happenings = happenings
        self._by_id: dict[str, FakeChatMessage] = {}
        self._posted: deque[FakeChatMessage] = deque()
        self._changed = trio.lowlevel.ParkingLot()
        self._recent: dict[tuple[str, str], _Recent] = {}
        self._sent: dict[str, _Recent] = {}

    def new_id(self) -> str:
        """An id for something in a chat room that is no message."""
        return self._ids.uuid()

    def get(self, message_id: str, broadcaster: FakeUser) -> FakeChatMessage | None:
        """The message with an id, if it was written in this channel and is still there."""
        message = self._by_id.get(message_id)
        if message is None or message.broadcaster is not broadcaster or message.is_deleted:
            return None
        return message

    def add(
        self,
        channel: FakeChannel,
        sender: FakeUser,
        text: str,
        *,
        reply_to: FakeChatMessage | None = None,
        bits: int = 0,
        badges: list[dict[str, str]] | None = None,
        posted: bool = False,
        source_only: bool = False,
        reward_id: str | None = None,
    ) -> FakeChatMessage:
        """Let a message appear."""
        message = FakeChatMessage(
            message_id=self._ids.uuid(),
            broadcaster=channel.broadcaster,
            sender=sender,
            text=text,
            reply_to=reply_to,
            bits=bits,
            badges=self.badges(channel, sender) if badges is None else badges,
            sent_at=self._clock.now(),
            posted=posted,
            source_only=source_only,
            reward_id=reward_id,
        )
        channel.chatters.setdefault(sender.id, message.sent_at)
        self._keep(message)
        self._tell(channel, sender, text)
        if posted:
            self._posted.append(message)
            self._changed.unpark_all()
        return message

    def mirror(self, message: FakeChatMessage, channel: FakeChannel) -> FakeChatMessage:
        """Let a message appear in a channel with which its own shares the chat."""
        copy = evolve(
            message,
            message_id=self._ids.uuid(),
            broadcaster=channel.broadcaster,
            badges=self.badges(channel, message.sender),
            posted=False,
            source=message,
        )
        self._keep(copy)
        return copy

    def _keep(self, message: FakeChatMessage) -> None:
        self.messages.append(message)
        self._by_id[message.message_id] = message

    async def next_posted(self, broadcaster: FakeUser, by: FakeUser | None) -> FakeChatMessage:
        """Wait for the next message that came through the API; each is given out once."""
        await trio.lowlevel.checkpoint()
        while True:
            for message in self._posted:
                if message.broadcaster is broadcaster and by in (None, message.sender):
                    self._posted.remove(message)
                    return message
            await self._changed.park()

    def was_given_out(self, message: FakeChatMessage) -> bool:
        """Whether somebody has waited for it already."""
        return message.posted and message not in self._posted

    def badges(self, channel: FakeChannel, user: FakeUser) -> list[dict[str, str]]:
        """The badges that a user wears in a channel."""
        worn: list[dict[str, str]] = []
        if user is channel.broadcaster:
            worn.append(_badge("broadcaster"))
        elif user.id in channel.lead_moderators:
            worn.append(_badge("lead_moderator"))
        elif user.id in channel.moderators:
            worn.append(_badge("moderator"))
        elif user.id in channel.vips:
            worn.append(_badge("vip"))
        subscription = channel.subscribers.get(user.id)
        if subscription is not None and user.id in channel.founders:
            worn.append(_badge("founder", "0", info=str(subscription.months)))
        elif subscription is not None:
            worn.append(_badge("subscriber", _OF_TIER.get(subscription.tier, "0"), info=str(subscription.months)))
        return worn

    def drop_reason(self, channel: FakeChannel, sender: FakeUser, text: str) -> DropReason | None:
        """Why a message that is posted now would not appear; if it would, it counts towards the limits."""
        now = self._clock.now()
        recent = _since(self._recent.setdefault((channel.broadcaster.id, sender.id), deque()), now - _SLOWEST)
        sent = _since(self._sent.setdefault(sender.id, deque()), now - _WINDOW)
        reason = (
            self._rate_reason(channel, sender, recent, sent)
            or self._text_reason(channel, sender, text, recent)
            or self._mode_reason(channel, sender, text, recent)
        )
        if reason is None:
            recent.append((now, text))
            sent.append((now, text))
        else:
            drop = Drop(broadcaster=channel.broadcaster, sender=sender, text=text, reason=reason, at=now)
            self.drops.append(drop)
            self._tell(channel, sender, f"{text} (dropped: {reason.code})")
        return reason

    def _tell(self, channel: FakeChannel, sender: FakeUser, said: str) -> None:
        self._happenings.tell(Happening.CHAT, f"{channel.broadcaster.login}  {sender.login}: {said}")

    def _rate_reason(self, channel: FakeChannel, sender: FakeUser, recent: _Recent, sent: _Recent) -> DropReason | None:
        privileged = channel.is_privileged(sender)
        too_soon = not privileged and recent and self._clock.now() - recent[-1][0] < 1.0
        if too_soon or len(sent) >= (100 if privileged else 20):
            return DropReason(
                "msg_ratelimit", "Your message was not sent because you are sending messages too quickly."
            )
        return None

    def _text_reason(self, channel: FakeChannel, sender: FakeUser, text: str, recent: _Recent) -> DropReason | None:
        if not text:
            return DropReason("msg_rejected", "Your message is being checked by mods and has not been sent.")
        if any(term.is_in(text) for term in channel.blocked_terms):
            return DropReason("channel_settings", "Your message wasn't posted due to the channel's settings.")
        is_repeated = recent and text == recent[-1][1] and self._clock.now() - recent[-1][0] < _WINDOW
        if is_repeated and not channel.is_privileged(sender):
            return DropReason(
                "msg_duplicate", "Your message is identical to one that you sent less than 30 seconds ago."
            )
        return None

    def _mode_reason(self, channel: FakeChannel, sender: FakeUser, text: str, recent: _Recent) -> DropReason | None:
        modes = channel.chat_settings
        if channel.moderates(sender):
            return None
        reason = None if channel.is_privileged(sender) else self._closed_reason(channel, sender, recent)
        if reason is not None:
            return reason
        fragments = self.fragments(channel, text)
        if modes.emote_mode and any(not part["emote"] and part["text"].strip() for part in fragments):
            return DropReason("msg_emoteonly", "This room is in emote-only mode.")
        if modes.unique_chat_mode and any(
            m.text == text and m.broadcaster is channel.broadcaster for m in self.messages
        ):
            return DropReason("msg_r9k", "This room is in unique-chat mode.")
        return None

    def _closed_reason(self, channel: FakeChannel, sender: FakeUser, recent: _Recent) -> DropReason | None:
        """Why a mode that VIPs pass keeps a message out."""
        modes = channel.chat_settings
        follows = channel.followers.get(sender.id)
        minutes = modes.follower_mode_duration or 0
        if modes.subscriber_mode and sender.id not in channel.subscribers:
            return DropReason("msg_subsonly", "This room is in subscribers-only mode.")
        if modes.follower_mode and (follows is None or self._clock.now() - follows < minutes * 60):
            return DropReason("msg_followersonly", "This room is in followers-only mode.")
        if modes.slow_mode and recent and self._clock.now() - recent[-1][0] < (modes.slow_mode_wait_time or 0):
            return DropReason("msg_slowmode", "This room is in slow mode.")
        return None

    def fragments(self, channel: FakeChannel, text: str, *, bits: int = 0) -> list[dict[str, Any]]:
        """A message's text, cut into plain text, emotes, mentions and cheermotes."""
        return fragments_of(text, channel, self._world, bits=bits)


def _badge(set_id: str, id_: str = "1", *, info: str = "") -> dict[str, str]:
    return {"set_id": set_id, "id": id_, "info": info}


def _since(entries: _Recent, time: float) -> _Recent:
    while entries and entries[0][0] <= time:
        entries.popleft()
    return entries
