"""Parameters for every call, and answers to it, made of the facts."""

import typing
from datetime import UTC, datetime

from tests.helix.facts import FACTS, METHODS, data_of, hints, model_within, parameters
from twitchtrio.helix import Pages
from twitchtrio.helix._endpoint import Actors
from twitchtrio.tokens import Extension

EXTENSION = Extension(client_id="text 1", secret="c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMgb3IgbW9yZQ==", owner_user_id="1")

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
        made["pagination"] = type(made["pagination"])()
    return made


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


def argument(call, name, facts, several):  # noqa: C901, PLR0911  # a value for each type
    """Something that a parameter takes."""
    match facts["type"]:
        case "string" if name in FACTS[call].get("token_user_any", ())[:1]:
            return "1"
        case "string" if "format" in facts:
            return {"hex_color": "#9147FF", "iana_timezone": "Europe/Berlin"}[facts["format"]]
        case "string" if "pattern" in facts:
            return "text-1"
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


def fit(helix, call):
    """The client, or its view by an extension where the call is an extension's."""
    return helix.acting_as(EXTENSION) if METHODS[call].endpoint.actors is Actors.EXTENSION else helix


async def perform(helix, call, given):
    """Call an endpoint; all pages of it where it pages."""
    _, category, name = call.split(".")
    result = getattr(getattr(helix, category), name)(**given)
    if isinstance(result, Pages):
        return [page async for page in result.pages()]
    return await result
