"""Chat limits as values."""

from __future__ import annotations

from typing import Any

import pytest

from twitchtrio.chat import ORDINARY, VERIFIED, ChatLimits
from twitchtrio.errors import ConfigurationError


def test_twitchs() -> None:
    """They are what Twitch says."""
    assert (ORDINARY.ordinary, ORDINARY.privileged) == (20, 100)
    assert (VERIFIED.ordinary, VERIFIED.privileged) == (7500, 7500)


@pytest.mark.parametrize("name", ["ordinary", "privileged"])
@pytest.mark.parametrize("wrong", [0, -1, 1.5, "20", None])
def test_no_numbers(name: str, wrong: Any) -> None:
    """What is no number of messages is refused."""
    with pytest.raises(ConfigurationError, match=f"{name}="):
        ChatLimits(**{"ordinary": 1, "privileged": 1, name: wrong})
