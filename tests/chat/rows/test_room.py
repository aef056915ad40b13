"""Rows of a channel's chat room: what it shows and takes, its rules, and its moderation."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest
from trio.testing import MockClock

from tests.chat.house import House, open_house
from twitchtrio.errors import MessageDroppedError
from twitchtrio.helix import AnnouncementColor

SETTINGS = "moderator:manage:chat_settings"
AUTOMOD = ("moderator:read:automod_settings", "moderator:manage:automod_settings")
BAN = "moderator:manage:banned_users"


async def test_c49_channel(autojump_clock: MockClock) -> None:
    """A channel is a handle with an id and names; it knows its emotes, stream and clips, and what it shows."""
    async with open_house(["user:read:moderated_channels"]) as house:
        channel, streamer = house.channel, house.twitch.user("streamer")
        stream = await channel.stream()

        assert (streamer.id, "streamer", "streamer") == (channel.user_id, channel.login, channel.display_name)
        assert () == await channel.emotes()
        assert stream is not None
        assert () == await house.bot.helix.clips.get_clips(broadcaster_id=channel.user_id).collect()
        assert await channel.is_moderator()
        assert streamer.id == (await channel.info()).broadcaster_id == stream.user_id


async def test_c50_information(autojump_clock: MockClock) -> None:
    """What a channel shows is read, and changed by its broadcaster."""
    async with open_house((), ["channel:manage:broadcast"]) as house:
        await house.channel.edit(title="Chess", game="Science & Technology", tags=["Blitz"], language="de")
        house.twitch.update_channel("streamer", content_classification_labels=["Gambling"], is_branded_content=True)
        info = await house.channel.info()

        assert ("Chess", "Science & Technology", ("Blitz",)) == (info.title, info.game_name, info.tags)
        assert ("de", ("Gambling",)) == (info.broadcaster_language, info.content_classification_labels)
        assert info.is_branded_content


async def test_c51_chat_room(autojump_clock: MockClock) -> None:
    """In a chat room one writes, announces and recommends; its modes go on, and off again by None or False."""
    scopes = ["user:write:chat", "moderator:manage:announcements", "moderator:manage:shoutouts", SETTINGS]
    async with open_house(scopes) as house:
        channel, modes = house.channel, house.twitch.channel("streamer").chat_settings
        at_first = attrs.asdict(modes)
        await channel.send("Hello")
        assert "Hello" == house.twitch.messages[-1].text
        await channel.announce("Hello all", color=AnnouncementColor.GREEN)
        await channel.shoutout("friend")
        assert 1 == house.twitch.requests.count("POST", "/helix/chat/announcements", 204)
        assert 1 == house.twitch.requests.count("POST", "/helix/chat/shoutouts", 204)

        await channel.edit_settings(slow=30, followers=timedelta(hours=1), subscribers=True, unique=True)
        await channel.edit_settings(delay=4, emotes=True)
        assert {
            "slow_mode_wait_time": 30,
            "follower_mode_duration": 60,
            "subscriber_mode": True,
            "unique_chat_mode": True,
            "non_moderator_chat_delay_duration": 4,
            "emote_mode": True,
        }.items() <= attrs.asdict(modes).items()
        await channel.edit_settings(
            slow=None, followers=None, subscribers=False, unique=False, delay=None, emotes=False
        )
        assert at_first == attrs.asdict(modes)


async def test_c52_settings(autojump_clock: MockClock) -> None:
    """The settings of a chat room are read, and changed in one call, of which the answer is how they are then."""
    async with open_house([SETTINGS]) as house:
        assert not (await house.channel.settings()).slow_mode
        changed = await house.channel.edit_settings(slow=5, emotes=True)

        assert 1 == house.twitch.requests.count("PATCH", "/helix/chat/settings")
        assert (5, True) == (changed.slow_mode_wait_time, changed.emote_mode)


async def test_c53_values(autojump_clock: MockClock) -> None:
    """Each setting has its value, and a mode that is off has no number."""
    async with open_house([SETTINGS]) as house:
        await house.channel.edit_settings(followers=timedelta(0), unique=True)
        settings = await house.channel.settings()

        assert (True, 0) == (settings.follower_mode, settings.follower_mode_duration)
        assert (False, None) == (settings.slow_mode, settings.slow_mode_wait_time)
        assert (False, False, True) == (settings.emote_mode, settings.subscriber_mode, settings.unique_chat_mode)
        assert not settings.non_moderator_chat_delay


async def test_c54_automod(autojump_clock: MockClock) -> None:
    """One level is set and the others stay; the overall one sets all."""
    async with open_house(AUTOMOD) as house:
        await house.channel.edit_automod(overall_level=2)
        automod = house.twitch.channel("streamer").automod
        expected = dict(automod.levels)
        assert [2] * 8 == list(expected.values())

        for name in expected:
            expected[name] = 0
            await house.channel.edit_automod(**{name: 0})
            assert expected == automod.levels


async def test_c55_automod_settings(autojump_clock: MockClock) -> None:
    """The nine levels are read."""
    async with open_house(AUTOMOD) as house:
        told = await house.channel.edit_automod(aggression=1, bullying=3)

        assert told == await house.channel.automod()
        assert {
            "overall_level": None,
            "aggression": 1,
            "bullying": 3,
            "disability": 0,
            "misogyny": 0,
            "race_ethnicity_or_religion": 0,
            "sex_based_terms": 0,
            "sexuality_sex_or_gender": 0,
            "swearing": 0,
        }.items() <= attrs.asdict(told).items()


def banned(house: House) -> dict[str, tuple[str, str, float | None]]:
    """Who is banned: by whom, why, and for how many seconds."""
    logins = {each.id: each.login for each in house.twitch.world.users.values()}
    return {
        logins[user_id]: (
            logins[ban.moderator_id],
            ban.reason,
            None if ban.until is None else round(ban.until - ban.created_at),
        )
        for user_id, ban in house.twitch.channel("streamer").bans.items()
    }


async def test_c56_bans(autojump_clock: MockClock) -> None:
    """A user is banned, with a reason or without, and no longer."""
    async with open_house([BAN]) as house:
        await house.channel.ban("viewer", reason="Spoilers")
        await house.channel.ban(await house.bot.channel("friend"))
        assert {"viewer": ("bot", "Spoilers", None), "friend": ("bot", "", None)} == banned(house)

        await house.channel.unban("viewer")
        assert ["friend"] == list(banned(house))


async def test_c57_timeouts(autojump_clock: MockClock) -> None:
    """A user is banned for a time, and no longer; Helix itself tells until when."""
    async with open_house([BAN]) as house:
        await house.channel.timeout("viewer", 600, reason="Rude")
        assert {"viewer": ("bot", "Rude", 600)} == banned(house)
        await house.channel.unban("viewer")
        assert {} == banned(house)

        bot, viewer = house.bot, house.twitch.user("viewer").id
        moderation = bot.helix.acting_as(bot.account).moderation
        ban = await moderation.ban_user(broadcaster_id=house.channel.user_id, user_id=viewer, duration=60)
        assert ban.end_time is not None
        assert 60 == round((ban.end_time - ban.created_at).total_seconds())


async def test_c58_warnings(autojump_clock: MockClock) -> None:
    """A user is warned; Helix itself tells by whom, and why."""
    async with open_house(["moderator:manage:warnings"]) as house:
        await house.channel.warn("viewer", "No spoilers.")
        bot, viewer = house.bot, house.twitch.user("viewer").id
        assert {viewer: "No spoilers."} == house.twitch.channel("streamer").warned

        moderation = bot.helix.acting_as(bot.account).moderation
        told = await moderation.warn_chat_user(broadcaster_id=house.channel.user_id, user_id=viewer, reason="Stop.")
        assert (bot.user.id, house.channel.user_id) == (told.moderator_id, told.broadcaster_id)
        assert (viewer, "Stop.") == (told.user_id, told.reason)


async def test_c59_messages(autojump_clock: MockClock) -> None:
    """A message is sent, as an answer too, and deleted; one that Twitch does not show is an error that says why."""
    async with open_house(["user:write:chat", "moderator:manage:chat_messages"]) as house:
        first = house.twitch.say("streamer", "viewer", "Hello")
        (sent,) = await house.channel.send("Hello too", reply_to=first)
        answer = house.twitch.messages[-1]
        assert answer.reply_to is not None
        assert (sent.message_id, first) == (answer.message_id, answer.reply_to.message_id)
        await house.channel.delete(first)
        assert [True, False] == [each.is_deleted for each in house.twitch.messages]

        house.twitch.block_term("streamer", "spoiler")
        with pytest.raises(MessageDroppedError, match="channel's settings") as caught:
            await house.bot.send("streamer", "a spoiler")
        assert ("channel_settings", "a spoiler") == (caught.value.code, caught.value.text)


async def test_c60_chatters(autojump_clock: MockClock) -> None:
    """Who is in the chat room is listed, and counted."""
    async with open_house(["moderator:read:chatters"]) as house:
        for login in ("viewer", "friend"):
            house.twitch.say("streamer", login, "Hello")

        assert {"viewer", "friend"} == {each.user_login async for each in house.channel.chatters()}
        assert 2 == await house.channel.chatter_count()


async def test_c62_ban(autojump_clock: MockClock) -> None:
    """A ban says whose it is, by whom, since when and until when, and is lifted by itself."""
    async with open_house([BAN], [BAN]) as house:
        await house.channel.ban("viewer", reason="Spoilers")
        await house.channel.timeout("friend", 600)
        bans = {each.user_login: each async for each in house.channel.bans()}
        ban, timeout = bans["viewer"], bans["friend"]

        assert (house.bot.user.id, "Spoilers", None) == (ban.moderator_id, ban.reason, ban.expires_at)
        assert (False, True) == (ban.is_timeout, timeout.is_timeout)
        assert timeout.expires_at is not None
        assert timedelta(minutes=10) == timeout.expires_at - timeout.created_at
        await house.channel.unban(ban)
        assert ["friend"] == list(banned(house))
