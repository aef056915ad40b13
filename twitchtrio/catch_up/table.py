"""Which events can be read again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from ..eventsub.events.channel import ChannelFollow
from ..eventsub.events.event import Event
from ..eventsub.events.moderation import ChannelBan
from ..eventsub.events.polls import ChannelPollBegin, ChannelPollEnd
from ..eventsub.events.predictions import ChannelPredictionBegin, ChannelPredictionEnd, ChannelPredictionLock
from ..eventsub.events.redemptions import ChannelChannelPointsCustomRewardRedemptionAdd
from ..eventsub.events.stream import StreamOffline, StreamOnline
from ..eventsub.events.unban_requests import ChannelUnbanRequestCreate, ChannelUnbanRequestResolve
from ._asked import Asked
from .bans import read_bans
from .broadcasts import read_offline, read_online
from .follows import read_follows
from .polls import read_poll_begins, read_poll_ends
from .predictions import read_prediction_begins, read_prediction_ends, read_prediction_locks
from .redemptions import read_redemptions
from .unban_requests import read_unban_requests, read_unban_resolutions

if TYPE_CHECKING:
    from ..eventsub._read_again import Missed
    from ..eventsub.events.event import Subscription
    from ..helix import Helix

__all__ = ["READABLE", "Readable"]


@frozen
class Readable:
    """How events of a class are read again, and told from each other."""

    read: Callable[[Helix, Asked], Awaitable[Sequence[Missed]]]
    told_by: tuple[str, ...] = ("id",)
    """Fields that tell one from all others."""
    at: str | None = None
    """The field that says when it happened, where the others can be alike again later."""

    async def between(
        self, since: datetime, until: datetime, helix: Helix, subscription: Subscription[Any]
    ) -> Sequence[Missed]:
        """Those of a subscription that happened between these times."""
        asked = Asked(subscription=subscription, since=since, until=until)
        return [missed for missed in await self.read(helix, asked) if since <= missed.at <= until]


_PEOPLE: Final = ("broadcaster_user_id", "user_id")

READABLE: Final[Mapping[type[Event], Readable]] = {
    ChannelFollow: Readable(read_follows, _PEOPLE, "followed_at"),
    ChannelBan: Readable(read_bans, _PEOPLE, "banned_at"),
    StreamOnline: Readable(read_online, ("broadcaster_user_id", "id")),
    StreamOffline: Readable(read_offline, ("broadcaster_user_id", "id")),
    ChannelPollBegin: Readable(read_poll_begins),
    ChannelPollEnd: Readable(read_poll_ends, ("id", "status")),
    ChannelPredictionBegin: Readable(read_prediction_begins),
    ChannelPredictionLock: Readable(read_prediction_locks),
    ChannelPredictionEnd: Readable(read_prediction_ends),
    ChannelChannelPointsCustomRewardRedemptionAdd: Readable(read_redemptions),
    ChannelUnbanRequestCreate: Readable(read_unban_requests),
    ChannelUnbanRequestResolve: Readable(read_unban_resolutions),
}
"""Of which classes events can be read again; of a poll's and a prediction's progress, Helix knows the end alone."""
