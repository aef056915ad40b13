"""Long lists, page by page."""

import json
from contextlib import nullcontext

import pytest
import trio
import trio.testing

from tests.steps import Turns
from twitchtrio.errors import ConfigurationError, ServerError
from twitchtrio.helix import Page, Stream

STREAM = {
    "user_id": "7",
    "user_login": "someone",
    "user_name": "Someone",
    "game_id": "",
    "game_name": "",
    "type": "live",
    "title": "",
    "viewer_count": 3,
    "started_at": "2026-01-02T03:04:05Z",
    "language": "en",
    "thumbnail_url": "",
    "tags": None,
}


@pytest.fixture
def http(http, make):
    """Seven streams, three on a page."""
    http.handler = lambda request: make.answer(serve(request))
    return http


def serve(request, count=7):
    """The page that a request asks for."""
    query = dict(request.query)
    after = int(query.get("after", 0))
    ids = [value for name, value in request.query if name.startswith("user_")] or [
        str(number) for number in range(count)
    ]
    page = {"data": [{**STREAM, "id": each} for each in ids[after : after + 3]], "pagination": {}}
    if after + 3 < len(ids):
        page["pagination"]["cursor"] = str(after + 3)
    return page


ALL = [str(number) for number in range(7)]


async def test_items(helix, http):
    """The items of all pages come one by one, in order, and again when iterated again."""
    streams = helix.streams.get_streams(first=3)

    assert ALL == [stream.id async for stream in streams]
    assert ALL == [stream.id async for stream in streams]
    assert [None, "3", "6"] * 2 == [dict(request.query).get("after") for request in http.requests]
    assert {"3"} == {dict(request.query)["first"] for request in http.requests}


async def test_pages(helix, http):
    """Pages hold their items and the cursor of the next."""
    pages = [page async for page in helix.streams.get_streams().pages()]

    assert [3, 3, 1] == [len(page.items) for page in pages]
    assert ["3", "6", None] == [page.cursor for page in pages]
    assert isinstance(pages[0].items[0], Stream)


async def test_from_a_cursor(helix, http):
    """A list can be read from where it was left."""
    assert ALL[3:] == [stream.id async for stream in helix.streams.get_streams(after="3")]


async def test_backwards(helix, http, make):
    """From `before=`, the pages go backwards."""
    http.handler = lambda request: make.answer(
        {"data": [], "pagination": {"cursor": "b2"} if ("before", "b1") in request.query else {}}
    )

    await helix.streams.get_streams(before="b1").collect()

    assert [[("before", "b1")], [("before", "b2")]] == [request.query for request in http.requests]


async def test_nothing_is_fetched_before_it_is_wanted(helix, http):
    """Making a list fetches nothing, and leaving it after the first item fetches one page."""
    streams = helix.streams.get_streams()
    assert [] == http.requests

    async for stream in streams:
        assert "0" == stream.id
        break

    assert 1 == len(http.requests)


async def test_collect(helix, http):
    """Collecting gives a tuple; with a limit, pages beyond it are not fetched."""
    streams = helix.streams.get_streams()

    assert tuple(ALL) == tuple(stream.id for stream in await streams.collect())
    http.requests.clear()
    assert 4 == len(await streams.collect(limit=4))
    assert 2 == len(http.requests)
    assert 7 == len(await streams.collect(limit=100))
    with pytest.raises(ConfigurationError, match="limit=0 should be a whole number, at least 1"):
        await streams.collect(limit=0)


async def test_first(helix, http, make):
    """The first item, or None."""
    assert "0" == (await helix.streams.get_streams().first()).id
    http.handler = lambda request: make.answer({"data": []})
    assert await helix.streams.get_streams().first() is None


@pytest.mark.parametrize("pagination", [{}, {"cursor": ""}, {"cursor": None}, None])
async def test_the_last_page(pagination, helix, http, make):
    """A list ends where the cursor is missing, empty or null."""
    http.answers.append(make.answer({"data": [], "pagination": pagination}))

    assert () == await helix.streams.get_streams().collect()
    assert 1 == len(http.requests)


async def test_an_empty_page_is_not_the_end(helix, http, make):
    """A page may be empty and name another."""
    http.answers.append(make.answer({"data": [], "pagination": {"cursor": "0"}}))

    assert 7 == len(await helix.streams.get_streams().collect())


@pytest.mark.parametrize(
    ("following", "expected"),
    [
        ({None: "x", "x": "x"}, 2),
        ({None: "a", "a": "b", "b": "a"}, 3),
        ({None: "a", "a": "b", "b": "c", "c": "d", "d": "b"}, 5),
    ],
)
async def test_pages_in_a_circle(following, expected, *, helix, http, make, caplog):
    """A walk ends where Twitch names a page that was there before; what was collected is given."""

    def page(request):
        cursor = following[dict(request.query).get("after")]
        return make.answer({"data": [{**STREAM, "id": "1"}], "pagination": {"cursor": cursor}})

    http.handler = page

    assert expected == len(await helix.streams.get_streams().collect()) == len(http.requests)
    assert "helix.streams.get_streams ends early" in caplog.text


async def test_empty_pages_for_ever(helix, http, make):
    """A walk ends after ten empty pages, however new their cursors are; fewer of them are passed over."""
    pages = [{"data": [{**STREAM, "id": "1"}]}, *[{"data": []}] * 9, {"data": [{**STREAM, "id": "2"}]}]

    def answers(request):
        number = len(http.requests)
        data = pages[number - 1]["data"] if number <= len(pages) else []
        return make.answer({"data": data, "pagination": {"cursor": str(number)}})

    http.handler = answers

    assert ["1", "2"] == [stream.id async for stream in helix.streams.get_streams()]
    assert len(pages) + 10 == len(http.requests)


async def test_the_same_page_for_ever(helix, http, make):
    """So does one whose pages bring the same again and again; twice the same in between is passed over."""
    numbers = [1, 1, 2, 2, 2, 3]

    def answers(request):
        number = len(http.requests)
        item = {**STREAM, "id": str(numbers[min(number, len(numbers)) - 1])}
        return make.answer({"data": [item], "pagination": {"cursor": f"new-{number}"}})

    http.handler = answers
    ids = [stream.id async for stream in helix.streams.get_streams()]

    assert ["1", "1", "2", "2", "2", "3"] == ids[: len(numbers)]
    assert len(numbers) + 10 == len(http.requests) == len(ids)


@pytest.mark.parametrize("around", [1, 4, 11, 200])
async def test_a_circle_with_ever_new_cursors(around, *, helix, http, make):
    """A walk ends too where the same pages come round and round, whatever of their items changes meanwhile."""

    def answers(request):
        number = len(http.requests)
        item = {**STREAM, "id": str(number % around), "viewer_count": number}
        return make.answer({"data": [item], "pagination": {"cursor": f"new-{number}"}})

    http.handler = answers

    assert around + 10 == len(await helix.streams.get_streams().collect()) == len(http.requests)


async def test_pages_of_one_broadcaster(helix, http, make):
    """Pages differ where anything in them is something else, though all be one broadcaster's."""

    def answers(request):
        number = len(http.requests)
        segment = {"id": str(number), "start_time": "2026-11-25T10:00:00Z", "title": "", "is_recurring": False}
        told = {"broadcaster_id": "1", "broadcaster_name": "A", "broadcaster_login": "a", "segments": [segment]}
        return make.answer({"data": told, "pagination": {"cursor": f"new-{number}"} if number < 20 else {}})

    http.handler = answers

    assert 20 == len(await helix.schedule.get_channel_stream_schedule(broadcaster_id="1").collect())


async def test_items_that_cannot_be_read(helix, http, make, caplog):
    """An item that cannot be read is set aside alone; the page has the others."""
    odd = {**STREAM, "id": None}
    http.handler = lambda request: make.answer(
        {"data": [{**STREAM, "id": "1"}, odd, None, {**STREAM, "id": "2", "title": 5}]}
    )
    async with helix.misfits() as misfits:
        streams = await helix.streams.get_streams().collect()
        await helix.streams.get_streams().collect()
        misfit = await misfits.receive()

    assert 2 == len(streams)
    assert 4 == helix.misfit_count
    assert ("helix.streams.get_streams", "Stream", "$.data[1].id") == (
        misfit.call,
        misfit.error.model,
        misfit.error.path,
    )
    assert odd == json.loads(misfit.raw)
    assert 1 == len([record for record in caplog.records if record.name == "twitchtrio.helix"])


async def test_an_iteration_can_be_continued(helix, http, make):
    """After an error, the iteration goes on where it was."""
    items = aiter(helix.streams.get_streams())
    seen = [(await anext(items)).id for _ in range(3)]
    http.answers.append(make.refusal(501))
    http.answers += [make.refusal(501)] * 3

    with trio.testing.assert_checkpoints(), pytest.raises(ServerError):
        with trio.fail_after(0.1):
            await anext(items)
    http.answers.clear()

    assert ALL == seen + [stream.id async for stream in items]


async def test_many_users(helix, http):
    """More users than Twitch takes are asked for in several lists, read one after the other."""
    ids = [str(number) for number in range(130)]

    streams = await helix.streams.get_streams(user_id=ids, user_login="x", language=["en", "de"]).collect()

    assert [*ids, "x"] == [stream.id for stream in streams]
    queries = [request.query for request in http.requests]
    assert {100, 31} == {len([name for name, _ in query if name.startswith("user_")]) for query in queries}
    assert all(("language", "en") in query and ("language", "de") in query for query in queries)
    assert () == await helix.streams.get_streams(user_id=[]).collect()


async def test_totals(helix, http, make):
    """What stands beside the items is on the page."""
    http.answers.append(make.answer({"data": [], "total": 5, "total_cost": 3, "max_total_cost": 10, "pagination": {}}))

    (page,) = [page async for page in helix.eventsub.get_eventsub_subscriptions().pages()]

    assert Page(items=(), total=5, total_cost=3, max_total_cost=10) == page


async def test_pages_are_checkpoints(helix, http):
    """Each page is one, and so is the end."""
    items = aiter(helix.streams.get_streams())
    for number in range(8):
        with trio.testing.assert_checkpoints() if number in {0, 3, 6, 7} else nullcontext():
            await anext(items, None)


async def test_turns(helix, http, make):
    """A long page does not keep other tasks from running."""
    http.handler = lambda request: make.answer({"data": [{**STREAM, "id": str(number)} for number in range(100)]})
    turns = Turns()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(turns.count)
        pages = aiter(helix.streams.get_streams())
        await anext(pages)
        before = turns.had
        assert 99 == len([stream async for stream in pages])
        nursery.cancel_scope.cancel()

    assert 6 <= turns.had - before <= 9


async def test_cancelled_between_items(helix, http):
    """Each item can be cancelled, and none is lost."""
    items = aiter(helix.streams.get_streams())
    for number in ALL:
        with trio.CancelScope() as scope:
            scope.cancel()
            await anext(items)
        assert scope.cancelled_caught
        assert number == (await anext(items)).id


async def test_mistakes(helix):
    """Awaiting a list, or iterating without async, says what to write."""
    streams = helix.streams.get_streams()

    with pytest.raises(TypeError, match="async for item in helix"):
        await streams
    with pytest.raises(TypeError, match="async for"):
        list(streams)
    assert "<Pages of Stream: async for" in repr(streams)
