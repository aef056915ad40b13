"""A Helix client on its own, without a bot."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import NoneType
from typing import Any

from attrs import Attribute, field, frozen
from attrs.converters import optional

from .._given import check
from .._hidden import Hidden
from .._opening import Opening
from .._services import Services, open_services
from ..auth import AppRefreshed, Login, OAuth, Refreshed, Supervisor
from ..auth.at_a_fake import logins_at_fake
from ..auth.supervisor import start_supervisor
from ..endpoints import Endpoints, endpoints_for, fake_url
from ..network import SHORT_BODY_LIMIT, Network, open_http
from ..network._network import network_for
from ..stores import Store, StoreRef, open_store
from ..tokens import Secret, UserToken
from .client import Helix

__all__ = ["SignIn", "open_helix", "signed_in"]


def open_helix(
    client_id: str,
    *,
    client_secret: str | Secret | None = None,
    account: str | None = None,
    token: UserToken | None = None,
    store: StoreRef = None,
    login: Login | None = None,
    endpoints: Endpoints | None = None,
    network: Network | None = None,
    on_user_token_refresh: Refreshed | None = None,
    on_app_token_refresh: AppRefreshed | None = None,
) -> AbstractAsyncContextManager[Helix]:
    """Open a client of Twitch's API, which lives as long as its `async with` block.

    With a client secret, no account is needed: the app itself acts where there is none, and where there are several of
    which none is named or set.

    Args:
        client_id: The app's client id.
        client_secret: The secret of a confidential app.
        account: Login of the account that acts where any will do; without it, the one that `twitchtrio account` has
            set, or else that signed in first.
        token: A token to start from; it is kept in the store.
        store: Where tokens are kept; a path is that of an SQLite file, and without one it is the file in the user's
            data folder that `twitchtrio login` writes.
        login: How to sign in if there is no usable token, such as `device_login()`.
        endpoints: Where Twitch lives; without them, the fake that `TWITCHTRIO_FAKE` names, or Twitch itself.
        network: What stands in for the usual sockets.
        on_user_token_refresh: Called with the old and the new token before a new one is used, and awaited if it
            returns an awaitable. Where the block ends meanwhile, it has 5 s to finish.
        on_app_token_refresh: The same for app tokens; the first old one is `None`.

    Raises:
        LoginRequiredError: There is no usable token.
        ConfigurationError: The arguments do not fit each other, or the store cannot be used.
        NetworkError: Twitch does not answer.
    """
    who = SignIn(
        client_id=client_id,
        client_secret=client_secret,
        account=account,
        token=token,
        store=store,
        login=login,
        on_user_token_refresh=on_user_token_refresh,
        on_app_token_refresh=on_app_token_refresh,
    )
    manager = _opened(who, endpoints_for(endpoints), network_for(network))
    return Opening(manager, usage="async with open_helix(...) as helix")


@asynccontextmanager
async def _opened(who: SignIn, endpoints: Endpoints, network: Network) -> AsyncGenerator[Helix, None]:
    user_required = who.client_secret is None
    async with signed_in(who, user_required=user_required, endpoints=endpoints, network=network) as (_, _, helix, _):
        yield helix


def _login_only(_: SignIn, attribute: Attribute[str | None], value: object) -> None:
    check(attribute.name, value, "a login as a str", str, NoneType)


def _hidden(token: UserToken | None) -> Any:
    # What is no token may well be the text of one, and is on its way to be refused.
    given: object = token
    return given if isinstance(given, UserToken | None) else Hidden(given)


@frozen(kw_only=True)
class SignIn:
    """What a program says of the app and the account that it acts as."""

    client_id: str
    client_secret: Secret | None = field(converter=optional(Secret))
    account: str | None = field(validator=_login_only)
    token: UserToken | None = field(converter=_hidden)
    store: StoreRef
    login: Login | None
    on_user_token_refresh: Refreshed | None
    on_app_token_refresh: AppRefreshed | None


@asynccontextmanager
async def signed_in(
    who: SignIn, *, user_required: bool, endpoints: Endpoints, network: Network
) -> AsyncGenerator[tuple[Services, Supervisor, Helix, Store], None]:
    """Everything that calling Twitch takes, for one block: store and HTTP clients outermost, then the supervisor."""
    async with (
        open_store(who.store) as own_store,
        open_http(network, base=endpoints.oauth, body_limit=SHORT_BODY_LIMIT) as oauth_http,
        open_http(network, base=endpoints.helix) as helix_http,
        open_services() as services,
    ):
        await services.start(oauth_http.tend, name="OAuth connections")
        await services.start(helix_http.tend, name="Helix connections")
        store, account, fake = own_store, who.account, fake_url(endpoints)
        if fake is not None and who.token is None and who.login is None:
            given = await logins_at_fake(
                fake,
                own_store,
                http=oauth_http,
                endpoints=endpoints,
                client_id=who.client_id,
                client_secret=who.client_secret,
            )
            store, account = given.store, account or (given.account if user_required else None)
        supervisor = await start_supervisor(
            services,
            oauth=OAuth(who.client_id, who.client_secret, http=oauth_http, endpoints=endpoints),
            store=store,
            account=account,
            token=who.token,
            login=who.login,
            user_required=user_required,
            on_user_token_refresh=who.on_user_token_refresh,
            on_app_token_refresh=who.on_app_token_refresh,
        )
        helix = Helix(supervisor, helix_http, endpoints)
        try:
            yield services, supervisor, helix, store
        finally:
            helix.end(services.crash)
