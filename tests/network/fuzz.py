"""Bytes as nobody means them, made from a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

from tests.proofs import times


def cases(sample: int) -> Iterator[random.Random]:
    """As many sources of randomness as there are cases, each from its own number."""
    return (random.Random(number) for number in range(times(sample)))


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
