"""What chat makes of texts: what it takes of them, and what is in them."""

from __future__ import annotations

import re
from typing import Any, Final

from .world import FakeChannel, FakeUser, World

__all__ = ["GLOBAL_EMOTES", "action_in", "cleaned", "fragments_of", "mention_of"]

GLOBAL_EMOTES: Final = {"Kappa": "25", "LUL": "425618", "PogChamp": "305954156", "HeyGuys": "30259"}

_WORD: Final = re.compile(r"\S+|\s+")
_CHEER: Final = re.compile(r"([A-Za-z]+)(\d+)")
_CHEER_TIERS: Final = (10000, 5000, 1000, 100, 1)
_ACTIONS: Final = ("/me", ".me")
_DROPPED: Final = "\U000e0000"


def cleaned(text: str, *, posted: bool = False) -> str:
    """What Twitch takes of a text: neither white space around it nor U+E0000.

    Of what a program posts and begins with a command, the first word is eaten, whether there is such a command or not;
    `/me` is left if anything follows.
    """
    text = text.replace(_DROPPED, "").strip()
    first, *rest = text.split(maxsplit=1) or [""]
    is_eaten = posted and first.startswith(("/", ".")) and not (first in _ACTIONS and rest)
    return "".join(rest) if is_eaten else text


def action_in(text: str) -> str | None:
    """What follows `/me`, if that is how a text begins."""
    first, *rest = text.split(maxsplit=1) or [""]
    return rest[0] if first in _ACTIONS and rest else None


def fragments_of(text: str, channel: FakeChannel, world: World, *, bits: int = 0) -> list[dict[str, Any]]:
    """A message's text, cut into plain text, emotes, mentions and cheermotes."""
    parts: list[dict[str, Any]] = []
    for piece in _WORD.findall(text):
        part = _fragment(piece, channel, world, bits)
        if parts and part["type"] == parts[-1]["type"] == "text":
            parts[-1]["text"] += piece
        else:
            parts.append(part)
    return parts


def mention_of(user: FakeUser) -> dict[str, Any]:
    """The fragment that mentions somebody by the name that is shown."""
    mentioned = {"user_id": user.id, "user_login": user.login, "user_name": user.display_name}
    return {**_plain(f"@{user.display_name}"), "type": "mention", "mention": mentioned}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "cheermote": None, "emote": None, "mention": None}


def _fragment(piece: str, channel: FakeChannel, world: World, bits: int) -> dict[str, Any]:
    part = _plain(piece)
    emote = _emote(channel, piece)
    mentioned = world.by_login(piece[1:]) if piece.startswith("@") else None
    cheer = _CHEER.fullmatch(piece) if bits else None
    if emote is not None:
        part.update(type="emote", emote=emote)
    elif mentioned is not None:
        part = {**mention_of(mentioned), "text": piece}
    elif cheer is not None:
        amount = int(cheer[2])
        tier = next((t for t in _CHEER_TIERS if amount >= t), 1)
        part.update(type="cheermote", cheermote={"prefix": cheer[1].lower(), "bits": amount, "tier": tier})
    return part


def _emote(channel: FakeChannel, word: str) -> dict[str, Any] | None:
    if word in GLOBAL_EMOTES:
        return {"id": GLOBAL_EMOTES[word], "emote_set_id": "0", "owner_id": "0", "format": ["static"]}
    for emote in channel.emotes:
        if emote["name"] == word:
            set_id, formats = emote["emote_set_id"], emote["format"]
            return {"id": emote["id"], "emote_set_id": set_id, "owner_id": channel.broadcaster.id, "format": formats}
    return None
