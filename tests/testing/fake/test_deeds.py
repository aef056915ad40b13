"""What is told of deeds; that it is as Twitch tells it, the fake checks by itself."""

from __future__ import annotations

import pytest


@pytest.fixture
def told(fake, monkeypatch):
    """What the fake emitted of a type, in order, whoever is subscribed."""
    log = []
    emit = fake.eventsub.emit

    def listen(type_, version, event, condition, **more):
        log.append((type_, version, event))
        return emit(type_, version, event, condition, **more)

    monkeypatch.setattr(fake.eventsub, "emit", listen)
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
