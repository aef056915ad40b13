"""What the verbs of a channel have in common: whose it is, and who acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from ._arguments import user_id

if TYPE_CHECKING:
    from ..helix import Helix
    from ..protocols import UserRef
    from ._acting import Acting

__all__ = ["Handle"]


@frozen(kw_only=True)
class Handle:
    """A channel's broadcaster, and with what one acts there."""

    user_id: str
    """Id of the broadcaster."""
    login: str = field(eq=False)
    display_name: str = field(eq=False)
    _acting: Acting = field(eq=False, repr=False, alias="acting")

    @property
    def _helix(self) -> Helix:
        """Acts as whoever fits: the broadcaster, where it must be the broadcaster."""
        return self._acting.helix

    @property
    def _bot(self) -> Helix:
        """Acts as the bot."""
        return self._acting.helix.acting_as(self._acting.account)

    async def _id_of(self, name: str, user: UserRef) -> str:
        return await user_id(self._helix, name, user)
