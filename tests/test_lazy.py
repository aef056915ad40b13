"""Faces of packages."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import twitchtrio.eventsub
from twitchtrio._faces import FACES


def test_names() -> None:
    """All names can be seen before they are used, and no others are there."""
    assert set(twitchtrio.eventsub.__all__) <= set(dir(twitchtrio.eventsub))
    with pytest.raises(AttributeError, match="has no attribute 'ChannelChatMassage'"):
        _ = twitchtrio.eventsub.ChannelChatMassage  # type: ignore[attr-defined]  # that is what is tested


@pytest.mark.parametrize("package", FACES)
def test_face(package: str) -> None:
    """A face gives all that it names, each name from one place."""
    face = importlib.import_module(package)
    names = face.__all__

    assert len(set(names)) == len(names) > 0
    for name in names:
        assert getattr(face, name) is getattr(face, name), name


def test_another_face() -> None:
    """What another face shows is the same thing there."""
    assert set(twitchtrio.eventsub.events.__all__) < set(twitchtrio.eventsub.__all__)
    assert twitchtrio.eventsub.StreamOnline is twitchtrio.eventsub.events.StreamOnline


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("hypercorn", "twitchtrio.testing needs hypercorn, which is not installed. Run: "),
        ("twitchtrio.testing.fake.twitch", "import of twitchtrio.testing.fake.twitch halted"),
    ],
)
def test_extra(missing: str, told: str) -> None:
    """Without its extra, a package says how to install it; what is missing of ours is a bug, and told as one."""
    code = f"import sys; sys.modules[{missing!r}] = None; from twitchtrio.testing import FakeTwitch"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert 1 == done.returncode
    assert told in done.stderr.splitlines()[-1]
    assert ("pip install 'twitchtrio[testing]'" in done.stderr) is (missing == "hypercorn")
