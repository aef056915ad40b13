"""Routers as values: what their decorators take, names, groups, and routers in routers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import partial, wraps
from typing import Any

import pytest

from twitchtrio import ChannelChatMessage, ChannelFollow, ChannelRaid, CommandContext, Context, Router
from twitchtrio.chat import Cooldown, NeededScopes, follower, help_router, moderator, permission
from twitchtrio.errors import ConfigurationError, UsageError
from twitchtrio.eventsub import ChannelCheer, UserWhisperMessage
from twitchtrio.testing import Role, answers, open_chat


async def one(ctx: CommandContext) -> None:
    """Say one.

    Nothing else.
    """
    await ctx.send("one")


async def two(ctx: CommandContext, word: str = "") -> None:
    """Say two."""
    await ctx.send(f"two {word}".strip())


def numbers() -> Router[None]:
    """A router with two commands."""
    router: Router[None] = Router()
    router.command()(one)
    router.command("two", "zwei")(two)
    return router


def names(router: Router[Any]) -> list[tuple[str, ...]]:
    """Of all its commands."""
    return [command.names for command in router.commands]


class Teller:
    """An object that can be called, and is equal to others, so that it has no hash."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Teller)

    __hash__ = None  # type: ignore[assignment]  # as it would be without saying so

    async def __call__(self, ctx: Context, *_: Any) -> None:
        """Tell."""
        await ctx.send("told")


def tell(ctx: Context, *_: Any) -> str:
    """What is no async function."""
    return "told"


@wraps(tell)
async def decorated(ctx: Context, *_: Any) -> None:
    """Tell, as a decorator makes it of a function that is not async."""
    await ctx.send(tell(ctx))


HANDLERS = [Teller(), Teller().__call__, decorated, partial(decorated), partial(Teller())]


@pytest.mark.parametrize("handler", HANDLERS)
async def test_what_can_be_called(handler: Any) -> None:
    """Whatever can be called and awaited may be a handler."""
    router: Router[None] = Router()
    router.on(ChannelChatMessage)(handler)
    router.fallback()(handler)
    router.error(ValueError)(handler)

    @router.command()
    async def go(ctx: CommandContext) -> None:  # noqa: ASYNC124  # handlers are
        raise ValueError

    assert ["told"] * 4 == [text.strip("\u034f ") for text in await answers(router, "!go", "!other")]


def test_functions_stay_functions() -> None:
    """A decorator gives back what it was given."""
    router: Router[None] = Router()

    assert one is router.command()(one)
    assert two is router.command("2")(two)


def test_commands() -> None:
    """A command says what it is."""
    first, second = numbers().commands

    assert (("one",), "one", "Say one.") == (first.names, first.usage, first.summary)
    assert "Nothing else." in first.description
    assert (("two", "zwei"), "two [word...]") == (second.names, second.usage)
    assert one is first.function
    assert "<Router: one, two, zwei>" == repr(numbers())


@pytest.mark.parametrize(
    "line", ["!zwei", "!ZWEI", "\uff01Zwei", "  !zwei", "\u2800 \u034f  !zwei", "!zwei \u034f", "!zwei\u2060"]
)
async def test_names_in_any_case(line: str) -> None:
    """A name is found in any case of letters, any width, and whatever cannot be seen beside it."""
    assert ("two",) == await answers(numbers(), line)


@pytest.mark.parametrize("line", ["!\u3053\u3093", "\uff01\u3053\u3093", "\uff01\uff7a\uff9d"])
async def test_names_in_any_script(line: str) -> None:
    """A keyboard that writes a wide sign in front of a name writes the name in its own letters too."""
    router: Router[None] = Router()
    router.command("\u3053\u3093" if "\u3053" in line else "\u30b3\u30f3")(one)

    assert ("one",) == await answers(router, line)


@pytest.mark.parametrize("line", ["zwei", "! zwei", "!zwei!", "!", "hello !zwei", "/zwei", "!zw", ""])
async def test_no_command(line: str) -> None:
    """What is no command is passed over."""
    assert () == await answers(numbers(), line or "\u2800")


def grouped() -> Router[None]:
    """A router with a group in a group."""
    router: Router[None] = Router()
    quote = router.group("quote", "q")
    deep = quote.group("all")

    @quote.command("add", "new")
    async def add(ctx: CommandContext, text: str) -> None:
        await ctx.send(f"added {text}")

    @deep.command()
    async def clear(ctx: CommandContext) -> None:
        await ctx.send("cleared")

    @deep.default()
    async def count(ctx: CommandContext, most: int = 9) -> None:
        await ctx.send(f"{most} at most")

    return router


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("!quote add some words", "added some words"),
        ("!Q NEW some words", "added some words"),
        ("!q all clear", "cleared"),
        ("!q all", "9 at most"),
        ("!q all 3", "3 at most"),
        ("!q all x", "x is no whole number. Usage: !quote all [most]"),
        ("!q", "A word is missing. Usage: !quote all|add|new"),
        ("!q what now", "what is none of these. Usage: !quote all|add|new"),
        ("!q add", "text is missing. Usage: !quote add <text...>"),
    ],
)
async def test_groups(line: str, answer: str) -> None:
    """Further words lead on; where none does, the default answers, or who asked is told what there is."""
    assert (answer,) == await answers(grouped(), line)


def test_names_of_groups() -> None:
    """A command in a group is named with it."""
    assert [("quote all",), ("quote all clear",), ("quote add", "quote new")] == names(grouped())


async def test_fallback() -> None:
    """A name that no command has falls to the fallback, with what follows it."""
    router = numbers()

    @router.fallback()
    async def other(ctx: CommandContext, name: str, rest: str) -> None:
        await ctx.send(f"{name}: {rest}" if rest else name)

    lines = ("!one", "!Three  4 5", "!six", "\uff01Seven 8", "\uff01\uff2e\uff49\uff4e\uff45")
    assert ("one", "Three: 4 5", "six", "Seven: 8", "Nine") == await answers(router, *lines)


async def test_fallback_of_a_group() -> None:
    """In a group, a word that leads nowhere falls to its fallback; none at all, to the default."""
    router: Router[None] = Router()
    group = router.group("quote")

    @group.fallback()
    async def other(ctx: CommandContext, name: str, rest: str) -> None:
        await ctx.send(f"{name} {rest}")

    @group.default()
    async def alone(ctx: CommandContext) -> None:
        await ctx.send("alone")

    assert ("7 please", "alone") == await answers(router, "!quote 7 please", "!quote")


async def test_rules_of_what_has_no_name() -> None:
    """A default and a fallback have permissions, cooldowns, lanes and scopes as commands do."""
    router: Router[None] = Router()
    group = router.group("quote")

    @group.default(allow=moderator, needs="clips:edit")
    async def alone(ctx: CommandContext) -> None:
        await ctx.send("alone")

    @router.fallback(cooldown=Cooldown(30), lane=None, needs="user:read:emotes")
    async def other(ctx: CommandContext, name: str, rest: str) -> None:
        await ctx.send(name)

    assert ("hi",) == await answers(router, "!quote", "!hi", "!ho")
    assert ("alone",) == await answers(router, "!quote", role=Role.MODERATOR)
    assert {"clips:edit", "user:read:emotes"} < set(router.scopes().bot)
    for decorator in (group.default, router.fallback):
        for wrong in ({"allow": "moderator"}, {"cooldown": 3}, {"lane": "chatter"}, {"needs": 5}):
            with pytest.raises(ConfigurationError, match=f"{next(iter(wrong))}="):
                decorator(**wrong)


async def test_what_a_group_tells() -> None:
    """It names no command that is hidden, and shows no more than the start of a long word."""
    router = grouped()
    secret = router.group("secret")
    secret.command("one", hidden=True)(one)

    long = await answers(router, f"!q {'x' * 480}")

    assert (f"{'x' * 37}... is none of these. Usage: !quote all|add|new",) == long
    assert ("A word is missing. Usage: !secret <word>", "one") == await answers(router, "!secret", "!secret one")


async def test_large_groups() -> None:
    """Of very many commands a group names the first, so that it is told in one message."""
    router: Router[None] = Router()
    group = router.group("g")
    for number in range(100):
        group.command(f"number{number}")(one)

    (told,) = await answers(router, "!g")
    assert told.startswith("A word is missing. Usage: !g number0|number1|")
    assert told.endswith("|number33|...")


async def test_groups_without_commands() -> None:
    """A group that has nothing answers nothing, and one with only a fallback says that a word is missing."""
    router: Router[None] = Router()
    router.group("empty")
    group = router.group("custom")

    @group.fallback()
    async def other(ctx: CommandContext, name: str, rest: str) -> None:
        await ctx.send(name)

    assert [] == names(router)
    assert ("A word is missing. Usage: !custom <word>", "hi") == await answers(
        router, "!empty", "!empty hi", "!custom", "!custom hi"
    )


async def test_include() -> None:
    """A router takes in what others have, and what they get later, in any depth."""
    inner, middle, outer = numbers(), Router[None](), Router[None]()
    outer.include(middle)
    middle.include(inner)

    @inner.command()
    async def three(ctx: CommandContext) -> None:
        await ctx.send("three")

    assert ("one", "two", "three") == await answers(outer, "!one", "!zwei", "!three")


async def test_include_with_a_state() -> None:
    """A router with a state of its own gets it from that of who includes it."""
    inner: Router[int] = Router()

    @inner.command()
    async def double(ctx: CommandContext[int]) -> None:
        await ctx.send(str(2 * ctx.state))

    outer: Router[str] = Router()
    outer.include(inner, state=len)

    @outer.command()
    async def whole(ctx: CommandContext[str]) -> None:
        await ctx.send(ctx.state)

    assert ("10", "hello") == await answers(outer, "!double", "!whole", state="hello")


async def test_help_in_a_router_with_a_state() -> None:
    """It tells of all that is served, each part of which has its own state."""
    inner: Router[str] = Router()
    inner.include(help_router())
    other: Router[int] = Router()
    other.command(allow=permission(lambda ctx: ctx.state == 5))(one)
    outer: Router[str] = Router()
    outer.include(inner, state=lambda text: text * 2)
    outer.include(other, state=len)

    told = [await answers(outer, "!help", state=state) for state in ("hello", "hi")]
    assert [("!help !one",), ("!help",)] == told


async def test_permissions_and_cooldowns_of_routers() -> None:
    """What a router, or a group, asks for counts for all that is in it."""
    router: Router[None] = Router()
    router.include(numbers())
    group = router.group("mod", allow=moderator, cooldown=Cooldown(30))
    group.command()(one)
    group.command()(two)

    assert ("one",) == await answers(router, "!one", "!mod one")
    assert ("one", "two") == await answers(router, "!mod one", "!mod two", "!two", role=Role.MODERATOR)


async def test_included_by_several_ways() -> None:
    """What two routers include, and a third includes them, is there once, as the first of them has it."""
    common: Router[None] = Router()
    one_way, other_way, outer = Router[None](allow=moderator), Router[None](), Router[None]()
    one_way.include(common)
    other_way.include(common)
    outer.include(other_way, one_way)
    outer.group("deep").include(common)

    @common.command()
    async def hello(ctx: CommandContext) -> None:
        await ctx.send("hello")

    @common.fallback()
    async def other(ctx: CommandContext, name: str, rest: str) -> None:
        await ctx.send(name)

    @common.on(ChannelFollow)
    async def thank(ctx: Context, event: ChannelFollow) -> None:
        await ctx.send("thanks")

    async with open_chat(outer) as chat:
        assert ("hello",) == await chat.say("!hello")
        assert ("hello",) == await chat.say("!deep hello")
        assert ("what",) == await chat.say("!what")
        chat.twitch.follow("viewer", "streamer")
        await chat.settle()
        assert 1 == sum(each.text == "thanks" for each in chat.twitch.messages)


def test_included_twice() -> None:
    """A router that includes another one twice, be it with another state, is refused."""
    inner, outer = Router[int](), Router[str]()
    outer.include(inner, state=len)

    assert "<Router: no commands> is there already" in refused(lambda: outer.include(inner, state=hash))


def test_two_defaults() -> None:
    """A group that takes in another default than its own is refused, naming both."""
    outer, inner = Router[None](), Router[None]()
    group = outer.group("g")
    group.include(inner)
    group.default()(one)
    inner.default()(two)
    told = refused(lambda: outer.commands)

    assert "There can be one default only" in told
    assert "one (" in told
    assert "two (" in told


def refused(act: Any) -> str:
    """What a mistake is answered with."""
    with pytest.raises(ConfigurationError) as caught:
        act()
    return str(caught.value)


def test_double_names() -> None:
    """Two commands of one name are refused, naming both places, wherever they meet."""
    router = numbers()
    told = refused(lambda: router.command("ZWEI")(one))

    assert "'ZWEI'" in told
    assert "two (" in told
    assert "one (" in told
    assert "test_router.py:" in told

    other, outer = numbers(), Router[None]()
    outer.include(router)
    assert "Two commands have the name 'one'" in refused(lambda: outer.include(other))

    late: Router[None] = Router()
    outer.include(late)
    assert "Two commands have the name 'two'" in refused(lambda: late.command("two")(one))
    assert "Two commands have the name 'one'" in refused(lambda: late.group("one"))


def test_what_is_there_once() -> None:
    """A second default, fallback or handler of a class is refused, naming both."""
    router: Router[None] = Router()
    group = router.group("g")
    group.default()(one)

    @router.fallback()
    async def other(ctx: CommandContext, name: str, rest: str) -> None: ...

    @router.error(UsageError)
    async def oops(ctx: Context, error: UsageError) -> None: ...

    assert "one default" in refused(lambda: group.default()(two))
    assert "one fallback" in refused(lambda: router.fallback()(other))
    assert "one handler of UsageError" in refused(lambda: router.error(UsageError)(oops))


def test_circles() -> None:
    """A router cannot be in itself."""
    inner, outer = Router[None](), Router[None]()
    outer.include(inner)

    assert "cannot include itself" in refused(lambda: outer.include(outer))
    assert "cannot include itself" in refused(lambda: inner.include(outer))
    assert "cannot include itself" in refused(lambda: outer.group("g").include(outer))


async def nothing(ctx: Any) -> None:
    """Take too little."""


def plain(ctx: Any) -> None:
    """Do not wait."""


async def forgetful(ctx: CommandContext) -> AsyncGenerator[None]:
    """Be around nothing."""
    await ctx.send("It begins.")
    yield


MISTAKES: list[tuple[Any, str]] = [
    (lambda router: router.command(one), "Write @router.command() with parentheses"),
    (lambda router: router.command("two words"), "it takes one word"),
    (lambda router: router.command(" "), "it takes one word"),
    (lambda router: router.command(""), "'' is no name of a command: it takes one word"),
    (lambda router: router.command()(partial(one)), "it takes one word, such as 'hello'"),
    (lambda router: router.group(""), "it takes one word"),
    (lambda router: router.command("\u2060"), "it takes one word"),
    (lambda router: router.command(3), "names= takes names as str"),
    (lambda router: router.command(allow=True), "allow= takes a permission"),
    (lambda router: router.command(cooldown=30), "cooldown= takes a Cooldown"),
    (lambda router: router.command(cooldown=[30]), "cooldown= takes a Cooldown"),
    (lambda router: router.command(lane="chatter"), "lane= takes a Per"),
    (lambda router: router.command(needs=[3]), "needs= takes texts"),
    (lambda router: router.command(needs=NeededScopes(broadcaster=((3,),))), "needs= takes texts"),
    (lambda router: router.on(ChannelFollow, needs=[3]), "needs= takes texts"),
    (lambda router: router.group(), "A group needs a name"),
    (lambda router: router.group("a b"), "it takes one word"),
    (lambda router: router.default(one), "Write @group.default() with parentheses above one ("),
    (lambda router: router.fallback(one), "Write @router.fallback() with parentheses above one ("),
    (lambda router: router.fallback()(nothing), "takes the context, a name, and what follows it"),
    (lambda router: router.on(), "Which event?"),
    (lambda router: router.on(ChannelRaid), "ChannelRaid happens between two channels"),
    (lambda router: router.on(UserWhisperMessage), "UserWhisperMessage.where"),
    (lambda router: router.on(str), "is no event class"),
    (lambda router: router.on(ChannelFollow.where(broadcaster_user_id="1")), "Give the event: router.on(ChannelFollow"),
    (lambda router: router.on((ChannelFollow, ChannelCheer)), "Several events are given one by one"),
    (lambda router: router.on([ChannelFollow, ChannelCheer]), "Several events are given one by one"),
    (lambda router: router.on(one), "Write @router.on(...), with the event, above one ("),
    (lambda router: router.on(ChannelFollow)(nothing), "takes the context and the event"),
    (lambda router: router.on(ChannelFollow)(plain), "write `async def`"),
    (lambda router: router.on(ChannelFollow, lane=3), "lane= takes a Per"),
    (lambda router: router.error(one), "Write @router.error(ValueError) or the like with parentheses above one ("),
    (
        lambda router: router.command(allow=one),
        "allow= takes a permission, such as moderator | vip, not the function one.",
    ),
    (lambda router: router.include(help_router), "others= takes routers, not the function help_router."),
    (lambda router: router.error(KeyboardInterrupt), "kind= takes a class of exceptions"),
    (lambda router: router.error(ValueError)(nothing), "takes the context and the exception"),
    (lambda router: router.around(3), "hook= takes a function"),
    (lambda router: router.around(one), "Write @asynccontextmanager between @router.around and one"),
    (lambda router: router.around(forgetful), "Write @asynccontextmanager between @router.around and forgetful"),
    (lambda router: router.include(one), "others= takes routers"),
    (lambda router: router.include(numbers(), state=3), "state= takes a function"),
    (lambda router: Router(allow=moderator and 3), "neither true nor false"),
    (lambda router: Router(allow=lambda ctx: True), "allow= takes a permission"),
]


@pytest.mark.parametrize(("act", "told"), MISTAKES, ids=[f"{n}: {told}" for n, (_, told) in enumerate(MISTAKES, 1)])
def test_mistakes(act: Any, told: str) -> None:
    """What cannot be meant is refused at once, in words."""
    with pytest.raises((ConfigurationError, TypeError)) as caught:
        act(Router())

    assert told in str(caught.value)


def test_a_default_is_for_groups() -> None:
    """A router that is no group cannot have one, which is found when it is served."""
    router: Router[None] = Router()
    router.default()(one)

    assert "for groups; use router.fallback()" in refused(lambda: router.commands)


def test_two_fallbacks() -> None:
    """A name can fall to one fallback only."""
    routers = [Router[None](), Router[None]()]
    for each in routers:

        @each.fallback()
        async def other(ctx: CommandContext, name: str, rest: str) -> None: ...

    outer: Router[None] = Router()
    outer.include(*routers)

    assert "There can be one fallback only" in refused(lambda: outer.commands)


def test_scopes() -> None:
    """A router says which scopes its events, permissions and commands need, of whom."""
    router = numbers()
    group = router.group("g")
    group.command(needs="clips:edit")(one)

    @router.on(ChannelFollow, ChannelCheer, ChannelRaid.into)
    async def thank(ctx: Context, event: object) -> None: ...

    assert (
        NeededScopes(
            bot=("clips:edit", "moderator:read:followers", "user:read:chat", "user:write:chat"),
            broadcaster=("bits:read",),
        )
        == router.scopes()
    )
    assert NeededScopes(bot=("user:write:chat",)) == Router().scopes()


def test_scopes_of_whom_cooldowns_spare() -> None:
    """Whom a cooldown spares has to be known too, be it a command's or a router's."""
    of_all, of_one = (Router[None](cooldown=Cooldown(5, spare=follower())), Router[None]())
    of_all.command()(one)
    of_one.group("g").command(cooldown=Cooldown(5, spare=~follower()))(one)

    assert "moderator:read:followers" in of_all.scopes().bot
    assert "moderator:read:followers" in of_one.scopes().bot


def test_scopes_that_are_named() -> None:
    """Commands and handlers of events name what they take beside, of the bot and of the broadcaster."""
    router: Router[None] = Router()
    router.command(needs=NeededScopes(bot=("clips:edit",), broadcaster=("channel:manage:polls",)))(one)

    @router.on(ChannelRaid.into, needs="moderator:manage:shoutouts moderator:manage:announcements")
    async def welcome(ctx: Context, raid: ChannelRaid) -> None: ...

    @router.on(ChannelFollow, needs=NeededScopes(broadcaster=(("channel:read:vips", "channel:manage:vips"),)))
    async def thank(ctx: Context, follow: ChannelFollow) -> None: ...

    needed = router.scopes()

    assert {"clips:edit", "moderator:manage:announcements", "moderator:manage:shoutouts"} < {*needed.bot}
    assert {"channel:manage:polls", ("channel:read:vips", "channel:manage:vips")} == {*needed.broadcaster}


async def test_named_scopes_are_granted() -> None:
    """In tests the bot and the broadcaster have granted what is named."""
    router: Router[None] = Router()

    @router.command(needs=NeededScopes(broadcaster=("channel:manage:polls",)))
    async def poll(ctx: CommandContext) -> None:
        asked = await ctx.channel.poll("Tea?", ["Yes", "No"], seconds=60)
        await ctx.send(asked.title)

    assert ("Tea?",) == await answers(router, "!poll")
