"""The web server for one answer."""

from __future__ import annotations

import random
import signal

import pytest
import trio
import trio.testing

from tests.auth.asking import STATE, ask, get
from tests.proofs import times
from twitchtrio.auth._loopback import Loopback, open_loopback
from twitchtrio.errors import AuthError, AuthorizationDeniedError
from twitchtrio.tokens import Secret


async def test_the_answer(server, free_port):
    """The request with the right state is the answer, and the page says what to do next."""
    page = await ask(free_port, get(f"/?code=the-code&scope=x&state={STATE}", port=free_port))

    answer = await server.answer()
    assert Secret("the-code") == answer.code()
    assert "the-code" not in repr(answer)
    assert STATE not in f"{answer!r} {vars(server)}"
    assert "the-code" not in page
    assert page.startswith("HTTP/1.1 200 OK\r\n")
    assert "go back to the program" in page
    assert f"http://localhost:{free_port}" == server.address


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        (lambda port: get("/?code=evil&state=another", port=port), 400),
        (lambda port: get("/?code=evil", port=port), 400),
        (lambda port: get("/?code=evil&state=%C3%A4", port=port), 400),
        (lambda port: get(f"/?code=evil&state={STATE}", port=port, host="evil.example"), 400),
        (lambda port: get(f"/?code=evil&state={STATE}", port=port, host="localhost"), 400),
        (lambda port: get(f"/?code=evil&state={STATE}", port=port, method="POST"), 405),
        (lambda port: get(f"/other?code=evil&state={STATE}", port=port), 404),
        (lambda port: get("/favicon.ico", port=port), 404),
        (lambda port: b"GET / HTTP/1.0\r\n\r\n", 400),
        (lambda port: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (lambda port: b"GET /" + b"a" * 20000, 431),
        (lambda port: get("/", port=port)[:-2] + b"X: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (lambda port: get("/", port=port)[:-2] + b"X: " + b"a" * 16_384 + b"\r\n\r\n", 431),
        (lambda port: get("//[", port=port), 400),
        (lambda port: get("//[x]/?a", port=port), 400),
        (lambda port: get("http://[/", port=port), 400),
        (lambda port: get("//[", port=port, host="evil.example"), 400),
    ],
    ids=[
        *("state", "no state", "strange state", "host", "port", "method", "path", "icon", "old", "garbage", "long"),
        *("huge header", "long header", "half an address", "odd address", "half an authority", "other page"),
    ],
)
async def test_anything_else_is_refused_and_waiting_goes_on(server, free_port, request_of, status):
    """Only the one right request counts; the others get an error and change nothing."""
    assert f" {status} " in (await ask(free_port, request_of(free_port))).partition("\r\n")[0]

    await ask(free_port, get(f"/?code=good&state={STATE}", port=free_port))
    assert "good" == (await server.answer()).code().reveal()


async def test_the_first_answer_counts(server, free_port):
    """A page that is loaded again does not replace the answer."""
    for code in ("first", "second"):
        await ask(free_port, get(f"/?code={code}&state={STATE}", port=free_port))

    assert "first" == (await server.answer()).code().reveal()


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80"])
async def test_the_usual_port(host):
    """Port 80 goes without saying, and browsers do not say it."""
    loopback = Loopback(80, state=STATE)
    client, server = trio.testing.memory_stream_pair()
    await client.send_all(get(f"/?code=good&state={STATE}", port=80, host=host))
    await client.aclose()
    await loopback.serve(server)

    assert "good" == (await loopback.answer()).code().reveal()


async def test_a_browser_that_does_not_wait_for_its_page():
    """The answer counts even if nobody reads the page."""
    loopback = Loopback(17563, state=STATE)
    client, server = trio.testing.memory_stream_pair()
    await client.send_all(get(f"/?code=good&state={STATE}", port=17563))
    await client.aclose()
    await loopback.serve(server)

    assert "good" == (await loopback.answer()).code().reveal()


MARKS = b"//[ //[x] http://[ ]: %ff %00 \0 \r\n \n : ? # ; & = . .. \xc3\xa4 \xff \t \x0b HTTP/9.9 Host: Expect:".split(
    b" "
)


def mutated(data, chance):
    """A request with something wrong in it, or nothing."""
    for _ in range(chance.randrange(5)):
        # Mostly where one part of it meets the next, and the address is where most can go wrong.
        joints = [at for at, byte in enumerate(data) if byte in b" /?&=:\r\n"]
        at = chance.choice(
            [chance.randrange(len(data) + 1), *(chance.choice(some or [0]) for some in (joints, joints[:3]))]
        )
        until = min(len(data), at + chance.choice([0, 0, 1, 10]))
        new = [chance.choice(MARKS), chance.choice(MARKS), chance.randbytes(3), data[at : at + 40], b"a" * 20_000]
        data = data[:at] + chance.choice(new) + data[until:]
    return data[: chance.choice([len(data), len(data), chance.randrange(len(data) + 1)])]


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(times(10)))
async def test_any_request(seed, autojump_clock):
    """Whatever comes, it is answered or cut, raises nothing, and the right request gets through after it."""
    chance = random.Random(seed)
    for _ in range(30):
        loopback = Loopback(17563, state=STATE)
        code = f"code-{chance.randrange(10**9)}"
        right = get(f"/?code={code}&scope=a%3Ab&state={STATE}", port=17563)
        began = trio.current_time()
        page = await talk(loopback, mutated(right, chance), chance)

        assert trio.current_time() - began <= 10
        assert page == b"" or page.startswith((b"HTTP/1.1 200", b"HTTP/1.1 4", b"HTTP/1.1 5"))
        assert (await talk(loopback, right, chance)).startswith(b"HTTP/1.1 200")
        answer = await loopback.answer()
        assert page.startswith(b"HTTP/1.1 200") or code == answer.code().reveal()


async def talk(loopback, data, chance):
    """Send bytes in pieces, then nothing more, or the end; what was answered until the server closed."""
    client, server = trio.testing.memory_stream_pair()
    page = b""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(loopback.serve, server)
        while data:
            size = chance.choice([1, 10, 100, 100_000])
            await client.send_all(data[:size])
            data = data[size:]
        if chance.randrange(2):
            await client.send_eof()
        async for chunk in client:
            page += chunk
        await client.aclose()
    return page


async def test_a_silent_connection_is_cut(monkeypatch, server, free_port):
    """A connection has its time, and then it is closed."""
    monkeypatch.setattr("twitchtrio.auth._loopback._CONNECTION_LIMIT", 0.01)

    assert "" == await ask(free_port, b"GET / HT")


async def test_an_answer_without_body_is_not_sent(server, free_port):
    """HEAD gets its status, and the server lives on."""
    answer = await ask(free_port, get("/", port=free_port, method="HEAD"))
    assert " 405 " in answer.partition("\r\n")[0]

    await ask(free_port, get(f"/?code=good&state={STATE}", port=free_port))
    assert "good" == (await server.answer()).code().reveal()


async def test_a_client_that_goes_away_disturbs_nothing(server, free_port):
    """A connection that ends before its request, or breaks, is forgotten."""
    async with await trio.open_tcp_stream("127.0.0.1", free_port) as stream:
        await stream.send_eof()
        assert b"" == await stream.receive_some()

    await ask(free_port, get(f"/?code=good&state={STATE}", port=free_port))
    assert "good" == (await server.answer()).code().reveal()


async def test_texts_from_outside_are_escaped(server, free_port):
    """What Twitch, or somebody else, puts into the address is text on the page and nothing else."""
    evil = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22'"

    page = await ask(free_port, get(f"/?error=server_error&error_description={evil}&state={STATE}", port=free_port))

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Content-Security-Policy: default-src 'none'" in page
    assert "Referrer-Policy: no-referrer" in page
    with pytest.raises(AuthError, match="did not sign the user in"):
        (await server.answer()).code()


@pytest.mark.parametrize("error", ["access_denied", "ACCESS_DENIED", "access.denied", "AccessDenied", "accessdenied"])
async def test_a_refusal_is_an_answer(server, free_port, error):
    """The user's no is a typed error."""
    await ask(free_port, get(f"/?error={error}&error_description=no&state={STATE}", port=free_port))

    with pytest.raises(AuthorizationDeniedError):
        (await server.answer()).code()


async def test_the_server_closes(free_port):
    """After the block nobody listens; what the block raises comes out as itself."""
    with pytest.raises(ValueError, match="mine"):
        async with open_loopback(free_port, state=STATE):
            raise ValueError("mine")

    with pytest.raises(OSError):
        await trio.open_tcp_stream("127.0.0.1", free_port)


def test_ctrl_c_while_waiting():
    """Ctrl-C ends the waiting as itself."""

    async def main():
        async with open_loopback(0, state=STATE) as loopback:
            signal.raise_signal(signal.SIGINT)
            await loopback.answer()

    with pytest.raises(KeyboardInterrupt):
        trio.run(main)


@pytest.mark.parametrize("place", ["serve", "_serve", "_judge"])
def test_ctrl_c_while_serving(monkeypatch, place):
    """It never strikes the server, which serves on; the program has it, as itself."""
    run, strikes, answered = getattr(Loopback, place), [signal.SIGINT], []

    def struck(*args):
        assert trio.lowlevel.currently_ki_protected()
        if strikes:
            signal.raise_signal(strikes.pop())
        return run(*args)

    async def main():
        async with open_loopback(0, state=STATE) as loopback:
            port = int(loopback.address.rpartition(":")[2])
            try:
                await ask(port, get("/", port=port))
            finally:
                with trio.CancelScope(shield=True):
                    monkeypatch.setattr(Loopback, place, run)
                    answered.append(await ask(port, get("/", port=port)))

    monkeypatch.setattr(Loopback, place, struck)
    with pytest.raises(KeyboardInterrupt):
        trio.run(main)

    assert " 400 " in answered[0]
