"""Emotes, as the category Chat gives them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from attrs import frozen

from ...enums import OpenEnum
from ...words import AnyEmote, EmoteFormat, EmoteScale, EmoteThemeMode

__all__ = [
    "ChannelEmote",
    "EmoteImages",
    "EmoteType",
    "Emotes",
    "GlobalEmote",
    "SetEmote",
    "UserEmote",
]

E_co = TypeVar("E_co", covariant=True)


class EmoteType(OpenEnum):
    """What an emote is had for."""

    NONE = "none"
    BITS_TIER = "bitstier"
    FOLLOWER = "follower"
    SUBSCRIPTIONS = "subscriptions"
    CHANNEL_POINTS = "channelpoints"
    REWARDS = "rewards"
    HYPE_TRAIN = "hypetrain"
    PRIME = "prime"
    TURBO = "turbo"
    SMILIES = "smilies"
    GLOBALS = "globals"
    OWL_2019 = "owl2019"
    TWO_FACTOR = "twofactor"
    LIMITED_TIME = "limitedtime"


@frozen(kw_only=True)
class EmoteImages:
    """Addresses of an emote's static image for a light background, in three sizes."""

    url_1x: str
    url_2x: str
    url_4x: str


@frozen(kw_only=True)
class GlobalEmote(AnyEmote):
    """An emote that everybody has."""

    id: str
    name: str
    images: EmoteImages
    format: tuple[EmoteFormat, ...]
    scale: tuple[EmoteScale, ...]
    theme_mode: tuple[EmoteThemeMode, ...]


@frozen(kw_only=True)
class ChannelEmote(AnyEmote):
    """An emote that a broadcaster made."""

    id: str
    name: str
    images: EmoteImages
    tier: str
    """The tier of a subscriber's emote, else empty."""
    emote_type: EmoteType
    emote_set_id: str = ""
    format: tuple[EmoteFormat, ...]
    scale: tuple[EmoteScale, ...]
    theme_mode: tuple[EmoteThemeMode, ...]


@frozen(kw_only=True)
class SetEmote(AnyEmote):
    """An emote of a set."""

    id: str
    name: str
    images: EmoteImages
    emote_type: EmoteType
    emote_set_id: str = ""
    owner_id: str = ""
    """Id of the broadcaster who owns it."""
    format: tuple[EmoteFormat, ...]
    scale: tuple[EmoteScale, ...]
    theme_mode: tuple[EmoteThemeMode, ...]


@frozen(kw_only=True)
class UserEmote(AnyEmote):
    """An emote that a user can use."""

    id: str
    name: str
    emote_type: EmoteType
    emote_set_id: str = ""
    owner_id: str = ""
    """Id of the broadcaster who owns it."""
    format: tuple[EmoteFormat, ...]
    scale: tuple[EmoteScale, ...]
    theme_mode: tuple[EmoteThemeMode, ...]


class Emotes(tuple[E_co, ...], Generic[E_co]):  # noqa: SLOT001  # a tuple's subclass cannot have slots of its own
    """A tuple of emotes.

    Attributes:
        template: The address of an image, with the variables `{{id}}`, `{{format}}`, `{{theme_mode}}`, `{{scale}}`.
    """

    template: str

    def __new__(cls, emotes: Iterable[E_co] = (), *, template: str = "") -> Emotes[E_co]:  # noqa: D102 - the class tells how to make one
        made = super().__new__(cls, emotes)
        made.template = template
        return made
