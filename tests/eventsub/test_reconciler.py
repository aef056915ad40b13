"""The reconciler: what is wanted comes to stand, whatever happens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest
import trio
import trio.testing
from attrs import evolve
from trio.testing import MockClock

from tests.eventsub.support import BOT, FakeApi, a_buffer, at, misfit, notification, reading, session
from twitchtrio.errors import (
    BadRequestError,
    ConflictError,
    DecodeError,
    ForbiddenError,
    HelixError,
    NetworkError,
    RateLimitedError,
    RefreshFailedError,
    ServerError,
    SubscriptionError,
    SubscriptionRevokedError,
    TokenRevokedError,
    TwitchError,
)
from twitchtrio.eventsub._buffer import Buffer, Gap
from twitchtrio.eventsub.budget import Ledger
from twitchtrio.eventsub.events.event import Subscription
from twitchtrio.eventsub.events.stream import StreamOnline
from twitchtrio.eventsub.hub import Hub
from twitchtrio.eventsub.reconciler import Reconciler
from twitchtrio.eventsub.refusals import MAX_COST
from twitchtrio.eventsub.wish import Wish
from twitchtrio.subscription import EventSubSubscription, Listing, SubscriptionStatus
from twitchtrio.tokens import Actor


def online(broadcaster: int = 1) -> Subscription[StreamOnline]:
    """The wish for when a channel goes live."""
    return StreamOnline.where(broadcaster_user_id=str(broadcaster))


def refused(kind: type[HelixError], message: str, status: int = 400) -> HelixError:
    """What Twitch answers when it refuses a subscription."""
    return kind(status=status, error="Error", message=message, method="POST", path="/eventsub/subscriptions")


class Setting:
    """A reconciler and what it speaks with."""

    def __init__(self) -> None:
        self.api = FakeApi()
        self.hub = Hub()
        self.lost: list[tuple[Wish, SubscriptionRevokedError]] = []
        self.ledger = Ledger(self.api)
        self.reconciler = self.beside()

    def beside(self) -> Reconciler:
        """A line's, beside those that there are."""
        return Reconciler(
            self.api,
            BOT,
            self.hub,
            self.ledger,
            on_change=lambda: None,
            on_lost=lambda wish, error: self.lost.append((wish, error)),
        )

    def stream(self) -> Buffer:
        return a_buffer()

    @asynccontextmanager
    async def session(self, session_id: str = "session-1") -> AsyncIterator[None]:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.reconciler.run, session(session_id))
            await settle()
            yield
            nursery.cancel_scope.cancel()


async def settle() -> None:
    """Let everything happen that needs no time."""
    await trio.testing.wait_all_tasks_blocked()


async def test_makes_wishes_side_by_side(autojump_clock: MockClock) -> None:
    """All wishes of a fresh session are asked for at once."""
    setting = Setting()
    setting.api.delay = 1.0
    stream = setting.stream()
    wishes = [setting.reconciler.want(online(number), stream) for number in range(1, 21)]
    began = trio.current_time()
    async with setting.session():
        await trio.sleep(1.5)

        assert all(wish.record for wish in wishes)
    assert trio.current_time() - began == pytest.approx(1.5)


async def test_equal_wishes_share(autojump_clock: MockClock) -> None:
    """Two streams with one wish cost one subscription, and both get its events; the last to leave deletes it."""
    setting = Setting()
    one, other = setting.stream(), setting.stream()
    wish = setting.reconciler.want(online(), one)
    assert setting.reconciler.want(online(), other) is wish
    async with setting.session():
        assert wish.record is not None
        assert setting.reconciler.deliver(notification("a", subscription_id=wish.record.id))
        setting.reconciler.unwant(wish, one)
        await settle()
        assert setting.api.deleted == []
        setting.reconciler.unwant(wish, other)
        await settle()

        assert setting.api.deleted == [wish.record.id]
        setting.reconciler.deliver(notification("b", subscription_id=wish.record.id))
        assert 0 == setting.hub.unclaimed
    assert ((await reading(one).receive()).id, (await reading(other).receive()).id) == ("a", "a")


async def test_notification_before_answer(autojump_clock: MockClock) -> None:
    """Twitch may notify before it has answered the request; nothing is lost."""
    setting = Setting()
    setting.api.delay = 5.0
    stream = setting.stream()
    setting.reconciler.want(online(), stream)
    async with setting.session():
        await trio.sleep(1)
        assert setting.reconciler.deliver(notification("a", subscription_id="not known yet"))
        assert not setting.reconciler.deliver(
            notification("b", condition={"broadcaster_user_id": "9"}, subscription_id="x")
        )

    assert (await reading(stream).receive()).id == "a"


@pytest.mark.parametrize(
    "failure",
    [
        NetworkError("cable", address="https://api", sent=True),
        refused(ServerError, "oops", 503),
        refused(RateLimitedError, "number of websocket transports limit exceeded", 429),
        refused(BadRequestError, "websocket transport session does not exist or has already disconnected"),
        refused(BadRequestError, "invalid session_id"),
        refused(ForbiddenError, "Session was closed", 403),
        refused(BadRequestError, "The websocket session is no longer connected"),
        refused(BadRequestError, "session is not connected"),
        refused(BadRequestError, "the session has ended"),
        refused(BadRequestError, "session timed out"),
        refused(BadRequestError, "SessionNotFound"),
        refused(BadRequestError, "websocket transport is disconnected"),
        refused(BadRequestError, "The WebSocket connection has already been closed."),
    ],
    ids=lambda failure: str(getattr(failure, "message", failure)),
)
async def test_passing_causes(failure: TwitchError, autojump_clock: MockClock) -> None:
    """What passes is tried again until it is had, and meanwhile the wish says what is the matter."""
    setting = Setting()
    setting.api.failures = [failure] * 5
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.trouble == str(failure)
        await trio.sleep(600)

        assert wish.record is not None
        assert wish.trouble is None
    assert len(setting.api.asked) == 6


async def test_nonsense_that_passes(autojump_clock: MockClock) -> None:
    """An answer that cannot be read says nothing against a wish: it is tried again."""
    setting = Setting()
    setting.api.failures = [DecodeError("it makes no sense", model="EventSubSubscription")] * 2
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        await trio.sleep(10)
        assert wish.record is not None


async def test_unreadable_for_ever(autojump_clock: MockClock) -> None:
    """Answers that can never be read are told to who enters, and waited out by who was there; none ends the bot."""
    setting = Setting()
    entered = setting.reconciler.want(online(2), setting.stream())
    async with setting.session():
        assert entered.record is not None
    setting.reconciler.lost(at(1))
    setting.api.always = DecodeError("it is empty", model="EventSubSubscription")
    wish = setting.reconciler.want(online(1), setting.stream())
    async with setting.session("session-2"):
        await trio.sleep(100)
        assert wish.refused is None
        await trio.sleep(200)

        assert wish.refused is setting.api.always
        assert entered.trouble is not None
    assert setting.lost == []


async def test_patience_is_for_each_cause(autojump_clock: MockClock) -> None:
    """A first odd answer after a long outage is no reason to give up."""
    setting = Setting()
    cable = NetworkError("cable", address="https://api", sent=True)
    odd = DecodeError("it makes no sense", model="EventSubSubscription")
    setting.api.failures = [*[cable] * 20, odd, cable, odd]
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        await trio.sleep(3600)

        assert wish.record is not None
    assert len(setting.api.asked) == 24


@pytest.mark.parametrize(
    "message",
    [
        "subscription missing proper authorization",
        "channel.guest_star_session.begin is no longer supported",
        "subscription type channel.guest_star_session.begin unknown",
        "the guest star session is no longer active",
        "The beta of channel.guest_star_session.update has ended",
        "The user is no longer authorized for this session",
        "websocket subscriptions have expired authorization",
        "The WebSocket subscription type has ended",
    ],
)
async def test_refusal_is_final(message: str, autojump_clock: MockClock) -> None:
    """What cannot pass is asked once and refused with Twitch's words, also where they speak of other sessions."""
    setting = Setting()
    setting.api.always = refused(ForbiddenError, message, 403)
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        await trio.sleep(600)

    assert len(setting.api.asked) == 1
    assert isinstance(wish.refused, SubscriptionError)
    assert (wish.refused.status, wish.refused.reason) == (403, message)
    assert list(setting.reconciler.book) == []


async def test_login_lost_while_entering(autojump_clock: MockClock) -> None:
    """A lost login comes out as itself."""
    setting = Setting()
    setting.api.always = TokenRevokedError(account="bot", reason="Invalid refresh token")
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.refused is setting.api.always


async def test_login_lost_later_heals(autojump_clock: MockClock) -> None:
    """A wish that has stood waits for a new login."""
    setting = Setting()
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record is not None
    setting.reconciler.lost(at(5))
    setting.api.failures = [TokenRevokedError(account="bot", reason="Invalid refresh token")] * 4
    async with setting.session("session-2"):
        await trio.sleep(600)

        assert wish.record is not None
    assert setting.lost == []


async def test_gap(autojump_clock: MockClock) -> None:
    """One gap per stream and outage, from the last sign of life to the new subscriptions."""
    setting = Setting()
    stream, latecomer = setting.stream(), setting.stream()
    for number in (1, 2, 3):
        setting.reconciler.want(online(number), stream)
    async with setting.session():
        await trio.sleep(10)
    setting.reconciler.lost(at(8))
    setting.reconciler.want(online(1), latecomer)
    await trio.sleep(5)
    setting.api.delay = 1.0
    async with setting.session("session-2"):
        await trio.sleep(10)
    stream.end()
    latecomer.end()

    gaps = [item async for item in reading(stream).notifications()]
    [gap] = gaps
    assert isinstance(gap, Gap)
    assert (at(8), at(16), {online(1), online(2), online(3)}) == (gap.start, gap.end, {*gap.subscriptions})
    assert [item async for item in reading(latecomer).notifications()] == []


async def test_gap_for_a_wish_that_has_to_wait(autojump_clock: MockClock) -> None:
    """What stands again is told; what still waits is told when it stands."""
    setting = Setting()
    stream = setting.stream()
    setting.reconciler.want(online(1), stream)
    setting.reconciler.want(online(2), stream)
    async with setting.session():
        await trio.sleep(1)
    setting.reconciler.lost(at(1))
    setting.api.failures = [refused(ServerError, "oops", 503)]
    async with setting.session("session-2"):
        await settle()
        async with setting.session("session-2"):
            await trio.sleep(5)
    stream.end()

    first, second = [item async for item in reading(stream).notifications() if isinstance(item, Gap)]
    assert {first.subscriptions, second.subscriptions} == {(online(1),), (online(2),)}
    assert first.start == second.start == at(1)
    assert second.end > first.end


async def test_outage_within_an_outage_is_one_gap(autojump_clock: MockClock) -> None:
    """A session that is lost before anything stood again makes no gap of its own."""
    setting = Setting()
    stream = setting.stream()
    setting.reconciler.want(online(), stream)
    async with setting.session():
        await trio.sleep(1)
    setting.reconciler.lost(at(1))
    setting.api.failures = [NetworkError("cable", address="https://api")]
    async with setting.session("session-2"):
        await settle()
    setting.reconciler.lost(at(3))
    await trio.sleep(3)
    async with setting.session("session-3"):
        await settle()
    stream.end()

    assert [item async for item in reading(stream).notifications()] == [
        Gap(start=at(1), end=at(4), subscriptions=(online(),))
    ]


async def test_leftover_of_a_dead_session(autojump_clock: MockClock) -> None:
    """On 409 the dead session's subscription is deleted and the wish tried again."""
    setting = Setting()
    stale = setting.api.make(
        "stream.online", "1", {"broadcaster_user_id": "1"}, "old", SubscriptionStatus.WEBSOCKET_DISCONNECTED
    )
    other = setting.api.make(
        "stream.online", "1", {"broadcaster_user_id": "2"}, "old", SubscriptionStatus.WEBSOCKET_DISCONNECTED
    )
    setting.api.failures = [refused(ConflictError, "subscription already exists", 409)]
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record is not None
    assert setting.api.deleted == [stale.id]
    assert other.id in setting.api.records


async def test_leftover_that_does_not_go(autojump_clock: MockClock) -> None:
    """Deleting what is not in the way is not done over and over."""
    setting = Setting()
    setting.api.make("stream.online", "1", {"broadcaster_user_id": "1"}, "old", SubscriptionStatus.USER_REMOVED)
    setting.api.keeps_dead = True
    setting.api.failures = [refused(ConflictError, "subscription already exists", 409)] * 10
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert 2 == len(setting.api.asked)
        await trio.sleep(100)
        assert len(setting.api.asked) < 10
        assert wish.refused is None


async def test_another_program_is_left_alone(autojump_clock: MockClock) -> None:
    """A subscription that stands on a session which is not ours is not deleted; the wish waits."""
    setting = Setting()
    theirs = setting.api.make("stream.online", "1", {"broadcaster_user_id": "1"}, "theirs")
    setting.api.failures = [refused(ConflictError, "subscription already exists", 409)] * 3
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        await trio.sleep(600)
        assert wish.record is not None
    assert theirs.id in setting.api.records


async def test_taken_by_another_program(autojump_clock: MockClock) -> None:
    """What stays in the way for longer than leftovers do is refused to who enters, and waited out by who was there."""
    setting = Setting()
    entered = setting.reconciler.want(online(2), setting.stream())
    async with setting.session():
        assert entered.record is not None
    setting.reconciler.lost(at(1))
    setting.api.make("stream.online", "1", {"broadcaster_user_id": "1"}, "theirs")
    setting.api.always = refused(ConflictError, "subscription already exists", 409)
    wish = setting.reconciler.want(online(1), setting.stream())
    async with setting.session("session-2"):
        await trio.sleep(100)
        assert wish.refused is None
        await trio.sleep(200)

        assert isinstance(wish.refused, SubscriptionError)
        assert "does another one act as 'bot'?" in str(wish.refused)
        assert entered.trouble is not None
    assert setting.lost == []


async def test_lost_answer_is_adopted(autojump_clock: MockClock) -> None:
    """Where the answer to a request was lost, the subscription that it made is found and taken over."""
    setting = Setting()
    made = setting.api.make("stream.online", "1", {"broadcaster_user_id": "1", "extra": ""}, "session-1")
    setting.api.failures = [refused(ConflictError, "subscription already exists", 409)]
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record == made
    assert setting.api.deleted == []


async def test_nothing_dead_is_adopted(autojump_clock: MockClock) -> None:
    """What is dead is deleted, though it hangs on the present session, and what others have is left alone."""
    setting = Setting()
    condition = {"broadcaster_user_id": "1"}
    dead = setting.api.make("stream.online", "1", condition, "session-1", SubscriptionStatus.WEBSOCKET_DISCONNECTED)
    odd = setting.api.make("stream.online", "1", condition, "theirs", SubscriptionStatus("brand_new"))
    setting.api.failures = [refused(ConflictError, "subscription already exists", 409)]
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record is not None
        assert wish.record.id not in {dead.id, odd.id}
    assert [dead.id] == setting.api.deleted


@pytest.mark.parametrize(
    ("status", "good"),
    [("websocket_disconnected", False), ("authorization_revoked", False), ("", True), ("enabled_again", True)],
)
async def test_made_but_dead(status: str, good: bool, autojump_clock: MockClock) -> None:
    """What is dead from the first is deleted and made again; a status that nobody knows says nothing against it."""
    setting = Setting()
    made: list[EventSubSubscription] = []

    async def subscribe(*args: Any, **kwargs: Any) -> EventSubSubscription:
        made.append(await FakeApi.subscribe(setting.api, *args, **kwargs))
        return evolve(made[0], status=SubscriptionStatus(status)) if len(made) == 1 else made[-1]

    setting.api.subscribe = subscribe  # type: ignore[method-assign]  # the first answer is odd
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        await trio.sleep(1)
        assert wish.record is not None
        assert good is (wish.record.id == made[0].id)
        assert [wish.record.id] == list(setting.api.records)


async def test_dead_again_and_again(autojump_clock: MockClock) -> None:
    """Who enters is refused what is dead for long; who was there waits on, and no stream ends by it."""
    setting = Setting()
    stood = setting.reconciler.want(online(2), setting.stream())
    async with setting.session():
        assert stood.record is not None
    setting.reconciler.lost(at(1))
    make = setting.api.make
    setting.api.make = lambda *wanted: make(*wanted, SubscriptionStatus.USER_REMOVED)  # type: ignore[method-assign]
    wish = setting.reconciler.want(online(1), setting.stream())
    async with setting.session("session-2"):
        await trio.sleep(300)

        assert "is user_removed" in str(wish.refused)
        assert "is user_removed" in str(stood.trouble)
    assert setting.lost == []
    assert len(setting.api.asked) < 40


async def test_leftovers_use_up_the_limit(autojump_clock: MockClock) -> None:
    """On 429 what dead sessions of ours left standing is deleted; what others have, and what is dead, is left alone."""
    setting = Setting()
    wish = setting.reconciler.want(online(1), setting.stream())
    async with setting.session():
        assert wish.record is not None
        left = wish.record
    setting.reconciler.lost(at(1))
    others = [
        setting.api.make("stream.online", "1", {"broadcaster_user_id": "1"}, "theirs"),
        setting.api.make("stream.online", "1", {}, "session-1", SubscriptionStatus.WEBSOCKET_DISCONNECTED),
    ]
    setting.api.failures = [refused(RateLimitedError, "number of websocket transports limit exceeded", 429)]
    async with setting.session("session-2"):
        await trio.sleep(5)
        assert wish.record is not None
    assert [left.id] == setting.api.deleted
    assert all(other.id in setting.api.records for other in others)


def answer_lists_late(api: FakeApi, delay: float) -> None:
    """Let each list be on its way for a while."""

    async def subscriptions(*, actor: Actor) -> Listing:
        records = await FakeApi.subscriptions(api, actor=actor)
        await trio.sleep(delay)
        return records

    api.subscriptions = subscriptions  # type: ignore[method-assign]  # the network is slow


@pytest.mark.parametrize("moves", ["while listing", "while deleting"])
async def test_moved_while_making_room(moves: str, autojump_clock: MockClock) -> None:
    """What stands is no leftover, though the session moves while leftovers are looked for and deleted."""
    setting = Setting()
    stood = setting.reconciler.want(online(1), setting.stream())
    async with setting.session("session-1"):
        await settle()
    setting.reconciler.lost(at(1))
    setting.api.make("stream.online", "1", {"broadcaster_user_id": "3"}, "session-1")
    left = list(setting.api.records)
    setting.api.delete_delay = 1.0
    answer_lists_late(setting.api, 1.0 if moves == "while listing" else 0.0)
    async with setting.session("session-2"):
        assert stood.record is not None
        setting.api.failures = [refused(RateLimitedError, "number of websocket transports limit exceeded", 429)]
        setting.reconciler.want(online(2), setting.stream())
        await trio.sleep(0.5)
        setting.api.move("session-2", "session-3")
        setting.reconciler.moved(session("session-3"))
        await trio.sleep(30)

        assert stood.record.id in setting.api.records
        assert (left if moves == "while deleting" else []) == setting.api.deleted


async def test_one_tries_for_all(autojump_clock: MockClock) -> None:
    """While Twitch allows no more, three hundred wishes ask no more often than one; then all of them are had."""
    setting = Setting()
    stream = setting.stream()
    wishes = [setting.reconciler.want(online(number), stream) for number in range(1, 301)]
    setting.api.always = refused(RateLimitedError, "number of websocket transports limit exceeded", 429)
    async with setting.session():
        assert 32 == len(setting.api.asked)
        await trio.sleep(600)
        assert len(setting.api.asked) < 57
        setting.api.always = None
        await trio.sleep(120)

        assert all(wish.record for wish in wishes)


async def test_budget(autojump_clock: MockClock) -> None:
    """A cost that can never fit is refused with cost and limit; one that fitted before is waited for."""
    setting = Setting()
    setting.api.cost = 1
    over = refused(RateLimitedError, "subscription cost exceeded", 429)
    held = [setting.reconciler.want(online(number), setting.stream()) for number in range(1, MAX_COST + 1)]
    async with setting.session():
        setting.api.failures = [over]
        wish = setting.reconciler.want(online(99), setting.stream())
        await trio.sleep(600)
        assert isinstance(wish.refused, SubscriptionError)
        assert (wish.refused.cost, wish.refused.limit) == (MAX_COST, MAX_COST)
    setting.reconciler.lost(at(700))
    setting.api.failures = [over] * 3
    async with setting.session("session-2"):
        await trio.sleep(600)

        assert all(wish.record for wish in held)
    assert setting.lost == []


async def test_withdrawn_while_asked_for(autojump_clock: MockClock) -> None:
    """A wish that is withdrawn while its request is under way leaves nothing behind at Twitch."""
    setting = Setting()
    setting.api.delay = 1.0
    stream = setting.stream()
    wish = setting.reconciler.want(online(), stream)
    async with setting.session():
        await trio.sleep(0.5)
        setting.reconciler.unwant(wish, stream)
        await trio.sleep(2)
    assert setting.api.records == {}


async def test_withdrawn_and_wanted_anew(autojump_clock: MockClock) -> None:
    """One who comes after it was withdrawn gets a subscription of their own."""
    setting = Setting()
    setting.api.delay = 1.0
    stream = setting.stream()
    first = setting.reconciler.want(online(), stream)
    async with setting.session():
        await trio.sleep(0.5)
        setting.reconciler.unwant(first, stream)
        second = setting.reconciler.want(online(), stream)
        await trio.sleep(3)

        assert second.record is not None
        assert list(setting.api.records) == [second.record.id]


async def test_left_and_wanted_anew(autojump_clock: MockClock) -> None:
    """Nor does it get one that is just being deleted: requests about one subscription do not overtake each other."""
    setting = Setting()
    setting.api.strict = True
    setting.api.delete_delay = 2.0
    stream = setting.stream()
    first = setting.reconciler.want(online(), stream)
    async with setting.session():
        setting.reconciler.unwant(first, stream)
        await trio.sleep(1)
        second = setting.reconciler.want(online(), stream)
        await trio.sleep(0.5)
        assert second.record is None
        await trio.sleep(2)

        assert second.record is not None
        assert [second.record.id] == list(setting.api.records)
    assert 2 == len(setting.api.asked)


async def test_could_not_be_deleted(autojump_clock: MockClock) -> None:
    """What cannot be deleted is nobody's until it can be; who wants it again takes it over."""
    setting = Setting()
    setting.api.strict = True
    setting.api.delete_failures = [NetworkError("cable", address="https://api")]
    stream = setting.stream()
    wish = setting.reconciler.want(online(), stream)
    async with setting.session():
        record = wish.record
        assert record is not None
        setting.reconciler.unwant(wish, stream)
        await settle()
        setting.reconciler.deliver(notification("a", subscription_id=record.id))

        assert [record.id] == list(setting.api.records)
        assert setting.reconciler.want(online(), stream) is not wish
        await settle()
        assert (record,) == tuple(each.record for each in setting.reconciler.book)


@pytest.mark.parametrize(
    "failure",
    [
        NetworkError("cable", address="https://api"),
        refused(ServerError, "oops", 503),
        refused(RateLimitedError, "slow down", 429),
    ],
    ids=["network", "server", "limit"],
)
async def test_deleted_later(failure: TwitchError, autojump_clock: MockClock) -> None:
    """What could not be deleted is found and deleted while the session lives, and nothing else is."""
    setting = Setting()
    stream = setting.stream()
    kept, left = (setting.reconciler.want(online(number), stream) for number in (1, 2))
    async with setting.session():
        assert kept.record is not None
        assert left.record is not None
        spared = [
            kept.record,
            setting.api.make("stream.online", "1", {"broadcaster_user_id": "2"}, "theirs"),
            setting.api.make("stream.online", "1", {}, "session-1", SubscriptionStatus.USER_REMOVED),
        ]
        setting.api.delete_failures = [failure] * 3
        setting.reconciler.unwant(left, stream)
        await trio.sleep(120)

        assert [left.record.id] == setting.api.deleted
        assert spared == list(setting.api.records.values())
        assert kept.record is spared[0]
    assert [] == setting.api.delete_failures


async def test_never_deleted(autojump_clock: MockClock) -> None:
    """Deleting is tried again with growing pauses, however often it fails."""
    setting = Setting()
    tried_at: list[float] = []

    async def unsubscribe(subscription_id: str, **kwargs: Any) -> None:  # noqa: ASYNC124  # an api is asked
        tried_at.append(trio.current_time())
        raise refused(ServerError, "oops", 503)

    setting.api.unsubscribe = unsubscribe  # type: ignore[method-assign]  # Twitch never does
    stream = setting.stream()
    wishes = [setting.reconciler.want(online(number), stream) for number in (1, 2)]
    async with setting.session():
        for wish in wishes:
            setting.reconciler.unwant(wish, stream)
        await trio.sleep(7200)

    pauses = [later - earlier for earlier, later in pairwise(sorted(set(tried_at)))]
    assert all(pause >= 10 for pause in pauses)
    assert sorted(pauses) == pauses
    assert 600 == pauses[-1]
    assert 2 * len(set(tried_at)) == len(tried_at)


def lose_answers(api: FakeApi, error: TwitchError, *, after: float = 0.0) -> None:
    """Let Twitch make each subscription at once, and this come instead of its answer."""

    async def subscribe(*args: Any, **kwargs: Any) -> EventSubSubscription:
        await FakeApi.subscribe(api, *args, **kwargs)
        await trio.sleep(after)
        raise error

    api.subscribe = subscribe  # type: ignore[method-assign]  # the answers are lost


@pytest.mark.parametrize("left", ["before the answer is lost", "after it is lost"])
@pytest.mark.parametrize(
    "error",
    [
        NetworkError("cable", address="https://api", sent=True),
        refused(ServerError, "oops", 504),
        DecodeError("it makes no sense", model="EventSubSubscription"),
    ],
    ids=["network", "server", "nonsense"],
)
async def test_made_for_one_who_left(error: TwitchError, left: str, autojump_clock: MockClock) -> None:
    """What was made for one who left, and whose answer was lost, does not stay as long as the session."""
    setting = Setting()
    stream = setting.stream()
    kept = setting.reconciler.want(online(1), stream)
    async with setting.session():
        # Nobody looks for an hour from then on, unless there is reason to.
        await trio.sleep(100)
        lose_answers(setting.api, error, after=1.0)
        wish = setting.reconciler.want(online(2), stream)
        await trio.sleep(0.5 if left == "before the answer is lost" else 1.5)
        setting.reconciler.unwant(wish, stream)
        await trio.sleep(5)
        assert 2 == len(setting.api.records)
        await trio.sleep(120)

        assert [kept.record] == list(setting.api.records.values())


def answer_slowly(api: FakeApi, delay: float, *, condition: Mapping[str, str] | None = None) -> None:
    """Let Twitch make each subscription at once, with a condition of its own, and its answer be on its way."""

    async def subscribe(*args: Any, **kwargs: Any) -> EventSubSubscription:
        record = await FakeApi.subscribe(api, *args, **kwargs)
        if condition is not None:
            record = api.records[record.id] = evolve(record, condition=dict(condition))
        await trio.sleep(delay)
        return record

    api.subscribe = subscribe  # type: ignore[method-assign]  # the network is slow


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {},
        {"broadcaster_user_id": ""},
        {"broadcaster_user_id": "1", "reward_id": "all"},
        {"Broadcaster_User_ID": "1"},
    ],
    ids=["same", "empty", "without value", "more", "case"],
)
async def test_made_while_looking(condition: Mapping[str, str] | None, autojump_clock: MockClock) -> None:
    """What is listed before the answer that tells of it has come is no stray, however its condition is told."""
    setting = Setting()
    answer_slowly(setting.api, 5.0, condition=condition)
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        setting.reconciler.doubt("who knows")
        await trio.sleep(2)
        assert setting.reconciler.doubted is None
        await trio.sleep(4)

        assert [wish.record] == list(setting.api.records.values())
    assert ([], 1) == (setting.api.deleted, len(setting.api.asked))


async def test_stray_beside_what_is_being_made(autojump_clock: MockClock) -> None:
    """While a subscription is being made, no other of its type is taken for a stray; they are looked at again soon."""
    setting = Setting()
    stray = setting.api.make("stream.online", "1", {"broadcaster_user_id": "9"}, "session-1")
    answer_slowly(setting.api, 5.0)
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        setting.reconciler.doubt("who knows")
        await trio.sleep(6)
        assert [] == setting.api.deleted
        await trio.sleep(30)

        assert [stray.id] == setting.api.deleted
        assert [wish.record] == list(setting.api.records.values())


async def test_strays_alike(autojump_clock: MockClock) -> None:
    """Several strays of one condition all go."""
    setting = Setting()
    strays = [setting.api.make("stream.online", "1", {"broadcaster_user_id": "9"}, "session-1") for _ in range(3)]
    async with setting.session():
        setting.reconciler.doubt("who knows")
        await trio.sleep(120)

    assert [stray.id for stray in strays] == setting.api.deleted


@pytest.mark.parametrize(
    "error",
    [RefreshFailedError("no answer"), refused(BadRequestError, "invalid session_id")],
    ids=["no token", "no session"],
)
async def test_nothing_made_for_one_who_left(error: TwitchError, autojump_clock: MockClock) -> None:
    """Nobody looks for what cannot have been made."""
    setting = Setting()
    looked_at: list[float] = []

    async def subscriptions(**kwargs: Any) -> list[EventSubSubscription]:  # noqa: ASYNC124  # an api is asked
        looked_at.append(trio.current_time())
        return []

    setting.api.subscriptions = subscriptions  # type: ignore[method-assign]  # only counts
    setting.api.always = error
    stream = setting.stream()
    async with setting.session():
        for _ in range(100):
            wish = setting.reconciler.want(online(), stream)
            await trio.sleep(4)
            assert wish.trouble is not None
            setting.reconciler.unwant(wish, stream)

    assert [] == looked_at


async def test_withdrawn_and_wanted_anew_while_looking(autojump_clock: MockClock) -> None:
    """Nor is what was made for one who left before the answer came, and falls to the next."""
    setting = Setting()
    setting.api.strict = True
    answer_slowly(setting.api, 5.0)
    stream = setting.stream()
    first = setting.reconciler.want(online(), stream)
    async with setting.session():
        setting.reconciler.unwant(first, stream)
        setting.reconciler.doubt("who knows")
        await trio.sleep(2)
        assert setting.reconciler.doubted is None
        wish = setting.reconciler.want(online(), stream)
        await trio.sleep(10)

        assert [wish.record] == list(setting.api.records.values())
    assert ([], 1) == (setting.api.deleted, len(setting.api.asked))


async def test_waiting_while_looking(autojump_clock: MockClock) -> None:
    """Nor is what was made for one who waits, since its answer was lost: that is taken over."""
    setting = Setting()
    setting.api.strict = True
    lose_answers(setting.api, NetworkError("cable", address="https://api"))
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.trouble is not None
        [made] = setting.api.records.values()
        setting.reconciler.doubt("who knows")
        await trio.sleep(5)

        assert setting.reconciler.doubted is None
        assert wish.record is made
    assert [] == setting.api.deleted


async def test_wanted_while_looking(autojump_clock: MockClock) -> None:
    """Nor is what somebody takes over while the list that shows it is on its way."""
    setting = Setting()
    setting.api.strict = True
    stray = setting.api.make("stream.online", "1", {"broadcaster_user_id": "1"}, "session-1")
    async with setting.session():
        answer_lists_late(setting.api, 2.0)
        setting.reconciler.doubt("who knows")
        await settle()
        answer_lists_late(setting.api, 0.0)
        wish = setting.reconciler.want(online(), setting.stream())
        await settle()
        assert wish.record is stray
        await trio.sleep(5)

        assert setting.reconciler.doubted is None
        assert wish.record is stray
    assert [] == setting.api.deleted


async def test_wanted_while_a_stray_is_deleted(autojump_clock: MockClock) -> None:
    """Who wants what is just being deleted as a stray waits, and gets one of their own."""
    setting = Setting()
    setting.api.strict = True
    setting.api.delete_delay = 2.0
    stray = setting.api.make("stream.online", "1", {"broadcaster_user_id": "1"}, "session-1")
    async with setting.session():
        setting.reconciler.doubt("who knows")
        await trio.sleep(1)
        wish = setting.reconciler.want(online(), setting.stream())
        await trio.sleep(5)

        assert [stray.id] == setting.api.deleted
        assert [wish.record] == list(setting.api.records.values())
    assert 1 == len(setting.api.asked)


async def test_strays_use_up_the_limit(autojump_clock: MockClock) -> None:
    """On 429 what stands on this session for nobody is deleted, and what nobody can read is left alone."""
    setting = Setting()
    setting.api.make("stream.online", "1", {"broadcaster_user_id": "2"}, "session-1")
    odd = setting.api.make("stream.online", "1", {"broadcaster_user_id": "?"}, "session-1")
    setting.api.failures = [refused(RateLimitedError, "number of subscriptions limit exceeded", 429)]
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        await trio.sleep(5)

        assert wish.record is not None
        assert [odd, wish.record] == list(setting.api.records.values())


async def test_moved_while_asking(autojump_clock: MockClock) -> None:
    """What was made on the old connection while the session moved would end with it: it is made again on the new."""
    setting = Setting()
    setting.api.strict = True
    setting.api.delay = 1.0
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        setting.reconciler.moved(session("session-2"))
        await trio.sleep(5)

        assert wish.record is not None
        assert "session-2" == wish.record.transport.session_id
        assert [wish.record.id] == list(setting.api.records)


async def test_revocation_overtakes_the_answer(autojump_clock: MockClock) -> None:
    """A subscription that is revoked before the answer that tells of it has come does not stand."""
    setting = Setting()
    wish = setting.reconciler.want(online(), setting.stream())
    made: list[EventSubSubscription] = []

    async def subscribe(*args: Any, **kwargs: Any) -> EventSubSubscription:
        record = await FakeApi.subscribe(setting.api, *args, **kwargs)
        if not made:
            made.append(record)
            setting.reconciler.revoked(setting.api.revoke(record.id, "websocket_internal_error"), at(0))
        return record

    setting.api.subscribe = subscribe  # type: ignore[method-assign]  # the first answer comes too late
    async with setting.session():
        assert wish.record is not None
        assert made != [wish.record]


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "authorization_revoked",
        "moderator_removed",
        "chat_user_banned",
        "user_removed",
        "version_removed",
        "a_new_reason",
    ],
)
async def test_revoked_for_good(reason: str, autojump_clock: MockClock) -> None:
    """The streams are told; the wish is gone."""
    setting = Setting()
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record is not None
        setting.reconciler.revoked(setting.api.revoke(wish.record.id, reason), at(0))
        await trio.sleep(600)
    [(lost, error)] = setting.lost
    assert (lost, error.reason) == (wish, reason)
    assert len(setting.api.asked) == 1


async def test_late_events_of_what_was_revoked(autojump_clock: MockClock) -> None:
    """What an older session still brings of it is nobody's, and counted, until it is wanted anew."""
    setting = Setting()
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record is not None
        late = wish.record.id
    setting.reconciler.lost(at(0))
    async with setting.session("session-2"):
        setting.reconciler.revoked(setting.api.revoke(wish.record.id, "user_removed"), at(0))
        assert not setting.reconciler.deliver(notification("a", subscription_id=late))
        assert 1 == setting.hub.unclaimed

        stream = setting.stream()
        setting.reconciler.want(online(), stream)
        await settle()
        assert setting.reconciler.deliver(notification("b", subscription_id=late))
        events = reading(stream)
        assert ["a", "b"] == [(await events.receive()).id for _ in "ab"]
        assert 0 == setting.hub.unclaimed


async def test_claims(autojump_clock: MockClock) -> None:
    """What came up to ten seconds too early is delivered to who wants it then; what is older stays nobody's."""
    setting = Setting()
    async with setting.session():
        for text, channel in (("old", "1"), ("a", "1"), ("x", "2")):
            assert not setting.reconciler.deliver(
                notification(text, condition={"broadcaster_user_id": channel}, subscription_id=f"early-{text}")
            )
            await trio.sleep(4)
        assert 3 == setting.hub.unclaimed

        stream = setting.stream()
        setting.reconciler.want(online(), stream)
        stream.end()

        assert ["a"] == [event.id async for event in reading(stream)]
        assert 2 == setting.hub.unclaimed


@pytest.mark.parametrize(
    "reason",
    [
        "websocket_internal_error",
        "websocket_something_new",
        "WEBSOCKET_DISCONNECTED",
        "notification_failures_exceeded",
        "beta_maintenance",
    ],
)
async def test_revoked_for_now(reason: str, autojump_clock: MockClock) -> None:
    """A revocation that only speaks of the connection, or of what passes, is made good."""
    setting = Setting()
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record is not None
        setting.reconciler.revoked(setting.api.revoke(wish.record.id, reason), at(0))
        await settle()

        assert wish.record is not None
    assert len(setting.api.asked) == 2


async def test_revoked_as_enabled(autojump_clock: MockClock) -> None:
    """A revocation that contradicts itself ends nothing; Twitch is asked what stands."""
    setting = Setting()
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        gone = wish.record
        assert gone is not None
        setting.reconciler.revoked(setting.api.revoke(gone.id, "Enabled"), at(0))
        assert "Enabled" in str(setting.reconciler.doubted)
        await trio.sleep(20)

        assert wish.record is not None
        assert wish.record != gone
    assert setting.lost == []


@pytest.mark.parametrize("status", ["", "ENABLED", "enabled_again"])
async def test_odd_status(status: str, autojump_clock: MockClock) -> None:
    """That Twitch lists something with a status that nobody knows is no evidence against it."""
    setting = Setting()
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        record = wish.record
        assert record is not None
        setting.api.records[record.id] = evolve(record, status=SubscriptionStatus(status))
        setting.reconciler.doubt("who knows")
        await trio.sleep(20)

        assert setting.reconciler.doubted is None
        assert wish.record is record
    assert (setting.lost, len(setting.api.asked)) == ([], 1)


async def test_unknown_revocation(autojump_clock: MockClock) -> None:  # noqa: ASYNC124  # parking lots need Trio
    """A revocation of what nobody wants is nothing."""
    setting = Setting()
    record = setting.api.make("stream.online", "1", {"broadcaster_user_id": "1"}, "session-1")
    setting.reconciler.revoked(evolve(record, status=SubscriptionStatus.USER_REMOVED), at(0))

    assert setting.lost == []


async def test_revoked_by_another_id(autojump_clock: MockClock) -> None:
    """A revocation of what is not known may mean one that is: Twitch is asked what stands."""
    setting = Setting()
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        gone = wish.record
        assert gone is not None
        setting.reconciler.revoked(evolve(setting.api.revoke(gone.id, "user_removed"), id="7"), at(0))
        assert "not known" in str(setting.reconciler.doubted)
        await trio.sleep(20)

        assert wish.record is not None
        assert wish.record != gone


async def test_refused_after_it_stood(autojump_clock: MockClock) -> None:
    """A wish that stood and is refused on the next session is told like a revocation."""
    setting = Setting()
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record is not None
    setting.reconciler.lost(at(1))
    setting.api.always = refused(ForbiddenError, "not a moderator", 403)
    async with setting.session("session-2"):
        await trio.sleep(600)
    [(_, error)] = setting.lost
    assert error.reason == "not a moderator"
    assert len(setting.api.asked) == 2


@pytest.mark.parametrize(
    "message",
    [
        "subscription missing proper authorization",
        "authorization_revoked",
        "The access token is missing the required scopes.",
        "Missing scope: channel:bot",
        "insufficient permissions",
        "The user has not authorized the app.",
        "moderator_removed",
        "The user in moderator_id is not one of the broadcaster's moderators.",
        "Forbidden: the bot is banned",
        "UserBanned",
        "chat_user_banned",
        "invalid transport and auth combination",
        "invalid subscription type and version",
        "The combination of subscription type and version is not valid.",
        "InvalidSubscriptionType",
        "version_removed",
        "subscription type is not available over the websocket transport",
        "invalid condition: moderator_user_id",
        "The condition field is required.",
        'Missing required parameter "condition"',
        "The user specified in the condition object does not exist.",
        "user_removed",
        "websocket transport cannot have subscriptions created by different users",
        "The ID in user_id must match the user ID in the access token.",
        "sender must have authorized the app with the user:read:chat and user:bot scopes",
        "The user in user_id must have granted the user:read:chat scope.",
        "The broadcaster has not granted the app the required scopes",
        "user is not authorized",
        "The user is not authorized to listen in this chat",
        "The user is no longer authorized for this session",
        "unauthorized",
        "Unauthorized.",
        "websocket subscriptions have expired authorization",
        "The broadcaster is not a partner or affiliate",
        "The user is timed out in this channel",
        "unable to find the user",
        "cannot subscribe to this channel",
        "The user you are trying to listen to is deactivated",
        "extension_client_id does not match the client",
        "channel.guest_star_session.begin is no longer supported",
        "the channel.guest_star_session.begin subscription type is no longer supported",
        "The WebSocket subscription type has ended",
    ],
)
async def test_refused_for_good_after_it_stood(message: str, autojump_clock: MockClock) -> None:
    """Whatever Twitch has against a subscription itself ends it, however it is put."""
    setting = Setting()
    setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        await settle()
    setting.reconciler.lost(at(1))
    setting.api.always = refused(BadRequestError, message)
    async with setting.session("session-2"):
        await trio.sleep(600)

    assert [message.rstrip(".")] == [error.reason.rstrip(".") for _, error in setting.lost]
    assert 2 == len(setting.api.asked)


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        (BadRequestError, 400, ""),
        (ForbiddenError, 403, ""),
        (BadRequestError, 400, "Bad Request"),
        (ForbiddenError, 403, "Forbidden"),
        (BadRequestError, 400, "internal error: the user could not be found"),
        (BadRequestError, 400, "request timed out"),
        (BadRequestError, 400, "upstream connection has timed out: user"),
        (BadRequestError, 400, "Timeout while reading the user"),
        (BadRequestError, 400, "unsupported HTTP version"),
        (BadRequestError, 400, "unsupported protocol version"),
        (BadRequestError, 400, "Invalid TLS version"),
        (BadRequestError, 400, "Unsupported media type"),
        (BadRequestError, 400, "Invalid MIME type"),
        (BadRequestError, 400, "required header missing: x-user"),
        (BadRequestError, 400, "error: upstream account service not found"),
        (BadRequestError, 400, "channel closed; connection to backend not found"),
        (ForbiddenError, 403, "You don't have permission to access this resource."),
        (ForbiddenError, 403, "User is not authorized to access this resource"),
        (ForbiddenError, 403, "Authorization required"),
        (ForbiddenError, 403, "No authorization token was found in request"),
        (ForbiddenError, 403, "rate limit exceeded"),
        (ForbiddenError, 403, "Access denied by WAF"),
        (ForbiddenError, 403, "Not acceptable: Mod_Security"),
        (ForbiddenError, 403, "missing authorization header"),
        (ForbiddenError, 403, "Invalid User-Agent"),
        (ForbiddenError, 403, "The owner of this website has banned your IP address"),
    ],
)
async def test_refused_for_no_ground_after_it_stood(
    kind: type[HelixError], status: int, message: str, autojump_clock: MockClock
) -> None:
    """A refusal that has nothing against the subscription may come from what stands between: it ends only new ones."""
    setting = Setting()
    stood = setting.reconciler.want(online(1), setting.stream())
    async with setting.session():
        assert stood.record is not None
    setting.reconciler.lost(at(1))
    new = setting.reconciler.want(online(2), setting.stream())
    failure = refused(kind, message, status)
    setting.api.failures = [failure] * 4
    async with setting.session("session-2"):
        await settle()
        assert stood.trouble == str(failure)
        await trio.sleep(600)

        assert stood.record is not None
        assert new.refused is not None
    assert setting.lost == []


async def test_session_lost_while_asking(autojump_clock: MockClock) -> None:
    """A request under way ends with its session; the next session asks anew."""
    setting = Setting()
    setting.api.delay = 5.0
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        await trio.sleep(1)
    setting.reconciler.lost(at(1))
    async with setting.session("session-2"):
        await trio.sleep(6)

        assert wish.record is not None
        assert wish.record.transport.session_id == "session-2"


async def test_gap_does_not_wait_for_a_slow_answer(autojump_clock: MockClock) -> None:
    """What stands again is told within two seconds, though another request takes longer."""
    setting = Setting()
    stream = setting.stream()
    quick, slow = (setting.reconciler.want(online(number), stream) for number in (1, 2))
    async with setting.session():
        await trio.sleep(1)
    setting.reconciler.lost(at(1))

    async def subscribe(type: str, version: str, condition: Any, **kwargs: Any) -> EventSubSubscription:
        await trio.sleep(20 if condition["broadcaster_user_id"] == "2" else 0)
        return await FakeApi.subscribe(setting.api, type, version, condition, **kwargs)

    setting.api.subscribe = subscribe  # type: ignore[method-assign]  # one answer is slow
    async with setting.session("session-2"):
        await trio.sleep(2.5)
        reader = reading(stream).notifications()
        assert Gap(start=at(1), end=at(1), subscriptions=(quick.subscription,)) == await anext(reader)
        await trio.sleep(20)
        assert Gap(start=at(1), end=at(21), subscriptions=(slow.subscription,)) == await anext(reader)


async def test_late_events_of_a_lost_session(autojump_clock: MockClock) -> None:
    """What an older connection still brings after the session was lost reaches its streams, for a while."""
    setting = Setting()
    stream = setting.stream()
    wish = setting.reconciler.want(online(), stream)
    ids = []
    for number in range(1000):
        async with setting.session(f"session-{number}"):
            assert wish.record is not None
            ids.append(wish.record.id)
        setting.reconciler.lost(at(number))
    async with setting.session("the last"):
        assert setting.reconciler.deliver(notification("a", subscription_id=ids[-1]))
        assert len(setting.hub._routes) < 700

    assert "a" == (await reading(stream).receive()).id


async def test_pause_that_is_found_out_later(autojump_clock: MockClock) -> None:
    """A pause concerns a subscription whose answer was lost, too, once it is found to have stood."""
    setting = Setting()
    setting.api.strict = True
    stream = setting.stream()
    wish = setting.reconciler.want(online(), stream)
    async with setting.session():
        await trio.sleep(1)
    setting.reconciler.lost(at(1))
    setting.api.records.clear()
    await trio.sleep(1)
    made = setting.api.make("stream.online", "1", {"broadcaster_user_id": "1"}, "session-2")
    setting.api.failures = [NetworkError("the answer was lost", address="https://api")]
    async with setting.session("session-2"):
        setting.reconciler.missed(at(2.25), at(2.5))
        await trio.sleep(5)
        assert wish.record == made
    stream.end()

    gaps = [item async for item in reading(stream).notifications() if isinstance(item, Gap)]
    assert [(at(1), at(2)), (at(2.25), at(2.5))] == sorted((gap.start, gap.end) for gap in gaps)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("websocket_internal_error", None),
        ("notification_failures_exceeded", None),
        ("beta_maintenance", None),
        ("user_removed", "user_removed"),
        ("chat_user_banned", "chat_user_banned"),
        ("", None),
    ],
)
async def test_revocation_was_missed(status: str, told: str | None, autojump_clock: MockClock) -> None:
    """After a pause Twitch is asked what stands: what was revoked unseen is made again, or told."""
    setting = Setting()
    stream = setting.stream()
    wish = setting.reconciler.want(online(), stream)
    async with setting.session():
        assert wish.record is not None
        gone = wish.record
        ended = setting.api.revoke(gone.id, status)
        if status:
            setting.api.records[gone.id] = ended
        setting.api.list_failures = [NetworkError("cable", address="https://api")]
        await trio.sleep(10)
        setting.reconciler.missed(at(1), at(2))
        await trio.sleep(30)

        assert [told] * (told is not None) == [error.reason for _, error in setting.lost]
        assert (wish.record is None) is (told is not None)
        assert wish.record != gone
    stream.end()
    gaps = [(gap.start, gap.end) async for gap in reading(stream).notifications() if isinstance(gap, Gap)]
    assert [(at(1), at(2)), (at(1), at(20))][: 1 if told else 2] == gaps


UNREADABLE = DecodeError("it is empty", model="EventSubSubscription", path="$.data")


async def test_unreadable_list(autojump_clock: MockClock) -> None:
    """A list that cannot be read says nothing against what stands, and is asked for again with growing pauses."""
    setting = Setting()
    setting.api.list_failures = [UNREADABLE] * 1000
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        record = wish.record
        assert record is not None
        setting.reconciler.missed(at(0), at(0))
        await trio.sleep(3600)

        assert wish.record is record
        assert setting.reconciler.doubted is None
    assert 5 < 1000 - len(setting.api.list_failures) < 15
    assert ([], 1) == (setting.lost, len(setting.api.asked))


async def test_unreadable_list_of_what_is_in_the_way(autojump_clock: MockClock) -> None:
    """What is in the way is taken over once the list can be read; until then it is tried again with growing pauses."""
    setting = Setting()
    setting.api.strict = True
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record is not None
    setting.reconciler.lost(at(1))
    setting.api.records.clear()
    made = setting.api.make("stream.online", "1", {"broadcaster_user_id": "1"}, "session-2")
    setting.api.list_failures = [UNREADABLE] * 1000
    async with setting.session("session-2"):
        await trio.sleep(600)
        assert wish.record is None
        assert "it exists" in str(wish.trouble)
        assert len(setting.api.asked) < 25
        setting.api.list_failures.clear()
        await trio.sleep(60)

        assert wish.record is made
    assert ([], []) == (setting.lost, setting.api.deleted)


async def test_unreadable_list_while_making_room(autojump_clock: MockClock) -> None:
    """Where Twitch allows no more, and what stands cannot be read, nothing is deleted and it is tried again."""
    setting = Setting()
    setting.api.list_failures = [UNREADABLE]
    setting.api.failures = [refused(RateLimitedError, "number of websocket transports limit exceeded", 429)]
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert [] == setting.api.list_failures
        await trio.sleep(5)

        assert wish.record is not None
    assert [] == setting.api.deleted


async def test_moved_to_where_nobody_listens(autojump_clock: MockClock) -> None:
    """What Twitch has moved to a connection that failed is fetched back."""
    setting = Setting()
    setting.api.strict = True
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record is not None
        astray = evolve(wish.record, transport=evolve(wish.record.transport, session_id="never welcomed"))
        setting.api.records[astray.id] = astray
        setting.reconciler.missed(at(0), at(0))
        await trio.sleep(5)

        assert wish.record is not None
        assert "session-1" == wish.record.transport.session_id
        assert [astray.id] == setting.api.deleted


async def test_moved_while_looking(autojump_clock: MockClock) -> None:
    """A list that was asked for before the session moved proves nothing; Twitch is asked again."""
    setting = Setting()
    stream = setting.stream()
    wish = setting.reconciler.want(online(), stream)
    async with setting.session():
        record = wish.record
        assert record is not None
        answer_lists_late(setting.api, 2.0)
        setting.reconciler.doubt("who knows")
        await trio.sleep(1)
        setting.api.move("session-1", "session-2")
        setting.reconciler.moved(session("session-2"))
        await trio.sleep(5)
        assert "who knows" == setting.reconciler.doubted
        await trio.sleep(30)

        assert wish.record is record
        assert setting.reconciler.doubted is None
    assert ([], 1) == (setting.api.deleted, len(setting.api.asked))
    stream.end()
    assert [] == [item async for item in reading(stream).notifications()]


async def test_leftover_of_a_session_that_was_never_known(autojump_clock: MockClock) -> None:
    """A subscription that we made is ours, wherever Twitch has moved it."""
    setting = Setting()
    setting.api.strict = True
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record is not None
        astray = evolve(wish.record, transport=evolve(wish.record.transport, session_id="never welcomed"))
    setting.reconciler.lost(at(1))
    setting.api.records[astray.id] = astray
    async with setting.session("session-2"):
        assert wish.record is not None
        assert [astray.id] == setting.api.deleted


@pytest.mark.parametrize("fate", ["revoked", "revoked before the answer", "elsewhere"])
async def test_nothing_is_made_again_without_a_pause(fate: str, autojump_clock: MockClock) -> None:
    """What each success comes to nothing of is made again with growing pauses, and at once if that was long ago."""
    setting = Setting()
    asked_at: list[float] = []

    async def subscribe(*args: Any, **kwargs: Any) -> EventSubSubscription:
        asked_at.append(trio.current_time())
        made = await FakeApi.subscribe(setting.api, *args, **kwargs)
        if len(asked_at) == 1:
            return made
        if fate == "elsewhere":
            return evolve(made, transport=evolve(made.transport, session_id="another"))
        ended = setting.api.revoke(made.id, "websocket_internal_error")
        if fate == "revoked before the answer":
            setting.reconciler.revoked(ended, at(0))
        else:
            trio.lowlevel.current_trio_token().run_sync_soon(setting.reconciler.revoked, ended, at(0))
        return made

    setting.api.subscribe = subscribe  # type: ignore[method-assign]  # as it happens to go
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record is not None
        setting.reconciler.revoked(setting.api.revoke(wish.record.id, "websocket_network_error"), at(0))
        await trio.sleep(1200)

    pauses = [later - earlier for earlier, later in pairwise(asked_at)]
    assert pauses[:2] == [0, 0] if fate == "elsewhere" else pauses[0] == 0
    assert all(pause >= 1 for pause in pauses[2:])
    assert 20 < len(asked_at) < 60
    assert setting.lost == []


@pytest.mark.parametrize("session_id", [None, ""])
async def test_made_on_no_session(session_id: str | None, autojump_clock: MockClock) -> None:
    """Where Twitch does not say on which session it was made, it was made on the one that was asked for."""
    setting = Setting()

    async def subscribe(*args: Any, **kwargs: Any) -> EventSubSubscription:
        made = await FakeApi.subscribe(setting.api, *args, **kwargs)
        made = evolve(made, transport=evolve(made.transport, session_id=session_id))
        setting.api.records[made.id] = made
        return made

    setting.api.subscribe = subscribe  # type: ignore[method-assign]  # as Twitch may answer
    wish = setting.reconciler.want(online(), setting.stream())
    async with setting.session():
        assert wish.record is not None
        await trio.sleep(7200)

        assert wish.record is not None
    assert (len(setting.api.asked), setting.api.deleted) == (1, [])


async def test_senseless_notification(autojump_clock: MockClock) -> None:  # noqa: ASYNC124  # parking lots need Trio
    """A notification of an unknown subscription that does not describe it is nobody's."""
    setting = Setting()
    setting.reconciler.want(online(), setting.stream())

    assert not setting.reconciler.deliver(misfit())


async def test_lost_before_anybody_looked(autojump_clock: MockClock) -> None:
    """What a doubtful move may have cost counts as missing until somebody has seen that it stands."""
    setting = Setting()
    stream = setting.stream()
    setting.reconciler.want(online(), stream)
    async with setting.session():
        await trio.sleep(10)
        setting.api.list_failures = [NetworkError("cable", address="https://api")] * 9
        setting.reconciler.missed(at(5), at(7))
        await trio.sleep(1)
    setting.reconciler.lost(at(11))
    async with setting.session("session-2"):
        await settle()
    stream.end()

    assert [(gap.start, gap.end) async for gap in reading(stream).notifications() if isinstance(gap, Gap)] == [
        (at(5), at(7)),
        (at(5), at(11)),
    ]


async def test_seen_to_stand(autojump_clock: MockClock) -> None:
    """Once somebody has seen that all came along in a move, a later loss counts from its own last sign of life."""
    setting = Setting()
    stream = setting.stream()
    setting.reconciler.want(online(), stream)
    async with setting.session():
        await trio.sleep(10)
        setting.reconciler.missed(at(5), at(7))
        await trio.sleep(5)
    setting.reconciler.lost(at(14))
    async with setting.session("session-2"):
        await settle()
    stream.end()

    assert [(gap.start, gap.end) async for gap in reading(stream).notifications() if isinstance(gap, Gap)] == [
        (at(5), at(7)),
        (at(14), at(15)),
    ]


async def test_pause_known_of_late(autojump_clock: MockClock) -> None:
    """A subscription that was found dead may have died in a pause that is told only later: that time is missing too."""
    setting = Setting()
    stream = setting.stream()
    wish = setting.reconciler.want(online(), stream)
    async with setting.session():
        assert wish.record is not None
        await trio.sleep(10)
        del setting.api.records[wish.record.id]
        setting.reconciler.missed(at(5), at(7))
        await trio.sleep(1)
        setting.reconciler.missed(at(2), at(3))
        await trio.sleep(1)
    stream.end()

    spans = sorted([(gap.start, gap.end) async for gap in reading(stream).notifications() if isinstance(gap, Gap)])
    assert (at(2), at(10)) in spans


async def test_what_falls_elsewhere_is_noticed(autojump_clock: MockClock) -> None:
    """Who waits for what another line deletes hears of it too where that has gone with its session."""
    setting, other = Setting(), Setting()
    other.reconciler = setting.beside()
    setting.api.cost, stream = 1, setting.stream()
    other.api = setting.api
    left = [other.reconciler.want(online(number), stream) for number in range(1, MAX_COST + 1)]
    async with other.session("session-2"):
        pass
    async with setting.session():
        for wish in left:
            other.reconciler.unwant(wish, stream)
        waiting = setting.reconciler.want(online(99), stream)
        await settle()
        assert waiting.record is None
        other.reconciler.lost(at(0))
        await settle()

        assert waiting.record is not None
