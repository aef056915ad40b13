"""A token's life, driven by a keeper that everything happens to."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.proofs import PROVING, times
from twitchtrio.auth._life import Due, Life, State
from twitchtrio.errors import ConfigurationError, RefreshFailedError
from twitchtrio.tokens import UserToken

LIVES = st.sampled_from([None, 0, -1, -1e18, 1e-9, 0.5, 1, 30, 59, 61, 3600, 14400, 1e9, 1e18, 1e300, math.inf])
BUSY = {State.CHECKING, State.REPLACING, State.TELLING}

seen: Counter[tuple[State, State]] = Counter()
"""The ways from state to state that the machines of this run have taken."""


class Lives(RuleBasedStateMachine):
    """A life, the keeper that drives it, and everybody else."""

    def __init__(self):
        super().__init__()
        self.now = 1e6
        self.life = Life()
        self.numbers = 0
        self.ends = {Due.CHECK: [], Due.REPLACE: []}
        self.at_work = None
        self.refused = set()
        self.before = self.life.state

    def token(self):
        self.numbers += 1
        return UserToken(access_token=f"token{self.numbers}", refresh_token="again")

    def end(self):
        """What was begun has ended."""
        self.ends[self.at_work].append(self.now)
        self.at_work = None

    @initialize(app=st.booleans())
    def begin(self, app):
        if app:
            self.life.want()
        else:
            self.life.hold(self.token(), known=True)

    # The keeper

    @precondition(lambda self: self.life.state not in BUSY)
    @rule(spare=st.sampled_from([0, 0, 0, 0.5, 100]))
    def work(self, spare):
        """Sleep until something is due, and begin it."""
        wake = self.life.wake_at()
        if self.life.due(self.now) is None:
            assert wake > self.now, "it would be woken without end"
            if math.isinf(wake):
                return
            self.now = wake + spare
        due = self.life.due(self.now)
        assert due is not None
        self.paused(due)
        self.at_work = due
        self.life.begin(due)

    def paused(self, due):
        """Neither a failure nor a second success is followed by the same at once."""
        ends = self.ends[due]
        if len(ends) > 1 and ends[-1] - ends[-2] < 60:
            assert self.now >= ends[-1] + 1

    @precondition(lambda self: self.life.state is State.CHECKING)
    @rule(life=LIVES)
    def good(self, life):
        counts = self.life.found_good(self.life.held, life, self.now)
        self.end()
        assert counts is (self.life.state in (State.TELLING, State.USABLE))

    @precondition(lambda self: self.life.state is State.CHECKING)
    @rule()
    def bad(self):
        self.life.found_bad(self.now)
        self.end()

    @precondition(lambda self: self.life.state is State.REPLACING)
    @rule(life=LIVES)
    def replaced(self, life):
        self.life.replaced(self.token(), life, self.now)
        self.end()
        assert self.life.state is State.TELLING
        known = life is not None and life > 0
        assert (self.life.wake_at() >= self.now + 60) is known
        assert (self.life._replace_at < math.inf) is (known and life < math.inf)

    @precondition(lambda self: self.life.state is State.REPLACING)
    @rule()
    def found_another(self):
        self.life.adopted(self.token())
        self.at_work = None

    @precondition(lambda self: self.life.state is State.REPLACING and self.life.held is not None)
    @rule()
    def no_longer_accepted(self):
        self.life.lose()
        self.at_work = None

    @precondition(lambda self: self.life.state in (State.CHECKING, State.REPLACING))
    @rule(error=st.sampled_from([ConfigurationError("full"), RefreshFailedError("503")]))
    def fails(self, error):
        trouble = self.life.failed(error, self.now)
        self.end()
        assert self.now + 1 <= trouble.next_at <= self.now + 60
        assert trouble.shown is (isinstance(error, ConfigurationError) or trouble.attempts >= 3)

    @precondition(lambda self: self.life.state in (State.UNCHECKED, State.USABLE))
    @rule()
    def done(self):
        self.life.progress()

    @precondition(lambda self: self.life.state is State.TELLING)
    @rule()
    def told(self):
        self.life.is_told()
        assert self.life.usable == self.life.held.access_token

    @precondition(lambda self: self.life.state not in BUSY | {State.ENDED})
    @rule(removed=st.booleans())
    def news(self, removed):
        """The store holds another login, or none."""
        if removed:
            self.life.lose()
        else:
            self.life.adopted(self.token())

    # Everybody else

    @rule(other=st.booleans())
    def refuses(self, other):
        """Twitch refuses the token that is handed out, or one of earlier."""
        usable = self.life.usable
        token = self.token().access_token if other or usable is None else usable
        assert self.life.refused(token, self.now) is (token == usable)
        self.refused.add(token)

    @rule()
    def want(self):
        self.life.want()

    @rule(seconds=st.sampled_from([0.1, 5, 70, 4000, 1e6]))
    def time_goes_by(self, seconds):
        self.now += seconds

    @invariant()
    def promises(self):
        """What holds at any time."""
        life = self.life
        if life.state is not self.before:
            seen[self.before, life.state] += 1
            self.before = life.state
        assert life.usable is None or life.held is not None
        if life.state is State.USABLE:
            assert life.told == life.held
        if life.state in (State.LOST, State.ENDED):
            assert life.usable is None
            assert life.due(math.inf) is None
        elif life.state not in BUSY:
            # A token is checked within the hour, and nobody waits longer than the longest pause.
            assert life.wake_at() <= self.now + (3600 if life.usable is not None else 60)


@pytest.mark.proof
def test_a_life_that_everything_happens_to():
    """Whatever happens in whatever order: no pause is left out, none is too long, and no state is a dead end."""
    run_state_machine_as_test(
        Lives, settings=settings(max_examples=times(80), stateful_step_count=30, derandomize=not PROVING)
    )

    for state in State:
        if state is not State.ENDED:
            assert any(way[1] is state for way in seen) or state is State.UNCHECKED, f"{state} is never reached"
            assert any(way[0] is state for way in seen), f"{state} is never left"


# What a machine finds too seldom, one by one


def living(*, now=1e6, life=14400):
    """A life whose token was made just now, and told."""
    made = Life()
    made.hold(pair("first"), known=True)
    made.want()
    replace(made, now, life)
    return made


def pair(name):
    """A token of this name."""
    return UserToken(access_token=name, refresh_token="again")


def replace(life, now, expires_in=14400):
    """Do the replacement that is due."""
    assert life.due(now) is Due.REPLACE
    life.begin(Due.REPLACE)
    life.replaced(pair(f"made{life.made}"), expires_in, now)
    life.is_told()


@pytest.mark.parametrize("expires_in", [None, 0, -1, -1e18, math.inf])
def test_a_life_that_is_not_known(expires_in):
    """Nothing or less is no life: Twitch is asked at once and every hour, and the token is used all the while."""
    life, now = living(life=expires_in), 1e6

    for _ in range(5):
        assert life.due(now) is Due.CHECK
        life.begin(Due.CHECK)
        assert life.found_good(life.held, expires_in, now)
        assert life.usable == life.held.access_token
        assert now + 3600 == life.wake_at()
        now += 3600

    assert life.refused(life.usable, now)
    assert life.due(now) is Due.REPLACE


@pytest.mark.parametrize(
    ("expires_in", "left"), [(1e-9, 60), (1, 60), (60, 60), (66, 60), (100, 90), (3000, 2700), (14400, 14100)]
)
def test_a_token_is_replaced_before_its_end(expires_in, left):
    """That is a tenth of its life before, five minutes at the most, and never within a minute after it was made."""
    life = living(life=expires_in)

    now = 1e6
    while life.due(now) is not Due.REPLACE:
        now = life.wake_at()
        if life.due(now) is Due.CHECK:
            life.begin(Due.CHECK)
            life.found_good(life.held, 1e6 + expires_in - now, now)

    assert now - 1e6 == pytest.approx(left)


@pytest.mark.parametrize("how", ["asked", "refused", "found bad", "failed"])
def test_replacements_come_ever_slower(how):
    """Whatever makes them due: the second may follow at once, the others after 1 s, 2 s, and at last half a minute."""
    life, now, times = living(), 1e6, [1e6]

    for _ in range(12):
        if how != "asked":
            life.refused(life.usable, now) if life.usable else None
        if how in ("found bad", "refused") and life.wanted <= life.made:
            now = max(now, life.wake_at())
            assert life.due(now) is Due.CHECK
            life.begin(Due.CHECK)
            life.found_bad(now)
        life.want()
        now = max(now, life.wake_at())
        times.append(now)
        if how == "failed":
            life.begin(Due.REPLACE)
            life.failed(RefreshFailedError("503"), now)
        else:
            replace(life, now)

    pauses = [after - before for before, after in pairwise(times)]
    assert all(pause >= min(2.0**number / 2, 30) for number, pause in enumerate(pauses[1:]))
    assert all(pause <= 61 for pause in pauses)


def test_checks_come_ever_slower():
    """A good token that is refused on and on is asked about ever less often."""
    life, now, times = living(), 1e6, []

    for _ in range(10):
        assert life.refused(life.usable, now)
        if life.wanted > life.made:
            break
        now = max(now, life.wake_at())
        times.append(now)
        life.begin(Due.CHECK)
        assert life.found_good(life.held, 14400, now)

    assert [1e6, 1e6] == times[:2]
    assert all(after - before >= 2.0**number / 2 for number, (before, after) in enumerate(pairwise(times[1:])))
    # Within a minute it may not be the token's fault; after it, it is.
    assert times[-2] < 1e6 + 60 < times[-1] < 1e6 + 121


def test_a_wish_during_a_replacement_is_fulfilled_by_it():
    """Who asks while another is on the way gets that one."""
    life = living()
    life.want()
    life.begin(Due.REPLACE)
    life.want()

    life.replaced(pair("another"), 14400, 1e6)
    life.want()
    life.is_told()

    assert life.fulfilled
    assert life.due(1e6 + 50) is None


def test_a_wish_during_a_check_is_not_lost():
    """The answer that the token is good does not do for who wants another."""
    life, now = living(), 1e6 + 3600
    life.begin(Due.CHECK)
    life.want()

    assert life.found_good(life.held, 10800, now)

    assert not life.fulfilled
    assert life.due(now) is Due.REPLACE


@pytest.mark.parametrize(("age", "due"), [(10, Due.CHECK), (3600, Due.REPLACE)], ids=["new", "old"])
def test_a_token_refused_during_its_check_is_not_handed_out(age, due):
    """The answer was asked for before that, and no longer counts."""
    life, now = living(), 1e6 + age
    life.begin(Due.CHECK)
    assert life.refused(life.usable, now)

    assert not life.found_good(life.held, 10800, now)

    assert life.usable is None
    assert life.state is State.UNCHECKED
    assert life.due(now) is due


def test_a_good_token_is_used_while_it_cannot_be_replaced():
    """Trouble leaves it in use, and a token that cannot be replaced at all is used until it is refused."""
    life = living()
    usable, now = life.usable, life.wake_at()
    life.begin(life.due(now))
    life.found_good(life.held, 1000, now)
    now = life.wake_at()
    life.begin(life.due(now))
    life.failed(RefreshFailedError("503"), now)
    assert (State.USABLE, usable) == (life.state, life.usable)

    now = life.wake_at()
    life.begin(life.due(now))
    life.lasts()
    assert (State.USABLE, usable) == (life.state, life.usable)
    assert life.due(life.wake_at()) is Due.CHECK
    life.end()
    assert (State.ENDED, None, math.inf) == (life.state, life.usable, life.wake_at())


def test_a_keeper_that_ends_leaves_no_token_untold():
    """A token that the program does not know is to be told of, once, checked or not; one of a lost login is not."""
    life = living()
    assert not life.left_untold()
    life.adopted(UserToken(access_token="another"))
    assert life.left_untold()
    assert (State.TELLING, life.held.access_token) == (life.state, life.offered)
    assert not life.left_untold()

    life.lose()
    assert not life.left_untold()
