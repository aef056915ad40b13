"""A line whose login is lost: it says why, keeps no connection that Twitch would close unused, and heals."""

from __future__ import annotations

import logging

import pytest
import trio
from trio.testing import MockClock

from tests.eventsub.support import at
from tests.eventsub.test_line import Setting, deliver, setting
from twitchtrio import Bot, ChannelChatMessage, TwitchError, UserToken
from twitchtrio.errors import ConfigurationError, NetworkError, TokenRevokedError, UnauthorizedError
from twitchtrio.eventsub import Gap, HealthState, Notification, StreamOnline
from twitchtrio.testing import FakeTwitch

LOST = TokenRevokedError(account="bot", reason="Invalid refresh token")
UNAUTHORIZED = UnauthorizedError(status=401, error="Unauthorized", message="Invalid token", method="POST", path="/x")
STORE = ConfigurationError("The store MyStore() failed: OSError: down.")


def lock(here: Setting, error: TwitchError) -> None:
    """Let Twitch know the login no more, and cut the session."""
    here.api.always = error
    here.api.list_failures = [error] * 10_000
    here.api.records.clear()
    here.transport.link.lost(at(5), "the connection broke")
    here.transport.link.ready("another")


def let_in(here: Setting) -> None:
    """Give it a login again."""
    here.api.always = None
    here.api.list_failures = []


@pytest.mark.parametrize("error", [LOST, UNAUTHORIZED, STORE])
async def test_no_connection_without_a_login(
    error: TwitchError, autojump_clock: MockClock, caplog: pytest.LogCaptureFixture
) -> None:
    """While nothing can be subscribed nothing connects; it is logged once; health says why all the while."""
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer"):
        with caplog.at_level(logging.WARNING, "twitchtrio.eventsub"):
            lock(here, error)
            await trio.sleep(1)
            for _ in range(60):
                assert 0 == here.transport.carrying
                assert HealthState.DEGRADED == here.eventsub.health.state
                assert str(error) == here.eventsub.health.why
                await trio.sleep(60)

        assert 1 == len(here.transport.links)
        assert 1 == sum("until there is a login again" in record.message for record in caplog.records)
        # Twitch, or the keeper of the token, is asked about once a minute.
        assert 60 <= 10_000 - len(here.api.list_failures) <= 150


@pytest.mark.parametrize("error", [LOST, STORE])
async def test_heals(error: TwitchError, autojump_clock: MockClock) -> None:
    """With a login everything is made again, and what may have been missed is told."""
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer") as events:
        lock(here, error)
        await trio.sleep(600)
        let_in(here)
        await trio.sleep(61)

        assert HealthState.READY == here.eventsub.health.state
        assert 2 == len(here.transport.links)
        [record] = here.eventsub.subscriptions
        deliver(here, "1", record.id)
        told = events.notifications()
        gap = await anext(told)
        assert isinstance(gap, Gap)
        assert at(5) == gap.start
        assert isinstance(await anext(told), Notification)


async def test_who_comes_anew_is_not_kept_waiting(autojump_clock: MockClock) -> None:
    """A new listener hears at once that there is no login, or has one."""
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer"):
        lock(here, LOST)
        await trio.sleep(600)
        for _ in range(3):
            with trio.fail_after(0.1), pytest.raises(TokenRevokedError):
                async with here.eventsub.listen(StreamOnline, "other"):
                    pytest.fail("there is no login")
        let_in(here)
        with trio.fail_after(0.1):
            async with here.eventsub.listen(StreamOnline, "other"):
                assert HealthState.READY == here.eventsub.health.state


@pytest.mark.parametrize("answer", [None, NetworkError("it broke", address="api.twitch.tv", sent=True)])
async def test_where_asking_does_not_tell(
    answer: TwitchError | None, autojump_clock: MockClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Where Twitch lists subscriptions, or cannot be asked, and yet lets none be made, that is tried once a minute."""
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer"):
        lock(here, UNAUTHORIZED)
        here.api.list_failures = [answer] * 10_000 if answer else []
        with caplog.at_level(logging.WARNING, "twitchtrio.eventsub"):
            await trio.sleep(3600)

        assert 60 <= len(here.transport.links) <= 150
        assert 1 == sum("until there is a login again" in record.message for record in caplog.records)


async def test_leaving(autojump_clock: MockClock) -> None:
    """When nobody listens any more, nothing is asked any more."""
    async with setting() as here:
        async with here.eventsub.listen(StreamOnline, "streamer"):
            lock(here, LOST)
            await trio.sleep(600)
        await trio.sleep(2)
        asked = len(here.api.list_failures)
        await trio.sleep(3600)

        assert asked == len(here.api.list_failures)
        assert HealthState.IDLE == here.eventsub.health.state


async def test_of_a_bot(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A bot whose user disconnects the app waits without a connection, and goes on after a new login."""
    mybot = twitch_bot.account
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        fake_twitch.accounts.disconnect(fake_twitch.client_id, fake_twitch.user(mybot.login))
        fake_twitch.sockets[0].drop()
        before = len(fake_twitch.read_log())
        await trio.sleep(3600)
        assert len(fake_twitch.read_log()) - before <= 2
        assert "no longer accepts the login" in str(twitch_bot.eventsub.health.why)

        grant = fake_twitch.grant(mybot.login, mybot.scopes)
        await twitch_bot.tokens.add(UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token))
        await trio.sleep(120)
        assert HealthState.READY == twitch_bot.eventsub.health.state
        fake_twitch.say("streamer", "viewer", "hello")
        assert "hello" == (await messages.receive()).text
