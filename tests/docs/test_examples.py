"""Every Python block of the README and the documentation runs as it is printed.

A block with `run(...)` or `trio.run(...)` is a program; one with `def test_...` is a file for pytest; any other runs
inside an open bot, with `bot` and `fake_twitch`, and with what it uses of the blocks above it on its page. The Twitch
around it is a fake one in memory, where much happens; `<!-- scene: ... -->` before a block asks for something special.
A block may run for ever, and is stopped then; but each of its statements must have been reached, if it does more than
define. What a `router` has is called.
"""

import ast
import contextlib
import functools
import inspect
import os
import pathlib
import re
import signal
import subprocess
import sys
import textwrap
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
import trio
import trio.testing
from attrs import frozen

import twitchtrio
from twitchtrio._services import open_services
from twitchtrio.auth.logins import Logins
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch

ROOT = pathlib.Path(__file__).parents[2]
# The tutorial's blocks are one program, which has tests of its own.
PAGES = [ROOT / "README.md", *sorted({*(ROOT / "docs").glob("*.md")} - {ROOT / "docs" / "tutorial.md"})]
FENCE = re.compile(r"^( *)(?:<!-- scene: (\w+) -->\n *)?```python\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)

DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SECONDS = 200.0
EXTENSION_SECRET = "dGhlIHNlY3JldCBvZiBhbiBleHRlbnNpb24sIGluIEJhc2U2NA=="
SCOPES = (
    "bits:read",
    "channel:edit:commercial",
    "channel:manage:broadcast",
    "channel:manage:polls",
    "channel:manage:predictions",
    "channel:manage:raids",
    "channel:manage:redemptions",
    "channel:manage:schedule",
    "channel:read:ads",
    "channel:read:charity",
    "channel:read:goals",
    "channel:read:hype_train",
    "channel:read:subscriptions",
    "clips:edit",
    "moderator:manage:announcements",
    "moderator:manage:automod_settings",
    "moderator:manage:banned_users",
    "moderator:manage:blocked_terms",
    "moderator:manage:chat_messages",
    "moderator:manage:chat_settings",
    "moderator:manage:shield_mode",
    "moderator:manage:shoutouts",
    "moderator:manage:suspicious_users",
    "moderator:manage:unban_requests",
    "moderator:manage:warnings",
    "moderator:read:followers",
    "moderator:read:moderators",
    "moderator:read:vips",
    "user:read:chat",
    "user:write:chat",
)
JOURNAL = b"""\
{"kind":"message","metadata":{"message_id":"1","message_type":"notification","message_timestamp":"2026-01-01T00:00:00Z",\
"subscription_type":"stream.online","subscription_version":"1"},"payload":{"subscription":{"id":"1","status":"enabled",\
"type":"stream.online","version":"1","condition":{"broadcaster_user_id":"555"},"cost":0,"transport":{"method":"websocket"}},\
"event":{"id":"1","broadcaster_user_id":"555","broadcaster_user_login":"recordedchannel","broadcaster_user_name":"Recorded",\
"type":"live","started_at":"2026-01-01T00:00:00Z"}}}
"""

run = trio.run


@frozen
class Example:
    """One block, and the blocks above it on its page."""

    page: pathlib.Path
    line: int
    scene: str | None
    source: str
    earlier: tuple[ast.Module, ...]

    def __str__(self) -> str:
        return f"{self.page.stem}-{self.line}"

    def parsed(self) -> ast.Module:
        """The block as a tree that knows its place on the page."""
        tree = ast.parse(self.source)
        ast.increment_lineno(tree, self.line)
        return tree


def examples() -> Iterator[Example]:
    """All blocks of all pages."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        earlier: tuple[ast.Module, ...] = ()
        for match in FENCE.finditer(text):
            source = textwrap.dedent(match[3])
            example = Example(page, text.count("\n", 0, match.start(3)), match[2], source, earlier)
            yield example
            earlier = (*earlier, example.parsed())


EXAMPLES = list(examples())
PROGRAMS = [example for example in EXAMPLES if re.search(r"^ *(?:trio\.)?run\(", example.source, re.MULTILINE)]
TESTS = [example for example in EXAMPLES if "def test_" in example.source]
FRAGMENTS = [example for example in EXAMPLES if example not in PROGRAMS + TESTS]


class Lines:
    """Makes a block tell which of its statements are reached."""

    def __init__(self) -> None:
        self.unreached: set[int] = set()

    def mark(self, node: ast.AST) -> None:
        """Put a mark before every statement in a node."""
        for child in ast.walk(node):
            for name in ("body", "orelse", "finalbody"):
                statements = getattr(child, name, None)
                if isinstance(statements, list):
                    setattr(child, name, [each for statement in statements for each in self._marked(statement)])

    def _marked(self, statement: ast.stmt) -> Iterator[ast.stmt]:
        self.unreached.add(statement.lineno)
        (mark,) = ast.parse(f"_reached({statement.lineno})").body
        for node in ast.walk(mark):
            ast.copy_location(node, statement)
        yield mark
        yield statement


def known(example: Example) -> list[ast.stmt]:
    """What a block needs of those above it: imports, definitions, values."""
    wanted = used_in(example.parsed())
    kept: list[ast.stmt] = []
    for tree in reversed(example.earlier):
        for node in reversed(tree.body):
            bound = bound_by(node) & wanted
            if bound:
                kept.insert(0, node)
                wanted = wanted - bound | used_in(node)
    return kept


def used_in(tree: ast.AST) -> set[str]:
    """The names that some code reads and does not bind itself."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    own |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return {node.id for node in names} - own


def bound_by(node: ast.stmt) -> set[str]:
    """The names that a statement gives to those after it."""
    match node:
        case ast.Import() | ast.ImportFrom():
            return {alias.asname or alias.name for alias in node.names}
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return {node.name}
        case ast.Assign():
            return {target.id for target in node.targets if isinstance(target, ast.Name)}
        case _:
            return set()


def execute(example: Example, names: dict[str, Any]) -> tuple[Any, Lines]:
    """Run a block as far as it is sync; what it returns is a coroutine if it awaits anything."""
    tree, lines = example.parsed(), Lines()
    if not all(isinstance(node, DEFINITIONS) for node in tree.body):
        lines.mark(tree)
    tree.body[:0] = known(example)
    names["_reached"] = lines.unreached.discard
    code = compile(tree, str(example.page), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return eval(code, names), lines


class Stage:
    """A lively fake Twitch, and the `open_*` functions of twitchtrio led to it."""

    def __init__(self, example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scene = example.scene
        self.signed_in = ["mybot"]
        if "account=" in example.source or example in FRAGMENTS:
            self.signed_in.append("somechannel")
        if self.scene == "newcomer":
            self.signed_in.clear()
        confidential = "client_secret" in example.source.lower()
        self.client_id = "my-client-id"
        self.fake = FakeTwitch(self.client_id, "my-client-secret" if confidential else None)
        self.store = MemoryStore()
        self.fake.auto_consent = "mybot"
        for login in ("mybot", "somechannel", "otherchannel", "viewer"):
            self.fake.add_user(login)
            self.fake.add_moderator(login, "mybot")
        self.fake.add_user("maker", id="123")
        self.fake.add_extension("my-extension-id", "maker", secret=EXTENSION_SECRET)
        panel = self.fake.user("somechannel").active_extensions["panel"]
        panel["1"] = {"active": True, "id": "my-extension-id", "version": "0.0.1", "name": "Dice"}
        if self.scene == "unban":
            self.fake.ban("somechannel", "viewer")
            self.fake.request_unban("viewer", "somechannel", "Please!")
        self.fake.clip("viewer", "somechannel", title="A clip").ready_at = 0.0
        self.fake.add_video("somechannel", "A broadcast", type="archive")
        match self.scene:
            case "live":
                self.fake.go_live("somechannel")
            case "blocked":
                self.fake.block_term("somechannel", "rosebud")
            case "causes":
                self.fake.start_goal("somechannel", 1000, description="A thousand followers")
                self.fake.start_charity("somechannel", "Direct Relief")
            case "support":
                self.fake.say("somechannel", "viewer", "Cheer100", bits=100)
                self.fake.subscribe("viewer", "somechannel")
        # An endpoint that nobody has.
        self.fake.faults.http(200, path="/helix/brand_new")
        self._lead(monkeypatch)

    def _lead(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def led(real: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            if self.scene == "served":
                # What it names stands for this one.
                del kwargs["endpoints"]
            if "endpoints" in kwargs:
                return real(*args, **kwargs)
            here = {"endpoints": self.fake.endpoints, "network": self.fake.network, "store": self.store}
            taken = inspect.signature(real).parameters
            return real(*args, **{name: value for name, value in here.items() if name in taken} | kwargs)

        for name in ("open_bot", "open_eventsub", "open_helix", "open_oauth"):
            monkeypatch.setattr(twitchtrio, name, functools.partial(led, getattr(twitchtrio, name)))
        monkeypatch.setenv("TWITCH_CLIENT_SECRET", "my-client-secret")
        monkeypatch.setenv("EXTENSION_SECRET", EXTENSION_SECRET)
        granted = self.fake.grant("mybot", SCOPES)
        monkeypatch.setenv("ACCESS_TOKEN", granted.access_token)
        monkeypatch.setenv("REFRESH_TOKEN", granted.refresh_token)

    def run(self, main: Callable[[], Awaitable[object]]) -> None:
        """Run `main` in the middle of it all, until it ends or for some minutes."""
        # It does not see a thread that works with a file, and would let hours go by meanwhile.
        threshold = 0.02 if self.scene == "recording" else 0
        clock = None if self.scene == "sockets" else trio.testing.MockClock(autojump_threshold=threshold)
        run(self._play, main, clock=clock)

    async def _play(self, main: Callable[[], Awaitable[object]]) -> None:
        async with self.fake.open(), open_services() as services:
            for login in self.signed_in:
                await self._sign_in(login)
            self.fake.follow("viewer", "somechannel")
            await services.start(self._live, name="the life on Twitch")
            with trio.move_on_after(SECONDS):
                await main()

    async def talk(self, bot: twitchtrio.Bot, router: twitchtrio.Router[Any], source: str) -> None:
        """Serve a router, and let its broadcaster write each of its commands as its docstring and its usage show it."""
        shown = re.findall(r': (!.*)"""$', source, re.MULTILINE)
        async with trio.open_nursery() as nursery:
            serving = await nursery.start(bot.serve, router, "somechannel")
            for line in (*shown, *(f"!{command.usage}" for command in router.commands)):
                self.fake.say("somechannel", "somechannel", line)
            self.fake.raid("viewer", "somechannel", 12)
            await trio.sleep(60)
            await serving.idle()
            nursery.cancel_scope.cancel()

    async def _sign_in(self, login: str) -> None:
        granted = self.fake.grant(login, SCOPES)
        token = twitchtrio.UserToken(access_token=granted.access_token, refresh_token=granted.refresh_token)
        user = self.fake.user(login)
        logins = Logins(self.store, oauth=self.fake.endpoints.oauth, client_id=self.client_id, owner="a test")
        await logins.save(user.id, token.with_user(user_id=user.id, login=login, scopes=SCOPES))

    async def _live(self, *, task_status: trio.TaskStatus[None]) -> None:
        task_status.started()
        # Longer than the time in which Twitch drops a message that says the same again.
        while True:
            await trio.sleep(20)
            for login in ("somechannel", "otherchannel"):
                self._happen(login)
            await trio.sleep(20)
            self._trouble()

    def _happen(self, login: str) -> None:
        self.fake.go_live(login)
        self.fake.say(login, "viewer", "!hello")
        self.fake.say(login, "viewer", "!slow")
        self.fake.follow("viewer", login)
        self.fake.subscribe("viewer", login)
        self.fake.raid("viewer", login, 12)
        if self.scene == "votes":
            self._vote(login)
        if self.scene == "rewards" and login == "somechannel":
            self._redeem()
        self.fake.update_channel(login, title="A new title")
        self.fake.go_offline(login)

    def _redeem(self) -> None:
        self.fake.channel("somechannel").points.clear()
        with contextlib.suppress(LookupError, ValueError):
            self.fake.redeem("viewer", "somechannel", "Play a song", text="A song")

    def _vote(self, login: str) -> None:
        # Of what does not run, or has been voted on already, nothing is heard.
        with contextlib.suppress(LookupError, ValueError):
            self.fake.vote("viewer", login, "Go")
        with contextlib.suppress(LookupError, ValueError):
            self.fake.predict("viewer", login, "Yes", 100)

    def _trouble(self) -> None:
        match self.scene:
            case "banned":
                self.fake.ban("somechannel", "mybot")
            case "interrupt":
                signal.raise_signal(signal.SIGINT)
            case "misfit":
                self.fake.emit("stream.online", "1", {"id": None}, {}, checked=False)
            case _:
                self.fake.expire("mybot")
                for socket in self.fake.sockets:
                    socket.drop()


@pytest.mark.parametrize("example", PROGRAMS, ids=str)
def test_program(example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole program runs as it is."""
    stage = Stage(example, monkeypatch)
    monkeypatch.setattr(trio, "run", stage.run)
    monkeypatch.setattr(twitchtrio, "run", stage.run)
    _, lines = execute(example, {"__name__": "__main__"})

    assert set() == lines.unreached


@pytest.mark.parametrize("example", FRAGMENTS, ids=str)
def test_fragment(example: Example, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    """A part of a program runs inside a bot."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "yesterday.jsonl").write_bytes(JOURNAL)
    stage = Stage(example, monkeypatch)
    unreached: set[int] = set()

    async def main() -> None:
        async with twitchtrio.open_bot("my-client-id", account="mybot") as bot:
            names: dict[str, Any] = {"bot": bot, "fake_twitch": stage.fake}
            coroutine, lines = execute(example, names)
            nonlocal unreached
            unreached = lines.unreached
            if coroutine is not None:
                await coroutine
            if isinstance(names.get("router"), twitchtrio.Router):
                await stage.talk(bot, names["router"], example.source)

    stage.run(main)

    assert set() == unreached


def test_tests(tmp_path: pathlib.Path) -> None:
    """The tests that a page shows pass; a module of a bot, where they use one, is the last other block before them."""
    for number, example in enumerate(TESTS):
        (tmp_path / f"test_{number}.py").write_text(example.source, encoding="utf-8")
        for module in re.findall(r"^from (mybot|greeter) import", example.source, re.MULTILINE):
            programs = [source for source in map(ast.unparse, example.earlier) if "def test_" not in source]
            (tmp_path / f"{module}.py").write_text(programs[-1], encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\ntrio_mode = true\n", encoding="utf-8")

    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path))
    environment = os.environ | {"PYTHONPATH": str(pathlib.Path(twitchtrio.__file__).parents[1])}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert (0, "") == (ran.returncode, ran.stderr), ran.stdout
