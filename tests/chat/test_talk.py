"""What is said in a channel, and who listens."""

from __future__ import annotations

import json

import pytest
import trio
from trio.testing import MockClock

from tests.chat.house import House, open_house
from twitchtrio.errors import BadRequestError, ConfigurationError, DecodeError, NotFoundError, RateLimitedError
from twitchtrio.eventsub import ChannelChatMessage
from twitchtrio.helix import AnnouncementColor

ANNOUNCE = "moderator:manage:announcements"
MESSAGES = "moderator:manage:chat_messages"
SHOUT = "moderator:manage:shoutouts"


def announced(house: House) -> list[tuple[dict[str, str], dict[str, object]]]:
    """What was asked of Twitch to announce: query and body."""
    posted = house.twitch.requests.matching("POST", "/helix/chat/announcements", 204)
    return [(dict(each.query), json.loads(each.body)) for each in posted]


async def test_reply(autojump_clock: MockClock) -> None:
    """A message answers another, or the one with an id."""
    async with open_house(["user:write:chat", "user:read:chat"]) as house:
        async with house.bot.listen(ChannelChatMessage, "streamer") as messages:
            house.twitch.say("streamer", "viewer", "!hello")
            message = await messages.receive()
        for number, parent in enumerate((message, message.message_id)):
            await house.channel.send(f"Hello {number}", reply_to=parent)
            answer = await house.twitch.next_message("streamer", by="bot")

            assert answer.reply_to is not None
            assert message.message_id == answer.reply_to.message_id
        await house.channel.send("Hello all")

        assert (await house.twitch.next_message("streamer", by="bot")).reply_to is None


async def test_announce(autojump_clock: MockClock) -> None:
    """An announcement is the bot's, in a color."""
    async with open_house([ANNOUNCE]) as house:
        await house.channel.announce("Hello")
        await house.channel.announce("Hello", color=AnnouncementColor.GREEN)

        query = {"broadcaster_id": house.channel.user_id, "moderator_id": house.bot.user.id}
        assert [
            (query, {"message": "Hello", "color": "primary"}),
            (query, {"message": "Hello", "color": "green"}),
        ] == announced(house)


async def test_announce_here_alone(autojump_clock: MockClock) -> None:
    """The app itself spares a shared chat's other channels, on behalf of the bot."""
    async with open_house([ANNOUNCE, "user:bot"], secret="my-client-secret") as house:
        house.twitch.grant("streamer", ["channel:bot"])
        await house.channel.announce("Hello", source_only=True)

        [(query, body)] = announced(house)
        assert house.bot.user.id == query["moderator_id"]
        assert {"message": "Hello", "color": "primary", "for_source_only": True} == body


async def test_announce_here_alone_without_secret(autojump_clock: MockClock) -> None:
    """A public app cannot."""
    async with open_house([ANNOUNCE, "user:bot"]) as house:
        with pytest.raises(ConfigurationError, match="client_secret="):
            await house.channel.announce("Hello", source_only=True)


async def test_announcements_keep_their_distance(autojump_clock: MockClock) -> None:
    """One goes out every 2 seconds in a channel, by whatever handle; other channels do not wait."""
    async with open_house([ANNOUNCE]) as house:
        house.twitch.add_moderator("friend", "bot")
        other, again = await house.bot.channel("friend"), await house.bot.channel("streamer")
        began = trio.current_time()
        async with trio.open_nursery() as nursery:
            for channel in (house.channel, again, other, house.channel):
                nursery.start_soon(channel.announce, "Hello")

        assert [0, 0, 2, 4] == [
            round(each.at - began) for each in house.twitch.requests.matching("POST", "/helix/chat/announcements", 204)
        ]
        assert began + 4 == pytest.approx(trio.current_time())


async def test_shoutouts(autojump_clock: MockClock) -> None:
    """One goes out every 2 minutes; that Twitch bears none for the same channel within the hour is told."""
    async with open_house([SHOUT]) as house:
        began = trio.current_time()
        await house.channel.shoutout("friend")
        await house.channel.shoutout("viewer")

        assert began + 120 == pytest.approx(trio.current_time())
        with pytest.raises(RateLimitedError):
            await house.channel.shoutout("friend")


async def test_refused_shoutout(autojump_clock: MockClock) -> None:
    """What Twitch refused costs no time."""
    async with open_house([SHOUT]) as house:
        began = trio.current_time()
        for _ in range(3):
            with pytest.raises(BadRequestError):
                await house.channel.shoutout("streamer")
        await house.channel.shoutout("friend")

        assert began == pytest.approx(trio.current_time())


async def test_pin(autojump_clock: MockClock) -> None:
    """A message is pinned for a time or until the stream ends, and whatever is pinned is taken down."""
    async with open_house([MESSAGES]) as house:
        first, second = (house.twitch.say("streamer", "viewer", text) for text in ("One", "Two"))
        await house.channel.pin(first, seconds=60)
        pinned = house.twitch.pinned("streamer")
        assert pinned is not None
        assert (first, "bot") == (pinned.message_id, pinned.pinned_by.login)
        assert pinned.starts_at + 60 == pinned.ends_at

        await house.channel.pin(second)
        pinned = house.twitch.pinned("streamer")
        assert pinned is not None
        assert (second, None) == (pinned.message_id, pinned.ends_at)

        await house.channel.unpin()
        assert house.twitch.pinned("streamer") is None
        with pytest.raises(NotFoundError):
            await house.channel.unpin()


async def test_delete(autojump_clock: MockClock) -> None:
    """One message is deleted, and not the others."""
    async with open_house([MESSAGES]) as house:
        first = house.twitch.say("streamer", "viewer", "One")
        house.twitch.say("streamer", "viewer", "Two")
        await house.channel.delete(first)

        assert [True, False] == [message.is_deleted for message in house.twitch.messages]


async def test_clear(autojump_clock: MockClock) -> None:
    """The chat is cleared, as the bot."""
    async with open_house([MESSAGES]) as house:
        await house.channel.clear()

        [cleared] = house.twitch.requests.matching("DELETE", "/helix/moderation/chat", 204)
        assert {"broadcaster_id": house.channel.user_id, "moderator_id": house.bot.user.id} == dict(cleared.query)


async def test_chatters(autojump_clock: MockClock) -> None:
    """Who is there is listed, and counted with one request."""
    async with open_house(["moderator:read:chatters"]) as house:
        for number in range(150):
            house.twitch.say("streamer", house.twitch.add_user(f"chatter{number}"), "Hello")

        assert 150 == await house.channel.chatter_count()
        assert 1 == house.twitch.requests.count("GET", "/helix/chat/chatters")
        assert "chatter0" in [chatter.user_login async for chatter in house.channel.chatters()]


async def test_no_count(autojump_clock: MockClock) -> None:
    """Twitch counts the chatters, and if it does not, none is made up."""
    async with open_house(["moderator:read:chatters"]) as house:
        house.twitch.faults.http(200, path="/helix/chat/chatters")
        with pytest.raises(DecodeError, match="total"):
            await house.channel.chatter_count()


async def test_emotes(autojump_clock: MockClock) -> None:
    """A channel's emotes have the template of their images, and its cheermotes are with those of everywhere."""
    async with open_house() as house:
        assert "{{id}}" in (await house.channel.emotes()).template
        assert "Cheer" in {each.prefix for each in await house.channel.cheermotes()}
