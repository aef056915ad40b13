"""Troubles over HTTP."""

from __future__ import annotations

import httpx
import pytest
import trio


@pytest.mark.parametrize("status", [401, 429, 500, 503])
async def test_status(caller, fake, status):
    """Any status, as often as ordered, and then no more."""
    fake.faults.http(status, times=2)
    statuses = [(await caller("GET", "/users")).status_code for _ in range(3)]

    assert [status, status, 200] == statuses


async def test_429_tells_when(caller, fake):
    """An ordered 429 has the headers that Twitch sends with it."""
    fake.faults.http(429)
    headers = (await caller("GET", "/users")).headers

    assert ("0", "1767225601") == (headers["ratelimit-remaining"], headers["ratelimit-reset"])


async def test_only_what_is_meant(caller, fake):
    """A path and a method narrow it down; message and headers can be chosen."""
    fake.faults.http(503, path="/helix/streams", method="GET", message="busy", headers={"Retry-After": "3"})
    other = await caller("GET", "/users")
    meant = await caller("GET", "/streams")

    assert 200 == other.status_code
    assert (503, "busy", "3") == (meant.status_code, meant.json()["message"], meant.headers["retry-after"])


async def test_wrong_json(caller, fake):
    """JSON that is no answer."""
    fake.faults.wrong_json(path="/helix/users")

    assert {"unexpected": [None]} == (await caller("GET", "/users")).json()["data"][0]


async def test_delay(caller, fake, autojump_clock):
    """Delays add up, and something else can happen after them."""
    fake.faults.delay(2)
    fake.faults.delay(3)
    fake.faults.http(500)
    reply = await caller("GET", "/users")

    assert (500, 5.0) == (reply.status_code, trio.current_time())
    assert 200 == (await caller("GET", "/users")).status_code


@pytest.mark.parametrize("after_handling", [False, True])
async def test_drop(caller, fake, chat, after_handling):
    """The connection is cut instead of an answer, before or after the deed was done."""
    fake.faults.drop(path="/helix/chat/messages", after_handling=after_handling)
    body = {"broadcaster_id": chat["broadcaster_user_id"], "sender_id": chat["user_id"], "message": "hi"}
    with pytest.raises(httpx.ReadError):
        await caller("POST", "/chat/messages", json=body)

    assert (1 if after_handling else 0) == len(fake.messages)
    assert None is fake.requests[-1].status


async def test_clear(caller, fake):
    """Everything ordered can be taken back."""
    fake.faults.http(500)
    fake.faults.refuse_sockets(times=1, seconds=5)
    fake.faults.linger = 5.0
    fake.faults.clear()
    await caller.socket()

    assert (200, 0.0) == ((await caller("GET", "/users")).status_code, fake.faults.linger)
