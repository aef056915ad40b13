"""What is checked before any endpoint runs: tokens, parameters, scopes, who acts, and the points."""

from __future__ import annotations

import email.utils
import re

import pytest
import trio

from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.fake.helix._endpoint import ENDPOINTS


def said(reply):
    """Status and message of a refusal."""
    return (reply.status_code, reply.json()["message"])


async def get(caller, path="/users", **headers):
    """Ask without the usual headers."""
    return await caller.http.get(f"{caller.fake.endpoints.helix}{path}", headers=headers)


async def test_headers(caller, fake):
    """Each way to have the headers wrong has its own message."""
    fake.add_app("other")
    token = f"Bearer {caller.token}"

    assert (401, "OAuth token is missing") == said(await get(caller, Client_Id="x"))
    assert (401, "Client ID is missing") == said(await get(caller, authorization=token))
    replies = {
        "Invalid OAuth token": [
            {"authorization": "Bearer guess", "client-id": fake.client_id},
            {"authorization": f"OAuth {caller.token}", "client-id": fake.client_id},
        ],
        "Client ID and OAuth token do not match": [{"authorization": token, "client-id": "other"}],
    }
    for message, variants in replies.items():
        for headers in variants:
            assert (401, message) == said(await get(caller, **headers))


async def test_refusal_has_twitchs_form(caller):
    """Error, status and message, and what a 401 has to say about itself."""
    reply = await get(caller)

    assert {"error": "Unauthorized", "status": 401, "message": "OAuth token is missing"} == reply.json()
    assert "invalid_token" in reply.headers["www-authenticate"]


async def test_expired_token(caller, fake):
    """An expired token is an invalid one."""
    fake.expire("bot")

    assert (401, "Invalid OAuth token") == said(await caller("GET", "/users"))


async def test_no_such_endpoint(caller):
    """Unknown paths are 404, known ones with another method 405; both in JSON."""
    assert (404, "the fake has no such endpoint") == said(await caller("GET", "/nothing"))
    assert 405 == (await caller("POST", "/streams/key")).json()["status"]
    assert 404 == (await caller.http.get("http://127.0.0.1:1/elsewhere")).json()["status"]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, 'Missing required parameter "broadcaster_id"'),
        ({"broadcaster_id": ""}, 'The parameter "broadcaster_id" was malformed: the value must not be empty'),
        (
            {"broadcaster_id": "streamer"},
            (
                'The parameter "broadcaster_id" was malformed: the value must match the regular expression'
                " /^[1-9][0-9]{0,19}$/"
            ),
        ),
        (
            {"broadcaster_id": ["1001", "1002"]},
            'The parameter "broadcaster_id" was malformed: the value must be there at most 1 times',
        ),
        (
            {"broadcaster_id": "1001", "first": "0"},
            'The parameter "first" was malformed: the value must be between 1 and 100',
        ),
        (
            {"broadcaster_id": "1001", "first": "x"},
            'The parameter "first" was malformed: the value must be between 1 and 100',
        ),
        ({"broadcaster_id": "1001", "frist": "1"}, 'Unknown parameter "frist"'),  # codespell:ignore frist
        ({"broadcaster_id": "1001", "after": "guess"}, "The cursor is not valid."),
        ({"broadcaster_id": "99"}, "no user has the ID 99"),
    ],
)
async def test_query_is_checked(caller, params, message):
    """Missing, unknown, empty, repeated and out of bounds: 400."""
    assert (400, message) == said(await caller("GET", "/channels/followers", params=params))


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ({}, 'Missing required parameter "broadcaster_id"'),
        ({"broadcaster_id": "1001", "sender_id": "1002", "message": ""}, "not be empty"),
        ({"broadcaster_id": "1001", "sender_id": "1002", "message": 5}, "be of type string"),
        ({"broadcaster_id": "1001", "sender_id": "1002", "message": "x", "pin": "yes"}, "be of type boolean"),
        (
            {"broadcaster_id": "1001", "sender_id": "1002", "message": "x", "mesage": "x"},  # codespell:ignore mesage
            'Unknown parameter "mesage"',  # codespell:ignore mesage
        ),
        ([], "must be an object"),
    ],
)
async def test_body_is_checked(caller, body, part):
    """The same for bodies, and their types."""
    status, message = said(await caller("POST", "/chat/messages", json=body))

    assert 400 == status
    assert part in message


@pytest.mark.parametrize(
    ("content", "type_", "message"),
    [
        (b"{", "application/json", "the request body is not valid JSON"),
        (b"{}", "text/plain", "the request body must be application/json"),
    ],
)
async def test_body_is_json(caller, content, type_, message):
    """It must be JSON and say so."""
    headers = {"Authorization": f"Bearer {caller.token}", "Client-Id": caller.fake.client_id, "Content-Type": type_}
    url = f"{caller.fake.endpoints.helix}/chat/messages"

    assert (400, message) == said(await caller.http.post(url, content=content, headers=headers))


async def test_scope(caller, fake):
    """A missing scope is named."""
    user_id = fake.user("bot").id
    params = {"user_id": user_id}

    assert (401, "Missing scope: user:read:follows") == said(await caller("GET", "/channels/followed", params=params))


async def test_any_of_the_scopes(caller, fake):
    """Where one of several will do, all are named."""
    message = "Missing scope: user:read:broadcast or user:edit:broadcast"

    assert (401, message) == said(await caller("GET", "/users/extensions/list"))


async def test_acting_user(caller, fake):
    """The parameter that must be the token's user must be it."""
    caller.act_as("bot", "user:read:follows")
    params = {"user_id": fake.user("viewer").id}

    assert (401, "incorrect user authorization") == said(await caller("GET", "/channels/followed", params=params))


async def test_kind_of_token(caller, fake):
    """Some endpoints take no app token, some no other."""
    params = {"user_id": fake.user("bot").id}
    as_user = await caller("GET", "/authorization/users", params=params)
    caller.act_as_app()
    as_app = await caller("GET", "/channels/followed", params=params)

    assert [(401, "incorrect user authorization")] * 2 == [said(as_user), said(as_app)]


async def test_moderator(caller, fake):
    """Who must moderate the channel must do so: 403."""
    caller.act_as("bot", "moderator:read:chatters")
    params = {"broadcaster_id": fake.user("streamer").id, "moderator_id": fake.user("bot").id}
    before = await caller("GET", "/chat/chatters", params=params)
    fake.add_moderator("streamer", "bot")
    after = await caller("GET", "/chat/chatters", params=params)

    assert (403, 200) == (before.status_code, after.status_code)


async def test_app_token_acts_for_a_user(caller, fake):
    """An app token needs the acting user's grants, `user:bot`, and `channel:bot` or the role."""
    caller.act_as_app()
    fake.disconnect("bot")
    body = {"broadcaster_id": fake.user("streamer").id, "sender_id": fake.user("bot").id, "message": "hi"}

    async def post():
        reply = await caller("POST", "/chat/messages", json=body)
        return (reply.status_code, reply.json().get("message"))

    replies = [await post()]
    for user, scope in (("bot", "user:write:chat"), ("bot", "user:bot"), ("streamer", "channel:bot")):
        fake.grant(user, (scope,))
        replies.append(await post())

    assert [
        (401, "Missing scope: user:write:chat"),
        (401, "Missing scope: user:bot"),
        (403, "Missing scope: channel:bot"),
        (200, None),
    ] == replies


async def test_app_token_acts_for_a_moderator(caller, fake):
    """A moderator needs no `channel:bot`."""
    caller.act_as_app()
    fake.grant("bot", ("user:write:chat", "user:bot"))
    fake.add_moderator("streamer", "bot")
    body = {"broadcaster_id": fake.user("streamer").id, "sender_id": fake.user("bot").id, "message": "hi"}

    assert 200 == (await caller("POST", "/chat/messages", json=body)).status_code


async def test_points(autojump_clock, nursery):
    """Each request costs a point of its user's bucket, which refills steadily; an empty one gives 429."""
    import httpx

    fake = FakeTwitch(points_per_minute=60)
    fake.add_user("bot")
    fake.add_user("viewer")
    grants = [fake.grant(login) for login in ("bot", "viewer")]
    async with fake.open(), httpx.AsyncClient(transport=fake.network.http) as http:

        async def ask(grant):
            headers = {"Authorization": f"Bearer {grant.access_token}", "Client-Id": fake.client_id}
            return await http.get(f"{fake.endpoints.helix}/users", headers=headers)

        replies = [await ask(grants[0]) for _ in range(61)]
        other = await ask(grants[1])
        await trio.sleep(1)
        later = await ask(grants[0])

    assert [200] * 60 + [429] == [reply.status_code for reply in replies]
    assert ("60", "59") == (replies[0].headers["ratelimit-limit"], replies[0].headers["ratelimit-remaining"])
    assert (200, 200) == (other.status_code, later.status_code)
    date = email.utils.parsedate_to_datetime(replies[60].headers["date"]).timestamp()
    assert 60 == int(replies[60].headers["ratelimit-reset"]) - date


async def test_pages(caller, fake):
    """A cursor leads to the next page, the last has none, and cursors are good at their own endpoint only."""
    caller.act_as("streamer", "moderator:read:followers")
    fans = [fake.add_user(f"fan{n:02}") for n in range(45)]
    for fan in fans:
        fake.follow(fan, "streamer")
    params = {"broadcaster_id": fake.user("streamer").id}
    seen, cursors = [], []
    while True:
        page = (await caller("GET", "/channels/followers", params=params)).json()
        seen += [entry["user_login"] for entry in page["data"]]
        if not page["pagination"]:
            break
        cursors.append(page["pagination"]["cursor"])
        params["after"] = cursors[-1]
    elsewhere = await caller("GET", "/streams", params={"after": cursors[0]})

    assert sorted(fan.login for fan in fans) == sorted(seen)
    assert (2, 45) == (len(cursors), page["total"])
    assert (400, "The cursor is not valid.") == said(elsewhere)


async def test_page_before(caller, fake):
    """`before` leads back."""
    for n in range(5):
        fake.go_live(fake.add_user(f"live{n}"), viewers=100 - n)

    async def names(**params):
        page = (await caller("GET", "/streams", params={"first": "2", **params})).json()
        return [entry["user_login"] for entry in page["data"]], page["pagination"].get("cursor")

    first, cursor = await names()
    second, cursor = await names(after=cursor)
    back, _ = await names(before=cursor)

    assert (["live0", "live1"], ["live2", "live3"], ["live0", "live1"]) == (first, second, back)


def test_users_are_known_as_such():
    """Every parameter that is called like a user's id is checked as one."""
    params = {(path, param.name): param for (_, path), each in ENDPOINTS.items() for param in each.query}
    users = re.compile(r"(.*_)?(broadcaster|moderator|sender|user)_id")

    assert [] == [key for key, param in params.items() if bool(users.fullmatch(param.name)) != param.user]
