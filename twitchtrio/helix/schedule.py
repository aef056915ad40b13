"""Helix category Schedule: when a channel means to stream."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from .. import scopes
from .._json import MaybeTime, Time
from ._decoding import Pagination
from ._endpoint import ANYONE, NOBODY, USER, Bounds, endpoint
from ._formats import TIME_ZONE
from ._pages import Pages
from ._resource import Resource
from ._rules import needed_if

__all__ = ["Schedule", "ScheduleCategory", "ScheduleSegment", "ScheduleVacation", "StreamSchedule"]

_DURATION = Bounds(min=30, max=1380)
_TITLE = Bounds(max_length=140)


@frozen(kw_only=True)
class ScheduleCategory:
    """What is going to be streamed."""

    id: str
    name: str


@frozen(kw_only=True)
class ScheduleSegment:
    """A stream that is planned."""

    id: str
    start_time: Time
    end_time: MaybeTime = None
    title: str
    canceled_until: MaybeTime = None
    """When the stream that is canceled would end; `None` if it is not canceled."""
    category: ScheduleCategory | None = None
    is_recurring: bool
    """Whether it comes each week."""


@frozen(kw_only=True)
class ScheduleVacation:
    """When a channel does not stream."""

    start_time: Time
    end_time: Time


@frozen(kw_only=True)
class StreamSchedule:
    """A part of a channel's schedule, the next streams first."""

    segments: tuple[ScheduleSegment, ...]
    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    vacation: ScheduleVacation | None = None
    pagination: Pagination | None = None
    """Where more begins, where Twitch says it here; `Pages` finds it anyway."""


class Schedule(Resource):
    """Helix category Schedule."""

    __slots__ = ()

    @endpoint("GET", "/schedule", ANYONE, bounds={"first": Bounds(min=1, max=25)}, chunk=("id",), object_pages=True)
    def get_channel_stream_schedule(
        self,
        *,
        broadcaster_id: str,
        id: str | Sequence[str] | None = None,
        start_time: datetime | None = None,
        utc_offset: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Pages[StreamSchedule]:
        """The schedule of a channel from now or `start_time` on, or the segments of ids.

        Each page is one `StreamSchedule` with up to `first` segments, 20 if it is left out. `utc_offset` is deprecated,
        and without effect.

        Twitch: Get Channel Stream Schedule. Any token.
        """
        return self._pages(
            StreamSchedule,
            query={
                "broadcaster_id": broadcaster_id,
                "id": id,
                "start_time": start_time,
                "utc_offset": utc_offset,
                "first": first,
                "after": after,
            },
        )

    @endpoint("GET", "/schedule/icalendar", NOBODY)
    async def get_channel_icalendar(self, *, broadcaster_id: str) -> str:
        """All of a channel's schedule as iCalendar, by RFC 5545.

        Twitch: Get Channel iCalendar. No token.
        """
        return await self._text(query={"broadcaster_id": broadcaster_id})

    @endpoint(
        "PATCH",
        "/schedule/settings",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_SCHEDULE,),
        acts_as="broadcaster_id",
        bounds={"timezone": Bounds(format=TIME_ZONE)},
        rules=(
            needed_if("vacation_start_time", "is_vacation_enabled", True),  # noqa: FBT003  # the value that it has
            needed_if("vacation_end_time", "is_vacation_enabled", True),  # noqa: FBT003  # as above
            needed_if("timezone", "is_vacation_enabled", True),  # noqa: FBT003  # as above
        ),
    )
    async def update_channel_stream_schedule(
        self,
        *,
        broadcaster_id: str | None = None,
        is_vacation_enabled: bool | None = None,
        vacation_start_time: datetime | None = None,
        vacation_end_time: datetime | None = None,
        timezone: str | None = None,
    ) -> None:
        """Announce a vacation in the schedule of a channel, the acting account's, or cancel it.

        Args:
            timezone: As `Europe/Berlin`.

        Twitch: Update Channel Stream Schedule. User token with `channel:manage:schedule`.
        """
        await self._none(
            query={
                "broadcaster_id": broadcaster_id,
                "is_vacation_enabled": is_vacation_enabled,
                "vacation_start_time": vacation_start_time,
                "vacation_end_time": vacation_end_time,
                "timezone": timezone,
            }
        )

    @endpoint(
        "POST",
        "/schedule/segment",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_SCHEDULE,),
        acts_as="broadcaster_id",
        bounds={"timezone": Bounds(format=TIME_ZONE), "duration": _DURATION, "title": _TITLE},
    )
    async def create_channel_stream_schedule_segment(
        self,
        *,
        broadcaster_id: str | None = None,
        start_time: datetime,
        timezone: str,
        duration: int | str,
        is_recurring: bool | None = None,
        category_id: str | None = None,
        title: str | None = None,
    ) -> StreamSchedule:
        """Plan a stream of a channel, the acting account's, once or each week; the schedule has it alone.

        Args:
            timezone: As `Europe/Berlin`; there a stream of each week keeps its time of day.
            duration: Minutes, from 30 to 1380.
            is_recurring: Each week. Only partners and affiliates can plan a stream that is not.

        Twitch: Create Channel Stream Schedule Segment. User token with `channel:manage:schedule`.
        """
        return await self._object(
            StreamSchedule,
            query={"broadcaster_id": broadcaster_id},
            body={
                "start_time": start_time,
                "timezone": timezone,
                "duration": str(duration),
                "is_recurring": is_recurring,
                "category_id": category_id,
                "title": title,
            },
        )

    @endpoint(
        "PATCH",
        "/schedule/segment",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_SCHEDULE,),
        acts_as="broadcaster_id",
        bounds={"timezone": Bounds(format=TIME_ZONE), "duration": _DURATION, "title": _TITLE},
    )
    async def update_channel_stream_schedule_segment(
        self,
        *,
        broadcaster_id: str | None = None,
        id: str,
        start_time: datetime | None = None,
        duration: int | str | None = None,
        category_id: str | None = None,
        title: str | None = None,
        is_canceled: bool | None = None,
        timezone: str | None = None,
    ) -> StreamSchedule:
        """Change what is given of a planned stream; of one that comes each week, only that it is canceled is its own.

        Twitch: Update Channel Stream Schedule Segment. User token with `channel:manage:schedule`.
        """
        return await self._object(
            StreamSchedule,
            query={"broadcaster_id": broadcaster_id, "id": id},
            body={
                "start_time": start_time,
                "duration": None if duration is None else str(duration),
                "category_id": category_id,
                "title": title,
                "is_canceled": is_canceled,
                "timezone": timezone,
            },
        )

    @endpoint(
        "DELETE",
        "/schedule/segment",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_SCHEDULE,),
        acts_as="broadcaster_id",
    )
    async def delete_channel_stream_schedule_segment(self, *, broadcaster_id: str | None = None, id: str) -> None:
        """Plan a stream no longer; one that comes each week is gone from all weeks.

        Twitch: Delete Channel Stream Schedule Segment. User token with `channel:manage:schedule`.
        """
        await self._none(query={"broadcaster_id": broadcaster_id, "id": id})
