"""Who may write in a channel, and who watches over it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from trio.testing import MockClock

from tests.chat.house import House, open_house
from twitchtrio.errors import BadRequestError, ConfigurationError

BAN = "moderator:manage:banned_users"
MODERATED = "user:read:moderated_channels"


def ban_of(house: House, login: str) -> tuple[str, str, float | None] | None:
    """By whom somebody is banned, why, and for how many seconds."""
    ban = house.twitch.channel("streamer").bans.get(house.twitch.user(login).id)
    if ban is None:
        return None
    by = house.twitch.world.users[ban.moderator_id].login
    return by, ban.reason, None if ban.until is None else round(ban.until - ban.created_at)


async def test_ban(autojump_clock: MockClock) -> None:
    """A user is banned by the bot, and no longer."""
    async with open_house([BAN]) as house:
        await house.channel.ban("viewer", reason="Spoilers")
        assert ("bot", "Spoilers", None) == ban_of(house, "viewer")

        await house.channel.unban("viewer")
        assert ban_of(house, "viewer") is None
        with pytest.raises(BadRequestError):
            await house.channel.unban("viewer")


@pytest.mark.parametrize(
    ("length", "seconds"),
    [(600, 600), (0.5, 1), (1.01, 2), (timedelta(minutes=10), 600), (timedelta(weeks=2), 1209600)],
)
async def test_timeout(length: float | timedelta, seconds: int, autojump_clock: MockClock) -> None:
    """A timeout has whole seconds, and a part of one counts."""
    async with open_house([BAN]) as house:
        await house.channel.timeout("viewer", length, reason="Rude")

        assert ("bot", "Rude", seconds) == ban_of(house, "viewer")


@pytest.mark.parametrize("length", [0, -1, timedelta(weeks=2, seconds=1), 10**400])
async def test_no_timeout(length: float | timedelta, autojump_clock: MockClock) -> None:
    """What Twitch does not take is refused before it is asked."""
    async with open_house([BAN]) as house:
        with pytest.raises(ConfigurationError, match="duration is"):
            await house.channel.timeout("viewer", length)

        assert set() == house.asked()


async def test_warn(autojump_clock: MockClock) -> None:
    """A user is warned."""
    async with open_house(["moderator:manage:warnings"]) as house:
        await house.channel.warn("viewer", "No spoilers.")

        assert {house.twitch.user("viewer").id: "No spoilers."} == house.twitch.channel("streamer").warned


async def test_bans(autojump_clock: MockClock) -> None:
    """The broadcaster sees who is banned."""
    async with open_house((), ["moderation:read"]) as house:
        house.twitch.ban("streamer", "viewer", seconds=60)

        assert [("viewer", True)] == [(ban.user_login, ban.is_timeout) async for ban in house.channel.bans()]


async def test_moderators(autojump_clock: MockClock) -> None:
    """The broadcaster makes moderators, lists them, and unmakes them."""
    async with open_house((), ["channel:manage:moderators"]) as house:
        await house.channel.add_moderator("viewer")
        assert ["bot", "viewer"] == [each.user_login async for each in house.channel.moderators()]

        await house.channel.remove_moderator("bot")
        assert ["viewer"] == [each.user_login async for each in house.channel.moderators()]


async def test_vips(autojump_clock: MockClock) -> None:
    """The broadcaster makes VIPs, lists them, and unmakes them."""
    async with open_house((), ["channel:manage:vips"]) as house:
        await house.channel.add_vip("viewer")
        assert ["viewer"] == [each.user_login async for each in house.channel.vips()]

        await house.channel.remove_vip("viewer")
        assert () == await house.channel.vips().collect()


async def test_no_vip_any_more(autojump_clock: MockClock) -> None:
    """A bot that is a VIP gives that up itself."""
    async with open_house(["channel:manage:vips"]) as house:
        house.twitch.remove_moderator("streamer", "bot")
        house.twitch.add_vip("streamer", "bot")
        await house.channel.remove_vip(house.bot.account)

        assert {} == house.twitch.channel("streamer").vips


class Learning:
    """Stands for the sender, and keeps what it is told."""

    def __init__(self) -> None:
        self.learned: list[tuple[str, bool]] = []

    def learn(self, broadcaster_id: str, privileged: bool) -> None:
        self.learned.append((broadcaster_id, privileged))


@pytest.fixture
def learning(monkeypatch: pytest.MonkeyPatch) -> Learning:
    """What senders learn."""
    learning = Learning()
    monkeypatch.setattr("twitchtrio.chat.sender.Sender.learn", lambda _, *args, **more: learning.learn(*args, **more))
    return learning


async def test_bot_is_moderator(autojump_clock: MockClock, learning: Learning) -> None:
    """The bot asks with its own login, whoever it is called, and its sender learns of it."""
    async with open_house([MODERATED]) as house:
        streamer, friend, own = house.channel, await house.bot.channel("friend"), house.bot.channel_of(house.bot.user)

        assert await streamer.is_moderator()
        assert await streamer.is_moderator("bot")
        assert not await friend.is_moderator(house.bot.account)
        assert not await own.is_moderator()
        told = [(channel.user_id, moderates) for channel, moderates in ((streamer, True), (friend, False), (own, True))]
        assert [told[0], *told] == learning.learned


async def test_other_is_moderator(autojump_clock: MockClock, learning: Learning) -> None:
    """Of others, the broadcaster knows."""
    async with open_house((), ["moderation:read"]) as house:
        house.twitch.add_moderator("streamer", "viewer")

        assert await house.channel.is_moderator("viewer")
        assert not await house.channel.is_moderator("friend")
        assert [] == learning.learned


async def test_moderated_channels(autojump_clock: MockClock, learning: Learning) -> None:
    """The bot knows all channels that it moderates, on several pages, and so does its sender."""
    async with open_house([MODERATED]) as house:
        logins = ["streamer", *(f"channel{number}" for number in range(120))]
        for login in logins[1:]:
            house.twitch.add_moderator(house.twitch.add_user(login), "bot")
        channels = await house.bot.moderated_channels()

        assert logins == [channel.login for channel in channels]
        assert house.channel == channels[0]
        assert [(channel.user_id, True) for channel in channels] == learning.learned
        assert 2 == house.twitch.requests.count("GET", "/helix/moderation/channels")
