"""Waits for what does not happen."""

from __future__ import annotations

import math

import httpx
import pytest
import trio

ABOUT = "channel.chat.message (broadcaster_user_id='streamer', user_id='bot')"


@pytest.fixture
def post(caller, chat):
    """Posts a message of the bot."""
    ids = {"broadcaster_id": chat["broadcaster_user_id"], "sender_id": chat["user_id"]}
    return lambda text: caller("POST", "/chat/messages", json={**ids, "message": text})


async def missed(wait, *args, **more):
    """The lines of the error that a wait ends with, after so much time on the fake's clock."""
    began = trio.current_time()
    with pytest.raises(AssertionError) as caught:
        await wait(*args, **more)
    assert caught.value.__suppress_context__
    return trio.current_time() - began, str(caught.value).splitlines()


async def test_no_message(caller, socket, chat, post, autojump_clock):
    """What was said and dropped in the channel, what was asked, and who listens, is told."""
    fake = caller.fake
    fake.say("streamer", "viewer", "too early")
    await caller.subscribe(socket, "channel.chat.message", **chat)
    await trio.sleep(12.34)
    fake.say("streamer", "viewer", "!hello")
    fake.say("viewer", "viewer", "elsewhere")
    await post("hi")
    await trio.sleep(1)
    await post("hi")
    await fake.next_message("streamer", by="bot")
    fake.expire("bot")
    for _ in range(2):
        await post("again")
    took, lines = await missed(fake.next_message, "streamer", by="bot", within=20)

    assert [
        "No message by 'bot' appeared in 'streamer' within 20 s.",
        "Messages there:",
        "  'viewer' at 0.0 s: 'too early' (nobody listened)",
        "  'viewer' at 12.3 s: '!hello'",
        "  'bot' at 12.3 s: 'hi' (given out before)",
        "Dropped there:",
        "  'bot' at 13.3 s: 'hi' (msg_duplicate)",
        "Requests:",
        "  POST /helix/eventsub/subscriptions answered 202",
        "  POST /helix/chat/messages answered 200, 2 times",
        "  POST /helix/chat/messages answered 401 (Invalid OAuth token), 2 times",
        "Subscriptions:",
        f"  {ABOUT} enabled",
    ] == lines
    assert took == pytest.approx(20)


async def test_nobody_listens(caller, socket, chat, fake, autojump_clock):
    """After a minute it is told what was refused, and what has ended."""
    await caller.subscribe(socket, "channel.chat.message", **chat)
    fake.ban("streamer", "bot")
    await caller.subscribe(socket, "channel.chat.message", **chat)
    fake.faults.drop(path="/helix/users")
    with pytest.raises(httpx.HTTPError):
        await caller("GET", "/users")
    took, lines = await missed(fake.listening, "streamer")

    assert [
        "Nobody came to listen to channel.chat.message in 'streamer' within 60 s.",
        "Messages there: none",
        "Dropped there: none",
        "Requests:",
        "  POST /helix/eventsub/subscriptions answered 202",
        "  POST /helix/eventsub/subscriptions answered 403 (subscription missing proper authorization)",
        "  GET /helix/users was cut",
        "Subscriptions:",
        f"  {ABOUT} chat_user_banned",
    ] == lines
    assert took == pytest.approx(60)


async def test_long_stories(fake, autojump_clock):
    """Of much the last is told, and of a long text the beginning."""
    for number in range(30):
        fake.say("streamer", "viewer", f"{number:02} {'x' * 200}")
    _, lines = await missed(fake.next_message, "streamer", within=0.5)

    assert "No message that a program posted appeared in 'streamer' within 0.5 s." == lines[0]
    assert "  (10 earlier)" == lines[2]
    assert [f"'{number} {'x' * 97}...'" for number in range(10, 30)] == [
        line.partition(" s: ")[2].removesuffix(" (nobody listened)") for line in lines[3:23]
    ]


@pytest.mark.parametrize("seconds", [5, 60])
async def test_callers_limit(fake, autojump_clock, seconds):
    """A limit of the caller's that is no longer comes first."""
    for wait in (fake.next_message, fake.listening):
        with trio.move_on_after(seconds) as scope:
            await wait("streamer")
        assert scope.cancelled_caught


async def test_longer_waits(caller, chat, post, nursery, autojump_clock):
    """Some wait as long as it takes."""
    fake, got = caller.fake, []

    async def wait():
        await fake.listening("streamer", within=math.inf)
        got.append((round(trio.current_time()), "listening"))
        message = await fake.next_message("streamer", within=7200)
        got.append((round(trio.current_time()), message.text))

    nursery.start_soon(wait)
    await trio.sleep(1000)
    socket = await caller.socket()
    await socket.next()
    await caller.subscribe(socket, "channel.chat.message", **chat)
    await trio.sleep(7000)
    await post("at last")
    await trio.testing.wait_all_tasks_blocked()

    assert [(1000, "listening"), (8000, "at last")] == got


async def test_cancelled(fake, autojump_clock):
    """A cancelled wait is cancelled, whatever it waits for, and takes nothing."""
    with trio.CancelScope() as scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(fake.next_message, "streamer")
            nursery.start_soon(fake.listening, "streamer")
            await trio.sleep(1)
            scope.cancel()

    assert scope.cancelled_caught


async def test_served(fake):
    """By the machine's clock it is the same."""
    async with fake.serve():
        for wait in (fake.next_message, fake.listening):
            _, lines = await missed(wait, "streamer", within=0.001)
            assert lines[0].endswith("within 0.001 s.")
