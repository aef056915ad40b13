"""From text to messages."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, strategies as st

from tests.eventsub.frames import (
    at,
    batch,
    frame,
    keepalive,
    notification,
    online,
    reconnect,
    record,
    revocation,
    welcome,
)
from twitchtrio.errors import DecodeError
from twitchtrio.eventsub.envelope import (
    Keepalive,
    Notification,
    Pending,
    Reconnect,
    Revocation,
    Welcome,
    decode_envelope,
    decode_message,
    decode_messages,
)
from twitchtrio.eventsub.events import StreamOnline, UnknownEvent
from twitchtrio.subscription import EventSubSubscription

SOUND = [text.encode() for text in (online(), welcome(), keepalive(), reconnect(), revocation())]


def pending(text: str | bytes) -> Pending:
    """The notification of a message."""
    return Pending(decode_envelope(text), text)


def test_envelope():
    """The envelope says of what kind a message is and whom it concerns, and leaves the rest undecoded."""
    envelope = decode_envelope(online(7, now=3.0))

    assert "online-7" == envelope.metadata.message_id
    assert "notification" == envelope.metadata.message_type
    assert at(3.0) == envelope.metadata.message_timestamp
    assert ("stream.online", "1") == (envelope.metadata.subscription_type, envelope.metadata.subscription_version)
    assert "subscription-1" == envelope.payload.subscription.id
    assert "7" == json.loads(bytes(envelope.payload.event))["id"]


@pytest.mark.parametrize("as_bytes", [False, True])
def test_welcome(as_bytes):
    """A welcome names the session and its keepalive time."""
    text = welcome("session-9", keepalive=30, now=2.0)
    message = decode_message(text.encode() if as_bytes else text)

    assert isinstance(message, Welcome)
    assert ("session-9", 30, at(2.0)) == (
        message.session.id,
        message.session.keepalive_timeout_seconds,
        message.timestamp,
    )


def test_keepalive():
    """A keepalive says when it was sent."""
    message = decode_message(keepalive(now=4.0))

    assert Keepalive(message_id=message.message_id, timestamp=at(4.0)) == message


def test_reconnect():
    """A reconnect says where to, but not in its repr."""
    message = decode_message(reconnect("wss://twitch/s3cret"))

    assert isinstance(message, Reconnect)
    assert "wss://twitch/s3cret" == message.session.reconnect_url
    assert "s3cret" not in repr(message)


def test_revocation():
    """A revocation carries the subscription, whose status says why."""
    message = decode_message(revocation("moderator_removed"))

    assert isinstance(message, Revocation)
    assert "moderator_removed" == message.subscription.status


def test_notification():
    """A notification has everything decoded, and the event's JSON as it came."""
    message = decode_message(online(7, now=1.5))

    assert isinstance(message, Notification)
    assert isinstance(message.event, StreamOnline)
    assert isinstance(message.subscription, EventSubSubscription)
    assert ("online-7", at(1.5), "7") == (message.message_id, message.timestamp, message.event.id)
    assert "7" == json.loads(message.raw)["id"]


def test_unknown_type():
    """An event of a type without class is an `UnknownEvent`."""
    message = decode_message(notification({"a": 1}, type="channel.brand_new", version="beta"))

    assert isinstance(message, Notification)
    assert UnknownEvent(type="channel.brand_new", version="beta", raw=message.raw) == message.event
    assert {"a": 1} == message.event.data


def test_pending():
    """A pending notification can be routed before its event is decoded, and decodes it once."""
    waiting = pending(online(7))

    assert ("online-7", "subscription-1", "stream.online", "1") == (
        waiting.message_id,
        waiting.subscription_id,
        waiting.type,
        waiting.version,
    )
    assert waiting.event() is waiting.event()
    assert waiting.event() is waiting.notification().event
    assert waiting.subscription() == waiting.notification().subscription
    assert "<Pending stream.online 1 online-7>" == repr(waiting)


@pytest.mark.parametrize("event", [{}, {"id": 7}, None, [], "text"])
def test_misfit(event):
    """An event that does not fit its class says so when it is asked for, every time."""
    waiting = pending(notification(event))

    for _ in range(2):
        with pytest.raises(DecodeError, match="StreamOnline"):
            waiting.event()

    assert event == json.loads(waiting.raw)


def test_misfit_path():
    """It says where."""
    with pytest.raises(DecodeError) as info:
        pending(notification({**json.loads(pending(online()).raw), "broadcaster_user_id": None})).event()

    assert "$.broadcaster_user_id" == info.value.path


def test_time_of_an_event():
    """A time that cannot be read is the message's own."""
    waiting = pending(notification({**json.loads(pending(online()).raw), "started_at": "soon"}, now=7.0))

    assert at(7) == waiting.event().started_at


def test_items_within_an_event():
    """What cannot be read within an event that can is set aside; the event has the rest."""
    person = {
        "chatter_user_id": "3",
        "chatter_user_login": "v",
        "chatter_user_name": "V",
        "chatter_is_anonymous": False,
    }
    message = {"text": "Hi", "fragments": None}
    badges = [{"set_id": "vip", "id": "1", "info": ""}, {"set_id": None, "id": "2"}]
    event = {"broadcaster_user_id": "1", "message_id": "m", "message": message, "badges": badges, **person}
    waiting = pending(notification(event, type="channel.chat.message"))

    assert ("Hi", (), ["vip"]) == (
        waiting.event().text,
        waiting.event().message.fragments,
        [badge.set_id for badge in waiting.event().badges],
    )
    ((error, raw),) = waiting.asides
    assert ("Badge", "$.badges[1].set_id", b'{"set_id":null,"id":"2"}') == (error.model, error.path, raw)


SOMETIME = at(100)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("online-1", at(0), "stream.online", "1")),
        ({"message_timestamp": None}, ("online-1", SOMETIME, "stream.online", "1")),
        ({"message_timestamp": ""}, ("online-1", SOMETIME, "stream.online", "1")),
        ({"message_timestamp": 1795636800}, ("online-1", SOMETIME, "stream.online", "1")),
        ({"message_timestamp": "2026-01-01T00:00:00"}, ("online-1", at(0), "stream.online", "1")),
        ({"message_timestamp": "2026-01-01T01:00:00+01:00"}, ("online-1", at(0), "stream.online", "1")),
        ({"message_timestamp": ...}, ("online-1", SOMETIME, "stream.online", "1")),
        ({"message_id": 5}, ("5", at(0), "stream.online", "1")),
        ({"message_id": ...}, ("", at(0), "stream.online", "1")),
        ({"subscription_version": 1}, ("online-1", at(0), "stream.online", "1")),
        ({"subscription_version": ...}, ("online-1", at(0), "stream.online", "")),
        ({"subscription_type": None}, ("online-1", at(0), "", "1")),
        ({"new": [1]}, ("online-1", at(0), "stream.online", "1")),
    ],
)
def test_odd_envelopes(changes, expected):
    """An odd envelope says what it can; what it is about is untouched."""
    message = json.loads(online())
    for name, value in changes.items():
        message["metadata"].pop(name, None)
        message["metadata"].update({} if value is ... else {name: value})
    text = json.dumps(message)
    waiting = Pending(decode_envelope(text, at=SOMETIME), text)

    assert expected == (waiting.message_id, waiting.timestamp, waiting.type, waiting.version)
    assert json.loads(online())["payload"]["event"] == json.loads(waiting.raw)


def test_half_a_character_in_an_event():
    """It is replaced, and nothing is lost for it."""
    waiting = pending(online().replace("Streamer", "Stream\\ud83d"))

    assert "Stream\N{REPLACEMENT CHARACTER}" == waiting.event().broadcaster_user_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (frame("session_welcome", {"session": {"id": 1}}), ("1", 10, None)),
        (frame("session_welcome", {"session": {"id": "s", "keepalive_timeout_seconds": "30"}}), ("s", 30, None)),
        (frame("session_reconnect", {"session": {"reconnect_url": "wss://x"}}), ("", 10, "wss://x")),
    ],
)
def test_no_more_is_demanded_than_is_used(text, expected):
    """A welcome is its session's id, a move its address."""
    session = decode_message(text).session

    assert expected == (session.id, session.keepalive_timeout_seconds or 10, session.reconnect_url)
    assert at(0) == session.connected_at


def test_a_revocation_is_an_id_and_a_status():
    """Whatever else its record lacks."""
    revoked = decode_message(frame("revocation", {"subscription": {"id": "s", "status": "user_removed"}}))

    assert ("s", "user_removed", {}) == (
        revoked.subscription.id,
        revoked.subscription.status,
        revoked.subscription.condition,
    )


def test_no_event():
    """A notification without event is a misfit."""
    with pytest.raises(DecodeError):
        pending(frame("notification", {"subscription": record()}, subscription_type="stream.online")).event()


def test_bad_text():
    """Bytes that are no UTF-8 are replaced, in the envelope and in the event."""
    odd = "\N{REPLACEMENT CHARACTER}"
    assert f"online-{odd}" == pending(online().encode().replace(b"online-1", b"online-\xff")).message_id
    event = pending(online().encode().replace(b"Streamer", b"Stream\xff")).event()
    assert f"Stream{odd}" == event.broadcaster_user_name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"metadata": {}, "payload": {}}',
        frame("session_welcome", {}),
        frame("session_welcome", {"session": {"id": None}}),
        frame("session_reconnect", {"session": {"id": "1", "reconnect_url": ""}}),
        frame("revocation", {}),
        frame("revocation", {"subscription": {"status": "user_removed"}}),
        frame("notification", {}),
        "[" * 100_000,
        notification([]).replace("[]", "[" * 100_000 + "]" * 100_000),
        "\ud800",
    ],
)
def test_malformed(text):
    """What is no message of Twitch's raises one kind of error."""
    with pytest.raises(DecodeError):
        decode_message(text)


def test_unknown_message_type():
    """A message type that is new is named."""
    with pytest.raises(DecodeError, match="unknown type 'session_farewell'"):
        decode_message(frame("session_farewell", {}))


def test_secret():
    """A session that does not decode is not shown, since it may hold an address to continue on."""
    with pytest.raises(DecodeError) as info:
        decode_message(frame("session_welcome", {"session": {"recovery_url": "wss://twitch/s3cret"}}))

    assert "s3cret" not in str(info.value)
    assert "s3cret" not in info.value.excerpt


@given(st.one_of(st.text(), st.binary()))
def test_any_text(text):
    """No text whatever raises anything else."""
    with pytest.raises(DecodeError):
        decode_message(text)


@given(st.data())
def test_any_damage(data):
    """Nor does a message with any byte changed."""
    sound = data.draw(st.sampled_from(SOUND))
    damaged = bytearray(sound)
    damaged[data.draw(st.integers(0, len(sound) - 1))] = data.draw(st.integers(0, 255))
    with suppress(DecodeError):
        decode_message(bytes(damaged))


def test_several_events():
    """Several events in one message are messages of their own; where one is expected, that is said."""
    ids = ["a", "b"]
    raw = batch(*ids)

    assert ids == [message.event.id for message in decode_messages(raw)]
    beside = raw.replace('"events":', '"event": null, "events":')
    assert raw != beside
    assert ids == [message.event.id for message in decode_messages(beside)]

    with pytest.raises(DecodeError, match=r"it has 2 events: decode_messages"):
        decode_message(raw)

    assert "a" == decode_message(batch("a")).event.id


@pytest.mark.parametrize("wrap", [lambda event: {"data": [event]}, lambda event: event], ids=["list", "plain"])
def test_wrapped(wrap):
    """An event may be told as the only one of a list, as one of Twitch's examples is."""
    event = json.loads(online())["payload"]["event"]

    assert "1" == decode_message(notification(wrap(event))).event.id


@pytest.mark.parametrize("event", [{"data": []}, {"data": [{}, {}]}, {"data": {}}, {"data": [7]}], ids=str)
def test_not_wrapped(event):
    """What is no event is none in a list either."""
    with pytest.raises(DecodeError):
        decode_message(notification(event))
