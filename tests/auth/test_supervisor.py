"""The supervisor: one refresh for all, in order, and healing."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from twitchtrio.errors import (
    ConfigurationError,
    LoginRequiredError,
    NetworkError,
    RefreshFailedError,
    TokenRevokedError,
)
from twitchtrio.stores import MemoryStore
from twitchtrio.tokens import APP, Account, AppTokenRefresh, UserToken


async def use(bench, supervisor, account=None):
    """Do what Helix does with a token: use it, renew it once if it is refused. Gives what Twitch knows of it."""
    account = account or supervisor.own
    token = await supervisor.access_token(account)
    if (known := bench.fake.accounts.access(token.reveal())) is None:
        token = await supervisor.renew(account, token)
        known = bench.fake.accounts.access(token.reveal())
    return known


async def test_the_stored_login_is_used(bench):
    """Opening validates the stored token and uses it as it is."""
    row = await bench.save()

    async with bench.supervisor() as supervisor:
        assert row.token.access_token == await supervisor.access_token(supervisor.own)
        assert "bot" == supervisor.own.login
        assert {"user:read:chat", "user:write:chat"} == supervisor.own.scopes
        assert "app" == supervisor.client_id

    assert 1 == bench.fake.requests.count("GET", "/oauth2/validate")
    assert 0 == bench.refreshes


async def test_an_expired_login_is_refreshed_at_once(bench):
    """Opening with an expired token refreshes it before anything else happens."""
    await bench.save()
    bench.fake.expire(bench.bot)

    async with bench.supervisor() as supervisor:
        assert await use(bench, supervisor) is not None

    assert 1 == bench.refreshes


async def test_a_thousand_calls_make_one_refresh(bench):
    """However many tasks come with an expired token, Twitch is asked once and nobody fails."""
    await bench.save()
    used = []

    async def call():
        used.append(await use(bench, supervisor))

    async with bench.supervisor() as supervisor:
        bench.fake.expire(bench.bot)
        async with trio.open_nursery() as nursery:
            for _ in range(1000):
                nursery.start_soon(call)

    assert 1000 == len(used)
    assert 1 == len(set(used))
    assert None not in used
    assert 1 == bench.refreshes


async def test_the_new_pair_is_stored(bench):
    """After a refresh the store holds the new pair, without mark and lease."""
    row = await bench.save()

    async with bench.supervisor() as supervisor:
        token = await supervisor.renew(supervisor.own, row.token.access_token)

        stored = await bench.load()
        assert token == stored.token.access_token
        assert stored.mark is None
        assert await bench.lease()


async def test_persist_tell_then_use(bench):
    """The callback finds the new pair in the store, and nobody gets it before the callback has returned."""
    await bench.save()
    steps = []

    async def on_refresh(old, new):
        assert new.access_token == (await bench.load()).token.access_token
        assert old.access_token != new.access_token
        await trio.lowlevel.checkpoint()
        await wait_all_tasks_blocked()
        steps.append("told")

    async def call():
        await supervisor.renew(supervisor.own, before)
        steps.append("used")

    async with bench.supervisor(on_user_token_refresh=on_refresh) as supervisor:
        before = await supervisor.access_token(supervisor.own)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(call)
            nursery.start_soon(call)

    assert ["told", "used", "used"] == steps


async def test_an_old_token_is_not_refreshed_again(bench):
    """Who comes late with a token that was replaced already gets the new one."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        old = await supervisor.access_token(supervisor.own)
        new = await supervisor.renew(supervisor.own, old)
        assert new == await supervisor.renew(supervisor.own, old)

    assert 1 == bench.refreshes


async def test_a_new_token_that_is_refused_is_asked_about_first(bench, autojump_clock):
    """A token refused seconds after it was made is only replaced if Twitch says that it is bad."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        first = await supervisor.renew(supervisor.own, await supervisor.access_token(supervisor.own))
        assert first == await supervisor.renew(supervisor.own, first)
        assert 1 == bench.refreshes
        bench.fake.expire(bench.bot)
        assert first != await supervisor.renew(supervisor.own, first)

    assert 2 == bench.refreshes


async def test_tokens_are_validated_every_hour(bench, autojump_clock):
    """Twitch is asked about a token in use at start and each hour, as it demands."""
    await bench.save()

    async with bench.supervisor():
        await trio.sleep(3 * 3600 + 1)

    assert 4 == bench.fake.requests.count("GET", "/oauth2/validate")


async def test_an_hourly_validation_finds_a_dead_token(bench, autojump_clock):
    """A token that the validation finds dead is refreshed before a call fails."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        bench.fake.expire(bench.bot)
        await trio.sleep(3601)
        assert bench.fake.accounts.access((await supervisor.access_token(supervisor.own)).reveal()) is not None

    assert 1 == bench.refreshes


async def test_a_token_is_refreshed_before_it_expires(bench, autojump_clock):
    """Over half a day, no call ever meets an expired token."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        for _ in range(12 * 4):
            await trio.sleep(900)
            assert bench.fake.accounts.access((await supervisor.access_token(supervisor.own)).reveal()) is not None

    assert 3 == bench.refreshes


async def test_a_renamed_user_keeps_the_account(bench, autojump_clock):
    """A new login name shows up with the next validation."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        bench.bot.login = "renamed"
        await trio.sleep(3601)
        assert "renamed" == supervisor.own.login


@pytest.mark.parametrize("said", [None, [], "", {}])
async def test_a_validation_that_names_no_scopes(said, bench, autojump_clock):
    """It takes none away."""
    await bench.save()
    bench.changes["/oauth2/validate"] = lambda reply: reply | {"scopes": said}

    async with bench.supervisor() as supervisor:
        await trio.sleep(3601)
        assert {"user:read:chat", "user:write:chat"} == supervisor.own.scopes


async def test_a_short_outage_is_waited_out(bench, autojump_clock):
    """A refresh that meets a broken network is tried again while the callers wait."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        bench.fake.expire(bench.bot)
        bench.fake.faults.drop(path="/oauth2/token", times=2)
        assert await use(bench, supervisor) is not None

    assert 3 == bench.refreshes


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (lambda faults: faults.drop(path="/oauth2/token", times=9), NetworkError),
        (lambda faults: faults.http(503, path="/oauth2/token", times=9), RefreshFailedError),
        (lambda faults: faults.http(429, path="/oauth2/token", times=9), RefreshFailedError),
        (lambda faults: faults.wrong_json(path="/oauth2/token", times=9), RefreshFailedError),
    ],
    ids=["network", "503", "429", "garbage"],
)
async def test_a_long_outage_is_not_a_lost_login(confidential, autojump_clock, fault, error):
    """After three attempts those who wait hear of it, and the bot goes on trying until it works."""
    await confidential.save()

    async with confidential.supervisor() as supervisor:
        confidential.fake.expire(confidential.bot)
        fault(confidential.fake.faults)
        with pytest.raises(error) as caught:
            await use(confidential, supervisor)
        assert 3 == confidential.refreshes
        with pytest.raises(error):
            await supervisor.access_token(supervisor.own)
        assert 3 == confidential.refreshes
        await trio.sleep(600)
        assert await use(confidential, supervisor) is not None

    assert 10 == confidential.refreshes
    assert caught.value.__cause__ is not None


async def test_an_outage_says_how_often_it_was_tried(bench, autojump_clock):
    """No network while opening: the error counts the attempts and leaves nothing running."""
    await bench.save()
    bench.fake.faults.drop(path="/oauth2/validate", times=3)

    with pytest.raises(NetworkError, match=r"after 3 attempts in \d s"):
        async with bench.supervisor():
            pass


async def test_trouble_while_the_token_is_good_disturbs_nobody(bench, autojump_clock):
    """When a refresh ahead of time fails, the old token is used as long as Twitch takes it."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        old = await supervisor.access_token(supervisor.own)
        bench.fake.faults.http(503, path="/oauth2/token", times=4)
        await trio.sleep(14400 - 300 + 5)
        assert 2 <= bench.refreshes <= 4
        assert old == await supervisor.access_token(supervisor.own)
        await trio.sleep(60)
        assert old != await supervisor.access_token(supervisor.own)


async def test_a_lost_login_is_said_once_and_wakes_all(bench, caplog):
    """When Twitch no longer takes the refresh token, everyone who waits hears it, and the log has it once."""
    await bench.save()
    heard = []

    async def call():
        with pytest.raises(TokenRevokedError, match="twitchtrio login") as caught:
            await use(bench, supervisor)
        heard.append(caught.value)

    async with bench.supervisor() as supervisor:
        bench.fake.disconnect(bench.bot)
        async with trio.open_nursery() as nursery:
            for _ in range(20):
                nursery.start_soon(call)
        await call()

    assert 21 == len({id(error) for error in heard})
    assert {"Invalid refresh token"} == {error.reason for error in heard}
    assert 1 == bench.refreshes
    assert 1 == sum("no longer accepts" in record.message for record in caplog.records)


async def test_a_lost_login_heals_by_a_new_one(bench, autojump_clock):
    """A new login in the store is noticed within 30 s, told, and used."""
    await bench.save()
    told = []

    def on_refresh(old, new):
        told.append(new)

    async with bench.supervisor(on_user_token_refresh=on_refresh) as supervisor:
        bench.fake.disconnect(bench.bot)
        with pytest.raises(TokenRevokedError):
            await use(bench, supervisor)
        row = await bench.save()
        await trio.sleep(31)
        assert row.token.access_token == await supervisor.access_token(supervisor.own)

    assert [row.token] == [token for token in told if token == row.token]


async def test_who_asks_for_a_lost_login_looks_into_the_store(bench, autojump_clock):
    """Asking again after some seconds finds a new login at once."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        bench.fake.disconnect(bench.bot)
        with pytest.raises(TokenRevokedError):
            await use(bench, supervisor)
        await trio.sleep(6)
        with pytest.raises(TokenRevokedError):
            await use(bench, supervisor)
        row = await bench.save()
        await trio.sleep(6)
        assert row.token.access_token == await supervisor.access_token(supervisor.own)


async def test_a_newer_login_wins(bench, autojump_clock):
    """A login with more scopes, made while the bot runs, is taken over."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        token = bench.grant(scopes=("user:read:chat", "moderator:read:followers"))
        await bench.save(token=token)
        await trio.sleep(31)
        assert token.access_token == await supervisor.access_token(supervisor.own)
        assert "moderator:read:followers" in supervisor.own.scopes

    assert 0 == bench.refreshes


async def test_a_removed_login_cannot_act(bench, autojump_clock):
    """A login that another program took out of the store is used no longer, and can come back."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        own = supervisor.own
        await bench.remove()
        await trio.sleep(31)
        with pytest.raises(LoginRequiredError, match="was removed from the store"):
            await supervisor.access_token(own)
        assert () == supervisor.accounts()
        assert supervisor.account(own.user_id) is None
        await bench.save()
        await trio.sleep(31)
        assert await use(bench, supervisor, own) is not None


class EmptyStore(MemoryStore):
    """A store whose records are not to be seen for a time, as those of a file on a volume that is not mounted."""

    empty = False

    async def read(self, prefix):
        found = await super().read(prefix)
        return () if self.empty else found


@pytest.mark.parametrize("refreshing", [False, True])
async def test_a_login_that_was_not_to_be_seen_is_taken_back(refreshing, bench, autojump_clock):
    """A store that answers with nothing for a time costs no account for longer, whether or not it is asked for."""
    bench.store = EmptyStore()
    viewer = bench.fake.add_user("viewer")
    await bench.save()
    await bench.save(viewer)

    async with bench.supervisor(account="bot") as supervisor:
        account = supervisor.account(viewer.id)
        token = await supervisor.access_token(account)
        await trio.sleep(1)
        bench.store.empty = True
        if refreshing:
            with pytest.raises(LoginRequiredError, match="was removed"):
                await supervisor.renew(account, token)
        await trio.sleep(31)
        assert () == supervisor.accounts()
        assert supervisor.account(viewer.id) is None
        bench.store.empty = False
        await trio.sleep(31)
        assert {"bot", "viewer"} == {each.login for each in supervisor.accounts()}
        assert account == supervisor.account(viewer.id)
        assert await use(bench, supervisor) is not None
        assert await use(bench, supervisor, account) is not None
        assert token == await supervisor.access_token(account)


async def test_a_removed_login_is_not_taken_back_by_a_late_answer(bench, autojump_clock):
    """Nor is one that is gone there again because the store was asked for all before that."""
    bench.store = store = LateStore()
    viewer = bench.fake.add_user("viewer")
    await bench.save()
    await bench.save(viewer)

    async with bench.supervisor(account="bot") as supervisor:
        account = supervisor.account(viewer.id)
        await supervisor.access_token(account)
        await trio.sleep(10)
        store.late = True
        supervisor.account("nobody")
        await trio.sleep(1)
        await bench.remove(viewer)
        with pytest.raises(LoginRequiredError, match="was removed"):
            await supervisor.refresh(account)
        for _ in range(30):
            await trio.sleep(0.1)
            assert ("bot",) == tuple(each.login for each in supervisor.accounts())
        login = await bench.save(viewer)
        await trio.sleep(31)
        assert login.token.access_token == await supervisor.access_token(supervisor.account(viewer.id))


async def test_an_unused_login_that_was_removed_is_forgotten(bench, autojump_clock):
    """An account that never acted goes with its row, and comes back with a new one."""
    viewer = bench.fake.add_user("viewer")
    await bench.save()
    await bench.save(viewer)

    async with bench.supervisor(account="bot") as supervisor:
        await bench.remove(viewer)
        await trio.sleep(31)
        assert ["bot"] == [account.login for account in supervisor.accounts()]
        row = await bench.save(viewer)
        await trio.sleep(31)
        assert row.token.access_token == await supervisor.access_token(supervisor.account(viewer.id))


async def test_a_login_removed_during_a_refresh_stays_removed(bench):
    """A refresh does not bring back what was removed meanwhile."""
    row = await bench.save()

    async with bench.supervisor() as supervisor:
        await bench.remove()
        with pytest.raises(LoginRequiredError, match="was removed"):
            await supervisor.renew(supervisor.own, row.token.access_token)

    assert await bench.load() is None


async def test_all_accounts_of_the_store_can_act(bench):
    """Each account acts with its own token, validated when it is first used."""
    await bench.save()
    viewer = bench.fake.add_user("viewer")
    await bench.save(viewer)

    async with bench.supervisor(account="bot") as supervisor:
        assert ["bot", "viewer"] == sorted(account.login for account in supervisor.accounts())
        assert 1 == bench.fake.requests.count("GET", "/oauth2/validate")
        account = supervisor.account(viewer.id)
        assert viewer is (await use(bench, supervisor, account)).user
        bench.fake.expire(viewer)
        assert viewer is (await use(bench, supervisor, account)).user
        assert bench.bot is (await use(bench, supervisor)).user

    assert 1 == bench.refreshes


async def test_an_account_that_is_missed_is_looked_for(bench, autojump_clock):
    """Asking for an account that the store did not hold makes the supervisor look again."""
    await bench.save()
    viewer = bench.fake.add_user("viewer")

    async with bench.supervisor() as supervisor:
        stranger = Account(user_id=viewer.id, login="viewer", scopes=frozenset())
        with pytest.raises(LoginRequiredError, match="no login of 'viewer'") as caught:
            await supervisor.access_token(stranger)
        assert ("bot",) == caught.value.accounts
        await bench.save(viewer)
        assert supervisor.account(viewer.id) is None
        await trio.sleep(1.1)
        assert "viewer" == supervisor.account(viewer.id).login


async def test_accounts_are_added_and_removed(bench):
    """A login can be given to a running bot and taken from it; the store has it all."""
    await bench.save()
    viewer = bench.fake.add_user("viewer")

    async with bench.supervisor() as supervisor:
        account = await supervisor.add(bench.grant(viewer))
        assert "viewer" == account.login
        assert {"bot", "viewer"} == {each.login for each in supervisor.accounts()}
        assert await use(bench, supervisor, account) is not None
        await supervisor.remove(account)
        assert {"bot"} == {each.login for each in supervisor.accounts()}
        with pytest.raises(LoginRequiredError):
            await supervisor.renew(account, await supervisor.access_token(supervisor.own))

    assert await bench.load(viewer) is None


async def test_adding_a_login_anew_replaces_it(bench):
    """A second login of an account is used instead of the first."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        token = bench.grant()
        assert supervisor.own == await supervisor.add(token)
        await wait_all_tasks_blocked()
        assert token.access_token == await supervisor.access_token(supervisor.own)


async def test_adding_a_login_that_grants_more(bench, autojump_clock):
    """What a second login grants can be used at once."""
    await bench.save()
    more = ("user:read:chat", "moderator:read:followers")

    async with bench.supervisor() as supervisor:
        await trio.sleep(120)
        token = bench.grant(scopes=more)
        account = await supervisor.add(token)
        assert account.scopes == supervisor.own.scopes == frozenset(more)
        assert token.access_token == await supervisor.access_token(account)


class LateStore(MemoryStore):
    """A store whose next answer, once it is told to be late, is seconds old when it comes."""

    late = False

    async def read(self, prefix):
        found = await super().read(prefix)
        if self.late:
            self.late = False
            await trio.sleep(2)
        return found


async def test_a_late_answer_of_the_store_undoes_nothing(bench, autojump_clock):
    """What was added or removed while the store was asked for all logins stays so."""
    bench.store = store = LateStore()
    await bench.save()
    viewer, other = map(bench.fake.add_user, ("viewer", "other"))

    async with bench.supervisor(account="bot") as supervisor:
        gone = await supervisor.add(bench.grant(viewer))
        await trio.sleep(40)
        store.late = True
        supervisor.account("nobody")
        await trio.sleep(1)
        await supervisor.remove(gone)
        new = await supervisor.add(bench.grant(other))
        await trio.sleep(5)

        assert {"bot", "other"} == {each.login for each in supervisor.accounts()}
        assert await use(bench, supervisor, new) is not None


async def test_a_late_answer_of_the_store_wins_over_no_new_login(bench, autojump_clock):
    """What was added while the store was asked for a lost login is used."""
    bench.store = store = LateStore()
    await bench.save()

    async with bench.supervisor() as supervisor:
        bench.fake.disconnect(bench.bot)
        with pytest.raises(TokenRevokedError):
            await use(bench, supervisor)
        await trio.sleep(6)
        store.late = True
        async with trio.open_nursery() as nursery:
            nursery.start_soon(supervisor.access_token, supervisor.own)
            await trio.sleep(1)
            token = bench.grant()
            await supervisor.add(token)
        assert token.access_token == await supervisor.access_token(supervisor.own)


async def test_a_refresh_can_be_asked_for(bench):
    """A token that is still good is replaced on request."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        old = await supervisor.access_token(supervisor.own)
        new = await supervisor.refresh(supervisor.own)
        assert old != new.access_token
        assert new.access_token == await supervisor.access_token(supervisor.own)
        assert "bot" == new.login

    assert 1 == bench.refreshes


async def test_an_asked_for_refresh_can_fail(bench, autojump_clock):
    """A refresh on request reports what is wrong, and the old token is still used."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        bench.fake.faults.http(500, path="/oauth2/token", times=3)
        with pytest.raises(RefreshFailedError, match="500"):
            await supervisor.refresh(supervisor.own)
        assert await use(bench, supervisor) is not None


async def test_an_implicit_token_ends_with_its_time(public, autojump_clock):
    """A token that cannot be refreshed is used until it expires, and then the command to run is said."""
    token = public.fake.accounts.implicit_token("app", public.bot, ("user:read:chat",))
    token.expires_at = 7200.0
    await public.save(token=UserToken(access_token=token.value))

    async with public.supervisor() as supervisor:
        await trio.sleep(7190)
        assert await use(public, supervisor) is not None
        await trio.sleep(20)
        with pytest.raises(TokenRevokedError, match="without a refresh token"):
            await use(public, supervisor)


async def test_a_wrong_secret_is_said_at_once(confidential):
    """A secret that Twitch does not take is a matter of configuration, not of patience."""
    await confidential.save()
    confidential.client_secret = "another-secret"
    confidential.fake.expire(confidential.bot)

    with pytest.raises(ConfigurationError, match="does not accept the client secret"):
        async with confidential.supervisor():
            pass

    assert 1 == confidential.refreshes


async def test_watchers_see_refreshes_and_hold_nothing_up(bench, autojump_clock):
    """Whoever watches gets the newest refreshes, read or not."""
    await bench.save()

    async with bench.supervisor() as supervisor, supervisor.refreshes() as seen, supervisor.refreshes() as unread:
        own = supervisor.own
        for _ in range(3):
            new = await supervisor.refresh(own)
            refresh = await seen.receive()
            assert (own, new) == (refresh.account, refresh.new)
        assert 3 == len([await unread.receive() for _ in range(3)])

    with pytest.raises(trio.ClosedResourceError):
        await seen.receive()


async def test_a_watcher_ends_with_the_supervisor(bench):
    """A channel of refreshes that outlives the block ends there."""
    await bench.save()

    async with AsyncExitStack() as stack:
        async with bench.supervisor() as supervisor:
            refreshes = await stack.enter_async_context(supervisor.refreshes())
            await supervisor.refresh(supervisor.own)
        assert 1 == len([refresh async for refresh in refreshes])


async def test_a_watcher_that_closes_its_end_is_left_alone(bench):
    """A closed receive channel disturbs no refresh."""
    await bench.save()

    async with bench.supervisor() as supervisor, supervisor.refreshes() as watching:
        await watching.aclose()
        assert await supervisor.refresh(supervisor.own)


async def test_the_app_acts_by_its_own_token(confidential, autojump_clock):
    """The app's token comes on demand, is told, renewed when refused and before it expires."""
    told = []
    async with confidential.supervisor(
        user_required=False, on_app_token_refresh=lambda old, new: told.append((old, new))
    ) as supervisor:
        assert supervisor.own is None
        assert supervisor.has_app
        first = await supervisor.access_token(APP)
        assert first == await supervisor.access_token(APP)
        assert [(None, first)] == [(old, new.access_token) for old, new in told]
        await trio.sleep(61)
        async with supervisor.refreshes() as watching:
            second = await supervisor.renew(APP, first)
            refresh = await watching.receive()
        assert AppTokenRefresh(old=told[1][0], new=told[1][1]) == refresh
        assert (first, second) == (told[1][0].access_token, told[1][1].access_token)
        confidential.fake.accounts.access(second.reveal()).expires_at = 7200.0
        await trio.sleep(7200)
        third = await supervisor.access_token(APP)
        assert third not in {first, second}
        assert confidential.fake.accounts.access(third.reveal()) is not None


async def test_a_public_app_cannot_act_itself(public):
    """Without a secret there is no app token, and the error says so."""
    await public.save()

    async with public.supervisor() as supervisor:
        assert not supervisor.has_app
        with pytest.raises(ConfigurationError, match="pass client_secret"):
            await supervisor.access_token(APP)


async def test_the_store_failing_later_is_no_crash(bench, autojump_clock, caplog):
    """A store that cannot be read for a while is logged once, as is its end; the token is used on."""
    await bench.save()

    class Failing(type(bench.store)):
        failing = False

        async def read(self, prefix):
            if self.failing:
                raise ConfigurationError("the disk is gone")
            return await super().read(prefix)

    bench.store.__class__ = Failing
    async with bench.supervisor() as supervisor:
        bench.store.failing = True
        await trio.sleep(100)
        assert await use(bench, supervisor) is not None
        bench.store.failing = False
        await trio.sleep(62)

    assert 1 == sum("the disk is gone" in message for message in caplog.messages)
    assert 1 == sum("are noticed again" in message for message in caplog.messages)


async def test_after_its_block_a_supervisor_is_closed(bench):
    """What would need the supervisor's tasks says after the block that it has ended."""
    await bench.save()
    viewer = bench.fake.add_user("viewer")
    await bench.save(viewer)

    async with bench.supervisor(account="bot") as supervisor:
        account = supervisor.account(viewer.id)

    with pytest.raises(ConfigurationError, match="has ended; make the call inside it"):
        await supervisor.access_token(account)
    with pytest.raises(ConfigurationError, match="has ended; make the call inside it"):
        await supervisor.refresh(supervisor.own)
    with pytest.raises(ConfigurationError, match="has ended; make the call inside it"):
        async with supervisor.refreshes():
            pass


async def test_asking_for_a_token_is_a_checkpoint(bench):
    """A healthy token costs one checkpoint."""
    await bench.save()

    async with bench.supervisor() as supervisor:
        with trio.testing.assert_checkpoints():
            await supervisor.access_token(supervisor.own)
        with trio.CancelScope() as scope:
            scope.cancel()
            await supervisor.access_token(supervisor.own)
        assert scope.cancelled_caught
