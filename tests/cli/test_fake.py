"""`twitchtrio fake`."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from urllib.parse import urlsplit

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
    assert told["Users"].startswith("mybot (1001), ")
    assert "mod, in somechannel" == told["Moderator"]

    program.interrupt()
    code, out, err = program.end()
    assert (code, err) == (0, "")
    assert f"  TWITCHTRIO_FAKE={url} python mybot.py" in out
    assert json.loads(front)["endpoints"] == attrs.asdict(Endpoints.fake(url))


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
    monkeypatch.setattr(trio, "sleep_forever", trio.lowlevel.checkpoint)

    await command._serve(0, None, 1.0)

    moderators = fake.channel("somechannel").moderators
    are = {login: fake.user(login).id in moderators for login in ("viewer", "friend", "mod", "mybot")}
    assert {"viewer": False, "friend": False, "mod": True, "mybot": True} == are


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
    monkeypatch.setattr(trio, "sleep_forever", trio.lowlevel.checkpoint)
    code, _, err = twitchtrio("fake", "--port", "0", "--replay", journal)

    assert (0, "") == (code, err)
    (users,) = [text for text in said if "Users " in text]
    assert "mybot (1001)" in users
    assert "recorded (555)" in users


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


BOT = """
from twitchtrio import Router, open_bot, run

router = Router()

@router.command()
async def hello(ctx):
    await ctx.reply(f"Hello {ctx.chatter}!")

async def main():
    async with open_bot("any-client-id") as bot:
        await bot.serve(router, "somechannel")

run(main)
"""


def test_play(start, tmp_path):
    """A program runs on it unchanged; what is typed happens, and all that happens is shown."""
    fake = start("fake", "--port", "0", stdin=subprocess.PIPE)
    url = fake.line().split()[5]
    port = urlsplit(url).port
    path = tmp_path / "mybot.py"
    path.write_text(BOT)
    environment = {**os.environ, "TWITCHTRIO_FAKE": url}
    bot = subprocess.Popen([sys.executable, path], env=environment, stderr=subprocess.PIPE, text=True)

    def until(*words):
        for line in iter(fake.process.stdout.readline, ""):
            if all(word in line for word in words):
                return
        pytest.fail(f"It ended before there was {words}.")

    def type_in(line):
        fake.process.stdin.write(f"{line}\n")
        fake.process.stdin.flush()

    with bot:
        until("POST /helix/eventsub/subscriptions", "202")
        type_in("viewer: !hello")
        until("chat", "viewer: !hello")
        until("chat", "mybot: Hello viewer!")
        type_in("/expire")
        type_in("friend: !hello")
        until("POST /oauth2/token", "200")
        until("chat", "mybot: Hello friend!")

        for words, problem in [("follow friend", ""), ("followw", "did you mean /follow"), ("close", "/close CODE")]:
            order = start("fake", "--port", port, "order", *words.split())
            code, out, err = order.end()
            assert (2 if problem else 0, "") == (code, out)
            assert problem in err
        until("event", "channel.follow, to 0 subscriptions")
        told = start("fake", "--port", port, "order", "user", "nobody").end()
        assert (1, "Error: the fake has no user 'nobody': /add_user nobody makes one.\n") == (told[0], told[2])
        assert {"id": "1003", "login": "viewer", "display_name": "viewer"} == json.loads(
            start("fake", "--port", port, "order", "user").end()[1]
        )

        type_in("/drop")
        until("POST /helix/eventsub/subscriptions", "202")
        type_in("mod: !hello")
        until("chat", "mybot: Hello mod!")
        bot.send_signal(signal.SIGINT)
        assert 130 == bot.wait(40)
        assert "EventSub of mybot is back." in bot.stderr.read()

    fake.interrupt()
    code, _, err = fake.end()
    assert 0 == code
    assert ["Done: expire.", "Done: drop, which gave 1."] == err.splitlines()
    code, _, err = start("fake", "--port", port, "order", "follow").end()
    assert (1, f"Error: No `twitchtrio fake` of yours runs on port {port}.\n") == (code, err)


def test_quiet(start):
    """It may be silent, and needs nobody to type."""
    fake = start("fake", "--port", "0", "--quiet", stdin=subprocess.DEVNULL)
    url = fake.line().split()[5]
    _get(f"{url}/")
    fake.interrupt()
    code, out, err = fake.end()

    assert (0, "") == (code, err)
    assert "request" not in out
