"""Who follows and subscribes."""

from __future__ import annotations

from typing import Any

from ..earnings import FakeSubscription
from ..events import who
from ..world import FakeWhisper, UserRef
from ._stage import Stage

__all__ = ["People"]


class People(Stage):
    """Users and what they think of channels."""

    def follow(self, user: UserRef, broadcaster: UserRef) -> None:
        """Somebody follows a channel."""
        follower, channel, now = self.user(user), self.channel(broadcaster), self.clock.now()
        channel.followers[follower.id] = now
        event = {**who("user", follower), "followed_at": self.clock.stamp(now)}
        self._tell(channel, "channel.follow", event, version="2")

    def subscribe(
        self,
        user: UserRef,
        broadcaster: UserRef,
        *,
        tier: str = "1000",
        gifter: UserRef | None = None,
        founder: bool = False,
    ) -> None:
        """Somebody subscribes for the first time, or is given it.

        Args:
            tier: As Twitch has it: `1000`, `2000` or `3000`.
            gifter: Who gives it.
            founder: Whether they are one of the channel's first subscribers. As long as they subscribe, they wear the
                badge of these instead of that of subscribers.
        """
        subscriber, channel = self.user(user), self.channel(broadcaster)
        giver = None if gifter is None else self.user(gifter)
        channel.subscribers[subscriber.id] = FakeSubscription(
            months=1, tier=tier, gifter_id=None if giver is None else giver.id
        )
        if founder:
            channel.founders[subscriber.id] = self.clock.now()
        event = {**who("user", subscriber), "tier": tier, "is_gift": giver is not None}
        self._tell(channel, "channel.subscribe", event)
        if giver is None:
            self._notice(channel, subscriber, "sub", {"sub_tier": tier, "is_prime": False, "duration_months": 1})

    def resubscribe(
        self, user: UserRef, broadcaster: UserRef, text: str, *, months: int = 2, tier: str = "1000"
    ) -> None:
        """A subscriber shares that the subscription goes on."""
        subscriber, channel = self.user(user), self.channel(broadcaster)
        channel.subscribers[subscriber.id] = FakeSubscription(months=months, tier=tier)
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

    def update_user(self, user: UserRef, description: str) -> None:
        """Somebody writes something else about themselves."""
        person = self.user(user)
        person.description = description
        event = {**who("user", person), "email": "", "email_verified": False, "description": description}
        self.emit("user.update", "1", event, {"user_id": person.id})

    def whisper(self, user: UserRef, to: UserRef, text: str) -> None:
        """Somebody whispers to somebody."""
        sender, target = self.user(user), self.user(to)
        sent = FakeWhisper(id=self.ids.uuid(), sender=sender, recipient=target, text=text, sent_at=self.clock.now())
        self.whispers.append(sent)
        event = {
            **who("from_user", sender),
            **who("to_user", target),
            "whisper_id": sent.id,
            "whisper": {"text": text},
        }
        self.emit("user.whisper.message", "1", event, {"user_id": target.id})
