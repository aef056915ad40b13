"""A burst: whoever reads keeps up, whoever does not delays nobody."""

from __future__ import annotations

import pytest
from trio.testing import MockClock

from twitchtrio import Bot, ChannelChatMessage, Overflow
from twitchtrio.errors import SlowConsumerError
from twitchtrio.testing import FakeTwitch

MANY = 5_000


@pytest.mark.parametrize("seconds", [0, 0.001])
async def test_a_reader_keeps_up(
    seconds: float, fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """A burst of five times the buffer reaches one who only reads, whole and in order, however slow the machine is."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        for number in range(MANY):
            fake_twitch.say("streamer", "viewer", str(number))
        got = []
        async for message in messages:
            got.append(int(message.text))
            autojump_clock.jump(seconds)
            if len(got) == MANY:
                break

    assert got == list(range(MANY))


async def test_one_who_does_not_read(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Beside a stream that nobody reads, another gets everything; the first has what its policy says."""
    async with (
        twitch_bot.listen(ChannelChatMessage, "streamer") as idle,
        twitch_bot.listen(ChannelChatMessage, "streamer", buffer=10, overflow=Overflow.DROP_OLDEST) as newest,
        twitch_bot.listen(ChannelChatMessage, "streamer") as messages,
    ):
        for number in range(MANY):
            fake_twitch.say("streamer", "viewer", str(number))
        for number in range(MANY):
            assert (await messages.receive()).text == str(number)
        assert [(await newest.receive()).text for _ in range(10)] == [str(MANY - 10 + number) for number in range(10)]
        for _ in range(1024):
            await idle.receive()
        with pytest.raises(SlowConsumerError) as info:
            await idle.receive()

    assert newest.dropped == MANY - 10
    assert info.value.dropped == MANY - 1024
