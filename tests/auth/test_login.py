"""Signing in by device code and through the browser."""

from __future__ import annotations

import logging
import socket
import traceback
from contextlib import asynccontextmanager

import httpx
import pytest
import trio

from twitchtrio.auth import DEFAULT_PORT, DEFAULT_SCOPES, browser_login, device_login
from twitchtrio.errors import (
    AuthError,
    AuthorizationDeniedError,
    ConfigurationError,
    DeviceFlowDeniedError,
    NetworkError,
)
from twitchtrio.tokens import TokenKind


@pytest.fixture
def port():
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_a_device_login(bench, autojump_clock):
    """The user is told where to go; the token has been refreshed once and its user is known."""
    told = []
    bench.fake.auto_consent = bench.bot

    async with bench.oauth() as oauth:
        token = await device_login(told.append)(oauth)

    (text,) = told
    assert "/activate" in text
    assert "30 minutes" in text
    assert ("bot", bench.bot.id, TokenKind.DEVICE) == (token.login, token.user_id, token.kind)
    assert set(DEFAULT_SCOPES) == token.scopes
    assert 1 == bench.refreshes
    assert bench.fake.accounts.access(token.access_token.reveal()) is not None


async def test_a_device_login_that_is_refused(bench, autojump_clock):
    """The user's no reaches the caller."""

    def deny(text):
        (device,) = bench.fake.accounts.devices.values()
        bench.fake.deny(device.user_code)

    async with bench.oauth() as oauth:
        with pytest.raises(DeviceFlowDeniedError):
            await device_login(deny, scopes=["bits:read"])(oauth)


@pytest.mark.parametrize("login", [device_login, browser_login])
def test_an_async_function_shows_nothing(login):
    """What would be called and never awaited is refused before the user waits for it."""

    async def tell(text): ...

    with pytest.raises(ConfigurationError, match="a plain function, and 'tell' is async"):
        login(tell)


async def test_a_login_that_could_not_be_refreshed_is_none(confidential):
    """A confidential app signed in without its secret would die within hours: the error says so, and what to do."""
    confidential.client_secret = None
    confidential.fake.auto_consent = confidential.bot

    async with confidential.oauth() as oauth:
        with pytest.raises(ConfigurationError, match=r"would end within hours.*pass client_secret"):
            await device_login(list)(oauth)


async def test_a_login_revoked_before_it_was_proven(bench):
    """A refresh token that is refused at once makes no login."""
    bench.fake.auto_consent = bench.bot

    async with bench.oauth() as oauth:

        async def refuse(token):
            bench.fake.disconnect(bench.bot)
            return await refresh(token)

        refresh, oauth.refresh = oauth.refresh, refuse
        with pytest.raises(ConfigurationError, match=r"Signing in worked, but .* \(Invalid refresh token\)"):
            await device_login(list)(oauth)


async def test_a_fault_while_a_login_is_proven(confidential, autojump_clock):
    """A fault at Twitch right after the consent is waited out, a lasting one reported as what it is."""
    confidential.fake.auto_consent = confidential.bot

    async with confidential.oauth() as oauth:

        async def break_first(token):
            confidential.fake.faults.drop(path="/oauth2/token", times=broken)
            oauth.refresh = refresh
            return await refresh(token)

        refresh = oauth.refresh
        oauth.refresh, broken = break_first, 2
        assert "bot" == (await device_login(list)(oauth)).login
        oauth.refresh, broken = break_first, 3
        with pytest.raises(NetworkError):
            await device_login(list)(oauth)


async def test_a_lost_answer_while_a_login_is_proven(public, autojump_clock):
    """A refresh token that works once is lost with the answer to its refresh, which is no fault of the app's."""
    public.fake.auto_consent = public.bot

    async with public.oauth() as oauth:

        async def lose_answer(token):
            public.fake.faults.drop(path="/oauth2/token", after_handling=True)
            oauth.refresh = refresh
            return await refresh(token)

        refresh, oauth.refresh = oauth.refresh, lose_answer
        with pytest.raises(NetworkError, match=r"first refresh was lost, and the login with it; sign in again\.$"):
            await device_login(list)(oauth)


class Browser:
    """A browser: `open_browser` is called in a thread; the visit happens in a task."""

    def __init__(self, bench, decision="allow"):
        self.bench = bench
        self.decision = decision
        self.urls = []
        self.pages = []
        self.told = {}
        self.opened = trio.Event()
        self.token = trio.lowlevel.current_trio_token()

    def __call__(self, url):
        self.urls.append(url)
        trio.from_thread.run_sync(self.opened.set, trio_token=self.token)
        return True

    async def visit(self):
        """Consent or deny, and follow Twitch's redirect."""
        await self.opened.wait()
        (url,) = self.urls
        form = dict(httpx.URL(url).params) | {"decision": self.decision, "login": "bot"}
        async with httpx.AsyncClient(transport=self.bench.fake.network.http) as twitch:
            answer = await twitch.post(url.partition("?")[0], data=form)
        async with httpx.AsyncClient(trust_env=False) as client:
            # By address: looking up a name takes a thread.
            back = httpx.URL(answer.headers["location"])
            self.told = dict(back.params)
            page = await client.get(back.copy_with(host="127.0.0.1"), headers={"Host": f"localhost:{back.port}"})
        self.pages.append(page)


@asynccontextmanager
async def browsing(bench, **more):
    """A browser at work beside the block."""
    browser = Browser(bench, **more)
    # The grant's code stands in an address that the browser calls, and httpx logs those.
    log = logging.getLogger("httpx")
    log.disabled = True
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(browser.visit)
            yield browser
    finally:
        log.disabled = False


async def test_a_browser_login(confidential, port):
    """The code grant, from the consent page over the loopback server to a proven token."""
    confidential.fake.add_app("app", "the-client-secret", redirect_uris=(f"http://localhost:{port}",))
    told = []

    async with confidential.oauth() as oauth, browsing(confidential) as browser:
        token = await browser_login(told.append, port=port, open_browser=browser)(oauth)

    (text,), (page,) = told, browser.pages
    assert f"redirect URL http://localhost:{port} at https://dev" in text
    assert browser.urls[0] in text
    assert ("bot", TokenKind.CODE) == (token.login, token.kind)
    assert 1 == confidential.refreshes
    assert "the-client-secret" not in text
    assert 200 == page.status_code
    assert "go back to the program" in page.text
    assert "no-referrer" == page.headers["referrer-policy"]


async def test_a_browser_login_that_is_refused(confidential, port):
    """The user's no reaches the page and the caller."""
    confidential.fake.add_app("app", "the-client-secret", redirect_uris=(f"http://localhost:{port}",))
    browser = Browser(confidential, decision="deny")

    async with confidential.oauth() as oauth, trio.open_nursery() as nursery:
        nursery.start_soon(browser.visit)
        with pytest.raises(AuthorizationDeniedError) as caught:
            await browser_login(list, port=port, open_browser=browser)(oauth)

    assert isinstance(caught.value, AuthError)
    assert "Not signed in" in browser.pages[0].text


def locals_of(exc):
    """What a program that shows the locals of tracebacks would show of twitchtrio's frames."""
    for each in (exc, exc.__cause__, exc.__context__):
        for frame, _ in traceback.walk_tb(each and each.__traceback__):
            if frame.f_globals["__name__"].startswith("twitchtrio."):
                yield from map(repr, frame.f_locals.values())


@pytest.mark.parametrize(
    ("decision", "broken", "error"), [("allow", 9, NetworkError), ("deny", 0, AuthorizationDeniedError)]
)
async def test_a_browser_login_that_fails_shows_nothing(confidential, port, autojump_clock, *, decision, broken, error):
    """Neither the code nor the state stands in the locals of a traceback."""
    confidential.fake.add_app("app", "the-client-secret", redirect_uris=(f"http://localhost:{port}",))
    confidential.fake.faults.drop(path="/oauth2/token", times=broken)

    async with confidential.oauth() as oauth, browsing(confidential, decision=decision) as browser:
        with pytest.raises(error) as caught:
            await browser_login(list, port=port, open_browser=browser)(oauth)

    shown = list(locals_of(caught.value))
    assert any("OAuth" in text for text in shown)
    assert browser.told["state"]
    for name in ("state", "code"):
        assert not any(browser.told.get(name, "no code") in text for text in shown)


async def test_a_browser_login_of_a_public_app(public):
    """The error says which grant a public app has."""
    async with public.oauth() as oauth:
        with pytest.raises(ConfigurationError, match=r"with device_login\(\)"):
            await browser_login(list)(oauth)


def test_the_default_port_is_fixed():
    """The address is registered at Twitch, so it never changes by itself."""
    assert 17563 == DEFAULT_PORT
