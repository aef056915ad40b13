"""Channels."""

from __future__ import annotations

from typing import Any, Final

from ..events import who
from ..http import RefusedError
from ..world import FakeChannel
from ._call import Call, as_object
from ._endpoint import AFTER, BROADCASTER, OWN_CHANNEL, Field, Param, endpoint, first

_LABELS: Final = {
    "DebatedSocialIssuesAndPolitics",
    "DrugsIntoxication",
    "SexualThemes",
    "ViolentGraphic",
    "Gambling",
    "ProfanityVulgarity",
}
_TAG_LENGTH: Final = 25


@endpoint("GET", "/channels", query=(Param(name="broadcaster_id", user=True, required=True, most=100),))
def get_channel_information(call: Call) -> dict[str, Any]:
    """What some channels say about themselves."""
    return {"data": [_channel(call.fake.channel(user)) for user in call.users("broadcaster_id")]}


@endpoint(
    "PATCH",
    "/channels",
    query=(OWN_CHANNEL,),
    body=(
        Field(name="game_id"),
        Field(name="broadcaster_language"),
        Field(name="title", lengths=(1, 140)),
        Field(name="delay", type="integer", bounds=(0, 900)),
        Field(name="tags", type="array", lengths=(0, 10)),
        Field(name="content_classification_labels", type="array"),
        Field(name="is_branded_content", type="boolean"),
    ),
    tokens=("user",),
    scopes=("channel:manage:broadcast",),
)
def modify_channel_information(call: Call) -> None:
    """Change some of it."""
    body, channel = call.body, call.channel
    if not body:
        raise RefusedError(400, "The request must specify at least one field.")
    changes = {name: body[name] for name in ("title", "delay", "is_branded_content") if name in body}
    if "broadcaster_language" in body:
        changes["language"] = body["broadcaster_language"]
    if "game_id" in body:
        changes |= _category(call, body["game_id"])
    if "tags" in body:
        changes["tags"] = _tags(body["tags"])
    if "content_classification_labels" in body:
        changes["content_classification_labels"] = _labels(channel, body["content_classification_labels"])
    if "delay" in body and channel.broadcaster.broadcaster_type != "partner":
        raise RefusedError(400, "Only partners may set a delay.")
    call.fake.update_channel(channel.broadcaster, **changes)


@endpoint("GET", "/channels/editors", query=(OWN_CHANNEL,), tokens=("user",), scopes=("channel:read:editors",))
def get_channel_editors(call: Call) -> dict[str, Any]:
    """Who else may edit the channel."""
    fake = call.fake
    editors = [(fake.world.users[id_], since) for id_, since in call.channel.editors.items()]
    return {
        "data": [
            {"user_id": user.id, "user_name": user.display_name, "created_at": fake.clock.short_stamp(since)}
            for user, since in editors
        ]
    }


@endpoint(
    "GET",
    "/channels/followed",
    query=(
        Param(name="user_id", user=True, required=True, acts=True),
        Param(name="broadcaster_id", user=True),
        first(),
        AFTER,
    ),
    tokens=("user",),
    scopes=("user:read:follows",),
)
def get_followed_channels(call: Call) -> dict[str, Any]:
    """Which channels the user follows, the latest first."""
    fake, only = call.fake, call.get("broadcaster_id")
    followed = [
        (channel.followers[call.acting.id], channel.broadcaster)
        for channel in fake.world.channels()
        if call.acting.id in channel.followers
    ]
    followed.sort(key=lambda pair: pair[0], reverse=True)
    entries = [
        {
            **who("broadcaster", user),
            "followed_at": fake.clock.short_stamp(since),
        }
        for since, user in followed
        if only in (None, user.id)
    ]
    return {**call.page(entries), "total": len(followed)}


@endpoint(
    "GET",
    "/channels/followers",
    query=(Param(name="user_id", user=True), BROADCASTER, first(), AFTER),
    tokens=("user",),
)
def get_channel_followers(call: Call) -> dict[str, Any]:
    """Who follows a channel, the latest first; those who may not know get the number alone."""
    channel, only, fake = call.channel, call.get("user_id"), call.fake
    may_know = call.has_scope("moderator:read:followers") and channel.moderates(call.acting)
    if only is not None and not may_know:
        raise RefusedError(401, "Missing scope: moderator:read:followers")
    followers = sorted(channel.followers.items(), key=lambda pair: pair[1], reverse=True) if may_know else []
    entries = [
        {
            **who("user", fake.world.users[id_]),
            "followed_at": fake.clock.short_stamp(since),
        }
        for id_, since in followers
        if only in (None, id_)
    ]
    return {**call.page(entries), "total": len(channel.followers)}


def _channel(channel: FakeChannel) -> dict[str, Any]:
    user = channel.broadcaster
    return {
        **who("broadcaster", user),
        "broadcaster_language": channel.language,
        "game_id": channel.category_id,
        "game_name": channel.category_name,
        "title": channel.title,
        "delay": channel.delay,
        "tags": channel.tags,
        "content_classification_labels": channel.content_classification_labels,
        "is_branded_content": channel.is_branded_content,
    }


def _category(call: Call, game_id: str) -> dict[str, str]:
    if game_id in {"", "0"}:
        return {"category_id": "", "category_name": ""}
    game = call.fake.world.games.get(game_id)
    if game is None:
        raise RefusedError(400, "The ID in game_id is not valid.")
    return {"category_id": game.id, "category_name": game.name}


def _tags(tags: list[Any]) -> list[str]:
    for tag in tags:
        if not isinstance(tag, str) or not 1 <= len(tag) <= _TAG_LENGTH or not tag.isalnum():
            raise RefusedError(400, f"The tag {tag!r} is not valid.")
    return tags


def _labels(channel: FakeChannel, changes: list[Any]) -> list[str]:
    labels = dict.fromkeys(channel.content_classification_labels)
    for change in changes:
        label = as_object(change, "content_classification_labels is not valid.")
        if label.get("id") not in _LABELS or "is_enabled" not in label:
            raise RefusedError(400, "content_classification_labels is not valid.")
        if label["is_enabled"]:
            labels[label["id"]] = None
        else:
            labels.pop(label["id"], None)
    return list(labels)
