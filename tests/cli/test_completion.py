"""`twitchtrio completion`, and what shells get from it."""

import shutil
import subprocess

import pytest
from click.shell_completion import ShellComplete

from twitchtrio.cli._group import _group


def completed(*arguments, incomplete=""):
    """What a word may become."""
    found = ShellComplete(_group, {}, "twitchtrio", "_TWITCHTRIO_COMPLETE")
    return [each.value for each in found.get_completions(list(arguments), incomplete)]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script(shell, twitchtrio, monkeypatch):
    """Each shell gets a script of its own, which the shell can read."""
    if shell == "bash":
        # The version of the shell that is installed is asked for.
        monkeypatch.setattr("click.shell_completion.BashComplete._check_version", lambda _: None)

    code, out, err = twitchtrio("completion", shell)

    assert (0, "") == (code, err)
    assert "_TWITCHTRIO_COMPLETE" in out
    if shutil.which(shell) is not None:
        assert 0 == subprocess.run([shell, "-n"], input=out, text=True, check=False).returncode


def test_other_shell(twitchtrio):
    """The shells that are known are told."""
    code, _, err = twitchtrio("completion", "cmd")

    assert 2 == code
    assert "'bash', 'zsh', 'fish'" in err


def test_words():
    """Commands, types, scopes and calls are completed, the last of several with commas between."""
    assert ["account"] == completed(incomplete="acc")
    assert ["stream.offline", "stream.online"] == completed("listen", incomplete="stream.")
    assert ["stream.online,channel.raid"] == completed("listen", incomplete="stream.online,channel.rai")
    assert ["user:write:chat"] == completed("login", "--scopes", incomplete="user:write")
    assert ["bits:read,user:write:chat"] == completed("login", "--scopes", incomplete="bits:read,user:write")
    assert ["get_users"] == completed("call", incomplete="get_users")
