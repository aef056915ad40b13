"""Faces of packages."""

from __future__ import annotations

import pytest

import twitchtrio.eventsub


def test_names() -> None:
    """All names can be seen before they are used, and no others are there."""
    assert set(twitchtrio.eventsub.__all__) <= set(dir(twitchtrio.eventsub))
    with pytest.raises(AttributeError, match="has no attribute 'ChannelChatMassage'"):
        _ = twitchtrio.eventsub.ChannelChatMassage  # type: ignore[attr-defined]  # that is what is tested
