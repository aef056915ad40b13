"""`twitchtrio demo`: a bot in a lively channel, on a Twitch of its own."""

from __future__ import annotations

import logging
import random
import sys
from functools import partial
from typing import Final

import click
import trio

from .._services import open_services
from ..auth import device_login
from ..bot import Bot, open_bot
from ..chat import CommandContext, Router
from ..eventsub import ChannelChatMessage, Gap
from ..ops._command_line import as_typed
from ..stores import MemoryStore
from ..testing import FakeTwitch, ServedTwitch
from ..tokens import Secret, UserToken
from ._exit import run
from ._output import note
from ._record import Record
from ._screen import PlainScreen, RichScreen, Screen
from ._story import BOT, CHANNEL, Story, make_fake

__all__ = ["command"]

_SECONDS: Final = 8.0

_router: Final[Router[None]] = Router()


@_router.command("hello")
async def _hello(ctx: CommandContext) -> None:
    """Say hello."""
    await ctx.reply(f"Hello {ctx.chatter}!")


@_router.command("dice")
async def _dice(ctx: CommandContext) -> None:
    """Roll a die."""
    await ctx.reply(f"{ctx.chatter} rolls a {random.randint(1, 6)}.")  # noqa: S311 - a game


@click.command("demo")
@click.option(
    "--seconds",
    type=click.FloatRange(min=1.0, max=600.0),
    default=_SECONDS,
    show_default=True,
    help="About how long; the bot keeps to Twitch's chat limits, so it takes some.",
)
@click.option("--plain", is_flag=True, help="Lines without colours, as where stdout is no terminal.")
def command(*, seconds: float, plain: bool) -> int:
    """Watch a bot chat and get over trouble.

    It signs in, and meets an expired token, a cut cable and a move to another server. Everything runs on this machine,
    against a fake Twitch, and nothing is kept. Exits with 1 if something that should have happened did not.
    """
    screen = PlainScreen() if plain or not sys.stdout.isatty() else RichScreen()
    return run(partial(_demo, screen, seconds))


async def _demo(screen: Screen, seconds: float) -> int:
    # What the SDK warns of happens here on purpose.
    logging.getLogger("twitchtrio").addHandler(logging.NullHandler())
    began = trio.current_time()
    fake, record = make_fake(), Record()
    screen.title("twitchtrio demo", "A bot on a Twitch of this machine gets over some trouble.")
    await _act(fake, record, screen, pace=seconds / _SECONDS)
    return _conclude(record, screen, trio.current_time() - began)


async def _act(fake: FakeTwitch, record: Record, screen: Screen, *, pace: float) -> None:
    async with open_services() as services:
        # A service outlives the body: the bot has somebody to say goodbye to, whatever ends it.
        served: ServedTwitch = await services.start(_serve, fake, name="fake Twitch")
        screen.scene("sign in")
        async with open_bot(
            fake.client_id,
            store=MemoryStore(),
            login=device_login(partial(_show_code, screen)),
            endpoints=served.endpoints,
            on_user_token_refresh=partial(_refreshed, record, screen),
        ) as bot:
            screen.mended(f"{BOT} did, and the bot is signed in. It may: {', '.join(sorted(bot.account.scopes))}.")
            await _chat(bot, record, screen, Story(fake, record, screen, pace=pace))


async def _serve(fake: FakeTwitch, *, task_status: trio.TaskStatus[ServedTwitch]) -> None:
    async with fake.serve() as served:
        task_status.started(served)
        await trio.sleep_forever()


async def _chat(bot: Bot, record: Record, screen: Screen, story: Story) -> None:
    with trio.CancelScope() as end:
        async with bot.listen(ChannelChatMessage, CHANNEL) as messages:
            bot.start_soon(_direct, bot, story, end)
            async for item in messages.notifications():
                if isinstance(item, Gap):
                    _missed(record, screen, item)
                else:
                    _heard(bot, record, screen, item.event)


async def _direct(bot: Bot, story: Story, end: trio.CancelScope) -> None:
    async with trio.open_nursery() as nursery:
        await nursery.start(bot.serve, _router, CHANNEL)
        await story.happen()
        nursery.cancel_scope.cancel(reason="the story is over")
    end.cancel(reason="the story is over")


def _heard(bot: Bot, record: Record, screen: Screen, message: ChannelChatMessage) -> None:
    is_own = message.chatter_user_id == bot.account.user_id
    screen.chat(message)
    if is_own:
        record.answers += 1
    else:
        record.read[message.message_id] += 1
    record.changed()


def _missed(record: Record, screen: Screen, gap: Gap) -> None:
    record.gaps.append(gap)
    seconds = (gap.end - gap.start).total_seconds()
    count = record.in_gaps
    screen.mended(f"It is back, and the bot is told of a gap of {seconds:.1f} s: {count} messages went by unheard.")
    record.changed()


def _refreshed(record: Record, screen: Screen, old: UserToken, new: UserToken) -> None:
    record.refreshes += 1
    screen.mended(f"Refreshed: {_ends(old.access_token)} became {_ends(new.access_token)}. Stored, told, then used.")
    record.changed()


def _ends(token: Secret) -> str:
    """A token that can be told from another, and no more."""
    return f"{token.reveal()[:4]}••••••••"


def _show_code(screen: Screen, text: str) -> None:
    for line in text.splitlines():
        screen.tell(line)


def _conclude(record: Record, screen: Screen, seconds: float) -> int:
    troubles = _troubles(record)
    screen.summary(_figures(record, seconds), _verdict(troubles), good=not troubles)
    for trouble in troubles:
        note(f"Error: {trouble}.")
    return 1 if troubles else 0


def _troubles(record: Record) -> list[str]:
    expected = {
        f"{record.lost} messages were lost": record.lost == 0,
        f"{record.doubled} messages came twice": record.doubled == 0,
        f"{record.answers} answers to {record.asked} questions": record.answers == record.asked,
        f"{record.refreshes} token refreshes instead of 1": record.refreshes == 1,
        f"{len(record.gaps)} gaps instead of 1": len(record.gaps) == 1,
        f"{record.moves} sessions moved instead of 1": record.moves == 1,
    }
    return record.troubles + [trouble for trouble, is_well in expected.items() if not is_well]


def _figures(record: Record, seconds: float) -> dict[str, str]:
    said, read = len(record.said), len(record.said) - len(record.missed)
    return {
        "messages": f"{said} by viewers: {read} read, {record.in_gaps} in the gap, {record.lost} lost, "
        f"{record.doubled} doubled",
        "answers": f"{record.answers} of {record.asked} seen in chat",
        "tokens": f"{record.refreshes} refresh, no call failed",
        "sessions": f"{len(record.gaps)} lost and healed, {record.moves} moved",
        "time": f"{seconds:.1f} s",
    }


def _verdict(troubles: list[str]) -> str:
    if troubles:
        return "Not all went as it should."
    return as_typed("All went as it should. Next: `twitchtrio login --client-id YOUR-APP`, and a bot of your own.")
