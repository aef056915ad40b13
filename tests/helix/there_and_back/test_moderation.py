"""Moderation: bans, requests, AutoMod, terms, shield mode, roles."""

from datetime import timedelta

import pytest
import trio

from twitchtrio.errors import BadRequestError, ConfigurationError, ForbiddenError, HelixError, NotFoundError
from twitchtrio.helix import AutoModAction, MessageToCheck, SuspiciousStatus, SuspiciousType, UnbanRequestStatus


@pytest.fixture
def room(fake):
    """The broadcaster's own chat room."""
    return {"broadcaster_id": fake.user("streamer").id}


@pytest.fixture
def id_of(fake):
    """The id of a user."""
    return lambda login: fake.user(login).id


async def test_bans(helix, room, id_of, heard, autojump_clock):
    """Who is banned is listed until it ends, and can be let in again once."""
    moderation = helix.moderation
    await moderation.ban_user(**room, user_id=id_of("viewer"), reason="spam")
    await moderation.ban_user(**room, user_id=id_of("fan"), duration=60)
    with pytest.raises(BadRequestError, match="already banned"):
        await moderation.ban_user(**room, user_id=id_of("viewer"))
    both = await moderation.get_banned_users().collect()
    await trio.sleep(61)
    (one,) = await moderation.get_banned_users(user_id=[id_of("viewer"), id_of("fan")]).collect()
    await moderation.unban_user(**room, user_id=id_of("viewer"))
    with pytest.raises(BadRequestError, match="is not banned"):
        await moderation.unban_user(**room, user_id=id_of("viewer"))

    assert [("fan", True), ("viewer", False)] == [(each.user_login, each.is_timeout) for each in both]
    assert timedelta(seconds=60) == both[0].expires_at - both[0].created_at
    assert ("spam", "streamer") == (one.reason, one.moderator_login)
    assert () == await moderation.get_banned_users().collect()
    assert 1 == [type_ for type_, _ in heard].count("channel.unban")


@pytest.mark.parametrize("approve", [True, False])
async def test_unban_requests(*, helix, fake, room, id_of, approve, heard):
    """A request is answered once; approved, it lifts the ban."""
    with pytest.raises(ValueError, match="not banned"):
        fake.request_unban("viewer", "streamer", "please")
    fake.ban("streamer", "viewer")
    request = fake.request_unban("viewer", "streamer", "please")
    with pytest.raises(ValueError, match="already"):
        fake.request_unban("viewer", "streamer", "please!")
    (pending,) = await helix.moderation.get_unban_requests(**room, status=UnbanRequestStatus.PENDING).collect()
    status = UnbanRequestStatus.APPROVED if approve else UnbanRequestStatus.DENIED
    answer = {**room, "unban_request_id": request.id, "status": status, "resolution_text": "well"}
    resolved = await helix.moderation.resolve_unban_requests(**answer)
    with pytest.raises(BadRequestError, match="already been resolved"):
        await helix.moderation.resolve_unban_requests(**answer)

    assert ("please", None, None) == (pending.text, pending.moderator_id, pending.resolved_at)
    assert (status, "streamer", "well") == (resolved.status, resolved.moderator_login, resolved.resolution_text)
    assert approve != fake.channel("streamer").is_banned(fake.user("viewer"), 0.0)
    (found,) = await helix.moderation.get_unban_requests(**room, status=status, user_id=id_of("viewer")).collect()
    assert resolved == found
    assert () == await helix.moderation.get_unban_requests(**room, status="pending").collect()
    with pytest.raises(NotFoundError):
        await helix.moderation.resolve_unban_requests(**room, unban_request_id="x", status="denied")


async def test_warning(helix, fake, room, id_of, heard):
    """A warning stands until it is acknowledged."""
    warning = await helix.moderation.warn_chat_user(**room, user_id=id_of("viewer"), reason="no spoilers")
    fake.acknowledge_warning("viewer", "streamer")

    assert ("no spoilers", id_of("viewer")) == (warning.reason, warning.user_id)
    assert ["channel.warning.send", "channel.moderate", "channel.warning.acknowledge"] == [type_ for type_, _ in heard]
    with pytest.raises(LookupError):
        fake.acknowledge_warning("viewer", "streamer")
    with pytest.raises(BadRequestError, match="may not be warned"):
        await helix.moderation.warn_chat_user(**room, user_id=id_of("streamer"), reason="no")


@pytest.mark.parametrize(("action", "said"), [(AutoModAction.ALLOW, ["darn"]), (AutoModAction.DENY, [])])
async def test_held_messages(helix, fake, heard, action, said):
    """What AutoMod holds appears once it is allowed, and is decided on once."""
    held = fake.hold("streamer", "viewer", "darn")
    await helix.moderation.manage_held_automod_messages(msg_id=held.id, action=action)
    with pytest.raises(BadRequestError, match="already handled"):
        await helix.moderation.manage_held_automod_messages(msg_id=held.id, action=action)
    with pytest.raises(NotFoundError):
        await helix.moderation.manage_held_automod_messages(msg_id="x", action=action)
    elsewhere = fake.hold("other", "viewer", "darn")
    with pytest.raises(ForbiddenError):
        await helix.moderation.manage_held_automod_messages(msg_id=elsewhere.id, action=action)

    assert said == [message.text for message in fake.messages]
    told = dict.fromkeys(type_ for type_, _ in heard if type_.startswith("automod.message"))
    assert ["automod.message.hold", "automod.message.update"] == list(told)


async def test_automod_settings(helix, room, heard):
    """All levels by one number, or each by its own; what is left out is 0."""
    overall = await helix.moderation.update_automod_settings(**room, overall_level=2)
    single = await helix.moderation.update_automod_settings(**room, swearing=4)

    assert (2, 2, 2) == (overall.overall_level, overall.swearing, overall.misogyny)
    assert (None, 4, 0) == (single.overall_level, single.swearing, single.misogyny)
    assert single == await helix.moderation.get_automod_settings(**room)
    assert ["automod.settings.update"] * 2 == [type_ for type_, _ in heard]
    with pytest.raises(ConfigurationError, match=r"overall_level or aggression and .*, not both; it got overall"):
        await helix.moderation.update_automod_settings(**room, overall_level=0, swearing=0)
    with pytest.raises(ConfigurationError, match="swearing is 5; the most is 4"):
        await helix.moderation.update_automod_settings(**room, swearing=5)


async def test_blocked_terms(helix, fake, room, id_of, heard):
    """What is blocked cannot be said, and AutoMod would hold it."""
    term = await helix.moderation.add_blocked_term(**room, text="spoil*")
    again = await helix.moderation.add_blocked_term(**room, text="spoil*")
    sent = await helix.chat.send_chat_message(**room, message="Big SPOILER ahead")
    checked = await helix.moderation.check_automod_status(
        data=[MessageToCheck(msg_id="1", msg_text="a spoiler"), MessageToCheck(msg_id="2", msg_text="unspoilt")]
    )
    listed = await helix.moderation.get_blocked_terms(**room).collect()
    await helix.moderation.remove_blocked_term(**room, id=term.id)
    await helix.moderation.remove_blocked_term(**room, id=term.id)

    assert (term, (term,)) == (again, listed)
    assert "channel_settings" == sent.drop_reason.code
    assert {"1": False, "2": True} == {each.msg_id: each.is_permitted for each in checked}
    assert () == await helix.moderation.get_blocked_terms(**room).collect()
    assert ["add_blocked", "remove_blocked"] == [
        event["action"] for type_, event in heard if type_ == "automod.terms.update"
    ]
    with pytest.raises(ConfigurationError, match="text has 1 characters"):
        await helix.moderation.add_blocked_term(**room, text="x")
    with pytest.raises(ConfigurationError, match="data has 0 items"):
        await helix.moderation.check_automod_status(data=[])


async def test_shield_mode(helix, room, heard):
    """It is told who began it last, also when it is over; twice is once."""
    never = await helix.moderation.get_shield_mode_status(**room)
    for _ in range(2):
        on = await helix.moderation.update_shield_mode_status(**room, is_active=True)
    off = await helix.moderation.update_shield_mode_status(**room, is_active=False)

    assert (False, "", None) == (never.is_active, never.moderator_id, never.last_activated_at)
    assert (True, "streamer") == (on.is_active, on.moderator_login)
    assert (False, on.last_activated_at) == (off.is_active, off.last_activated_at)
    assert off == await helix.moderation.get_shield_mode_status(**room)
    assert ["channel.shield_mode.begin", "channel.shield_mode.end"] == [type_ for type_, _ in heard]


async def test_suspicious_users(helix, fake, room, id_of, heard):
    """Monitored, restricted, and like all others again."""
    moderation = helix.moderation
    with pytest.raises(BadRequestError):
        await moderation.remove_suspicious_status_from_chat_user(**room, user_id=id_of("viewer"))
    for status in (SuspiciousStatus.ACTIVE_MONITORING, SuspiciousStatus.RESTRICTED):
        user = await moderation.add_suspicious_status_to_chat_user(**room, user_id=id_of("viewer"), status=status)
        assert (status, (SuspiciousType.MANUALLY_ADDED,)) == (user.status, user.types)
    user = await moderation.remove_suspicious_status_from_chat_user(**room, user_id=id_of("viewer"))

    assert (SuspiciousStatus.NO_TREATMENT, ()) == (user.status, user.types)
    assert ["active_monitoring", "restricted", "none"] == [event["low_trust_status"] for _, event in heard]
    with pytest.raises(BadRequestError):
        await moderation.add_suspicious_status_to_chat_user(**room, user_id=id_of("streamer"), status="RESTRICTED")


async def test_delete_messages(helix, fake, room, heard, autojump_clock):
    """One message, or all; none that is too old, and none of another moderator."""
    fake.add_moderator("streamer", "other")
    ids = {login: fake.say("streamer", login, "hi") for login in ("viewer", "other", "streamer", "fan")}
    await helix.moderation.delete_chat_messages(**room, message_id=ids["viewer"])
    await helix.moderation.delete_chat_messages(**room, message_id=ids["streamer"])
    for login, error in (("viewer", NotFoundError), ("other", BadRequestError)):
        with pytest.raises(error):
            await helix.moderation.delete_chat_messages(**room, message_id=ids[login])
    await helix.moderation.delete_chat_messages(**room)
    await trio.sleep(6 * 3600 + 1)
    with pytest.raises(NotFoundError):
        await helix.moderation.delete_chat_messages(**room, message_id=ids["fan"])

    kinds = [type_ for type_, _ in heard]
    assert (2, 1) == (kinds.count("channel.chat.message_delete"), kinds.count("channel.chat.clear"))


async def test_moderators_and_vips(helix, fake, room, id_of, heard):
    """A user has one role at a time, and loses it once."""
    moderation = helix.moderation
    await moderation.add_channel_moderator(user_id=id_of("viewer"))
    await moderation.add_channel_vip(user_id=id_of("fan"))
    for call, login in (
        (moderation.add_channel_moderator, "viewer"),
        (moderation.add_channel_moderator, "fan"),
        (moderation.add_channel_vip, "viewer"),
        (moderation.add_channel_vip, "fan"),
        (moderation.remove_channel_moderator, "fan"),
        (moderation.add_channel_vip, "streamer"),
    ):
        with pytest.raises(HelixError):
            await call(user_id=id_of(login))
    moderators = await moderation.get_moderators(user_id=[id_of("viewer"), id_of("fan")]).collect()
    vips = await moderation.get_vips().collect()
    await moderation.remove_channel_moderator(user_id=id_of("viewer"))
    await moderation.remove_channel_vip(**room, user_id=id_of("fan"))
    with pytest.raises(HelixError):
        await moderation.remove_channel_vip(**room, user_id=id_of("fan"))

    assert (["viewer"], ["fan"]) == ([each.user_login for each in moderators], [each.user_login for each in vips])
    assert ["moderator.add", "vip.add", "moderator.remove", "vip.remove"] == [
        type_.removeprefix("channel.") for type_, _ in heard if type_ != "channel.moderate"
    ]
    fake.add_moderator("other", "streamer")
    assert ["other"] == [each.broadcaster_login async for each in moderation.get_moderated_channels()]
