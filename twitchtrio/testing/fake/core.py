"""The parts of the fake, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .accounts import Accounts, App
from .chat import ChatRoom, FakeChatMessage
from .clock import Clock, Ids
from .conduits import Conduit
from .event_fields import EVENT_FIELDS
from .eventsub import EventSub
from .extensions import FakeExtension, details_of
from .faults import Faults
from .happenings import Happenings
from .rate_limit import RateLimits
from .requests import RequestLog
from .samples import Players, sample_event
from .sockets import FakeSocket, SocketRecord
from .subscription_types import SubscriptionType, check_type
from .timers import Timers
from .waits import PATIENCE, patience
from .world import FakeChannel, FakeGame, FakeTeam, FakeUser, FakeWhisper, UserRef, World

__all__ = ["Core"]


class Core:
    """A Twitch that nobody can reach yet. Its methods are sync, whatever the fake does happens at once.

    Attributes:
        client_id: The application that the program under test uses.
        client_secret: Its secret; None for a public application.
        strict: Whether to refuse parameters that Twitch does not know and the like; None: in memory alone.
        auto_consent: Who consents at once to whatever an application asks for.
        welcoming: Whether it takes any client id and secret, and gives logins to programs without, where it is served.
        faults: What is to go wrong.
        happenings: What happens, as it happens.
        requests: What was asked over HTTP.
        conduits: The conduits of all applications, by their ids.
        extensions: By their client ids.
        whispers: What was whispered.
        transactions: What Get Extension Transactions answers, with the `extension_id` of each.
        entitlements: What Get Drops Entitlements answers.
        extension_analytics: What Get Extension Analytics answers.
        game_analytics: What Get Game Analytics answers.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str | None,
        *,
        one_time_refresh: bool | None,
        token_lifetime: float,
        keepalive: float,
        points_per_minute: int,
        strict: bool | None,
    ) -> None:
        self.client_id = client_id
        self.client_secret = client_secret
        self.strict = strict
        self.auto_consent: UserRef | None = None
        self.welcoming: bool = True
        self.clock: Clock = Clock()
        self.ids: Ids = Ids()
        self.timers: Timers = Timers(self.clock)
        self.world: World = World(self.clock, self.ids)
        self.faults: Faults = Faults(self.clock)
        self.happenings: Happenings = Happenings()
        self.requests: RequestLog = RequestLog()
        self.accounts: Accounts = Accounts(
            self.clock, self.ids, token_lifetime=token_lifetime, one_time_refresh=one_time_refresh
        )
        self.eventsub: EventSub = EventSub(
            self.clock,
            self.ids,
            self.world,
            self.accounts,
            self.faults,
            happenings=self.happenings,
            keepalive=keepalive,
        )
        self.whispers: list[FakeWhisper] = []
        self.conduits: dict[str, Conduit] = {}
        self.extensions: dict[str, FakeExtension] = {}
        self.transactions: list[dict[str, Any]] = []
        self.entitlements: list[dict[str, Any]] = []
        self.extension_analytics: list[dict[str, Any]] = []
        self.game_analytics: list[dict[str, Any]] = []
        self.chat: ChatRoom = ChatRoom(self.clock, self.ids, self.world, self.happenings)
        self.rate_limits: RateLimits = RateLimits(self.clock, points_per_minute)
        self.add_app(client_id, client_secret)

    def add_app(
        self,
        client_id: str,
        client_secret: str | None = None,
        redirect_uris: tuple[str, ...] = ("http://localhost:17563",),
    ) -> None:
        """Register an application. Without a secret it is a public one."""
        self.accounts.apps[client_id] = App(
            client_id=client_id, client_secret=client_secret, redirect_uris=redirect_uris
        )

    def add_extension(
        self, client_id: str, owner: UserRef, *, version: str = "0.0.1", secret: str | None = None, **details: Any
    ) -> FakeExtension:
        """Register an extension, which is an application too.

        Args:
            owner: Who made it.
            secret: What its server signs with, in Base64; one is made if it is left out.
            details: Of what Get Extensions answers, as `state="InTest"`.

        Raises:
            TypeError: There is no such detail.
        """
        user = self.user(owner)
        extension = FakeExtension(
            id=client_id, owner=user, version=version, details=details_of(client_id, user, version, details)
        )
        extension.add_secret(self.clock, self.ids, delay=0.0)
        if secret is not None:
            extension.secrets[0].content = secret
        self.extensions[client_id] = extension
        self.add_app(client_id, extension.secret)
        return extension

    def add_subscription_type(
        self, type: str, version: str = "1", *, condition: Iterable[str] = ("broadcaster_user_id",)
    ) -> None:
        """Have this Twitch know a type that the real one does not, or does not yet. It needs no scope.

        Args:
            condition: The keys of its condition.
        """
        self.eventsub.types[type, version] = SubscriptionType(required=tuple(condition))

    def add_user(self, login: str, *, id: str | None = None, display_name: str | None = None, **more: Any) -> FakeUser:
        """Make a user, who has a channel too.

        Args:
            login: Kept in small letters.
            more: Further fields of `FakeUser`.

        Raises:
            ValueError: The login or the id is taken.
        """
        return self.world.add_user(login, id=id, display_name=display_name, **more)

    def add_game(self, name: str, *, id: str | None = None, igdb_id: str = "") -> FakeGame:
        """Have this Twitch know a game or another category."""
        game = FakeGame(id=id or self.ids.number(), name=name, igdb_id=igdb_id)
        self.world.games[game.id] = game
        return game

    def add_team(self, name: str, *members: UserRef, display_name: str | None = None, info: str = "") -> FakeTeam:
        """Make a team of broadcasters."""
        team = FakeTeam(
            id=self.ids.number(),
            name=name.lower(),
            display_name=display_name or name,
            info=info,
            members=[self.user(member) for member in members],
            created_at=self.clock.now(),
        )
        self.world.teams.append(team)
        return team

    def user(self, ref: UserRef) -> FakeUser:
        """The user with this login."""
        return self.world.user(ref)

    def channel(self, ref: UserRef) -> FakeChannel:
        """The channel of a user. Changing it tells nobody; the fake's methods do."""
        return self.world.channel(ref)

    @property
    def messages(self) -> list[FakeChatMessage]:
        """All chat messages in order, in every channel."""
        return self.chat.messages

    @property
    def sockets(self) -> list[FakeSocket]:
        """The EventSub sessions that live, the oldest first."""
        return list(self.eventsub.sockets)

    async def listening(
        self, broadcaster: UserRef, type: str = "channel.chat.message", *, within: float = PATIENCE
    ) -> None:
        """Wait until a program listens to a type of event in a channel; what happens before that, nobody hears.

        A raid is listened to in both of its channels. What happens in none, such as `user.update`, is told by its user.

        Args:
            within: Seconds to wait at the most; `math.inf` for as long as it takes.

        Raises:
            AssertionError: Nobody came to listen in that time. It tells what happened instead.
            ValueError: There is no such type.
        """
        check_type(type, None, self.eventsub.types)
        user = self.user(broadcaster)
        with patience(self, f"Nobody came to listen to {type} in {user.login!r}", user, within):
            await self.eventsub.listening(type, user.id)

    def read_log(self) -> list[SocketRecord]:
        """What each session's client has read, the oldest session first, ended ones too.

        In memory a message is read when its last byte has been taken out of the stream. Over TCP nobody can know: there
        it is read when the kernel has accepted it.
        """
        return self.eventsub.log()

    def emit(
        self, type: str, version: str, event: Mapping[str, Any], condition: Mapping[str, str], *, checked: bool = True
    ) -> int:
        """Send an event of any type to the subscriptions that it concerns.

        Args:
            condition: Only the keys given are compared: `{}` means every subscription to the type.
            checked: Whether to refuse an event that has not the fields of its type. False is for what Twitch might send
                one day, or by mistake. Types added by `add_subscription_type` have no fields to check.

        Returns:
            How many subscriptions it concerned, whether their connection took it or not.

        Raises:
            ValueError: There is no such type, or it has no such version, see `add_subscription_type`; or the event is
                not as Twitch sends it: fields are unknown, missing, of another kind or null.
        """
        check_type(type, version, self.eventsub.types)
        return self.eventsub.emit(type, version, event, condition, checked=checked)

    def sample(
        self,
        type: str,
        version: str,
        /,
        *,
        broadcaster: UserRef | None = None,
        moderator: UserRef | None = None,
        user: UserRef | None = None,
        **fields: Any,
    ) -> dict[str, Any]:
        """A complete event of any type, made up, for `emit`.

        Of the parts that exclude each other, as those of a notice in chat, it has the one that its word names:
        `sample("channel.moderate", "2", action="slow")`.

        Args:
            broadcaster: Whose channel it is; the first user that was added if it is left out.
            moderator: Who moderates there; the broadcaster if it is left out.
            user: Whom else it is about; the first other user if it is left out.
            fields: Of the event, in place of those made up.

        Raises:
            LookupError: There is no such user, or none at all.
            TypeError: The event has no such field.
            ValueError: There is no such type, or it has no such version, or it came by `add_subscription_type`.
        """
        check_type(type, version, EVENT_FIELDS)
        everybody = list(self.world.users.values())
        if not everybody:
            raise LookupError("the fake has no users: add_user() makes one")
        owner = everybody[0] if broadcaster is None else self.user(broadcaster)
        other = next((each for each in everybody if each is not owner), owner) if user is None else self.user(user)
        players = Players(
            owner=owner,
            moderator=owner if moderator is None else self.user(moderator),
            user=other,
            client_id=self.client_id,
            clock=self.clock,
            ids=self.ids,
        )
        return sample_event(type, version, players, fields)

    def revoke_subscription(self, subscription_id: str, status: str) -> None:
        """End a subscription, as in `revoke_subscription(id, "version_removed")`, and tell its session.

        Raises:
            LookupError: There is none with this id.
        """
        self.eventsub.revoke(self.eventsub.get(subscription_id), status)
