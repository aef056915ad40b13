"""Events as lines."""

import json
import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from twitchtrio.cli._events import as_json, as_text
from twitchtrio.cli._output import clock, duration, note, printable, say
from twitchtrio.errors import DecodeError
from twitchtrio.eventsub import Gap, Misfit, StreamOnline, decode_message

EPOCH = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def _notification(type, version, condition, event):
    subscription = {
        "id": "s",
        "status": "enabled",
        "type": type,
        "version": version,
        "condition": condition,
        "created_at": EPOCH.isoformat(),
        "transport": {"method": "websocket", "session_id": "x"},
        "cost": 0,
    }
    metadata = {
        "message_id": "m",
        "message_type": "notification",
        "message_timestamp": EPOCH.isoformat(),
        "subscription_type": type,
        "subscription_version": version,
    }
    return decode_message(
        json.dumps({"metadata": metadata, "payload": {"subscription": subscription, "event": event}}, indent=1)
    )


def _who(prefix, login):
    return {f"{prefix}_id": "7", f"{prefix}_login": login, f"{prefix}_name": login.title()}


def _chat(text):
    event = {
        **_who("broadcaster_user", "tinkershop"),
        **_who("chatter_user", "mira"),
        "message_id": "m",
        "message": {"text": text, "fragments": [{"type": "text", "text": text}]},
        "message_type": "text",
        "badges": [],
        "color": "",
        "new_field": {"kept": True},
    }
    return _notification("channel.chat.message", "1", {"broadcaster_user_id": "7", "user_id": "8"}, event)


def test_of_several():
    """Where there are several channels, it is told which one it is."""
    assert as_text(_chat("hello"), of_several=True).endswith("  tinkershop  Mira: hello")
    assert as_text(MISFIT, of_several=True) == as_text(MISFIT)


GAP = Gap(start=EPOCH, end=EPOCH, subscriptions=(StreamOnline.where(broadcaster_user_id="7"),))
MISFIT = Misfit(
    type="stream.online",
    version="1",
    message_id="m",
    raw=b'{\n "id": 7\n}',
    error=DecodeError("Expected `str`, got `int`", model="StreamOnline", path="$.id"),
)


def test_json():
    """A line holds the event as Twitch sent it, fields that no class knows included."""
    line = json.loads(as_json(_chat("hello\nworld")))

    assert line["kind"] == "event"
    assert (line["type"], line["version"], line["message_id"]) == ("channel.chat.message", "1", "m")
    assert line["condition"] == {"broadcaster_user_id": "7", "user_id": "8"}
    assert datetime.fromisoformat(line["timestamp"]) == EPOCH
    assert line["event"]["message"]["text"] == "hello\nworld"
    assert line["event"]["new_field"] == {"kept": True}


def test_json_gap():
    """A gap tells its time and its subscriptions."""
    line = json.loads(as_json(GAP))

    assert line["kind"] == "gap"
    assert line["subscriptions"] == [
        {"type": "stream.online", "version": "1", "condition": {"broadcaster_user_id": "7"}}
    ]


def test_json_misfit():
    """An event that fits no class is told with what is wrong about it."""
    line = json.loads(as_json(MISFIT))

    assert (line["kind"], line["event"]) == ("misfit", {"id": 7})
    assert "$.id" in line["error"]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"ping", "ping"),
        (b"", ""),
        (b"[1,2", "[1,2"),
        (b'{"metadata":{}}junk', '{"metadata":{}}junk'),
        (b"[" * 3000, "[" * 3000),
        (b'"\\ud83d"', '"\\ud83d"'),
        (b'"\xff"', "\ufffd"),
        (b"\xff", "\ufffd"),
        (b"\x00\n", "\x00\n"),
        (b"NaN", "NaN"),
        (b'{"a": 1e999}', {"a": math.inf}),
    ],
)
def test_no_json(raw, told):
    """What is no JSON is told as a text."""
    misfit = evolve(MISFIT, raw=raw)

    assert told == json.loads(as_json(misfit))["event"]
    assert len(as_text(misfit).splitlines()) == 1


@pytest.mark.parametrize("event", [5, None, "x", [], ["a"], True])
def test_event_that_is_no_object(event):
    """An event of a type without a class may be anything."""
    notification = _notification("brand.new", "1", {}, event)

    assert event == json.loads(as_json(notification))["event"]
    assert as_text(notification) == f"{clock(EPOCH)}  brand.new  {json.dumps(event)}"


@pytest.mark.parametrize(("year", "hours"), [(1, 23), (9999, -23)])
def test_clock_at_the_end_of_all_times(year, hours):
    """Twitch writes the year 1 where it knows no time; that is no error, wherever the reader is."""
    time = datetime(year, 1 if year == 1 else 12, 1 if year == 1 else 31, 12, tzinfo=timezone(timedelta(hours=hours)))

    assert clock(time) == "12:00:00"


@pytest.mark.parametrize("item", [_chat("a\r\nb"), GAP, MISFIT], ids=["event", "gap", "misfit"])
@pytest.mark.parametrize("write", [as_json, as_text])
def test_one_line(write, item):
    """Whatever comes is one line."""
    assert len(write(item).splitlines()) == 1


def test_text_chat():
    """A chat message is told as chat."""
    assert as_text(_chat("hello")) == f"{clock(EPOCH)}  Mira: hello"


def test_text_other():
    """Other events tell names rather than ids, and nothing that is always the same."""
    event = {
        **_who("broadcaster_user", "tinkershop"),
        **_who("user", "mira"),
        "tier": "1000",
        "is_gift": False,
        "x": "",
    }

    line = as_text(_notification("brand.new", "1", {"broadcaster_user_id": "7"}, event))

    assert line == f"{clock(EPOCH)}  brand.new  user_name=Mira  tier=1000  is_gift=false"


def test_text_short():
    """Long values are cut."""
    line = as_text(_notification("brand.new", "1", {}, {"poll": {"choices": ["a" * 100]}}))

    assert line.endswith("…")
    assert len(line) < 100


@given(st.text())
def test_printable(text):
    """Nothing that is left moves a cursor, changes a colour or turns the direction of writing."""
    shown = printable(text)

    assert len(shown) == len(text)
    assert not set(shown) & set(map(chr, [*range(32), *range(127, 160), 0x202E, 0x2066]))
    assert printable(shown) == shown


def test_printable_keeps():
    """Letters, spaces and emoji of several parts stay."""
    text = "Grüße an 木, שלום 👩‍🚀 ok"

    assert text == printable(text)


@pytest.mark.parametrize("tell", [note, say])
def test_told(tell, capsys):
    """What is told to a person may have several lines, and moves no cursor."""
    tell("Open https://twitch.example/\x1b[2J\nand enter A\u202eB\rC")

    assert "Open https://twitch.example/\ufffd[2J\nand enter A\ufffdB\ufffdC\n" == "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("seconds", "text"), [(5, "5 s"), (119, "119 s"), (120, "2 min"), (14400, "4 h"), (5_000_000, "58 d")]
)
def test_duration(seconds, text):
    """A length of time in the unit that tells most."""
    assert text == duration(seconds)
