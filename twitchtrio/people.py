"""Users, as Twitch names them in passing."""

from __future__ import annotations

from attrs import frozen

__all__ = ["PartialUser"]


@frozen(kw_only=True, eq=False)
class PartialUser:
    """A user as an event names one; no request is behind it. Two are equal if their ids are.

    It is a channel wherever one is asked for, and shown as the display name.
    """

    user_id: str
    login: str
    display_name: str

    @property
    def mention(self) -> str:
        """The login with an at sign in front, as it is written in chat."""
        return f"@{self.login}"

    def __str__(self) -> str:
        return self.display_name

    def __eq__(self, other: object) -> bool:
        return self.user_id == other.user_id if isinstance(other, PartialUser) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.user_id)
