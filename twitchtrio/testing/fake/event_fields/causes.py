"""Polls, predictions, goals, charity campaigns and hype trains."""

from __future__ import annotations

from typing import Final

from ._notation import (
    FLAG,
    ID,
    NUMBER,
    OWNER,
    SINCE,
    TEXT,
    TIME,
    UNTIL,
    USER,
    Fields,
    id_of_first,
    many,
    nullable,
    number,
    optional,
    owner,
    rare,
    record,
    text,
)
from ._parts import AMOUNT, PARTICIPANTS

__all__ = ["CAUSES"]

_VOTES: Final[Fields] = {"bits_votes": number(0), "channel_points_votes": NUMBER, "votes": number(3)}
_VOTING: Final = record({"is_enabled": FLAG, "amount_per_vote": number(0)})


def _poll(votes: Fields) -> Fields:
    return {
        "id": ID,
        **OWNER,
        "title": text("Tea or coffee?"),
        "choices": many({"id": ID, "title": text("Tea"), **votes}),
        "bits_voting": _VOTING,
        "channel_points_voting": _VOTING,
        "started_at": SINCE,
    }


_PREDICTION: Final[Fields] = {
    "id": ID,
    **OWNER,
    "title": text("Will it work?"),
    "outcomes": many(
        {
            "id": ID,
            "title": text("Yes"),
            "color": text("blue"),
            "users": optional(NUMBER),
            "channel_points": optional(number(100)),
            "top_predictors": optional(
                nullable(
                    many({**USER, "channel_points_won": nullable(number(0)), "channel_points_used": number(100)}),
                )
            ),
        }
    ),
    "started_at": SINCE,
}

_GOAL: Final[Fields] = {
    "id": ID,
    **OWNER,
    "type": text("follow"),
    "description": TEXT,
    "current_amount": number(7),
    "target_amount": number(10),
    "started_at": SINCE,
}
_GOES_ON: Final[Fields] = {**_GOAL, "is_achieved": rare(optional(FLAG)), "ended_at": rare(optional(TIME))}

_CHARITY: Final[Fields] = {
    "charity_name": text("Example Charity"),
    "charity_description": TEXT,
    "charity_logo": text("https://cdn.example/charity.png"),
    "charity_website": text("https://charity.example"),
}
_CAMPAIGN: Final[Fields] = {
    "id": ID,
    **owner("broadcaster"),
    **_CHARITY,
    "current_amount": record(AMOUNT),
    "target_amount": record(AMOUNT),
}

_TRAIN: Final[Fields] = {
    "id": ID,
    **OWNER,
    "total": number(700),
    "top_contributions": nullable(many({**USER, "type": text("bits"), "total": number(700)})),
    "level": NUMBER,
    "shared_train_participants": rare(nullable(PARTICIPANTS)),
    "started_at": SINCE,
    "type": text("regular"),
    "is_shared_train": FLAG,
}
_ON_ITS_WAY: Final[Fields] = {**_TRAIN, "progress": number(700), "goal": number(1000), "expires_at": UNTIL}

CAUSES: Final[dict[tuple[str, str], Fields]] = {
    ("channel.poll.begin", "1"): {**_poll(rare(optional(_VOTES))), "ends_at": UNTIL},
    ("channel.poll.progress", "1"): {**_poll(_VOTES), "ends_at": UNTIL},
    ("channel.poll.end", "1"): {**_poll(_VOTES), "status": text("completed"), "ended_at": TIME},
    ("channel.prediction.begin", "1"): {**_PREDICTION, "locks_at": UNTIL},
    ("channel.prediction.progress", "1"): {**_PREDICTION, "locks_at": UNTIL},
    ("channel.prediction.lock", "1"): {**_PREDICTION, "locked_at": TIME},
    ("channel.prediction.end", "1"): {
        **_PREDICTION,
        "winning_outcome_id": nullable(id_of_first("outcomes")),
        "status": text("resolved"),
        "ended_at": TIME,
    },
    ("channel.goal.begin", "1"): _GOES_ON,
    ("channel.goal.progress", "1"): _GOES_ON,
    ("channel.goal.end", "1"): {**_GOAL, "is_achieved": FLAG, "ended_at": TIME},
    ("channel.charity_campaign.donate", "1"): {
        "id": ID,
        "campaign_id": ID,
        **OWNER,
        **USER,
        **_CHARITY,
        "amount": record(AMOUNT),
    },
    ("channel.charity_campaign.start", "1"): {**_CAMPAIGN, "started_at": TIME},
    ("channel.charity_campaign.progress", "1"): _CAMPAIGN,
    ("channel.charity_campaign.stop", "1"): {**_CAMPAIGN, "stopped_at": TIME},
    ("channel.hype_train.begin", "2"): {
        **_ON_ITS_WAY,
        "all_time_high_level": number(4),
        "all_time_high_total": number(2845),
    },
    ("channel.hype_train.progress", "2"): _ON_ITS_WAY,
    ("channel.hype_train.end", "2"): {**_TRAIN, "cooldown_ends_at": UNTIL, "ended_at": TIME},
}
