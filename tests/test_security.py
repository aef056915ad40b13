"""What SECURITY.md promises. The search of tests/secrecy.py runs over all tests, and those of the stores try files."""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
import pkgutil
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Iterator
from functools import partial
from urllib.parse import parse_qs, urlsplit

import attrs
import click
import click.testing
import httpx
import pytest
import trio
import trio.testing
import trustme

import twitchtrio
from tests.secrecy import Secrecy
from twitchtrio import TWITCH, Endpoints, UserToken, browser_login, open_bot, open_oauth
from twitchtrio.cli._calls import CATEGORIES, calls_of
from twitchtrio.cli._group import _group
from twitchtrio.cli._options import AppOptions, app_options
from twitchtrio.errors import (
    AuthorizationDeniedError,
    ConfigurationError,
    DecodeError,
    LoginRequiredError,
    NetworkError,
)
from twitchtrio.network import Network, run_websocket
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch
from twitchtrio.tokens import Secret

SCOPES = ("user:read:chat",)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTwitch]:
    """A confidential app, a bot, and nothing else."""
    fake = FakeTwitch("my-client-id", "my-client-secret")
    fake.add_user("bot")
    async with fake.open():
        yield fake


# They are `Secret` values.


async def test_what_is_secret(fake: FakeTwitch, autojump_clock: object) -> None:
    """Access tokens, refresh tokens, device codes and what else Twitch replies with them are hidden from the start."""
    fake.auto_consent = "bot"
    async with open_oauth("my-client-id", "my-client-secret", endpoints=fake.endpoints, network=fake.network) as oauth:
        flow = await oauth.start_device_flow(SCOPES)
        token, app = await flow.wait(), await oauth.client_credentials()

    secrets = [token.access_token, token.refresh_token, app.access_token, flow.raw["device_code"]]
    secrets += [each.raw[key] for each in (token, app) for key in ("access_token", "refresh_token") if key in each.raw]
    assert {Secret} == {type(each) for each in secrets}
    assert 7 == len(secrets)


def test_only_reveal_shows() -> None:
    """`repr`, `str` and formatting show asterisks, and `reveal()` the text."""
    secret = Secret("the-text-of-it")

    assert {"*"} == set(f"{secret}{secret:s}{secret!s}")
    assert "Secret('**********')" == repr(secret)
    assert "the-text-of-it" == secret.reveal()


# Nothing of ours contains one.


def test_the_search(secrecy: Secrecy) -> None:
    """All tests are searched for all secrets that they used, whatever the level of the log."""
    assert secrecy in logging.getLogger().handlers
    assert logging.DEBUG == logging.getLogger("any").getEffectiveLevel()


def raw_fields() -> Iterator[tuple[str, attrs.Attribute[object]]]:
    """The fields of all classes of the package that hold what Twitch sent, with the names of the classes."""
    names = {module.name for module in pkgutil.walk_packages(twitchtrio.__path__, "twitchtrio.")}
    for name in names - {"twitchtrio.__main__"}:
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, type) and value.__module__ == name and attrs.has(value):
                yield from ((value.__name__, field) for field in attrs.fields(value) if field.name == "raw")


def test_raw_replies() -> None:
    """Twitch's raw replies are kept out of every `repr`."""
    shown = {name: field.repr for name, field in raw_fields()}

    assert shown.keys() >= {"AppToken", "DeviceFlow", "Misfit", "Notification", "UserToken", "Validation"}
    assert [] == [name for name in shown if shown[name]]


class Answering(httpx.AsyncBaseTransport):
    """A Twitch that answers all requests alike."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await trio.lowlevel.checkpoint()
        return httpx.Response(200, content=self._content, request=request)


async def test_excerpts() -> None:
    """An answer with a secret in it that cannot be understood is not quoted."""
    answer = {"access_token": [Secret("a-new-access-token").reveal()], "expires_in": 14_000, "token_type": "bearer"}
    network = Network(http=Answering(json.dumps(answer).encode()))

    async with open_oauth("my-client-id", "my-client-secret", network=network) as oauth:
        with pytest.raises(DecodeError) as caught:
            await oauth.client_credentials()

    assert "" == caught.value.excerpt


# They never stand on a command line.


def values_on_the_command_line(command: click.Command) -> Iterator[str | None]:
    """The names of all options and arguments that take a value."""
    context = click.Context(command)
    yield from (each.name for each in command.get_params(context) if not getattr(each, "is_flag", False))
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from values_on_the_command_line(found)


def test_command_line() -> None:
    """Nothing that a command takes as an argument is a secret."""
    harmless = {"account", "client_id", "fake", "kinds", "login", "port", "record", "replay", "scopes", "seconds"}
    harmless |= {"channels", "prefixes", "shell", "speed", "store", "target", "where", "word", "words"}
    calls = {"acting", "body", "limit", "list"}
    for category in CATEGORIES:
        known = [each for call in calls_of(category) for each in call.parameters]
        calls |= {each.name for each in known if not each.holds_secret and each.plain is not bool}

    assert harmless | calls == set(values_on_the_command_line(_group))
    assert {"shards", "transport"} == {"shards", "transport"} - calls


@pytest.mark.parametrize(("environment", "typed"), [("my-client-secret", ""), ("", "my-client-secret\n")])
def test_client_secret(environment: str, typed: str) -> None:
    """The command takes a client secret from the environment, or asks for it without showing what is typed."""
    got: list[AppOptions] = []

    def command(options: AppOptions) -> int:
        got.append(options)
        return 0

    runner = click.testing.CliRunner(env={"TWITCH_CLIENT_SECRET": environment})
    ran = runner.invoke(click.command(app_options(command)), ["--client-id", "app", "--confidential"], typed)

    assert 0 == ran.exit_code
    assert [Secret("my-client-secret")] == [options.client_secret for options in got]
    assert "my-client-secret" not in ran.output


# A stored token belongs to one OAuth address, one client id and one user.


@pytest.mark.parametrize(
    "other", [{"endpoints": TWITCH}, {"client_id": "another-client-id"}, {"account": "somebody"}], ids=str
)
async def test_stored_tokens_stay(fake: FakeTwitch, other: dict[str, object], autojump_clock: object) -> None:
    """With another address, another app or for another user, a stored token is not even tried."""
    grant = fake.grant("bot", SCOPES)
    token = UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token)
    opened = partial(open_bot, store=MemoryStore(), network=fake.network)
    here = {"client_id": "my-client-id", "endpoints": fake.endpoints}
    async with opened(**here, token=token):
        pass
    fake.requests.clear()

    with pytest.raises(LoginRequiredError):
        async with opened(**here | other):
            pass

    assert [] == list(fake.requests)


# Addresses without TLS are refused, and certificates are always checked.


@pytest.mark.parametrize("name", [field.name for field in attrs.fields(Endpoints)])
@pytest.mark.parametrize("host", ["api.twitch.tv", "192.168.1.7", "127.0.0.1.example.com"])
def test_plain_addresses(name: str, host: str) -> None:
    """An address without TLS is refused unless it is on the loopback interface."""
    scheme = "ws" if name == "eventsub_websocket" else "http"

    with pytest.raises(ConfigurationError, match="in clear"):
        attrs.evolve(TWITCH, **{name: f"{scheme}://{host}/x"})
    assert attrs.evolve(TWITCH, **{name: f"{scheme}://127.0.0.1:80/x"})


@pytest.fixture
async def impostor(nursery: trio.Nursery) -> str:
    """A server with a certificate that nobody vouches for; its address, without the scheme."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    async def serve(stream: trio.SSLStream[trio.SocketStream]) -> None:
        async with stream:
            with contextlib.suppress(trio.BrokenResourceError):
                await stream.do_handshake()

    (listener,) = await nursery.start(partial(trio.serve_ssl_over_tcp, serve, 0, context, host="127.0.0.1"))
    return f"127.0.0.1:{listener.transport_listener.socket.getsockname()[1]}"


async def test_certificates_of_the_api(impostor: str) -> None:
    """Nothing is sent to one who only says that it is Twitch."""
    async with open_oauth("my-client-id", endpoints=attrs.evolve(TWITCH, oauth=f"https://{impostor}")) as oauth:
        with pytest.raises(NetworkError, match="certificate") as caught:
            await oauth.validate("my-access-token")

    assert not caught.value.sent


async def test_certificates_of_websockets(impostor: str) -> None:
    """The same for events."""
    with pytest.raises(NetworkError, match="certificate"):
        await run_websocket(f"wss://{impostor}/ws", Network())


# The page that ends a login in the browser.


class Page:
    """A login in the browser under way: its page, and the address at which the user would be sent to it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.state = ""
        self.error: Exception | None = None
        self.told = trio.Event()

    def tell(self, text: str) -> None:
        """Be told where the user should go."""
        address = next(word for word in text.split() if "/authorize?" in word)
        (self.state,) = parse_qs(urlsplit(address).query)["state"]
        self.told.set()

    async def log_in(self, fake: FakeTwitch) -> None:
        """Wait for an answer."""
        login = browser_login(self.tell, port=self.port, open_browser=lambda _: True)
        opened = open_oauth("my-client-id", "my-client-secret", endpoints=fake.endpoints, network=fake.network)
        try:
            async with opened as oauth:
                await login(oauth)
        except AuthorizationDeniedError as exc:
            self.error = exc

    async def ask(self, query: str, *, host: str = "127.0.0.1") -> tuple[int, str]:
        """What somebody gets who calls the page: a status and a text."""
        async with await trio.open_tcp_stream(host, self.port) as stream:
            await stream.send_all(f"GET /?{query} HTTP/1.1\r\nHost: localhost:{self.port}\r\n\r\n".encode())
            answer = b"".join([part async for part in stream]).decode()
        return int(answer.split()[1]), answer.partition("\r\n\r\n")[2]


@pytest.fixture
async def page(fake: FakeTwitch, nursery: trio.Nursery) -> Page:
    """A login in the browser under way."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        page = Page(listener.getsockname()[1])
    nursery.start_soon(page.log_in, fake)
    await page.told.wait()
    await trio.testing.wait_all_tasks_blocked(0.01)
    return page


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a machine need not have a second address")
async def test_page_for_this_machine(page: Page) -> None:
    """It listens on the loopback interface only, so not on another address of this machine."""
    assert 400 == (await page.ask("state=another"))[0]
    with pytest.raises(OSError, match=r"127\.0\.0\.2"):
        await page.ask("state=another", host="127.0.0.2")


async def test_state(page: Page) -> None:
    """It compares the state: an answer without the right one is none."""
    for query in ("code=theirs", "code=theirs&state=", f"code=theirs&state={page.state[:-1]}", "error=access_denied"):
        assert 400 == (await page.ask(query))[0]

    assert page.error is None


async def test_escaped(page: Page) -> None:
    """It escapes what comes from outside."""
    description = "%3Cscript%3Ealert(1)%3C/script%3E%22"

    _, text = await page.ask(f"state={page.state}&error=access_denied&error_description={description}")

    assert "<script" not in text
    assert "&lt;script&gt;" in text


async def test_one_answer(page: Page) -> None:
    """It closes after one answer."""
    assert 200 == (await page.ask(f"state={page.state}&error=access_denied"))[0]

    await trio.testing.wait_all_tasks_blocked(0.01)
    assert isinstance(page.error, AuthorizationDeniedError)
    with pytest.raises(OSError, match=r"127\.0\.0\.1"):
        await page.ask(f"state={page.state}&error=access_denied")
