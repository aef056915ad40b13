"""What concerns a user, whatever the channel."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ._people import NamesFromUser, NamesToUser, NamesUser
from .conditions import WithAccount
from .event import event

__all__ = ["UserUpdate", "UserWhisperMessage", "Whisper"]


@frozen(kw_only=True)
class Whisper:
    """What a whisper says."""

    text: str


@event("user.update", "1")
@frozen(kw_only=True)
class UserUpdate(WithAccount, NamesUser):
    """A user changed name, description or address."""

    user_id: str
    user_login: str
    user_name: str
    email: str | None = None
    """`None` or empty unless the user has granted `user:read:email`."""
    email_verified: bool
    """Whether the user has shown that the address is theirs; `False` too without that scope."""
    description: str


@event(
    "user.whisper.message",
    "1",
    (scopes.USER_READ_WHISPERS, scopes.USER_MANAGE_WHISPERS),
    identity="whisper_id",
)
@frozen(kw_only=True)
class UserWhisperMessage(WithAccount, NamesFromUser, NamesToUser):
    """Somebody whispered to a user."""

    from_user_id: str
    from_user_name: str
    from_user_login: str
    to_user_id: str
    to_user_name: str
    to_user_login: str
    whisper_id: str
    whisper: Whisper

    @property
    def text(self) -> str:
        """What was whispered."""
        return self.whisper.text
