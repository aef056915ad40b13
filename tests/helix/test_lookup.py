"""Users by their logins."""

import pytest
import trio
import trio.testing

from twitchtrio.errors import ConfigurationError, DecodeError, NetworkError, NotFoundError
from twitchtrio.helix._lookup import channel_information, game_by_name, user_by_id, user_by_login


@pytest.fixture
def people(http, make):
    """Twitch as it answers to whoever asks for users, numbered as they come; what was asked."""
    asked, ids = [], {}
    plain = {"display_name": "", "type": "", "broadcaster_type": "", "description": "", "profile_image_url": ""}
    plain |= {"offline_image_url": "", "created_at": "2026-01-02T03:04:05Z"}

    def answer(request):
        logins = [value for name, value in request.query if name == "login"]
        asked.append(logins)
        found = [(login, ids.setdefault(login, str(len(ids)))) for login in logins if login != "nobody"]
        return make.answer({"data": [{**plain, "id": id_, "login": login} for login, id_ in found]})

    http.handler = answer
    return asked


async def test_nobody(helix, people):
    """The error names the first who does not exist, and who looked."""
    with pytest.raises(NotFoundError, match="nobody has the login 'nobody'") as caught:
        await helix.user_ids(["other", "nobody"])

    assert ("bot", False) == (caught.value.account, caught.value.as_app)


async def test_nobody_for_the_app(helix, http, tokens):
    """Who looked is told as of every call."""
    tokens.own, tokens.has_app = None, True

    with pytest.raises(NotFoundError, match="GET /users as the app: 404 Not Found: nobody has the login 'nobody'"):
        await helix.user_ids(["nobody"])


@pytest.mark.parametrize(
    "data", [None, {}, {"id": "5", "login": "someone"}, [None], [{"login": "someone"}], [{"id": "5", "login": None}]]
)
async def test_unreadable(data, *, helix, http, make):
    """Who cannot be read is not said to be nobody."""
    http.handler = lambda request: make.answer({"data": data})

    with pytest.raises(DecodeError):
        await helix.user_ids(["someone"])


async def test_user_ids_by_their_names(helix, people, autojump_clock):
    """Each is found by its login as it was written, and asked for once."""
    assert {"SomeOne": "0", "someone": "0", "other": "1"} == await helix.user_ids(["SomeOne", "someone", "other"])
    assert {"someone": "0"} == await helix.user_ids("someone")
    assert {} == await helix.user_ids([])

    assert [["someone", "other"]] == people


@pytest.mark.parametrize("data", [[None], [{"id": None}]])
async def test_what_cannot_be_read(data, *, helix, http, make):
    """A game or a channel that cannot be read is not said to be none."""
    http.handler = lambda request: make.answer({"data": data})

    for looking in (game_by_name(helix.games, "Chess"), channel_information(helix.channels, "31")):
        with pytest.raises(DecodeError):
            await looking


async def test_nothing_found(helix, http, make):
    """What there is not is named."""
    http.handler = lambda request: make.answer({"data": []})

    with pytest.raises(NotFoundError, match="404 Not Found: no game has the name 'Chess 3'"):
        await game_by_name(helix.games, "Chess 3")
    with pytest.raises(NotFoundError, match="404 Not Found: nobody has the user id '31'"):
        await channel_information(helix.channels, "31")


@pytest.mark.parametrize(
    "odd",
    [
        {"created_at": None},
        {"created_at": ""},
        {"created_at": 5},
        {"display_name": None, "type": 7, "broadcaster_type": None, "description": [], "view_count": "many"},
        {"login": "SomeOne"},
        {"id": 31},
    ],
    ids=str,
)
async def test_users_who_are_odd(odd, helix, http, make):
    """Of a user no more is demanded than who it is."""
    http.handler = lambda request: make.answer({"data": [{"id": "31", "login": "someone", **odd}]})

    assert {"someone": "31"} == await helix.user_ids(["someone"])
    assert ("31", odd.get("login", "someone")) == await _who(user_by_id(helix.users, "31"))
    assert ("31", odd.get("login", "someone")) == await _who(user_by_login(helix.users, "someone"))
    assert 0 == helix.misfit_count


async def _who(looking):
    user = await looking
    return user.id, user.login


async def test_user_ids_are_asked_for_once(helix, people, autojump_clock):
    """Within an hour Twitch is asked only for whom it has not told of, and once however many ask at the same time."""
    async with trio.open_nursery() as nursery:
        for name in ("one", "One", "ONE", "two"):
            nursery.start_soon(helix.user_ids, [name])
    assert [["one"], ["two"]] == sorted(people)

    with trio.testing.assert_checkpoints():
        await helix.user_ids(["one", "two"])
    await helix.acting_as(helix.account_for(None, (), action="")).user_ids(["two", "three", "one"])
    assert [["one"], ["two"], ["three"]] == sorted(people, key=lambda logins: ("one", "two", "three").index(logins[0]))

    await trio.sleep(3600)
    await helix.user_ids(["one"])
    assert 4 == len(people)


async def test_user_ids_are_asked_for_again(helix, http, people, autojump_clock):
    """Who waits for another's answer that does not come asks, and gets an error of its own."""
    http.takes = 5
    answered = []

    async def called_off():
        with trio.move_on_after(2):
            await helix.user_ids(["one"])

    async def ask(login):
        try:
            answered.append(await helix.user_ids([login]))
        except NotFoundError as exc:
            answered.append(exc)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(called_off)
        await trio.testing.wait_all_tasks_blocked()
        for _ in range(3):
            nursery.start_soon(ask, "one")
    assert ([{"one": "0"}] * 3, 7.0, 1) == (answered, trio.current_time(), len(people))

    answered.clear()
    async with trio.open_nursery() as nursery:
        for _ in range(2):
            nursery.start_soon(ask, "nobody")
    one, other = answered
    assert NotFoundError is type(one) is type(other)
    assert one is not other


async def test_user_ids_in_an_outage(helix, http, make, autojump_clock):
    """Who waits for another shares its failure, as an error of its own, but for who had more time."""
    http.handler = lambda request: make.silence()
    failures = {}

    async def ask(name, seconds):
        with trio.move_on_after(seconds), pytest.raises(NetworkError) as caught:
            await helix.user_ids(["one"])
        failures[name] = caught.value, trio.current_time()

    async with trio.open_nursery() as nursery:
        for name, seconds in {"hurried": 3, "first": 60, "second": 60, "third": 50, "patient": 70}.items():
            nursery.start_soon(ask, name, seconds)
            await trio.testing.wait_all_tasks_blocked()

    errors = {name: error for name, (error, _) in failures.items()}
    times = {name: time for name, (_, time) in failures.items()}
    assert len(errors) == len(set(map(id, errors.values())))
    assert times["hurried"] < times["first"] == times["second"] == times["third"] < times["patient"]
    assert str(errors["first"]) == str(errors["second"])


async def test_very_many_user_ids(helix, people):
    """More than are remembered are found all the same."""
    names = [f"user{number}" for number in range(5_000)]

    assert set(names) == (await helix.user_ids(names)).keys()
    assert 50 == len(people)


LONGEST = "a" * 25


@pytest.mark.parametrize("name", ["a", "_", "9", "A_z0", LONGEST, "ABCDEFGHIJKLMNOPQRSTUVWXY"])
async def test_what_is_a_login(name, helix, people):
    """A login is 1 to 25 letters, digits and underscores, in any case."""
    assert {name: "0"} == await helix.user_ids([name])
    assert [[name.lower()]] == people


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "#streamer",
        "@streamer",
        " streamer",
        "streamer ",
        "streamer\n",
        "stre\u200bamer",
        "stre-amer",
        "https://www.twitch.tv/streamer",
        "twitch.tv/streamer",
        "\u0130stanbul",
        "str\u017feamer",
        "\u212aappa",
        "stream\u00e9r",
        "\uff53treamer",
        "\u0661\u0662",
        "\uc2a4\ud2b8\ub9ac\uba38",
        "half\ud800",
        LONGEST + "a",
        "a" * 10_000,
        None,
        1002,
        ["streamer"],
    ],
)
async def test_what_is_no_login(name, helix, http):
    """All else is refused by its name, as it was written, before anything is asked; the others are not blamed."""
    with pytest.raises(ConfigurationError, match="is no login, which is 1 to 25 letters") as caught:
        await helix.user_ids(["good", name, "also_good"])

    assert str(caught.value).startswith(repr(name))
    assert "good" not in str(caught.value)
    assert [] == http.requests
