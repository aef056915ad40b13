"""Rows of commands: how they are declared, found, and written."""

from __future__ import annotations

import trio
from trio.testing import MockClock

from tests.chat.commands.routers import echo
from twitchtrio import CommandContext, Context, Router
from twitchtrio.chat import Cooldown, help_router, moderator, subscriber
from twitchtrio.errors import NotAllowedError, OnCooldownError
from twitchtrio.eventsub import ChannelChatMessage
from twitchtrio.testing import Role, answers, open_chat


async def test_c14_command() -> None:
    """A command has a name, options, a permission, what it does, and what happens to whom it is not for."""
    router: Router[None] = Router()

    @router.command("so", allow=moderator)
    async def shoutout(ctx: CommandContext, *, loud: bool = False) -> None:
        await ctx.reply("SO" if loud else "so")

    @router.error(NotAllowedError)
    async def refuse(ctx: Context, error: NotAllowedError) -> None:
        await ctx.reply("no")

    (command,) = router.commands
    assert (("so",), "so [-loud]", moderator, shoutout) == (
        command.names,
        command.usage,
        command.allow,
        command.function,
    )
    async with open_chat(router) as chat:
        chat.appoint("helper", Role.MODERATOR)
        assert [("SO",), ("so",), ("no",)] == [
            await chat.say("!so -loud", by="helper"),
            await chat.say("!so", by="helper"),
            await chat.say("!so -loud"),
        ]


class Counter:
    """Commands as methods, with what they have in common."""

    def __init__(self) -> None:
        self.count = 0
        self.router: Router[None] = Router()
        self.router.command("count", "c")(self.say)

    async def say(self, ctx: CommandContext, step: int = 1) -> None:
        """Count on."""
        self.count += step
        await ctx.send(str(self.count))


async def test_c15_decorator() -> None:
    """A decorator names a function, or the method of an object, which stays what it is."""
    counter = Counter()
    router = echo()
    router.include(counter.router)

    assert ("1", "6") == await answers(router, "!count", "!c 5")
    assert [("say",), ("count", "c")] == [command.names for command in router.commands]
    assert counter.say == router.commands[1].function


async def test_c16_permissions_in_the_decorator() -> None:
    """Permissions are said where a command is declared, and for all commands of a router."""
    router: Router[None] = Router(allow=subscriber)

    @router.command()
    async def first(ctx: CommandContext) -> None:
        await ctx.send("first")

    @router.command(allow=moderator)
    async def second(ctx: CommandContext) -> None:
        await ctx.send("second")

    async with open_chat(router) as chat:
        chat.appoint("fan", Role.SUBSCRIBER)
        chat.appoint("helper", Role.MODERATOR)
        assert [(), ("first",), ()] == [await chat.say("!first", by=each) for each in ("viewer", "fan", "helper")]
        assert [(), ()] == [await chat.say("!second", by=each) for each in ("fan", "helper")]
        chat.appoint("helper", Role.SUBSCRIBER)
        assert ("second",) == await chat.say("!second", by="helper")


async def test_c18_prefix_callback(autojump_clock: MockClock) -> None:
    """Prefixes can follow from each message, also where they are looked up; else there is one."""

    def by_chatter(message: ChannelChatMessage) -> list[str]:
        return ["?", "??"] if message.chatter.is_moderator else []

    async def by_channel(message: ChannelChatMessage) -> str:
        await trio.sleep(1)
        return {"streamer": "$"}.get(message.broadcaster.login, "!")

    assert ("a", "b") == await answers(echo(), "?say a", "!say no", "??say b", role=Role.MODERATOR, prefix=by_chatter)
    assert () == await answers(echo(), "?say a", "!say a", prefix=by_chatter)
    assert ("a",) == await answers(echo(), "$say a", "!say no", prefix=by_channel)
    assert ("a",) == await answers(echo(), "!say a", "?say no")


async def test_c19_dispatch() -> None:
    """A name is found in any case, beside what cannot be seen, and in a reply; what the bot says is passed over."""
    async with open_chat(echo(), prefix=["!", "!!"]) as chat:
        first = chat.twitch.say("streamer", "streamer", "Who is there?")
        assert ("me",) == await chat.say("!say me", reply_to=first)
        assert ("a",) == await chat.say("!SAY a")
        assert ("b",) == await chat.say("!!say   b \U000e0000")
        assert ("nothing",) == await chat.say("!say \u034f")
        assert [(), ()] == [await chat.say("!sa"), await chat.say("! say a")]
        assert ("!say deep",) == await chat.say("!say !say deep")


async def test_c20_options_in_the_line() -> None:
    """Options stand anywhere in the line; a hyphen within a word and a negative number are text."""
    router: Router[None] = Router()

    @router.command()
    async def tell(ctx: CommandContext, count: int, text: str = "", *, title: str = "", loud: bool = False) -> None:
        await ctx.send(f"{count}|{text}|{title}|{loud}")

    lines = {
        "!tell -5 a well-known fact": "-5|a well-known fact||False",
        "!tell -title my own words -loud 3 x": "3|x|my own words|True",
        "!tell 1 -unknown -loud": "1|-unknown||True",
    }
    assert tuple(lines.values()) == await answers(router, *lines)
    assert ("1|-loud||False", "1|||True") == await answers(router, "!tell 1 -loud", "!tell 1 +loud", option="+")


async def test_c31_what_commands_have_besides(autojump_clock: MockClock) -> None:
    """Cooldowns, further names, groups, arguments by place, help, handlers of errors, and messages at their pace."""
    router: Router[None] = Router()
    router.include(help_router())
    group = router.group("count", "c")

    @group.command(cooldown=Cooldown(10))
    async def to(ctx: CommandContext, last: int, step: int = 1) -> None:
        """Count."""
        async with trio.open_nursery() as nursery:
            for number in range(step, last + 1, step):
                nursery.start_soon(ctx.send, str(number))

    @group.error(OnCooldownError)
    async def wait(ctx: Context, error: OnCooldownError) -> None:
        await ctx.reply(f"in {error.remaining:.0f} s")

    async with open_chat(router) as chat:
        twitch = chat.twitch
        assert ("!count to <last> [step]: Count.",) == await chat.say("!help count to")
        assert ("last is missing. Usage: !count to <last> [step]",) == await chat.say("!count to")
        assert ("2", "4") == tuple(sorted(await chat.say("!c to 4 2")))
        assert ("in 10 s",) == await chat.say("!count to 4")

        twitch.add_user("other")
        await chat.serving.join("other")
        began = trio.current_time()
        twitch.say("other", "viewer", "!count to 25")
        await chat.settle()
        other = [each.text for each in twitch.messages if each.posted and each.broadcaster.login == "other"]
        assert {str(number) for number in range(1, 26)} == {*other}
        assert [] == twitch.chat.drops
        assert trio.current_time() - began > 24
