"""`twitchtrio listen`."""

import functools
import json
import sys

import pytest
import trio

from twitchtrio.auth.logins import Logins
from twitchtrio.cli._events import as_json, as_text
from twitchtrio.cli._kinds import find_kinds, read_conditions
from twitchtrio.cli._options import AppOptions
from twitchtrio.cli.listen import _listen
from twitchtrio.errors import LoginRequiredError, MissingScopeError, NotFoundError, SubscriptionRevokedError
from twitchtrio.eventsub import read_journal
from twitchtrio.stores import SQLiteStore
from twitchtrio.testing import FakeTwitch
from twitchtrio.tokens import UserToken

CHAT = "user:read:chat"


class Listener:
    """`twitchtrio listen` in this process."""

    def __init__(self, fake, served, store, capfd):
        self.fake = fake
        self.out = self.err = ""
        self._served = served
        self._store = store
        self._capfd = capfd

    async def sign_in(self, login, *scopes):
        grant = self.fake.grant(login, scopes)
        token = UserToken(
            access_token=grant.access_token,
            refresh_token=grant.refresh_token,
            scopes=scopes,
            user_id=self.fake.user(login).id,
            login=login,
        )
        oauth = self._served.endpoints.oauth
        logins = Logins(SQLiteStore(self._store), oauth=oauth, client_id=self.fake.client_id, owner="a test")
        await logins.save(token.user_id, token)

    async def listen(self, kinds, *words, write=as_json, account=None, **more):
        options = AppOptions(client_id="", store=str(self._store), fake=self._served.url)
        await _listen(options, read_conditions(find_kinds(kinds), words), account, write, **more)

    async def start(self, nursery, kind, *words, **options):
        """Listen in the background; returns once it does."""
        nursery.start_soon(functools.partial(self.listen, kind, *words, **options))
        await self.until(lambda: "Listening to" in self.err)

    async def until(self, condition):
        with trio.fail_after(10):
            while not condition():
                await trio.sleep(0.005)
                out, err = self._capfd.readouterr()
                self.out += out
                self.err += err

    async def lines(self, count):
        await self.until(lambda: self.out.count("\n") >= count)
        return self.out.splitlines()

    async def objects(self, count):
        return [json.loads(line) for line in await self.lines(count)]


@pytest.fixture
async def listener(tmp_path, capfd):
    """A listener and a served fake with the users parrot, tinkershop and mira."""
    fake = FakeTwitch()
    fake.welcoming = False
    for login in ("parrot", "tinkershop", "mira"):
        fake.add_user(login)
    async with fake.serve() as served:
        yield Listener(fake, served, tmp_path / "store", capfd)


async def test_json(listener, nursery):
    """Each event is a line at once, with Twitch's own fields."""
    await listener.sign_in("parrot", CHAT)
    await listener.start(nursery, "channel.chat.message", "TinkerShop")

    listener.fake.say("tinkershop", "mira", "hello")
    (event,) = await listener.objects(1)

    assert "as parrot" in listener.err
    assert ("event", "channel.chat.message") == (event["kind"], event["type"])
    assert event["event"]["message"]["text"] == "hello"
    nursery.cancel_scope.cancel()


async def test_text(listener, nursery):
    """Without --json the line is for people, and cannot do anything to their terminal."""
    await listener.sign_in("parrot", CHAT)
    await listener.start(nursery, "channel.chat.message", "tinkershop", write=as_text)

    listener.fake.say("tinkershop", "mira", "\x1b[31mhello")
    (line,) = await listener.lines(1)

    assert line.endswith("  mira: \ufffd[31mhello")
    nursery.cancel_scope.cancel()


async def test_gap(listener, nursery):
    """A lost connection is told as a gap, and it goes on."""
    await listener.sign_in("parrot", CHAT)
    await listener.start(nursery, "channel.chat.message", "tinkershop")

    listener.fake.sockets[0].drop()
    await listener.lines(1)
    listener.fake.say("tinkershop", "mira", "back?")

    assert ["gap", "event"] == [each["kind"] for each in await listener.objects(2)]
    nursery.cancel_scope.cancel()


async def test_record(listener, nursery, tmp_path):
    """With --record it keeps a journal too, and says so."""
    path = tmp_path / "journal.jsonl"
    await listener.sign_in("parrot", CHAT)
    await listener.start(nursery, "channel.chat.message", "tinkershop", record=str(path))

    listener.fake.say("tinkershop", "mira", "hello")
    await listener.lines(1)
    nursery.cancel_scope.cancel()
    with trio.CancelScope(shield=True):
        await listener.until(path.read_bytes)

    (item,) = read_journal(path)
    assert "hello" == item.event.text
    assert f"Recording to {path}." in listener.err


async def test_condition(listener, nursery):
    """A condition may name users by login."""
    await listener.sign_in("parrot", CHAT)
    await listener.start(nursery, "channel.raid", "to_broadcaster_user_id=tinkershop")

    listener.fake.raid("mira", "tinkershop", 7)
    (event,) = await listener.objects(1)

    assert event["event"]["viewers"] == 7
    assert event["condition"]["to_broadcaster_user_id"] == listener.fake.user("tinkershop").id
    nursery.cancel_scope.cancel()


async def test_who_granted(listener, nursery):
    """The account that granted the scope listens, whichever is the bot's own."""
    await listener.sign_in("parrot", CHAT)
    await listener.sign_in("tinkershop", "channel:read:vips")
    await listener.start(nursery, "channel.vip.add", "tinkershop", account="parrot")

    listener.fake.add_vip("tinkershop", "mira")
    (event,) = await listener.objects(1)

    assert "as tinkershop" in listener.err
    assert "mira" == event["event"]["user_login"]
    nursery.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("kind", "words", "scope"),
    [
        ("channel.warning.send", ["parrot"], "moderator:read:warnings"),
        ("user.update", [], "user:read:email"),
    ],
)
async def test_acting(listener, nursery, kind, words, scope):
    """Where a condition asks for who listens, that is filled in."""
    await listener.sign_in("parrot", scope)
    await listener.start(nursery, kind, *words)

    assert 1 == listener.fake.emit(kind, "1", listener.fake.sample(kind, "1"), {})
    (event,) = await listener.objects(1)

    assert event["condition"].items() >= {listener.fake.user("parrot").id: None}.items() or "1001" in set(
        event["condition"].values()
    )
    nursery.cancel_scope.cancel()


async def test_misfit(listener, nursery):
    """An event of unexpected shape is told all the same."""
    await listener.sign_in("parrot", CHAT)
    await listener.start(nursery, "stream.online", "tinkershop")

    listener.fake.emit("stream.online", "1", {"id": [7]}, {}, checked=False)
    (misfit,) = await listener.objects(1)

    assert ("misfit", {"id": [7]}) == (misfit["kind"], misfit["event"])
    nursery.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("kind", "channel", "error"),
    [
        ("channel.chat.message", "nobody", NotFoundError),
        ("channel.poll.begin", "parrot", MissingScopeError),
        ("channel.poll.begin", "tinkershop", LoginRequiredError),
        ("channel.follow", "tinkershop", MissingScopeError),
    ],
)
async def test_refused(listener, kind, channel, error):
    """What cannot be had is said at once."""
    await listener.sign_in("parrot", CHAT)

    with pytest.raises(error):
        await listener.listen(kind, channel)


async def test_revoked(listener):
    """A user who takes the consent back ends it."""
    await listener.sign_in("parrot", CHAT)

    async with trio.open_nursery() as nursery:

        async def ends():
            with pytest.raises(SubscriptionRevokedError):
                await listener.listen("channel.chat.message", "tinkershop")

        nursery.start_soon(ends)
        await listener.until(lambda: "Listening to" in listener.err)
        listener.fake.disconnect("parrot")


def test_interrupt(server, login, start):
    """Ctrl-C is its normal end, and lines are there when the next program wants them."""
    login("parrot")
    program = start("listen", "channel.chat.message", "tinkershop", "--json", "--fake", server.url)
    assert program.note() == "Listening to channel.chat.message as parrot; Ctrl-C ends it."
    server.do(server.fake.say, "tinkershop", "mira", "hello 👋")

    assert json.loads(program.line())["event"]["message"]["text"] == "hello 👋"
    program.interrupt()
    assert program.end() == (0, "", "")


@pytest.mark.parametrize("more", [True, False], ids=["another event", "nothing more"])
def test_broken_pipe(server, login, start, more):
    """When nobody reads on, it ends quietly, whether or not there is more to read."""
    if sys.platform == "win32" and not more:
        pytest.skip("nothing tells of it there")
    login("parrot")
    program = start("listen", "channel.chat.message", "tinkershop", "--fake", server.url)
    program.note()
    program.process.stdout.close()
    if more:
        server.do(server.fake.say, "tinkershop", "mira", "anybody?")

    assert program.process.wait(10) == 0
    assert program.process.stderr.read() == ""


@pytest.mark.parametrize("words", [["nonsense", "tinkershop"], ["channel.raid", "tinkershop"], []], ids=" ".join)
def test_usage(twitchtrio, words):
    """What makes no sense is found before anything is asked."""
    code, out, err = twitchtrio("listen", *words, "--client-id", "my-app")

    assert (2, "") == (code, out)
    assert "Error: " in err


async def test_several(listener, nursery):
    """Several types in several channels are one stream, in the order in which things happen."""
    await listener.sign_in("parrot", CHAT)
    await listener.start(nursery, "channel.chat.message,stream.online", "tinkershop", "mira")
    assert "Listening to channel.chat.message, stream.online as parrot" in listener.err

    listener.fake.say("mira", "tinkershop", "one")
    listener.fake.go_live("tinkershop")
    listener.fake.say("tinkershop", "mira", "two")

    kinds = [each["type"] for each in await listener.objects(3)]
    assert ["channel.chat.message", "stream.online", "channel.chat.message"] == kinds
    nursery.cancel_scope.cancel()


async def test_count(listener, nursery):
    """It ends after so many events, and gaps are none."""
    await listener.sign_in("parrot", CHAT)
    ended = trio.Event()

    async def listen():
        await listener.listen("channel.chat.message", "tinkershop", count=2)
        ended.set()

    nursery.start_soon(listen)
    await listener.until(lambda: "Listening to" in listener.err)
    listener.fake.say("tinkershop", "mira", "one")
    await listener.lines(1)
    listener.fake.sockets[0].drop()
    await listener.lines(2)
    listener.fake.say("tinkershop", "mira", "two")
    with trio.fail_after(10):
        await ended.wait()

    assert ["event", "gap", "event"] == [each["kind"] for each in await listener.objects(3)]
