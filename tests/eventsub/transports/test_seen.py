"""Duplicates."""

from hypothesis import given
from hypothesis import strategies as st

from twitchtrio.eventsub.transports._seen import SeenIds


def test_add():
    """An id is new once."""
    seen = SeenIds()

    assert [True, False, True] == [seen.add("a"), seen.add("a"), seen.add("b")]


def test_bounded():
    """Memory stays bounded however many ids come."""
    seen = SeenIds(10)
    for number in range(1_000):
        seen.add(str(number))

    assert 20 >= len(seen._new) + len(seen._old)


@given(st.lists(st.integers(0, 30)), st.integers(1, 8))
def test_window(numbers, size):
    """What is said to be known was seen, and what came among the last `size` different ids is known."""
    seen = SeenIds(size)
    distinct: list[str] = []
    for message_id in map(str, numbers):
        new = seen.add(message_id)

        assert new or message_id in distinct
        assert not (new and message_id in distinct[len(distinct) - size :])

        if new:
            distinct.append(message_id)
