"""The bot: how it opens, and the ten ways in which its block ends."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import pytest
import trio
import trio.testing
from trio.testing import MockClock

from twitchtrio import Bot, UserToken, open_bot
from twitchtrio.errors import (
    ConfigurationError,
    LoginRequiredError,
    MissingScopeError,
    NetworkError,
    ServiceCrashedError,
)
from twitchtrio.eventsub import ChannelChatMessage
from twitchtrio.helix import NamedChatColor
from twitchtrio.network import Network
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.bot import open_test_bot


@contextmanager
def nothing_left_running() -> Iterator[None]:
    """Inside, tasks may come; none of them may stay."""

    def tasks() -> int:
        return trio.lowlevel.current_statistics().tasks_living

    before = tasks()
    try:
        yield
    finally:
        assert tasks() == before


@asynccontextmanager
async def listening_bot(twitch: FakeTwitch, **options: Any) -> AsyncIterator[Bot]:
    """A bot with everything running: a socket, a stream, tokens."""
    async with open_test_bot(twitch, "bot", **options) as bot, bot.listen(ChannelChatMessage, "streamer"):
        yield bot


class Goodbyes:
    """A body whose last words need the bot's services."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self.said = False

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, *_: object) -> None:
        with trio.move_on_after(5, shield=True):
            await self._bot.send("streamer", "bye")
            self.said = True


async def test_clean_exit(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """The block ends, nothing runs, and Twitch has been told goodbye."""
    with nothing_left_running():
        async with listening_bot(fake_twitch) as bot:
            assert bot.account.login == bot.user.login == "bot"
            assert repr(bot) == "<Bot 'bot', events ready>"

    [record] = fake_twitch.read_log()
    assert record.closed_at is not None
    assert fake_twitch.sockets == []


async def test_body_error(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """The very exception of the body comes out, after its last words."""
    error = ValueError("mine")
    goodbyes: Goodbyes | None = None
    with nothing_left_running(), pytest.raises(ValueError, match="mine") as info:
        async with listening_bot(fake_twitch) as bot:
            goodbyes = Goodbyes(bot)
            async with goodbyes:
                raise error

    assert info.value is error
    assert goodbyes is not None
    assert goodbyes.said


async def test_body_group(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A group of the body's own comes out as that very group."""
    error = ExceptionGroup("mine", [ValueError(), KeyError()])
    with nothing_left_running(), pytest.raises(ExceptionGroup) as info:  # noqa: ASYNC401  # it is compared itself
        async with listening_bot(fake_twitch):
            raise error

    assert info.value is error


async def test_timeout_inside(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """`TooSlowError` of the body can be caught outside, as itself."""
    with nothing_left_running(), pytest.raises(trio.TooSlowError):
        async with listening_bot(fake_twitch):
            with trio.fail_after(1):
                await trio.sleep_forever()


async def test_cancelled_from_outside(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A timeout around the block ends it; the body's last words still go out."""
    goodbyes: Goodbyes | None = None
    with nothing_left_running(), trio.move_on_after(60) as scope:
        async with listening_bot(fake_twitch) as bot:
            goodbyes = Goodbyes(bot)
            async with goodbyes:
                await trio.sleep_forever()

    assert scope.cancelled_caught
    assert goodbyes is not None
    assert goodbyes.said


@contextmanager
def crash(bot: Bot) -> Iterator[None]:
    """Make a service of the bot's fail when it next looks at its deadline."""

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    [lines] = bot.eventsub._lines.values()
    [line] = lines.all
    line.reconciler.revoked = broken  # type: ignore[method-assign]  # a bug cannot be ordered otherwise
    yield


async def test_service_crash(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A bug of ours ends the body, as itself, with its cause."""
    with nothing_left_running(), pytest.raises(ServiceCrashedError) as info:
        async with listening_bot(fake_twitch) as bot:
            with crash(bot):
                fake_twitch.revoke_subscription(bot.eventsub.subscriptions[0].id, "user_removed")
                await trio.sleep_forever()

    assert info.value.service == "eventsub"
    assert pytest.RaisesGroup(RuntimeError, flatten_subgroups=True).matches(info.value.__cause__)


async def _listens(bot: Bot) -> None:
    async with bot.listen(ChannelChatMessage, "streamer") as messages:
        async for _ in messages:
            pass


async def _listens_anew(bot: Bot) -> None:
    while True:
        async with bot.listen(ChannelChatMessage, "viewer"):
            await trio.sleep(0.1)


async def _waits_for(bot: Bot) -> None:
    await bot.wait_for(ChannelChatMessage, "streamer")


async def _watches_health(bot: Bot) -> None:
    async with bot.eventsub.watch_health() as changes:
        async for _ in changes:
            pass


async def _watches_misfits(bot: Bot) -> None:
    async with bot.helix.misfits() as misfits:
        async for _ in misfits:
            pass


@pytest.mark.parametrize("waits", [_listens, _listens_anew, _waits_for, _watches_health, _watches_misfits])
async def test_crash_of_another_service(
    waits: Callable[[Bot], Awaitable[None]], fake_twitch: FakeTwitch, autojump_clock: MockClock
) -> None:
    """A crash of what keeps the tokens is no good end of the events, also to who waits outside of the block."""

    async def broken() -> None:
        await trio.lowlevel.checkpoint()
        raise RuntimeError("a bug")

    async def wait(bot: Bot) -> None:
        with pytest.raises(ServiceCrashedError, match="token supervisor"):
            await waits(bot)

    async with trio.open_nursery() as outside:
        with pytest.raises(ServiceCrashedError, match="token supervisor"):
            async with open_test_bot(fake_twitch, "bot") as bot:
                outside.start_soon(wait, bot)  # noqa: ASYNC111  # it sees the end of the bot
                await trio.sleep(5)
                bot.tokens._look_up = broken  # type: ignore[method-assign]  # a bug cannot be ordered otherwise
                await trio.sleep_forever()


async def test_service_crash_and_body_error(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Of both, the body's error comes out, with a note on the crash."""
    with nothing_left_running(), pytest.raises(ValueError, match="mine") as info:
        async with listening_bot(fake_twitch) as bot:
            with crash(bot):
                fake_twitch.revoke_subscription(bot.eventsub.subscriptions[0].id, "user_removed")
                try:
                    await trio.sleep_forever()
                finally:
                    raise ValueError("mine")

    assert "'eventsub'" in "".join(info.value.__notes__)


async def test_cancelled_while_opening(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Opening can be called off, wherever it waits."""
    fake_twitch.faults.delay(100.0, times=5)
    with nothing_left_running(), trio.move_on_after(10) as scope:
        async with listening_bot(fake_twitch):
            pytest.fail("it was to be called off")

    assert scope.cancelled_caught


async def test_error_while_opening(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """What goes wrong while opening comes out as itself."""
    with nothing_left_running(), pytest.raises(LoginRequiredError, match="twitchtrio login"):
        async with listening_bot(fake_twitch, token=None):
            pytest.fail("nobody has signed in")


@pytest.mark.skipif(not hasattr(signal, "raise_signal"), reason="there is no way to press Ctrl-C")
def test_ctrl_c() -> None:
    """Ctrl-C comes out as itself, from wherever it strikes, and nothing is left running."""
    twitch = FakeTwitch()
    for login in ("bot", "streamer"):
        twitch.add_user(login)
    ended: list[str] = []

    async def main() -> None:
        async with twitch.open():
            with nothing_left_running():
                async with listening_bot(twitch):
                    try:
                        signal.raise_signal(signal.SIGINT)
                        await trio.sleep_forever()
                    finally:
                        ended.append("body")

    with pytest.raises(KeyboardInterrupt):
        trio.run(main, clock=MockClock(autojump_threshold=0))

    assert ended == ["body"]


async def test_tasks(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """The block waits for the user's tasks, and their error comes out as itself."""
    done: list[str] = []

    async def work(name: str) -> None:
        await trio.sleep(5)
        done.append(name)

    async def fail() -> None:  # noqa: ASYNC124  # a task is async
        raise ValueError("mine")

    async with open_test_bot(fake_twitch, "bot") as bot:
        bot.start_soon(work, "a")
        bot.start_soon(work, "b")
    assert sorted(done) == ["a", "b"]

    with nothing_left_running(), pytest.raises(ValueError, match="mine"):
        async with listening_bot(fake_twitch) as bot:
            bot.start_soon(fail)
            await trio.sleep_forever()


async def test_after_the_block(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Streams have ended, and nothing new can be had."""
    async with open_test_bot(fake_twitch, "bot") as bot:
        pass
    with pytest.raises(ConfigurationError, match="has ended"):
        async with bot.listen(ChannelChatMessage, "streamer"):
            pytest.fail("it has ended")


async def test_refresh_is_told_before_it_is_used(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """The callback gets the old and the new token; the call that waited goes on with the new one."""
    told: list[tuple[UserToken, UserToken]] = []

    async def tell(old: UserToken, new: UserToken) -> None:
        await trio.sleep(1)
        told.append((old, new))

    async with open_test_bot(fake_twitch, "bot", on_user_token_refresh=tell) as bot, bot.token_refreshes() as refreshes:
        fake_twitch.expire("bot")
        await bot.helix.acting_as(bot.account).users.get_users()
        [(old, new)] = told
        seen = await refreshes.receive()

    assert old.access_token != new.access_token
    assert (seen.old, seen.new, seen.account) == (old, new, bot.account)


@pytest.mark.parametrize("to", ["viewer", "streamer"])
@pytest.mark.parametrize("how", ["listen", "add"])
async def test_a_callback_listens(how: str, to: str, fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A token callback may subscribe to more, with the new token, before anybody else may use it."""
    done: list[float] = []

    async def tell(old: UserToken, new: UserToken) -> None:
        if how == "add":
            await messages.add(to)
        else:
            async with bot.listen(ChannelChatMessage, to):
                pass
        done.append(trio.current_time())

    async with (
        open_test_bot(fake_twitch, "bot", on_user_token_refresh=tell) as bot,
        bot.listen(ChannelChatMessage, "streamer") as messages,
    ):
        fake_twitch.expire("bot")
        before = trio.current_time()
        # What the callback waits for may be waiting for the callback.
        fake_twitch.sockets[-1].drop()
        await bot.helix.acting_as(bot.account).users.get_users()

    assert done[0] - before < 5


async def test_callback_error_ends_the_bot(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A callback that raises ends the bot with that very error."""
    error = ValueError("mine")

    def tell(old: UserToken, new: UserToken) -> None:
        raise error

    with nothing_left_running(), pytest.raises(ValueError, match="mine") as info:
        async with listening_bot(fake_twitch, on_user_token_refresh=tell) as bot:
            fake_twitch.expire("bot")
            await bot.helix.acting_as(bot.account).users.get_users()

    assert info.value is error


async def test_whisper(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """The bot whispers to a user, by a login or whatever has the user's id."""
    async with open_test_bot(fake_twitch, "bot", scopes=["user:manage:whispers"]) as bot:
        await bot.whisper("viewer", "Hello")
        await bot.whisper(await bot.channel("streamer"), "Hello too")

    assert [("bot", "viewer", "Hello"), ("bot", "streamer", "Hello too")] == [
        (each.sender.login, each.recipient.login, each.text) for each in fake_twitch.whispers
    ]


async def test_color(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """The bot chooses the color of its name."""
    async with open_test_bot(fake_twitch, "bot", scopes=["user:manage:chat_color"]) as bot:
        for color in (NamedChatColor.HOT_PINK, "#9146FF"):
            await bot.set_color(color)
            assert {NamedChatColor.HOT_PINK: "#FF69B4"}.get(color, color) == fake_twitch.user("bot").color


@pytest.mark.parametrize(
    ("scope", "verb"),
    [
        ("user:manage:whispers", lambda bot: bot.whisper("viewer", "Hello")),
        ("user:manage:chat_color", lambda bot: bot.set_color("blue")),
        ("user:read:moderated_channels", lambda bot: bot.moderated_channels()),
    ],
)
async def test_scope(
    scope: str, verb: Callable[[Bot], Awaitable[object]], *, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """What the bot has not granted is named."""
    with pytest.raises(MissingScopeError) as caught:
        await verb(twitch_bot)

    assert (scope,) == caught.value.scopes


async def test_no_network(autojump_clock: MockClock) -> None:
    """Where nothing answers, opening says so after some attempts."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    network = Network(http=httpx.MockTransport(refuse))
    token = UserToken(access_token="access", refresh_token="refresh")
    with pytest.raises(NetworkError, match="check the network") as info:
        async with open_bot("client", token=token, store=MemoryStore(), network=network):
            pytest.fail("there is no network")

    assert info.value.attempts > 1
