"""`twitchtrio fake`."""

import contextlib
import json
import socket
import urllib.request

import attrs
import pytest
import trio

from twitchtrio import Endpoints, StreamOnline
from twitchtrio.auth.logins import Logins
from twitchtrio.cli import fake as command
from twitchtrio.stores import SQLiteStore
from twitchtrio.testing import FakeTwitch, open_test_bot
from twitchtrio.testing.fake.replay import Recording
from twitchtrio.tokens import UserToken


@pytest.fixture
def served(start):
    """A running `twitchtrio fake` and what it said of itself."""
    program = start("fake", "--port", "0")
    program.line()
    program.line()
    lines = iter(program.line, "")
    return program, {name.strip(): value for name, value in (line[2:].split("  ", 1) for line in lines)}


def _get(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read().decode()


def test_told(served):
    """It tells where everything is and who is there, and it is there; Ctrl-C is its normal end."""
    program, told = served
    told = {name: value.strip() for name, value in told.items()}
    url = told["Helix"].removesuffix("/helix")

    front = _get(url)
    assert json.loads(front)["endpoints"]["eventsub_websocket"] == told["EventSub"]
    assert "<form" in _get(told["Activation page"])
    assert told["Client id"] == "fake-client-id (public)"
    assert "mybot (user id 1001)" in told["Users"]
    assert "mod, in somechannel" == told["Moderator"]

    program.interrupt()
    code, out, err = program.end()
    assert (code, err) == (0, "")
    assert f"twitchtrio login --fake {url}" in out
    (line,) = [line for line in out.splitlines() if "FAKE = " in line]
    assert json.loads(front)["endpoints"] == attrs.asdict(eval(line.partition("FAKE = ")[2], {"Endpoints": Endpoints}))


def test_control(served):
    """The secret that it tells opens its control endpoints."""
    _, told = served
    url = told["Helix"].strip().removesuffix("/helix")
    words = {"broadcaster": "somechannel", "chatter": "viewer", "text": "!hello"}
    headers = {"Authorization": f"Bearer {told['Control secret'].strip()}", "Content-Type": "application/json"}

    _get(urllib.request.Request(f"{url}/control/say", json.dumps(words).encode(), headers))

    stats = json.loads(_get(urllib.request.Request(f"{url}/control/stats", headers=headers)))
    assert stats["result"]["messages"] == 1


async def test_people(monkeypatch):
    """Who chats in the tutorial is there, each as what they are there."""
    fake = FakeTwitch()
    monkeypatch.setattr(command, "FakeTwitch", lambda: fake)
    monkeypatch.setattr(command, "say", lambda text="": None)
    monkeypatch.setattr(command, "wait_interrupt", trio.lowlevel.checkpoint)

    await command._serve(0, None, 1.0)

    moderators = fake.channel("somechannel").moderators
    assert [False, False, True] == [fake.user(login).id in moderators for login in ("viewer", "friend", "mod")]


def test_interrupt_connected(served, start):
    """A program that is connected does not keep it from ending in good order."""
    program, told = served
    url = told["Helix"].strip().removesuffix("/helix")
    headers = {"Authorization": f"Bearer {told['Control secret'].strip()}", "Content-Type": "application/json"}
    grant = {"user": "mybot", "scopes": "user:read:chat"}
    pair = json.loads(_get(urllib.request.Request(f"{url}/control/grant", json.dumps(grant).encode(), headers)))
    token = UserToken(**pair["result"], scopes=["user:read:chat"], user_id="1001", login="mybot")
    logins = Logins(SQLiteStore(), oauth=f"{url}/oauth2", client_id="fake-client-id", owner="a test")
    trio.run(logins.save, "1001", token)
    listening = start("listen", "channel.chat.message", "somechannel", "--fake", url)
    assert listening.note().startswith("Listening")

    program.interrupt()

    code, _, err = program.end()
    assert (code, err) == (0, "")


@pytest.fixture
def taken():
    """A port that another program has, after one that nobody has."""
    with contextlib.ExitStack() as stack:
        while True:
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            port = listener.getsockname()[1]
            with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port - 1)):
                break
        yield port


@pytest.mark.parametrize("before", [0, 1], ids=["of HTTP", "of WebSockets"])
def test_port_taken(before, taken, twitchtrio):
    """A port that another program has is told, whichever of the two it is."""
    code, out, err = twitchtrio("fake", "--port", taken - before)

    assert (1, "") == (code, out)
    assert f"Error: Port {taken} cannot be had" in err
    assert 1 == err.count("\n")


def test_last_port(twitchtrio):
    """A port after which comes none for WebSockets is none to choose."""
    code, out, err = twitchtrio("fake", "--port", "65535")

    assert (2, "") == (code, out)
    assert "65534" in err


ONLINE = {
    "id": "1",
    "broadcaster_user_id": "555",
    "broadcaster_user_login": "recorded",
    "broadcaster_user_name": "Recorded",
    "type": "live",
    "started_at": "2026-01-01T00:00:00Z",
}


@pytest.fixture
def journal(tmp_path):
    """A journal in which a channel goes live twice, a minute apart."""
    subscription = {"type": "stream.online", "version": "1", "condition": {"broadcaster_user_id": "555"}}
    messages = [
        {
            "kind": "message",
            "metadata": {"message_type": "notification", "message_timestamp": f"2026-01-01T00:{minute}:00Z"},
            "payload": {"subscription": subscription, "event": ONLINE | {"id": minute}},
        }
        for minute in ("12", "13")
    ]
    path = tmp_path / "journal.jsonl"
    path.write_text("".join(json.dumps(message) + "\n" for message in messages))
    return path


def test_replay_told(journal, twitchtrio, monkeypatch):
    """Whoever is in a journal is there, and is told."""
    said = []
    monkeypatch.setattr(command, "say", lambda text="": said.append(text))
    monkeypatch.setattr(command, "wait_interrupt", trio.lowlevel.checkpoint)
    code, _, err = twitchtrio("fake", "--port", "0", "--replay", journal)

    assert (0, "") == (code, err)
    (users,) = [text for text in said if "Users " in text]
    assert "mybot (user id 1001)" in users
    assert "recorded (user id 555)" in users


async def test_replay(journal, autojump_clock, nursery, capsys):
    """Each program that comes to listen is sent what happened, once."""
    fake, recording = FakeTwitch(), Recording(journal)
    fake.add_user("bot")
    recording.add_to(fake.world, fake.eventsub.types)
    async with fake.open():
        await nursery.start(command._replay, fake, recording, 2.0)
        for _ in range(2):
            async with open_test_bot(fake, "bot") as bot, bot.listen(StreamOnline, "recorded") as events:
                began = trio.current_time()
                assert ["12", "13"] == [(await events.receive()).id for _ in range(2)]
                assert 31 == pytest.approx(trio.current_time() - began, abs=1)
                with trio.move_on_after(100):
                    pytest.fail(f"It came again: {await events.receive()}")
        nursery.cancel_scope.cancel()

    assert [
        "Somebody listens: replaying 2 messages.",
        "Replayed: 2 sent; 0 concerned nobody.",
    ] * 2 == capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("speed", ["0", "-1", "nan"])
def test_replay_speed(speed, journal, twitchtrio):
    """There are speeds at which nothing would come."""
    code, _, err = twitchtrio("fake", "--replay", journal, "--speed", speed)

    assert 2 == code
    assert "--speed" in err


def test_replay_nothing(journal, tmp_path, twitchtrio):
    """What is no journal is told, by its line."""
    journal.write_text("nonsense\n")
    for path, problem in ((journal, f"line 1 of {journal}"), (tmp_path / "none", "No such file")):
        code, out, err = twitchtrio("fake", "--port", "0", "--replay", path)

        assert (1, "") == (code, out)
        assert problem in err
