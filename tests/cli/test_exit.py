"""How commands end."""

import pathlib
import signal
import subprocess
import sys

import click
import pytest
import trio

from twitchtrio.cli._exit import exit_code, run
from twitchtrio.errors import ConfigurationError, ServiceCrashedError


@pytest.fixture
def ending(monkeypatch):
    """The exit code of a command that does this."""
    monkeypatch.setattr(sys, "argv", ["twitchtrio"])

    def ending(fn):
        return exit_code(click.Command("twitchtrio", callback=fn))

    return ending


def _raising(exc):
    def fn():
        raise exc

    return fn


@pytest.mark.parametrize("code", [0, 1])
def test_given(ending, code):
    """A command says its own exit code."""
    assert code == ending(lambda: code)


@pytest.mark.parametrize(
    ("exc", "code"),
    [
        (ConfigurationError("odd"), 1),
        (click.ClickException("odd"), 1),
        (click.UsageError("odd"), 2),
        (click.Abort(), 130),
        (KeyboardInterrupt(), 130),
    ],
    ids=repr,
)
def test_raised(ending, exc, code):
    """Each way to fail has its exit code."""
    assert code == ending(_raising(exc))


def test_text(ending, capsys):
    """An error is one line on stderr, without anything that a terminal obeys."""
    ending(_raising(ConfigurationError("Twitch said \x1b[2J.")))

    out, err = capsys.readouterr()
    assert out == ""
    assert err == "Error: Twitch said \ufffd[2J.\n"


@pytest.mark.parametrize("bug", [ServiceCrashedError("reader"), ZeroDivisionError()])
def test_bug(ending, bug):
    """A bug keeps its traceback."""
    with pytest.raises(type(bug)):
        ending(_raising(bug))


def test_run():
    """The exit code is what the command gives."""

    async def fn():
        await trio.lowlevel.checkpoint()
        return 7

    assert run(fn) == 7


def test_run_raises():
    """An exception comes out as itself."""

    async def fn():
        await trio.lowlevel.checkpoint()
        raise ConfigurationError("odd")

    with pytest.raises(ConfigurationError):
        run(fn)


@pytest.mark.parametrize(
    ("number", "options", "code"),
    [
        (signal.SIGINT, {}, 130),
        (signal.SIGINT, {"interrupted": 0}, 0),
        (signal.SIGTERM, {}, 143),
        (signal.SIGTERM, {"interrupted": 0}, 143),
    ],
)
def test_signal(number, options, code):
    """The first Ctrl-C cancels, and so does what a service manager sends."""

    async def fn():
        signal.raise_signal(number)
        await trio.sleep_forever()

    assert code == run(fn, **options)


@pytest.mark.skipif(not pathlib.Path("/dev/full").exists(), reason="there is no such device")
def test_full_disk():
    """What cannot be written is told in a line."""
    command = [sys.executable, "-m", "twitchtrio", "types"]
    with pathlib.Path("/dev/full").open("wb") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert (1, "Error: The output cannot be written: No space left on device.\n") == (ended.returncode, ended.stderr)


def test_narrow(ending, monkeypatch, capsys):
    """An error fits a terminal, but for a command in it, which stays whole."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "30")

    ending(
        _raising(
            ConfigurationError("There is no such thing as this. Run `twitchtrio token list --store here/and/there`.")
        )
    )

    whole = "`twitchtrio token list --store here/and/there`."
    assert ["Error: There is no such thing", "as this. Run", whole] == capsys.readouterr().err.splitlines()
