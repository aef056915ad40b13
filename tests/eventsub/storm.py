"""A seeded storm: numbered events and faults of every kind, in a fake Twitch under an autojump clock."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import trio
import trio.testing
from attrs import define, field, frozen

from twitchtrio import ChannelChatMessage, EventSub, open_bot
from twitchtrio.eventsub import ChannelUpdate, Event, Gap, Notification, StreamOnline, Subscription, UnknownEvent
from twitchtrio.testing.fake import FakeTwitch

__all__ = ["Emitted", "Storm"]

_SUBSCRIPTIONS = "/helix/eventsub/subscriptions"
_CODES = (1000, 1001, 1011, 4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007)


@frozen(kw_only=True)
class Emitted:
    """A numbered event, when it happened by Twitch's clock, and the subscription that wants it."""

    number: int
    at: datetime
    subscription: Subscription[Any]
