"""`twitchtrio fake`."""

import contextlib
import json
import socket
import urllib.request

import attrs
import pytest
import trio

from twitchtrio import Endpoints
from twitchtrio.auth.logins import Logins
from twitchtrio.stores import SQLiteStore
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
