"""How commands are told to a person."""

import os
import shutil
import sys

import pytest

from twitchtrio.ops._command_line import as_typed

TEXT = "Nobody. Run `twitchtrio login --scopes a` or: twitchtrio call get_users"


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """A virtual environment in the current folder, and an empty PATH."""
    scripts = tmp_path / ".venv" / "bin"
    scripts.mkdir(parents=True)
    script = scripts / ("twitchtrio.exe" if sys.platform == "win32" else "twitchtrio")
    script.touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(scripts / "python"))
    monkeypatch.setattr(sys, "argv", ["mybot.py"])
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    return script


def said(program):
    """The text with another name of the program."""
    return TEXT.replace("twitchtrio", str(program))


def test_beside_the_python(environment, monkeypatch):
    """A program that runs in an environment which is not active is told its path, from where it runs."""
    assert said(os.path.relpath(environment)) == as_typed(TEXT)
    monkeypatch.chdir(environment.parent)
    assert said(environment) == as_typed(TEXT)


def test_active(environment, monkeypatch):
    """Where a shell finds it, the word will do."""
    monkeypatch.setenv("PATH", str(environment.parent))

    assert TEXT == as_typed(TEXT)


def test_another_one_on_the_path(environment, monkeypatch, tmp_path):
    """Another environment's is not meant."""
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(environment, other)
    monkeypatch.setenv("PATH", str(other))

    assert said(os.path.relpath(environment)) == as_typed(TEXT)


def test_as_it_was_typed(environment, monkeypatch):
    """The command line itself is told as it was called."""
    monkeypatch.setattr(sys, "executable", "/usr/bin/nothing/python")
    monkeypatch.setattr(sys, "argv", [os.path.relpath(environment)])
    assert said(os.path.relpath(environment)) == as_typed(TEXT)
    monkeypatch.setattr(sys, "argv", ["twitchtrio"])
    assert TEXT == as_typed(TEXT)


def test_not_there(environment, monkeypatch):
    """Where there is none, the word has to do."""
    environment.unlink()

    assert TEXT == as_typed(TEXT)


def test_what_is_no_command(environment):
    """Modules, files and the project itself keep their name."""
    for text in ("twitchtrio has ended", "twitchtrio.errors", "/home/twitchtrio run", "a store of twitchtrio"):
        assert text == as_typed(text)
