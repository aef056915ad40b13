"""What is told of deeds; that it is as Twitch tells it, the fake checks by itself."""

from __future__ import annotations

import pytest


@pytest.fixture
def log(fake, monkeypatch):
    """What the fake emits, in order, whoever is subscribed: types, versions and events."""
    log = []
    emit = fake.eventsub.emit

    def listen(type_, version, event, condition, **more):
        log.append((type_, version, event))
        return emit(type_, version, event, condition, **more)

    monkeypatch.setattr(fake.eventsub, "emit", listen)
    return log


@pytest.fixture
def told(log):
    """The events of a type so far."""
    return lambda type_, version="1": [event for *kind, event in log if kind == [type_, version]]


def held_request(fake):
    """The viewer is banned and asks."""
    fake.ban("streamer", "viewer")
    return fake.request_unban("viewer", "streamer", "please").id


def prepared(fake):
    """A raid that waits."""
    fake.start_raid("streamer", "viewer")


MODERATION = [
    ("ban", {"ban"}, lambda fake: fake.ban("streamer", "viewer", by="bot", reason="spam")),
    ("timeout", {"timeout"}, lambda fake: fake.ban("streamer", "viewer", by="bot", seconds=60)),
    ("unban", {"unban"}, lambda fake: (fake.ban("streamer", "viewer"), fake.unban("streamer", "viewer", by="bot"))),
    (
        "untimeout",
        {"untimeout"},
        lambda fake: (fake.ban("streamer", "viewer", seconds=9), fake.unban("streamer", "viewer", by="bot")),
    ),
    ("mod", {"mod"}, lambda fake: fake.add_moderator("streamer", "viewer")),
    ("unmod", {"unmod"}, lambda fake: fake.remove_moderator("streamer", "viewer")),
    ("vip", {"vip"}, lambda fake: fake.add_vip("streamer", "viewer")),
    ("unvip", {"unvip"}, lambda fake: fake.remove_vip("streamer", "viewer")),
    (
        "delete",
        {"delete"},
        lambda fake: fake.delete_message("streamer", fake.say("streamer", "viewer", "x"), by="bot"),
    ),
    ("clear", set(), lambda fake: fake.clear_chat("streamer", by="bot")),
    ("emoteonly", set(), lambda fake: fake.update_chat_settings("streamer", emote_mode=True, by="bot")),
    (
        "slow",
        {"slow"},
        lambda fake: fake.update_chat_settings("streamer", slow_mode=True, slow_mode_wait_time=5, by="bot"),
    ),
    ("followers", {"followers"}, lambda fake: fake.update_chat_settings("streamer", follower_mode=True, by="bot")),
    (
        "subscribersoff",
        set(),
        lambda fake: [fake.update_chat_settings("streamer", subscriber_mode=on, by="bot") for on in (True, False)],
    ),
    ("uniquechat", set(), lambda fake: fake.update_chat_settings("streamer", unique_chat_mode=True, by="bot")),
    ("raid", {"raid"}, prepared),
    ("unraid", {"unraid"}, lambda fake: (prepared(fake), fake.cancel_raid("streamer"))),
    ("add_blocked_term", {"automod_terms"}, lambda fake: fake.block_term("streamer", "shoe", by="bot")),
    (
        "remove_blocked_term",
        {"automod_terms"},
        lambda fake: fake.unblock_term("streamer", fake.block_term("streamer", "shoe").id, by="bot"),
    ),
    *(
        (
            f"{word}_unban_request",
            {"unban_request"},
            lambda fake, word=word: fake.resolve_unban_request(
                "streamer", held_request(fake), approve=word == "approve", by="bot"
            ),
        )
        for word in ("approve", "deny")
    ),
]
BY_THE_BROADCASTER = {"mod", "unmod", "vip", "unvip", "raid", "unraid"}


@pytest.mark.parametrize(("action", "records", "deed"), MODERATION, ids=[action for action, *_ in MODERATION])
def test_moderation(told, fake, action, records, deed):
    """Whatever moderators do is told in both versions, once, with the record of the action alone."""
    deed(fake)
    first, second = told("channel.moderate", "1")[-1], told("channel.moderate", "2")[-1]

    assert {**first, "warn": None} == second
    assert action == first["action"]
    assert 1 == sum(event["action"] == action for event in told("channel.moderate"))
    assert ("streamer" if action in BY_THE_BROADCASTER else "bot") == first["moderator_user_login"]
    assert records == {name for name, value in first.items() if isinstance(value, dict)}


def test_warning(told, fake):
    """A warning is known in the second version alone."""
    fake.warn("streamer", "viewer", "be kind", by="bot")
    (event,) = told("channel.moderate", "2")

    assert ("warn", "be kind") == (event["action"], event["warn"]["reason"])
    assert [] == told("channel.moderate", "1")


def test_what_changes_nothing(told, fake):
    """A mode that is set to what it was is no action."""
    fake.update_chat_settings("streamer", emote_mode=False)

    assert [] == told("channel.moderate")


def test_bits(told, fake):
    """A cheer is a use of Bits too, and so is what is bought for them."""
    offered = fake.add_power_up("streamer", "Confetti", 50)
    fake.say("streamer", "viewer", "Cheer100 @bot", bits=100)
    redemption = fake.redeem_power_up("viewer", "streamer", "Confetti", text="now")
    cheer, power_up = told("channel.bits.use")
    (redeemed,) = told("channel.custom_power_up_redemption.add")

    assert ("cheer", 100, None) == (cheer["type"], cheer["bits"], cheer["custom_power_up"])
    assert ["cheermote", "text", "text"] == [part["type"] for part in cheer["message"]["fragments"]]
    assert ("custom_power_up", 50, offered.id) == (
        power_up["type"],
        power_up["bits"],
        power_up["custom_power_up"]["reward_id"],
    )
    assert (redemption, "now", offered.id) == (
        redeemed["id"],
        redeemed["user_input"],
        redeemed["custom_power_up"]["id"],
    )
    with pytest.raises(LookupError, match="no Power-up 'Rain'"):
        fake.redeem_power_up("viewer", "streamer", "Rain")


def test_suspicious_message(told, fake):
    """What a suspicious user writes is told to moderators, as long as they are suspicious."""
    for status in ("RESTRICTED", "NO_TREATMENT"):
        fake.suspect("streamer", "viewer", status)
        fake.say("streamer", "viewer", "Kappa")
    (event,) = told("channel.suspicious_user.message")

    assert ("restricted", "viewer") == (event["low_trust_status"], event["user_login"])
    assert (fake.messages[0].message_id, "emote") == (
        event["message"]["message_id"],
        event["message"]["fragments"][0]["type"],
    )


def test_held_message(told, fake):
    """A message that is held is told in both versions, and to its sender, and so is what is decided."""
    held = fake.hold("streamer", "viewer", "Kappa @bot")
    fake.release("streamer", held.id, allow=False, by="bot")
    holds = [*told("automod.message.hold"), *told("automod.message.hold", "2"), *told("channel.chat.user_message_hold")]
    updates = [
        *told("automod.message.update"),
        *told("automod.message.update", "2"),
        *told("channel.chat.user_message_update"),
    ]

    assert [held.id] * 6 == [event["message_id"] for event in holds + updates]
    assert ["denied"] * 3 == [event["status"] for event in updates]
    assert ["bot", "bot", None] == [event.get("moderator_user_login") for event in updates]


def test_automatic_reward(told, fake):
    """Twitch's own rewards are told in both versions, with the emotes of their message or the one unlocked."""
    fake.redeem_automatic("viewer", "streamer", "send_highlighted_message", cost=30, text="hi Kappa")
    fake.redeem_automatic("viewer", "streamer", "random_sub_emote_unlock")
    type_ = "channel.channel_points_automatic_reward_redemption.add"
    (highlight, unlock), (newer, newer_unlock) = told(type_), told(type_, "2")

    assert [{"id": "25", "begin": 3, "end": 7}] == highlight["message"]["emotes"]
    assert ["text", "emote"] == [part["type"] for part in newer["message"]["fragments"]]
    assert (30, 30) == (highlight["reward"]["cost"], newer["reward"]["channel_points"])
    assert "Kappa" == unlock["reward"]["unlocked_emote"]["name"] == newer_unlock["reward"]["emote"]["name"]
    assert 870 == fake.channel("streamer").points_of(fake.user("viewer"))


def test_shared_chat(told, fake):
    """Those who share a chat hear who joins and leaves, and when it is over."""
    fake.share_chat("streamer", "bot")
    fake.join_shared_chat("viewer", "bot")
    fake.leave_shared_chat("bot")
    fake.leave_shared_chat("streamer")

    def channels(what):
        return [event["broadcaster_user_login"] for event in told(f"channel.shared_chat.{what}")]

    assert ["streamer", "bot", "viewer"] == channels("begin")
    assert ["streamer", "bot", "streamer", "viewer"] == channels("update")
    assert ["bot", "streamer", "viewer"] == channels("end")
    assert [3, 3, 2, 2] == [len(event["participants"]) for event in told("channel.shared_chat.update")]
    with pytest.raises(LookupError, match="viewer shares no chat"):
        fake.leave_shared_chat("viewer")


def test_mirrored(told, fake):
    """What is written in one channel appears in all that share its chat, with where it came from."""
    fake.add_user("fan")
    fake.add_moderator("streamer", "fan")
    fake.add_vip("viewer", "fan")
    fake.say("streamer", "fan", "alone")
    fake.share_chat("streamer", "bot")
    fake.join_shared_chat("viewer", "bot")
    fake.ban("bot", "fan")
    id_ = fake.say("streamer", "fan", "hi all")
    alone, own, mirrored = told("channel.chat.message")
    fake.say("viewer", "streamer", "hi fan", reply_to=mirrored["message_id"])

    def source(event):
        names = ("source_broadcaster_user_login", "source_message_id", "source_badges", "is_source_only")
        return [event["broadcaster_user_login"], *(event[name] for name in names)]

    def worn(event):
        return [badge["set_id"] for badge in event["badges"]]

    assert ["streamer", None, None, None, None] == source(alone)
    assert ["streamer", None, None, None, False] == source(own)
    assert ["viewer", "streamer", id_, own["badges"], False] == source(mirrored)
    assert (["moderator"], ["vip"]) == (worn(own), worn(mirrored))
    assert (id_, "hi all") == (own["message_id"], mirrored["message"]["text"])
    assert id_ != mirrored["message_id"]
    assert ["viewer", "streamer", "bot"] == [
        event["broadcaster_user_login"] for event in told("channel.chat.message")[3:]
    ]
    assert fake.user("fan").id not in fake.channel("viewer").chatters


def test_message_of_a_reward(told, fake):
    """The text of a reward that requires one appears in chat, as the reward's."""
    song = fake.add_reward("streamer", "Song", 10, is_user_input_required=True)
    fake.add_reward("streamer", "Hydrate", 10)
    fake.redeem("viewer", "streamer", "Song", text="!hello")
    fake.redeem("viewer", "streamer", "Hydrate", text="now")
    fake.say("streamer", "viewer", "hi")

    assert [("!hello", song.id), ("hi", None)] == [
        (event["message"]["text"], event["channel_points_custom_reward_id"]) for event in told("channel.chat.message")
    ]


def test_one_shared_chat(fake):
    """A channel shares one chat at a time."""
    fake.share_chat("streamer", "bot")
    with pytest.raises(ValueError, match="bot shares a chat already"):
        fake.join_shared_chat("bot", "streamer")


def test_guest_star(told, fake):
    """A session, its settings and how its guests come and go are told."""
    id_ = fake.start_guest_star("streamer")
    fake.update_guest_star("streamer", slot_count=2, layout="VERTICAL_LAYOUT")
    for guest, slot in (("viewer", "1"), ("bot", "2")):
        fake.invite_guest("streamer", guest, by="bot")
        fake.seat_guest("streamer", guest, slot, by="bot")
    fake.update_guest("streamer", "1", is_live=True, volume=70)
    fake.move_guest("streamer", "1", "2")
    fake.remove_guest("streamer", "1", reinvite=True)
    fake.uninvite_guest("streamer", "bot")
    fake.end_guest_star("streamer")
    updates = told("channel.guest_star_guest.update", "beta")
    (settings,) = told("channel.guest_star_settings.update", "beta")
    sessions = told("channel.guest_star_session.begin", "beta") + told("channel.guest_star_session.end", "beta")

    assert [id_, id_] == [event["session_id"] for event in sessions]
    assert (2, "vertical_left") == (settings["slot_count"], settings["group_layout"])
    assert [
        ("viewer", "invited", None),
        ("viewer", "backstage", "1"),
        ("bot", "invited", None),
        ("bot", "backstage", "2"),
        ("viewer", "live", "1"),
        ("bot", "backstage", "1"),
        ("viewer", "live", "2"),
        ("bot", "removed", "1"),
        ("bot", "invited", None),
        ("bot", "removed", None),
    ] == [(event["guest_user_login"], event["state"], event["slot_id"]) for event in updates]
    assert ("bot", "streamer", 70) == (
        updates[0]["moderator_user_login"],
        updates[4]["moderator_user_login"],
        updates[4]["host_volume"],
    )


def test_no_guests(fake):
    """Nothing happens to guests that are not there."""
    with pytest.raises(LookupError, match="streamer has no guests"):
        fake.end_guest_star("streamer")
    fake.start_guest_star("streamer")
    with pytest.raises(ValueError, match="streamer has guests already"):
        fake.start_guest_star("streamer")
    for deed in (fake.uninvite_guest, lambda *who: fake.seat_guest(*who, "1")):
        with pytest.raises(LookupError, match="viewer is not invited"):
            deed("streamer", "viewer")
    with pytest.raises(LookupError, match="streamer has no guest in slot '3'"):
        fake.remove_guest("streamer", "3")


NOBODY_DOES = {
    # The fake has no webhooks, by which alone these come, and no events through conduits.
    "conduit.shard.disabled",
    "drop.entitlement.grant",
    "extension.bits_transaction.create",
    "user.authorization.grant",
    "user.authorization.revoke",
}


def a_day(fake):
    """A broadcaster's day, in which everything happens that some other test here does not do."""
    streamer, viewer = "streamer", "viewer"
    fake.update_channel(streamer, title="New")
    fake.go_live(streamer)
    fake.start_ad_break(streamer, 60)
    fake.follow(viewer, streamer)
    fake.subscribe(viewer, streamer)
    fake.resubscribe(viewer, streamer, "again")
    fake.gift_subscriptions(None, streamer, 5)
    fake.end_subscription(viewer, streamer)
    fake.say(streamer, viewer, "Cheer1", bits=1)
    fake.announce(streamer, "bot", "Kappa")
    fake.raid(viewer, streamer, 7)
    fake.shout_out(streamer, viewer, "bot")
    fake.set_automod(streamer, overall=1)
    for active in (True, False):
        fake.set_shield(streamer, active=active)
    fake.suspect(streamer, viewer, "RESTRICTED")
    fake.warn(streamer, viewer, "be kind")
    fake.acknowledge_warning(viewer, streamer)
    fake.update_user(viewer, "new")
    fake.whisper(viewer, streamer, "psst")
    fake.go_offline(streamer)


def what_all_do(fake):
    """What viewers bring together."""
    streamer, viewer = "streamer", "viewer"
    fake.start_poll(streamer, "Tea?", ["Yes", "No"])
    fake.vote(viewer, streamer, "Yes")
    fake.end_poll(streamer)
    for end in (lambda: fake.resolve_prediction(streamer, "Yes"), lambda: fake.cancel_prediction(streamer)):
        fake.start_prediction(streamer, "Work?", ["Yes", "No"])
        fake.predict(viewer, streamer, "Yes", 10)
        fake.lock_prediction(streamer)
        end()
    fake.start_goal(streamer, 10)
    fake.advance_goal(streamer, 10)
    fake.start_charity(streamer, "Example")
    fake.donate(viewer, streamer, 500)
    fake.end_charity(streamer)
    fake.start_hype_train(streamer)
    fake.drive_hype_train(viewer, streamer, 1500)
    fake.end_hype_train(streamer)
    reward = fake.add_reward(streamer, "Hydrate", 10, cooldown=60, max_per_stream=3)
    redemption = fake.redeem(viewer, streamer, "Hydrate", text="now")
    fake.settle_redemption(streamer, redemption.id, fulfil=True)
    fake.update_reward(streamer, reward.id, cost=20)
    fake.remove_reward(streamer, reward.id)


def test_everything_can_be_done(fake, log):
    """There is a deed for every event but those that the fake cannot send; each is as Twitch sends it."""
    for deed in (*(deed for *_, deed in MODERATION), a_day, what_all_do):
        deed(fake)
        fake.unban("streamer", "viewer")
        fake.channel("streamer").raid = None
    fake.add_power_up("streamer", "Confetti", 50)
    fake.redeem_power_up("viewer", "streamer", "Confetti")
    fake.redeem_automatic("viewer", "streamer", "send_highlighted_message", text="hi")
    fake.release("streamer", fake.hold("streamer", "viewer", "darn Kappa").id, allow=True)
    fake.share_chat("streamer", "bot", "viewer")
    fake.leave_shared_chat("viewer")
    fake.leave_shared_chat("streamer")
    fake.start_guest_star("streamer")
    fake.update_guest_star("streamer", slot_count=2)
    fake.invite_guest("streamer", "viewer")
    fake.end_guest_star("streamer")

    done = {(type_, version) for type_, version, _ in log}
    assert NOBODY_DOES == {type_ for type_, _ in fake.eventsub.types.keys() - done}
