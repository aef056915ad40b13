"""Logins at a fake Twitch: whoever brings none gets them from it, and none of these is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from http import HTTPStatus
from typing import Final

from attrs import field, frozen

from .._json import decode, encode
from ..endpoints import Endpoints
from ..errors import ConfigurationError, DecodeError
from ..network import Http, Response
from ..stores import Lease, MemoryStore, Record, Store
from ..tokens import Secret, UserToken
from .accounts import choose
from .logins import Logins

__all__ = ["Given", "logins_at_fake"]

_JSON: Final = ("Content-Type", "application/json")
_NOTHING: Final[Mapping[str, int]] = {}


@frozen(kw_only=True)
class Given:
    """What a program signs in with."""

    store: Store
    """The program's own, and what the fake gave laid over it."""
    account: str | None
    """Who signs in where the program does not say: whom it has a login of, or else the fake's first user."""


@frozen(kw_only=True)
class _Login:
    login: str
    user_id: str
    access_token: Secret
    refresh_token: Secret
    scopes: tuple[str, ...]


@frozen(kw_only=True)
class _Answer:
    logins: tuple[_Login, ...]
    first: str | None = None


async def logins_at_fake(
    url: str, store: Store, *, http: Http, endpoints: Endpoints, client_id: str, client_secret: Secret | None
) -> Given:
    """Get a login of each user of a fake of whom the store has none that is good there.

    Raises:
        NetworkError: Nobody is there.
        ConfigurationError: It is no fake, it does not know the app, or the store cannot be used.
    """

    def logins_in(kept: Store) -> Logins:
        return Logins(kept, oauth=endpoints.oauth, client_id=client_id, owner="a fake's")

    held = await logins_in(store).all()
    asked = {
        "client_id": client_id,
        "client_secret": client_secret,
        "held": {each.user_id: [secret for secret in each.pair if secret is not None] for each in held},
    }
    answer = await http.send("POST", f"{url}/logins", headers=[_JSON], content=encode(asked, secrets=True))
    if answer.status == HTTPStatus.NOT_FOUND:
        # A fake that gives none, or what lives where a fake would.
        return Given(store=store, account=None)
    if answer.status == HTTPStatus.FORBIDDEN:
        raise ConfigurationError(f"The fake at {url} does not accept the client secret of the app {client_id!r}.")
    given = _read(answer) if answer.status == HTTPStatus.OK else None
    if given is None:
        raise ConfigurationError(f"What answers at {url} gives no logins: is it a `twitchtrio fake` of this version?")
    above = MemoryStore()
    for each in given.logins:
        token = UserToken(
            access_token=each.access_token,
            refresh_token=each.refresh_token,
            scopes=frozenset(each.scopes),
            user_id=each.user_id,
            login=each.login,
        )
        await logins_in(above).add(each.user_id, token)
    anew = {each.user_id for each in given.logins}
    own = choose([each for each in held if each.user_id not in anew], None)
    return Given(store=_LaidOver(above, store), account=own.token.login if own else given.first)


def _read(answer: Response) -> _Answer | None:
    try:
        return decode(_Answer, answer.content)
    except DecodeError:
        return None


@frozen
class _LaidOver:
    """A store over another one: what is in it stays in it, all else is the other's."""

    _above: MemoryStore
    _below: Store = field(repr=False)

    async def read(self, prefix: str) -> tuple[Record, ...]:
        """See `Store.read`."""
        above, below = await self._above.read(prefix), await self._below.read(prefix)
        return tuple({each.name: each for each in (*below, *above)}.values())

    async def write(
        self, name: str, value: bytes | None, *, expected: int | None = None, seconds: float | None = None
    ) -> int | None:
        """See `Store.write`."""
        where = await self._where(name)
        return await where.write(name, value, expected=expected, seconds=seconds)

    async def hold(  # noqa: ASYNC910  # nobody holds nothing
        self,
        names: Collection[str],
        *,
        owner: str,
        seconds: float,
        data: bytes = b"",
        take: Mapping[str, int] = _NOTHING,
    ) -> Mapping[str, Lease]:
        """See `Store.hold`."""
        held: dict[str, Lease] = {}
        for name in names:
            where = await self._where(name)
            held |= await where.hold([name], owner=owner, seconds=seconds, data=data, take=take)
        return held  # noqa: ASYNC910  # the same

    async def leases(self, prefix: str) -> Sequence[Lease]:
        """See `Store.leases`."""
        return (*await self._below.leases(prefix), *await self._above.leases(prefix))

    async def release(self, names: Collection[str], *, owner: str) -> None:  # noqa: ASYNC910  # the same
        """See `Store.release`."""
        for name in names:
            where = await self._where(name)
            await where.release([name], owner=owner)

    async def _where(self, name: str) -> Store:
        above = any(each.name == name for each in await self._above.read(name))
        return self._above if above else self._below
