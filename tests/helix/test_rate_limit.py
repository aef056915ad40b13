"""The rate limit: calls wait for points, in order, and Twitch never has to refuse."""

import math
import random
from email.utils import formatdate

import pytest
import trio
import trio.testing
from hypothesis import given, settings, strategies as st

from tests.proofs import times
from twitchtrio.helix._rate_limit import LimitReached, RateLimit

EPOCH = 1_800_000_000


def headers(left, *, limit=800, reset=60, now=0.0):
    """What Twitch says `now` seconds after the epoch of the test."""
    return {
        "Ratelimit-Limit": str(limit),
        "Ratelimit-Remaining": str(left),
        "Ratelimit-Reset": str(EPOCH + reset),
        "Date": formatdate(EPOCH + now, usegmt=True),
    }


async def use_up(rate_limit, **facts):
    """Take a point whose answer says that it was the last."""
    await rate_limit.take()
    rate_limit.done(headers(0, **facts))


class Server:
    """Counts points in windows of a minute, or lets them grow back steadily, and takes its time."""

    def __init__(self, capacity, *, steadily, seed):
        self.capacity = capacity
        self.steadily = steadily
        self.random = random.Random(seed)
        self.left = float(capacity)
        self.at = 0.0
        self.refused = 0

    def refill(self, now):
        if self.steadily:
            self.left = min(self.capacity, self.left + (now - self.at) * self.capacity / 60)
            self.at = now
        elif now >= self.at + 60:
            self.left, self.at = self.capacity, math.floor(now / 60) * 60

    async def serve(self):
        await trio.sleep(self.random.uniform(0, 0.2))
        now = trio.current_time()
        self.refill(now)
        if self.left < 1:
            self.refused += 1
        else:
            self.left -= 1
        full = now + (self.capacity - self.left) * 60 / self.capacity if self.steadily else self.at + 60
        said = headers(int(self.left), limit=self.capacity, reset=math.ceil(full), now=math.floor(now))
        await trio.sleep(self.random.uniform(0, 0.2))
        return said


@given(
    calls=st.integers(1, 150),
    capacity=st.integers(1, 50),
    steadily=st.booleans(),
    seed=st.integers(0, 1000),
)
@settings(max_examples=times(40))
def test_twitch_never_refuses(calls, capacity, steadily, seed):
    """However many calls come at once, none is refused once Twitch has told of its limit, and all get through."""
    server = Server(capacity, steadily=steadily, seed=seed)
    limit = RateLimit()

    async def call():
        await limit.take()
        limit.done(await server.serve())

    async def main():
        await call()
        async with trio.open_nursery() as nursery:
            for _ in range(calls):
                nursery.start_soon(call)
        return trio.current_time()

    took = trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))

    assert 0 == server.refused
    assert took <= 62 * math.ceil((calls + 1) / capacity) + 5


async def test_free_at_first():
    """Before Twitch has told of a limit, nobody waits for anything but those who were before."""
    limit = RateLimit()
    with trio.testing.assert_no_checkpoints():
        await limit.take()

    limit.done(None)

    assert limit.reset is None


async def test_one_hundred_before_the_first_answer(autojump_clock):
    """Until the first answer, a hundred calls may be under way."""
    limit = RateLimit()
    for _ in range(100):
        await limit.take()

    with trio.move_on_after(1) as scope:
        await limit.take()
    assert scope.cancelled_caught

    limit.done({})
    await limit.take()


async def test_waits_until_the_reset(autojump_clock):
    """When all points are used up, callers wait until Twitch says that they are back, and no longer."""
    limit = RateLimit()
    await use_up(limit, reset=60, now=20)

    await limit.take()

    assert 40 == trio.current_time()


async def test_in_order(autojump_clock):
    """Those who wait are served in the order of asking."""
    limit = RateLimit()
    await use_up(limit)
    served = []

    async def call(number):
        await limit.take()
        served.append(number)

    async with trio.open_nursery() as nursery:
        for number in range(20):
            nursery.start_soon(call, number)
            await trio.testing.wait_all_tasks_blocked()

    assert list(range(20)) == served


async def test_no_more_than_there_are_after_the_reset(autojump_clock):
    """After the reset, as many go as there are points; the others wait for answers."""
    limit = RateLimit()
    await use_up(limit, limit=3)
    went = []

    async def call(number):
        await limit.take()
        went.append(number)

    async with trio.open_nursery() as nursery:
        for number in range(5):
            nursery.start_soon(call, number)
        await trio.sleep(61)
        assert 3 == len(went)
        for _ in range(3):
            limit.done(headers(2, limit=3, reset=120, now=60))
        await trio.sleep(0.1)
        assert 5 == len(went)


async def test_waiting_can_be_cancelled(autojump_clock):
    """A caller who is cancelled while waiting takes no point and holds nobody up."""
    limit = RateLimit()
    await use_up(limit, limit=1)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(limit.take)
        await trio.testing.wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()
    with trio.testing.assert_checkpoints():
        await limit.take()

    assert 60 == trio.current_time()


async def test_deadline_before_the_reset(autojump_clock):
    """A caller whose deadline comes before the reset is told at once, and how long it would be."""
    limit = RateLimit()
    await use_up(limit)

    with trio.fail_after(59), pytest.raises(LimitReached) as caught:
        await limit.take()

    assert (60, 0) == (caught.value.reset, trio.current_time())


async def test_deadline_after_the_reset(autojump_clock):
    """A caller whose deadline comes after the reset waits."""
    limit = RateLimit()
    await use_up(limit)

    with trio.fail_after(61):
        await limit.take()

    assert 60 == trio.current_time()


async def test_deadline_that_has_passed(autojump_clock):
    """A caller whose deadline has passed is cancelled as everywhere else."""
    limit = RateLimit()
    await use_up(limit)

    with trio.move_on_at(-1) as scope:
        await limit.take()

    assert scope.cancelled_caught


async def test_answers_in_another_order(autojump_clock):
    """An answer that comes late does not make points out of nothing."""
    limit = RateLimit()
    await limit.take()
    await limit.take()
    limit.done(headers(0))

    limit.done(headers(1))
    await limit.take()
    limit.done(headers(7, reset=120, now=60))
    await limit.take()

    assert 60 == trio.current_time()


@pytest.mark.parametrize(
    ("said", "waited"),
    [
        ({"Ratelimit-Remaining": "0"}, 1),
        ({"Ratelimit-Remaining": "0", "Ratelimit-Reset": str(EPOCH + 60)}, 1),
        ({"Ratelimit-Remaining": "0", "Ratelimit-Reset": "soon", "Date": "today"}, 1),
        (headers(0, reset=10, now=30), 1),
        (headers(0, reset=100_000), 60),
        (headers(0) | {"Ratelimit-Limit": "many"}, 60),
        (headers(0) | {"Ratelimit-Limit": "-1"}, 60),
        (headers(0) | {"Ratelimit-Limit": "9" * 5000}, 60),
        (headers(0) | {"Ratelimit-Remaining": "-3"}, 60),
        (headers(0) | {"Ratelimit-Remaining": "0.5"}, 60),
        (headers(0) | {"Ratelimit-Reset": str(EPOCH * 1000)}, 60),
        (headers(0) | {"Ratelimit-Reset": "9" * 5000}, 1),
        (headers(0) | {"Ratelimit-Reset": "nan"}, 1),
        (headers(0) | {"Date": "Mon, 99 Foo 99999 99:99:99 +9999"}, 1),
        (headers(0) | {"Date": "1 Jan 0001 00:00:00 -0000"}, 60),
        (headers(0) | {"Ratelimit-Remaining": "9" * 5000}, 0),
        (headers(0) | {"Ratelimit-Remaining": "\u0663"}, 0),
    ],
)
async def test_headers_are_optional(said, waited, autojump_clock):
    """Missing and odd headers cost a second or a minute at most, never the program."""
    limit = RateLimit()
    await limit.take()
    limit.done(said)

    await limit.take()

    assert waited == trio.current_time()


async def test_silence_after_the_last_point(autojump_clock):
    """Where the calls that took the last points get no answer, one caller tries again."""
    limit = RateLimit()
    await limit.take()
    limit.done(headers(1))
    await limit.take()
    limit.done(None)

    await limit.take()
    with trio.move_on_after(1) as scope:
        await limit.take()

    assert scope.cancelled_caught
