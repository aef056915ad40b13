"""The client of Twitch's API."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

import trio

from .._given import check
from .._json import plain
from .._needs import Needed
from .._opening import Opening
from ..endpoints import Endpoints, endpoints_for
from ..errors import ConfigurationError, NotFoundError
from ..network import Http
from ..protocols import TokenSource
from ..subscription import EventSubSubscription, Target
from ..tokens import Account, Actor, Extension
from ._actor import account_of, checked_actor, require_scopes
from ._category import Category
from ._endpoint import ANYONE, EXTENSION, Endpoint
from ._lookup import ids_of
from ._query import Query
from ._resource import no_attribute
from ._session import Session
from .misfit import MisfitItem

if TYPE_CHECKING:
    from .ads import Ads
    from .analytics import Analytics
    from .bits import Bits
    from .ccls import CCLs
    from .channel_points import ChannelPoints
    from .channels import Channels
    from .charity import Charity
    from .chat import Chat
    from .clips import Clips
    from .conduits import Conduits
    from .entitlements import Entitlements
    from .eventsub import EventSub
    from .extensions import Extensions
    from .games import Games
    from .goals import Goals
    from .guest_star import GuestStar
    from .hype_train import HypeTrain
    from .moderation import Moderation
    from .polls import Polls
    from .predictions import Predictions
    from .raids import Raids
    from .schedule import Schedule
    from .search import Search
    from .streams import Streams
    from .subscriptions import Subscriptions
    from .tags import Tags
    from .teams import Teams
    from .users import Users
    from .videos import Videos
    from .whispers import Whispers

__all__ = ["Helix"]

# A token, and what a URL may have in its path.
_METHOD: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_PATH: Final = re.compile(r"/[A-Za-z0-9!$%&'()*+,./:;=@_~-]*")


class Helix:
    """Twitch's API: an attribute for each category of its reference, a method on it for each endpoint.

    Several tasks may use it at once. A call waits while Twitch's rate limit is used up and while a token is being
    refreshed, and is made again where that cannot do a thing twice.

    A category is imported when it is first used.
    """

    ads: Category[Ads] = Category("ads.Ads")
    """Advertisements in a channel."""
    analytics: Category[Analytics] = Category("analytics.Analytics")
    """Reports about extensions and games."""
    bits: Category[Bits] = Category("bits.Bits")
    """Who cheered most, cheermotes, Power-ups."""
    ccls: Category[CCLs] = Category("ccls.CCLs")
    """What viewers can be warned of."""
    channel_points: Category[ChannelPoints] = Category("channel_points.ChannelPoints")
    """Rewards that viewers redeem with their points."""
    channels: Category[Channels] = Category("channels.Channels")
    """What channels show, their editors and followers."""
    charity: Category[Charity] = Category("charity.Charity")
    """Campaigns for charities and what was given to them."""
    chat: Category[Chat] = Category("chat.Chat")
    """Messages, settings, pins, emotes and badges of chat rooms."""
    clips: Category[Clips] = Category("clips.Clips")
    """Short parts of broadcasts."""
    conduits: Category[Conduits] = Category("conduits.Conduits")
    """Subscriptions whose events are spread over many connections."""
    entitlements: Category[Entitlements] = Category("entitlements.Entitlements")
    """What viewers earned by watching, for games to give out."""
    eventsub: Category[EventSub] = Category("eventsub.EventSub")
    """The subscriptions that Twitch keeps."""
    extensions: Category[Extensions] = Category("extensions.Extensions")
    """What an extension's own server does."""
    games: Category[Games] = Category("games.Games")
    """Games and other categories."""
    goals: Category[Goals] = Category("goals.Goals")
    """What broadcasters ask their viewers to reach."""
    guest_star: Category[GuestStar] = Category("guest_star.GuestStar")
    """Guests in a live stream."""
    hype_train: Category[HypeTrain] = Category("hype_train.HypeTrain")
    """What a channel's viewers do together in a few minutes."""
    moderation: Category[Moderation] = Category("moderation.Moderation")
    """Bans, AutoMod, moderators and VIPs."""
    polls: Category[Polls] = Category("polls.Polls")
    """What broadcasters ask their viewers to vote on."""
    predictions: Category[Predictions] = Category("predictions.Predictions")
    """What viewers stake their Channel Points on."""
    raids: Category[Raids] = Category("raids.Raids")
    """Viewers who are sent to another channel."""
    schedule: Category[Schedule] = Category("schedule.Schedule")
    """When a channel means to stream."""
    search: Category[Search] = Category("search.Search")
    """Channels and games by what they are called."""
    streams: Category[Streams] = Category("streams.Streams")
    """Live streams, markers in them, stream keys."""
    if TYPE_CHECKING:
        # `SubscriptionApi` has a method of this name, and type checkers look behind no descriptor there.
        subscriptions: Subscriptions
    else:
        subscriptions = Category("subscriptions.Subscriptions")
    """Who pays a broadcaster each month."""
    tags: Category[Tags] = Category("tags.Tags")
    """What streams were called; withdrawn by Twitch."""
    teams: Category[Teams] = Category("teams.Teams")
    """Groups of broadcasters."""
    users: Category[Users] = Category("users.Users")
    """Who is who, blocked users, extensions."""
    videos: Category[Videos] = Category("videos.Videos")
    """Past broadcasts, highlights and uploads."""
    whispers: Category[Whispers] = Category("whispers.Whispers")
    """Messages from one user to another."""

    def __init__(self, tokens: TokenSource, http: Http, endpoints: Endpoints | None = None) -> None:
        self._session = Session(tokens, http, endpoints_for(endpoints))
        self._actor: Actor | None = None

    def acting_as(self, actor: Actor) -> Helix:
        """A view of this client whose calls are made by one account, by the app itself (`APP`), or by an extension.

        Raises:
            ConfigurationError: It is none of these.
        """
        view = object.__new__(Helix)
        view._session, view._actor = self._session, checked_actor(actor)
        return view

    @cached_property
    def batched(self) -> Helix:
        """A view of this client that makes single look-ups of several tasks by one request where it can.

        Calls with one id or login that begin in the same turn of Trio's scheduler go out together, as many as Twitch
        takes at once; each has its own answer, or its own error.
        """
        from ._batching import Batching

        view = object.__new__(Helix)
        view._session, view._actor = Batching(self._session), self._actor
        return view

    def now(self) -> datetime:
        """The time at Twitch, as its last answer or, to a bot, its last message told it; it never goes back.

        This machine's as long as there was none.
        """
        return self._session.clock.now()

    @property
    def misfit_count(self) -> int:
        """How many items of answers could not be read."""
        return self._session.misfits.count

    def misfits(self) -> AbstractAsyncContextManager[trio.abc.ReceiveChannel[MisfitItem]]:
        """A channel of items that cannot be read, from now on; it holds nothing up."""
        return Opening(self._watch_misfits(), usage="async with helix.misfits() as misfits")

    @asynccontextmanager
    async def _watch_misfits(self) -> AsyncGenerator[trio.abc.ReceiveChannel[MisfitItem], None]:
        with self._session.misfits.watch() as misfits:
            yield misfits

    def end(self, error: Exception | None = None) -> None:
        """The block has ended, by this error if there is one; nothing more will be set aside."""
        self._session.misfits.end(error)

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Mapping[str, Any] | None = None,
        scopes: str | Sequence[Needed] = (),
    ) -> Any:
        """Call an endpoint that twitchtrio has no method for.

        Args:
            method: HTTP method. All but GET, PUT and DELETE are never sent twice.
            path: Path below the address of Helix, as `/users`.
            query: Parameters; a sequence repeats its name, `None` leaves it out.
            body: What is sent as JSON; a field that is `None` is left out.
            scopes: What the acting account must have granted; of a tuple among them, any one.

        Returns:
            Twitch's answer as plain JSON values, `None` if it is empty.

        Raises:
            ConfigurationError: It is no method, or no path, or one of the others cannot be sent.
        """
        _check(method, path)
        check("query", query, "a mapping of names and values", Mapping, NoneType)
        check("body", body, "a mapping of names and values", Mapping, NoneType)
        check("scopes", scopes, "scopes as texts", Iterable)
        actors = EXTENSION if isinstance(self._actor, Extension) else ANYONE
        needed = (scopes,) if isinstance(scopes, str) else tuple(scopes)
        facts = Endpoint(method, path, actors, scopes=needed, name=f"{method} {path}")
        answer = await self._session.call(facts, self._actor, query or {}, body)
        return plain(answer.content) if answer.content else None

    def account_for(self, user_id: str | None, scopes: Sequence[Needed], *, action: str) -> Account:
        """Who can act: the account of `user_id`, or, where anyone will do, the bot's own.

        Raises:
            LoginRequiredError: There is no login of that user.
            MissingScopeError: The login lacks a scope.
        """
        tokens = self._session.tokens
        account = account_of(tokens, user_id, scopes, action=action, login=self._session.users.login_of(user_id or ""))
        require_scopes(tokens, account, scopes, action=action)
        return account

    async def subscribe(
        self, type: str, version: str, condition: Mapping[str, str], *, target: Target, actor: Actor
    ) -> EventSubSubscription:
        """Create a subscription on a target, once, without a second try.

        Raises:
            HelixError: Twitch refuses.
            NetworkError: Twitch does not answer.
        """
        from .eventsub import EventSubTransport

        return await self.acting_as(actor).eventsub.create_eventsub_subscription(
            type=type, version=version, condition=condition, transport=EventSubTransport.of(target)
        )

    async def unsubscribe(  # noqa: ASYNC910  # what is gone has been asked for
        self, subscription_id: str, *, actor: Actor
    ) -> None:
        """Delete a subscription; one that is gone already is no error."""
        with suppress(NotFoundError):
            await self.acting_as(actor).eventsub.delete_eventsub_subscription(id=subscription_id)

    async def user_ids(self, logins: Sequence[str]) -> dict[str, str]:
        """The ids of the users with these logins, by login; each may be written in any case of letters.

        Of whom Twitch has told within the last hour it is not asked again.

        Raises:
            NotFoundError: One of them does not exist.
            ConfigurationError: One of them cannot be a login; nothing was asked.
        """
        return await ids_of(self.users, logins)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            raise no_attribute(self, name, "helix")


def _check(method: object, path: object) -> None:
    if not (isinstance(method, str) and _METHOD.fullmatch(method)):
        raise ConfigurationError(f'{method!r} is no HTTP method; write it as "GET".')
    if not (isinstance(path, str) and _PATH.fullmatch(path)) or path.startswith("/helix/"):
        raise ConfigurationError(
            f'{path!r} is no path below the address of Helix; write it as "/users", and parameters as query={{...}}.'
        )
