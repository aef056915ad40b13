"""What the library says, as it is said at a shell."""

import json
import logging
import shlex

import click
import pytest

from twitchtrio.cli._advice import at_shell
from twitchtrio.errors import ConfigurationError


@pytest.mark.parametrize(
    "command",
    [
        ("token", "list"),
        ("token", "validate"),
        ("token", "refresh"),
        ("token", "revoke"),
        ("call", "get_users", "--as", "parrot"),
        ("listen", "stream.online", "parrot"),
    ],
    ids=" ".join,
)
def test_no_login(command, server, twitchtrio, tmp_path, monkeypatch):
    """The advised `twitchtrio login` signs in where the command looked: with the same fake, store and kind of app."""
    monkeypatch.setenv("TWITCH_CLIENT_SECRET", "hush")
    server.do(server.fake.add_app, "another", "hush")
    store = tmp_path / "my logins"
    store.touch()

    options = ("--store", store, "--fake", server.url, "--confidential")
    code, _, err = twitchtrio(*command, "--client-id", "another", *options)

    words = f"--store {shlex.quote(str(store))} --fake {server.url} --confidential --client-id another"
    assert 1 == code
    assert f"`twitchtrio login {words}`" in err
    assert 1 == err.count("\n")


@pytest.mark.parametrize("command", ["list", "validate", "refresh", "revoke"])
def test_no_store(command, twitchtrio, tmp_path):
    """A store that is not there is told, and none is made."""
    store = tmp_path / "folder" / "logins"

    code, out, err = twitchtrio("token", command, "--client-id", "my-app", "--store", store)

    login = f"twitchtrio login --store {shlex.quote(str(store))} --client-id my-app"
    assert (1, "", f"Error: There is no store {str(store)!r}. Run `{login}`.\n") == (code, out, err)
    assert not store.parent.exists()


def test_as(server, twitchtrio, login):
    """The one who is named acts."""
    login("parrot")
    login("mira")

    assert "mira" == json.loads(twitchtrio("call", "get_users", "--as", "mira", "--fake", server.url)[1])["login"]
    code, _, err = twitchtrio("listen", "channel.follow", "tinkershop", "--as", "mira", "--fake", server.url)
    assert 1 == code
    assert f"Run `twitchtrio login --fake {server.url} --client-id fake-client-id --scopes " in err
    assert err.endswith("sign in as 'mira'.\n")


def test_nobody(server, twitchtrio, login):
    """A channel that does not exist is told as that."""
    login("parrot")

    code, _, err = twitchtrio("listen", "channel.chat.message", "nobody", "--fake", server.url)

    assert (1, "Error: There is no channel 'nobody'.\n") == (code, err)


def test_id_for_a_login(server, twitchtrio, login):
    """Who listens to an id is told how to."""
    login("parrot")

    code, _, err = twitchtrio("listen", "stream.online", "1002", "--fake", server.url)

    assert 1 == code
    assert err.endswith("a login is wanted: say KEY=1002, as in broadcaster_user_id=1002.\n")


def test_public_app_in_the_browser(twitchtrio):
    """A public app is told how it signs in."""
    code, _, err = twitchtrio("login", "--browser", "--client-id", "my-app")

    assert 1 == code
    assert err.endswith("by device code, without --browser.\n")


@pytest.mark.parametrize(
    "command",
    [("login",), ("call", "get_users", "--login", "mira", "--as", "app")],
    ids=" ".join,
)
def test_wrong_secret(command, server, twitchtrio, login, monkeypatch):
    """A secret that Twitch refuses is no wrong usage, and what to leave out is told."""
    login("parrot")
    server.do(server.fake.add_app, "confidential", "hush")
    monkeypatch.setenv("TWITCH_CLIENT_SECRET", "a-guess")

    code, out, err = twitchtrio(*command, "--client-id", "confidential", "--confidential", "--fake", server.url)

    assert (1, "") == (code, out)
    assert "Error: Twitch does not accept the client secret" in err
    assert "Usage:" not in err
    assert err.endswith("leave out --confidential and TWITCH_CLIENT_SECRET.\n")


def test_bug():
    """What is no error of Twitch's comes out as it is."""
    with pytest.raises(ZeroDivisionError), at_shell(""):
        raise ZeroDivisionError


def test_nothing_left():
    """Afterwards the library's warnings go where they went before."""
    handlers = list(logging.getLogger("twitchtrio").handlers)
    with pytest.raises(click.ClickException), at_shell(""):
        raise ConfigurationError("odd")

    assert handlers == logging.getLogger("twitchtrio").handlers
