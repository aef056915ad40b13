"""Schedules: planned once or each week, canceled, and on vacation."""

from datetime import UTC, datetime, timedelta

import pytest

from twitchtrio.errors import BadRequestError, ConfigurationError, ForbiddenError, NotFoundError

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
ZONE = {"timezone": "Europe/Berlin"}


@pytest.fixture
def room(fake):
    """The broadcaster's own channel."""
    return {"broadcaster_id": fake.user("streamer").id}


async def test_each_week(helix, room):
    """A stream of each week is there every week; one of them can be canceled, and all be changed and deleted."""
    schedule = helix.schedule
    made = await schedule.create_channel_stream_schedule_segment(
        start_time=START, **ZONE, duration=90, is_recurring=True, title="Chess", category_id="509658"
    )
    (segment,) = made.segments
    pages = schedule.get_channel_stream_schedule(**room, first=2)
    first = await pages.first()
    second = first.segments[1]
    canceled = await schedule.update_channel_stream_schedule_segment(id=second.id, is_canceled=True)
    changed = await schedule.update_channel_stream_schedule_segment(id=segment.id, title="Go", duration="120")
    every = [each for page in [page async for page in pages] for each in page.segments]
    one = await schedule.get_channel_stream_schedule(**room, id=second.id).first()

    assert ("Chess", START, START + timedelta(minutes=90), "Just Chatting", True) == (
        segment.title,
        segment.start_time,
        segment.end_time,
        segment.category.name,
        segment.is_recurring,
    )
    assert [START, START + timedelta(days=7)] == [each.start_time for each in first.segments]
    assert canceled.segments[0].canceled_until == second.end_time
    assert ("Go", timedelta(minutes=120)) == (
        changed.segments[0].title,
        changed.segments[0].end_time - changed.segments[0].start_time,
    )
    assert 26 == len(every)
    assert [1] == [number for number, each in enumerate(every) if each.canceled_until is not None]
    assert [second.id] == [each.id for each in one.segments]
    await schedule.delete_channel_stream_schedule_segment(id=second.id)
    with pytest.raises(NotFoundError):
        await pages.first()
    with pytest.raises(NotFoundError):
        await schedule.update_channel_stream_schedule_segment(id=second.id, title="x")


async def test_once(helix, fake, room):
    """Only partners and affiliates plan a stream that comes once."""
    plan = {"start_time": START, **ZONE, "duration": 30}
    with pytest.raises(ForbiddenError):
        await helix.schedule.create_channel_stream_schedule_segment(**plan)
    fake.user("streamer").broadcaster_type = "affiliate"
    made = await helix.schedule.create_channel_stream_schedule_segment(**plan)

    assert (False, None) == (made.segments[0].is_recurring, made.segments[0].category)
    later = START + timedelta(hours=1)
    with pytest.raises(NotFoundError):
        await helix.schedule.get_channel_stream_schedule(**room, start_time=later).first()
    with pytest.raises(BadRequestError, match="category_id is not valid"):
        await helix.schedule.create_channel_stream_schedule_segment(**plan, category_id="0000")


async def test_calendar(helix, fake, room):
    """Anybody can have it as iCalendar, without a token."""
    await helix.schedule.create_channel_stream_schedule_segment(
        start_time=START, **ZONE, duration=60, is_recurring=True, title="Chess"
    )
    calendar = await helix.schedule.get_channel_icalendar(**room)

    assert calendar.startswith("BEGIN:VCALENDAR\r\n")
    assert (26, 1) == (calendar.count("SUMMARY:Chess"), calendar.count("DTSTART:20260105T180000Z"))
    (request,) = [each for each in fake.requests if each.path == "/helix/schedule/icalendar"]
    assert 200 == request.status
    with pytest.raises(BadRequestError):
        await helix.schedule.get_channel_icalendar(broadcaster_id="99")


async def test_vacation(helix, room):
    """A vacation has an end after its beginning, and can be canceled."""
    await helix.schedule.create_channel_stream_schedule_segment(
        start_time=START, **ZONE, duration=60, is_recurring=True
    )
    dates = {"vacation_start_time": START, "vacation_end_time": START + timedelta(days=3)}
    await helix.schedule.update_channel_stream_schedule(is_vacation_enabled=True, **dates, **ZONE)
    away = await helix.schedule.get_channel_stream_schedule(**room).first()
    await helix.schedule.update_channel_stream_schedule(is_vacation_enabled=False)
    back = await helix.schedule.get_channel_stream_schedule(**room).first()

    assert (START, START + timedelta(days=3)) == (away.vacation.start_time, away.vacation.end_time)
    assert back.vacation is None
    with pytest.raises(ConfigurationError, match="needs vacation_end_time where is_vacation_enabled is True"):
        await helix.schedule.update_channel_stream_schedule(is_vacation_enabled=True, vacation_start_time=START, **ZONE)
    dates["vacation_end_time"] = START
    with pytest.raises(BadRequestError):
        await helix.schedule.update_channel_stream_schedule(is_vacation_enabled=True, **dates, **ZONE)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"timezone": "Berlin"}, "timezone is no time zone such as Europe/Berlin: 'Berlin'"),
        ({"duration": 29}, "duration is 29; the least is 30"),
        ({"duration": "1381"}, "duration is 1381; the most is 1380"),
        ({"title": "t" * 141}, "title has 141 characters"),
    ],
)
async def test_refused_at_the_door(helix, more, said):
    """What breaks a rule is told before any request."""
    with pytest.raises(ConfigurationError, match=said):
        await helix.schedule.create_channel_stream_schedule_segment(
            **{"start_time": START, **ZONE, "duration": 60, **more}
        )
