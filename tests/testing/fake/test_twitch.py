"""The fake as a whole."""

from __future__ import annotations

import subprocess
import sys

import httpx
import pytest
import trio
from trio.testing import MockClock

import twitchtrio.testing
from twitchtrio.testing import FakeTwitch


async def test_body_error_leaves_as_itself(fake):
    """What the body raises is not wrapped."""
    error = KeyError("mine")
    with pytest.raises(KeyError) as caught:
        async with fake.open():
            await fake.network.dial(fake.endpoints.eventsub_websocket)
            raise error

    assert error is caught.value


async def test_timeout_around_the_fake(fake, autojump_clock):
    """A timeout outside is a timeout, in the body and around it."""
    with pytest.raises(trio.TooSlowError):
        with trio.fail_after(5):
            async with fake.open():
                await trio.sleep_forever()
    with pytest.raises(trio.TooSlowError):
        async with fake.open():
            with trio.fail_after(5):
                await trio.sleep_forever()


async def test_own_mistake_is_loud(fake, monkeypatch):
    """A task of the fake that fails ends the body, with its own error."""

    async def broken(stream):
        await trio.lowlevel.checkpoint()
        raise ZeroDivisionError

    monkeypatch.setattr(fake.eventsub, "serve", broken)
    with pytest.RaisesGroup(ZeroDivisionError):
        async with fake.open():
            await fake.network.dial(fake.endpoints.eventsub_websocket)
            await trio.sleep_forever()


async def test_closed(fake):
    """Outside of `open` nothing can be reached."""
    with pytest.raises(RuntimeError):
        _ = fake.network
    async with fake.open():
        network = fake.network
    with pytest.raises(ConnectionRefusedError):
        await network.dial(fake.endpoints.eventsub_websocket)
    async with httpx.AsyncClient(transport=network.http) as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(fake.endpoints.helix)


async def test_leaving_cuts(fake):
    """A client that is still connected when the fake closes is cut."""
    async with fake.open():
        stream = await fake.network.dial(fake.endpoints.eventsub_websocket)
        await trio.testing.wait_all_tasks_blocked()
    with pytest.raises(trio.BrokenResourceError):
        await stream.send_all(b"x")


async def test_other_addresses_lead_nowhere(fake):
    """The dialler knows the fake's own address only."""
    async with fake.open():
        with pytest.raises(ConnectionRefusedError):
            await fake.network.dial("wss://eventsub.wss.twitch.tv/ws")


def test_users(fake):
    """Logins and ids belong to one user; nobody is made up."""
    user = fake.add_user("Fan", id="7", broadcaster_type="partner")

    assert ("7", "fan", "Fan", "7") == (user.id, user.login, user.display_name, user.user_id)
    assert user is fake.user("FAN") is fake.user(user)
    with pytest.raises(ValueError, match="already"):
        fake.add_user("fan")
    with pytest.raises(ValueError, match="already"):
        fake.add_user("other", id="7")
    with pytest.raises(LookupError, match="add_user"):
        fake.user("ghost")
    with pytest.raises(LookupError, match="no message"):
        fake.say("streamer", "fan", "hi", reply_to="nothing")


def test_request_log(fake):
    """Requests can be counted, filtered and forgotten."""

    async def main():
        async with fake.open(), httpx.AsyncClient(transport=fake.network.http) as http:
            await http.get(f"{fake.endpoints.helix}/users?id=1")
            await http.post(f"{fake.endpoints.oauth}/token", data={"client_id": "x"})

    trio.run(main)

    assert (2, 1, 1) == (
        len(fake.requests),
        fake.requests.count("POST", "/oauth2/token"),
        fake.requests.count(status=401),
    )
    assert (("id", "1"),) == fake.requests[0].query
    assert [401, 400] == [entry.status for entry in fake.requests]
    assert 1 == len(fake.requests[1:])
    assert "client_id" not in repr(fake.requests[1])
    fake.requests.clear()
    assert 0 == fake.requests.count()


def test_same_every_time():
    """Ids, tokens and times do not change from run to run, nor with the clock's base."""

    def run(clock):
        fake = FakeTwitch()
        fake.add_user("bot")
        grant = fake.grant("bot")

        async def main():
            await trio.lowlevel.checkpoint()
            return (fake.clock.now(), grant.access_token, fake.clock.stamp(), fake.say("bot", "bot", "hi"))

        return trio.run(main, clock=clock)

    later = MockClock()
    later.jump(5000)

    assert run(MockClock()) == run(later)
    assert "2026-01-01T00:00:00.000000000Z" == run(MockClock())[2]


def test_lazy():
    """Importing the package imports neither server nor fake."""
    code = (
        "import sys, twitchtrio.testing as t;"
        "print([m for m in ('starlette', 'hypercorn', 'twitchtrio.testing.fake') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == result.stdout.strip()


def test_names():
    """What is promised is there, nothing else."""
    for name in twitchtrio.testing.__all__:
        assert name == getattr(twitchtrio.testing, name).__name__
    with pytest.raises(AttributeError):
        _ = twitchtrio.testing.nothing
