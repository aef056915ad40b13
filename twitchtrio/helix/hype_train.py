"""Helix category Hype Train: what a channel's viewers do together in a few minutes."""

from __future__ import annotations

from attrs import frozen

from .. import scopes
from .._json import Time
from ..words import HypeTrainChannel, HypeTrainContribution, HypeTrainType
from ._endpoint import USER, endpoint
from ._resource import Resource

__all__ = [
    "HypeTrain",
    "HypeTrainRecord",
    "HypeTrainStatus",
    "RunningHypeTrain",
]


@frozen(kw_only=True)
class RunningHypeTrain:
    """A train that is on its way."""

    id: str
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    level: int
    total: int
    """Points that have been given to it."""
    progress: int
    """Points that have been given to this level."""
    goal: int
    """Points that the next level takes."""
    top_contributions: tuple[HypeTrainContribution, ...]
    shared_train_participants: tuple[HypeTrainChannel, ...] | None = None
    """The channels that share it; `None` if it is one channel's."""
    started_at: Time
    expires_at: Time
    type: HypeTrainType
    is_shared_train: bool = False


@frozen(kw_only=True)
class HypeTrainRecord:
    """The train that went farthest."""

    level: int
    total: int
    achieved_at: Time


@frozen(kw_only=True)
class HypeTrainStatus:
    """A channel's train and its records; each is `None` if there is none."""

    current: RunningHypeTrain | None = None
    all_time_high: HypeTrainRecord | None = None
    shared_all_time_high: HypeTrainRecord | None = None


class HypeTrain(Resource):
    """Helix category Hype Train."""

    __slots__ = ()

    @endpoint("GET", "/hypetrain/status", USER, scopes=(scopes.CHANNEL_READ_HYPE_TRAIN,), acts_as="broadcaster_id")
    async def get_hype_train_status(self, *, broadcaster_id: str | None = None) -> HypeTrainStatus:
        """The train of a channel, the acting account's, if one is on its way, and the channel's records.

        Twitch: Get Hype Train Status. User token with `channel:read:hype_train`.
        """
        return await self._one(HypeTrainStatus, query={"broadcaster_id": broadcaster_id})
