"""A Helix client on its own, against the fake Twitch."""

import pytest
import trio

from twitchtrio.errors import (
    ForbiddenError,
    LoginRequiredError,
    MissingScopeError,
    NetworkError,
    RateLimitedError,
    ServerError,
)
from twitchtrio.helix import open_helix
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch
from twitchtrio.tokens import APP, Secret, UserToken

SCOPES = ["user:read:chat", "user:write:chat", "moderator:read:followers", "channel:manage:broadcast"]


@pytest.fixture
async def fake():
    """A fake Twitch in memory, with a bot and a channel."""
    fake = FakeTwitch(client_secret="fake-secret")
    fake.add_user("bot")
    fake.add_user("channel")
    async with fake.open():
        yield fake


def opening(fake, *, user="bot", scopes=SCOPES, **more):
    """A client of the fake, with a token that the user has just granted."""
    token = None
    if user:
        grant = fake.grant(user, scopes)
        token = UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token)
    defaults = {"client_secret": "fake-secret", "token": token, "store": MemoryStore()}
    return open_helix("fake-client-id", endpoints=fake.endpoints, network=fake.network, **(defaults | more))


async def test_from_token_to_message(fake, autojump_clock):
    """A token is enough to look a channel up and write to it."""
    async with opening(fake) as helix:
        (channel,) = await helix.users.get_users(login="channel")
        sent = await helix.chat.send_chat_message(broadcaster_id=channel.id, message="hello")

        assert sent.is_sent
        assert "hello" == (await fake.next_message("channel")).text


async def test_a_token_callback_needs_no_turn(fake, autojump_clock):
    """However many calls wait for a token callback, there is a point left for its own."""
    told = []

    async def callback(old, new):
        told.append(await helix.users.get_users(login="channel"))

    async with opening(fake, on_user_token_refresh=callback) as helix, trio.open_nursery() as nursery:
        fake.expire("bot")
        for _ in range(900):
            nursery.start_soon(helix.request, "GET", "/users")

    assert ["channel"] == [user.login for users in told for user in users]


async def test_only_the_app(fake, autojump_clock):
    """An app with a secret needs no account."""
    async with opening(fake, user=None) as helix:
        assert ["channel"] == [user.login for user in await helix.users.get_users(login="channel")]
        with pytest.raises(LoginRequiredError, match="an account of the bot's own"):
            await helix.channels.get_channel_editors()


async def test_the_app_beside_an_account(fake, autojump_clock):
    """The app and the account act by turns."""
    async with opening(fake) as helix:
        (me,) = await helix.users.get_users()
        (granted,) = await helix.acting_as(APP).users.get_authorization_by_user(user_id=me.id)

    assert set(SCOPES) == set(granted.scopes)


async def test_expired_token(fake, autojump_clock):
    """Hundreds of calls with an expired token cost one refresh; all succeed, and the callback knows first."""
    told = []
    requests = fake.requests
    async with opening(fake, on_user_token_refresh=lambda old, new: told.append((old, new))) as helix:
        fake.expire("bot")
        before = requests.count("POST", "/oauth2/token")
        async with trio.open_nursery() as nursery:
            for _ in range(300):
                nursery.start_soon(helix.users.get_users)

    assert (1, 1) == (requests.count("POST", "/oauth2/token") - before, len(told))


async def test_storm(fake, autojump_clock):
    """A passing 503 is not seen; a lasting one is."""
    async with opening(fake) as helix:
        fake.faults.http(503, path="/helix/users", times=2)
        await helix.users.get_users()

        fake.faults.http(503, path="/helix/users", times=9)
        with pytest.raises(ServerError):
            await helix.users.get_users()


@pytest.mark.parametrize("after_handling", [False, True])
async def test_message_is_never_sent_twice(fake, after_handling, autojump_clock):
    """Where the answer to a message is lost, the error says so and the message is in the chat once at most."""
    async with opening(fake) as helix:
        channel = (await helix.user_ids(["channel"]))["channel"]
        fake.faults.drop(path="/helix/chat/messages", after_handling=after_handling)

        with pytest.raises(NetworkError) as caught:
            await helix.chat.send_chat_message(broadcaster_id=channel, message="once")

    assert caught.value.sent
    assert after_handling == len(fake.messages)


async def test_hidden_client_secret(fake, autojump_clock):
    """A client secret may come as a `Secret`."""
    async with opening(fake, user=None, client_secret=Secret("fake-secret")) as helix:
        (channel,) = await helix.users.get_users(login="channel")

    assert "channel" == channel.login


async def test_rate_limit(autojump_clock):
    """More calls than Twitch allows are never refused; they wait."""
    fake = FakeTwitch(client_secret="fake-secret", points_per_minute=40)
    fake.add_user("bot")
    async with fake.open(), opening(fake) as helix:
        await helix.users.get_users()
        async with trio.open_nursery() as nursery:
            for _ in range(100):
                nursery.start_soon(helix.users.get_users)

        assert 60 <= trio.current_time() <= 130
        assert 429 not in {request.status for request in fake.requests}
        with trio.fail_after(1), pytest.raises(RateLimitedError):
            while True:
                await helix.users.get_users()


async def test_what_twitch_refuses(fake, autojump_clock):
    """Scopes are checked before a request, and what Twitch alone knows comes as its own error."""
    async with opening(fake, scopes=["user:read:chat", "moderator:manage:announcements"]) as helix:
        channel = (await helix.user_ids(["channel"]))["channel"]
        with pytest.raises(MissingScopeError, match="user:write:chat"):
            await helix.chat.send_chat_message(broadcaster_id=channel, message="hello")
        with pytest.raises(ForbiddenError):
            await helix.chat.send_chat_announcement(broadcaster_id=channel, message="Listen!")


async def test_nobody_has_signed_in(fake, autojump_clock):
    """Without a token and a secret, the error says which command to run."""
    with pytest.raises(LoginRequiredError, match="twitchtrio login"):
        async with opening(fake, user=None, client_secret=None):
            pass  # pragma: no cover  # it is never entered


async def test_mistaken_use(fake, autojump_clock):
    """A client that is not opened by `async with` says how it is."""
    with pytest.raises(TypeError, match=r"async with open_helix\(\.\.\.\) as helix"):
        await opening(fake)


async def test_errors_of_the_block_come_out_as_themselves(fake, autojump_clock):
    """No group is wrapped around what the block raises."""
    with pytest.raises(KeyError):
        async with opening(fake):
            raise KeyError
