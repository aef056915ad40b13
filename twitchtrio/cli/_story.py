"""What happens on the fake Twitch during `twitchtrio demo`."""

from __future__ import annotations

import itertools
import math
from datetime import datetime, timedelta
from typing import Final

import trio

from ..testing import FakeSocket, FakeTwitch
from ._record import Record
from ._screen import Screen

__all__ = ["BOT", "CHANNEL", "Story", "make_fake"]

BOT: Final = "parrot"
CHANNEL: Final = "tinkershop"
_VIEWERS: Final = {"mira": "#e07a5f", "jonas": "#81b29a", "tomoko": "#e0a83e", "ada": "#5f9ee0"}
_SMALL_TALK: Final = (
    ("tomoko", "what are you building today?"),
    ("ada", "a clock, I think"),
    ("mira", "it has a lot of springs for a clock"),
    ("jonas", "mine never had that many"),
    ("tomoko", "does it tick?"),
    ("ada", "twice a second, so it has to be right"),
    ("mira", "and what is the bell for?"),
    ("jonas", "for tea, I hope"),
)
_TALK_EVERY: Final = 1.2
_TURN: Final = 1.05


def make_fake() -> FakeTwitch:
    """A Twitch with a channel, its viewers and the bot's account, which consents to everything at once."""
    fake = FakeTwitch()
    fake.add_user(CHANNEL, display_name="Tinkershop")
    fake.add_user(BOT, display_name="Parrot", color="#b18cff")
    for login, colour in _VIEWERS.items():
        fake.add_user(login, display_name=login.title(), color=colour)
    fake.auto_consent = BOT
    return fake


class Story:
    """Viewers who chat, and trouble."""

    def __init__(self, fake: FakeTwitch, record: Record, screen: Screen, *, pace: float) -> None:
        self._fake = fake
        self._record = record
        self._screen = screen
        self._pace = pace
        self._answered_at = -math.inf
        self._small_talk = itertools.cycle(_SMALL_TALK)

    async def happen(self) -> None:
        """All of it, scene by scene."""
        for scene in (self._chat, self._token, self._cable, self._session):
            await scene()
            await self._record.until(self._all_read, "a message did not arrive")
            await self._pause(0.6)

    async def _chat(self) -> None:
        self._screen.scene("chat")
        self._say("mira", "Good evening, everyone!")
        await self._pause(0.8)
        await self._ask("jonas", "!hello")
        await self._pause(0.7)
        await self._ask("tomoko", "!dice")

    async def _token(self) -> None:
        self._screen.scene("token")
        self._screen.tell("Twitch ends the access token. The bot will learn it from its next call.")
        self._fake.expire(BOT)
        await self._pause(0.8)
        await self._ask("ada", "!hello")
        await self._record.until(lambda: self._record.refreshes > 0, "the token was not refreshed")

    async def _cable(self) -> None:
        self._screen.scene("cable")
        self._screen.tell("The connection is cut, and no new one can be made for a moment.")
        self._fake.faults.refuse_sockets(seconds=1.1 * self._pace)
        self._fake.sockets[0].drop()
        for login, text in (("jonas", "did it just go quiet?"), ("mira", "parrot?"), ("ada", "give it a second")):
            self._say(login, text)
            await self._pause(0.4)
        await self._record.until(lambda: bool(self._record.gaps), "the connection did not heal")
        await self._ask("jonas", "!dice")

    async def _session(self) -> None:
        self._screen.scene("session")
        self._screen.tell("Twitch asks the bot to move to another server.")
        old, began = self._fake.sockets[0], trio.current_time()
        old.reconnect()
        self._say("tomoko", "Chat goes on meanwhile.")
        if await self._record.until(lambda: self._has_moved(old), "the session did not move"):
            self._record.moves += 1
            self._screen.mended(f"It moved within {trio.current_time() - began:.2f} s.")
        await self._ask("mira", "!hello")

    def _say(self, login: str, text: str) -> None:
        if not any(socket.subscriptions for socket in self._fake.sockets):
            self._screen.unheard(self._fake.user(login).display_name, text)
        self._record.said[self._fake.say(CHANNEL, login, text)] = self._now()

    async def _ask(self, login: str, text: str) -> None:
        # The bot may say one thing a second, and here it is to answer at once.
        await trio.sleep_until(self._answered_at + _TURN)
        self._record.asked += 1
        self._say(login, text)
        await self._record.until(lambda: self._record.answers >= self._record.asked, f"{text} was not answered")
        self._answered_at = trio.current_time()

    async def _pause(self, share: float) -> None:
        end = trio.current_time() + share * self._pace
        while end - trio.current_time() > _TALK_EVERY:
            self._say(*next(self._small_talk))
            await trio.sleep(_TALK_EVERY)
        await trio.sleep_until(end)

    def _has_moved(self, old: FakeSocket) -> bool:
        return any(socket is not old and socket.subscriptions for socket in self._fake.sockets)

    def _all_read(self) -> bool:
        return not self._record.lost

    def _now(self) -> datetime:
        return self._fake.clock.epoch + timedelta(seconds=self._fake.clock.now())
