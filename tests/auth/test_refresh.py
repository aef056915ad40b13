"""One refresh: what a cancellation, a crash or another program can do to it."""

from __future__ import annotations

import json
from contextlib import suppress

import httpx
import pytest
import trio
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.proofs import times
from tests.steps import Countdown
from twitchtrio._services import open_services
from twitchtrio.auth._callbacks import Callbacks
from twitchtrio.auth._user_keeper import UserKeeper
from twitchtrio.auth.accounts import _digest
from twitchtrio.errors import ConfigurationError, NetworkError, RefreshFailedError, TokenRevokedError
from twitchtrio.network import Network
from twitchtrio.stores import Lease, MemoryStore, SQLiteStore
from twitchtrio.tokens import UserToken


async def renew(supervisor):
    """Have the own account's token refreshed."""
    own = supervisor.own
    return await supervisor.renew(own, await supervisor.access_token(own))


def works(bench, token):
    """Whether Twitch accepts an access token."""
    return bench.fake.accounts.access(token.reveal()) is not None


async def usable(bench):
    """Whether what is in the store is enough to go on."""
    pair = (await bench.load()).token
    return pair.refresh_token.reveal() in bench.fake.accounts._refresh


def is_marked(value):
    """Whether a record says that a refresh is under way."""
    return json.loads(value).get("mark") is not None


class Watched(MemoryStore):
    """Has something done once, before or after a mark is set."""

    def __init__(self, *, like, before_mark=None, after_mark=None):
        self.__dict__.update(like.__dict__)
        self.before, self.after = before_mark, after_mark

    async def write(self, name, value, **terms):
        if not is_marked(value):
            return await super().write(name, value, **terms)
        if self.before is not None:
            before, self.before = self.before, None
            await before()
        version = await super().write(name, value, **terms)
        if self.after is not None:
            after, self.after = self.after, None
            await after()
        return version


# Two supervisors on one store


async def test_two_supervisors_make_one_refresh(bench, autojump_clock):
    """With one store between them, one refreshes and the other adopts the pair; each runs its own callback."""
    await bench.save()
    told = []

    async def use(supervisor, rejected):
        used.append(await supervisor.renew(supervisor.own, rejected))

    used = []
    async with (
        bench.supervisor(on_user_token_refresh=lambda old, new: told.append(("a", new.access_token))) as a,
        bench.supervisor(on_user_token_refresh=lambda old, new: told.append(("b", new.access_token))) as b,
        trio.open_nursery() as nursery,
    ):
        bench.fake.expire(bench.bot)
        rejected = await a.access_token(a.own)
        for supervisor in (a, b) * 100:
            nursery.start_soon(use, supervisor, rejected)

    assert 200 == len(used)
    assert 1 == len(set(used))
    assert works(bench, used[0])
    assert [("a", used[0]), ("b", used[0])] == sorted(told)
    assert 1 == bench.refreshes


async def test_two_supervisors_on_one_file(bench, tmp_path):
    """The same with two stores on one file, as in two processes."""
    path = tmp_path / "tokens.sqlite3"
    bench.store = SQLiteStore(path)
    await bench.save()
    used = []

    async def use(supervisor, rejected):
        used.append(await supervisor.renew(supervisor.own, rejected))

    async with bench.supervisor() as a, bench.supervisor(store=SQLiteStore(path)) as b:
        bench.fake.expire(bench.bot)
        rejected = await a.access_token(a.own)
        async with trio.open_nursery() as nursery:
            for supervisor in (a, b) * 20:
                nursery.start_soon(use, supervisor, rejected)

    assert 40 == len(used)
    assert 1 == len(set(used))
    assert works(bench, used[0])
    assert 1 == bench.refreshes


async def test_a_dead_holder_of_the_lease_is_waited_out(bench, autojump_clock):
    """A process that died with the right to refresh holds the others up for its lease, and no longer."""
    await bench.save()
    bench.fake.expire(bench.bot)
    assert await bench.lease(owner="the dead")

    async with bench.supervisor() as supervisor:
        assert works(bench, await supervisor.access_token(supervisor.own))

    assert 60 <= trio.current_time() <= 63


class Jammed(MemoryStore):
    """A store that says of every lease that it is another's, or of every record that it is another by now."""

    owner = None
    remaining = 60.0
    refuses = False
    calls = 0

    async def read(self, prefix):
        self.calls += 1
        return await super().read(prefix)

    async def hold(self, names, **terms):
        self.calls += 1
        if self.owner is None:
            return await super().hold(names, **terms)
        await trio.lowlevel.checkpoint()
        return {name: Lease(name=name, owner=self.owner, fence=1, remaining=self.remaining) for name in names}

    async def write(self, name, value, **terms):
        self.calls += 1
        if not self.refuses:
            return await super().write(name, value, **terms)
        await trio.lowlevel.checkpoint()
        return None


@pytest.mark.parametrize("remaining", [60.0, 0.0, -5.0])
async def test_a_lease_that_never_ends_is_told_of(bench, autojump_clock, caplog, remaining):
    """Who waits hears of it, the log has it once, the store is asked seldom, and it heals."""
    bench.store = store = Jammed()
    await bench.save()

    async with bench.supervisor() as supervisor:
        store.owner, store.remaining = "another program", remaining
        began, calls = trio.current_time(), store.calls
        with pytest.raises(
            RefreshFailedError,
            match="let only other programs refresh the token of bot, and they have stored no new one",
        ) as caught:
            await renew(supervisor)
        assert "bot" == caught.value.account
        assert 70 <= trio.current_time() - began <= 90
        await trio.sleep(3600)
        assert store.calls - calls < 500
        assert 1 == sum("let only other programs refresh" in record.message for record in caplog.records)
        store.owner = None
        await trio.sleep(61)
        assert works(bench, await supervisor.access_token(supervisor.own))
    assert 1 == bench.refreshes


async def test_a_lease_is_waited_for_anew_after_a_while(bench, autojump_clock):
    """That it was waited for in vain once is forgotten."""
    bench.store = store = Jammed()
    await bench.save()

    async with bench.supervisor() as supervisor:
        store.owner = "another program"
        with pytest.raises(RefreshFailedError):
            await renew(supervisor)
        store.owner = None
        await trio.sleep(200)
        store.owner = "another program"
        async with trio.open_nursery() as nursery:
            nursery.start_soon(supervisor.refresh, supervisor.own)
            await trio.sleep(30)
            store.owner = None
    assert 2 == bench.refreshes


async def test_a_lease_that_was_had_since_is_waited_for_as_ever(bench, autojump_clock):
    """Once it could be refreshed, another program may take its time again."""
    bench.store = store = Jammed()
    await bench.save()

    async with bench.supervisor() as supervisor:
        store.owner = "another program"
        with pytest.raises(RefreshFailedError):
            await renew(supervisor)
        store.owner = None
        await trio.sleep(61)
        store.owner = "another program"
        began = trio.current_time()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(supervisor.refresh, supervisor.own)
            await trio.sleep(40)
            store.owner = None
        assert trio.current_time() - began < 45
    assert 2 == bench.refreshes


async def test_a_store_that_takes_no_mark_is_told_of(bench, autojump_clock, caplog):
    """One that always finds something else than was expected, and shows the same, keeps nobody waiting."""
    bench.store = store = Jammed()
    await bench.save()

    async with bench.supervisor() as supervisor:
        store.refuses, calls = True, store.calls
        began = trio.current_time()
        with pytest.raises(ConfigurationError, match="without a pause, or the store only says so"):
            await renew(supervisor)
        assert began == trio.current_time()
        await trio.sleep(3600)
        assert store.calls - calls < 1000
        assert 1 == sum("cannot be renewed just now" in record.message for record in caplog.records)
        assert 0 == bench.refreshes
        store.refuses = False
        await trio.sleep(61)
        assert works(bench, await supervisor.access_token(supervisor.own))
        assert 1 == sum("is kept fresh again" in message for message in caplog.messages)
    assert 1 == bench.refreshes


async def test_a_record_that_changes_before_the_mark_costs_nothing(bench):
    """Where its pair is the same, the refresh goes on."""
    login = await bench.save()

    async def touch():
        await bench.logins().save(bench.bot.id, login.token)

    bench.store = Watched(before_mark=touch, like=bench.store)
    async with bench.supervisor() as supervisor:
        assert works(bench, await renew(supervisor))
    assert 1 == bench.refreshes
    assert 1 == bench.fake.requests.count("GET", "/oauth2/validate")


async def test_waiting_for_the_lease_can_be_cancelled(bench, autojump_clock):
    """Opening that waits for another process obeys the caller's deadline."""
    await bench.save()
    bench.fake.expire(bench.bot)
    assert await bench.lease()

    with trio.move_on_after(5) as scope:
        async with bench.supervisor():
            pass

    assert scope.cancelled_caught
    assert 5 == pytest.approx(trio.current_time())


async def test_a_refused_pair_is_looked_up_first(public, autojump_clock):
    """When Twitch refuses a pair that another process used up meanwhile, the store's pair is adopted."""
    row = await public.save()

    async def elsewhere():
        """Another process stores its pair between the mark and the request."""
        async with public.oauth() as oauth:
            await public.logins().swap(await public.load(), await oauth.refresh(row.token))

    public.store = Watched(after_mark=elsewhere, like=public.store)
    async with public.supervisor() as supervisor:
        token = await renew(supervisor)

    assert works(public, token)
    assert token == (await public.load()).token.access_token
    assert 2 == public.refreshes


async def test_a_login_made_before_the_mark_wins(bench):
    """A pair that was saved after the lease was had makes the refresh of the old one unnecessary."""
    await bench.save()
    rows = []

    async def sign_in():
        rows.append(await bench.save())

    bench.store = Watched(before_mark=sign_in, like=bench.store)
    async with bench.supervisor() as supervisor:
        token = await renew(supervisor)

    assert [token] == [row.token.access_token for row in rows]
    assert 0 == bench.refreshes


async def test_a_login_made_during_a_refresh_wins(bench, autojump_clock):
    """A pair that was saved while the request was under way is kept, and used."""
    await bench.save()
    bench.fake.faults.delay(10.0, path="/oauth2/token")

    async with bench.supervisor() as supervisor, trio.open_nursery() as nursery:
        nursery.start_soon(renew, supervisor)
        await trio.sleep(1)
        row = await bench.save()

    assert row.pair == (await bench.load()).pair


# The mark


async def test_the_mark_is_set_before_the_request(bench, autojump_clock):
    """While the request is under way, the store says that a refresh was begun."""
    await bench.save()
    bench.fake.faults.delay(10.0, path="/oauth2/token")

    async with bench.supervisor() as supervisor, trio.open_nursery() as nursery:
        nursery.start_soon(renew, supervisor)
        await trio.sleep(1)
        assert (await bench.load()).mark is not None

    assert (await bench.load()).mark is None


@pytest.mark.parametrize(
    ("fault", "stays"),
    [
        (lambda faults: faults.http(503, path="/oauth2/token", times=3), True),
        (lambda faults: faults.drop(path="/oauth2/token", times=3), True),
        (lambda faults: faults.wrong_json(path="/oauth2/token", times=3), True),
        (lambda faults: faults.http(403, path="/oauth2/token", times=3, message="invalid client secret"), False),
        (lambda faults: faults.http(400, path="/oauth2/token", times=3, message="Invalid refresh token"), False),
        (lambda faults: faults.http(400, path="/oauth2/token", times=3, message="something else"), False),
    ],
    ids=["503", "cut", "garbage", "secret", "token", "other"],
)
async def test_a_mark_stays_where_twitch_may_have_replaced_the_pair(confidential, autojump_clock, fault, stays):
    """A failed refresh leaves its mark only if nobody knows what became of it."""
    await confidential.save()
    fault(confidential.fake.faults)

    async with confidential.supervisor() as supervisor:
        with pytest.raises(Exception, match=r"."):
            await renew(supervisor)

    row = await confidential.load()
    assert stays is (row.mark is not None)
    assert await confidential.lease()


async def test_a_request_that_was_never_sent_leaves_no_mark(confidential, autojump_clock):
    """Without a connection nothing can have happened."""
    await confidential.save()
    inner = confidential.fake.network.http

    async def refuse(request):
        if request.url.path == "/oauth2/token":
            raise httpx.ConnectError("no route", request=request)
        return await inner.handle_async_request(request)

    confidential.fake._network = Network(http=httpx.MockTransport(refuse))
    async with confidential.supervisor() as supervisor:
        with pytest.raises(NetworkError, match="no connection"):
            await renew(supervisor)

    assert (await confidential.load()).mark is None


async def test_a_lost_answer_is_told_of(public, autojump_clock):
    """With refresh tokens that work once, a lost answer costs the login, and the error says what happened."""
    await public.save()
    public.fake.faults.drop(path="/oauth2/token", after_handling=True)

    async with public.supervisor() as supervisor:
        with pytest.raises(TokenRevokedError, match=r"begun at \d.* UTC and its answer was never stored") as caught:
            await renew(supervisor)

    assert "twitchtrio login" in str(caught.value)
    # The next start still says so.
    public.fake.expire(public.bot)
    with pytest.raises(TokenRevokedError, match="its answer was never stored"):
        async with public.supervisor():
            pass


async def test_a_lost_answer_costs_nothing_where_refresh_tokens_are_reusable(confidential, autojump_clock):
    """A confidential app just asks again."""
    await confidential.save()
    confidential.fake.faults.drop(path="/oauth2/token", after_handling=True)

    async with confidential.supervisor() as supervisor:
        assert works(confidential, await renew(supervisor))

    assert 2 == confidential.refreshes


async def test_an_answer_that_takes_too_long(bench, autojump_clock):
    """A request is given up after 20 s, so that its step stays bounded."""
    await bench.save()
    bench.fake.faults.delay(1000.0, path="/oauth2/token", times=3)

    async with bench.supervisor() as supervisor:
        began = trio.current_time()
        with pytest.raises(NetworkError, match="it took too long"):
            await renew(supervisor)

    assert 60 <= trio.current_time() - began <= 67


# A store that fails


class Failing(MemoryStore):
    """A store that does not take new pairs, or hangs on them, a number of times."""

    failures = 0
    hangs = 0

    async def write(self, name, value, **terms):
        if self.failures and not is_marked(value):
            self.failures -= 1
            await trio.lowlevel.checkpoint()
            raise ConfigurationError("the disk is full")
        if self.hangs and not is_marked(value):
            self.hangs -= 1
            await trio.sleep_forever()
        return await super().write(name, value, **terms)

    async def release(self, names, *, owner):
        if self.failures:
            await trio.lowlevel.checkpoint()
            raise ConfigurationError("the disk is full")
        await super().release(names, owner=owner)


@pytest.mark.parametrize("trouble", ["failures", "hangs"])
async def test_a_pair_that_could_not_be_stored_is_kept(bench, autojump_clock, trouble):
    """When the store fails after the request, the pair is kept and stored later; it is not asked for again."""
    bench.store = Failing()
    await bench.save()

    async with bench.supervisor() as supervisor:
        setattr(bench.store, trouble, 2)
        with pytest.raises(ConfigurationError):
            await renew(supervisor)
        assert 1 == bench.refreshes
        await trio.sleep(200)
        token = await supervisor.access_token(supervisor.own)

    assert works(bench, token)
    assert token == (await bench.load()).token.access_token
    assert 1 == bench.refreshes


async def test_a_pair_that_could_not_be_stored_is_tried_once_more_at_the_end(bench, autojump_clock):
    """Leaving the block, the pair gets a last chance; where the store takes it, the program is told of it too."""
    bench.store = Failing()
    await bench.save()
    told = []

    async with bench.supervisor(on_user_token_refresh=lambda old, new: told.append(new.access_token)) as supervisor:
        bench.store.failures = 1
        with pytest.raises(ConfigurationError):
            await renew(supervisor)

    assert 1 == bench.refreshes
    assert [(await bench.load()).token.access_token] == told
    assert works(bench, *told)


async def test_a_store_that_stays_full_does_not_hold_the_end_up(bench, autojump_clock):
    """Leaving the block with a pair that cannot be stored is no error on top."""
    bench.store = Failing()
    await bench.save()

    async with bench.supervisor() as supervisor:
        bench.store.failures = 100
        with pytest.raises(ConfigurationError, match="the disk is full"):
            await renew(supervisor)


# Cancellation


async def killed_at(step, keeper):
    """Let a keeper refresh its token, and cancel it at one of its steps; whether there were as many."""
    async with trio.open_nursery() as nursery:
        keeper._life.want()
        with Countdown(step, nursery.cancel_scope.cancel) as countdown, trio.move_on_after(5):
            await keeper.run()
    return countdown.struck


@pytest.mark.parametrize("client_secret", [None, "the-client-secret"], ids=["one-time", "reusable"])
@pytest.mark.parametrize("message", [None, "something new"], ids=["smooth", "refused"])
async def test_no_cancellation_tears_a_refresh(open_bench, client_secret, message, autojump_clock):
    """Wherever in a refresh the keeper's task is cancelled, the store holds a pair to go on with."""
    step, there, refreshes = 1, True, set()
    while there:
        async with open_bench(client_secret) as bench, bench.oauth() as oauth, open_services() as services:
            login = await bench.save()
            callbacks = Callbacks(
                services, bench.store, on_user_token_refresh=lambda old, new: None, on_app_token_refresh=None
            )
            await services.start(callbacks.run, name="callbacks")
            if message:
                bench.fake.faults.http(400, path="/oauth2/token", message=message)
            keeper = UserKeeper(oauth, bench.logins("this"), callbacks, login=login)

            there = await killed_at(step, keeper)

            assert await usable(bench)
            assert (await bench.load()).mark is None
            assert await bench.lease()
            refreshes.add(bench.refreshes)
        step += 1

    assert 10 < step < 100
    assert {0, 1} <= refreshes


async def test_a_cancelled_caller_tears_nothing(bench, autojump_clock):
    """The one who asked may go; the refresh goes on."""
    await bench.save()
    bench.fake.faults.delay(10.0, path="/oauth2/token")

    async with bench.supervisor() as supervisor:
        old = await supervisor.access_token(supervisor.own)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(supervisor.renew, supervisor.own, old)
            await trio.sleep(1)
            nursery.cancel_scope.cancel()
        assert old != await supervisor.access_token(supervisor.own)

    assert 1 == bench.refreshes


async def test_leaving_during_a_refresh_stores_its_answer(bench, autojump_clock):
    """A request that was sent is waited for, for a bounded time, whatever is cancelled."""
    await bench.save()
    bench.fake.faults.delay(10.0, path="/oauth2/token")

    async with bench.supervisor() as supervisor, trio.open_nursery() as nursery:
        nursery.start_soon(renew, supervisor)
        await trio.sleep(1)
        nursery.cancel_scope.cancel()

    assert 10 <= trio.current_time() <= 11
    assert works(bench, (await bench.load()).token.access_token)


# Any order of everything

acts = st.lists(
    st.tuples(st.sampled_from(["expire", "renew", "ask", "cancel", "fault", "sleep", "login"]), st.integers(0, 2)),
    max_size=25,
)


@given(acts=acts, client_secret=st.sampled_from([None, "the-client-secret"]))
@settings(max_examples=times(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_calls(open_bench, acts, client_secret):
    """Whatever tasks do in whatever order, callers get tokens that were told, and the login is never lost."""
    trio.run(anything, open_bench, acts, client_secret, clock=trio.testing.MockClock(autojump_threshold=0))


async def anything(open_bench, acts, client_secret):  # noqa: C901 - one case for each act
    """Run one example."""
    told, got = set(), []

    async def call(supervisor, *, patience):
        with trio.move_on_after(patience), suppress(RefreshFailedError):
            token = await supervisor.access_token(supervisor.own)
            if not works(bench, token):
                token = await supervisor.renew(supervisor.own, token)
            assert token in told
            got.append(token)

    async with open_bench(client_secret) as bench:
        told.add((await bench.save()).token.access_token)
        async with (
            bench.supervisor(on_user_token_refresh=lambda old, new: told.add(new.access_token)) as one,
            bench.supervisor(on_user_token_refresh=lambda old, new: told.add(new.access_token)) as two,
            trio.open_nursery() as nursery,
        ):
            for act, number in acts:
                supervisor = (one, two, one)[number]
                match act:
                    case "expire":
                        bench.fake.expire(bench.bot)
                    case "renew" | "ask":
                        nursery.start_soon(lambda s=supervisor: call(s, patience=1000))
                    case "cancel":
                        nursery.start_soon(lambda s=supervisor, n=number: call(s, patience=n / 100))
                    case "fault":
                        bench.fake.faults.http(503, path="/oauth2/token", times=number)
                    case "sleep":
                        await trio.sleep(number * 30)
                    case "login":
                        await bench.save()
            bench.fake.faults.clear()
            await trio.sleep(300)
            bench.fake.expire(bench.bot)
            got.clear()
            for supervisor in (one, two):
                await call(supervisor, patience=1000)
            assert 2 == len(got)
        assert await usable(bench)


def test_a_seed_is_compared_by_its_whole_pair():
    """Two pairs with one access token are two seeds, and no joint of one is read as another's."""
    pairs = [("a", None), ("a", "b"), ("ab", None), ("b", "a"), ("a", "bc"), ("ab", "c")]
    digests = {_digest(UserToken(access_token=access, refresh_token=refresh)) for access, refresh in pairs}

    assert len(pairs) == len(digests)
