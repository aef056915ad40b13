"""Twitch's own examples, which are no part of this project: its answers are read, its requests are made."""

import json
import os
import re
from datetime import datetime
from pathlib import Path

import pytest

from tests.helix.facts import EVERY_SCOPE, FACTS, METHODS, every_endpoint
from tests.helix.made import EXTENSION, arguments, fit, perform
from tests.helix.read import check_result
from twitchtrio.cli._calls import find_call
from twitchtrio.errors import BadRequestError
from twitchtrio.helix import Helix
from twitchtrio.helix._endpoint import Actors
from twitchtrio.tokens import APP

REFERENCE = os.environ.get("TWITCHTRIO_REFERENCE")


def examples(name):
    """Twitch's example answers of an endpoint."""
    files = sorted(Path(REFERENCE, "examples", "helix").glob(f"{name}.*json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


@pytest.mark.skipif(REFERENCE is None, reason="TWITCHTRIO_REFERENCE does not name a folder with Twitch's examples")
@every_endpoint
async def test_examples_of_twitch(call, able, make, http):
    """Twitch's own example answers come out as models that hold all of them."""
    facts = FACTS[call]
    for body in examples(facts["id"]):
        if "pagination" in body:
            body["pagination"] = type(body["pagination"])()
        http.answers.append(make.answer(body))

        check_result(body, await perform(fit(able, call), call, arguments(call)))


def requests():
    """Twitch's example requests, with the call that each is of."""
    if REFERENCE is None:
        return []
    return [
        pytest.param(call, request, id=f"{call}-{number}")
        for call, facts in FACTS.items()
        for file in Path(REFERENCE, "examples", "helix_requests").glob(f"{facts['id']}.json")
        for number, request in enumerate(json.loads(file.read_text(encoding="utf-8")))
        if f"{call}-{number}" not in BROKEN
    ]


# What breaks the reference's own tables, and so cannot be asked for.
BROKEN = {
    "helix.clips.create_clip_from_vod-0": "two parameters that are required are not there",
    "helix.conduits.update_conduit_shards-0": "a secret is shorter than one may be",
    "helix.eventsub.create_eventsub_subscription-0": "the secret is shorter than one may be",
    "helix.guest_star.delete_guest_star_slot-0": "a parameter is there twice",
    "helix.guest_star.get_guest_star_invites-1": "it is of another endpoint",
    **{
        f"helix.guest_star.update_channel_guest_star_settings-{number}": "the body's parameters are in the query"
        for number in range(4)
    },
}


def said(call, request):
    """The arguments that make a request, from its texts."""
    words = {}
    for name, text in request["query"]:
        words.setdefault(name, []).append(text)
    call = find_call(call)
    truths = {"true": True, "false": False}
    options = {
        each.name: words[each.name] if each.is_several else truths.get(words[each.name][0], words[each.name][0])
        for each in call.parameters
        if each.name in words
    }
    body = request["body"] or {}
    return call.given(body.get("data", body) if call.facts.body_in_data else body, options)


def actor_of(call, given, make, http):
    """A client by whoever may make the call: the user whom it names, the app, or the extension."""
    facts, endpoint = FACTS[call], METHODS[call].endpoint
    user = next((given[name] for name in endpoint.acts_as if name in given), "1")
    helix = Helix(make.tokens(make.account(user, "bot", *EVERY_SCOPE), has_app=True), http)
    if endpoint.actors is Actors.EXTENSION:
        return helix.acting_as(EXTENSION)
    by_app = given.keys() & {*endpoint.app_only} or "user" not in facts["tokens"]
    return helix.acting_as(APP) if by_app and endpoint.actors is not Actors.NOBODY else helix


@pytest.mark.parametrize(("call", "request_"), requests())
async def test_requests_of_twitch(call, request_, make, http):
    """Twitch's own example requests are made as they are written."""
    given = said(call, request_)
    http.handler = lambda _: make.refusal(400, "enough")
    helix = actor_of(call, given, make, http)
    with pytest.raises(BadRequestError, match="enough"):
        await perform(helix, call, given)

    (made,) = http.requests
    assert (request_["method"], request_["path"]) == (made.method, made.path)
    assert sorted(map(tuple, request_["query"])) == sorted(made.query)
    assert timed(request_["body"] or None) == timed(made.body)


def timed(value):
    """A JSON value with its times as moments, which can be written with more zeros or fewer."""
    match value:
        case dict():
            return {key: timed(item) for key, item in value.items()}
        case str() if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", value):
            return datetime.fromisoformat(value)
        case _:
            return value


def test_what_is_broken():
    """What is left out is there to be left out."""
    if REFERENCE is not None:
        assert 171 == len(requests()) + len(BROKEN)
