"""What is said in chat rooms, and what moderators do there."""

from __future__ import annotations

from typing import Any, Final

from attrs import evolve

from ..chat import FakeChatMessage
from ..earnings import Cheer
from ..events import chat_message, who
from ..texts import cleaned
from ..waits import PATIENCE, patience
from ..world import FakeUser, Pin, SharedChat, UserRef
from ._stage import Stage, change

__all__ = ["Chatting"]

_ACTIONS: Final = {
    "emote_mode": "emoteonly",
    "follower_mode": "followers",
    "slow_mode": "slow",
    "subscriber_mode": "subscribers",
    "unique_chat_mode": "uniquechat",
}


class Chatting(Stage):
    """Chat rooms and those in them."""

    def say(
        self,
        broadcaster: UserRef,
        chatter: UserRef,
        text: str,
        *,
        reply_to: str | None = None,
        bits: int = 0,
        badges: list[dict[str, str]] | None = None,
    ) -> str:
        """A viewer writes a message; returns its id. Nothing limits how fast viewers write.

        Channels that share their chat with this one get it too.

        Args:
            text: With `/me` in front, it is an action.
            reply_to: The id of the message that is answered. The mention that Twitch puts in front of a reply is told,
                and is not to be in `text`.
            bits: Cheered with it; `Cheer100` in the text becomes a cheermote then.
            badges: Instead of those that the viewer has.

        Raises:
            LookupError: There is no such user, or no such message to answer.
        """
        channel, sender = self.channel(broadcaster), self.user(chatter)
        parent = None if reply_to is None else self._message(reply_to, channel)
        message = self.chat.add(channel, sender, cleaned(text), reply_to=parent, bits=bits, badges=badges)
        self.show(message)
        if bits:
            channel.cheers.append(Cheer(user_id=sender.id, bits=bits, at=self.clock.now()))
            event = {"is_anonymous": False, **who("user", sender), "message": text, "bits": bits}
            self._tell(channel, "channel.cheer", event)
            used = {
                **who("user", sender),
                "bits": bits,
                "type": "cheer",
                "message": self._text(channel, text, "channel.bits.use", bits=bits),
                "power_up": None,
                "custom_power_up": None,
            }
            self._tell(channel, "channel.bits.use", used)
        return message.message_id

    def show(self, message: FakeChatMessage) -> None:
        """Tell everybody who reads the chat of a message, and let it appear where the chat is shared."""
        channel = self.channel(message.broadcaster)
        message.heard = self._tell(channel, "channel.chat.message", chat_message(self.chat, channel, message))
        suspicion = channel.suspicious.get(message.sender.id)
        if suspicion is not None and suspicion.told != "none":
            event = {
                **who("user", message.sender),
                "low_trust_status": suspicion.told,
                "shared_ban_channel_ids": None,
                "types": ["manually_added"],
                "ban_evasion_evaluation": "unknown",
                "message": {
                    "message_id": message.message_id,
                    **self._text(channel, message.text, "channel.suspicious_user.message", bits=message.bits),
                },
            }
            self._tell(channel, "channel.suspicious_user.message", event)
        if channel.shared_chat is None or message.source_only or message.source is not None:
            return
        for each in map(self.channel, channel.shared_chat.participants):
            if each is not channel and not each.is_banned(message.sender, self.clock.now()):
                self.show(self.chat.mirror(message, each))

    async def next_message(
        self, broadcaster: UserRef, *, by: UserRef | None = None, within: float = PATIENCE
    ) -> FakeChatMessage:
        """Wait for the next message that a program posts to a channel through the API.

        Each is handed out once, in order; one that came before anybody waited is handed out at once.

        Args:
            by: Whose it is to be; whoever's if it is left out.
            within: Seconds to wait at the most; `math.inf` for as long as it takes.

        Raises:
            AssertionError: None appeared in that time. It tells what happened instead.
        """
        owner, sender = self.user(broadcaster), None if by is None else self.user(by)
        missed = "No message that a program posted" if sender is None else f"No message by {sender.login!r}"
        with patience(self, f"{missed} appeared in {owner.login!r}", owner, within):
            return await self.chat.next_posted(owner, sender)

    def delete_message(self, broadcaster: UserRef, message_id: str, *, by: UserRef | None = None) -> None:
        """A moderator deletes a message."""
        channel = self.channel(broadcaster)
        message = self._message(message_id, channel)
        message.is_deleted = True
        event = {**who("target_user", message.sender), "message_id": message_id}
        self._tell(channel, "channel.chat.message_delete", event)
        detail = {**who("user", message.sender), "message_id": message_id, "message_body": message.text}
        self._tell_moderation(channel, self._moderator(channel, by), "delete", detail)

    def clear_chat(self, broadcaster: UserRef, *, by: UserRef | None = None) -> None:
        """A moderator clears the chat."""
        channel = self.channel(broadcaster)
        self._tell(channel, "channel.chat.clear", {})
        self._tell_moderation(channel, self._moderator(channel, by), "clear")

    def update_chat_settings(self, broadcaster: UserRef, *, by: UserRef | None = None, **changes: Any) -> None:
        """Change a chat room's modes, by Helix's names."""
        channel = self.channel(broadcaster)
        before = evolve(channel.chat_settings)
        change(channel.chat_settings, changes)
        modes = channel.chat_settings
        event = {
            "emote_mode": modes.emote_mode,
            "follower_mode": modes.follower_mode,
            "follower_mode_duration_minutes": modes.follower_mode_duration,
            "slow_mode": modes.slow_mode,
            "slow_mode_wait_time_seconds": modes.slow_mode_wait_time,
            "subscriber_mode": modes.subscriber_mode,
            "unique_chat_mode": modes.unique_chat_mode,
        }
        self._tell(channel, "channel.chat_settings.update", event)
        details = {
            "followers": {"follow_duration_minutes": modes.follower_mode_duration or 0},
            "slow": {"wait_time_seconds": modes.slow_mode_wait_time or 0},
        }
        for mode, action in _ACTIONS.items():
            is_on = getattr(modes, mode)
            if is_on != getattr(before, mode):
                told = f"{action}{'' if is_on else 'off'}"
                self._tell_moderation(channel, self._moderator(channel, by), told, details.get(told))

    def announce(self, broadcaster: UserRef, by: UserRef, text: str, *, color: str = "primary") -> None:
        """A moderator makes an announcement."""
        self._notice(self.channel(broadcaster), self.user(by), "announcement", {"color": color.upper()}, text=text)

    def pin(self, broadcaster: UserRef, by: UserRef, message_id: str, *, seconds: float | None = None) -> None:
        """A moderator pins a message, for some seconds or until the broadcast ends."""
        channel, now = self.channel(broadcaster), self.clock.now()
        channel.pin = Pin(
            message_id=self._message(message_id, channel).message_id,
            pinned_by=self.user(by),
            starts_at=now,
            ends_at=None if seconds is None else now + seconds,
            updated_at=now,
        )

    def pinned(self, broadcaster: UserRef) -> Pin | None:
        """What is pinned now."""
        channel = self.channel(broadcaster)
        pin = channel.pin
        if pin is not None and pin.ends_at is not None and self.clock.now() >= pin.ends_at:
            channel.pin = None
        return channel.pin

    def shout_out(self, from_broadcaster: UserRef, to_broadcaster: UserRef, by: UserRef) -> None:
        """A moderator recommends another channel."""
        source, target, now = self.channel(from_broadcaster), self.channel(to_broadcaster), self.clock.now()
        told = {"viewer_count": 0, "started_at": self.clock.short_stamp(now)}
        if source.stream is not None:
            told["viewer_count"] = source.stream.viewer_count
        given = {
            **who("to_broadcaster_user", target.broadcaster),
            **who("moderator_user", self.user(by)),
            **told,
            "cooldown_ends_at": self.clock.short_stamp(now + 120.0),
            "target_cooldown_ends_at": self.clock.short_stamp(now + 3600.0),
        }
        self._tell(source, "channel.shoutout.create", given)
        self._tell(target, "channel.shoutout.receive", {**who("from_broadcaster_user", source.broadcaster), **told})

    def share_chat(self, host: UserRef, *others: UserRef) -> SharedChat:
        """Several channels begin to share one chat."""
        now = self.clock.now()
        people = [self.user(host), *(self.user(other) for other in others)]
        shared = SharedChat(
            session_id=self.ids.uuid(), host=people[0], participants=people, created_at=now, updated_at=now
        )
        for person in people:
            self.channel(person).shared_chat = shared
            self._tell_shared("begin", person, shared)
        return shared

    def join_shared_chat(self, broadcaster: UserRef, host: UserRef) -> None:
        """A channel joins the chat that another shares.

        Raises:
            LookupError: That one shares none.
            ValueError: The channel shares one already.
        """
        channel, shared = self.channel(broadcaster), self._shared(host)
        if channel.shared_chat is not None:
            raise ValueError(f"{channel.broadcaster.login} shares a chat already")
        others = list(shared.participants)
        shared.participants.append(channel.broadcaster)
        shared.updated_at, channel.shared_chat = self.clock.now(), shared
        self._tell_shared("begin", channel.broadcaster, shared)
        for person in others:
            self._tell_shared("update", person, shared)

    def leave_shared_chat(self, broadcaster: UserRef) -> None:
        """A channel shares its chat no longer; where it was the host's or nobody else's, nobody does.

        Raises:
            LookupError: It shares none.
        """
        channel, shared = self.channel(broadcaster), self._shared(broadcaster)
        shared.participants.remove(channel.broadcaster)
        shared.updated_at = self.clock.now()
        goes_on = channel.broadcaster is not shared.host and len(shared.participants) > 1
        leaving = [channel.broadcaster] if goes_on else [channel.broadcaster, *shared.participants]
        for person in leaving:
            self.channel(person).shared_chat = None
            self._tell_shared("end", person, shared)
        if goes_on:
            for person in shared.participants:
                self._tell_shared("update", person, shared)

    def _shared(self, broadcaster: UserRef) -> SharedChat:
        channel = self.channel(broadcaster)
        if channel.shared_chat is None:
            raise LookupError(f"{channel.broadcaster.login} shares no chat")
        return channel.shared_chat

    def _tell_shared(self, what: str, person: FakeUser, shared: SharedChat) -> None:
        event = {"session_id": shared.session_id, **who("host_broadcaster_user", shared.host)}
        if what != "end":
            event["participants"] = [who("broadcaster_user", each) for each in shared.participants]
        self._tell(self.channel(person), f"channel.shared_chat.{what}", event)
