"""An account of messages: what became of each, step by step, and that it adds up with the counters that users see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from attrs import define, field

from tests.eventsub.wire import Delivery, Step, Wire
from twitchtrio.errors import SubscriptionRevokedError
from twitchtrio.eventsub import EventStream, EventSub, Gap, Misfit, Subscription
from twitchtrio.eventsub.envelope import Metadata, Pending, decode_envelope
from twitchtrio.eventsub.transports import _actions

__all__ = ["Ledger", "Reader"]

FORGOTTEN = 5_000
"""So many ids later, one may be taken for new."""


@define(eq=False)
class Reader:
    """One who listens, and opens the stream anew when Twitch has revoked it."""

    wanted: tuple[Subscription[Any], ...]
    whole: bool = True
    """Whether it takes notifications, and not events alone."""
    got: int = 0
    streams: list[EventStream[Any]] = field(factory=list)
    """All that it ever had."""
    ends: list[SubscriptionRevokedError] = field(factory=list)

    def listens(self, subscription: Subscription[Any]) -> bool:
        """Whether it should get the events of a subscription now."""
        gone = {(each.type, *sorted(each.condition.items())) for each in self.streams[-1].revoked}
        return subscription in self.wanted and (subscription.type, *subscription.pairs) not in gone

    async def run(self, eventsub: EventSub, **options: Any) -> None:
        """Read on and on."""
        opened: Any = eventsub.listen
        while True:
            try:
                async with opened(*self.wanted, **options) as stream:
                    self.streams.append(stream)
                    async for each in stream.notifications() if self.whole else stream:
                        self.got += not isinstance(each, Gap)
            except SubscriptionRevokedError as exc:
                self.ends.append(exc)


@define(slots=False)
class Ledger:
    """What came of each message."""

    eventsub: EventSub
    wire: Wire
    readers: Sequence[Reader]
    outcomes: Counter[str] = field(factory=Counter)
    misfits: list[Misfit] = field(factory=list)
    """What was set aside since the last look."""
    _revoked: set[tuple[str, frozenset[tuple[str, str]]]] = field(factory=set)
    _ids: dict[str, int] = field(factory=dict)
    """When each id passed, counted in ids."""
    _passed: int = 0
    _held: list[tuple[str, _actions.Action]] = field(factory=list)
    _counted: tuple[int, int] = (0, 0)
    _got: list[int] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self._got = [each.got for each in self.readers]

    async def watch(self) -> None:
        """Read what is set aside."""
        async with self.eventsub.misfits() as misfits:
            async for misfit in misfits:
                self.misfits.append(misfit)

    def enter(self, message: bytes | None) -> None:
        """Account for a message, or for what came without one."""
        step = self.wire.next()
        assert len(step.told) == (message is not None)
        direct = step.told[0] if step.told else ()
        actions = (*step.beside, *direct)
        assert [each for each in actions if type(each) is Pending] == [each.pending for each in step.deliveries]
        self._revocations(actions)
        self._late(step)
        aside = [each.misfit for each in actions if isinstance(each, _actions.SetAside)]
        wholes = self._deliveries(step.deliveries)
        if message is not None and not any(type(each) is Pending for each in direct):
            self.outcomes[self._told(step, direct, message)] += 1
        elif message is not None:
            self._first(step.deliveries[-1].pending.message_id)
        # Set aside were messages, events of another type, events that cannot be read, and items within others.
        items = len(self.misfits) - len(aside) - sum(each.misfits for each in step.deliveries) - wholes
        assert 0 <= items
        assert not items or step.deliveries
        assert all(each in self.misfits for each in aside)
        assert not aside or message == aside[0].raw
        unclaimed = sum(each.unclaimed for each in step.deliveries)
        self._counted = self._counted[0] + len(self.misfits), self._counted[1] + unclaimed
        assert self._counted == (self.eventsub.misfit_count, self.eventsub.unclaimed)
        self.misfits.clear()
        for exc in (exc for reader in self.readers for exc in reader.ends):
            assert (exc.type, frozenset(exc.condition.items())) in self._revoked

    # The machine.

    def _told(self, step: Step, direct: Sequence[_actions.Action], message: bytes) -> str:
        """What a message did that is no notification to be delivered now."""
        match direct:
            case ():
                return self._nothing(step, decode_envelope(message).metadata)
            case (_actions.SetAside(), *_):
                return "set aside: a message"
            case (_actions.Revoked(),):
                self._first(decode_envelope(message).metadata.message_id)
                return "a revocation"
            case (only,):
                return f"it was understood: {type(only).__name__}"
            case _:
                return "it was understood: a move"

    def _nothing(self, step: Step, metadata: Metadata) -> str:
        if metadata.message_type == "session_keepalive":
            return "a sign of life"
        if metadata.message_type == "session_reconnect":
            assert self.wire.chains[-1]._move is not None
            return "it was understood: a move that had begun"
        assert metadata.message_type in {"notification", "revocation"}
        if step.held:
            self._held += step.held
            return "held back"
        assert metadata.message_id in self._ids
        return "seen before"

    def _late(self, step: Step) -> None:
        """What was held back is handed on when it need not wait any more, or was seen meanwhile."""
        waiting = {id(each) for each in self.wire.held}
        here = {id(each) for each in step.beside}
        settled = [each for each in self._held if id(each[1]) not in waiting]
        self._held = [each for each in self._held if id(each[1]) in waiting]
        self.outcomes["held back"] -= len(settled)
        for message_id, action in sorted(settled, key=lambda each: id(each[1]) not in here):
            if id(action) in here:
                self._first(message_id)
                self.outcomes["a revocation"] += isinstance(action, _actions.Revoked)
            else:
                assert message_id in self._ids
                self.outcomes["seen before"] += 1

    def _first(self, message_id: str) -> None:
        """An id passes; it has not lately."""
        if message_id:
            assert self._passed - self._ids.get(message_id, -FORGOTTEN) >= FORGOTTEN
            self._passed += 1
            self._ids[message_id] = self._passed

    def _revocations(self, actions: Sequence[_actions.Action]) -> None:
        for each in actions:
            if isinstance(each, _actions.Revoked):
                made = self.wire.made.get(each.subscription.id)
                if made is not None:
                    self._revoked.add((made.type, frozenset(made.condition.items())))

    # The streams.

    def _deliveries(self, deliveries: Sequence[Delivery]) -> int:
        """How many of these were set aside, since they cannot be read."""
        whole = Counter((each.message_id, each.raw) for each in self.misfits)
        posted: Counter[Reader] = Counter()
        unreadable = 0
        for each in deliveries:
            pending = each.pending
            if not each.known:
                assert (0, 1) == (each.misfits, each.unclaimed)
                self.outcomes["nobody's"] += 1
            elif each.misfits:
                assert (1, 0) == (each.misfits, each.unclaimed)
                self.outcomes["set aside: an event of another type"] += 1
            else:
                assert 0 == each.unclaimed
                readers = [reader for reader in self.readers if not set(each.streams).isdisjoint(reader.streams)]
                assert readers, (pending, each.streams)
                assert len(readers) == len(each.streams)
                posted.update(readers)
                odd = whole[pending.message_id, pending.raw]
                assert odd <= 1
                unreadable += odd
                self.outcomes["set aside: an event" if odd else "delivered"] += 1
        missing = {
            reader: posted[reader] - (reader.got - got) for reader, got in zip(self.readers, self._got, strict=True)
        }
        assert 0 <= min(missing.values())
        assert max(missing.values()) <= unreadable <= sum(missing.values())
        self._got = [each.got for each in self.readers]
        return unreadable
