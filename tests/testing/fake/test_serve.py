"""The fake over TCP."""

from __future__ import annotations

import email.utils
import json
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from urllib.parse import urlsplit

import httpx
import pytest
import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, wrap_client_stream

from twitchtrio import Endpoints
from twitchtrio.testing import FakeTwitch, ServedTwitch


@pytest.fixture
async def served(fake) -> AsyncGenerator[ServedTwitch]:
    """The fake, reachable over TCP."""
    async with fake.serve() as served:
        yield served


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    """A client that no proxy of this machine bothers."""
    async with httpx.AsyncClient(trust_env=False) as http:
        yield http


@pytest.fixture
def control(served: ServedTwitch, http):
    """Gives orders as another process would."""

    async def post(order: str, **body: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {served.control_secret}"}
        return await http.post(f"{served.control_url}/{order}", json=body, headers=headers)

    return post


@asynccontextmanager
async def websocket(url: str) -> AsyncGenerator[WebSocketConnection]:
    """A WebSocket whose stream is closed whatever happens, which trio-websocket forgets after a reset."""
    parts = urlsplit(url)
    stream = await trio.open_tcp_stream(parts.hostname, parts.port)
    async with stream, trio.open_nursery() as nursery:
        yield await wrap_client_stream(nursery, stream, parts.netloc, f"{parts.path}?{parts.query}")
        nursery.cancel_scope.cancel()


async def subscribe(served: ServedTwitch, http, fake: FakeTwitch, ws) -> httpx.Response:
    """Let a session have the chat messages."""
    session = json.loads(await ws.get_message())["payload"]["session"]
    token = fake.grant("bot", ("user:read:chat",)).access_token
    condition = {"broadcaster_user_id": fake.user("streamer").id, "user_id": fake.user("bot").id}
    transport = {"method": "websocket", "session_id": session["id"]}
    body = {"type": "channel.chat.message", "version": "1", "condition": condition, "transport": transport}
    headers = {"Authorization": f"Bearer {token}", "Client-Id": fake.client_id}
    return await http.post(served.endpoints.eventsub_subscriptions, json=body, headers=headers)


async def test_whole_way(served, http, fake, control):
    """A message said by another process arrives; a cut connection is noticed; the log knows both."""
    async with websocket(served.endpoints.eventsub_websocket) as ws:
        assert 202 == (await subscribe(served, http, fake, ws)).status_code
        said = await control("say", broadcaster="streamer", chatter="viewer", text="hi")
        event = json.loads(await ws.get_message())["payload"]["event"]
        dropped = await control("drop")
        with pytest.raises(ConnectionClosed):
            await ws.get_message()
    (record,) = fake.read_log()

    assert event["message_id"] == said.json()["result"]
    assert 1 == dropped.json()["result"]
    assert ["session_welcome", "notification"] == [m.message_type for m in record.read]


async def test_reconnect_over_tcp(served, http, fake, control):
    """The address to move to leads to the same server."""
    async with websocket(served.endpoints.eventsub_websocket) as ws:
        await subscribe(served, http, fake, ws)
        await control("reconnect", grace=5)
        url = json.loads(await ws.get_message())["payload"]["session"]["reconnect_url"]
        async with websocket(url) as moved:
            await moved.get_message()
            fake.say("streamer", "viewer", "hi")
            assert "notification" == json.loads(await moved.get_message())["metadata"]["message_type"]


async def test_control_needs_its_secret(served, http):
    """Without the secret of this run nobody gives orders."""
    without = await http.get(f"{served.control_url}/stats")
    wrong = await http.get(f"{served.control_url}/stats", headers={"Authorization": "Bearer guess"})

    assert (401, 401) == (without.status_code, wrong.status_code)
    assert served.control_secret not in repr(served)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b"5",
        b"{",
        b"[" * 100_000,
        b'{"user":{"$ne":1}}',
        b'{"user":{},"scopes":[]}',
        b'{"user":"bot","scopes":5}',
    ],
    ids=lambda body: body[:20].decode(),
)
async def test_orders_that_make_no_sense(body, served, http):
    """Whatever is ordered is answered, and nothing of it is a fault of the fake's."""
    headers = {"Authorization": f"Bearer {served.control_secret}", "Content-Type": "application/json"}
    for order in ("grant", "consent", "disconnect", "faults"):
        answer = await http.post(f"{served.control_url}/{order}", content=body, headers=headers)

        assert 400 == answer.status_code
        assert answer.json()["message"]


async def test_control(served, http, fake, control):
    """Tokens, consents, faults and closes can be ordered, mistakes are 400."""
    headers = {"Authorization": f"Bearer {served.control_secret}"}
    grant = (await control("grant", user="bot", scopes=["user:read:chat"])).json()["result"]
    assert fake.accounts.access(grant["access_token"]) is not None
    await control("expire", user="bot")
    assert fake.accounts.access(grant["access_token"]) is None
    await control("disconnect", user="bot")
    assert not fake.accounts.has_authorized(fake.client_id, fake.user("bot").id)
    device = await http.post(f"{served.endpoints.oauth}/device", data={"client_id": fake.client_id, "scopes": ""})
    assert 200 == (await control("consent", user_code=device.json()["user_code"], user="bot")).status_code
    await control("faults", kind="http", status=503, path="/helix/users")
    assert 503 == (await http.get(f"{served.endpoints.helix}/users")).status_code
    async with websocket(served.endpoints.eventsub_websocket) as ws:
        await ws.get_message()
        assert 1 == len((await http.get(f"{served.control_url}/stats", headers=headers)).json()["result"]["sockets"])
        assert 0 == (await control("close", session_id="elsewhere", code=4000)).json()["result"]
        assert 1 == (await control("silence")).json()["result"]
        assert 1 == (await control("close", code=4000)).json()["result"]
    mistakes = [await control("say", broadcaster="nobody", chatter="bot", text=""), await control("drop", session_id=3)]
    mistakes.append(await control("faults", kind="nothing"))

    assert [400, 400, 400] == [reply.status_code for reply in mistakes]


async def test_faults_are_twitchs(served, http, fake, control):
    """A fault happens to a request to Twitch; orders and the front page go on as if none were ordered."""
    await control("faults", kind="http", status=503, times=2)
    for path in ("/", "/control/stats", "/control/nothing", "/favicon.ico"):
        assert 503 != (await http.get(f"{served.url}{path}")).status_code
    said = await control("say", broadcaster="streamer", chatter="viewer", text="hi")

    assert (200, 1) == (said.status_code, len(fake.messages))
    for path in ("/helix/users", "/oauth2/validate"):
        assert 503 == (await http.get(f"{served.url}{path}")).status_code


async def test_no_such_kind_of_fault(control):
    """A kind that there is none of is answered by those that there are."""
    answer = await control("faults", kind="htp")

    assert 400 == answer.status_code
    assert "'htp', but http, wrong_json, delay, drop, refuse_sockets" in answer.json()["message"]


async def test_no_next_port(fake):
    """The last port has none after it for WebSockets, which is told."""
    with pytest.raises(ValueError, match="65534 is the highest"):
        async with fake.serve(port=65535):
            pass


async def test_the_machines_clock(served, http, fake):
    """A served fake's calendar is the machine's, in all that it tells."""
    now = time.time()
    reply = await http.get(f"{served.endpoints.helix}/users")
    async with websocket(served.endpoints.eventsub_websocket) as ws:
        welcome = json.loads(await ws.get_message())

    stamp = datetime.fromisoformat(welcome["metadata"]["message_timestamp"][:19] + "Z").timestamp()
    assert abs(stamp - now) < 60
    assert abs(email.utils.parsedate_to_datetime(reply.headers["date"]).timestamp() - now) < 60
    assert abs(datetime.fromisoformat(fake.clock.short_stamp()).timestamp() - now) < 60


DEEDS = {
    "add_app": {"client_id": "another"},
    "add_moderator": {"broadcaster": "streamer", "user": "bot", "lead": True},
    "add_subscription_type": {"type": "channel.brand_new", "condition": ["user_id"]},
    "add_user": {"login": "somebody", "display_name": "Somebody"},
    "announce": {"broadcaster": "streamer", "by": "bot", "text": "Here we go!"},
    "ban": {"broadcaster": "streamer", "user": "viewer", "seconds": 60},
    "clear_chat": {"broadcaster": "streamer"},
    "emit": {"type": "channel.update", "version": "2", "event": {}, "condition": {}, "checked": False},
    "end_subscription": {"user": "viewer", "broadcaster": "streamer"},
    "follow": {"user": "viewer", "broadcaster": "streamer"},
    "gift_subscriptions": {"user": None, "broadcaster": "streamer", "total": 5},
    "go_live": {"broadcaster": "streamer", "title": "On air", "viewers": 5},
    "go_offline": {"broadcaster": "streamer"},
    "raid": {"from_broadcaster": "streamer", "to_broadcaster": "viewer", "viewers": 5},
    "remove_moderator": {"broadcaster": "streamer", "user": "bot"},
    "resubscribe": {"user": "viewer", "broadcaster": "streamer", "text": "again"},
    "sample": {"type": "channel.ban", "version": "1", "broadcaster": "streamer", "user": "viewer"},
    "say": {"broadcaster": "streamer", "chatter": "viewer", "text": "Cheer100", "bits": 100, "badges": []},
    "share_chat": {"host": "streamer", "others": ["viewer"]},
    "shout_out": {"from_broadcaster": "streamer", "to_broadcaster": "viewer", "by": "bot"},
    "start_ad_break": {"broadcaster": "streamer", "seconds": 60},
    "subscribe": {"user": "viewer", "broadcaster": "streamer", "founder": True},
    "unban": {"broadcaster": "streamer", "user": "viewer"},
    "update_channel": {"broadcaster": "streamer", "title": "New"},
    "update_chat_settings": {"broadcaster": "streamer", "emote_mode": True},
    "update_user": {"user": "viewer", "description": "New"},
}


@pytest.mark.parametrize("deed", DEEDS)
async def test_all_that_people_do_can_be_ordered(deed, served, control):
    """Each deed is an order by its name, with its parameters; one more, or one of another type, is a mistake."""
    assert 400 == (await control(deed, **DEEDS[deed], whatever=[])).status_code
    for name in DEEDS[deed]:
        wrong = {**DEEDS[deed], name: [{}]}
        assert 400 == (await control(deed, **wrong)).status_code or name in {"title", "emote_mode", "badges"}
    assert 200 == (await control(deed, **DEEDS[deed])).status_code


async def test_emitted_over_http(served, control):
    """A sample can be ordered and emitted; what is not as Twitch sends it is refused with what is wrong with it."""
    asked = {"type": "channel.ban", "version": "1"}
    event = (await control("sample", **asked, broadcaster="viewer", reason="spam")).json()["result"]
    sent = await control("emit", **asked, event=event, condition={})
    wrong = await control("emit", **asked, event={**event, "reason": None}, condition={})

    assert ("viewer", "spam") == (event["broadcaster_user_login"], event["reason"])
    assert (200, {"result": 0}) == (sent.status_code, sent.json())
    assert (400, True) == (wrong.status_code, "reason is null; it should be a text" in wrong.text)


async def test_what_is_refused_has_not_happened(served, fake, control):
    """A mistake is told before anything is done."""
    said = {"broadcaster": "streamer", "chatter": "viewer"}
    for words in ({"text": 5}, {"text": "hi", "bits": "x"}, {"text": "hi", "badges": [{"id": 1}]}, {}):
        assert 400 == (await control("say", **said, **words)).status_code
    assert 400 == (await control("update_channel", broadcaster="streamer", title="New", mood="")).status_code

    assert [] == fake.messages
    assert "" == fake.channel("streamer").title


async def test_verification_address(served, http, fake):
    """The page where a viewer types a device code is on the same server."""
    device = await http.post(f"{served.endpoints.oauth}/device", data={"client_id": fake.client_id, "scopes": ""})
    address = device.json()["verification_uri"]
    page = await http.get(address)

    assert address.startswith(f"{served.url}/activate?")
    assert (200, True) == (page.status_code, fake.client_id in page.text)


async def test_cut_answer(served, http, fake):
    """A dropped request ends without its answer."""
    fake.faults.drop(path="/helix/users")
    with pytest.raises(httpx.TransportError):
        await http.get(f"{served.endpoints.helix}/users")

    assert None is fake.requests[0].status


async def test_gone_before_the_end(served, fake, capfd):
    """Who goes away in the middle of a request is no error of the server's."""
    address = urlsplit(served.url)
    for _ in range(3):
        async with await trio.open_tcp_stream(address.hostname, address.port) as stream:
            await stream.send_all(b"POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\ngrant")
            await trio.sleep(0.01)
    await trio.sleep(0.1)

    assert () == tuple(fake.requests)
    assert "" == capfd.readouterr().err


async def test_refused_sockets(served, fake):
    """A connection that is to be refused is reset before its handshake."""
    fake.faults.refuse_sockets(times=1)
    parts = urlsplit(served.endpoints.eventsub_websocket)
    async with await trio.open_tcp_stream(parts.hostname, parts.port) as stream:
        with pytest.raises(trio.BrokenResourceError):
            await stream.receive_some()


async def test_nothing_is_left(fake):
    """Leaving closes both ports, and the body's exception leaves as itself."""
    with pytest.raises(KeyError):
        async with fake.serve() as served:
            parts = urlsplit(served.endpoints.eventsub_websocket)
            async with await trio.open_tcp_stream(parts.hostname, parts.port):
                raise KeyError("mine")
    with pytest.raises(OSError):
        await trio.open_tcp_stream("127.0.0.1", int(served.url.rsplit(":", 1)[1]))

    assert [] == fake.sockets


async def test_front_page(served: ServedTwitch, http) -> None:
    """The bare address tells where everything is."""
    base = served.endpoints.helix.removesuffix("/helix")
    answer = (await http.get(base + "/")).json()

    assert answer["client_id"] == "fake-client-id"
    assert served.endpoints.eventsub_websocket in str(answer)


async def test_answers_come_whole(served: ServedTwitch) -> None:
    """Head and body arrive together, as they do from Twitch; an answer without a body is not held back."""
    address = urlsplit(served.url)
    asked = [("/", b"client_id"), ("/nowhere", b"the fake has no such endpoint"), ("/helix/users", b"OAuth token")]
    for path, told in asked:
        async with await trio.open_tcp_stream(address.hostname, address.port) as stream:
            await stream.send_all(f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
            answer = await stream.receive_some()
        assert answer.startswith(b"HTTP/1.1 ")
        assert told in answer.partition(b"\r\n\r\n")[2]
    async with await trio.open_tcp_stream(address.hostname, address.port) as stream:
        with trio.fail_after(5):
            await stream.send_all(b"HEAD / HTTP/1.1\r\n")
            await trio.sleep(0.05)
            await stream.send_all(f"Host: {address.netloc}\r\n\r\n".encode())
            assert (await stream.receive_some()).startswith(b"HTTP/1.1 404 ")


async def test_two_ports(fake):
    """WebSockets are on the port after that of HTTP, whichever that is."""
    async with fake.serve() as one, FakeTwitch().serve() as other:
        for served in (one, other):
            assert Endpoints.fake(served.url) == served.endpoints


async def test_taken_port(fake):
    """If either of the two is taken, neither is kept."""
    async with fake.serve() as served:
        port = urlsplit(served.url).port
        for each in (port, port - 1):
            with pytest.raises(OSError, match="in use"):
                async with FakeTwitch().serve(port=each):
                    pass
        with socket.create_server(("127.0.0.1", port - 1)):
            pass


@pytest.mark.parametrize("redirect", ["http://localhost:3000", "http://127.0.0.1/back", "http://example.com"])
async def test_anyones_app(fake, redirect):
    """An app that nobody has registered sends its users back to this machine alone."""
    async with fake.serve() as served, httpx.AsyncClient() as http:
        query = {"client_id": "any", "redirect_uri": redirect, "response_type": "code"}
        answer = await http.get(f"{served.endpoints.oauth}/authorize", params=query)
        assert (400 if "example" in redirect else 200) == answer.status_code
