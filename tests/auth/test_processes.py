"""Real processes on one store: killed in the middle of a refresh, and several at once."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio
from attrs import asdict

from tests.proofs import times
from twitchtrio._services import open_services
from twitchtrio.auth import OAuth
from twitchtrio.auth.logins import Logins
from twitchtrio.auth.supervisor import start_supervisor
from twitchtrio.errors import TokenRevokedError
from twitchtrio.network import Network, open_http
from twitchtrio.stores import SQLiteStore
from twitchtrio.testing import FakeTwitch
from twitchtrio.tokens import UserToken

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows can neither fork nor kill -9")

SCOPES = ("user:read:chat", "user:write:chat")
STEPS = (
    "before lease",
    "after lease",
    "after mark",
    "before sending",
    "after sending",
    "before store",
    "before commit",
    "after commit",
    "in callback",
)
# Twitch has replaced the pair by then, and nobody has the new one.
LOST = {"after sending", "before store", "before commit"}
APART = 241
"""Lines between two at which a process is killed, in an everyday run."""


class LaterStore(SQLiteStore):
    """A store an hour later, when the leases of the dead have expired."""

    def _now(self):
        return time.time() + 3600.0


class Scene:
    """A served fake, a store in a file with a login in it, and processes that use both."""

    def __init__(self, fake, served, process, folder, client_secret):
        self.fake = fake
        self.served = served
        self.bot = fake.add_user("bot")
        self.folder = folder
        self.path = folder / "tokens.sqlite3"
        self.client_secret = client_secret
        self.process = process

    async def save(self):
        """Sign in anew; gives the token."""
        grant = self.fake.grant(self.bot, SCOPES)
        token = UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token)
        store = LaterStore(self.path)
        logins = Logins(store, oauth=self.served.endpoints.oauth, client_id="app", owner="another program")
        # Whoever had it is dead.
        await logins.lease(self.bot.id, seconds=1)
        await logins.release(self.bot.id)
        await logins.save(self.bot.id, token.with_user(user_id=self.bot.id, login="bot", scopes=SCOPES))

    async def load(self):
        """The login in the store."""
        store = SQLiteStore(self.path)
        return await Logins(store, oauth=self.served.endpoints.oauth, client_id="app", owner="x").load(self.bot.id)

    async def what_is_left(self):
        """Whether another process goes on with the login, or says that it is lost, and how to get it back."""
        try:
            assert "bot" == (await self.start_again()).login
        except TokenRevokedError as exc:
            told = re.search(r"A refresh was begun at .* Run `twitchtrio login", str(exc))
            return "lost" if told else f"lost without a reason: {exc}"
        return "goes on"

    async def order(self, **order):
        """Have something done by processes; gives their exit codes."""
        order |= {
            "endpoints": asdict(self.served.endpoints),
            "client_secret": self.client_secret,
            "store": str(self.path),
            "folder": str(self.folder),
        }
        await self.process.stdin.send_all(json.dumps(order).encode() + b"\n")
        answer = b""
        while not answer.endswith(b"\n"):
            answer += await self.process.stdout.receive_some()
        return json.loads(answer)

    async def start_again(self):
        """Start the bot after a crash; gives what Twitch says of its token."""
        endpoints = self.served.endpoints
        async with open_http(Network(), base=endpoints.oauth) as http, open_services() as services:
            oauth = OAuth("app", self.client_secret, http=http, endpoints=endpoints)
            supervisor = await start_supervisor(services, oauth=oauth, store=LaterStore(self.path))
            return await oauth.validate(await supervisor.access_token(supervisor.own))

    @property
    def refreshes(self):
        """How many refreshes Twitch was asked for."""
        return self.fake.requests.count("POST", "/oauth2/token")


def show(line):
    """Print a line of a table, for `pytest -rP`."""
    sys.stdout.write(line + "\n")


@asynccontextmanager
async def open_scene(folder, client_secret):
    """A scene, in one block."""
    fake = FakeTwitch("app", client_secret)
    async with fake.serve() as served:
        process = await trio.lowlevel.open_process(
            [sys.executable, str(Path(__file__).parent / "child.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            yield Scene(fake, served, process, folder, client_secret)
        finally:
            await process.stdin.aclose()
            with trio.move_on_after(5, shield=True):
                await process.wait()
            await process.stdout.aclose()


@pytest.mark.proof
@pytest.mark.parametrize("client_secret", [None, "the-client-secret"], ids=["one-time", "reusable"])
async def test_a_process_killed_at_any_step_of_a_refresh(tmp_path, client_secret, monkeypatch):
    """The login survives; but where refresh tokens work once and the new one died with it, the next start says so."""
    # The dead will not store anything any more.
    monkeypatch.setattr("twitchtrio.auth._refresh._RECENT", 0.0)
    met = {}
    async with open_scene(tmp_path, client_secret) as scene:
        for step in times(1) * STEPS:
            await scene.save()
            scene.fake.expire(scene.bot)

            assert [-signal.SIGKILL] == await scene.order(die=step)

            met[step] = await scene.what_is_left()
            show(f"killed {step}, {'reusable' if client_secret else 'one-time'}: {met[step]}")

    lost = LOST if client_secret is None else set()
    assert {step: "lost" if step in lost else "goes on" for step in STEPS} == met


@pytest.mark.proof
async def test_a_process_killed_at_any_line(tmp_path, monkeypatch):
    """Wherever it is killed: another goes on, unless Twitch has replaced the pair and nobody has the new one."""
    monkeypatch.setattr("twitchtrio.auth._refresh._RECENT", 0.0)
    table, line = Counter(), 1
    async with open_scene(tmp_path, None) as scene:
        while True:
            await scene.save()
            scene.fake.expire(scene.bot)
            before, asked = await scene.load(), scene.refreshes
            if [-signal.SIGKILL] != await scene.order(line=line):
                break

            after, asked = await scene.load(), scene.refreshes > asked
            left = await scene.what_is_left()
            assert left == ("lost" if asked and after.pair == before.pair else "goes on")
            table[after.mark is not None, asked, after.pair != before.pair, left] += 1
            line += max(1, APART // times(1))

    assert len(table) > 1
    show(f"killed at {table.total()} lines, one-time")
    for (marked, asked, stored, left), count in sorted(table.items()):
        show(f"    mark {marked!s:6} Twitch asked {asked!s:6} stored {stored!s:6} {left:8}{count:6}")


@pytest.mark.proof
@pytest.mark.parametrize("client_secret", [None, "the-client-secret"], ids=["one-time", "reusable"])
async def test_a_thousand_calls_from_two_processes(tmp_path, client_secret):
    """Two processes with one store come with an expired token: one refresh, no failure."""
    signs = [tmp_path / name for name in ("ready-0", "ready-1", "go")]
    async with open_scene(tmp_path, client_secret) as scene:

        async def expire():
            while not all(sign.exists() for sign in signs[:2]):  # noqa: ASYNC110  # the event is in another process
                await trio.sleep(0.005)
            scene.fake.expire(scene.bot)
            signs[2].touch()

        for number in range(times(1)):
            await scene.save()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(expire)
                codes = await scene.order(processes=2, calls=500)
            for sign in signs:
                sign.unlink()

            assert [0, 0] == codes
            assert number + 1 == scene.refreshes
