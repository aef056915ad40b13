"""Bytes and JSON as nobody means them: each case is made from its own number, so that it can be made again."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from itertools import pairwise
from typing import Any, Final

import msgspec

from tests.proofs import times

__all__ = ["cases", "changed", "cut", "mutated", "odd_json", "odd_text", "spliced", "told", "written"]

_LENGTH: Final = 3_000

# What the writer of JSON would not write, by the text that stands for it in a tree.
_RAW: Final = {
    "<digits>": "7" * 4_400,
    "<negative digits>": "-" + "9" * 4_400,
    "<exponent>": "1e999999",
    "<fraction>": "0." + "3" * 4_400,
    "<lists>": "[" * 1_000 + "]" * 1_000,
    "<objects>": '{"a":' * 1_000 + "1" + "}" * 1_000,
    "<endless lists>": "[" * 100_000,
}
_AGAIN: Final = "<again>"

_VALUES: Final[tuple[Any, ...]] = (
    None, "", [], {}, 0, 1, -1, 7.5, -0.5, 12345, 10**30, 2**63, 2**64, -(2**70), 1e308, float("inf"), float("nan"),
    True, False, "no such thing yet", "12", "true", " ", "\0", "\n", "x" * 2_000, "é", "\ud83d", "a\udc00b",
    "\U0001f600", [None], [[1]], ["\ud83d"], [{}], {"brand_new": {"x": [1]}}, {"\udc00": 1}, {"": ""},
    {"id": None}, {"data": [{}]}, "2026-01-01T00:00:00", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59.999999999Z",
    "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00Z", "2026-01-01T00:00:60Z", *_RAW,
)  # fmt: skip

_WHOLES: Final = (
    b"", b" ", b"null", b"true", b"0", b'""', b"[]", b"{}", b"[{}]", b'{"data"', b"\xff\xfe", b"\0" * 50,
    b"\xef\xbb\xbf{}", b"<html>Bad Gateway</html>", b'"\\ud83d"', b"NaN", b"7" * 5_000, b"[" * 100_000,
    b"[" * 1_000 + b"]" * 1_000, b'{"data":null}', b'{"data":[]}', b'{"data":[null]}', b'{"metadata":null}',
    b'{"metadata":{},"payload":{}}',
)  # fmt: skip


def cases(sample: int) -> Iterator[tuple[int, random.Random]]:
    """As many cases as the sample has, or as a proof wants: their numbers, and what to draw from."""
    return ((number, random.Random(number)) for number in range(times(sample)))


@contextmanager
def told(case: int, what: object) -> Iterator[None]:
    """Whatever fails says with which case, and with what."""
    try:
        yield
    except BaseException as exc:
        exc.add_note(f"Case {case}: {_shortened(repr(what))}")
        raise


def _shortened(text: str) -> str:
    return text if len(text) <= _LENGTH else f"{text[:_LENGTH]}... ({len(text)} characters)"


# Bytes.


def cut(data: bytes, rng: random.Random) -> list[bytes]:
    """`data` in pieces: now and then in single bytes, mostly in few."""
    if rng.random() < 0.1 and len(data) < 5_000:
        return [data[at : at + 1] for at in range(len(data))]
    edges = sorted({0, len(data), *(rng.randint(0, len(data)) for _ in range(rng.choice((0, 1, 3, 8))))})
    return [data[start:end] for start, end in pairwise(edges)]


def mutated(data: bytes, rng: random.Random, words: tuple[bytes, ...] = ()) -> bytes:
    """`data` with some of it changed, left out, doubled, cut off, or with `words` in between."""
    mutable = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randint(0, len(mutable))
        match rng.randrange(6):
            case 0 if mutable:
                mutable[at % len(mutable)] = rng.randrange(256)
            case 1:
                del mutable[at : at + rng.choice((1, 2, 10))]
            case 2:
                mutable[at:at] = mutable[at : at + rng.choice((1, 20, 200))]
            case 3:
                del mutable[at:]
            case 4:
                mutable[at:at] = rng.choice(words or (b"\x00", b"\xff"))
            case _:
                mutable[at:at] = rng.randbytes(rng.choice((1, 4, 50)))
    return bytes(mutable)


def spliced(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """The head of one and the tail of another; now and then they are of one length."""
    at = rng.randint(0, len(data))
    start = min(at, len(other)) if rng.random() < 0.3 else rng.randint(0, len(other))
    return data[:at] + other[start:]


# JSON.


def odd_json(data: bytes, rng: random.Random, words: Sequence[Any] = ()) -> bytes:
    """JSON text with other things in a few of its places, `words` among them."""
    whole = msgspec.json.decode(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        whole = changed(whole, rng, words)
    return written(whole)


def odd_text(data: bytes, other: bytes, rng: random.Random, words: Sequence[Any] = ()) -> bytes:
    """JSON text that is odd in any way: in its values, in its bytes, mixed with another, or something else."""
    dice = rng.random()
    if dice < 0.7:
        return odd_json(data, rng, words)
    if dice < 0.87:
        return mutated(data, rng)
    return spliced(data, other, rng) if dice < 0.96 else rng.choice(_WHOLES)


def written(whole: Any) -> bytes:
    """JSON text of a tree that was changed."""
    text = json.dumps(whole, separators=(",", ":"))
    if "<" in text:
        for name, raw in _RAW.items():
            text = text.replace(f'"{name}"', raw)
        text = text.replace(_AGAIN, "")
    return text.encode()


def changed(whole: Any, rng: random.Random, words: Sequence[Any] = ()) -> Any:
    """A tree with something else in one place; the tree itself is changed where that can be."""
    places = list(_places(whole))
    if not places:
        return _any_of(_VALUES, rng)
    above, key = rng.choice(places)
    match rng.randrange(10):
        case 0 | 1 | 2 | 3:
            above[key] = _any_of(_VALUES, rng)
        case 4 | 5:
            del above[key]
        case 6 if words:
            above[key] = _any_of(words, rng)
        case 7:
            other, there = rng.choice(places)
            above[key], other[there] = other[there], above[key]
        case 8 if isinstance(above, dict):
            # The same name twice: which one counts?
            above[f"{_AGAIN}{key}"] = _any_of(_VALUES, rng)
        case 8:
            above += [deepcopy(above[key]) for _ in range(rng.choice((1, 2, 50)))]
        case _:
            above[key] = [above[key]] if rng.random() < 0.5 else {"data": above[key]}
    return whole


def _any_of(values: Sequence[Any], rng: random.Random) -> Any:
    # A tree that holds a thing twice could come to hold itself.
    return deepcopy(rng.choice(values))


def _places(whole: Any) -> Iterator[tuple[Any, Any]]:
    """Every place: what it is in, and its key there."""
    waiting = [whole]
    while waiting:
        above = waiting.pop()
        pairs = above.items() if isinstance(above, dict) else enumerate(above) if isinstance(above, list) else ()
        for key, value in pairs:
            yield above, key
            if isinstance(value, dict | list):
                waiting.append(value)
