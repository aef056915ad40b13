from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import httpx
import pytest
import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, wrap_client_stream

from twitchtrio.testing import FakeTwitch, FakeUser

ALL_CHAT = ("user:read:chat", "user:write:chat")


class Caller:
    """Calls Helix and EventSub as a program would, with the tokens of one user."""

    def __init__(self, fake: FakeTwitch, http: httpx.AsyncClient, nursery: trio.Nursery) -> None:
        self.fake = fake
        self.http = http
        self.nursery = nursery
        self.token = ""

    async def __call__(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Client-Id": self.fake.client_id}
        return await self.http.request(method, f"{self.fake.endpoints.helix}{path}", headers=headers, **more)

    async def oauth(self, path: str, **form: str) -> httpx.Response:
        return await self.http.post(f"{self.fake.endpoints.oauth}{path}", data=form)

    async def socket(self, url: str | None = None) -> Socket:
        url = url or self.fake.endpoints.eventsub_websocket
        stream = await self.fake.network.dial(url)
        resource = "/" + url.split("/", 3)[3]
        return Socket(await wrap_client_stream(self.nursery, stream, "127.0.0.1:1", resource))

    async def subscribe(self, socket: Socket, type_: str, version: str = "1", **condition: str) -> httpx.Response:
        transport = {"method": "websocket", "session_id": socket.session_id}
        body = {"type": type_, "version": version, "condition": condition, "transport": transport}
        return await self("POST", "/eventsub/subscriptions", json=body)

    def act_as(self, user: FakeUser | str, *scopes: str) -> None:
        self.token = self.fake.grant(user, scopes).access_token

    def act_as_app(self) -> None:
        self.token = self.fake.accounts.app_token(self.fake.client_id).value


class Socket:
    """The client's end of an EventSub session."""

    def __init__(self, ws: WebSocketConnection) -> None:
        self.ws = ws
        self.session_id = ""

    async def next(self) -> dict[str, Any]:
        message = json.loads(await self.ws.get_message())
        if message["metadata"]["message_type"] == "session_welcome":
            self.session_id = message["payload"]["session"]["id"]
        return message

    async def event(self) -> Any:
        """The next event, keepalives left out."""
        while (message := await self.next())["metadata"]["message_type"] == "session_keepalive":
            pass
        assert "notification" == message["metadata"]["message_type"]
        return message["payload"]["event"]

    async def close_code(self) -> int:
        """Read until the connection is closed."""
        with pytest.raises(ConnectionClosed) as caught:
            while True:
                await self.next()
        return caught.value.reason.code


HANDSHAKE = (
    b"GET %s HTTP/1.1\r\nHost: 127.0.0.1:1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@pytest.fixture
def raw_socket(caller: Caller) -> Callable[..., Awaitable[trio.abc.Stream]]:
    """Opens a stream and asks for a WebSocket on it; no client speaks on it after that."""

    async def connect(resource: bytes = b"/ws") -> trio.abc.Stream:
        stream = await caller.fake.network.dial(caller.fake.endpoints.eventsub_websocket)
        await stream.send_all(HANDSHAKE % resource)
        return stream

    return connect


@pytest.fixture
def fake() -> FakeTwitch:
    """A fake with three users, for a public application."""
    fake = FakeTwitch()
    for login in ("streamer", "bot", "viewer"):
        fake.add_user(login, display_name=login.capitalize())
    return fake


@pytest.fixture
async def caller(fake: FakeTwitch, nursery: trio.Nursery) -> AsyncGenerator[Caller]:
    """A caller that acts as the bot, with the scopes for chat."""
    async with fake.open(), httpx.AsyncClient(transport=fake.network.http) as http:
        caller = Caller(fake, http, nursery)
        caller.act_as("bot", *ALL_CHAT)
        yield caller


@pytest.fixture
async def socket(caller: Caller) -> Socket:
    """A session that has been welcomed."""
    socket = await caller.socket()
    await socket.next()
    return socket


@pytest.fixture
def chat(fake: FakeTwitch) -> dict[str, str]:
    """The condition of the streamer's chat, read by the bot."""
    return {"broadcaster_user_id": fake.user("streamer").id, "user_id": fake.user("bot").id}


@pytest.fixture
async def subscribed(caller: Caller, socket: Socket, chat: dict[str, str]) -> Socket:
    """A session that gets the streamer's chat messages."""
    reply = await caller.subscribe(socket, "channel.chat.message", **chat)
    assert 202 == reply.status_code
    return socket
