"""What happens while a connection is lost is read again, of each family, at a known price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from tests.catch_up.missing import Deed, Points, deed, listening, miss, opened, taken
from twitchtrio._json import decode, encode
from twitchtrio.catch_up.table import READABLE
from twitchtrio.eventsub import (
    ChannelBan,
    ChannelChannelPointsCustomRewardRedemptionAdd,
    ChannelFollow,
    ChannelPollBegin,
    ChannelPollEnd,
    ChannelPredictionBegin,
    ChannelPredictionEnd,
    ChannelPredictionLock,
    ChannelUnbanRequestCreate,
    ChannelUnbanRequestResolve,
    Event,
    Gap,
    Notification,
    StreamOffline,
    StreamOnline,
)
from twitchtrio.testing import FakeTwitch

LIVE = deed("go_live", "streamer")
OVER = deed("go_offline", "streamer")
BANNED = deed("ban", "streamer", "viewer")
ASKED = deed("request_unban", "viewer", "streamer", "Please!")
POLL = deed("start_poll", "streamer", "Now?", ["Yes", "No"], seconds=600, points_per_vote=10)
VOTED = deed("vote", "viewer", "streamer", "Yes", paid=2)
POLL_ENDED = deed("end_poll", "streamer")
PREDICTION = deed("start_prediction", "streamer", "Win?", ["Yes", "No"], seconds=600)
PREDICTED = deed("predict", "viewer", "streamer", "Yes", 100)
LOCKED = deed("lock_prediction", "streamer")
RESOLVED = deed("resolve_prediction", "streamer", "Yes")


def own_reward(twitch: FakeTwitch) -> None:
    """A reward that the app made."""
    twitch.add_reward("streamer", "Song", 50, client_id=twitch.client_id)


def denied(twitch: FakeTwitch) -> None:
    """The one request to lift a ban is denied."""
    [request] = twitch.channel("streamer").unban_requests
    twitch.resolve_unban_request("streamer", request.id, approve=False, by="bot", text="No.")


FAMILIES: dict[str, tuple[type[Event], Sequence[Deed], Sequence[Deed], int, int]] = {
    # The event, what was done before, what is done in the gap; points of a gap in which nothing happens, and of it.
    "follow": (ChannelFollow, (), (deed("follow", "viewer", "streamer"),), 1, 2),
    "online": (StreamOnline, (), (LIVE,), 1, 1),
    "offline": (StreamOffline, (LIVE,), (OVER,), 1, 2),
    "live anew": (StreamOffline, (LIVE,), (OVER, LIVE), 1, 2),
    "ban": (ChannelBan, (), (deed("ban", "streamer", "viewer", by="bot", reason="Spam"),), 1, 2),
    "timeout": (ChannelBan, (), (deed("ban", "streamer", "viewer", seconds=600),), 1, 2),
    "poll begins": (ChannelPollBegin, (), (POLL, VOTED), 1, 1),
    "poll begins and ends": (ChannelPollBegin, (), (POLL, VOTED, POLL_ENDED), 1, 1),
    "poll ends": (ChannelPollEnd, (POLL, VOTED), (POLL_ENDED,), 1, 1),
    "poll is hidden": (ChannelPollEnd, (), (POLL, VOTED, deed("end_poll", "streamer", status="ARCHIVED")), 1, 1),
    "prediction begins": (ChannelPredictionBegin, (), (PREDICTION, PREDICTED), 1, 1),
    "prediction is locked": (ChannelPredictionLock, (PREDICTION, PREDICTED), (LOCKED, RESOLVED), 1, 1),
    "prediction is resolved": (ChannelPredictionEnd, (PREDICTION, PREDICTED), (LOCKED, RESOLVED), 1, 1),
    "prediction is canceled": (ChannelPredictionEnd, (PREDICTION,), (deed("cancel_prediction", "streamer"),), 1, 1),
    "redemption": (
        ChannelChannelPointsCustomRewardRedemptionAdd,
        (own_reward,),
        (deed("redeem", "viewer", "streamer", "Song", text="La"),),
        4,
        4,
    ),
    "unban request": (ChannelUnbanRequestCreate, (BANNED,), (ASKED,), 5, 5),
    "unban request is denied": (ChannelUnbanRequestResolve, (BANNED, ASKED), (denied,), 3, 3),
}


class Witness:
    """What would have come."""

    def __init__(self, twitch: FakeTwitch, event: type[Event], monkeypatch: pytest.MonkeyPatch) -> None:
        self.events: list[Event] = []
        emit = twitch.eventsub.emit

        def watched(type: str, version: str, told: Any, condition: Mapping[str, str], **more: Any) -> int:
            if (type, version) == (event.TYPE, event.VERSION):
                self.events.append(decode(event, encode(told)))
            return emit(type, version, told, condition, **more)

        monkeypatch.setattr(twitch.eventsub, "emit", watched)


def in_seconds(value: Any) -> Any:
    """What an event says, without the fractions of seconds that Helix does not tell, and nothing for 0."""
    if isinstance(value, dict):
        return {key: in_seconds(each) for key, each in value.items() if each}
    if isinstance(value, list | tuple):
        return [in_seconds(each) for each in value]
    return value[:19] if isinstance(value, str) and value[4:5] == "-" and value[10:11] == "T" else value


@pytest.mark.parametrize("name", FAMILIES)
async def test_family(
    name: str, fake_twitch: FakeTwitch, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock
) -> None:
    """The event says after the gap what it would have said; a gap in which nothing happened costs little."""
    event, before, deeds, empty, points = FAMILIES[name]
    async with listening(fake_twitch, event) as stream:
        for each in before:
            each(fake_twitch)
        await trio.sleep(40)
        await taken(stream)
        spent = Points(fake_twitch)
        await miss(fake_twitch)
        [gap] = await taken(stream)
        assert (Gap, empty) == (type(gap), spent.spent())

        witness = Witness(fake_twitch, event, monkeypatch)
        await miss(fake_twitch, *deeds)
        gap, read = await taken(stream)

    assert isinstance(gap, Gap)
    assert isinstance(read, Notification)
    assert points == spent.spent()
    assert read.synthetic
    assert gap.start <= read.timestamp <= gap.end
    assert (event, event.TYPE) == (type(read.event), read.subscription.type)
    assert in_seconds(witness.events[0].as_dict()) == in_seconds(read.event.as_dict())
    assert read.event == decode(event, read.raw)


def test_all() -> None:
    """Every event that can be read again is tried here."""
    assert set(READABLE) == {event for event, *_ in FAMILIES.values()}


NOT_TOLD: dict[str, tuple[type[Event], Sequence[Deed]]] = {
    "over again": (StreamOnline, (LIVE, OVER)),
    "never live": (StreamOffline, (LIVE,)),
    "live in the gap alone": (StreamOffline, (LIVE, OVER)),
    "unbanned": (ChannelBan, (BANNED, deed("unban", "streamer", "viewer"))),
    "poll by itself gone": (ChannelPollEnd, (POLL, deed("end_poll", "streamer", status="MODERATED"))),
    "never locked": (ChannelPredictionLock, (PREDICTION, deed("cancel_prediction", "streamer"))),
    "foreign reward": (
        ChannelChannelPointsCustomRewardRedemptionAdd,
        (deed("add_reward", "streamer", "Song", 50), deed("redeem", "viewer", "streamer", "Song")),
    ),
}


@pytest.mark.parametrize("name", NOT_TOLD)
async def test_not_told(name: str, fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """What Helix does not tell whole, or did not happen, is left out, and the gap stays."""
    event, deeds = NOT_TOLD[name]
    async with listening(fake_twitch, event) as stream:
        await miss(fake_twitch, *deeds)

        assert [Gap] == [type(item) for item in await taken(stream)]


async def test_settled_redemption(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A redemption has the status that it has now; of one reward, if only that was asked for."""

    def fulfil(twitch: FakeTwitch) -> None:
        twitch.add_reward("streamer", "Other", 1, client_id=twitch.client_id)
        twitch.redeem("viewer", "streamer", "Other")
        redemption = twitch.redeem("viewer", "streamer", "Song")
        twitch.settle_redemption("streamer", redemption.id, fulfil=True)

    own_reward(fake_twitch)
    streamer = fake_twitch.channel("streamer")
    wanted = ChannelChannelPointsCustomRewardRedemptionAdd.where(
        broadcaster_user_id=streamer.broadcaster.id, reward_id=streamer.rewards[0].id
    )
    async with opened(fake_twitch) as bot, bot.listen(wanted, catch_up=True) as stream:
        points = Points(fake_twitch)
        await miss(fake_twitch, fulfil)
        _, read = await taken(stream)

        assert 4 == points.spent()

    assert isinstance(read, Notification)
    assert ("fulfilled", "Song") == (read.event.status, read.event.reward.title)
