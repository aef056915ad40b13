"""How each verb of a channel is called, in a house where it then succeeds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

from tests.chat.house import House, poll_in, prediction_in
from twitchtrio.helix import Pages

__all__ = ["CALLS", "Call"]

Call = Callable[[House], Awaitable[object]]

_ARGUMENTS: dict[tuple[object, ...], str] = {
    (): "clear chatters chatter_count emotes cheermotes bans moderators vips settings automod info stream clip marker"
    " cancel_raid followers rewards unpin is_moderator",
    ("Hello",): "send announce",
    ("viewer",): "ban unban add_moderator remove_moderator add_vip remove_vip follower is_moderator",
    ("friend",): "shoutout raid",
    ("viewer", 600): "timeout",
    ("viewer", "No spoilers."): "warn",
    (True,): "set_shield_mode",
    (60,): "commercial",
}
_NAMED: dict[str, Callable[[House], Any]] = {
    "pin": lambda house: house.channel.pin(house.twitch.say("streamer", "viewer", "Hello")),
    "delete": lambda house: house.channel.delete(house.twitch.say("streamer", "viewer", "Hello")),
    "edit_settings": lambda house: house.channel.edit_settings(emotes=True),
    "edit_automod": lambda house: house.channel.edit_automod(swearing=2),
    "edit": lambda house: house.channel.edit(title="Chess", game="Just Chatting"),
    "poll": lambda house: house.channel.poll("What next?", ["Chess", "Go"], seconds=60),
    "end_poll": lambda house: house.channel.end_poll(poll_in(house)),
    "predict": lambda house: house.channel.predict("Win?", ["Yes", "No"], seconds=60),
    "lock": lambda house: house.channel.lock(prediction_in(house)),
    "resolve": lambda house: house.channel.resolve(prediction_in(house), "Yes"),
    "cancel": lambda house: house.channel.cancel(prediction_in(house)),
}
_BEFORE: dict[str, Callable[[House], object]] = {
    "unpin": lambda house: house.twitch.pin("streamer", "bot", house.twitch.say("streamer", "viewer", "Hello")),
    "unban": lambda house: house.twitch.ban("streamer", "viewer"),
    "remove_moderator": lambda house: house.twitch.add_moderator("streamer", "viewer"),
    "remove_vip": lambda house: house.twitch.add_vip("streamer", "viewer"),
    "cancel_raid": lambda house: house.twitch.start_raid("streamer", "friend"),
}


async def _call(name: str, arguments: Iterable[tuple[object, ...]], house: House) -> None:
    """Call a verb with each of some lists of arguments; of a list, read all."""
    _BEFORE.get(name, id)(house)
    for each in arguments:
        result = _NAMED[name](house) if name in _NAMED else getattr(house.channel, name)(*each)
        await (result.collect() if isinstance(result, Pages) else result)


def _calls(name: str) -> Call:
    return partial(_call, name, [each for each, names in _ARGUMENTS.items() if name in names.split()] or [()])


CALLS: dict[str, Call] = {name: _calls(name) for name in sorted({*_NAMED, *" ".join(_ARGUMENTS.values()).split()})}
"""Each verb, called in every way that asks Twitch for something else."""
