"""Rows of what a channel has to show: streams, clips, videos, emotes and cheermotes."""

from __future__ import annotations

from datetime import timedelta

import trio
from trio.testing import MockClock

from tests.chat.house import open_house
from tests.chat.rows.support import called
from twitchtrio.helix import CheermoteTierId, CheermoteType, EmoteType, VideoType
from twitchtrio.words import EmoteFormat, EmoteScale, EmoteThemeMode

EMOTE = {
    "id": "e1",
    "name": "streamerHi",
    "tier": "2000",
    "emote_type": "subscriptions",
    "emote_set_id": "77",
    "format": ["static", "animated"],
    "scale": ["1.0", "3.0"],
    "theme_mode": ["dark"],
}


async def test_c63_stream(autojump_clock: MockClock) -> None:
    """A live stream tells what it shows to how many, since when, with a picture of any size; a clip is made of it."""
    async with open_house(["clips:edit"]) as house:
        house.twitch.update_channel("streamer", language="de", tags=["Blitz"])
        house.twitch.go_live("streamer", title="Chess", viewers=7)
        stream = await house.channel.stream()
        assert stream is not None
        assert ("Chess", 7, "de", ("Blitz",)) == (stream.title, stream.viewer_count, stream.language, stream.tags)
        assert ("Just Chatting", "streamer", False) == (stream.game_name, stream.user_login, stream.is_mature)
        assert stream.started_at.tzinfo is not None
        assert "1920x1080" in stream.thumbnail(1920, 1080)

        made = await house.channel.clip(title="Checkmate", duration=15)
        await trio.sleep(5)
        clip = await house.bot.helix.clips.get_clips(id=made.id).first()
        assert clip is not None
        assert ("Checkmate", 15) == (clip.title, clip.duration)


async def test_c64_clip(autojump_clock: MockClock) -> None:
    """A clip tells what it shows, who made it, and its video; where it can be downloaded, its broadcaster is told."""
    async with open_house((), ["channel:manage:clips"]) as house:
        video = house.twitch.add_video("streamer", "Yesterday")
        house.twitch.clip("viewer", "streamer", title="Checkmate", views=3, video_id=video.id, vod_offset=10)
        await trio.sleep(5)
        helix = house.bot.helix
        clip = await helix.clips.get_clips(broadcaster_id=house.channel.user_id).first()
        assert clip is not None
        assert ("Checkmate", 3, 30, 10, False) == (
            clip.title,
            clip.view_count,
            clip.duration,
            clip.vod_offset,
            clip.is_featured,
        )
        assert (house.channel.user_id, "viewer") == (clip.broadcaster_id, clip.creator_name)
        assert ("509658", "en") == (clip.game_id, clip.language)
        assert all(clip.id in address for address in (clip.url, clip.embed_url, clip.thumbnail_url))
        shown = await helix.videos.get_videos(id=clip.video_id).first()
        assert shown is not None
        assert "Yesterday" == shown.title

        streamer = house.bot.tokens.account(house.channel.user_id)
        assert streamer is not None
        clips = helix.acting_as(streamer).clips
        (found,) = await clips.get_clips_download(broadcaster_id=house.channel.user_id, clip_id=clip.id)
        assert (clip.id, None) == (found.clip_id, found.portrait_download_url)
        assert found.landscape_download_url is not None


async def test_c65_video(autojump_clock: MockClock) -> None:
    """A video tells what it shows and of which stream, with a length to reckon with and a picture of any size."""
    async with open_house() as house:
        house.twitch.add_video("streamer", "Chess", type="archive", seconds=3723, stream_id="7", views=3)
        video = await house.bot.helix.videos.get_videos(user_id=house.channel.user_id).first()
        assert video is not None

        assert ("Chess", VideoType.ARCHIVE, "7", 3) == (video.title, video.type, video.stream_id, video.view_count)
        assert ("1h2m3s", timedelta(seconds=3723)) == (video.duration, video.length)
        assert ("streamer", "", "en", None) == (
            video.user_login,
            video.description,
            video.language,
            video.muted_segments,
        )
        assert video.id in video.url
        assert "640x360" in video.thumbnail(640, 360)
        assert video.created_at == video.published_at


async def test_c66_emotes() -> None:
    """An emote of a message, a channel or everybody says whose and of what kind it is, and where its picture is."""
    async with called() as got:
        got.twitch.channel("streamer").emotes.append(EMOTE)
        await got.chat.say("!it Kappa streamerHi")
        kappa, written = got.ctx.message.emotes
        names = [part.text for part in got.ctx.message.message.fragments if part.emote is not None]
        (own,) = await got.ctx.channel.emotes()
        everybodys = {each.name: each for each in await got.ctx.helix.chat.get_global_emotes()}

        assert ["Kappa", "streamerHi"] == names
        assert (everybodys["Kappa"].id, own.id) == (kappa.id, written.id)
        assert ("0", got.ctx.channel.user_id) == (kappa.owner_id, written.owner_id)
        assert ("streamerHi", EmoteType.SUBSCRIPTIONS, "77", "2000") == (
            own.name,
            own.emote_type,
            own.emote_set_id,
            own.tier,
        )
        assert (EmoteThemeMode.DARK,) == own.theme_mode
        assert (EmoteFormat.ANIMATED in own.format, EmoteFormat.ANIMATED in kappa.format) == (True, False)
        assert own.url().endswith("/e1/animated/dark/3.0")
        assert kappa.url().endswith("/25/static/dark/3.0")
        small = own.url(scale=EmoteScale.SMALL, theme=EmoteThemeMode.LIGHT, format=EmoteFormat.STATIC)
        assert small.endswith("/e1/static/light/1.0")


async def test_c67_cheermotes() -> None:
    """A cheermote of a message has Bits and a tier; what can be cheered with has tiers with their pictures."""
    async with called("!it Cheer150", bits=150) as got:
        (used,) = got.ctx.message.cheermotes
        (offered,) = await got.ctx.channel.cheermotes()
        tier = next(each for each in offered.tiers if each.min_bits == used.tier)
        (text,) = [part.text for part in got.ctx.message.message.fragments if part.cheermote is not None]

        assert ("cheer", 150, 100, "Cheer150") == (used.prefix, used.bits, used.tier, text)
        assert ("Cheer", CheermoteType.GLOBAL_FIRST_PARTY, False) == (
            offered.prefix,
            offered.type,
            offered.is_charitable,
        )
        assert offered.last_updated.tzinfo is not None
        assert (CheermoteTierId.HUNDRED, True, True) == (tier.id, tier.can_cheer, tier.show_in_bits_card)
        assert tier.color.startswith("#")
        assert tier.image() == tier.images["dark"]["animated"]["4"]
        small = tier.image(theme=EmoteThemeMode.LIGHT, format=EmoteFormat.STATIC, scale="1")
        assert small == tier.images["light"]["static"]["1"]
        assert tier.image(scale="5") is None
