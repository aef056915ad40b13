"""Subscriptions."""

from __future__ import annotations

from typing import Any, Final

from ..earnings import FakeSubscription
from ..events import who
from ..http import RefusedError
from ._call import Call
from ._endpoint import AFTER, BEFORE, BROADCASTER, OWN_CHANNEL, Param, endpoint, first

_POINTS: Final = {"1000": 1, "2000": 2, "3000": 6}


@endpoint(
    "GET",
    "/subscriptions",
    query=(OWN_CHANNEL, Param(name="user_id", user=True, most=100), first(), AFTER, BEFORE),
    scopes=("channel:read:subscriptions",),
)
def get_broadcaster_subscriptions(call: Call) -> dict[str, Any]:
    """Who is subscribed."""
    channel, only, users = call.channel, call.many("user_id"), call.fake.world.users
    entries = [
        {
            **who("broadcaster", channel.broadcaster),
            **who("user", users[id_]),
            **_gift(call, subscription),
            "tier": subscription.tier,
            "plan_name": f"Channel Subscription ({channel.broadcaster.login})",
        }
        for id_, subscription in channel.subscribers.items()
        if not only or id_ in only
    ]
    points = sum(_POINTS[each.tier] for each in channel.subscribers.values())
    return {**call.page(entries), "total": len(channel.subscribers), "points": points}


@endpoint(
    "GET",
    "/subscriptions/user",
    query=(BROADCASTER, Param(name="user_id", user=True, required=True, acts=True)),
    scopes=("user:read:subscriptions",),
)
def check_user_subscription(call: Call) -> dict[str, Any]:
    """How the user is subscribed to a channel."""
    channel = call.channel
    subscription = channel.subscribers.get(call.acting.id)
    if subscription is None:
        login = channel.broadcaster.login
        raise RefusedError(404, f"{call.acting.login} does not have a subscription to {login}")
    gift = {key: value for key, value in _gift(call, subscription).items() if value != ""}
    return {"data": [{**who("broadcaster", channel.broadcaster), **gift, "tier": subscription.tier}]}


def _gift(call: Call, subscription: FakeSubscription) -> dict[str, Any]:
    if subscription.gifter_id is None:
        return {"is_gift": False, "gifter_id": "", "gifter_login": "", "gifter_name": ""}
    return {"is_gift": True, **who("gifter", call.fake.world.users[subscription.gifter_id])}
