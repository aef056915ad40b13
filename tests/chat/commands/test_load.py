"""Many commands, channels and chatters at once: order, and that nothing is left of them."""
# ruff: noqa: T201 - what a proof was like, shown by `pytest -rP`

from __future__ import annotations

import random
import resource
from collections import defaultdict
from typing import Any

import attrs
import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from tests.proofs import seeds, times
from twitchtrio import ChannelChatMessage, CommandContext, Router
from twitchtrio.chat import Cooldown, Per
from twitchtrio.chat.commands.serving import Serving
from twitchtrio.testing import Chat, open_chat

COMMANDS = min(10_000, times(100))
CHANNELS = min(50, times(5))
CHATTERS = 20
MESSAGES = min(1_000_000, times(2_000))


class Feed:
    """Hands messages to a router without a Twitch in between, as fast as it takes them."""

    def __init__(self, serving: Serving[Any], like: ChannelChatMessage) -> None:
        self._serving = serving
        self._like = like

    async def say(self, channel: str, who: str, text: str) -> None:
        """Let a message arrive."""
        content = attrs.evolve(self._like.message, text=text, fragments=())
        message = attrs.evolve(
            self._like, broadcaster_user_id=channel, chatter_user_id=who, chatter_user_login=who, message=content
        )
        await self._serving.take(ChannelChatMessage, channel, message)


async def message_in(chat: Chat[Any]) -> ChannelChatMessage:
    """A chat message as Twitch sends it."""
    async with chat.bot.listen(ChannelChatMessage, "streamer") as messages:
        chat.twitch.say("streamer", "viewer", "like this")
        return await messages.receive()


@pytest.mark.proof
@pytest.mark.parametrize("seed", seeds(1, most=3))
async def test_order_in_lanes(seed: int, autojump_clock: MockClock) -> None:
    """Each chatter's commands run in order, those of all chatters in all channels side by side; no lane is left."""
    dice = random.Random(seed)
    router: Router[None] = Router()
    begun: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    busy: set[tuple[str, str]] = set()
    most = 0

    @router.command()
    async def go(ctx: CommandContext, number: int) -> None:
        nonlocal most
        key = ctx.channel.user_id, ctx.chatter.user_id
        assert key not in busy
        busy.add(key)
        most = max(most, len(busy))
        begun[key].append(number)
        await trio.sleep(dice.uniform(0, 2))
        busy.remove(key)

    async with open_chat(router, limit=100_000) as chat:
        like = await message_in(chat)
        logins = [chat.twitch.add_user(f"channel{number}").login for number in range(CHANNELS)]
        channels = [each.user_id for each in await chat.serving.join(*logins)]
        feed = Feed(chat.serving, like)
        sent: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number in range(COMMANDS):
            channel, who = dice.choice(channels), str(dice.randrange(1, CHATTERS + 1))
            if len(sent[channel, who]) - len(begun[channel, who]) > 14:
                await trio.sleep(1)
            sent[channel, who].append(number)
            await feed.say(channel, who, f"!go {number}")
        await chat.serving.idle()

        assert sent == begun
        assert 0 == chat.serving.dropped
        assert 0 == len(chat.serving._lanes)
    print(f"seed {seed}: {COMMANDS} commands, {len(sent)} lanes, {most} at once at most")


@pytest.mark.proof
async def test_nothing_is_left(autojump_clock: MockClock) -> None:
    """After very many messages, a tenth of them commands of very many chatters, no lane, window or task is left."""
    router: Router[None] = Router()

    @router.command(cooldown=[Cooldown(5, per=Per.CHATTER), Cooldown(5, per=Per.USER)])
    async def go(ctx: CommandContext) -> None: ...

    async with open_chat(router, limit=100_000) as chat:
        feed = Feed(chat.serving, await message_in(chat))
        (channel,) = chat.serving.channels
        tasks = trio.lowlevel.current_statistics().tasks_living
        sizes: list[int] = []
        for number in range(MESSAGES):
            await feed.say(channel.user_id, str(number % 100_000 + 1), "!go" if number % 10 == 0 else "hello there")
            if number % 100 == 0:
                await trio.sleep(0.1)
            if number % (MESSAGES // 10) == 0:
                sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        await chat.serving.idle()
        await trio.sleep(6)
        await wait_all_tasks_blocked()

        assert 0 == chat.serving.dropped
        assert 0 == len(chat.serving._lanes)
        assert 0 == len(chat.serving._runner.windows)
        assert tasks == trio.lowlevel.current_statistics().tasks_living
        assert sizes[-1] - sizes[2] <= 5
    print(f"{MESSAGES} messages; MB at most: {sizes}")


@pytest.mark.proof
async def test_replaced_under_load(autojump_clock: MockClock) -> None:
    """Around swaps of the router, some of which fail, each message is handled once, by the old or the new one."""
    swaps, messages = min(50, times(10)), min(1_000, times(100))
    handled: list[str] = []

    def numbered(number: int, *, broken: bool = False) -> Router[None]:
        router: Router[None] = Router()

        @router.command()
        async def go(ctx: CommandContext, what: int) -> None:
            await trio.lowlevel.checkpoint()
            handled.append(f"{what}")

        if broken:
            router.default()(go)
        return router

    async with open_chat(numbered(0)) as chat, trio.open_nursery() as nursery:

        async def swap() -> None:
            for number in range(1, swaps + 1):
                await trio.sleep(0.1)
                try:
                    await chat.serving.replace(numbered(number, broken=number % 10 == 0))
                except ValueError:
                    assert number % 10 == 0

        nursery.start_soon(swap)
        for number in range(messages):
            chat.twitch.say("streamer", "viewer", f"!go {number}")
            await trio.sleep(swaps * 0.1 / messages)
        await chat.settle()

    assert [str(number) for number in range(messages)] == handled
