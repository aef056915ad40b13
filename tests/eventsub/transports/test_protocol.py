"""The WebSocket machine, told what happens by plain calls."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.eventsub.frames import (
    at,
    batch,
    frame,
    keepalive,
    notification,
    online,
    reconnect,
    revocation,
    stamp,
    welcome,
)
from tests.proofs import times
from twitchtrio.eventsub.envelope import Pending
from twitchtrio.eventsub.transports import _protocol
from twitchtrio.eventsub.transports._actions import (
    Carried,
    Close,
    Doubted,
    Ignored,
    Lost,
    Missed,
    MoveTo,
    Ready,
    Revoked,
    SetAside,
)
from twitchtrio.eventsub.transports._protocol import Chain

READY = Ready(session_id="session-1")
MOVE = MoveTo(url="wss://twitch/again")
CARRIED = Carried(session_id="session-2")
UNPROVEN = Missed(since=at(1.0), until=at(1.0))


def live(now: float = 0.0) -> tuple[Chain, int]:
    """A chain whose first connection has been welcomed."""
    chain = Chain()
    number = chain.connected(now)

    assert (READY,) == chain.received(number, welcome(now=now), now)

    return chain, number


def moved(now: float = 1.0) -> tuple[Chain, int, int]:
    """A chain whose session has been carried over, with its old connection open."""
    chain, old = live()

    assert (MOVE,) == chain.received(old, reconnect(now=now), now)

    new = chain.connected(now, moving=True)

    assert (CARRIED,) == chain.received(new, welcome("session-2", now=now), now)

    return chain, old, new


def shown(actions) -> list[object]:
    """Events as their numbers, everything else as it is."""
    return [int(each.event().id) if isinstance(each, Pending) else each for each in actions]


# A connection's life.


def test_ready():
    """The welcome gives a session."""
    chain = Chain()
    number = chain.connected(5.0)

    assert 15.0 == chain.deadline
    assert (READY,) == chain.received(number, welcome(), 6.0)
    assert 18.0 == chain.deadline


def test_idle():
    """Without a connection nothing is awaited."""
    assert math.inf == Chain().deadline


def test_no_welcome():
    """A connection without welcome is closed after 10 s, and the next one is not to be hurried."""
    chain = Chain()
    number = chain.connected(0.0)

    assert () == chain.timed_out(9.9)
    assert (Close(socket=number, reason="Twitch sent no welcome"),) == chain.timed_out(10.0)
    assert math.inf == chain.deadline
    assert (Lost(why="Twitch sent no welcome", last_seen=None, at_once=False),) == chain.closed(number, 1006, "", 10.1)
    assert math.inf == chain.deadline


@pytest.mark.parametrize(("keepalive_timeout", "patience"), [(10, 12.0), (30, 36.0), (600, 720.0), (None, 12.0)])
def test_watchdog(keepalive_timeout, patience):
    """Silence means death after the keepalive time with slack: a fifth of it, at least 2 s."""
    chain = Chain()
    number = chain.connected(0.0)
    chain.received(number, welcome(keepalive=keepalive_timeout), 1.0)

    assert 1.0 + patience == chain.deadline
    assert () == chain.timed_out(patience)

    (close,) = chain.timed_out(1.0 + patience)

    assert Close(socket=number, reason=f"nothing came for {patience:.0f} s") == close
    assert math.inf == chain.deadline


@pytest.mark.parametrize("message", [keepalive(), online(), revocation(), "no JSON"])
def test_alive(message):
    """Any message is a sign of life."""
    chain, number = live()
    chain.received(number, message, 11.0)

    assert 23.0 == chain.deadline


def test_silent():
    """What had still arrived on a silent connection is delivered; then the session is lost."""
    chain, number = live()
    chain.received(number, online(1, now=3.0), 3.0)
    (close,) = chain.timed_out(15.0)

    assert [2] == shown(chain.received(number, online(2, now=4.0), 15.1))
    assert (Lost(why=close.reason, last_seen=at(4.0), at_once=True),) == chain.closed(number, 1006, "", 15.2)


@pytest.mark.parametrize(
    ("code", "reason", "why", "at_once"),
    [
        (1000, "", "Twitch closed the connection (1000)", True),
        (1006, "", "the connection broke (1006)", True),
        (4000, "Internal server error", "Twitch's server failed (4000: Internal server error)", False),
        (4003, "Connection unused", "nothing was subscribed to within 10 s (4003: Connection unused)", False),
        (4999, "", "Twitch closed the connection for an unknown reason (4999)", False),
    ],
)
def test_lost(code, reason, why, at_once):
    """The end of the connection is the end of the session, and says why."""
    chain, number = live()
    chain.received(number, keepalive(now=9.0), 9.0)

    assert (Lost(why=why, last_seen=at(9.0), at_once=at_once),) == chain.closed(number, code, reason, 10.0)


def test_words_of_the_end():
    """Twitch's own words on the end move no cursor where they are shown."""
    chain, number = live()
    (lost,) = chain.closed(number, 4000, "\x1b[2J\r\u202eE", 10.0)

    assert "Twitch's server failed (4000: \ufffd[2J \ufffdE)" == lost.why


def test_last_seen():
    """A repeated message does not set the last sign of life back."""
    chain, number = live()
    for message in (online(1, now=3.0), online(2, now=7.0), online(1, now=3.0)):
        chain.received(number, message, 8.0)

    (lost,) = chain.closed(number, 1006, "", 9.0)

    assert at(7.0) == lost.last_seen


def test_again():
    """After a loss the next connection makes a session of its own."""
    chain, number = live()
    chain.closed(number, 1006, "", 1.0)
    number = chain.connected(2.0)

    assert (Ready(session_id="session-2"),) == chain.received(number, welcome("session-2"), 2.0)


# Messages.


def test_duplicates():
    """A message that comes twice is delivered once, on whatever connection."""
    chain, number = live()

    assert [1] == shown(chain.received(number, online(1), 1.0))
    assert () == chain.received(number, online(1), 1.0)

    chain.closed(number, 1006, "", 2.0)
    number = chain.connected(3.0)

    assert () == chain.received(number, online(1), 3.0)
    assert [2] == shown(chain.received(number, online(2), 3.0))


def test_revoked():
    """A revocation is passed on, once."""
    chain, number = live()
    message = revocation("user_removed")
    (revoked,) = chain.received(number, message, 1.0)

    assert isinstance(revoked, Revoked)
    assert "user_removed" == revoked.subscription.status
    assert () == chain.received(number, message, 1.0)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("no JSON", "malformed"),
        (b"\xff", "malformed"),
        ("[]", "an empty list for an object"),
        (notification([]).replace("[]", "[" * 100_000 + "]" * 100_000), "recursion"),
        ("{}", "unknown type ''"),
        (frame("session_farewell", {}), "unknown type 'session_farewell'"),
        (frame("notification", {"event": {}}), "which subscription"),
        (frame("session_reconnect", {"session": {}}), "Session"),
        (frame("session_welcome", {"session": {}}), "Session"),
        (reconnect(None), "Session"),
    ],
)
def test_set_aside(message, why):
    """A message that cannot be read changes nothing and is handed over as it came."""
    chain, number = live()
    (aside,) = chain.received(number, message, 1.0)

    assert isinstance(aside, SetAside)
    assert why in str(aside.misfit.error)
    assert (message if isinstance(message, bytes) else message.encode()) == aside.misfit.raw
    assert [1] == shown(chain.received(number, online(1), 1.0))


def test_ignored():
    """A message that comes out of turn changes nothing and is told."""
    chain, number = live()
    (ignored,) = chain.received(number, welcome(), 1.0)

    assert Ignored(why="a Welcome came out of turn") == ignored
    assert [1] == shown(chain.received(number, online(1), 1.0))


def test_unreadable_welcome():
    """A connection whose welcome cannot be read is no use."""
    chain = Chain()
    number = chain.connected(0.0)
    aside, close = chain.received(number, frame("session_welcome", {"session": {"status": "connected"}}), 1.0)

    assert isinstance(aside, SetAside)
    assert Close(socket=number, reason="Twitch's welcome could not be read") == close
    (lost,) = chain.closed(number, 1006, "", 1.1)
    assert ("Twitch's welcome could not be read", None, False) == (lost.why, lost.last_seen, lost.at_once)


def test_only_a_welcome_is_a_welcome():
    """The time for the welcome runs from the opening, whatever else comes."""
    chain = Chain()
    number = chain.connected(0.0)
    for second in range(1, 10):
        chain.received(number, keepalive(now=second), float(second))

    assert 10.0 == chain.deadline
    assert [Close(socket=number, reason="Twitch sent no welcome")] == list(chain.timed_out(10.0))


@pytest.mark.parametrize(
    ("said", "patience"), [(10, 12.0), (30, 36.0), (1, 12.0), (0, 12.0), (-5, 12.0), (10**12, 720.0), (None, 12.0)]
)
def test_keepalive_has_bounds(said, patience):
    """Silence means death after the time that Twitch tells, within what Twitch's reference allows."""
    chain = Chain()
    number = chain.connected(0.0)
    chain.received(number, welcome(keepalive=said), 0.0)

    assert patience == chain.deadline


def test_unreadable_revocation():
    """Something has been revoked, and nobody knows what: what stands is in doubt."""
    chain, number = live()
    aside, doubted = chain.received(number, frame("revocation", {"subscription": {"status": "user_removed"}}), 1.0)

    assert isinstance(aside, SetAside)
    assert Doubted(why="Twitch revoked a subscription without saying which") == doubted


@pytest.mark.parametrize("kind", ["", "null", "farewell", "subscription_revocation", "notification", "Notification"])
def test_revocation_in_disguise(kind):
    """A message that names a subscription and brings no event may be its end, whatever it calls itself."""
    chain, number = live()
    message = revocation().replace('"revocation"', kind if kind == "null" else f'"{kind}"')
    aside, doubted = chain.received(number, message, 1.0)

    assert isinstance(aside, SetAside)
    assert Doubted(why="Twitch named a subscription in a message that is no event") == doubted
    assert [1] == shown(chain.received(number, online(1), 1.0))


def test_types_in_any_case():
    """Capital letters in the type of a message make it no other."""
    chain = Chain()
    number = chain.connected(0.0)

    assert (READY,) == chain.received(number, welcome().replace("session_w", "Session_W"), 0.0)
    assert [1] == shown(chain.received(number, online(1).replace('"notification"', '"NOTIFICATION"'), 1.0))
    assert () == chain.received(number, keepalive().replace("session_k", "Session_K"), 1.0)

    (revoked,) = chain.received(number, revocation().replace('"revocation"', '"Revocation"'), 1.0)

    assert isinstance(revoked, Revoked)
    assert (MOVE,) == chain.received(number, reconnect().replace("session_r", "SESSION_R"), 1.0)


def test_without_ids():
    """Messages without an id cannot be told apart, so all of them count."""
    chain, number = live()
    message = online(1).replace('"message_id": "online-1", ', "")

    assert [1] == shown(chain.received(number, message, 1.0))
    assert [1] == shown(chain.received(number, message, 1.0))


def test_times_that_cannot_be():
    """A time far ahead of Twitch's own clock, or none, is no sign of when the session was alive."""
    chain, number = live()
    chain.received(number, keepalive(now=5.0), 5.0)
    for odd in ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "", "yesterday"):
        (pending,) = chain.received(number, notification({"id": odd}).replace(stamp(0), odd, 1), 6.0)
        assert at(5) == pending.timestamp
    (lost,) = chain.closed(number, 1006, "", 7.0)

    assert at(5) == lost.last_seen


@pytest.mark.parametrize(
    "odd", ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
def test_welcome_of_another_time(odd):
    """Where the welcome's time is one that no other message agrees with, the others tell Twitch's clock."""
    chain = Chain()
    number = chain.connected(0.0)
    chain.received(number, welcome().replace(stamp(0), odd, 1), 0.0)
    chain.received(number, keepalive(now=5.0), 5.0)
    chain.received(number, keepalive(now=9.0), 9.0)
    (pending,) = chain.received(number, online(1, now=10.0), 10.0)
    assert at(10) == pending.timestamp
    (late,) = chain.received(number, online(2, now=11.0).replace(stamp(11), "9999-12-31T23:59:59Z", 1), 11.0)
    assert at(10) == late.timestamp
    (lost,) = chain.closed(number, 1006, "", 12.0)

    assert at(10) == lost.last_seen


def test_times_go_on():
    """A session of many hours is no oddity."""
    chain, number = live()
    for hour in range(1, 10):
        chain.received(number, keepalive(now=3600.0 * hour), 3600.0 * hour)
    (lost,) = chain.closed(number, 1006, "", 32_401.0)

    assert at(32_400) == lost.last_seen


def test_no_secret():
    """The address to move to is in no repr and in no complaint."""
    chain, number = live()
    (move,) = chain.received(number, reconnect("wss://twitch/s3cret"), 1.0)
    (aside,) = chain.received(
        number, frame("session_welcome", {"session": {"recovery_url": "wss://twitch/s3cret"}}), 1.0
    )

    assert "s3cret" not in repr(move)
    assert "s3cret" not in repr(aside)


# Moving.


def test_move():
    """The session goes on; both connections are read; the new one's events wait for the old one's end."""
    chain, old, new = moved()

    assert () == chain.received(new, online(3, now=1.0), 1.1)
    assert [1] == shown(chain.received(old, online(1), 1.2))
    assert [2] == shown(chain.received(old, online(2), 1.3))
    assert () == chain.received(new, online(4, now=1.0), 1.4)
    assert [3, 4] == shown(chain.closed(old, 4004, "Reconnect grace time expired", 2.5))
    assert [5] == shown(chain.received(new, online(5), 2.6))


def test_move_doubled():
    """What comes on both connections is delivered once, in the old one's place."""
    chain, old, new = moved()
    for number in (1, 2, 3):
        chain.received(new, online(number), 1.1)

    assert [1] == shown(chain.received(old, online(1), 1.2))
    assert [2] == shown(chain.received(old, online(2), 1.2))
    assert [3] == shown(chain.closed(old, 4004, "", 2.2))


def test_move_quiet():
    """A second of quiet on the old connection is enough to go on; it is read on, nothing that comes late is lost."""
    chain, old, new = moved(now=1.0)
    chain.received(old, online(1), 1.5)
    chain.received(new, online(2), 1.6)

    assert 2.5 == chain.deadline
    assert () == chain.timed_out(2.4)
    assert [2] == shown(chain.timed_out(2.5))
    assert [3] == shown(chain.received(new, online(3), 2.6))
    assert [4] == shown(chain.received(old, online(4), 2.7))
    assert () == chain.received(old, online(3), 2.7)


def test_move_overflow(monkeypatch):
    """When too much is held, it is handed on."""
    monkeypatch.setattr(_protocol, "_MAX_HELD", 3)
    chain, old, new = moved()
    received = [shown(chain.received(new, online(number), 1.1)) for number in range(5)]

    assert [[], [], [], [0, 1, 2, 3], [4]] == received
    assert [9] == shown(chain.received(old, online(9), 1.2))


def test_move_overflow_of_large_messages():
    """Few large messages are too much as well; what has been handed on counts no more."""
    chain, _, new = moved()
    large = [f"{online(number)}{2**20 * ' '}" for number in range(1, 40)]
    received = [shown(chain.received(new, each, 1.1)) for each in large]

    assert 31 == received.index(list(range(1, 33)))
    assert [[number] for number in range(33, 40)] == received[32:]
    assert (0, 0) == (chain._held, chain._held_bytes)


def test_move_revocation():
    """A revocation keeps its place among held events."""
    chain, old, new = moved()
    chain.received(new, online(1), 1.1)
    chain.received(new, revocation(), 1.1)
    actions = chain.closed(old, 1000, "", 2.0)

    assert [1, "authorization_revoked"] == [
        each.subscription.status if isinstance(each, Revoked) else int(each.event().id) for each in actions
    ]


def test_move_no_end():
    """An old connection that Twitch leaves open is closed after the grace; the watchdog leaves it alone until then."""
    chain, old, new = moved(now=1.0)
    for second in range(2, 36):
        chain.received(new, keepalive(now=float(second)), float(second))

        assert () == chain.timed_out(float(second))

    (close,) = chain.timed_out(36.0)

    assert old == close.socket


def test_move_clean():
    """An old connection that ends with a close frame some time after the welcome has brought everything."""
    chain, old, _ = moved()

    assert () == chain.closed(old, 4004, "Reconnect grace time expired", 31.0)


def test_move_unproven():
    """A close frame that comes about the time of the welcome may be of before it."""
    chain, old, new = moved(now=1.0)
    chain.received(new, online(1, now=1.5), 1.5)

    assert [1, UNPROVEN] == shown(chain.closed(old, 4006, "", 1.6))


def test_move_broken():
    """An old connection that breaks after the welcome may have kept something."""
    chain, old, new = moved(now=1.0)
    chain.received(new, online(1, now=1.5), 1.5)

    assert [1, UNPROVEN] == shown(chain.closed(old, 1006, "", 5.6))


def test_move_broken_proven():
    """A message on the old connection that is younger than the welcome proves that all before it was read."""
    chain, old, _ = moved(now=1.0)
    chain.received(old, keepalive(now=11.0), 11.0)

    assert () == chain.closed(old, 1006, "", 12.0)


def test_move_old_ends_first():
    """If the old connection ends before the welcome, something may be missing, and the session still goes on."""
    chain, old = live()
    chain.received(old, reconnect(now=1.0), 1.0)
    new = chain.connected(1.1, moving=True)

    assert () == chain.closed(old, 1000, "", 1.2)
    assert (CARRIED, Missed(since=at(1.0), until=at(2.0))) == chain.received(new, welcome("session-2", now=2.0), 2.0)
    assert [1] == shown(chain.received(new, online(1), 2.1))


def test_move_after_a_failed_one():
    """Twitch may have moved the session to a connection whose welcome was lost: what came since then is in doubt."""
    chain, old = live()
    chain.received(old, reconnect(now=1.0), 1.0)
    chain.received(old, online(1, now=1.5), 1.5)
    failed = chain.connected(2.0, moving=True)

    assert () == chain.closed(failed, 1006, "", 3.0)

    chain.received(old, keepalive(now=9.0), 9.0)
    new = chain.connected(10.0, moving=True)

    assert (CARRIED, Missed(since=at(1.5), until=at(10.0))) == chain.received(new, welcome("session-2", now=10.0), 10.0)


def test_move_after_a_failed_one_that_had_nothing():
    """An event on the old connection proves that Twitch had not moved the session before it."""
    chain, old = live()
    chain.received(old, reconnect(now=1.0), 1.0)
    failed = chain.connected(2.0, moving=True)
    chain.closed(failed, 1006, "", 3.0)
    chain.received(old, online(1, now=9.0), 9.0)
    new = chain.connected(10.0, moving=True)

    assert (CARRIED, Missed(since=at(9.0), until=at(10.0))) == chain.received(new, welcome("session-2", now=10.0), 10.0)

    chain.received(old, keepalive(now=12.0), 12.0)

    assert () == chain.closed(old, 4004, "", 13.0)


def test_lost_after_a_failed_move():
    """So it is if the session is lost with the old connection."""
    chain, old = live()
    chain.received(old, reconnect(now=1.0), 1.0)
    failed = chain.connected(2.0, moving=True)
    chain.closed(failed, 1006, "", 3.0)
    for second in (9.0, 19.0, 29.0):
        chain.received(old, keepalive(now=second), second)
    chain.timed_out(31.0)
    stray = chain.connected(31.5, moving=True)
    chain.closed(stray, 1006, "", 31.6)
    (lost,) = chain.closed(old, 4004, "", 32.0)

    assert at(1.0) == lost.last_seen


def test_move_refused():
    """An address that cannot be opened is tried again a second later, as long as Twitch waits."""
    chain, old = live()
    chain.received(old, reconnect(now=1.0), 1.0)

    assert () == chain.refused(2.0)
    assert 3.0 == chain.deadline
    assert (MOVE,) == chain.timed_out(3.0)

    number = chain.connected(4.0, moving=True)

    assert () == chain.closed(number, 1006, "", 5.0)
    assert (MOVE,) == chain.timed_out(6.0)
    assert [1] == shown(chain.received(old, online(1), 6.1))


def test_move_no_welcome():
    """A new connection without welcome is closed, and the address is tried again."""
    chain, old = live()
    chain.received(old, reconnect(), 1.0)
    new = chain.connected(1.0, moving=True)
    chain.received(old, keepalive(), 9.0)

    assert (Close(socket=new, reason="Twitch sent no welcome"),) == chain.timed_out(11.0)
    assert () == chain.closed(new, 1006, "", 11.1)
    assert (MOVE,) == chain.timed_out(12.1)


def test_move_invalid():
    """An address that Twitch no longer accepts is not tried again; the session lasts as long as the old connection."""
    chain, old = live()
    chain.received(old, reconnect(), 1.0)
    new = chain.connected(1.0, moving=True)

    assert () == chain.closed(new, 4007, "Invalid reconnect", 1.1)
    assert 13.0 == chain.deadline
    assert [1] == shown(chain.received(old, online(1, now=2.0), 2.0))

    (lost,) = chain.closed(old, 4004, "Reconnect grace time expired", 3.0)

    assert at(2.0) == lost.last_seen


def test_move_invalid_without_old():
    """If the old connection has ended as well, the session is lost."""
    chain, old = live()
    chain.received(old, reconnect(now=1.0), 1.0)
    new = chain.connected(1.0, moving=True)
    chain.closed(old, 1006, "", 1.1)

    assert (Lost(why="the connection broke (1006)", last_seen=at(1.0), at_once=True),) == chain.closed(
        new, 4007, "Invalid reconnect", 1.2
    )


def test_move_too_late():
    """When the grace is over, the move is given up, with what was begun of it."""
    chain, old = live()
    chain.received(old, reconnect(now=1.0), 1.0)
    chain.closed(old, 4004, "", 25.0)
    new = chain.connected(26.0, moving=True)
    lost, close = chain.timed_out(31.0)

    assert isinstance(lost, Lost)
    assert Close(socket=new, reason="the session was not moved in time") == close
    assert () == chain.closed(new, 1006, "", 31.1)
    assert math.inf == chain.deadline


def test_move_stray():
    """A connection that is opened after its move was given up is closed at once and carries nothing."""
    chain, old = live()
    chain.received(old, reconnect(), 1.0)
    chain.received(old, keepalive(), 30.0)

    assert () == chain.timed_out(31.0)

    stray = chain.connected(31.5, moving=True)

    assert 31.5 >= chain.deadline
    assert [stray] == [each.socket for each in chain.timed_out(31.5)]
    assert () == chain.closed(stray, 1006, "", 31.6)
    assert [1] == shown(chain.received(old, online(1), 31.7))


def test_move_stray_after_the_end():
    """Nor does it carry anything if the session has been lost by then."""
    chain, old = live()
    chain.received(old, reconnect(), 1.0)
    chain.closed(old, 1006, "", 2.0)
    (lost,) = chain.timed_out(31.0)

    assert isinstance(lost, Lost)

    stray = chain.connected(31.5, moving=True)

    assert [stray] == [each.socket for each in chain.timed_out(31.5)]
    assert () == chain.closed(stray, 1006, "", 31.6)


def test_move_given_up_and_refused():
    """Nor does an address matter that cannot be opened then."""
    chain, old = live()
    chain.received(old, reconnect(), 1.0)
    chain.received(old, keepalive(), 30.0)
    chain.timed_out(31.0)

    assert () == chain.refused(31.5)
    assert 42.0 == chain.deadline


def test_move_stray_welcomed():
    """Nor does it if its welcome is quicker."""
    chain, old = live()
    chain.received(old, reconnect(), 1.0)
    chain.received(old, keepalive(), 30.0)
    chain.timed_out(31.0)
    stray = chain.connected(31.5, moving=True)
    (ignored,) = chain.received(stray, welcome("session-2"), 31.6)

    assert isinstance(ignored, Ignored)
    assert stray in [each.socket for each in chain.timed_out(41.6)]


def test_move_silent_old():
    """An old connection that falls silent while moving is closed; the move goes on."""
    chain, old = live()
    chain.received(old, reconnect(now=1.0), 1.0)
    new = chain.connected(8.0, moving=True)

    assert [old] == [each.socket for each in chain.timed_out(13.0)]
    assert (CARRIED,) == chain.received(new, welcome("session-2", now=14.0), 14.0)
    assert (Missed(since=at(1.0), until=at(14.0)),) == chain.closed(old, 1006, "", 14.1)


def test_move_twice_asked():
    """The latest address counts."""
    chain, old = live()
    chain.received(old, reconnect(), 1.0)

    assert () == chain.received(old, reconnect("wss://twitch/newer"), 2.0)

    chain.refused(3.0)

    assert (MoveTo(url="wss://twitch/newer"),) == chain.timed_out(4.0)


def test_move_keepalive():
    """A new connection whose welcome names no keepalive time keeps the old one's."""
    chain = Chain()
    old = chain.connected(0.0)
    chain.received(old, welcome(keepalive=60), 0.0)
    chain.received(old, reconnect(), 0.0)
    new = chain.connected(0.0, moving=True)
    chain.received(new, welcome("session-2", keepalive=None), 0.0)
    chain.closed(old, 4004, "", 0.0)

    assert 72.0 == chain.deadline


def test_move_chain():
    """Moves may follow each other while old connections are still open; their order is kept."""
    chain, first, second = moved()

    assert () == chain.received(second, online(2), 1.1)
    assert (MOVE,) == chain.received(second, reconnect(now=1.2), 1.2)

    third = chain.connected(1.3, moving=True)

    assert (Carried(session_id="session-3"),) == chain.received(third, welcome("session-3", now=1.3), 1.3)
    assert () == chain.received(third, online(3), 1.4)
    assert () == chain.closed(second, 4004, "", 2.5)
    assert [1] == shown(chain.received(first, online(1), 2.5))
    assert [2, 3] == shown(chain.closed(first, 4004, "", 4.0))
    assert [4] == shown(chain.received(third, online(4), 4.1))


def test_move_again_and_again():
    """Twitch may ask for moves without end: those that follow each other closely wait, within the grace."""
    chain, number = live()
    now, waits = 0.0, []
    for _ in range(9):
        actions = chain.received(number, reconnect(now=now), now)
        asked_at = now
        if not actions:
            now = min(chain.deadline, asked_at + 10.0)
            chain.received(number, keepalive(now=now), now)
            now = chain.deadline
            actions = chain.timed_out(now)
        waits.append(now - asked_at)
        assert (MOVE,) == actions
        old, number = number, chain.connected(now, moving=True)
        chain.received(number, welcome("session-2", now=now), now)
        chain.closed(old, 4004, "", now)

    assert [0.0, 0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0] == waits

    for minute in range(6):
        chain.received(number, keepalive(now=now + minute * 10), now + minute * 10)
    assert (MOVE,) == chain.received(number, reconnect(now=now + 60), now + 60)


def test_move_refused_again_and_again():
    """So it is where each is refused and asked for anew at once."""
    chain, old = live()
    now, dials = 0.0, 0
    while now < 60.0:
        actions = [*chain.received(old, reconnect(now=now), now), *chain.timed_out(now)]
        for _ in actions:
            dials += 1
            new = chain.connected(now, moving=True)
            chain.closed(new, 4007, "Invalid reconnect", now)
        now += 0.01

    assert 5 < dials < 10


def test_lost_after_move():
    """If the new connection is lost, what it brought, and the loss, still come in their place."""
    chain, old, new = moved()
    chain.received(new, online(2), 1.1)

    assert () == chain.closed(new, 1006, "", 1.2)
    assert [1] == shown(chain.received(old, online(1), 1.4))

    *before, lost = chain.timed_out(2.4)

    assert [2, UNPROVEN] == shown(before)
    assert isinstance(lost, Lost)

    fresh = chain.connected(2.5)

    assert (Ready(session_id="session-3"),) == chain.received(fresh, welcome("session-3"), 2.5)
    assert [3] == shown(chain.received(fresh, online(3), 2.6))


def test_lost_before_the_proof():
    """What an old connection may still bring counts as missing when the session is lost, once."""
    chain, old, new = moved(now=1.0)
    chain.timed_out(2.0)
    unproven, lost = chain.closed(new, 1006, "", 5.0)

    assert UNPROVEN == unproven
    assert isinstance(lost, Lost)
    assert () == chain.closed(old, 1006, "", 6.0)


def test_lost_after_the_proof():
    """What is known to be complete is not missing."""
    chain, old, new = moved(now=1.0)
    chain.timed_out(2.0)
    chain.received(old, keepalive(now=11.0), 11.0)

    assert [Lost] == [type(each) for each in chain.closed(new, 1006, "", 12.0)]


# Properties.


@given(st.data())
def test_interleaved(data):
    """However a move's two connections interleave, every event comes exactly once and each one's order is kept."""
    chain, old, new = moved()
    total = data.draw(st.integers(0, 12), "events")
    split = data.draw(st.integers(0, total), "first event of the new connection")
    overlap = data.draw(st.integers(0, split), "events on both")
    on_old, on_new = list(range(split)), list(range(split - overlap, total))
    clock = itertools.count(1)
    seen: list[object] = []

    def hear(number: int, queue: list[int]) -> None:
        seen.extend(shown(chain.received(number, online(queue.pop(0)), 1.0 + next(clock) / 1000)))

    while on_old or on_new:
        from_old = bool(on_old) and (not on_new or data.draw(st.booleans(), "from the old one"))
        hear(old if from_old else new, on_old if from_old else on_new)
    seen.extend(shown(chain.closed(old, 4004, "", 3.0)))

    assert list(range(total)) == seen


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.sampled_from([0.0, 0.3, 1.1])), max_size=30))
def test_late(steps):
    """Whatever the old connection's pauses are, nothing is lost or doubled."""
    chain, old, new = moved()
    now = 1.0
    seen: list[object] = []
    for from_old, number, pause in steps:
        now += pause
        if chain.deadline <= now:
            seen.extend(shown(chain.timed_out(now)))
        seen.extend(shown(chain.received(old if from_old else new, online(number), now)))
    seen.extend(shown(chain.closed(old, 4004, "", now + 2.0)))

    assert sorted({number for _, number, _ in steps}) == sorted(seen)


class Course(RuleBasedStateMachine):
    """Any course of events, with a driver that does as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.chain = Chain()
        self.now = 0.0
        self.connections: list[int] = []
        self.to_open = [False]
        self.standing = False
        self.sent = 0
        self.delivered: list[int] = []

    @rule(seconds=st.sampled_from([0.1, 1.0, 5.0, 13.0]))
    def wait(self, seconds):
        """Time passes; the machine is woken when it wants to be."""
        until = self.now + seconds
        while self.chain.deadline <= until:
            self.now = max(self.now, self.chain.deadline)
            self.obey(self.chain.timed_out(self.now))
        self.now = until

    @precondition(lambda self: self.to_open)
    @rule(succeeds=st.booleans())
    def dial(self, succeeds):
        """A connection that was asked for opens, or does not."""
        moving = self.to_open[0]
        if succeeds or moving:
            self.to_open.pop(0)
        if succeeds:
            self.connections.append(self.chain.connected(self.now, moving=moving))
        elif moving:
            self.obey(self.chain.refused(self.now))

    @precondition(lambda self: self.connections)
    @rule(data=st.data(), kind=st.sampled_from(["welcome", "event", "event", "move", "keepalive"]))
    def hear(self, data, kind):
        """A connection brings a message."""
        number = data.draw(st.sampled_from(self.connections))
        if kind == "event":
            text = online(self.sent, now=self.now)
            self.sent += 1
        else:
            text = {"welcome": welcome, "move": reconnect, "keepalive": keepalive}[kind](now=self.now)
        self.obey(self.chain.received(number, text, self.now))

    @precondition(lambda self: self.connections)
    @rule(data=st.data(), code=st.sampled_from([1006, 4000, 4004, 4007]))
    def end(self, data, code):
        """A connection ends."""
        number = data.draw(st.sampled_from(self.connections))
        self.connections.remove(number)
        self.obey(self.chain.closed(number, code, "", self.now))

    def obey(self, actions):
        """Do as told, and see that it makes sense."""
        for action in actions:
            match action:
                case Pending():
                    self.delivered.append(int(action.event().id))
                case Ready():
                    assert not self.standing

                    self.standing = True
                case Carried():
                    assert self.standing
                case MoveTo():
                    assert self.standing

                    self.to_open.append(True)
                case Lost():
                    assert self.standing is (action.last_seen is not None)

                    self.standing = False
                    self.to_open.append(False)
                case Close():
                    assert action.socket in self.connections

    def teardown(self):
        """In the end every event has come once, and there is one connection to be opened."""
        while self.connections:
            self.obey(self.chain.closed(self.connections.pop(), 1006, "", self.now))
        while True in self.to_open or self.chain.deadline < math.inf:
            while True in self.to_open:
                self.to_open.remove(True)
                self.obey(self.chain.refused(self.now))
            self.wait(1.0)

        assert list(range(self.sent)) == sorted(self.delivered)
        assert not self.standing
        assert [False] == self.to_open


TestCourse = Course.TestCase
TestCourse.settings = settings(max_examples=times(60), stateful_step_count=30)


def test_several_events():
    """Several events in one message are each delivered once, in their order, also when Twitch sends them twice."""
    chain, number = live()
    first = chain.received(number, batch("a", "b", message_id="one"), 1.0)

    assert ["a", "b"] == [action.event().id for action in first if isinstance(action, Pending)]
    assert () == chain.received(number, batch("a", "b", message_id="one"), 2.0)


@pytest.mark.parametrize("events", [b"[]", b"null", b"{}", b"7"])
def test_no_events(events):
    """A message that has none in place of several is set aside."""
    chain, number = live()
    actions = chain.received(number, batch().replace("[]", events.decode()), 1.0)

    assert [SetAside, Doubted] == [type(action) for action in actions]
