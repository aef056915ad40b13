"""The pages where users consent."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

HOME = "http://localhost:17563"


@pytest.fixture
def asks(fake):
    """A request for a code."""
    fake.add_app("with-secret", "s3cret", redirect_uris=(HOME,))
    return {
        "client_id": "with-secret",
        "redirect_uri": HOME,
        "response_type": "code",
        "scope": "user:read:chat user:write:chat",
        "state": '<"&>',
    }


@pytest.fixture
def page(caller):
    """Asks for the consent page."""

    async def get(**query):
        return await caller.http.get(f"{caller.fake.endpoints.oauth}/authorize", params=query)

    return get


def sent_to(reply, part="query"):
    """Where an answer redirects to, and with what."""
    assert 302 == reply.status_code
    parts = urlsplit(reply.headers["location"])
    assert HOME == f"{parts.scheme}://{parts.netloc}"
    return {name: values[0] for name, values in parse_qs(getattr(parts, part)).items()}


async def exchange(caller, code, redirect_uri=HOME):
    """Take a code to the token endpoint."""
    return await caller.oauth(
        "/token",
        grant_type="authorization_code",
        client_id="with-secret",
        client_secret="s3cret",
        code=code,
        redirect_uri=redirect_uri,
    )


async def test_page_names_what_is_asked(page, asks):
    """Application and scopes are named, and everything from outside is escaped."""
    reply = await page(**asks)

    assert 200 == reply.status_code
    assert "no-referrer" == reply.headers["referrer-policy"]
    assert all(text in reply.text for text in ("with-secret", "user:read:chat", "<option>viewer</option>"))
    assert '<"&>' not in reply.text
    assert "&lt;&quot;&amp;&gt;" in reply.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"client_id": "nobody"}, "invalid client"),
        ({"redirect_uri": HOME + "/"}, "Parameter redirect_uri does not match registered URI"),
        ({"response_type": "id_token"}, "invalid response type"),
        ({"scope": "everything"}, "invalid scope requested: 'everything'"),
    ],
)
async def test_refused(page, asks, change, message):
    """Nobody is redirected anywhere unless all is right."""
    reply = await page(**{**asks, **change})

    assert (400, message) == (reply.status_code, reply.json()["message"])


async def test_code(caller, asks):
    """Allowing gives a code and the state; the code gives a pair, once."""
    allowed = await caller.oauth("/authorize", **asks, decision="allow", login="viewer")
    answer = sent_to(allowed)
    first = await exchange(caller, answer["code"])
    second = await exchange(caller, answer["code"])

    assert ('<"&>', asks["scope"]) == (answer["state"], answer["scope"])
    assert asks["scope"].split() == first.json()["scope"]
    assert (400, "Invalid authorization code") == (second.status_code, second.json()["message"])


async def test_code_belongs_to_its_redirect_uri(caller, asks):
    """Another address at the exchange is refused."""
    allowed = await caller.oauth("/authorize", **asks, decision="allow", login="viewer")
    reply = await exchange(caller, sent_to(allowed)["code"], "http://localhost:1")

    assert "Parameter redirect_uri does not match registered URI" == reply.json()["message"]


async def test_denied(caller, asks):
    """Denying gives an error and the state."""
    reply = await caller.oauth("/authorize", **asks, decision="deny", login="viewer")

    assert {
        "error": "access_denied",
        "error_description": "The user denied you access",
        "state": asks["state"],
    } == sent_to(reply)


async def test_unknown_user(caller, asks):
    """Somebody must consent."""
    assert 400 == (await caller.oauth("/authorize", **asks, decision="allow", login="ghost")).status_code


async def test_implicit(caller, fake, asks):
    """The implicit grant puts a token into the fragment."""
    asks["response_type"] = "token"
    answer = sent_to(await caller.oauth("/authorize", **asks, decision="allow", login="viewer"), "fragment")

    assert "bearer" == answer["token_type"]
    assert fake.user("viewer") is fake.accounts.access(answer["access_token"]).user


async def test_consent_at_once(page, fake, asks):
    """`auto_consent` answers without a page, unless the user must be asked."""
    fake.auto_consent = "viewer"
    at_once = await page(**asks)
    forced = await page(**asks, force_verify="true")

    assert "code" in sent_to(at_once)
    assert 200 == forced.status_code


@pytest.fixture
def activate(caller):
    """Sends the activation page's form."""

    async def send(**form):
        return await caller.http.post("http://127.0.0.1:1/activate", data=form)

    return send


async def test_activation(caller, fake, activate):
    """A viewer types the code, sees what is asked, and allows it."""
    device = (await caller.oauth("/device", client_id=fake.client_id, scopes="user:read:chat")).json()
    empty = await caller.http.get("http://127.0.0.1:1/activate")
    shown = await caller.http.get(device["verification_uri"])
    done = await activate(**{"device-code": device["user_code"].lower(), "decision": "allow", "login": "viewer"})

    assert "device-code" in empty.text
    assert "user:read:chat" in shown.text
    assert 200 == done.status_code
    assert fake.user("viewer") is fake.accounts.devices[device["device_code"]].user


async def test_activation_denied(caller, fake, activate):
    """Or denies it; a code can be used once."""
    device = (await caller.oauth("/device", client_id=fake.client_id, scopes="")).json()
    denied = await activate(**{"device-code": device["user_code"], "decision": "deny"})
    again = await activate(**{"device-code": device["user_code"], "decision": "allow", "login": "viewer"})

    assert (200, 400) == (denied.status_code, again.status_code)
    assert fake.accounts.devices[device["device_code"]].denied
