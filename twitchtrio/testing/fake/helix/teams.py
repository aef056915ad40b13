"""Teams."""

from __future__ import annotations

from typing import Any

from ..events import who
from ..http import RefusedError
from ..world import FakeTeam
from ._call import Call
from ._endpoint import BROADCASTER, Param, endpoint


@endpoint("GET", "/teams/channel", query=(BROADCASTER,))
def get_channel_teams(call: Call) -> dict[str, Any]:
    """The teams that a broadcaster is in."""
    user = call.channel.broadcaster
    return {
        "data": [
            {**who("broadcaster", user), **_team(call, team)} for team in call.fake.world.teams if user in team.members
        ]
    }


@endpoint("GET", "/teams", query=(Param(name="name"), Param(name="id")))
def get_teams(call: Call) -> dict[str, Any]:
    """A team by its name or id, with its members."""
    name, id_ = call.get("name"), call.get("id")
    if (name is None) == (id_ is None):
        raise RefusedError(400, "Specify either name or id.")
    for team in call.fake.world.teams:
        if team.name == name or team.id == id_:
            users = [who("user", user) for user in team.members]
            return {"data": [{**_team(call, team), "users": users}]}
    raise RefusedError(404, "The team was not found.")


def _team(call: Call, team: FakeTeam) -> dict[str, Any]:
    since = call.fake.clock.short_stamp(team.created_at)
    return {
        "id": team.id,
        "team_name": team.name,
        "team_display_name": team.display_name,
        "info": team.info,
        "thumbnail_url": f"https://static-cdn.jtvnw.net/jtv_user_pictures/team-{team.name}-600x600.png",
        "background_image_url": None,
        "banner": None,
        "created_at": since,
        "updated_at": since,
    }
