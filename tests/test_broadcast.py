"""News for watchers."""

from __future__ import annotations

import pytest
import trio
import trio.testing

from twitchtrio._broadcast import Broadcast


async def test_everyone_gets_everything() -> None:
    """Each watcher has all values since it came, after those it was given to begin with."""
    news = Broadcast[int]()
    news.send(0)
    with news.watch(7) as one, news.watch() as other:
        news.send(1)
        news.send(2)
        news.end()

        assert [value async for value in one] == [7, 1, 2]
        assert [value async for value in other] == [1, 2]


async def test_who_does_not_read_keeps_the_newest() -> None:
    """Nobody holds the news up; 256 values are kept."""
    news = Broadcast[int]()
    with news.watch() as watcher:
        for number in range(1_000):
            news.send(number)
        news.end()

        assert [value async for value in watcher] == list(range(744, 1_000))


async def test_waiting_and_checkpoints() -> None:
    """A watcher sleeps until there is something; taking something is a checkpoint."""
    news = Broadcast[int]()
    with news.watch() as watcher:
        async with trio.open_nursery() as nursery:

            async def read() -> None:
                assert await watcher.receive() == 1

            nursery.start_soon(read)
            await trio.testing.wait_all_tasks_blocked()
            news.send(1)
        news.send(2)
        with trio.testing.assert_checkpoints():
            await watcher.receive()


async def test_leaving() -> None:
    """One that has left gets an error, not an end; one that comes too late gets the end."""
    news = Broadcast[int]()
    with news.watch() as watcher:
        await watcher.aclose()
        news.send(1)
    with pytest.raises(trio.ClosedResourceError):
        await watcher.receive()
    news.end()
    with news.watch() as late, pytest.raises(trio.EndOfChannel):
        await late.receive()
