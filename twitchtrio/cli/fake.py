"""`twitchtrio fake`: a Twitch of your own, for programs that are being written."""

from __future__ import annotations

import socket
from functools import partial
from typing import Final

import click

from ..testing import FakeTwitch, ServedTwitch
from ._exit import run, wait_interrupt
from ._output import say

__all__ = ["command"]

_PORT: Final = 17564
_LAST_PORT: Final = 65534
_CONFIDENTIAL: Final = ("fake-confidential-id", "fake-client-secret")
_USERS: Final = ("mybot", "somechannel", "viewer")


@click.command("fake")
@click.option(
    "--port",
    type=click.IntRange(0, _LAST_PORT),
    default=_PORT,
    show_default=True,
    help="Of HTTP; WebSockets have the next. 0 for any that are free.",
)
def command(*, port: int) -> int:
    """Serve a fake Twitch until Ctrl-C.

    It prints how to reach it. It has OAuth, Helix, EventSub over WebSockets and chat, is as strict as Twitch, and
    forgets everything at its end.
    """
    for each in (port, port + 1) if port else ():
        _check_port(each)
    return run(partial(_serve, port))


def _check_port(port: int) -> None:
    """Find out at once whether the port can be had."""
    try:
        with socket.create_server(("127.0.0.1", port)):
            pass
    except OSError as exc:
        raise click.ClickException(f"Port {port} cannot be had ({exc.strerror}); choose another with --port.") from exc


async def _serve(port: int) -> None:
    fake = FakeTwitch()
    fake.add_app(*_CONFIDENTIAL)
    for login in _USERS:
        fake.add_user(login)
    async with fake.serve(port=port) as served:
        _tell(fake, served)
        await wait_interrupt()


def _tell(fake: FakeTwitch, served: ServedTwitch) -> None:
    users = ", ".join(f"{login} (user id {fake.user(login).id})" for login in _USERS)
    rows = {
        "Helix": served.endpoints.helix,
        "OAuth": served.endpoints.oauth,
        "EventSub": served.endpoints.eventsub_websocket,
        "Activation page": f"{served.url}/activate",
        "Client id": f"{fake.client_id} (public)",
        "or": "{} (confidential; its secret is {})".format(*_CONFIDENTIAL),
        "Users": users,
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
    say(f"  twitchtrio listen channel.chat.message somechannel --fake {served.url}")
    words = '{"broadcaster": "somechannel", "chatter": "viewer", "text": "!hello"}'
    say(f"  curl -H 'Authorization: Bearer {served.control_secret}' --json '{words}' {served.control_url}/say")
