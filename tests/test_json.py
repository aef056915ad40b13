import json
import logging
from datetime import UTC, datetime

import pytest
from attrs import field, frozen
from hypothesis import given, strategies as st

from twitchtrio import _json
from twitchtrio._hidden import Sealed
from twitchtrio._json import MaybeTime, Raw, TextOrNumber, Texts, Time, decode, decoder, encode
from twitchtrio._json_values import parse
from twitchtrio._once import Once
from twitchtrio.enums import OpenEnum
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


def test_names_of_our_own_are_not_told():
    """A model that only the SDK knows is named as if it were no secret."""

    @frozen(kw_only=True)
    class _Answer:
        id: str

    with pytest.raises(DecodeError, match="is no Answer: it is missing at"):
        decode(_Answer, b"{}")


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
        (b'{"id": null}', "$.id", "null for a text"),
        (b"{}", "$.id", "missing"),
        (b"[]", "$", "an empty list for an object"),
        (b"", "$", "truncated"),
        (b"<html>", "$", "malformed"),
        (b'{"id": [{}]}', "$.id", "a list for a text"),
        (b'{"id": "1", "new": ' + b"[" * 100_000, "$", "recursion"),
        (b'{"id": "1", "new": ' + b"[" * 150_000 + b"]" * 150_000 + b"}", "$", "recursion"),
    ],
)
def test_misfit(data, path, problem):
    """What does not fit at all is told with its place and the start of the text."""
    with pytest.raises(DecodeError, match=problem) as caught:
        decode(Model, data)

    assert ("Model", path) == (caught.value.model, caught.value.path)
    assert data[:20].decode(errors="replace") in caught.value.excerpt
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("depth", [101, 300, 600, 900, 1_500, 5_000])
def test_nested_beyond_measure(depth):
    """What is nested deeper than anybody nests is null, on any Python; the rest is read, also what looks like it."""
    lists, objects = b"[" * depth + b'"]}\\""' + b"]" * depth, b'{"a":' * depth + b"1" + b"}" * depth
    badges = b'[{"id": "2", "new": [[]]}, %s]' % lists
    data = b'{"new": %s, "n": %s, "id": "[[\\"{", "badges": %s}' % (lists, objects, badges)
    asides = []

    read = decode(Model, data, aside=lambda _, raw: asides.append(raw))

    assert Model(id='[["{', badges=(Badge(id="2"),)) == read
    assert [b"[" * 98 + b"null" + b"]" * 98] == asides
    read = parse(data)
    for _ in range(98):
        (read["new"],) = read["new"]
    assert [None] == read["new"]


@pytest.mark.parametrize("depth", [1, 98, 99, 100, 101, 800, 30_000])
def test_the_same_depth_on_any_python(depth):
    """Whether Python's own reader goes so deep makes no difference."""
    assert b"[" * min(depth, 100) + (b"null" if depth > 100 else b"") + b"]" * min(depth, 100) == encode(
        parse(b"[" * depth + b"]" * depth)
    )


@pytest.mark.parametrize("many", [1, 25])
def test_nested_in_a_long_list(many):
    """It takes nothing along but itself, however long what stands around it is; only where most is nested, all is."""
    deep = b"[" * 1_000 + b"]" * 1_000
    items = [b'{"id": "%d", "new": {"more": "and more of it"}}' % number for number in range(5_000)]
    items[::200] = [b'{"id": "0", "new": %s}' % deep] * many + items[::200][many:]

    assert 5_000 == len(decode(list[Inner], b"[%s, 5]" % b",".join(items), aside=lambda *_: None))
    with pytest.raises(DecodeError):
        decode(list[Inner], b"[%s]" % b",".join([*items, b'{"id": "0", "new": %s}' % deep * 100, b"5"]))


def test_no_secret_is_a_number():
    """A number is no token, however many digits it has; as a text it is one."""
    for number in ("12", "9" * 5_000):
        assert Model(id="1") == decode(Model, f'{{"id": "1", "token": {number}}}')
        assert Model(id="1", token=Secret(number)) == decode(Model, f'{{"id": "1", "token": "{number}"}}')
    assert str is type(decode(Model, f'{{"id": {number}}}').id)


def test_odd_names_are_told_briefly(caplog, monkeypatch):
    """A warning is one line of a few words, whatever name stands in it; so is what is remembered of it."""
    monkeypatch.setattr("twitchtrio._json._odd", Once())
    with caplog.at_level(logging.WARNING, "twitchtrio.reading"):
        decode(dict[str, int], '{"' + "\\n" * 5_000 + '": "5"}')

    [record] = caplog.records
    assert record.getMessage().isprintable()
    assert len(record.getMessage()) < 1_000


def test_excerpt_is_short():
    """A long text is cut, even within a character."""
    with pytest.raises(DecodeError) as caught:
        decode(Model, '{"id": "' + "ä" * 10_000)

    assert len(caught.value.excerpt) <= 120


def test_secret_text():
    """Of a text that holds secrets nothing is shown, also not of an item that is set aside."""
    with pytest.raises(DecodeError) as caught:
        decode(Model, Sealed(b'{"token": "x7secret7x", "id": null}'))

    assert "" == caught.value.excerpt
    assert "x7secret7x" not in str(caught.value) + repr(vars(caught.value))

    aside = []
    decode(list[Model], Sealed(b'[{"token": "x7secret7x"}]'), aside=lambda *item: aside.append(item))

    assert ("", b"") == (aside[0][0].excerpt, aside[0][1])


def test_model_of_models():
    """A list of a model is told by the model's name."""
    with pytest.raises(DecodeError, match="no Badge") as caught:
        decode(list[Badge], b"7")

    assert "$" == caught.value.path


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


class Word(OpenEnum):
    """A word."""

    KNOWN = "known"


@frozen(kw_only=True)
class Inner:
    """A record within another."""

    id: str
    text: str


@frozen(kw_only=True)
class Plain:
    """A record that nothing identifies."""

    text: str
    count: int


@frozen(kw_only=True)
class Everything:
    """Every kind of field there is."""

    id: str
    text: str
    number: int
    fraction: float
    truth: bool
    word: Word
    texts: tuple[str, ...]
    inners: tuple[Inner, ...]
    by_name: dict[str, str]
    plain: Plain
    maybe: str | None
    maybe_plain: Plain | None
    maybe_inner: Inner | None
    maybe_at: Time | None
    at: Time
    maybe_texts: tuple[str, ...] | None = None
    given: str = "given"
    listed: list[str] = field(factory=lambda: ["made"])


AT = datetime(2026, 1, 1, tzinfo=UTC)
NOTHING = Everything(
    id="1",
    text="",
    number=0,
    fraction=0.0,
    truth=False,
    word=Word(""),
    texts=(),
    inners=(),
    by_name={},
    plain=Plain(text="", count=0),
    maybe=None,
    maybe_plain=None,
    maybe_inner=None,
    maybe_at=None,
    at=AT,
)


@pytest.mark.parametrize("value", ["null", "[]", "{}", '[null, {"x": 1}]', '{"x": null}'])
def test_nothing(value):
    """Where nothing sensible is said, each field has what stands for nothing in it."""
    fields = [name for name in Everything.__attrs_attrs__ if name.name != "id"]
    text = ", ".join(f'"{each.name}": {value}' for each in fields)
    read = decode(Everything, f'{{"id": "1", {text}}}', at=AT)

    assert ("1", "", 0, 0.0, False, Word(""), None, AT, "given") == (
        read.id,
        read.text,
        read.number,
        read.fraction,
        read.truth,
        read.word,
        read.maybe,
        read.at,
        read.given,
    )
    assert (read.texts, read.inners, read.maybe_inner, read.maybe_at) == ((), (), None, None)
    assert Plain(text="", count=0) == read.plain


def test_missing():
    """What is missing is nothing too."""
    assert NOTHING == decode(Everything, '{"id": "1"}', at=AT)


@pytest.mark.parametrize(
    ("name", "sent", "expected"),
    [
        ("id", "12345678901234567890", "12345678901234567890"),
        ("id", "9" * 5000, "9" * 5000),
        ("text", "1.5", "1.5"),
        ("text", "true", "true"),
        ("text", '"cut \\ud83d"', "cut \N{REPLACEMENT CHARACTER}"),
        ("text", '"\\ude00 cut"', "\N{REPLACEMENT CHARACTER} cut"),
        ("text", '"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
        ("number", '"12"', 12),
        ("number", '" -12 "', -12),
        ("number", "12.9", 12),
        ("number", '"12.0"', 12),
        ("number", "true", 1),
        ("number", "9" * 5000, 0),
        ("number", '"' + "9" * 5000 + '"', 0),
        ("number", "1e999", 0),
        ("number", '"soon"', 0),
        ("fraction", '"0.5"', 0.5),
        ("fraction", "NaN", 0.0),
        ("fraction", '"inf"', 0.0),
        ("truth", '"true"', True),
        ("truth", '"False"', False),
        ("truth", "1", True),
        ("truth", '"perhaps"', False),
        ("word", "5", Word("5")),
        ("word", '"brand_new"', Word("brand_new")),
        ("texts", '["a", 5, null, "b"]', ("a", "5", "b")),
        ("texts", '"a"', ()),
        ("inners", '[{"id": "1", "text": null}, {"text": "lost"}, null]', (Inner(id="1", text=""),)),
        ("by_name", '{"a": "b", "c": 5, "d": null}', {"a": "b", "c": "5", "d": ""}),
        ("plain", '{"count": "3"}', Plain(text="", count=3)),
        ("maybe", "5", "5"),
        ("maybe", '""', ""),
        ("maybe_plain", "{}", None),
        ("maybe_plain", '{"count": null}', Plain(text="", count=0)),
        ("maybe_inner", '{"text": "of nobody"}', None),
        ("maybe_at", '""', None),
        ("maybe_at", '"2026-02-03T04:05:06"', datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)),
        ("at", '"soon"', AT),
        ("at", "1795636800", AT),
        ("given", "null", "given"),
        ("given", "5", "5"),
        ("listed", "null", ["made"]),
    ],
)
def test_what_a_value_says(name, sent, expected):
    """What can be understood of an odd value is taken; what is odd takes nothing else along."""
    read = decode(Everything, f'{{"id": "1", "{name}": {sent}}}', at=AT)

    assert expected == getattr(read, name)
    assert type(expected) is type(getattr(read, name))


def test_bad_utf_8_and_a_byte_order_mark():
    """Bytes that are no text are replaced, and a mark before the text is passed over."""
    assert "\N{REPLACEMENT CHARACTER}" == decode(Model, b'{"id": "\xff"}').id
    assert Model(id="1") == decode(Model, b'\xef\xbb\xbf{"id": "1"}')


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda below: st.lists(below) | st.dictionaries(st.text(), below),
    )
)
def test_anything(value):
    """Whatever a field holds, what is read is whole, or it is a misfit."""
    text = encode({each.name: value for each in Everything.__attrs_attrs__})
    try:
        read = decode(Everything, text, at=AT)
    except DecodeError:
        assert not isinstance(value, str | float)
    else:
        assert read == decode(Everything, encode(read), at=AT)


def test_set_aside():
    """An item that cannot be read is handed over with its text, and the others stay."""
    aside = []
    read = decode(
        list[Inner], b'[{"id": "1", "text": ""}, {"text": 5, "x": [1]}]', aside=lambda *item: aside.append(item)
    )

    assert [Inner(id="1", text="")] == read
    ((error, raw),) = aside
    assert ("Inner", "$[1].id") == (error.model, error.path)
    assert b'{"text":5,"x":[1]}' == raw


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("inners", '{"id": "1", "text": "a"}'),
        ("texts", '{"a": "b"}'),
        ("by_name", '[{"a": "b"}]'),
        ("listed", '{"a": "b"}'),
        ("maybe_texts", '{"a": "b"}'),
    ],
)
def test_set_aside_whole(name, sent):
    """What stands where items should, and may be one, is not dropped without a word."""
    aside = []
    read = decode(Everything, f'{{"id": "1", "{name}": {sent}}}', at=AT, aside=lambda *item: aside.append(item))

    assert (NOTHING.inners, NOTHING.texts, {}, None) == (read.inners, read.texts, read.by_name, read.maybe_texts)
    ((error, raw),) = aside
    assert (f"$.{name}", json.loads(sent)) == (error.path, json.loads(raw))


@pytest.mark.parametrize(
    "item",
    [b"{}", b"1", b"[[]]", b'{"id": 5, "text": []}', b'{"id": "1", "text": "", "more": {}}', b'{"id": "1", "text": 2}'],
    ids=["nothing", "number", "lists", "numbers", "unknown", "odd"],
)
def test_work_has_an_end(item):
    """More that is odd than any answer has is not read at all: it would hold the other tasks up."""
    few = decode(list[Inner], b"[%s]" % b",".join([item] * 2_000), aside=lambda *_: None)
    assert len(few) in {0, 2_000}
    with pytest.raises(DecodeError):
        decode(list[Inner], b"[%s, 1]" % b",".join([item] * 150_000), aside=lambda *_: pytest.fail("it was read"))


def test_more_values_than_any_answer_has():
    """Nor are values without end, though each may be right: they take many times the room of their text."""
    with pytest.raises(DecodeError, match="more values"):
        decode(list[int], "[" + ",".join(["1"] * 600_000) + "]")
    with pytest.raises(DecodeError, match="more values"):
        decode(list[int], b"[" + b",".join([b"1"] * 600_000) + b"]")
    assert 300_000 == len(decode(list[int], b"[" + b",    ".join([b"1"] * 300_000) + b"]"))


def test_odd_is_told_once(caplog, monkeypatch):
    """Of each oddity one warning is made, wherever in a list it stands; of ever new ones, not more than 256."""
    monkeypatch.setattr(_json, "_odd", Once())
    caplog.set_level(logging.WARNING, "twitchtrio.reading")

    for _ in range(2):
        decode(list[Inner], b'[{"id": "1", "text": null}, {"id": "2", "text": null}, {"text": ""}]')
    told = [record.getMessage() for record in caplog.records]

    assert 2 == len(told)
    assert "Inner is odd at $[].text: null" in told[0]
    assert "$[].id: it is missing; the item was left out" in told[1]

    for number in range(500):
        decode(dict[str, int], f'{{"field-{number}": "5"}}')

    assert 256 == len(caplog.records)


def test_secret():
    """A secret is made from text, is not shown, and is written where that is wanted."""
    model = decode(Model, b'{"id": "1", "token": "x7secret7x"}')

    assert "x7secret7x" not in repr(model)
    assert Secret is type(model.token)
    assert b'"x7secret7x"' in encode(model, secrets=True)
    with pytest.raises(NotImplementedError, match="a Secret has no JSON form"):
        encode(model)


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
