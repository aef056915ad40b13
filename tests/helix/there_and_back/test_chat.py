"""Chat rooms: who is there, what is shown, what is pinned, and how they are set."""

import pytest

from twitchtrio.errors import BadRequestError, ConfigurationError, NotFoundError
from twitchtrio.helix import NamedChatColor

EMOTE = {
    "id": "emote-1",
    "name": "streamerHi",
    "tier": "1000",
    "emote_type": "subscriptions",
    "emote_set_id": "77",
    "format": ["static"],
    "scale": ["1.0"],
    "theme_mode": ["light", "dark"],
}
BADGE = {
    "set_id": "bits",
    "versions": [
        {
            "id": "1",
            "image_url_1x": "https://x/1",
            "image_url_2x": "https://x/2",
            "image_url_4x": "https://x/4",
            "title": "cheer 1",
            "description": "cheer 1",
            "click_action": None,
            "click_url": None,
        }
    ],
}


@pytest.fixture
def room(fake):
    """Id of the broadcaster whose chat room it is."""
    return fake.user("streamer").id


async def test_chatters(helix, fake, room):
    """Who is there: moderators are told."""
    fake.channel("streamer").chatters.update({fake.user(login).id: 0.0 for login in ("viewer", "fan")})

    assert ["fan", "viewer"] == sorted([each.user_login async for each in helix.chat.get_chatters(broadcaster_id=room)])


async def test_emotes(helix, fake, room):
    """Of the channel, of everybody, of sets, of a user; their pictures by kind."""
    fake.channel("streamer").emotes.append(EMOTE)
    fake.subscribe("streamer", "streamer")
    (own,) = await helix.chat.get_channel_emotes(broadcaster_id=room)
    (in_set,) = await helix.chat.get_emote_sets(emote_set_id=["77", "78"])
    everybodys = await helix.chat.get_global_emotes()
    usable = await helix.chat.get_user_emotes().collect()

    assert ("streamerHi", "streamerHi", room) == (own.name, in_set.name, in_set.owner_id)
    assert "Kappa" in {each.name for each in everybodys}
    assert {"streamerHi", "Kappa"} <= {each.name for each in usable}
    assert "/emote-1/static/dark/1.0" in own.url(scale="1.0")


async def test_badges(helix, fake, room):
    """Of the channel, and of all."""
    fake.channel("streamer").badges.append(BADGE)
    (bits,) = await helix.chat.get_channel_chat_badges(broadcaster_id=room)

    assert ("bits", "cheer 1") == (bits.set_id, bits.versions[0].title)
    assert "moderator" in {each.set_id for each in await helix.chat.get_global_chat_badges()}


async def test_settings(helix, fake, room, heard):
    """What was set is there; a duration goes with its mode."""
    await helix.chat.update_chat_settings(broadcaster_id=room, slow_mode=True, slow_mode_wait_time=10, emote_mode=True)
    found = await helix.chat.get_chat_settings(broadcaster_id=room, moderator_id=room)

    assert (True, 10, True, False) == (
        found.slow_mode,
        found.slow_mode_wait_time,
        found.emote_mode,
        found.non_moderator_chat_delay,
    )
    assert ["channel.chat_settings.update"] == [type_ for type_, _ in heard if type_ != "channel.moderate"]
    with pytest.raises(ConfigurationError, match="slow_mode_wait_time only where slow_mode is true"):
        await helix.chat.update_chat_settings(broadcaster_id=room, slow_mode=False, slow_mode_wait_time=10)


async def test_shared_chat(helix, fake, room):
    """The channels that share it; a channel that shares none is told of as such."""
    with pytest.raises(NotFoundError):
        await helix.chat.get_shared_chat_session(broadcaster_id=room)
    fake.share_chat("streamer", "other")
    session = await helix.chat.get_shared_chat_session(broadcaster_id=room)

    assert room == session.host_broadcaster_id
    assert {room, fake.user("other").id} == {each.broadcaster_id for each in session.participants}


async def test_announcements_and_shoutouts(helix, fake, room):
    """They are said in the room."""
    fake.go_live("streamer")
    await helix.chat.send_chat_announcement(broadcaster_id=room, message="Here we go!", color="purple")
    await helix.chat.send_a_shoutout(from_broadcaster_id=room, to_broadcaster_id=fake.user("other").id)

    with pytest.raises(BadRequestError, match="may not give themselves a Shoutout"):
        await helix.chat.send_a_shoutout(from_broadcaster_id=room, to_broadcaster_id=room)


async def test_pins(helix, fake, room):
    """A message is pinned, for longer, and no more."""
    sent = await helix.chat.send_chat_message(broadcaster_id=room, message="Rules: be kind.")
    await helix.chat.pin_chat_message(broadcaster_id=room, message_id=sent.message_id, duration_seconds=60)
    pinned = await helix.chat.get_pinned_chat_message(broadcaster_id=room)
    await helix.chat.update_pinned_chat_message(broadcaster_id=room, message_id=sent.message_id, duration_seconds=600)
    longer = await helix.chat.get_pinned_chat_message(broadcaster_id=room)
    await helix.chat.unpin_chat_message(broadcaster_id=room, message_id=sent.message_id)

    assert ("Rules: be kind.", sent.message_id) == (pinned.message.text, pinned.message_id)
    assert 500 < (longer.ends_at - pinned.ends_at).total_seconds() < 600
    with pytest.raises(NotFoundError):
        await helix.chat.get_pinned_chat_message(broadcaster_id=room)


async def test_colors(helix, fake, room):
    """One's own is set, everybody's is seen."""
    await helix.chat.update_user_chat_color(color=NamedChatColor.BLUE)
    found = await helix.chat.get_user_chat_color(user_id=[room, fake.user("fan").id])

    assert {"streamer": True, "fan": False} == {each.user_login: bool(each.color) for each in found}
