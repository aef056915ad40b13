"""`twitchtrio account`."""

import shlex

import pytest


@pytest.fixture
def account(server, twitchtrio):
    """Runs `twitchtrio account` against the served fake."""

    def account(*arguments):
        return twitchtrio("account", *arguments, "--fake", server.url)

    return account


def test_one(account, login):
    """Of one login there is no more to say than whose it is."""
    login("parrot")

    assert (0, "The bot's own account is parrot.\n", "") == account()


def test_several(account, login, server, twitchtrio):
    """It says why, and how to change it, which works as printed."""
    login("parrot")
    login("mira")

    code, out, _ = account()
    first, other = out.splitlines()
    assert (0, "The bot's own account is parrot, the first that signed in.") == (code, first)
    command = other.removeprefix("To make it another one: ")
    assert f"twitchtrio account mira --client-id fake-client-id --fake {server.url}" == command

    code, out, _ = twitchtrio(*shlex.split(command)[1:])
    assert (0, "The bot's own account is mira, as `twitchtrio account` has set it.") == (code, out.splitlines()[0])
    assert "mira" in twitchtrio("call", "get_users", "--fake", server.url)[1]
    assert out == account()[1]


def test_removed(account, login, twitchtrio, server):
    """When its login is gone, the oldest of the others takes its place."""
    for user in ("parrot", "tinkershop", "mira"):
        login(user)
    account("tinkershop")
    account("Mira")

    assert 0 == twitchtrio("token", "revoke", "mira", "--fake", server.url)[0]

    assert "The bot's own account is parrot, the first that signed in." == account()[1].splitlines()[0]


def test_nobody(account, login):
    """Who has not signed in cannot be it."""
    code, _, err = account()
    assert (1, True) == (code, "The store holds no login" in err)
    login("parrot")
    code, _, err = account("mira")
    assert 1 == code
    assert "no login of 'mira' for the app 'fake-client-id', only 'parrot'" in err
