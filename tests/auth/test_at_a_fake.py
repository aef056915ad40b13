"""Programs that come to a served fake without a login."""

import socket

import pytest
import trio

from twitchtrio import Endpoints, UserToken, open_bot, open_helix
from twitchtrio.auth import device_login
from twitchtrio.auth.at_a_fake import logins_at_fake
from twitchtrio.auth.logins import Logins
from twitchtrio.errors import ConfigurationError, LoginRequiredError, MissingScopeError, NetworkError
from twitchtrio.eventsub import ChannelSubscribe
from twitchtrio.network import Network, open_http
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.fake.scopes import SCOPES


@pytest.fixture
def fake():
    """A fake with a few users."""
    fake = FakeTwitch()
    for login in ("mybot", "somechannel", "viewer"):
        fake.add_user(login)
    return fake


@pytest.fixture
async def served(fake):
    """It, served."""
    async with fake.serve() as served:
        yield served


def logins(store, served, client_id="my-app"):
    """The logins in a store."""
    return Logins(store, oauth=served.endpoints.oauth, client_id=client_id, owner="a test")


def token_of(fake, login, scopes=("user:read:chat", "user:write:chat"), client_id="my-app"):
    """A user's token, as signing in gives it."""
    fake.accounts.app(client_id)
    grant = fake.grant(login, scopes, client_id=client_id)
    return UserToken(
        access_token=grant.access_token,
        refresh_token=grant.refresh_token,
        scopes=frozenset(scopes),
        user_id=fake.user(login).id,
        login=login,
    )


async def test_first_user(served):
    """The first user is the bot, with every scope, and nothing is stored."""
    store = MemoryStore()
    async with open_bot("my-app", store=store, endpoints=served.endpoints) as bot:
        assert "mybot" == bot.account.login
        assert bot.account.scopes == SCOPES
        await bot.send("somechannel", "Hello")

    assert () == await store.read("")


@pytest.mark.parametrize("secret", [None, "any-secret"])
async def test_named(served, secret):
    """Or who is named, whatever the app's id and secret; the app can act too, where it has a secret."""
    async with open_bot(
        "an-app", client_secret=secret, account="viewer", store=MemoryStore(), endpoints=served.endpoints
    ) as bot:
        assert "viewer" == bot.account.login
        assert bot.tokens.has_app is (secret is not None)
        await bot.tokens.refresh(bot.account)


async def test_nobody(served):
    """Nobody is made up."""
    with pytest.raises(LoginRequiredError, match="no login of 'stranger'"):
        async with open_bot("my-app", account="stranger", store=MemoryStore(), endpoints=served.endpoints):
            pass


async def test_grants_of_others(fake, served):
    """What takes another user's grant has it."""
    async with (
        open_bot("my-app", store=MemoryStore(), endpoints=served.endpoints) as bot,
        bot.listen(ChannelSubscribe, "somechannel") as events,
    ):
        fake.subscribe("viewer", "somechannel")
        with trio.fail_after(10):
            assert "viewer" == (await events.receive()).user_login


async def test_stored(fake, served):
    """A login that the program has is used as it is; what is renewed of it is stored, and nothing else."""
    store = MemoryStore()
    token = token_of(fake, "viewer")
    await logins(store, served).save(token.user_id, token)

    async with open_bot("my-app", store=store, endpoints=served.endpoints) as bot:
        assert ("viewer", {"user:read:chat", "user:write:chat"}) == (bot.account.login, bot.account.scopes)
        with pytest.raises(MissingScopeError):
            await bot.helix.chat.get_chatters(
                broadcaster_id=bot.account.user_id, moderator_id=bot.account.user_id
            ).collect()
        await bot.tokens.refresh(bot.account)
        assert {"mybot", "somechannel", "viewer"} == {each.login for each in bot.tokens.accounts()}

    (kept,) = await logins(store, served).all()
    assert "viewer" == kept.token.login
    assert token.access_token != kept.token.access_token


async def test_of_an_earlier_fake(fake, served):
    """A login of a fake that has ended since does no harm, and stays where it is."""
    store = MemoryStore()
    stale = UserToken(access_token="a" * 30, refresh_token="r" * 50, user_id=fake.user("mybot").id, login="mybot")
    kept = await logins(store, served).save(stale.user_id, stale)

    async with open_bot("my-app", store=store, endpoints=served.endpoints) as bot:
        assert "mybot" == bot.account.login
        await bot.tokens.refresh(bot.account)

    assert [kept] == list(await logins(store, served).all())


async def test_token(fake, served):
    """Who brings a token gets no other."""
    token = token_of(fake, "viewer")
    async with open_bot("my-app", token=token, store=MemoryStore(), endpoints=served.endpoints) as bot:
        assert ["viewer"] == [each.login for each in bot.tokens.accounts()]


async def test_login(fake, served):
    """Who brings a way to sign in signs in."""
    fake.auto_consent = "somechannel"
    login = device_login(lambda _: None, scopes=["user:read:chat"])
    async with open_bot("my-app", login=login, store=MemoryStore(), endpoints=served.endpoints) as bot:
        assert ("somechannel", {"user:read:chat"}) == (bot.account.login, bot.account.scopes)


async def test_app(fake, served):
    """With a secret, and nobody named, the app acts."""
    async with open_helix("my-app", client_secret="hush", store=MemoryStore(), endpoints=served.endpoints) as helix:
        await helix.users.get_users(login="viewer")

    assert fake.accounts.app("my-app").client_secret == "hush"
    assert any(request.path == "/oauth2/token" for request in fake.requests)


async def test_unwelcoming(fake):
    """A fake may be as strange as Twitch."""
    fake.welcoming = False
    async with fake.serve() as served:
        with pytest.raises(LoginRequiredError, match="The store holds no login of the app"):
            async with open_bot("fake-client-id", store=MemoryStore(), endpoints=served.endpoints):
                pass


async def test_wrong_secret(fake, served):
    """The secret of an app that is known is looked at."""
    fake.add_app("known", "hush")
    with pytest.raises(ConfigurationError, match="does not accept the client secret"):
        async with open_bot("known", client_secret="a guess", store=MemoryStore(), endpoints=served.endpoints):
            pass


async def test_no_fake(served):
    """What answers may be something else."""
    url = served.url
    async with open_http(Network(), base=url) as http:
        with pytest.raises(ConfigurationError, match="is it a `twitchtrio fake` of this version"):
            await logins_at_fake(
                f"{url}/oauth2/token?",
                MemoryStore(),
                http=http,
                endpoints=served.endpoints,
                client_id="my-app",
                client_secret=None,
            )


async def test_nobody_there():
    """Where nothing answers, it says what should."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(NetworkError, match=r"is `twitchtrio fake` running\?$"):
        async with open_bot("my-app", store=MemoryStore(), endpoints=Endpoints.fake(f"http://127.0.0.1:{port}")):
            pass
