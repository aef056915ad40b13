"""Rewards for Channel Points."""

from __future__ import annotations

from typing import Any

from ..events import who
from ..rewards import Redemption, Reward
from ..texts import GLOBAL_EMOTES, cleaned
from ..world import FakeChannel, UserRef
from ._stage import change
from .chatting import Chatting

__all__ = ["Rewards"]


class Rewards(Chatting):
    """Broadcasters who offer rewards, and viewers who redeem them."""

    def add_reward(
        self, broadcaster: UserRef, title: str, cost: int, *, client_id: str | None = None, **more: Any
    ) -> Reward:
        """The broadcaster makes a reward.

        Args:
            client_id: The application that made it; None if the broadcaster did, on Twitch's pages.
            more: Further fields of `Reward`.
        """
        channel = self.channel(broadcaster)
        reward = Reward(id=self.ids.uuid(), client_id=client_id, title=title, cost=cost, **more)
        channel.rewards.append(reward)
        self._tell_reward("add", channel, reward)
        return reward

    def update_reward(self, broadcaster: UserRef, reward_id: str, **changes: Any) -> None:
        """The broadcaster changes a reward, by the fields of `Reward`.

        Raises:
            LookupError: There is none.
        """
        channel = self.channel(broadcaster)
        reward = channel.reward(reward_id)
        change(reward, changes)
        self._tell_reward("update", channel, reward)

    def remove_reward(self, broadcaster: UserRef, reward_id: str) -> None:
        """The broadcaster deletes a reward; what is open of it becomes fulfilled.

        Raises:
            LookupError: There is none.
        """
        channel = self.channel(broadcaster)
        reward = channel.reward(reward_id)
        for redemption in [each for each in channel.redemptions if each.reward is reward]:
            if redemption.status == "UNFULFILLED":
                self.settle_redemption(broadcaster, redemption.id, fulfil=True)
        channel.rewards.remove(reward)
        self._tell_reward("remove", channel, reward)

    def redeem(self, user: UserRef, broadcaster: UserRef, reward: str, *, text: str = "") -> Redemption:
        """A viewer redeems a reward, by its id or title.

        Args:
            text: What goes with it. Where the reward requires one, it appears in chat too, as a message for the reward.

        Raises:
            LookupError: There is none.
            ValueError: It cannot be redeemed, or the viewer cannot pay.
        """
        channel, viewer, now = self.channel(broadcaster), self.user(user), self.clock.now()
        wanted = channel.reward(reward)
        if refused := wanted.refuses(viewer.id, text, now):
            raise ValueError(f"the reward {wanted.title!r} {refused}")
        channel.pay(viewer, wanted.cost)
        wanted.redeemed.append(viewer.id)
        wanted.cooldown_until = now + (wanted.cooldown or 0)
        redemption = Redemption(
            id=self.ids.uuid(),
            reward=wanted,
            sold=wanted.brief(),
            user_id=viewer.id,
            text=text,
            redeemed_at=now,
            status="FULFILLED" if wanted.skips_queue else "UNFULFILLED",
        )
        channel.redemptions.append(redemption)
        self._tell_redemption("add", channel, redemption)
        if wanted.is_user_input_required:
            self.show(self.chat.add(channel, viewer, cleaned(text), reward_id=wanted.id))
        return redemption

    def settle_redemption(self, broadcaster: UserRef, redemption_id: str, *, fulfil: bool) -> None:
        """A redemption is fulfilled, or canceled, which gives the points back.

        Raises:
            LookupError: There is none that is open.
        """
        channel = self.channel(broadcaster)
        redemption = next((each for each in channel.redemptions if each.id == redemption_id), None)
        if redemption is None or redemption.status != "UNFULFILLED":
            raise LookupError(f"{channel.broadcaster.login} has no open redemption {redemption_id!r}")
        redemption.status = "FULFILLED" if fulfil else "CANCELED"
        if not fulfil:
            channel.points[redemption.user_id] += redemption.sold["cost"]
        self._tell_redemption("update", channel, redemption)

    def add_power_up(self, broadcaster: UserRef, title: str, bits: int, **more: Any) -> Reward:
        """The broadcaster offers something for Bits.

        Args:
            more: Further fields of `Reward`.
        """
        offered = Reward(id=self.ids.uuid(), client_id=None, title=title, cost=bits, **more)
        self.channel(broadcaster).power_ups.append(offered)
        return offered

    def redeem_power_up(self, user: UserRef, broadcaster: UserRef, power_up: str, *, text: str = "") -> str:
        """A viewer buys what the broadcaster offers for Bits, by its id or title; returns the redemption's id.

        Raises:
            LookupError: It is not offered.
        """
        channel, viewer = self.channel(broadcaster), self.user(user)
        offered = next((each for each in channel.power_ups if power_up in (each.id, each.title)), None)
        if offered is None:
            raise LookupError(f"{channel.broadcaster.login} has no Power-up {power_up!r}")
        event = {
            "id": self.ids.uuid(),
            **who("user", viewer),
            "user_input": text,
            "status": "unfulfilled",
            "custom_power_up": {
                "id": offered.id,
                "title": offered.title,
                "bits": offered.cost,
                "prompt": offered.prompt,
            },
            "redeemed_at": self.clock.stamp(),
        }
        self._tell(channel, "channel.custom_power_up_redemption.add", event, narrowed={"reward_id": offered.id})
        used = {
            **who("user", viewer),
            "bits": offered.cost,
            "type": "custom_power_up",
            "message": None,
            "power_up": None,
            "custom_power_up": {"title": offered.title, "reward_id": offered.id},
        }
        self._tell(channel, "channel.bits.use", used)
        return str(event["id"])

    def redeem_automatic(
        self, user: UserRef, broadcaster: UserRef, type: str, *, cost: int = 100, text: str = ""
    ) -> None:
        """A viewer redeems one of the rewards that Twitch gives every channel.

        Args:
            type: As Twitch has it, such as `send_highlighted_message`.
            text: The message that goes with it, if one does; chat is not told of it.

        Raises:
            ValueError: The viewer cannot pay.
        """
        channel, viewer = self.channel(broadcaster), self.user(user)
        channel.pay(viewer, cost)
        name, id_ = next(iter(GLOBAL_EMOTES.items()))
        emote = {"id": id_, "name": name} if type.endswith("emote_unlock") else None
        redeemed = {**who("user", viewer), "id": self.ids.uuid(), "redeemed_at": self.clock.stamp()}
        type_ = "channel.channel_points_automatic_reward_redemption.add"
        first = {
            **redeemed,
            "reward": {"type": type, "cost": cost, "unlocked_emote": emote},
            "message": {"text": text, "emotes": self._emotes(channel, text)} if text else None,
            "user_input": text or None,
        }
        second = {
            **redeemed,
            "reward": {"type": type, "channel_points": cost, "emote": emote},
            "message": self._text(channel, text, type_, version="2") if text else None,
        }
        self._tell(channel, type_, first)
        self._tell(channel, type_, second, version="2")

    def _emotes(self, channel: FakeChannel, text: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        begin = 0
        for fragment in self.chat.fragments(channel, text):
            end = begin + len(fragment["text"])
            if fragment["emote"] is not None:
                found.append({"id": fragment["emote"]["id"], "begin": begin, "end": end - 1})
            begin = end
        return found

    def _tell_reward(self, what: str, channel: FakeChannel, reward: Reward) -> None:
        type_ = f"channel.channel_points_custom_reward.{what}"
        self._tell(channel, type_, reward.told(self.clock), narrowed={"reward_id": reward.id})

    def _tell_redemption(self, what: str, channel: FakeChannel, redemption: Redemption) -> None:
        event = {
            "id": redemption.id,
            **who("user", self.world.users[redemption.user_id]),
            "user_input": redemption.text,
            "status": redemption.status.lower(),
            "reward": redemption.sold,
            "redeemed_at": self.clock.stamp(redemption.redeemed_at),
        }
        type_ = f"channel.channel_points_custom_reward_redemption.{what}"
        self._tell(channel, type_, event, narrowed={"reward_id": redemption.reward.id})
