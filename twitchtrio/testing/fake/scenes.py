"""What people do on Twitch; every deed tells those who are subscribed to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .accounts import DeviceCode, FakeGrant
from .chat import FakeChatMessage
from .core import Core
from .events import chat_message, notice, who
from .world import FakeChannel, FakeStream, FakeUser, Pin, SharedChat, UserRef

__all__ = ["Scenes"]


class Scenes(Core):
    """Users who consent, chat, follow, subscribe, moderate and broadcast."""

    # Consent

    def grant(self, user: UserRef, scopes: Iterable[str] = (), *, client_id: str | None = None) -> FakeGrant:
        """A pair of tokens, as if the user had consented in a device flow.

        Args:
            scopes: Several, or one text with spaces between them.
        """
        wanted = tuple(scopes.split() if isinstance(scopes, str) else scopes)
        client = client_id or self.client_id
        access, refresh = self.accounts.grant(client, self.user(user), wanted, "device")
        return FakeGrant(
            access_token=access.value,
            refresh_token=refresh.value,
            expires_in=round(access.expires_at - self.clock.now()),
            scopes=wanted,
        )

    def expire(self, user_or_token: UserRef) -> None:
        """End all access tokens of a user, or the one access or refresh token with this value."""
        if isinstance(user_or_token, str):
            user_or_token = self.world.by_login(user_or_token) or user_or_token
        self.accounts.expire(user_or_token)

    def disconnect(self, user: UserRef, *, client_id: str | None = None) -> None:
        """The user removes the application: tokens die, and subscriptions that need the user are revoked."""
        who_, client = self.user(user), client_id or self.client_id
        self.accounts.disconnect(client, who_)
        self.eventsub.revoke_authorized_by(who_, client)

    def consent(self, user_code: str, user: UserRef) -> None:
        """The user types a device flow's code and allows it.

        Raises:
            LookupError: No device flow waits with this code.
        """
        self._waiting(user_code).user = self.user(user)

    def deny(self, user_code: str) -> None:
        """Somebody types a device flow's code and denies it.

        Raises:
            LookupError: No device flow waits with this code.
        """
        self._waiting(user_code).denied = True

    def _waiting(self, user_code: str) -> DeviceCode:
        device = self.accounts.device_by_user_code(user_code)
        if device is None:
            raise LookupError(f"no device flow waits with the code {user_code!r}")
        return device

    # Chat

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

        Args:
            reply_to: The id of the message that is answered.
            bits: Cheered with it; `Cheer100` in the text becomes a cheermote then.
            badges: Instead of those that the viewer has.

        Raises:
            LookupError: There is no such user, or no such message to answer.
        """
        channel, sender = self.channel(broadcaster), self.user(chatter)
        parent = None if reply_to is None else self._message(reply_to, channel)
        message = self.chat.add(channel, sender, text, reply_to=parent, bits=bits, badges=badges)
        self.show(message)
        if bits:
            event = {"is_anonymous": False, **who("user", sender), "message": text, "bits": bits}
            self._tell(channel, "channel.cheer", event)
        return message.message_id

    def show(self, message: FakeChatMessage) -> None:
        """Tell everybody who reads the chat of a message."""
        channel = self.channel(message.broadcaster)
        self._tell(channel, "channel.chat.message", chat_message(self.chat, channel, message))

    async def next_message(self, broadcaster: UserRef, *, by: UserRef | None = None) -> FakeChatMessage:
        """Wait for the next message that a program posts to a channel through the API.

        Each is handed out once, in order; one that came before anybody waited is handed out at once.
        """
        return await self.chat.next_posted(self.user(broadcaster), None if by is None else self.user(by))

    def delete_message(self, broadcaster: UserRef, message_id: str) -> None:
        """A moderator deletes a message."""
        channel = self.channel(broadcaster)
        message = self._message(message_id, channel)
        message.is_deleted = True
        event = {**who("target_user", message.sender), "message_id": message_id}
        self._tell(channel, "channel.chat.message_delete", event)

    def clear_chat(self, broadcaster: UserRef) -> None:
        """A moderator clears the chat."""
        self._tell(self.channel(broadcaster), "channel.chat.clear", {})

    def update_chat_settings(self, broadcaster: UserRef, **changes: Any) -> None:
        """Change a chat room's modes, by Helix's names."""
        channel = self.channel(broadcaster)
        for name, value in changes.items():
            setattr(channel.chat_settings, name, value)
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

    def _message(self, message_id: str, channel: FakeChannel) -> FakeChatMessage:
        message = self.chat.get(message_id, channel.broadcaster)
        if message is None:
            raise LookupError(f"{channel.broadcaster.login}'s chat has no message {message_id!r}")
        return message

    # People

    def follow(self, user: UserRef, broadcaster: UserRef) -> None:
        """Somebody follows a channel."""
        follower, channel, now = self.user(user), self.channel(broadcaster), self.clock.now()
        channel.followers[follower.id] = now
        event = {**who("user", follower), "followed_at": self.clock.stamp(now)}
        self._tell(channel, "channel.follow", event, version="2")

    def subscribe(self, user: UserRef, broadcaster: UserRef, *, tier: str = "1000") -> None:
        """Somebody subscribes for the first time."""
        subscriber, channel = self.user(user), self.channel(broadcaster)
        channel.subscribers[subscriber.id] = 1
        self._tell(channel, "channel.subscribe", {**who("user", subscriber), "tier": tier, "is_gift": False})
        self._notice(channel, subscriber, "sub", {"sub_tier": tier, "is_prime": False, "duration_months": 1})

    def resubscribe(
        self, user: UserRef, broadcaster: UserRef, text: str, *, months: int = 2, tier: str = "1000"
    ) -> None:
        """A subscriber shares that the subscription goes on."""
        subscriber, channel = self.user(user), self.channel(broadcaster)
        channel.subscribers[subscriber.id] = months
        event: dict[str, Any] = {
            **who("user", subscriber),
            "tier": tier,
            "message": {"text": text, "emotes": []},
            "cumulative_months": months,
            "streak_months": None,
            "duration_months": 1,
        }
        self._tell(channel, "channel.subscription.message", event)
        resub = {
            "cumulative_months": months,
            "duration_months": 1,
            "streak_months": None,
            "sub_tier": tier,
            "is_prime": False,
            "is_gift": False,
            "gifter_is_anonymous": None,
            "gifter_user_id": None,
            "gifter_user_name": None,
            "gifter_user_login": None,
        }
        self._notice(channel, subscriber, "resub", resub, text=text)

    def gift_subscriptions(self, user: UserRef | None, broadcaster: UserRef, total: int, *, tier: str = "1000") -> None:
        """Somebody, or nobody knows who, gives subscriptions to the community."""
        gifter, channel = None if user is None else self.user(user), self.channel(broadcaster)
        event = {
            **who("user", gifter),
            "total": total,
            "tier": tier,
            "cumulative_total": None if gifter is None else total,
            "is_anonymous": gifter is None,
        }
        self._tell(channel, "channel.subscription.gift", event)
        gift = {
            "id": self.ids.number(),
            "total": total,
            "sub_tier": tier,
            "cumulative_total": event["cumulative_total"],
        }
        self._notice(channel, gifter, "community_sub_gift", gift)

    def end_subscription(self, user: UserRef, broadcaster: UserRef, *, tier: str = "1000") -> None:
        """A subscription runs out."""
        subscriber, channel = self.user(user), self.channel(broadcaster)
        channel.subscribers.pop(subscriber.id, None)
        self._tell(channel, "channel.subscription.end", {**who("user", subscriber), "tier": tier, "is_gift": False})

    def add_moderator(self, broadcaster: UserRef, user: UserRef) -> None:
        """The broadcaster makes somebody a moderator."""
        channel, moderator = self.channel(broadcaster), self.user(user)
        channel.moderators[moderator.id] = self.clock.now()
        self._tell(channel, "channel.moderator.add", who("user", moderator))

    def remove_moderator(self, broadcaster: UserRef, user: UserRef) -> None:
        """The broadcaster unmakes a moderator; subscriptions that needed the role are revoked."""
        channel, moderator = self.channel(broadcaster), self.user(user)
        channel.moderators.pop(moderator.id, None)
        self._tell(channel, "channel.moderator.remove", who("user", moderator))
        pair = {"broadcaster_user_id": channel.broadcaster.id, "moderator_user_id": moderator.id}
        self.eventsub.revoke_where("moderator_removed", **pair)

    def ban(
        self,
        broadcaster: UserRef,
        user: UserRef,
        *,
        by: UserRef | None = None,
        reason: str = "",
        seconds: float | None = None,
    ) -> None:
        """Somebody is banned for good, or for some seconds; what reads the chat for them is revoked.

        Args:
            by: The moderator; the broadcaster unless said otherwise.
        """
        channel, target, now = self.channel(broadcaster), self.user(user), self.clock.now()
        ends_at = None if seconds is None else now + seconds
        channel.banned[target.id] = ends_at
        event = {
            **who("user", target),
            **who("moderator_user", channel.broadcaster if by is None else self.user(by)),
            "reason": reason,
            "banned_at": self.clock.stamp(now),
            "ends_at": None if ends_at is None else self.clock.stamp(ends_at),
            "is_permanent": seconds is None,
        }
        self._tell(channel, "channel.ban", event)
        self._tell(channel, "channel.chat.clear_user_messages", who("target_user", target))
        self.eventsub.revoke_where("chat_user_banned", broadcaster_user_id=channel.broadcaster.id, user_id=target.id)

    def unban(self, broadcaster: UserRef, user: UserRef) -> None:
        """The broadcaster lifts a ban."""
        channel, target = self.channel(broadcaster), self.user(user)
        channel.banned.pop(target.id, None)
        self._tell(channel, "channel.unban", {**who("user", target), **who("moderator_user", channel.broadcaster)})

    # Broadcasts

    def go_live(self, broadcaster: UserRef, *, title: str | None = None, viewers: int = 1) -> None:
        """A broadcast begins."""
        channel, now = self.channel(broadcaster), self.clock.now()
        if title is not None:
            channel.title = title
        channel.stream = FakeStream(id=self.ids.number(), started_at=now, viewer_count=viewers)
        event = {"id": channel.stream.id, "type": "live", "started_at": self.clock.short_stamp(now)}
        self._tell(channel, "stream.online", event)

    def go_offline(self, broadcaster: UserRef) -> None:
        """A broadcast ends."""
        channel = self.channel(broadcaster)
        stream, channel.stream, channel.pin = channel.stream, None, None
        self._tell(channel, "stream.offline", {} if stream is None else {"id": stream.id})

    def update_channel(self, broadcaster: UserRef, **changes: Any) -> None:
        """The broadcaster changes title, language, category or labels, by the names of `FakeChannel`."""
        channel = self.channel(broadcaster)
        for name, value in changes.items():
            setattr(channel, name, value)
        event = {
            "title": channel.title,
            "language": channel.language,
            "category_id": channel.category_id,
            "category_name": channel.category_name,
            "content_classification_labels": channel.content_classification_labels,
        }
        self._tell(channel, "channel.update", event, version="2")

    def start_ad_break(self, broadcaster: UserRef, seconds: int, *, requester: UserRef | None = None) -> None:
        """Advertisements begin, by themselves where nobody asked for them."""
        channel = self.channel(broadcaster)
        event = {
            "duration_seconds": seconds,
            "started_at": self.clock.short_stamp(),
            "is_automatic": requester is None,
            **who("requester_user", self.user(requester or broadcaster)),
        }
        self._tell(channel, "channel.ad_break.begin", event)

    def raid(self, from_broadcaster: UserRef, to_broadcaster: UserRef, viewers: int) -> None:
        """One channel's viewers raid another."""
        source, target = self.user(from_broadcaster), self.channel(to_broadcaster)
        event = {
            **who("from_broadcaster_user", source),
            **who("to_broadcaster_user", target.broadcaster),
            "viewers": viewers,
        }
        self.emit("channel.raid", "1", event, {"to_broadcaster_user_id": target.broadcaster.id})
        self.emit("channel.raid", "1", event, {"from_broadcaster_user_id": source.id})
        raid = {**who("user", source), "viewer_count": viewers, "profile_image_url": ""}
        self._notice(target, source, "raid", raid)

    def share_chat(self, host: UserRef, *others: UserRef) -> SharedChat:
        """Several channels begin to share one chat."""
        now = self.clock.now()
        people = [self.user(host), *(self.user(other) for other in others)]
        shared = SharedChat(
            session_id=self.ids.uuid(), host=people[0], participants=people, created_at=now, updated_at=now
        )
        for channel in (self.channel(person) for person in people):
            channel.shared_chat = shared
            event = {
                "session_id": shared.session_id,
                **who("host_broadcaster_user", shared.host),
                "participants": [who("broadcaster_user", person) for person in people],
            }
            self._tell(channel, "channel.shared_chat.begin", event)
        return shared

    def update_user(self, user: UserRef, description: str) -> None:
        """Somebody writes something else about themselves."""
        person = self.user(user)
        person.description = description
        event = {**who("user", person), "email": "", "email_verified": False, "description": description}
        self.emit("user.update", "1", event, {"user_id": person.id})

    # Telling

    def _tell(self, channel: FakeChannel, type_: str, event: dict[str, Any], *, version: str = "1") -> None:
        whole = {**who("broadcaster_user", channel.broadcaster), **event}
        self.emit(type_, version, whole, {"broadcaster_user_id": channel.broadcaster.id})

    def _notice(
        self, channel: FakeChannel, chatter: FakeUser | None, kind: str, detail: dict[str, Any], *, text: str = ""
    ) -> None:
        self._tell(channel, "channel.chat.notification", notice(self.chat, channel, chatter, kind, detail, text=text))
