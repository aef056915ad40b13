"""Sending chat messages, however long, within Twitch's limits."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import trio

from ..errors import ConfigurationError, MessageDroppedError
from ._pace import BROADCASTER, ORDINARY, Pace

if TYPE_CHECKING:
    from ..helix import Helix, SentMessage
    from ..tokens import Account

__all__ = ["MAX_CHARACTERS", "Sender", "split"]

MAX_CHARACTERS: Final = 500
_ZERO_WIDTH_JOINER: Final = "\u200d"
_JOINING: Final = {"Mn", "Me", "Mc", "Sk", "Cf"}


class Sender:
    """Sends as one account; messages to a channel go out in the order in which they were asked for."""

    def __init__(self, helix: Helix, account: Account) -> None:
        self._chat = helix.acting_as(account).chat
        self._account = account
        self._pace = Pace()
        self._turns: dict[str, trio.Lock] = {}

    async def send(self, broadcaster_id: str, text: str, *, reply_to: str | None = None) -> tuple[SentMessage, ...]:
        """Send a text, in parts of 500 characters at the most.

        Args:
            broadcaster_id: The channel.
            text: What to say.
            reply_to: Id of the message that it answers.

        Raises:
            ConfigurationError: There is nothing to send.
            MessageDroppedError: Twitch did not show a part; those before it were sent.
        """
        parts = tuple(split(text))
        if not parts:
            raise ConfigurationError("There is nothing to send: the text is empty.")
        async with self._turns.setdefault(broadcaster_id, trio.Lock()):
            return tuple([await self._send_part(broadcaster_id, part, reply_to) for part in parts])

    async def _send_part(self, broadcaster_id: str, text: str, reply_to: str | None) -> SentMessage:
        rate = BROADCASTER if broadcaster_id == self._account.user_id else ORDINARY
        await trio.sleep_until(self._pace.reserve(broadcaster_id, rate))
        sent = await self._chat.send_chat_message(
            broadcaster_id=broadcaster_id, message=text, reply_parent_message_id=reply_to
        )
        self._pace.answered(broadcaster_id)
        if not sent.is_sent:
            code, reason = (
                ("", "no reason given")
                if sent.drop_reason is None
                else (
                    sent.drop_reason.code,
                    sent.drop_reason.message,
                )
            )
            raise MessageDroppedError(code=code, reason=reason, text=text, channel=broadcaster_id)
        return sent


def split(text: str) -> Iterator[str]:
    """Parts of 500 characters at the most, broken between words where that is possible."""
    rest = text.strip()
    while len(rest) > MAX_CHARACTERS:
        at = _break(rest)
        yield rest[:at].rstrip()
        rest = rest[at:].lstrip()
    if rest:
        yield rest


def _break(text: str) -> int:
    spaces = (at for at in range(MAX_CHARACTERS, MAX_CHARACTERS // 2, -1) if text[at].isspace())
    at = next(spaces, MAX_CHARACTERS)
    while at > 1 and _joined(text[at - 1], text[at]):
        at -= 1
    return at if at > 1 else MAX_CHARACTERS


def _joined(before: str, after: str) -> bool:
    return before == _ZERO_WIDTH_JOINER or unicodedata.category(after) in _JOINING
