"""Channels."""

from __future__ import annotations

from typing import Any, Final

from ..http import RefusedError
from ..world import FakeChannel
from ._call import Call, as_object
from ._endpoint import AFTER, BROADCASTER, Field, Param, endpoint, first

_OWN: Final = Param(name="broadcaster_id", user=True, required=True, acts=True)
_LABELS: Final = {
    "DebatedSocialIssuesAndPolitics",
    "DrugsIntoxication",
    "SexualThemes",
    "ViolentGraphic",
    "Gambling",
    "ProfanityVulgarity",
}
_CATEGORIES: Final = {"": "", "0": "", "509658": "Just Chatting", "509670": "Science & Technology", "33214": "Fortnite"}
_TAG_LENGTH: Final = 25


@endpoint("GET", "/channels", query=(Param(name="broadcaster_id", user=True, required=True, most=100),))
def get_channel_information(call: Call) -> dict[str, Any]:
    """What some channels say about themselves."""
    return {"data": [_channel(call.fake.channel(user)) for user in call.users("broadcaster_id")]}


@endpoint(
    "PATCH",
    "/channels",
    query=(_OWN,),
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
        changes |= _category(body["game_id"])
    if "tags" in body:
        changes["tags"] = _tags(body["tags"])
    if "content_classification_labels" in body:
        changes["content_classification_labels"] = _labels(channel, body["content_classification_labels"])
    if "delay" in body and channel.broadcaster.broadcaster_type != "partner":
        raise RefusedError(400, "Only partners may set a delay.")
    call.fake.update_channel(channel.broadcaster, **changes)


@endpoint("GET", "/channels/editors", query=(_OWN,), tokens=("user",), scopes=("channel:read:editors",))
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
            "broadcaster_id": user.id,
            "broadcaster_login": user.login,
            "broadcaster_name": user.display_name,
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
            "user_id": id_,
            "user_login": fake.world.users[id_].login,
            "user_name": fake.world.users[id_].display_name,
            "followed_at": fake.clock.short_stamp(since),
        }
        for id_, since in followers
        if only in (None, id_)
    ]
    return {**call.page(entries), "total": len(channel.followers)}


def _channel(channel: FakeChannel) -> dict[str, Any]:
    user = channel.broadcaster
    return {
        "broadcaster_id": user.id,
        "broadcaster_login": user.login,
        "broadcaster_name": user.display_name,
        "broadcaster_language": channel.language,
        "game_id": channel.category_id,
        "game_name": channel.category_name,
        "title": channel.title,
        "delay": channel.delay,
        "tags": channel.tags,
        "content_classification_labels": channel.content_classification_labels,
        "is_branded_content": channel.is_branded_content,
    }


def _category(game_id: str) -> dict[str, str]:
    if game_id not in _CATEGORIES:
        raise RefusedError(400, "The ID in game_id is not valid.")
    return {"category_id": "" if game_id == "0" else game_id, "category_name": _CATEGORIES[game_id]}


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
