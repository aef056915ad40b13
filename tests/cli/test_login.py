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


ROUTER = """
from twitchtrio import ChannelFollow, Router
from twitchtrio.eventsub import ChannelModerate

router = Router()

@router.command(needs="clips:edit")
async def clip(ctx): ...

@router.on(ChannelFollow)
async def followed(ctx, follow): ...
"""
CHEERS = """
from twitchtrio.eventsub import ChannelCheer, ChannelSubscribe

@router.on(ChannelCheer, ChannelSubscribe)
async def thank(ctx, event): ...
"""


def test_for(server, login, write):
    """A router's scopes are asked for besides, and what to do next is to run it."""
    write("mybot", ROUTER)

    out = login("parrot", "--for", "mybot:router")

    scopes = "clips:edit, moderator:read:followers, user:read:chat, user:write:chat"
    assert f"The login allows: {scopes}." in out
    words = f"--client-id fake-client-id --fake {server.url}"
    assert f"See it work:   twitchtrio run mybot:router --channel parrot {words}\n" in out
    assert "broadcaster" not in out


def test_for_of_broadcasters(server, login, write):
    """What broadcasters have to grant is told afterwards, with the command for them."""
    write("mybot", ROUTER + CHEERS)

    out = login("parrot", "--scopes", "user:read:chat,bits:read", "--for", "mybot:router")

    assert "The login allows: bits:read, clips:edit, moderator:read:followers, user:read:chat, user:write:chat." in out
    command = (
        f"twitchtrio login --scopes bits:read,channel:read:subscriptions --client-id fake-client-id --fake {server.url}"
    )
    assert f"The broadcaster of each channel, if that is not parrot, has to sign in too: {command}\n" in out


def test_for_any_of_several(login, write):
    """Of scopes any of which will do, the first is asked for."""
    write("mybot", ROUTER.replace("ChannelFollow)", "ChannelModerate)"))

    assert "moderator:read:vips" in (out := login("parrot", "--for", "mybot:router"))
    assert "moderator:manage" not in out


@pytest.mark.parametrize("target", ["mybot.py", "mybot:rooter", "nobodys_bot:router"])
def test_for_nothing(twitchtrio, write, target):
    """A router that is not there is a mistake, found before anything is asked."""
    write("mybot", ROUTER)

    code, out, err = twitchtrio("login", "--client-id", "my-app", "--for", target)

    assert (2, "") == (code, out)
    assert target.partition(":")[0] in err


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


def test_next_line(login, twitchtrio, server):
    """What is advised works with what was granted, and as the account that signed in."""
    login("parrot")

    out = login("mira", "--scopes", "moderator:read:followers")

    words = f"--account mira --client-id fake-client-id --fake {server.url}"
    assert f"See it work:   twitchtrio listen channel.follow mira {words}\n" in out
    assert "stream.online tinkershop" in login("tinkershop", "--scopes", "user:edit")


def test_lost_scopes(login, server):
    """What the login allowed before and does not any more is told, with the command that grants both."""
    login("parrot", "--scopes", "moderator:read:followers")

    out = login("parrot")

    told = "It no longer allows: moderator:read:followers. To have both: twitchtrio login --add --account parrot "
    assert f"{told}--scopes moderator:read:followers --client-id fake-client-id --fake {server.url}\n" in out
    assert "moderator:read:followers, user:read:chat" in login(
        "parrot", "--add", "--scopes", "moderator:read:followers"
    )


def test_add(login, server):
    """What was granted stays, that of the bot's own account or of the one that is named."""
    login("parrot", "--scopes", "bits:read")
    login("mira", "--scopes", "clips:edit")

    assert "allows: bits:read, user:read:chat, user:write:chat." in login("parrot", "--add")
    assert "allows: channel:read:ads, clips:edit." in login(
        "mira", "--add", "--account", "Mira", "--scopes", "channel:read:ads"
    )
    assert "allows: user:edit." in login("tinkershop", "--add", "--as", "tinkershop", "--scopes", "user:edit")


def test_another_one(login, server, twitchtrio):
    """Who signs in although somebody else was meant is not kept."""
    login("parrot", "--scopes", "bits:read")
    server.fake.auto_consent = "mira"

    for words in (["--add"], ["--account", "parrot"]):
        code, _, err = twitchtrio("login", *words, "--fake", server.url)
        assert 1 == code
        assert "It was mira who signed in, not parrot; nothing is kept." in err
    assert "mira" not in twitchtrio("token", "list", "--fake", server.url)[1]


def test_whose_the_bot_is(login):
    """A second login does not become the bot's own, and is told so."""
    assert "The bot's own account is parrot.\n" in login("parrot")
    out = login("mira")
    assert "The bot's own account is parrot, the first that signed in.\n" in out
    assert "To make it another one: twitchtrio account mira " in out


def test_no_app(twitchtrio, tmp_path):
    """Which app is asked for before anything is made."""
    store = tmp_path / "new.sqlite3"

    code, _, err = twitchtrio("login", "--store", store)

    assert (2, True) == (code, "Which app?" in err)
    assert not store.exists()


def test_next_line_for_a_router(login, write, server):
    """Whoever is to sign in besides is not held to be the one who did."""
    login("parrot")
    write("greeter", ROUTER + CHEERS)

    out = login("mira", "--for", "greeter:router")

    words = f"--client-id fake-client-id --fake {server.url}\n"
    assert f"--channel mira --account mira {words}" in out
    (others,) = (line for line in out.splitlines() if "has to sign in too" in line)
    assert "--account" not in others


def test_read_only(login, server, twitchtrio, tmp_path):
    """A store that cannot be written is found before anybody is asked to sign in."""
    store = tmp_path / "mine.sqlite3"
    login("parrot", "--store", store)
    store.with_name("mine.sqlite3-wal").unlink(missing_ok=True)
    # For one whom the modes of files do not stop, it is the journal that cannot be made.
    store.with_name("mine.sqlite3-wal").mkdir()

    code, _, err = twitchtrio("login", "--store", store, "--fake", server.url)

    assert 1 == code
    assert f"The store {store} " in err
    assert "/activate" not in err
