"""`twitchtrio fake`: a Twitch of your own, for programs that are being written."""

from __future__ import annotations

import math
import re
import socket
import textwrap
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import click
import msgspec
import trio

from .._json import encode
from .._services import open_services
from ..network import SHORT_BODY_LIMIT, Network, open_http
from ..testing import FakeTwitch, FakeUser, ServedTwitch
from ..testing.fake.lines import Cast, Line, Lines
from ..testing.fake.replay import Recording
from ._control import secret_at, secret_kept
from ._exit import run
from ._output import advise, put, say
from ._playing import play, sentence, show

__all__ = ["command"]

_PORT: Final = 17564
_LAST_PORT: Final = 65534
_MOST_TOLD: Final = 20
_SETTLE: Final = 1.0
_CHANNEL: Final = "somechannel"
_MODERATOR: Final = "mod"
_CAST: Final = Cast(bot="mybot", channel=_CHANNEL, viewer="viewer", raider="friend", moderator=_MODERATOR)
_USERS: Final = (_CAST.bot, _CHANNEL, _CAST.viewer, _CAST.raider, _MODERATOR)


@click.group("fake", invoke_without_command=True)
@click.option(
    "--port",
    type=click.IntRange(0, _LAST_PORT),
    default=_PORT,
    show_default=True,
    help="Of HTTP; WebSockets have the next. 0 for any two that are free.",
)
@click.option("--replay", metavar="FILE", help="Send what a journal has, of `listen --record`, to who listens.")
@click.option("--speed", type=click.FloatRange(0, min_open=True), default=1.0, help="How many times as fast; 1.")
@click.option("--quiet", is_flag=True, help="Show nothing of what happens.")
@click.pass_context
def command(ctx: click.Context, *, port: int, replay: str | None, speed: float, quiet: bool) -> int:
    """Serve a fake Twitch until Ctrl-C, and play on it.

    It prints how to reach it, and then what happens: what is said in chat, events, requests, connections. Type
    `viewer: hello` to have somebody chat, `/follow viewer` to have somebody follow, `/help` for all else. It has OAuth,
    Helix, EventSub over WebSockets and chat, is as strict as Twitch, and forgets everything at its end.
    """
    if ctx.invoked_subcommand is not None:
        ctx.obj = port
        return 0
    if math.isnan(speed):
        raise click.UsageError("nan is no --speed.")
    for each in (port, port + 1) if port else ():
        _check_port(each)
    recording = None if replay is None else _read(replay)
    return run(partial(_serve, port, recording, speed, quiet=quiet), interrupted=0)


@command.command("order", context_settings={"ignore_unknown_options": True})
@click.argument("words", metavar="ORDER [ARGUMENT]...", nargs=-1, required=True)
@click.pass_obj
def _order(port: int, *, words: tuple[str, ...]) -> int:
    """Have something happen on the fake that runs in another terminal.

    As `twitchtrio fake order follow viewer`, `... order say viewer hello` or `... order raid friend viewers=12`: what
    is typed to the fake itself, without the stroke. Prints what the order gives, as JSON. For a fake on another port,
    `twitchtrio fake --port PORT order ...`.
    """
    try:
        line = Lines(_CAST).order(words)
    except ValueError as exc:
        raise click.UsageError(sentence(exc)) from None
    secret = secret_at(port)
    if secret is None:
        raise click.ClickException(f"No `twitchtrio fake` of yours runs on port {port}.")
    return run(partial(_send, port, secret, line))


async def _send(port: int, secret: str, line: Line) -> int:
    url = f"http://127.0.0.1:{port}"
    headers = [("Authorization", f"Bearer {secret}"), ("Content-Type", "application/json")]
    async with open_http(Network(), base=url, body_limit=SHORT_BODY_LIMIT) as http:
        answer = await http.send(
            "POST", f"{url}/control/{line.name}", headers=headers, content=encode(dict(line.arguments))
        )
    told = msgspec.json.decode(answer.content)
    if answer.status != HTTPStatus.OK:
        # It begins with the name of a class of Python's.
        raise click.ClickException(sentence(ValueError(re.sub(r"^\w+Error: ", "", str(told.get("message"))))))
    if told["result"] is not None:
        put(encode(told["result"]).decode())
    return 0


def _read(path: str) -> Recording:
    try:
        return Recording(path)
    except (OSError, ValueError) as exc:
        raise click.ClickException(f"There is nothing to replay: {exc}.") from exc


def _check_port(port: int) -> None:
    """Find out at once whether the port can be had."""
    try:
        with socket.create_server(("127.0.0.1", port)):
            pass
    except OSError as exc:
        raise click.ClickException(f"Port {port} cannot be had ({exc.strerror}); choose another with --port.") from exc


async def _serve(port: int, recording: Recording | None, speed: float, *, quiet: bool = False) -> None:
    fake = FakeTwitch()
    recorded = [] if recording is None else recording.add_to(fake.world, fake.eventsub.types)
    for login in _USERS:
        if fake.world.by_login(login) is None:
            fake.add_user(login)
    for login in (_CAST.bot, _MODERATOR):
        fake.add_moderator(_CHANNEL, login)
    async with fake.serve(port=port) as served, open_services() as services:
        _tell(fake, served, recorded)
        if recording is not None:
            await services.start(_replay, fake, recording, speed, name="replay")
        if not quiet:
            fake.happenings.watch(partial(show, fake))
        with secret_kept(urlsplit(served.url).port or 0, served.control_secret):
            services.start_soon(play, fake, Lines(_CAST))
            await trio.sleep_forever()


async def _replay(fake: FakeTwitch, recording: Recording, speed: float, *, task_status: trio.TaskStatus[None]) -> None:
    """Replay to a program that has come to listen, and when it has left, to the next."""
    task_status.started()
    anew = False
    while True:
        await recording.heard(fake.eventsub, anew=anew)
        await trio.sleep(_SETTLE)
        say(f"Somebody listens: replaying {len(recording.messages)} messages.")
        replayed = await recording.replay(fake.eventsub, speed=speed)
        say(f"Replayed: {replayed.sent} sent; {replayed.unheard} concerned nobody.")
        anew = True


def _tell(fake: FakeTwitch, served: ServedTwitch, recorded: Sequence[FakeUser]) -> None:
    logins = dict.fromkeys((*_USERS, *(user.login for user in recorded[:_MOST_TOLD])))
    rows = {
        "Helix": served.endpoints.helix,
        "OAuth": served.endpoints.oauth,
        "EventSub": served.endpoints.eventsub_websocket,
        "Activation page": f"{served.url}/activate",
        "Control secret": served.control_secret,
        "Apps": "any client id, with any secret or none",
        "Users": ", ".join(f"{login} ({fake.user(login).id})" for login in logins),
        "Moderator": f"{_MODERATOR}, in {_CHANNEL}",
    }
    say(f"A fake Twitch is at {served.url} until Ctrl-C.")
    say()
    for name, value in rows.items():
        say(textwrap.fill(f"  {name:<16} {value}", 80, subsequent_indent=19 * " ", break_long_words=False))
    say()
    say("Any program of twitchtrio's runs on it, signed in as mybot, a moderator too:")
    say()
    say(f"  TWITCHTRIO_FAKE={served.url} python mybot.py")
    # With all on one line, a terminal of 80 columns cuts it.
    advise(f"  twitchtrio listen channel.chat.message {_CHANNEL} \\\n    --fake {served.url}")
    say()
    say("Type `viewer: hello` to chat in somechannel, /follow, /raid, /live, /drop,")
    say("/expire to see what your program does, and /help for the rest.")
    say()
