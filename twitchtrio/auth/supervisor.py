"""The token supervisor: whoever needs a token asks it."""

from __future__ import annotations

import inspect
import logging
import uuid
from contextlib import AbstractAsyncContextManager
from typing import Final

import trio
from attrs import frozen

from .._given import check, check_able, unfit
from .._opening import block_ended
from .._services import Services
from ..errors import ConfigurationError, LoginRequiredError, ServiceCrashedError, TokenRevokedError, TwitchError
from ..stores import Store
from ..tokens import Account, App, Authorized, Secret, TokenRefresh, UserToken
from ._app_keeper import AppKeeper
from ._callbacks import AppRefreshed, Callbacks, Refreshed
from ._keeper import copy_of
from ._user_keeper import UserKeeper
from .accounts import Seeds, choose, missing, validated
from .login import Login, browser_login, device_login
from .logins import Logins, StoredLogin
from .oauth import OAuth

__all__ = ["Supervisor", "start_supervisor"]

_log = logging.getLogger("twitchtrio.auth")

_LOOK_EVERY: Final = 30.0
_LOOK_APART: Final = 1.0
_ACCOUNT: Final = "an Account (bot.account, or one of bot.tokens.accounts())"


class Supervisor:
    """Keeps the tokens of an app usable: of every account in the store, and of the app itself.

    Tokens are validated when they are first used and every hour, refreshed before they expire and after Twitch
    refused them. A new pair is stored first, then told to the program's callback, then used. Logins that other
    programs put into the store, or take out of it, are noticed within 30 s.
    """

    def __init__(self, oauth: OAuth, store: Store, callbacks: Callbacks) -> None:
        self._oauth = oauth
        self._logins = Logins(store, oauth=oauth.address, client_id=oauth.client_id, owner=uuid.uuid4().hex)
        self._callbacks = callbacks
        self._keepers: dict[str, UserKeeper] = {}
        self._app: AppKeeper | None = None
        self._own: UserKeeper | None = None
        self._nursery: trio.Nursery | None = None
        self._end: TwitchError | None = None
        self._wake = trio.Event()
        self._touched: set[str] = set()
        """Whose logins were changed here since the store was last asked for all."""

    @property
    def client_id(self) -> str:
        """The app's client id."""
        return self._oauth.client_id

    @property
    def own(self) -> Account | None:
        """The bot's own account, `None` if there is none."""
        return None if self._own is None else self._own.account

    @property
    def has_app(self) -> bool:
        """Whether the app itself can act, that is, whether its secret is known."""
        return self._oauth.confidential

    def account(self, user_id: str) -> Account | None:
        """The account of a user, `None` if the store holds no login of theirs."""
        keeper = self._keepers.get(user_id)
        if keeper is None or keeper.removed:
            self._wake.set()
            return None
        return keeper.account

    def accounts(self) -> tuple[Account, ...]:
        """All accounts that can act."""
        return tuple(keeper.account for keeper in self._keepers.values() if not keeper.removed)

    def ready_token(self, actor: Authorized) -> Secret | None:
        """A token to use now, `None` if one has to be waited for, with `access_token`.

        Raises:
            LoginRequiredError: The store holds no login of the account.
            ConfigurationError: The app's secret is not known.
        """
        return self._keeper(actor).ready

    async def access_token(self, actor: Authorized) -> Secret:
        """A token to use now; waits while it is being refreshed.

        Raises:
            LoginRequiredError: The store holds no login of the account.
            TokenRevokedError: Twitch no longer accepts its login.
            RefreshFailedError, NetworkError: It had to be refreshed, and three attempts failed; more are made.
            ConfigurationError: Twitch does not accept the app or its secret, or the store cannot be used.
        """
        return await self._keeper(actor).token()

    async def renew(self, actor: Authorized, rejected: Secret) -> Secret:
        """A token to use instead of one that Twitch answered with 401; errors as of `access_token`.

        However many tasks come with the same rejected token, it is refreshed once.
        """
        return await self._keeper(actor).renew(rejected)

    async def refresh(self, account: Account) -> UserToken:
        """Refresh the token of an account, whether or not it needs it; errors as of `access_token`."""
        keeper = self._user_keeper(account)
        await keeper.replace()
        return keeper.user_token

    async def add(self, token: UserToken) -> Account:
        """Let a user act who has signed in; the login is stored.

        Raises:
            UnauthorizedError: The token is not valid.
            ConfigurationError: It belongs to another app, or to no user.
        """
        check("token", token, "a UserToken(access_token=..., refresh_token=...)", UserToken)
        checked = await validated(self._oauth, token)
        return self._take(await self._logins.save(checked.user_id or "", checked)).account

    async def remove(self, account: Account) -> None:
        """Forget the login of an account, here and in the store. Its token stays valid at Twitch."""
        check_able("account", account, _ACCOUNT, "user_id")
        await self._logins.remove(account.user_id)
        self._touched.add(account.user_id)
        self._see(account.user_id, None)

    def refreshes(self) -> AbstractAsyncContextManager[trio.abc.ReceiveChannel[TokenRefresh]]:
        """Watch refreshes from now on. It holds nothing up: of those not read, the newest 256 are kept."""
        return self._callbacks.watch()

    def _keeper(self, actor: Authorized) -> UserKeeper | AppKeeper:
        if isinstance(actor, App):
            return self._app_keeper()
        return self._user_keeper(actor)

    def _app_keeper(self) -> AppKeeper:
        if not self.has_app:
            raise ConfigurationError(
                f"This needs an app access token, and so the client secret of the app {self.client_id!r}: pass "
                "client_secret."
            )
        if self._app is None:
            self._app = AppKeeper(self._oauth, self._callbacks)
            self._start(self._app)
        return self._app

    def _user_keeper(self, account: Account) -> UserKeeper:
        try:
            keeper = self._keepers.get(account.user_id)
        except AttributeError:
            raise unfit("account", account, _ACCOUNT) from None
        if keeper is None:
            self._wake.set()
            raise LoginRequiredError(
                f"The store holds no login of {account.login!r}.",
                account=account.login,
                scopes=account.scopes,
                accounts=[each.login for each in self.accounts()],
                client_id=self.client_id,
            )
        if not keeper.running:
            keeper.running = True
            self._start(keeper)
        return keeper

    def _start(self, keeper: UserKeeper | AppKeeper) -> None:
        if self._nursery is None:
            raise copy_of(self._end or block_ended())
        self._nursery.start_soon(keeper.run, name="token keeper")

    @trio.lowlevel.enable_ki_protection
    async def _run(self, *, task_status: trio.TaskStatus[None]) -> None:
        await self._look_up()
        async with trio.open_nursery() as nursery:
            self._nursery = nursery
            task_status.started()
            try:
                await self._keep_looking()
            finally:
                self._nursery = None

    def _ended(self, crash: ServiceCrashedError | None) -> None:
        self._end = crash or block_ended()
        for keeper in self._keepers.values():
            keeper.end(crash)
        if self._app is not None:
            self._app.end(crash)

    async def _keep_looking(self) -> None:
        warned = False
        while True:
            with trio.move_on_after(_LOOK_EVERY):
                await self._wake.wait()
            self._wake = trio.Event()
            try:
                await self._look_up()
            except ConfigurationError as exc:
                if not warned:
                    _log.warning("Logins of other programs are not noticed just now: %s", exc)
                warned = True
            else:
                if warned:
                    _log.warning("Logins of other programs are noticed again.")
                warned = False
            # However many ask, the store is read once a second at the most.
            await trio.sleep(_LOOK_APART)

    async def _look_up(self) -> None:
        self._touched.clear()
        found = {login.user_id: login for login in await self._logins.all()}
        # The answer may be older than what was changed while it was on its way.
        for user_id in (self._keepers.keys() | found.keys()) - self._touched:
            self._see(user_id, found.get(user_id))

    def _see(self, user_id: str, login: StoredLogin | None) -> None:
        keeper = self._keepers.get(user_id)
        if keeper is not None and (login is not None or keeper.running):
            keeper.see(login)
        elif login is not None:
            self._take(login)
        else:
            self._keepers.pop(user_id, None)

    def _take(self, login: StoredLogin) -> UserKeeper:
        self._touched.add(login.user_id)
        keeper = self._keepers.get(login.user_id)
        if keeper is None:
            return self._new_keeper(login)
        keeper.see(login)
        return keeper

    def _new_keeper(self, login: StoredLogin, *, told: UserToken | None = None) -> UserKeeper:
        keeper = UserKeeper(self._oauth, self._logins, self._callbacks, login=login, told=told)
        self._keepers[login.user_id] = keeper
        return keeper

    # Opening

    @trio.lowlevel.enable_ki_protection
    async def _open(self, choice: _Choice) -> None:
        try:
            keeper = await self._find(choice)
            if keeper is not None:
                await self._make_own(keeper)
        except (LoginRequiredError, TokenRevokedError):
            if choice.login is None:
                raise
            await self._make_own(await self._sign_in(choice.login, choice.account))

    async def _make_own(self, keeper: UserKeeper) -> None:
        self._own = keeper
        await self.access_token(keeper.account)

    async def _find(self, choice: _Choice) -> UserKeeper | None:
        if choice.token is not None:
            return await self._by_seed(choice.token, choice.account)
        logins = await self._logins.all()
        login = choose(logins, choice.account)
        meant = login is not None and (len(logins) == 1 or login.chosen is not None)
        if choice.account is None and not meant and self.has_app and not choice.required:
            return None
        if login is None:
            raise missing(logins, choice.account, client_id=self.client_id)
        return self._take(login)

    async def _by_seed(self, token: UserToken, account: str | None) -> UserKeeper:
        login, told = await Seeds(self._oauth, self._logins, self._callbacks).login(token, account)
        self._touched.add(login.user_id)
        return self._new_keeper(login, told=told)

    async def _sign_in(self, login: Login, account: str | None) -> UserKeeper:
        await self._logins.check_writable()
        token = await validated(self._oauth, await _by_the_program(login, self._oauth))
        if account is not None and token.login != account.lower():
            raise LoginRequiredError(
                f"The login was made as {token.login!r}, but account={account!r} was asked for.",
                account=account,
                scopes=token.scopes or (),
                client_id=self.client_id,
            )
        return self._take(await self._logins.save(token.user_id or "", token))


@trio.lowlevel.disable_ki_protection
async def _by_the_program(login: Login, oauth: OAuth) -> UserToken:
    answer: object = login(oauth)
    if inspect.isawaitable(answer):
        answer = await answer
        if isinstance(answer, UserToken):
            return answer
    # It is not shown, since it may be a secret.
    raise ConfigurationError(
        f"login= takes an async function that returns a UserToken; it gave a {type(answer).__name__}."
    )


@frozen(kw_only=True)
class _Choice:
    """What a program said of the bot's own account."""

    account: str | None
    token: UserToken | None
    login: Login | None
    required: bool


async def start_supervisor(
    services: Services,
    *,
    oauth: OAuth,
    store: Store,
    account: str | None = None,
    token: UserToken | None = None,
    login: Login | None = None,
    user_required: bool = True,
    on_user_token_refresh: Refreshed | None = None,
    on_app_token_refresh: AppRefreshed | None = None,
) -> Supervisor:
    """Start a supervisor in a block, with a usable token of the bot's own account.

    Args:
        services: The block.
        oauth: The app's OAuth.
        store: Where the logins are.
        account: Login of the bot's own account; without it, the one that was set, or else that signed in first.
        token: A token to start from, whose user is the bot's own account.
        login: What to do when there is no usable token.
        user_required: Whether there must be an own account even if the app itself can act.
        on_user_token_refresh: Told of every new user token before it is used; where the block ends meanwhile, it has
            5 s to finish.
        on_app_token_refresh: Told of every new app token before it is used.

    Raises:
        LoginRequiredError: There is no login.
        TokenRevokedError: Twitch no longer accepts the login.
        ConfigurationError: The token belongs to another app, Twitch does not accept the app or its secret, or the store
            cannot be used.
        NetworkError: Twitch does not answer.
    """
    _check(token, login)
    callbacks = Callbacks(
        services, store, on_user_token_refresh=on_user_token_refresh, on_app_token_refresh=on_app_token_refresh
    )
    supervisor = Supervisor(oauth, store, callbacks)
    await services.start(callbacks.run, name="token callbacks", ended=callbacks.end)
    await services.start(supervisor._run, name="token supervisor", ended=supervisor._ended)  # noqa: SLF001 - its own opening
    await supervisor._open(_Choice(account=account, token=token, login=login, required=user_required))  # noqa: SLF001 - the same
    return supervisor


def _check(token: object, login: object) -> None:
    if not isinstance(token, UserToken | None):
        # It is not shown, since it may be a secret.
        raise ConfigurationError("token= takes a UserToken(access_token=..., refresh_token=...), or None.")
    if login in (device_login, browser_login) or not (login is None or callable(login)):
        raise ConfigurationError(
            "login= takes a way to sign in, such as device_login() or browser_login(); the bot's account is named with "
            "account=."
        )
