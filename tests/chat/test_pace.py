"""Chat limits: how fast an account may go, whatever it is in its channels."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest
import trio
from attrs import frozen
from hypothesis import example, given, strategies as st
from trio.testing import MockClock

from twitchtrio.chat import ChatLimits, Sender
from twitchtrio.chat._pace import is_privileged
from twitchtrio.eventsub import Badge, Chatter
from twitchtrio.helix import SentMessage
from twitchtrio.tokens import Account

OWN = "1"
CHANNELS = [OWN, "2", "3", "4"]


@frozen
class Said:
    """A message as Twitch got it."""

    at: float
    channel: str
    text: str
    privileged: bool


class Chat:
    """Takes messages, each after as long as it says itself: seconds there and back."""

    def __init__(self, limits: ChatLimits) -> None:
        helix: Any = self
        self.sender = Sender(helix, Account(user_id=OWN, login="bot", scopes=frozenset()), limits=limits)
        self.roles = {OWN}
        self.got: list[Said] = []

    @property
    def chat(self) -> Chat:
        return self

    def acting_as(self, account: Account) -> Chat:
        return self

    def learn(self, channel: str, privileged: bool) -> None:
        """Make the account something in a channel, or nobody."""
        self.sender.learn(channel, privileged=privileged)
        (self.roles.add if privileged else self.roles.discard)(channel)
        self.roles.add(OWN)

    async def send_chat_message(self, *, broadcaster_id: str, message: str, **_: object) -> SentMessage:
        privileged = broadcaster_id in self.roles
        there, back = map(float, message.split()[1:3])
        await trio.sleep(there)
        self.got.append(Said(trio.current_time(), broadcaster_id, message, privileged))
        await trio.sleep(back)
        return SentMessage(message_id="m", is_sent=True)


async def send(
    chat: Chat,
    channel: str,
    text: str = "x 0 0",
    patience: float = math.inf,
    task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Send a text, and call it off where that takes too long."""
    with trio.move_on_after(patience):
        task_status.started()
        await chat.sender.send(channel, text)


PAUSES = st.sampled_from([0.0, 0.0, 0.0, 0.3, 1.0, 7.0])
TRIPS = st.sampled_from([0.0, 0.0, 0.2, 3.0])
SENDS = st.tuples(st.sampled_from(CHANNELS), TRIPS, TRIPS, st.sampled_from([math.inf, math.inf, 0.0, 0.1, 2.0, 20.0]))
ROLES = st.tuples(st.sampled_from(CHANNELS), st.booleans())
STEPS = st.lists(st.tuples(PAUSES, st.one_of(SENDS, SENDS, SENDS, ROLES)), max_size=60)


@example([(0.0, (OWN, 0.0, 0.0, math.inf))] * 6 + [(0.0, ("2", 0.0, 0.0, math.inf))])
@example([(0.0, ("2", 3.0, 0.0, math.inf))] + [(0.0, (OWN, 0.0, 0.0, math.inf))] * 8)
@example([(0.0, (channel, 3.0, 3.0, 2.0)) for channel in "234"] * 4)
@given(STEPS)
def test_never_faster_than_allowed(steps: list[tuple[float, Any]]) -> None:
    """Whatever happens, every message meets as few as it may, far enough from the last one, in its order."""
    limits = ChatLimits(ordinary=3, privileged=6)

    async def main() -> Chat:
        chat = Chat(limits)
        async with trio.open_nursery() as nursery:
            for number, (pause, step) in enumerate(steps):
                await trio.sleep(pause)
                if len(step) == 2:
                    chat.learn(*step)
                else:
                    channel, there, back, patience = step
                    await nursery.start(send, chat, channel, f"{number} {there} {back}", patience)
        await trio.sleep(31)
        await send(chat, "9")
        return chat

    chat = trio.run(main, clock=MockClock(autojump_threshold=0))
    for at, said in enumerate(chat.got):
        met = [other for other in chat.got[:at] if other.at > said.at - 30]
        assert len(met) < (limits.privileged if said.privileged else limits.ordinary)
    for channel in CHANNELS:
        there = [said for said in chat.got if said.channel == channel]
        assert all(later.at - said.at >= 1 for said, later in pairwise(there) if not later.privileged)
        numbers = [int(said.text.split()[0]) for said in there]
        assert numbers == sorted(numbers)
    assert [*chat.sender._rooms._rooms] == ["9"]


async def times(chat: Chat, channels: Iterable[str]) -> list[float]:
    """When messages to these channels arrive, counted from now, if all are sent at once."""
    began, before = trio.current_time(), len(chat.got)
    async with trio.open_nursery() as nursery:
        for channel in channels:
            await nursery.start(send, chat, channel)
    return [said.at - began for said in chat.got[before:]]


LIMITS = ChatLimits(ordinary=20, privileged=100)


async def test_privileged(autojump_clock: MockClock) -> None:
    """Where it is more than anybody the account need not wait, up to its limit."""
    chat = Chat(LIMITS)
    chat.learn("2", privileged=True)

    assert await times(chat, ["2"] * 30 + [OWN] * 70) == [0.0] * 100
    assert await times(chat, ["2"]) == [pytest.approx(30)]


async def test_ordinary(autojump_clock: MockClock) -> None:
    """Elsewhere there is a second between messages to one channel, and few go out in all."""
    chat = Chat(LIMITS)

    assert await times(chat, ["2"] * 3) == [pytest.approx(second) for second in range(3)]
    assert await times(chat, [str(number) for number in range(3, 20)]) == [0.0] * 17
    assert await times(chat, ["20", "21", "22"]) == [pytest.approx(second) for second in (28, 29, 30)]


async def test_all_messages_count_elsewhere(autojump_clock: MockClock) -> None:
    """30 to its own channel, and one elsewhere has to wait for them."""
    chat = Chat(LIMITS)
    await times(chat, [OWN] * 30)

    assert await times(chat, ["2"]) == [pytest.approx(30)]


async def test_who_waits_holds_up_nobody(autojump_clock: MockClock) -> None:
    """While one channel has to wait, those go on whose messages may go."""
    chat = Chat(LIMITS)
    await times(chat, [OWN] * 20)

    assert await times(chat, ["2", OWN, OWN]) == [0.0, 0.0, pytest.approx(30)]


async def test_what_is_called_off_costs_nothing(autojump_clock: MockClock) -> None:
    """Four messages that were called off while they waited leave their turn to the fifth."""
    chat = Chat(LIMITS)
    await send(chat, "2")
    for _ in range(4):
        await send(chat, "2", patience=0.1)

    assert await times(chat, ["2"]) == [pytest.approx(0.6)]


async def test_what_may_have_arrived_counts(autojump_clock: MockClock) -> None:
    """What was called off on its way counts from then."""
    chat = Chat(ChatLimits(ordinary=1, privileged=1))
    await send(chat, "2", "x 5 0", patience=2)

    assert await times(chat, ["2"]) == [pytest.approx(30)]


async def test_a_role_is_learned(autojump_clock: MockClock) -> None:
    """What waits goes out as soon as it may by what the account has become."""
    chat = Chat(LIMITS)
    await times(chat, [OWN] * 20)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(send, chat, "2")
        nursery.start_soon(send, chat, "3")
        await trio.sleep(5)
        chat.learn("3", privileged=True)

    assert [said.channel for said in chat.got[20:]] == ["3", "2"]
    assert [said.at for said in chat.got[20:]] == [chat.got[0].at + 5, pytest.approx(chat.got[0].at + 30)]


async def test_a_role_is_lost(autojump_clock: MockClock) -> None:
    """What waits as a moderator's goes out as anybody's; the account's own channel stays its own."""
    chat = Chat(ChatLimits(ordinary=1, privileged=2))
    chat.learn("2", privileged=True)
    await times(chat, [OWN])
    await trio.sleep(10)
    await times(chat, [OWN])
    async with trio.open_nursery() as nursery:
        nursery.start_soon(send, chat, "2")
        await trio.sleep(5)
        chat.learn("2", privileged=False)
        chat.learn(OWN, privileged=False)

    assert [said.at - chat.got[0].at for said in chat.got] == [0.0, 10.0, pytest.approx(40)]
    assert await times(chat, [OWN]) == [0.0]


@pytest.mark.parametrize("steps", range(8))
async def test_a_role_is_lost_meanwhile(steps: int, autojump_clock: MockClock) -> None:
    """At whatever step of sending the role is lost, the message goes by the one that the account has as it goes out."""
    for _ in range(5):
        chat = Chat(LIMITS)
        chat.learn("2", privileged=True)
        await send(chat, "2")
        began = trio.current_time()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(send, chat, "2")
            for _ in range(steps):
                await trio.lowlevel.checkpoint()
            chat.learn("2", privileged=False)

        assert chat.got[1].at - began == (0.0 if chat.got[1].privileged else pytest.approx(1))


@pytest.mark.parametrize(
    ("badges", "expected"),
    [
        ("", False),
        ("subscriber founder premium", False),
        ("broadcaster", True),
        ("subscriber moderator", True),
        ("lead_moderator", True),
        ("vip", True),
    ],
)
def test_is_privileged(badges: str, expected: bool) -> None:
    """By their badges it is seen who may chat faster."""
    worn = tuple(Badge(set_id=set_id, id="1", info="") for set_id in badges.split())

    assert is_privileged(Chatter(user_id="1", login="bot", display_name="Bot", badges=worn)) is expected
