"""Routers at work: what they are told of, in which order, and how they begin, change and end."""

from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.lowlevel
from trio.testing import wait_all_tasks_blocked

from tests.chat.commands.routers import echo
from twitchtrio import ChannelChatMessage, ChannelFollow, ChannelRaid, CommandContext, Context, Router, UserToken
from twitchtrio.chat import Crash, Per, SharedChat
from twitchtrio.errors import (
    ConfigurationError,
    LoginRequiredError,
    MissingScopeError,
    NotFoundError,
    SubscriptionError,
    SubscriptionRevokedError,
)
from twitchtrio.eventsub import ChannelCheer, ChannelSubscribe
from twitchtrio.testing import Chat, FakeTwitch, Role, answers, open_chat, open_test_bot


def reacting(*events: Any) -> Router[list[str]]:
    """A router that notes events in its state."""
    router: Router[list[str]] = Router()

    @router.on(*events)
    async def note(ctx: Context[list[str]], event: Any) -> None:  # noqa: ASYNC124  # handlers are
        ctx.state.append(f"{ctx.channel}: {type(event).__name__} of {ctx.user}")

    return router


def said(chat: Chat[Any]) -> list[str]:
    """All that the bot has said."""
    return [each.text for each in chat.twitch.messages if each.sender.login == "bot"]


# What is looked at


async def test_events() -> None:
    """Events of the channel reach their handlers, each with who did it."""
    log: list[str] = []
    async with open_chat(reacting(ChannelFollow, ChannelRaid.into, ChannelCheer), state=log) as chat:
        chat.twitch.follow("viewer", "streamer")
        chat.twitch.raid("viewer", "streamer", viewers=3)
        chat.twitch.raid("streamer", "viewer", viewers=3)
        await chat.settle()

    assert ["streamer: ChannelFollow of viewer", "streamer: ChannelRaid of viewer"] == sorted(log)


async def test_several_handlers() -> None:
    """All handlers of an event run, and so do those of chat messages beside commands."""
    log: list[str] = []
    router = reacting(ChannelChatMessage)
    router.include(reacting(ChannelChatMessage), echo())

    async with open_chat(router, state=log) as chat:
        assert ("hi",) == await chat.say("!say hi")

    assert ["streamer: ChannelChatMessage of viewer"] * 2 == log


@pytest.mark.parametrize(("own", "expected"), [(False, ["!say deep"]), (True, ["!say deep", "deep"])])
async def test_own_messages(own: bool, expected: list[str]) -> None:
    """What the bot says itself is passed over, unless that is wanted."""
    async with open_chat(echo(), own=own) as chat:
        await chat.say("!say !say deep")
        await chat.settle()

        assert expected == said(chat)


async def test_ignored() -> None:
    """Messages of who is ignored are passed over, in any case of letters."""
    async with open_chat(echo(), ignore=["Viewer"]) as chat:
        assert () == await chat.say("!say hi")
        assert ("hi",) == await chat.say("!say hi", by="another")


@pytest.mark.parametrize(
    ("prefix", "line", "answer"),
    [
        ("?", "?say a", ("a",)),
        ("?", "!say a", ()),
        (["!", "!!"], "!!say a", ("a",)),
        (["!!", "!"], "!say a", ("a",)),
        ("hey bot ", "Hey Bot say a", ("a",)),
        ("hey bot ", "hey bot  say a", ("a",)),
        ("hey bot ", "hey botsay a", ()),
        (lambda message: "$", "$say a", ("a",)),
        (lambda message: ["$", message.chatter.login[0]], "vsay a", ("a",)),
        ("h\u00e4 ", "H\u00c4 say a", ("a",)),
        ("!", "@bot !say a", ("a",)),
        ("!", "@bot   !say a", ("a",)),
        ("!", "@viewer !say a", ()),
        ("!", "!say", ("nothing",)),
        ("@bot ", "@bot say a", ("a",)),
        ("\uff01", "!say a", ("a",)),
        ("\uff01", "\uff01say a", ("a",)),
        ("\u2603 \u2116 ", "\u2603 \u2116 say a", ("a",)),
        ((), "!say a", ()),
    ],
)
async def test_prefixes(prefix: Any, line: str, answer: tuple[str, ...]) -> None:
    """A command begins with a prefix, the longest that fits, behind a mention of the bot too."""
    assert answer == await answers(echo(), line, prefix=prefix)


async def test_a_prefix_that_takes_its_time(autojump_clock: object) -> None:
    """A prefix may be looked up; the order of a chatter's commands stays."""

    async def prefix(message: ChannelChatMessage) -> str:
        await trio.sleep(3 if "first" in message.text else 1)
        return "!"

    async with open_chat(echo(), prefix=prefix) as chat:
        for text in ("!say first", "!say second"):
            chat.twitch.say("streamer", "viewer", text)
        chat.twitch.say("streamer", "bot", "!say no")
        await chat.settle()

        assert ["!say no", "first", "second"] == said(chat)


async def test_a_prefix_hands_its_place_on() -> None:
    """Where one thing may be done at a time, the command takes the place of the question for its prefix."""

    async def prefix(message: ChannelChatMessage) -> str:
        await trio.lowlevel.checkpoint()
        return "!"

    async with open_chat(echo(), prefix=prefix, limit=1) as chat:
        assert ("hi",) == await chat.say("!say hi")
        assert 0 == chat.serving.dropped


@pytest.mark.parametrize("prefix", ["/", ".", "./x", "", " ", " !", "\u2060!", 5, [5], None])
async def test_what_is_no_prefix(prefix: Any) -> None:
    """What Twitch keeps to itself, what cannot be seen, and what is no text is refused."""
    with pytest.raises(ConfigurationError, match="prefix="):
        await answers(echo(), "!say", prefix=prefix)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("option", value) for value in ("", " ", "a", "1", 5, None)),
        *(("ignore", value) for value in ("nightbot", [5])),
        *(("limit", value) for value in (0, -1, "512", None)),
        *(("crash", value) for value in ("explode", None)),
        *(("shared", value) for value in ("some", None)),
        ("own", "no"),
    ],
)
async def test_what_serve_refuses(name: str, value: Any) -> None:
    """What cannot be meant is refused at the door, by its name."""
    async with open_chat(echo()) as chat:
        with pytest.raises(ConfigurationError, match=f"^{name}="):
            await chat.bot.serve(echo(), "streamer", **{name: value})


async def test_no_channel() -> None:
    """Without a channel, and without a `Serving` to join one, nothing could ever happen."""
    async with open_chat(echo()) as chat:
        with pytest.raises(ConfigurationError, match=r"^Which channel\?"):
            await chat.bot.serve(echo())


async def test_prefix_in_a_name() -> None:
    """A name that begins with the prefix is refused when it is served, since nobody would write that twice."""
    router = echo()
    said = "'!three' begins with the prefix '!'.* call the command 'three'"

    @router.command("!Three", "!")
    async def three(ctx: CommandContext) -> None:
        await ctx.send("three")

    for prefix in ("!", ["?", "!"]):
        with pytest.raises(ConfigurationError, match=said):
            await answers(router, "!!three", prefix=prefix)
    async with open_chat(echo(), prefix="!") as chat:
        with pytest.raises(ConfigurationError, match=said):
            await chat.serving.replace(router)
        assert ("nothing",) == await chat.say("!say")
    assert ("three", "three") == await answers(router, "?!three", "?!", prefix="?")


async def test_prefix_of_letters() -> None:
    """A name may begin with a letter, or with a word, that is the prefix too."""
    assert ("a", "b") == await answers(echo(), "ssay a", "SaySAY b", prefix=["s", "say"])


async def test_sign_as_a_name() -> None:
    """A name may be what the prefix is."""
    router: Router[None] = Router()

    @router.command("!")
    async def again(ctx: CommandContext) -> None:
        await ctx.send("again")

    assert ("again",) == await answers(router, "!!")


async def test_replies() -> None:
    """Where a command stands in a reply, Twitch's mention in front of it is taken off; the answer replies to it."""
    router: Router[None] = Router()

    @router.command()
    async def answer(ctx: CommandContext) -> None:
        await ctx.reply("yes")

    async with open_chat(router) as chat:
        first = chat.twitch.say("streamer", "streamer", "Who is there?")
        assert ("yes",) == await chat.say("!answer", reply_to=first)

        (reply,) = (each for each in chat.twitch.messages if each.text == "yes")
        assert reply.reply_to is not None
        assert "!answer" == reply.reply_to.text


@pytest.mark.parametrize(
    ("shared", "served", "expected"),
    [
        (SharedChat.IGNORE, ["streamer"], 0),
        (SharedChat.IGNORE, ["streamer", "friend"], 0),
        (SharedChat.ONCE, ["streamer"], 1),
        (SharedChat.ONCE, ["streamer", "friend"], 1),
        (SharedChat.ONCE, ["streamer", "friend", "origin"], 1),
        (SharedChat.ALL, ["streamer"], 1),
        (SharedChat.ALL, ["streamer", "friend", "origin"], 3),
    ],
)
async def test_shared_chat(shared: SharedChat, served: list[str], expected: int) -> None:
    """What was written in another channel of a shared chat is passed over, handled once, or in each channel."""
    log: list[str] = []
    async with open_chat(reacting(ChannelChatMessage), state=log, shared=shared) as chat:
        for login in ("friend", "origin"):
            chat.twitch.add_user(login)
        chat.twitch.share_chat("origin", "streamer", "friend")
        await chat.serving.join(*served)
        chat.twitch.say("origin", "viewer", "hello")
        await chat.settle()

    if "origin" in served and shared is SharedChat.IGNORE:
        expected = 1
    assert expected == len(log)


# Order


def sleeping(**options: Any) -> tuple[Router[None], list[str]]:
    """A router with two slow commands, and what they note."""
    router: Router[None] = Router()
    log: list[str] = []

    async def slow(ctx: CommandContext, text: str) -> None:
        log.append(f"{text} in")
        await trio.sleep(10)
        log.append(f"{text} out")

    router.command("slow", **options)(slow)
    router.command("other", **options)(slow)
    return router, log


@pytest.mark.parametrize(
    ("lane", "lines", "expected"),
    [
        (Per.CHATTER, [("a", "slow"), ("a", "other")], ["1 in", "1 out", "2 in", "2 out"]),
        (Per.CHATTER, [("a", "slow"), ("b", "slow")], ["1 in", "2 in", "1 out", "2 out"]),
        (Per.CHANNEL, [("a", "slow"), ("b", "other")], ["1 in", "1 out", "2 in", "2 out"]),
        (None, [("a", "slow"), ("a", "slow")], ["1 in", "2 in", "1 out", "2 out"]),
        (lambda ctx: ctx.name, [("a", "slow"), ("b", "slow")], ["1 in", "1 out", "2 in", "2 out"]),
        (lambda ctx: ctx.name, [("a", "slow"), ("b", "other")], ["1 in", "2 in", "1 out", "2 out"]),
        (lambda ctx: None, [("a", "slow"), ("a", "slow")], ["1 in", "2 in", "1 out", "2 out"]),
    ],
)
async def test_lanes(lane: Any, lines: list[tuple[str, str]], expected: list[str], autojump_clock: object) -> None:
    """Commands of one lane run one after another, lanes side by side."""
    router, log = sleeping(lane=lane)
    async with open_chat(router) as chat:
        for number, (who, name) in enumerate(lines, 1):
            chat.appoint(who, Role.VIEWER)
            chat.twitch.say("streamer", who, f"!{name} {number}")
            await wait_all_tasks_blocked()
            await trio.sleep(1)
        await chat.serving.idle()

    assert expected == log


async def test_too_many_in_a_lane(autojump_clock: object, caplog: pytest.LogCaptureFixture) -> None:
    """Of one chatter's commands 16 wait; what is more is left out, counted, and told of once in a minute."""
    router, log = sleeping()
    async with open_chat(router) as chat:
        for number in range(20):
            chat.twitch.say("streamer", "viewer", f"!slow {number}")
        await chat.settle()

        assert 4 == chat.serving.dropped
        assert 16 == len(log) / 2
    assert 1 == sum("was left out" in each.getMessage() for each in caplog.records)


async def test_too_many_lanes(autojump_clock: object) -> None:
    """As many run at once as may; further commands are left out, and events wait."""
    router, log = sleeping()
    followed: list[str] = []

    @router.on(ChannelFollow, lane=None)
    async def follow(ctx: Context, event: ChannelFollow) -> None:
        await trio.sleep(10)
        followed.append(event.user.login)

    async with open_chat(router, limit=2) as chat:
        for who in ("a", "b", "c"):
            chat.appoint(who, Role.VIEWER)
            chat.twitch.follow(who, "streamer")
        await wait_all_tasks_blocked()
        chat.twitch.say("streamer", "viewer", "!slow 1")
        await chat.settle()

        assert 1 == chat.serving.dropped
        assert ["a", "b", "c"] == sorted(followed)
        assert [] == log


async def test_too_many_events(
    autojump_clock: object, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where as many handlers run as may, and the buffer is full too, the oldest events are left out, which is told."""
    monkeypatch.setattr("twitchtrio.chat.commands._streams._BUFFER", 5)
    router: Router[list[str]] = Router()

    @router.on(ChannelChatMessage)
    async def note(ctx: Context[list[str]], message: ChannelChatMessage) -> None:
        await trio.sleep(1)
        ctx.state.append(message.text)

    log: list[str] = []
    async with open_chat(router, state=log, limit=2) as chat:
        for number in range(20):
            chat.twitch.say("streamer", "viewer", str(number))
            await wait_all_tasks_blocked()
        await chat.settle()

        assert 20 == len(log) + chat.serving.dropped
        assert "19" == log[-1]
        assert chat.serving.dropped > 5
    assert 1 == sum("too slow: of ChannelChatMessage" in each.getMessage() for each in caplog.records)


async def test_order_of_events(autojump_clock: object) -> None:
    """Events of a kind are handled in their order."""
    router: Router[list[str]] = Router()

    @router.on(ChannelChatMessage)
    async def note(ctx: Context[list[str]], message: ChannelChatMessage) -> None:
        await trio.sleep(5 - int(message.text))
        ctx.state.append(message.text)

    log: list[str] = []
    async with open_chat(router, state=log) as chat:
        for number in range(5):
            chat.twitch.say("streamer", "viewer", str(number))
        await chat.settle()

    assert ["0", "1", "2", "3", "4"] == log


async def test_conversations(autojump_clock: object) -> None:
    """A handler that waits for something in its channel holds nothing up, and is no work that is to be waited for."""
    router: Router[None] = Router()

    @router.command()
    async def ask(ctx: CommandContext) -> None:
        await ctx.send("Which?")
        with trio.move_on_after(30):
            message = await ctx.wait_for(ChannelChatMessage, matching=lambda each: each.chatter == ctx.chatter)
            await ctx.send(f"{message.text} it is")
            return
        await ctx.send("too late")

    async with open_chat(router) as chat:
        assert ("Which?",) == await chat.say("!ask")
        assert () == await chat.say("mine", by="another")
        assert ("this it is",) == await chat.say("this")
        assert ("Which?",) == await chat.say("!ask")
        await trio.sleep(31)
        assert "too late" == said(chat)[-1]


# Joining and leaving


@pytest.mark.parametrize(
    ("options", "heard"),
    [({}, "mine"), ({"own": True}, "Well?"), ({"ignore": ["Noisy"], "shared": SharedChat.ALL}, "theirs")],
)
async def test_whom_a_conversation_hears(options: Any, heard: str) -> None:
    """A handler waits for no message that would be passed over: the bot's own, of the ignored, from elsewhere."""
    router: Router[None] = Router()

    @router.command()
    async def ask(ctx: CommandContext) -> None:
        await ctx.send("Well?")
        answer = await ctx.wait_for(ChannelChatMessage)
        await ctx.send(f"Heard: {answer.text}")

    async with open_chat(router, **options) as chat:
        chat.twitch.add_user("noisy")
        chat.twitch.add_user("elsewhere")
        chat.twitch.share_chat("streamer", "elsewhere")
        await chat.say("!ask")
        if "ignore" in options:
            await chat.say("noise", by="noisy")
        chat.twitch.say("elsewhere", "viewer", "theirs")
        await chat.say("mine")

        assert f"Heard: {heard}" in [each.text for each in chat.twitch.messages if each.sender.login == "bot"]


async def test_what_is_waited_for() -> None:
    """What is no function of an event is refused."""
    router: Router[None] = Router()

    @router.command()
    async def ask(ctx: CommandContext) -> None:
        wrong: Any = "hello"
        await ctx.wait_for(ChannelChatMessage, matching=wrong)

    with pytest.raises(ConfigurationError, match="matching= takes a function of an event, not str"):
        await answers(router, "!ask")


async def test_join_and_leave() -> None:
    """Channels are joined and left at any time; one that is joined is given again."""
    async with open_chat(echo()) as chat:
        chat.twitch.add_user("other")
        (other,) = await chat.serving.join("other")
        assert ("streamer", "other") == tuple(map(str, chat.serving.channels))
        assert (other,) == await chat.serving.join("Other")
        assert chat.serving.channels == await chat.serving.join("streamer", other)

        chat.twitch.say("other", "viewer", "!say there")
        await chat.settle()
        assert ["there"] == said(chat)

        await chat.serving.leave("streamer", "other")
        await chat.serving.leave("streamer")
        assert () == chat.serving.channels
        assert () == await chat.say("!say here")

        await chat.serving.join("streamer")
        assert ("back",) == await chat.say("!say back")


async def test_join_nobody() -> None:
    """Where one of several cannot be joined, none is."""
    async with open_chat(echo()) as chat:
        chat.twitch.add_user("other")
        with pytest.raises(NotFoundError, match="nowhere"):
            await chat.serving.join("other", "nowhere")
        chat.twitch.ban("other", "bot")
        chat.twitch.add_user("third")
        with pytest.raises(SubscriptionError):
            await chat.serving.join("third", "other")

        assert ["streamer"] == [str(each) for each in chat.serving.channels]
        assert ("still here",) == await chat.say("!say still here")


async def test_serve_nobody() -> None:
    """A channel that cannot be joined at the start comes out of `serve` as itself."""
    async with open_chat(echo()) as chat:
        with pytest.raises(NotFoundError, match="nowhere"):
            await chat.bot.serve(echo(), "nowhere")
        with pytest.raises(ConfigurationError, match="router="):
            await chat.bot.serve("router", "streamer")  # type: ignore[call-overload]
        with pytest.raises(ConfigurationError, match="channels="):
            await chat.bot.serve(echo(), 5)  # type: ignore[call-overload]


async def test_all_that_is_not_granted() -> None:
    """What logins lack is told all at once, with the command that gets it."""
    router = reacting(ChannelCheer, ChannelSubscribe, ChannelFollow)
    fresh = FakeTwitch()
    for login in ("bot", "streamer"):
        fresh.add_user(login)

    async with fresh.open(), open_test_bot(fresh, "bot") as bot:
        with pytest.raises(LoginRequiredError, match="needs the login of 'streamer'") as missing:
            await bot.serve(reacting(ChannelCheer, ChannelSubscribe), "streamer", state=[])
        assert {"bits:read", "channel:read:subscriptions"} == missing.value.scopes

        grant = fresh.grant("streamer", ["channel:read:polls"])
        await bot.tokens.add(UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token))
        with pytest.raises(MissingScopeError, match="needs the scopes bits:read, channel:read:subs") as few:
            await bot.serve(router, "streamer", state=[])
        assert "--scopes bits:read,channel:read:polls,channel:read:subscriptions" in few.value.command


async def test_replaced_without_a_grant() -> None:
    """What a channel has lost since it was joined keeps nobody from replacing the router by one like it."""
    log: list[str] = []
    router = reacting(ChannelCheer)
    router.include(echo())

    async with open_chat(router, state=log) as chat, chat.serving.failures() as failures:
        (streamer,) = (each for each in chat.bot.tokens.accounts() if each.login == "streamer")
        await chat.bot.tokens.remove(streamer)
        chat.twitch.disconnect("streamer")
        await failures.receive()
        again = reacting(ChannelCheer)
        again.include(echo())
        await chat.serving.replace(again)

        assert ("hi",) == await chat.say("!say hi")


async def test_a_subscription_is_lost() -> None:
    """What Twitch ends is told; a channel without any is left, and with the last one `serve` ends."""
    router = echo()
    router.include(Router())

    async with open_chat(router) as chat:
        chat.twitch.add_user("other")
        await chat.serving.join("other")
        async with chat.serving.failures() as failures:
            chat.twitch.ban("other", "bot")
            failure = await failures.receive()
            assert isinstance(failure.error, SubscriptionRevokedError)
            assert (None, None) == (failure.handler, failure.context)
            assert ["streamer"] == [str(each) for each in chat.serving.channels]
            assert ("still here",) == await chat.say("!say still here")

    with pytest.raises(SubscriptionRevokedError):
        async with open_chat(router) as chat:
            chat.twitch.ban("streamer", "bot")
            await trio.sleep_forever()


async def test_one_kind_is_lost() -> None:
    """A channel stays as long as anything is listened to there; and others can still be joined."""
    log: list[str] = []
    router = reacting(ChannelFollow)
    router.include(echo())

    async with open_chat(router, state=log) as chat, chat.serving.failures() as failures:
        chat.twitch.remove_moderator("streamer", "bot")
        failure = await failures.receive()
        assert "channel.follow" == failure.error.type  # type: ignore[attr-defined]
        assert ("here",) == await chat.say("!say here")

        chat.twitch.add_user("other")
        chat.twitch.add_moderator("other", "bot")
        await chat.serving.join("other")
        chat.twitch.follow("viewer", "other")
        await chat.settle()

    assert ["other: ChannelFollow of viewer"] == log


async def test_replaced_by_what_is_lost(autojump_clock: object) -> None:
    """A channel is left where nothing is listened to any more but what Twitch has ended there."""
    both = reacting(ChannelFollow)
    both.include(echo())

    async with open_chat(both, state=[]) as chat, chat.serving.failures() as failures:
        chat.twitch.add_user("other")
        chat.twitch.add_moderator("other", "bot")
        await chat.serving.join("other")
        chat.twitch.remove_moderator("other", "bot")
        await failures.receive()
        assert ["streamer", "other"] == [str(each) for each in chat.serving.channels]

        await chat.serving.replace(reacting(ChannelFollow))
        assert ["streamer"] == [str(each) for each in chat.serving.channels]


async def test_lost_while_no_other_can_be_joined(autojump_clock: object) -> None:
    """Where the last channel is lost while others are joined, it ends as soon as those cannot be."""
    with pytest.raises(SubscriptionRevokedError):
        async with open_chat(echo()) as chat:
            chat.twitch.add_user("other")
            chat.twitch.ban("other", "bot")
            async with trio.open_nursery() as nursery:
                nursery.start_soon(join_in_vain, chat, "other")
                await trio.lowlevel.checkpoint()
                chat.twitch.ban("streamer", "bot")
            await trio.sleep_forever()


async def join_in_vain(chat: Chat[Any], login: str) -> None:
    """Join where the bot is banned."""
    with pytest.raises(SubscriptionError):
        await chat.serving.join(login)


async def test_tasks_of_a_channel(autojump_clock: object) -> None:
    """What a handler starts runs until its channel is left."""
    log: list[str] = []
    router: Router[None] = Router()

    async def beside(text: str) -> None:
        try:
            await trio.sleep(60)
            log.append(text)
        finally:
            log.append("over")

    @router.command()
    async def start(ctx: CommandContext, text: str) -> None:  # noqa: ASYNC124  # handlers are
        ctx.start_soon(beside, text)

    async with open_chat(router) as chat:
        await chat.say("!start long")
        await trio.sleep(61)
        assert ["long", "over"] == log
        await chat.say("!start short")
        await chat.serving.leave("streamer")
        await wait_all_tasks_blocked()
        assert ["long", "over", "over"] == log


async def test_a_call_is_no_task() -> None:
    """What was called already is refused at once."""
    router: Router[None] = Router()

    async def beside() -> None: ...

    @router.command()
    async def start(ctx: CommandContext) -> None:
        try:
            ctx.start_soon(beside())  # type: ignore[arg-type]
        except TypeError as error:
            await ctx.send(str(error))

    (told,) = await answers(router, "!start")
    assert told.startswith("Pass the function and its arguments: start_soon(beside, ...)")


async def test_a_task_that_has_not_begun(autojump_clock: object) -> None:
    """A task is cancelled also where its channel is lost before it has begun."""
    router: Router[None] = Router()
    log: list[str] = []

    async def beside() -> None:
        await trio.sleep(1)
        log.append("went on")

    @router.command()
    async def start(ctx: CommandContext) -> None:  # noqa: ASYNC124  # handlers are
        ctx.start_soon(beside)
        # As whoever hears of it does, at any time.
        ctx.serving._places.forget([*ctx.serving._places.values()])

    async with open_chat(router) as chat:
        await chat.say("!start")
        await trio.sleep(2)

    assert [] == log


# Replacing and stopping


async def test_replace(autojump_clock: object) -> None:
    """What comes meets the new router, what has begun is finished; streams follow."""
    log: list[str] = []
    old, new = reacting(ChannelFollow), reacting(ChannelCheer, ChannelRaid.into)

    @old.command()
    async def slow(ctx: CommandContext[list[str]]) -> None:
        await trio.sleep(10)
        await ctx.send("old")

    @new.command("slow")
    async def quick(ctx: CommandContext[list[str]]) -> None:
        await ctx.send("new")

    async with open_chat(old, state=log) as chat:
        await grant(chat, "bits:read")
        chat.twitch.say("streamer", "viewer", "!slow")
        await wait_all_tasks_blocked()
        await chat.serving.replace(new)
        assert new is chat.serving.router
        chat.twitch.follow("viewer", "streamer")
        chat.twitch.raid("viewer", "streamer", viewers=2)
        assert ("new", "old") == await chat.say("!slow", by="another")

        types = {each.type for each in chat.bot.eventsub.subscriptions}
        assert {"channel.chat.message", "channel.cheer", "channel.raid"} == types
    assert ["streamer: ChannelRaid of viewer"] == log


async def grant(chat: Chat[Any], *scopes: str) -> None:
    """Let the broadcaster sign in with these scopes."""
    from twitchtrio import UserToken

    made = chat.twitch.grant("streamer", scopes)
    await chat.bot.tokens.add(UserToken(access_token=made.access_token, refresh_token=made.refresh_token))


async def test_replace_by_what_cannot_be() -> None:
    """A router that cannot be served changes nothing."""
    cheering: Router[None] = Router()

    @cheering.on(ChannelCheer)
    async def cheer(ctx: Context, event: ChannelCheer) -> None: ...

    async with open_chat(echo()) as chat:
        with pytest.raises(LoginRequiredError):
            await chat.serving.replace(cheering)
        with pytest.raises(ConfigurationError, match="takes a state"):
            await chat.serving.replace(reacting(ChannelFollow))  # type: ignore[arg-type]
        with pytest.raises(ConfigurationError, match="router="):
            await chat.serving.replace(None)  # type: ignore[arg-type]

        assert ("still here",) == await chat.say("!say still here")
        assert ["channel.chat.message"] == [each.type for each in chat.bot.eventsub.subscriptions]


@pytest.mark.parametrize(
    ("grace", "expected"), [(60.0, ["1 in", "1 out", "2 in", "2 out"]), (15.0, ["1 in", "1 out", "2 in"])]
)
async def test_stop(grace: float, expected: list[str], autojump_clock: object) -> None:
    """Nothing more is taken in; what has begun, or waits, has so many seconds; then `serve` returns."""
    router, log = sleeping()
    async with open_chat(router) as chat:
        serving = chat.serving
        for number in (1, 2):
            chat.twitch.say("streamer", "viewer", f"!slow {number}")
        await wait_all_tasks_blocked()
        await serving.stop(grace=grace)
        chat.twitch.say("streamer", "viewer", "!slow 3")
        await trio.sleep(100)

        with pytest.raises(ConfigurationError, match="not served any more"):
            await serving.join("streamer")
        assert [] == list(chat.bot.eventsub.subscriptions)
    assert expected == log


async def test_stopped_while_a_prefix_is_looked_up(autojump_clock: object) -> None:
    """What has come before the end is still handled, and may begin tasks."""
    router: Router[None] = Router()
    log: list[str] = []

    async def beside() -> None:
        log.append("beside")
        await trio.lowlevel.checkpoint()

    @router.command()
    async def go(ctx: CommandContext) -> None:
        ctx.start_soon(beside)
        await trio.sleep(1)
        log.append("gone")

    async def prefix(message: ChannelChatMessage) -> str:
        await trio.sleep(5)
        return "!"

    async with open_chat(router, prefix=prefix) as chat:
        chat.twitch.say("streamer", "viewer", "!go")
        await wait_all_tasks_blocked()
        await chat.serving.stop()
        await trio.sleep(20)

    assert ["beside", "gone"] == log


async def test_stopped_by_a_command() -> None:
    """A command may stop what runs it."""
    router: Router[None] = Router()

    @router.command()
    async def quit(ctx: CommandContext) -> None:  # noqa: A001
        await ctx.serving.stop()
        await ctx.send("bye")

    async with open_chat(router) as chat:
        assert ("bye",) == await chat.say("!quit")
        await wait_all_tasks_blocked()
        assert () == await chat.say("!quit")


async def test_as_a_task() -> None:
    """`nursery.start` gives what is served; cancelling it leaves nothing behind."""
    async with open_chat(echo()) as chat:
        before = trio.lowlevel.current_statistics().tasks_living
        chat.twitch.add_user("other")
        async with trio.open_nursery() as nursery:
            serving = await nursery.start(chat.bot.serve, echo(), "other")
            assert ["other"] == [str(each) for each in serving.channels]
            assert "<Serving <Router: say> in other>" == repr(serving)
            nursery.cancel_scope.cancel()
        await wait_all_tasks_blocked()

        assert before == trio.lowlevel.current_statistics().tasks_living
        assert 1 == len(chat.serving.channels)


async def test_without_channels() -> None:
    """A router may be served nowhere at first."""
    async with open_chat(echo(), crash=Crash.RAISE) as chat, trio.open_nursery() as nursery:
        serving = await nursery.start(chat.bot.serve, echo())
        assert () == serving.channels
        await serving.idle()
        nursery.cancel_scope.cancel()
