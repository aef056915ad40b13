"""The program's callbacks: told in order, allowed to use what they are told of, unable to hang the bot."""

from __future__ import annotations

import functools
import logging
import random
from contextlib import suppress

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from tests.steps import Countdown
from twitchtrio.errors import AuthError, ConfigurationError, RefreshFailedError, TwitchError
from twitchtrio.tokens import APP


async def renew(supervisor, account=None):
    """Have the token of an account refreshed."""
    account = account or supervisor.own
    return await supervisor.renew(account, await supervisor.access_token(account))


@pytest.fixture
def errors(caplog):
    """The texts of what was logged as an ERROR."""
    return lambda: [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_callbacks_of_both_kinds(bench, kind):
    """A plain function and a coroutine function are told of the old and the new token."""
    row = await bench.save()
    told = []

    def plain(old, new):
        told.append((old, new))

    async def coroutine(old, new):
        await trio.lowlevel.checkpoint()
        told.append((old, new))

    async with bench.supervisor(on_user_token_refresh=plain if kind == "sync" else coroutine) as supervisor:
        new = await renew(supervisor)

    assert [(row.token.access_token, new)] == [(old.access_token, new.access_token) for old, new in told]
    assert {"bot"} == {token.login for pair in told for token in pair}


async def test_a_callback_that_yields(bench):
    """What would never be run is refused at the door."""

    async def callback(old, new):  # noqa: ASYNC124  # it is to be what it is
        yield

    with pytest.raises(ConfigurationError, match="a function of the old and the new token, not one that yields"):
        async with bench.supervisor(on_user_token_refresh=callback):
            pass


async def test_a_callback_uses_the_new_token(bench):
    """While it runs, the callback, and whatever task it starts, gets the new token; all others wait."""
    await bench.save()
    got = []

    async def ask():
        got.append(await supervisor.access_token(supervisor.own))

    async def callback(old, new):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(ask)
            nursery.start_soon(ask)
        assert [new.access_token] * 2 == got

    async with bench.supervisor(on_user_token_refresh=callback) as supervisor:
        new = await renew(supervisor)

    assert [new, new] == got


async def test_the_permission_ends_with_the_callback(bench, autojump_clock):
    """A task that a callback leaves behind waits for the next refresh like everybody else."""
    await bench.save()
    order = []
    go = trio.Event()

    async def left_behind():
        await go.wait()
        await supervisor.renew(supervisor.own, newest)
        order.append("used")

    async def callback(old, new):
        if not order:
            nursery.start_soon(left_behind)
        await trio.sleep(1)
        order.append("told")

    async with trio.open_nursery() as nursery, bench.supervisor(on_user_token_refresh=callback) as supervisor:
        newest = await renew(supervisor)
        await trio.sleep(120)
        go.set()
        await wait_all_tasks_blocked()
        await trio.sleep(2)
        nursery.cancel_scope.cancel()

    assert ["told", "told", "used"] == order


async def test_a_401_in_a_callback_raises(bench):
    """Where the new token is refused to the callback itself, there is no refresh in the refresh, and no deadlock."""
    await bench.save()

    async def callback(old, new):
        await supervisor.renew(supervisor.own, new.access_token)

    with pytest.raises(RefreshFailedError, match="in a token callback") as caught:
        async with bench.supervisor(on_user_token_refresh=callback) as supervisor:
            await renew(supervisor)

    assert ["Raised in on_user_token_refresh"] == [note[:31] for note in caught.value.__notes__]


async def test_an_old_token_in_a_callback_is_exchanged_for_the_new(bench):
    """A 401 for a request that began before the refresh gives the callback the new token."""
    await bench.save()
    got = []

    async def callback(old, new):
        got.append(await supervisor.renew(supervisor.own, old.access_token))

    async with bench.supervisor(on_user_token_refresh=callback) as supervisor:
        assert [await renew(supervisor)] == got


@pytest.mark.parametrize("moment", ["before", "during"])
async def test_a_callback_cannot_wait_for_another_refresh(bench, moment):
    """The token of another account that has to be refreshed is not to be had in a callback."""
    await bench.save()
    viewer = bench.fake.add_user("viewer")
    await bench.save(viewer)
    caught = []

    async def callback(old, new):
        if new.login != "bot":
            return
        if moment == "during":
            bench.fake.expire(viewer)
        with pytest.raises(RefreshFailedError, match="in a token callback") as info:
            await supervisor.renew(other, await supervisor.access_token(other))
        caught.append(info.value)

    async with bench.supervisor(account="bot", on_user_token_refresh=callback) as supervisor:
        other = supervisor.account(viewer.id)
        if moment == "before":
            bench.fake.expire(viewer)
        await renew(supervisor)
        # Afterwards it works.
        assert bench.fake.accounts.access((await supervisor.access_token(other)).reveal()) is not None

    assert 1 == len(caught)


async def test_a_callback_may_open_another_supervisor(bench, open_bench):
    """What is refreshed elsewhere has nothing to do with a callback, not even where its block was opened there."""
    await bench.save()
    got = []

    async def callback(old, new):
        async with open_bench("another-secret") as other:
            await other.save()
            other.fake.expire(other.bot)
            async with other.supervisor(on_user_token_refresh=lambda old, new: got.append(new)) as supervisor:
                got.append(await supervisor.access_token(supervisor.own))
                got.append(await supervisor.access_token(APP))

    async with bench.supervisor(on_user_token_refresh=callback) as supervisor:
        await renew(supervisor)

    told, token, _ = got
    assert told.access_token == token


async def test_a_callback_may_use_another_account(bench):
    """A healthy token of another account is given to a callback, also when it was never used before."""
    await bench.save()
    viewer = bench.fake.add_user("viewer")
    row = await bench.save(viewer)
    got = []

    async def callback(old, new):
        got.append(await supervisor.access_token(supervisor.account(viewer.id)))

    async with bench.supervisor(account="bot", on_user_token_refresh=callback) as supervisor:
        await renew(supervisor)

    assert [row.token.access_token] == got


@pytest.mark.parametrize("error", [ValueError("mine"), ExceptionGroup("mine", [KeyError("x")]), SystemExit(3)])
async def test_a_callback_that_raises_ends_the_block(bench, error):
    """What a callback raises comes out as itself; the pair is in the store all the same."""
    row = await bench.save()

    def callback(old, new):
        raise error

    with pytest.raises(type(error)) as caught:
        async with bench.supervisor(on_user_token_refresh=callback) as supervisor:
            await renew(supervisor)
            await trio.sleep_forever()

    assert error is caught.value
    stored = (await bench.load()).token
    assert stored.access_token != row.token.access_token
    assert bench.fake.accounts.access(stored.access_token.reveal()) is not None


async def test_a_callback_that_hangs_ends_the_block(bench, autojump_clock):
    """After 30 s the block ends with an error that names the callback."""
    await bench.save()

    async def save_to_nowhere(old, new):
        await trio.sleep_forever()

    with pytest.raises(AuthError, match=r"on_user_token_refresh \(.*save_to_nowhere\) had not returned 30 s") as caught:
        async with bench.supervisor(on_user_token_refresh=save_to_nowhere) as supervisor:
            began = trio.current_time()
            await renew(supervisor)
            await trio.sleep_forever()

    assert 30 == pytest.approx(trio.current_time() - began, abs=0.1)
    assert isinstance(caught.value, TwitchError)
    assert "bot" == caught.value.account


async def test_a_program_that_blocks_is_no_callback_that_hangs(bench, autojump_clock):
    """Time for which the program held everything up is not the callback's."""
    await bench.save()

    async def callback(old, new):
        await trio.sleep(0.1)

    async def block():
        await trio.sleep(0.05)
        autojump_clock.jump(31)

    async with bench.supervisor(on_user_token_refresh=callback) as supervisor, trio.open_nursery() as nursery:
        nursery.start_soon(block)
        await renew(supervisor)


async def test_leaving_ends_a_callback(bench, errors, autojump_clock):
    """A callback that hangs when the block ends is cancelled after 5 s, and an ERROR says what it was not told of."""
    await bench.save()
    ended = []

    async def callback(old, new):
        try:
            await trio.sleep_forever()
        finally:
            ended.append(trio.current_time())

    async with bench.supervisor(on_user_token_refresh=callback) as supervisor, trio.open_nursery() as nursery:
        nursery.start_soon(renew, supervisor)
        await wait_all_tasks_blocked()
        left = trio.current_time()
        nursery.cancel_scope.cancel()

    assert [pytest.approx(left + 5, abs=0.1)] == ended
    (error,) = errors()
    assert "callback) did not return from being told of the new token of 'bot'." in error
    assert "in the store all the same (MemoryStore())" in error


async def test_leaving_lets_callbacks_finish(bench, errors, autojump_clock):
    """What is at work or due when the block ends is told to the end, one after the other, and may use the token."""
    await bench.save()
    viewer = bench.fake.add_user("viewer")
    await bench.save(viewer)
    log = []

    async def callback(old, new):
        await trio.sleep(2)
        account = supervisor.account(new.user_id)
        log.append((new.login, new.access_token == await supervisor.access_token(account)))

    with trio.CancelScope() as scope:
        async with (
            bench.supervisor(account="bot", on_user_token_refresh=callback) as supervisor,
            trio.open_nursery() as nursery,
        ):
            for account in supervisor.accounts():
                nursery.start_soon(renew, supervisor, account)
            await wait_all_tasks_blocked()
            scope.cancel()

    assert [("bot", True), ("viewer", True)] == sorted(log)
    assert [] == errors()


async def test_a_callback_that_raises_while_the_block_ends(bench, errors, autojump_clock):
    """Its exception comes out, and an ERROR says what it was not told of."""
    await bench.save()

    async def callback(old, new):
        await trio.sleep(1)
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        async with bench.supervisor(on_user_token_refresh=callback) as supervisor, trio.open_nursery() as nursery:
            nursery.start_soon(renew, supervisor)
            await wait_all_tasks_blocked()
            nursery.cancel_scope.cancel()

    (error,) = errors()
    assert "did not return from being told of the new token of 'bot'" in error


@pytest.mark.parametrize("grouped", [False, True], ids=["alone", "in a nursery"])
async def test_ctrl_c_in_a_callback_spares_the_next(bench, errors, grouped, autojump_clock):
    """Where Ctrl-C strikes one callback, what is due after it is told all the same."""
    await bench.save()
    viewer = bench.fake.add_user("viewer")
    await bench.save(viewer)
    told = []

    async def strike():
        await trio.sleep(1)
        raise KeyboardInterrupt

    async def callback(old, new):
        told.append(new.login)
        if len(told) == 2:
            return
        if grouped:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.sleep_forever)
                nursery.start_soon(strike)
        await strike()

    with pytest.raises(KeyboardInterrupt):
        async with (
            bench.supervisor(account="bot", on_user_token_refresh=callback) as supervisor,
            trio.open_nursery() as nursery,
        ):
            for account in supervisor.accounts():
                nursery.start_soon(renew, supervisor, account)

    assert ["bot", "viewer"] == sorted(told)
    (error,) = errors()
    assert f"the new token of {told[0]!r}" in error


@pytest.mark.parametrize("ending", ["cancelled", "left", "error"])
async def test_wherever_the_block_ends_the_callback_is_told(public, errors, ending, monkeypatch):
    """At whatever step of a refresh: Twitch gave nothing, or the callback returned from being told of the pair."""
    # Trio puts its tasks into a random order, and so the first steps before the refresh or behind it.
    monkeypatch.setattr("trio._core._run._ALLOW_DETERMINISTIC_SCHEDULING", True)
    monkeypatch.setattr("trio._core._run._r", random.Random(1))
    step, struck, outcomes = 1, True, set()
    while struck:
        await public.save()
        asked, told = public.refreshes, []
        struck = await cut_at(step, public, ending, told)
        assert [(await public.load()).token.access_token] * (public.refreshes - asked) == told
        outcomes.add(len(told))
        step += 1

    assert 20 < step < 100
    assert {0, 1} == outcomes
    assert [] == errors()


async def cut_at(step, bench, ending, told):
    """Let a block end at one of the steps of a refresh; whether there were as many."""

    async def callback(old, new):
        await trio.lowlevel.checkpoint()
        told.append(new.access_token)

    with trio.CancelScope() as outside, suppress(ZeroDivisionError):
        async with bench.supervisor(on_user_token_refresh=callback) as supervisor:
            inside = trio.CancelScope()
            strike = outside.cancel if ending == "cancelled" else inside.cancel
            with inside, Countdown(step, strike) as countdown:
                await supervisor.refresh(supervisor.own)
            if ending == "error":
                raise ZeroDivisionError
    return countdown.struck


async def test_callbacks_run_one_at_a_time(bench, autojump_clock):
    """Two accounts refreshed at once are told one after the other."""
    await bench.save()
    viewer = bench.fake.add_user("viewer")
    await bench.save(viewer)
    log = []

    async def callback(old, new):
        log.append(("in", new.login))
        await trio.sleep(1)
        log.append(("out", new.login))

    async with (
        bench.supervisor(account="bot", on_user_token_refresh=callback) as supervisor,
        trio.open_nursery() as nursery,
    ):
        for account in supervisor.accounts():
            nursery.start_soon(renew, supervisor, account)

    first, second = log[0][1], log[2][1]
    assert [("in", first), ("out", first), ("in", second), ("out", second)] == log


async def test_an_app_token_callback_that_hangs_is_named(confidential, autojump_clock):
    """The app's callback has the same limit; an object that is called is named by its class."""

    async def hang(old, new):
        await trio.sleep_forever()

    with pytest.raises(AuthError, match=r"on_app_token_refresh \(partial\) had not returned .* of the app"):
        async with confidential.supervisor(
            user_required=False, on_app_token_refresh=functools.partial(hang)
        ) as supervisor:
            await supervisor.access_token(APP)
            await trio.sleep_forever()
