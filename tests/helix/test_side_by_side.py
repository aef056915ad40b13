"""Several requests of one call at once."""

import pytest
import trio
import trio.testing

from twitchtrio.helix._side_by_side import side_by_side


async def test_order_and_number(autojump_clock):
    """Results keep the order of the calls however long each takes, and eight are under way at most."""
    under_way, most = set(), []

    def call(number):
        async def ask():
            under_way.add(number)
            most.append(len(under_way))
            await trio.sleep(30 - number)
            under_way.remove(number)
            return number

        return ask

    assert list(range(30)) == await side_by_side(map(call, range(30)))
    assert 8 == max(most)
    # One after the other it would have taken 465 s.
    assert trio.current_time() < 100


async def test_none():
    """No calls are a checkpoint all the same."""
    with trio.testing.assert_checkpoints():
        assert [] == await side_by_side([])


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
async def test_failure(error, autojump_clock):
    """One that fails fails all: its own exception comes out, what is under way is cancelled, the rest never begins."""
    ended, begun = [], []

    def call(number):
        async def ask():
            begun.append(number)
            try:
                await trio.sleep(number)
                if number == 3:
                    raise error
            finally:
                ended.append(number)

        return ask

    with pytest.raises(type(error)) as caught:
        await side_by_side(map(call, range(20)))

    assert caught.value is error
    assert caught.value.__context__ is None
    assert sorted(begun) == sorted(ended)
    assert len(begun) < 20


async def test_cancelled(autojump_clock):
    """Cancelled from outside, nothing goes on."""
    ended = []

    async def ask():
        try:
            await trio.sleep_forever()
        finally:
            ended.append(1)

    with trio.move_on_after(1) as scope:
        await side_by_side([ask] * 3)

    assert scope.cancelled_caught
    assert [1, 1, 1] == ended
