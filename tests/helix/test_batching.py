"""Single look-ups that are made together."""

import typing
from functools import partial

import pytest
import trio
import trio.testing

from tests.helix.conftest import USER
from tests.helix.facts import METHODS, answered_model
from twitchtrio.errors import BadRequestError, ConfigurationError, ForbiddenError
from twitchtrio.helix import Helix
from twitchtrio.tokens import APP

BATCHED = [name for name, each in METHODS.items() if each.endpoint.chunk and not each.endpoint.object_pages]


@pytest.fixture
def twitch(http, make):
    """Knows the users 1 to 999, in an order of its own, and refuses a request in which there is a bad id."""

    def serve(request):
        if any(value == "bad" for _, value in request.query):
            return make.refusal(400, "malformed")
        known = [value.lower().removeprefix("user") for name, value in request.query if name in ("id", "login")]
        users = [{**USER, "id": each, "login": f"user{each}"} for each in sorted(known) if int(each) < 1000]
        return make.answer({"data": users})

    http.handler = serve
    return http


async def together(*calls):
    """What calls give, or raise, that begin in the same turn."""
    results = {}

    async def one(number, call):
        try:
            results[number] = await call()
        except Exception as exc:  # noqa: BLE001  # whatever it is, it is compared
            results[number] = exc

    async with trio.open_nursery() as nursery:
        for number, call in enumerate(calls):
            nursery.start_soon(one, number, call)
    return [results[number] for number in range(len(calls))]


def look_up(helix, **by):
    """Look one user up."""
    return lambda: helix.users.get_users(**by)


def ids(users):
    """Their ids, or the error."""
    return [user.id for user in users] if isinstance(users, tuple) else users


async def test_a_thousand(helix, twitch):
    """A thousand users are looked up by ten requests, and each caller has its own."""
    results = await together(*[look_up(helix.batched, id=str(number)) for number in range(1000)])

    assert [[str(number)] for number in range(1000)] == [ids(users) for users in results]
    assert [100] * 10 == [len(request.query) for request in twitch.requests]


async def test_ids_and_logins(helix, twitch):
    """Ids and logins go together, each once; who does not exist is found by nobody."""
    by = [{"id": "5"}, {"login": "USER5"}, {"login": "user7"}, {"id": ["5"]}, {"id": "5000"}]

    results = await together(*[look_up(helix.batched, **each) for each in by])

    assert [["5"], ["5"], ["7"], ["5"], []] == [ids(users) for users in results]
    (request,) = twitch.requests
    assert [("id", "5"), ("id", "5000"), ("login", "USER5"), ("login", "user7")] == sorted(request.query)


async def test_ids_of_logins(helix, twitch):
    """Whoever asks for an id by a login, does so with others too."""
    results = await together(*[partial(helix.batched.user_ids, [f"user{number}"]) for number in range(1, 6)])

    assert [{f"user{number}": str(number)} for number in range(1, 6)] == results
    assert 1 == len(twitch.requests)


async def test_a_bad_one(helix, twitch):
    """Where Twitch refuses a request, each is asked for alone, and who is not to blame has an answer."""
    results = await together(*[look_up(helix.batched, id=each) for each in ("5", "bad", "7")])

    assert [["5"], ["7"]] == [ids(results[0]), ids(results[2])]
    assert isinstance(results[1], BadRequestError)
    assert 4 == len(twitch.requests)


async def test_a_bad_one_alone(helix, twitch):
    """What was asked for alone is not asked for twice."""
    (error,) = await together(look_up(helix.batched, id="bad"))

    assert isinstance(error, BadRequestError)
    assert 1 == len(twitch.requests)


async def test_an_error_that_is_nobodys_fault(helix, http, make):
    """Any other error is everybody's, each with an exception of its own, and nothing is asked again."""
    http.handler = lambda request: make.refusal(403, "no")

    one, other = await together(look_up(helix.batched, id="5"), look_up(helix.batched, id="7"))

    assert isinstance(one, ForbiddenError)
    assert isinstance(other, ForbiddenError)
    assert one is not other
    assert str(one) == str(other)
    assert 1 == len(http.requests)


async def test_what_does_not_go_together(http, make):
    """Another actor, another endpoint, or another parameter: another request. So have several ids at once."""
    helix = Helix(make.tokens(make.account("1", "bot"), has_app=True), http)
    view = helix.batched

    await together(
        look_up(view, id="5"),
        look_up(view.acting_as(APP), id="5"),
        lambda: view.channels.get_channel_information(broadcaster_id="5"),
        lambda: view.streams.get_streams(user_id="5").collect(),
        lambda: view.streams.get_streams(user_id="5", type="live").collect(),
        look_up(view, id=["7", "8"]),
        look_up(view),
    )

    assert 7 == len(http.requests)


async def test_lists(helix, http, make):
    """A list that is asked for one thing is one page of the common answer."""

    def serve(request):
        live = [value for name, value in request.query if name == "user_id" and value != "9"]
        return make.answer({"data": [{**STREAM, "user_id": each} for each in live], "pagination": {"cursor": "more"}})

    http.handler = serve
    streams = helix.batched.streams

    found = await together(*[lambda each=each: streams.get_streams(user_id=each).collect() for each in "579"])

    assert [["5"], ["7"], []] == [[stream.user_id for stream in streams] for streams in found]
    (request,) = http.requests
    assert ("first", "100") in request.query


@pytest.mark.parametrize("call", BATCHED)
def test_every_look_up_can_be_batched(call):
    """What is looked up says by the parameter's name what it is."""
    fields = typing.get_type_hints(answered_model(call))

    assert set(METHODS[call].endpoint.chunk) <= set(fields)


async def test_what_has_no_pages(helix, http):
    """Videos of ids have no pages, so no size of one is asked for."""
    videos = helix.batched.videos

    await together(*[lambda each=each: videos.get_videos(id=each).collect() for each in "57"])

    (request,) = http.requests
    assert [("id", "5"), ("id", "7")] == sorted(request.query)


STREAM = {
    "id": "1",
    "user_id": "5",
    "user_login": "a",
    "user_name": "A",
    "game_id": "",
    "game_name": "",
    "type": "live",
    "title": "",
    "viewer_count": 1,
    "started_at": "2026-01-02T03:04:05Z",
    "language": "en",
    "thumbnail_url": "",
    "tags": [],
    "is_mature": False,
}


async def test_the_first_leaves(helix, twitch, autojump_clock):
    """Who is cancelled while asking for all leaves the others an answer all the same."""
    twitch.takes = 5
    left, found = [], []

    async def leave():
        with trio.move_on_after(1) as scope:
            await helix.batched.users.get_users(id="5")
        left.append(scope.cancelled_caught)

    async def stay(id_):
        found.append(ids(await helix.batched.users.get_users(id=id_)))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(leave)
        await trio.testing.wait_all_tasks_blocked()
        for id_ in ("7", "8"):
            nursery.start_soon(stay, id_)

    assert [True] == left
    assert [["7"], ["8"]] == sorted(found)


@pytest.mark.parametrize("at", ["before", "under way"])
async def test_any_of_them_leaves(helix, twitch, autojump_clock, at):
    """Whoever of those who wait together is cancelled, the others have their answers."""
    twitch.takes = 5
    for leaver in range(3):
        found = {}

        async def one(number, leaver=leaver, found=found):
            with trio.CancelScope() as scope:
                if number == leaver:
                    scope.deadline = trio.current_time() + (0 if at == "before" else 1)
                found[number] = ids(await helix.batched.users.get_users(id=str(number)))

        async with trio.open_nursery() as nursery:
            for number in range(3):
                nursery.start_soon(one, number)
        assert {number: [str(number)] for number in range(3) if number != leaver} == found


async def test_errors_before_any_request(helix, http):
    """What is refused at the door is refused of that call alone."""
    first, second = await together(
        lambda: helix.batched.streams.get_streams(user_id="5", first=0).collect(),
        lambda: helix.batched.streams.get_streams(user_id="7").collect(),
    )

    assert isinstance(first, ConfigurationError)
    assert () == second


async def test_a_view_shares_what_its_client_knows(helix, http, make):
    """A view keeps no state of its own: the rate limit, users and misfits are its client's."""
    http.handler = lambda request: make.answer({"data": [{**USER, "id": []}]}, ratelimit_remaining=5)

    await helix.batched.users.get_users(login="bot")

    assert 1 == helix.misfit_count == helix.batched.misfit_count
    assert helix.batched is helix.batched
