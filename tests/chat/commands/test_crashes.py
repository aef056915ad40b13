"""What becomes of what handlers raise, wherever they do, by policy and kind."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from twitchtrio import ChannelFollow, CommandContext, Context, Router
from twitchtrio.chat import Convert, Cooldown, Crash, Failure, permission
from twitchtrio.errors import (
    CommandError,
    LoginRequiredError,
    MessageDroppedError,
    NotAllowedError,
    OnCooldownError,
    ServiceCrashedError,
    TokenRevokedError,
    UsageError,
)
from twitchtrio.testing import Chat, answers, open_chat

Act = Callable[[], object]


def in_command(act: Act) -> tuple[Router[None], dict[str, Any]]:
    """A command that does it."""
    router: Router[None] = Router()

    @router.command()
    async def go(ctx: CommandContext) -> None:  # noqa: ASYNC124  # handlers are
        act()

    return router, {}


def in_event(act: Act) -> tuple[Router[None], dict[str, Any]]:
    """A handler of events that does it."""
    router: Router[None] = Router()

    @router.on(ChannelFollow)
    async def follow(ctx: Context, event: ChannelFollow) -> None:  # noqa: ASYNC124  # handlers are
        act()

    return router, {}


def quiet(router: Router[None]) -> None:
    """A command that does nothing."""

    @router.command()
    async def go(ctx: CommandContext) -> None: ...


def in_around(act: Act) -> tuple[Router[None], dict[str, Any]]:
    """What is around a command does it."""
    router: Router[None] = Router()
    quiet(router)

    @router.around
    @asynccontextmanager
    async def hook(ctx: Context) -> AsyncGenerator[None]:
        act()
        yield

    return router, {}


def in_error_handler(act: Act) -> tuple[Router[None], dict[str, Any]]:
    """The handler of another error does it."""
    router: Router[None] = Router()

    @router.command()
    async def go(ctx: CommandContext) -> None:  # noqa: ASYNC124  # handlers are
        raise ZeroDivisionError

    @router.error(ZeroDivisionError)
    async def oops(ctx: Context, error: ZeroDivisionError) -> None:  # noqa: ASYNC124  # handlers are
        act()

    return router, {}


def in_converter(act: Act) -> tuple[Router[None], dict[str, Any]]:
    """The conversion of an argument does it."""
    router: Router[None] = Router()

    def convert(word: str) -> int:
        act()
        return 1

    @router.command()
    async def go(ctx: CommandContext, number: Annotated[int, Convert(convert)] = 0) -> None: ...

    return router, {}


def in_permission(act: Act) -> tuple[Router[None], dict[str, Any]]:
    """A permission does it."""
    router: Router[None] = Router()

    @permission
    def allowed(ctx: CommandContext) -> bool:
        act()
        return True

    @router.command(allow=allowed)
    async def go(ctx: CommandContext) -> None: ...

    return router, {}


def in_lane(act: Act) -> tuple[Router[None], dict[str, Any]]:
    """The key of a lane does it."""
    router: Router[None] = Router()

    def key(ctx: Context[Any]) -> str:
        act()
        return ""

    @router.command(lane=key)
    async def go(ctx: CommandContext) -> None: ...

    return router, {}


def in_cooldown(act: Act) -> tuple[Router[None], dict[str, Any]]:
    """The key of a cooldown does it."""
    router: Router[None] = Router()

    def key(ctx: Context[Any]) -> str:
        act()
        return ""

    @router.command(cooldown=Cooldown(5, per=key))
    async def go(ctx: CommandContext) -> None: ...

    return router, {}


def in_prefix(act: Act) -> tuple[Router[None], dict[str, Any]]:
    """The function that gives the prefix does it."""
    router: Router[None] = Router()
    quiet(router)

    def prefix(message: object) -> str:
        act()
        return "!"

    return router, {"prefix": prefix}


def in_task(act: Act) -> tuple[Router[None], dict[str, Any]]:
    """A task beside a command does it."""
    router: Router[None] = Router()

    async def beside() -> None:  # noqa: ASYNC124  # handlers are
        act()

    @router.command()
    async def go(ctx: CommandContext) -> None:  # noqa: ASYNC124  # handlers are
        ctx.start_soon(beside)

    return router, {}


def in_state(act: Act) -> tuple[Router[None], dict[str, Any]]:
    """The function that gives the state of an inner router does it."""
    router: Router[None] = Router()
    inner: Router[int] = Router()

    @inner.command()
    async def go(ctx: CommandContext[int]) -> None: ...

    def state(_: None) -> int:
        act()
        return 1

    router.include(inner, state=state)
    return router, {}


PLACES = [
    in_command,
    in_event,
    in_around,
    in_error_handler,
    in_converter,
    in_permission,
    in_lane,
    in_cooldown,
    in_prefix,
    in_task,
    in_state,
]


def raising(exc: BaseException) -> Act:
    """What raises it."""

    def act() -> None:
        raise exc

    return act


async def happen(chat: Chat[Any]) -> None:
    """Let a command be called, and an event happen."""
    chat.twitch.follow("viewer", "streamer")
    await chat.say("!go 1")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("grouped", [False, True], ids=["alone", "in a group"])
async def test_reported(place: Any, grouped: bool, caplog: pytest.LogCaptureFixture) -> None:
    """With REPORT, a crash is told, counted and logged once, and everything goes on."""
    mine = RuntimeError("mine")
    router, options = place(raising(ExceptionGroup("of one", [mine]) if grouped else mine))

    @router.fallback()
    async def still(ctx: CommandContext, name: str, rest: str) -> None:
        await ctx.send("still there")

    async with open_chat(router, **options, crash=Crash.REPORT) as chat, chat.serving.failures() as failures:
        await happen(chat)
        # A function of the prefix is asked each time, and so is what is around all.
        again = place in {in_prefix, in_around}
        assert (() if again else ("still there",)) == await chat.say("!anything")

        failure = await failures.receive()
        assert mine is failure.error
        assert isinstance(failure, Failure)
        assert failure.handler is not None
        assert failure.context is not None
        assert "streamer" == failure.context.channel.login
        assert (2 if again else 1) == chat.serving.crashed
    logged = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert chat.serving.crashed == len(logged)
    assert "in streamer, for viewer" in logged[0].getMessage()
    assert logged[0].exc_info is not None
    assert mine is logged[0].exc_info[1]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("grouped", [False, True], ids=["alone", "in a group"])
async def test_raised(place: Any, grouped: bool) -> None:
    """With RAISE, it comes out of `serve` as itself."""
    mine = RuntimeError("mine")
    router, options = place(raising(ExceptionGroup("of one", [mine]) if grouped else mine))

    with pytest.raises(RuntimeError, match="mine") as caught:
        async with open_chat(router, **options) as chat:
            await happen(chat)

    assert mine is caught.value


class OddError(BaseException):
    """What a program may raise and nobody expects."""


async def in_a_nursery(act: Act) -> None:
    """Do it beside something else."""

    async def child() -> None:  # noqa: ASYNC124  # handlers are
        act()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(child)
        nursery.start_soon(trio.sleep_forever)


@pytest.mark.parametrize("crash", Crash)
@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, OddError])
async def test_what_ends_all_in_a_nursery(crash: Crash, kind: type[BaseException]) -> None:
    """The same of a handler's own nursery comes out as itself, too."""
    router: Router[None] = Router()

    @router.command()
    async def go(ctx: CommandContext) -> None:
        await in_a_nursery(raising(kind()))

    with pytest.raises(kind):
        async with open_chat(router, crash=crash) as chat:
            await chat.say("!go")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("crash", Crash)
@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, OddError])
async def test_what_ends_all(place: Any, crash: Crash, kind: type[BaseException]) -> None:
    """Ctrl-C and the wish to exit come out as themselves, whatever the policy is."""
    router, options = place(raising(kind()))

    with pytest.raises(kind):
        async with open_chat(router, **options, crash=crash) as chat:
            await happen(chat)


@pytest.mark.parametrize("crash", Crash)
async def test_cancelled(crash: Crash, autojump_clock: object) -> None:
    """A handler that is cancelled with all is no crash; one that cancels itself has ended well."""
    log: list[str] = []
    router: Router[None] = Router()

    @router.command()
    async def wait(ctx: CommandContext) -> None:
        try:
            await trio.sleep_forever()
        finally:
            log.append("cancelled")
            with trio.CancelScope(shield=True):
                await ctx.send("farewell")

    @router.command()
    async def short(ctx: CommandContext) -> None:
        with trio.move_on_after(1):
            await trio.sleep_forever()
        log.append("moved on")

    async with open_chat(router, crash=crash) as chat:
        await chat.say("!short")
        chat.twitch.say("streamer", "viewer", "!wait")
        await wait_all_tasks_blocked()

    assert ["moved on", "cancelled"] == log
    assert "farewell" == chat.twitch.messages[-1].text
    assert 0 == chat.serving.crashed


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (TokenRevokedError(account="bot", reason="gone"), True),
        (TokenRevokedError(account="somebody", reason="gone"), False),
        (LoginRequiredError("none", account="bot"), True),
        (LoginRequiredError("none", account="streamer"), False),
        (ServiceCrashedError("reader"), True),
    ],
)
@pytest.mark.parametrize("handled", [False, True])
async def test_what_nothing_can_follow(error: Exception, ends: bool, handled: bool) -> None:
    """The loss of the bot's own login and bugs of ours end all, even with REPORT, and whatever handles exceptions."""
    router, _ = in_command(raising(error))
    if handled:

        @router.error(Exception)
        async def swallow(ctx: Context, exc: Exception) -> None: ...

    with suppress(type(error)):
        async with open_chat(router, crash=Crash.REPORT) as chat:
            await chat.say("!go")
            assert not ends
            assert (not handled) == chat.serving.crashed


@pytest.mark.parametrize("crash", Crash)
async def test_what_nothing_can_follow_in_a_handler(crash: Crash) -> None:
    """What ends all does so, too, where a handler of another error raises it, whatever handles that outside."""
    inner, _ = in_error_handler(raising(TokenRevokedError(account="bot", reason="gone")))
    router: Router[None] = Router()
    router.include(inner)

    @router.error(Exception)
    async def swallow(ctx: Context, exc: Exception) -> None: ...

    with pytest.raises(TokenRevokedError):
        async with open_chat(router, crash=crash) as chat:
            await chat.say("!go")


@pytest.mark.parametrize("crash", Crash)
async def test_refusals(crash: Crash) -> None:
    """What is no crash: a command's own error is answered, wrong use advised, what may not be passed over."""
    router: Router[None] = Router()
    dropped = MessageDroppedError(code="x", reason="y", text="t", channel="1")

    @router.command()
    async def own(ctx: CommandContext) -> None:  # noqa: ASYNC124  # handlers are
        raise CommandError("You have 3 points.")

    @router.command(cooldown=Cooldown(30))
    async def slow(ctx: CommandContext) -> None:
        await ctx.send("done")

    @router.command(allow=permission(lambda ctx: False))
    async def never(ctx: CommandContext) -> None:
        await ctx.send("done")

    @router.command()
    async def count(ctx: CommandContext, number: int) -> None:
        await ctx.send("done")

    @router.command()
    async def unshown(ctx: CommandContext) -> None:  # noqa: ASYNC124  # handlers are
        raise dropped

    async with open_chat(router, crash=crash) as chat:
        assert ("You have 3 points.",) == await chat.say("!own")
        assert ("done",) == await chat.say("!slow")
        assert () == await chat.say("!slow")
        assert () == await chat.say("!never")
        assert ("x is no whole number. Usage: !count <number>",) == await chat.say("!count x")
        assert () == await chat.say("!unshown")

        assert (0, 3, 1) == (chat.serving.crashed, chat.serving.refused, chat.serving.unshown)


async def test_advice_is_rare(autojump_clock: object) -> None:
    """A chatter is told of wrong use once in 5 s, each for themselves."""
    router: Router[None] = Router()

    @router.command()
    async def count(ctx: CommandContext, number: int) -> None: ...

    async with open_chat(router) as chat:
        assert 1 == len(await chat.say("!count x"))
        assert 0 == len(await chat.say("!count y"))
        assert 1 == len(await chat.say("!count z", by="another"))
        await trio.sleep(5)
        assert 1 == len(await chat.say("!count y"))


def told(text: str) -> Callable[[Context[Any], Exception], Any]:
    """A handler of errors that says this, and what it was."""

    async def handler(ctx: Context[Any], error: Exception) -> None:
        await ctx.send(f"{text}: {type(error).__name__}")

    return handler


async def test_handlers() -> None:
    """The nearest router is asked first, and in it for the most specific class; what a handler raises goes outwards."""
    inner: Router[None] = Router()
    outer: Router[None] = Router()
    outer.include(inner)
    group = inner.group("g")
    errors = {"usage": UsageError, "key": KeyError, "index": IndexError, "value": ValueError}

    async def fail(ctx: CommandContext, kind: str) -> None:  # noqa: ASYNC124  # handlers are
        if kind == "usage":
            raise UsageError("no", usage="so")
        raise ExceptionGroup("of one", [errors[kind]()])

    group.command()(fail)
    outer.command("top")(fail)

    @group.error(KeyError)
    async def on(ctx: Context, error: KeyError) -> None:  # noqa: ASYNC124  # handlers are
        raise IndexError

    inner.error(CommandError)(told("inner"))
    inner.error(LookupError)(told("inner lookup"))
    inner.error(IndexError)(told("inner index"))
    outer.error(ValueError)(told("outer"))
    outer.error(UsageError)(told("outer usage"))

    assert (
        "inner: UsageError",
        "inner index: IndexError",
        "inner index: IndexError",
        "outer: ValueError",
        "outer usage: UsageError",
    ) == await answers(outer, "!g fail usage", "!g fail key", "!g fail index", "!g fail value", "!top usage")


async def test_silence_can_be_broken() -> None:
    """What is passed over in silence can be answered, and what is answered be passed over."""
    router: Router[None] = Router()

    @router.command(cooldown=Cooldown(30), allow=permission(lambda ctx: ctx.text != "never"))
    async def go(ctx: CommandContext, text: str = "", *, number: int = 0) -> None: ...

    @router.error(NotAllowedError)
    async def forbidden(ctx: Context, error: NotAllowedError) -> None:
        await ctx.reply(str(error))

    @router.error(OnCooldownError)
    async def early(ctx: Context, error: OnCooldownError) -> None:
        await ctx.reply(f"{error.remaining:.0f} of {error.cooldown.seconds:.0f} s left")

    @router.error(UsageError)
    async def wrong(ctx: Context, error: UsageError) -> None: ...

    assert ("This is for <lambda> only.", "30 of 30 s left") == await answers(
        router, "!go never", "!go", "!go", "!go -number x"
    )


async def test_a_refusal_costs_nothing(autojump_clock: object) -> None:
    """A use that ends in a CommandError, wrong use, and one that is not allowed do not count for a cooldown."""
    router: Router[None] = Router()

    @router.command(cooldown=Cooldown(30), allow=permission(lambda ctx: ctx.text != "3"))
    async def go(ctx: CommandContext, number: int) -> None:
        if number == 1:
            raise CommandError("not that")
        await ctx.send("done")

    assert ("not that", "not that", "x is no whole number. Usage: !go <number>", "done") == await answers(
        router, "!go 1", "!go 1", "!go x", "!go 3", "!go 2", "!go 2"
    )


async def test_an_answer_that_cannot_be_sent() -> None:
    """What keeps an answer from going out is a crash."""
    router, _ = in_command(raising(CommandError("bad word")))

    async with open_chat(router, crash=Crash.REPORT) as chat:
        chat.twitch.faults.http(400, path="/helix/chat/messages")
        assert () == await chat.say("!go")
        assert 1 == chat.serving.crashed


@pytest.mark.parametrize("crash", Crash)
async def test_a_task_that_is_cancelled_and_fails(crash: Crash, autojump_clock: object) -> None:
    """What fails in a task while that ends with its channel is a crash as any other, beside what was cancelled."""
    router: Router[None] = Router()
    mine = RuntimeError("mine")

    async def fail() -> None:
        try:
            await trio.sleep_forever()
        finally:
            raise mine

    async def beside() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(fail)
            nursery.start_soon(trio.sleep_forever)

    @router.command()
    async def go(ctx: CommandContext) -> None:  # noqa: ASYNC124  # handlers are
        ctx.start_soon(beside)

    with suppress(RuntimeError):
        async with open_chat(router, crash=crash) as chat, chat.serving.failures() as failures:
            await chat.say("!go")
            await chat.serving.leave("streamer")
            failure = await failures.receive()
            assert mine is failure.error
            await wait_all_tasks_blocked()
            assert crash is Crash.REPORT
