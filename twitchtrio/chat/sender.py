"""Sending chat messages, however long, within Twitch's limits."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING

import trio

from .._given import check
from ..auth.permission import permission, turn
from ..errors import ConfigurationError, MessageDroppedError, TwitchError
from ._pace import BROADCASTER, ORDINARY, Pace
from ._parts import MAX_CHARACTERS, sendable, split

if TYPE_CHECKING:
    from ..helix import Helix, SentMessage
    from ..tokens import Account

__all__ = ["MAX_CHARACTERS", "Sender", "split"]


class Sender:
    """Sends as one account; messages to a channel go out in the order in which they were asked for.

    Those of a token callback, for which all others may be waiting, do not wait for these.
    """

    def __init__(self, helix: Helix, account: Account) -> None:
        self._chat = helix.acting_as(account).chat
        self._account = account
        self._pace = Pace()
        self._turns: dict[str, trio.Lock] = {}

    async def send(self, broadcaster_id: str, text: str, *, reply_to: str | None = None) -> tuple[SentMessage, ...]:
        """Send a text, in parts of 500 characters at the most; `split` says how they are made.

        Half characters and control characters, which Twitch refuses, are replaced.

        Args:
            broadcaster_id: The channel.
            text: What to say.
            reply_to: Id of the message that it answers.

        Raises:
            ConfigurationError: There is nothing to send, or it is no text, or what should be an id is none.
            MessageDroppedError: Twitch did not show a part.
            TwitchError: A part was not sent for another reason. Of either, `sent_parts` tells what was sent before.
        """
        check("broadcaster_id", broadcaster_id, "a user id as a str", str)
        check("reply_to", reply_to, "a message id as a str", str, NoneType)
        parts = tuple(split(sendable(text)))
        if not parts:
            raise ConfigurationError("There is nothing to send: the text is empty.")
        sent: list[SentMessage] = []
        async with turn(self._turns.setdefault(broadcaster_id, trio.Lock())):
            try:
                for part in parts:
                    sent.append(await self._send_part(broadcaster_id, part, reply_to))  # noqa: PERF401 - kept if one fails
            except TwitchError as exc:
                if sent:
                    exc.sent_parts = tuple(sent)
                    exc.add_note(f"{len(sent)} of {len(parts)} parts had been sent.")
                raise
        return tuple(sent)

    async def _send_part(self, broadcaster_id: str, text: str, reply_to: str | None) -> SentMessage:
        rate = BROADCASTER if broadcaster_id == self._account.user_id else ORDINARY
        slot = self._pace.reserve(broadcaster_id, rate)
        try:
            await trio.sleep_until(slot)
        except BaseException:
            self._pace.give_back(broadcaster_id, rate, slot)
            raise
        sent = await self._chat.send_chat_message(
            broadcaster_id=broadcaster_id, message=text, reply_parent_message_id=reply_to
        )
        self._pace.answered(broadcaster_id)
        if permission() is not None:
            # Who waits for a token callback sends at once when it has returned.
            await trio.sleep(rate.interval)
        if not sent.is_sent:
            why = sent.drop_reason
            code, reason = ("", "") if why is None else (why.code, why.message)
            raise MessageDroppedError(code=code, reason=reason, text=text, channel=broadcaster_id)
        return sent
