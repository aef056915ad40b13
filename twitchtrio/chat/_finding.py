"""Channels by what names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import trio

from .._given import check
from ..helix import User
from ..helix._lookup import user_by_id, users_by_login
from ..people import PartialUser
from ..protocols import HasUserId
from ..tokens import Account
from .channel import Channel, channel_of

if TYPE_CHECKING:
    from ..protocols import ChannelRef
    from ._acting import Acting

__all__ = ["channels_of"]


async def channels_of(acting: Acting, refs: Sequence[ChannelRef]) -> tuple[Channel, ...]:
    """The channels of these users, each once; logins are looked up, all at once.

    Raises:
        ConfigurationError: One of them is no user, or cannot be a login.
        NotFoundError: There is no such user.
    """
    await trio.lowlevel.checkpoint()
    for ref in refs:
        check("channels", ref, "logins as str, or objects with a user id", str, HasUserId)
    logins = [ref for ref in refs if isinstance(ref, str)]
    users = await users_by_login(acting.helix.users, logins) if logins else {}
    found: dict[str, Channel] = {}
    for ref in refs:
        if isinstance(ref, str):
            channel = channel_of(acting, users[ref])
        elif isinstance(ref, PartialUser | User | Account | Channel):
            channel = channel_of(acting, ref)
        else:
            channel = channel_of(acting, await user_by_id(acting.helix.users, ref.user_id))
        found.setdefault(channel.user_id, channel)
    return tuple(found.values())
