"""What streams are told to have missed."""

from __future__ import annotations

from itertools import count

from hypothesis import given, strategies as st

from tests.eventsub.support import a_buffer, at
from twitchtrio.eventsub._buffer import Buffer, Gap
from twitchtrio.eventsub.events.event import Subscription
from twitchtrio.eventsub.events.stream import StreamOnline
from twitchtrio.eventsub.gaps import tell_outages, tell_pause
from twitchtrio.eventsub.wish import Wish
from twitchtrio.subscription import EventSubSubscription, SubscriptionStatus, SubscriptionTransport, TransportMethod

_ids = count(1)


def record(created: float) -> EventSubSubscription:
    """A subscription that was made at some second."""
    return EventSubSubscription(
        id=str(next(_ids)),
        status=SubscriptionStatus.ENABLED,
        type="stream.online",
        version="1",
        condition={},
        created_at=at(created),
        transport=SubscriptionTransport(method=TransportMethod.WEBSOCKET, session_id="session"),
        cost=0,
    )


def wished(number: int = 1) -> Subscription[StreamOnline]:
    """One of several wishes."""
    return StreamOnline.where(broadcaster_user_id=str(number))


def standing(number: int, *streams: Buffer, since: float = 0.0) -> Wish:
    """A wish that stands."""
    wish = Wish(subscription=wished(number), streams=list(streams))
    wish.stands(record(since))
    return wish


def told(listener: Buffer) -> list[tuple[float, float, set[str]]]:
    """Start, end and channels of each gap that a stream holds."""
    gaps = [item for item in listener.items if isinstance(item, Gap)]
    return [
        (
            (gap.start - at(0)).total_seconds(),
            (gap.end - at(0)).total_seconds(),
            {each.condition["broadcaster_user_id"] for each in gap.subscriptions},
        )
        for gap in gaps
    ]


def test_dated_in_the_future() -> None:
    """Where Twitch dates a subscription years ahead, each outage is told all the same."""
    listener, future = a_buffer(1000), 10**8
    wish = standing(1, listener, since=future)
    for lost, stands in ((10, 15), (20, future), (40, 45)):
        wish.lost(at(lost))
        wish.stands(record(stands))
        tell_outages([wish])

    assert [(10, 15, {"1"}), (20, future, {"1"}), (40, 45, {"1"})] == told(listener)
    assert wish.proven


def test_outages_that_began_together() -> None:
    """One gap per stream, up to the last of them; who came later is not concerned. It is told once."""
    one, other, latecomer = a_buffer(1000), a_buffer(1000), a_buffer(1000)
    wishes = [standing(1, one, other), standing(2, one)]
    for wish in wishes:
        wish.lost(at(10))
        wish.streams.append(latecomer)
    wishes[0].stands(record(15))
    wishes[1].stands(record(16))
    tell_outages(wishes)
    tell_outages(wishes)

    assert [(10, 16, {"1", "2"})] == told(one)
    assert [(10, 16, {"1"})] == told(other)
    assert [] == told(latecomer)


def test_who_has_left_is_told_nothing() -> None:
    """A stream that has left meanwhile makes no gap."""
    one = a_buffer(1000)
    wish = standing(1, one)
    wish.lost(at(10))
    wish.stands(record(15))
    wish.streams.clear()
    tell_outages([wish])

    assert [] == told(one)


def test_gap_without_length() -> None:
    """If Twitch's clocks do not agree, a loss may seem to end before it began; it is told all the same."""
    listener = a_buffer(1000)
    wish = standing(1, listener)
    wish.lost(at(10))
    wish.stands(record(9))
    tell_outages([wish])
    tell_pause([wish], at(12), at(12))

    assert [(10, 10, {"1"}), (12, 12, {"1"})] == told(listener)


def test_pause() -> None:
    """A pause concerns what stood in it, from when on that did, and what stood before and was lost."""
    listener = a_buffer(1000)
    whole, later, never = standing(1, listener), standing(2, listener, since=12), Wish(subscription=wished(3))
    after, out = standing(5, listener, since=15), standing(4, listener)
    out.lost(at(13))
    never.streams.append(listener)
    tell_pause([whole, later, never, after, out], at(10), at(14))

    assert [(10, 14, {"1", "4"}), (12, 14, {"2"})] == told(listener)


def test_pause_of_what_is_dated_in_the_future() -> None:
    """What Twitch dates far ahead may have stood all the time: a pause concerns it."""
    listener = a_buffer(1000)
    tell_pause([standing(1, listener, since=10**8)], at(10), at(14))

    assert [(10, 14, {"1"})] == told(listener)


def test_pause_before_it_was_made_again() -> None:
    """What was made again since a pause may have died in it: all is missing until then."""
    listener = a_buffer(1000)
    wish = standing(1, listener)
    wish.lost(at(13))
    wish.stands(record(15))
    tell_outages([wish])
    tell_pause([wish], at(10), at(11))

    assert [(13, 15, {"1"}), (10, 15, {"1"})] == told(listener)


@given(
    st.lists(st.tuples(st.sampled_from(["lost", "stands", "pause"]), st.integers(1, 9), st.integers(0, 9)), max_size=30)
)
def test_nothing_goes_unsaid(steps: list[tuple[str, int, int]]) -> None:
    """Whatever happens: all times of outages and pauses lie in gaps."""
    listener = a_buffer(1000)
    wish = standing(1, listener)
    now, missing = 0, set[int]()
    last_standing = 0
    for step, wait, back in steps:
        before, now = now, now + wait
        if step == "lost" and wish.record is not None:
            # The last sign of life is between the last change and now.
            last_standing = max(before, now - back)
            wish.lost(at(last_standing))
        elif step == "stands" and wish.record is None:
            wish.stands(record(now))
            missing |= set(range(last_standing, now))
            tell_outages([wish])
        elif step == "pause":
            since = max(0, now - back)
            missing |= set(range(since, now))
            tell_pause([wish], at(since), at(now))

    assert missing <= {second for start, end, _ in told(listener) for second in range(int(start), int(end))}
