"""`twitchtrio token`."""

import contextlib
import sqlite3
from datetime import UTC, datetime

import pytest
import trio

from twitchtrio.auth.logins import Logins
from twitchtrio.endpoints import TWITCH
from twitchtrio.stores import SQLiteStore
from twitchtrio.tokens import UserToken


@pytest.fixture
def token(server, twitchtrio):
    """Runs `twitchtrio token` against the served fake."""

    def token(*arguments):
        return twitchtrio("token", *arguments, "--fake", server.url)

    return token


def _save(server, token):
    oauth = server.served.endpoints.oauth
    logins = Logins(SQLiteStore(), oauth=oauth, client_id=server.fake.client_id, owner="a test")
    trio.run(logins.save, token.user_id, token)


def _secrets(server):
    return [*server.fake.accounts._access, *server.fake.accounts._refresh]


@pytest.mark.parametrize("command", ["list", "validate", "refresh", "revoke"])
def test_no_login(token, command):
    """Without a login the text says how to make one."""
    code, out, err = token(command)

    assert (1, "") == (code, out)
    assert "twitchtrio login" in err


@pytest.mark.parametrize("command", ["validate", "refresh", "revoke"])
def test_other_login(token, login, command):
    """A login that is not there is told by its name."""
    login("parrot")

    code, _, err = token(command, "mira")

    assert code == 1
    assert "'mira'" in err


@pytest.mark.parametrize("command", ["validate", "refresh", "revoke"])
def test_by_id(token, login, command):
    """A login may be told by its user's id, and nobody is to sign in as an id."""
    login("parrot")

    code, out, _ = token(command, "1001")

    assert (0, True) == (code, out.startswith("parrot: "))
    code, _, err = token(command, "1002")
    assert (1, True) == (code, "There is no login of '1002'" in err)
    assert "sign in as" not in err


def test_list_of_all_apps(twitchtrio, server):
    """Without a client id the logins of all apps are listed, with these where there are several."""
    assert (1, True) == (
        (ended := twitchtrio("token", "list"))[0],
        "There is no login. Run `twitchtrio login`" in ended[2],
    )

    def save(client_id, login):
        logins = Logins(SQLiteStore(), oauth=TWITCH.oauth, client_id=client_id, owner="a test")
        trio.run(logins.save, login, UserToken(access_token=login, login=login, user_id=login, scopes=["bits:read"]))

    save("one-app", "parrot")
    assert ["parrot      parrot  expiry unknown  bits:read"] == twitchtrio("token", "list")[1].splitlines()
    save("two-app", "mira")
    parrot, mira = twitchtrio("token", "list")[1].splitlines()
    assert ("one-app", "two-app") == (parrot.split()[-2], mira.split()[-2])
    assert ["mira"] == twitchtrio("token", "list", "--client-id", "two-app")[1].split()[:1]


def test_list(token, login):
    """One line per login."""
    login("parrot")
    login("mira", "--scopes", "bits:read")

    code, out, _ = token("list")

    mira, parrot = out.splitlines()
    assert code == 0
    assert ["mira", "1003", "valid", "for", "4", "h", "bits:read"] == mira.split()
    assert ["parrot", "1001", "valid", "for", "4", "h", "user:read:chat", "user:write:chat"] == parrot.split()


def test_validate(token, login, server):
    """All logins are asked about unless one is named; one that does not work makes the exit code 1."""
    login("parrot")
    login("mira")
    server.do(server.fake.expire, "mira")

    code, out, _ = token("validate")
    mira, parrot = out.splitlines()

    assert code == 1
    assert mira.startswith("mira: not valid (invalid access token)")
    assert f"`twitchtrio token refresh mira --client-id fake-client-id --fake {server.url}`" in mira
    assert parrot.startswith("parrot: valid for 4 h")
    assert token("validate", "Parrot")[0] == 0


def test_refresh(token, login, server):
    """The pair is replaced, here and in the store, and works."""
    login("parrot")
    server.do(server.fake.expire, "parrot")

    code, out, err = token("refresh")

    assert code == 0, err
    assert "parrot: refreshed; the new token is valid for 4 h.\n" == out
    assert token("validate")[0] == 0


def test_refresh_lost(token, login, server):
    """A login that the user took back cannot be refreshed, and the text says what helps."""
    login("parrot")
    server.do(server.fake.disconnect, "parrot")

    code, _, err = token("refresh")

    assert code == 1
    assert "twitchtrio login" in err
    assert "Traceback" not in err


def test_revoke(token, login, server):
    """Afterwards neither Twitch nor the store knows it."""
    login("parrot")

    code, out, _ = token("revoke", "parrot")

    assert code == 0
    assert "parrot: revoked and forgotten.\n" == out
    assert token("list")[0] == 1
    assert server.fake.requests.count("POST", "/oauth2/revoke") == 1


def test_revoke_dead(token, login, server):
    """A login that Twitch has ended already is forgotten all the same."""
    login("parrot")
    server.do(server.fake.disconnect, "parrot")

    code, _, err = token("revoke")

    assert code == 0
    assert "no longer knew" in err
    assert token("list")[0] == 1


@pytest.mark.parametrize("command", ["refresh", "revoke"])
def test_which(token, login, command):
    """Nothing is replaced or ended by guessing."""
    login("parrot")
    login("mira")

    code, _, err = token(command)

    assert code == 2
    assert "mira, parrot" in err


@pytest.mark.parametrize(
    ("expires_at", "text"), [(None, "expiry unknown"), (datetime(2020, 1, 1, tzinfo=UTC), "expired")]
)
def test_other_lives(token, server, expires_at, text):
    """A login whose token has run out, or may have, is listed as that."""
    _save(server, UserToken(access_token="a", expires_at=expires_at, user_id="1001", login="parrot"))

    assert token("list") == (0, f"parrot        1001  {text}  no scopes\n", "")


def test_not_refreshable(token, server):
    """A dead login without a refresh token wants a new one."""
    _save(server, UserToken(access_token="a", user_id="1001", login="parrot"))

    assert token("validate") == (1, "parrot: not valid (invalid access token); only a new login helps\n", "")


def test_no_secrets(token, login, server, tmp_path):
    """No command shows a token."""
    shown = login("parrot", "--store", tmp_path / "store")
    for command in ("list", "validate", "refresh", "list", "revoke"):
        shown += "".join(map(str, token(command, "--store", tmp_path / "store")))

    with contextlib.closing(sqlite3.connect(tmp_path / "store")) as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(_secrets(server)) > 2
    assert not [secret for secret in _secrets(server) if secret in shown]


def test_not_a_store(token, tmp_path):
    """A file that is something else is left alone and named."""
    path = tmp_path / "notes.txt"
    path.write_text("buy milk, " * 100)

    code, _, err = token("list", "--store", path)

    assert code == 1
    assert str(path) in err
    assert path.read_text().startswith("buy milk")
