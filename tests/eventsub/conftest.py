"""What the storms share."""

import pytest
import trio

from twitchtrio import _backoff


@pytest.fixture
def repeatable(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Let nothing but the seed decide: neither Trio's dice nor those of the backoff."""
    monkeypatch.setattr(trio._core._run, "_ALLOW_DETERMINISTIC_SCHEDULING", True)
    trio._core._run._r.seed(seed)
    _backoff._random.seed(seed)
