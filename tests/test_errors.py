import copy
import inspect
import itertools
import pickle
import re

import pytest
from attrs import frozen

from twitchtrio import errors
from twitchtrio.errors import (
    AuthError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    DecodeError,
    ForbiddenError,
    HelixError,
    LoginRequiredError,
    MessageDroppedError,
    MissingScopeError,
    NetworkError,
    NotAllowedError,
    NotFoundError,
    OnCooldownError,
    RateLimitedError,
    ServerError,
    ServiceCrashedError,
    SlowConsumerError,
    SubscriptionError,
    SubscriptionRevokedError,
    TokenRevokedError,
    TwitchError,
    UnauthorizedError,
    UsageError,
    login_command,
)

ANSWER = {"status": 429, "error": "Too Many Requests", "message": "slow down", "method": "GET", "path": "/users"}
CONDITION = {"user_id": "2", "broadcaster_user_id": "1"}


@frozen
class Named:
    name: str
    seconds = 30.0


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
        (
            RateLimitedError(**ANSWER, as_app=True, reset=3.0),
            "GET /users as the app: 429 Too Many Requests: slow down.",
        ),
        (
            ServerError(**ANSWER | {"status": 503, "error": "Service Unavailable", "message": "later"}),
            "GET /users: 503 Service Unavailable: later. This is a fault at Twitch; try again later.",
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
                action="Reading", scopes=[("b:read", "b:manage")], account="me", granted=["a"], client_id="c"
            ),
            (
                "Reading needs the scope b:read or b:manage, which the login of 'me' does not grant. "
                "Run `twitchtrio login --client-id c --scopes a,b:read` and sign in as 'me'."
            ),
        ),
        (
            MissingScopeError(action="Reading", scopes=["x", ("b:read", "b:manage")], account="me"),
            (
                "Reading needs the scopes x, b:read or b:manage, which the login of 'me' does not grant. "
                "Run `twitchtrio login --scopes b:read,x` and sign in as 'me'."
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
            MessageDroppedError(code="", reason="It was sent before.", text="hi", channel="1"),
            "Twitch dropped the message to channel 1: It was sent before.",
        ),
        (
            UsageError("x is no number.", usage="!top [count]", parameter="count", word="x"),
            "x is no number. Usage: !top [count]",
        ),
        (UsageError("did you mean -quiet?", usage="!top [-quiet]"), "did you mean -quiet? Usage: !top [-quiet]"),
        (NotAllowedError(Named("moderators")), "This is for moderators only."),
        (OnCooldownError(remaining=2.1, cooldown=Named("a cooldown")), "This can be used again in 3 s."),
        (
            MessageDroppedError(code="msg_rejected", reason="", text="hi", channel="1"),
            "Twitch dropped the message to channel 1: msg_rejected: Twitch gave no reason.",
        ),
        (
            MessageDroppedError(code="", reason="", text="hi", channel="1"),
            "Twitch dropped the message to channel 1: Twitch gave no reason.",
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
    assert ANSWER | {"request_id": "r", "account": "me", "as_app": False, "reset": 3.0} == vars(limited)
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
    assert dropped.sent_parts == TwitchError().sent_parts == ()


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


# Refusals by their status


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, HelixError),
        (400, BadRequestError),
        (401, UnauthorizedError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (409, ConflictError),
        (418, HelixError),
        (429, RateLimitedError),
        (500, ServerError),
        (503, ServerError),
        (599, ServerError),
    ],
)
def test_of_a_status(status, kind):
    """A status stands for one class, whatever part of Twitch it comes from."""
    told = ANSWER | {"status": status, "request_id": "r", "account": "me"}

    error = HelixError.of(**told, reset=3.0)

    assert kind is type(error)
    assert told == {name: getattr(error, name) for name in told}
    assert (3.0 if kind is RateLimitedError else None) == getattr(error, "reset", None)


# Copies

LOGIN = {"account": "me", "scopes": ["a:read"], "client_id": "c"}
SUBSCRIBED = {"type": "channel.follow", "condition": CONDITION, "reason": "full"}
BUILT = {
    **dict.fromkeys(
        ("TwitchError", "ConfigurationError", "EventSubError", "ChatError", "CommandError"), lambda cls: cls("text")
    ),
    "NetworkError": lambda cls: cls("refused", address="https://x.test/", attempts=3, elapsed=7.0, sent=False),
    "HelixError": lambda cls: cls(**ANSWER, request_id="r", account="me", as_app=True),
    "RateLimitedError": lambda cls: cls(**ANSWER, reset=3.0),
    "DecodeError": lambda cls: cls("Expected `str`", model="User", path="$.data", excerpt="{"),
    "AuthError": lambda cls: cls("text", account="me"),
    "LoginRequiredError": lambda cls: cls("None.", **LOGIN, accounts=["a"]),
    "MissingScopeError": lambda cls: cls(action="Reading", **LOGIN, granted=["b"]),
    "TokenRevokedError": lambda cls: cls(**LOGIN, reason="gone", why="Nobody knows."),
    "SubscriptionError": lambda cls: cls.several([cls(**SUBSCRIBED, cost=1), cls(**SUBSCRIBED, status=400)]),
    "SubscriptionRevokedError": lambda cls: cls(**SUBSCRIBED),
    "SlowConsumerError": lambda cls: cls(dropped=3, buffer=16),
    "MessageDroppedError": lambda cls: cls(code="c", reason="r", text="hi", channel="1"),
    "UsageError": lambda cls: cls("x is no number", usage="!top [count]", parameter="count", word="x"),
    "NotAllowedError": lambda cls: cls(Named("vip")),
    "OnCooldownError": lambda cls: cls(remaining=2.1, cooldown=Named("of 30 s")),
    "ServiceCrashedError": lambda cls: cls("reader"),
}
CLASSES = [getattr(errors, name) for name, _ in drawn()]


def built(cls):
    """An error of any class, with all that an error can carry."""
    build = next(BUILT[base.__name__] for base in cls.__mro__ if base.__name__ in BUILT)
    error = build(cls)
    error.sent_parts = (Part("m"),)
    error.add_note("a note")
    return error


@frozen
class Part:
    message_id: str


def told_by(error):
    """What a reader of the error can find out, in plain values."""
    data = vars(error) | {"refused": [told_by(each) for each in getattr(error, "refused", ())]}
    return type(error), error.args, str(error), data


@pytest.mark.parametrize("cls", CLASSES)
def test_copies(cls):
    """Every error can be copied and pickled; the copy tells the same and goes its own way."""
    error = built(cls)
    pickled = [pickle.dumps(error, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]

    for other in (copy.copy(error), copy.deepcopy(error), *map(pickle.loads, pickled)):
        assert other is not error
        assert told_by(error) == told_by(other)
        other.add_note("another")
        assert ["a note"] == error.__notes__


def test_copies_of_a_program_s_own():
    """A class that a program derives is copied as well, whatever its constructor takes."""

    class OwnError(MessageDroppedError):
        def __init__(self, *, number):
            super().__init__(code="c", reason="r", text="hi", channel="1")
            self.number = number

    other = copy.copy(OwnError(number=7))

    assert (OwnError, 7, "hi") == (type(other), other.number, other.text)


# Texts of Twitch

HOSTILE = "a\x1b[2Jb\r\nc\u202ed\ud800e\x00" + "x" * 10_000
TELLING = {
    "HelixError": lambda text: HelixError(**ANSWER | {"error": text, "message": text}, request_id=text),
    "RateLimitedError": lambda text: HelixError.of(**ANSWER | {"error": text, "message": text}),
    "ServerError": lambda text: ServerError(**ANSWER | {"message": text}),
    "DecodeError": lambda text: DecodeError(text, model="User", path=text, excerpt=text),
    "NetworkError": lambda text: NetworkError(text, address="https://x.test/"),
    "MessageDroppedError": lambda text: MessageDroppedError(code=text, reason=text, text="hi", channel="1"),
    "SubscriptionRevokedError": lambda text: SubscriptionRevokedError(type="t", condition={}, reason=text),
    "TokenRevokedError": lambda text: TokenRevokedError(account="me", reason=text),
}


@pytest.mark.parametrize("telling", TELLING)
def test_words_of_twitch(telling):
    """Whatever Twitch writes, an error tells of it briefly and on one printable line."""
    error = TELLING[telling](HOSTILE)

    told = [str(error), *(value for value in vars(error).values() if isinstance(value, str))]
    assert all(text.isprintable() for text in told)
    assert len(str(error)) < 2_000
    assert all(len(text) <= 500 for text in told[1:])
    assert "a\ufffd[2Jb  c\ufffdd\ufffde\ufffdx" in str(error)


def test_words_of_several_refusals():
    """What is told of many subscriptions is not cut, and printable too."""
    errors = [SubscriptionError(f"no\n{kind}" + "x" * 400, type="t", condition={}) for kind in ("a", "b")]

    error = SubscriptionError.several(errors)

    assert len(str(error)) > 800
    assert str(error).isprintable()


def test_words_of_twitch_that_are_short():
    """What is short and printable stays as it is."""
    said = "Channel \u00e9\u4e2d \U0001f600 is 'closed'."

    assert said == HelixError(**ANSWER | {"message": said}).message
    assert "x" * 500 == HelixError(**ANSWER | {"message": "x" * 500}).message
    assert "x" * 497 + "..." == HelixError(**ANSWER | {"message": "x" * 501}).message
