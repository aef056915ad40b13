"""What models do besides holding fields."""

import json

import pytest

from twitchtrio._json import encode
from twitchtrio.errors import ConfigurationError
from twitchtrio.helix import (
    ComponentSlot,
    Emote,
    EmoteFormat,
    Emotes,
    EmoteScale,
    EventSubTransport,
    ExtensionSlot,
    GlobalEmote,
)


def test_emotes_are_a_tuple():
    """Emotes compare and index as a tuple does, and know the template of their images."""
    emotes = Emotes(["a", "b"], template="https://x/{{id}}")

    assert ("a", "b") == emotes
    assert ("a", 2, "https://x/{{id}}") == (emotes[0], len(emotes), emotes.template)
    assert "" == Emotes().template


@pytest.mark.parametrize(
    ("formats", "given", "expected"),
    [
        (["static", "animated"], {}, "animated/dark/3.0"),
        (["static"], {}, "static/dark/3.0"),
        (["static", "animated"], {"format": "static", "theme": "light", "scale": EmoteScale.SMALL}, "static/light/1.0"),
    ],
)
def test_pictures_of_emotes(formats, given, expected):
    """An emote, in a message or a list, knows the address of its picture; one that moves comes first."""
    emote = Emote(id="25", format=tuple(map(EmoteFormat, formats)))

    assert f"https://static-cdn.jtvnw.net/emoticons/v2/25/{expected}" == emote.url(**given)
    assert GlobalEmote.url is Emote.url


def test_transport_hides_its_secret():
    """The secret of a webhook is sent and never shown."""
    transport = EventSubTransport(method="webhook", callback="https://example.com", secret="0123456789")

    sent = json.loads(encode(transport, secrets=True))
    assert {"method": "webhook", "callback": "https://example.com", "secret": "0123456789"} == sent
    assert "0123456789" not in repr(transport)


@pytest.mark.parametrize("secret", ["", "123456789", "x" * 101, "pass-wörter"])
def test_transport_with_a_bad_secret(secret):
    """A secret that Twitch would refuse is refused without being shown."""
    with pytest.raises(ConfigurationError, match="10 to 100 ASCII characters") as caught:
        EventSubTransport(method="webhook", secret=secret)
    assert not secret or secret not in str(caught.value)


def test_slots_send_what_is_set():
    """A slot says nothing of what is not given."""
    assert b'{"active":false}' == encode(ExtensionSlot(active=False))
    assert b'{"active":true,"id":"x","version":"1","x":0,"y":5}' == encode(
        ComponentSlot(active=True, id="x", version="1", x=0, y=5)
    )
