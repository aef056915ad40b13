"""Guest Star: a session, whom it is with, and where they are."""

import pytest

from twitchtrio.errors import BadRequestError, ConfigurationError, ForbiddenError, NotFoundError
from twitchtrio.helix import GuestStarInviteStatus, GuestStarLayout


@pytest.fixture
def room(fake):
    """The broadcaster's own channel."""
    return {"broadcaster_id": fake.user("streamer").id}


async def test_settings(helix, room):
    """What is changed is changed, and the token of the picture is a secret."""
    before = await helix.guest_star.get_channel_guest_star_settings(**room)
    await helix.guest_star.update_channel_guest_star_settings(
        slot_count=2, group_layout=GuestStarLayout.VERTICAL, regenerate_browser_sources=True
    )
    after = await helix.guest_star.get_channel_guest_star_settings(**room)

    assert (4, GuestStarLayout.TILED) == (before.slot_count, before.group_layout)
    assert (2, GuestStarLayout.VERTICAL) == (after.slot_count, after.group_layout)
    assert before.browser_source_token != after.browser_source_token
    assert after.browser_source_token.reveal() not in repr(after)
    with pytest.raises(ConfigurationError, match="slot_count is 7"):
        await helix.guest_star.update_channel_guest_star_settings(slot_count=7)


async def test_session(helix, fake, room):
    """Guests are invited, given slots, moved, muted, and let go."""
    star, guests = helix.guest_star, {login: fake.user(login).id for login in ("viewer", "fan")}
    with pytest.raises(NotFoundError):
        await star.get_guest_star_session(**room)
    session = await star.create_guest_star_session()
    with pytest.raises(BadRequestError):
        await star.create_guest_star_session()
    here = {**room, "session_id": session.id}
    for id_ in guests.values():
        await star.send_guest_star_invite(**here, guest_id=id_)
    with pytest.raises(BadRequestError):
        await star.send_guest_star_invite(**here, guest_id=guests["fan"])
    invites = await star.get_guest_star_invites(**here)
    await star.assign_guest_star_slot(**here, guest_id=guests["viewer"], slot_id="1")
    await star.delete_guest_star_invite(**here, guest_id=guests["fan"])
    with pytest.raises(NotFoundError):
        await star.delete_guest_star_invite(**here, guest_id=guests["fan"])
    with pytest.raises(ForbiddenError):
        await star.assign_guest_star_slot(**here, guest_id=guests["fan"], slot_id="2")
    await star.update_guest_star_slot(**here, source_slot_id="1", destination_slot_id="3")
    await star.update_guest_star_slot_settings(**here, slot_id="3", is_audio_enabled=False, is_live=True, volume=40)
    host, guest = (await star.get_guest_star_session(**room)).guests
    await star.delete_guest_star_slot(**here, guest_id=guests["viewer"], slot_id="3", should_reinvite_guest=True)
    ended = await star.end_guest_star_session(session_id=session.id)

    assert [guests["viewer"], guests["fan"]] == [each.user_id for each in invites]
    assert GuestStarInviteStatus.READY == invites[0].status
    assert ("0", "streamer", True) == (host.slot_id, host.user_login, host.is_live)
    assert ("3", "viewer", True, 40) == (guest.slot_id, guest.user_login, guest.is_live, guest.volume)
    assert (False, True) == (guest.audio_settings.is_host_enabled, guest.video_settings.is_host_enabled)
    assert ["streamer"] == [each.user_login for each in ended.guests]
    with pytest.raises(BadRequestError):
        await star.get_guest_star_invites(**here)
    with pytest.raises(ConfigurationError, match="volume is 101"):
        await star.update_guest_star_slot_settings(**here, slot_id="3", volume=101)
