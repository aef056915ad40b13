"""The statements of an SQLite store. Each function is one transaction.

A cell is cast to what it should be: SQLite takes whatever a hand puts into it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from typing import Final

from ._protocol import Lease, Record

__all__ = ["hold", "leases", "read", "release", "write"]

_FOR_EVER: Final = 1e300
# As bytes, since a text ends at its first NUL for SQLite's functions.
_BEGINS: Final = (
    "typeof(name) = 'text' AND substr(CAST(name AS BLOB), 1, length(CAST(:prefix AS BLOB))) = CAST(:prefix AS BLOB)"
)


def read(connection: sqlite3.Connection, now: float, prefix: str) -> tuple[Record, ...]:
    rows = connection.execute(
        "SELECT name, CAST(value AS BLOB), CAST(version AS INTEGER) FROM records "  # noqa: S608 - a constant
        f"WHERE {_BEGINS} AND until > :now ORDER BY name",
        {"prefix": prefix, "now": now},
    )
    return tuple(Record(name=name, value=value, version=version) for name, value, version in rows)


def write(
    connection: sqlite3.Connection,
    now: float,
    name: str,
    value: bytes | None,
    *,
    expected: int | None,
    seconds: float | None,
) -> int | None:
    row = connection.execute(
        "SELECT CAST(version AS INTEGER) FROM records WHERE name = ? AND until > ?", (name, now)
    ).fetchone()
    if expected is not None and expected != (0 if row is None else row[0]):
        return None
    if value is None:
        connection.execute("DELETE FROM records WHERE name = ?", (name,))
        return 0
    connection.execute("UPDATE versions SET last = last + 1")
    (version,) = connection.execute("SELECT CAST(last AS INTEGER) FROM versions").fetchone()
    until = _FOR_EVER
    if seconds is not None:
        until = now + seconds
        connection.execute("DELETE FROM records WHERE until <= ?", (now,))
    connection.execute("REPLACE INTO records VALUES (?, ?, ?, ?)", (name, value, version, until))
    assert isinstance(version, int)
    return version


def hold(
    connection: sqlite3.Connection,
    now: float,
    names: Collection[str],
    *,
    owner: str,
    seconds: float,
    data: bytes,
    take: Mapping[str, int],
) -> dict[str, Lease]:
    held: dict[str, Lease] = {}
    for name in names:
        found = _lease(connection, now, name)
        if found is None or found.owner in ("", owner) or found.remaining <= 0 or take.get(name) == found.fence:
            changed = found is None or found.owner != owner
            fence = (0 if found is None else found.fence) + changed
            connection.execute(
                "REPLACE INTO leases VALUES (?, ?, ?, ?, ?, ?)", (name, owner, fence, now + seconds, seconds, data)
            )
            found = Lease(name=name, owner=owner, fence=fence, remaining=seconds, data=data)
        held[name] = found
    return held


def leases(connection: sqlite3.Connection, now: float, prefix: str) -> tuple[Lease, ...]:
    names = connection.execute(
        f"SELECT name FROM leases WHERE {_BEGINS} ORDER BY name",  # noqa: S608 - a constant
        {"prefix": prefix},
    ).fetchall()
    found = (_lease(connection, now, name) for (name,) in names)
    return tuple(lease for lease in found if lease is not None and lease.remaining > 0)


def release(connection: sqlite3.Connection, names: Collection[str], owner: str) -> None:
    for name in names:
        # The row stays, and with it the fence.
        connection.execute("UPDATE leases SET owner = '', until = 0 WHERE name = ? AND owner = ?", (name, owner))


def _lease(connection: sqlite3.Connection, now: float, name: str) -> Lease | None:
    row = connection.execute(
        "SELECT CAST(owner AS TEXT), CAST(fence AS INTEGER), CAST(until AS REAL), CAST(seconds AS REAL), "
        "CAST(data AS BLOB) FROM leases WHERE name = ?",
        (name,),
    ).fetchone()
    if row is None:
        return None
    owner, fence, until, seconds, data = row
    remaining = until - now
    # One that ends much later than it can was taken before the machine's clock was set back. Not just any later: `now`
    # was read before the database was had, and another's lease may be newer than it.
    if remaining > 2 * seconds:
        remaining = 0.0
    return Lease(name=name, owner=owner, fence=fence, remaining=remaining, data=data)
