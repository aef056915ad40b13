"""The fake Twitch itself."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from starlette.applications import Starlette

from twitchtrio.endpoints import Endpoints
from twitchtrio.network import Network

from ._nursery import hidden_nursery
from .app import make_app
from .memory import MemoryDialler, MemoryTransport
from .replay import Recording, Replayed
from .scenes import Scenes
from .serve import ServedTwitch, start_server
from .world import FakeUser

__all__ = ["FakeTwitch"]

_MEMORY: Final = "127.0.0.1:1"


class FakeTwitch(Scenes):
    """A Twitch of your own: users, OAuth, Helix, EventSub and chat, with troubles on demand.

    What Twitch refuses, it refuses. Everything that it does is in Trio's time and drawn from a fixed seed, so a test
    under an autojump clock is fast and the same every time; where it is served, its calendar is the machine's.

    Args:
        client_id: The application that the program under test uses.
        client_secret: Its secret. Without one it is a public application, which has only the device and the implicit
            grant and gets refresh tokens that work once and for 30 days.
        one_time_refresh: Whether refresh tokens work once, whatever the kind of application.
        token_lifetime: Seconds for which a user access token works.
        keepalive: Seconds of silence after which EventSub sends a keepalive, where the client asks for nothing else.
        points_per_minute: The size of Helix's rate limit buckets.
        strict: Whether Helix refuses what shows a mistake and Twitch bears: unknown parameters, optional ones that are
            null, forms and query parameters in place of a JSON body. Unless said otherwise it does so in memory, and
            does not where it is served, for programs whose authors have tried them on Twitch alone.

    Attributes:
        app: The HTTP side as an ASGI application.
    """

    app: Starlette

    def __init__(
        self,
        client_id: str = "fake-client-id",
        client_secret: str | None = None,
        *,
        one_time_refresh: bool | None = None,
        token_lifetime: float = 14400.0,
        keepalive: float = 10.0,
        points_per_minute: int = 800,
        strict: bool | None = None,
    ) -> None:
        super().__init__(
            client_id,
            client_secret,
            one_time_refresh=one_time_refresh,
            token_lifetime=token_lifetime,
            keepalive=keepalive,
            points_per_minute=points_per_minute,
            strict=strict,
        )
        self.app = make_app(self, {}, strict=strict is not False)
        self._network: Network | None = None

    def add_recorded(self, path: str | os.PathLike[str]) -> list[FakeUser]:
        """Make the users whom a journal of `bot.eventsub.journal(...)` names, with the ids that they have there.

        Types of events that this Twitch did not know, it knows then. Where the journal has no login of a user, it is
        `user` and the id.

        Raises:
            ValueError: A line is none of a journal, or somebody else has the login or id of a channel in it.
            OSError: The file cannot be read.
        """
        return Recording(path).add_to(self.world, self.eventsub.types)

    async def replay(self, path: str | os.PathLike[str], *, speed: float = 1.0) -> Replayed:
        """Send the notifications and revocations of a journal to whoever is subscribed to the like by then.

        They come in their order, with their distances in time, and with the events unchanged; ids and times of the
        messages are new. Gaps are passed over. Users are made as by `add_recorded`. Who listens in a channel and did
        not then, by the moderator or user in the condition, gets what the first one got who did.

        Args:
            path: The file that was given to `bot.eventsub.journal(...)`, or to `twitchtrio listen --record`.
            speed: How many times as fast; `math.inf` for as fast as can be.

        Raises:
            ValueError: As of `add_recorded`, before anything is sent; or there is no such speed.
            OSError: The file cannot be read.
        """
        if not speed > 0:
            raise ValueError(f"speed={speed!r} should be more than 0")
        recording = Recording(path)
        recording.add_to(self.world, self.eventsub.types)
        return await recording.replay(self.eventsub, speed=speed)

    @property
    def endpoints(self) -> Endpoints:
        """Where the fake is, in memory: addresses that lead nowhere without its `network`."""
        return Endpoints(
            helix=f"http://{_MEMORY}/helix",
            oauth=f"http://{_MEMORY}/oauth2",
            eventsub_websocket=f"ws://{_MEMORY}/ws",
            eventsub_subscriptions=f"http://{_MEMORY}/helix/eventsub/subscriptions",
        )

    @property
    def network(self) -> Network:
        """The way to the fake in memory.

        Raises:
            RuntimeError: Outside of `open`.
        """
        if self._network is None:
            raise RuntimeError("the fake has a network inside `async with fake.open()` only")
        return self._network

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Be reachable in memory, by `endpoints` and `network`. Leaving cuts every connection."""
        async with hidden_nursery() as nursery:
            nursery.start_soon(self.timers.run)
            transport = MemoryTransport(self.app)
            dialler = MemoryDialler(self.eventsub, self.faults, nursery, netloc=_MEMORY)
            self._network = Network(http=transport, dial=dialler)
            try:
                yield
            finally:
                self._network = None
                transport.is_open = dialler.is_open = False
                self._cut_all()

    @asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncGenerator[ServedTwitch]:
        """Be reachable over TCP, for other processes and other SDKs. Leaving cuts every connection.

        Whatever client id a program names is an application's, with whatever secret, and a program of twitchtrio's that
        has no login is given one of each user, unless the fake is not `welcoming`.

        Args:
            host: Should be loopback: everything goes in clear.
            port: Of HTTP; WebSockets get the next. With 0 they get any two that are free.

        Raises:
            ValueError: There is no next port.
            OSError: One of the two cannot be had.
        """
        self.clock.be_the_machines()
        self.accounts.takes_any_app = self.welcoming
        async with hidden_nursery() as nursery:
            nursery.start_soon(self.timers.run)
            try:
                yield await start_server(self, nursery, host, port)
            finally:
                self._cut_all()

    def _cut_all(self) -> None:
        for socket in self.sockets:
            socket.drop()
