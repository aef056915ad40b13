"""The client and the fake Twitch: what one does, the other sees."""

import pytest

from twitchtrio.helix import open_helix
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.fake.scopes import SCOPES
from twitchtrio.tokens import UserToken


@pytest.fixture
async def fake():
    """A fake Twitch in memory, with a broadcaster and viewers."""
    fake = FakeTwitch(client_secret="fake-secret", points_per_minute=100_000)
    for login in ("streamer", "viewer", "fan", "other"):
        fake.add_user(login, display_name=login.capitalize())
    async with fake.open():
        yield fake


@pytest.fixture
async def helix(fake):
    """A client that acts as the broadcaster, who has granted everything."""
    grant = fake.grant("streamer", sorted(SCOPES))
    token = UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token)
    opened = open_helix(
        fake.client_id,
        client_secret="fake-secret",
        token=token,
        store=MemoryStore(),
        endpoints=fake.endpoints,
        network=fake.network,
    )
    async with opened as helix:
        yield helix


@pytest.fixture
def heard(fake, monkeypatch):
    """Types of the events that the fake has told of, in order, with what they say."""
    events = []
    emit = fake.eventsub.emit

    def listen(type_, version, event, condition, **narrowed):
        events.append((type_, event))
        return emit(type_, version, event, condition, **narrowed)

    monkeypatch.setattr(fake.eventsub, "emit", listen)
    return events
