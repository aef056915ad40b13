"""Rows to put into stores."""

from __future__ import annotations

import pytest

from twitchtrio.stores import TokenKey
from twitchtrio.tokens import TokenKind, UserToken

OAUTH = "http://127.0.0.1/oauth2"


@pytest.fixture
def make_key():
    """Makes keys."""

    def make(user_id="1", *, oauth=OAUTH, client_id="app"):
        return TokenKey(oauth=oauth, client_id=client_id, user_id=user_id)

    return make


@pytest.fixture
def key(make_key):
    """One key."""
    return make_key()


@pytest.fixture
def make_token():
    """Makes the tokens of a user; equal numbers give equal pairs."""

    def make(number=1, *, login="somebody", **more):
        given = {
            "access_token": f"access-{number}",
            "refresh_token": f"refresh-{number}",
            "kind": TokenKind.DEVICE,
            "scopes": {"user:read:chat"},
            "user_id": "1",
            "login": login,
        }
        return UserToken(**(given | more))

    return make
