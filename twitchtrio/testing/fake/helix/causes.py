"""Goals, charity campaigns and hype trains."""

from __future__ import annotations

from typing import Any

from ..causes import HypeTrain, Record, money
from ..events import who
from ._call import Call
from ._endpoint import AFTER, OWN_CHANNEL, endpoint, first


@endpoint("GET", "/goals", query=(OWN_CHANNEL,), tokens=("user",), scopes=("channel:read:goals",))
def get_creator_goals(call: Call) -> dict[str, Any]:
    """What the broadcaster asks viewers to reach."""
    return {
        "data": [
            {
                "id": goal.id,
                **who("broadcaster", call.acting),
                "type": goal.type,
                "description": goal.description,
                "current_amount": goal.current,
                "target_amount": goal.target,
                "created_at": call.fake.clock.short_stamp(goal.created_at),
            }
            for goal in call.channel.goals
        ]
    }


@endpoint("GET", "/charity/campaigns", query=(OWN_CHANNEL,), tokens=("user",), scopes=("channel:read:charity",))
def get_charity_campaign(call: Call) -> dict[str, Any]:
    """The campaign that runs, if one does."""
    campaign = call.channel.campaign
    if campaign is None:
        return {"data": []}
    return {"data": [{"id": campaign.id, **who("broadcaster", call.acting), **campaign.told(), **campaign.amounts()}]}


@endpoint(
    "GET",
    "/charity/donations",
    query=(OWN_CHANNEL, first(), AFTER),
    tokens=("user",),
    scopes=("channel:read:charity",),
)
def get_charity_campaign_donations(call: Call) -> dict[str, Any]:
    """What viewers gave, the latest first."""
    campaign, users = call.channel.campaign, call.fake.world.users
    donations = [] if campaign is None else campaign.donations
    return call.page(
        [
            {
                "id": donation.id,
                "campaign_id": campaign.id,
                **who("user", users[donation.user_id]),
                "amount": money(donation.cents),
            }
            for donation in donations
            if campaign is not None
        ]
    )


@endpoint("GET", "/hypetrain/status", query=(OWN_CHANNEL,), tokens=("user",), scopes=("channel:read:hype_train",))
def get_hype_train_status(call: Call) -> dict[str, Any]:
    """The train that is on its way, and the best that was."""
    channel = call.channel
    train, best = channel.hype_train, channel.best_hype_train
    return {
        "data": [
            {
                "current": None if train is None else _train(call, train),
                "all_time_high": None if best is None else _record(call, best),
                "shared_all_time_high": None,
            }
        ]
    }


def _train(call: Call, train: HypeTrain) -> dict[str, Any]:
    user, users, clock = call.acting, call.fake.world.users, call.fake.clock
    level, progress, goal = train.progress
    top = [
        {
            **who("user", users[each.user_id]),
            "type": each.type,
            "total": each.total,
        }
        for each in train.top()
    ]
    return {
        "id": train.id,
        **who("broadcaster_user", user),
        "level": level,
        "total": train.total,
        "progress": progress,
        "goal": goal,
        "top_contributions": top,
        "shared_train_participants": None,
        "started_at": clock.short_stamp(train.started_at),
        "expires_at": clock.short_stamp(train.expires_at),
        "type": train.type,
        "is_shared_train": False,
    }


def _record(call: Call, record: Record) -> dict[str, Any]:
    when = call.fake.clock.short_stamp(record.achieved_at)
    return {"level": record.level, "total": record.total, "achieved_at": when}
