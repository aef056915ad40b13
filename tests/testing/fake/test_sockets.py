"""EventSub sessions: their life, their troubles, and the log of what was read."""

from __future__ import annotations

import json

import pytest
import trio


def kinds(messages):
    """Their types."""
    return [message.message_type for message in messages]


async def test_welcome_comes_first(caller, fake):
    """The welcome names the session and the keepalive time."""
    session = (await (await caller.socket()).next())["payload"]["session"]

    assert {
        "id": fake.sockets[0].session_id,
        "status": "connected",
        "connected_at": session["connected_at"],
        "keepalive_timeout_seconds": 10,
        "reconnect_url": None,
        "recovery_url": None,
    } == session


async def test_keepalive_when_nothing_else(subscribed, autojump_clock):
    """Keepalives come in silence only, counted from the last message."""
    message = await subscribed.next()

    assert ("session_keepalive", 10.0) == (message["metadata"]["message_type"], trio.current_time())


async def test_event_defers_keepalive(subscribed, fake, autojump_clock):
    """An event takes the place of a keepalive."""
    await trio.sleep(7)
    fake.say("streamer", "viewer", "hi")
    await subscribed.event()
    await subscribed.next()

    assert 17.0 == trio.current_time()


@pytest.mark.parametrize(("asked", "given"), [("5", 10), ("45", 45), ("6000", 600)])
async def test_keepalive_is_clamped(caller, fake, asked, given):
    """The client may ask for 10 to 600 seconds; other numbers become the nearest."""
    url = f"{fake.endpoints.eventsub_websocket}?keepalive_timeout_seconds={asked}"
    message = await (await caller.socket(url)).next()

    assert given == message["payload"]["session"]["keepalive_timeout_seconds"]


@pytest.mark.parametrize(
    ("resource", "status"), [(b"/ws?keepalive_timeout_seconds=soon", b"400"), (b"/elsewhere", b"404")]
)
async def test_bad_request_is_rejected(raw_socket, resource, status):
    """Neither another path nor a keepalive time that is no number."""
    stream = await raw_socket(resource)

    assert (await stream.receive_some()).startswith(b"HTTP/1.1 " + status)


async def test_no_request_no_session(fake, caller):
    """A connection that never becomes a WebSocket is nothing."""
    stream = await fake.network.dial(fake.endpoints.eventsub_websocket)
    await stream.send_all(b"GET /ws")
    await stream.aclose()
    await trio.testing.wait_all_tasks_blocked()

    assert [] == fake.sockets


async def test_unused_session_is_closed(socket, autojump_clock):
    """Ten seconds without a subscription: 4003."""
    code = await socket.close_code()

    assert (4003, 10.0) == (code, trio.current_time())


async def test_session_whose_last_subscription_went_is_unused(caller, subscribed, fake, autojump_clock):
    """The ten seconds run again after the last subscription is deleted."""
    await trio.sleep(5)
    await caller("DELETE", "/eventsub/subscriptions", params={"id": fake.sockets[0].subscriptions[0].id})
    code = await subscribed.close_code()

    assert (4003, 15.0) == (code, trio.current_time())


async def test_inbound_traffic_is_refused(caller, subscribed, fake):
    """A client may not send messages: 4001, and the subscription says so."""
    await subscribed.ws.send_message("hello?")
    code = await subscribed.close_code()
    reply = await caller("GET", "/eventsub/subscriptions")

    assert 4001 == code
    assert ["websocket_received_inbound_traffic"] == [s["status"] for s in reply.json()["data"]]


async def test_missing_pong_is_refused(caller, fake, chat, raw_socket, autojump_clock):
    """A client that never answers a ping is closed with 4002."""
    stream = await raw_socket()
    await trio.testing.wait_all_tasks_blocked()
    transport = {"method": "websocket", "session_id": fake.sockets[0].session_id}
    body = {"type": "channel.chat.message", "version": "1", "condition": chat, "transport": transport}
    await caller("POST", "/eventsub/subscriptions", json=body)
    received = b""
    while data := await stream.receive_some():
        received += data

    assert b"Client failed ping-pong" in received
    assert 45.0 == trio.current_time()


async def test_answered_ping_keeps_the_session(subscribed, fake, autojump_clock):
    """A client that answers pings lives on."""
    with trio.move_on_after(200):
        await subscribed.close_code()

    assert fake.sockets


async def test_client_ping_is_answered(subscribed):
    """Pings are allowed, and answered."""
    with trio.fail_after(1):
        await subscribed.ws.ping(b"hello")


async def test_client_close_ends_the_subscriptions(caller, subscribed, fake):
    """A goodbye is answered and leaves the subscriptions listed as disconnected."""
    await subscribed.ws.aclose(1001, "bye")
    assert 1001 == subscribed.ws.closed.code
    await trio.testing.wait_all_tasks_blocked()
    data = (await caller("GET", "/eventsub/subscriptions")).json()["data"]

    assert [] == fake.sockets
    assert ["websocket_disconnected"] == [s["status"] for s in data]
    assert "disconnected_at" in data[0]["transport"]


async def test_drop_loses_what_was_not_read(subscribed, fake):
    """A cut connection ends without a close frame; what the client had not taken is unread."""
    fake.say("streamer", "viewer", "read")
    await subscribed.event()
    fake.say("streamer", "viewer", "lost")
    fake.sockets[0].drop()
    code = await subscribed.close_code()
    (record,) = fake.read_log()

    assert 1006 == code
    assert ["session_welcome", "notification"] == kinds(record.read)
    assert ["lost"] == [m.json["payload"]["event"]["message"]["text"] for m in record.unread]
    assert record.closed_at is not None


async def test_silence(caller, subscribed, fake, autojump_clock):
    """A silent connection stays, and events for it are noted as missed."""
    fake.sockets[0].silence()
    fake.say("streamer", "viewer", "swallowed")
    with trio.move_on_after(500) as scope:
        await subscribed.next()
    (record,) = fake.read_log()

    assert scope.cancelled_caught
    assert ["swallowed"] == [m.json["payload"]["event"]["message"]["text"] for m in record.missed]
    assert fake.sockets


async def test_silent_session_ends_when_the_client_goes(caller, subscribed, fake, autojump_clock):
    """Nothing is answered, but the client's going away is noticed."""
    fake.sockets[0].silence()
    with trio.move_on_after(1):
        await subscribed.ws.aclose()
    await trio.aclose_forcefully(subscribed.ws._stream)
    await trio.testing.wait_all_tasks_blocked()

    assert [] == fake.sockets


@pytest.mark.parametrize(
    ("code", "status"),
    [(4000, "websocket_internal_error"), (4005, "websocket_network_timeout"), (1012, "websocket_disconnected")],
)
async def test_close(caller, subscribed, fake, code, status):
    """Any close code can be had; the subscriptions' status fits it."""
    fake.sockets[0].close(code)
    seen = await subscribed.close_code()
    reply = await caller("GET", "/eventsub/subscriptions", params={"status": status})

    assert code == seen
    assert 1 == reply.json()["total"]


async def test_client_that_does_not_answer_a_close_is_cut(fake, raw_socket, autojump_clock):
    """Five seconds after the close frame the connection is closed whatever the client does."""
    stream = await raw_socket()
    await trio.testing.wait_all_tasks_blocked()
    fake.sockets[0].close(4000)
    while await stream.receive_some():
        pass

    assert 5.0 == trio.current_time()


async def test_reconnect_moves_the_subscriptions(caller, subscribed, fake, autojump_clock):
    """Events come on the old session until the new one is welcomed, and on the new one then."""
    fake.sockets[0].reconnect(welcome_delay=2.0)
    session = (await subscribed.next())["payload"]["session"]
    moved = await caller.socket(session["reconnect_url"])
    await trio.sleep(1)
    fake.say("streamer", "viewer", "before")
    assert "before" == (await subscribed.event())["message"]["text"]
    await moved.next()
    fake.say("streamer", "viewer", "after")
    assert "after" == (await moved.event())["message"]["text"]
    code = await subscribed.close_code()

    assert ("reconnecting", None) == (session["status"], session["keepalive_timeout_seconds"])
    assert (4004, 30.0) == (code, trio.current_time())
    assert [moved.session_id] == [s.session_id for s in fake.sockets]


async def test_reconnect_takes_further_subscriptions(caller, subscribed, fake):
    """A session whose subscriptions have moved on takes no more."""
    fake.sockets[0].reconnect()
    session = (await subscribed.next())["payload"]["session"]
    moved = await caller.socket(session["reconnect_url"])
    await moved.next()
    condition = {"broadcaster_user_id": fake.user("streamer").id}
    body = {"type": "stream.online", "version": "1", "condition": condition}
    answers = [
        await caller(
            "POST",
            "/eventsub/subscriptions",
            json={**body, "transport": {"method": "websocket", "session_id": socket.session_id}},
        )
        for socket in (subscribed, moved)
    ]

    assert [400, 202] == [answer.status_code for answer in answers]


async def test_reconnect_survives_an_early_end_of_the_old_session(caller, subscribed, fake):
    """Twitch keeps the subscriptions for the new session, even if the client leaves the old one too early."""
    fake.sockets[0].reconnect()
    session = (await subscribed.next())["payload"]["session"]
    await subscribed.ws.aclose()
    moved = await caller.socket(session["reconnect_url"])
    await moved.next()
    fake.say("streamer", "viewer", "here")

    assert "here" == (await moved.event())["message"]["text"]


async def test_reconnect_that_nobody_follows(caller, subscribed, fake, autojump_clock):
    """After the grace time the subscriptions failed to reconnect, and the address is no good."""
    fake.sockets[0].reconnect(grace=5.0)
    url = (await subscribed.next())["payload"]["session"]["reconnect_url"]
    code = await subscribed.close_code()
    (listed,) = (await caller("GET", "/eventsub/subscriptions")).json()["data"]
    late = await caller.socket(url)
    await trio.sleep(1)
    code = await late.close_code()

    assert "websocket_failed_to_reconnect" == listed["status"]
    assert 4007 == code


async def test_duplicate(subscribed, fake):
    """Notifications come again with their message ids, and count as read twice."""
    fake.say("streamer", "viewer", "one")
    fake.say("streamer", "viewer", "two")
    fake.sockets[0].duplicate(2)
    ids = [(await subscribed.next())["metadata"]["message_id"] for _ in range(4)]

    assert ids[:2] == ids[2:]
    assert ids == [m.message_id for m in fake.read_log()[0].read[1:]]


async def test_delay(subscribed, fake, autojump_clock):
    """What is sent during a delay comes after it, in order."""
    fake.sockets[0].delay(3.0)
    fake.say("streamer", "viewer", "late")
    event = await subscribed.event()

    assert ("late", 3.0) == (event["message"]["text"], trio.current_time())


async def test_bad_frame_breaks_the_connection(subscribed, fake):
    """Bytes that are no frame end the session at the client."""
    fake.faults.bad_frame(fake.sockets[0])

    assert 1002 == await subscribed.close_code()


async def test_bad_message(subscribed, fake):
    """A text that is no JSON arrives as it is."""
    fake.faults.bad_message(fake.sockets[0])

    with pytest.raises(json.JSONDecodeError):
        await subscribed.next()


async def test_refused_sockets(caller, fake, autojump_clock):
    """Dialling fails as often, or for as long, as was ordered."""
    fake.faults.refuse_sockets(times=1)
    with pytest.raises(ConnectionRefusedError):
        await caller.socket()
    await caller.socket()
    fake.faults.refuse_sockets(seconds=5)
    with pytest.raises(ConnectionRefusedError):
        await caller.socket()
    await trio.sleep(5)
    await caller.socket()

    assert 2 == len(fake.sockets)


async def test_half_a_frame_is_not_read(fake, raw_socket, autojump_clock):
    """A message counts as read when its last byte is taken, not before."""
    stream = await raw_socket()
    received = b""
    while b"\r\n\r\n" not in received:
        received += await stream.receive_some(1)
    await trio.testing.wait_all_tasks_blocked()
    read = []
    while not read:
        await stream.receive_some(1)
        before, read = read, kinds(fake.read_log()[0].read)

    assert ([], ["session_welcome"]) == (before, read)
    assert () == fake.read_log()[0].unread
