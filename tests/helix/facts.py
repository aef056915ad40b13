"""The facts in tests/reference/helix_table.json, and the methods that they are facts of, by the name of a call."""

import inspect
import json
import types
import typing
from functools import cache
from pathlib import Path

import attrs
import pytest

from twitchtrio.helix import Helix
from twitchtrio.helix._category import Category
from twitchtrio.helix._endpoint import Actors, endpoints_of

TABLE = json.loads((Path(__file__).parents[1] / "reference" / "helix_table.json").read_text(encoding="utf-8"))
FACTS = {each["call"]: each for each in TABLE}
CATEGORIES = [name for name, each in vars(Helix).items() if isinstance(each, Category)]

METHODS = {
    f"helix.{category}.{name}": method
    for category in CATEGORIES
    for name, method in endpoints_of(vars(Helix)[category].resource).items()
}

KINDS = {
    Actors.USER: {"user"},
    Actors.APP_ONLY: {"app"},
    Actors.ANYONE: {"app", "user"},
    Actors.EXTENSION: {"jwt"},
    Actors.NOBODY: {"none"},
}

EVERY_SCOPE = {scope for each in TABLE for scope in (*each["scopes"], *each["app_scopes"])}

every_endpoint = pytest.mark.parametrize("call", sorted(FACTS))


def parameters(facts):
    """All parameters by name, those within a body's `data` as they are called here: flat."""
    body = facts["body"]
    if [each["name"] for each in body] == ["data"] and body[0]["type"] == "object":
        body = body[0]["fields"]
    return {each["name"]: each for each in [*facts["query"], *body]}


def data_of(facts):
    """The facts of an answer's `data`."""
    return next(each for each in facts["response"] if each["name"] == "data")


def signature(call):
    """Signature of the method of a call."""
    return inspect.signature(METHODS[call])


@cache
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


def model_within(annotation):
    """The model in an annotation."""
    if attrs.has(annotation):
        return annotation
    return next(filter(None, map(model_within, typing.get_args(annotation))), None)
