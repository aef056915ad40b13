"""A journal sent again: to whom, when, and who is made for it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from twitchtrio import ChannelChatMessage, StreamOnline, UnknownEvent
from twitchtrio.errors import SubscriptionRevokedError
from twitchtrio.testing import FakeTwitch, Replayed, open_test_bot

CHANNEL = {"broadcaster_user_id": "555"}
EVENT = {
    "id": "1",
    "broadcaster_user_id": "555",
    "broadcaster_user_login": "somechannel",
    "broadcaster_user_name": "SomeChannel",
    "type": "live",
    "started_at": "2026-01-01T00:00:00Z",
}


def message(
    event: Mapping[str, Any] | None,
    *,
    type: str = "stream.online",
    condition: Mapping[str, str] = CHANNEL,
    status: str = "enabled",
    second: int = 0,
) -> dict[str, Any]:
    """A line of a journal; without an event a revocation."""
    subscription = {"type": type, "version": "1", "condition": condition, "status": status}
    kind = "revocation" if event is None else "notification"
    metadata = {"message_type": kind, "message_timestamp": f"2026-01-01T00:00:{second:02}Z"}
    payload = {"subscription": subscription} if event is None else {"subscription": subscription, "event": event}
    return {"kind": "message", "metadata": metadata, "payload": payload}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path / "journal.jsonl"


def write(path: Path, *lines: Mapping[str, Any]) -> None:
    """Make a journal."""
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")


async def test_distances(path: Path, autojump_clock: MockClock) -> None:
    """Messages come at their distances in time, divided by the speed; gaps and what was lost are passed over."""
    gap = {"kind": "gap", "start": "2026-01-01T00:00:00Z", "end": "2026-01-01T00:00:00Z", "subscriptions": []}
    lines = [message(EVENT | {"id": str(second)}, second=second) for second in (0, 8, 4)]
    write(path, gap, lines[0], {"kind": "lost", "count": 2}, *lines[1:])
    fake = FakeTwitch()
    fake.add_user("bot")
    (user,) = fake.add_recorded(path)
    async with fake.open(), open_test_bot(fake, "bot") as bot, bot.listen(StreamOnline, "somechannel") as events:
        for speed, seconds in ((1.0, 8.0), (4.0, 2.0), (math.inf, 0.0)):
            began = trio.current_time()
            assert Replayed(sent=3, unheard=0) == await fake.replay(path, speed=speed)
            assert seconds == pytest.approx(trio.current_time() - began)
            assert ["0", "8", "4"] == [(await events.receive()).id for _ in range(3)]

    assert ("555", "somechannel", "SomeChannel") == (user.id, user.login, user.display_name)
    assert [] == fake.add_recorded(path)


@pytest.mark.parametrize("login", ["mybot", "other"])
async def test_listeners(login: str, path: Path, autojump_clock: MockClock) -> None:
    """Where several listened, each gets their own again, and who was not among them what the first one got."""
    chat: dict[str, Any] = {"type": "channel.chat.message"}
    write(
        path,
        message(EVENT | {"of": "first"}, condition=CHANNEL | {"user_id": "901"}, **chat),
        message(EVENT | {"of": "mybot"}, condition=CHANNEL | {"user_id": "902"}, **chat),
    )
    fake = FakeTwitch()
    fake.add_user("mybot", id="902")
    fake.add_user("other")
    fake.add_recorded(path)
    async with fake.open(), open_test_bot(fake, login) as bot, bot.listen(ChannelChatMessage, "somechannel"):
        assert Replayed(sent=1, unheard=1) == await fake.replay(path)
        await trio.sleep(1)
    sent = [each.json["payload"] for each in fake.read_log()[0].read if each.message_type == "notification"]

    assert [{"mybot": "mybot", "other": "first"}[login]] == [each["event"]["of"] for each in sent]
    assert [fake.user(login).id] == [each["subscription"]["condition"]["user_id"] for each in sent]


async def test_new_type(path: Path, autojump_clock: MockClock) -> None:
    """Types that the fake does not know it learns; a revocation is one again."""
    new: dict[str, Any] = {"type": "channel.brand_new"}
    write(path, message({"a": 1.50}, **new), message(None, status="version_removed", **new), message({"a": 2}, **new))
    fake = FakeTwitch()
    fake.add_user("bot")
    (user,) = fake.add_recorded(path)
    wanted = UnknownEvent.where("channel.brand_new", "1", CHANNEL)
    async with fake.open(), open_test_bot(fake, "bot") as bot, bot.listen(wanted) as events:
        assert Replayed(sent=2, unheard=1) == await fake.replay(path)
        assert b'{"a": 1.5}' == (await events.receive()).raw
        with pytest.raises(SubscriptionRevokedError, match="version_removed"):
            await events.receive()

    assert "user555" == user.login


def test_users(path: Path) -> None:
    """All who are named are made, but who has a name or an id already, keeps it; new ids pass by the taken ones."""
    people = {
        "chatter_user_id": "1001", "chatter_user_login": "Viewer", "chatter_user_name": "Viewer",
        "reply": [{"parent_user_id": "7", "parent_user_login": "parent", "parent_user_name": "Parent"}],
        "user_id": "8", "user_login": "bot", "user_name": "Bot", "anonymous_user_id": None,
    }  # fmt: skip
    write(path, message(EVENT | people))
    fake = FakeTwitch()
    fake.add_user("bot", id="42")

    assert ["somechannel", "viewer", "parent"] == [user.login for user in fake.add_recorded(path)]
    assert ("42", "1002") == (fake.user("bot").id, fake.add_user("new").id)


@pytest.mark.parametrize(("login", "id"), [("somechannel", "1"), ("other", "555")])
def test_somebody_else(login: str, id: str, path: Path) -> None:
    """A channel that cannot have the id that it had is told, since nobody would hear of it."""
    write(path, message(EVENT))
    fake = FakeTwitch()
    fake.add_user(login, id=id)
    with pytest.raises(ValueError, match=r"about 'somechannel' with the id 555, but the fake has"):
        fake.add_recorded(path)


@pytest.mark.parametrize("speed", [0, -1, math.nan])
async def test_speed(speed: float, path: Path) -> None:
    """There are speeds at which nothing would come."""
    write(path)
    with pytest.raises(ValueError, match="speed="):
        await FakeTwitch().replay(path, speed=speed)


async def test_nothing(path: Path) -> None:
    """A journal with nothing in it is over at once; what is not there is told."""
    write(path)
    assert Replayed(sent=0, unheard=0) == await FakeTwitch().replay(path)
    with pytest.raises(FileNotFoundError):
        await FakeTwitch().replay(path.with_name("none"))
