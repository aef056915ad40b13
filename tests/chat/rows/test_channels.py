"""Rows of the channels where a bot is: joining, leaving, and what happens there."""

from __future__ import annotations

from typing import Any

import trio
from trio.testing import MockClock

from tests.chat.house import open_house
from tests.chat.rows.support import told_of
from twitchtrio import ChannelFollow, ChannelUpdate, CommandContext, Context, Router, StreamOffline, StreamOnline
from twitchtrio.eventsub import ChannelChatClear, ChannelChatMessage
from twitchtrio.testing import open_chat

Seen = list[Any]


def watching(*events: Any) -> Router[Seen]:
    """A router that keeps events in its state."""
    router: Router[Seen] = Router()

    @router.on(*events)
    async def keep(ctx: Context[Seen], event: Any) -> None:  # noqa: ASYNC124  # handlers are
        ctx.state.append(event)

    return router


def greeting(*events: Any) -> Router[Seen]:
    """The same with a command."""
    router = watching(*events)

    @router.command()
    async def hello(ctx: CommandContext[Seen]) -> None:
        await ctx.send(f"Hello {ctx.channel}")

    return router


async def test_c06_join() -> None:
    """A channel is joined with all that the router listens to; a second time, the one that is joined is given."""
    async with open_chat(greeting(ChannelUpdate), state=list[Any]()) as chat:
        chat.twitch.add_user("other")
        (other,) = await chat.serving.join("other")
        assert ["channel.chat.message", "channel.update"] == told_of(chat, "other")

        before = len(chat.bot.eventsub.subscriptions)
        (again,) = await chat.serving.join("OTHER")
        assert other is again
        assert before == len(chat.bot.eventsub.subscriptions)
        assert ("streamer", "other") == tuple(map(str, chat.serving.channels))


async def test_c07_leave(autojump_clock: MockClock) -> None:
    """With a channel, all subscriptions of it go, not those of its chat alone; it can be joined anew."""
    async with open_chat(greeting(ChannelUpdate, ChannelFollow), state=list[Any]()) as chat:
        chat.twitch.add_user("other")
        chat.twitch.add_moderator("other", "bot")
        await chat.serving.join("other")
        assert 3 == len(told_of(chat, "other"))

        await chat.serving.leave("other")
        await trio.sleep(5)
        assert [] == told_of(chat, "other")
        assert 3 == len(told_of(chat, "streamer"))
        assert ("streamer",) == tuple(map(str, chat.serving.channels))

        await chat.serving.join("other")
        assert 3 == len(told_of(chat, "other"))


async def test_c08_fetch(autojump_clock: MockClock) -> None:
    """A channel is had by login or id, and says what it shows."""
    async with open_house() as house:
        house.twitch.update_channel("streamer", title="Chess", language="de")
        info = await (await house.bot.channel(id=house.channel.user_id)).info()

        assert ("streamer", "Chess", "de") == (info.broadcaster_login, info.title, info.broadcaster_language)


async def test_c09_events_of_one_channel(autojump_clock: MockClock) -> None:
    """At run time, one channel's events are added and taken back, and those of all by another router."""
    async with open_chat(greeting(ChannelUpdate), state=list[Any]()) as chat:
        async with chat.bot.listen(StreamOnline, "streamer") as live:
            assert "stream.online" in told_of(chat, "streamer")
            chat.twitch.go_live("streamer")
            assert "streamer" == (await live.receive()).broadcaster.login
        await chat.serving.replace(greeting(StreamOffline))
        await trio.sleep(5)

        assert ["channel.chat.message", "stream.offline"] == told_of(chat, "streamer")
        assert ("Hello streamer",) == await chat.say("!hello")


async def test_c10_names() -> None:
    """What bots react to are classes; chat messages are among them, and readiness is the line behind `open_chat`."""
    state: Seen = []
    events = (ChannelChatClear, ChannelFollow, ChannelUpdate, StreamOnline, StreamOffline, ChannelChatMessage)
    router: Router[Seen] = Router()
    for event in events:
        router.include(watching(event))
    async with open_chat(router, state=state) as chat:
        twitch = chat.twitch
        twitch.go_live("streamer")
        twitch.update_channel("streamer", title="Chess")
        twitch.follow("viewer", "streamer")
        twitch.clear_chat("streamer")
        twitch.go_offline("streamer")
        twitch.say("streamer", "viewer", "Bye")
        await chat.settle()

    assert {*events} == {type(event) for event in state}


async def test_c11_handlers(autojump_clock: MockClock) -> None:
    """A handler is a function of its context and the event, and acts on the channel where that happened."""
    router: Router[None] = Router()

    @router.on(StreamOnline)
    async def greet(ctx: Context, event: StreamOnline) -> None:
        await ctx.send(f"{event.broadcaster} is live")

    @router.on(StreamOnline, StreamOffline)
    async def note(ctx: Context, event: StreamOnline | StreamOffline) -> None:
        await ctx.send(type(event).__name__)

    async with open_chat(router) as chat:
        chat.twitch.add_user("other")
        await chat.serving.join("other")
        chat.twitch.go_live("other")
        await chat.settle()

        assert [("other", "StreamOnline"), ("other", "other is live")] == sorted(
            (each.broadcaster.login, each.text) for each in chat.twitch.messages
        )


async def test_c13_payloads() -> None:
    """Events name their people and things, from which one gets to their channels and streams."""
    state: Seen = []
    async with open_chat(watching(ChannelFollow, ChannelUpdate, StreamOnline), state=state) as chat:
        chat.twitch.follow("viewer", "streamer")
        await chat.settle()
        chat.twitch.update_channel("streamer", title="Chess", language="de")
        await chat.settle()
        chat.twitch.go_live("streamer", viewers=7)
        await chat.settle()
        follow, update, online = state
        stream = await chat.bot.channel_of(online.broadcaster).stream()

        assert ("viewer", "streamer") == (follow.user.login, follow.broadcaster.login)
        assert follow.followed_at.tzinfo is not None
        assert ("Chess", "de", "Just Chatting", ()) == (
            update.title,
            update.language,
            update.category_name,
            update.content_classification_labels,
        )
        assert "Chess" == (await chat.bot.channel_of(update.broadcaster).info()).title
        assert stream is not None
        assert (online.id, online.started_at, 7) == (stream.id, stream.started_at, stream.viewer_count)
