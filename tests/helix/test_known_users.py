"""Which login is whose id, as far as it is known."""

import pytest
import trio

from twitchtrio.helix._known_users import KnownUsers


async def test_known(autojump_clock):  # noqa: ASYNC124  # it needs a clock
    """What was added is known both ways, and nothing else."""
    known = KnownUsers()
    known.add("1", "one")
    known.add("2", "two")

    assert {"one": "1"} == known.ids_of(["one", "three"])
    assert ("two", None, None) == (known.login_of("2"), known.login_of("3"), known.login_of(""))


async def test_an_hour(autojump_clock):
    """It is known for an hour, from when it was last said."""
    known = KnownUsers()
    known.add("1", "one")
    await trio.sleep(1800)
    known.add("2", "two")
    await trio.sleep(1800)

    assert {"two": "2"} == known.ids_of(["one", "two"])
    assert known.login_of("1") is None
    known.add("1", "one")
    await trio.sleep(1800)
    assert {"one": "1"} == known.ids_of(["one", "two"])


async def test_new_names(autojump_clock):  # noqa: ASYNC124  # it needs a clock
    """A user who has another login has the old one no more, and a login that changed hands is the new user's."""
    known = KnownUsers()
    known.add("1", "old")
    known.add("1", "new")
    known.add("2", "second")
    known.add("3", "second")

    assert {"new": "1", "second": "3"} == known.ids_of(["old", "new", "second"])
    assert ("new", None, "second") == tuple(map(known.login_of, "123"))


async def test_bounds(autojump_clock):  # noqa: ASYNC124  # it needs a clock
    """Of more than 4,096 users, those who were added first leave."""
    known = KnownUsers()
    for number in range(5_000):
        known.add(str(number), f"user{number}")
        if number == 3_000:
            known.add("0", "user0")

    found = known.ids_of([f"user{number}" for number in range(5_000)])
    assert 4_096 == len(found)
    assert {"0", "905", "4999"} < set(found.values())
    assert found.keys().isdisjoint({"user1", "user904"})


@pytest.mark.parametrize(("user_id", "login"), [("1", 65 * "x"), (65 * "1", "one")])
async def test_no_user(autojump_clock, user_id, login):  # noqa: ASYNC124  # it needs a clock
    """What is too long for an id or a login is not kept, nor what was known of it before."""
    known = KnownUsers()
    known.add("1", "one")
    known.add(user_id, login)

    assert (None, None) == (known.login_of("1"), known.login_of(user_id))
    assert {} == known.ids_of(["one", login])


@pytest.mark.parametrize(("one", "other", "same"), [("a", "a", True), ("ab", "ba", True), ("a", "ab", False)])
def test_turns(one, other, same):
    """Those who want the same share a turn, for as long as anybody holds it."""
    known = KnownUsers()
    turn = known.turn(one)

    assert same == (turn is known.turn(other))
    assert 1 == len(known._turns)
