"""What is wrong around the program: the network, certificates, the disk."""
# ruff: noqa: D103 - the words of a mistake are in its decorator

from __future__ import annotations

import socket
import sqlite3
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import cache, partial
from typing import Any

import httpx
import trio
import trustme

from tests.newcomers.town import Town, mistake
from twitchtrio import TWITCH, Endpoints, Network
from twitchtrio._services import open_services
from twitchtrio.errors import ConfigurationError, NetworkError
from twitchtrio.network import _tls
from twitchtrio.stores import SQLiteStore

# The network


def no_proxy(town: Town) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        town.monkeypatch.delenv(name, raising=False)
        town.monkeypatch.delenv(name.upper(), raising=False)


def on_port(port: int, scheme: str = "http") -> Endpoints:
    return Endpoints(
        helix=f"{scheme}://127.0.0.1:{port}/helix",
        oauth=f"{scheme}://127.0.0.1:{port}/oauth2",
        eventsub_websocket=f"{scheme.replace('http', 'ws')}://127.0.0.1:{port}/ws",
        eventsub_subscriptions=f"{scheme}://127.0.0.1:{port}/helix/eventsub/subscriptions",
    )


@asynccontextmanager
async def server(answer: Callable[[trio.abc.Stream], Awaitable[object]]) -> AsyncIterator[int]:
    """Serve on a port of the loopback interface."""
    async with open_services() as services:
        listeners = await services.start(partial(trio.serve_tcp, answer, 0, host="127.0.0.1"), name="server")
        yield listeners[0].socket.getsockname()[1]


class Nowhere(trio.abc.HostnameResolver):
    """The resolver of a machine without a network."""

    async def getaddrinfo(self, *_: object, **__: object) -> Any:
        await trio.lowlevel.checkpoint()
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    async def getnameinfo(self, *_: object) -> Any:
        raise NotImplementedError  # nobody asks for it


@mistake(
    "no network",
    NetworkError,
    "https://id.twitch.tv",
    "3 attempts",
    "Temporary failure in name",
    "check the network",
    clock="patient",
)
async def no_network(town: Town) -> None:
    no_proxy(town)
    trio.socket.set_custom_hostname_resolver(Nowhere())
    async with town.bot(endpoints=TWITCH, network=None):
        pass


@mistake(
    "nobody listens where `endpoints=` points",
    NetworkError,
    "127.0.0.1",
    "Connection refused",
    "is `twitchtrio fake` running?",
    clock="patient",
)
async def nobody_there(town: Town) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        async with town.bot(endpoints=on_port(unused.getsockname()[1]), network=None):
            pass


@mistake("a proxy that refuses", NetworkError, "https://id.twitch.tv", "the proxy refused", "407", clock="patient")
async def refusing_proxy(town: Town) -> None:
    async def refuse(stream: trio.abc.Stream) -> None:
        await stream.receive_some()
        await stream.send_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

    no_proxy(town)
    _tls._context()  # in a thread, it would be time that no clock sees
    async with server(refuse) as port:
        town.monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        async with town.bot(endpoints=TWITCH, network=None):
            pass


@mistake(
    "a certificate that nobody vouches for",
    NetworkError,
    "TLS with 127.0.0.1 failed",
    "clock and certificates",
    clock="patient",
)
async def unknown_certificate(town: Town) -> None:
    _tls._context()  # in a thread, it would be time that no clock sees
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    async def greet(stream: trio.abc.Stream) -> None:
        with suppress(trio.BrokenResourceError):
            await trio.SSLStream(stream, context, server_side=True).do_handshake()

    async with server(greet) as port, town.bot(endpoints=on_port(port, "https"), network=None):
        pass


@mistake("`SSL_CERT_FILE` names no certificates", ConfigurationError, "SSL_CERT_FILE", "leave it out", clock="real")
async def no_certificates(town: Town) -> None:
    (town.folder / "certificates.pem").write_text("none")
    no_proxy(town)
    town.monkeypatch.setenv("SSL_CERT_FILE", str(town.folder / "certificates.pem"))
    town.monkeypatch.setattr(_tls, "_context", cache(_tls._context.__wrapped__))
    async with town.bot(endpoints=on_port(1, "https"), network=None):
        pass


@mistake("an address without TLS", ConfigurationError, "helix='http://twitch.example/helix'", "use TLS")
async def address_without_tls(town: Town) -> None:
    await trio.lowlevel.checkpoint()
    Endpoints(
        helix="http://twitch.example/helix",
        oauth=TWITCH.oauth,
        eventsub_websocket=TWITCH.eventsub_websocket,
        eventsub_subscriptions=TWITCH.eventsub_subscriptions,
    )


@mistake("an address as `endpoints=`", ConfigurationError, "endpoints= takes Endpoints(...)", "not str")
async def address_as_endpoints(town: Town) -> None:
    async with town.bot(endpoints="http://localhost:8080"):
        pass


@mistake("a client of httpx's as `network=`", ConfigurationError, "network= takes a Network(", "not AsyncClient")
async def client_as_network(town: Town) -> None:
    async with httpx.AsyncClient() as client, town.bot(network=client):
        pass


@mistake("an `httpx.Client`, which is not async", ConfigurationError, "Network(http=...)", "httpx.AsyncClient")
async def sync_client(town: Town) -> None:
    await trio.lowlevel.checkpoint()
    with httpx.Client() as client:
        untyped: Any = client
        Network(http=untyped)


# The disk


class Limited(SQLiteStore):
    """A store whose disk is full, or may not be written, as soon as `pragma` says so."""

    pragma = ""

    def _connected(self) -> sqlite3.Connection:
        connection = super()._connected()
        connection.execute(f"PRAGMA {self.pragma}") if self.pragma else None
        return connection


@mistake("a full disk", ConfigurationError, "tokens.sqlite3", "the disk is full; make room", clock="real")
async def full_disk(town: Town) -> None:
    store = Limited(town.folder / "tokens.sqlite3")
    async with town.bot(store=store) as bot:
        store.pragma = "max_page_count = 1"
        for number in range(200):
            await bot.tokens.add(town.token(town.fake.add_user(f"viewer{number}").login))


@mistake(
    "a store that may not be written",
    ConfigurationError,
    "tokens.sqlite3",
    "cannot be written; give this user",
    clock="real",
)
async def read_only_store(town: Town) -> None:
    store = Limited(town.folder / "tokens.sqlite3")
    async with town.bot(store=store):
        pass
    store.pragma = "query_only = 1"
    async with town.opened(store=store) as bot:
        await bot.tokens.refresh(bot.account)


@mistake("a folder as `store=`", ConfigurationError, "cannot be opened; check the path", clock="real")
async def folder_as_store(town: Town) -> None:
    async with town.opened(store=town.folder):
        pass


@mistake(
    "another kind of file as `store=`",
    ConfigurationError,
    "is not an SQLite database",
    "choose another path",
    clock="real",
)
async def foreign_store(town: Town) -> None:
    path = town.folder / "tokens.json"
    path.write_text('{"access_token": "Something else altogether, and longer than a database\'s header"}')
    async with town.opened(store=path):
        pass


@mistake(
    "the database of another program as `store=`", ConfigurationError, "of another program", "choose", clock="real"
)
async def foreign_database(town: Town) -> None:
    path = town.folder / "notes.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (text)")
    connection.close()
    async with town.opened(store=path):
        pass
