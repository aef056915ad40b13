"""Where the secret of a running fake is."""

import stat
import sys

import pytest

from twitchtrio.cli._control import _path, secret_at, secret_kept


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """A folder of its own."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def test_kept():
    """It is there for its user alone, as long as the fake runs, whatever an earlier one has left behind."""
    with secret_kept(17564, "one"), secret_kept(17564, "two"), secret_kept(17565, "other"):
        assert ("two", "other", None) == tuple(map(secret_at, (17564, 17565, 17566)))
        if sys.platform != "win32":
            assert 0o600 == stat.S_IMODE(_path(17564).stat().st_mode)
    assert secret_at(17564) is None
