"""Guest Star."""

from __future__ import annotations

from attrs import define, field

__all__ = ["Guest", "GuestStar", "Session"]


@define(kw_only=True)
class Guest:
    """A guest in a slot."""

    user_id: str
    assigned_at: float
    is_live: bool = False
    hears: bool = True
    sees: bool = True
    volume: int = 100


@define(kw_only=True)
class Session:
    """A session: its slots, and when whom was invited."""

    id: str
    started_at: float
    slots: dict[str, Guest] = field(factory=dict[str, Guest])
    invited: dict[str, float] = field(factory=dict[str, float])


@define(kw_only=True)
class GuestStar:
    """How a channel has guests."""

    moderators_send_live: bool = True
    slot_count: int = 4
    browser_audio: bool = True
    layout: str = "TILED_LAYOUT"
    token: str = "eihq8rew7q3hgierufhi3q"  # noqa: S105  # it opens nothing
    session: Session | None = None
