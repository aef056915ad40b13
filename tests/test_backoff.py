import random

from hypothesis import given, strategies as st

from twitchtrio._backoff import Backoff

SECONDS = st.floats(min_value=0.01, max_value=1000.0)


@given(SECONDS, SECONDS, st.randoms(use_true_random=False))
def test_bounds(one, other, rng):
    """However often it is asked, a wait lies between floor and cap."""
    floor, cap = sorted((one, other))
    backoff = Backoff(floor=floor, cap=cap, random=rng)

    assert all(floor <= backoff.next() <= cap for _ in range(12))


def test_grows():
    """Each wait may be twice as long as the one before, until the cap."""
    backoff = Backoff(floor=1.0, cap=60.0, random=random.Random(1))

    waits = [backoff.next() for _ in range(9)]

    assert all(2**number <= wait <= 2 ** (number + 1) for number, wait in enumerate(waits[:5]))
    assert all(30 <= wait <= 60 for wait in waits[5:])


def test_reset():
    """After a success it begins anew."""
    backoff = Backoff(floor=1.0, cap=60.0)
    for _ in range(9):
        backoff.next()

    backoff.reset()

    assert 1 <= backoff.next() <= 2


def test_months():
    """It can be asked for ever."""
    backoff = Backoff(floor=1.0, cap=60.0)
    backoff.attempt = 10**9

    assert 30 <= backoff.next() <= 60


def test_two_do_not_meet():
    """Two that begin at the same time do not wait the same."""
    assert Backoff().next() != Backoff().next()
