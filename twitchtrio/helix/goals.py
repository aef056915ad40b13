"""Helix category Goals: what broadcasters ask their viewers to reach."""

from __future__ import annotations

from attrs import frozen

from .. import scopes
from .._json import Time
from ..enums import OpenEnum
from ._endpoint import USER, endpoint
from ._resource import Resource

__all__ = ["Goal", "GoalType", "Goals"]


class GoalType(OpenEnum):
    """What a goal counts."""

    FOLLOWER = "follower"
    SUBSCRIPTION = "subscription"
    """Subscription points, for a tier 2 two and for a tier 3 six."""
    SUBSCRIPTION_COUNT = "subscription_count"
    """Subscribers."""
    NEW_SUBSCRIPTION = "new_subscription"
    """Subscription points of those who come from now on."""
    NEW_SUBSCRIPTION_COUNT = "new_subscription_count"
    """Subscribers who come from now on."""
    NEW_BIT = "new_bit"
    """Bits that come from now on."""
    NEW_CHEERER = "new_cheerer"
    """Users who cheer from now on."""


@frozen(kw_only=True)
class Goal:
    """What a broadcaster asks viewers to reach."""

    id: str
    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    type: GoalType
    description: str
    current_amount: int
    target_amount: int
    created_at: Time


class Goals(Resource):
    """Helix category Goals."""

    __slots__ = ()

    @endpoint("GET", "/goals", USER, scopes=(scopes.CHANNEL_READ_GOALS,), acts_as="broadcaster_id")
    async def get_creator_goals(self, *, broadcaster_id: str | None = None) -> tuple[Goal, ...]:
        """List the goals of a broadcaster, the acting account.

        Twitch: Get Creator Goals. User token with `channel:read:goals`.
        """
        return await self._many(Goal, query={"broadcaster_id": broadcaster_id})
