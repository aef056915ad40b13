"""Calls that fail: what is tried again, when, and what is told in the end."""

import math
from email.utils import formatdate

import pytest
import trio
import trio.testing

from tests.helix.conftest import USER
from tests.steps import Countdown
from twitchtrio.errors import (
    ForbiddenError,
    LoginRequiredError,
    MissingScopeError,
    NetworkError,
    RateLimitedError,
    ServerError,
    UnauthorizedError,
)
from twitchtrio.helix import EventSubTransport
from twitchtrio.tokens import APP

USED_UP = {"Ratelimit_Limit": 800, "Ratelimit_Remaining": 0, "Ratelimit_Reset": 1_800_000_030}
USED_UP["Date"] = formatdate(1_800_000_000, usegmt=True)
LEFT = {"Ratelimit_Limit": 800, "Ratelimit_Remaining": 700}


async def say(helix, text="hello"):
    """Send a message."""
    return await helix.chat.send_chat_message(broadcaster_id="5", message=text)


# Tokens that are not accepted


async def test_expired_token(helix, http, tokens, make):
    """After a 401 the token is renewed and the call made again, a message too, since it was not carried out."""
    http.answers += [
        make.refusal(401, "Invalid OAuth token"),
        make.answer({"data": [{"message_id": "m", "is_sent": True}]}),
    ]

    await say(helix)

    assert [(tokens.own, "bot-token-1")] == tokens.renewed
    assert ["bot-token-1", "bot-token-2"] == [request.token for request in http.requests]


async def test_token_that_stays_refused(helix, http, tokens, make):
    """A second 401 is told."""
    http.handler = lambda request: make.refusal(401, "Invalid OAuth token")

    with pytest.raises(UnauthorizedError, match="Invalid OAuth token"):
        await helix.users.get_users()

    assert (2, 1) == (len(http.requests), len(tokens.renewed))


async def test_login_that_is_lost(helix, http, tokens, make):
    """Where there is no new token, that is the error."""
    tokens.own = make.account("1", "lost")
    http.handler = lambda request: make.refusal(401, "Invalid OAuth token")

    with pytest.raises(LoginRequiredError, match="The login is lost"):
        await helix.users.get_users()
    assert 1 == len(http.requests)


async def test_missing_scope_by_twitch(helix, http, tokens, make):
    """Where Twitch names a missing scope, a new token would not help; the error says how to get it."""
    http.answers.append(make.refusal(401, "Missing scope: moderator:manage:chat_messages"))

    with pytest.raises(MissingScopeError) as caught:
        await helix.chat.send_chat_message(broadcaster_id="5", message="hello", pin=True)

    assert ("moderator:manage:chat_messages",) == caught.value.scopes
    assert [] == tokens.renewed


@pytest.mark.parametrize(
    "words",
    [
        "missing_scope: {}",
        "MISSING.SCOPE {}",
        "MissingScope {}",
        "missing required scope: {}",
        "Token is missing scope {}",
        "Missing required OAuth scopes: {}",
        "The user access token must include the {} scope.",
        "User access token requires the {} scope.",
    ],
)
async def test_the_family_of_a_missing_scope(words, helix, http, tokens, make):
    """However Twitch says so, a new token would not help."""
    http.answers.append(make.refusal(401, words.format("user:bot")))

    with pytest.raises(MissingScopeError) as caught:
        await say(helix)

    assert ("user:bot",) == caught.value.scopes
    assert [] == tokens.renewed


async def test_missing_scope_of_odd_words(helix, http, tokens, make):
    """Only what looks like a scope gets into the command that somebody will paste into a shell."""
    http.answers.append(make.refusal(401, "Missing scope: user:bot, a:b;reboot or $(c:d) \x1b:x user:write:chat"))

    with pytest.raises(MissingScopeError) as caught:
        await say(helix)

    assert (("user:bot", "user:write:chat"),) == caught.value.scopes


@pytest.mark.parametrize(
    ("message", "acting"),
    [
        ("Missing scope", None),
        ("missing scope: user:bot", APP),
        ("Incorrect user authorization", None),
        ("Incorrect_User_Authorization", None),
    ],
)
async def test_refusals_that_a_new_token_does_not_help(*, message, acting, helix, http, tokens, make):
    """Nor is a token renewed for what it is not to blame for."""
    tokens.has_app = True
    http.answers.append(make.refusal(401, message))

    with pytest.raises(UnauthorizedError, match=message):
        await say(helix if acting is None else helix.acting_as(acting))
    assert [] == tokens.renewed


@pytest.mark.parametrize("message", ["Invalid OAuth token", "OAuth token is missing", "it requires a token", ""])
async def test_refusals_that_a_new_token_may_help(*, message, helix, http, tokens, make):
    """The token is renewed, once."""
    http.answers.append(make.refusal(401, message))

    await helix.users.get_users()
    assert 1 == len(tokens.renewed)


# What is tried again


async def get(helix):
    """A call by GET."""
    return await helix.users.get_users()


async def put(helix):
    """A call by PUT."""
    return await helix.users.block_user(target_user_id="5")


async def delete(helix):
    """A call by DELETE."""
    return await helix.eventsub.delete_eventsub_subscription(id="s")


async def post(helix):
    """A call by POST."""
    return await say(helix)


async def patch(helix):
    """A call by PATCH."""
    return await helix.request("PATCH", "/channels", body={})


async def create(helix):
    """A call by POST that is left to the caller when it fails."""
    transport = EventSubTransport(method="websocket", session_id="s")
    return await helix.eventsub.create_eventsub_subscription(type="t", version="1", condition={}, transport=transport)


@pytest.fixture
def able(tokens, make, helix):
    """The client of an account that may block users."""
    tokens.own = make.account("1", "bot", "user:write:chat", "user:manage:blocked_users")
    return helix


@pytest.mark.parametrize(
    ("call", "trouble", "sent"),
    [
        (get, "503", 4),
        (put, "503", 4),
        (delete, "503", 4),
        (post, "503", 1),
        (patch, "503", 1),
        (create, "503", 1),
        (get, "blocked", 4),
        (put, "blocked", 4),
        (delete, "blocked", 4),
        (post, "blocked", 1),
        (create, "blocked", 1),
        (get, "refused", 1),
        (get, "cut", 4),
        (put, "cut", 4),
        (delete, "cut", 4),
        (post, "cut", 1),
        (patch, "cut", 1),
        (create, "cut", 1),
        (get, "unsent", 4),
        (post, "unsent", 4),
        (patch, "unsent", 4),
        (create, "unsent", 1),
        (get, "429", 4),
        (post, "429", 4),
        (create, "429", 1),
    ],
)
async def test_storm(*, call, trouble, sent, able, http, make, autojump_clock):
    """In lasting trouble a call is made a few times over some seconds, and once where it may have been carried out."""
    fault, error = {
        "503": (make.refusal(503), ServerError),
        "blocked": (make.answer("something else than Twitch", 403), ForbiddenError),
        "refused": (make.refusal(403, "not for you"), ForbiddenError),
        "429": (make.refusal(429), RateLimitedError),
        "cut": (make.silence(), NetworkError),
        "unsent": (make.silence(sent=False), NetworkError),
    }[trouble]
    http.handler = lambda request: fault

    with pytest.raises(error) as caught:
        await call(able)

    assert sent == len(http.requests)
    assert (3 if sent > 1 else 0) <= trio.current_time() <= 8
    if error is NetworkError:
        assert (sent, trio.current_time()) == (caught.value.attempts, caught.value.elapsed)
        assert caught.value.__cause__ is None


async def test_trouble_that_passes(helix, http, make, autojump_clock):
    """What was tried again and succeeds is a success."""
    http.answers += [make.refusal(502), make.silence(), make.answer({"data": [USER]})]

    (user,) = await helix.users.get_users()

    assert "bot" == user.login


async def test_message_cut_off_on_the_second_try(helix, http, make, autojump_clock):
    """A message that could not be sent is sent again, and no more once it may have arrived."""
    http.answers += [make.silence(sent=False), make.silence()]

    with pytest.raises(NetworkError) as caught:
        await say(helix)

    assert (2, True) == (caught.value.attempts, caught.value.sent)


async def test_deadline_before_the_next_try(helix, http, make, autojump_clock):
    """A caller whose deadline comes before the next try gets the error instead of a timeout."""
    http.handler = lambda request: make.refusal(503)

    with trio.fail_after(0.4), pytest.raises(ServerError):
        await helix.users.get_users()

    assert 0 == trio.current_time()


async def test_refresh_without_an_answer_is_not_tried_again(helix, http, tokens, autojump_clock):
    """That a token cannot be had for the network's sake is the token source's word, and final."""
    tokens.failure = NetworkError("no route", address="https://id.twitch.tv/oauth2/token", attempts=3)

    with pytest.raises(NetworkError, match=r"id\.twitch\.tv"):
        await helix.users.get_users()
    assert (0, []) == (trio.current_time(), http.requests)


# The rate limit


async def test_waits_instead_of_being_refused(helix, http, make, autojump_clock):
    """When the points are used up, the next call waits for them, on a view too."""
    http.answers.append(make.answer({"data": []}, **USED_UP))
    await helix.users.get_users()

    await helix.acting_as(helix.account_for(None, (), action="")).users.get_users()

    assert 30 == trio.current_time()


async def test_each_token_has_points_of_its_own(helix, http, tokens, make, autojump_clock):
    """Another account, and the app, need not wait."""
    tokens.has_app = True
    http.answers.append(make.answer({"data": []}, **USED_UP))
    await helix.users.get_users()

    await helix.acting_as(APP).users.get_users(id="1")

    assert 0 == trio.current_time()


async def test_too_many_all_the_same(helix, http, make, autojump_clock):
    """A call that was refused for the rate limit is made again when there are points, a message too."""
    http.answers += [make.refusal(429, **USED_UP), make.answer({"data": [{"message_id": "m", "is_sent": True}]})]

    await say(helix)

    assert (2, 30) == (len(http.requests), trio.current_time())


async def test_too_many_for_ever(helix, http, make, autojump_clock):
    """Within reason: a call is not refused more often than four times."""
    http.handler = lambda request: make.refusal(429, **USED_UP)

    with pytest.raises(RateLimitedError) as caught:
        await helix.users.get_users()

    assert (4, 90, 30) == (len(http.requests), trio.current_time(), caught.value.reset)


async def test_limits_of_an_endpoint_of_its_own(helix, http, tokens, make, autojump_clock):
    """A 429 of a limit whose end nobody tells, for what is no look-up: the caller decides."""
    tokens.own = make.account("1", "bot", "moderator:manage:announcements", "user:write:chat")
    http.answers += [make.refusal(429, **LEFT), make.refusal(429)]

    for call in (say(helix), helix.chat.send_chat_announcement(broadcaster_id="5", message="Listen!")):
        with pytest.raises(RateLimitedError) as caught:
            await call
        assert caught.value.reset is None

    assert (2, 0) == (len(http.requests), trio.current_time())


@pytest.mark.parametrize("left", ["", "many", "nan", "1e400", "0x10"])
async def test_too_many_without_a_count(left, helix, http, make, autojump_clock):
    """A count that is none tells no more than a missing one: the call, which was not carried out, is made again."""
    sent = make.answer({"data": [{"message_id": "m", "is_sent": True}]})
    http.answers += [make.refusal(429, **{**LEFT, "Ratelimit_Remaining": left}), sent]

    await say(helix)

    assert 2 == len(http.requests)
    assert 0.5 <= trio.current_time() <= 10


async def test_too_many_while_points_are_left(helix, http, make, autojump_clock):
    """A 429 that has nothing to do with the points is a fault at Twitch: what is safe is tried again, some times."""
    http.answers += [make.refusal(429, **LEFT)] * 2
    await helix.users.get_users()

    assert 3 == len(http.requests)
    assert 0.5 <= trio.current_time() <= 10

    http.handler = lambda request: make.refusal(429, **LEFT)
    with pytest.raises(RateLimitedError):
        await helix.users.get_users()

    assert 7 == len(http.requests)


async def test_deadline_before_there_are_points(helix, http, make, autojump_clock):
    """A caller who cannot wait as long is told at once, without a request."""
    http.answers.append(make.answer({"data": []}, **USED_UP))
    await helix.users.get_users()

    with trio.fail_after(10), pytest.raises(RateLimitedError, match="used up for 30 s") as caught:
        await helix.users.get_users()

    assert (30, 0, 1) == (caught.value.reset, trio.current_time(), len(http.requests))
    assert ("bot", "/users", 429) == (caught.value.account, caught.value.path, caught.value.status)


# Cancellation


@pytest.mark.parametrize("call", [get, post])
async def test_cancelled_anywhere(*, call, helix, http, tokens, make, autojump_clock):
    """Cancelled at each of its checkpoints, a call gives its point back, and the next one works."""
    http.takes = 1.0
    left = {"Ratelimit_Limit": 800, "Ratelimit_Remaining": 799}

    def serve(request):
        if request.token.endswith("-1"):
            return make.refusal(401, "Invalid OAuth token", **left)
        return make.answer({"data": [{"message_id": "m", "is_sent": True}] if request.body else []}, **left)

    http.handler = serve
    for steps in range(1, 20):
        tokens.generation.clear()
        with trio.CancelScope() as scope, Countdown(steps, scope.cancel, task=trio.lowlevel.current_task()):
            await call(helix)
        (limit,) = helix._session._limits.values()
        assert 0 == limit._under_way
        if not scope.cancelled_caught:
            break

    assert 4 < steps < 19
    assert 798 <= limit._free


async def test_many_at_once(helix, http, make, autojump_clock):
    """A thousand calls at once share one token and one limit; none is refused."""
    served = []

    def serve(request):
        served.append(trio.current_time())
        left = 800 - 1 - (len(served) - 1) % 800
        reset = math.ceil(trio.current_time() / 60 + 0.001) * 60
        return make.answer(
            {"data": []},
            Ratelimit_Limit=800,
            Ratelimit_Remaining=left,
            Ratelimit_Reset=1_800_000_000 + reset,
            Date=formatdate(1_800_000_000 + trio.current_time(), usegmt=True),
        )

    http.handler, http.takes = serve, 0.1
    async with trio.open_nursery() as nursery:
        for _ in range(1000):
            nursery.start_soon(helix.users.get_users)

    assert 1000 == len(served)
    assert 800 == sum(at < 60 for at in served)
