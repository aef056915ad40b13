import time

import pytest
from attrs import evolve

from twitchtrio.endpoints import (
    TWITCH,
    Endpoints,
    bare,
    endpoints_for,
    fake_url,
    is_loopback,
    is_weaker,
    websocket_fault,
)
from twitchtrio.errors import ConfigurationError

PLAIN = {
    "helix": "http://127.0.0.1:8080/helix",
    "oauth": "http://127.0.0.1:8080/oauth2",
    "eventsub_websocket": "ws://127.0.0.1:8081/ws",
    "eventsub_subscriptions": "http://127.0.0.1:8080/helix/eventsub/subscriptions",
}


def test_twitch():
    """Twitch is where it is."""
    assert (
        Endpoints(
            helix="https://api.twitch.tv/helix",
            oauth="https://id.twitch.tv/oauth2",
            eventsub_websocket="wss://eventsub.wss.twitch.tv/ws",
            eventsub_subscriptions="https://api.twitch.tv/helix/eventsub/subscriptions",
        )
        == TWITCH
    )


def test_twitch_cli():
    """The official command line tool serves the API and EventSub on two ports."""
    assert (
        Endpoints(
            helix="http://localhost:8080/mock",
            oauth="http://localhost:8080/auth",
            eventsub_websocket="ws://localhost:8081/ws",
            eventsub_subscriptions="http://localhost:8081/eventsub/subscriptions",
        )
        == Endpoints.twitch_cli()
        == Endpoints.twitch_cli(mock_api="http://localhost:8080/", websocket="http://localhost:8081/")
    )


def test_twitch_cli_with_tls():
    """It can serve WebSockets over TLS."""
    assert "wss://cli.test/ws" == Endpoints.twitch_cli(websocket="https://cli.test").eventsub_websocket


def test_trailing_slash():
    """A slash at the end makes no difference, except for a WebSocket, whose address is taken as it is."""
    endpoints = Endpoints(**{name: f"{address}/" for name, address in PLAIN.items()})

    assert PLAIN == {
        name: address.rstrip("/") if name == "eventsub_websocket" else address
        for name, address in ((name, getattr(endpoints, name)) for name in PLAIN)
    }


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1:80", "[::1]:8080"])
def test_plain_on_loopback(name, host):
    """Without TLS, this machine will do."""
    address = f"{'ws' if name == 'eventsub_websocket' else 'http'}://{host}/path"

    assert address == getattr(evolve(TWITCH, **{name: address}), name)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("://api.twitch.tv/", "in clear"),
        ("://192.168.1.2/", "in clear"),
        ("://0.0.0.0/", "in clear"),
        ("://localhost.evil.test/", "in clear"),
        ("s://me:secret@api.twitch.tv/", "neither a user name"),
        ("://me:secret@127.0.0.1/", "neither a user name"),
        ("s://api.twitch.tv/#part", "nor a fragment"),
        ("s:///path", "full address"),
        ("s://api.twitch.tv:port/", "is no address"),
        ("s://api.twitch.tv:99999/", "is no address"),
        ("s://[api.twitch.tv/", "is no address"),
        ("s://[::1]evil/", "is no address"),
        ("s://[v1.a]/", "is no address"),
        ("s://api.twitch.tv:0/", "is no address"),
        ("s://api..twitch.tv/", "is no address"),
        ("s://a\\b/", "is no address"),
        ("s://%31/", "is no address"),
        ("s://" + "a" * 64 + "/", "is no address"),
        ("s://" + "a." * 126 + "test/", "is no address"),
        ("s://api.twitch.tv/" + "a" * 2048, "longer than 2,048 characters"),
        ("s://@api.twitch.tv/", "neither a user name"),
        ("s://api.twitch.tv/#", "nor a fragment"),
        ("s://api.twitch.tv/a b", "spaces, line breaks"),
        ("s://api.twitch.tv/\r\nX: secret", "spaces, line breaks"),
        ("s://api.twitch.tv/\n", "spaces, line breaks"),
        ("s://api.twitch.tv\t/", "spaces, line breaks"),
        ("s://api.twitch.tv/\0", "spaces, line breaks"),
        ("s://api.twitch.tv/\x7f", "spaces, line breaks"),
        ("s://api.twitch.tv/\u202e", "spaces, line breaks"),
        ("s://api.twitch.tv/\ud800", "spaces, line breaks"),
    ],
)
def test_refused(name, rest, told):
    """An address that is none, that would send tokens in clear or that carries secrets is refused by its name."""
    scheme = "ws" if name == "eventsub_websocket" else "http"

    with pytest.raises(ConfigurationError, match=f"{name}.*{told}") as caught:
        evolve(TWITCH, **{name: scheme + rest})

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("space", [" ", "\t", "\n", "\0", "\u00a0"])
def test_space_around(name, space):
    """Nothing is cut off silently."""
    address = getattr(TWITCH, name)

    for odd in (space + address, address + space):
        with pytest.raises(ConfigurationError, match=f"{name} must hold neither spaces"):
            evolve(TWITCH, **{name: odd})


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("address", ["api.twitch.tv", "ftp://api.twitch.tv/", "", "/helix"])
def test_no_address(name, address):
    """The error tells what an address looks like."""
    with pytest.raises(ConfigurationError, match=rf"{name}='.*' should be a full address, \w+://"):
        evolve(TWITCH, **{name: address})


def test_kinds_of_address():
    """WebSockets and HTTP each have their own schemes; only a WebSocket's address may carry a query."""
    for name, address in (("helix", "wss://x.test/"), ("eventsub_websocket", "https://x.test/")):
        with pytest.raises(ConfigurationError):
            evolve(TWITCH, **{name: address})
    with pytest.raises(ConfigurationError, match="query"):
        evolve(TWITCH, helix="https://x.test/?a=b")

    address = "wss://x.test/ws?keepalive_timeout_seconds=30"
    assert address == evolve(TWITCH, eventsub_websocket=address).eventsub_websocket


@pytest.mark.parametrize(
    ("address", "than", "expected"),
    [
        ("ws://127.0.0.1/", "wss://x.test/", True),
        ("WS://127.0.0.1/", "wss://x.test/", True),
        ("wss://127.0.0.1/", "wss://x.test/", False),
        ("ws://127.0.0.1/", "ws://localhost/", False),
        ("wss://x.test/", "ws://localhost/", False),
        ("[", "wss://x.test/", False),
    ],
)
def test_is_weaker(address, than, expected):
    """Weaker is what goes without TLS where there was some."""
    assert expected is is_weaker(address, than)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("wss://x.test:8080/ws/a", "wss://x.test:8080/ws/a"),
        ("wss://x.test/ws?id=secret#secret", "wss://x.test/ws"),
        ("wss://me:secret@x.test/ws", "wss://x.test/ws"),
        ("wss:me:secret@x.test/ws", "x.test/ws"),
        ("wss://me:sec/ret@x.test/ws", "wss://x.test/ws"),
        ("secret@x.test", "x.test"),
        ("?secret@", ""),
    ],
)
def test_bare(address, expected):
    """Of an odd address too, nothing is shown that may be a secret."""
    assert expected == bare(address)


def test_websocket_fault():
    """What is wrong with a WebSocket's address is told as of an endpoint's."""
    assert None is websocket_fault("wss://eventsub.wss.twitch.tv/ws?a=b")
    assert "address is no address: its host or port is none" == websocket_fault("wss://[")
    with pytest.raises(ConfigurationError, match="eventsub_websocket is no address: its host or port is none"):
        evolve(TWITCH, eventsub_websocket="wss://[")


@pytest.mark.parametrize("letters", [250, 30_000, 300_000])
def test_letters_that_grow(letters):
    """A host in letters that stand for many others takes no time to speak of."""
    host = letters * "\ufdfa"
    began = time.process_time()

    assert websocket_fault(f"wss://{host}/ws")

    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.test", False),
        ("", False),
        (None, False),
    ],
)
def test_is_loopback(host, expected):
    """Loopback is what can only be this machine."""
    assert expected is is_loopback(host)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://127.0.0.1:8080/"])
def test_fake(url):
    """A fake has all under one address, but for WebSockets, which are on the next port."""
    assert Endpoints(**PLAIN) == Endpoints.fake(url)


def test_fake_elsewhere():
    """Other hosts of this machine will do."""
    assert "ws://[::1]:9001/ws" == Endpoints.fake("http://[::1]:9000").eventsub_websocket


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://127.0.0.1:8080", "should be the http"),
        ("http://127.0.0.1", "should be the http"),
        ("http://127.0.0.1:8080/helix", "should be the http"),
        ("http://127.0.0.1:65535", "should be the http"),
        ("http://127.0.0.1:x", "should be the http"),
        ("http://example.com:8080", "is not on this machine"),
    ],
)
def test_no_fake(url, problem, monkeypatch):
    """Anything else is refused, in the words of whoever said it."""
    with pytest.raises(ConfigurationError, match=f"^url='{url}' {problem}"):
        Endpoints.fake(url)
    monkeypatch.setenv("TWITCHTRIO_FAKE", url)
    with pytest.raises(ConfigurationError, match=f"^TWITCHTRIO_FAKE='{url}' {problem}"):
        endpoints_for(None)


def test_environment(monkeypatch, capsys):
    """The environment names a fake for programs that name nothing; they hear of it once."""
    monkeypatch.delenv("TWITCHTRIO_FAKE", raising=False)
    assert TWITCH is endpoints_for(None)

    monkeypatch.setenv("TWITCHTRIO_FAKE", "http://127.0.0.1:8080")
    for _ in range(2):
        assert Endpoints(**PLAIN) == endpoints_for(None)
    assert TWITCH is endpoints_for(TWITCH)

    assert ("", "This is not Twitch, but the fake at http://127.0.0.1:8080, as TWITCHTRIO_FAKE says.\n") == (
        capsys.readouterr()
    )


@pytest.mark.parametrize(
    ("endpoints", "url"),
    [
        (Endpoints(**PLAIN), "http://127.0.0.1:8080"),
        (Endpoints(**PLAIN | {"eventsub_websocket": "ws://127.0.0.1:8080/ws"}), None),
        (Endpoints.twitch_cli(), None),
        (TWITCH, None),
    ],
)
def test_whether_a_fake(endpoints, url):
    """A fake's addresses are known as such, whoever has written them down."""
    assert url == fake_url(endpoints)
