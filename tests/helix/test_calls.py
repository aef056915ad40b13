"""Every call, made: what is sent, what is refused before, and what an answer becomes."""

import itertools
import re
from datetime import datetime

import msgspec
import pytest

from tests.helix.facts import CATEGORIES, FACTS, METHODS, every_endpoint, parameters
from tests.helix.made import EXTENSION, argument, arguments, fit, payload, perform
from tests.helix.read import check_result
from twitchtrio.errors import (
    BadRequestError,
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    HelixError,
    LoginRequiredError,
    MissingScopeError,
    NotFoundError,
    RateLimitedError,
    ServerError,
    UnauthorizedError,
)
from twitchtrio.helix import Helix
from twitchtrio.helix._endpoint import Actors
from twitchtrio.helix._resource import Resource
from twitchtrio.network import Response
from twitchtrio.tokens import APP


@every_endpoint
async def test_request(call, able, http):
    """A call with every parameter sends each by Twitch's name, in the query or the body, as Twitch spells it."""
    facts, said = FACTS[call], METHODS[call].endpoint
    known = parameters(facts)
    every = {name: argument(call, name, each, 2) for name, each in known.items() if not each.get("matches_token_user")}
    for given in allowed(said.rules, every):
        http.answers.append(answer_of(facts, "full"))
        await perform(able.acting_as(APP) if set(given) & set(said.app_only) else fit(able, call), call, given)
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
    texts = [each.isoformat().replace("+00:00", "Z") if isinstance(each, datetime) else str(each) for each in values]
    return [text.lower() if isinstance(each, bool) else text for each, text in zip(values, texts, strict=True)]


def answer_of(facts, variant):
    """An answer built from the facts."""
    content = msgspec.json.encode(payload(facts, variant)) if facts["response"] else b""
    return Response(status=facts["statuses"][0], headers={}, content=content)


@every_endpoint
async def test_refused(call, able, make, http):
    """Before any request: who has granted nothing, users where the app acts, the app or another where a user does."""
    said, bare = METHODS[call].endpoint, make.account("1", "bot")
    if said.actors is Actors.APP_ONLY or said.scopes:
        helix = Helix(make.tokens(bare, has_app=True), http)
        with pytest.raises((MissingScopeError, ConfigurationError)):
            await perform(helix.acting_as(bare) if said.actors is Actors.APP_ONLY else helix, call, arguments(call))
    if said.actors is Actors.EXTENSION:
        for view in (able, able.acting_as(APP)):
            with pytest.raises(ConfigurationError, match="takes an extension's own token"):
                await perform(view, call, arguments(call))
    elif said.actors is not Actors.NOBODY:
        with pytest.raises(ConfigurationError, match="takes no extension's token"):
            await perform(able.acting_as(EXTENSION), call, arguments(call))
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
async def test_answers(call, able, http):
    """Answers built from the facts come out as models that hold all of them."""
    facts = FACTS[call]
    for variant in ("full", "sparse", "null", "empty"):
        http.answers.append(answer_of(facts, variant))

        result = await perform(fit(able, call), call, arguments(call))

        if facts["response"]:
            check_result(payload(facts, variant), result)
        else:
            assert result == ("" if "content_type" in facts else None)


def values(call, name):
    """Something of each kind that a parameter takes, and nothing."""
    facts = parameters(FACTS[call])[name]
    of_its_type = {"boolean": [True, False]}.get(facts["type"]) or facts.get("enum") or [argument(call, name, facts, 1)]
    return of_its_type if facts.get("required") else [None, *of_its_type]


def breaking(call, rule):
    """Arguments that break a rule and no other."""
    known, others = parameters(FACTS[call]), [each for each in METHODS[call].endpoint.rules if each != rule]
    for chosen in itertools.product(*(values(call, name) for name in rule.names)):
        given = arguments(call) | dict(zip(rule.names, chosen, strict=True))
        given = {name: value for name, value in given.items() if value is not None}
        for name in (each.names[0] for each in others if each.problem(given)):
            if name not in rule.names:
                given[name] = argument(call, name, known[name], 1)
        if rule.problem(given) and not any(each.problem(given) for each in others):
            return given
    pytest.fail(f"nothing breaks {rule} alone")


def beyond(bounds):
    """Values just out of bounds, with what is said of them."""
    if bounds.format is not None:
        yield "?", bounds.format.said
    if bounds.min is not None:
        yield bounds.min - 1, f"the least is {bounds.min}"
    if bounds.max is not None:
        yield bounds.max + 1, f"the most is {bounds.max}"
    for most in filter(None, (bounds.max_length, bounds.max_bytes)):
        yield "x" * (most + 1), f"the most is {most}" if bounds.format is None else bounds.format.said
    if bounds.max_items is not None:
        yield ["x"] * (bounds.max_items + 1), f"the most is {bounds.max_items}"
    if bounds.min_items:
        yield ["x"] * (bounds.min_items - 1), f"the least is {bounds.min_items}"
    if bounds.item_max_length is not None:
        yield ["x" * (bounds.item_max_length + 1)], f"the most is {bounds.item_max_length}"


@every_endpoint
async def test_refused_at_the_door(call, able, http):
    """What breaks one of its rules or bounds is refused before any request, and the rule is named."""
    said, view = METHODS[call].endpoint, fit(able, call)
    for rule in said.rules:
        given = breaking(call, rule)
        with pytest.raises(ConfigurationError, match=re.escape(rule.problem(given))):
            await perform(view, call, given)
    for name, bounds in said.bounds.items():
        for value, told in beyond(bounds):
            with pytest.raises(ConfigurationError, match=f"{name} .*{re.escape(told)}"):
                await perform(view, call, arguments(call) | {name: value})
    assert [] == http.requests


ERRORS = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitedError,
    500: ServerError,
}


@every_endpoint
async def test_statuses(call, able, make, http, autojump_clock):
    """Each status that the reference names for a refusal is an error of its own class, which tells what Twitch said."""
    facts = FACTS[call]
    for status in facts["errors"]:
        http.handler = lambda _, status=status: make.refusal(status, "Twitch says why")

        with pytest.raises(HelixError, match="Twitch says why") as caught:
            await perform(fit(able, call), call, arguments(call))

        assert ERRORS.get(status, HelixError) is type(caught.value)
        assert (status, facts["method"], facts["path"]) == (
            caught.value.status,
            caught.value.method,
            caught.value.path,
        )


def test_acting_as_the_app(able):
    """Endpoints are named by the category and the title of the reference, on views too."""
    assert all(isinstance(getattr(able, name), Resource) for name in CATEGORIES)
    assert able.acting_as(APP).users.get_users.endpoint is METHODS["helix.users.get_users"].endpoint
