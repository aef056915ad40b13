"""A supervisor on a fake Twitch in memory."""

from __future__ import annotations

import json
import socket
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.auth.asking import STATE
from twitchtrio._services import open_services
from twitchtrio.auth import OAuth
from twitchtrio.auth._loopback import open_loopback
from twitchtrio.auth.logins import Logins
from twitchtrio.auth.supervisor import start_supervisor
from twitchtrio.network import Network, open_http
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch
from twitchtrio.tokens import UserToken

SCOPES = ("user:read:chat", "user:write:chat")


class Bent(httpx.AsyncBaseTransport):
    """A transport on which good answers from some paths are changed on the way."""

    def __init__(self, inner, changes):
        self.inner = inner
        self.changes = changes

    async def handle_async_request(self, request):
        answer = await self.inner.handle_async_request(request)
        change = self.changes.get(request.url.path)
        if change is None or answer.status_code != 200:
            return answer
        return httpx.Response(200, json=change(json.loads(await answer.aread())))


class Bench:
    """A fake with one user who has signed in, a store that holds the login, and an app that uses both."""

    def __init__(self, client_secret=None, **more):
        self.client_secret = client_secret
        self.fake = FakeTwitch("app", client_secret, **more)
        self.bot = self.fake.add_user("bot")
        self.store = MemoryStore()
        self.changes = {}
        """What becomes of Twitch's good answers, by path."""

    def grant(self, user=None, scopes=SCOPES):
        """A new pair of a user, as a program would bring it along."""
        grant = self.fake.grant(user or self.bot, scopes)
        return UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token)

    def logins(self, owner="another program"):
        """The logins in the store, as another program sees them."""
        return Logins(self.store, oauth=self.fake.endpoints.oauth, client_id="app", owner=owner)

    async def save(self, user=None, token=None):
        """Put a user's login into the store, as `twitchtrio login` does."""
        user = user or self.bot
        token = (token or self.grant(user)).with_user(user_id=user.id, login=user.login, scopes=SCOPES)
        return await self.logins().save(user.id, token)

    async def load(self, user=None):
        """The login of a user in the store."""
        return await self.logins().load((user or self.bot).id)

    async def remove(self, user=None):
        """Take a user's login out of the store."""
        await self.logins().remove((user or self.bot).id)

    async def lease(self, user=None, *, owner="another program"):
        """Take the right to refresh a user's login for a minute; whether it could be had."""
        return await self.logins(owner).lease((user or self.bot).id, seconds=60)

    @property
    def refreshes(self):
        """How many refreshes Twitch was asked for."""
        posts = self.fake.requests.matching("POST", "/oauth2/token")
        return sum(b"grant_type=refresh_token" in post.body for post in posts)

    @asynccontextmanager
    async def oauth(self):
        """OAuth of the app, in one block."""
        network = Network(http=Bent(self.fake.network.http, self.changes), dial=self.fake.network.dial)
        async with open_http(network, base=self.fake.endpoints.oauth) as http:
            yield OAuth("app", self.client_secret, http=http, endpoints=self.fake.endpoints)

    @asynccontextmanager
    async def supervisor(self, *, store=None, **options):
        """A supervisor, in one block."""
        async with self.oauth() as oauth, open_services() as services:
            yield await start_supervisor(services, oauth=oauth, store=store or self.store, **options)


@asynccontextmanager
async def running(client_secret=None, **more):
    """A bench whose fake can be reached."""
    bench = Bench(client_secret, **more)
    async with bench.fake.open():
        yield bench


@pytest.fixture
def open_bench():
    """Opens benches of other kinds."""
    return running


@pytest.fixture(params=[None, "the-client-secret"], ids=["public", "confidential"])
async def bench(request):
    """A bench for each kind of app."""
    async with running(request.param) as bench:
        yield bench


@pytest.fixture
async def public():
    """A bench for a public app, whose refresh tokens work once."""
    async with running() as bench:
        yield bench


@pytest.fixture
async def confidential():
    """A bench for a confidential app, whose refresh tokens work again and again."""
    async with running("the-client-secret") as bench:
        yield bench


@pytest.fixture
async def server(free_port):
    """A loopback server that waits."""
    async with open_loopback(free_port, state=STATE) as loopback:
        yield loopback


@pytest.fixture
def free_port():
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
