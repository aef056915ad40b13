"""Endpoints, parameters and models against the facts in tests/reference/helix_table.json, both ways."""

import inspect
import json
import os
import re
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import attrs
import msgspec
import pytest

import twitchtrio.scopes
from twitchtrio import _json
from twitchtrio._needs import alternatives
from twitchtrio.enums import OpenEnum
from twitchtrio.errors import ConfigurationError, LoginRequiredError, MissingScopeError
from twitchtrio.helix import Helix, Page, Pages, _rules
from twitchtrio.helix._category import Category
from twitchtrio.helix._endpoint import Actors, endpoints_of
from twitchtrio.helix._resource import Resource
from twitchtrio.testing.fake.helix._endpoint import ENDPOINTS
from twitchtrio.tokens import APP, Secret

TABLE = json.loads((Path(__file__).parents[1] / "reference" / "helix_table.json").read_text(encoding="utf-8"))
FACTS = {each["call"]: each for each in TABLE}
CATEGORIES = [name for name, each in vars(Helix).items() if isinstance(each, Category)]

# Twitch takes more, and cuts it.
CLAMPED = {
    ("helix.ads.start_commercial", "length"),
    ("helix.chat.send_chat_announcement", "message"),
    ("helix.whispers.send_whisper", "message"),
}

METHODS = {
    f"helix.{category}.{name}": method
    for category in CATEGORIES
    for name, method in endpoints_of(type(getattr(Helix(None, None), category))).items()
}

KINDS = {
    Actors.USER: {"user"},
    Actors.APP_ONLY: {"app"},
    Actors.ANYONE: {"app", "user"},
    Actors.NOBODY: {"none"},
}

every_endpoint = pytest.mark.parametrize("call", sorted(FACTS))


# What the facts say


def parameters(facts):
    """All parameters by name, those within a body's `data` as they are called here: flat."""
    body = facts["body"]
    if [each["name"] for each in body] == ["data"] and body[0]["type"] == "object":
        body = body[0]["fields"]
    return {each["name"]: each for each in [*facts["query"], *body]}


def data_of(facts):
    """The facts of an answer's `data`."""
    return next(each for each in facts["response"] if each["name"] == "data")


# What the code says


def signature(call):
    """Signature of the method of a call."""
    return inspect.signature(METHODS[call])


def hints(call):
    """Annotations of the method of a call, as types."""
    return typing.get_type_hints(inspect.unwrap(METHODS[call]))


def union_of(annotation):
    """The members of a union."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return typing.get_args(annotation)
    return (annotation,)


def answered_model(call):
    """The model in what a method returns."""
    returned = hints(call)["return"]
    if issubclass(typing.get_origin(returned) or returned, tuple) and not typing.get_args(returned):
        (returned,) = returned.__orig_bases__
    arguments = typing.get_args(returned)
    return arguments[0] if arguments else returned


def test_every_endpoint_is_there():
    """All endpoints of the categories are there, and no others."""
    assert set(FACTS) == set(METHODS)


@every_endpoint
def test_method_path_and_tokens(call):
    """Method, path, kinds of token and scopes are Twitch's."""
    facts, said = FACTS[call], METHODS[call].endpoint

    assert call == said.name
    assert (facts["method"], facts["path"]) == (said.method, said.path)
    assert set(facts["tokens"]) == KINDS[said.actors]
    assert [set(facts["scopes"])] * bool(facts["scopes"]) == [set(any_of) for any_of in alternatives(said.scopes)]
    assert set(facts["optional_scopes"]) == set(said.optional_scopes)
    assert facts["app_scopes"] == list(said.app_scopes)


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
def test_parameters(call):
    """Parameters have Twitch's names, are keyword-only, and required where Twitch requires them."""
    expected = parameters(FACTS[call])
    actual = dict(signature(call).parameters)
    actual.pop("self")

    assert set(expected) == set(actual)
    assert {inspect.Parameter.KEYWORD_ONLY} >= {each.kind for each in actual.values()}
    for name, parameter in actual.items():
        needed = expected[name].get("required", False) and not expected[name].get("matches_token_user", False)
        assert needed == (parameter.default is inspect.Parameter.empty), name


@every_endpoint
def test_acting_user(call):
    """The parameter that must be the token's user is known, and filled in where Twitch requires it."""
    matching = [each for each in parameters(FACTS[call]).values() if each.get("matches_token_user")]
    said = METHODS[call].endpoint

    assert ([each["name"] for each in matching] or FACTS[call].get("token_user_any", [])) == list(said.acts_as)
    assert all(said.fills == each.get("required", False) for each in matching)


@every_endpoint
def test_parameters_of_the_app(call):
    """What only the app can give, or must give, is known."""
    facts, said = FACTS[call], METHODS[call].endpoint
    known = parameters(facts)
    by_user = {name for group in facts.get("token_param_rules", {}).get("user", ()) for name in group}
    by_app = {name for group in facts.get("token_param_rules", {}).get("app", ()) for name in group}

    app_only = {name for name, each in known.items() if each.get("app_token_only")}
    assert app_only | (by_app - by_user) == set(said.app_only)
    assert {name for name, each in known.items() if each.get("required_if") == "app token"} == set(said.app_must)


@every_endpoint
def test_parameter_types(call):
    """Each parameter takes what Twitch takes: one text or several, a number, a boolean, a body model."""
    for name, facts in parameters(FACTS[call]).items():
        taken = union_of(hints(call)[name])
        check_parameter(facts, taken, name)


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


BOUNDS = ("min", "max", "min_length", "max_length", "format", "min_items", "max_items", "item_max_length")


def expected_bounds(facts):
    """The bounds that the facts tell of."""
    expected = {key: facts[key] for key in BOUNDS if key in facts}
    if "max_length" in facts.get("items", ()):
        expected["item_max_length"] = facts["items"]["max_length"]
    within = {each["name"]: expected_bounds(each) for each in facts.get("items", {}).get("fields", ())}
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


@every_endpoint
def test_bounds(call):
    """What is refused at the door is what Twitch refuses, and longer lists of ids are chunked."""
    said = METHODS[call].endpoint
    for name, facts in parameters(FACTS[call]).items():
        expected = expected_bounds(facts)
        if name in said.chunk:
            assert {"max_items": said.chunk_size} == expected
        elif (call, name) not in CLAMPED:
            assert expected == actual_bounds(said.bounds.get(name)), name


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
def test_rules_between_parameters(call):
    """Parameters that exclude or need each other are known, and no others."""
    facts, said = FACTS[call], METHODS[call].endpoint

    assert set(rules(facts)) == set(said.rules)
    assert bool(facts.get("body_min_fields")) == said.needs_body


@every_endpoint
def test_answer_shape(call):
    """Pages where Twitch pages, a tuple or a model where it answers data, None where it answers nothing."""
    facts, returned = FACTS[call], hints(call)["return"]

    assert facts["paginated"] == (typing.get_origin(returned) is Pages)
    assert (not facts["response"]) == (returned in (type(None), str))
    assert (facts.get("content_type") == "text/calendar") == (returned is str)


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


def model_within(annotation):
    """The model in an annotation."""
    if attrs.has(annotation):
        return annotation
    return next(filter(None, map(model_within, typing.get_args(annotation))), None)


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


# Answers that are built from the facts

ANSWERED = {
    "integer": 7,
    "number": 7,
    "boolean": True,
    "datetime": "2026-02-03T04:05:06.789Z",
    "duration": "1h2m3s",
}


def build(facts, variant):  # noqa: PLR0911  # a value for each type
    """A value of a field: `full`, `sparse` (what is optional is absent), `null` or `empty`."""
    if facts.get("nullable") and variant == "null":
        return None
    if facts.get("may_be_empty") and variant == "empty" and facts["type"] != "object":
        return ""
    match facts["type"]:
        case "string":
            choice = facts.get("enum", ["text-" + facts.get("name", "item")])[-1]
            return 7 if "alt_types" in facts and variant == "sparse" else choice
        case "integer" | "number" | "boolean" | "datetime" | "duration":
            return ANSWERED[facts["type"]]
        case "array":
            return [] if variant == "empty" else [build(facts["items"], variant)] * 2
        case "map":
            return {"1": build(facts.get("values", {"type": "string"}), variant)}
        case "object":
            kept = [each for each in facts["fields"] if not (each.get("optional") and variant == "sparse")]
            return {each["name"]: build(each, variant) for each in kept}


def payload(facts, variant):
    """A whole answer; see `build`."""
    sparse = variant == "sparse"
    kept = [each for each in facts["response"] if not (each.get("optional") and sparse)]
    made = {each["name"]: build(each, variant) for each in kept}
    if isinstance(made["data"], list):
        made["data"] = made["data"] or [build({**data_of(facts)["items"]}, variant)]
    if "pagination" in made:
        made["pagination"] = {}
    return made


def check_decoded(expected, actual, where="$"):  # noqa: C901, PLR0912  # a case for each kind of value
    """The models hold what the JSON held."""
    match expected:
        case dict() if isinstance(actual, dict):
            for key, value in expected.items():
                check_decoded(value, actual[key], f"{where}.{key}")
        case dict():
            for key, value in expected.items():
                if hasattr(actual, key):
                    check_decoded(value, getattr(actual, key), f"{where}.{key}")
        case list():
            assert len(expected) == len(actual), where
            for number, (item, made) in enumerate(zip(expected, actual, strict=True)):
                check_decoded(item, made, f"{where}[{number}]")
        case str() if isinstance(actual, datetime):
            assert actual.tzinfo is not None, where
            assert actual == datetime.fromisoformat(expected).astimezone(UTC).replace(microsecond=actual.microsecond), (
                where
            )
        case str() if isinstance(actual, Secret):
            assert expected == actual.reveal(), where
        case int() if isinstance(actual, datetime):
            assert expected == actual.timestamp(), where
        case int() if isinstance(actual, str):
            assert str(expected) == actual, where
        case str() if isinstance(actual, int):
            assert expected == str(actual), where
        case "" if actual is None:
            pass
        case _:
            assert expected == actual, where


def arguments(call):
    """Something for every required parameter, and for one of those of which one is needed."""
    facts, said = FACTS[call], METHODS[call].endpoint
    known = parameters(facts)
    names = [name for name, each in known.items() if each.get("required") and not each.get("matches_token_user")]
    names += [each["name"] for each in facts["body"][:1] if said.needs_body]
    given = {name: argument(call, name, known[name], 1) for name in names}
    for rule in said.rules:
        if rule.problem(given):
            given[rule.names[0]] = argument(call, rule.names[0], known[rule.names[0]], 1)
    return given


def argument(call, name, facts, several):  # noqa: PLR0911  # a value for each type
    """Something that a parameter takes."""
    match facts["type"]:
        case "string" if name in FACTS[call].get("token_user_any", ())[:1]:
            return "1"
        case "string" if "format" in facts:
            return {"hex_color": "#9147FF", "iana_timezone": "Europe/Berlin"}[facts["format"]]
        case "string":
            return ["11", "12"] if facts.get("repeatable") and several > 1 else facts.get("enum", ["text 1"])[0]
        case "integer" | "number":
            least = facts.get("min", 2)
            return least + 0.5 if facts["type"] == "number" else least
        case "datetime":
            return datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
        case "boolean":
            return True
        case "array":
            item = facts["items"]
            made = (
                argument(call, name, item, 1) if item["type"] == "string" else body_model(call, hints(call)[name], item)
            )
            return [made] * facts.get("min_items", 1)
        case "map":
            values = facts.get("values", {})
            return {"1": body_model(call, hints(call)[name], values) if "fields" in values else "7"}
        case "object":
            return body_model(call, hints(call)[name], facts)


def body_model(call, annotation, facts):
    """A model for a body, with something in each field."""
    model = model_within(annotation)
    within = typing.get_type_hints(model)
    made = {}
    for each in facts["fields"]:
        if each["type"] == "object":
            made[each["name"]] = body_model(call, within[each["name"]], each)
        elif each["name"] != "secret":
            made[each["name"]] = argument(call, each["name"], each, 1)
    return model(**made)


async def perform(helix, call, given):
    """Call an endpoint; all pages of it where it pages."""
    _, category, name = call.split(".")
    result = getattr(getattr(helix, category), name)(**given)
    if isinstance(result, Pages):
        return [page async for page in result.pages()]
    return await result


@pytest.fixture
def able(make, http):
    """A client that may do everything."""
    every = {scope for facts in TABLE for scope in (*facts["scopes"], *facts["app_scopes"])}
    return Helix(make.tokens(make.account("1", "bot", *every), has_app=True), http)


@every_endpoint
async def test_request(call, able, http):
    """A call with every parameter sends each by Twitch's name, in the query or the body, as Twitch spells it."""
    facts, said = FACTS[call], METHODS[call].endpoint
    known = parameters(facts)
    every = {name: argument(call, name, each, 2) for name, each in known.items() if not each.get("matches_token_user")}
    for given in allowed(said.rules, every):
        http.answers.append(answer_of(facts, "full"))
        await perform(able.acting_as(APP) if set(given) & set(said.app_only) else able, call, given)
        check_request(call, given, http.requests.pop())


def allowed(rules, every):
    """Choices of parameters that keep the rules, as many as it takes until each parameter has been there."""
    left = set(every)
    while True:
        given = {name: every[name] for name in sorted(every, key=lambda name: name not in left)}
        while broken := [rule for rule in rules if rule.problem(given)]:
            del given[[name for name in given if name in broken[0].names][-1]]
        yield given
        assert left & set(given) or not every
        left -= set(given)
        if not left:
            return


def check_request(call, given, request):
    """Check what was sent for what was given."""
    facts, said = FACTS[call], METHODS[call].endpoint
    known = parameters(facts)
    assert (facts["method"], f"/helix{facts['path']}") == (request.method, "/helix" + request.path)
    acting = {name for name, each in known.items() if each.get("matches_token_user") and said.fills}
    expected = given | dict.fromkeys(acting, "1")
    in_query = [
        (each["name"], value)
        for each in facts["query"]
        if each["name"] in expected
        for value in listed(expected[each["name"]])
    ]
    assert sorted(in_query) == sorted(request.query)
    in_body = {name: spelt(value) for name, value in expected.items() if name not in dict(in_query)}
    if said.body_in_data:
        in_body = {"data": in_body}
    assert (in_body or None) == request.body


def spelt(value):
    """A value as JSON has it."""
    return msgspec.json.decode(msgspec.json.encode(value))


def listed(value):
    """The texts that a value makes in a query."""
    values = value if isinstance(value, list) else [value]
    texts = [each.isoformat() if isinstance(each, datetime) else str(each) for each in values]
    return [text.lower() if isinstance(each, bool) else text for each, text in zip(values, texts, strict=True)]


def answer_of(facts, variant):
    """An answer built from the facts."""
    body = msgspec.json.encode(payload(facts, variant)) if facts["response"] else b""
    return _json_answer(body)


def _json_answer(content):
    from twitchtrio.network import Response

    return Response(status=200, headers={}, content=content)


@every_endpoint
async def test_refused_without_its_scopes(call, make, http):
    """An account that has granted nothing, or a user where only the app may, is refused before any request."""
    said = METHODS[call].endpoint
    bare = make.account("1", "bot")
    helix = Helix(make.tokens(bare, has_app=True), http)
    view = helix.acting_as(bare) if said.actors is Actors.APP_ONLY else helix
    if said.actors is Actors.APP_ONLY or said.scopes:
        with pytest.raises((MissingScopeError, ConfigurationError)):
            await perform(view, call, arguments(call))
        assert [] == http.requests


@every_endpoint
async def test_refused_to_another_actor(call, able, http):
    """What is a user's to do, the app is refused, and so is another account than the one that is named."""
    said = METHODS[call].endpoint
    if said.actors is Actors.USER:
        with pytest.raises(ConfigurationError, match="takes a user's token"):
            await perform(able.acting_as(APP), call, arguments(call))
    if said.actors in (Actors.USER, Actors.ANYONE) and said.acts_as:
        named = dict.fromkeys(said.acts_as, "99")
        with pytest.raises(ConfigurationError, match="must be that of the acting account"):
            await perform(able.acting_as(able.account_for(None, (), action="test")), call, arguments(call) | named)
        with pytest.raises(LoginRequiredError, match="the login of user 99"):
            await perform(able, call, arguments(call) | named)
    assert [] == http.requests


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


@every_endpoint
@pytest.mark.parametrize("variant", ["full", "sparse", "null", "empty"])
async def test_answer(call, variant, able, http):
    """Answers built from the facts come out as models that hold all of them."""
    facts = FACTS[call]
    http.answers.append(answer_of(facts, variant))

    result = await perform(able, call, arguments(call))

    if facts["response"]:
        check_result(payload(facts, variant), result)
    else:
        assert result == ("" if "content_type" in facts else None)


def check_result(body, result):
    """Check what a call returned against the body of the answer."""
    match result:
        case [Page() as page]:
            check_decoded(body["data"], page.items)
            for name in ("total", "total_cost", "max_total_cost", "template", "points"):
                assert body.get(name) == getattr(page, name)
        case tuple():
            check_decoded(body["data"], result)
            assert body.get("template") == getattr(result, "template", None)
            check_decoded(body.get("date_range", {}), getattr(result, "date_range", None))
        case model if isinstance(body["data"], list):
            check_decoded(body["data"][0], model)
            check_decoded({key: value for key, value in body.items() if key.endswith(("total", "cost"))}, model)
        case model:
            check_decoded(body["data"], model)


REFERENCE = os.environ.get("TWITCHTRIO_REFERENCE")


def examples(name):
    """Twitch's example answers of an endpoint."""
    files = sorted(Path(REFERENCE, "examples", "helix").glob(f"{name}.*json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


@pytest.mark.skipif(REFERENCE is None, reason="TWITCHTRIO_REFERENCE does not name a folder with Twitch's examples")
@every_endpoint
async def test_examples_of_twitch(call, able, http):
    """Twitch's own example answers come out as models that hold all of them."""
    facts = FACTS[call]
    for body in examples(facts["id"]):
        body.get("pagination", {}).clear()
        http.answers.append(_json_answer(msgspec.json.encode(body)))

        check_result(body, await perform(able, call, arguments(call)))


def test_acting_as_the_app(able):
    """Endpoints are named by the category and the title of the reference, on views too."""
    assert all(isinstance(getattr(able, name), Resource) for name in CATEGORIES)
    assert able.acting_as(APP).users.get_users.endpoint is METHODS["helix.users.get_users"].endpoint
