"""Rewards and redemptions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ..events import who
from ..http import RefusedError
from ..rewards import Redemption, Reward
from ._call import Call
from ._endpoint import AFTER, OWN_CHANNEL, Field, Param, endpoint, first

_PATH: Final = "/channel_points/custom_rewards"
_READ, _MANAGE = "channel:read:redemptions", "channel:manage:redemptions"
_MOST: Final = 50
_COLOR: Final = re.compile("#[0-9A-Fa-f]{6}")
_LIMITS: Final = {
    "max_per_stream": ("is_max_per_stream_enabled", "max_per_stream"),
    "max_per_user_per_stream": ("is_max_per_user_per_stream_enabled", "max_per_user_per_stream"),
    "cooldown": ("is_global_cooldown_enabled", "global_cooldown_seconds"),
}
_PLAIN: Final = (*("title", "cost", "prompt", "background_color", "is_enabled", "is_paused", "is_user_input_required"),)


def _fields(*, required: bool) -> tuple[Field, ...]:
    switches = (
        *("is_enabled", "is_user_input_required", "is_max_per_stream_enabled", "is_max_per_user_per_stream_enabled"),
        *("is_global_cooldown_enabled", "should_redemptions_skip_request_queue"),
    )
    numbers = ("max_per_stream", "max_per_user_per_stream", "global_cooldown_seconds")
    return (
        Field(name="title", required=required, lengths=(1, 45)),
        Field(name="cost", type="integer", required=required, bounds=(1, 2**31)),
        Field(name="prompt", lengths=(0, 200)),
        Field(name="background_color"),
        *(Field(name=name, type="boolean") for name in switches),
        *(Field(name=name, type="integer", bounds=(1, 2**31)) for name in numbers),
    )


@endpoint("POST", _PATH, query=(OWN_CHANNEL,), body=_fields(required=True), tokens=("user",), scopes=(_MANAGE,))
def create_custom_rewards(call: Call) -> dict[str, Any]:
    """Make a reward."""
    channel, changes = call.channel, _changes(call.body)
    if len(channel.rewards) >= _MOST:
        raise RefusedError(400, "The channel has the maximum number of custom rewards.")
    _check_title(call, changes["title"])
    reward = call.fake.add_reward(channel.broadcaster, client_id=call.token.client_id, **changes)
    return {"data": [_reward(call, reward)]}


@endpoint("DELETE", _PATH, query=(OWN_CHANNEL, Param(name="id", required=True)), tokens=("user",), scopes=(_MANAGE,))
def delete_custom_reward(call: Call) -> None:
    """Delete a reward."""
    reward = _own(call, call.one("id"))
    call.fake.remove_reward(call.channel.broadcaster, reward.id)


@endpoint(
    "GET",
    _PATH,
    query=(
        OWN_CHANNEL,
        Param(name="id", most=_MOST),
        Param(name="only_manageable_rewards", choices=("true", "false")),
    ),
    tokens=("user",),
    scopes=(_READ, _MANAGE),
)
def get_custom_reward(call: Call) -> dict[str, Any]:
    """A channel's rewards."""
    ids, own_only = call.many("id"), call.get("only_manageable_rewards") == "true"
    rewards = [
        reward
        for reward in call.channel.rewards
        if (not ids or reward.id in ids) and (not own_only or reward.client_id == call.token.client_id)
    ]
    if ids and not rewards:
        raise RefusedError(404, "None of the rewards was found.")
    return {"data": [_reward(call, reward) for reward in rewards]}


@endpoint(
    "PATCH",
    _PATH,
    query=(OWN_CHANNEL, Param(name="id", required=True)),
    body=(*_fields(required=False), Field(name="is_paused", type="boolean")),
    tokens=("user",),
    scopes=(_MANAGE,),
)
def update_custom_reward(call: Call) -> dict[str, Any]:
    """Change a reward."""
    if not call.body:
        raise RefusedError(400, "The request must specify at least one field.")
    reward, changes = _own(call, call.one("id")), _changes(call.body)
    if changes.get("title", reward.title) != reward.title:
        _check_title(call, changes["title"])
    call.fake.update_reward(call.channel.broadcaster, reward.id, **changes)
    return {"data": [_reward(call, reward)]}


@endpoint(
    "GET",
    f"{_PATH}/redemptions",
    query=(
        OWN_CHANNEL,
        Param(name="reward_id", required=True),
        Param(name="status", choices=("CANCELED", "FULFILLED", "UNFULFILLED")),
        Param(name="id", most=_MOST),
        Param(name="sort", choices=("OLDEST", "NEWEST")),
        AFTER,
        first(_MOST),
    ),
    tokens=("user",),
    scopes=(_READ, _MANAGE),
)
def get_custom_reward_redemption(call: Call) -> dict[str, Any]:
    """The redemptions of a reward."""
    reward, ids, status = _own(call, call.one("reward_id")), call.many("id"), call.get("status")
    if status is None and not ids:
        raise RefusedError(400, 'Missing required parameter "status"')
    found = [
        redemption
        for redemption in call.channel.redemptions
        if redemption.reward is reward and (redemption.id in ids if ids else redemption.status == status)
    ]
    if call.get("sort") == "NEWEST":
        found.reverse()
    return call.page([_redemption(call, redemption) for redemption in found])


@endpoint(
    "PATCH",
    f"{_PATH}/redemptions",
    query=(Param(name="id", required=True, most=_MOST), OWN_CHANNEL, Param(name="reward_id", required=True)),
    body=(Field(name="status", required=True, choices=("CANCELED", "FULFILLED")),),
    tokens=("user",),
    scopes=(_MANAGE,),
)
def update_redemption_status(call: Call) -> dict[str, Any]:
    """Fulfil or cancel redemptions, all or none."""
    reward, channel, ids = _own(call, call.one("reward_id")), call.channel, call.many("id")
    found = [each for each in channel.redemptions if each.reward is reward and each.id in ids]
    if len(found) != len(ids) or any(each.status != "UNFULFILLED" for each in found):
        raise RefusedError(404, "The redemptions were not found, or are not UNFULFILLED.")
    for redemption in found:
        fulfil = call.body["status"] == "FULFILLED"
        call.fake.settle_redemption(channel.broadcaster, redemption.id, fulfil=fulfil)
    return {"data": [_redemption(call, redemption) for redemption in found]}


def _changes(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a body says, by the fields of `Reward`."""
    changes = {name: body[name] for name in _PLAIN if name in body}
    if "background_color" in body and not _COLOR.fullmatch(body["background_color"]):
        raise RefusedError(400, "background_color must be a hex color.")
    if "should_redemptions_skip_request_queue" in body:
        changes["skips_queue"] = body["should_redemptions_skip_request_queue"]
    for name, (switch, amount) in _LIMITS.items():
        if body.get(switch) and amount not in body:
            raise RefusedError(400, f"{switch} needs {amount}.")
        if switch in body:
            changes[name] = body[amount] if body[switch] else None
    return changes


def _check_title(call: Call, title: str) -> None:
    if any(reward.title == title for reward in call.channel.rewards):
        raise RefusedError(400, "CREATE_CUSTOM_REWARD_DUPLICATE_REWARD")


def _own(call: Call, reward_id: str) -> Reward:
    reward = next((each for each in call.channel.rewards if each.id == reward_id), None)
    if reward is None:
        raise RefusedError(404, "The custom reward was not found.")
    if reward.client_id != call.token.client_id:
        raise RefusedError(403, "The ID in the Client-Id header must match the client ID that created the reward.")
    return reward


def _reward(call: Call, reward: Reward) -> dict[str, Any]:
    return {**who("broadcaster", call.acting), **reward.answered(call.fake.clock)}


def _redemption(call: Call, redemption: Redemption) -> dict[str, Any]:
    return {
        **who("broadcaster", call.acting),
        "id": redemption.id,
        **who("user", call.fake.world.users[redemption.user_id]),
        "user_input": redemption.text,
        "status": redemption.status,
        "redeemed_at": call.fake.clock.short_stamp(redemption.redeemed_at),
        "reward": redemption.sold,
    }
