"""Which app, which store, which Twitch."""

import click
import pytest

from twitchtrio.auth.logins import Logins
from twitchtrio.cli._options import App, AppOptions
from twitchtrio.endpoints import TWITCH
from twitchtrio.stores import MemoryStore, SQLiteStore, default_path
from twitchtrio.tokens import UserToken


async def test_twitch():
    """Without --fake it is Twitch itself, with the user's own store."""
    for new_store in (True, False):
        async with AppOptions(client_id="my-app").opened(new_store=new_store) as app:
            assert ("my-app", None, TWITCH) == (app.client_id, app.client_secret, app.endpoints)
            assert SQLiteStore().path == app.store.path


async def test_no_store_yet():
    """Who only looks makes no file."""
    async with AppOptions(client_id="my-app").opened() as app:
        assert () == await app.logins.all()

    assert not default_path().parent.exists()


async def save(client_id, oauth=TWITCH.oauth):
    """Put a login of an app into the user's own store."""
    logins = Logins(SQLiteStore(), oauth=oauth, client_id=client_id, owner="a test")
    token = UserToken(access_token="access", refresh_token="refresh", login="parrot", user_id="1", scopes=frozenset())
    await logins.save("1", token)


async def test_the_only_app():
    """Without a client id it is the only app with logins in the store."""
    await save("other-app", "http://127.0.0.1:80/oauth2")
    with pytest.raises(click.UsageError, match="Which app"):
        async with AppOptions(client_id="").opened():
            pass
    await save("my-app")
    async with AppOptions(client_id="").opened() as app:
        assert "my-app" == app.client_id
    await save("new-app")
    with pytest.raises(click.UsageError, match="logins of my-app and new-app"):
        async with AppOptions(client_id="").opened():
            pass


def test_no_secret_shown():
    """Neither repr shows the secret."""
    store = MemoryStore()
    logins = Logins(store, oauth=TWITCH.oauth, client_id="my-app", owner="a test")
    app = App(client_id="my-app", client_secret="hush", endpoints=TWITCH, store=store, logins=logins)
    options = AppOptions(client_id="my-app", client_secret="hush")

    assert "hush" not in f"{app!r} {options!r}"


def test_words():
    """The options can be said again, without the secret."""
    options = AppOptions(client_id="", client_secret="hush", store="my logins", fake="http://127.0.0.1:80")

    assert options.words("my-app") == "--client-id my-app --store 'my logins' --fake http://127.0.0.1:80 --confidential"


def test_no_app(twitchtrio):
    """Without a client id the command is misused, and the text says what to give."""
    code, out, err = twitchtrio("token", "validate")

    assert (2, "") == (code, out)
    assert "--client-id" in err
    assert "TWITCH_CLIENT_ID" in err


def test_app_by_environment(twitchtrio, monkeypatch):
    """The client id may come from the environment."""
    monkeypatch.setenv("TWITCH_CLIENT_ID", "my-app")

    code, _, err = twitchtrio("token", "list")

    assert code == 1
    assert "twitchtrio login --client-id my-app" in err


@pytest.mark.parametrize(
    "url", ["https://id.twitch.tv", "http://example.com:80", "127.0.0.1:80", "ftp://127.0.0.1", "http://127.0.0.1:x"]
)
def test_fake_elsewhere(twitchtrio, url):
    """A fake is on this machine, over plain HTTP."""
    code, _, err = twitchtrio("token", "list", "--fake", url)

    assert code == 2
    assert "twitchtrio fake" in err


def test_fake_absent(twitchtrio, unused_port):
    """Where nothing answers, the text says what was called."""
    code, _, err = twitchtrio("token", "list", "--fake", f"http://127.0.0.1:{unused_port}")

    assert code == 1
    assert f"No answer from http://127.0.0.1:{unused_port}" in err


def test_fake_is_none(twitchtrio, answering):
    """Something else that answers is not taken for a fake."""
    code, _, err = twitchtrio("token", "list", "--fake", answering('{"hello": "world"}'))

    assert code == 1
    assert "is no `twitchtrio fake`" in err


def test_fake_sends_elsewhere(twitchtrio, answering):
    """A fake that would have tokens sent to other machines is refused."""
    address = '"https://example.com/x"'
    endpoints = f'"helix": {address}, "oauth": {address}, "eventsub_subscriptions": {address}'
    body = f'{{"client_id": "a", "endpoints": {{{endpoints}, "eventsub_websocket": "wss://example.com"}}}}'

    code, _, err = twitchtrio("token", "list", "--fake", answering(body))

    assert code == 1
    assert "sends elsewhere" in err


def test_real_secret_stays(server, twitchtrio, monkeypatch, login):
    """A fake gets neither the id nor the secret of a real app."""
    monkeypatch.setenv("TWITCH_CLIENT_ID", "real-app")
    monkeypatch.setenv("TWITCH_CLIENT_SECRET", "real-secret")

    login()

    sent = [request.body for request in server.fake.requests]
    assert sent
    assert not any(b"real" in body for body in sent)
