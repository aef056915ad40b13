"""A fake Twitch to make mistakes in, and the list of the mistakes."""

from __future__ import annotations

import pathlib
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, TypeAlias

import pytest
from attrs import frozen

from twitchtrio import Bot, UserToken, open_bot
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch

__all__ = ["CHAT", "MISTAKES", "Clock", "Mistake", "Town", "mistake"]

CHAT = ("user:read:chat", "user:write:chat")


class Town:
    """A bot, a channel and a viewer in a fake Twitch in memory, and ways into it."""

    def __init__(self, fake: FakeTwitch, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fake = fake
        self.folder = folder
        self.monkeypatch = monkeypatch
        for login in ("mybot", "somechannel", "viewer"):
            fake.add_user(login)

    def token(
        self, login: str = "mybot", scopes: Iterable[str] = CHAT, *, client_id: str | None = None, whole: bool = True
    ) -> UserToken:
        """A login of a user; only its access token if it is not to be whole."""
        granted = self.fake.grant(login, tuple(scopes), client_id=client_id)
        return UserToken(access_token=granted.access_token, refresh_token=granted.refresh_token if whole else None)

    def opened(self, client_id: Any = "my-client-id", **arguments: Any) -> AbstractAsyncContextManager[Bot]:
        """A bot that has no token yet."""
        here = {"store": MemoryStore(), "endpoints": self.fake.endpoints, "network": self.fake.network}
        return open_bot(client_id, **(here | arguments))

    def bot(self, *scopes: str, **arguments: Any) -> AbstractAsyncContextManager[Bot]:
        """A bot that may chat, or whatever `scopes` allow."""
        return self.opened(**({"token": self.token(scopes=scopes or CHAT)} | arguments))

    async def signed_in(self, *logins: str) -> MemoryStore:
        """A store with the logins of these users."""
        store = MemoryStore()
        for login in logins:
            async with self.opened(token=self.token(login), store=store):
                pass
        return store


Clock: TypeAlias = Literal["autojump", "patient", "real"]
Deed: TypeAlias = Callable[[Town], Awaitable[object]]


@frozen
class Mistake:
    """Something that newcomers do, and what they get for it."""

    words: str
    """In Markdown, for the table."""
    deed: Deed
    error: type[BaseException]
    telling: tuple[str, ...]
    """What the error's text must say."""
    clock: Clock
    """Sockets need an autojump clock that waits for the kernel, and threads the real one."""

    def __str__(self) -> str:
        return self.deed.__name__


MISTAKES: list[Mistake] = []


def mistake(words: str, error: type[BaseException], *telling: str, clock: Clock = "autojump") -> Callable[[Deed], Deed]:
    """Add a mistake to the list."""

    def add(deed: Deed) -> Deed:
        MISTAKES.append(Mistake(words, deed, error, telling, clock))
        return deed

    return add
