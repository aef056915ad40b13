"""Waits that end, and tell what did happen in place of what was waited for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import trio

if TYPE_CHECKING:
    from .core import Core
    from .world import FakeUser, World

__all__ = ["PATIENCE", "patience"]

PATIENCE: Final = 60.0
_MOST: Final = 20
_LONGEST: Final = 100


@contextmanager
def patience(fake: Core, missed: str, user: FakeUser, within: float) -> Iterator[None]:
    """Wait for so many seconds for what is missed otherwise, in a user's channel.

    Raises:
        AssertionError: It did not come to be.
    """
    with trio.move_on_after(within) as scope:
        yield
    if scope.cancelled_caught:
        parts = {
            "Messages there": _messages(fake, user),
            "Dropped there": _dropped(fake, user),
            "Requests": _requests(fake),
            "Subscriptions": _subscriptions(fake),
        }
        told = [f"{name}:{_listed(lines)}" for name, lines in parts.items()]
        raise AssertionError("\n".join((f"{missed} within {within:g} s.", *told))) from None


def _listed(lines: Iterable[str]) -> str:
    """The last of some lines, one below the other."""
    every = list(lines)
    earlier = [f"({len(every) - _MOST} earlier)"] if len(every) > _MOST else []
    return "".join(f"\n  {line}" for line in (*earlier, *every[-_MOST:])) or " none"


def _messages(fake: Core, user: FakeUser) -> Iterator[str]:
    for message in fake.messages:
        if message.broadcaster is user:
            notes = [] if message.heard else ["nobody listened"]
            if fake.chat.was_given_out(message):
                notes.append("given out before")
            note = f" ({', '.join(notes)})" if notes else ""
            yield f"{message.sender.login!r} at {message.sent_at:.1f} s: {_short(message.text)}{note}"


def _dropped(fake: Core, user: FakeUser) -> Iterator[str]:
    for drop in fake.chat.drops:
        if drop.broadcaster is user:
            yield f"{drop.sender.login!r} at {drop.at:.1f} s: {_short(drop.text)} ({drop.reason.code})"


def _requests(fake: Core) -> Iterator[str]:
    answers = Counter(
        f"{request.method} {request.path} {_answered(request.status, request.refusal)}" for request in fake.requests
    )
    for answer, count in answers.items():
        yield answer if count == 1 else f"{answer}, {count} times"


def _answered(status: int | None, refusal: str) -> str:
    if status is None:
        return "was cut"
    return f"answered {status}" + (f" ({refusal})" if refusal else "")


def _subscriptions(fake: Core) -> Iterator[str]:
    for subscription in fake.eventsub.known():
        about = ", ".join(f"{key}={_named(fake.world, value)}" for key, value in subscription.named.items())
        yield f"{subscription.type} ({about}) {subscription.status}"


def _named(world: World, value: str) -> str:
    user = world.users.get(value)
    return repr(value if user is None else user.login)


def _short(text: str) -> str:
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")
