"""Logins in a store: what a hand, another version or a store of the program's own may do to them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import product
from traceback import walk_tb

import pytest
import trio

from tests.mutations import cases, mutated
from twitchtrio.auth.logins import Logins, StoredLogin
from twitchtrio.errors import ConfigurationError, LoginRequiredError
from twitchtrio.stores import Lease, MemoryStore, Record
from twitchtrio.tokens import UserToken

OAUTH = "https://id.example/oauth2"
TOKEN = UserToken(access_token="access1", refresh_token="refresh1", user_id="1", login="bot", scopes={"user:bot"})
DEEP = b"[" * 100_000 + b"]" * 100_000


def logins(store, *, owner="this"):
    """The logins of an app in a store."""
    return Logins(store, oauth=OAUTH, client_id="app", owner=owner)


async def spoilt(store, change):
    """A store with a login whose text was changed; gives the record's name."""
    await logins(store).save("1", TOKEN)
    (record,) = await store.read("")
    await store.write(record.name, change(record.value))
    return record.name


def field(name, value):
    """Change one field, to JSON text."""

    def change(data):
        whole = json.loads(data)
        whole[name] = "@@"
        return json.dumps(whole).encode().replace(b'"@@"', value)

    return change


def without(name):
    """Leave one field out."""
    return lambda data: json.dumps({key: value for key, value in json.loads(data).items() if key != name}).encode()


HUGE = b"1" + b"0" * 5000
MARK = b'{"owner": "x", "at": "2026-01-01T00:00:00Z", "since": %s}'
ODD = {
    "nothing": lambda data: b"",
    "no JSON": lambda data: b"{" + data,
    "cut": lambda data: data[:-5],
    "a list": lambda data: b"[" + data + b"]",
    "null": lambda data: b"null",
    "no UTF-8": lambda data: data.replace(b"bot", b"b\xfft"),
    "half a surrogate": lambda data: data.replace(b"bot", rb"b\ud800t"),
    "deep": lambda data: DEEP,
    "deep inside": field("scopes", DEEP),
    "deep beside": field("more", DEEP),
    "a huge user": field("user_id", HUGE),
    "another user": field("user_id", b'"2"'),
    "a numeric login": field("login", b"5"),
    "no token": without("access_token"),
    "an empty token": field("access_token", b'""'),
    "two tokens": field("access_token", b'"a b"'),
    "a numeric refresh token": field("refresh_token", b"5"),
    "a huge refresh token": field("refresh_token", HUGE),
    "an unknown kind": field("kind", b'"martian"'),
    "a time that is none": field("expires_at", b'"9999-99-99"'),
    "a time without zone": field("expires_at", b'"2026-01-01T00:00:00"'),
    "a numeric mark": field("mark", b"5"),
    "a mark of huge age": field("mark", MARK % HUGE),
    "an old mark": field("mark", b"{}"),
    "seeds that are none": field("seeds", b'{"a": 1}'),
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
async def test_a_record_that_cannot_be_read(change, caplog):
    """It is told of once, left as it is, holds no other login up, and goes with a new login."""
    store = MemoryStore()
    name = await spoilt(store, change)
    await logins(store).save("2", TOKEN.with_user(user_id="2", login="other", scopes=()))
    before = await store.read(name)
    here = logins(store)

    for _ in range(3):
        assert ["other"] == [login.token.login for login in await here.all()]
    (warning,) = caplog.records
    assert f"The record {name!r} of MemoryStore() cannot be read" in warning.message
    with pytest.raises(ConfigurationError, match="Signing in again replaces it"):
        await here.load("1")
    assert before == await store.read(name)

    made = await here.save("1", TOKEN)
    assert made == await here.load("1")
    assert 2 == len(await here.all())


async def test_a_seed_that_led_to_a_login_changes_it_no_more():
    """Who comes late with the same seed gets what has become of the login since."""
    here = logins(MemoryStore())
    first = await here.save("1", TOKEN, seed="a")
    newer = UserToken(access_token="access2", refresh_token="refresh2", user_id="1", login="bot")
    current = await here.swap(first, newer)

    assert current == await here.save("1", TOKEN, seed="a")
    assert current == await here.by_seed("a")
    assert TOKEN == (await here.save("1", TOKEN, seed="b")).token


async def test_adding_replaces_nothing():
    """A login is added where there is none; what is there is what comes out."""
    here = logins(MemoryStore())
    login = await here.add("1", TOKEN)

    assert TOKEN == login.token
    newer = UserToken(access_token="access2", user_id="1", login="bot")
    assert login == await here.add("1", newer)
    assert login == await here.load("1")


async def test_more_than_is_known_is_no_trouble():
    """What a newer version adds is passed over."""
    store = MemoryStore()
    await spoilt(store, field("colour", b'{"red": 255}'))

    assert TOKEN == (await logins(store).load("1")).token


@pytest.mark.proof
async def test_no_text_makes_a_record_crash():
    """Whatever stands in a record, it is a login, whole, or cannot be read; and a new one takes its place."""
    store = MemoryStore()
    whole = await logins(store).save("1", TOKEN)
    whole = await logins(store).begin(whole)
    (record,) = await store.read("")
    words = (DEEP, rb"\ud800", HUGE, b"null", b"{}", b"[]", b'"', b"-1e999", b"\xed\xa0\x80")
    unreadable = 0

    for _, rng in cases(200):
        await store.write(record.name, mutated(record.value, rng, words))
        here = logins(store)
        try:
            read = await here.load("1")
        except ConfigurationError:
            unreadable += 1
        else:
            assert "1" == read.user_id
        for found in await here.all():
            assert isinstance(found, StoredLogin)
        assert TOKEN == (await here.save("1", TOKEN)).token
        assert TOKEN == (await here.load("1")).token

    assert unreadable > 50


# Stores of the program's own

CALLS = {
    "all": lambda here, login: here.all(),
    "load": lambda here, login: here.load("1"),
    "save": lambda here, login: here.save("1", TOKEN),
    "swap": lambda here, login: here.swap(login, TOKEN),
    "begin": lambda here, login: here.begin(login),
    "restore": lambda here, login: here.restore(login, None),
    "remove": lambda here, login: here.remove("1"),
    "by_seed": lambda here, login: here.by_seed("seed"),
    "lease": lambda here, login: here.lease("1", seconds=1),
    "release": lambda here, login: here.release("1"),
}


class Redis(MemoryStore):
    """A store of the program's own, which does as it is told."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    def __repr__(self):
        return "Redis()"

    async def read(self, prefix):
        return self.answer()

    async def write(self, name, value, **terms):
        return self.answer()

    async def hold(self, names, **terms):
        return self.answer()

    async def release(self, names, **terms):
        return self.answer()


class Plain(Redis):
    """One whose author forgot `async`."""

    def read(self, prefix):
        return self.answer()

    def write(self, name, value, **terms):
        return self.answer()

    def hold(self, names, **terms):
        return self.answer()

    def release(self, names, **terms):
        return self.answer()


def raising(error):
    """An answer that is none."""

    def answer():
        raise error

    return answer


ERRORS = (
    ConnectionError("refused"),
    KeyError("x"),
    RecursionError(),
    TimeoutError(),
    trio.TooSlowError(),
    trio.BrokenResourceError(),
    UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"),
    ExceptionGroup("two", [ValueError(), OSError()]),
    LoginRequiredError("of another block"),
    StopAsyncIteration(),
)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_what_a_store_raises_is_told_as_its_fault(call):
    """Each method, whatever the store raises, raises one error that names the store, and what was raised where."""
    login = StoredLogin(user_id="1", token=TOKEN, version=1)
    line = raising.__code__.co_firstlineno + 4

    for kind, error in product((Redis, Plain), ERRORS):
        with pytest.raises(ConfigurationError, match=rf"The store Redis\(\) failed: {type(error).__name__}") as caught:
            await call(logins(kind(raising(error))), login)
        assert str(caught.value).endswith(f"{str(error).rstrip('.')} (test_logins.py, line {line}).")


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_nothing_of_a_store_comes_along(call):
    """What it raises has neither cause nor context, and none of the frames that hold what was written."""
    login = StoredLogin(user_id="1", token=TOKEN, version=1)

    for error in (OSError("the disk is full"), ConfigurationError("the disk is full")):
        error.__cause__ = ValueError()
        with pytest.raises(ConfigurationError, match="the disk is full") as caught:
            await call(logins(Redis(raising(error))), login)
        assert (None, None) == (caught.value.__cause__, caught.value.__context__)
        frames = [frame for frame, _ in walk_tb(caught.tb)]
        assert "_ask" == frames[-1].f_code.co_name
        assert not [frame for frame in frames if any(isinstance(each, bytes) for each in frame.f_locals.values())]


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_what_a_store_says_itself_comes_out(call):
    """The error that stores have is left as it is."""
    error = ConfigurationError("the disk is full")
    login = StoredLogin(user_id="1", token=TOKEN, version=1)

    with pytest.raises(ConfigurationError) as caught:
        await call(logins(Redis(raising(error))), login)

    assert error is caught.value


class TextlessError(Exception):
    """An error whose author forgot its argument."""

    def __str__(self):
        return self.args[0]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (TextlessError(), "TextlessError"),
        (OSError(), "OSError"),
        (OSError("no\nway \x1b[31m"), r"OSError: no way  \[31m"),
        (OSError("no way." * 200_000), r"OSError: no way\.[^\n]{,190}"),
    ],
    ids=["no text", "empty", "lines", "long"],
)
async def test_what_a_store_says_is_told_briefly(error, told):
    """An error without a text is one by name, and no text of a store's fills the screen or moves the cursor."""
    with pytest.raises(ConfigurationError, match=rf"^The store Redis\(\) failed: {told} \(test_log\S+, line \d+\)\.$"):
        await logins(Redis(raising(error))).load("1")


async def test_a_store_without_a_name():
    """One that cannot say what it is, is called by its type."""

    class Shy(Redis):
        def __repr__(self):
            raise AttributeError("url")

    with pytest.raises(ConfigurationError, match=r"The store Shy failed: OSError: no way \("):
        await logins(Shy(raising(OSError("no way")))).load("1")
    with pytest.raises(ConfigurationError, match="The store Shy failed: it answered with a int"):
        await logins(Shy(lambda: 5)).load("1")


SECRETS = {
    "a token": lambda token, _: token,
    "a value": lambda _, value: value.decode(),
    "bytes": lambda _, value: repr(value),
    "bytes in a text": lambda _, value: json.dumps({"args": [repr(value)]}),
    "a field": lambda token, _: json.dumps(token),
    "the start": lambda _, value: str(value)[:30],
}


@pytest.mark.parametrize("kind", [ValueError, ConfigurationError])
@pytest.mark.parametrize("secret", ["access_token", "refresh_token"])
@pytest.mark.parametrize("quote", SECRETS.values(), ids=SECRETS)
async def test_a_store_that_tells_what_it_was_to_write(quote, secret, kind):
    """Its text is not shown, only that it failed, and where."""
    pair = {"access_token": "a'\\b\"c1", "refresh_token": "r'\\f\"r1"}

    class Chatty(MemoryStore):
        async def write(self, name, value, **terms):
            raise kind(f"cannot insert {quote(pair[secret], value)}")

    with pytest.raises(ConfigurationError) as caught:
        await logins(Chatty()).save("1", UserToken(**pair, user_id="1", login="bot"))

    assert re.fullmatch(
        rf"The store MemoryStore\(\) failed: {kind.__name__} \(test_logins\.py, line \d+\)\.", str(caught.value)
    )


async def test_a_store_that_tells_what_it_has_read():
    """A record that it cannot read is not shown either."""
    store = MemoryStore()
    await logins(store).save("1", TOKEN)
    (record,) = await store.read("")

    with pytest.raises(ConfigurationError, match=r"The store Redis\(\) failed: ValueError \(test_logins\.py"):
        await logins(Redis(raising(ValueError(f"no JSON: {record.value!r}")))).load("1")


@pytest.mark.parametrize(
    ("answer", "calls"),
    [
        (None, ["all", "load", "lease", "by_seed"]),
        (5, ["all", "load", "lease"]),
        ("text", ["all", "load", "begin", "restore", "lease"]),
        ([("name", b"value", 1)], ["all", "load", "begin", "lease"]),
        ([Record(name="x", value="hunter2", version=1)], ["all", "load"]),
        ([Record(name="x", value=b"", version="1")], ["all", "load"]),
        ([Record(name=None, value=b"", version=1)], ["all", "load"]),
        ({}, ["all", "load", "begin", "lease"]),
        ({"x": Lease(name="x", owner="this", fence=1, remaining=1.0)}, ["lease"]),
        (1.5, ["begin", "restore"]),
        (True, ["begin", "restore", "swap"]),
        (0, ["begin", "restore", "swap"]),
        (1, ["begin", "restore", "swap"]),
    ],
    ids=repr,
)
async def test_what_a_store_answers_is_looked_at(answer, calls):
    """An answer that the protocol does not have is told as the store's fault, and not shown."""
    login = StoredLogin(user_id="1", token=TOKEN, version=1)

    for call in calls:
        with pytest.raises(ConfigurationError, match=r"The store Redis\(\) failed: it answered with a") as caught:
            await CALLS[call](logins(Redis(lambda: answer)), login)
        assert "hunter2" not in str(caught.value)
        assert "b'value'" not in repr([frame.f_locals for frame, _ in walk_tb(caught.tb)][1:])


class Cursor(Sequence, Mapping):
    """An answer that is fetched only when it is looked at."""

    def __len__(self):
        return 1

    def __iter__(self):
        return iter([self[0]])

    def __getitem__(self, place):
        raise ConnectionError("refused")

    def get(self, name, default=None):
        return self[name]


@pytest.mark.parametrize("call", ["all", "load", "by_seed", "save", "lease"])
async def test_an_answer_that_fails_when_it_is_looked_at(call):
    """It is the store's fault as if the call had failed."""
    login = StoredLogin(user_id="1", token=TOKEN, version=1)

    with pytest.raises(
        ConfigurationError, match=r"^The store Redis\(\) failed: ConnectionError: refused \(test_logins"
    ):
        await CALLS[call](logins(Redis(Cursor)), login)


@pytest.mark.parametrize(("owner", "remaining", "had"), [("this", 1, True), ("this", 0, False), ("x", 1, False)])
async def test_a_lease_that_is_over_is_nobodys(owner, remaining, had):
    """The right to refresh is had only for as long as it lasts."""

    class Own(MemoryStore):
        async def hold(self, names, **terms):
            return {name: Lease(name=name, owner=owner, fence=1, remaining=float(remaining)) for name in names}

    assert had is await logins(Own()).lease("1", seconds=60)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_a_cancellation_is_no_fault(call):
    """Cancelled in the store, it comes out as that."""

    class Slow(Redis):
        async def read(self, prefix):
            await trio.sleep_forever()

        async def write(self, name, value, **terms):
            await trio.sleep_forever()

        async def hold(self, names, **terms):
            await trio.sleep_forever()

        async def release(self, names, **terms):
            await trio.sleep_forever()

    with trio.CancelScope() as scope:
        scope.cancel()
        await call(logins(Slow(None)), StoredLogin(user_id="1", token=TOKEN, version=1))

    assert scope.cancelled_caught


async def test_a_cancellation_whose_clean_up_fails(autojump_clock):
    """Cancelled at work in a nursery in which something fails then, a store holds the cancellation up no more."""

    class Busy(Redis):
        async def read(self, prefix):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self.close_badly)
                nursery.start_soon(trio.sleep_forever)

        async def close_badly(self):
            try:
                await trio.sleep_forever()
            finally:
                raise ConnectionError("refused")

    with trio.move_on_after(5) as scope:
        await logins(Busy(None)).load("1")

    assert scope.cancelled_caught


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_a_store_that_never_answers(call, autojump_clock):
    """Each method gives up in time, says so, and has cancelled what it called."""
    left = []

    class Deaf(Redis):
        async def answer_never(self, *_, **__):
            try:
                await trio.sleep_forever()
            finally:
                left.append(trio.current_time())

        read = write = hold = release = answer_never

    with pytest.raises(ConfigurationError, match=r"^The store Redis\(\) did not answer in time\.$") as caught:
        await call(logins(Deaf(None)), StoredLogin(user_id="1", token=TOKEN, version=1))

    assert [40] == [round(each) for each in left]
    assert (None, None) == (caught.value.__cause__, caught.value.__context__)


async def test_a_record_that_changes_without_a_pause():
    """A store that never agrees with itself is given up on, not asked for ever."""
    asked = []

    class Restless(MemoryStore):
        async def write(self, name, value, **terms):
            asked.append(name)
            await trio.lowlevel.checkpoint()

    login = await logins(MemoryStore()).save("1", TOKEN)

    with pytest.raises(ConfigurationError, match="without a pause"):
        await logins(Restless()).save("1", TOKEN)
    assert 20 == len(asked)
    assert await logins(Restless()).swap(login, TOKEN) is None
