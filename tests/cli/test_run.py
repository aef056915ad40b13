"""`twitchtrio run`."""

import itertools
import shlex

import pytest
from trio.testing import wait_all_tasks_blocked

from twitchtrio import ChannelFollow, Router
from twitchtrio.auth import DEFAULT_SCOPES
from twitchtrio.cli.run import Work, _serve, _signing_in_for
from twitchtrio.errors import AuthError, LoginRequiredError, NotFoundError
from twitchtrio.eventsub import ChannelCheer
from twitchtrio.testing import FakeTwitch, open_test_bot

MYBOT = """
from twitchtrio import Router

router = Router()

@router.command()
async def hello(ctx):
    await ctx.reply(f"Hello {ctx.chatter.login}!")

@router.command()
async def divide(ctx, by: int):
    await ctx.reply(str(quotient(by)))

def quotient(by):
    return 1 / by
"""
CHAT = " ".join(DEFAULT_SCOPES)


@pytest.fixture
async def fake(autojump_clock):
    """A fake Twitch in memory."""
    fake = FakeTwitch()
    for login in ("parrot", "tinkershop", "mira"):
        fake.add_user(login)
    async with fake.open():
        yield fake


def router_of(*names):
    """A router with commands that say their names."""
    router = Router()

    def add(name):
        @router.command(name)
        async def say(ctx):
            await ctx.send(name)

    for name in names:
        add(name)
    return router


async def nothing(ctx, event):
    """Handle an event."""


def work(router, *channels, prefixes=("!",)):
    """What is to be done with a router."""
    return Work(target="mybot:router", router=router, needed=router.scopes(), channels=channels, prefixes=prefixes)


async def test_serve(fake, nursery, capsys):
    """It says once what is served where and as whom, and answers in all channels, to all prefixes."""
    channels = ("TinkerShop", fake.user("mira").id)
    async with open_test_bot(fake, "parrot") as bot:
        nursery.start_soon(_serve, bot, work(router_of("one", "two"), *channels, prefixes=("!", "?")))
        await fake.listening("tinkershop")
        await fake.listening("mira")
        fake.say("tinkershop", "mira", "!one")
        fake.say("mira", "tinkershop", "?two")

        assert "one" == (await fake.next_message("tinkershop")).text
        assert "two" == (await fake.next_message("mira")).text
        nursery.cancel_scope.cancel()

    told = "Serving mybot:router, 2 commands, in tinkershop, mira as parrot; Ctrl-C ends it.\n"
    assert ("", told) == capsys.readouterr()


@pytest.mark.parametrize(("names", "told"), [((), "no commands"), (("one",), "1 command")])
async def test_count(fake, nursery, capsys, names, told):
    """Commands are counted in words; a router may have none."""
    router = router_of(*names)
    router.on(ChannelFollow)(nothing)
    fake.add_moderator("tinkershop", "parrot")
    async with open_test_bot(fake, "parrot", scopes=f"{CHAT} moderator:read:followers") as bot:
        nursery.start_soon(_serve, bot, work(router, "tinkershop"))
        await wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()

    assert f"mybot:router, {told}, in" in capsys.readouterr().err


async def test_stop(fake, nursery):
    """A command may end it."""
    router = Router()

    @router.command()
    async def quiet(ctx):
        await ctx.serving.stop()

    async def ask():
        await fake.listening("tinkershop")
        fake.say("tinkershop", "mira", "!quiet")

    async with open_test_bot(fake, "parrot") as bot:
        nursery.start_soon(ask)
        await _serve(bot, work(router, "tinkershop"))


@pytest.mark.parametrize(
    ("more", "kept"), [("", ""), ("clips:edit", f"--scopes clips:edit,{','.join(DEFAULT_SCOPES)} ")]
)
async def test_missing_scopes(fake, more, kept):
    """What the bot's account has not granted is told at once, with a command that takes nothing away."""
    router = router_of("one")
    router.on(ChannelFollow)(nothing)
    async with open_test_bot(fake, "parrot", scopes=f"{CHAT} {more}") as bot:
        with pytest.raises(AuthError) as caught:
            await _serve(bot, work(router, "tinkershop"))

    login = f"twitchtrio login --client-id fake-client-id {kept}--for mybot:router"
    lacking = "mybot:router needs the scope moderator:read:followers, which the login of 'parrot' does not grant."
    assert f"{lacking} Run `{login}` and sign in as 'parrot'." == str(caught.value)
    assert not fake.eventsub.enabled()


async def test_broadcaster(fake):
    """Where a broadcaster has to sign in, that stays what is told."""
    router = router_of("one")
    router.on(ChannelCheer)(nothing)
    async with open_test_bot(fake, "parrot") as bot:
        with pytest.raises(LoginRequiredError) as caught, _signing_in_for("mybot:router"):
            await _serve(bot, work(router, "tinkershop"))

    command = "twitchtrio login --client-id fake-client-id --scopes bits:read"
    assert str(caught.value).endswith(f" Run `{command}` and sign in as 'tinkershop'.")


@pytest.mark.parametrize("channel", ["nobody", "4711"])
async def test_no_channel(fake, channel):
    """A channel that is not there is told by what names it."""
    async with open_test_bot(fake, "parrot") as bot:
        with pytest.raises(NotFoundError, match=channel):
            await _serve(bot, work(router_of("one"), "tinkershop", channel))


def test_no_store(twitchtrio, write, tmp_path):
    """Whoever has not signed in is to do so with all that the router needs."""
    write("mybot", MYBOT)
    store = tmp_path / "logins"

    options = ("--client-id", "my-app", "--store", store)
    code, out, err = twitchtrio("run", "mybot:router", "--channel", "tinkershop", *options)

    command = f"twitchtrio login --store {shlex.quote(str(store))} --client-id my-app --for mybot:router"
    assert (1, "", f"Error: There is no store {str(store)!r}. Run `{command}`.\n") == (code, out, err)


def test_no_login(server, twitchtrio, write):
    """The same where the store holds other logins, or none."""
    write("mybot", MYBOT)

    code, _, err = twitchtrio("run", "mybot:router", "--channel", "tinkershop", "--as", "mira", "--fake", server.url)

    login = f"twitchtrio login --fake {server.url} --client-id fake-client-id --for mybot:router"
    assert 1 == code
    assert err.endswith(f" Run `{login}` and sign in as 'mira'.\n")


def test_program(server, login, start, write, tmp_path):
    """A bot runs, one crash ends nothing, and Ctrl-C is the normal end."""
    write("mybot", MYBOT)
    login("parrot", "--for", "mybot:router")
    program = start("run", "mybot:router", "--channel", "tinkershop", "--fake", server.url, cwd=tmp_path)
    assert "Serving mybot:router, 2 commands, in tinkershop as parrot; Ctrl-C ends it." == program.note()

    server.do(server.fake.say, "tinkershop", "mira", "!divide 0")
    assert program.note().startswith("Error: divide crashed in tinkershop, for mira, message ")
    told = list(itertools.islice(iter(program.note, "ZeroDivisionError: division by zero"), 20))
    server.do(server.fake.say, "tinkershop", "mira", "!hello")
    assert "Hello mira!" == server.wait(server.fake.next_message, "tinkershop").text
    program.interrupt()

    assert "Traceback (most recent call last):" == told[0]
    assert ["divide", "quotient"] == [line.rpartition(", in ")[2] for line in told if line.startswith("  File")]
    assert program.end() == (0, "", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["mybot:router"], "Missing option '--channel'"),
        ([], "Missing argument 'TARGET'"),
        (["mybot:router", "--channel", "a", "--crash", "raise"], "No such option"),
        (["mybot:rooter", "--channel", "a"], "mybot has no 'rooter'; it has router."),
    ],
    ids=" ".join,
)
def test_usage(twitchtrio, write, words, told):
    """What makes no sense is found before anything is asked."""
    write("mybot", MYBOT)

    code, out, err = twitchtrio("run", *words, "--client-id", "my-app")

    assert (2, "") == (code, out)
    assert told in err


def test_bad_table(twitchtrio, write):
    """So is what a router cannot serve."""
    write("mybot", f"{MYBOT}\nrouter.default()(hello)\n")

    code, out, err = twitchtrio("run", "mybot:router", "--channel", "a", "--client-id", "my-app")

    assert (1, "") == (code, out)
    assert "use router.fallback()" in err
    assert "Traceback" not in err


def test_prefix_of_twitchs_own(server, login, twitchtrio, write):
    """A prefix that Twitch keeps for itself is told in one line."""
    write("mybot", MYBOT)
    login("parrot")

    code, out, err = twitchtrio("run", "mybot:router", "--channel", "tinkershop", "--prefix", "/", "--fake", server.url)

    assert (1, "", 1) == (code, out, err.count("\n"))
    assert "'/'" in err
