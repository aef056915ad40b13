"""Calls with drawn parameters: what the client refuses the fake refuses too, and the other way round."""

# ruff: noqa: T201 - what the calls came to, shown by `pytest -rP`

import re
from collections import Counter

import pytest

from tests.helix.facts import FACTS, METHODS, parameters
from tests.helix.made import argument, perform
from tests.mutations import cases
from tests.proofs import times
from twitchtrio.errors import ConfigurationError, HelixError, MissingScopeError
from twitchtrio.helix._endpoint import Actors, Endpoint
from twitchtrio.tokens import APP, Extension

# What the fake refuses, as Twitch does, and the client cannot know.
EXPLAINED = {
    "nobody has such an id": r"no user has the ID|regular expression|Bad Identifiers|is no user's",
    "there is no such thing": r"does not exist|not found|is no extension|no such version|is not valid",
    "it is not in such a state": (
        r"not live|not streaming|not active|not banned|already|not a moderator|no suspicious status|is banned|"
        r"DUPLICATE_REWARD|you must set|Only partners"
    ),
    "nobody does so to oneself, or to those above": (
        r"may not be the broadcaster's own|cannot be given another role|must be different|cannot block itself|"
        r"may not be (banned|warned)|may not give themselves|moderators have no suspicious status"
    ),
    "Twitch may know more words one day": r"must be one of",
    "it is a text to the reference": r"duration must be between|color is not valid",
    "it is prose in the reference": (
        r"_enabled needs |A vacation needs|goes with is_global_broadcast|have a length between 1 and 100"
    ),
    "it is served without webhooks": r"no transport but websocket",
}


def drawn(call, name, facts, rng, ids):  # noqa: PLR0911  # a value for each type
    """A value for a parameter: what is right, or just out of bounds, or odd."""
    right = argument(call, name, facts, rng.choice((1, 2)))
    match facts["type"]:
        case "integer":
            bounds = [facts[key] for key in ("min", "max") if key in facts]
            return rng.choice([right, *(bound + step for bound in bounds for step in (-1, 0, 1))])
        case "string" if "enum" in facts:
            return rng.choice([*facts["enum"] * 3, "brand_new"])
        case "string" if name.endswith("_id") or name == "id":
            one = rng.choice([*ids * 3, "999999", "abc", right])
            return rng.sample(ids, rng.randint(1, len(ids))) if facts.get("repeatable") and rng.random() < 0.5 else one
        case "string" if "max_length" in facts:
            return "x" * (facts["max_length"] + rng.choice((-1, 0, 1)))
        case "boolean":
            return rng.random() < 0.5
        case "array" if right:
            least, most = facts.get("min_items", 1), facts.get("max_items", 5)
            return right[:1] * rng.choice((least - 1, least, most, most + 1))
        case _:
            return right


def drawn_parameters(call, rng, ids):
    """Parameters of a call: all that are required, and some of the others."""
    said, given = METHODS[call].endpoint, {}
    for name, facts in parameters(FACTS[call]).items():
        required = facts.get("required", False)
        if facts.get("matches_token_user"):
            continue
        if required and name in said.acts_as[:1]:
            given[name] = ids[0]
        elif required or (name not in said.acts_as and rng.random() < 0.4):
            given[name] = drawn(call, name, facts, rng, ids)
    if said.actors is Actors.EXTENSION and "extension_id" in given:
        given["extension_id"] = "ext"
    return given


def judged(refused, answer):
    """What became of a call, `None` if nothing explains it."""
    if refused:
        return "both refuse" if answer else None
    if not answer.startswith("400"):
        return "it passes both"
    reason = next((why for why, pattern in EXPLAINED.items() if re.search(pattern, answer)), None)
    return reason and f"the fake refuses: {reason}"


@pytest.mark.proof
async def test_drawn_calls(fake, helix, autojump_clock, monkeypatch):
    """Where one of the two refuses and the other does not, it is for a reason that is known."""
    dice = fake.add_extension("ext", "other")
    signing = Extension(client_id="ext", secret=dice.secret, owner_user_id=dice.owner.id)
    views = {Actors.EXTENSION: helix.acting_as(signing), Actors.APP_ONLY: helix.acting_as(APP)}
    ids = [fake.user(login).id for login in ("streamer", "viewer", "fan")]
    refused, check = [], Endpoint.check

    def note(endpoint, query, body=None):
        try:
            check(endpoint, query, body)
        except ConfigurationError as exc:
            refused.append(str(exc))

    # The fake is asked whatever the client thinks of it.
    monkeypatch.setattr(Endpoint, "check", note)
    outcomes, unexplained = Counter(), []
    for _, rng in cases(200):
        call, answer = rng.choice(sorted(FACTS)), ""
        said, given = METHODS[call].endpoint, drawn_parameters(call, rng, ids)
        view = views.get(said.actors) or (helix.acting_as(APP) if given.keys() & {*said.app_only} else helix)
        refused.clear()
        try:
            await perform(view, call, given)
        except HelixError as exc:
            answer = f"{exc.status} {exc.message}"
        except MissingScopeError:  # of the broadcaster, for another's channel
            answer = "401"
        outcome = judged(refused, answer)
        outcomes[outcome] += 1
        if outcome is None:
            unexplained.append((call, given, [*refused], answer))

    print(f"{times(200)} calls")
    for outcome, count in outcomes.most_common():
        print(f"{count:8} {outcome}")
    assert [] == unexplained
    assert {"both refuse", "it passes both"} <= set(outcomes)
