"""Joining, leaving and replacing, cut at each step: nothing of it is left, and what was there goes on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from tests.proofs import PROVING
from tests.steps import Countdown
from twitchtrio import ChannelRaid, ChannelUpdate, CommandContext, Context, Router
from twitchtrio.testing import Chat, open_chat

SAMPLE = 12


def routers() -> tuple[Router[None], Router[None]]:
    """One with a command and a handler, and one with another handler beside."""
    old: Router[None] = Router()
    new: Router[None] = Router()
    new.include(old)

    @old.command()
    async def say(ctx: CommandContext, text: str) -> None:
        await ctx.send(text)

    @old.on(ChannelRaid.into)
    async def welcome(ctx: Context, raid: ChannelRaid) -> None:
        await ctx.send("welcome")

    @new.on(ChannelUpdate)
    async def tell(ctx: Context, update: ChannelUpdate) -> None:
        await ctx.send("news")

    return old, new


async def join(chat: Chat[Any], _: Router[None]) -> None:
    """Join two further channels."""
    await chat.serving.join("a", "b")


async def leave(chat: Chat[Any], _: Router[None]) -> None:
    """Leave two channels of three."""
    await chat.serving.leave("a", "b")


async def replace(chat: Chat[Any], new: Router[None]) -> None:
    """Serve another router."""
    await chat.serving.replace(new)


Act = Callable[[Chat[Any], Router[None]], Awaitable[None]]


async def cut(act: Act, number: int) -> tuple[Countdown, bool]:
    """Do it, cancelled at a step; the countdown, and whether it was done all the same."""
    old, new = routers()
    async with open_chat(old) as chat:
        for login in ("a", "b"):
            chat.twitch.add_user(login)
            chat.twitch.add_moderator(login, "bot")
        if act is not join:
            await chat.serving.join("a", "b")
        await wait_all_tasks_blocked()
        tasks = trio.lowlevel.current_statistics().tasks_living
        before = {str(each) for each in chat.serving.channels}, chat.serving.router
        done = False
        with trio.CancelScope() as scope, Countdown(number, scope.cancel) as countdown:
            await act(chat, new)
            done = True
        await wait_all_tasks_blocked()
        await trio.sleep(10)

        channels = {str(each) for each in chat.serving.channels}
        if not done and act is not leave:
            assert before == (channels, chat.serving.router)
        assert ("hello",) == await chat.say("!say hello")
        check(chat, tasks)
    return countdown, done


def check(chat: Chat[Any], tasks: int) -> None:
    """Whether there stands at Twitch what is served, and runs what that needs."""
    kinds = 2 + (chat.serving.router is not None and len(chat.serving._dispatch.table.reactions) > 1)
    channels = {each.user_id for each in chat.serving.channels}
    standing = [set(each.condition.values()) & channels for each in chat.bot.eventsub.subscriptions]

    assert kinds * len(channels) == len(standing)
    assert all(standing)
    # Two for each kind.
    assert tasks + 2 * (kinds - 2) == trio.lowlevel.current_statistics().tasks_living


@pytest.mark.proof
@pytest.mark.parametrize("act", [join, leave, replace])
async def test_cut_at_any_step(act: Act, autojump_clock: MockClock) -> None:
    """Joined or replaced is all or nothing; whatever is left stands at Twitch, and nothing else does."""
    whole, done = await cut(act, 0)
    assert done
    every = 1 if PROVING else max(1, whole.steps // SAMPLE)
    outcomes = {(await cut(act, number))[1] for number in range(1, whole.steps + 1, every)}

    assert whole.steps > 5
    assert False in outcomes
