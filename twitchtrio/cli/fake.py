"""`twitchtrio fake`: a Twitch of your own, for programs that are being written."""

from __future__ import annotations

import math
import socket
from collections.abc import Sequence
from functools import partial
from typing import Final

import click
import trio

from .._services import open_services
from ..testing import FakeTwitch, FakeUser, ServedTwitch
from ..testing.fake.replay import Recording
from ._exit import run, wait_interrupt
from ._output import say

__all__ = ["command"]

_PORT: Final = 17564
_LAST_PORT: Final = 65534
_CONFIDENTIAL: Final = ("fake-confidential-id", "fake-client-secret")
_MOST_TOLD: Final = 20
_SETTLE: Final = 1.0
_CHANNEL: Final = "somechannel"
_MODERATOR: Final = "mod"
_USERS: Final = ("mybot", _CHANNEL, "viewer", "friend", _MODERATOR)


@click.command("fake")
@click.option(
    "--port",
    type=click.IntRange(0, _LAST_PORT),
    default=_PORT,
    show_default=True,
    help="Of HTTP; WebSockets have the next. 0 for any that are free.",
)
@click.option("--replay", metavar="FILE", help="Send what a journal has, of `listen --record`, to who listens.")
@click.option("--speed", type=click.FloatRange(0, min_open=True), default=1.0, help="How many times as fast; 1.")
def command(*, port: int, replay: str | None, speed: float) -> int:
    """Serve a fake Twitch until Ctrl-C.

    It prints how to reach it. It has OAuth, Helix, EventSub over WebSockets and chat, is as strict as Twitch, and
    forgets everything at its end.
    """
    if math.isnan(speed):
        raise click.UsageError("nan is no --speed.")
    for each in (port, port + 1) if port else ():
        _check_port(each)
    return run(partial(_serve, port, None if replay is None else _read(replay), speed))


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


async def _serve(port: int, recording: Recording | None, speed: float) -> None:
    fake = FakeTwitch()
    fake.add_app(*_CONFIDENTIAL)
    recorded = [] if recording is None else recording.add_to(fake.world, fake.eventsub.types)
    for login in _USERS:
        if fake.world.by_login(login) is None:
            fake.add_user(login)
    fake.add_moderator(_CHANNEL, _MODERATOR)
    async with fake.serve(port=port) as served, open_services() as services:
        _tell(fake, served, recorded)
        if recording is not None:
            await services.start(_replay, fake, recording, speed, name="replay")
        await wait_interrupt()


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
    users = ", ".join(f"{login} (user id {fake.user(login).id})" for login in logins)
    rows = {
        "Helix": served.endpoints.helix,
        "OAuth": served.endpoints.oauth,
        "EventSub": served.endpoints.eventsub_websocket,
        "Activation page": f"{served.url}/activate",
        "Client id": f"{fake.client_id} (public)",
        "or": "{} (confidential; its secret is {})".format(*_CONFIDENTIAL),
        "Users": users,
        "Moderator": f"{_MODERATOR}, in {_CHANNEL}",
        "Control secret": served.control_secret,
    }
    say(f"A fake Twitch is at {served.url} until Ctrl-C.")
    say()
    for name, value in rows.items():
        say(f"  {name:<16} {value}")
    say()
    say("In a program, endpoints=FAKE leads to it:")
    say()
    say(f"  FAKE = {served.endpoints!r}")
    say()
    say("Try it from another terminal:")
    say()
    say(f"  twitchtrio login --fake {served.url}")
    say(f"  twitchtrio listen channel.chat.message {_CHANNEL} --fake {served.url}")
    words = '{"broadcaster": "somechannel", "chatter": "viewer", "text": "!hello"}'
    say(f"  curl -H 'Authorization: Bearer {served.control_secret}' --json '{words}' {served.control_url}/say")
