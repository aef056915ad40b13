"""Calls: what is sent and what comes back."""

import base64
import json
import time

import pytest
import trio
import trio.testing
from attrs import evolve

from tests.helix.conftest import USER
from twitchtrio.endpoints import TWITCH
from twitchtrio.errors import (
    BadRequestError,
    ConfigurationError,
    ConflictError,
    DecodeError,
    ForbiddenError,
    HelixError,
    LoginRequiredError,
    MissingScopeError,
    NotFoundError,
    ServerError,
    UnauthorizedError,
)
from twitchtrio.helix import Helix
from twitchtrio.helix._endpoint import EXTENSION as EXTENSION_ONLY, NOBODY, endpoint
from twitchtrio.helix._resource import Resource
from twitchtrio.helix._session import Session
from twitchtrio.tokens import APP, Extension, Secret


async def say(helix, text="hello"):
    """Send a message."""
    return await helix.chat.send_chat_message(broadcaster_id="5", message=text)


# What is sent


EXTENSION = Extension(client_id="ext-id", secret="c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMgb3IgbW9yZQ==", owner_user_id="9")


class Odd(Resource):
    """Endpoints that take no access token."""

    __slots__ = ()

    @endpoint("GET", "/calendar", NOBODY)
    async def get_calendar(self):
        """A text for everybody."""
        return await self._text()

    @endpoint("GET", "/extensions", EXTENSION_ONLY)
    async def get_extensions(self):
        """For extensions."""
        await self._none()


async def test_nobody(tokens, http, make):
    """Where Twitch takes no token, none is sent, and a refusal of it is nobody's."""
    http.answers += [evolve(make.answer({}), content=b"BEGIN:VCALENDAR"), make.refusal(401)]
    odd = Odd(Session(tokens, http, TWITCH))

    assert "BEGIN:VCALENDAR" == await odd.get_calendar()
    with pytest.raises(UnauthorizedError, match=r"^GET /calendar: 401") as caught:
        await odd.get_calendar()
    assert (None, False) == (caught.value.account, caught.value.as_app)
    assert [{}, {}] == [dict(request.headers) for request in http.requests]


async def test_extension(tokens, http, make):
    """An extension acts by a token that it signs, which is never refreshed; others cannot call what is for it."""
    http.answers += [make.answer({}), make.refusal(401)]
    session = Session(tokens, http, TWITCH)
    odd = Odd(session, EXTENSION)

    await odd.get_extensions()
    with pytest.raises(UnauthorizedError):
        await odd.get_extensions()
    first = http.requests[0]
    assert "ext-id" == first.headers["Client-Id"]
    claims = json.loads(base64.urlsafe_b64decode(first.headers["Authorization"].reveal().split(".")[1] + "=="))
    assert {"user_id": "9", "role": "external"} == {key: claims[key] for key in ("user_id", "role")}
    assert 100 < claims["exp"] - time.time() < 200
    with pytest.raises(ConfigurationError, match=r"takes an extension's own token: helix\.acting_as\(Extension"):
        await Odd(session).get_extensions()
    with pytest.raises(ConfigurationError, match="takes no extension's token; the extension ext-id cannot"):
        await Helix(tokens, http).acting_as(EXTENSION).users.get_users()


async def test_extension_requests(helix, http, make):
    """What has no method yet can be called by an extension too."""
    http.answers.append(evolve(make.answer({}), content=b""))

    assert await helix.acting_as(EXTENSION).request("POST", "/extensions/pubsub", body={"message": "x"}) is None
    assert "ext-id" == http.requests[0].headers["Client-Id"]


async def test_headers(helix, http):
    """A call carries the acting account's token, the client id and who is calling."""
    await helix.users.get_users(id="7")

    (request,) = http.requests
    assert "https://api.twitch.tv/helix/users?id=7" == request.url
    assert Secret("Bearer bot-token-1") == request.headers["Authorization"]
    assert "app-id" == request.headers["Client-Id"]
    assert "User-Agent" not in request.headers  # the network adds one
    assert request.content is None
    assert "Content-Type" not in request.headers


async def test_body(helix, http, make):
    """A body is JSON without what was left out; the acting account's id is filled in."""
    http.answers.append(make.answer({"data": [{"message_id": "m", "is_sent": True}]}))

    sent = await say(helix)

    (request,) = http.requests
    assert {"broadcaster_id": "5", "sender_id": "1", "message": "hello"} == request.body
    assert "application/json" == request.headers["Content-Type"]
    assert ("m", True, None) == (sent.message_id, sent.is_sent, sent.drop_reason)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({}, None),
        ({"drop_reason": None}, None),
        ({"drop_reason": {}}, ("", "")),
        ({"drop_reason": {"code": "msg_rejected"}}, ("msg_rejected", "")),
        ({"message_id": "", "drop_reason": {"message": "no"}}, ("", "no")),
    ],
)
async def test_a_dropped_message(answer, told, helix, http, make):
    """What Twitch leaves out of a message that it does not show is empty."""
    http.answers.append(make.answer({"data": [{"is_sent": False, **answer}]}))

    dropped = await say(helix)

    assert ("", False) == (dropped.message_id, dropped.is_sent)
    assert told == (dropped.drop_reason and (dropped.drop_reason.code, dropped.drop_reason.message))


async def test_the_id_that_is_given_acts(helix, http, tokens, make):
    """The account whose id is given for the acting user makes the call."""
    tokens.others.append(make.account("2", "boss", "user:write:chat"))
    http.answers.append(make.answer({"data": [{"message_id": "m", "is_sent": True}]}))

    await helix.chat.send_chat_message(broadcaster_id="5", sender_id="2", message="hello")

    assert ("boss-token-1", "2") == (http.requests[0].token, http.requests[0].body["sender_id"])


async def test_the_app_acts_for_the_bot(helix, http, tokens, make):
    """Where the app acts and no user is named, it acts for the bot's own account."""
    tokens.has_app = True
    http.answers.append(make.answer({"data": [{"message_id": "m", "is_sent": True}]}))

    await say(helix.acting_as(APP))

    assert ("app-token-1", "1") == (http.requests[0].token, http.requests[0].body["sender_id"])


async def test_the_app_acts_for_nobody(helix, http, tokens):
    """Where there is no own account, the app must be told for whom it acts."""
    tokens.own, tokens.has_app = None, True

    with pytest.raises(ConfigurationError, match="as the app itself needs sender_id="):
        await say(helix.acting_as(APP))
    assert [] == http.requests


async def test_an_acting_user_who_is_optional_is_not_filled_in(helix, http, make):
    """A parameter that only shows more is left out unless it is given."""
    http.handler = lambda request: make.answer({"data": []})

    with pytest.raises(NotFoundError):
        await helix.chat.get_chat_settings(broadcaster_id="5")
    with pytest.raises(NotFoundError):
        await helix.chat.get_chat_settings(broadcaster_id="5", moderator_id="1")

    assert [[("broadcaster_id", "5")], [("broadcaster_id", "5"), ("moderator_id", "1")]] == [
        request.query for request in http.requests
    ]


async def test_refused_at_the_door(helix, http):
    """What Twitch would refuse for certain is refused without a request."""
    with pytest.raises(ConfigurationError, match="message has 501 characters; the most is 500"):
        await say(helix, "x" * 501)
    with pytest.raises(ConfigurationError, match="first is 101"):
        helix.streams.get_streams(first=101)
    with pytest.raises(MissingScopeError, match="moderator:read:chatters"):
        await helix.chat.get_chatters(broadcaster_id="5").collect()
    with pytest.raises(LoginRequiredError, match="needs the login of user 9"):
        await helix.chat.send_chat_message(broadcaster_id="5", sender_id="9", message="hello")

    assert [] == http.requests


async def test_chunks(helix, http, make):
    """More ids than Twitch takes go out in several requests; the results keep the order of the ids."""

    def serve(request):
        return make.answer({"data": [{**USER, "id": value} for _, value in request.query]})

    http.handler = serve
    ids = [str(number) for number in range(250)]

    users = await helix.users.get_users(id=ids)

    assert ids == [user.id for user in users]
    assert [50, 100, 100] == sorted(len(request.query) for request in http.requests)


async def test_chunks_one_of_which_is_refused(helix, http, make):
    """The refusal of one is that of the call, as itself."""

    def serve(request):
        return make.refusal(400, "malformed") if ("id", "150") in request.query else make.answer({"data": []})

    http.handler = serve
    with pytest.raises(BadRequestError, match="malformed"):
        await helix.users.get_users(id=[str(number) for number in range(250)])


async def test_empty_list_of_ids(helix, http):
    """No ids find nobody, and not the acting account as leaving them out would."""
    with trio.testing.assert_checkpoints():
        assert () == await helix.users.get_users(id=[])
    assert [] == http.requests


# What comes back


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, HelixError),
        (400, BadRequestError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (409, ConflictError),
        (418, HelixError),
        (499, HelixError),
        (501, ServerError),
    ],
)
async def test_refusals(status, error, helix, http, make):
    """Each status is an error of its own class, which holds all that Twitch said."""
    http.answers.append(make.refusal(status, "because", Twitch_Trace_Id="trace"))

    with pytest.raises(error) as caught:
        await say(helix)

    refused = caught.value
    assert type(refused) is error
    assert (status, "Refused", "because") == (refused.status, refused.error, refused.message)
    assert ("POST", "/chat/messages", "bot", "trace") == (
        refused.method,
        refused.path,
        refused.account,
        refused.request_id,
    )


async def test_refusal_of_the_app(helix, http, tokens, make):
    """An error says that the app acted where it did, and only there."""
    tokens.has_app = True
    http.answers += [make.refusal(403, "no"), make.answer({"data": []}), make.refusal(403, "no")]
    app = helix.acting_as(APP)

    with pytest.raises(ForbiddenError, match="GET /users as the app: 403") as by_app:
        await app.users.get_users()
    with pytest.raises(NotFoundError, match="as the app: 404"):
        await app.chat.get_shared_chat_session(broadcaster_id="5")
    with pytest.raises(ForbiddenError, match="as account 'bot': 403") as by_account:
        await helix.users.get_users()

    assert (None, True) == (by_app.value.account, by_app.value.as_app)
    assert ("bot", False) == (by_account.value.account, by_account.value.as_app)


async def test_refusal_of_many_words(helix, http, make):
    """What Twitch writes is told briefly and on one line."""
    http.answers.append(make.refusal(400, "\x1b[2J\n" + "a" * 10_000_000))

    with pytest.raises(BadRequestError) as caught:
        await say(helix)

    assert 500 == len(caught.value.message)
    assert caught.value.message.startswith("\ufffd[2J aaa")
    assert str(caught.value).isprintable()


async def test_refusal_without_words(helix, http, make):
    """A refusal that is not JSON is told by its status."""
    http.answers += [make.answer("not an object", 403), make.answer("not an object", 499)]

    with pytest.raises(ForbiddenError, match="403 Forbidden: Twitch gave no explanation"):
        await say(helix)
    with pytest.raises(HelixError, match="499 unknown status"):
        await say(helix)


@pytest.mark.parametrize("body", ["<html>", "", "[]", "null", "7", '"text"'])
async def test_answer_that_fits_no_model(body, helix, http, make):
    """A success with another body is no success."""
    answer = make.answer(None)
    http.answers.append(type(answer)(status=200, headers={}, content=body.encode()))

    with pytest.raises(DecodeError, match="no User") as caught:
        await helix.users.get_users()

    assert caught.value.excerpt == body


@pytest.mark.parametrize("body", ['{"data": null}', '{"data": {}}', "{}", '{"data": [], "pagination": null}'])
async def test_answer_without_a_list(body, helix, http, make):
    """No list is an empty one."""
    answer = make.answer(None)
    http.answers.append(type(answer)(status=200, headers={}, content=body.encode()))

    assert () == await helix.users.get_users()


@pytest.mark.parametrize("data", [[], None, [{"is_sent": True}, 7][1:], [None]])
async def test_what_was_done_is_not_told(data, helix, http, make):
    """An answer that should tell what was done, and does not, is no answer that there is nothing."""
    http.answers.append(make.answer({"data": data}))

    with pytest.raises(DecodeError, match="no SentMessage"):
        await say(helix)


async def test_misfits_show_no_secrets(helix, http, make, tokens):
    """An answer that holds a secret is not quoted when it does not fit."""
    tokens.own = make.account("1", "bot", "channel:read:stream_key")
    http.answers.append(make.answer({"data": [{"stream_key": "live secret", "more": 1}, 7]}))

    with pytest.raises(DecodeError) as caught:
        await helix.streams.get_stream_key()

    assert "live secret" not in f"{caught.value} {caught.value.excerpt}"


def spelt(token):
    """A token in a header, and with each of its characters escaped."""
    return f"Bearer {token}, {''.join(f'%{ord(character):02X}' for character in token)}"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
async def test_refusals_that_repeat_the_token(status, helix, http, make, autojump_clock):
    """Whatever quotes the request that it got, no error shows the token."""

    def refuse(request):
        said = spelt(request.token)
        return make.answer({"message": said, "error": said}, status, Twitch_Trace_Id=said)

    http.handler = refuse

    with pytest.raises(HelixError) as caught:
        await helix.users.get_users()

    masked = "Bearer **********, **********"
    assert (masked, masked, masked) == (caught.value.error, caught.value.message, caught.value.request_id)


@pytest.mark.parametrize("lead", ["", "x" * 105])
async def test_answers_that_repeat_the_token(lead, helix, http, make):
    """Nor is it quoted from an answer, or from an item of one, that cannot be read."""
    http.handler = lambda request: make.answer([lead, spelt(request.token)])
    with pytest.raises(DecodeError, match="no User: a list for an object") as caught:
        await helix.users.get_users()
    assert "" == caught.value.excerpt

    http.handler = lambda request: make.answer({"data": [[lead, spelt(request.token)]]})
    with pytest.raises(DecodeError, match="no SentMessage: a list for an object") as caught:
        await say(helix)
    assert "" == caught.value.excerpt
    async with helix.misfits() as misfits:
        assert () == await helix.users.get_users()
        misfit = await misfits.receive()
    assert (b"", "") == (misfit.raw, misfit.error.excerpt)


async def test_one_of_none(helix, tokens, make):
    """Asking for one thing of which there is none is an error."""
    with pytest.raises(NotFoundError, match=r"as account 'bot': 404 Not Found: there is none\."):
        await helix.chat.get_shared_chat_session(broadcaster_id="5")
    tokens.others.append(make.account("2", "boss"))
    with pytest.raises(NotFoundError, match="as account 'boss'"):
        await helix.chat.get_chat_settings(broadcaster_id="5", moderator_id="2")
