"""What channels raise money for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.eventsub.frames import notification
from twitchtrio.eventsub.envelope import decode_message
from twitchtrio.eventsub.events.conditions import WithBroadcaster
from twitchtrio.people import PartialUser

CAMPAIGN = {
    "id": "7",
    "broadcaster_id": "1",
    "broadcaster_login": "streamer",
    "broadcaster_name": "Streamer",
    "charity_name": "Trees",
    "charity_description": "",
    "charity_logo": "",
    "charity_website": "",
    "current_amount": {"value": 1250, "decimal_places": 2, "currency": "EUR"},
    "target_amount": {"value": 90000, "decimal_places": 2, "currency": "EUR"},
    "started_at": "2026-01-01T00:00:00Z",
    "stopped_at": "2026-01-02T00:00:00Z",
}


@pytest.mark.parametrize("what", ["start", "progress", "stop"])
def test_campaign(what):
    """The broadcaster is named as elsewhere, though the fields have shorter names; amounts are worked out."""
    event = decode_message(notification(CAMPAIGN, type=f"channel.charity_campaign.{what}")).event

    assert isinstance(event, WithBroadcaster)
    assert PartialUser(user_id="1", login="streamer", display_name="Streamer") == event.broadcaster
    assert ("streamer", "Streamer") == (event.broadcaster.login, event.broadcaster.display_name)
    assert Decimal("12.50") == event.current_amount.decimal
    assert (None if what == "progress" else "7") == event.identity
