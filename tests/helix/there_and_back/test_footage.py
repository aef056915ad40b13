"""Clips and videos."""

from datetime import UTC, datetime, timedelta

import pytest
import trio

from twitchtrio.errors import BadRequestError, ConfigurationError, ForbiddenError, NotFoundError, UnauthorizedError
from twitchtrio.helix import Video, VideoSort, VideoType


async def test_clips(helix, fake, autojump_clock):
    """A clip can be made of a live stream, seen a little later, and found by its channel, game and time."""
    room = {"broadcaster_id": fake.user("streamer").id}
    with pytest.raises(NotFoundError):
        await helix.clips.create_clip(**room)
    fake.go_live("streamer", title="On air")
    made = await helix.clips.create_clip(**room, duration=12.5)
    assert () == await helix.clips.get_clips(id=made.id).collect()
    await trio.sleep(6)
    (clip,) = await helix.clips.get_clips(id=made.id).collect()
    fake.clip("viewer", "streamer", title="Second", views=7)
    await trio.sleep(6)

    assert ("On air", 12.5, "streamer", None) == (
        clip.title,
        clip.duration,
        clip.creator_name.lower(),
        clip.vod_offset,
    )
    assert ["Second", "On air"] == [each.title async for each in helix.clips.get_clips(**room, first=1)]
    assert 2 == len(await helix.clips.get_clips(game_id=clip.game_id).collect())
    epoch = datetime(2026, 1, 1, tzinfo=UTC)
    period = {"started_at": epoch, "ended_at": epoch + timedelta(seconds=3)}
    assert ["On air"] == [each.title async for each in helix.clips.get_clips(**room, **period)]
    (download,) = await helix.clips.get_clips_download(**room, clip_id=made.id)
    assert (made.id, None) == (download.clip_id, download.portrait_download_url)
    with pytest.raises(ConfigurationError, match="exactly one of broadcaster_id, game_id, id"):
        helix.clips.get_clips(**room, id="1")
    with pytest.raises(ConfigurationError, match="duration is 61; the most is 60"):
        await helix.clips.create_clip(**room, duration=61)


async def test_clip_of_a_video(helix, fake, autojump_clock):
    """It ends where it is said to, as its broadcaster or an editor."""
    room = {"broadcaster_id": fake.user("streamer").id}
    video = fake.add_video("streamer", "Old", seconds=600)
    cut = {"vod_id": video.id, "title": "Best", "duration": 10}
    made = await helix.clips.create_clip_from_vod(**room, **cut, vod_offset=100)
    await trio.sleep(6)
    (clip,) = await helix.clips.get_clips(id=made.id).collect()

    assert (video.id, 90, 10.0) == (clip.video_id, clip.vod_offset, clip.duration)
    with pytest.raises(BadRequestError):
        await helix.clips.create_clip_from_vod(**room, **cut, vod_offset=5)
    with pytest.raises(NotFoundError):
        await helix.clips.create_clip_from_vod(**room, **cut | {"vod_id": "0"}, vod_offset=100)
    with pytest.raises(ForbiddenError):
        await helix.clips.create_clip_from_vod(broadcaster_id=fake.user("other").id, **cut, vod_offset=100)


async def test_videos(helix, fake, autojump_clock):
    """A broadcast leaves an archive; videos are found by user, game and id, and deleted."""
    user = {"user_id": fake.user("streamer").id}
    fake.go_live("streamer", title="On air")
    live = await helix.streams.get_streams(**user).first()
    await trio.sleep(3723)
    fake.go_offline("streamer")
    upload = fake.add_video("streamer", "Upload", views=5)
    archive = await helix.videos.get_videos(**user, type=VideoType.ARCHIVE).first()
    by_views = await helix.videos.get_videos(**user, sort=VideoSort.VIEWS).collect()

    assert ("On air", "1h2m3s", timedelta(seconds=3723)) == (archive.title, archive.duration, archive.length)
    assert (live.id, live.started_at) == (archive.stream_id, archive.created_at)
    assert archive.thumbnail(320, 180).endswith("thumb-320x180.jpg")
    assert ["Upload", "On air"] == [video.title for video in by_views]
    assert 2 == len(await helix.videos.get_videos(game_id="509658", language="en").collect())
    assert (upload.id,) == await helix.videos.delete_videos(id=upload.id)
    with pytest.raises(NotFoundError):
        await helix.videos.get_videos(id=[upload.id]).collect()
    with pytest.raises(UnauthorizedError):
        await helix.videos.delete_videos(id=[upload.id])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"id": "1", "first": 5}, "takes first only with game_id or user_id"),
        ({"user_id": "1", "language": "en"}, "takes language only with game_id"),
        ({"game_id": "1", "after": "x"}, "takes after only with user_id"),
        ({"game_id": "1", "user_id": "1"}, "exactly one of id, user_id, game_id"),
    ],
)
async def test_what_goes_with_what(helix, given, said):
    """What Twitch takes only with something else is told before any request."""
    with pytest.raises(ConfigurationError, match=said):
        helix.videos.get_videos(**given)
    with pytest.raises(ConfigurationError, match="id has 6 items; the most is 5"):
        await helix.videos.delete_videos(id=list("123456"))


@pytest.mark.parametrize(("text", "seconds"), [("3m21s", 201), ("1h", 3600), ("25h0m1s", 90001), ("", 0), ("soon", 0)])
def test_length(text, seconds):
    """Twitch's durations are read as far as they can be."""
    fields = dict.fromkeys(("id", "user_id", "user_login", "user_name", "title", "description", "url"), "")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    video = Video(
        **fields,
        created_at=now,
        published_at=now,
        thumbnail_url="",
        viewable="public",
        view_count=0,
        language="en",
        type=VideoType.UPLOAD,
        duration=text,
    )
    assert timedelta(seconds=seconds) == video.length
