"""Sending: splitting, pacing, order, and what Twitch does not show."""

from __future__ import annotations

import contextlib
import copy
from typing import Any

import pytest
import trio
from hypothesis import given, strategies as st
from trio.testing import MockClock

from twitchtrio.bot import Bot
from twitchtrio.chat import MAX_CHARACTERS, ORDINARY, ChatLimits, Sender, split
from twitchtrio.errors import (
    BadRequestError,
    ConfigurationError,
    LoginRequiredError,
    MessageDroppedError,
    MissingScopeError,
    NetworkError,
    NotFoundError,
    TwitchError,
)
from twitchtrio.eventsub import ChannelChatMessage
from twitchtrio.helix import DropReason, SentMessage
from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.bot import open_test_bot
from twitchtrio.tokens import APP, Account, Actor, App, UserToken


@given(st.text(max_size=2_000))
def test_split_keeps_every_character(text: str) -> None:
    """Nothing but the white space at the breaks is lost, and no part is empty or too long."""
    parts = list(split(text))

    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(0 < len(part) <= MAX_CHARACTERS and part == part.strip() for part in parts)


def test_split_between_words() -> None:
    """A break falls between words where there is one."""
    text = " ".join(["word"] * 150)

    assert [set(part.split(" ")) for part in split(text)] == [{"word"}, {"word"}]


@pytest.mark.parametrize("cluster", ["e\u0301", "👍🏽", "👩\u200d💻"], ids=["accent", "skin tone", "joined"])
def test_split_keeps_clusters_whole(cluster: str) -> None:
    """What a reader sees as one character is not torn."""
    text = "x" * (MAX_CHARACTERS - 1) + cluster

    assert list(split(text)) == ["x" * (MAX_CHARACTERS - 1), cluster]


def test_split_gives_up_on_endless_clusters() -> None:
    """A text that is one cluster is cut where it has to be."""
    assert [len(part) for part in split("e" + "\u0301" * 600)] == [MAX_CHARACTERS, 101]


async def test_long_text(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """5,000 characters are ten messages, a second apart."""
    text = "".join(f"{number:05}" for number in range(1_000))
    began = trio.current_time()
    sent = await twitch_bot.send("streamer", text)

    assert len(sent) == 10
    assert "".join([(await fake_twitch.next_message("streamer")).text for _ in sent]) == text
    assert trio.current_time() - began == pytest.approx(9.0)


@pytest.mark.parametrize("text", ["", " \n "])
async def test_empty_text(twitch_bot: Bot, text: str, autojump_clock: MockClock) -> None:
    """There must be something to send."""
    with pytest.raises(ConfigurationError, match="nothing to send"):
        await twitch_bot.send("streamer", text)


@pytest.mark.parametrize(
    ("text", "arrives"),
    [
        ("/etc/hosts is the file", "\u034f/etc/hosts is the file"),
        (" .env", "\u034f.env"),
        ("/me waves", "/me waves"),
        ("cut \ud83d", "cut \ufffd"),
        ("a\x00b", "a b"),
    ],
)
async def test_all_of_a_text_arrives(
    fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock, text: str, arrives: str
) -> None:
    """What would be a command, or could not be sent, arrives as text, by whatever way it goes."""
    channel = await twitch_bot.channel("streamer")
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        fake_twitch.say("streamer", "viewer", "!hello")
        said = await messages.receive()
    for number, send in enumerate(
        (
            lambda: twitch_bot.send("streamer", text),
            lambda: channel.send(text),
            lambda: twitch_bot.reply(said, text),
        )
    ):
        await trio.sleep(31 * number)
        await send()

        assert (await fake_twitch.next_message("streamer")).text == arrives


@pytest.mark.parametrize("wrong", [None, 42, b"hello"])
async def test_what_is_no_text(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock, wrong: Any) -> None:
    """Only a text can be sent."""
    with pytest.raises(ConfigurationError, match="text must be a str, not"):
        await twitch_bot.send("streamer", wrong)

    assert fake_twitch.requests.count("POST", "/helix/chat/messages") == 0


class FakeHelix:
    """Answers what it is told, one after the other, then that all is well."""

    def __init__(self, *answers: SentMessage | TwitchError) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.source_only: list[bool | None] = []
        self.actor: Actor | None = None

    def acting_as(self, actor: Actor) -> FakeHelix:
        self.actor = actor
        return self

    @property
    def chat(self) -> FakeHelix:
        return self

    async def send_chat_message(self, *, message: str, for_source_only: bool | None, **_: object) -> SentMessage:
        await trio.lowlevel.checkpoint()
        self.asked.append(message)
        self.source_only.append(for_source_only)
        answer = self.answers.pop(0) if self.answers else sent(len(self.asked))
        if isinstance(answer, TwitchError):
            raise answer
        return answer


def sent(number: int) -> SentMessage:
    """A message that was shown."""
    return SentMessage(message_id=f"m{number}", is_sent=True)


BOT = Account(user_id="1", login="bot", scopes=frozenset())


def sender_of(
    *answers: SentMessage | TwitchError, limits: ChatLimits = ORDINARY, chat_as: App | None = None
) -> tuple[Sender, FakeHelix]:
    """A sender, and what it sends to."""
    helix: Any = FakeHelix(*answers)
    return Sender(helix, BOT, limits=limits, chat_as=chat_as), helix


THREE_PARTS = "a" * 500 + "b" * 500 + "c" * 500
REFUSED = {"status": 400, "error": "Bad Request", "message": "It cannot be replied to.", "method": "POST", "path": "/x"}


@pytest.mark.parametrize(
    "failure",
    [
        BadRequestError(**REFUSED),
        NetworkError("the connection broke", address="https://x.test/"),
        LoginRequiredError("The login was removed."),
        ConfigurationError("The block has ended."),
        SentMessage(is_sent=False, drop_reason=DropReason(code="msg_rejected")),
    ],
    ids=lambda failure: type(failure).__name__,
)
@pytest.mark.parametrize("before", [0, 1, 2])
async def test_a_later_part_fails(failure: SentMessage | TwitchError, before: int, autojump_clock: MockClock) -> None:
    """The error tells what was sent before, and nothing is sent twice or after it."""
    said = [sent(number) for number in range(before)]
    sender, helix = sender_of(*said, copy.copy(failure))
    with pytest.raises(TwitchError) as caught:
        await sender.send("2", THREE_PARTS)

    assert caught.value.sent_parts == tuple(said)
    assert getattr(caught.value, "__notes__", []) == ([f"{before} of 3 parts had been sent."] if before else [])
    assert "".join(helix.asked) == THREE_PARTS[: 500 * (before + 1)]


async def test_cancelled_between_parts(autojump_clock: MockClock) -> None:
    """A text that is called off ends where it is, and the next one goes out."""
    sender, helix = sender_of()
    with trio.move_on_after(1.5) as scope:
        await sender.send("2", THREE_PARTS)
    await sender.send("2", "next")

    assert scope.cancelled_caught
    assert helix.asked == ["a" * 500, "b" * 500, "next"]


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (None, "Twitch gave no reason"),
        (DropReason(), "Twitch gave no reason"),
        (DropReason(code="msg_rejected"), "msg_rejected: Twitch gave no reason"),
        (DropReason(message="It was sent before."), "It was sent before"),
        (DropReason(code="a", message="b"), "a: b"),
    ],
)
async def test_reasons(reason: DropReason | None, told: str, autojump_clock: MockClock) -> None:
    """Whatever Twitch leaves out, a message that it did not show is an error that says so."""
    sender, _ = sender_of(SentMessage(is_sent=False, drop_reason=reason))
    with pytest.raises(MessageDroppedError) as info:
        await sender.send("2", "hello")

    assert str(info.value) == f"Twitch dropped the message to channel 2: {told}."


async def test_dropped(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A message that Twitch does not show is an error with Twitch's code and the text."""
    fake_twitch.update_chat_settings("streamer", follower_mode=True)
    with pytest.raises(MessageDroppedError) as info:
        await twitch_bot.send("streamer", "hello")

    assert (info.value.code, info.value.text) == ("msg_followersonly", "hello")
    assert info.value.channel in str(info.value)


async def test_the_same_again(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """What was said less than 30 seconds ago goes out as another text that reads the same, however often."""
    for _ in range(40):
        await twitch_bot.send("streamer", "same")
    await trio.sleep(31)
    await twitch_bot.send("streamer", "same")
    texts = [message.text for message in fake_twitch.messages]

    assert texts[:3] == ["same", "same \u034f", "same \u034f\u034f"]
    assert texts[40:] == ["same"]
    assert {text.replace("\u034f", "").rstrip() for text in texts} == {"same"}


async def test_the_same_again_without_room(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A text that fills a message becomes two where it is sent again."""
    text = "word " * 99 + "words"
    counts = [len(await twitch_bot.send("streamer", text)) for _ in range(3)]

    assert counts == [1, 2, 2]
    assert text.split() * 3 == " ".join(message.text for message in fake_twitch.messages).replace("\u034f", "").split()


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        (SentMessage(is_sent=True), "hello \u034f"),
        (SentMessage(is_sent=False, drop_reason=DropReason(code="msg_slowmode")), "hello"),
        (NetworkError("the connection broke", address="https://x.test/"), "hello \u034f"),
    ],
    ids=["shown", "dropped", "unknown"],
)
async def test_what_was_shown(answer: SentMessage | TwitchError, again: str, autojump_clock: MockClock) -> None:
    """A text is said anew as it is only where it is certain that nobody has seen it."""
    sender, helix = sender_of(copy.copy(answer))
    with contextlib.suppress(TwitchError):
        await sender.send("2", "hello")
    await sender.send("2", "hello")

    assert helix.asked == ["hello", again]


async def test_a_moderator_repeats_itself(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """30 messages to a moderated channel take no time, and none is dropped or changed."""
    fake_twitch.add_moderator("streamer", "bot")
    sender, streamer = twitch_bot._acting.sender, fake_twitch.user("streamer").id
    sender.learn(streamer, privileged=True)
    began = trio.current_time()
    for _ in range(30):
        await sender.send(streamer, "same")

    assert trio.current_time() == began
    assert [message.text for message in fake_twitch.messages] == ["same"] * 30


async def test_all_messages_count(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """30 messages to its own channel, then one elsewhere: none is dropped."""
    for _ in range(30):
        await twitch_bot.send("bot", "same")
    await twitch_bot.send("streamer", "hello")

    assert [message.text for message in fake_twitch.messages] == ["same"] * 30 + ["hello"]


@pytest.mark.parametrize(("channel", "taken"), [("streamer", 1.0), ("bot", 0.0)])
async def test_a_lost_role(
    channel: str, taken: float, fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """A role that Twitch does not go by is forgotten; of its own channel the account stays the broadcaster."""
    sender, broadcaster = twitch_bot._acting.sender, fake_twitch.user(channel).id
    sender.learn(broadcaster, privileged=True)
    began = trio.current_time()
    dropped = 0
    for number in range(3):
        try:
            await sender.send(broadcaster, f"message {number}")
        except MessageDroppedError as error:
            dropped += error.code == "msg_ratelimit"

    assert dropped == taken
    assert trio.current_time() - began == pytest.approx(taken)


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("msg_ratelimit", ["same", "same", "same \u034f"]),
        ("msg_duplicate", ["same", "same", "same \u034f"]),
        ("channel_settings", ["same", "same", "same"]),
    ],
)
async def test_by_what_a_role_is_lost(code: str, asked: list[str], autojump_clock: MockClock) -> None:
    """Only what Twitch drops of nobody else tells so."""
    sender, helix = sender_of(sent(1), SentMessage(is_sent=False, drop_reason=DropReason(code=code)))
    sender.learn("2", privileged=True)
    await sender.send("2", "same")
    with pytest.raises(MessageDroppedError):
        await sender.send("2", "same")
    await sender.send("2", "same")

    assert helix.asked == asked


async def test_as_the_app(autojump_clock: MockClock) -> None:
    """The app itself sends as the bot, where the bot and the channel have agreed."""
    twitch = FakeTwitch(client_secret="fake-secret")
    for login in ("bot", "streamer"):
        twitch.add_user(login)
    twitch.grant("streamer", ["channel:bot"])
    async with twitch.open():
        async with open_test_bot(twitch, "bot", scopes=["user:write:chat", "user:bot"], chat_as=APP) as bot:
            await bot.send("streamer", "hello")
            await bot._acting.sender.send(twitch.user("streamer").id, "here", source_only=True)
        async with open_test_bot(twitch, "bot", chat_as=APP) as bot:
            with pytest.raises(MissingScopeError, match="user:bot"):
                await bot.send("streamer", "hello")

    assert [(message.sender.login, message.text) for message in twitch.messages] == [("bot", "hello"), ("bot", "here")]
    assert twitch.requests.count("POST", "/oauth2/token") == 1


async def test_source_only(autojump_clock: MockClock) -> None:
    """Only the app can keep a message to one channel, and it says which it means; an account says nothing."""
    ours, helix = sender_of()
    apps, app_helix = sender_of(chat_as=APP)
    with pytest.raises(ConfigurationError, match=r"source_only=True takes .* chat_as=APP"):
        await ours.send("2", "hello", source_only=True)
    await ours.send("2", "hello")
    await apps.send("2", "hello")
    await apps.send("2", "hello there", source_only=True)

    assert (helix.actor, helix.source_only) == (BOT, [None])
    assert (app_helix.actor, app_helix.source_only) == (APP, [False, True])


async def test_quiet_channels_are_forgotten(autojump_clock: MockClock) -> None:
    """Of many channels nothing is left once they are quiet."""
    sender, helix = sender_of(limits=ChatLimits(ordinary=400, privileged=400))
    async with trio.open_nursery() as nursery:
        for number in range(500):
            nursery.start_soon(sender.send, f"{number + 10}", "hello")
    await trio.sleep(31)
    await sender.send("2", "hello")

    assert len(helix.asked) == 501
    assert list(sender._rooms._rooms) == list(sender._rooms._quiet) == ["2"]
    assert len(sender._pace._answered) == 1
    assert sender._pace._waiting == {}


async def test_order_in_a_channel(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Messages to one channel go out in the order in which they were asked for."""
    async with trio.open_nursery() as nursery:
        for number in range(15):
            nursery.start_soon(twitch_bot.send, "bot", f"message {number}")
            await trio.testing.wait_all_tasks_blocked()

    assert [(await fake_twitch.next_message("bot")).text for _ in range(15)] == [f"message {n}" for n in range(15)]


async def test_channels_do_not_wait_for_each_other(
    fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """The distance of a second is between messages of one channel."""
    began = trio.current_time()
    async with trio.open_nursery() as nursery:
        for login in ("streamer", "viewer"):
            nursery.start_soon(twitch_bot.send, login, "hello")

    assert trio.current_time() == began


async def test_distance_is_kept_to_the_answer(
    fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """A message that took long on its way is a second away from the next when both arrive."""
    fake_twitch.faults.delay(5.0, path="/helix/chat/messages")
    await twitch_bot.send("streamer", "slow")
    await twitch_bot.send("streamer", "quick")

    slow, quick = fake_twitch.messages
    assert quick.sent_at - slow.sent_at >= 1.0


async def test_cancelled_while_waiting(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A message that is called off is not sent, and those after it are."""
    await twitch_bot.send("streamer", "one")
    with trio.move_on_after(0.5) as scope:
        await twitch_bot.send("streamer", "two")
    await twitch_bot.send("streamer", "three")

    assert scope.cancelled_caught
    assert [(await fake_twitch.next_message("streamer")).text for _ in range(2)] == ["one", "three"]


@pytest.mark.parametrize("limits", [ORDINARY, ChatLimits(ordinary=1, privileged=1)], ids=["room", "no room"])
@pytest.mark.parametrize("known", [True, False])
async def test_a_token_callback_sends(
    known: bool, limits: ChatLimits, fake_twitch: FakeTwitch, autojump_clock: MockClock
) -> None:
    """A token callback does not wait for those who wait for it, neither to send nor to look a login up."""

    async def told(old: UserToken, new: UserToken) -> None:
        await bot.send("streamer", "first")

    async with open_test_bot(fake_twitch, "bot", on_user_token_refresh=told, chat_limits=limits) as bot:
        if known:
            await bot.channel("streamer")
        fake_twitch.expire("bot")
        await bot.send("streamer", "second")

    assert [message.text for message in fake_twitch.messages] == ["first", "second"]


async def test_reply(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A reply names what it answers, and comes to the bot like every message."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        said = fake_twitch.say("streamer", "viewer", "!hello")
        await twitch_bot.reply(await messages.receive(), "Hello!")
        own = await messages.receive()

    assert own.reply is not None
    assert (own.text, own.chatter_user_login, own.reply.parent_message_id) == ("@viewer Hello!", "bot", said)


async def test_channel_handle(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A handle sends, and stands for its channel wherever one is wanted."""
    channel = await twitch_bot.channel("Streamer")
    same = await twitch_bot.channel(id=channel.user_id)
    await channel.send("hello")
    await twitch_bot.send(same, "again")

    assert channel == same
    assert str(channel) == "streamer"
    assert [(await fake_twitch.next_message("streamer")).text for _ in range(2)] == ["hello", "again"]


async def test_a_login_is_looked_up_once(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """However often and by whatever way a channel is named, Twitch is asked once for its id."""
    fake_twitch.requests.clear()
    async with trio.open_nursery() as nursery:
        for number in range(3):
            nursery.start_soon(twitch_bot.send, "Streamer", f"message {number}")
    await twitch_bot.send("streamer", "message 4")
    async with twitch_bot.listen(ChannelChatMessage, "STREAMER"):
        pass
    assert fake_twitch.requests.count("GET", "/helix/users") == 1

    channel = await twitch_bot.channel("viewer")
    await twitch_bot.send("viewer", "hello")
    await twitch_bot.channel(id=channel.user_id)
    assert fake_twitch.requests.count("GET", "/helix/users") == 3


async def test_wrong_channels(twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Nobody's login, an id for a login, nothing, and no channel at all."""
    with pytest.raises(NotFoundError, match="nobody"):
        await twitch_bot.send("nobody", "hello")
    with pytest.raises(NotFoundError, match="looks like an id"):
        await twitch_bot.channel("12345")
    with pytest.raises(NotFoundError):
        await twitch_bot.channel(id="999999")
    with pytest.raises(ConfigurationError, match="by its login"):
        await twitch_bot.channel()
    with pytest.raises(ConfigurationError, match="'streamer' is no user id"):
        await twitch_bot.channel(id="streamer")
    with pytest.raises(ConfigurationError, match="1002 is no user id"):
        await twitch_bot.channel(id=1002)  # type: ignore[arg-type]  # another
    for name in ("#streamer", "\u212aappa", "a" * 26):
        with pytest.raises(ConfigurationError, match=f"{name!r} is no login"):
            await twitch_bot.send(name, "hello")
        with pytest.raises(ConfigurationError, match=f"{name!r} is no login"):
            await twitch_bot.channel(name)
        with pytest.raises(ConfigurationError, match=f"{name!r} is no login"):
            async with twitch_bot.listen(ChannelChatMessage, "streamer", name):
                pytest.fail("it is no login")
    with pytest.raises(ConfigurationError, match="channel= takes a login as a str"):
        await twitch_bot.send(12345, "hello")  # type: ignore[arg-type]  # a newcomer's mistake
