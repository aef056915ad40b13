"""Endpoints, parameters and models against the facts in tests/reference/helix_table.json, both ways."""

import inspect
import pathlib
import re
import typing
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain

import attrs
import pytest

import twitchtrio.scopes
from tests.helix.facts import (
    FACTS,
    KINDS,
    METHODS,
    answered_model,
    data_of,
    every_endpoint,
    hints,
    model_within,
    parameters,
    signature,
    union_of,
)
from twitchtrio import _json
from twitchtrio._needs import alternatives
from twitchtrio.enums import OpenEnum
from twitchtrio.helix import Pages, _rules
from twitchtrio.helix._endpoint import Actors
from twitchtrio.testing.fake.helix._endpoint import ENDPOINTS
from twitchtrio.tokens import Secret

# Twitch takes more, and cuts it.
CLAMPED = {
    ("helix.ads.start_commercial", "length"),
    ("helix.chat.send_chat_announcement", "message"),
    ("helix.whispers.send_whisper", "message"),
}


def test_every_endpoint_is_there():
    """All endpoints of the categories are there, and no others."""
    assert set(FACTS) == set(METHODS)


def test_there_and_back():
    """Every call is made at the fake too, by some test of those that see both sides."""
    folder = pathlib.Path(__file__).parent / "there_and_back"
    text = "\n".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))

    assert [] == [call for call in FACTS if not re.search(rf"\.{call.rpartition('.')[2]}\b", text)]


@every_endpoint
def test_declaration(call):
    """Method, path, kinds of token, scopes and who acts are Twitch's."""
    facts, said = FACTS[call], METHODS[call].endpoint

    assert call == said.name
    assert (facts["method"], facts["path"]) == (said.method, said.path)
    assert set(facts["tokens"]) == KINDS[said.actors]
    assert [set(facts["scopes"])] * bool(facts["scopes"]) == [set(any_of) for any_of in alternatives(said.scopes)]
    assert set(facts["optional_scopes"]) == set(said.optional_scopes)
    assert facts["app_scopes"] == list(said.app_scopes)

    known = parameters(facts)
    matching = [each for each in known.values() if each.get("matches_token_user")]

    assert ([each["name"] for each in matching] or facts.get("token_user_any", [])) == list(said.acts_as)
    assert all(said.fills == each.get("required", False) for each in matching)

    by_user = {name for group in facts.get("token_param_rules", {}).get("user", ()) for name in group}
    by_app = {name for group in facts.get("token_param_rules", {}).get("app", ()) for name in group}

    app_only = {name for name, each in known.items() if each.get("app_token_only")}
    assert app_only | (by_app - by_user) == set(said.app_only)
    assert {name for name, each in known.items() if each.get("required_if") == "app token"} == set(said.app_must)


SCOPES = {getattr(twitchtrio.scopes, name) for name in twitchtrio.scopes.__all__}
ONLY_SOMETIMES = {"helix.chat.send_chat_message": {"moderator:manage:chat_messages"}}
"""Scopes that depend on what is given."""


def words(text):
    """What is written as code in a docstring."""
    return re.findall(r"`([^`]+)`", text)


@every_endpoint
def test_docstring(call):
    """What the docstring says of title, tokens and scopes is what the facts say."""
    said, text = METHODS[call].endpoint, inspect.getdoc(METHODS[call])
    title, mark, tokens = re.search(
        r"^Twitch: ([^.(]+?)(?: \((\w+)\))?\. (.+?)\Z", text, re.DOTALL | re.MULTILINE
    ).groups()
    kinds = {
        Actors.USER: "User token",
        Actors.APP_ONLY: "App token",
        Actors.ANYONE: "Any token",
        Actors.EXTENSION: "Extension's token",
        Actors.NOBODY: "No token",
    }
    needed = alternatives(said.scopes)

    assert call.rpartition(".")[2] == re.sub(r"[^a-z0-9]+", "_", title.lower())
    assert FACTS[call]["status"] == (mark or "ga")
    assert (mark == "beta", mark == "withdrawn") == (said.beta, said.withdrawn)
    assert tokens.startswith(kinds[said.actors])
    assert {*chain(*needed), *said.optional_scopes, *ONLY_SOMETIMES.get(call, ())} == SCOPES & set(words(tokens))
    for any_of in needed:
        assert " or ".join(f"`{scope}`" for scope in any_of) in " ".join(tokens.split())


@every_endpoint
def test_signature(call):
    """Parameters have Twitch's names and types, are keyword-only, and required where Twitch requires them.

    Pages are returned where Twitch pages, a tuple or a model where it answers data, None where it answers nothing.
    """
    expected = parameters(FACTS[call])
    actual = dict(signature(call).parameters)
    actual.pop("self")

    assert set(expected) == set(actual)
    assert {inspect.Parameter.KEYWORD_ONLY} >= {each.kind for each in actual.values()}
    for name, parameter in actual.items():
        needed = expected[name].get("required", False) and not expected[name].get("matches_token_user", False)
        assert needed == (parameter.default is inspect.Parameter.empty), name
        check_parameter(expected[name], union_of(hints(call)[name]), name)

    facts, returned = FACTS[call], hints(call)["return"]
    assert facts["paginated"] == (typing.get_origin(returned) is Pages)
    assert (not facts["response"]) == (returned in (type(None), str))
    assert (facts.get("content_type") == "text/calendar") == (returned is str)


PLAIN = {"integer": int, "boolean": bool, "number": float, "datetime": datetime, "duration": str}


def check_parameter(facts, taken, name):
    """Check the annotation of a parameter against its facts."""
    match facts["type"]:
        case "string":
            assert str in taken, name
            assert facts.get("repeatable", False) == (Sequence[str] in taken), name
        case "integer" | "boolean" | "number" | "datetime":
            assert PLAIN[facts["type"]] in taken, name
        case "array":
            sequence = next(each for each in taken if typing.get_origin(each) is Sequence)
            check_parameter(facts["items"], union_of(typing.get_args(sequence)[0]), name)
        case "map":
            mapping = next(each for each in taken if typing.get_origin(each) is Mapping)
            if "values" in facts:
                check_parameter(facts["values"], union_of(typing.get_args(mapping)[1]), name)
        case "object":
            model = next(each for each in taken if attrs.has(each))
            fields = typing.get_type_hints(model)
            assert {each["name"] for each in facts["fields"]} == set(fields), name
            for each in facts["fields"]:
                check_parameter(each, (*union_of(fields[each["name"]]), str), each["name"])
        case other:
            pytest.fail(f"{name} is a {other}")


BOUNDS = ("min", "max", "min_length", "max_length", "max_bytes", "format", "min_items", "max_items", "item_max_length")


PATTERNS = {"[A-Za-z0-9._-]{1,255}": "sku"}


def expected_bounds(facts):
    """The bounds that the facts tell of."""
    expected = {key: facts[key] for key in BOUNDS if key in facts}
    if "max_length" in facts.get("items", ()):
        expected["item_max_length"] = facts["items"]["max_length"]
    if "pattern" in facts:
        expected["format"] = PATTERNS[facts["pattern"]]
    fields = facts.get("items", facts).get("fields", ())
    # A secret's length is the model's to check, whose refusal does not show it.
    within = {each["name"]: expected_bounds(each) for each in fields if each["name"] != "secret"}
    if any(within.values()):
        expected["each"] = {name: bounds for name, bounds in within.items() if bounds}
    return expected


def actual_bounds(bounds):
    """The bounds that the code tells of, as far as there are any."""
    actual = attrs.asdict(bounds, recurse=False) if bounds else {}
    within = actual.pop("each", None) or {}
    actual["format"] = bounds and bounds.format and bounds.format.name
    actual = {key: value for key, value in actual.items() if value is not None}
    return actual | ({"each": {name: actual_bounds(each) for name, each in within.items()}} if within else {})


def words_after(text, separator):
    """Values as the facts write them, as Python has them."""
    return [{"true": True, "false": False}.get(word, word) for word in text.split(separator)]


GROUPS = {
    "exactly_one_of": _rules.exactly_one_of,
    "at_least_one_of": _rules.at_least_one_of,
    "at_most_one_of": _rules.at_most_one_of,
    "requires_together": _rules.together,
}


def rules(facts):
    """The rules between parameters that the facts tell of."""
    for key, rule in GROUPS.items():
        yield from (rule(*group) for group in facts.get(key, ()))
    limited = {}
    for name, others in facts.get("only_with", {}).items():
        limited.setdefault(tuple(others), []).append(name)
    for others, names in limited.items():
        yield _rules.only_with(tuple(names), *others)
    for name, _ in facts.get("mutually_exclusive", ()):
        yield _rules.not_with(name, *(each["name"] for each in facts["body"] if each["name"] != name))
    for name, each in parameters(facts).items():
        yield from rules_of_one(name, each)


def rules_of_one(name, each):
    """The rules that the facts of one parameter tell of."""
    match re.split("(=| in )", each.get("required_if", "")):
        case [other, _, values]:
            yield _rules.needed_if(name, other, *words_after(values, ","))
    match each.get("requires", "").split("="):
        case [other, "true"]:
            yield _rules.not_without(name, other)
    if "required_unless" in each:
        yield _rules.needed_unless(name, each["required_unless"])
    if "excludes" in each:
        yield _rules.not_with(name, *each["excludes"])


@every_endpoint
def test_checked_at_the_door(call):
    """What is refused is what Twitch refuses: values out of bounds, parameters that exclude or need each other."""
    facts, said = FACTS[call], METHODS[call].endpoint

    for name, each in parameters(facts).items():
        expected = expected_bounds(each)
        if name in said.chunk:
            assert {"max_items": said.chunk_size} == expected
        elif (call, name) not in CLAMPED:
            assert expected == actual_bounds(said.bounds.get(name)), name
    assert set(rules(facts)) == set(said.rules)
    assert bool(facts.get("body_min_fields")) == said.needs_body


@cache
def models():
    """All models that answers hold, with the fields that any endpoint's facts give them."""
    found = {}

    def visit(model, fields):
        known = found.setdefault(model, {}) if fields else {}
        for each in fields:
            known.setdefault(each["name"], each)
            below = {**each.get("items", {}), **each.get("values", {}), **each}
            if "fields" in below:
                visit(model_within(typing.get_type_hints(model)[each["name"]]), below["fields"])

    for call, facts in FACTS.items():
        if facts["response"]:
            data = data_of(facts)
            visit(answered_model(call), data.get("fields") or data["items"].get("fields", ()))
    return found


BESIDE_DATA = {
    "CreatedEventSubSubscription": {"total", "total_cost", "max_total_cost"},
    "Amount": {"decimal_place"},  # as the events have it
}


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_model(model):
    """A model has the fields that Twitch documents, of the same types, and no others."""
    expected = models()[model]
    actual = typing.get_type_hints(model)

    assert set(expected) == set(actual) - BESIDE_DATA.get(model.__name__, set())
    for name, facts in expected.items():
        check_field(facts, actual[name], f"{model.__name__}.{name}")


def check_field(facts, annotation, name):
    """Check the annotation of a model's field against its facts."""
    members = set(union_of(annotation))
    if facts.get("nullable") or facts.get("optional"):
        assert members & {type(None), _json.MaybeTime, _json.Texts} or not facts.get("nullable"), name
    members.discard(type(None))
    assert len(members) == 1, name
    member = members.pop()
    match facts["type"]:
        case "string":
            check_text(facts, member, name)
        case "integer" if facts.get("unit") == "unix_seconds":
            assert member is _json.UnixTime, name
        case "integer" | "boolean" | "number" | "duration":
            assert PLAIN[facts["type"]] is member, name
        case "datetime":
            assert member in (datetime, _json.MaybeTime), name
        case "array" if member is not _json.Texts:
            item, rest = typing.get_args(member)
            assert rest is Ellipsis, name
            check_field(facts["items"], item, name)
        case "array":
            assert facts["items"]["type"] == "string", name
        case "map":
            assert typing.get_origin(member) is dict, name
            check_field(facts.get("values", {"type": "string"}), typing.get_args(member)[1], name)
        case "object":
            assert attrs.has(member), name
        case other:
            pytest.fail(f"{name} is a {other}")


def check_text(facts, member, name):
    """Check the annotation of a text against its facts."""
    if "alt_types" in facts:
        assert member is _json.TextOrNumber, name
    elif "enum" in facts:
        assert issubclass(member, OpenEnum), name
        assert set(facts["enum"]) <= set(map(str, member)), name
    else:
        assert member in (str, Secret) or member.__module__ == "twitchtrio.words", name


def test_models_can_be_decoded():
    """No model has what msgspec would pass over: converters, aliases, fields outside of the constructor."""
    for model in models():
        for each in attrs.fields(model):
            assert (None, each.name, True, True) == (each.converter, each.alias, each.init, each.kw_only)


@every_endpoint
def test_the_fake_answers(call):
    """The fake Twitch has the endpoint, for the same tokens, with the same parameters and scopes."""
    facts, said = FACTS[call], METHODS[call].endpoint
    fake = ENDPOINTS[said.method, f"/helix{said.path}"]

    assert KINDS[said.actors] == set(fake.tokens)
    assert {scope for any_of in alternatives(said.scopes) for scope in any_of} <= set(fake.scopes)
    assert {each["name"] for each in facts["query"]} == {param.name for param in fake.query}
    assert said.body_in_data == fake.body_in_data
    assert set(parameters(facts)) == {each.name for each in (*fake.query, *(fake.body or ()))}
