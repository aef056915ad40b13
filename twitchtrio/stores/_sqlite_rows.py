"""The statements of an SQLite store. Those that write run in a transaction."""

# ruff: noqa: S608 - the statements are put together from the constants of this file

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Final

from ..tokens import TokenKind, UserToken
from ._protocol import StoredToken, TokenKey

__all__ = ["lease", "load", "mark", "release", "remove", "rows", "save", "seed_user", "swap"]

_COLUMNS: Final = (
    "oauth, client_id, user_id, login, access_token, refresh_token, kind, scopes, expires_at, refresh_begun"
)
_KEY: Final = "oauth = ? AND client_id = ? AND user_id = ?"
_PAIR: Final = "access_token = ? AND refresh_token IS ?"

_Row = tuple[str, str, str, str | None, str, str | None, str | None, str | None, str | None, str | None]


def load(connection: sqlite3.Connection, key: TokenKey) -> StoredToken | None:
    found = connection.execute(f"SELECT {_COLUMNS} FROM tokens WHERE {_KEY}", _key(key)).fetchone()
    return None if found is None else _stored(found)


def rows(connection: sqlite3.Connection, oauth: str, client_id: str) -> tuple[StoredToken, ...]:
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM tokens WHERE oauth = ? AND client_id = ? AND login IS NOT NULL ORDER BY login",
        (oauth, client_id),
    )
    return tuple(map(_stored, found))


def save(connection: sqlite3.Connection, key: TokenKey, token: UserToken, seed: str | None) -> StoredToken:
    values = (*_key(key), *_values(token))
    connection.execute(f"REPLACE INTO tokens ({_COLUMNS}) VALUES ({', '.join('?' * len(values))}, NULL)", values)
    if seed is not None:
        connection.execute("REPLACE INTO seeds VALUES (?, ?, ?, ?)", (key.oauth, key.client_id, seed, key.user_id))
    return StoredToken(key=key, token=token)


def swap(connection: sqlite3.Connection, row: StoredToken, token: UserToken) -> StoredToken | None:
    if not _holds(connection, row):
        return None
    return save(connection, row.key, token, None)


def mark(connection: sqlite3.Connection, row: StoredToken, begun: datetime | None) -> bool:
    changed = connection.execute(
        f"UPDATE tokens SET refresh_begun = ? WHERE {_KEY} AND {_PAIR}",
        (begun.isoformat() if begun else None, *_key(row.key), *_pair(row)),
    )
    return changed.rowcount == 1


def lease(connection: sqlite3.Connection, key: TokenKey, owner: str, now: float, seconds: float) -> StoredToken | None:
    # A lease that ends much later than one taken now was taken before the machine's clock was set back. Not just any
    # later: `now` was read before the database was had, and another's lease may be newer than it.
    taken = connection.execute(
        f"""
        UPDATE tokens SET lease_owner = ?, lease_until = ? WHERE {_KEY}
        AND (lease_owner IS NULL OR lease_owner = ? OR lease_until NOT BETWEEN ? AND ?)
        """,
        (owner, now + seconds, *_key(key), owner, now, now + 2 * seconds),
    )
    return load(connection, key) if taken.rowcount else None


def release(connection: sqlite3.Connection, key: TokenKey, owner: str) -> None:
    connection.execute(
        f"UPDATE tokens SET lease_owner = NULL, lease_until = NULL WHERE {_KEY} AND lease_owner = ?",
        (*_key(key), owner),
    )


def remove(connection: sqlite3.Connection, key: TokenKey) -> None:
    connection.execute(f"DELETE FROM tokens WHERE {_KEY}", _key(key))


def seed_user(connection: sqlite3.Connection, oauth: str, client_id: str, seed: str) -> str | None:
    found = connection.execute(
        "SELECT user_id FROM seeds WHERE oauth = ? AND client_id = ? AND seed = ?", (oauth, client_id, seed)
    ).fetchone()
    return None if found is None else str(found[0])


def _holds(connection: sqlite3.Connection, row: StoredToken) -> bool:
    found = connection.execute(
        f"SELECT 1 FROM tokens WHERE {_KEY} AND {_PAIR}", (*_key(row.key), *_pair(row))
    ).fetchone()
    return found is not None


def _key(key: TokenKey) -> tuple[str, str, str]:
    return key.oauth, key.client_id, key.user_id


def _pair(row: StoredToken) -> tuple[str, str | None]:
    access, refresh = row.pair
    return access.reveal(), refresh.reveal() if refresh else None


def _values(token: UserToken) -> tuple[str | None, ...]:
    return (
        token.login,
        token.access_token.reveal(),
        token.refresh_token.reveal() if token.refresh_token else None,
        token.kind.value if token.kind else None,
        None if token.scopes is None else " ".join(sorted(token.scopes)),
        token.expires_at.isoformat() if token.expires_at else None,
    )


def _stored(row: _Row) -> StoredToken:
    oauth, client_id, user_id, login, access, refresh, kind, scopes, expires_at, begun = row
    token = UserToken(
        access_token=access,
        refresh_token=refresh,
        kind=TokenKind(kind) if kind else None,
        scopes=None if scopes is None else frozenset(scopes.split()),
        user_id=user_id if login else None,
        login=login,
        expires_at=datetime.fromisoformat(expires_at) if expires_at else None,
    )
    key = TokenKey(oauth=oauth, client_id=client_id, user_id=user_id)
    return StoredToken(key=key, token=token, refresh_begun=datetime.fromisoformat(begun) if begun else None)
