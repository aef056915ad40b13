"""How long an answer is waited for, by a program that blocks too."""

import httpx
import pytest
import trio

from twitchtrio.errors import NetworkError
from twitchtrio.network import Network, open_http
from twitchtrio.network._patience import Patience


async def wait(patience, seconds):
    """Take so long; return whether it was cancelled, and when it ended."""
    scope = patience.begin()
    try:
        with scope:
            await trio.sleep(seconds)
    finally:
        patience.done(scope)
    return scope.cancelled_caught, round(trio.current_time(), 1)


@pytest.fixture(params=[True, False], ids=["kept", "alone"])
async def patience(request, nursery):
    """Ten seconds, with and without a keeper."""
    patience = Patience(10)
    if request.param:
        nursery.start_soon(patience.keep)
        await trio.lowlevel.checkpoint()
    return patience


async def test_limit(patience, autojump_clock):
    """Each has its own ten seconds."""
    results = {}

    async def run(name, begin, seconds):
        await trio.sleep(begin)
        results[name] = await wait(patience, seconds)

    async with trio.open_nursery() as nursery:
        for name, (begin, seconds) in enumerate([(0, 9), (1, 11), (2, 9.5), (3, 100), (25, 11)]):
            nursery.start_soon(run, name, begin, seconds)

    assert {0: (False, 9), 1: (True, 11), 2: (False, 11.5), 3: (True, 13), 4: (True, 35)} == {
        name: (cancelled, round(when * 2) / 2) for name, (cancelled, when) in results.items()
    }


async def test_keeper_that_ends(autojump_clock):
    """Who waits while the keeper comes and goes waits no longer for it."""
    patience, results = Patience(10), []

    async def run():
        results.append(await wait(patience, 100))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(run)
        await trio.sleep(1)
        with trio.move_on_after(3):
            async with trio.open_nursery() as keepers:
                keepers.start_soon(patience.keep)
                await trio.sleep(1)
                nursery.start_soon(run)

    assert [(True, 10.0), (True, 12.0)] == results


async def test_who_does_not_leave_at_once(autojump_clock):
    """Cleaning up after being cancelled may take its time; nobody waits busily for it."""
    patience = Patience(10)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(patience.keep)
        await trio.lowlevel.checkpoint()
        scope = patience.begin()
        with scope:
            try:
                await trio.sleep_forever()
            finally:
                with trio.CancelScope(shield=True):
                    await trio.sleep(5)
        patience.done(scope)
        nursery.cancel_scope.cancel()

    assert 15 == round(trio.current_time())


@pytest.mark.parametrize("blocks", [20.0, 29.0, 29.01, 29.5, 31.0, 3600.0])
async def test_program_that_blocks(blocks, autojump_clock, nursery):
    """An answer that came while the program held everything up is taken."""

    async def answer(request):
        await trio.sleep(5)
        for _ in range(5):
            await trio.lowlevel.checkpoint()
        return httpx.Response(200, content=b"ok")

    async with open_http(Network(http=httpx.MockTransport(answer)), base="https://x.test/") as http:
        await nursery.start(http.tend)
        answers = []

        async def send():
            answers.append(await http.send("POST", "https://x.test/", headers=[]))

        async with trio.open_nursery() as sending:
            sending.start_soon(send)
            await trio.sleep(1)
            autojump_clock.jump(blocks)

    assert [b"ok"] == [answer.content for answer in answers]


async def test_no_answer_while_the_program_blocks(autojump_clock, nursery):
    """One that has not come is not waited for much longer."""

    async def answer(request):
        await trio.sleep_forever()

    async with open_http(Network(http=httpx.MockTransport(answer)), base="https://x.test/") as http:
        await nursery.start(http.tend)

        async def block():
            await trio.sleep(1)
            autojump_clock.jump(60)

        nursery.start_soon(block)
        with pytest.raises(NetworkError, match="took too long"):
            await http.send("GET", "https://x.test/", headers=[])

    assert 62 == round(trio.current_time())
