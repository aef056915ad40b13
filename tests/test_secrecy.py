"""The search for secrets finds them."""

from __future__ import annotations

import logging
import sys

import pytest

from tests.secrecy import Secrecy
from twitchtrio import UserToken
from twitchtrio.errors import AuthError
from twitchtrio.testing import FakeTwitch


@pytest.fixture
def planted(secrecy: Secrecy) -> str:
    """A secret of this test."""
    token = UserToken(access_token="a-secret-that-is-planted")
    return token.access_token.reveal()


def test_logs(secrecy: Secrecy, planted: str) -> None:
    """A log record of any level and logger, and an exception in it."""
    logging.getLogger("trio-websocket").debug("Bearer %s", planted)
    assert ["log records: Bearer a-secret-that-is-planted"] == secrecy.leaks()

    UserToken(access_token=planted)
    logging.getLogger("httpx").info("Oh", exc_info=OSError(planted))
    assert 1 == len(secrecy.leaks())


@pytest.mark.parametrize("place", ["text", "attribute", "note", "cause", "context", "group"])
def test_exceptions(place: str, secrecy: Secrecy, planted: str) -> None:
    """Everything that an exception carries along."""
    error = AuthError("text " + planted * (place == "text"), account=planted * (place == "attribute"))
    if place == "note":
        error.add_note(planted)
    if place == "cause":
        error.__cause__ = OSError(planted)
    if place == "context":
        error.__context__ = KeyError(KeyError(planted))
    if place == "group":
        error.__cause__ = ExceptionGroup("", [OSError(planted)])

    assert secrecy.leaks()
    assert [] == secrecy.leaks()


def test_other_exceptions(secrecy: Secrecy, planted: str) -> None:
    """Exceptions of Python's own that a test expects."""
    with pytest.raises(LookupError):
        raise LookupError(planted)

    assert 1 == len(secrecy.leaks())


def test_outputs(secrecy: Secrecy, planted: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed."""
    sys.stderr.write(planted)
    capsys.readouterr()

    assert 1 == len(secrecy.leaks())


async def test_the_fakes_secrets(secrecy: Secrecy) -> None:
    """What a fake makes up, and what it is given."""
    fake = FakeTwitch("my-client-id", "the-secret-of-the-app")
    fake.add_user("bot")
    granted = fake.grant("bot", ())
    async with fake.serve() as served:
        for secret in (granted.access_token, granted.refresh_token, served.control_secret, "the-secret-of-the-app"):
            logging.getLogger("anybody").info(secret)

    assert 4 == len(secrecy.leaks())


def test_harmless(secrecy: Secrecy, planted: str) -> None:
    """What shows nothing is no leak."""
    logging.getLogger("httpx").info("HTTP Request: GET /users")

    assert [] == secrecy.leaks()
