"""What is listened to for what is served, and for which channel an event is."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from tests.chat.commands.test_serving import reacting
from twitchtrio.chat.commands._streams import _Stream
from twitchtrio.errors import ConfigurationError
from twitchtrio.eventsub import EVENT_TYPES, ChannelCharityCampaignStart
from twitchtrio.testing import open_chat


def is_of_a_channel(event: type[Any]) -> bool:
    """Whether it can be listened to in a channel."""
    try:
        event.for_channel("1")
    except ConfigurationError:
        return False
    return True


@pytest.mark.parametrize("event", [*filter(is_of_a_channel, EVENT_TYPES.values())], ids=lambda event: event.__name__)
def test_each_event_tells_its_channel(event: type[Any]) -> None:
    """Whatever Twitch calls the field that names the channel, it is found."""
    names = [field.name for field in attrs.fields(event)]

    assert _Stream(event)._field in names


async def test_charity() -> None:
    """A campaign, which names its channel in short, reaches its handler."""
    log: list[str] = []
    async with open_chat(reacting(ChannelCharityCampaignStart), state=log) as chat:
        chat.twitch.start_charity("streamer", "Cats")
        await chat.settle()

    assert 1 == len(log)
