"""An account of messages: what became of each, step by step, and that it adds up with the counters that users see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from attrs import define, field

from tests.eventsub.wire import Delivery, Step, Wire
from twitchtrio.errors import SubscriptionRevokedError
from twitchtrio.eventsub import EventStream, EventSub, Gap, Misfit, Subscription
from twitchtrio.eventsub._buffer import Buffer
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
    _early: list[tuple[Pending, Buffer]] = field(factory=list)
    """What waits in streams that are still being entered."""
    _taken: dict[int, Pending] = field(factory=dict)
    """What was read since the last look."""
    _odd: dict[int, Pending] = field(factory=dict)
    """What could not be read."""
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
        assert not items or self._taken
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
        if not self._held:
            return
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
        for each in deliveries:
            assert (each.misfits, each.unclaimed) in ({(0, 0), (1, 0)} if each.known else {(0, 1)})
            assert not each.repeated or (each.known and not each.misfits)
            if each.known and not each.misfits and not each.repeated:
                assert each.streams
                self._early += [(each.pending, stream) for stream in each.streams]
            self.outcomes[_fate(each)] += 1
        here = [(self._reader(stream), pending, stream) for pending, stream in self._early]
        self._early = [(pending, stream) for reader, pending, stream in here if reader is None]
        self._taken = taken = {id(pending): pending for reader, pending, _ in here if reader is not None}
        odd = {name: pending for name, pending in taken.items() if pending.unreadable}
        # Who was entering may find only now what another has found before.
        new = [pending for name, pending in odd.items() if name not in self._odd]
        self._read(Counter(reader for reader, _, _ in here if reader is not None), len(new), len(odd))
        self._odd |= odd
        set_aside = Counter(_name(each) for each in self.misfits)
        expected = Counter(map(_name, [*new, *(each.pending for each in deliveries if each.misfits)]))
        assert expected == Counter({name: set_aside[name] for name in expected})
        return len(new)

    def _reader(self, buffer: Buffer) -> Reader | None:
        return next((each for each in self.readers if any(s._buffer is buffer for s in each.streams)), None)

    def _read(self, posted: Counter[Reader], new: int, odd: int) -> None:
        """Every reader got what its streams were given, but for what cannot be read."""
        now = [each.got for each in self.readers]
        missing = [posted[each] - got + before for each, got, before in zip(self.readers, now, self._got, strict=True)]
        self._got = now
        assert 0 <= min(missing), missing
        assert new <= sum(missing), missing
        assert max(missing) <= odd, missing


def _name(what: Pending | Misfit) -> tuple[str, bytes]:
    return what.message_id, what.raw


def _fate(delivery: Delivery) -> str:
    if not delivery.known:
        return "nobody's"
    if delivery.misfits:
        return "set aside: an event of another type"
    if delivery.repeated:
        return "came again under a new id"
    return "set aside: an event" if delivery.pending.unreadable else "delivered"
