"""A handle on one channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from ..helix import SentMessage
    from ._acting import Acting

__all__ = ["Channel"]


@frozen(kw_only=True)
class Channel:
    """A channel, by its broadcaster; usable wherever a channel is asked for."""

    user_id: str
    """Id of the broadcaster."""
    login: str = field(eq=False)
    display_name: str = field(eq=False)
    _acting: Acting = field(eq=False, repr=False, alias="acting")

    async def send(self, text: str) -> tuple[SentMessage, ...]:
        """Send a chat message as the bot, in parts where it is longer than 500 characters.

        Needs the scope `user:write:chat`.

        A text that begins with `/` or `.` would be taken for a command: it is sent with an invisible U+034F in front,
        so that all of it arrives. Only `/me` with a space after it stays what it is.

        Raises:
            ConfigurationError: The text is empty, or no `str`.
            MessageDroppedError: Twitch did not show a part; those before it are its `sent_parts`.
        """
        return await self._acting.sender.send(self.user_id, text)

    def __str__(self) -> str:
        return self.login
