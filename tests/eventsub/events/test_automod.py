"""Why AutoMod holds a message, taken apart."""

from __future__ import annotations

import pytest

from tests.eventsub.frames import notification
from twitchtrio.eventsub.envelope import decode_message
from twitchtrio.eventsub.events import (
    AutomodHoldCause,
    BlockedLinkHoldCause,
    BlockedTermFound,
    BlockedTermHoldCause,
    HoldReason,
    TextBoundary,
    UnknownHoldCause,
)

HELD = {
    "broadcaster_user_id": "1",
    "broadcaster_user_login": "streamer",
    "broadcaster_user_name": "Streamer",
    "user_id": "2",
    "user_login": "viewer",
    "user_name": "Viewer",
    "message_id": "abc",
    "message": {"text": "so bad", "fragments": [{"type": "text", "text": "so bad"}]},
    "held_at": "2026-11-25T10:00:00Z",
}
DECIDED = {
    **HELD,
    "moderator_user_id": "3",
    "moderator_user_login": "moderator",
    "moderator_user_name": "Moderator",
    "status": "approved",
}
BOUNDARY = {"start_pos": 3, "end_pos": 5}
AUTOMOD = {"category": "aggressive", "level": 2, "boundaries": [BOUNDARY]}
OWNER = {"owner_broadcaster_user_login": "streamer", "owner_broadcaster_user_name": "Streamer"}
TERM = {"term_id": "9", "boundary": BOUNDARY, "owner_broadcaster_user_id": "1", **OWNER}
TERMS = {"terms_found": [TERM]}

WHERE = TextBoundary(**BOUNDARY)
FOUND = BlockedTermFound(term_id="9", boundary=WHERE, owner_broadcaster_user_id="1", **OWNER)


def cause(payload, **how):
    """The cause that an event tells, of version 2."""
    return decode_message(notification(payload, version="2", **how)).event.cause


@pytest.mark.parametrize(("what", "whole"), [("hold", HELD), ("update", DECIDED)])
@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (
            {"reason": "automod", "automod": AUTOMOD, "blocked_term": None},
            AutomodHoldCause(category="aggressive", level=2, boundaries=(WHERE,)),
        ),
        (
            {"reason": "blocked_term", "automod": None, "blocked_term": TERMS},
            BlockedTermHoldCause(terms_found=(FOUND,)),
        ),
        ({"reason": "blocked_link", "blocked_link": {"brand_new": 1}}, BlockedLinkHoldCause()),
        ({"reason": "blocked_link"}, BlockedLinkHoldCause()),
        ({"reason": "automod", "automod": None}, UnknownHoldCause(reason=HoldReason.AUTOMOD)),
        ({"reason": "message_id", "automod": AUTOMOD}, UnknownHoldCause(reason=HoldReason("message_id"))),
    ],
)
def test_cause(what, whole, sent, expected):
    """A cause is the attribute that the reason names; without one, or without a class, it is unknown."""
    assert expected == cause({**whole, **sent}, type=f"automod.message.{what}")


def test_reason_decides():
    """Why is what the reason says, whatever else is sent."""
    assert BlockedTermHoldCause(terms_found=(FOUND,)) == cause(
        {**HELD, "reason": "blocked_term", "automod": AUTOMOD, "blocked_term": TERMS, "blocked_link": {}},
        type="automod.message.hold",
    )


def test_a_term_of_nobody():
    """A term that is found counts, also if Twitch does not say whose it is."""
    found = cause(
        {**HELD, "reason": "blocked_term", "blocked_term": {"terms_found": [{"term_id": "9", "boundary": BOUNDARY}]}},
        type="automod.message.hold",
    ).terms_found

    assert [("9", WHERE, "", "")] == [
        (each.term_id, each.boundary, each.owner_broadcaster_user_id, each.owner_broadcaster_user_name)
        for each in found
    ]
