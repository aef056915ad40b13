"""Helix category Analytics: reports about extensions and games."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from .. import scopes
from ._endpoint import PAGE, USER, endpoint
from ._pages import Pages
from ._resource import Resource
from ._rules import together
from .beside import DateRange

__all__ = ["Analytics", "ExtensionAnalytics", "GameAnalytics"]


@frozen(kw_only=True)
class ExtensionAnalytics:
    """A report about an extension."""

    extension_id: str
    URL: str
    """Where it can be downloaded as CSV, for five minutes."""
    type: str
    date_range: DateRange


@frozen(kw_only=True)
class GameAnalytics:
    """A report about a game."""

    game_id: str
    URL: str
    """Where it can be downloaded as CSV, for five minutes."""
    type: str
    date_range: DateRange


class Analytics(Resource):
    """Helix category Analytics."""

    __slots__ = ()

    @endpoint(
        "GET",
        "/analytics/extensions",
        USER,
        scopes=(scopes.ANALYTICS_READ_EXTENSIONS,),
        bounds={"first": PAGE},
        rules=(together("started_at", "ended_at"),),
    )
    def get_extension_analytics(
        self,
        *,
        extension_id: str | None = None,
        type: str | None = None,
        started_at: datetime | None = None,
        ended_at: datetime | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Pages[ExtensionAnalytics]:
        """List reports about the acting account's extensions, or about one of them.

        Twitch: Get Extension Analytics. User token with `analytics:read:extensions`.
        """
        return self._pages(
            ExtensionAnalytics,
            query={
                "extension_id": extension_id,
                "type": type,
                "started_at": started_at,
                "ended_at": ended_at,
                "first": first,
                "after": after,
            },
        )

    @endpoint(
        "GET",
        "/analytics/games",
        USER,
        scopes=(scopes.ANALYTICS_READ_GAMES,),
        bounds={"first": PAGE},
        rules=(together("started_at", "ended_at"),),
    )
    def get_game_analytics(
        self,
        *,
        game_id: str | None = None,
        type: str | None = None,
        started_at: datetime | None = None,
        ended_at: datetime | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Pages[GameAnalytics]:
        """List reports about the acting account's games, or about one of them.

        Twitch: Get Game Analytics. User token with `analytics:read:games`.
        """
        return self._pages(
            GameAnalytics,
            query={
                "game_id": game_id,
                "type": type,
                "started_at": started_at,
                "ended_at": ended_at,
                "first": first,
                "after": after,
            },
        )
