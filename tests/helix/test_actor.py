"""Who acts: facts, parameters and accounts against the account that makes the call."""

import pytest

from twitchtrio.errors import ConfigurationError, LoginRequiredError, MissingScopeError
from twitchtrio.helix._actor import account_of, check_given, checked_actor, require_scopes, who_acts
from twitchtrio.helix._endpoint import ANYONE, APP_ONLY, USER, Endpoint
from twitchtrio.tokens import APP


@pytest.fixture
def accounts(make):
    """Accounts by login: the bot's own, and a broadcaster who has granted more."""
    bot = make.account("1", "bot", "x:read")
    return {"bot": bot, "boss": make.account("2", "boss", "x:read", "x:manage"), "app": APP, None: None}


def facts(actors, **more):
    """Facts of an endpoint that take these actors."""
    return Endpoint("GET", "/x", actors, name="helix.x.get_x", **more)


@pytest.mark.parametrize(
    ("actors", "override", "asked", "acting"),
    [
        (ANYONE, None, None, "bot"),
        (ANYONE, None, "2", "boss"),
        (ANYONE, "app", None, "app"),
        (ANYONE, "app", "2", "app"),
        (ANYONE, "boss", None, "boss"),
        (ANYONE, "boss", "2", "boss"),
        (USER, None, None, "bot"),
        (USER, None, "2", "boss"),
        (USER, "boss", None, "boss"),
        (APP_ONLY, None, None, "app"),
        (APP_ONLY, "app", None, "app"),
    ],
)
def test_who_acts(*, actors, override, asked, acting, accounts, make):
    """The one named acts, else the one whose id is given, else the bot's own account; the app where only it may."""
    tokens = make.tokens(accounts["bot"], [accounts["boss"]], has_app=True)

    actual = who_acts(
        tokens, facts(actors, acts_as="user_id"), override=accounts[override], asked=[asked] if asked else []
    )

    assert accounts[acting] is actual


@pytest.mark.parametrize(
    ("actors", "override", "asked", "has_app", "error", "said"),
    [
        (USER, "app", None, True, ConfigurationError, "takes a user's token; the app itself cannot"),
        (APP_ONLY, "boss", None, True, ConfigurationError, "takes the app's own token; boss cannot"),
        (APP_ONLY, None, None, False, ConfigurationError, "open with client_secret="),
        (ANYONE, "app", None, False, ConfigurationError, "open with client_secret="),
        (ANYONE, "boss", "1", True, ConfigurationError, "user_id must be that of the acting account boss, 2, not 1"),
        (ANYONE, None, "3", True, LoginRequiredError, "needs the login of user 3"),
    ],
)
def test_who_cannot_act(*, actors, override, asked, has_app, error, said, accounts, make):
    """What cannot be is told before any request, with what to do."""
    tokens = make.tokens(accounts["bot"], [accounts["boss"]], has_app=has_app)

    with pytest.raises(error, match=said):
        who_acts(tokens, facts(actors, acts_as="user_id"), override=accounts[override], asked=[asked] if asked else [])


def test_either_of_two(accounts, make):
    """Where one of two parameters must be the acting user, the one acts who has signed in."""
    tokens = make.tokens(accounts["bot"], [accounts["boss"]])
    either = facts(USER, acts_as=("broadcaster_id", "user_id"))

    assert accounts["boss"] is who_acts(tokens, either, override=None, asked=["3", "2"])
    assert accounts["boss"] is who_acts(tokens, either, override=accounts["boss"], asked=["1", "2"])
    with pytest.raises(LoginRequiredError, match="needs the login of user 3"):
        who_acts(tokens, either, override=None, asked=["3", "4"])
    with pytest.raises(ConfigurationError, match=r"broadcaster_id or user_id must be .* boss, 2, not 1 or 3"):
        who_acts(tokens, either, override=accounts["boss"], asked=["1", "3"])


def test_without_an_account(make):
    """Where there is no account, the app acts if it may, else the login is asked for."""
    lonely = make.tokens(None, has_app=True)

    assert APP is who_acts(lonely, facts(ANYONE), override=None, asked=[])
    with pytest.raises(LoginRequiredError, match="an account of the bot's own, and there is none"):
        who_acts(lonely, facts(USER), override=None, asked=[])
    with pytest.raises(LoginRequiredError, match="an account of the bot's own"):
        who_acts(make.tokens(None), facts(ANYONE), override=None, asked=[])


def test_missing_login_tells_all(accounts, make):
    """The error holds the user, the scopes to ask for, the logins there are, and the command."""
    tokens = make.tokens(accounts["bot"], [accounts["boss"]])

    with pytest.raises(LoginRequiredError) as caught:
        account_of(tokens, "3", (("x:read", "x:manage"), "y:read"), action="Reading x")

    error = caught.value
    assert ("3", {"x:read", "y:read"}, ("bot", "boss")) == (error.account, error.scopes, error.accounts)
    assert "twitchtrio login --client-id app-id --scopes x:read,y:read" == error.command


def test_scopes(accounts, make):
    """One scope of a tuple is enough; an account that has none is told which, and the command keeps the others."""
    tokens = make.tokens(accounts["bot"])
    require_scopes(tokens, accounts["bot"], ("x:read", ("x:manage", "x:read")), action="Reading x")

    with pytest.raises(MissingScopeError) as caught:
        who_acts(tokens, facts(USER, scopes=(("x:manage", "y:manage"),)), override=None, asked=[])

    assert (("x:manage", "y:manage"),) == caught.value.scopes
    assert "bot" == caught.value.account
    assert str(caught.value).startswith("helix.x.get_x needs the scope x:manage or y:manage")
    assert "--scopes x:manage,x:read" in caught.value.command

    with pytest.raises(MissingScopeError, match="needs the scope y:read, which"):
        require_scopes(tokens, accounts["bot"], ("x:read", "y:read"), action="Reading both")


def test_all_missing_scopes(accounts, make):
    """All scopes that are missing are named at once, and the command grants them all."""
    needed = ("x:read", "y:read", ("z:read", "z:manage"))
    with pytest.raises(MissingScopeError, match="needs the scopes y:read, z:read or z:manage, which") as caught:
        require_scopes(make.tokens(accounts["bot"]), accounts["bot"], needed, action="Reading all")

    assert "--scopes x:read,y:read,z:read" in caught.value.command


@pytest.mark.parametrize("asked", [["2"], []])
def test_the_app_acts_for_an_account(make, accounts, asked):
    """Who is known, and has not granted what the app needs to act for them, is told so before any request."""
    tokens = make.tokens(accounts["boss"], has_app=True)
    allowed = facts(ANYONE, acts_as="user_id", scopes=("x:manage",))
    more = facts(ANYONE, acts_as="user_id", scopes=("x:manage",), app_scopes=("x:bot",))

    assert APP is who_acts(tokens, allowed, override=APP, asked=asked)
    with pytest.raises(MissingScopeError, match=r"helix.x.get_x as the app needs the scope x:bot") as caught:
        who_acts(tokens, more, override=APP, asked=asked)
    assert "boss" == caught.value.account
    assert accounts["boss"] is who_acts(tokens, more, override=None, asked=asked)


def test_the_app_acts_for_somebody_else(make, accounts):
    """What other users have granted to the app is known to Twitch alone; so is what is done for nobody."""
    tokens = make.tokens(accounts["bot"], has_app=True)

    assert APP is who_acts(tokens, facts(ANYONE, acts_as="user_id", scopes=("z:manage",)), override=APP, asked=["9"])
    assert APP is who_acts(tokens, facts(ANYONE, scopes=("z:manage",)), override=APP, asked=[])


def test_what_the_app_gives(accounts):
    """Some parameters are the app's alone, and some it must not leave out."""
    ruled = facts(ANYONE, app_only=("user_id",), app_must=("game_id",))

    check_given(ruled, APP, {"user_id": "1", "game_id": "2"})
    check_given(ruled, accounts["bot"], {"user_id": None})
    with pytest.raises(ConfigurationError, match="takes user_id from the app itself alone"):
        check_given(ruled, accounts["bot"], {"user_id": "1"})
    with pytest.raises(ConfigurationError, match="as the app itself needs game_id"):
        check_given(ruled, APP, {})


@pytest.mark.parametrize("wrong", ["bot", "1", None, 5])
def test_actors_are_no_texts(wrong):
    """A login or an id is no actor."""
    with pytest.raises(ConfigurationError, match="takes an Account"):
        checked_actor(wrong)
