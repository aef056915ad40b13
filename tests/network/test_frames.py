"""Lifting text frames out: nothing is lost, doubled, swapped or invented, however the bytes are cut."""

from __future__ import annotations

import random
import struct
import time
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Event, Message, Ping, Pong

from tests import mutations
from tests.network.peer import text_of
from twitchtrio.network._frames import HEAD_LIMIT, MAX_MESSAGE, FrameLifter

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
    return list(map(text_of, lifter.take())), rest, lifter.lifting


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
        struct.pack("!BBH", 0x81, 126, 5) + b"short",
        struct.pack("!BBQ", 0x81, 127, 5) + b"short",
        frame(b"x" * 126, 0x89),
    ],
    ids=[
        "close", "fragment", "binary", "reserved bit", "no UTF-8", "masked", "huge", "2 for 1", "8 for 1", "long ping",
    ],
)  # fmt: skip
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


@pytest.mark.parametrize("end", [b"\r\n\r\n", b"\n\n", b"\r\n\n", b"\n\r\n"])
def test_end_of_the_head(end: bytes) -> None:
    """A head ends where h11 lets it end."""
    head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket" + end

    assert feed([head[:-1], head[-1:] + frame(b"text")]) == (["text"], head, True)


@pytest.mark.parametrize("piece", [b"X-A: " + b"a" * 1000 + b"\r\n", b"a"], ids=["fields", "one field"])
@pytest.mark.parametrize("size", [1, 10_000])
def test_endless_head(piece: bytes, size: int) -> None:
    """Of a head that does not end, no more than 16 KiB and what came last are held; then it is left alone."""
    lifter = FrameLifter()
    sent = HEAD[:-2]
    left = lifter.feed(sent)
    while not left:
        sent += (more := (piece * size)[:size])
        left = lifter.feed(more)

    assert HEAD_LIMIT < len(sent) <= HEAD_LIMIT + size
    assert (sent, False, True) == (left, lifter.lifting, lifter.head)
    assert lifter.feed(b"more") == b"more"


@pytest.mark.parametrize(("size", "lifted"), [(HEAD_LIMIT, ["text"]), (HEAD_LIMIT + 1, [])])
def test_largest_head(size: int, lifted: list[str]) -> None:
    """The head may have 16 KiB to the byte, also where it comes with all that follows."""
    head = HEAD[:-2] + b"X: " + b"a" * (size - len(HEAD) - len(b"X: \r\n")) + b"\r\n\r\n"
    messages, rest, lifting = feed([head + frame(b"text")])

    assert len(head) == size
    assert (lifted, bool(lifted)) == (messages, lifting)
    assert rest == head + (b"" if lifted else frame(b"text"))


def test_largest_frame_byte_by_byte() -> None:
    """Each byte is looked at a fixed number of times."""
    text = "x" * MAX_MESSAGE
    began = time.process_time()
    messages, rest, lifting = feed([HEAD, *(bytes([byte]) for byte in frame(text.encode()))])

    assert ([text], HEAD, True) == (messages, rest, lifting)
    assert time.process_time() - began < 10  # a quarter of an hour, if each were looked at with all before it


def test_unusual_at_once() -> None:
    """What is not for us is not waited for."""
    lifter = FrameLifter()
    lifter.feed(HEAD)

    assert lifter.feed(b"\x82") == b"\x82"
    assert not lifter.lifting


def test_take_some() -> None:
    """Messages may be taken in several turns."""
    lifter = FrameLifter()
    lifter.feed(HEAD + b"".join(frame(str(number).encode()) for number in range(5)))

    assert [[b"0", b"1"], [b"2", b"3"], [b"4"], []] == [lifter.take(2) for _ in range(4)]


KINDS = (0x81, 0x81, 0x81, 0x89, 0x8A, 0x01, 0x00, 0x80, 0x82, 0x88, 0xC1, 0x8B, 0x09, 0x11)


def odd_frame(rng: random.Random) -> bytes:
    """A frame that may be anything."""
    payload = rng.choice((b"", "h\u00e9llo".encode(), b"x" * 125, b"x" * 126, b"x" * 70_000, b"\xff", b"\x03\xe8bye"))
    whole = frame(payload, rng.choice(KINDS))
    match rng.randrange(20):
        case 0:
            return struct.pack("!BBH", whole[0], 126, len(payload) % 2**16) + payload
        case 1:
            return struct.pack("!BBQ", whole[0], 127, len(payload)) + payload
        case 2:
            return whole[:1] + bytes([whole[1] | 0x80]) + whole[2:]
        case 3:
            return struct.pack("!BBQ", 0x81, 127, rng.choice((MAX_MESSAGE + 1, 2**40, 2**63 - 1, 2**63))) + payload
        case 4:
            return mutations.mutated(whole, rng)
        case _:
            return whole


def told(events: list[Event]) -> tuple[list[str | bytes], list[bytes], list[int]]:
    """Messages, pings and pongs, and close codes; a message may come in parts."""
    messages: list[str | bytes] = []
    begun: str | bytes | None = None
    controls: list[bytes] = []
    codes: list[int] = []
    for event in events:
        match event:
            case Message():
                begun = event.data if begun is None else begun + event.data
                if event.message_finished:
                    messages.append(begun)
                    begun = None
            case Ping() | Pong():
                controls.append(type(event).__name__.encode() + bytes(event.payload))
            case CloseConnection():
                codes.append(int(event.code))
    return messages, controls, codes


def parsed(pieces: list[bytes]) -> tuple[list[str | bytes], list[bytes], list[int]]:
    """What wsproto makes of a server's frames."""
    connection = Connection(ConnectionType.CLIENT)
    events: list[Event] = []
    for piece in pieces:
        connection.receive_data(piece)
        events += connection.events()
        if any(isinstance(event, CloseConnection) for event in events):
            break
    return told(events)


@pytest.mark.proof
def test_like_wsproto() -> None:
    """Of anything that a server may send, however it is cut, we and wsproto make just what wsproto makes alone."""
    for _, rng in mutations.cases(2_000):
        pieces = mutations.cut(b"".join(odd_frame(rng) for _ in range(rng.randint(1, 12))), rng)
        lifter = FrameLifter()
        lifter.feed(HEAD)
        left = [bytes(lifter.feed(piece)) for piece in pieces]
        lifter.stop()
        left.append(bytes(lifter.feed(b"")))  # what of a last frame is still held
        messages, controls, codes = parsed([piece for piece in left if piece])

        assert ([*map(text_of, lifter.take()), *messages], controls, codes) == parsed(pieces)


def test_stop() -> None:
    """One that was stopped lifts nothing more."""
    lifter = FrameLifter()
    lifter.feed(HEAD)
    lifter.stop()

    assert lifter.feed(frame(b"late")) == frame(b"late")
    assert lifter.take() == []
