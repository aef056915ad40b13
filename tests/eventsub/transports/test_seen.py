"""Duplicates."""

from hypothesis import given, strategies as st

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


def test_long():
    """However long an id is, it takes no more room than a usual one, and is still told from others."""
    seen = SeenIds()
    ids = [f"{'x' * size}{end}" for size in (62, 63, 64, 10_000) for end in ("a", "b", "\ud800")]

    assert [[True, False]] * 12 == [[seen.add(each), seen.add(each)] for each in ids]
    assert 64 >= max(map(len, seen._new))


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
