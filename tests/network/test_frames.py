"""Lifting text frames out: nothing is lost, doubled, swapped or invented, however the bytes are cut."""

from __future__ import annotations

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitchtrio.network._frames import MAX_MESSAGE, FrameLifter

HEAD = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"


def frame(payload: bytes, kind: int = 0x81) -> bytes:
    """A frame of a server's."""
    if len(payload) < 126:
        return struct.pack("!BB", kind, len(payload)) + payload
    if len(payload) < 65536:
        return struct.pack("!BBH", kind, 126, len(payload)) + payload
    return struct.pack("!BBQ", kind, 127, len(payload)) + payload


def feed(pieces: list[bytes]) -> tuple[list[str], bytes, bool]:
    """What comes out: messages, bytes left over, and whether lifting goes on."""
    lifter = FrameLifter()
    rest = b"".join(lifter.feed(piece) for piece in pieces)
    return lifter.take(), rest, lifter.lifting


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """`data` in pieces."""
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in pairwise(edges)]


texts = st.one_of(st.text(max_size=20), st.text(min_size=120, max_size=400), st.just("x" * 70_000))
frames = st.one_of(
    texts.map(lambda text: (text, frame(text.encode()))),
    st.binary(max_size=125).map(lambda ping: (None, frame(ping, 0x89))),
)


@given(sent=st.lists(frames, max_size=8), places=st.lists(st.integers(0, 2**20), max_size=20))
def test_any_cut(sent: list[tuple[str | None, bytes]], places: list[int]) -> None:
    """All texts come out in order; the handshake and the pings are left over, whole and in order."""
    data = HEAD + b"".join(each for _, each in sent)
    messages, rest, lifting = feed(cut(data, places))

    assert messages == [text for text, _ in sent if text is not None]
    assert rest == HEAD + b"".join(each for text, each in sent if text is None)
    assert lifting


@pytest.mark.parametrize(
    "unusual",
    [
        frame(b"\x03\xe8bye", 0x88),
        frame(b"part", 0x01),
        frame(b"binary", 0x82),
        frame(b"compressed", 0xC1),
        frame(b"\xff\xfe"),
        b"\x81\x85mask-and-five",
        struct.pack("!BBQ", 0x81, 127, MAX_MESSAGE + 1),
    ],
    ids=["close", "fragment", "binary", "reserved bit", "no UTF-8", "masked", "huge"],
)
@given(places=st.lists(st.integers(0, 200), max_size=10))
def test_left_alone(unusual: bytes, places: list[int]) -> None:
    """From the first unusual frame on, all bytes are left over as they are."""
    tail = unusual + frame(b"after") + frame(b"ping", 0x89)
    messages, rest, lifting = feed(cut(HEAD + frame(b"before") + tail, places))

    assert messages == ["before"]
    assert rest == HEAD + tail
    assert not lifting


@pytest.mark.parametrize("answer", [b"HTTP/1.1 403 Forbidden\r\n\r\nbody", b"nonsense", b"HTTP/1.0 101"])
def test_no_handshake(answer: bytes) -> None:
    """What is no WebSocket is left alone."""
    assert feed([answer[:5], answer[5:]]) == ([], answer, False)


def test_stop() -> None:
    """One that was stopped lifts nothing more."""
    lifter = FrameLifter()
    lifter.feed(HEAD)
    lifter.stop()

    assert lifter.feed(frame(b"late")) == frame(b"late")
    assert lifter.take() == []
