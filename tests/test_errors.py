import inspect
import itertools
import re

import pytest

from twitchtrio import errors
from twitchtrio.errors import (
    AuthError,
    ConfigurationError,
    DecodeError,
    HelixError,
    LoginRequiredError,
    MessageDroppedError,
    MissingScopeError,
    NetworkError,
    RateLimitedError,
    ServerError,
    ServiceCrashedError,
    SlowConsumerError,
    SubscriptionError,
    SubscriptionRevokedError,
    TokenRevokedError,
    TwitchError,
    login_command,
)

ANSWER = {"status": 429, "error": "Too Many Requests", "message": "slow down", "method": "GET", "path": "/users"}
CONDITION = {"user_id": "2", "broadcaster_user_id": "1"}


def drawn():
    """The tree at the top of the module, as pairs of a class and its base."""
    parents = {}
    for indent, name in re.findall(r"^( +)(\w+Error)\b", errors.__doc__, re.MULTILINE):
        depth = len(indent)
        parents[depth] = name
        yield name, parents.get(depth - 2, "Exception")


def test_tree():
    """The tree that is drawn is the tree that is, and every class of it is exported."""
    classes = {name: cls for name, cls in vars(errors).items() if inspect.isclass(cls) and issubclass(cls, Exception)}

    assert {name: cls.__base__.__name__ for name, cls in classes.items()} == dict(drawn())
    assert set(classes) | {"login_command"} == set(errors.__all__)


def test_configuration_error():
    """It is a `ValueError` as well."""
    assert issubclass(ConfigurationError, ValueError)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            NetworkError("the connection broke", address="https://x.test/a"),
            "No answer from https://x.test/a: the connection broke.",
        ),
        (
            NetworkError("it took too long", address="https://x.test/a", attempts=3, elapsed=7.4),
            "No answer from https://x.test/a after 3 attempts in 7 s: it took too long.",
        ),
        (
            HelixError(**ANSWER | {"status": 403, "error": "Forbidden", "message": "no."}, account="mybot"),
            "GET /users as account 'mybot': 403 Forbidden: no.",
        ),
        (RateLimitedError(**ANSWER, reset=3.0), "GET /users as the app: 429 Too Many Requests: slow down."),
        (
            ServerError(**ANSWER | {"status": 503, "error": "Service Unavailable", "message": "later"}),
            "GET /users as the app: 503 Service Unavailable: later. This is a fault at Twitch; try again later.",
        ),
        (
            DecodeError("Expected `str`, got `int`", model="User", path="$.data[0].id", excerpt='{"data":'),
            (
                "Twitch's answer is no User: Expected `str`, got `int` at $.data[0].id. "
                "The answer begins with '{\"data\":'."
            ),
        ),
        (
            DecodeError("Input data was truncated", model="User"),
            "Twitch's answer is no User: Input data was truncated at $.",
        ),
        (
            LoginRequiredError("There is no login.", scopes=["user:read:chat"], account="mybot"),
            "There is no login. Run `twitchtrio login --scopes user:read:chat` and sign in as 'mybot'.",
        ),
        (LoginRequiredError("There is no login."), "There is no login. Run `twitchtrio login`."),
        (
            MissingScopeError(
                action="Reading", scopes=["b:read", "b:manage"], account="me", granted=["a"], client_id="c"
            ),
            (
                "Reading needs the scope b:read or b:manage, which the login of 'me' does not grant. "
                "Run `twitchtrio login --client-id c --scopes a,b:read` and sign in as 'me'."
            ),
        ),
        (
            TokenRevokedError(account="me", reason="Invalid refresh token", scopes=["a"]),
            (
                "Twitch no longer accepts the login of 'me' (Invalid refresh token). "
                "Run `twitchtrio login --scopes a` and sign in as 'me'."
            ),
        ),
        (
            TokenRevokedError(account="me", reason="Invalid refresh token", why="Its answer was lost."),
            (
                "Twitch no longer accepts the login of 'me' (Invalid refresh token). Its answer was lost. "
                "Run `twitchtrio login` and sign in as 'me'."
            ),
        ),
        (
            SubscriptionError("cost exceeded.", type="channel.follow", condition=CONDITION, account="me"),
            "Subscribing to channel.follow (broadcaster_user_id=1, user_id=2) as 'me' was refused: cost exceeded.",
        ),
        (
            SubscriptionRevokedError(type="channel.follow", condition=CONDITION, reason="user_removed"),
            (
                "Twitch revoked channel.follow (broadcaster_user_id=1, user_id=2): "
                "user_removed: the user no longer exists."
            ),
        ),
        (
            SubscriptionRevokedError(type="channel.follow", condition={"user_id": "2"}, reason="new_reason"),
            "Twitch revoked channel.follow (user_id=2): new_reason.",
        ),
        (
            MessageDroppedError(code="msg_duplicate", reason="It was sent before.", text="hi", channel="1"),
            "Twitch dropped the message to channel 1: msg_duplicate: It was sent before.",
        ),
        (
            ServiceCrashedError("reader"),
            "The background task 'reader' failed; see the cause. This is likely a bug in twitchtrio.",
        ),
    ],
    ids=itertools.repeat(None),
)
def test_text(error, text):
    """The text says what happened, for whom, and what to do next."""
    assert text == str(error)
    assert isinstance(error, TwitchError)


def test_several_subscriptions():
    """One error tells of all that were refused together, and keeps the error of each."""
    errors = [SubscriptionError(f"no {kind}.", type=kind, condition=CONDITION) for kind in ("a", "b", "c")]

    error = SubscriptionError.several(errors)

    assert tuple(errors) == error.refused
    assert ("a", CONDITION) == (error.type, error.condition)
    assert all(f"no {kind}." in str(error) for kind in ("a", "b", "c"))
    assert "2 others" in str(error)


def test_slow_consumer():
    """The text says how many were lost and three ways out."""
    error = SlowConsumerError(dropped=3, buffer=16)

    assert (3, 16) == (error.dropped, error.buffer)
    assert all(word in str(error) for word in ("16", "3", "bot.start_soon", "buffer=", "overflow="))


def test_attributes():
    """Data stand in attributes, so that no program has to read texts."""
    network = NetworkError("refused", address="https://x.test/", sent=False)
    limited = RateLimitedError(**ANSWER, request_id="r", account="me", reset=3.0)
    missing = MissingScopeError(action="Reading", scopes=["a"], account="me")
    login = LoginRequiredError("None.", accounts=["a", "b"], scopes=["s"])
    refused = SubscriptionError("full", type="t", condition=CONDITION, status=429, cost=10, limit=10)
    dropped = MessageDroppedError(code="c", reason="r", text="hi", channel="1")

    assert ("refused", "https://x.test/", 1, 0.0, False) == (
        network.problem,
        network.address,
        network.attempts,
        network.elapsed,
        network.sent,
    )
    assert ANSWER | {"request_id": "r", "account": "me", "reset": 3.0} == vars(limited)
    assert (("a",), "me", "twitchtrio login --scopes a") == (missing.scopes, missing.account, missing.command)
    assert (("a", "b"), {"s"}, None) == (login.accounts, login.scopes, login.account)
    assert ("t", CONDITION, 429, 10, 10) == (
        refused.type,
        refused.condition,
        refused.status,
        refused.cost,
        refused.limit,
    )
    assert ("c", "r", "hi", "1") == (dropped.code, dropped.reason, dropped.text, dropped.channel)
    assert AuthError("text").account is None


@pytest.mark.parametrize(
    ("scopes", "client_id", "command"),
    [
        ((), None, "twitchtrio login"),
        (("b", "a:b"), None, "twitchtrio login --scopes a:b,b"),
        ({"a"}, "abc123", "twitchtrio login --client-id abc123 --scopes a"),
        ((), "a; rm b", "twitchtrio login --client-id 'a; rm b'"),
    ],
)
def test_login_command(scopes, client_id, command):
    """The command can be pasted into a shell."""
    assert command == login_command(scopes, client_id=client_id)
