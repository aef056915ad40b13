"""Everything in numbers."""

from __future__ import annotations

import trio
from trio.testing import MockClock

from twitchtrio import Bot, ChannelChatMessage
from twitchtrio.eventsub import HealthState, StreamOnline
from twitchtrio.testing import FakeTwitch


async def test_report(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A report counts connections, subscriptions by state, costs and what waits in streams."""
    report = twitch_bot.eventsub.report()

    assert (HealthState.IDLE, (), (), None) == (
        report.health.state,
        report.lines,
        report.streams,
        report.last_event_at,
    )

    other = fake_twitch.add_user("costly")
    async with (
        twitch_bot.listen(ChannelChatMessage, "streamer", "viewer") as messages,
        twitch_bot.listen(StreamOnline, other),
    ):
        async with twitch_bot.listen(StreamOnline, "streamer"):
            pass
        fake_twitch.say("streamer", "viewer", "one")
        await trio.sleep(1)
        report = twitch_bot.eventsub.report()
        [line], [chat, online] = report.lines, report.streams

        assert (HealthState.READY, "bot", 1, True, None) == (
            report.health.state,
            line.account,
            line.number,
            line.connected,
            line.trouble,
        )
        assert ({"wanted": 0, "asked": 0, "stand": 4}, 1, 2, 10) == (
            line.wishes,
            line.lingering,
            line.cost,
            line.cost_limit,
        )
        assert (2, 1, 0, 0, False) == (chat.subscriptions, chat.buffered, chat.dropped, chat.revoked, chat.ended)
        assert (1, 0) == (online.subscriptions, online.buffered)
        assert report.last_event_at is not None

        fake_twitch.faults.refuse_sockets(seconds=600)
        fake_twitch.sockets[0].drop()
        await trio.sleep(5)
        [line] = twitch_bot.eventsub.report().lines

        assert (False, {"wanted": 3, "asked": 0, "stand": 0}, 0) == (line.connected, line.wishes, line.cost)
        assert line.trouble is not None
        await messages.receive()
