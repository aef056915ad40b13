"""How often a command may be used."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import trio
from hypothesis import given, strategies as st
from trio.testing import MockClock

from twitchtrio import CommandContext, Context, Router
from twitchtrio.chat import Cooldown, Per, moderator
from twitchtrio.chat.commands.cooldowns import Windows
from twitchtrio.errors import ConfigurationError, OnCooldownError
from twitchtrio.testing import open_chat


def using(cooldown: Any, **more: Any) -> Router[None]:
    """A router with a command that has a cooldown."""
    router: Router[None] = Router()

    @router.command(cooldown=cooldown, **more)
    async def go(ctx: CommandContext) -> None:
        await ctx.send("done")

    return router


async def uses(cooldown: Any, *steps: tuple[float, str]) -> list[int]:
    """At which of these times, each after a pause, somebody could use a command."""
    done: list[int] = []
    async with open_chat(using(cooldown)) as chat:
        chat.twitch.add_moderator("streamer", chat.twitch.add_user("mod"))
        for number, (pause, who) in enumerate(steps):
            await trio.sleep(pause)
            if await chat.say("!go", by=who):
                done.append(number)
    return done


async def test_window(autojump_clock: MockClock) -> None:
    """At most so many uses in any time of so many seconds; who tries in vain waits no longer for that."""
    steps = [(0.0, "a"), (5.0, "b"), (1.0, "c"), (3.0, "d"), (1.0, "e"), (1.0, "f"), (4.0, "g")]

    assert [0, 1, 4, 6] == await uses(Cooldown(10, times=2), *steps)


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        (Per.CHANNEL, [0]),
        (Per.CHATTER, [0, 1]),
        (Per.USER, [0, 1]),
        (Per.BOT, [0]),
        (lambda ctx: ctx.chatter.login == "a", [0, 1]),
        (lambda ctx: None, [0, 1, 2]),
    ],
    ids=["chatter", "channel", "user", "bot", "a function", "none"],
)
async def test_keys(per: Any, expected: list[int]) -> None:
    """Uses are counted apart by key, and not at all where that is None."""
    assert expected == await uses(Cooldown(10, per=per), (0, "a"), (0, "b"), (0, "a"))


async def test_spared() -> None:
    """Who is spared neither waits nor counts."""
    assert [0, 1, 3] == await uses(Cooldown(10, spare=moderator), (0, "mod"), (0, "a"), (0, "b"), (0, "mod"))


async def test_several(autojump_clock: MockClock) -> None:
    """Of several cooldowns all are counted, or none."""
    steps = [(0.0, "a"), (2.0, "a"), (2.0, "b"), (4.0, "a"), (4.0, "b"), (0.0, "c")]

    assert [0, 2, 5] == await uses([Cooldown(timedelta(seconds=3)), Cooldown(10, per=Per.CHATTER)], *steps)


async def test_shared() -> None:
    """One cooldown on several commands counts them together; an equal one on another does not."""
    shared = Cooldown(10)
    router = using(shared)
    router.command("other", cooldown=shared)(router.commands[0].function)
    router.command("third", cooldown=Cooldown(10))(router.commands[0].function)

    async with open_chat(router) as chat:
        assert [1, 0, 1] == [len(await chat.say(line)) for line in ("!go", "!other", "!third")]


async def test_two_at_once(autojump_clock: MockClock) -> None:
    """A use counts from its start: two at once are one too many."""
    router: Router[None] = Router()

    @router.command(cooldown=Cooldown(10), lane=None)
    async def go(ctx: CommandContext) -> None:
        await trio.sleep(1)
        await ctx.send("done")

    async with open_chat(router) as chat:
        for _ in range(5):
            chat.twitch.say("streamer", "viewer", "!go")
        await chat.settle()

        assert ["done"] == [each.text for each in chat.twitch.messages if each.sender.login == "bot"]
        assert 4 == chat.serving.refused


@pytest.mark.parametrize(
    "make",
    [
        lambda: Cooldown(0),
        lambda: Cooldown(-1),
        lambda: Cooldown(float("nan")),
        lambda: Cooldown(float("inf")),
        lambda: Cooldown("30"),  # type: ignore[arg-type]
        lambda: Cooldown(30, times=0),
        lambda: Cooldown(30, per="channel"),  # type: ignore[arg-type]
        lambda: Cooldown(30, spare="moderator"),  # type: ignore[arg-type]
        lambda: Cooldown(30, per=test_spared),  # type: ignore[arg-type]
    ],
    ids=map(str, range(9)),
)
def test_mistakes(make: Any) -> None:
    """What cannot be meant is refused."""
    with pytest.raises(ConfigurationError):
        make()


def test_repr() -> None:
    """A cooldown says what it allows."""
    assert "<Cooldown: 2 in 90 s>" == repr(Cooldown(timedelta(minutes=1.5), times=2))


@given(
    st.lists(st.tuples(st.floats(0, 8), st.integers(0, 2), st.booleans()), max_size=40),
    st.integers(1, 4),
)
def test_no_window_has_more(steps: list[tuple[float, int, bool]], times: int) -> None:
    """Whatever is tried when, and given back: no time of 10 s has more uses, and none is refused without need."""

    async def run() -> None:  # noqa: ASYNC124  # handlers are
        clock = trio.lowlevel.current_clock()
        assert isinstance(clock, MockClock)
        windows, cooldown = Windows(), Cooldown(10, times=times)
        counted: dict[int, list[float]] = {}
        for pause, key, kept in steps:
            clock.jump(pause)
            now = trio.current_time()
            mine = counted.setdefault(key, [])
            recent = [each for each in mine if each > now - 10]
            if len(recent) == times:
                with pytest.raises(OnCooldownError) as caught:
                    windows.count([(cooldown, key)])
                assert recent[-times] + 10 - now == pytest.approx(caught.value.remaining)
                continue
            use = windows.count([(cooldown, key)])
            if kept:
                mine.append(now)
            else:
                use.give_back()
        clock.jump(10.001)
        assert 0 == len(windows)

    trio.run(run, clock=MockClock())


async def test_two_keys_of_one_cooldown() -> None:  # noqa: ASYNC124  # it asks Trio's clock
    """A cooldown that counts for two keys at once, as two routers see them, waits for either."""
    windows, cooldown = Windows(), Cooldown(10)
    windows.count([(cooldown, "a")])

    for wanted in (["a", "b"], ["b", "a"]):
        with pytest.raises(OnCooldownError):
            windows.count([(cooldown, key) for key in wanted])


async def test_contexts_count() -> None:
    """A context stands for its channel and its user."""
    channel, user = SimpleNamespace(user_id="1"), SimpleNamespace(user_id="2")
    ctx: Context[Any] = SimpleNamespace(channel=channel, user=user)  # type: ignore[assignment]
    nobody: Context[Any] = SimpleNamespace(channel=channel, user=None)  # type: ignore[assignment]
    windows = Windows()
    for each in (ctx, nobody):
        await windows.take([(Cooldown(1, per=per), each) for per in Per])  # type: ignore[misc]

    assert 8 == len(windows)
