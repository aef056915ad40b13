"""What the code of a token callback may do that no other may: use the token, and overtake those who wait for it.

What it waits for may be done by a service of ours. To that it lends its permission, or each would wait for the other.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Final, Protocol

import trio
from attrs import Factory, define

__all__ = ["Holder", "Loan", "Permission", "Runner", "awaiting", "granted", "in_circle", "permission", "turn"]


class Runner(Protocol):
    """The `Callbacks` of a block, which run one at a time."""

    running: Permission | None
    """The permission of the one that runs."""


class Holder(Protocol):
    """A keeper, whose token a callback may use before all others."""

    @property
    def held_up_by(self) -> Runner | None:
        """Who has to run a callback before others get the token, if there is one to be told of."""

    def look_again(self) -> None:
        """Let all who wait for the token see whether they still have to."""


@define(eq=False)
class Permission:
    """Lets the code that a callback runs, and no other, use the token that it is told of."""

    holder: Holder | None
    """The keeper of that token, if it has one yet."""
    callbacks: Runner
    """The `Callbacks` that run it; others run theirs meanwhile."""
    active: bool = True
    task: trio.lowlevel.Task | None = None
    """The task that runs the callback."""
    awaited: list[Holder] = Factory(list)
    """Whose tokens the callback waits for, itself or by what it waits for."""


class Loan:
    """Lets a service act with the permission of a callback that waits for what it does, until that returns."""

    def __init__(self) -> None:
        self.permission: Permission | None = None

    def serve(self) -> None:
        """Let the task that calls this, and those that it starts, act with what is lent."""
        _loan.set(self)

    def lend(self) -> None:
        """Lend the permission of the code that calls this, if it has one."""
        found = permission()
        if found is not None:
            self.permission = found
            if found.holder is not None:
                found.holder.look_again()


_permission: Final[ContextVar[Permission | None]] = ContextVar("twitchtrio_token_permission", default=None)
_loan: Final[ContextVar[Loan | None]] = ContextVar("twitchtrio_token_loan", default=None)


def permission() -> Permission | None:
    """The permission of the code that asks; `None` outside of a callback, and once the callback has returned."""
    loan = _loan.get()
    own, lent = _permission.get(), None if loan is None else loan.permission
    return next((found for found in (own, lent) if found is not None and found.active), None)


@contextmanager
def awaiting(holder: Holder) -> Generator[None, None, None]:
    """Note that a callback waits for the token of a keeper, if it does, while this block runs."""
    found = permission()
    # A task that a callback started elsewhere is none that it waits for.
    if found is None or (found is _permission.get() and not _is_within(found.task)):
        yield
        return
    found.awaited.append(holder)
    try:
        yield
    finally:
        found.awaited.remove(holder)


def _is_within(outer: trio.lowlevel.Task | None) -> bool:
    """Whether this task, or one whose nursery it is in, is the outer one."""
    task: trio.lowlevel.Task | None = trio.lowlevel.current_task()
    while task is not None and task is not outer:
        nursery = task.parent_nursery
        task = None if nursery is None else nursery.parent_task
    return task is not None


def in_circle(holder: Holder) -> bool:
    """Whether the token of a keeper is to be had only once the callback, if any, that asks for it has returned."""
    found = permission()
    if found is None:
        return False
    reached = [holder.held_up_by]
    for runner in reached:  # it grows
        if runner is found.callbacks:
            return True
        awaited = [] if runner is None or runner.running is None else runner.running.awaited
        reached += {other.held_up_by for other in awaited}.difference(reached)
    return False


@contextmanager
def granted(permission: Permission) -> Generator[None, None, None]:
    """Give a permission to the code of a block, and to nobody after it."""
    reset = _permission.set(permission)
    permission.callbacks.running, permission.task = permission, trio.lowlevel.current_task()
    try:
        yield
    finally:
        permission.callbacks.running = None
        permission.active = False
        _permission.reset(reset)


@asynccontextmanager
async def turn(lock: trio.Lock) -> AsyncGenerator[None, None]:
    """Hold a lock; the code of a callback does without, since who holds it may be waiting for that callback."""
    if permission() is None:
        async with lock:
            yield
    else:
        await trio.lowlevel.checkpoint()
        yield
