"""OAuth's grants, and what each refusal is."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from traceback import walk_tb
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import trio

from twitchtrio._hidden import Sealed
from twitchtrio.auth import OAuth, open_oauth
from twitchtrio.auth._replies import pair_in
from twitchtrio.endpoints import TWITCH
from twitchtrio.errors import (
    AuthError,
    AuthorizationDeniedError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    DecodeError,
    HelixError,
    NetworkError,
    NotFoundError,
    RateLimitedError,
    RefreshFailedError,
    ServerError,
    StateMismatchError,
    TokenRevokedError,
    TwitchError,
    UnauthorizedError,
)
from twitchtrio.network import Network
from twitchtrio.tokens import Secret, TokenKind, UserToken

REDIRECT = "http://localhost:17563"
SECRET = "the-client-secret"


def query_of(url):
    """The parameters of an address, each once."""
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


async def consent(bench, url):
    """Open a consent page as a user who consents at once; gives the address that Twitch sends the browser to."""
    bench.fake.auto_consent = bench.bot
    async with httpx.AsyncClient(transport=bench.fake.network.http) as browser:
        answer = await browser.get(url)
    return answer.headers["location"]


@asynccontextmanager
async def answering(status, body, *, client_secret=None):
    """OAuth against a service that gives one answer to everything; the requests are collected."""
    requests = []
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def handle(request):
        requests.append(request)
        await trio.lowlevel.checkpoint()
        return httpx.Response(status, content=content)

    network = Network(http=httpx.MockTransport(handle))
    async with open_oauth("app", client_secret, network=network) as oauth:
        oauth.requests = requests
        yield oauth


def form_of(request):
    """The fields of a form."""
    return {name: value for name, (value,) in parse_qs(request.content.decode()).items()}


# The grants


async def test_the_code_grant(confidential):
    """From the consent page to a token, with the secret in the form."""
    async with confidential.oauth() as oauth:
        url = oauth.authorize_url(REDIRECT, ["user:read:chat"], state="a state", force_verify=False)
        back = query_of(await consent(confidential, url))
        token = await oauth.exchange_code(
            back["code"], redirect_uri=REDIRECT, state=back["state"], expected_state="a state"
        )
        validation = await oauth.validate(token.access_token)

    assert (TokenKind.CODE, True, {"user:read:chat"}) == (token.kind, token.refreshable, token.scopes)
    assert ("bot", confidential.bot.id) == (validation.login, validation.user_id)
    assert token.access_token == token.raw["access_token"]
    assert token.expires_at.tzinfo is not None


async def test_another_state_is_refused_before_anything_is_sent(confidential):
    """A code that comes with the wrong state, or with none, is not used."""
    async with confidential.oauth() as oauth:
        for state in ("another", None, "ä", "\ud83d"):
            with pytest.raises(StateMismatchError):
                await oauth.exchange_code("code", redirect_uri=REDIRECT, state=state, expected_state="a state")

    assert 0 == confidential.fake.requests.count("POST", "/oauth2/token")


async def opened(manager):
    """Enter a block, and leave it."""
    async with manager:
        pass


async def implicit(address):  # noqa: ASYNC124  # as the others are
    """The token in an address that answers another request."""
    return OAuth("app", http=None).implicit_token(address, expected_state="a")


def exchange(code, *, state, client_secret):
    """Exchange a code that was asked for with state `a`."""
    oauth = OAuth("app", client_secret, http=None)
    return oauth.exchange_code(code, redirect_uri=REDIRECT, state=state, expected_state="a")


@pytest.mark.parametrize(
    "refused",
    [
        lambda secret: exchange(secret, state="another", client_secret=SECRET),
        lambda secret: exchange(secret, state="a", client_secret=None),
        lambda secret: implicit(f"{REDIRECT}/#access_token={secret}&state=another"),
        lambda secret: opened(open_oauth("bad id", secret)),
        lambda secret: opened(open_oauth("app", f"{secret} {secret}")),
    ],
    ids=["a code of another", "a code for a public app", "a token of another", "a client id", "a client secret"],
)
async def test_what_is_refused_is_in_no_variable_of_ours(refused):
    """Where a login is refused before anything is sent, a traceback does not show its secret either."""
    secret = "a-secret-that-was-given"
    with pytest.raises(TwitchError) as caught:
        await refused(secret)

    frames = [frame for frame, _ in walk_tb(caught.tb) if frame.f_globals["__name__"].startswith("twitchtrio.")]
    assert frames
    assert secret not in repr([frame.f_locals for frame in frames])


async def test_half_a_character(confidential):
    """What cannot be sent is refused by its name, before anything is sent."""
    half = "a\ud83d"
    async with confidential.oauth() as oauth:
        for given in ({"redirect_uri": half}, {"scopes": [half]}, {"state": half}):
            name = "scope" if "scopes" in given else next(iter(given))
            with pytest.raises(ConfigurationError, match=rf"{name}='a\\ud83d' cannot be sent: it holds half"):
                oauth.authorize_url(**{"redirect_uri": REDIRECT, "scopes": [], "state": "s"} | given)
        with pytest.raises(ConfigurationError, match="scopes='a"):
            await oauth.start_device_flow([half])
        with pytest.raises(ConfigurationError, match="redirect_uri='a"):
            await oauth.exchange_code("code", redirect_uri=half, state="s", expected_state="s")
        with pytest.raises(TwitchError):
            await oauth.exchange_code(half, redirect_uri=REDIRECT, state="s", expected_state="s")
        for address in ("http://[", "http://localhost/#state=\ud83d", half):
            with pytest.raises(StateMismatchError):
                oauth.implicit_token(address, expected_state="s")


async def test_a_used_code(confidential):
    """A code works once, as text or hidden."""
    async with confidential.oauth() as oauth:
        back = query_of(await consent(confidential, oauth.authorize_url(REDIRECT, [], state="s")))
        exchange = {"redirect_uri": REDIRECT, "state": "s", "expected_state": "s"}
        await oauth.exchange_code(Secret(back["code"]), **exchange)
        with pytest.raises(AuthError, match="was used already"):
            await oauth.exchange_code(back["code"], **exchange)


async def test_a_redirect_address_that_is_not_registered(confidential):
    """The error names the console."""
    async with confidential.oauth() as oauth:
        back = query_of(await consent(confidential, oauth.authorize_url(REDIRECT, [], state="s")))
        with pytest.raises(ConfigurationError, match=r"is not registered .* https://dev"):
            await oauth.exchange_code(back["code"], redirect_uri="http://localhost:1", state="s", expected_state="s")


async def test_the_code_grant_needs_a_secret(public):
    """A public app is told of the device grant."""
    async with public.oauth() as oauth:
        with pytest.raises(ConfigurationError, match="signs users in by device code"):
            await oauth.exchange_code("code", redirect_uri=REDIRECT, state="s", expected_state="s")


def test_the_authorize_address():
    """The address carries what was asked for, once each, in one order."""
    oauth = OAuth("app", http=None)

    code = oauth.authorize_url(REDIRECT, {"b:scope", "a:scope"}, state="s&t", force_verify=True)
    implicit = oauth.authorize_url(REDIRECT, "a:scope b:scope", state="s", kind=TokenKind.IMPLICIT)

    assert code.startswith(f"{TWITCH.oauth}/authorize?")
    assert {
        "client_id": "app",
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": "a:scope b:scope",
        "state": "s&t",
        "force_verify": "true",
    } == query_of(code)
    assert "token" == query_of(implicit)["response_type"]
    assert "a:scope b:scope" == query_of(implicit)["scope"]
    assert "force_verify" not in query_of(implicit)


async def test_the_implicit_grant(public):
    """The token is in the fragment, and cannot be refreshed."""
    async with public.oauth() as oauth:
        url = oauth.authorize_url(REDIRECT, ["user:read:chat"], state="s", kind=TokenKind.IMPLICIT)
        back = await consent(public, url)
        token = oauth.implicit_token(back, expected_state="s")
        same = oauth.implicit_token(urlsplit(back).fragment, expected_state="s")
        with pytest.raises(StateMismatchError):
            oauth.implicit_token(back, expected_state="another")
        with pytest.raises(ConfigurationError, match="cannot be refreshed; sign in again"):
            await oauth.refresh(token)
        assert "bot" == (await oauth.validate(token.access_token)).login

    assert token == same
    assert (TokenKind.IMPLICIT, False, {"user:read:chat"}) == (token.kind, token.refreshable, token.scopes)


@pytest.mark.parametrize(
    ("query", "error", "says"),
    [
        ("error=access_denied&error_description=no&state=s", AuthorizationDeniedError, "did not grant"),
        ("error=ACCESS_DENIED&state=s", AuthorizationDeniedError, "did not grant"),
        ("error=access.denied&state=s", AuthorizationDeniedError, "did not grant"),
        ("error=AccessDenied&state=s", AuthorizationDeniedError, "did not grant"),
        ("error=server_error&error_description=the+cat&state=s", AuthError, "the cat"),
        ("state=s", AuthError, "no reason"),
    ],
)
def test_an_implicit_answer_without_token(query, error, says):
    """What Twitch says instead of a token is a typed error."""
    with pytest.raises(error, match=says):
        OAuth("app", http=None).implicit_token(f"{REDIRECT}/?{query}", expected_state="s")


async def test_client_credentials(confidential, public):
    """An app token belongs to no user; a public app cannot have one."""
    async with confidential.oauth() as oauth:
        token = await oauth.client_credentials()
        validation = await oauth.validate(token.access_token)
    async with public.oauth() as oauth:
        with pytest.raises(ConfigurationError, match="An app access token needs the client secret"):
            await oauth.client_credentials()

    assert (None, None, frozenset()) == (validation.login, validation.user_id, validation.scopes)
    assert TokenKind.APP is token.kind
    assert 86400 < token.expires_in


async def test_refresh(bench):
    """A refresh gives a new pair of the same user; public apps send no secret, confidential ones do."""
    old = bench.grant().with_user(user_id="1001", login="bot", scopes={"user:read:chat"})

    async with bench.oauth() as oauth:
        new = await oauth.refresh(old)
        assert bench.bot.id == (await oauth.validate(new.access_token)).user_id

    assert old.access_token != new.access_token
    assert ("bot", old.kind) == (new.login, new.kind)
    (post,) = bench.fake.requests.matching("POST", "/oauth2/token")
    assert (b"client_secret" in post.body) is oauth.confidential


SCOPES = [
    (None, set()),
    ("y z", {"y", "z"}),
    ("y,z", {"y", "z"}),
    (["y"], {"y"}),
    (["y z", "y, x"], {"x", "y", "z"}),
    (["y", None, 5], {"y", "5"}),
    ([], set()),
    ([None], set()),
    (["", " "], set()),
    (" ", set()),
    ({"y": "z"}, set()),
    (True, set()),
]


async def test_a_refresh_reply_may_be_short():
    """Without new refresh token the old one is kept; scopes may be missing, a text, or a list, and none is no news."""
    old = UserToken(access_token="a", refresh_token="r&=%", scopes={"x"}, kind=TokenKind.CODE)

    for scope, scopes in SCOPES:
        reply = {"access_token": "b", "token_type": "bearer"} | ({} if scope is None else {"scope": scope})
        async with answering(200, reply, client_secret=SECRET) as oauth:
            new = await oauth.refresh(old)
        assert ("b", "r&=%", TokenKind.CODE) == (new.access_token.reveal(), new.refresh_token.reveal(), new.kind)
        assert (scopes or {"x"}) == new.scopes
        assert new.expires_in is None
        assert new.expires_at is None

    (request,) = oauth.requests
    assert {
        "client_id": "app",
        "client_secret": SECRET,
        "grant_type": "refresh_token",
        "refresh_token": "r&=%",
    } == form_of(request)


@pytest.mark.parametrize(("said", "scopes"), SCOPES)
async def test_the_scopes_of_a_validation(said, scopes):
    """They are read as those of a refresh are."""
    reply = {"client_id": "app", "login": "bot", "user_id": "1001", "expires_in": 5000}

    async with answering(200, reply if said is None else reply | {"scopes": said}) as oauth:
        assert scopes == (await oauth.validate("abc")).scopes


@pytest.mark.parametrize(
    "text",
    [
        '{"access_token": "b", "refresh_token": "s!~",}',
        '{"access_token":"b","refresh_token":"s!~"} and more',
        '{"refresh_token" : "s!~", "x": NaN1, "access_token"\n:\t"b"}',
        '{"access_token":"b","refresh_token":"s!~","x":' + "[" * 100_000,
        '{"access_token":"b","refresh_token":"s!~","x":"' + "y" * 100_000,
        '<html>{"access_token":"b","refresh_token":"s!~"}</html>',
        r'{"access_token":"b","refresh_token":"s!~\r\n"}',
        '{"access_token":"b","refresh_token":" s!~ "}',
        r'{"access_token":"\tb\n","refresh_token":"s!~"}',
        '{"access_token":"b","refresh_token":["s!~"]}',
        '{"access_token":["b"],"refresh_token":[ "s!~" ]}',
        '{"access_token":"b","refresh_token":"s!~","refresh_token":null}',
        '{"accessToken":"b","refreshToken":"s!~"}',
        '{"access_token":"b","refreshToken":"s!~"}',
        '{"ACCESS_TOKEN":"b","REFRESH_TOKEN":"s!~"}',
        r'{"access_token":"\u0062","refresh_token":"s\u0021~",}',
        '{"access_token":"b","refresh_token":"s!~","previous":{"access_token":"c","refresh_token":"t"},}',
        '{"previous":{"access_token":"c","refresh_token":"t"},"access_token":"b","refresh_token":"s!~",}',
        '{"access_token":"b","refresh_token":"s!~","previous":{"refresh_token":"t"},}',
        '{"access_token":"b","previous":{"refresh_token":"t"},"refresh_token":"s!~",}',
        '{"data":[{"access_token":"b","refresh_token":"s!~"}],"previous":{"a":{"access_token":"c","refresh_token":"t"}},}',
        '{"refresh_token":"t","data":{"access_token":"b","refresh_token":"s!~"}}',
        r'{"access_token":"b","refresh_token":"s!~","hint":"not {\"refresh_token\":\"t\"",}',
        r'{"hint":"}{ \\","access_token":"b","refresh_token":"s!~",}',
        '{"hint":"a "quote" in it","access_token":"b" "refresh_token":"s!~"}',
        '<a title="x>{"access_token":"b","refresh_token":"s!~"}',
    ],
)
async def test_a_pair_in_what_cannot_be_read(text):
    """Both tokens are taken, since the pair that they replace may be dead."""
    old = UserToken(access_token="a", refresh_token="r", scopes={"x"}, kind=TokenKind.CODE)
    async with answering(200, text.encode(), client_secret=SECRET) as oauth:
        new = await oauth.refresh(old)

    assert ("b", "s!~", {"x"}) == (new.access_token.reveal(), new.refresh_token.reveal(), new.scopes)
    assert {} == new.raw


@pytest.mark.parametrize("space", [" ", "\n", "[", r"\n"])
def test_the_search_for_a_pair_ends_soon(space):
    """Whatever stands where a refresh token should, it is looked through once."""
    text = f'{{"access_token":"b","refresh_token":{space * 250_000}'
    assert pair_in(Sealed(text.encode())) is None


@pytest.mark.parametrize("end", ["", '"', '"x', "\\", r"\"x"])
@pytest.mark.parametrize(
    "junk", ["{", "}{", '"', '" x', r'"\"', r"\"", r"\"x", r'\""x', "\\\\", '"access_token":[', '"access_token" ']
)
def test_what_stands_behind_a_pair(junk, end):
    """However much it is, it changes nothing, and it is looked through once."""
    for start in ("", '"'):
        text = f'{{"access_token":"b","refresh_token":"s","x":{start}{junk * 150_000}{end}'
        reply = pair_in(Sealed(text.encode()))
        assert ("b", "s") == (reply.access_token.reveal(), reply.refresh_token.reveal())


@pytest.mark.parametrize(
    "odd",
    [
        "null",
        '""',
        "5",
        "[]",
        '["", "s"]',
        '"s t"',
        r'"\ud800"',
        'null,"x":{"refresh_token":"s"}',
        'null,"x":{"access_token":"c","refresh_token":"s"}',
    ],
)
async def test_a_refresh_token_that_says_nothing(odd):
    """The old one is kept."""
    old = UserToken(access_token="a", refresh_token="r", kind=TokenKind.CODE)
    async with answering(200, f'{{"access_token":"b","refresh_token":{odd}}}'.encode(), client_secret=SECRET) as oauth:
        new = await oauth.refresh(old)

    assert ("b", "r") == (new.access_token.reveal(), new.refresh_token.reveal())


@pytest.mark.parametrize(
    "text",
    [
        '{"access_token": "b",}',
        '{"refresh_token": "b",}',
        '{"access_token":"b","refresh_token":',
        '{"access_token":"b","refresh_token":"s',
        '{"access_token":"b","previous":{"refresh_token":"s"},}',
        '{"previous":{"access_token":"b"},"next":{"refresh_token":"s"},}',
        '{"access_token":"b","refresh_token":["s","t"],}',
    ],
)
async def test_half_a_pair_in_what_cannot_be_read(text):
    """One token alone is not taken on trust."""
    old = UserToken(access_token="a", refresh_token="r", kind=TokenKind.CODE)
    async with answering(200, text.encode(), client_secret=SECRET) as oauth:
        with pytest.raises(DecodeError):
            await oauth.refresh(old)


async def test_revoke(bench):
    """A revoked token is dead; revoking it again says that it was."""
    token = bench.grant()

    async with bench.oauth() as oauth:
        await oauth.revoke(token)
        with pytest.raises(UnauthorizedError):
            await oauth.validate(token.access_token)
        with pytest.raises(BadRequestError, match="Invalid token"):
            await oauth.revoke(token.access_token)


# Refusals


@pytest.mark.parametrize(
    ("status", "message", "error", "says"),
    [
        (400, "invalid client", ConfigurationError, "knows no app with client id 'app'; copy the id from https"),
        (403, "Invalid Client Secret", ConfigurationError, "a public app has none, so leave client_secret out"),
        (400, "missing client secret", ConfigurationError, "confidential app: pass client_secret"),
        (400, "Invalid refresh token", TokenRevokedError, "twitchtrio login"),
        (401, "whatever", TokenRevokedError, "twitchtrio login"),
        (400, "something new", BadRequestError, "something new"),
        (404, "client does not exist", ConfigurationError, "knows no app"),
        (418, "short and stout", HelixError, "short and stout"),
        (429, "slow", RefreshFailedError, "429 slow. Try again later"),
        (503, "", RefreshFailedError, "503 Service Unavailable"),
        (599, "", RefreshFailedError, "599 Error"),
    ],
)
async def test_what_a_refused_refresh_is(status, message, error, says):
    """Each of Twitch's refusals is an exception of its own."""
    token = UserToken(access_token="a", refresh_token="r", login="bot")

    async with answering(status, {"status": status, "message": message}) as oauth:
        with pytest.raises(TwitchError) as caught:
            await oauth.refresh(token)

    assert error is type(caught.value)
    assert says in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


# RFC 6749's own words.
RFC_GRANT = (
    "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is "
    "invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued "
    "to another client."
)
RFC_CLIENT = (
    "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported "
    "authentication method)."
)
LOST = [
    {"error": "invalid_grant", "error_description": RFC_GRANT},
    *(
        {"message": message}
        for message in (
            RFC_GRANT,
            "INVALID_GRANT",
            "invalid.refresh.token",
            "InvalidRefreshToken",
            "invalid refreshToken",
            "invalid refresh tokens",
            "token has been revoked",
            "Refresh token is no longer valid",
            "refresh token not found",
            "malformed refresh token",
            "bad refresh token",
            "refresh token was already used",
            "expired token",
            "token expired",
            "invalid or expired token",
            "grant disabled",
            "Invalid refresh token for this client",
            "INVALIDGRANT",
            "refreshtoken expired",
            "REFRESH_TOKEN_EXPIRED",
            "refresh_token is required",
            "no refresh token",
            "The refresh token doesn't exist",
            "refresh token isn\u2019t valid",
            "unrecognized refresh token",
            "refresh token is inactive",
            "wrong refresh token",
            "Not a valid refresh token",
            "refresh token is no longer active",
            "authorization revoked",
            "Authorization has been revoked by the user",
            "the user revoked access",
            "Invalid refresh token. Sign in and try again",
        )
    ),
]
NO_APP = [
    {"error": "invalid_client", "error_description": RFC_CLIENT},
    *(
        {"message": message}
        for message in (
            "Invalid Client_Id",
            "invalid clientId",
            "missing client id",
            "client id is not valid",
            "client not found",
            "invalid clientid",
            "client_id is required",
            "client id required",
            "no client with that id",
            "no such client",
            "unrecognised client",
            "client inactive",
        )
    ),
]
NO_SUCH_SECRET = [
    {"message": message}
    for message in ("invalid clientSecret", "client_secret expired", "wrong client secret", "clientsecret isn't valid")
]
NEEDS_SECRET = [
    {"message": message}
    for message in (
        "client_secret is missing",
        "client secret required",
        "client_secret is required",
        "no client secret",
    )
]
PASSING = [
    {"message": "temporarily unavailable, try again"},
    {"error": "temporarily_unavailable"},
    {"message": "internal server error"},
    {"message": "rate limit exceeded", "error": "Unauthorized"},
    {"message": "request timed out"},
    {"message": "request rejected, refresh token could not be processed, try again later"},
    {"message": "invalid request: refresh token could not be processed, try again later"},
    {"error": "temporarily_unavailable", "message": "cannot say whether the refresh token is invalid"},
]
NOBODYS = [
    {"message": message, "error": "Not Found"}
    for message in (
        "the client sent an invalid request",
        "your client is used too often",
        "request is missing a header; see the client",
        "the token endpoint received an invalid request",
        "there is no such path for a token",
        "unsupported grant type",
        "unsupported granttype",
        "scope not granted",
        "something went wrong with your refresh token",
        "invalid_request: the refresh token could not be processed",
        "unrecognized parameter beside the refresh token",
        "refresh token rejected",
        "no refresh token could be made",
        "no client certificate",
        "the client is required to send a header",
        "this user has not revoked anything",
        "No refresh token backend available",
        "no client connections available",
        "bad client connection",
        "unknown client error",
        "invalid token endpoint",
        "authorization required",
    )
]


@pytest.mark.parametrize(
    ("replies", "statuses", "error", "says"),
    [
        (LOST, (400, 401, 403, 404), TokenRevokedError, "twitchtrio login"),
        (NO_APP, (400, 401, 403), ConfigurationError, "knows no app"),
        (NO_SUCH_SECRET, (400, 401, 403), ConfigurationError, "does not accept the client secret"),
        (NEEDS_SECRET, (400, 401, 403), ConfigurationError, "pass client_secret"),
        (PASSING, (400, 401, 403, 503), RefreshFailedError, "Try again later"),
        (NOBODYS, (400,), BadRequestError, "POST /token: 400"),
    ],
)
async def test_families_of_refused_refreshes(replies, statuses, error, says):
    """What is refused is known by its family, however it is worded."""
    for reply in replies:
        for status in statuses:
            async with answering(status, reply) as oauth:
                with pytest.raises(error, match=says):
                    await oauth.refresh(UserToken(access_token="a", refresh_token="r", login="bot"))


@pytest.mark.parametrize(
    "body",
    [
        {"errors": [{"message": "Invalid refresh token"}]},
        {"error": {"code": 400, "message": "Invalid refresh token"}},
        {"Status": 400, "Message": "Invalid refresh token"},
        {"message": "Bad Request", "detail": "Invalid refresh token"},
        {"title": "Bad Request", "detail": "Invalid refresh token"},
        {"code": "invalid_grant"},
        {"reason": "invalid_grant", "request_id": "b0a1c"},
        {"message": ["Invalid refresh token"]},
        {"message": {"text": "Invalid refresh token"}},
        [{"message": "Invalid refresh token"}],
        {"data": {"message": "Invalid refresh token"}},
        {"data": list(range(10_000)), "message": "Invalid refresh token"},
        "Invalid refresh token",
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403])
async def test_where_words_stand(status, body):
    """What is wrong is understood wherever in a JSON answer it stands."""
    async with answering(status, body) as oauth:
        with pytest.raises(TokenRevokedError):
            await oauth.refresh(UserToken(access_token="a", refresh_token="r", login="bot"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Invalid refresh token",
        b"<html>Invalid refresh token</html>",
        b'{"message":"Invalid refresh token"',
        b'{"message":""}',
        b'{"status":401,"request_id":"b0a1c","access_token":"a-new-access-token"}',
        b'{"a":{"b":{"c":{"d":{"e":{"f":{"message":"Invalid refresh token"}}}}}}}',
        b'{"a":[' + b'"",' * 1000 + b'"Invalid refresh token"]}',
        b"[" * 500_000,
    ],
)
async def test_what_stands_between_may_refuse(body):
    """What is no JSON, or says nothing that is understood, ends no login, and nothing of it is told."""
    async with answering(401, body) as oauth:
        with pytest.raises(RefreshFailedError, match=r"401 Unauthorized\. Try again later"):
            await oauth.refresh(UserToken(access_token="a", refresh_token="r", login="bot"))


@pytest.mark.parametrize(
    "body",
    [
        {"message": "Bad Request", "help": "https://dev.twitch.tv/docs/auth/#invalid-refresh-token"},
        {"message": "Unauthorized", "trace": "client not found"},
        {"message": "no such scope", "details": "the refresh token is missing here as well"},
    ],
)
async def test_what_stands_beside_the_words(body):
    """What merely goes with a refusal says nothing of the login."""
    async with answering(400, body) as oauth:
        with pytest.raises(BadRequestError):
            await oauth.refresh(UserToken(access_token="a", refresh_token="r", login="bot"))


async def test_the_words_before_what_stands_beside_them():
    """What Twitch says itself is not outdone by what stands elsewhere."""
    async with answering(400, {"message": "Invalid refresh token", "more": "rate_limit"}) as oauth:
        with pytest.raises(TokenRevokedError):
            await oauth.refresh(UserToken(access_token="a", refresh_token="r", login="bot"))


async def test_half_a_character_in_a_refusal():
    """It is told as one that is none."""
    async with answering(400, b'{"message":"no \\ud83d such scope"}') as oauth:
        with pytest.raises(BadRequestError, match="no \ufffd such scope"):
            await oauth.start_device_flow([])


async def test_the_words_that_are_told():
    """Of several, those are told that Twitch uses to say what is wrong, and the outer ones first."""
    body = {"code": "invalid_scope", "Error": {"message": "inner"}, "error_description": "more", "MESSAGE": "outer"}
    async with answering(400, body) as oauth:
        with pytest.raises(BadRequestError, match="400 Bad Request: outer"):
            await oauth.start_device_flow([])


async def test_a_refused_app_token():
    """Where no code was meant, none is spoken of."""
    async with answering(400, {"message": "Invalid grant"}, client_secret=SECRET) as oauth:
        with pytest.raises(BadRequestError, match="400 Bad Request: Invalid grant"):
            await oauth.client_credentials()


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, UnauthorizedError),
        (404, NotFoundError),
        (409, ConflictError),
        (429, RateLimitedError),
        (502, ServerError),
    ],
)
async def test_what_a_refused_validation_is(status, error):
    """Validation keeps to the errors of the statuses, also when the answer is no JSON, and names nobody who acted."""
    async with answering(status, b"<html>") as oauth:
        with pytest.raises(error, match=f"GET /validate: {status} ") as caught:
            await oauth.validate("abc")

    assert (None, False) == (caught.value.account, caught.value.as_app)


async def test_every_grant_maps_its_refusals(confidential):
    """A wrong client id is the same error wherever it is met."""
    async with answering(400, {"status": 400, "message": "invalid client"}, client_secret=SECRET) as oauth:
        for call in (
            oauth.client_credentials,
            lambda: oauth.start_device_flow([]),
            lambda: oauth.exchange_code("c", redirect_uri=REDIRECT, state="s", expected_state="s"),
            lambda: oauth.revoke("abc"),
        ):
            with pytest.raises(ConfigurationError, match="knows no app"):
                await call()


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"access_token": 5}', b'{"expires_in": 5}'])
async def test_an_answer_that_is_none(body):
    """A reply without a token is a decode error that shows nothing of it."""
    async with answering(200, body) as oauth:
        with pytest.raises(DecodeError) as caught:
            await oauth.refresh(UserToken(access_token="a", refresh_token="r"))

    assert "" == caught.value.excerpt


async def test_no_answer(bench):
    """A broken connection is a network error."""
    bench.fake.faults.drop()

    async with bench.oauth() as oauth:
        with pytest.raises(NetworkError):
            await oauth.validate("abc")


@pytest.mark.parametrize(
    "told", [lambda text: {"message": text}, lambda text: {"error": {"message": [text]}}], ids=["outside", "inside"]
)
async def test_a_reply_that_repeats_a_secret_is_masked(told):
    """What a refusal quotes of the request is taken out of the error."""
    token = UserToken(access_token="a", refresh_token="very-secret-refresh")
    message = f"cannot refresh very-secret-refresh or very%2dsecret%2drefresh with {SECRET} " + "x" * 1000

    async with answering(400, told(message), client_secret=SECRET) as oauth:
        with pytest.raises(BadRequestError) as caught:
            await oauth.refresh(token)

    assert "refresh ********** or ********** with" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert len(str(caught.value)) < 300


async def test_nothing_secret_is_shown(confidential):
    """Tokens, flows and OAuth itself show no secret, nor Twitch's raw reply."""
    async with confidential.oauth() as oauth:
        flow = await oauth.start_device_flow(["user:read:chat"])
        token = await oauth.refresh(confidential.grant())
        shown = repr((oauth, vars(oauth), flow, token, str(token), await oauth.validate(token.access_token)))

    for secret in (
        SECRET,
        *(each.reveal() for each in (flow.raw["device_code"], token.access_token, token.refresh_token)),
    ):
        assert secret not in shown


@pytest.mark.parametrize("client_id", ["", "two words", "ümlaut", "line\n"])
def test_a_client_id_that_is_none(client_id):
    """An id with spaces is refused at the door."""
    with pytest.raises(ConfigurationError, match="is no client id"):
        OAuth(client_id, http=None)


@pytest.mark.parametrize("client_secret", ["", "two words"])
def test_a_client_secret_that_is_none(client_secret):
    """An empty secret is not taken for a public app."""
    with pytest.raises(ConfigurationError, match="pass None") as caught:
        OAuth("app", client_secret, http=None)

    assert not client_secret or client_secret not in str(caught.value)
