"""Tokens: how they are had, how long they live, how they end."""

from __future__ import annotations

import httpx
import pytest
import trio

from twitchtrio.testing import FakeTwitch

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
SECRET = "s3cret"


def said(reply: httpx.Response) -> tuple[int, str]:
    """Status and message of a refusal."""
    return (reply.status_code, reply.json()["message"])


@pytest.fixture
def confidential(fake: FakeTwitch) -> dict[str, str]:
    """The credentials of an application that has a secret."""
    fake.add_app("with-secret", SECRET, redirect_uris=("http://localhost:17563",))
    return {"client_id": "with-secret", "client_secret": SECRET}


@pytest.fixture
def public(fake: FakeTwitch) -> dict[str, str]:
    """The credentials of an application without a secret."""
    return {"client_id": fake.client_id}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({}, (400, "missing client id")),
        ({"client_id": "nobody"}, (400, "invalid client")),
        ({"client_id": "with-secret"}, (400, "missing grant type")),
        ({"client_id": "with-secret", "grant_type": "password"}, (400, "invalid grant type")),
        ({"client_id": "with-secret", "grant_type": "client_credentials"}, (400, "missing client secret")),
        (
            {"client_id": "with-secret", "client_secret": "wrong", "grant_type": "client_credentials"},
            (403, "invalid client secret"),
        ),
        ({"client_id": "fake-client-id", "grant_type": "client_credentials"}, (400, "missing client secret")),
        (
            {
                "client_id": "fake-client-id",
                "client_secret": "any",
                "grant_type": "refresh_token",
                "refresh_token": "x",
            },
            (403, "invalid client secret"),
        ),
        ({"client_id": "with-secret", "grant_type": "refresh_token"}, (400, "missing client secret")),
        ({"client_id": "fake-client-id", "grant_type": "refresh_token"}, (400, "missing refresh token")),
        ({"client_id": "fake-client-id", "grant_type": DEVICE, "device_code": "x"}, (400, "missing scopes")),
        (
            {"client_id": "fake-client-id", "grant_type": DEVICE, "device_code": "x", "scopes": ""},
            (400, "invalid device code"),
        ),
    ],
)
async def test_refused(caller, confidential, form, expected):
    """What is missing or wrong is named as Twitch names it."""
    assert expected == said(await caller.oauth("/token", **form))


async def test_json_is_no_form(caller, fake):
    """Parameters come as a form; others are not seen."""
    body = {"client_id": fake.client_id, "grant_type": "client_credentials"}
    reply = await caller.http.post(f"{fake.endpoints.oauth}/token", json=body)

    assert (400, "missing client id") == said(reply)


async def test_client_credentials(caller, confidential, autojump_clock):
    """An app token has neither user nor scopes nor refresh token."""
    token = (await caller.oauth("/token", grant_type="client_credentials", **confidential)).json()
    validated = await validate(caller, token["access_token"])

    assert {"access_token", "expires_in", "token_type"} == token.keys()
    assert {"client_id": "with-secret", "scopes": None, "expires_in": 5184000} == validated.json()


async def validate(caller, token: str, scheme: str = "OAuth") -> httpx.Response:
    """Ask what a token is good for."""
    headers = {"Authorization": f"{scheme} {token}"}
    return await caller.http.get(f"{caller.fake.endpoints.oauth}/validate", headers=headers)


@pytest.mark.parametrize("scheme", ["OAuth", "Bearer"])
async def test_validate(caller, fake, scheme, autojump_clock):
    """A user token tells its user, scopes and the seconds that are left."""
    grant = fake.grant("bot", "user:read:chat")

    assert {
        "client_id": fake.client_id,
        "login": "bot",
        "user_id": fake.user("bot").id,
        "scopes": ["user:read:chat"],
        "expires_in": 14400,
    } == (await validate(caller, grant.access_token, scheme)).json()


async def test_validate_what_is_no_token(caller, fake):
    """An unknown token, another scheme, no header: 401."""
    token = fake.grant("bot").access_token
    without = await caller.http.get(f"{fake.endpoints.oauth}/validate")

    assert (401, "invalid access token") == said(await validate(caller, "guess"))
    assert (401, "invalid access token") == said(await validate(caller, token, "Basic"))
    assert (401, "missing authorization token") == said(without)


async def test_tokens_expire(caller, fake, autojump_clock):
    """A user access token lives four hours of Trio's clock."""
    token = fake.grant("bot").access_token
    await trio.sleep(14399)
    before = await validate(caller, token)
    await trio.sleep(1)
    after = await validate(caller, token)

    assert (200, 1, 401) == (before.status_code, before.json()["expires_in"], after.status_code)


async def test_one_time_refresh(caller, fake, public, autojump_clock):
    """A public application's refresh token works once, for 30 days, and keeps the scopes."""
    grant = fake.grant("bot", "user:read:chat")
    form = {**public, "grant_type": "refresh_token"}
    first = (await caller.oauth("/token", **form, refresh_token=grant.refresh_token)).json()
    again = await caller.oauth("/token", **form, refresh_token=grant.refresh_token)
    await trio.sleep(30 * 86400)
    late = await caller.oauth("/token", **form, refresh_token=first["refresh_token"])

    assert ["user:read:chat"] == first["scope"]
    assert {"status": 400, "error": "Bad Request", "message": "Invalid refresh token"} == again.json()
    assert 400 == late.status_code


async def test_reusable_refresh(caller, fake, confidential):
    """A confidential application's refresh token stays, and its oldest access token dies at the fifty-first."""
    grant = fake.grant("bot", client_id="with-secret")
    form = {**confidential, "grant_type": "refresh_token", "refresh_token": grant.refresh_token}
    for _ in range(49):
        token = (await caller.oauth("/token", **form)).json()
    assert grant.refresh_token == token["refresh_token"]
    assert 200 == (await validate(caller, grant.access_token)).status_code
    await caller.oauth("/token", **form)

    assert 401 == (await validate(caller, grant.access_token)).status_code
    assert 200 == (await validate(caller, token["access_token"])).status_code


def test_one_time_refresh_can_be_chosen():
    """Whatever the kind of application."""
    fake = FakeTwitch("mine", SECRET, one_time_refresh=True)
    fake.add_user("bot")
    refresh_token = fake.grant("bot").refresh_token

    assert fake.accounts.refresh("mine", refresh_token) is not None
    assert fake.accounts.refresh("mine", refresh_token) is None


async def test_refresh_token_of_another_application(caller, fake, confidential):
    """Belongs to the application that got it."""
    token = fake.grant("bot").refresh_token
    reply = await caller.oauth("/token", grant_type="refresh_token", refresh_token=token, **confidential)

    assert (400, "Invalid refresh token") == said(reply)


async def test_device_flow(caller, fake, public, autojump_clock):
    """Pending until the user consents, then a pair; once."""
    device = (await caller.oauth("/device", **public, scopes="user:read:chat user:write:chat")).json()
    form = {**public, "grant_type": DEVICE, "device_code": device["device_code"], "scopes": "user:read:chat"}
    pending = await caller.oauth("/token", **form)
    fake.consent(device["user_code"], "bot")
    await trio.sleep(device["interval"])
    token = (await caller.oauth("/token", **form)).json()
    again = await caller.oauth("/token", **form)

    assert (1800, 5, 8) == (device["expires_in"], device["interval"], len(device["user_code"]))
    assert (400, "authorization_pending") == said(pending)
    assert ["user:read:chat", "user:write:chat"] == token["scope"]
    assert (400, "invalid device code") == said(again)


async def test_device_flow_polled_too_fast(caller, public, autojump_clock):
    """A poll before its time is told to slow down, and the interval grows by five seconds."""
    device = (await caller.oauth("/device", **public, scopes="")).json()
    form = {**public, "grant_type": DEVICE, "device_code": device["device_code"], "scopes": ""}
    messages = []
    for pause in (0, 1, 5, 15):
        await trio.sleep(pause)
        messages.append(said(await caller.oauth("/token", **form))[1])

    assert ["authorization_pending", "slow_down", "slow_down", "authorization_pending"] == messages


async def test_device_flow_denied(caller, fake, public):
    """A denial ends it."""
    device = (await caller.oauth("/device", **public, scopes="")).json()
    fake.deny(device["user_code"])
    form = {**public, "grant_type": DEVICE, "device_code": device["device_code"], "scopes": ""}

    assert (400, "access_denied") == said(await caller.oauth("/token", **form))
    assert (400, "invalid device code") == said(await caller.oauth("/token", **form))
    with pytest.raises(LookupError):
        fake.consent(device["user_code"], "bot")


async def test_device_flow_expires(caller, fake, public, autojump_clock):
    """After half an hour the code is no good, neither here nor there."""
    device = (await caller.oauth("/device", **public, scopes="")).json()
    await trio.sleep(1800)
    form = {**public, "grant_type": DEVICE, "device_code": device["device_code"], "scopes": ""}

    assert (400, "invalid device code") == said(await caller.oauth("/token", **form))
    with pytest.raises(LookupError):
        fake.deny(device["user_code"])


async def test_device_flow_with_consent_at_once(caller, fake, public):
    """With `auto_consent` the first poll succeeds."""
    fake.auto_consent = "bot"
    device = (await caller.oauth("/device", **public, scopes="")).json()
    form = {**public, "grant_type": DEVICE, "device_code": device["device_code"], "scopes": ""}
    token = (await caller.oauth("/token", **form)).json()

    assert "bot" == (await validate(caller, token["access_token"])).json()["login"]


async def test_confidential_device_flow_without_secret(caller, fake, confidential):
    """It gives a token that cannot be refreshed without the secret."""
    fake.auto_consent = "bot"
    device = (await caller.oauth("/device", client_id="with-secret", scopes="")).json()
    form = {"client_id": "with-secret", "grant_type": DEVICE, "device_code": device["device_code"], "scopes": ""}
    refresh_token = (await caller.oauth("/token", **form)).json()["refresh_token"]
    refresh = {"grant_type": "refresh_token", "refresh_token": refresh_token}

    assert (400, "missing client secret") == said(await caller.oauth("/token", client_id="with-secret", **refresh))
    assert 200 == (await caller.oauth("/token", **confidential, **refresh)).status_code


async def test_device_needs_known_scopes(caller, public):
    """Scopes must be there, and be Twitch's."""
    assert (400, "missing scopes") == said(await caller.oauth("/device", **public))
    reply = await caller.oauth("/device", **public, scopes="user:read:mind")
    assert (400, "invalid scope requested: 'user:read:mind'") == said(reply)


async def test_revoke(caller, fake, public):
    """A revoked token is no more; what cannot be revoked is said."""
    token = fake.grant("bot").access_token

    assert (400, "missing client id") == said(await caller.oauth("/revoke", token=token))
    assert (400, "missing oauth token") == said(await caller.oauth("/revoke", **public))
    assert (404, "client does not exist") == said(await caller.oauth("/revoke", client_id="nobody", token=token))
    assert 200 == (await caller.oauth("/revoke", **public, token=token)).status_code
    assert 401 == (await validate(caller, token)).status_code
    assert (400, "Invalid token") == said(await caller.oauth("/revoke", **public, token=token))


async def test_revoke_by_another_application(caller, fake, confidential):
    """Only the application that has a token can revoke it."""
    token = fake.grant("bot").access_token

    assert 404 == (await caller.oauth("/revoke", client_id="with-secret", token=token)).status_code


async def test_expire(caller, fake, public):
    """All of a user's tokens, or one; an expired refresh token is no good."""
    one, two, other = fake.grant("bot"), fake.grant("bot"), fake.grant("viewer")
    fake.expire(one.access_token)
    after_one = [(await validate(caller, g.access_token)).status_code for g in (one, two, other)]
    fake.expire("bot")
    after_user = [(await validate(caller, g.access_token)).status_code for g in (one, two, other)]
    fake.expire(two.refresh_token)
    form = {**public, "grant_type": "refresh_token"}

    assert ([401, 200, 200], [401, 401, 200]) == (after_one, after_user)
    assert 200 == (await caller.oauth("/token", **form, refresh_token=one.refresh_token)).status_code
    assert 400 == (await caller.oauth("/token", **form, refresh_token=two.refresh_token)).status_code


async def test_disconnect(caller, fake, public):
    """Who removes the application ends access and refresh tokens."""
    grant = fake.grant("bot")
    fake.disconnect("bot")
    reply = await caller.oauth("/token", **public, grant_type="refresh_token", refresh_token=grant.refresh_token)

    assert 401 == (await validate(caller, grant.access_token)).status_code
    assert (400, "Invalid refresh token") == said(reply)


def test_nothing_secret_in_reprs(fake):
    """Neither grants nor applications show their secrets."""
    fake.add_app("with-secret", SECRET)
    grant = fake.grant("bot")
    text = repr(
        (grant, fake.accounts.apps, list(fake.accounts._access.values()), list(fake.accounts._refresh.values()))
    )

    assert not [secret for secret in (SECRET, grant.access_token, grant.refresh_token) if secret in text]


async def test_parameters_in_the_query(caller, fake, confidential):
    """OAuth takes its parameters in the query too, all or some."""
    oauth = fake.endpoints.oauth
    given = {**confidential, "grant_type": "client_credentials"}
    whole = await caller.http.post(f"{oauth}/token", params=given)
    half = await caller.http.post(f"{oauth}/token", params=confidential, data={"grant_type": "client_credentials"})
    device = await caller.http.post(f"{oauth}/device", params={"client_id": fake.client_id, "scopes": ""})
    token = whole.json()["access_token"]
    gone = await caller.http.post(
        f"{oauth}/revoke", params={"client_id": confidential["client_id"]}, data={"token": token}
    )

    assert [200, 200, 200] == [reply.status_code for reply in (whole, half, device)]
    assert 200 == gone.status_code
    assert fake.accounts.access(token) is None
