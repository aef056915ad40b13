"""What newcomers do, and what they get for it."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import trio
from trio.testing import MockClock

import tests.newcomers.names
import tests.newcomers.outside
import tests.newcomers.python
import tests.newcomers.running
import tests.newcomers.signing_in  # noqa: F401 - each adds its mistakes to the list
from tests.newcomers.town import CHAT, MISTAKES, Clock, Mistake, Town
from twitchtrio import Bot, ChannelChatMessage, StreamOnline, UserToken, device_login
from twitchtrio.stores import SQLiteStore
from twitchtrio.testing import FakeTwitch


@pytest.fixture
def town(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A public app and three users, one of them a bot."""
    return Town(FakeTwitch("my-client-id"), tmp_path, monkeypatch)


def by_clock(clock: Clock) -> list[Mistake]:
    """The mistakes that are made by this clock."""
    return [each for each in MISTAKES if each.clock == clock]


@contextmanager
def told(mistake: Mistake) -> Iterator[None]:
    """The block makes a mistake and hears what the list says."""
    with pytest.raises(mistake.error) as caught:
        yield
    assert mistake.error is type(caught.value)
    assert [] == [words for words in mistake.telling if words not in str(caught.value)], str(caught.value)


@pytest.fixture
def patient_clock() -> MockClock:
    """A clock that jumps only once the kernel has had its time, too."""
    return MockClock(autojump_threshold=0.05)


@pytest.mark.parametrize("mistake", by_clock("autojump"), ids=str)
async def test_mistake(mistake: Mistake, town: Town, autojump_clock: object) -> None:
    """It gets its error, which says what to do, and nothing hangs."""
    async with town.fake.open():
        with told(mistake), trio.fail_after(86400):
            await mistake.deed(town)


@pytest.mark.parametrize("mistake", by_clock("patient"), ids=str)
async def test_mistake_over_sockets(mistake: Mistake, town: Town, patient_clock: object) -> None:
    """The same, where sockets are at work."""
    async with town.fake.open():
        with told(mistake), trio.fail_after(86400):
            await mistake.deed(town)


@pytest.mark.parametrize("mistake", by_clock("real"), ids=str)
async def test_mistake_in_threads(mistake: Mistake, town: Town) -> None:
    """The same, where threads are at work."""
    async with town.fake.open():
        with told(mistake), trio.fail_after(10):
            await mistake.deed(town)


# What is no mistake.


async def test_callback_that_calls_helix(town: Town, autojump_clock: object) -> None:
    """A refresh callback can call Helix, with the new token."""
    running: list[Bot] = []
    logins: list[str] = []

    async def refreshed(_old: UserToken, _new: UserToken) -> None:
        (user,) = await running[0].helix.users.get_users(login="viewer")
        logins.append(user.login)

    async with town.fake.open(), town.bot(on_user_token_refresh=refreshed) as bot:
        running.append(bot)
        await bot.tokens.refresh(bot.account)

    assert ["viewer"] == logins


async def test_text_of_5000_characters(town: Town, autojump_clock: object) -> None:
    """A long text is sent in parts, none lost."""
    text = " ".join(f"{number:04}" for number in range(1000))

    async with town.fake.open(), town.bot() as bot:
        sent = await bot.send("somechannel", text)

    assert 10 == len(sent)
    assert text == " ".join(message.text for message in town.fake.messages)


async def test_the_same_text_twice(town: Town, autojump_clock: object) -> None:
    """A text that was said a moment ago is shown again."""
    async with town.fake.open(), town.bot() as bot:
        for _ in range(3):
            await bot.send("somechannel", "Hello")

    assert ["Hello"] * 3 == [message.text.rstrip(" \u034f") for message in town.fake.messages]


async def test_listening_twice(town: Town, autojump_clock: object) -> None:
    """Two streams of the same share a subscription, and each gets every event."""
    async with (
        town.fake.open(),
        town.bot() as bot,
        bot.listen(ChannelChatMessage, "somechannel") as one,
        bot.listen(ChannelChatMessage, "SomeChannel", "somechannel") as other,
    ):
        town.fake.say("somechannel", "viewer", "Hello")

        assert ["Hello", "Hello"] == [(await stream.receive()).text for stream in (one, other)]
        assert 1 == len(bot.eventsub.subscriptions)
        with trio.move_on_after(60) as nothing_more:
            await other.receive()
        assert nothing_more.cancelled_caught


async def test_two_bots_on_one_account(town: Town, tmp_path: pathlib.Path) -> None:
    """Two bots of one account on one store: one refreshes, the other adopts, and both go on."""
    async with (
        town.fake.open(),
        town.bot(store=SQLiteStore(tmp_path / "tokens.sqlite3")) as one,
        town.opened(store=tmp_path / "tokens.sqlite3") as other,
    ):
        before = town.fake.requests.count("POST", "/oauth2/token")
        town.fake.expire("mybot")
        for bot in (one, other):
            await bot.helix.users.get_users(login="viewer")

        assert 1 == town.fake.requests.count("POST", "/oauth2/token") - before


async def test_two_bots_listen(town: Town, autojump_clock: object) -> None:
    """Two bots of one account listen over sockets of their own."""
    async with (
        town.fake.open(),
        town.bot() as one,
        town.bot() as other,
        one.listen(ChannelChatMessage, "somechannel") as heard_by_one,
        other.listen(StreamOnline, "somechannel") as heard_by_other,
    ):
        await one.send("somechannel", "Hello")
        town.fake.go_live("somechannel")

        assert "Hello" == (await heard_by_one.receive()).text
        assert "live" == (await heard_by_other.receive()).type
        assert 2 == len(town.fake.sockets)


@pytest.mark.parametrize("hours", [-1, 1])
async def test_clock_that_is_an_hour_off(
    hours: int, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, autojump_clock: object
) -> None:
    """Rate limit and expiry go by Trio's clock and Twitch's own times, not by this machine's."""
    fake = FakeTwitch("my-client-id", points_per_minute=5)
    fake.clock.epoch = datetime.now(UTC) + timedelta(hours=hours)
    town = Town(fake, tmp_path, monkeypatch)

    async with fake.open(), town.bot() as bot:
        began = trio.current_time()
        for _ in range(10):
            await bot.helix.users.get_users(login="viewer")
        assert 30 < trio.current_time() - began < 130
        await trio.sleep(3 * 3600)
        assert 0 == fake.requests.count("POST", "/oauth2/token")
        await trio.sleep(3600)
        await bot.helix.users.get_users(login="viewer")
        assert 1 == fake.requests.count("POST", "/oauth2/token")

    assert [] == fake.requests.matching(status=401)


async def test_scopes_as_one_text(town: Town, autojump_clock: object) -> None:
    """Scopes may be given as Twitch writes them, in one text."""
    town.fake.auto_consent = "mybot"

    async with town.fake.open(), town.opened(login=device_login(print, scopes=" ".join(CHAT))) as bot:
        assert set(CHAT) == bot.account.scopes


async def test_calls_from_another_thread(town: Town) -> None:
    """A thread of Trio's calls the bot through `trio.from_thread`."""
    async with town.fake.open(), town.bot() as bot:
        sent = await trio.to_thread.run_sync(trio.from_thread.run, bot.send, "somechannel", "Hello")

    assert [message.message_id for message in town.fake.messages] == [each.message_id for each in sent]
