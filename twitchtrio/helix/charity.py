"""Helix category Charity: what broadcasters raise money for."""

from __future__ import annotations

from attrs import frozen

from .. import scopes
from ..words import Amount
from ._endpoint import PAGE, USER, endpoint
from ._pages import Pages
from ._resource import Resource

__all__ = ["Charity", "CharityCampaign", "CharityDonation"]


@frozen(kw_only=True)
class CharityCampaign:
    """A campaign for a charity that a broadcaster runs."""

    id: str
    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    charity_name: str
    charity_description: str
    charity_logo: str
    """Where its picture is."""
    charity_website: str
    current_amount: Amount
    target_amount: Amount | None = None
    """What is to be raised; `None` if the broadcaster has not said."""


@frozen(kw_only=True)
class CharityDonation:
    """What a user gave to a campaign."""

    id: str
    campaign_id: str
    user_id: str
    user_login: str
    user_name: str
    amount: Amount


class Charity(Resource):
    """Helix category Charity."""

    __slots__ = ()

    @endpoint("GET", "/charity/campaigns", USER, scopes=(scopes.CHANNEL_READ_CHARITY,), acts_as="broadcaster_id")
    async def get_charity_campaign(self, *, broadcaster_id: str | None = None) -> CharityCampaign:
        """The campaign that a broadcaster, the acting account, runs.

        Twitch: Get Charity Campaign. User token with `channel:read:charity`.

        Raises:
            NotFoundError: There is none.
        """
        return await self._one(CharityCampaign, query={"broadcaster_id": broadcaster_id})

    @endpoint(
        "GET",
        "/charity/donations",
        USER,
        scopes=(scopes.CHANNEL_READ_CHARITY,),
        acts_as="broadcaster_id",
        bounds={"first": PAGE},
    )
    def get_charity_campaign_donations(
        self, *, broadcaster_id: str | None = None, first: int | None = None, after: str | None = None
    ) -> Pages[CharityDonation]:
        """List what users gave to the campaign of a broadcaster, the acting account.

        Twitch: Get Charity Campaign Donations. User token with `channel:read:charity`.
        """
        return self._pages(CharityDonation, query={"broadcaster_id": broadcaster_id, "first": first, "after": after})
