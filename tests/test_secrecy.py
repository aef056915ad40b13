"""The search for secrets finds them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

import attrs
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


class Thing:
    """An object of ours that tells nothing of itself."""

    __module__ = "twitchtrio.planted"

    def __init__(self, text: str) -> None:
        self.text = text


@attrs.frozen
class Value:
    """A value of ours with a field that it does not tell."""

    __module__ = "twitchtrio.planted"
    text: str = attrs.field(repr=False)


def stop(module: str, variable: object) -> None:
    """Let an expected error rise in a module's function that has a variable."""
    function: dict[str, Any] = {"__name__": module}
    exec("def stop(variable): raise LookupError", function)
    with pytest.raises(LookupError):
        function["stop"](variable)


@pytest.mark.parametrize(
    "hold",
    [
        str,
        str.encode,
        lambda text: {"a": [{"b": f"Bearer {text}"}]},
        lambda text: {text},
        Thing,
        Value,
        lambda text: {"a": Thing(text)},
        lambda text: (1, Value(text)),
    ],
    ids=["text", "bytes", "items", "set", "vars", "field", "vars of an item", "field of an item"],
)
def test_variables(hold: Callable[[str], object], secrecy: Secrecy, planted: str) -> None:
    """What a variable of a function of ours holds where an error passes it, also where its `repr` does not tell."""
    stop("twitchtrio.planted", hold(planted))

    (leak,) = secrecy.leaks()
    assert leak.startswith("locals: <string>:1: variable = ")


@pytest.mark.parametrize("module", ["httpx", "tests.planted", "twitchtrio.testing.fake.planted"])
def test_variables_of_others(module: str, secrecy: Secrecy, planted: str) -> None:
    """Other people's functions, and those of the fake Twitch, hold what they need."""
    stop(module, planted)

    assert [] == secrecy.leaks()


def test_attributes(secrecy: Secrecy, planted: str) -> None:
    """What an object is made with and does not tell."""
    UserToken(access_token="another", raw={"access_token": planted})

    (leak,) = secrecy.leaks()
    assert leak.startswith("attributes: UserToken: ")


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
