"""`twitchtrio types`: what can be listened to."""

from __future__ import annotations

import sys

import click

from .._needs import firsts
from ..eventsub import EVENT_TYPES
from ._kinds import find_kind, similar_kinds
from ._output import fitting, say

__all__ = ["command"]


@click.command("types")
@click.argument("word", required=False)
def command(*, word: str | None) -> int:
    """List the subscription types, all of them or those with WORD in their names.

    For each: Twitch's name, with the number of an older version, the class in twitchtrio.eventsub, and the scopes that
    somebody has to grant. Of scopes of which any will do, the least is shown.
    """
    names = similar_kinds(word or "")
    if not names:
        raise click.UsageError(f"No subscription type is like {word!r}.")
    rows = [
        (name if version == find_kind(name).version else f"{name}@{version}", event)
        for (name, version), event in sorted(EVENT_TYPES.items())
        if name in names
    ]
    width = max(len(name) for name, _ in rows)
    for name, event in rows:
        line = f"{name:<{width}}  {event.__name__}  {' '.join(firsts(event.SCOPES))}".rstrip()
        say(fitting(line, sys.stdout, indent=4))
    return 0
