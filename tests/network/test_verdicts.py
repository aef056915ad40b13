"""What is made of an answer is what h11 and httpx make of it."""

import h11
import httpx
import pytest
import trio

from tests import mutations
from tests.network.answers import ANSWER, ANSWERS, GZIPPED, WORDS, answer_oddly
from tests.proofs import times
from twitchtrio.errors import NetworkError
from twitchtrio.network import Network, open_http
from twitchtrio.network._answer import plain_head
from twitchtrio.network._response import Fields

# What heads may have is our own rule.
SHORT_WORDS = tuple(word for word in WORDS if len(word) < 10_000)
EMPTY = b"HTTP/1.1 204 No Content\r\nDate: Thu, 26 Nov 2026 20:00:00 GMT\r\n\r\n"


def read_by_h11(data):
    """Status, header fields, body and what is behind, as h11 reads them."""
    reader = h11.Connection(h11.CLIENT)
    reader.send(h11.Request(method="GET", target="/", headers=[("Host", "x")]))
    reader.send(h11.EndOfMessage())
    reader.receive_data(data)
    head, body = reader.next_event(), b""
    while isinstance(event := reader.next_event(), h11.Data):
        body += event.data
    assert h11.EndOfMessage is type(event)
    assert h11.DONE is reader.their_state
    fields = Fields((name.decode(), value.decode()) for name, value in head.headers)
    return head.status_code, fields, body, reader.trailing_data[0]


@pytest.mark.proof
def test_plain_heads():
    """What is taken for plain, h11 reads the same way."""
    taken = 0
    for case, rng in mutations.cases(1_000):
        data = mutations.mutated(rng.choice((ANSWER, GZIPPED, EMPTY)), rng, WORDS)
        head = plain_head(data)
        if head is not None and head.end <= len(data):
            with mutations.told(case, data):
                read = (head.status, head.headers, data[head.start : head.end], data[head.end :])
                assert read_by_h11(data) == read
            taken += 1

    assert taken > times(200)


@pytest.mark.parametrize("data", [ANSWER, GZIPPED, EMPTY, b"HTTP/1.1 418 \r\nContent-Length:0\r\n\r\n"])
def test_plain(data):
    """Usual answers are plain."""
    head = plain_head(data)

    assert len(data) == head.end
    assert read_by_h11(data)[:2] == (head.status, head.headers)


async def verdict(http, url):
    """What becomes of a call: the answer, or whether it may have arrived."""
    try:
        answer = await http.send("POST", url, headers=[])
    except NetworkError as exc:
        return exc.sent
    return answer.status, dict(answer.headers), answer.content


@pytest.mark.proof
async def test_verdicts(serve, client_tls):
    """However answers are changed and cut, our own transport makes of them what httpx's makes."""
    counts = {False: 0, True: 0}

    server = await serve()
    server.talk = lambda stream: answer_oddly(server, stream, pieces)
    url = f"http://127.0.0.1:{server.port}/"
    for case, rng in mutations.cases(150):
        data = mutations.mutated(rng.choice(ANSWERS), rng, SHORT_WORDS)
        pieces = mutations.cut(data, rng)[:200]
        async with (
            httpx.AsyncHTTPTransport(verify=client_tls) as transport,
            open_http(Network(http=transport), base=url, body_limit=1000) as theirs,
            open_http(Network(), base=url, body_limit=1000) as ours,
        ):
            with mutations.told(case, pieces), trio.fail_after(20):
                expected = await verdict(theirs, url)
                assert expected == await verdict(ours, url)
                counts[expected is True] += 1

    assert min(counts.values()) > times(20)
