"""Sending chat messages, however long, within Twitch's limits."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Final

from .._given import check
from ..auth.permission import turn
from ..errors import ConfigurationError, MessageDroppedError, TwitchError
from ._pace import Pace
from ._parts import MAX_CHARACTERS, sendable, split, varied
from ._rooms import Room, Rooms
from .limits import ORDINARY, ChatLimits

if TYPE_CHECKING:
    from ..helix import Helix, SentMessage
    from ..tokens import Account, App

__all__ = ["MAX_CHARACTERS", "Sender", "split"]

# For these Twitch drops no message of a broadcaster, moderator or VIP who is within their limit.
_OF_NOBODY: Final = {"msg_duplicate", "msg_ratelimit"}


class Sender:
    """Sends as one account; messages to a channel go out in the order in which they were asked for.

    They wait for Twitch's limits, and a channel that has to wait holds up no other. Those of a token callback, for
    which all others may be waiting, do not wait for these.

    Args:
        helix: Makes the calls.
        account: Who chats.
        chat_as: `APP` to send with the app's own token; the account must have granted `user:bot` then.
        limits: How fast the account may chat.
    """

    def __init__(
        self, helix: Helix, account: Account, *, chat_as: App | None = None, limits: ChatLimits = ORDINARY
    ) -> None:
        self._chat = helix.acting_as(chat_as or account).chat
        self._account = account
        self._as_app = chat_as is not None
        self._pace = Pace(limits, own=account.user_id)
        self._rooms = Rooms()

    def learn(self, broadcaster_id: str, *, privileged: bool) -> None:
        """Say whether the account is moderator or VIP in a channel, by which it may chat faster and repeat itself.

        What waits there goes by it at once. Of its own channel it is known; a role that turns out to be lost is
        forgotten.
        """
        self._pace.learn(broadcaster_id, privileged=privileged)

    async def send(
        self, broadcaster_id: str, text: str, *, reply_to: str | None = None, source_only: bool = False
    ) -> tuple[SentMessage, ...]:
        """Send a text, in parts of 500 characters at the most; `split` says how they are made.

        Half characters and control characters, which Twitch refuses, are replaced. What was said in the channel less
        than 30 s ago, which Twitch would drop, gets a space and an invisible U+034F behind it, or more of them each
        time, unless the account is known to be broadcaster, moderator or VIP there.

        Args:
            broadcaster_id: The channel.
            text: What to say.
            reply_to: Id of the message that it answers.
            source_only: Whether the other channels of a shared chat do not get to see it. Twitch takes this with the
                app's own token alone.

        Raises:
            ConfigurationError: There is nothing to send, or it is no text, or what should be an id is none, or
                `source_only` is asked of an account.
            MessageDroppedError: Twitch did not show a part.
            TwitchError: A part was not sent for another reason. Of either, `sent_parts` tells what was sent before.
        """
        check("broadcaster_id", broadcaster_id, "a user id as a str", str)
        check("reply_to", reply_to, "a message id as a str", str, NoneType)
        check("source_only", source_only, "True or False", bool)
        if source_only and not self._as_app:
            raise ConfigurationError("source_only=True takes the app's own token: open_bot(..., chat_as=APP).")
        parts = list(split(sendable(text)))
        if not parts:
            raise ConfigurationError("There is nothing to send: the text is empty.")
        sent: list[SentMessage] = []
        with self._rooms.entered(broadcaster_id) as room:
            async with turn(room.lock):
                try:
                    while len(sent) < len(parts):
                        sent.append(await self._send_next(room, parts, len(sent), reply_to, source_only=source_only))
                except TwitchError as exc:
                    if sent:
                        exc.sent_parts = tuple(sent)
                        exc.add_note(f"{len(sent)} of {len(parts)} parts had been sent.")
                    raise
        return tuple(sent)

    async def _send_next(
        self, room: Room, parts: list[str], at: int, reply_to: str | None, *, source_only: bool
    ) -> SentMessage:
        """Send the part at an index, of which more parts may be made as it goes out."""
        async with self._pace.turn(room) as privileged:
            if not privileged:
                parts[at : at + 1] = varied(parts[at], room.has_said)
            text = parts[at]
            shown = True
            room.begin(text)
            try:
                sent = await self._chat.send_chat_message(
                    broadcaster_id=room.id,
                    sender_id=self._account.user_id,
                    message=text,
                    reply_parent_message_id=reply_to,
                    # Left out, it is false for an account, and true for the app.
                    for_source_only=source_only if self._as_app else None,
                )
                shown = sent.is_sent
            finally:
                room.end(text, shown=shown)
        if not sent.is_sent:
            why = sent.drop_reason
            code, reason = ("", "") if why is None else (why.code, why.message)
            if privileged and code in _OF_NOBODY:
                self.learn(room.id, privileged=False)
            raise MessageDroppedError(code=code, reason=reason, text=text, channel=room.id)
        return sent
