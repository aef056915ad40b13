"""Goals, charity campaigns and hype trains."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from ..causes import Campaign, Contribution, Donation, Goal, HypeTrain, Record, money
from ..events import who
from ..world import FakeChannel, UserRef
from ._stage import Stage

__all__ = ["Causes"]

_TRAIN: Final = 300.0
_COOLDOWN: Final = 3600.0


class Causes(Stage):
    """What broadcasters ask for, and viewers bring together."""

    # Goals

    def start_goal(
        self, broadcaster: UserRef, target: int, *, type: str = "follower", description: str = "", current: int = 0
    ) -> Goal:
        """A goal begins.

        Args:
            type: As Helix has it.
        """
        channel = self.channel(broadcaster)
        goal = Goal(
            id=self.ids.uuid(),
            type=type,
            description=description,
            current=current,
            target=target,
            created_at=self.clock.now(),
        )
        channel.goals.append(goal)
        self._tell_goal("begin", channel, goal)
        return goal

    def advance_goal(self, broadcaster: UserRef, current: int) -> None:
        """The latest goal has come so far; it ends where it is reached.

        Raises:
            LookupError: There is none.
        """
        channel = self.channel(broadcaster)
        goal = self._goal(channel)
        goal.current = current
        self._tell_goal("progress", channel, goal)
        if goal.current >= goal.target:
            self.end_goal(broadcaster)

    def end_goal(self, broadcaster: UserRef) -> None:
        """The latest goal ends, reached or not.

        Raises:
            LookupError: There is none.
        """
        channel = self.channel(broadcaster)
        goal = self._goal(channel)
        channel.goals.remove(goal)
        end = {"is_achieved": goal.current >= goal.target, "ended_at": self.clock.stamp()}
        self._tell_goal("end", channel, goal, **end)

    def _goal(self, channel: FakeChannel) -> Goal:
        if not channel.goals:
            raise LookupError(f"{channel.broadcaster.login} has no goal")
        return channel.goals[-1]

    def _tell_goal(self, what: str, channel: FakeChannel, goal: Goal, **more: Any) -> None:
        event = {
            "id": goal.id,
            "type": "follow" if goal.type == "follower" else goal.type,
            "description": goal.description,
            "current_amount": goal.current,
            "target_amount": goal.target,
            "started_at": self.clock.stamp(goal.created_at),
            **more,
        }
        self._tell(channel, f"channel.goal.{what}", event)

    # Charity

    def start_charity(
        self, broadcaster: UserRef, charity: str, *, description: str = "", target_cents: int | None = None
    ) -> Campaign:
        """A campaign for a charity begins, in dollars.

        Raises:
            ValueError: Another runs.
        """
        channel = self.channel(broadcaster)
        if channel.campaign is not None:
            raise ValueError(f"a campaign of {channel.broadcaster.login} runs already")
        campaign = Campaign(id=self.ids.uuid(), charity=charity, description=description, target_cents=target_cents)
        channel.campaign = campaign
        self._tell_campaign("start", channel, campaign, started_at=self.clock.stamp())
        return campaign

    def donate(self, user: UserRef, broadcaster: UserRef, cents: int) -> None:
        """A viewer gives to the campaign.

        Raises:
            LookupError: There is none.
        """
        channel, donor = self.channel(broadcaster), self.user(user)
        campaign = self._campaign(channel)
        donation = Donation(id=self.ids.uuid(), user_id=donor.id, cents=cents)
        campaign.donations.insert(0, donation)
        given = {"id": donation.id, "campaign_id": campaign.id, **who("user", donor), **campaign.told()}
        self._tell(channel, "channel.charity_campaign.donate", {**given, "amount": money(cents)})
        amount = {"value": cents, "decimal_place": 2, "currency": "USD"}
        self._notice(channel, donor, "charity_donation", {"charity_name": campaign.charity, "amount": amount})
        self._tell_campaign("progress", channel, campaign)

    def end_charity(self, broadcaster: UserRef) -> None:
        """The campaign ends.

        Raises:
            LookupError: There is none.
        """
        channel = self.channel(broadcaster)
        campaign, channel.campaign = self._campaign(channel), None
        self._tell_campaign("stop", channel, campaign, stopped_at=self.clock.stamp())

    def _campaign(self, channel: FakeChannel) -> Campaign:
        if channel.campaign is None:
            raise LookupError(f"{channel.broadcaster.login} has no campaign")
        return channel.campaign

    def _tell_campaign(self, what: str, channel: FakeChannel, campaign: Campaign, **more: Any) -> None:
        # These events alone name the broadcaster so.
        event = {
            "id": campaign.id,
            **who("broadcaster", channel.broadcaster),
            **campaign.told(),
            **campaign.amounts(),
            "target_amount": money(campaign.target_cents or 0),
            **more,
        }
        condition = {"broadcaster_user_id": channel.broadcaster.id}
        self.emit(f"channel.charity_campaign.{what}", "1", event, condition)

    # Hype trains

    def start_hype_train(self, broadcaster: UserRef, *, type: str = "regular") -> HypeTrain:
        """A hype train sets off, for five minutes, and five more with each level.

        Raises:
            ValueError: Another is on its way.
        """
        self.timers.settle()
        channel, now = self.channel(broadcaster), self.clock.now()
        if channel.hype_train is not None:
            raise ValueError(f"a hype train of {channel.broadcaster.login} is on its way already")
        train = HypeTrain(id=self.ids.uuid(), type=type, started_at=now, expires_at=now + _TRAIN)
        channel.hype_train = train
        train.timer = self.timers.after(_TRAIN, partial(self.end_hype_train, broadcaster))
        self._tell_train("begin", channel, train)
        return train

    def drive_hype_train(self, user: UserRef, broadcaster: UserRef, points: int, *, type: str = "bits") -> None:
        """A viewer gives points to the hype train.

        Args:
            type: `bits`, `subscription` or `other`.

        Raises:
            LookupError: None is on its way.
        """
        self.timers.settle()
        channel, viewer = self.channel(broadcaster), self.user(user)
        train = self._train(channel)
        before = train.progress[0]
        train.contributions.append(Contribution(user_id=viewer.id, type=type, total=points))
        if train.progress[0] > before:
            train.expires_at = self.clock.now() + _TRAIN
            train.timer = self.timers.after(_TRAIN, partial(self.end_hype_train, broadcaster), instead_of=train.timer)
        self._tell_train("progress", channel, train)

    def end_hype_train(self, broadcaster: UserRef) -> None:
        """The hype train arrives.

        Raises:
            LookupError: None is on its way.
        """
        channel, now = self.channel(broadcaster), self.clock.now()
        train, channel.hype_train = self._train(channel), None
        self.timers.cancel(train.timer)
        best = channel.best_hype_train
        if best is None or train.total > best.total:
            channel.best_hype_train = Record(level=train.progress[0], total=train.total, achieved_at=now)
        self._tell_train("end", channel, train)

    def _train(self, channel: FakeChannel) -> HypeTrain:
        if channel.hype_train is None:
            raise LookupError(f"no hype train of {channel.broadcaster.login} is on its way")
        return channel.hype_train

    def _tell_train(self, what: str, channel: FakeChannel, train: HypeTrain) -> None:
        level, progress, goal = train.progress
        event: dict[str, Any] = {
            "id": train.id,
            "total": train.total,
            "level": level,
            "top_contributions": [
                {**who("user", self.world.users[each.user_id]), "type": each.type, "total": each.total}
                for each in train.top()
            ],
            "shared_train_participants": None,
            "started_at": self.clock.stamp(train.started_at),
            "type": train.type,
            "is_shared_train": False,
        }
        if what == "end":
            now = self.clock.now()
            event |= {"ended_at": self.clock.stamp(now), "cooldown_ends_at": self.clock.stamp(now + _COOLDOWN)}
        else:
            event |= {"progress": progress, "goal": goal, "expires_at": self.clock.stamp(train.expires_at)}
        if what == "begin":
            best = channel.best_hype_train
            event["all_time_high_level"] = 0 if best is None else best.level
            event["all_time_high_total"] = 0 if best is None else best.total
        self._tell(channel, f"channel.hype_train.{what}", event, version="2")
