"""What the library says, as it is said at a shell."""

import json
import logging
import shlex

import click
import pytest

from twitchtrio.cli._advice import at_shell
from twitchtrio.errors import ConfigurationError, LoginRequiredError, TokenRevokedError


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


@pytest.mark.parametrize("command", [("call", "get_users"), ("listen", "stream.online", "parrot")], ids=" ".join)
def test_no_store_for_others(command, twitchtrio, tmp_path):
    """Nor is one made by what only uses a login."""
    store = tmp_path / "logins"

    code, _, err = twitchtrio(*command, "--client-id", "my-app", "--store", store)

    assert (1, True) == (code, f"There is no store {str(store)!r}." in err)
    assert not store.exists()


@pytest.mark.parametrize(
    "command",
    [("token", "refresh"), ("call", "get_users"), ("listen", "stream.online", "parrot")],
    ids=" ".join,
)
def test_lost_login(command, server, twitchtrio, login):
    """A login that is lost is told once."""
    login("parrot")
    server.do(server.fake.disconnect, "parrot")

    code, _, err = twitchtrio(*command, "--fake", server.url)

    assert 1 == code
    assert 1 == err.count("no longer accepts the login"), err
    assert err.startswith("Error: ")


def test_warning(capsys):
    """What the library warns of is told as that, and nothing in it is obeyed by a terminal."""
    with at_shell("--fake URL"):
        logging.getLogger("twitchtrio.auth").warning("Odd \x1b[2J: run `%s`.", "twitchtrio login")
        logging.getLogger("twitchtrio.auth").info("All is well.")
        logging.getLogger("twitchtrio.auth").warning("%s", TokenRevokedError(account="parrot", reason="gone"))

    assert "Warning: Odd \ufffd[2J: run `twitchtrio login --fake URL`.\n" == capsys.readouterr().err


def test_crash(capsys):
    """What crashed has its traceback below."""
    log = logging.getLogger("twitchtrio.chat")
    with at_shell("--fake URL"):
        try:
            json.loads("\x1b")
        except ValueError as exc:
            crash = exc
        log.error("%s crashed.", "hello", exc_info=crash)
        log.error("All is lost.")

    lines = capsys.readouterr().err.splitlines()
    assert ["Error: hello crashed.", "Traceback (most recent call last):"] == lines[:2]
    assert "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)" == lines[-2]
    assert "Error: All is lost." == lines[-1]


@pytest.mark.parametrize(
    ("words", "command"),
    [("", "twitchtrio login --client-id c"), ("--fake URL", "twitchtrio login --fake URL --client-id c")],
)
def test_words(words, command):
    """The options stand in the command, if there are any."""
    with pytest.raises(click.ClickException) as caught, at_shell(words):
        raise LoginRequiredError("Nobody.", client_id="c")

    assert f"Nobody. Run `{command}`." == caught.value.message


def test_python_in_a_usage_error():
    """What is said to programs is not said at a shell, whichever way an error takes."""
    with pytest.raises(click.UsageError) as caught, at_shell(""):
        raise click.UsageError("It needs the app's secret: open with client_secret=.")

    assert "It needs the app's secret: give --confidential." == caught.value.message


@pytest.mark.parametrize("command", [("call", "get_users"), ("listen", "stream.online", "parrot")], ids=" ".join)
def test_several_logins(command, server, twitchtrio, login):
    """With several logins, `--as` says whose is meant, as it then does."""
    login("parrot")
    login("mira")

    code, _, err = twitchtrio(*command, "--fake", server.url)

    assert 1 == code
    assert err.endswith("Say which is the bot's own with --as LOGIN.\n")


def test_as(server, twitchtrio, login):
    """The one who is named acts."""
    login("parrot")
    login("mira")

    assert "mira" == json.loads(twitchtrio("call", "get_users", "--as", "mira", "--fake", server.url)[1])["login"]
    code, _, err = twitchtrio("listen", "channel.follow", "tinkershop", "--as", "mira", "--fake", server.url)
    assert 1 == code
    assert f"Run `twitchtrio login --fake {server.url} --client-id fake-client-id --scopes " in err
    assert err.endswith("sign in as 'mira'.\n")


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
