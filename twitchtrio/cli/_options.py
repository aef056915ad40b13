"""Options that several commands have: which app, which store, which Twitch."""

from __future__ import annotations

import functools
import getpass
import os
import shlex
import uuid
import warnings
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import click
import trio
from attrs import asdict, field, frozen
from attrs.converters import optional

from .._json import decode
from ..auth.logins import Logins, apps_in
from ..endpoints import TWITCH, Endpoints, fake_url, is_loopback
from ..errors import ConfigurationError, DecodeError, LoginRequiredError
from ..network import SHORT_BODY_LIMIT, Network, open_http
from ..stores import MemoryStore, Store, default_path, open_store
from ..tokens import Secret
from ._advice import at_shell

if TYPE_CHECKING:
    from ..bot import Bot

__all__ = ["App", "AppOptions", "app_options", "logins_in"]

_WHICH_APP: Final = "Which app? Give its --client-id, or set TWITCH_CLIENT_ID."


@frozen(kw_only=True)
class App:
    """The app that a command acts for, its Twitch and its store."""

    client_id: str
    client_secret: Secret | None = field(converter=optional(Secret))
    endpoints: Endpoints
    store: Store
    logins: Logins

    def bot(self, account: str | None) -> AbstractAsyncContextManager[Bot]:
        """A bot of the app; errors as of `open_bot`."""
        from ..bot import open_bot

        return open_bot(
            self.client_id,
            client_secret=self.client_secret,
            account=account,
            store=self.store,
            endpoints=self.endpoints,
        )


@frozen(kw_only=True)
class AppOptions:
    """What the command line says about the app."""

    client_id: str
    """Empty for a fake's own app, or for the only one that the store has logins of."""
    client_secret: Secret | None = field(default=None, converter=optional(Secret))
    store: str | None = None
    fake: str | None = None

    def words(self, client_id: str = "") -> str:
        """The same options for another command."""
        given = {"--client-id": client_id, "--store": self.store, "--fake": self.fake}
        words = [f"{name} {shlex.quote(value)}" for name, value in given.items() if value]
        return " ".join([*words, "--confidential"] if self.client_secret else words)

    @asynccontextmanager
    async def opened(self, *, new_store: bool = False) -> AsyncGenerator[App, None]:
        """The app, once a fake has told where it is, with its store opened.

        Args:
            new_store: Whether the store is made where there is none.

        Raises:
            click.UsageError: It is not known which app is meant.
            LoginRequiredError: There is no such store.
            NetworkError: The fake does not answer.
            DecodeError: What answers is no fake.
            ConfigurationError: The store cannot be used.
        """
        if not self.client_id and self.fake is None and not await self._has_store():
            raise click.UsageError(_WHICH_APP)
        async with self.store_opened(new=new_store) as (store, endpoints, known):
            client_id = known or await self._only_app(store, endpoints)
            yield App(
                client_id=client_id,
                client_secret=self.client_secret,
                endpoints=endpoints,
                store=store,
                logins=logins_in(store, endpoints, client_id),
            )

    @asynccontextmanager
    async def store_opened(self, *, new: bool = False) -> AsyncGenerator[tuple[Store, Endpoints, str], None]:
        """The store, the Twitch whose logins are meant, and the app as far as it was said; arguments as of `opened`."""
        there = await self._has_store()
        if self.store and not new and not there:
            raise LoginRequiredError(f"There is no store {self.store!r}.", client_id=self.client_id)
        client_id, endpoints = self.client_id, TWITCH
        if self.fake is not None:
            fake = await _ask_fake(self.fake)
            client_id, endpoints = client_id or fake.client_id, fake.endpoints
        # Who only looks makes no file.
        async with open_store(self.store if there or new else MemoryStore()) as store:
            yield store, endpoints, client_id

    async def _has_store(self) -> bool:
        return await trio.to_thread.run_sync(os.path.exists, self.store or default_path())

    async def _only_app(self, store: Store, endpoints: Endpoints) -> str:
        apps = await apps_in(store, oauth=endpoints.oauth)
        if len(apps) == 1:
            return apps[0]
        several = f" The store has logins of {' and '.join(apps)}." if apps else ""
        raise click.UsageError(_WHICH_APP + several)


def logins_in(store: Store, endpoints: Endpoints, client_id: str) -> Logins:
    """The logins of an app."""
    return Logins(store, oauth=endpoints.oauth, client_id=client_id, owner=uuid.uuid4().hex)


def app_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options; it gets them as an `AppOptions`, its first argument."""

    @click.option(
        "--client-id",
        metavar="ID",
        help="The app's client id; else TWITCH_CLIENT_ID, the fake's, or the only one with logins in the store.",
    )
    @click.option(
        "--confidential", is_flag=True, help="The app has a secret: TWITCH_CLIENT_SECRET, or what you type when asked."
    )
    @click.option("--store", metavar="PATH", help="The file with the logins, instead of your own.")
    @click.option(
        "--fake",
        metavar="URL",
        envvar="TWITCHTRIO_FAKE",
        callback=_fake_url,
        help="Talk to a `twitchtrio fake` instead of Twitch; else TWITCHTRIO_FAKE. TWITCH_CLIENT_ID is not heeded "
        "then, and TWITCH_CLIENT_SECRET only with --confidential.",
    )
    @functools.wraps(command)
    def with_options(
        *, client_id: str | None, confidential: bool, store: str | None, fake: str | None, **others: Any
    ) -> int:
        # A real app's id and secret are no business of a fake's.
        known = os.environ if fake is None else {}
        client_id = client_id or known.get("TWITCH_CLIENT_ID", "")
        secret = _client_secret(known.get("TWITCH_CLIENT_SECRET"), confidential=confidential)
        options = AppOptions(client_id=client_id, client_secret=secret, store=store, fake=fake)
        with at_shell(options.words()):
            return command(options, **others)

    return with_options


def _client_secret(known: str | None, *, confidential: bool) -> Secret | None:
    if not confidential:
        return Secret(known) if known else None
    return Secret(os.environ.get("TWITCH_CLIENT_SECRET") or _typed_secret())


def _typed_secret() -> str:
    with warnings.catch_warnings():
        # Without a terminal, what is typed would be shown.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return str(click.prompt("Client secret", hide_input=True, err=True))
        except getpass.GetPassWarning:
            raise click.UsageError("There is no terminal to type the secret at: set TWITCH_CLIENT_SECRET.") from None


def _fake_url(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if not value:
        return None
    try:
        return fake_url(Endpoints.fake(value))
    except ConfigurationError as exc:
        raise click.BadParameter(str(exc).removeprefix("url=")) from None


@frozen(kw_only=True)
class _Fake:
    client_id: str
    endpoints: Endpoints


async def _ask_fake(url: str) -> _Fake:
    async with open_http(Network(), base=url, body_limit=SHORT_BODY_LIMIT) as http:
        answer = await http.send("GET", f"{url}/", headers=[("Accept", "application/json")])
    try:
        fake = decode(_Fake, answer.content)
    except DecodeError:
        raise click.ClickException(f"What answers at {url} is no `twitchtrio fake`.") from None
    if not all(is_loopback(urlsplit(address).hostname) for address in asdict(fake.endpoints).values()):
        raise click.ClickException(f"The fake at {url} sends elsewhere, to where no token of this machine may go.")
    return fake
