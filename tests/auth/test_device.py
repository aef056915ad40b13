"""The device flow."""

from __future__ import annotations

import httpx
import pytest
import trio

from twitchtrio.auth import open_oauth
from twitchtrio.errors import (
    ConfigurationError,
    DecodeError,
    DeviceFlowDeniedError,
    DeviceFlowExpiredError,
    NetworkError,
)
from twitchtrio.network import Network
from twitchtrio.tokens import TokenKind

SCOPES = ["user:read:chat"]


async def test_poll_is_one_attempt(bench, autojump_clock):
    """Pending is None; after the consent the token comes."""
    async with bench.oauth() as oauth:
        flow = await oauth.start_device_flow(SCOPES)
        assert await flow.poll() is None
        bench.fake.consent(flow.user_code, bench.bot)
        await trio.sleep(flow.interval)
        token = await flow.poll()

    assert (TokenKind.DEVICE, True, {"user:read:chat"}) == (token.kind, token.refreshable, token.scopes)
    assert 2 == bench.fake.requests.count("POST", "/oauth2/token")
    assert flow.user_code in flow.verification_uri


async def test_polling_too_fast_slows_down(bench):
    """Twitch's demand for patience raises the interval."""
    async with bench.oauth() as oauth:
        flow = await oauth.start_device_flow(SCOPES)
        before = flow.interval
        assert await flow.poll() is None
        assert await flow.poll() is None

    assert before + 5 == flow.interval


ACTIVATE = "https://www.twitch.tv/activate"


@pytest.mark.parametrize(
    ("address", "code", "shown"),
    [
        (None, "ABCD", (ACTIVATE, "ABCD")),
        ("", 1234, (ACTIVATE, "1234")),
        ([ACTIVATE], "ABCD\n", (ACTIVATE, "ABCD")),
        (f"{ACTIVATE}\x1b[2J\r\n", "AB\x1b[31mCD\rEF", (f"{ACTIVATE}\ufffd[2J", "AB\ufffd[31mCD EF")),
        (f" {ACTIVATE}?device-code=ÄB ", "ÄB", (f"{ACTIVATE}?device-code=ÄB", "ÄB")),
    ],
)
async def test_what_the_user_is_shown(address, code, shown, bench):
    """There is an address to open, and nothing in it or the code that a terminal would obey."""
    bench.changes["/oauth2/device"] = lambda reply: reply | {"verification_uri": address, "user_code": code}

    async with bench.oauth() as oauth:
        flow = await oauth.start_device_flow(SCOPES)

    assert shown == (flow.verification_uri, flow.user_code)


async def test_a_reply_that_leaves_the_user_nothing_to_do(bench):
    """Without an address and without a code, no login begins; one of them alone is enough."""
    async with bench.oauth() as oauth:
        for address, code in ((None, None), ("", " "), (" ", "")):
            bench.changes["/oauth2/device"] = lambda reply, a=address, c=code: (
                reply | {"verification_uri": a, "user_code": c}
            )
            with pytest.raises(DecodeError, match="neither an address nor a code"):
                await oauth.start_device_flow(SCOPES)
        bench.changes["/oauth2/device"] = lambda reply: reply | {"user_code": None}
        assert "" == (await oauth.start_device_flow(SCOPES)).user_code


@pytest.mark.parametrize(("told", "life"), [(1, 1800), (0.001, 1800), (0, 1800), (True, 1800), (2, 2), (1e18, 86400)])
async def test_the_life_of_a_code(told, life, bench, autojump_clock):
    """A code that would be dead at once lives for half an hour, and none for longer than a day."""
    bench.changes["/oauth2/device"] = lambda reply: reply | {"expires_in": told}

    async with bench.oauth() as oauth:
        flow = await oauth.start_device_flow(SCOPES)

    assert life == flow.expires_at - trio.current_time()


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "authorization_pending"}},
        {"errors": ["authorizationpending"]},
        {"detail": "Authorization is pending"},
    ],
)
async def test_pending_in_other_words(body):
    """The user is waited for wherever Twitch says so."""
    device = {"device_code": "d", "user_code": "ABCD", "verification_uri": ACTIVATE}

    async def handle(request):
        await trio.lowlevel.checkpoint()
        return (
            httpx.Response(200, json=device) if request.url.path.endswith("/device") else httpx.Response(400, json=body)
        )

    async with open_oauth("app", network=Network(http=httpx.MockTransport(handle))) as oauth:
        flow = await oauth.start_device_flow(SCOPES)
        assert await flow.poll() is None


@pytest.mark.parametrize("interval", [1, 2, 4.0])
async def test_a_short_interval_that_is_not_meant(interval, bench, autojump_clock):
    """Where Twitch wants more patience than it told, the user who has answered is not polled past."""
    bench.changes["/oauth2/device"] = lambda reply: reply | {"interval": interval}

    async with bench.oauth() as oauth, trio.open_nursery() as nursery:
        flow = await oauth.start_device_flow(SCOPES)
        nursery.start_soon(answer, bench, flow, 12)
        with trio.fail_after(60):
            await flow.wait()


async def test_wait_honours_the_interval(bench, autojump_clock):
    """Attempts are the interval apart until the user has answered."""
    async with bench.oauth() as oauth, trio.open_nursery() as nursery:
        flow = await oauth.start_device_flow(SCOPES)
        nursery.start_soon(answer, bench, flow, 12)
        token = await flow.wait()

    polls = [post.at for post in bench.fake.requests.matching("POST", "/oauth2/token")]
    assert [0, 5, 10, 15] == pytest.approx(polls)
    assert token is not None


async def answer(bench, flow, seconds):
    """Consent after some seconds."""
    await trio.sleep(seconds)
    bench.fake.consent(flow.user_code, bench.bot)


async def test_wait_passes_over_faults(bench, autojump_clock):
    """A broken network, a limit and a fault at Twitch do not end the waiting."""
    bench.fake.faults.drop(path="/oauth2/token")
    bench.fake.faults.http(503, path="/oauth2/token")
    bench.fake.faults.http(429, path="/oauth2/token")

    async with bench.oauth() as oauth:
        flow = await oauth.start_device_flow(SCOPES)
        bench.fake.consent(flow.user_code, bench.bot)
        assert await flow.wait() is not None

    assert 4 == bench.fake.requests.count("POST", "/oauth2/token")


async def test_poll_reports_a_broken_network(bench):
    """A single attempt says what happened to it."""
    async with bench.oauth() as oauth:
        flow = await oauth.start_device_flow(SCOPES)
        bench.fake.faults.drop(path="/oauth2/token")
        with pytest.raises(NetworkError):
            await flow.poll()


async def test_a_refusal_by_the_user(bench, autojump_clock):
    """The user says no."""
    async with bench.oauth() as oauth:
        flow = await oauth.start_device_flow(SCOPES)
        bench.fake.deny(flow.user_code)
        with pytest.raises(DeviceFlowDeniedError):
            await flow.wait()


async def test_a_code_that_expires(bench, autojump_clock):
    """The user does not answer: waiting ends when the code does, and polling says so without a request."""
    async with bench.oauth() as oauth:
        flow = await oauth.start_device_flow(SCOPES)
        with pytest.raises(DeviceFlowExpiredError, match=flow.user_code):
            await flow.wait()
        assert 1800 == pytest.approx(trio.current_time())
        asked = len(bench.fake.requests)
        with pytest.raises(DeviceFlowExpiredError):
            await flow.poll()

    assert asked == len(bench.fake.requests)


async def test_a_code_that_was_used(bench, autojump_clock):
    """A flow gives its token once."""
    bench.fake.auto_consent = bench.bot

    async with bench.oauth() as oauth:
        flow = await oauth.start_device_flow(SCOPES)
        await flow.poll()
        with pytest.raises(DeviceFlowExpiredError, match="was used already"):
            await flow.poll()


async def test_a_wrong_secret(confidential):
    """Waiting does not go on when the app itself is the matter."""
    confidential.client_secret = "another"

    async with confidential.oauth() as oauth:
        flow = await oauth.start_device_flow(SCOPES)
        with pytest.raises(ConfigurationError, match="does not accept the client secret"):
            await flow.wait()


async def test_an_unknown_scope(bench):
    """Twitch's words on a scope that it does not know reach the caller."""
    async with bench.oauth() as oauth:
        with pytest.raises(Exception, match="invalid scope requested: 'no:such'"):
            await oauth.start_device_flow(["no:such"])


async def test_waiting_can_be_cancelled(bench, autojump_clock):
    """The caller's deadline ends the waiting."""
    async with bench.oauth() as oauth:
        flow = await oauth.start_device_flow(SCOPES)
        with trio.move_on_after(7) as scope:
            await flow.wait()

    assert scope.cancelled_caught
    assert 7 == pytest.approx(trio.current_time())
