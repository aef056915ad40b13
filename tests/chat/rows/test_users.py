"""Rows of users: chatters with their badges, users in passing, and what Twitch tells of them."""

from __future__ import annotations

from datetime import datetime

import trio
from trio.testing import MockClock

from tests.chat.house import open_house
from tests.chat.rows.support import called
from twitchtrio.helix import BroadcasterType, UserType


async def test_c44_chatter() -> None:
    """A chatter has a color, badges, roles, and a subscription with its tier and months."""
    async with called() as got:
        viewer = got.ctx.chatter
        got.twitch.add_vip("streamer", "viewer")
        got.twitch.resubscribe("viewer", "streamer", "Still here", months=14, tier="2000")
        await got.chat.say("!it")
        vip = got.ctx.chatter
        await got.chat.say("!it", by="streamer")
        streamer = got.ctx.chatter

        assert ("#FF69B4", "") == (viewer.color, streamer.color)
        assert (False, False, 0, 0) == (viewer.is_vip, viewer.is_subscriber, viewer.tier, viewer.months)
        assert (True, True, 2, 14) == (vip.is_vip, vip.is_subscriber, vip.tier, vip.months)
        assert (False, True) == (vip.is_broadcaster, streamer.is_broadcaster)
        assert (False, False) == (vip.is_moderator, streamer.is_moderator)
        assert ((), ["vip", "subscriber"]) == (viewer.badges, [badge.set_id for badge in vip.badges])


async def test_c45_badges() -> None:
    """A badge is found by its kind, in any case of letters."""
    async with called(badges=[{"set_id": "Bits-Leader", "id": "2", "info": ""}]) as got:
        badge = got.ctx.chatter.badge("bits-LEADER")

        assert badge is not None
        assert "2" == badge.id
        assert got.ctx.chatter.badge("bits") is None


async def test_c46_user_in_passing() -> None:
    """Whom an event names has an id and names, without a request; from there one gets to all else."""
    async with called(needs=["user:manage:whispers"]) as got:
        bot, who = got.chat.bot, got.ctx.chatter
        assert ("@viewer", "viewer", "viewer") == (who.mention, who.login, str(who))
        channel = bot.channel_of(who)
        assert (who.user_id, None) == (channel.user_id, await channel.stream())
        assert "viewer" == (await channel.info()).broadcaster_login
        assert "viewer" == (await bot.helix.users.get_users(id=who.user_id))[0].login

        await channel.send("Good morning")
        await bot.whisper(who, "Psst")
        assert ("viewer", "Good morning") == (got.twitch.messages[-1].broadcaster.login, got.twitch.messages[-1].text)
        assert [("viewer", "Psst")] == [(each.recipient.login, each.text) for each in got.twitch.whispers]


async def test_c47_user_without_login(autojump_clock: MockClock) -> None:
    """Who is named by id and display name alone, as with clips, is looked up by the id."""
    async with open_house(["user:manage:whispers"]) as house:
        house.twitch.clip("viewer", "streamer")
        await trio.sleep(5)
        clip = await house.bot.helix.clips.get_clips(broadcaster_id=house.channel.user_id).first()
        assert clip is not None
        maker = await house.bot.channel(id=clip.creator_id)
        await house.bot.whisper(maker, "Nice clip")

        assert ("viewer", "viewer", "streamer") == (clip.creator_name, maker.login, clip.broadcaster_name)
        assert (None, ["viewer"]) == (await maker.stream(), [each.recipient.login for each in house.twitch.whispers])


async def test_c48_user(autojump_clock: MockClock) -> None:
    """What Twitch tells of a user; where it has no word for somebody, they are normal."""
    async with open_house() as house:
        house.twitch.add_user("partner", broadcaster_type="partner", type="staff", description="Chess")
        viewer, partner = await house.bot.helix.users.get_users(login=["viewer", "partner"])

        assert (UserType.NORMAL, BroadcasterType.NORMAL, "") == (
            viewer.type,
            viewer.broadcaster_type,
            viewer.offline_image_url,
        )
        assert (UserType.STAFF, BroadcasterType.PARTNER, "Chess") == (
            partner.type,
            partner.broadcaster_type,
            partner.description,
        )
        assert partner.profile_image_url
        assert isinstance(partner.created_at, datetime)
