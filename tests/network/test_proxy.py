from urllib.parse import urlsplit

import pytest

from twitchtrio.network._proxy import proxy_for


@pytest.mark.parametrize(
    ("address", "environment", "expected"),
    [
        ("https://api.twitch.test/", {}, None),
        ("https://api.twitch.test/", {"HTTPS_PROXY": "http://proxy.test:3128"}, "http://proxy.test:3128"),
        ("https://api.twitch.test/", {"https_proxy": "http://proxy.test:3128"}, "http://proxy.test:3128"),
        ("wss://eventsub.twitch.test/ws", {"HTTPS_PROXY": "http://proxy.test:3128"}, "http://proxy.test:3128"),
        ("https://api.twitch.test/", {"HTTPS_PROXY": "proxy.test:3128"}, "http://proxy.test:3128"),
        ("https://api.twitch.test/", {"ALL_PROXY": "socks5://proxy.test"}, "socks5://proxy.test"),
        ("https://api.twitch.test/", {"HTTP_PROXY": "http://proxy.test:3128"}, None),
        ("http://api.twitch.test/", {"http_proxy": "http://proxy.test:3128"}, "http://proxy.test:3128"),
        ("ws://eventsub.twitch.test/", {"http_proxy": "http://proxy.test:3128"}, "http://proxy.test:3128"),
        ("https://api.twitch.test/", {"HTTPS_PROXY": "http://proxy.test", "NO_PROXY": "a.test,.twitch.test"}, None),
        ("https://api.twitch.test/", {"HTTPS_PROXY": "http://proxy.test", "NO_PROXY": "*"}, None),
        ("https://localhost:8080/", {"HTTPS_PROXY": "http://proxy.test"}, None),
        ("http://127.0.0.1:8080/", {"http_proxy": "http://proxy.test"}, None),
        ("ws://[::1]:8080/", {"ALL_PROXY": "http://proxy.test"}, None),
    ],
)
def test_proxy_for(monkeypatch, address, environment, expected):
    """The environment decides, as for httpx; this machine itself is never behind a proxy."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    found = proxy_for(urlsplit(address))

    assert expected == (found.geturl() if found else None)
