"""`twitchtrio login`."""

import functools
import getpass
import socket
import stat
import sys
import urllib.request
import warnings
import webbrowser

import pytest


class Browser(webbrowser.BaseBrowser):
    """Opens addresses without a window, and follows where they lead."""

    opened = ()

    def open(self, url, new=0, autoraise=True):
        self.opened += (url,)
        with urllib.request.urlopen(url) as answer:
            answer.read()
        return True


@pytest.fixture
def browser(monkeypatch):
    """The user's browser."""
    browser = Browser()
    monkeypatch.setattr(webbrowser, "_browsers", {"test": [None, browser]})
    monkeypatch.setattr(webbrowser, "_tryorder", ["test"])
    return browser


def test_device(server, twitchtrio):
    """The login is told on stdout, what to do for it on stderr; it says where it is kept and what to do next."""
    server.fake.auto_consent = "parrot"

    code, out, err = twitchtrio("login", "--fake", server.url)

    assert code == 0
    assert f"{server.url}/activate" in err
    assert "Signed in as parrot (user id 1001)" in out
    assert "user:read:chat, user:write:chat" in out
    assert "tokens.sqlite3" in out
    assert f"twitchtrio listen channel.chat.message parrot --client-id fake-client-id --fake {server.url}\n" in out


def test_store(login, tmp_path):
    """The login goes where it is wanted, for its owner only."""
    store = tmp_path / "logins" / "mine.sqlite3"

    assert str(store) in login("parrot", "--store", store)

    assert store.exists()
    if sys.platform != "win32":
        assert stat.S_IMODE(store.stat().st_mode) == 0o600


def test_scopes(server, login):
    """Other scopes may be asked for, with spaces or commas between."""
    out = login("parrot", "--scopes", "bits:read, channel:read:polls")

    assert "The login allows: bits:read, channel:read:polls." in out


def test_unknown_scope(twitchtrio):
    """A scope that Twitch does not have is a mistake, found before anything is asked."""
    code, _, err = twitchtrio("login", "--client-id", "my-app", "--scopes", "bits:reads")

    assert code == 2
    assert "no scope bits:reads" in err


def test_denied(server, start):
    """A user who says no is an error, not a traceback."""
    # Time to say it before the first attempt, for the second comes five seconds later.
    server.do(functools.partial(server.fake.faults.delay, 0.2, path="/oauth2/token"))
    program = start("login", "--fake", server.url)
    device_code = program.note().rpartition("=")[2]
    server.do(server.fake.deny, device_code)

    code, out, err = program.end()

    assert (1, "") == (code, out)
    assert "refused the login" in err
    assert "Traceback" not in err


def test_interrupted(server, start):
    """Ctrl-C while the user is waited for exits with 130."""
    program = start("login", "--fake", server.url)
    program.note()
    program.interrupt()

    code, out, err = program.end()

    assert (130, "") == (code, out)
    assert "Traceback" not in err


def test_wrong_client_id(server, twitchtrio):
    """An app that Twitch does not know is told by its id."""
    code, _, err = twitchtrio("login", "--fake", server.url, "--client-id", "nobodys-app")

    assert code == 1
    assert "'nobodys-app'" in err


def test_browser(server, twitchtrio, browser, monkeypatch, unused_port):
    """The code grant: the address to register is told, and the browser leads back."""
    server.fake.add_app("confidential", "hush", redirect_uris=(f"http://localhost:{unused_port}",))
    server.fake.auto_consent = "parrot"
    monkeypatch.setenv("TWITCH_CLIENT_SECRET", "hush")
    app = ("--fake", server.url, "--client-id", "confidential", "--confidential")

    code, out, err = twitchtrio("login", *app, "--browser", "--port", unused_port)

    assert code == 0, err
    assert f"http://localhost:{unused_port} " in err
    assert "Signed in as parrot" in out
    assert len(browser.opened) == 1
    assert "hush" not in out + err


def test_browser_public(twitchtrio):
    """A public app cannot sign in that way."""
    code, _, err = twitchtrio("login", "--client-id", "my-app", "--browser")

    assert code == 1
    assert "needs the client secret" in err


def test_browser_port_taken(twitchtrio, monkeypatch):
    """A port that another program has is told."""
    monkeypatch.setenv("TWITCH_CLIENT_SECRET", "hush")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        code, _, err = twitchtrio("login", "--client-id", "my-app", "--browser", "--port", port)

    assert code == 1
    assert f"Port {port}" in err


def test_no_terminal_for_the_secret(twitchtrio, monkeypatch):
    """Where none can be typed unseen, the text says what does instead, and nothing is asked."""

    def unseen(_):
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)

    monkeypatch.setattr("click.termui.hidden_prompt_func", unseen)

    code, out, err = twitchtrio("login", "--client-id", "my-app", "--confidential")

    assert (2, "") == (code, out)
    assert "set TWITCH_CLIENT_SECRET" in err
    assert "Traceback" not in err


def test_secret_asked_for(server, twitchtrio, monkeypatch):
    """A secret that the environment does not hold is asked for, and never shown."""
    server.fake.add_app("confidential", "hush")
    server.fake.auto_consent = "parrot"
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: "hush")

    code, out, err = twitchtrio("login", "--fake", server.url, "--client-id", "confidential", "--confidential")

    assert code == 0
    assert "hush" not in out + err
    assert b"client_secret=hush" in b"".join(request.body for request in server.fake.requests)
