"""Schedules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from ..events import who
from ..http import RefusedError, Reply
from ..plans import Plan, Slot
from ..world import FakeChannel
from ._call import Call
from ._endpoint import AFTER, BROADCASTER, OWN_CHANNEL, Field, Param, endpoint, first

_MANAGE: Final = ("channel:manage:schedule",)
_SHORTEST, _LONGEST = 30, 1380
_FIELDS: Final = (
    Field(name="category_id"),
    Field(name="title", lengths=(0, 140)),
)


@endpoint(
    "GET",
    "/schedule",
    query=(
        BROADCASTER,
        Param(name="id", most=100),
        Param(name="start_time"),
        Param(name="utc_offset"),
        first(25),
        AFTER,
    ),
)
def get_channel_stream_schedule(call: Call) -> dict[str, Any]:
    """What is planned from now or another time on."""
    channel, ids = call.channel, call.many("id")
    since = _time(call, call.get("start_time"), "start_time") or call.fake.clock.now()
    slots = [slot for slot in channel.schedule.slots(since) if not ids or slot.id in ids]
    if not slots:
        raise RefusedError(404, "Segments were not found.")
    page = call.page(slots)
    return {"data": _schedule(call, channel, page["data"]), "pagination": page["pagination"]}


@endpoint("GET", "/schedule/icalendar", query=(BROADCASTER,), tokens=("none",))
def get_channel_icalendar(call: Call) -> Reply:
    """The same for a calendar."""
    lines = ["BEGIN:VCALENDAR", "PRODID:-//twitch.tv//StreamSchedule//1.0", "VERSION:2.0"]
    for slot in call.channel.schedule.slots(call.fake.clock.now()):
        begins = call.fake.clock.epoch + timedelta(seconds=slot.begins)
        ends = begins + timedelta(minutes=slot.plan.minutes)
        lines += ["BEGIN:VEVENT", f"UID:{slot.id}", f"DTSTART:{begins:%Y%m%dT%H%M%SZ}", f"DTEND:{ends:%Y%m%dT%H%M%SZ}"]
        lines += [f"SUMMARY:{slot.plan.title}", "END:VEVENT"]
    return Reply(calendar="\r\n".join([*lines, "END:VCALENDAR", ""]))


@endpoint(
    "PATCH",
    "/schedule/settings",
    query=(
        OWN_CHANNEL,
        Param(name="is_vacation_enabled", choices=("true", "false")),
        Param(name="vacation_start_time"),
        Param(name="vacation_end_time"),
        Param(name="timezone"),
    ),
    tokens=("user",),
    scopes=_MANAGE,
)
def update_channel_stream_schedule(call: Call) -> None:
    """Announce or cancel a vacation."""
    if call.get("is_vacation_enabled") != "true":
        call.channel.schedule.vacation = None
        return
    start = _time(call, call.get("vacation_start_time"), "vacation_start_time")
    end = _time(call, call.get("vacation_end_time"), "vacation_end_time")
    if start is None or end is None or call.get("timezone") is None or start >= end:
        raise RefusedError(400, "A vacation needs vacation_start_time, a later vacation_end_time, and timezone.")
    _check_zone(call.one("timezone"))
    call.channel.schedule.vacation = (start, end)


@endpoint(
    "POST",
    "/schedule/segment",
    query=(OWN_CHANNEL,),
    body=(
        Field(name="start_time", required=True),
        Field(name="timezone", required=True),
        Field(name="duration", required=True),
        Field(name="is_recurring", type="boolean"),
        *_FIELDS,
    ),
    tokens=("user",),
    scopes=_MANAGE,
)
def create_channel_stream_schedule_segment(call: Call) -> dict[str, Any]:
    """Plan a stream."""
    body, channel = call.body, call.channel
    recurring = body.get("is_recurring", False)
    if not recurring and channel.broadcaster.broadcaster_type not in {"affiliate", "partner"}:
        raise RefusedError(403, "Only partners and affiliates may add non-recurring broadcast segments.")
    _check_zone(body["timezone"])
    starts_at = _time(call, body["start_time"], "start_time")
    plan = Plan(
        id=call.fake.ids.uuid(),
        title=body.get("title", ""),
        starts_at=0.0 if starts_at is None else starts_at,
        minutes=_minutes(body["duration"]),
        is_recurring=recurring,
    )
    _set_category(call, plan)
    channel.schedule.plans.append(plan)
    return {"data": _schedule(call, channel, [Slot(plan=plan, week=0, begins=plan.starts_at)])}


@endpoint(
    "PATCH",
    "/schedule/segment",
    query=(OWN_CHANNEL, Param(name="id", required=True)),
    body=(
        Field(name="start_time"),
        Field(name="duration"),
        Field(name="is_canceled", type="boolean"),
        Field(name="timezone"),
        *_FIELDS,
    ),
    tokens=("user",),
    scopes=_MANAGE,
)
def update_channel_stream_schedule_segment(call: Call) -> dict[str, Any]:
    """Change a planned stream."""
    body, channel = call.body, call.channel
    found = channel.schedule.plan(call.one("id"))
    if found is None:
        raise RefusedError(404, "The specified broadcast segment was not found.")
    plan, week = found
    if "timezone" in body:
        _check_zone(body["timezone"])
    plan.title = body.get("title", plan.title)
    plan.minutes = _minutes(body["duration"]) if "duration" in body else plan.minutes
    starts_at = _time(call, body.get("start_time"), "start_time")
    plan.starts_at = plan.starts_at if starts_at is None else starts_at
    _set_category(call, plan)
    if body.get("is_canceled"):
        plan.canceled.add(week)
    elif "is_canceled" in body:
        plan.canceled.discard(week)
    slot = next(slot for slot in plan.slots(float("-inf")) if slot.week == week)
    return {"data": _schedule(call, channel, [slot])}


@endpoint(
    "DELETE",
    "/schedule/segment",
    query=(OWN_CHANNEL, Param(name="id", required=True)),
    tokens=("user",),
    scopes=_MANAGE,
)
def delete_channel_stream_schedule_segment(call: Call) -> None:
    """Plan a stream no longer; that it is unknown is no error."""
    found = call.channel.schedule.plan(call.one("id"))
    if found is not None:
        call.channel.schedule.plans.remove(found[0])


def _schedule(call: Call, channel: FakeChannel, slots: list[Slot]) -> dict[str, Any]:
    clock, vacation = call.fake.clock, channel.schedule.vacation
    ends = None if vacation is None else [clock.short_stamp(at) for at in vacation]
    return {
        "segments": [slot.shown(clock) for slot in slots],
        **who("broadcaster", channel.broadcaster),
        "vacation": None if ends is None else {"start_time": ends[0], "end_time": ends[1]},
    }


def _time(call: Call, text: str | None, name: str) -> float | None:
    return None if text is None else (call.moment(text, name) - call.fake.clock.epoch).total_seconds()


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise RefusedError(400, "timezone must be an IANA time zone.") from None


def _minutes(text: str) -> int:
    if not text.isdecimal() or not _SHORTEST <= int(text) <= _LONGEST:
        raise RefusedError(400, f"duration must be between {_SHORTEST} and {_LONGEST} minutes.")
    return int(text)


def _set_category(call: Call, plan: Plan) -> None:
    if "category_id" not in call.body:
        return
    game = call.fake.world.games.get(call.body["category_id"])
    if game is None:
        raise RefusedError(400, "The ID in category_id is not valid.")
    plan.category_id, plan.category_name = game.id, game.name
