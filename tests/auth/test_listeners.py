"""Where the login's server listens, and how many it takes at a time."""

from __future__ import annotations

import errno
import socket
from contextlib import suppress

import pytest
import trio

from tests.auth.asking import STATE, ask, get
from twitchtrio.auth._loopback import open_loopback
from twitchtrio.errors import ConfigurationError


@pytest.fixture
def no_ipv6(monkeypatch):
    """Makes ::1 fail."""
    plain = trio.open_tcp_listeners

    def fail(error):
        async def listeners(port, *, host):
            if host == "::1":
                raise error
            return await plain(port, host=host)

        monkeypatch.setattr(trio, "open_tcp_listeners", listeners)

    return fail


async def test_both_loopback_addresses(server, free_port):
    """Where this machine has IPv6, `localhost` may lead to either address."""
    try:
        page = await ask(free_port, get("/", port=free_port), address="::1")
    except OSError as exc:
        pytest.skip(f"this machine has no ::1 ({exc})")
    assert " 400 " in page


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EAFNOSUPPORT, "Address family not supported"),
        OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address"),
        OSError(errno.EPROTONOSUPPORT, "Protocol not supported"),
        socket.gaierror(socket.EAI_FAMILY, "ai_family not supported"),
    ],
)
async def test_a_machine_without_ipv6(no_ipv6, free_port, error):
    """Without ::1 the server listens on 127.0.0.1 alone."""
    no_ipv6(error)
    async with open_loopback(free_port, state=STATE):
        assert " 400 " in await ask(free_port, get("/", port=free_port))


@pytest.mark.parametrize(
    "error", [OSError(errno.EADDRINUSE, "Address already in use"), OSError(errno.EACCES, "Permission denied")]
)
async def test_a_port_that_another_program_may_have(no_ipv6, free_port, error):
    """Where ::1 is there and cannot be had, a browser might go to another program: nobody is listened to."""
    no_ipv6(error)
    with pytest.raises(ConfigurationError, match=rf"Port {free_port} .* at ::1 \({error.strerror}\)"):
        async with open_loopback(free_port, state=STATE):
            pass

    with pytest.raises(OSError):
        await trio.open_tcp_stream("127.0.0.1", free_port)


async def test_a_port_in_use(server, free_port):
    """The error says how to go on."""
    with pytest.raises(ConfigurationError, match=f"Port {free_port} .* at 127.0.0.1 .* another port and register"):
        async with open_loopback(free_port, state=STATE):
            pass


async def test_cancelled_while_opening(no_ipv6, free_port):
    """What was opened until then is closed."""
    no_ipv6(trio.TooSlowError())
    with pytest.raises(trio.TooSlowError):
        async with open_loopback(free_port, state=STATE):
            pass

    with pytest.raises(OSError):
        await trio.open_tcp_stream("127.0.0.1", free_port)


async def test_any_free_port():
    """Port 0 is one port, of both addresses."""
    async with open_loopback(0, state=STATE) as loopback:
        port = int(loopback.address.rpartition(":")[2])
        await ask(port, get(f"/?code=good&state={STATE}", port=port))

        assert "good" == (await loopback.answer()).code().reveal()


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
async def test_no_port(port):
    """Numbers that are no ports are refused."""
    with pytest.raises(ConfigurationError, match=f"{port} is no port; choose one from 1 to 65535"):
        async with open_loopback(port, state=STATE):
            pass


async def test_silent_connections_block_nobody(server, free_port, autojump_clock):
    """Clients that send nothing, or half a request, do not keep Twitch's answer out, however many they are."""
    streams = [await trio.open_tcp_stream("127.0.0.1", free_port) for _ in range(100)]
    for stream in streams[::2]:
        await stream.send_all(b"GET / HT")

    await ask(free_port, get(f"/?code=good&state={STATE}", port=free_port))

    assert "good" == (await server.answer()).code().reveal()
    assert trio.current_time() < 2
    for stream in streams:
        await trio.aclose_forcefully(stream)


async def ended(stream):
    """When the server closes a connection."""
    with suppress(trio.BrokenResourceError):
        await stream.receive_some()
    return round(trio.current_time(), 1)


async def test_eight_connections_at_a_time(server, free_port, autojump_clock):
    """Eight have ten seconds each; a ninth takes the place of the oldest."""
    streams = [await trio.open_tcp_stream("127.0.0.1", free_port) for _ in range(8)]
    await trio.sleep(5)
    streams.append(await trio.open_tcp_stream("127.0.0.1", free_port))

    assert [5, *[10] * 7, 15] == [await ended(stream) for stream in streams]
    for stream in streams:
        await trio.aclose_forcefully(stream)


async def test_descriptors_run_out(monkeypatch, caplog, server, free_port, autojump_clock):
    """A connection that cannot be accepted waits until it can; it is told of once."""
    accept, left = trio.SocketListener.accept, [5]

    async def failing(listener):
        if left[0]:
            left[0] -= 1
            raise OSError(errno.EMFILE, "Too many open files")
        return await accept(listener)

    monkeypatch.setattr(trio.SocketListener, "accept", failing)
    await ask(free_port, get(f"/?code=good&state={STATE}", port=free_port))

    assert "good" == (await server.answer()).code().reveal()
    assert ["The login's server accepts no connections just now (Too many open files)."] == caplog.messages
