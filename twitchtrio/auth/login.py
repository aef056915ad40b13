"""Signing in: what `login=` takes."""

from __future__ import annotations

import functools
import inspect
import secrets
import webbrowser
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, TypeAlias

import trio

from .. import scopes as scope
from .._given import check, unfit
from .._hidden import Hidden
from .._needs import scopes_in
from ..errors import AuthError, ConfigurationError, NetworkError, TokenRevokedError
from ..tokens import UserToken
from ._loopback import open_loopback
from ._replies import CONSOLE
from .accounts import patiently, validated
from .oauth import OAuth

__all__ = ["DEFAULT_PORT", "DEFAULT_SCOPES", "Login", "browser_login", "device_login"]

Login: TypeAlias = Callable[[OAuth], Awaitable[UserToken]]
"""Signs a user in."""

DEFAULT_SCOPES: Final = (scope.USER_READ_CHAT, scope.USER_WRITE_CHAT)
"""To read chat and to write in it."""

DEFAULT_PORT: Final = 17563
"""Where `browser_login` waits for Twitch's answer."""


def device_login(tell: Callable[[str], object] = print, *, scopes: Iterable[str] = DEFAULT_SCOPES) -> Login:
    """Sign in by device code: the user opens an address on any device. Works without a browser here.

    It succeeds only after one refresh has worked.

    Args:
        tell: Shows the user a text.
        scopes: What to ask for.

    Raises:
        DeviceFlowDeniedError: The user said no.
        DeviceFlowExpiredError: The user did not answer in time.
        ConfigurationError: Twitch does not accept the app, or the login cannot be refreshed.
        NetworkError: Twitch did not answer while that was tried.
    """
    return functools.partial(_by_device, _plain("tell", tell), scopes_in(scopes))


def browser_login(
    tell: Callable[[str], object] = print,
    *,
    scopes: Iterable[str] = DEFAULT_SCOPES,
    port: int = DEFAULT_PORT,
    open_browser: Callable[[str], object] = webbrowser.open,
) -> Login:
    """Sign in by authorization code, in a browser on this machine. Only for confidential apps.

    Twitch sends the browser to `http://localhost:PORT`, which must be registered for the app letter by letter. It
    succeeds only after one refresh has worked.

    Args:
        tell: Shows the user a text.
        scopes: What to ask for.
        port: The port.
        open_browser: Opens an address; it is called in a thread.

    Raises:
        AuthorizationDeniedError: The user said no.
        ConfigurationError: The app is public, or Twitch does not accept it; or the port is in use.
        NetworkError: Twitch does not answer.
    """
    check("port", port, "the number of a port", int)
    browser = _plain("open_browser", open_browser)
    return functools.partial(_by_browser, _plain("tell", tell), scopes_in(scopes), port, browser)


def _plain(name: str, fn: Callable[[str], object]) -> Callable[[str], object]:
    if not callable(fn):
        raise unfit(name, fn, "a function of a text")
    if inspect.iscoroutinefunction(fn) or inspect.isasyncgenfunction(fn):
        raise ConfigurationError(f"What signing in shows is shown by a plain function, and {fn.__name__!r} is async.")
    return fn


async def _by_device(tell: Callable[[str], object], scopes: frozenset[str], oauth: OAuth) -> UserToken:
    flow = await oauth.start_device_flow(scopes)
    minutes = max(1, round((flow.expires_at - trio.current_time()) / 60))
    tell(f"Open {flow.verification_uri}\nand, if asked, enter the code {flow.user_code} (good for {minutes} minutes).")
    return await _proven(oauth, await flow.wait())


async def _by_browser(
    tell: Callable[[str], object],
    scopes: frozenset[str],
    port: int,
    open_browser: Callable[[str], object],
    oauth: OAuth,
) -> UserToken:
    if not oauth.confidential:
        raise ConfigurationError(
            f"Signing in through the browser needs the client secret of the app {oauth.client_id!r}; a public app "
            "signs users in by device code, with device_login()."
        )
    state = Hidden(secrets.token_urlsafe(32))
    async with open_loopback(port, state=state) as loopback:
        await _invite(
            tell, open_browser, loopback.address, oauth.authorize_url(loopback.address, scopes, state=state.reveal())
        )
        answer = await loopback.answer()
    token = await oauth.exchange_code(
        answer.code(), redirect_uri=loopback.address, state=answer.state.reveal(), expected_state=state.reveal()
    )
    return await _proven(oauth, token)


async def _invite(tell: Callable[[str], object], open_browser: Callable[[str], object], address: str, url: str) -> None:
    # In a frame of its own, since the address that the user opens holds the state.
    tell(f"The app must have the OAuth redirect URL {address} at {CONSOLE}\nOpen {url}")
    await trio.to_thread.run_sync(open_browser, url, abandon_on_cancel=True)


async def _proven(oauth: OAuth, token: UserToken) -> UserToken:
    """The login after one refresh, which a confidential app without its secret does not survive."""
    unanswered: list[NetworkError] = []

    async def refresh() -> UserToken:
        try:
            return await oauth.refresh(token)
        except NetworkError as exc:
            if exc.sent:
                unanswered.append(exc)
            raise

    try:
        refreshed = await patiently(refresh)
    except TokenRevokedError as exc:
        # A refresh token that works once is used up by a refresh whose answer was lost.
        raise (_lost(unanswered[0]) if unanswered else _useless(exc)) from exc
    except ConfigurationError as exc:
        raise _useless(exc) from exc
    return await validated(oauth, refreshed)


def _lost(unanswered: NetworkError) -> NetworkError:
    return NetworkError(
        "the answer to the first refresh was lost, and the login with it; sign in again", address=unanswered.address
    )


def _useless(exc: AuthError | ConfigurationError) -> ConfigurationError:
    return ConfigurationError(
        f"Signing in worked, but the login cannot be refreshed and would end within hours, so it was not kept. {exc}"
    )
