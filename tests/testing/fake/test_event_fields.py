"""The fields of events as the fake has them, and the events that are made and refused by them."""

from __future__ import annotations

import json
import pathlib

import pytest

from twitchtrio.eventsub import EVENT_TYPES, Notification, UnknownEvent, decode_message
from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.fake.event_fields import EVENT_FIELDS, Kind
from twitchtrio.testing.fake.subscription_types import SUBSCRIPTION_TYPES

FACTS = json.loads(
    (pathlib.Path(__file__).parents[2] / "reference" / "eventsub_table.json").read_text(encoding="utf-8")
)
KINDS = {
    "string": Kind.TEXT,
    "integer": Kind.NUMBER,
    "boolean": Kind.FLAG,
    "datetime": Kind.TIME,
    "array": Kind.LIST,
    "object": Kind.RECORD,
}
DOCUMENTED_ELSEWHERE = {("channel.chat.message", "1"): {"channel_points_animation_id"}}


def documented(facts):
    """A field of the facts as a tuple that can be compared."""
    facts = {"is": facts} if isinstance(facts, str) else facts
    of = facts.get("of")
    if facts["is"] == "object":
        of = {name: documented(each) for name, each in of.items()}
    elif facts["is"] == "array":
        of = documented(of)
    return KINDS[facts["is"]], facts.get("null", False), facts.get("absent", False), of


def known(field):
    """A field of the fake likewise."""
    of = field.item and known(field.item)
    if field.kind is Kind.RECORD:
        of = {name: known(each) for name, each in field.of.items()}
    return field.kind, field.null, field.absent, of


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: f"{facts['type']}-{facts['version']}")
def test_fields(facts):
    """The fake's fields are the documented ones, with their kinds, and may be null or absent where those may."""
    key = facts["type"], facts["version"]
    undocumented = DOCUMENTED_ELSEWHERE.get(key, ())
    own = {name: known(field) for name, field in EVENT_FIELDS[key].items() if name not in undocumented}

    assert {name: documented(field) for name, field in facts["fields"].items()} == own


def test_all_are_there():
    """Every type and version that can be subscribed to has its fields."""
    assert SUBSCRIPTION_TYPES.keys() == EVENT_FIELDS.keys()


# Refused events


def without(event, name):
    """An event that lacks a field."""
    return {key: value for key, value in event.items() if key != name}


@pytest.mark.parametrize(
    ("type_", "version", "spoil", "complaint"),
    [
        ("channel.ban", "1", lambda e: {**e, "reasom": "x"}, 'reasom is "x"; there is no such field; did you mean'),
        ("channel.ban", "1", lambda e: without(e, "reason"), "reason is missing; it is a text"),
        ("channel.ban", "1", lambda e: {**e, "reason": None}, "reason is null; it should be a text"),
        (
            "channel.ban",
            "1",
            lambda e: {**e, "ends_at": "soon"},
            'ends_at is "soon"; it should be a time as',
        ),
        ("channel.ban", "1", lambda e: {**e, "is_permanent": 1}, "is_permanent is 1; it should be true or false"),
        ("channel.raid", "1", lambda e: {**e, "viewers": True}, "viewers is true; it should be a whole number"),
        ("channel.update", "2", lambda e: {**e, "content_classification_labels": "x"}, "labels is .*should be a list"),
        (
            "channel.moderate",
            "2",
            lambda e: {**e, "timeout": {**e["timeout"], "reasons": "x"}},
            r"timeout\.reasons is .* did you mean 'reason'",
        ),
        (
            "channel.poll.end",
            "1",
            lambda e: {**e, "choices": [*e["choices"], {**e["choices"][0], "votes": "3"}]},
            r'choices\[1\]\.votes is "3"; it should be a whole number',
        ),
        ("channel.chat.clear", "1", lambda e: {**e, "xyz": [1] * 90}, r"xyz is \[1, 1.*\.\.\.; .*, but broadcaster_us"),
    ],
)
def test_refused(fake, type_, version, spoil, complaint):
    """What Twitch would not send is refused, with where it is wrong, and goes out if that is meant."""
    spoilt = spoil(fake.sample(type_, version))

    with pytest.raises(ValueError, match=complaint) as caught:
        fake.emit(type_, version, spoilt, {})
    assert str(caught.value).startswith(f"{type_} {version} is not as Twitch sends it")
    assert 0 == fake.emit(type_, version, spoilt, {}, checked=False)


def test_all_that_is_wrong(fake):
    """One error tells all that is wrong."""
    with pytest.raises(ValueError) as caught:
        fake.emit("stream.online", "1", {"type": 5, "id": "1"}, {})

    assert 6 == len(str(caught.value).splitlines())


def test_what_may_be_absent(fake):
    """Fields may be absent or null where Twitch leaves them out, and a record without known fields may have any."""
    event = without(fake.sample("automod.message.hold", "2"), "blocked_link")

    assert 0 == fake.emit("automod.message.hold", "2", event, {})
    assert 0 == fake.emit("automod.message.hold", "2", {**event, "blocked_link": {"new": 1}}, {})


# Samples


def decoded(type_, version, event):
    """An event as the library reads it from a frame."""
    subscription = {"id": "s", "type": type_, "version": version, "status": "enabled", "condition": {}, "cost": 0}
    subscription |= {"created_at": "2026-01-01T00:00:00Z", "transport": {"method": "websocket", "session_id": "x"}}
    metadata = {"message_id": "m", "message_type": "notification", "message_timestamp": "2026-01-01T00:00:00Z"}
    metadata |= {"subscription_type": type_, "subscription_version": version}
    payload = {"subscription": subscription, "event": event}
    message = decode_message(json.dumps({"metadata": metadata, "payload": payload}).encode())
    assert isinstance(message, Notification)
    return message.event


@pytest.mark.parametrize(("type_", "version"), EVENT_FIELDS)
def test_sample(fake, type_, version):
    """Every sample is as Twitch sends events, the same in every run, and is read by the library."""
    event = fake.sample(type_, version)
    again = FakeTwitch()
    for user in fake.world.users.values():
        again.add_user(user.login, display_name=user.display_name)

    assert 0 == fake.emit(type_, version, event, {})
    assert again.sample(type_, version) == event
    assert EVENT_TYPES.get((type_, version), UnknownEvent) is type(decoded(type_, version, event))


def test_sample_is_about(fake):
    """Whom a sample is about can be said, and any field."""
    event = fake.sample("channel.ban", "1", broadcaster="viewer", moderator="bot", user="streamer", reason="spam")
    people = [event[f"{each}_login"] for each in ("broadcaster_user", "moderator_user", "user")]

    assert ["viewer", "bot", "streamer"] == people
    assert "spam" == event["reason"]


def test_sample_of_a_field_called_type(fake):
    """An event's own `type` is a field as any other."""
    assert "rerun" == fake.sample("stream.online", "1", type="rerun")["type"]


@pytest.mark.parametrize(
    ("type_", "version", "word", "filled"),
    [
        ("channel.moderate", "2", {"action": "slow"}, {"slow"}),
        ("channel.moderate", "1", {"action": "add_blocked_term"}, {"automod_terms"}),
        ("channel.moderate", "1", {"action": "clear"}, set()),
        ("channel.chat.notification", "1", {"notice_type": "shared_chat_raid"}, {"message", "shared_chat_raid"}),
        ("automod.message.update", "2", {"reason": "blocked_term"}, {"message", "blocked_term"}),
    ],
)
def test_sample_of_a_case(fake, type_, version, word, filled):
    """Of parts that exclude each other the one is there that the event's word names."""
    event = fake.sample(type_, version, **word)

    assert filled == {name for name, value in event.items() if isinstance(value, dict)}


def test_sample_agrees_with_itself(fake):
    """The outcome that won is one of the outcomes."""
    event = fake.sample("channel.prediction.end", "1")

    assert event["outcomes"][0]["id"] == event["winning_outcome_id"]


def test_no_such_sample():
    """What a sample cannot be made of is told."""
    fake = FakeTwitch()
    with pytest.raises(LookupError, match="no users"):
        fake.sample("stream.online", "1")

    fake.add_user("streamer")
    with pytest.raises(TypeError, match="no field 'titles'; did you mean 'title'"):
        fake.sample("channel.update", "2", titles="New")
    with pytest.raises(TypeError, match="no field 'xyz'; there are broadcaster_user_id"):
        fake.sample("channel.update", "2", xyz=1)
    with pytest.raises(ValueError, match=r"did you mean 'channel\.update'"):
        fake.sample("channel.updates", "2")
