from datetime import UTC, datetime

import pytest
from attrs import frozen

from twitchtrio._json import MaybeTime, Raw, TextOrNumber, Texts, convert, decode, decoder, encode
from twitchtrio.errors import DecodeError
from twitchtrio.tokens import Secret


@frozen(kw_only=True)
class Badge:
    """A part of a model."""

    id: str


@frozen(kw_only=True)
class Model:
    """A model like all others."""

    id: str
    at: datetime | None = None
    badges: tuple[Badge, ...] = ()
    token: Secret | None = None


@frozen(kw_only=True)
class Lenient:
    """A model with what Twitch spells in two ways."""

    at: MaybeTime = None
    count: TextOrNumber = ""
    tags: Texts = ()


DATA = b'{"id": "1", "at": "2026-11-23T10:00:00.123456789Z", "badges": [{"id": "2"}], "new_at_twitch": {}}'


def test_decode():
    """Text becomes a model, all the way down; what it does not know is ignored."""
    model = decode(Model, DATA)

    assert Model(id="1", at=datetime(2026, 11, 23, 10, 0, 0, 123457, tzinfo=UTC), badges=(Badge(id="2"),)) == model
    assert model == decode(Model, DATA.decode())
    assert Model is type(model)


def test_decoder_is_made_once():
    """A decoder is kept for its model."""
    assert decoder(Model) is decoder(Model)
    assert decoder(Model) is not decoder(Badge)


def test_raw():
    """A part may be kept as text."""
    assert b'{"id": "2"}' == bytes(decode(list[Raw], b'[{"id": "2"}]')[0])


@pytest.mark.parametrize(
    ("data", "path", "problem"),
    [
        (b'{"id": 1}', "$.id", "Expected `str`, got `int`"),
        (b'{"id": "1", "badges": [{"id": "2"}, {}]}', "$.badges[1]", "missing required field `id`"),
        (b"{}", "$", "missing required field `id`"),
        (b"", "$", "truncated"),
        (b"<html>", "$", "malformed"),
        (b'{"id": "\xff"}', "$", "UTF-8|utf-8"),
        (b'{"id": "1", "at": "yesterday"}', "$.at", "RFC3339"),
    ],
)
def test_misfit(data, path, problem):
    """What does not fit is told with its place and the start of the text."""
    with pytest.raises(DecodeError, match=problem) as caught:
        decode(Model, data)

    assert ("Model", path) == (caught.value.model, caught.value.path)
    assert data[:20].decode(errors="replace") in caught.value.excerpt
    assert caught.value.__cause__ is None


def test_excerpt_is_short():
    """A long text is cut, even within a character."""
    with pytest.raises(DecodeError) as caught:
        decode(Model, '{"id": "' + "ä" * 10_000)

    assert len(caught.value.excerpt) <= 120


def test_secret_text():
    """Of a text that holds secrets nothing is shown."""
    with pytest.raises(DecodeError) as caught:
        decode(Model, b'{"token": "x7secret7x", "id": 3}', secret=True)

    assert "" == caught.value.excerpt
    assert "x7secret7x" not in str(caught.value) + repr(vars(caught.value))


def test_not_strict():
    """Where it is asked for, numbers may come as text."""
    assert [1] == decode(list[int], b'["1"]', strict=False)
    with pytest.raises(DecodeError):
        decode(list[int], b'["1"]')


def test_model_of_models():
    """A list of a model is told by the model's name."""
    with pytest.raises(DecodeError, match="no Badge") as caught:
        decode(list[Badge], b"[{}]")

    assert "$[0]" == caught.value.path


def test_convert():
    """Plain values become a model as text does."""
    assert Model(id="1", token=Secret("x")) == convert(Model, {"id": "1", "token": "x", "new": 1})
    with pytest.raises(DecodeError, match="no Model") as caught:
        convert(Model, {"id": 1})
    assert "$.id" == caught.value.path


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"{}", Lenient()),
        (b'{"at": "", "count": 12, "tags": null}', Lenient(count="12")),
        (b'{"at": null, "count": "12", "tags": ["a"]}', Lenient(count="12", tags=("a",))),
        (b'{"at": "2026-11-23T10:00:00Z"}', Lenient(at=datetime(2026, 11, 23, 10, tzinfo=UTC))),
    ],
)
def test_lenient(data, expected):
    """An empty time is none, a number is its text, and no list is an empty one."""
    assert expected == decode(Lenient, data)


@pytest.mark.parametrize("data", [b'{"at": "soon"}', b'{"at": 5}', b'{"count": []}', b'{"tags": [1]}', b'{"tags": 1}'])
def test_lenient_has_limits(data):
    """Anything else is a misfit."""
    with pytest.raises(DecodeError):
        decode(Lenient, data)


def test_secret():
    """A secret is made from text, is not shown, and is written as its text."""
    model = decode(Model, b'{"id": "1", "token": "x7secret7x"}')

    assert "x7secret7x" not in repr(model)
    assert Secret is type(model.token)
    assert b'"x7secret7x"' in encode(model)


def test_encode():
    """Plain values and models become text."""
    assert b'{"id":"2"}' == encode(Badge(id="2"))
    assert b'{"a":[1,null]}' == encode({"a": [1, None]})


def test_unknown_types():
    """What has no JSON form is a mistake of ours, and raises."""
    with pytest.raises(NotImplementedError):
        encode(object())
    with pytest.raises((NotImplementedError, DecodeError)):
        decode(type("Strange", (), {}), b"{}")
