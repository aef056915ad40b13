"""Reports and entitlements, which a test sets; and what Twitch has withdrawn."""

from datetime import UTC, datetime

import pytest

from twitchtrio.errors import ConfigurationError, HelixError, NotFoundError
from twitchtrio.helix import EntitlementUpdateStatus, FulfillmentStatus
from twitchtrio.tokens import APP

RANGE = {"started_at": "2026-01-01T00:00:00Z", "ended_at": "2026-01-31T00:00:00Z"}


async def test_reports(helix, fake):
    """Reports of all, or of one; a period has both ends."""
    report = {"URL": "https://x/1.csv", "type": "overview_v2", "date_range": RANGE}
    fake.extension_analytics += [{**report, "extension_id": each} for each in ("a", "b")]
    fake.game_analytics.append({**report, "game_id": "1"})
    start = datetime(2026, 1, 1, tzinfo=UTC)

    assert ["a", "b"] == [each.extension_id async for each in helix.analytics.get_extension_analytics()]
    (one,) = await helix.analytics.get_extension_analytics(extension_id="b").collect()
    assert ("https://x/1.csv", start) == (one.URL, one.date_range.started_at)
    assert ["1"] == [
        each.game_id async for each in helix.analytics.get_game_analytics(started_at=start, ended_at=start)
    ]
    with pytest.raises(NotFoundError):
        await helix.analytics.get_game_analytics(game_id="2").collect()
    with pytest.raises(ConfigurationError, match="takes started_at and ended_at together"):
        helix.analytics.get_game_analytics(started_at=start)


async def test_entitlements(helix, fake):
    """A user sees and changes their own, the app all."""
    ids = {login: fake.user(login).id for login in ("streamer", "viewer")}
    fake.entitlements += [
        {
            "id": f"e-{login}",
            "benefit_id": "b",
            "timestamp": "2026-01-01T00:00:00Z",
            "user_id": id_,
            "game_id": "1",
            "fulfillment_status": "CLAIMED",
            "last_updated": "2026-01-01T00:00:00Z",
        }
        for login, id_ in ids.items()
    ]
    as_app = helix.acting_as(APP).entitlements
    own = await helix.entitlements.get_drops_entitlements().collect()
    viewers = await as_app.get_drops_entitlements(user_id=ids["viewer"]).collect()
    updated = await helix.entitlements.update_drops_entitlements(
        entitlement_ids=["e-streamer", "e-viewer", "e-nobody"], fulfillment_status=FulfillmentStatus.FULFILLED
    )
    claimed = await as_app.get_drops_entitlements(fulfillment_status="CLAIMED").collect()

    assert (["e-streamer"], ["e-viewer"], ["e-viewer"]) == tuple(
        [each.id for each in found] for found in (own, viewers, claimed)
    )
    assert {
        EntitlementUpdateStatus.SUCCESS: ("e-streamer",),
        EntitlementUpdateStatus.UNAUTHORIZED: ("e-viewer",),
        EntitlementUpdateStatus.NOT_FOUND: ("e-nobody",),
    } == {each.status: each.ids for each in updated}
    with pytest.raises(ConfigurationError, match="takes user_id from the app itself alone"):
        await helix.entitlements.get_drops_entitlements(user_id=ids["viewer"]).collect()


async def test_withdrawn(helix):
    """Twitch answers 410, and so the call says."""
    for call in (helix.tags.get_all_stream_tags().collect(), helix.tags.get_stream_tags(broadcaster_id="1001")):
        with pytest.raises(HelixError) as caught:
            await call
        assert 410 == caught.value.status
