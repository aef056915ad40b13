"""What shows a mistake and Twitch bears: refused in memory, borne where the fake is served."""

from __future__ import annotations

import httpx
import pytest

from twitchtrio.testing import FakeTwitch


@pytest.fixture
def make(nursery):
    """Makes a fake with a way to post a chat message to it, in memory or served."""

    def fake(**more):
        fake = FakeTwitch(**more)
        for login in ("streamer", "bot"):
            fake.add_user(login)
        return fake

    return fake


def message(fake, **more):
    """The parameters of a chat message."""
    return {"broadcaster_id": fake.user("streamer").id, "sender_id": fake.user("bot").id, "message": "hi", **more}


def requests(fake):
    """Requests of which each is Twitch's way to do a thing, though not the documented one."""
    url, whole = "/chat/messages", message(fake)
    text = {"message": whole.pop("message")}
    return {
        "null": ("POST", url, {"json": message(fake, reply_parent_message_id=None)}),
        "form": ("POST", url, {"data": {**message(fake), "pin": "false"}}),
        "query": ("POST", url, {"params": message(fake)}),
        "half a query": ("POST", url, {"params": whole, "json": text}),
        "unknown in the body": ("POST", url, {"json": message(fake, mood="good")}),
        "unknown in the query": ("GET", "/users", {"params": {"login": "bot", "mood": "good"}}),
    }


async def ask(fake, helix, http, name):
    """The status of an answer."""
    method, path, more = requests(fake)[name]
    headers = {"Authorization": f"Bearer {fake.grant('bot', ['user:write:chat']).access_token}"}
    reply = await http.request(method, f"{helix}{path}", headers={**headers, "Client-Id": fake.client_id}, **more)
    return reply.status_code


KINDS = ["null", "form", "query", "half a query", "unknown in the body", "unknown in the query"]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(("strict", "status"), [(None, 400), (True, 400), (False, 200)])
async def test_in_memory(make, name, strict, status):
    """In memory it is strict, unless it is told not to be."""
    fake = make(strict=strict)
    async with fake.open(), httpx.AsyncClient(transport=fake.network.http) as http:
        assert status == await ask(fake, fake.endpoints.helix, http, name)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(("strict", "status"), [(None, 200), (True, 400), (False, 200)])
async def test_served(make, name, strict, status):
    """Served it is not, unless it is told to be."""
    fake = make(strict=strict)
    async with fake.serve() as served, httpx.AsyncClient(trust_env=False) as http:
        assert status == await ask(fake, served.endpoints.helix, http, name)


@pytest.mark.parametrize(
    "more",
    [{"params": {"pin": "maybe"}}, {"json": []}, {"content": b"{", "headers": {"Content-Type": "application/json"}}],
    ids=["no boolean", "no object", "no JSON"],
)
async def test_what_nobody_bears(make, more):
    """What makes no sense at all is refused all the same."""
    fake = make(strict=False)
    async with fake.open(), httpx.AsyncClient(transport=fake.network.http) as http:
        headers = {"Authorization": f"Bearer {fake.grant('bot', ['user:write:chat']).access_token}"}
        headers |= {"Client-Id": fake.client_id, **more.pop("headers", {})}
        more["params"] = more.get("params", {}) | {k: v for k, v in message(fake).items() if "params" in more}
        reply = await http.post(f"{fake.endpoints.helix}/chat/messages", headers=headers, **more)

    assert 400 == reply.status_code
