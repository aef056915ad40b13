"""However Twitch's OAuth service replies, there is a value or a TwitchError; and no pair of tokens is lost."""

# ruff: noqa: T201 - how the requests came out, shown by `pytest -rP`

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import contextmanager

import pytest
import trio

from tests.mutations import cases, odd_json, odd_text, told
from tests.proofs import times
from twitchtrio.auth import OAuth
from twitchtrio.errors import DecodeError, TwitchError
from twitchtrio.network import Response
from twitchtrio.tokens import AppToken, UserToken

PAIR = {
    "access_token": "the-new-access-token",
    "expires_in": 14_400,
    "refresh_token": "the-new-refresh-token",
    "scope": ["user:read:chat", "user:write:chat"],
    "token_type": "bearer",
}
APP = {"access_token": "the-app-token", "expires_in": 5_000_000, "token_type": "bearer"}
DEVICE = {
    "device_code": "the-device-code",
    "expires_in": 1800,
    "interval": 5,
    "user_code": "ABCDEFGH",
    "verification_uri": "https://www.twitch.tv/activate?device-code=ABCDEFGH",
}
VALIDATION = {
    "client_id": "app",
    "login": "bot",
    "scopes": ["user:read:chat"],
    "user_id": "1001",
    "expires_in": 5_520_838,
}
MESSAGES = (
    "authorization_pending", "slow_down", "invalid device code", "Invalid refresh token", "invalid client",
    "invalid client secret", "missing client secret", "invalid access token", "Invalid authorization code",
    "access_denied", "the refresh token was the-old-refresh-token",
)  # fmt: skip
STATUSES = (*[200] * 20, 201, 204, 302, 400, 400, 400, 401, 401, 403, 404, 418, 429, 500, 502, 503, 599, 999)
WORDS = (*MESSAGES, "the-new-access-token", "two words", "tab\there", "user:read:chat user:bot", {"access_token": "x"})
OLD = UserToken(access_token="the-old-access-token", refresh_token="the-old-refresh-token", scopes={"user:bot"})


class OddHttp:
    """Replies to everything with what it is told to make."""

    def __init__(self, make):
        self.make = make
        self.replies = []

    async def send(self, method, url, *, headers, content=None):
        await trio.lowlevel.checkpoint()
        self.replies.append(self.make())
        assert len(self.replies) < 10_000
        return self.replies[-1]


def reply(good, rng, status=None):
    """A reply as nobody means it."""
    status = rng.choice(STATUSES) if status is None else status
    refusal = json.dumps({"status": status, "message": rng.choice(MESSAGES), "error": "Bad Request"}).encode()
    whole = json.dumps(good).encode() if status < 400 else refusal
    content = whole if rng.random() < 0.15 else odd_text(whole, refusal, rng, WORDS)
    return Response(status=status, headers={}, content=content)


async def exchanged(oauth):
    """The code grant."""
    return await oauth.exchange_code("code", redirect_uri="http://localhost", state="s", expected_state="s")


async def device(oauth):
    """The device grant, to its end; what its start says is odd too."""
    flow = await oauth.start_device_flow(["user:bot"])
    assert 0 < flow.expires_at - trio.current_time() <= 86_400
    assert 1 <= flow.interval <= 60
    assert isinstance(flow.user_code, str)
    return await flow.poll() or await flow.wait()


REQUESTS = {
    "exchange": (exchanged, PAIR, UserToken),
    "refresh": (lambda oauth: oauth.refresh(OLD), PAIR, UserToken),
    "device": (device, PAIR | DEVICE, UserToken),
    "validate": (lambda oauth: oauth.validate("a-token"), VALIDATION, object),
    "app token": (lambda oauth: oauth.client_credentials(), APP, AppToken),
    "revoke": (lambda oauth: oauth.revoke("a-token"), {}, type(None)),
}


@pytest.mark.proof
async def test_any_replies(autojump_clock, secrecy):
    """Each request gives a value or raises a TwitchError, and each wait for a user ends."""
    outcomes = Counter()
    for number, rng in cases(400):
        name = rng.choice(list(REQUESTS))
        call, good, kind = REQUESTS[name]
        http = OddHttp(lambda good=good, rng=rng: reply(good, rng))
        oauth = OAuth("app", rng.choice(("the-client-secret", "another-secret")), http=http)
        with told(number, (name, http.replies)):
            try:
                with trio.fail_after(100_000):
                    value = await call(oauth)
            except TwitchError as exc:
                outcomes[type(exc).__name__] += 1
            else:
                assert isinstance(value, kind)
                outcomes[f"{name}: a value"] += 1
        outcomes["replies"] += len(http.replies)

    print(f"{times(400)} requests")
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:8} {outcome}")
    assert {f"{name}: a value" for name in REQUESTS} <= set(outcomes)
    # A token that was swapped with a scope is shown as the scope, and a scope in its place is a secret.
    secrecy.leaks()


@contextmanager
def deep():
    """Room for what is nested deeply."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(8_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def pair_in(content):
    """The two tokens in a reply, `None` if there are not both."""
    try:
        with deep():
            found = json.loads(content.decode(errors="replace"), parse_int=float)
        tokens = found["access_token"], found["refresh_token"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    fit = all(
        isinstance(each, str) and each.isascii() and each.isprintable() and each.split() == [each] for each in tokens
    )
    return tokens if fit else None


@pytest.mark.proof
async def test_no_pair_is_lost(autojump_clock, secrecy):
    """Where both tokens are in a reply to a refresh, they are taken, whatever else is in it; else the old one stays."""
    outcomes = Counter()
    for number, rng in cases(400):
        content = odd_json(json.dumps(PAIR).encode(), rng, WORDS)
        expected = pair_in(content)
        http = OddHttp(lambda content=content: Response(status=200, headers={}, content=content))
        with told(number, content):
            try:
                new = await OAuth("app", http=http).refresh(OLD)
            except DecodeError:
                assert expected is None
                outcomes["no access token"] += 1
                continue
            got = new.access_token.reveal(), new.refresh_token.reveal()
            if expected is None and got[1] == "the-old-refresh-token":
                outcomes["a new access token"] += 1
            elif expected is None:
                assert {f'"{token}"' in content.decode(errors="replace") for token in got} == {True}
                outcomes["a pair out of nonsense"] += 1
            else:
                assert expected == got
                outcomes["a new pair"] += 1

    print(f"{times(400)} replies: {dict(outcomes)}")
    assert {"no access token", "a new access token", "a new pair", "a pair out of nonsense"} == set(outcomes)
    secrecy.leaks()
