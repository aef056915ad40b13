"""Users and their channels: who they are, whom they follow and block, what they show."""

import pytest

from twitchtrio.errors import ConfigurationError
from twitchtrio.helix import ExtensionSlot


async def test_channel_information(helix, fake, heard):
    """What a channel shows is set by its broadcaster, and seen by all."""
    streamer = fake.user("streamer").id
    await helix.channels.modify_channel_information(title="Speedruns", tags=["fast"], broadcaster_language="de")
    (found,) = await helix.channels.get_channel_information(broadcaster_id=streamer)

    assert ("Speedruns", ("fast",), "de") == (found.title, found.tags, found.broadcaster_language)
    assert ["channel.update"] == [type_ for type_, _ in heard]
    with pytest.raises(ConfigurationError, match="at least one"):
        await helix.channels.modify_channel_information()


async def test_followers(helix, fake):
    """Who follows, and whom one follows; with how many there are."""
    streamer = fake.user("streamer").id
    fake.follow("viewer", "streamer")
    fake.follow("streamer", "other")
    page = await anext(aiter(helix.channels.get_channel_followers(broadcaster_id=streamer).pages()))
    followed = await helix.channels.get_followed_channels().collect()

    assert (1, ["viewer"]) == (page.total, [each.user_login for each in page.items])
    assert ["other"] == [each.broadcaster_login for each in followed]


async def test_editors(helix, fake):
    """Who may edit the channel."""
    fake.channel("streamer").editors[fake.user("fan").id] = 0.0

    assert ["Fan"] == [each.user_name for each in await helix.channels.get_channel_editors()]


async def test_streams(helix, fake):
    """Who is live, whom one follows of them, markers in what is broadcast, and the key to broadcast with."""
    fake.follow("streamer", "other")
    fake.go_live("other", title="On air")
    fake.go_live("streamer")
    streamer = fake.user("streamer").id
    live = await helix.streams.get_streams(user_login=["other", "viewer"]).collect()
    followed = await helix.streams.get_followed_streams().collect()
    made = await helix.streams.create_stream_marker(user_id=streamer, description="The final")
    (kept,) = await helix.streams.get_stream_markers(user_id=streamer).collect()

    assert ["On air"] == [each.title for each in live] == [each.title for each in followed]
    assert "320x180" in live[0].thumbnail(320, 180)
    assert ["The final"] == [each.description for video in kept.videos for each in video.markers]
    assert made.id == kept.videos[0].markers[0].id
    key = await helix.streams.get_stream_key()
    assert key.stream_key.reveal().startswith("live_")


async def test_users(helix, fake):
    """One's own description is set; what a user granted the app is seen."""
    changed = await helix.users.update_user(description="Hello")
    (found,) = await helix.users.get_users(login="streamer")

    assert "Hello" == changed.description == found.description
    with pytest.raises(ConfigurationError, match="takes the app's own token"):
        await helix.acting_as(helix.account_for(None, (), action="test")).users.get_authorization_by_user(
            user_id=found.id
        )
    (granted,) = await helix.users.get_authorization_by_user(user_id=found.id)
    assert "streamer" == granted.user_login
    assert "bits:read" in granted.scopes


async def test_blocks(helix, fake):
    """Who is blocked, and no more."""
    fan = fake.user("fan").id
    await helix.users.block_user(target_user_id=fan, reason="spam")
    blocked = await helix.users.get_user_block_list().collect()
    await helix.users.unblock_user(target_user_id=fan)

    assert ["fan"] == [each.user_login for each in blocked]
    assert () == await helix.users.get_user_block_list().collect()


async def test_extensions(helix, fake):
    """What is installed is put into a slot, and taken out of it."""
    dice = {"id": "dice", "version": "1", "name": "Dice", "can_activate": True, "type": ["panel"]}
    fake.user("streamer").extensions.append(dice)
    (installed,) = await helix.users.get_user_extensions()
    slot = ExtensionSlot(active=True, id=installed.id, version=installed.version)
    updated = await helix.users.update_user_extensions(panel={"1": slot})

    assert ("Dice", True) == (updated.panel["1"].name, updated.panel["1"].active)
    assert updated == await helix.users.get_user_active_extensions()
