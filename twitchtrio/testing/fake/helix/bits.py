"""Bits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from ..events import who
from ..http import RefusedError
from ..rewards import Reward
from ._call import Call
from ._endpoint import AFTER, OWN_CHANNEL, Param, endpoint, first

_DAYS: Final = {"day": 1, "week": 7, "month": 30, "year": 365}
_TIERS: Final = {1: "#979797", 100: "#9c3ee8", 1000: "#1db2a5", 5000: "#0099fe", 10000: "#f43021"}
_SCALES: Final = ("1", "1.5", "2", "3", "4")
_NO_TIME: Final = {"started_at": "", "ended_at": ""}


@endpoint(
    "GET",
    "/bits/leaderboard",
    query=(
        Param(name="count", bounds=(1, 100)),
        Param(name="period", choices=("day", "week", "month", "year", "all")),
        Param(name="started_at"),
        Param(name="user_id", user=True),
    ),
    tokens=("user",),
    scopes=("bits:read",),
)
def get_bits_leaderboard(call: Call) -> dict[str, Any]:
    """Who cheered most in the user's channel."""
    since, until, told = _period(call)
    scores: dict[str, int] = {}
    for cheer in call.fake.channel(call.acting).cheers:
        if since <= cheer.at < until:
            scores[cheer.user_id] = scores.get(cheer.user_id, 0) + cheer.bits
    ranked = sorted(scores.items(), key=lambda pair: pair[1], reverse=True)
    leaders = [
        {**who("user", call.fake.world.users[id_]), "rank": rank, "score": score}
        for rank, (id_, score) in enumerate(ranked, start=1)
    ]
    shown = _around(leaders, call.get("user_id"), int(call.get("count") or 10))
    return {"data": shown, "date_range": told, "total": len(shown)}


def _around(leaders: list[dict[str, Any]], user_id: str | None, count: int) -> list[dict[str, Any]]:
    place = next((number for number, each in enumerate(leaders) if each["user_id"] == user_id), 0)
    start = max(0, min(place - (count - 1) // 2, len(leaders) - count))
    return leaders[start : start + count]


def _period(call: Call) -> tuple[float, float, dict[str, str]]:
    period, clock = call.get("period") or "all", call.fake.clock
    if period == "all":
        return float("-inf"), float("inf"), _NO_TIME
    since = call.moment(call.get("started_at") or clock.short_stamp(), "started_at")
    start = since.replace(hour=0, minute=0, second=0, microsecond=0)
    began = (start - clock.epoch).total_seconds()
    ended = began + timedelta(days=_DAYS[period]).total_seconds()
    return began, ended, {"started_at": clock.short_stamp(began), "ended_at": clock.short_stamp(ended)}


@endpoint("GET", "/bits/cheermotes", query=(Param(name="broadcaster_id", user=True),))
def get_cheermotes(call: Call) -> dict[str, Any]:
    """The cheermote that everybody has."""
    tiers = [
        {
            "min_bits": least,
            "id": str(least),
            "color": color,
            "images": {
                theme: {kind: _pictures(theme, kind, least) for kind in ("animated", "static")}
                for theme in ("dark", "light")
            },
            "can_cheer": True,
            "show_in_bits_card": True,
        }
        for least, color in _TIERS.items()
    ]
    return {
        "data": [
            {
                "prefix": "Cheer",
                "tiers": tiers,
                "type": "global_first_party",
                "order": 1,
                "last_updated": call.fake.clock.short_stamp(0.0),
                "is_charitable": False,
            }
        ]
    }


def _pictures(theme: str, kind: str, least: int) -> dict[str, str]:
    ending = "gif" if kind == "animated" else "png"
    folder = f"https://d3aqoihi2n8ty8.cloudfront.net/actions/cheer/{theme}/{kind}/{least}"
    return {scale: f"{folder}/{scale}.{ending}" for scale in _SCALES}


@endpoint(
    "GET",
    "/bits/custom_power_ups",
    query=(OWN_CHANNEL, Param(name="id", most=50)),
    tokens=("user",),
    scopes=("bits:read",),
)
def get_custom_power_up(call: Call) -> dict[str, Any]:
    """What the broadcaster offers for Bits."""
    ids = call.many("id")
    found = [each for each in call.channel.power_ups if not ids or each.id in ids]
    if ids and not found:
        raise RefusedError(404, "None of the Power-ups was found.")
    return {"data": [_power_up(call, each) for each in found]}


def _power_up(call: Call, offered: Reward) -> dict[str, Any]:
    shown = offered.answered(call.fake.clock)
    bits = shown.pop("cost")
    del shown["should_redemptions_skip_request_queue"]
    return {**who("broadcaster", call.acting), **shown, "bits": bits}


@endpoint(
    "GET",
    "/extensions/transactions",
    query=(Param(name="extension_id", required=True), Param(name="id", most=100), first(), AFTER),
    tokens=("app",),
)
def get_extension_transactions(call: Call) -> dict[str, Any]:
    """What users bought, as a test has set it."""
    extension_id, ids = call.one("extension_id"), call.many("id")
    if extension_id != call.token.client_id:
        raise RefusedError(401, "The ID in extension_id must match the client ID of the token.")
    found = [each for each in call.fake.transactions if each["extension_id"] == extension_id]
    wanted = [each for each in found if not ids or each["id"] in ids]
    return call.page([{key: value for key, value in each.items() if key != "extension_id"} for each in wanted])
