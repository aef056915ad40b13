"""What went wrong with tokens before, in a whole bot or beside other programs."""

from __future__ import annotations

import logging
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial

import httpx
import pytest
import trio
from attrs import evolve
from trio.testing import wait_all_tasks_blocked

from twitchtrio import ChannelChatMessage
from twitchtrio.auth.logins import Mark
from twitchtrio.errors import ConfigurationError, RefreshFailedError, ServiceCrashedError, TokenRevokedError
from twitchtrio.network import Network
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch, open_test_bot
from twitchtrio.tokens import UserToken


class Fragile(MemoryStore):
    """A store that fails as it is told: with every call, or with new pairs alone."""

    def __init__(self):
        super().__init__()
        self.error = None
        self.full = lambda: False

    async def hold(self, names, **terms):
        await self.fail()
        return await super().hold(names, **terms)

    async def read(self, prefix):
        await self.fail()
        return await super().read(prefix)

    async def write(self, name, value, **terms):
        await self.fail()
        if self.full() and value is not None and b'"mark":null' in value:
            await trio.lowlevel.checkpoint()
            raise OSError("no room")
        return await super().write(name, value, **terms)

    async def fail(self):
        if self.error is not None:
            await trio.lowlevel.checkpoint()
            raise self.error


class SlowAnswers(httpx.AsyncBaseTransport):
    """Twitch has judged a token; its answer is 2 s on the way."""

    def __init__(self, inner):
        self.inner = inner
        self.slow = False

    async def handle_async_request(self, request):
        answer = await self.inner.handle_async_request(request)
        if self.slow and request.url.path.endswith("/validate"):
            await trio.sleep(2)
        return answer


@pytest.fixture
async def fake():
    """A fake with three users, in memory."""
    twitch = FakeTwitch()
    for login in ("bot", "streamer", "viewer"):
        twitch.add_user(login)
    async with twitch.open():
        yield twitch


@pytest.mark.parametrize("error", [ConfigurationError("it is locked"), ConnectionError("redis: refused")], ids=repr)
async def test_a_busy_store_ends_no_stream(fake, error, autojump_clock):
    """Where the store fails for a minute, just when token and socket are to be replaced, the stream goes on."""
    store = Fragile()
    async with (
        open_test_bot(fake, "bot", store=store) as bot,
        bot.listen(ChannelChatMessage, "streamer") as messages,
    ):
        fake.say("streamer", "viewer", "before")
        assert "before" == (await messages.receive()).text
        store.error = error
        fake.expire("bot")
        fake.sockets[0].drop()
        await trio.sleep(60)
        store.error = None
        await trio.sleep(180)
        fake.say("streamer", "viewer", "after")
        with trio.fail_after(60):
            assert "after" == (await messages.receive()).text
        assert () == messages.revoked


async def test_a_store_that_raises_whatever_is_no_crash(fake, autojump_clock):
    """Who waits for a token hears that the program's own store failed, and it heals with it."""
    store = Fragile()
    async with open_test_bot(fake, "bot", store=store) as bot:
        store.error = ConnectionError("redis: refused")
        fake.expire("bot")
        with pytest.raises(ConfigurationError, match=r"store .* failed: ConnectionError: redis: refused") as caught:
            await bot.helix.users.get_users(login="viewer")
        assert caught.value.__cause__ is not None
        store.error = None
        await trio.sleep(120)
        assert "viewer" == (await bot.helix.users.get_users(login="viewer"))[0].login


async def test_a_crash_of_the_keepers_is_no_good_end(public, monkeypatch):
    """Who waits for a token when its keeper crashes hears of the crash, not of an end of the block."""
    await public.save()
    heard = []

    async def crash(*args):
        await trio.lowlevel.checkpoint()
        raise ZeroDivisionError

    with pytest.raises(ServiceCrashedError) as caught:
        async with public.supervisor() as supervisor:
            monkeypatch.setattr("twitchtrio.auth._refresh.Refresher.replace", crash)
            with pytest.raises(ServiceCrashedError) as info:
                await supervisor.refresh(supervisor.own)
            heard.append(info.value)
            await trio.sleep_forever()

    causes = [error.__cause__ for error in (caught.value, *heard)]
    assert all(cause is causes[0] for cause in causes)


@pytest.mark.parametrize("moment", ["asked for", "refused"])
async def test_no_check_swallows_a_refresh(fake, moment, autojump_clock):
    """What is asked for, or refused, while the hourly check is under way is replaced all the same."""
    transport = SlowAnswers(fake.network.http)
    network = Network(http=transport, dial=fake.network.dial)
    async with open_test_bot(fake, "bot", network=network) as bot:
        transport.slow = True
        await trio.sleep(3601)
        assert 0 == fake.requests.count("POST", "/oauth2/token")
        if moment == "asked for":
            await bot.tokens.refresh(bot.account)
        else:
            fake.expire("bot")
            await bot.helix.users.get_users(login="viewer")

        assert 1 == fake.requests.count("POST", "/oauth2/token")


@pytest.mark.parametrize("seconds", [1.0, 20.0, 31.0, 600.0])
async def test_a_program_that_blocks_takes_the_answer(seconds, autojump_clock):
    """A pair that Twitch gave while the program blocked is taken: the old one is worth nothing by then."""
    twitch = FakeTwitch(one_time_refresh=True)
    twitch.add_user("bot")
    async with twitch.open(), open_test_bot(twitch, "bot") as bot, trio.open_nursery() as nursery:
        twitch.faults.delay(5, path="/oauth2/token")
        nursery.start_soon(bot.tokens.refresh, bot.account)
        await trio.sleep(1)
        autojump_clock.jump(seconds)
        await trio.sleep(10)

        assert 1 == twitch.requests.count("POST", "/oauth2/token")
        await bot.tokens.refresh(bot.account)


async def test_callbacks_of_two_accounts_do_not_wait_for_each_other(open_bench, autojump_clock):
    """A callback that wants another account's token, which is to be told next, hears that at once; nothing hangs."""
    heard = []

    async def told(old, new):
        if new.login == "bot":
            with pytest.raises(RefreshFailedError, match="in a token callback"):
                await supervisor.access_token(other)
            heard.append(trio.current_time())

    async with open_bench() as bench:
        await bench.save()
        viewer = bench.fake.add_user("viewer")
        await bench.save(viewer)
        async with bench.supervisor(account="bot", on_user_token_refresh=told) as supervisor:
            other = supervisor.account(viewer.id)
            await supervisor.access_token(other)
            await trio.sleep(100)
            # Another program has refreshed it, and its check is under way when the bot's own is told.
            bench.fake.expire(viewer)
            adopted = await bench.save(viewer)
            bench.fake.faults.delay(1.0, path="/oauth2/validate")
            async with trio.open_nursery() as nursery:
                nursery.start_soon(supervisor.renew, other, await supervisor.access_token(other))
                await trio.sleep(0.5)
                began = trio.current_time()
                await supervisor.refresh(supervisor.own)

            assert adopted.token.access_token == await supervisor.access_token(other)
    assert [began] == heard


async def test_callbacks_of_several_bots_do_not_wait_for_each_other(open_bench, autojump_clock):
    """Where callbacks wait for tokens in a circle of bots, the one that would close it hears that at once."""
    supervisors, heard = {}, []

    async def use(me, other):
        began = trio.current_time()
        try:
            await supervisors[other].access_token(supervisors[other].own)
        except RefreshFailedError:
            heard.append((me, trio.current_time() - began))

    def telling(me, other, pause):
        async def told(old, new):
            await trio.sleep(pause)
            await use(me, other)

        return told

    async with AsyncExitStack() as stack:
        benches = []
        for me, other, pause in (("a", "b", 1), ("b", "c", 2), ("c", "a", 3)):
            bench = await stack.enter_async_context(open_bench())
            benches.append(bench)
            await bench.save()
            supervisors[me] = await stack.enter_async_context(
                bench.supervisor(on_user_token_refresh=telling(me, other, pause))
            )
        for bench in benches:
            bench.fake.expire(bench.bot)
        async with trio.open_nursery() as nursery:
            for supervisor in supervisors.values():
                rejected = await supervisor.access_token(supervisor.own)
                nursery.start_soon(supervisor.renew, supervisor.own, rejected)

    assert [("c", 0)] == heard


async def test_what_a_callback_starts_elsewhere_closes_no_circle(open_bench, autojump_clock):
    """A task that waits for another bot's token in a nursery that the callback does not wait for is none of it."""
    order = []

    async def aside():
        await b.renew(b.own, rejected["b"])
        order.append("aside")

    async def told_a(old, new):
        nursery.start_soon(aside)
        await trio.sleep(5)
        order.append("a")

    async def told_b(old, new):
        await trio.sleep(1)
        await a.renew(a.own, rejected["a"])
        order.append("b")

    async with open_bench() as one, open_bench() as two, trio.open_nursery() as nursery:
        await one.save()
        await two.save()
        async with (
            one.supervisor(on_user_token_refresh=told_a) as a,
            two.supervisor(on_user_token_refresh=told_b) as b,
        ):
            rejected = {"a": await a.access_token(a.own), "b": await b.access_token(b.own)}
            async with trio.open_nursery() as both:
                both.start_soon(a.renew, a.own, rejected["a"])
                both.start_soon(b.renew, b.own, rejected["b"])
            await trio.sleep(1)

    assert ["a", "aside", "b"] == sorted(order)


async def test_what_a_callback_left_behind_closes_no_circle(open_bench, autojump_clock):
    """A task that a callback left waiting for another bot's token is none that the next callback waits for."""
    order = []

    async def told_a(old, new):
        if not order:
            nursery.start_soon(b.access_token, b.own)
        await trio.sleep(3)
        order.append("a")

    async def told_b(old, new):
        await trio.sleep(8)
        await a.access_token(a.own)
        order.append("b")

    async with (
        open_bench() as one,
        open_bench() as two,
        trio.open_nursery() as nursery,
    ):
        await one.save()
        await two.save()
        viewer = one.fake.add_user("viewer")
        await one.save(viewer)
        async with (
            one.supervisor(account="bot", on_user_token_refresh=told_a) as a,
            two.supervisor(on_user_token_refresh=told_b) as b,
        ):
            other = a.account(viewer.id)
            rejected = [await a.access_token(other), await a.access_token(a.own), await b.access_token(b.own)]
            two.fake.expire(two.bot)
            nursery.start_soon(b.renew, b.own, rejected[2])  # noqa: ASYNC111  # the bot outlives it here
            await trio.sleep(1)
            one.fake.expire(viewer)
            nursery.start_soon(a.renew, other, rejected[0])  # noqa: ASYNC111  # the bot outlives it here
            await trio.sleep(6)
            one.fake.expire(one.bot)
            await a.renew(a.own, rejected[1])

            await trio.sleep(10)

    assert ["a", "a", "b"] == order


# Losing a login is never silent


@pytest.mark.parametrize("where", ["keeper", "seed"])
async def test_a_pair_that_was_never_stored(public, where, caplog, autojump_clock):
    """Where the store refuses until the end, an ERROR says so and the callback gets the pair, with which it goes on."""
    public.store = store = Fragile()
    kept = []
    seed = public.grant()
    if where == "keeper":
        await public.save(token=seed)
    public.fake.expire(public.bot)
    store.full = lambda: public.refreshes > 0

    with pytest.raises(ConfigurationError, match="no room"):
        async with public.supervisor(
            token=seed if where == "seed" else None, on_user_token_refresh=lambda old, new: kept.append((old, new))
        ):
            pass

    ((old, new),) = kept
    assert seed.access_token == old.access_token
    (error,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "the login is lost with this program unless its on_user_token_refresh keeps the token" in error.message
    public.store = MemoryStore()
    async with public.supervisor(token=new) as supervisor:
        assert "bot" == supervisor.own.login
    assert 1 == public.refreshes


async def test_a_login_that_was_removed_is_not_missed(public, caplog, autojump_clock):
    """A pair whose login was removed meanwhile is dropped without a word."""
    public.store = store = Fragile()
    await public.save()

    async with public.supervisor() as supervisor:
        store.full = lambda: True
        with pytest.raises(ConfigurationError, match="no room"):
            await supervisor.refresh(supervisor.own)
        await public.remove()
        store.full = lambda: False

    assert await public.load() is None
    assert [] == [record for record in caplog.records if record.levelno >= logging.ERROR]


# The marks of others


async def stopped(bench, *, age):
    """Another program is stopped between Twitch's answer and the store; gives how it goes on."""
    login = await bench.load()
    others = bench.logins("A")
    marked = await others.begin(login)
    at = marked.mark.at - timedelta(seconds=age)
    marked = await others._write(evolve(marked, mark=Mark(owner="A", at=at, since=at)), expected=marked.version)
    async with bench.oauth() as oauth:
        new = await oauth.refresh(login.token)
    bench.fake.expire(login.token.access_token.reveal())

    async def go_on():
        return await others.swap(marked, new)

    return go_on


async def goes_on(go_on, *, after):
    """Let the other program go on after so many seconds."""
    await trio.sleep(after)
    assert await go_on() is not None


@pytest.mark.parametrize("after", [1, 60, 100])
async def test_what_a_stopped_program_stores_is_waited_for(public, nursery, after, autojump_clock):
    """While another program may still store what it got, the login is not called lost."""
    await public.save()

    async with public.supervisor() as supervisor:
        nursery.start_soon(partial(goes_on, await stopped(public, age=10), after=after))
        token = await supervisor.renew(supervisor.own, await supervisor.access_token(supervisor.own))

    assert token == (await public.load()).token.access_token
    assert public.fake.accounts.access(token.reveal()) is not None
    assert after <= trio.current_time() <= after + 3


@pytest.mark.parametrize("after", [1, 60, 100])
async def test_what_a_stopped_program_stores_is_waited_for_at_the_start(public, nursery, after, autojump_clock):
    """The same where a bot is only being opened."""
    await public.save()
    nursery.start_soon(partial(goes_on, await stopped(public, age=10), after=after))

    async with public.supervisor() as supervisor:
        token = await supervisor.access_token(supervisor.own)

    assert token == (await public.load()).token.access_token
    assert after <= trio.current_time() <= after + 3


@pytest.mark.parametrize("age", [0, 90, 119, 121, 86400])
async def test_a_program_that_was_stopped_is_not_waited_for_without_end(public, age, autojump_clock):
    """Two minutes after it began, the login is called lost, and no sooner; a pair that comes later heals it."""
    await public.save()

    async with public.supervisor() as supervisor:
        go_on = await stopped(public, age=age)
        began = trio.current_time()
        with pytest.raises(TokenRevokedError, match="its answer was never stored"):
            await supervisor.renew(supervisor.own, await supervisor.access_token(supervisor.own))
        assert max(120 - age, 0) == pytest.approx(trio.current_time() - began, abs=1)
        await go_on()
        await trio.sleep(31)
        assert (await public.load()).token.access_token == await supervisor.access_token(supervisor.own)


async def test_a_lost_answer_of_ones_own_does_not_hide_the_other(public, nursery, autojump_clock):
    """Where one's own mark has taken the place of another's, the other is waited for all the same."""
    await public.save()

    async with public.supervisor() as supervisor:
        nursery.start_soon(partial(goes_on, await stopped(public, age=10), after=60))
        public.fake.faults.drop(path="/oauth2/token")
        token = await supervisor.renew(supervisor.own, await supervisor.access_token(supervisor.own))

    assert token == (await public.load()).token.access_token


async def test_a_lost_login_with_a_mark_of_ones_own_is_not_tried_again(public, autojump_clock):
    """It stays lost, and Twitch is left alone, until the store holds another pair."""
    await public.save()
    public.fake.faults.drop(path="/oauth2/token", after_handling=True)

    async with public.supervisor() as supervisor:
        with pytest.raises(TokenRevokedError):
            await supervisor.renew(supervisor.own, await supervisor.access_token(supervisor.own))
        asked, mark = len(public.fake.requests), (await public.load()).mark
        assert mark is not None
        for _ in range(20):
            await trio.sleep(31)
            with pytest.raises(TokenRevokedError):
                await supervisor.access_token(supervisor.own)
        assert asked == len(public.fake.requests)
        assert mark == (await public.load()).mark


async def test_a_store_whose_file_was_replaced(public, autojump_clock):
    """A store that begins anew counts its versions anew; a login that is put into it is taken over all the same."""
    await public.save()

    async with public.supervisor() as supervisor:
        for _ in range(3):
            await supervisor.refresh(supervisor.own)
            await trio.sleep(120)
        public.store.__dict__.update(MemoryStore().__dict__)
        login = await public.save()
        await trio.sleep(31)
        assert login.token.access_token == await supervisor.access_token(supervisor.own)


async def test_a_token_that_cannot_be_refreshed_is_left_as_it_is(public):
    """Asking for a refresh of a good token that came without a refresh token is an error, and no loss."""
    token = public.fake.accounts.implicit_token("app", public.bot, ("user:read:chat",))
    await public.save(token=UserToken(access_token=token.value))

    async with public.supervisor() as supervisor:
        with pytest.raises(ConfigurationError, match="cannot be refreshed; sign in again"):
            await supervisor.refresh(supervisor.own)
        await wait_all_tasks_blocked()
        assert token.value == (await supervisor.access_token(supervisor.own)).reveal()


@pytest.mark.parametrize("apart", [0, 0.5, 2.5])
@pytest.mark.parametrize("slow", [1, 2, 4])
@pytest.mark.parametrize("expired", [False, True], ids=["good", "expired"])
async def test_two_programs_that_start_with_one_seed(public, apart, slow, expired, autojump_clock):
    """Both come up with one login, whoever is first and by how much; an expired seed is replaced once."""
    seed = public.grant()
    if expired:
        public.fake.expire(public.bot)
    public.fake.faults.delay(slow, path="/oauth2/validate")
    public.fake.faults.delay(1, path="/oauth2/validate", times=20)
    public.fake.faults.delay(1, path="/oauth2/token", times=20)
    tokens = []

    async def start(after):
        await trio.sleep(after)
        async with public.supervisor(token=seed) as supervisor:
            tokens.append(await supervisor.access_token(supervisor.own))
            await trio.sleep(60)
            tokens.append(await supervisor.access_token(supervisor.own))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(start, 0)
        nursery.start_soon(start, apart)

    assert {(await public.load()).token.access_token} == set(tokens[-2:])
    assert public.fake.accounts.access(tokens[-1].reveal()) is not None
    assert expired == public.fake.requests.count("POST", "/oauth2/token", 200)
    assert 1 == len(await public.store.read(""))
