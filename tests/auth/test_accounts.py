"""Which account is the bot's own, and tokens that a program brings along."""

from __future__ import annotations

import pytest
import trio
from attrs import evolve

from twitchtrio.errors import (
    ConfigurationError,
    DecodeError,
    HelixError,
    LoginRequiredError,
    NetworkError,
    ServerError,
    TokenRevokedError,
    UnauthorizedError,
)
from twitchtrio.tokens import UserToken


def seeds_in(bench):
    """How many rows the store holds that belong to nobody yet."""
    return sum("/seed:" in name for name in bench.store._records)


async def test_a_seed_is_filled_in_and_stored(bench):
    """A bare pair is enough: user, scopes and expiry come from Twitch."""
    token = bench.grant()

    async with bench.supervisor(token=token) as supervisor:
        assert "bot" == supervisor.own.login
        assert {"user:read:chat", "user:write:chat"} == supervisor.own.scopes
        assert token.access_token == await supervisor.access_token(supervisor.own)

    stored = (await bench.load()).token
    assert ("bot", token.refresh_token) == (stored.login, stored.refresh_token)
    assert 0 == bench.refreshes


@pytest.mark.parametrize("said", [None, [], "", {}])
@pytest.mark.parametrize("known", [None, frozenset({"user:read:chat"})])
async def test_a_seed_whose_validation_names_no_scopes(said, known, bench):
    """What the program says of them stands."""
    bench.changes["/oauth2/validate"] = lambda reply: reply | {"scopes": said}

    async with bench.supervisor(token=evolve(bench.grant(), scopes=known)) as supervisor:
        assert (known or set()) == supervisor.own.scopes


async def test_an_expired_seed_is_refreshed_and_told(bench):
    """A seed whose access token is dead is refreshed at once, and the callback hears of it before it is used."""
    token = bench.grant()
    bench.fake.expire(bench.bot)
    told = []

    async with bench.supervisor(
        token=token, on_user_token_refresh=lambda old, new: told.append((old, new))
    ) as supervisor:
        (old, new), *rest = told
        assert [] == rest
        assert (token.access_token, "bot") == (old.access_token, old.login)
        assert new.access_token == await supervisor.access_token(supervisor.own)

    assert 1 == bench.refreshes
    assert 0 == seeds_in(bench)


async def test_a_new_seed_wins_over_the_store_and_an_old_one_does_not(bench):
    """The first time a seed counts; afterwards what the store has made of it does."""
    await bench.save()
    seed = bench.grant()

    async with bench.supervisor(token=seed) as supervisor:
        assert seed.access_token == await supervisor.access_token(supervisor.own)
        new = await supervisor.renew(supervisor.own, seed.access_token)

    told = []
    async with bench.supervisor(token=seed, on_user_token_refresh=lambda *pair: told.append(pair)) as supervisor:
        assert new == await supervisor.access_token(supervisor.own)

    assert [] == told
    assert 1 == bench.refreshes


async def test_a_seed_says_who_the_own_account_is(bench):
    """With several accounts in the store, that of the seed is the bot's own, also the second time."""
    viewer = bench.fake.add_user("viewer")
    await bench.save(viewer)
    seed = bench.grant()

    for _ in range(2):
        async with bench.supervisor(token=seed) as supervisor:
            assert "bot" == supervisor.own.login
            assert {"bot", "viewer"} == {account.login for account in supervisor.accounts()}


async def test_a_seed_whose_login_was_removed_counts_again(bench):
    """When the store has nothing to lose, the seed is tried once more."""
    seed = bench.grant()
    async with bench.supervisor(token=seed) as supervisor:
        await supervisor.remove(supervisor.own)

    async with bench.supervisor(token=seed) as supervisor:
        assert seed.access_token == await supervisor.access_token(supervisor.own)


async def test_a_seed_of_another_account_than_the_one_asked_for(bench):
    """A token of one user and the name of another cannot both be meant."""
    with pytest.raises(ConfigurationError, match="The token is of 'bot', but account='viewer'"):
        async with bench.supervisor(token=bench.grant(), account="viewer"):
            pass


async def test_a_seed_that_was_refreshed_before_it_was_refused(bench):
    """What Twitch gave for a token that is of no use then is told to the program all the same."""
    seed, told = bench.grant(), []
    bench.fake.expire(bench.bot)

    with pytest.raises(ConfigurationError, match="The token is of 'bot', but account='viewer'"):
        async with bench.supervisor(
            token=seed, account="viewer", on_user_token_refresh=lambda old, new: told.append((old, new.access_token))
        ):
            pass

    assert [(seed, (await bench.load()).token.access_token)] == told


async def test_a_seed_of_another_app(bench):
    """A token of another client id is refused with both ids named."""
    bench.fake.add_app("other")
    grant = bench.fake.grant(bench.bot, client_id="other")

    with pytest.raises(ConfigurationError, match="belongs to the app 'other', but the program runs as 'app'"):
        async with bench.supervisor(token=UserToken(access_token=grant.access_token)):
            pass


async def test_a_seed_that_is_an_app_token(confidential):
    """An app token has no user and cannot be the bot's own."""
    async with confidential.oauth() as oauth:
        app = await oauth.client_credentials()

    with pytest.raises(ConfigurationError, match="is an app access token"):
        async with confidential.supervisor(token=UserToken(access_token=app.access_token)):
            pass


async def test_a_dead_seed_without_refresh_token(bench):
    """There is nothing to start from: the error says what to run."""
    with pytest.raises(LoginRequiredError, match="Run `twitchtrio login --client-id app`"):
        async with bench.supervisor(token=UserToken(access_token="long-gone")):
            pass


async def test_a_dead_seed(bench):
    """A pair that Twitch takes no longer is a lost login."""
    seed = bench.grant()
    bench.fake.disconnect(bench.bot)

    with pytest.raises(TokenRevokedError, match="twitchtrio login"):
        async with bench.supervisor(token=seed):
            pass


async def test_a_seed_whose_refresh_was_cut_off_says_so(public, autojump_clock):
    """If a seed's only refresh got lost on the way, the next start says what happened."""
    seed = public.grant()
    public.fake.expire(public.bot)
    public.fake.faults.drop(path="/oauth2/token", after_handling=True)

    with pytest.raises(TokenRevokedError, match=r"A refresh was begun at .* and its answer was never stored"):
        async with public.supervisor(token=seed):
            pass
    with pytest.raises(TokenRevokedError, match=r"A refresh was begun at"):
        async with public.supervisor(token=seed):
            pass


async def test_a_seed_that_was_refreshed_but_not_recognised(public, autojump_clock):
    """If the program ends after a seed's refresh and before its user is known, the next start goes on from there."""
    seed = public.grant()
    public.fake.expire(public.bot)
    public.fake.faults.http(401, path="/oauth2/validate")
    public.fake.faults.http(503, path="/oauth2/validate", times=3)

    with pytest.raises(ServerError):
        async with public.supervisor(token=seed):
            pass
    assert 1 == seeds_in(public)

    async with public.supervisor(token=seed) as supervisor:
        assert "bot" == supervisor.own.login
    assert 1 == public.refreshes
    assert 0 == seeds_in(public)


async def test_no_network_while_a_seed_is_validated(bench, autojump_clock):
    """Three attempts are made, then the error says so."""
    bench.fake.faults.drop(path="/oauth2/validate", times=3)

    with pytest.raises(NetworkError, match="after 3 attempts"):
        async with bench.supervisor(token=bench.grant()):
            pass

    bench.fake.faults.drop(path="/oauth2/validate", times=2)
    async with bench.supervisor(token=bench.grant()) as supervisor:
        assert "bot" == supervisor.own.login


@pytest.mark.parametrize("status", [400, 403, 404, 408, 418])
async def test_a_seed_whose_validation_is_refused_without_reason(status, bench, autojump_clock):
    """What passes later passes at the start too, and what stays is told."""
    bench.fake.faults.http(status, path="/oauth2/validate", times=2)
    async with bench.supervisor(token=bench.grant()) as supervisor:
        assert "bot" == supervisor.own.login

    bench.fake.faults.http(status, path="/oauth2/validate", times=3)
    with pytest.raises(HelixError, match=f"GET /validate: {status} "):
        async with bench.supervisor(token=bench.grant()):
            pass


async def test_a_seed_whose_validation_cannot_be_read(bench, autojump_clock):
    """Nor is the first answer that is none the last word."""
    bench.fake.faults.wrong_json(path="/oauth2/validate", times=2)

    async with bench.supervisor(token=bench.grant()) as supervisor:
        assert "bot" == supervisor.own.login


async def test_a_seed_whose_validation_names_no_app(bench):
    """It is not called another app's."""
    bench.changes["/oauth2/validate"] = lambda reply: reply | {"client_id": None}

    async with bench.supervisor(token=bench.grant()) as supervisor:
        assert "bot" == supervisor.own.login


async def test_a_seed_whose_validation_names_no_login(bench):
    """The id is enough; what the program knows of the name is taken."""
    bench.changes["/oauth2/validate"] = lambda reply: reply | {"login": None}
    seed = bench.grant()
    known = bench.grant().with_user(user_id=bench.bot.id, login="bot", scopes=())

    for token, login in ((seed, ""), (known, "bot")):
        async with bench.supervisor(token=token) as supervisor:
            assert (bench.bot.id, login) == (supervisor.own.user_id, supervisor.own.login)


async def test_a_seed_whose_validation_names_no_user_id(bench, autojump_clock):
    """It is not called an app token."""
    bench.changes["/oauth2/validate"] = lambda reply: reply | {"user_id": None}

    with pytest.raises(DecodeError, match="no Validation: it does not say whose token it is"):
        async with bench.supervisor(token=bench.grant()):
            pass


async def test_the_only_login_is_the_own_one(bench):
    """Without a name, one login in the store leaves no doubt."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        assert "bot" == supervisor.own.login


async def test_a_named_login_in_any_case(bench):
    """Logins are compared as Twitch does, without regard to case."""
    await bench.save()
    await bench.save(bench.fake.add_user("viewer"))

    async with bench.supervisor(account="Viewer") as supervisor:
        assert "viewer" == supervisor.own.login


async def test_the_first_to_sign_in(bench):
    """Where none is named it is the bot's own, also after it has signed in anew, until it is gone."""
    viewer, artist = bench.fake.add_user("viewer"), bench.fake.add_user("artist")
    for user in (viewer, bench.bot, artist, viewer):
        await bench.save(user)

    assert "viewer" == await own_login(bench)
    await bench.remove(viewer)
    assert "bot" == await own_login(bench)
    await bench.save(viewer)
    assert "bot" == await own_login(bench)


async def test_the_one_that_was_set(bench):
    """It comes before all others, whatever happens to its pair; when it is gone, the oldest does."""
    viewer, artist = bench.fake.add_user("viewer"), bench.fake.add_user("artist")
    for user in (bench.bot, viewer, artist):
        await bench.save(user)
    for user in (viewer, artist):
        await bench.logins().choose(await bench.load(user))

    assert "artist" == await own_login(bench)
    async with bench.supervisor() as supervisor:
        await supervisor.refresh(supervisor.own)
    await bench.save(artist)
    assert "artist" == await own_login(bench)
    await bench.remove(artist)
    assert "bot" == await own_login(bench)


async def test_a_login_without_a_time(bench):
    """What was stored before the times were kept came first."""
    await bench.save()
    viewer = bench.fake.add_user("viewer")
    await bench.save(viewer)
    await bench.logins()._write(evolve(login := await bench.load(viewer), since=None), expected=login.version)

    assert "viewer" == await own_login(bench)


async def test_choosing_a_login_that_is_gone(bench):
    """Nothing happens."""
    login = await bench.save()
    await bench.remove()

    await bench.logins().choose(login)

    assert () == await bench.logins().all()


async def test_choosing_while_it_is_changed(bench):
    """What another program makes of the login meanwhile stays, and it is chosen."""
    login = await bench.save()
    newer = await bench.save()

    await bench.logins().choose(login)

    chosen = await bench.load()
    assert (newer.pair, True) == (chosen.pair, chosen.chosen is not None)


async def own_login(bench):
    """Who the bot is where no account is named."""
    async with bench.supervisor() as supervisor:
        return supervisor.own.login


async def test_no_login(bench):
    """An empty store: the error says which command to run."""
    with pytest.raises(LoginRequiredError, match=r"holds no login of the app .app.\. Run `twitchtrio login"):
        async with bench.supervisor():
            pass


async def test_no_login_of_that_name(bench):
    """A name that is not there: the error lists those that are."""
    await bench.save()

    with pytest.raises(LoginRequiredError, match="no login of 'viewer' for the app 'app', only 'bot'") as caught:
        async with bench.supervisor(account="viewer"):
            pass

    assert ("bot",) == caught.value.accounts
    assert "viewer" == caught.value.account


async def test_an_app_without_user(confidential):
    """Where no user is required, a confidential app starts without one, or with the only or the chosen one."""
    async with confidential.supervisor(user_required=False) as supervisor:
        assert supervisor.own is None
    await confidential.save()
    async with confidential.supervisor(user_required=False) as supervisor:
        assert "bot" == supervisor.own.login
    await confidential.save(confidential.fake.add_user("viewer"))
    async with confidential.supervisor(user_required=False) as supervisor:
        assert supervisor.own is None
        assert 2 == len(supervisor.accounts())
    await confidential.logins().choose(await confidential.load())
    async with confidential.supervisor(user_required=False) as supervisor:
        assert "bot" == supervisor.own.login
    with pytest.raises(LoginRequiredError):
        async with confidential.supervisor(user_required=False, account="nobody"):
            pass


async def test_a_public_app_needs_a_user(public):
    """Without a secret somebody has to have signed in."""
    with pytest.raises(LoginRequiredError):
        async with public.supervisor(user_required=False):
            pass


async def test_nobody_signs_in_for_a_store_that_cannot_be_written(bench, monkeypatch):
    """It is found before."""

    async def release(names, *, owner):
        await trio.lowlevel.checkpoint()
        raise ConfigurationError("The disk is read-only.")

    async def login(oauth):  # noqa: ASYNC124  # whoever signs in does so
        raise AssertionError

    monkeypatch.setattr(bench.store, "release", release)
    with pytest.raises(ConfigurationError, match="read-only"):
        async with bench.supervisor(login=login):
            pass


@pytest.mark.parametrize("why", ["none", "revoked", "dead seed"])
async def test_login_is_called_when_there_is_no_usable_token(bench, why):
    """`login` signs in when there is nothing, or nothing good; its token is stored and used."""
    options = {}
    if why == "revoked":
        await bench.save()
        bench.fake.disconnect(bench.bot)
    if why == "dead seed":
        options["token"] = UserToken(access_token="long-gone")
    called = []

    async def login(oauth):
        await trio.lowlevel.checkpoint()
        called.append(oauth.client_id)
        return bench.grant()

    async with bench.supervisor(login=login, **options) as supervisor:
        assert "bot" == supervisor.own.login
        token = await supervisor.access_token(supervisor.own)

    assert ["app"] == called
    assert token == (await bench.load()).token.access_token


async def test_login_is_not_called_when_there_is_a_token(bench):
    """A usable token makes `login` unnecessary."""
    await bench.save()
    called = []

    async def login(oauth):
        await trio.lowlevel.checkpoint()
        called.append(oauth)

    async with bench.supervisor(login=login) as supervisor:
        assert supervisor.own is not None
    assert [] == called


async def test_a_login_as_somebody_else(bench):
    """Signing in as another user than the one asked for is refused, and not stored."""

    async def login(oauth):
        await trio.lowlevel.checkpoint()
        return bench.grant()

    with pytest.raises(LoginRequiredError, match="The login was made as 'bot', but account='viewer'"):
        async with bench.supervisor(login=login, account="viewer"):
            pass

    assert await bench.load() is None


@pytest.mark.parametrize(("asynchronous", "gives"), [(False, "UserToken"), (True, "NoneType")])
async def test_a_login_that_is_none(bench, asynchronous, gives):
    """What is no way to sign in is told so."""

    async def login(oauth):
        await trio.lowlevel.checkpoint()

    with pytest.raises(ConfigurationError, match=f"an async function that returns a UserToken; it gave a {gives}"):
        async with bench.supervisor(login=login if asynchronous else lambda oauth: bench.grant()):
            pass


async def test_an_invalid_token_cannot_be_added(bench):
    """Adding checks first."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        with pytest.raises(UnauthorizedError):
            await supervisor.add(UserToken(access_token="long-gone"))
