"""Who moderates, and who may not chat."""

from __future__ import annotations

from ..events import who
from ..world import UserRef
from ._stage import Stage

__all__ = ["Moderation"]


class Moderation(Stage):
    """Moderators and what they do to users."""

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
