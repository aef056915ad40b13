"""Helix category Teams: groups of broadcasters."""

from __future__ import annotations

from attrs import frozen

from .._json import Time
from ._endpoint import ANYONE, endpoint
from ._resource import Resource
from ._rules import exactly_one_of

__all__ = ["ChannelTeam", "Team", "TeamMember", "Teams"]


@frozen(kw_only=True)
class ChannelTeam:
    """A team that a broadcaster is in."""

    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    id: str
    team_name: str
    team_display_name: str
    info: str
    """What the team says about itself, in HTML."""
    thumbnail_url: str
    background_image_url: str | None = None
    banner: str | None = None
    created_at: Time
    updated_at: Time


@frozen(kw_only=True)
class TeamMember:
    """A broadcaster in a team."""

    user_id: str
    user_login: str
    user_name: str


@frozen(kw_only=True)
class Team:
    """A group of broadcasters."""

    id: str
    team_name: str
    team_display_name: str
    info: str
    """What the team says about itself, in HTML."""
    users: tuple[TeamMember, ...]
    thumbnail_url: str
    background_image_url: str | None = None
    banner: str | None = None
    created_at: Time
    updated_at: Time


class Teams(Resource):
    """Helix category Teams."""

    __slots__ = ()

    @endpoint("GET", "/teams/channel", ANYONE)
    async def get_channel_teams(self, *, broadcaster_id: str) -> tuple[ChannelTeam, ...]:
        """List the teams that a broadcaster is in.

        Twitch: Get Channel Teams. Any token.
        """
        return await self._many(ChannelTeam, query={"broadcaster_id": broadcaster_id})

    @endpoint("GET", "/teams", ANYONE, rules=(exactly_one_of("name", "id"),))
    async def get_teams(self, *, name: str | None = None, id: str | None = None) -> Team:
        """A team with its members, by name or id.

        Twitch: Get Teams. Any token.

        Raises:
            NotFoundError: There is no such team.
        """
        return await self._one(Team, query={"name": name, "id": id})
