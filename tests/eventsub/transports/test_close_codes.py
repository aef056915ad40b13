"""Close codes."""

import pytest

from twitchtrio.eventsub.transports._close_codes import CLOSE_CODES, close_code


def test_twitch():
    """Each of Twitch's own codes has a meaning."""
    assert set(range(4000, 4008)) <= set(CLOSE_CODES)


@pytest.mark.parametrize("code", [4000, 4001, 4003, 1011, 1013])
def test_waits(code):
    """A server in trouble, a fault of ours and an unused connection are waited out."""
    assert not close_code(code).at_once


@pytest.mark.parametrize("code", [1000, 1001, 1006, 1012, 4002, 4004, 4005, 4006, 4007])
def test_at_once(code):
    """What passes by itself is mended at once."""
    assert close_code(code).at_once


def test_unknown():
    """An unknown code is waited out too."""
    assert not close_code(4321).at_once
