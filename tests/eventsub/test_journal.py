"""The journal: what Twitch sends, written while a block lasts, read, and replayed into another fake."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from tests.eventsub.support import a_buffer, at, misfit, notification
from tests.secrecy import Secrecy
from tests.steps import Countdown
from twitchtrio import (
    Bot,
    ChannelChatMessage,
    ChannelFollow,
    ChannelRaid,
    Gap,
    StreamOffline,
    StreamOnline,
    UnknownEvent,
)
from twitchtrio._json import encode
from twitchtrio.errors import ConfigurationError, DecodeError, SubscriptionRevokedError
from twitchtrio.eventsub import (
    JournalItem,
    Misfit,
    Notification,
    Unrecorded,
    decode_message,
    journal,
    read_journal,
)
from twitchtrio.eventsub.envelope import Pending, decode_envelope, pendings_in
from twitchtrio.eventsub.hub import Hub
from twitchtrio.eventsub.journal import open_journal
from twitchtrio.testing import FakeTwitch, Replayed, open_test_bot

SCOPES = ("user:read:chat", "user:write:chat", "moderator:read:followers")
KINDS = (ChannelChatMessage, ChannelFollow, StreamOnline, StreamOffline)
ONLINE = StreamOnline.where(broadcaster_user_id="1")
NOBODYS = {"type": "stream.online", "version": "1", "condition": {"broadcaster_user_id": "x"}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal is kept."""
    return tmp_path / "journal.jsonl"


def text_of(path: Path) -> str:
    """All that is in a file."""
    return path.read_text(encoding="utf-8")


def lines(path: Path) -> list[bytes]:
    """The lines of a file, of which the last one has an end too."""
    *whole, rest = path.read_bytes().split(b"\n")
    assert b"" == rest
    return whole


def cut(path: Path, count: int) -> None:
    """Take some bytes off its end."""
    os.truncate(path, path.stat().st_size - count)


def kinds(path: Path) -> list[str]:
    """What the lines are; each is an object, whole."""
    return [json.loads(line)["kind"] for line in lines(path)]


def items(path: Path) -> list[JournalItem]:
    """All of a journal."""
    return list(read_journal(path))


def ids(path: Path) -> list[str]:
    """The streams' ids in the notifications of a journal, as `notification` makes them."""
    events = [each.event for each in items(path) if isinstance(each, Notification)]
    return [event.id for event in events if isinstance(event, StreamOnline)]


# A whole hour.


async def listen_all(bot: Bot, told: list[Any], *, task_status: trio.TaskStatus[None]) -> None:
    """Note every event of one stream of several kinds."""
    async with bot.listen(KINDS, "streamer") as events:
        task_status.started()
        async for event in events:
            told += [event]


async def listen_raids(bot: Bot, told: list[Any], *, task_status: trio.TaskStatus[None]) -> None:
    """Note raids until they are revoked."""
    try:
        async with bot.listen(ChannelRaid.into, "streamer") as raids:
            task_status.started()
            async for raid in raids:
                told += [raid]
    except SubscriptionRevokedError as exc:
        told.append(exc.reason)


async def happen(fake: FakeTwitch) -> None:
    """An hour on Twitch."""
    for minute in range(60):
        fake.say("streamer", "viewer", f"It is {minute} past \u2028 \U0001f600 {'x' * 400}")
        await trio.sleep(20)
        match minute % 12:
            case 3:
                fake.go_live("streamer")
                fake.follow("viewer", "streamer")
            case 5:
                fake.raid("viewer", "streamer", minute)
            case 7:
                fake.go_offline("streamer")
            case 9:
                for socket in fake.sockets:
                    socket.drop()
                await trio.sleep(5)
                fake.expire("bot")
        if minute == 40:
            raids = [each for each in fake.eventsub.enabled() if each.type == "channel.raid"]
            fake.revoke_subscription(raids[0].id, "version_removed")
        await trio.sleep(40)


@asynccontextmanager
async def noted(
    fake: FakeTwitch, user: str, told: tuple[list[Any], list[Any]], path: Path | None = None
) -> AsyncGenerator[Bot, None]:
    """A bot that notes what it hears, and keeps a journal of it if it is told where."""
    async with fake.open(), open_test_bot(fake, user, scopes=SCOPES) as bot, trio.open_nursery() as nursery:
        await nursery.start(listen_all, bot, told[0])
        await nursery.start(listen_raids, bot, told[1])
        if path is None:
            yield bot
        else:
            # Another stream of the same is no reason to write twice.
            async with bot.eventsub.journal(path), bot.listen(StreamOnline, "streamer"):
                yield bot
        nursery.cancel_scope.cancel()


async def test_hour(path: Path, secrecy: Secrecy, autojump_clock: MockClock) -> None:
    """Replayed, an hour with lost connections and a revocation gives the same events; no secret is in its journal."""
    fake = FakeTwitch(client_secret="a-secret-of-the-app", token_lifetime=1000.0)
    for login in ("bot", "streamer", "viewer"):
        fake.add_user(login, id=f"77{len(login)}")
    fake.add_moderator("streamer", "bot")
    first: tuple[list[Any], list[Any]] = ([], [])
    async with noted(fake, "bot", first, path):
        await happen(fake)
    again = FakeTwitch()
    # It listens as somebody else.
    again.add_user("other")
    added = again.add_recorded(path)
    again.add_moderator("streamer", "other")
    second: tuple[list[Any], list[Any]] = ([], [])
    async with noted(again, "other", second):
        began = trio.current_time()
        replayed = await again.replay(path, speed=60)
        took = trio.current_time() - began
        await trio.sleep(1)

    assert 70 < len(first[0])
    assert first == second
    assert ([5, 17, 29, "version_removed"], 5) == ([getattr(each, "viewers", each) for each in first[1]], 5)
    written = kinds(path)
    assert {"message": len(first[0]) + 4, "gap": 5} == {kind: written.count(kind) for kind in set(written)}
    assert Replayed(sent=len(first[0]) + 4, unheard=0) == replayed
    assert 58 < took < 61
    assert {"streamer", "viewer"} == {user.login for user in added}

    text = text_of(path)
    sessions = {record.session_id for record in fake.read_log()}
    secrets = secrecy._secrets | sessions | {"a-secret-of-the-app", "127.0.0.1", "http:", "ws:", "session"}
    assert 6 == len(sessions)
    assert 20 < len(secrets)
    assert [] == [secret for secret in secrets if secret in text]


# What is written.


@asynccontextmanager
async def kept(path: Path, *streams: str) -> AsyncGenerator[Hub, None]:
    """A hub with a journal, and a stream for each subscription."""
    hub = Hub()
    for number, subscription in enumerate(streams or ("sub-1",)):
        hub.bind(subscription, ONLINE, [a_buffer() for _ in range(number + 1)])
    async with open_journal(hub, path):
        yield hub


async def test_lines(path: Path, autojump_clock: MockClock) -> None:
    """A line is Twitch's message, each once, and decodes as that; what is nobody's, or nobody's any more, is none."""
    pending = notification("one")
    async with kept(path, "sub-1", "sub-2") as hub:
        hub.bind("sub-3", ONLINE, [])
        hub.post(pending)
        await trio.sleep(2)
        assert [] == hub.journals[0]._waiting
        for number in (2, 3, 4):
            hub.post(notification("more", subscription_id=f"sub-{number}"))
    hub.post(notification("after"))

    assert ["one", "more"] == ids(path)
    line = lines(path)[0]
    assert pending.notification().raw == decode_message(line).raw  # type: ignore[union-attr]
    assert pending.notification().event == decode_message(line).event  # type: ignore[union-attr]
    assert {"method": "websocket"} == json.loads(line)["payload"]["subscription"]["transport"]
    assert () == hub.journals


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_mode(path: Path) -> None:
    """A new file is for its user alone."""
    journal._opened(path).close()
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


async def test_only_what_is_known(path: Path, autojump_clock: MockClock) -> None:
    """Whatever else a message has is left out, and a layout on several lines too; its event is as it was."""
    message = json.loads(notification("one").frame)
    message["metadata"]["session"] = message["secret"] = "hush-1"
    message["payload"]["session"] = {"reconnect_url": "hush-2"}
    message["payload"]["subscription"]["transport"] |= {"callback": "hush-3", "secret": "hush-4"}
    message["payload"]["subscription"]["secret"] = "hush-5"
    message["payload"]["event"]["new"] = ["of Twitch's"]
    text = json.dumps(message, indent=2)
    async with kept(path) as hub:
        hub.post(Pending(decode_envelope(text), text))

    (line,) = lines(path)
    assert b"hush" not in line
    assert message["payload"]["event"] == json.loads(line)["payload"]["event"]


async def test_odd_transport(path: Path, autojump_clock: MockClock) -> None:
    """Not even in the place of the method of a transport is anything written but a text."""
    message = json.loads(notification("one").frame)
    message["payload"]["subscription"]["transport"]["method"] = {"session_id": "hush"}
    text = json.dumps(message)
    async with kept(path) as hub:
        hub.post(Pending(decode_envelope(text), text))

    (line,) = lines(path)
    assert b"hush" not in line


async def test_odd_replayed(path: Path, autojump_clock: MockClock) -> None:
    """Odd messages, which a journal has as they came, keep no other from being replayed."""
    async with kept(path) as hub:
        hub.post(notification("one"))
        for condition, event in (
            ({"broadcaster_user_id": "1", "x": None}, '{"n":1e999}'),
            ({"x": 5}, "{}"),
            ([], '{"n":1}'),
        ):
            message = json.loads(notification("one").frame)
            message["payload"]["subscription"]["condition"] = condition
            text = json.dumps(message | {"payload": message["payload"] | {"event": 7}}).replace(
                '"event": 7', f'"event": {event}'
            )
            hub.post(Pending(decode_envelope(text), text))

    assert 4 == len(items(path))
    assert Replayed(sent=0, unheard=2) == await FakeTwitch().replay(path)


async def test_odd(path: Path, autojump_clock: MockClock) -> None:
    """What cannot be read is written as well, and is a misfit again; several events in a message are a line each."""
    several = json.loads(notification("one").frame)
    event = several["payload"].pop("event")
    several["payload"]["events"] = [event, event | {"id": "two"}]
    text = encode(several)
    async with kept(path) as hub:
        hub.post(misfit())
        for pending in pendings_in(decode_envelope(text), text):
            hub.post(pending)

    unreadable, one, two = items(path)
    assert isinstance(unreadable, Misfit)
    assert "stream.online" == unreadable.type
    assert ["one", "two"] == [each.event.id for each in (one, two)]  # type: ignore[union-attr]


async def test_gaps(path: Path, autojump_clock: MockClock) -> None:
    """A gap that several streams are told is one line, with all subscriptions that it concerns."""
    unknown = UnknownEvent.where("channel.brand_new", "1", {"broadcaster_user_id": "1"})
    async with kept(path) as hub:
        hub.keep(Gap(start=at(1), end=at(2), subscriptions=(ONLINE,), channels=("streamer",)))
        hub.keep(Gap(start=at(1), end=at(2), subscriptions=(ONLINE, unknown)))
        hub.keep(Gap(start=at(2), end=at(3), subscriptions=(ONLINE,)))

    assert [
        Gap(start=at(1), end=at(2), subscriptions=(ONLINE, unknown)),
        Gap(start=at(2), end=at(3), subscriptions=(ONLINE,)),
    ] == items(path)
    assert "streamer" not in text_of(path)


async def test_large(path: Path, autojump_clock: MockClock) -> None:
    """Large events are written whole, and so is all that had come by the end of the block."""
    text = "x" * 3_000_000
    async with kept(path) as hub:
        for number in range(4):
            hub.post(notification(f"{number}{text}"))

    assert [f"{number}{text}" for number in range(4)] == ids(path)


async def test_several_journals(path: Path, autojump_clock: MockClock) -> None:
    """Each has what came while it was open."""
    other = path.with_name("other")
    async with kept(path) as hub:
        hub.post(notification("one"))
        async with open_journal(hub, other):
            hub.post(notification("two"))
        hub.post(notification("three"))

    assert (["one", "two", "three"], ["two"]) == (ids(path), ids(other))


async def test_appended(path: Path, autojump_clock: MockClock) -> None:
    """A file that exists goes on, also where a crash has cut its last line, which no reader minds."""
    for text in ("one", "two", "three"):
        async with kept(path) as hub:
            hub.post(notification(text))
        if text == "two":
            cut(path, 40)
            assert ["one"] == ids(path)
            with path.open("ab") as file:
                file.write(b"\n\0\0\0")

    assert ["one", "three"] == ids(path)
    assert Replayed(sent=0, unheard=2) == await FakeTwitch().replay(path)


async def test_too_fast(path: Path, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    """What there is no room for is counted, in its place."""
    monkeypatch.setattr(journal, "_MOST", 3_000)
    async with kept(path) as hub:
        for _ in range(2):
            for number in range(10):
                hub.post(notification(str(number)))
            await trio.sleep(2)

    assert ["0", "1", "2"] * 2 == ids(path)
    assert [Unrecorded(count=7)] * 2 == [each for each in items(path) if isinstance(each, Unrecorded)]


# What goes wrong.


@pytest.mark.parametrize("what", ["folder", "\0"])
async def test_cannot_open(path: Path, what: str, autojump_clock: MockClock) -> None:
    """What cannot be opened is told at the door, by its name."""
    with pytest.raises(ConfigurationError, match=r"^The journal '.*' cannot be written: "):
        async with kept(path / what):
            pytest.fail("it was entered")


def test_cannot_read(path: Path) -> None:
    """So is what cannot be read."""
    with pytest.raises(ConfigurationError, match=r"^The journal '.*' cannot be read: No such file"):
        items(path)


class FullDisk:
    """A file on a disk that gets full."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.closed = 0

    def write(self, data: bytes) -> None:
        """Fail when there is no room."""
        self.room -= bool(data)
        if self.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Count it."""
        self.closed += 1


@pytest.mark.parametrize("room", [0, 1])
@pytest.mark.parametrize("late", [False, True])
async def test_disk_full(
    path: Path, room: int, late: bool, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock
) -> None:
    """A disk that fails ends the block with an error that names the file, which is closed once."""
    disk, hub = FullDisk(room), Hub()
    hub.bind("sub-1", ONLINE, [a_buffer()])
    monkeypatch.setattr(journal, "_opened", lambda _: disk)

    with pytest.raises(ConfigurationError, match=r"journal\.jsonl' cannot be written: No space left on device\.$"):
        async with open_journal(hub, path):
            hub.post(notification("one"))
            if room:
                await trio.sleep(2)
                hub.post(notification("two"))
            if not late:
                await trio.sleep_forever()

    assert 1 == disk.closed
    assert () == hub.journals


async def test_disk_hangs(path: Path, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    """A disk that hangs is waited for, not for ever."""
    free = threading.Event()
    monkeypatch.setattr(journal, "_PATIENCE", 0.05)
    write = journal._write
    monkeypatch.setattr(journal, "_write", lambda file, items, **_: free.wait() and write(file, items, last=True))

    began = time.monotonic()
    with pytest.raises(ConfigurationError, match=r"cannot be written: it takes longer than 0 s"):
        async with kept(path) as hub:
            hub.post(notification("one"))
    free.set()

    assert time.monotonic() - began < 5


async def test_body_fails(path: Path, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    """An error of the block comes out as it is, after all has been written; one of the disk is noted on it."""
    with pytest.raises(KeyError):
        async with kept(path) as hub:
            hub.post(notification("one"))
            raise KeyError
    assert ["one"] == ids(path)

    monkeypatch.setattr(journal, "_opened", lambda _: FullDisk(0))
    with pytest.raises(KeyError) as caught:
        async with kept(path) as hub:
            hub.post(notification("one"))
            raise KeyError
    assert "cannot be written" in caught.value.__notes__[0]


async def test_crash(path: Path, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    """The journal of a bot that ends by an error has all up to then."""
    fake = FakeTwitch()
    for login in ("bot", "streamer", "viewer"):
        fake.add_user(login)
    with pytest.raises(ZeroDivisionError):
        async with fake.open(), open_test_bot(fake, "bot") as bot, bot.eventsub.journal(path):

            async def fail() -> None:
                async with bot.listen(ChannelChatMessage, "streamer") as messages:
                    fake.say("streamer", "viewer", "one")
                    await messages.receive()
                    raise ZeroDivisionError

            bot.start_soon(fail)
            await trio.sleep(60)

    assert ["message"] == kinds(path)
    assert '"text":"one"' in text_of(path)


async def test_ended(path: Path, autojump_clock: MockClock) -> None:
    """What has ended keeps no journal."""
    fake = FakeTwitch()
    fake.add_user("bot")
    async with fake.open(), open_test_bot(fake, "bot") as bot:
        pass
    with pytest.raises(ConfigurationError, match="has ended"):
        bot.eventsub.journal(path)


async def live(path: Path, hub: Hub, posted: list[str]) -> None:
    """All that a journal does."""
    async with open_journal(hub, path):
        for text in ("one", "two"):
            posted.append(text)
            hub.post(notification(text))
            await trio.sleep(1)


def test_cancelled_at_any_step(tmp_path: Path) -> None:
    """Wherever it is cancelled, it ends, lets go of the hub, and has written all that came, in whole lines."""

    async def run(number: int) -> Countdown:
        hub, path, posted = Hub(), tmp_path / f"{number}", list[str]()
        hub.bind("sub-1", ONLINE, [a_buffer()])
        before = trio.lowlevel.current_statistics().tasks_living
        with trio.CancelScope() as scope, Countdown(number, scope.cancel) as countdown:
            await live(path, hub, posted)
        assert () == hub.journals
        assert before == trio.lowlevel.current_statistics().tasks_living
        assert posted == (ids(path) if posted else [])
        return countdown

    def play(number: int) -> Countdown:
        return trio.run(run, number, clock=MockClock(autojump_threshold=0))

    steps = play(0).steps
    assert 8 < steps
    # How many there are depends on the threads too.
    assert steps / 2 < sum(play(number).struck for number in range(1, steps + 1))


# Reading.


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"nonsense", "no JSON"),
        (b"{}", "no JSON"),
        (b'{"kind":"new"}', "no kind 'new'"),
        (b'{"kind":"gap"}', "no kind 'gap'"),
        (encode({"kind": "gap", "start": at(0), "end": at(1), "subscriptions": [NOBODYS]}), "no such subscription"),
        (b'{"kind":"message"}', "of type ''"),
        (b'{"kind":"message","metadata":{"message_timestamp":"2026-01-01T00:00:00Z"},"payload":{}}', "of type ''"),
    ],
)
async def test_no_journal(path: Path, line: bytes, problem: str) -> None:
    """What is none is refused, with the number of its line; nothing of it is replayed."""
    async with kept(path) as hub:
        hub.post(notification("one"))
    with path.open("ab") as file:
        file.write(line + b"\n")

    with pytest.raises(DecodeError, match=problem) as caught:
        items(path)
    assert "line 2" == caught.value.path
    if b"gap" not in line:
        with pytest.raises(ValueError, match="line 2 of"):
            await FakeTwitch().replay(path)


def test_not_open() -> None:
    """Without a journal nothing is kept, however much comes."""
    hub = Hub()
    hub.bind("sub-1", ONLINE, [a_buffer()])
    hub.keep = pytest.fail  # type: ignore[method-assign,assignment]

    assert hub.post(notification("one"))
