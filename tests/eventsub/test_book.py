"""The book of wishes against a plain account of what was done to it."""

from __future__ import annotations

import math
from itertools import count

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.eventsub.support import a_buffer, at
from tests.proofs import times
from twitchtrio.errors import NetworkError, SubscriptionError, TwitchError, UnauthorizedError
from twitchtrio.eventsub import StreamOnline, Subscription
from twitchtrio.eventsub._buffer import Buffer
from twitchtrio.eventsub.book import Book
from twitchtrio.eventsub.wish import State, Wish
from twitchtrio.subscription import EventSubSubscription, SubscriptionStatus, SubscriptionTransport, TransportMethod

CHANNELS = st.integers(1, 6)
CABLE = NetworkError("cable", address="https://api")
NO_TOKEN = UnauthorizedError(status=401, error="", message="no", method="POST", path="/")


def online(channel: int) -> Subscription[StreamOnline]:
    """A wish."""
    return StreamOnline.where(broadcaster_user_id=str(channel))


def cost_of(subscription: Subscription[StreamOnline]) -> int:
    """Every other channel has not authorized the app, as is thought."""
    return int(subscription.condition["broadcaster_user_id"]) % 2


class Books(RuleBasedStateMachine):
    """What is done to a book, and what it must say of itself then."""

    def __init__(self) -> None:
        super().__init__()
        self.discarded: list[EventSubSubscription] = []
        self.book = Book(cost_of=cost_of, on_discard=lambda _, record: self.discarded.append(record))
        self.now = 0.0
        self.ids = count()
        self.parts: list[tuple[Wish, Buffer]] = []
        self.asked: dict[Subscription[StreamOnline], tuple[Wish, int]] = {}
        self.unwanted: dict[Subscription[StreamOnline], EventSubSubscription] = {}
        self.deleting: dict[Subscription[StreamOnline], EventSubSubscription] = {}

    def record(self, subscription: Subscription[StreamOnline], cost: int) -> EventSubSubscription:
        return EventSubSubscription(
            id=str(next(self.ids)),
            status=SubscriptionStatus.ENABLED,
            type=subscription.type,
            version=subscription.version,
            condition=subscription.condition,
            created_at=at(self.now),
            transport=SubscriptionTransport(method=TransportMethod.WEBSOCKET, session_id="session"),
            cost=cost,
        )

    def note_discarded(self) -> None:
        """What the book said is for nobody."""
        for record in self.discarded:
            self.unwanted[online(int(record.condition["broadcaster_user_id"]))] = record
        self.discarded.clear()

    def wish(self, channel: int) -> Wish | None:
        return self.book.get(online(channel))

    @rule(channel=CHANNELS)
    def want(self, channel: int) -> None:
        stream = a_buffer()
        before = self.wish(channel)
        wish = self.book.want(online(channel), stream)
        assert before in {None, wish}
        self.parts.append((wish, stream))

    @precondition(lambda self: self.parts)
    @rule(data=st.data(), linger=st.booleans())
    def unwant(self, data: st.DataObject, *, linger: bool) -> None:
        index = data.draw(st.integers(0, len(self.parts) - 1))
        wish, stream = self.parts.pop(index)
        stood, last = wish.state is State.STANDS, wish.streams == [stream]
        self.book.unwant(wish, stream, self.now, linger=linger)
        if last:
            assert wish.state is (State.STANDS if linger and stood else State.GONE)

    @rule(seconds=st.sampled_from([0.5, 2.0, 700.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        next_at = self.book.let_go(self.now)
        assert next_at > self.now

    @rule(costly=st.booleans())
    def ask(self, *, costly: bool) -> None:
        waiting = [
            wish
            for wish in self.book
            if wish.state is State.WANTED
            and (wish.cost > 0) is costly
            and wish.subscription not in {*self.asked, *self.unwanted, *self.deleting}
        ]
        wish = self.book.due(costly=costly)
        assert (wish is None) is (not waiting)
        if wish is not None:
            assert wish in waiting
            assert wish.retry_at == min(each.retry_at for each in waiting)
            self.book.ask(wish)
            self.asked[wish.subscription] = (wish, wish.cost)

    @precondition(lambda self: self.asked)
    @rule(
        data=st.data(),
        outcome=st.sampled_from(["stands", "refused", "later", "no token", "useless", "nothing"]),
        cost=st.integers(0, 1),
    )
    def answer(self, data: st.DataObject, outcome: str, cost: int) -> None:
        subscription = data.draw(st.sampled_from(sorted(self.asked, key=str)))
        wish, _ = self.asked.pop(subscription)
        current = self.book.get(subscription)
        if outcome == "stands" and current is None:
            self.book.discard(subscription, self.record(subscription, cost))
        elif outcome == "stands" and current is not None:
            self.book.stands(current, self.record(subscription, cost))
        elif outcome == "useless" and current is not None:
            self.book.discard(subscription, self.record(subscription, cost))
        elif outcome == "refused" and wish.state is not State.GONE:
            self.refuse(wish)
        elif outcome in {"later", "no token"} and wish.state is not State.GONE:
            why: TwitchError = NO_TOKEN if outcome == "no token" else CABLE
            self.book.later(wish, why, self.now, unauthorized=outcome == "no token")
        self.book.answered(subscription)

    def refuse(self, wish: Wish) -> None:
        self.book.refuse(wish, SubscriptionError("no", type="stream.online", condition={}, account="bot"))
        assert wish.state is State.GONE
        assert wish.record is None
        self.parts = [(each, stream) for each, stream in self.parts if each is not wish]

    @precondition(lambda self: self.book.standing)
    @rule(data=st.data(), how=st.sampled_from(["lost", "anew", "given up"]))
    def fall(self, data: st.DataObject, how: str) -> None:
        wish = data.draw(st.sampled_from(self.book.standing))
        if how == "given up":
            self.refuse(wish)
            return
        self.book.lost(wish, at(self.now))
        if how == "anew":
            self.book.anew(wish, self.now)
        assert wish.state is (State.WANTED if wish.streams else State.GONE)

    @rule()
    def target_lost(self) -> None:
        for wish in self.book.standing:
            self.book.lost(wish, at(self.now))
        self.note_discarded()
        self.book.gone_with_target()
        self.unwanted.clear()

    @rule()
    def let_in(self) -> None:
        self.book.let_in()
        assert not any(wish.unauthorized for wish in self.book)

    @rule()
    def delete(self) -> None:
        self.note_discarded()
        begun = dict(self.book.delete())
        free = self.unwanted.keys() - self.asked.keys() - self.deleting.keys()
        assert begun == {each: self.unwanted[each] for each in free}
        for subscription in begun:
            self.deleting[subscription] = self.unwanted.pop(subscription)

    @precondition(lambda self: self.deleting)
    @rule(data=st.data())
    def deleted(self, data: st.DataObject) -> None:
        subscription = data.draw(st.sampled_from(sorted(self.deleting, key=str)))
        del self.deleting[subscription]
        self.book.deleted(subscription)

    @rule()
    def heal(self) -> None:
        healed = self.book.healed()
        assert {*healed} == {wish for wish in self.book if wish.outage is not None and wish.state is State.STANDS}
        for wish in healed:
            wish.outage = None
        assert not self.book.has_healed

    @invariant()
    def adds_up(self) -> None:
        self.note_discarded()
        book, wishes = self.book, list(self.book)
        standing = [wish for wish in wishes if wish.state is State.STANDS]
        assert all((wish.record is not None) is (wish.state is State.STANDS) for wish in wishes)
        assert all(wish.streams or wish.state is State.STANDS for wish in wishes)
        assert len(book) == len(wishes)
        assert book.wanted == sum(bool(wish.streams) for wish in wishes)
        assert {*book.lingering} == {wish for wish in wishes if not wish.streams}
        assert {*book.standing} == {*standing}
        assert all(wish.record is not None and book.by_id(wish.record.id) is wish for wish in standing)
        assert book.complete is (len(standing) == len(wishes))
        assert book.requests == len(self.asked) + len(self.deleting)
        assert book.at_rest is not bool(self.asked or self.deleting or self.unwanted)
        assert book.unsettled == {*self.asked, *self.deleting, *self.unwanted}
        assert book.standing_cost == sum(wish.record.cost for wish in standing if wish.record is not None)
        assert book.open_cost == sum(cost for _, cost in self.asked.values()) + sum(
            record.cost for record in (*self.unwanted.values(), *self.deleting.values())
        )
        assert {*book.outages} == {wish for wish in wishes if wish.outage is not None and wish.record is None}
        unauthorized = [wish for wish in wishes if wish.unauthorized]
        idle = not (self.asked or self.deleting)
        assert (book.locked_out is not None) is (
            idle and bool(unauthorized) and len(unauthorized) == sum(bool(wish.streams) for wish in wishes)
        )
        assert (book.trouble is not None) is any(wish.trouble for wish in wishes if wish.record is None)
        assert math.inf == book.let_go(-math.inf) or book.lingering


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=times(40), stateful_step_count=30, deadline=None)
