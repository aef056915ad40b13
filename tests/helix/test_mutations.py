"""However Twitch answers, a call gives a value or raises a TwitchError, and a walk over pages ends."""

# ruff: noqa: T201 - how the calls came out, shown by `pytest -rP`

from __future__ import annotations

import json
from collections import Counter
from typing import Any, get_origin

import msgspec
import pytest
import trio

from tests.helix.facts import FACTS, METHODS, answered_model
from tests.helix.made import arguments, fit, payload, perform
from tests.mutations import cases, changed, odd_text, told, written
from tests.proofs import times
from twitchtrio._json_values import clean, parse
from twitchtrio.errors import DecodeError, TwitchError
from twitchtrio.helix import Helix, Page
from twitchtrio.network import Response
from twitchtrio.subscription import Target, TransportMethod
from twitchtrio.tokens import Account

CALLS = sorted(METHODS)
SCOPES = {scope for facts in FACTS.values() for scope in facts["scopes"]}
STATUSES = (
    *[200] * 30, 201, 202, 204, 206, 299, 100, 101, 300, 302, 304, 400, 401, 401, 403, 404, 409, 410, 418, 422, 425,
    429, 429, 500, 502, 503, 504, 599, 0, 999,
)  # fmt: skip
HEADERS = {
    "Ratelimit-Remaining": ("0", "1", "799", "", "-1", "x", "9" * 5_000, "1e400", "nan", "½", "0x10", "0.5"),
    "Ratelimit-Reset": ("0", "1800000001", "", "-5", "x", "9" * 5_000, "1e308", "inf", "nan"),
    "Ratelimit-Limit": ("800", "0", "", "-1", "x", "9" * 5_000, "inf"),
    "Date": ("Wed, 25 Nov 2026 10:00:00 GMT", "", "x", "Wed, 99 Nov 99999 10:00:00 GMT", "9" * 5_000, "\xff"),
    "Retry-After": ("1", "x", "1e999"),
    "Twitch-Trace-Id": ("a", "", "\x1b[2J", "x" * 5_000),
    "Content-Type": ("application/json", "text/html", "application/json; charset=utf-16"),
}
WORDS = ("c1", "c2", "Missing scope: user:edit or channel:bot", "incorrect user authorization", "invalid token", 429)
CURSORS = ("c1", "c2", "c3", "c4")
REFUSAL = json.dumps({"error": "Refused", "status": 400, "message": "Missing scope: user:edit"}).encode()
BODIES = {call: json.dumps(payload(FACTS[call], "full")).encode() if FACTS[call]["response"] else b"" for call in CALLS}
LISTS = [call for call in CALLS if isinstance(json.loads(BODIES[call] or b"{}").get("data"), list)]
LIMIT = 300
"""More requests than any walk over so few cursors takes."""


class Headers(dict[str, str]):
    """As httpx has them."""

    def __init__(self, items: dict[str, str]) -> None:
        super().__init__({name.lower(): value for name, value in items.items()})

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


def answer(call, rng, *, status=None):
    """An answer as nobody means it."""
    status = rng.choice(STATUSES) if status is None else status
    body = msgspec.json.decode(BODIES[call] or b'{"data":[]}')
    if rng.random() < 0.9:
        body["pagination"] = {"cursor": rng.choice(CURSORS)}
    whole = REFUSAL if status >= 400 else msgspec.json.encode(body)
    content = whole if rng.random() < 0.2 else odd_text(whole, REFUSAL, rng, WORDS)
    headers = {name: rng.choice(values) for name, values in HEADERS.items() if rng.random() < 0.4}
    return Response(status=status, headers=Headers(headers), content=content)


def able(make, http):
    """A client that may do everything."""
    return Helix(make.tokens(make.account("1", "bot", *SCOPES), has_app=True), http)


SESSION = Target(method=TransportMethod.WEBSOCKET, key="s")

# What the client does by itself, beside its calls.
OTHERS = {
    "request": lambda helix, account: helix.request("GET", "/anything"),
    "subscribe": lambda helix, account: helix.subscribe("stream.online", "1", {}, target=SESSION, actor=account),
    "unsubscribe": lambda helix, account: helix.unsubscribe("subscription-1", actor=account),
    "subscriptions": lambda helix, account: helix.subscriptions(actor=account),
    "user_ids": lambda helix, account: helix.user_ids(["bot", "streamer"]),
}
LIKE = {
    "request": "helix.users.get_users",
    "subscribe": "helix.eventsub.create_eventsub_subscription",
    "unsubscribe": "helix.eventsub.delete_eventsub_subscription",
    "subscriptions": "helix.eventsub.get_eventsub_subscriptions",
    "user_ids": "helix.users.get_users",
}


async def called(helix: Helix, name: str, account: Account) -> Any:
    """What a call gives."""
    if name in OTHERS:
        return await OTHERS[name](helix, account)
    return await perform(fit(helix, name), name, arguments(name))


def check(name: str, value: Any) -> None:
    """A value is of the kind that the call promises."""
    if name in OTHERS:
        return
    model = answered_model(name)
    match value:
        case [*items] if all(isinstance(each, Page) for each in items) and items:
            assert all(isinstance(item, model) for page in items for item in page.items)
        case [*items]:
            assert all(isinstance(item, model) for item in items)
        case _:
            assert isinstance(value, get_origin(model) or model)


@pytest.mark.proof
async def test_any_answers(autojump_clock, secrecy, make):
    """Each call gives a value of its kind or raises a TwitchError, within minutes; then a good answer is read again."""
    outcomes = Counter()
    for number, rng in cases(400):
        name = rng.choice([*CALLS, *OTHERS])
        call = LIKE.get(name, name)
        answers = []

        def next_answer(_, call=call, rng=rng, answers=answers):
            answers.append(answer(call, rng))
            assert len(answers) < LIMIT
            return answers[-1]

        http = make.http(handler=next_answer)
        helix = able(make, http)
        account = helix._session.tokens.own
        began = trio.current_time()
        with told(number, (name, answers)):
            try:
                value = await called(helix, name, account)
            except TwitchError as exc:
                assert str(exc).isprintable()  # noqa: PT017 - most raise nothing
                outcomes[type(exc).__name__] += 1
            else:
                check(name, value)
                outcomes["a value, items set aside" if helix.misfit_count else "a value"] += 1
            assert trio.current_time() - began < 600 * len(answers)

            http.handler = lambda _, call=call: make.answer(json.loads(BODIES[call]) if BODIES[call] else None)
            await called(helix, name, account) if name != "user_ids" else None
        outcomes["requests"] += len(answers)

    print(f"{times(400)} calls")
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:8} {outcome}")
    # A stream key that stands elsewhere too is shown there.
    secrecy.leaks()
    assert {"a value", "a value, items set aside", "DecodeError", "ServerError", "MissingScopeError"} <= set(outcomes)


def listed(value: Any) -> list[Any]:
    """The items of what a call gave."""
    match value:
        case [Page() as page]:
            return list(page.items)
        case tuple():
            return list(value)
        case _:
            return [value]


@pytest.mark.proof
async def test_any_items(autojump_clock, secrecy, make):
    """An item that cannot be read is set aside alone, and counted; those around it are as they were."""
    outcomes = Counter()
    for number, rng in cases(300):
        name = rng.choice(LISTS)
        whole = {**msgspec.json.decode(BODIES[name]), "pagination": {}}
        good, odd = whole["data"][0], json.loads(json.dumps(whole["data"][0]))
        for _ in range(rng.choice((1, 2, 5))):
            odd = changed(odd, rng, WORDS)
        content = written({**whole, "data": [good, odd, good]})
        http = make.http(answers=[make.answer({**whole, "data": [good]})])
        helix = able(make, http)
        first = listed(await perform(fit(helix, name), name, arguments(name)))[0]
        http.answers.append(Response(status=200, headers=Headers({}), content=content))
        with told(number, (name, odd)):
            async with helix.misfits() as misfits:
                try:
                    items = listed(await perform(fit(helix, name), name, arguments(name)))
                except DecodeError:
                    assert b"[" * 99_999 in content
                    outcomes["no JSON"] += 1
                    continue
                finally:
                    helix.end()
                asides = [each async for each in misfits]
            assert len(asides) == helix.misfit_count
            assert [first, first] == [items[0], items[-1]]
            if len(items) == 1:
                outcomes["the first was asked for"] += 1
                continue
            raw = msgspec.json.encode(clean(parse(content)["data"][1]))
            assert 3 - len(items) == sum(each.raw == raw for each in asides)
            outcomes["read" if len(items) == 3 else "set aside"] += 1

    print(f"{times(300)} answers: {dict(outcomes)}")
    secrecy.leaks()
    assert {"read", "set aside"} <= set(outcomes)
