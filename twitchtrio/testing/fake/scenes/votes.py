"""Polls and predictions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from ..events import who
from ..votes import Choice, Outcome, Poll, Prediction, Stake
from ..world import FakeChannel, UserRef
from ._stage import Stage

__all__ = ["Votes"]

_PAIR: Final = 2
_FORGOTTEN: Final = 86400.0


class Votes(Stage):
    """Broadcasters who ask, and viewers who vote and predict. Who has not been given points has 1000."""

    # Polls

    def start_poll(
        self,
        broadcaster: UserRef,
        title: str,
        choices: Iterable[str],
        *,
        seconds: float = 60.0,
        points_per_vote: int | None = None,
    ) -> Poll:
        """A poll begins, and ends by itself after some seconds.

        Args:
            points_per_vote: What each vote after the first costs; None if there is but one.

        Raises:
            ValueError: Another runs.
        """
        channel = self.channel(broadcaster)
        if self.poll(broadcaster) is not None:
            raise ValueError(f"a poll of {channel.broadcaster.login} runs already")
        poll = Poll(
            id=self.ids.uuid(),
            title=title,
            choices=[Choice(id=self.ids.uuid(), title=each) for each in choices],
            points_per_vote=points_per_vote,
            started_at=self.clock.now(),
            seconds=seconds,
        )
        channel.polls.insert(0, poll)
        poll.timer = self.timers.after(seconds, partial(self._end_poll, channel, poll, "COMPLETED"))
        self._tell_poll("begin", channel, poll)
        return poll

    def poll(self, broadcaster: UserRef) -> Poll | None:
        """The poll that runs now."""
        self.timers.settle()
        return next((poll for poll in self.channel(broadcaster).polls if poll.status == "ACTIVE"), None)

    def vote(self, user: UserRef, broadcaster: UserRef, choice: str, *, paid: int = 0) -> None:
        """A viewer votes in the poll that runs.

        Args:
            choice: Its id or title.
            paid: How many votes more the viewer pays for.

        Raises:
            LookupError: There is no such poll or choice.
            ValueError: The viewer has voted otherwise, or cannot pay.
        """
        channel, voter, poll = self.channel(broadcaster), self.user(user), self.poll(broadcaster)
        if poll is None:
            raise LookupError(f"no poll of {channel.broadcaster.login} runs")
        chosen = poll.choice(choice)
        if any(voter.id in each.voters for each in poll.choices if each is not chosen):
            raise ValueError(f"{voter.login} has voted for another choice")
        if paid and poll.points_per_vote is None:
            raise ValueError("votes of this poll cannot be paid for")
        if not paid and voter.id in chosen.voters:
            raise ValueError(f"{voter.login} has voted already")
        channel.pay(voter, paid * (poll.points_per_vote or 0))
        chosen.voters[voter.id] = chosen.voters.get(voter.id, 0) + paid
        self._tell_poll("progress", channel, poll)

    def end_poll(self, broadcaster: UserRef, *, status: str = "TERMINATED") -> None:
        """The broadcaster ends the poll that runs: `TERMINATED` shows its result, `ARCHIVED` hides it.

        Raises:
            LookupError: None runs.
        """
        channel, poll = self.channel(broadcaster), self.poll(broadcaster)
        if poll is None:
            raise LookupError(f"no poll of {channel.broadcaster.login} runs")
        self._end_poll(channel, poll, status)

    def _end_poll(self, channel: FakeChannel, poll: Poll, status: str) -> None:
        poll.status, poll.ended_at = status, self.clock.now()
        self.timers.cancel(poll.timer)
        self._tell_poll("end", channel, poll)

    def _tell_poll(self, what: str, channel: FakeChannel, poll: Poll) -> None:
        if poll.ended_at is None:
            last: dict[str, Any] = {"ends_at": self.clock.stamp(poll.started_at + poll.seconds)}
        else:
            last = {"status": poll.status.lower(), "ended_at": self.clock.stamp(poll.ended_at)}
        self._tell(channel, f"channel.poll.{what}", {**poll.told(self.clock), **last})

    # Predictions

    def start_prediction(
        self, broadcaster: UserRef, title: str, outcomes: Iterable[str], *, seconds: float = 120.0
    ) -> Prediction:
        """A prediction begins, and is locked by itself after some seconds.

        Raises:
            ValueError: Another is open.
        """
        channel = self.channel(broadcaster)
        if self.prediction(broadcaster) is not None:
            raise ValueError(f"a prediction of {channel.broadcaster.login} is open already")
        titles = list(outcomes)
        pink = titles[1:] if len(titles) == _PAIR else []
        prediction = Prediction(
            id=self.ids.uuid(),
            title=title,
            outcomes=[
                Outcome(id=self.ids.uuid(), title=each, color="PINK" if each in pink else "BLUE") for each in titles
            ],
            created_at=self.clock.now(),
            seconds=seconds,
        )
        channel.predictions.insert(0, prediction)
        prediction.timer = self.timers.after(seconds, partial(self._lock, channel, prediction))
        self._tell_prediction("begin", channel, prediction)
        return prediction

    def prediction(self, broadcaster: UserRef) -> Prediction | None:
        """The prediction whose outcome is open."""
        self.timers.settle()
        return next((each for each in self.channel(broadcaster).predictions if each.is_open), None)

    def predict(self, user: UserRef, broadcaster: UserRef, outcome: str, points: int) -> None:
        """A viewer stakes points on an outcome, or more of them.

        Args:
            outcome: Its id or title.

        Raises:
            LookupError: There is no such prediction or outcome.
            ValueError: The viewer has chosen another, or cannot pay, or it is locked.
        """
        channel, viewer = self.channel(broadcaster), self.user(user)
        prediction = self._open(broadcaster)
        chosen = prediction.outcome(outcome)
        if prediction.status != "ACTIVE":
            raise ValueError(f"the prediction {prediction.title!r} is locked")
        if any(viewer.id in each.stakes for each in prediction.outcomes if each is not chosen):
            raise ValueError(f"{viewer.login} has chosen another outcome")
        channel.pay(viewer, points)
        chosen.stakes.setdefault(viewer.id, Stake(user_id=viewer.id, points=0)).points += points
        self._tell_prediction("progress", channel, prediction)

    def lock_prediction(self, broadcaster: UserRef) -> None:
        """Nobody can predict any more.

        Raises:
            LookupError: There is no prediction.
        """
        self._lock(self.channel(broadcaster), self._open(broadcaster))

    def resolve_prediction(self, broadcaster: UserRef, outcome: str) -> None:
        """An outcome, by its id or title, came true: those who chose it get what all have staked.

        Raises:
            LookupError: There is no such prediction or outcome.
        """
        channel, prediction = self.channel(broadcaster), self._open(broadcaster)
        prediction.winner = prediction.outcome(outcome)
        for user_id, won in prediction.pay().items():
            channel.points[user_id] = channel.points_of(self.world.users[user_id]) + won
        self._end_prediction(channel, prediction, "RESOLVED")

    def cancel_prediction(self, broadcaster: UserRef) -> None:
        """All points go back.

        Raises:
            LookupError: There is no prediction.
        """
        self._cancel(self.channel(broadcaster), self._open(broadcaster))

    def _open(self, broadcaster: UserRef) -> Prediction:
        prediction = self.prediction(broadcaster)
        if prediction is None:
            raise LookupError(f"no prediction of {self.user(broadcaster).login} is open")
        return prediction

    def _lock(self, channel: FakeChannel, prediction: Prediction) -> None:
        if prediction.status != "ACTIVE":
            return
        prediction.status, prediction.locked_at = "LOCKED", self.clock.now()
        prediction.timer = self.timers.after(
            _FORGOTTEN, partial(self._cancel, channel, prediction), instead_of=prediction.timer
        )
        self._tell_prediction("lock", channel, prediction)

    def _cancel(self, channel: FakeChannel, prediction: Prediction) -> None:
        for stake in (stake for outcome in prediction.outcomes for stake in outcome.stakes.values()):
            channel.points[stake.user_id] = channel.points_of(self.world.users[stake.user_id]) + stake.points
        self._end_prediction(channel, prediction, "CANCELED")

    def _end_prediction(self, channel: FakeChannel, prediction: Prediction, status: str) -> None:
        prediction.status, prediction.ended_at = status, self.clock.now()
        prediction.locked_at = prediction.locked_at or prediction.ended_at
        self.timers.cancel(prediction.timer)
        self._tell_prediction("end", channel, prediction)

    def _tell_prediction(self, what: str, channel: FakeChannel, prediction: Prediction) -> None:
        event: dict[str, Any] = {
            "id": prediction.id,
            "title": prediction.title,
            "outcomes": [self._outcome(each) for each in prediction.outcomes],
            "started_at": self.clock.stamp(prediction.created_at),
        }
        if prediction.ended_at is not None:
            winner = prediction.winner and prediction.winner.id
            event |= {"winning_outcome_id": winner, "status": prediction.status.lower()}
            event["ended_at"] = self.clock.stamp(prediction.ended_at)
        elif prediction.locked_at is not None:
            event["locked_at"] = self.clock.stamp(prediction.locked_at)
        else:
            event["locks_at"] = self.clock.stamp(prediction.created_at + prediction.seconds)
        self._tell(channel, f"channel.prediction.{what}", event)

    def _outcome(self, outcome: Outcome) -> dict[str, Any]:
        return {
            "id": outcome.id,
            "title": outcome.title,
            "color": outcome.color.lower(),
            "users": len(outcome.stakes),
            "channel_points": outcome.points,
            "top_predictors": [
                {
                    **who("user", self.world.users[stake.user_id]),
                    "channel_points_used": stake.points,
                    "channel_points_won": stake.won,
                }
                for stake in outcome.top()
            ],
        }
