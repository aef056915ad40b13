"""Users, blocks and extensions."""

from __future__ import annotations

import pytest


async def test_get_users(caller, fake):
    """By id and login, each user once; nobody is left out silently, as Twitch does."""
    params = {"id": [fake.user("viewer").id, "99"], "login": ["STREAMER", "viewer", "ghost"]}
    data = (await caller("GET", "/users", params=params)).json()["data"]

    assert ["viewer", "streamer"] == [user["login"] for user in data]
    assert "Viewer" == data[0]["display_name"]
    assert "email" not in data[0]


async def test_get_own_user(caller, fake):
    """Without parameters the token's user, with the address for those who may see it."""
    caller.act_as("bot", "user:read:email")
    (user,) = (await caller("GET", "/users")).json()["data"]

    assert ("bot", "bot@example.com") == (user["login"], user["email"])


async def test_get_users_refused(caller):
    """Too many, or what can be neither id nor login; an app token must say whom."""
    too_many = await caller(
        "GET", "/users", params={"id": list(map(str, range(60))), "login": [f"a{n}" for n in range(60)]}
    )
    no_id = await caller("GET", "/users", params={"id": "viewer"})
    no_login = await caller("GET", "/users", params={"login": "not a login"})
    caller.act_as_app()
    nobody = await caller("GET", "/users")

    assert [400] * 4 == [r.status_code for r in (too_many, no_id, no_login, nobody)]
    assert "Must provide an ID, Login or OAuth Token." == nobody.json()["message"]


async def test_update_user(caller, fake):
    """The description is replaced, or emptied."""
    caller.act_as("bot", "user:edit")
    written = (await caller("PUT", "/users", params={"description": "hello"})).json()["data"][0]
    too_long = await caller("PUT", "/users", params={"description": "x" * 301})
    emptied = (await caller("PUT", "/users")).json()["data"][0]

    assert ("hello", "", 400) == (written["description"], emptied["description"], too_long.status_code)


async def test_authorization_by_user(caller, fake):
    """Who has connected the application, and what they granted."""
    fake.grant("viewer", ("user:read:chat",))
    ids = [fake.user(login).id for login in ("viewer", "streamer")]
    caller.act_as_app()
    data = (await caller("GET", "/authorization/users", params={"user_id": ids})).json()["data"]

    assert [("viewer", ["user:read:chat"])] == [(entry["user_login"], entry["scopes"]) for entry in data]


async def test_blocks(caller, fake):
    """Block, list, unblock."""
    caller.act_as("bot", "user:read:blocked_users", "user:manage:blocked_users")
    me, viewer = fake.user("bot").id, fake.user("viewer").id

    async def blocked():
        page = (await caller("GET", "/users/blocks", params={"broadcaster_id": me})).json()
        return [entry["display_name"] for entry in page["data"]]

    done = await caller("PUT", "/users/blocks", params={"target_user_id": viewer, "reason": "spam"})
    assert (204, ["Viewer"]) == (done.status_code, await blocked())
    await caller("DELETE", "/users/blocks", params={"target_user_id": viewer})
    assert [] == await blocked()
    assert 400 == (await caller("PUT", "/users/blocks", params={"target_user_id": me})).status_code
    wrong = await caller("PUT", "/users/blocks", params={"target_user_id": viewer, "reason": "boredom"})
    assert 400 == wrong.status_code


@pytest.fixture
def installed(fake):
    """The bot with two extensions."""
    user = fake.user("bot")
    user.extensions += [
        {"id": "clip", "version": "1.0", "name": "Clips", "can_activate": True, "type": ["panel", "component"]},
        {"id": "draft", "version": "0.1", "name": "Draft", "can_activate": False, "type": ["panel"]},
    ]
    return user


async def test_extensions(caller, fake, installed):
    """Activate into a slot, read, deactivate."""
    caller.act_as("bot", "user:edit:broadcast")
    on = {"active": True, "id": "clip", "version": "1.0"}
    body = {"data": {"panel": {"1": on}, "component": {"2": {**on, "x": 5}}}}
    active = (await caller("PUT", "/users/extensions", json=body)).json()["data"]
    await caller("PUT", "/users/extensions", json={"data": {"panel": {"1": {"active": False}}}})
    caller.act_as("viewer")
    read = (await caller("GET", "/users/extensions", params={"user_id": installed.id})).json()["data"]
    own = (await caller("GET", "/users/extensions")).json()["data"]

    assert {**on, "name": "Clips"} == active["panel"]["1"]
    assert {**on, "name": "Clips", "x": 5, "y": 0} == active["component"]["2"]
    assert ({"active": False}, True) == (read["panel"]["1"], read["component"]["2"]["active"])
    assert {"active": False} == own["component"]["2"]


async def test_installed_extensions(caller, installed):
    """What cannot be activated is shown to those who may edit."""
    caller.act_as("bot", "user:read:broadcast")
    some = (await caller("GET", "/users/extensions/list")).json()["data"]
    caller.act_as("bot", "user:edit:broadcast")
    everything = (await caller("GET", "/users/extensions/list")).json()["data"]

    assert (1, 2) == (len(some), len(everything))


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"sidebar": {}}, 400),
        ({"panel": []}, 400),
        ({"panel": {"4": {"active": False}}}, 400),
        ({"panel": {"1": {"id": "clip"}}}, 400),
        ({"panel": {"1": {"active": True, "colour": "red"}}}, 400),
        ({"panel": {"1": {"active": True, "id": "other", "version": "1.0"}}}, 404),
    ],
)
async def test_extensions_refused(caller, installed, data, status):
    """Unknown kinds, slots, fields and extensions."""
    caller.act_as("bot", "user:edit:broadcast")

    assert status == (await caller("PUT", "/users/extensions", json={"data": data})).status_code


async def test_active_extensions_for_apps(caller):
    """An app token must say whose."""
    caller.act_as_app()

    assert 400 == (await caller("GET", "/users/extensions")).status_code
