"""What can be done in a channel, as a user's program has it: read by type checkers, never run."""
# ruff: noqa: D103 - never run; what a function shows is its body

from __future__ import annotations

from datetime import timedelta
from typing import assert_type

from twitchtrio import Account, Bot, Channel, eventsub, helix, protocols
from twitchtrio.chat import Chatter, PartialUser


async def handles(bot: Bot, user: helix.User, account: Account, message: eventsub.ChannelChatMessage) -> None:
    assert_type(bot.channel_of(message.chatter), Channel)
    assert_type(bot.channel_of(message.broadcaster).display_name, str)
    assert_type(bot.channel_of(bot.channel_of(user)) == bot.channel_of(account), bool)
    assert_type(await bot.moderated_channels(), tuple[Channel, ...])
    await bot.whisper(message.chatter, "Hello")
    await bot.whisper("viewer", "Hello")
    await bot.set_color(helix.NamedChatColor.HOT_PINK)
    await bot.set_color("#9146FF")


async def users(channel: Channel, chatter: Chatter, partial: PartialUser, user: helix.User, account: Account) -> None:
    refs: tuple[protocols.UserRef, ...] = ("viewer", chatter, partial, user, account, channel)
    for ref in refs:
        await channel.ban(ref)


async def talk(channel: Channel, message: eventsub.ChannelChatMessage) -> None:
    assert_type(await channel.send("Hello", reply_to=message), tuple[helix.SentMessage, ...])
    assert_type(await channel.send("Hello", reply_to="id", source_only=True), tuple[helix.SentMessage, ...])
    await channel.announce("Hello", color=helix.AnnouncementColor.BLUE, source_only=True)
    await channel.shoutout("friend")
    await channel.pin(message, seconds=60)
    await channel.unpin()
    await channel.delete(message)
    await channel.delete("id")
    await channel.clear()
    assert_type(channel.chatters(), helix.Pages[helix.ChatroomUser])
    assert_type(await channel.chatter_count(), int)
    assert_type(await channel.emotes(), helix.Emotes[helix.ChannelEmote])
    assert_type(await channel.cheermotes(), tuple[helix.AvailableCheermote, ...])


async def moderate(channel: Channel) -> None:
    await channel.ban("viewer", reason="Spoilers")
    await channel.unban("viewer")
    await channel.timeout("viewer", 0.5)
    await channel.timeout("viewer", timedelta(minutes=10), reason="Rude")
    await channel.warn("viewer", "No spoilers.")
    assert_type(channel.bans(), helix.Pages[helix.BannedUser])
    assert_type(channel.moderators(), helix.Pages[helix.Moderator])
    assert_type(channel.vips(), helix.Pages[helix.VIP])
    await channel.add_moderator("viewer")
    await channel.remove_moderator("viewer")
    await channel.add_vip("viewer")
    await channel.remove_vip("viewer")
    assert_type(await channel.is_moderator(), bool)
    assert_type(await channel.is_moderator("viewer"), bool)


async def room(channel: Channel) -> None:
    assert_type(await channel.settings(), helix.ChatSettings)
    assert_type(await channel.edit_settings(slow=30, followers=timedelta(minutes=10), delay=2), helix.ChatSettings)
    await channel.edit_settings(slow=None, followers=None, delay=None, subscribers=True, emotes=False, unique=False)
    await channel.edit_settings(delay=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # no such delay
    await channel.edit_settings(emotes=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # on or off
    await channel.set_shield_mode(True)
    assert_type(await channel.automod(), helix.AutoModSettings)
    assert_type(await channel.edit_automod(overall_level=2), helix.AutoModSettings)
    await channel.edit_automod(swearing=0, sexuality_sex_or_gender=4)


async def broadcast(channel: Channel) -> None:
    assert_type(await channel.info(), helix.ChannelInformation)
    await channel.edit(title="Chess", game="Chess", tags=["Relaxed"], language="en")
    assert_type(await channel.stream(), helix.Stream | None)
    assert_type(await channel.clip(title="The final", duration=12.5), helix.CreatedClip)
    assert_type(await channel.marker("The final"), helix.CreatedStreamMarker)
    assert_type(await channel.commercial(60), helix.Commercial)
    assert_type(await channel.raid("friend"), helix.PendingRaid)
    await channel.cancel_raid()
    assert_type(channel.followers(), helix.Pages[helix.ChannelFollower])
    assert_type(await channel.follower("viewer"), helix.ChannelFollower | None)
    assert_type(await channel.rewards(), tuple[helix.CustomReward, ...])
    poll = await channel.poll("What next?", ["Chess", "Go"], seconds=60, points=100)
    assert_type(await channel.end_poll(poll, archive=True), helix.Poll)
    prediction = await channel.predict("Win?", ("Yes", "No"), seconds=60)
    assert_type(prediction, helix.Prediction)
    await channel.lock(prediction)
    await channel.resolve(prediction, "Yes")
    await channel.cancel(prediction)
