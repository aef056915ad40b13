"""Event classes against Twitch's reference: `tests/reference/eventsub_table.json`, and its own examples."""

from __future__ import annotations

import json
import os
import pathlib
import types
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import pytest

import twitchtrio.eventsub.events
from tests.eventsub.frames import notification
from twitchtrio._needs import alternatives
from twitchtrio.enums import OpenEnum
from twitchtrio.eventsub.envelope import Pending, decode_envelope, decode_message
from twitchtrio.eventsub.events import EVENT_TYPES, Event
from twitchtrio.subscription import SubscriptionStatus

TABLE = json.loads(
    pathlib.Path(__file__).parents[2].joinpath("reference", "eventsub_table.json").read_text(encoding="utf-8")
)
KINDS = {"string": str, "integer": int, "boolean": bool, "datetime": datetime}
SAMPLES = {"string": "text", "integer": 7, "boolean": True, "datetime": "2026-01-01T00:00:00.123456000Z"}

each_type = pytest.mark.parametrize("facts", TABLE, ids=lambda facts: f"{facts['type']}@{facts['version']}")


def spec(facts: Any) -> dict[str, Any]:
    """What the table says of a field, in its long form."""
    return {"is": facts} if isinstance(facts, str) else facts


def plain(hint: Any) -> Any:
    """An annotation without its None."""
    return next(part for part in get_args(hint) if part is not type(None)) if is_union(hint) else hint


def is_union(hint: Any) -> bool:
    """Whether an annotation names several types."""
    return get_origin(hint) in (types.UnionType, Union)


MISSING_ELSEWHERE = {"Amount.decimal_places"}
"""What may be missing where another event uses the class."""


def compare(model: type, facts: dict[str, Any], path: str) -> Iterator[str]:
    """What differs between a class and the fields of an object."""
    hints = get_type_hints(model)
    fields = {field.name: field for field in attrs.fields(model)}
    yield from (f"{path}.{name} is missing" for name in facts.keys() - fields.keys())
    # What only another user of a shared class has.
    yield from (
        f"{path}.{name} is demanded" for name in fields.keys() - facts.keys() if fields[name].default is not None
    )
    for name in facts.keys() & fields.keys():
        said, hint = spec(facts[name]), hints[name]
        elsewhere = f"{model.__name__}.{name}" in MISSING_ELSEWHERE
        may_be_none = said.get("null", False) or said.get("absent", False) or elsewhere
        union = is_union(hint)
        if may_be_none is not union or may_be_none is not (fields[name].default is None):
            yield f"{path}.{name} should{'' if may_be_none else ' not'} be optional with the default None"
        yield from compare_kind(plain(hint), said, f"{path}.{name}")


def compare_kind(hint: Any, said: dict[str, Any], path: str) -> Iterator[str]:
    """What differs between an annotation and the facts of a field."""
    match said["is"]:
        case "object":
            yield from compare(hint, said["of"], path)
        case "array":
            if get_origin(hint) is not tuple:
                yield f"{path} should be a tuple"
            yield from compare_kind(get_args(hint)[0], spec(said["of"]), f"{path}[]")
        case kind if issubclass(hint, OpenEnum):
            unknown = set(said.get("one_of", ())) - set(hint)
            if unknown or kind != "string":
                yield f"{path} lacks {sorted(unknown)}"
        case kind:
            if hint is not KINDS[kind]:
                yield f"{path} should be {KINDS[kind].__name__}"
            if "one_of" in said:
                yield f"{path} should be an enumeration"


def build(facts: Any, *, leave_out: str | None = None, spell: bool = False) -> Any:
    """A value as Twitch might send it.

    `leave_out` is `absent` or `null`: the fields that may be so are so. `spell` writes as text what may come as text.
    """
    said = spec(facts)
    match said["is"]:
        case "object":
            return {
                name: None
                if leave_out == "null" and spec(each).get("null")
                else build(each, leave_out=leave_out, spell=spell)
                for name, each in said["of"].items()
                if not (leave_out == "absent" and spec(each).get("absent"))
            }
        case "array":
            return [build(said["of"], leave_out=leave_out, spell=spell)]
        case kind:
            value = said.get("one_of", [SAMPLES[kind]])[0]
            return json.dumps(value) if spell and "string" in said.get("also", ()) else value


def decoded(facts: dict[str, Any], payload: object) -> Event:
    """The event of a notification with this payload."""
    text = notification(payload, type=facts["type"], version=facts["version"])
    return Pending(decode_envelope(text), text).event()


def payload(facts: dict[str, Any], **how: Any) -> Any:
    """An event's payload."""
    return build({"is": "object", "of": facts["fields"]}, **how)


def holds(value: Any, sent: Any) -> bool:
    """Whether a model holds all that was sent."""
    match sent:
        case dict():
            return all(holds(getattr(value, name), each) for name, each in sent.items())
        case list():
            return len(value) == len(sent) and all(map(holds, value, sent))
        case _ if isinstance(value, datetime):
            return value == datetime.fromisoformat(sent)
        case _:
            return bool(value == sent)


def gather(hint: Any, facts: Any, found: defaultdict[type, set[str]]) -> None:
    """Collect what is documented for each model, its fields, and for each enumeration, its values."""
    said, kind = spec(facts), plain(hint)
    if get_origin(kind) is tuple:
        gather(get_args(kind)[0], said["of"], found)
    elif attrs.has(kind):
        found[kind].update(said["of"])
        hints = get_type_hints(kind)
        for name, each in said["of"].items():
            gather(hints[name], each, found)
    elif issubclass(kind, OpenEnum):
        found[kind].update(said.get("one_of", ()))


def test_types():
    """Every subscription type of the families that are done has a class, and no class is without type."""
    assert {(facts["type"], facts["version"]): facts["class"] for facts in TABLE} == {
        pair: model.__name__ for pair, model in EVENT_TYPES.items()
    }


@each_type
def test_class(facts):
    """A class is where Twitch's name lets one look for it, and tells condition, scopes and who grants them."""
    model = getattr(twitchtrio.eventsub.events, facts["class"])
    keys = {key for key in get_type_hints(model.where) if key != "return"}

    assert EVENT_TYPES[facts["type"], facts["version"]] is model
    assert (facts["type"], facts["version"], facts["granted_by"]) == (model.TYPE, model.VERSION, model.GRANTED_BY)
    assert [set(any_of) for any_of in facts["scopes"]] == [set(any_of) for any_of in alternatives(model.SCOPES)]
    assert set(facts["condition"]) == keys
    assert (facts["by_app"], set(facts["transports"])) == (model.BY_APP, model.TRANSPORTS)
    assert f"`{facts['type']}`, version {facts['version']}" in model.__doc__


def test_numbers():
    """Where a type has several versions, each class has its number too; the newest is the one without."""
    versions = defaultdict(set)
    for facts in TABLE:
        versions[facts["type"]].add(facts["version"])
    for type_, several in versions.items():
        for version in several if len(several) > 1 else ():
            model = EVENT_TYPES[type_, version]
            name = model.__name__.removesuffix(f"V{version}")

            assert getattr(twitchtrio.eventsub.events, f"{name}V{version}") is model
            assert (getattr(twitchtrio.eventsub.events, name) is model) is (version == max(several))


def people(facts: dict[str, Any]) -> dict[str, tuple[str, set[str]]]:
    """The users that an event names: property, prefix of the fields, and how it may be nobody."""
    found = {}
    ids = (name for name in facts if name.endswith("user_id") or name == "broadcaster_id")
    for prefix in (name.removesuffix("_id") for name in ids):
        if {f"{prefix}_login", f"{prefix}_name"} <= facts.keys():
            said = spec(facts[f"{prefix}_id"])
            name = prefix.removesuffix("_user")
            found["from_user" if name == "from" else "to_user" if name == "to" else name] = (
                prefix,
                {how for how in ("null", "absent") if said.get(how)},
            )
    return found


@each_type
def test_people(facts):
    """Each user that an event names is an attribute, which is `None` where it may be nobody and is."""
    named, model = people(facts["fields"]), EVENT_TYPES[facts["type"], facts["version"]]
    attributes = {name: part for name in dir(model) if hasattr(part := getattr(model, name), "prefix")}

    assert named.keys() == attributes.keys()

    whole = decoded(facts, payload(facts))
    sparse = {how: decoded(facts, payload(facts, leave_out=how)) for how in ("null", "absent")}
    for name, (prefix, may_be_nobody) in named.items():
        somebody = getattr(whole, name)

        assert (prefix, "text", "text", "text") == (
            attributes[name].prefix,
            somebody.user_id,
            somebody.login,
            somebody.display_name,
        )
        assert {how for how, event in sparse.items() if getattr(event, name) is None} == may_be_nobody


@each_type
def test_identity(facts):
    """What tells an event from all others of its type is one of its ids."""
    model = EVENT_TYPES[facts["type"], facts["version"]]

    assert model.IDENTITY is None or model.IDENTITY in facts["fields"].keys() & {"id", "message_id", "whisper_id"}
    assert (None if model.IDENTITY is None else "text") == decoded(facts, payload(facts)).identity


@each_type
def test_as_dict(facts):
    """An event's fields are plain values, which JSON can hold, and which read again as the same event."""
    event = decoded(facts, payload(facts))
    fields = event.as_dict()

    assert facts["fields"].keys() <= fields.keys()
    assert event == decoded(facts, json.loads(json.dumps(fields)))


@each_type
def test_fields(facts):
    """Every field has Twitch's name, its type, and `None` exactly where it may be missing."""
    assert [] == list(compare(EVENT_TYPES[facts["type"], facts["version"]], facts["fields"], facts["type"]))


DOCUMENTED_ELSEWHERE = {
    "ChannelChatMessage": {"channel_points_animation_id"},
    "StreamType": {""},
    "SubscriptionStatus": set(SubscriptionStatus),
    "SubscriptionTransport": {"conduit_id"},
    "TransportMethod": {"conduit"},
}
"""What Twitch sends and documents nowhere, and what only its API has."""


def test_nothing_else():
    """No class has a field, and no enumeration a value, that is not documented somewhere."""
    found: defaultdict[type, set[str]] = defaultdict(set)
    for facts in TABLE:
        gather(EVENT_TYPES[facts["type"], facts["version"]], {"is": "object", "of": facts["fields"]}, found)
    has = {
        model: set(model) if issubclass(model, OpenEnum) else {field.name for field in attrs.fields(model)}
        for model in found
    }

    differ = {model.__name__: has[model] ^ known for model, known in found.items() if has[model] != known}
    assert DOCUMENTED_ELSEWHERE == differ


@each_type
def test_full(facts):
    """A payload with every field decodes, and nothing of it is lost."""
    everything = payload(facts)

    assert holds(decoded(facts, everything), everything)


@each_type
@pytest.mark.parametrize("leave_out", ["absent", "null"])
def test_optional(facts, leave_out):
    """A payload without what may be absent, or with null where it may be, decodes; both read as `None`."""
    sparse = payload(facts, leave_out=leave_out)
    event = decoded(facts, sparse)

    assert holds(event, sparse)
    assert all(getattr(event, name) is None for name in facts["fields"].keys() - sparse.keys())


@each_type
def test_spelling(facts):
    """Numbers and booleans may come as text where Twitch's examples have them so."""
    assert holds(decoded(facts, payload(facts, spell=True)), payload(facts))


@each_type
def test_unknown_fields(facts):
    """Fields that are new at Twitch are no trouble."""
    everything = payload(facts)

    assert holds(decoded(facts, {**everything, "brand_new": {"of": ["Twitch"]}}), everything)


def test_slots():
    """Event classes and their parts are slotted and frozen, and have nothing that decoding would pass over."""
    models = [
        model
        for model in (getattr(twitchtrio.eventsub.events, name) for name in twitchtrio.eventsub.events.__all__)
        if isinstance(model, type)
        and attrs.has(model)
        and model.__module__.startswith(("twitchtrio.eventsub.events", "twitchtrio.words"))
    ]

    assert len(models) > len(EVENT_TYPES)

    for model in models:
        assert "__dict__" not in dir(model)
        assert model.__setattr__ is not object.__setattr__
        for field in attrs.fields(model):
            assert field.kw_only
            assert field.init
            assert field.alias == field.name


WITHOUT_EXAMPLE = {"channel.custom_power_up_redemption.add"}
"""What Twitch's reference has no example of."""


def reference() -> pathlib.Path:
    """Twitch's reference as facts, which is not part of the project."""
    folder = os.environ.get("TWITCHTRIO_REFERENCE")
    if not folder:
        pytest.skip("TWITCHTRIO_REFERENCE does not name a folder with Twitch's own examples")
    return pathlib.Path(folder)


def test_examples():
    """Twitch's own example payloads decode."""
    decoded_types = set()
    for facts in TABLE:
        for path in reference().glob(f"examples/eventsub/{facts['type']}.v{facts['version']}*.json"):
            example = json.loads(path.read_text(encoding="utf-8"))
            sent = example["events"] if "events" in example else [example["event"]]
            for each in sent:
                event = decoded(facts, each)
                decoded_types.add(facts["type"])
                # One example has its event in a list.
                (fields,) = each["data"] if each.keys() == {"data"} else [each]

                assert facts["class"] == type(event).__name__
                assert fields.keys() <= {field.name for field in attrs.fields(type(event))}

    assert WITHOUT_EXAMPLE == {facts["type"] for facts in TABLE} - decoded_types


def test_websocket_samples():
    """Samples of every kind of message decode."""
    kinds = {type(decode_message(path.read_bytes())).__name__ for path in reference().glob("examples/websocket/*.json")}

    assert {"Welcome", "Keepalive", "Notification", "Reconnect", "Revocation"} == kinds
