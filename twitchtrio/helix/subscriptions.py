"""Helix category Subscriptions: who pays a broadcaster each month."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from .. import scopes
from ..subscription import EventSubSubscription, Listing
from ..tokens import Actor
from ..words import SubTier
from ._endpoint import ANYONE, PAGE, endpoint
from ._pages import Page, Pages
from ._resource import Resource
from .eventsub import EventSub

__all__ = ["BroadcasterSubscription", "Subscriptions", "UserSubscription"]


@frozen(kw_only=True)
class BroadcasterSubscription:
    """A subscription, as its broadcaster sees it."""

    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    user_id: str
    user_login: str
    user_name: str
    tier: SubTier
    plan_name: str
    is_gift: bool
    gifter_id: str = ""
    """Who gave it; empty if it is no gift, or nobody knows who gave it. So are login and name."""
    gifter_login: str
    gifter_name: str


@frozen(kw_only=True)
class UserSubscription:
    """A subscription, as the subscriber sees it."""

    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    tier: SubTier
    is_gift: bool
    gifter_id: str | None = None
    """Who gave it; `None` if it is no gift, or nobody knows who gave it."""
    gifter_login: str | None = None
    gifter_name: str | None = None


class Subscriptions(Resource):
    """Helix category Subscriptions. The app itself may call it for extensions alone.

    EventSub has subscriptions too, and asks its API for them by the same name; called, this gives those.
    """

    __slots__ = ()

    async def __call__(self, *, actor: Actor) -> Listing:
        """All EventSub subscriptions that an account made over WebSockets, or the app over the rest, dead ones too.

        Raises:
            DecodeError: A part of the list cannot be read, so that nothing can be said of what it leaves out.
        """
        records: list[EventSubSubscription] = []
        page = Page[EventSubSubscription](items=())
        async for page in EventSub(self._session, actor, whole=True).get_eventsub_subscriptions().pages():
            records += page.items
        return Listing(records=tuple(records), total_cost=page.total_cost, max_total_cost=page.max_total_cost)

    @endpoint(
        "GET",
        "/subscriptions",
        ANYONE,
        scopes=(scopes.CHANNEL_READ_SUBSCRIPTIONS,),
        acts_as="broadcaster_id",
        bounds={"first": PAGE},
        chunk=("user_id",),
    )
    def get_broadcaster_subscriptions(
        self,
        *,
        broadcaster_id: str | None = None,
        user_id: str | Sequence[str] | None = None,
        first: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Pages[BroadcasterSubscription]:
        """List who is subscribed to a channel, the acting account's; with `user_id`, only those of them.

        Each page tells of all subscribers (`total`) and of their points (`points`), six of which are a tier 3.

        Twitch: Get Broadcaster Subscriptions. Any token; `channel:read:subscriptions` of the broadcaster.
        """
        return self._pages(
            BroadcasterSubscription,
            query={
                "broadcaster_id": broadcaster_id,
                "user_id": user_id,
                "first": first,
                "after": after,
                "before": before,
            },
        )

    @endpoint("GET", "/subscriptions/user", ANYONE, scopes=(scopes.USER_READ_SUBSCRIPTIONS,), acts_as="user_id")
    async def check_user_subscription(self, *, broadcaster_id: str, user_id: str | None = None) -> UserSubscription:
        """How a user, the acting account, is subscribed to a channel.

        Twitch: Check User Subscription. Any token; `user:read:subscriptions` of the user.

        Raises:
            NotFoundError: They are not.
        """
        return await self._one(UserSubscription, query={"broadcaster_id": broadcaster_id, "user_id": user_id})
