"""A Twitch of a few lines, and tokens for it."""

import json
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
import trio
from attrs import define, field, frozen

from tests.helix.facts import EVERY_SCOPE
from twitchtrio.errors import LoginRequiredError, NetworkError
from twitchtrio.helix.client import Helix
from twitchtrio.network import Response
from twitchtrio.tokens import APP, Account, Secret

EPOCH = 1_800_000_000

USER = {
    "id": "1",
    "login": "bot",
    "display_name": "Bot",
    "type": "",
    "broadcaster_type": "",
    "description": "",
    "profile_image_url": "",
    "offline_image_url": "",
    "created_at": "2026-01-02T03:04:05Z",
}


@frozen
class Request:
    method: str
    url: str
    headers: dict
    content: bytes | None

    @property
    def path(self):
        return urlsplit(self.url).path.removeprefix("/helix")

    @property
    def query(self):
        return parse_qsl(urlsplit(self.url).query, keep_blank_values=True)

    @property
    def body(self):
        return None if self.content is None else json.loads(self.content)

    @property
    def token(self):
        return self.headers["Authorization"].reveal().removeprefix("Bearer ")


def answer(body=None, status=200, **headers):
    """An answer with a JSON body; underscores of header names are hyphens."""
    content = b"" if body is None else json.dumps(body).encode()
    return Response(
        status=status,
        headers=CaseInsensitive({name.replace("_", "-"): str(value) for name, value in headers.items()}),
        content=content,
    )


def refusal(status, message="", **headers):
    """An answer as Twitch refuses."""
    return answer({"error": "Refused", "status": status, "message": message}, status, **headers)


def silence(*, sent=True):
    """No answer."""
    return NetworkError("the connection broke", address="https://api.twitch.tv/helix", sent=sent)


class CaseInsensitive(dict):
    def __init__(self, items):
        super().__init__({name.lower(): value for name, value in items.items()})

    def __contains__(self, name):
        return super().__contains__(name.lower())

    def get(self, name, default=None):
        return super().get(name.lower(), default)


@define
class FakeHttp:
    """Answers with what is in `answers`, one after the other, then with what `handler` makes of the request."""

    requests: list[Request] = field(factory=list)
    answers: list = field(factory=list)
    handler: Callable = field(default=lambda request: answer({"data": []}))
    takes: float = 0.0

    async def send(self, method, url, *, headers, content=None):
        request = Request(method, url, dict(headers), content)
        self.requests.append(request)
        await trio.sleep(self.takes)
        given = self.answers.pop(0) if self.answers else self.handler(request)
        if isinstance(given, BaseException):
            raise given
        return given


@define
class FakeTokens:
    """A token source whose accounts are given."""

    own: Account | None
    others: list[Account] = field(factory=list)
    has_app: bool = False
    client_id: str = "app-id"
    renewed: list = field(factory=list, repr=False)
    generation: dict = field(factory=dict)
    failure: Exception | None = None

    def account(self, user_id):
        return next((each for each in self.accounts() if each.user_id == user_id), None)

    def accounts(self):
        return [each for each in [self.own, *self.others] if each is not None]

    def current(self, actor):
        name = "app" if actor is APP else actor.login
        return Secret(f"{name}-token-{self.generation.get(actor, 1)}")

    def ready_token(self, actor):
        return None

    async def access_token(self, actor):
        await trio.lowlevel.checkpoint()
        if self.failure is not None:
            raise self.failure
        return self.current(actor)

    async def renew(self, actor, rejected):
        await trio.lowlevel.checkpoint()
        self.renewed.append((actor, rejected.reveal()))
        if actor is not APP and actor.login == "lost":
            raise LoginRequiredError("The login is lost.", account=actor.login)
        self.generation[actor] = self.generation.get(actor, 1) + 1
        return self.current(actor)


def make_account(user_id, login, *scopes):
    """An account that has granted these scopes."""
    return Account(user_id=user_id, login=login, scopes=frozenset(scopes))


@pytest.fixture
def tokens():
    """Tokens of the account `bot`, id 1, which has granted what chatting takes."""
    return FakeTokens(make_account("1", "bot", "user:write:chat", "user:read:chat", "user:bot"))


@pytest.fixture
def http():
    """What the requests go to."""
    return FakeHttp()


@pytest.fixture
def helix(tokens, http):
    """A client."""
    return Helix(tokens, http)


@pytest.fixture
def able(http):
    """A client that may do everything."""
    return Helix(FakeTokens(make_account("1", "bot", *EVERY_SCOPE), has_app=True), http)


@pytest.fixture
def make():
    """What tests make answers and accounts with."""
    return Make


class Make:
    """The helpers above, by one name, since a conftest cannot be imported."""

    account = staticmethod(make_account)
    answer = staticmethod(answer)
    refusal = staticmethod(refusal)
    silence = staticmethod(silence)
    tokens = FakeTokens
    http = FakeHttp
    epoch = EPOCH
