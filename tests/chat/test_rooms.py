"""What is kept of channels."""

from __future__ import annotations

import trio
from trio.testing import MockClock

from twitchtrio.chat._rooms import Room, Rooms


async def test_a_room_is_kept(autojump_clock: MockClock) -> None:
    """It is the same for all who send there, and for 30 seconds after the last of them."""
    rooms = Rooms()
    with rooms.entered("1") as first:
        await trio.sleep(100)
        with rooms.entered("1") as second:
            pass
        await trio.sleep(100)
        with rooms.entered("1") as third:
            pass
    await trio.sleep(29)
    with rooms.entered("1") as fourth:
        pass
    await trio.sleep(30)
    with rooms.entered("1") as fifth:
        pass

    assert first is second is third is fourth is not fifth


async def test_quiet_rooms_go(autojump_clock: MockClock) -> None:
    """Those of long ago are forgotten when somebody enters another."""
    rooms = Rooms()
    for number in range(10_000):
        with rooms.entered(str(number)):
            pass
    await trio.sleep(10)
    with rooms.entered("5"), rooms.entered("7"):
        await trio.sleep(20)
        with rooms.entered("x"):
            assert list(rooms._rooms) == ["5", "7", "x"]
            assert rooms._quiet == {}


async def test_texts_go(autojump_clock: MockClock) -> None:
    """A text is remembered while it is under way and 30 seconds from then on, unless nobody saw it."""
    room = Room("1")
    room.begin("seen")
    await trio.sleep(100)
    assert room.has_said("seen")
    room.end("seen", shown=True)
    room.begin("unseen")
    room.end("unseen", shown=False)
    assert not room.has_said("unseen")

    await trio.sleep(29)
    assert room.has_said("seen")
    await trio.sleep(1)
    assert not room.has_said("seen")
    room.begin("other")
    assert room._said == {}
