"""Helix category Whispers: messages from one user to another."""

from __future__ import annotations

from .. import scopes
from ._endpoint import USER, Bounds, endpoint
from ._resource import Resource

__all__ = ["Whispers"]


class Whispers(Resource):
    """Helix category Whispers."""

    __slots__ = ()

    @endpoint(
        "POST",
        "/whispers",
        USER,
        scopes=(scopes.USER_MANAGE_WHISPERS,),
        acts_as="from_user_id",
        bounds={"message": Bounds(min_length=1)},
        own_limit=True,
    )
    async def send_whisper(self, *, from_user_id: str | None = None, to_user_id: str, message: str) -> None:
        """Whisper to a user, as the acting account, which must have a verified phone number.

        Twitch cuts a message after 500 characters, or after 10,000 where the user has whispered to the account
        before. It allows 3 whispers in a second, 100 in a minute, and 40 new recipients in a day. That it takes one
        does not mean that it arrives.

        Twitch: Send Whisper. User token with `user:manage:whispers`.
        """
        await self._none(query={"from_user_id": from_user_id, "to_user_id": to_user_id}, body={"message": message})
