"""Requests to the login's server."""

from __future__ import annotations

import trio

STATE = "the-state"


def get(path, *, port, host=None, method="GET"):
    """A request as a browser sends it."""
    host = host or f"localhost:{port}"
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


async def ask(port, data, *, address="127.0.0.1"):
    """Send bytes and read the whole answer."""
    async with await trio.open_tcp_stream(address, port) as stream:
        await stream.send_all(data)
        answer = b""
        async for chunk in stream:
            answer += chunk
    return answer.decode()
