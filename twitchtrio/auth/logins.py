"""What a login is in a store: written once here, for every store.

Each login of an app is one record, so that each change of it is one step: the pair, the mark of a refresh under way,
and the seeds that led to it change together or not at all. The right to refresh is a lease of the same name. Names
begin with a digest of the OAuth address and the client id, so that pairs of two apps, or of Twitch and of a fake,
never meet.

The mark. Before a refresh token is sent, the record says who sends it and when; after the answer the new pair takes
the place of the old one and the mark goes. A mark that stays behind says that an answer may have been lost.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from attrs import evolve, field, frozen

from .._hidden import Sealed
from .._json import Time, decoder, encode
from .._once import Once
from ..errors import ConfigurationError
from ..stores import Record, Store
from ..tokens import Secret, TokenKind, UserToken
from ._asked_store import AskedStore

__all__ = ["Logins", "Mark", "StoredLogin", "apps_in"]

_log: Final = logging.getLogger("twitchtrio.auth")

_SEEDS: Final = 32
_TRIES: Final = 20


@frozen(kw_only=True)
class Mark:
    """A refresh that was begun."""

    owner: str
    """Who began it."""
    at: Time
    """When, by that machine's clock."""
    since: Time
    """When the first was begun whose outcome is not known."""


@frozen(kw_only=True)
class StoredLogin:
    """A login as it is in a store."""

    user_id: str
    token: UserToken
    mark: Mark | None = None
    seeds: tuple[str, ...] = ()
    """Digests of the tokens that programs were started with and that led to it."""
    since: Time | None = None
    """When the user first signed in, by that machine's clock; a later login in its place changes nothing about it."""
    chosen: Time | None = None
    """When it was made the bot's own."""
    version: int = field(default=0, eq=False)

    @property
    def pair(self) -> tuple[Secret, Secret | None]:
        """Access and refresh token: what two of them are compared by."""
        return self.token.access_token, self.token.refresh_token


@frozen(kw_only=True)
class _Value:
    """What a record holds."""

    oauth: str
    client_id: str
    user_id: str
    login: str | None = None
    access_token: Secret
    refresh_token: Secret | None = None
    kind: TokenKind | None = None
    scopes: tuple[str, ...] | None = None
    expires_at: Time | None = None
    mark: Mark | None = None
    seeds: tuple[str, ...] = ()
    since: Time | None = None
    chosen: Time | None = None


class Logins:
    """The logins of one app in a store.

    Every method may raise `ConfigurationError`: the store cannot be used.

    Args:
        store: The store.
        oauth: Address of the OAuth service that gives the tokens.
        client_id: The app.
        owner: Name of this program among those that share the store.
    """

    def __init__(self, store: Store, *, oauth: str, client_id: str, owner: str) -> None:
        self.client_id = client_id
        self.owner = owner
        self._store = AskedStore(store)
        self._oauth = oauth
        self._prefix = f"{hashlib.sha256(f'{oauth} {client_id}'.encode()).hexdigest()[:16]}/login/"
        self._unreadable = Once()

    async def all(self) -> tuple[StoredLogin, ...]:
        """The logins whose users are known, in the order of their names; of what cannot be read, a warning tells."""
        records = await self._store.read(self._prefix)
        found: list[StoredLogin] = []
        for record in records:
            try:
                found.append(self._read(record))
            except ConfigurationError as exc:
                if self._unreadable.first(record.name):
                    _log.warning("%s", exc)
        return tuple(sorted((each for each in found if each.token.login), key=lambda each: each.token.login or ""))

    async def load(self, user_id: str) -> StoredLogin | None:
        """The login of a user."""
        name = self._name(user_id)
        records = await self._store.read(name)
        return next((self._read(record) for record in records if record.name == name), None)

    async def save(self, user_id: str, token: UserToken, *, seed: str | None = None) -> StoredLogin:
        """Put a new login in the place of whatever is there but what the seed has led to; a mark goes, seeds stay."""
        for _ in range(_TRIES):
            found = await self._found(user_id)
            if found is not None and seed in found.seeds:
                return found
            seeds = tuple(dict.fromkeys((*(found.seeds if found else ()), *([seed] if seed else ()))))
            since, chosen = (found.since, found.chosen) if found else (datetime.now(UTC), None)
            made = StoredLogin(user_id=user_id, token=token, seeds=seeds[-_SEEDS:], since=since, chosen=chosen)
            stored = await self._write(made, expected=found.version if found else None)
            if stored is not None:
                return stored
        raise self.restless()

    async def add(self, user_id: str, token: UserToken) -> StoredLogin:
        """Put a login where there is none; what is there stays."""
        for _ in range(_TRIES):
            made = StoredLogin(user_id=user_id, token=token, since=datetime.now(UTC))
            stored = await self._write(made, expected=0) or await self.load(user_id)
            if stored is not None:
                return stored
        raise self.restless()

    async def swap(self, login: StoredLogin, token: UserToken) -> StoredLogin | None:
        """Replace the pair; the mark goes. `None`, and nothing is changed, if the store no longer holds that pair."""
        return await self._change(
            login, lambda found: evolve(found, token=token, mark=None) if found.pair == login.pair else None
        )

    async def choose(self, login: StoredLogin) -> None:
        """Make a login the bot's own."""
        now = datetime.now(UTC)
        await self._change(login, lambda found: evolve(found, chosen=now))
        for other in await self.all():
            if other.chosen and other.user_id != login.user_id:
                await self._change(other, lambda found: evolve(found, chosen=None))

    async def _change(
        self, login: StoredLogin, change: Callable[[StoredLogin], StoredLogin | None]
    ) -> StoredLogin | None:
        """Change a login as the store has it now; `None`, and nothing is, if it is gone or `change` gives nothing."""
        current: StoredLogin | None = login
        for _ in range(_TRIES):
            changed = None if current is None else change(current)
            if changed is None:
                return None  # noqa: ASYNC910  # the store was asked
            stored = await self._write(changed, expected=changed.version)
            if stored is not None:
                return stored
            current = await self.load(login.user_id)
        raise self.restless()

    async def begin(self, login: StoredLogin) -> StoredLogin | None:
        """Set the mark; `None`, and nothing is changed, if the store holds something else by now."""
        now = datetime.now(UTC)
        since = now if login.mark is None else login.mark.since
        return await self._write(
            evolve(login, mark=Mark(owner=self.owner, at=now, since=since)), expected=login.version
        )

    async def restore(self, login: StoredLogin, mark: Mark | None) -> None:
        """Put back the mark that was there before, since nothing happened."""
        await self._write(evolve(login, mark=mark), expected=login.version)

    async def remove(self, user_id: str) -> None:
        """Forget a login; none is no error."""
        await self._store.write(self._name(user_id), None)

    async def by_seed(self, seed: str) -> StoredLogin | None:
        """The login that a seed has led to."""
        return next((each for each in await self.all() if seed in each.seeds), None)

    async def lease(self, user_id: str, *, seconds: float) -> bool:
        """Take the right to refresh; false if another program has it."""
        return await self._store.hold(self._name(user_id), owner=self.owner, seconds=seconds)

    async def release(self, user_id: str) -> None:
        """Give the right to refresh back."""
        await self._store.release(self._name(user_id), owner=self.owner)

    async def check_writable(self) -> None:
        """Find out whether a login can be kept, before somebody signs in for it."""
        # Giving back what nobody holds changes nothing, and takes the right to.
        await self._store.release(self._name(""), owner=self.owner)

    def restless(self) -> ConfigurationError:
        """The error for a login that is another each time it is to be changed."""
        return ConfigurationError(
            f"Other programs change the login in {self._store.name} without a pause, or the store only says so."
        )

    async def _found(self, user_id: str) -> StoredLogin | None:
        """What is in the place of a new login; what cannot be read is replaced too."""
        try:
            return await self.load(user_id)
        except _UnreadableError as exc:
            _log.warning("%s It is replaced.", exc)
            return None  # noqa: ASYNC910  # the store was asked

    async def _write(self, login: StoredLogin, *, expected: int | None) -> StoredLogin | None:
        name, value = self._name(login.user_id), Sealed(self._encoded(login))
        version = await self._store.write(name, value, expected=expected, secrets=login.pair)
        return None if version is None else evolve(login, version=version)

    def _encoded(self, login: StoredLogin) -> bytes:
        token = login.token
        return encode(
            _Value(
                oauth=self._oauth,
                client_id=self.client_id,
                user_id=login.user_id,
                login=token.login,
                access_token=token.access_token,
                refresh_token=token.refresh_token,
                kind=token.kind,
                scopes=None if token.scopes is None else tuple(sorted(token.scopes)),
                expires_at=token.expires_at,
                mark=login.mark,
                seeds=login.seeds,
                since=login.since,
                chosen=login.chosen,
            ),
            secrets=True,
        )

    def _read(self, record: Record) -> StoredLogin:
        value = _value(record)
        if value is None or self._name(value.user_id) != record.name:
            raise _UnreadableError(
                f"The record {record.name!r} of {self._store.name} cannot be read; was it changed by hand, or by "
                "another version of twitchtrio? Signing in again replaces it."
            )
        token = UserToken(
            access_token=value.access_token,
            refresh_token=value.refresh_token,
            kind=value.kind,
            scopes=None if value.scopes is None else frozenset(value.scopes),
            user_id=value.user_id if value.login else None,
            login=value.login,
            expires_at=value.expires_at,
        )
        return StoredLogin(
            user_id=value.user_id,
            token=token,
            mark=value.mark,
            seeds=value.seeds,
            since=value.since,
            chosen=value.chosen,
            version=record.version,
        )

    def _name(self, user_id: str) -> str:
        return self._prefix + user_id


def _value(record: Record) -> _Value | None:
    """What a record holds, `None` if it is anything else. What is ours is read strictly: a guess would be written."""
    try:
        return decoder(_Value).decode(record.value)
    except Exception:  # noqa: BLE001 - whatever a hand or another version has left there
        return None


async def apps_in(store: Store, *, oauth: str) -> list[str]:
    """The client ids of the apps that a store has logins of, of one OAuth service.

    Raises:
        ConfigurationError: The store cannot be used.
    """
    values = [_value(record) for record in await AskedStore(store).read("") if "/login/" in record.name]
    return sorted({value.client_id for value in values if value is not None and value.oauth == oauth and value.login})


class _UnreadableError(ConfigurationError):
    """A record cannot be read."""
