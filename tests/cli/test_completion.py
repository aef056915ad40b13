"""`twitchtrio completion`, and what shells get from it."""

import shutil
import subprocess
import sys

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


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("twitchtrio acc", ["account"]),
        ("twitchtrio listen stream.of", ["stream.offline"]),
        ("twitchtrio login --scopes bits:read,user:write", ["write:chat"]),
        ("twitchtrio token ", ["list", "refresh", "revoke", "validate"]),
    ],
)
def test_bash(tmp_path, twitchtrio, line, expected):
    """In bash, what is completed is what it takes for a word, which ends at a colon."""
    program = tmp_path / "twitchtrio"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m twitchtrio "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = twitchtrio("completion", "bash")[1]
    asking = f"COMP_LINE='{line}' COMP_POINT={len(line)}; _twitchtrio_whole_words '{program}'"
    asked = ["bash", "-c", f'{script}\n{asking}; printf "%s\\n" "${{COMPREPLY[@]}}"']

    assert expected == subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
