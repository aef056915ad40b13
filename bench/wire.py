"""Twitch as bytes, for a measured program: HTTP answers and WebSocket frames that were ready before.

As a program it serves HTTP on loopback, prints its port, and ends with its standard input. Linux only.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import json
import os
import pathlib
import re
import sys
from typing import Any, Final

import trio

__all__ = ["CLIENT_ID", "MOST_READ", "TOKEN", "USER_ID", "Line", "notifications"]

MOST_READ: Final = 65536
HANDSHAKE: Final = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
GOODBYE: Final = b"\x88\x02\x03\xe8"

# By which the server knows its client.
TOKEN: Final = f"token-of-{os.getpid():08}"
CLIENT_ID: Final = "wbmytr93xzw8zbg0p1izqyzzc5mbiz"
USER_ID: Final = "141981764"
CHAT: Final = {"type": "channel.chat.message", "version": "1"}
TIME: Final = "2026-01-01T00:00:00.492253549Z"
SESSION: Final = "AgoQHR3s6Mb4T8GFB1l3DlPfiRIGY2VsbC1h"
SUBSCRIPTION: Final = {
    "id": "0b7f3361-672b-4d39-b307-dd5b576c9b27",
    "status": "enabled",
    **CHAT,
    "condition": {"broadcaster_user_id": USER_ID, "user_id": USER_ID},
    "transport": {"method": "websocket", "session_id": SESSION},
    "created_at": TIME,
    "cost": 0,
}
FRAGMENT: Final = {"type": "text", "text": "", "cheermote": None, "emote": None, "mention": None}
EMOTE: Final = {"id": "25", "emote_set_id": "0", "owner_id": "0", "format": ["static"]}
EVENT: Final = {
    "broadcaster_user_id": USER_ID,
    "broadcaster_user_login": "twitchdev",
    "broadcaster_user_name": "TwitchDev",
    "source_broadcaster_user_id": None,
    "source_broadcaster_user_login": None,
    "source_broadcaster_user_name": None,
    "chatter_user_id": "4145994",
    "chatter_user_login": "viewer32",
    "chatter_user_name": "Viewer32",
    "message_id": "cc106a89-1814-919d-454c-%012d",
    "source_message_id": None,
    "is_source_only": None,
    "message": {
        "text": "Hi chat Kappa",
        "fragments": [FRAGMENT | {"text": "Hi chat "}, FRAGMENT | {"type": "emote", "text": "Kappa", "emote": EMOTE}],
    },
    "color": "#00FF7F",
    "badges": [{"set_id": "moderator", "id": "1", "info": ""}, {"set_id": "subscriber", "id": "12", "info": "16"}],
    "source_badges": None,
    "message_type": "text",
    "cheer": None,
    "reply": None,
    "channel_points_custom_reward_id": None,
    "channel_points_animation_id": None,
}
USER: Final = {
    "id": USER_ID,
    "login": "twitchdev",
    "display_name": "TwitchDev",
    "type": "",
    "broadcaster_type": "partner",
    "description": "Supporting third-party developers building Twitch integrations from chatbots to game integrations.",
    "profile_image_url": "https://static-cdn.jtvnw.net/jtv_user_pictures/8a6381c7-d0c0-4576-b179-profile_image.png",
    "offline_image_url": "https://static-cdn.jtvnw.net/jtv_user_pictures/3f13ab61-ec78-4fe6-8481-offline_image.png",
    "view_count": 0,
    "created_at": "2016-12-14T20:32:28Z",
}
STREAM: Final = {
    "user_id": USER_ID,
    "user_login": "twitchdev",
    "user_name": "TwitchDev",
    "game_id": "509670",
    "game_name": "Science & Technology",
    "type": "live",
    "title": "Building a bot, and answering questions about it",
    "viewer_count": 78365,
    "started_at": "2026-01-01T00:00:00Z",
    "language": "en",
    "thumbnail_url": "https://static-cdn.jtvnw.net/previews-ttv/live_user_twitchdev-{width}x{height}.jpg",
    "tag_ids": [],
    "tags": ["English", "Programming"],
    "is_mature": False,
}
PAGE: Final = 100
VALIDATED: Final = {
    "client_id": CLIENT_ID,
    "login": "twitchdev",
    "scopes": ["user:read:chat"],
    "user_id": USER_ID,
    "expires_in": 14_000,
}
COSTS: Final = {"total": 1, "total_cost": 0, "max_total_cost": 10}


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


# HTTP


def _answer(status: str, body: object = None) -> bytes:
    content = b"" if body is None else _json(body)
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {len(content)}\r\n"
        "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nConnection: keep-alive\r\n"
        "Ratelimit-Limit: 800\r\nRatelimit-Remaining: 799\r\nRatelimit-Reset: 1767225600\r\n\r\n"
    )
    return head.encode() + content


ANSWERS: Final = {
    b"GET /oauth2/validate": _answer("200 OK", VALIDATED),
    b"GET /helix/users": _answer("200 OK", {"data": [USER]}),
    b"GET /helix/eventsub/subscriptions": _answer("200 OK", {"data": [SUBSCRIPTION], "pagination": {}, **COSTS}),
    b"POST /helix/eventsub/subscriptions": _answer("202 Accepted", {"data": [SUBSCRIPTION], **COSTS}),
    b"DELETE /helix/eventsub/subscriptions": _answer("204 No Content"),
}


def _page(request: bytes) -> bytes:
    """One of endlessly many pages of streams."""
    asked = re.search(rb"[?&]after=(\d+)", request)
    number = int(asked[1]) if asked else 0
    streams = [STREAM | {"id": str(PAGE * number + each)} for each in range(PAGE)]
    return _answer("200 OK", {"data": streams, "pagination": {"cursor": str(number + 1)}})


class Server:
    """Answers one request after another, each once the client has done all else and sleeps, as it would for Twitch."""

    def __init__(self) -> None:
        self._turn = trio.Lock()

    async def talk(self, stream: trio.SocketStream) -> None:
        """Answer what comes over a connection."""
        with contextlib.suppress(trio.BrokenResourceError):
            while request := await _request(stream):
                async with self._turn:
                    await _asleep(_client(request))
                    await stream.send_all(_answer_to(request))


def _answer_to(request: bytes) -> bytes:
    asked = re.split(rb" HTTP|\?", request)[0]
    return _page(request) if asked == b"GET /helix/streams" else ANSWERS[asked]


async def _request(stream: trio.SocketStream) -> bytes:
    """The head of the next request; nothing at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := await stream.receive_some()):
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\ncontent-length: *(\d+)", head)
    while len(body) < (int(length[1]) if length else 0):
        body += await stream.receive_some()
    return head


def _client(request: bytes) -> pathlib.Path:
    """What the system tells of the process whose id is in the token."""
    process = re.search(rb"(?i)\nauthorization: *\w+ \D*(\d+)", request)
    assert process
    return pathlib.Path(f"/proc/{int(process[1])}/stat")


async def _asleep(client: pathlib.Path) -> None:
    """Wait until a process has slept for a moment."""
    asleep = 0
    while asleep < 3:  # noqa: ASYNC110  # that is all that the system tells
        await trio.sleep(0.001)
        asleep = asleep + 1 if _sleeps(client) else 0


def _sleeps(client: pathlib.Path) -> bool:
    _, _, facts = client.read_text(encoding="utf-8").rpartition(") ")
    return facts.startswith("S")


async def serve() -> None:
    """Serve until nobody wants it any more."""
    async with trio.open_nursery() as nursery:
        (listener,) = await nursery.start(functools.partial(trio.serve_tcp, Server().talk, 0, host="127.0.0.1"))
        sys.stdout.write(f"{listener.socket.getsockname()[1]}\n")
        sys.stdout.flush()
        await trio.to_thread.run_sync(sys.stdin.read)
        nursery.cancel_scope.cancel()


# The WebSocket


def _frame(payload: bytes) -> bytes:
    """A text frame; of more than 125 bytes, as all of them are."""
    return b"\x81\x7e" + len(payload).to_bytes(2, "big") + payload


def _message(kind: str, payload: object, **metadata: str) -> bytes:
    head = {"message_id": "befa7b53-d79d-478f-86b9-%012d", "message_type": kind, "message_timestamp": TIME}
    return _json({"metadata": head | metadata, "payload": payload})


def _welcome() -> bytes:
    session = {
        "id": SESSION,
        "status": "connected",
        "connected_at": TIME,
        "keepalive_timeout_seconds": 600,
        "reconnect_url": None,
    }
    return _frame(_message("session_welcome", {"session": session}) % 0)


def notifications(number: int) -> list[bytes]:
    """Frames of so many chat messages, each with ids of its own."""
    metadata = {f"subscription_{key}": value for key, value in CHAT.items()}
    template = _message("notification", {"subscription": SUBSCRIPTION, "event": EVENT}, **metadata)
    return [_frame(template % (each, each)) for each in range(1, number + 1)]


class Line(trio.abc.Stream):
    """The stream below a WebSocket, in memory: answers the handshake, greets, and brings what it is given."""

    def __init__(self) -> None:
        self._incoming = b""
        self._at = 0
        self._closed = False
        self._news = trio.lowlevel.ParkingLot()

    async def dial(self, _: str) -> trio.abc.Stream:
        """Be dialled."""
        await trio.lowlevel.checkpoint()
        return self

    def bring(self, data: bytes) -> None:
        """Let bytes come in, in reads of 64 kB."""
        self._incoming += data
        self._news.unpark_all()

    async def send_all(self, data: Any) -> None:
        """Answer a handshake, or else a goodbye: there is nothing else that is sent."""
        await trio.lowlevel.checkpoint()
        key = re.search(rb"(?i)\nsec-websocket-key: *(\S+)", data)
        if key is None:
            self.bring(GOODBYE)
            return
        accept = base64.b64encode(hashlib.sha1(key[1] + HANDSHAKE.encode()).digest())  # noqa: S324 - the protocol's
        head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        self.bring(head + b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n" + _welcome())

    async def wait_send_all_might_not_block(self) -> None:
        """It never does."""
        await trio.lowlevel.checkpoint()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """The next bytes, 64 kB at most."""
        await trio.lowlevel.checkpoint()
        while self._at == len(self._incoming) and not self._closed:
            await self._news.park()
        if self._closed:
            raise trio.ClosedResourceError
        begin, self._at = self._at, min(self._at + (max_bytes or MOST_READ), len(self._incoming))
        return self._incoming[begin : self._at]

    async def aclose(self) -> None:
        """End, also for whoever waits."""
        self._closed = True
        self._news.unpark_all()
        await trio.lowlevel.checkpoint()


if __name__ == "__main__":
    trio.run(serve)
