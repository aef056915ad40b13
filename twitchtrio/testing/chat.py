"""Routers in tests: a fake Twitch, a bot that serves the router in one channel, and people who chat there."""

from __future__ import annotations

import enum
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, overload

import trio
from attrs import define, field
from trio.testing import wait_all_tasks_blocked

from .._given import check, none_of
from .._needs import firsts
from .._opening import Opening
from ..auth import DEFAULT_SCOPES
from ..chat import Crash, Router
from ..chat.commands._types import S
from ..tokens import UserToken
from .bot import open_test_bot

if TYPE_CHECKING:
    from ..bot import Bot
    from ..chat import Serving
    from .fake import FakeTwitch

__all__ = ["Chat", "Role", "answers", "open_chat"]

CHANNEL: Final = "streamer"
_BOT: Final = "bot"


class Role(enum.Enum):
    """What a chatter is in a channel."""

    VIEWER = "viewer"
    SUBSCRIBER = "subscriber"
    VIP = "vip"
    MODERATOR = "moderator"
    BROADCASTER = "broadcaster"

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        raise none_of("role", value, cls)


@define(kw_only=True, eq=False)
class Chat(Generic[S]):
    """A channel of a fake Twitch in which a router is served; `open_chat` gives one.

    Attributes:
        twitch: The fake, with the users `bot`, `streamer`, whose channel it is, and `viewer`.
        bot: Who serves.
        serving: The router at work.
    """

    twitch: FakeTwitch
    bot: Bot
    serving: Serving[S]
    _read: int = field(default=0, init=False)
    """How many messages had been written when last somebody asked."""

    async def say(self, text: str, *, by: str = "viewer", reply_to: str | None = None) -> tuple[str, ...]:
        """Let somebody write in the channel; what the bot has written there until all is handled.

        Args:
            text: What they write.
            by: Their login; who is new is made.
            reply_to: Id of the message that it answers.
        """
        self._meet(by)
        self.twitch.say(CHANNEL, by, text, reply_to=reply_to)
        self._read = len(self.twitch.messages)
        return await self.settle()

    async def settle(self) -> tuple[str, ...]:
        """Wait until the router has handled all that happened, and what came of it, but for what waits for more.

        Returns:
            What the bot has written in the channel since the last `say` or `settle`.
        """
        await wait_all_tasks_blocked()
        while not self.serving._resting:  # noqa: SLF001  # as the kit may
            await self.serving.idle()
            await wait_all_tasks_blocked()
        new = self.twitch.messages[self._read :]
        self._read += len(new)
        return tuple(each.text for each in new if (each.broadcaster.login, each.sender.login) == (CHANNEL, _BOT))

    def appoint(self, login: str, role: Role) -> None:
        """Give a user a role in the channel."""
        self._meet(login)
        match Role(role):
            case Role.SUBSCRIBER:
                self.twitch.subscribe(login, CHANNEL)
            case Role.VIP:
                self.twitch.add_vip(CHANNEL, login)
            case Role.MODERATOR:
                self.twitch.add_moderator(CHANNEL, login)
            case Role.VIEWER | Role.BROADCASTER:
                pass

    def _meet(self, login: str) -> None:
        try:
            self.twitch.user(login)
        except LookupError:
            self.twitch.add_user(login)


@overload
def open_chat(router: Router[None], **serve: Any) -> AbstractAsyncContextManager[Chat[None]]: ...
@overload
def open_chat(router: Router[S], *, state: S, **serve: Any) -> AbstractAsyncContextManager[Chat[S]]: ...
def open_chat(router: Router[Any], *, state: Any = None, **serve: Any) -> AbstractAsyncContextManager[Chat[Any]]:
    """Serve a router in the channel `streamer` of a fake Twitch in memory, for one block.

    The bot is a moderator there. It and the broadcaster have granted what the router needs. What a handler raises comes
    out of the block as itself.

    Args:
        router: What to serve.
        state: The program's own.
        serve: Further arguments of `Bot.serve`.
    """
    check("router", router, "a Router", Router)
    options = {"state": state, "crash": Crash.RAISE, **serve}
    return Opening(_opened(router, options), usage="async with open_chat(router) as chat")


@overload
async def answers(
    router: Router[None], *lines: str, by: str = "viewer", role: Role = Role.VIEWER, **serve: Any
) -> tuple[str, ...]: ...
@overload
async def answers(
    router: Router[S], *lines: str, by: str = "viewer", role: Role = Role.VIEWER, state: S, **serve: Any
) -> tuple[str, ...]: ...
async def answers(
    router: Router[Any],
    *lines: str,
    by: str = "viewer",
    role: Role = Role.VIEWER,
    state: Any = None,
    **serve: Any,
) -> tuple[str, ...]:
    """What a bot that serves a router answers to these lines of chat.

    Args:
        router: What to serve.
        lines: What is written, one after the other.
        by: Who writes it.
        role: What they are in the channel.
        state: The program's own.
        serve: Further arguments of `Bot.serve`.
    """
    role = Role(role)
    async with open_chat(router, state=state, **serve) as chat:
        who = CHANNEL if role is Role.BROADCASTER else by
        chat.appoint(who, role)
        return tuple([answer for line in lines for answer in await chat.say(line, by=who)])


@asynccontextmanager
async def _opened(router: Router[Any], options: dict[str, Any]) -> AsyncGenerator[Chat[Any]]:
    from .fake import FakeTwitch  # as in the other kits

    twitch = FakeTwitch()
    for login in (_BOT, CHANNEL, "viewer"):
        twitch.add_user(login)
    twitch.add_moderator(CHANNEL, _BOT)
    needed = router.scopes()
    async with twitch.open(), open_test_bot(twitch, _BOT, scopes={*DEFAULT_SCOPES, *firsts(needed.bot)}) as bot:
        if needed.broadcaster:
            grant = twitch.grant(CHANNEL, sorted(firsts(needed.broadcaster)))
            await bot.tokens.add(UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token))
        # It would learn of that from its first message; the second one need not wait for it.
        bot._acting.sender.learn(twitch.user(CHANNEL).id, privileged=True)  # noqa: SLF001  # the kit's own bot
        served = _Served()
        # Not in a nursery of this block: what a handler raises is to come out as itself.
        bot.start_soon(served.run, bot, router, options)
        await served.ready.wait()
        try:
            yield Chat(twitch=twitch, bot=bot, serving=served.serving)
        finally:
            served.scope.cancel(reason="the block has ended")


class _Served:
    """A router at work, beside a block."""

    serving: Serving[Any]

    def __init__(self) -> None:
        self.scope = trio.CancelScope()
        self.ready = trio.Event()

    def started(self, value: Any = None) -> None:
        """Take what `serve` reports."""
        self.serving = value
        self.ready.set()

    async def run(self, bot: Bot, router: Router[Any], options: dict[str, Any]) -> None:
        with self.scope:
            await bot.serve(router, CHANNEL, task_status=self, **options)
