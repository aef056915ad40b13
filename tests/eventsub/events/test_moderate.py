"""What moderators did, told apart."""

from __future__ import annotations

import json
from typing import get_args

import attrs
import pytest
from msgspec.json import encode

from tests.eventsub.frames import notification
from twitchtrio.eventsub.envelope import decode_message
from twitchtrio.eventsub.events import ModeratorAction, ModeratorActionType, UnknownAction

EVENT = {
    "broadcaster_user_id": "1",
    "broadcaster_user_login": "streamer",
    "broadcaster_user_name": "Streamer",
    "moderator_user_id": "2",
    "moderator_user_login": "mod",
    "moderator_user_name": "Mod",
}
USER = {"user_id": "3", "user_login": "viewer", "user_name": "Viewer"}
BAN = {**USER, "reason": "spam"}
TIMEOUT = {**BAN, "expires_at": "2026-01-01T00:00:00Z"}
DELETE = {**USER, "message_id": "abc", "message_body": "spam"}


def terms(action, listed):
    """What Twitch sends of a change of terms."""
    return {"automod_terms": {"action": action, "list": listed, "terms": ["spam"], "from_automod": False}}


def request(*, is_approved):
    """What Twitch sends of a decision on an unban request."""
    return {"unban_request": {**USER, "is_approved": is_approved, "moderator_message": "well"}}


RECORDS = {
    "ban": {"ban": BAN},
    "timeout": {"timeout": TIMEOUT},
    "unban": {"unban": USER},
    "untimeout": {"untimeout": USER},
    "clear": {},
    "emoteonly": {},
    "emoteonlyoff": {},
    "followers": {"followers": {"follow_duration_minutes": 10}},
    "followersoff": {},
    "uniquechat": {},
    "uniquechatoff": {},
    "slow": {"slow": {"wait_time_seconds": 10}},
    "slowoff": {},
    "subscribers": {},
    "subscribersoff": {},
    "unraid": {"unraid": USER},
    "delete": {"delete": DELETE},
    "unvip": {"unvip": USER},
    "vip": {"vip": USER},
    "raid": {"raid": {**USER, "viewer_count": 5}},
    "add_blocked_term": terms("add", "blocked"),
    "add_permitted_term": terms("add", "permitted"),
    "remove_blocked_term": terms("remove", "blocked"),
    "remove_permitted_term": terms("remove", "permitted"),
    "mod": {"mod": USER},
    "unmod": {"unmod": USER},
    "approve_unban_request": request(is_approved=True),
    "deny_unban_request": request(is_approved=False),
    "warn": {"warn": {**BAN, "chat_rules_cited": ["no spam"]}},
    "shared_chat_ban": {"shared_chat_ban": BAN},
    "shared_chat_timeout": {"shared_chat_timeout": TIMEOUT},
    "shared_chat_untimeout": {"shared_chat_untimeout": USER},
    "shared_chat_unban": {"shared_chat_unban": USER},
    "shared_chat_delete": {"shared_chat_delete": DELETE},
}
"""What Twitch sends along with each action."""
ALL = [(action, version) for action in RECORDS for version in ("1", "2") if (action, version) != ("warn", "1")]


def happened(action, record, version="2"):
    """The event of an action, with its record and nothing in place of all others."""
    nothing = {name: None for record in RECORDS.values() for name in record}
    sent = {**EVENT, **nothing, "action": action, **record}
    return decode_message(notification(sent, type="channel.moderate", version=version)).event


def named(action):
    """The name of the class of an action, without the case of its letters."""
    return action.removeprefix("shared_chat_").replace("_", "") + "action"


@pytest.mark.parametrize(("action", "version"), ALL)
def test_done(action, version):
    """An action is of the class that has its name, and tells all that Twitch sent of it."""
    (record,) = RECORDS[action].values() or ({},)
    event = happened(action, RECORDS[action], version)

    assert named(action) == type(event.done).__name__.lower()
    assert record.keys() == {field.name for field in attrs.fields(type(event.done))}
    assert record == json.loads(encode(event.done))


def test_all():
    """Each action has a class, each class an action, and the table above has all of them."""
    classes = {each.__name__.lower() for each in get_args(ModeratorAction)}

    assert set(ModeratorActionType) == RECORDS.keys()
    assert {*map(named, RECORDS), "unknownaction"} == classes


@pytest.mark.parametrize(
    ("action", "record"),
    [
        ("ban", {}),
        ("ban", {"shared_chat_ban": BAN}),
        ("ban", {"ban": {**BAN, "user_id": None}}),
        ("add_blocked_term", {}),
        ("add_blocked_term", terms("remove", "blocked")),
        ("add_blocked_term", terms("add", "permitted")),
        ("add_hidden_term", terms("add", "hidden")),
        ("approve_unban_request", {}),
        ("approve_unban_request", request(is_approved=False)),
        ("deny_unban_request", request(is_approved=True)),
        ("automod_terms", terms("add", "blocked")),
        ("broadcaster_user_id", {}),
        ("done", {}),
        ("CLEAR", {}),
        ("", {}),
    ],
)
def test_unknown(action, record):
    """An action that is new, or whose record is missing or says something else, is unknown."""
    assert UnknownAction(action=ModeratorActionType(action)) == happened(action, record).done


def test_nobody_is_two():
    """No class of an action is a case of another one: `match` tells them apart in any order."""
    classes = get_args(ModeratorAction)

    assert [] == [(one, other) for one in classes for other in classes if one is not other and issubclass(one, other)]


def test_warning_of_version_1():
    """The first version has no warnings."""
    assert UnknownAction(action=ModeratorActionType.WARN) == happened("warn", RECORDS["warn"], "1").done
