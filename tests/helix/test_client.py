"""The client: views, raw requests, and what EventSub asks of it."""

import json

import pytest
import trio

from twitchtrio._hidden import Sealed
from twitchtrio.endpoints import Endpoints
from twitchtrio.errors import (
    BadRequestError,
    ConfigurationError,
    DecodeError,
    LoginRequiredError,
    MissingScopeError,
    NotFoundError,
)
from twitchtrio.helix._category import Category
from twitchtrio.helix.client import Helix
from twitchtrio.protocols import SubscriptionApi
from twitchtrio.subscription import Target, TransportMethod
from twitchtrio.tokens import APP, Account, Secret

SUBSCRIPTION = {
    "id": "s1",
    "status": "enabled",
    "type": "stream.online",
    "version": "1",
    "condition": {"broadcaster_user_id": "5"},
    "created_at": "2026-01-02T03:04:05.123456789Z",
    "transport": {"method": "websocket", "session_id": "w1", "connected_at": "2026-01-02T03:04:05Z"},
    "cost": 1,
}


@pytest.fixture
def boss(tokens, make):
    """A second account."""
    account = make.account("2", "boss", "user:write:chat")
    tokens.others.append(account)
    return account


async def test_views(helix, http, boss):
    """A view acts as the account it was made for; the client it was made of stays as it is."""
    view = helix.acting_as(boss)

    await view.users.get_users()
    await helix.users.get_users()
    await view.acting_as(helix.account_for(None, (), action="")).users.get_users()

    assert ["boss-token-1", "bot-token-1", "bot-token-1"] == [request.token for request in http.requests]


@pytest.mark.parametrize("wrong", ["boss", "2", None])
def test_views_of_no_account(wrong, helix):
    """A login is no account."""
    with pytest.raises(ConfigurationError, match="takes an Account"):
        helix.acting_as(wrong)


async def test_view_of_an_account_that_has_gone(helix, http):
    """An account that is no longer in the store cannot act."""
    gone = Account(user_id="9", login="gone", scopes=frozenset())

    with pytest.raises(LoginRequiredError, match="user 9"):
        await helix.acting_as(gone).users.get_users()


async def test_request(helix, http, make):
    """What has no method can be called by method and path; the answer is plain values."""
    http.answers += [make.answer({"data": [1, {"x": None}]}), make.answer(None, 204)]

    answer = await helix.request("GET", "/new/things", query={"id": ["1", "2"], "first": None, "on": True})
    assert {"data": [1, {"x": None}]} == answer
    assert await helix.request("PATCH", "/new/things", body={"tags": ["a"], "x": None}) is None

    first, second = http.requests
    assert "https://api.twitch.tv/helix/new/things?id=1&id=2&on=true" == first.url
    assert {"tags": ["a"]} == second.body


async def test_request_that_is_refused(helix, http, make):
    """Scopes are checked and errors are the same as elsewhere."""
    http.answers.append(make.refusal(400, "no"))

    for scopes in ("x:read", ["x:read"], ["user:read:chat", ("x:read", "x:manage")]):
        with pytest.raises(MissingScopeError, match="GET /new/things needs the scope x:read"):
            await helix.request("GET", "/new/things", scopes=scopes)
    with pytest.raises(BadRequestError, match="GET /new/things as account 'bot': 400"):
        await helix.request("GET", "/new/things")


async def test_subscribe(helix, http, boss, make):
    """A subscription over a WebSocket is made by the account that the socket belongs to."""
    http.answers.append(make.answer({"data": [SUBSCRIPTION], "total": 1, "total_cost": 1, "max_total_cost": 10}, 202))

    target = Target(method=TransportMethod.WEBSOCKET, key="w1")
    made = await helix.subscribe("stream.online", "1", {"broadcaster_user_id": "5"}, target=target, actor=boss)

    assert ("s1", "enabled", 1, 10) == (made.id, made.status, made.total_cost, made.max_total_cost)
    (request,) = http.requests
    assert "boss-token-1" == request.token
    assert {
        "type": "stream.online",
        "version": "1",
        "condition": {"broadcaster_user_id": "5"},
        "transport": {"method": "websocket", "session_id": "w1"},
    } == request.body


@pytest.mark.parametrize(
    ("target", "sent"),
    [
        (Target(method=TransportMethod.CONDUIT, key="c1", durable=True), {"method": "conduit", "conduit_id": "c1"}),
        (
            Target(method=TransportMethod.WEBHOOK, key="https://here", secret=Secret("0123456789"), durable=True),
            {"method": "webhook", "callback": "https://here", "secret": "0123456789"},
        ),
    ],
)
async def test_subscribe_elsewhere(target, sent, *, http, make):
    """On a conduit or a webhook a subscription is made by the app."""
    helix = Helix(make.tokens(None, has_app=True), http)
    record = {**SUBSCRIPTION, "transport": {key: each for key, each in sent.items() if key != "secret"}}
    http.answers.append(make.answer({"data": [record], "total": 1, "total_cost": 1, "max_total_cost": 10000}, 202))

    made = await helix.subscribe("stream.online", "1", {"broadcaster_user_id": "5"}, target=target, actor=APP)

    (request,) = http.requests
    assert sent == json.loads(getattr(request.content, "reveal", lambda: request.content)())["transport"]
    assert target.holds(made)
    assert "0123456789" not in repr(target)


async def test_unsubscribe(helix, http, boss, make):
    """Deleting what is gone already is no error."""
    http.answers += [make.answer(None, 204), make.refusal(404, "not found"), make.refusal(400, "no id")]

    await helix.unsubscribe("s1", actor=boss)
    await helix.unsubscribe("s1", actor=boss)
    with pytest.raises(BadRequestError):
        await helix.unsubscribe("s1", actor=boss)

    assert {("boss-token-1", "DELETE")} == {(request.token, request.method) for request in http.requests}


async def test_subscriptions(helix, http, boss, make):
    """An account's subscriptions are listed by that account."""
    http.answers.append(make.answer({"data": [SUBSCRIPTION], "pagination": {}}))

    (found,) = (await helix.subscriptions(actor=boss)).records

    assert ("w1", "boss-token-1") == (found.transport.session_id, http.requests[0].token)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"data": None},
        {"data": {}},
        {"data": SUBSCRIPTION},
        {"data": [SUBSCRIPTION, None]},
        {"data": [SUBSCRIPTION], "pagination": ["c"]},
        {"data": [SUBSCRIPTION], "pagination": {"cursor": {"x": 1}}},
        {"data": [SUBSCRIPTION], "pagination": {"cursor": "the same for ever"}},
    ],
)
async def test_subscriptions_that_cannot_be_read(answer, *, helix, http, boss, make):
    """What is left out of a list that cannot be read may stand all the same: that is an error, and no end of it."""
    http.handler = lambda request: make.answer(answer)

    with pytest.raises(DecodeError):
        await helix.subscriptions(actor=boss)


@pytest.mark.parametrize(
    ("method", "path", "says"),
    [
        ("GET", "users", 'no path below the address of Helix; write it as "/users"'),
        ("GET", "", "no path"),
        ("GET", "https://api.twitch.tv/helix/users", "no path"),
        ("GET", "@evil.example/users", "no path"),
        ("GET", ".evil.example/users", "no path"),
        ("GET", ":80/users", "no path"),
        ("GET", "/users?id=1", r"parameters as query=\{...\}"),
        ("GET", "/users#part", "no path"),
        ("GET", "/us ers", "no path"),
        ("GET", "/users\n", "no path"),
        ("GET", "/users\r\nX: y", "no path"),
        ("GET", "/users\x00", "no path"),
        ("GET", "/us\u00e4rs", "no path"),
        ("GET", "/us\ud800rs", "no path"),
        ("GET", "/\\evil.example", "no path"),
        ("GET", None, "None is no path"),
        ("", "/users", 'no HTTP method; write it as "GET"'),
        ("GET ", "/users", "no HTTP method"),
        ("GET /other HTTP/1.1\r\nX: y", "/users", "no HTTP method"),
        ("GET\n", "/users", "no HTTP method"),
        ("G\u00cbT", "/users", "no HTTP method"),
        (None, "/users", "None is no HTTP method"),
    ],
)
async def test_request_of_what_is_none(method, path, says, helix, http):
    """What is no method, or no path, is refused, and the error shows the right form."""
    with pytest.raises(ConfigurationError, match=says):
        await helix.request(method, path)
    assert [] == http.requests


@pytest.mark.parametrize("path", ["/", "/users", "/a/b-c_d.e~f", "/100%25/(x);y=1,z:@!$&'*+"])
async def test_request_of_any_path(path, helix, http):
    """All that a path may hold goes through as it is."""
    await helix.request("M-SEARCH", path)

    assert [("M-SEARCH", f"https://api.twitch.tv/helix{path}")] == [(each.method, each.url) for each in http.requests]


async def test_user_ids(helix, http, make):
    """The ids of logins, or an error that names the first of nobody."""
    user = {"id": "5", "login": "someone", "display_name": "", "type": "", "broadcaster_type": "", "description": ""}
    user |= {"profile_image_url": "", "offline_image_url": "", "created_at": "2026-01-02T03:04:05Z"}
    http.handler = lambda request: make.answer({"data": [user]})

    assert {"someone": "5"} == await helix.user_ids(["someone"])
    with pytest.raises(NotFoundError, match="nobody has the login 'nobody'"):
        await helix.user_ids(["someone", "nobody"])
    with pytest.raises(NotFoundError, match="'12345'; this looks like an id"):
        await helix.user_ids(["12345"])


def test_account_for(helix, boss):
    """Who can act, and what is missing where nobody can."""
    own = helix.account_for(None, (("user:read:chat", "x"), "user:write:chat"), action="Listening")

    assert "bot" == own.login
    assert boss is helix.account_for("2", (), action="Listening")
    with pytest.raises(MissingScopeError, match="Listening needs the scope user:read:chat"):
        helix.account_for("2", ("user:read:chat",), action="Listening")
    with pytest.raises(LoginRequiredError, match="Listening needs the login of user 3"):
        helix.account_for("3", ("user:read:chat",), action="Listening")


async def test_addresses(tokens, http):
    """Subscriptions can live elsewhere than the rest, as with Twitch's own mock servers."""
    helix = Helix(tokens, http, Endpoints.twitch_cli())

    await helix.users.get_users()
    await helix.eventsub.get_eventsub_subscriptions().collect()

    assert ["http://localhost:8080/mock/users", "http://localhost:8081/eventsub/subscriptions"] == [
        request.url for request in http.requests
    ]


async def test_eventsub_protocol(helix):
    """The client is what EventSub asks for."""

    def api() -> SubscriptionApi:
        return helix

    await trio.lowlevel.checkpoint()
    assert api() is helix
    assert APP is not None


@pytest.mark.parametrize(
    "given",
    [{"x": "a\ud83d"}, {"x": {"y": ["\ud83d"]}}, {"\ud83d": 1}, {"x": object()}],
    ids=["text", "inside", "name", "object"],
)
async def test_body_that_cannot_be_written(helix, http, given):
    """What JSON has no word for is refused, before anything is sent."""
    with pytest.raises(ConfigurationError, match="POST /x cannot be called with this body"):
        await helix.request("POST", "/x", body=given)

    assert [] == http.requests


@pytest.mark.parametrize("value", ["a\ud83d", ["fine", "\udc00"]])
async def test_query_that_cannot_be_written(helix, http, value):
    """Half a character cannot be sent, and the error says in which parameter it is."""
    with pytest.raises(ConfigurationError, match=r"query='a?\\ud[8c].* cannot be sent: it holds half a character"):
        await helix.request("GET", "/x", query={"query": value})

    assert [] == http.requests


async def test_body_with_a_secret(helix, http, make):
    """A secret is sent, and is in no body that could be shown."""
    http.handler = lambda request: make.answer({"data": []})
    await helix.request("POST", "/x", body={"secret": Secret("s3cret-of-a-webhook")})

    (request,) = http.requests
    assert isinstance(request.content, Sealed)
    assert b'{"secret":"s3cret-of-a-webhook"}' == request.content.reveal()


def test_categories(helix):
    """A category is made once for each view of the client, whose actor it acts as."""
    assert helix.users is helix.users
    assert helix.acting_as(APP).users is not helix.users
    assert isinstance(Helix.users, Category)


async def test_what_is_not_there(helix):  # noqa: ASYNC124  # the fixture is for async tests
    """It is told with the way to call what twitchtrio does not have yet; what Python asks for by itself is not."""
    for ask in (lambda: helix.moderations, lambda: helix.users.get_user):
        with pytest.raises(AttributeError, match=r"has no 'moderations|get_user'; .* helix\.request\(") as caught:
            ask()
        assert caught.value.obj is not None
    assert not hasattr(helix, "__fspath__")
    with pytest.raises(AttributeError, match=r"helix has no '_own'$"):
        getattr(helix, "_own")  # noqa: B009  # as whatever asks for it would
