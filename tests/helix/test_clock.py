"""Twitch's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import trio
from trio.testing import MockClock

from twitchtrio import Bot, ChannelChatMessage, Gap
from twitchtrio.helix._clock import TwitchClock
from twitchtrio.testing import FakeTwitch


async def test_now(twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """It goes on by Trio's clock from what the last answer said, whatever this machine's calendar is."""
    before = twitch_bot.now()
    await trio.sleep(3600)

    assert datetime(2026, 1, 1, tzinfo=UTC) <= before < datetime(2026, 1, 1, 0, 1, tzinfo=UTC)
    assert timedelta(hours=1) == twitch_bot.helix.now() - before
    await twitch_bot.helix.users.get_users(login="streamer")
    assert abs(twitch_bot.now() - before - timedelta(hours=1)) <= timedelta(seconds=1)


@pytest.mark.parametrize("date", [None, "", "yesterday", "Thu, 99 Jan 2026 00:00:00 GMT", "x" * 10_000])
async def test_no_date(date: str | None) -> None:  # noqa: ASYNC124  # it asks Trio's clock
    """What is no date is passed over: then this machine's clock is all there is."""
    clock = TwitchClock()
    clock.note({} if date is None else {"Date": date})

    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


async def test_messages(twitch_bot: Bot, fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Messages tell the time too, and finer than answers do, which know of whole seconds only."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        await trio.sleep(5.75)
        fake_twitch.say("streamer", "viewer", "What time is it?")
        notification = await anext(messages.notifications())
        assert not isinstance(notification, Gap)
        sent = notification.timestamp
        assert sent <= twitch_bot.now() < sent + timedelta(seconds=0.1)


async def test_never_back() -> None:  # noqa: ASYNC124  # it asks Trio's clock
    """Whatever Twitch tells, time goes on."""
    clock = TwitchClock()
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)

    clock.saw(noon, trio.current_time())
    first = clock.now()
    clock.note({"Date": "Thu, 01 Jan 2026 11:00:00 GMT"})
    clock.saw(noon - timedelta(hours=1), trio.current_time())
    second = clock.now()
    clock.note({"Date": "Thu, 01 Jan 2026 13:00:00 GMT"})
    third = clock.now()

    assert noon <= first <= second < noon + timedelta(seconds=5)
    assert noon + timedelta(hours=1) <= third
