"""Rows of what a command gets, and of the message that called it."""

from __future__ import annotations

from tests.chat.rows.support import called
from twitchtrio.eventsub import ChannelChatMessage, ChatMessageType

DELETE = ["moderator:manage:chat_messages"]


async def test_c40_context() -> None:
    """A command knows its name, prefix and text, who called it, where, and what the message holds."""
    async with called("!IT  @streamer Kappa Cheer100", bits=100) as got:
        ctx, message = got.ctx, got.ctx.message

        assert ("IT", "!", "@streamer Kappa Cheer100") == (ctx.name, ctx.prefix, ctx.text)
        assert (("it",), "!it", ctx.chatter) == (ctx.command.names, ctx.usage, ctx.user)
        assert got.twitch.user("viewer").id == ctx.chatter.user_id
        assert got.twitch.user("streamer").id == ctx.channel.user_id == message.broadcaster.user_id
        assert ["streamer"] == [mention.user_login for mention in message.mentions]
        assert ["25"] == [emote.id for emote in message.emotes]
        assert [("cheer", 100)] == [(each.prefix, each.bits) for each in message.cheermotes]
        assert 100 == message.bits


async def test_c41_methods() -> None:
    """A command replies, asks whether the bot is a moderator, and finds the streams of its channel and its chatter."""
    async with called(needs=["user:read:moderated_channels"]) as got:
        ctx, twitch = got.ctx, got.twitch
        await ctx.reply("Hello")
        answer = twitch.messages[-1]
        assert answer.reply_to is not None
        assert ("Hello", ctx.message.message_id) == (answer.text, answer.reply_to.message_id)
        assert await ctx.channel.is_moderator()

        twitch.go_live("streamer", title="Chess")
        stream = await ctx.channel.stream()
        assert stream is not None
        assert "Chess" == stream.title
        of_chatter = got.chat.bot.channel_of(ctx.chatter)
        assert await of_chatter.stream() is None
        twitch.go_live("viewer")
        assert await of_chatter.stream() is not None


async def test_c42_message() -> None:
    """A message says what is special about it, is answered, and deleted."""
    async with called(needs=DELETE) as got:
        ctx, message, written = got.ctx, got.ctx.message, got.twitch.messages[-1]
        assert ("!it", ChatMessageType.TEXT, 0) == (message.text, message.message_type, message.bits)
        assert (None, None) == (message.channel_points_custom_reward_id, message.reply)
        assert message.chatter.user_id != got.chat.bot.user.id

        await ctx.channel.send("Hello", reply_to=message)
        assert got.twitch.messages[-1].reply_to is written
        await ctx.delete()
        assert written.is_deleted

        async with ctx.events.listen(ChannelChatMessage, ctx.channel) as messages:
            for kind in ("channel_points_highlighted", "channel_points_sub_only", "user_intro"):
                told = {"message_type": kind, "channel_points_custom_reward_id": "7"}
                sample = got.twitch.sample("channel.chat.message", "1", broadcaster="streamer", **told)
                got.twitch.emit("channel.chat.message", "1", sample, {})
                special = await messages.receive()
                assert (ChatMessageType(kind), "7") == (special.message_type, special.channel_points_custom_reward_id)


async def test_c43_replies() -> None:
    """A reply names its parent and the beginning of its thread; each can be answered, and deleted."""
    async with called(needs=DELETE) as got:
        twitch, channel, thread = got.twitch, got.ctx.channel, got.ctx.message
        parent_id = twitch.say("streamer", "streamer", "What?", reply_to=thread.message_id)
        await got.chat.say("!it", reply_to=parent_id)
        reply = got.ctx.message.reply
        assert reply is not None
        assert (parent_id, thread.message_id) == (reply.parent_message_id, reply.thread_message_id)
        assert ("streamer", "viewer") == (reply.parent_user_login, reply.thread_user_login)
        assert "@viewer What?" == reply.parent_message_body

        for each in (reply.parent_message_id, reply.thread_message_id):
            await channel.send(f"To {each}", reply_to=each)
        await channel.delete(reply.thread_message_id)
        assert [parent_id, thread.message_id] == [
            each.reply_to.message_id for each in twitch.messages if each.reply_to and each.sender.login == "bot"
        ]
        assert [thread.message_id] == [each.message_id for each in twitch.messages if each.is_deleted]
