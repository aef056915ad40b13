"""Who is there and what is on: users, channels and streams."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from attrs import Factory, define, field

from .causes import Campaign, Goal, HypeTrain, Record
from .clock import Clock, Ids
from .earnings import Ads, Cheer, FakeSubscription
from .footage import Clip, Video
from .guests import GuestStar
from .plans import Schedule
from .rewards import Redemption, Reward
from .safety import AutoMod, Ban, HeldMessage, Shield, Suspicion, Term, UnbanRequest
from .timers import Timer
from .votes import Poll, Prediction

__all__ = [
    "ChatSettings",
    "FakeChannel",
    "FakeGame",
    "FakeStream",
    "FakeTeam",
    "FakeUser",
    "FakeWhisper",
    "PendingRaid",
    "Pin",
    "SharedChat",
    "UserRef",
    "World",
]

_POINTS: Final = 1000


@define(kw_only=True, eq=False)
class FakeUser:
    """A user of the fake Twitch. Stands wherever a user or a channel is wanted."""

    id: str
    login: str
    display_name: str
    created_at: float = field(repr=False)
    email: str = field(repr=False)
    type: str = field(default="", repr=False)
    broadcaster_type: str = field(default="", repr=False)
    description: str = field(default="", repr=False)
    color: str = field(default="", repr=False)
    blocked: dict[str, None] = field(factory=dict[str, None], repr=False)
    extensions: list[dict[str, Any]] = field(factory=list[dict[str, Any]], repr=False)
    active_extensions: dict[str, dict[str, dict[str, Any]]] = field(
        factory=lambda: {"panel": {}, "overlay": {}, "component": {}}, repr=False
    )

    @property
    def user_id(self) -> str:
        """The id, under the name that everything about users has it."""
        return self.id


UserRef: TypeAlias = FakeUser | str
"""A user, or a login."""


@define(kw_only=True, eq=False)
class FakeGame:
    """A game, or another category."""

    id: str
    name: str
    igdb_id: str = ""

    @property
    def box_art_url(self) -> str:
        """A pattern of the address of its picture."""
        return f"https://static-cdn.jtvnw.net/ttv-boxart/{self.id}-{{width}}x{{height}}.jpg"


@define(kw_only=True, eq=False)
class FakeTeam:
    """A group of broadcasters."""

    id: str
    name: str
    display_name: str
    info: str
    members: list[FakeUser]
    created_at: float


@define(kw_only=True)
class ChatSettings:
    """A chat room's modes, by Helix's names."""

    emote_mode: bool = False
    follower_mode: bool = False
    follower_mode_duration: int | None = None
    non_moderator_chat_delay: bool = False
    non_moderator_chat_delay_duration: int | None = None
    slow_mode: bool = False
    slow_mode_wait_time: int | None = None
    subscriber_mode: bool = False
    unique_chat_mode: bool = False


@define(kw_only=True)
class FakeStream:
    """A broadcast that is on, with the markers set in it."""

    id: str
    started_at: float
    viewer_count: int
    markers: list[dict[str, Any]] = Factory(list[dict[str, Any]])


@define(kw_only=True)
class Pin:
    """The message pinned in a chat room."""

    message_id: str
    pinned_by: FakeUser
    starts_at: float
    ends_at: float | None
    updated_at: float


@define(kw_only=True, eq=False)
class FakeWhisper:
    """What one user whispered to another."""

    id: str
    sender: FakeUser
    recipient: FakeUser
    text: str
    sent_at: float


@define(kw_only=True)
class PendingRaid:
    """A raid that has not begun yet."""

    target: FakeUser
    created_at: float
    timer: Timer = field(repr=False)


@define(kw_only=True, eq=False)
class SharedChat:
    """Several channels with one chat."""

    session_id: str
    host: FakeUser
    participants: list[FakeUser]
    created_at: float
    updated_at: float


@define(kw_only=True, eq=False)
class FakeChannel:
    """What belongs to a broadcaster. Dictionaries map user ids to the time since when."""

    broadcaster: FakeUser
    title: str = ""
    language: str = "en"
    category_id: str = "509658"
    category_name: str = "Just Chatting"
    delay: int = 0
    tags: list[str] = Factory(list[str])
    content_classification_labels: list[str] = Factory(list[str])
    is_branded_content: bool = False
    stream: FakeStream | None = None
    moderators: dict[str, float] = Factory(dict[str, float])
    lead_moderators: dict[str, float] = Factory(dict[str, float])
    vips: dict[str, float] = Factory(dict[str, float])
    editors: dict[str, float] = Factory(dict[str, float])
    followers: dict[str, float] = Factory(dict[str, float])
    founders: dict[str, float] = Factory(dict[str, float])
    subscribers: dict[str, FakeSubscription] = Factory(dict[str, FakeSubscription])
    cheers: list[Cheer] = Factory(list[Cheer])
    power_ups: list[Reward] = Factory(list[Reward])
    ads: Ads = Factory(Ads)
    bans: dict[str, Ban] = Factory(dict[str, Ban])
    unban_requests: list[UnbanRequest] = Factory(list[UnbanRequest])
    warned: dict[str, str] = Factory(dict[str, str])
    suspicious: dict[str, Suspicion] = Factory(dict[str, Suspicion])
    automod: AutoMod = Factory(AutoMod)
    held: list[HeldMessage] = Factory(list[HeldMessage])
    shield: Shield | None = None
    chatters: dict[str, float] = Factory(dict[str, float])
    chat_settings: ChatSettings = Factory(ChatSettings)
    blocked_terms: list[Term] = Factory(list[Term])
    polls: list[Poll] = Factory(list[Poll])
    predictions: list[Prediction] = Factory(list[Prediction])
    schedule: Schedule = Factory(Schedule)
    guest_star: GuestStar = Factory(GuestStar)
    rewards: list[Reward] = Factory(list[Reward])
    redemptions: list[Redemption] = Factory(list[Redemption])
    clips: list[Clip] = Factory(list[Clip])
    videos: list[Video] = Factory(list[Video])
    goals: list[Goal] = Factory(list[Goal])
    campaign: Campaign | None = None
    hype_train: HypeTrain | None = None
    best_hype_train: Record | None = None
    raid: PendingRaid | None = None
    points: dict[str, int] = Factory(dict[str, int])
    pin: Pin | None = None
    shared_chat: SharedChat | None = None
    emotes: list[dict[str, Any]] = Factory(list[dict[str, Any]])
    badges: list[dict[str, Any]] = Factory(list[dict[str, Any]])

    def moderates(self, user: FakeUser) -> bool:
        """Whether a user is the broadcaster or one of the moderators."""
        return user is self.broadcaster or user.id in self.moderators

    def is_privileged(self, user: FakeUser) -> bool:
        """Whether a user may chat here faster, and where others may not: VIPs may, and who moderates."""
        return self.moderates(user) or user.id in self.vips

    def reward(self, named: str) -> Reward:
        """The reward with an id or a title.

        Raises:
            LookupError: There is none.
        """
        for reward in self.rewards:
            if named in (reward.id, reward.title):
                return reward
        raise LookupError(f"{self.broadcaster.login} has no reward {named!r}")

    def points_of(self, user: FakeUser) -> int:
        """A viewer's Channel Points."""
        return self.points.get(user.id, _POINTS)

    def pay(self, user: FakeUser, points: int) -> None:
        """Take points from a viewer.

        Raises:
            ValueError: There are not so many.
        """
        left = self.points_of(user) - points
        if points < 0 or left < 0:
            raise ValueError(f"{user.login} cannot pay {points} points")
        self.points[user.id] = left

    def is_banned(self, user: FakeUser, now: float) -> bool:
        """Whether a user may not chat here at this time."""
        ban = self.bans.get(user.id)
        return ban is not None and ban.holds(now)


def _games() -> list[FakeGame]:
    return [
        FakeGame(id="509658", name="Just Chatting"),
        FakeGame(id="509670", name="Science & Technology"),
        FakeGame(id="33214", name="Fortnite", igdb_id="1905"),
    ]


class World:
    """All users and their channels, games and teams."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self.users: dict[str, FakeUser] = {}
        self._logins: dict[str, FakeUser] = {}
        self._channels: dict[str, FakeChannel] = {}
        self.games: dict[str, FakeGame] = {game.id: game for game in _games()}
        self.teams: list[FakeTeam] = []

    def add_user(self, login: str, *, id: str | None, display_name: str | None, **more: Any) -> FakeUser:
        """Make a user.

        Raises:
            ValueError: The login or the id is taken.
        """
        user = FakeUser(
            id=id or self._free_id(),
            login=login.lower(),
            display_name=display_name or login,
            created_at=self._clock.now() - 86400.0,
            email=f"{login.lower()}@example.com",
            **more,
        )
        if user.login in self._logins or user.id in self.users:
            raise ValueError(f"there is already a user {user.login!r} or an id {user.id}")
        self.users[user.id] = self._logins[user.login] = user
        self._channels[user.id] = FakeChannel(broadcaster=user)
        return user

    def _free_id(self) -> str:
        # Whoever was added with an id of their own may have the next.
        while (number := self._ids.number()) in self.users:
            pass
        return number

    def user(self, ref: UserRef) -> FakeUser:
        """The user meant.

        Raises:
            LookupError: Nobody has that login.
        """
        if isinstance(ref, FakeUser):
            return ref
        user = self._logins.get(ref.lower())
        if user is None:
            raise LookupError(f"the fake has no user {ref!r}: add_user({ref!r}) makes one")
        return user

    def by_login(self, login: str) -> FakeUser | None:
        """The user with a login, if there is one."""
        return self._logins.get(login.lower())

    def channel(self, ref: UserRef) -> FakeChannel:
        """The channel of a user."""
        return self._channels[self.user(ref).id]

    def channels(self) -> list[FakeChannel]:
        """Every channel, the oldest first."""
        return list(self._channels.values())
