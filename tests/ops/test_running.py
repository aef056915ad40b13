"""Programs from their start to their end."""

import logging
import signal
import subprocess
import sys

import pytest
import trio

import twitchtrio
from twitchtrio.errors import ConfigurationError, NetworkError, ServiceCrashedError
from twitchtrio.ops import run

LOG = logging.getLogger("twitchtrio.eventsub")


@pytest.fixture(autouse=True)
def not_debugged(monkeypatch):
    """No test is debugged."""
    monkeypatch.delenv("TWITCHTRIO_DEBUG", raising=False)


async def _raise(exc):
    await trio.lowlevel.checkpoint()
    raise exc


def _ended(capsys, fn, *args):
    """Exit status and stderr of a program that is ended."""
    with pytest.raises(SystemExit) as ended:
        run(fn, *args)
    return ended.value.code, capsys.readouterr().err


def test_result():
    """It gives what the program returns, and takes what that takes."""

    async def main(one, two):
        await trio.lowlevel.checkpoint()
        return one + two

    assert 7 == twitchtrio.run(main, 3, 4)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signal(capsys, number, status):
    """A program that is told to end ends quietly, with its own clean-up."""
    ended = []

    async def main():
        try:
            signal.raise_signal(number)
            await trio.sleep_forever()
        finally:
            ended.append("finally")

    assert (status, "") == _ended(capsys, main)
    assert ["finally"] == ended


def test_error(capsys):
    """An error that nobody caught is a line, which says where it came from."""
    status, err = _ended(capsys, _raise, ConfigurationError("There is no such thing as \x1b[2J."))

    assert 1 == status
    assert err.startswith("Error: There is no such thing as \ufffd[2J. (test_running.py, line ")
    assert 1 == err.count("\n")


def test_notes(capsys):
    """What else went wrong is told too."""
    error = NetworkError("Twitch does not answer", address="x", sent=False)
    error.add_note("Besides, the cat is out.")

    _, err = _ended(capsys, _raise, error)

    assert "Besides, the cat is out." == err.splitlines()[1]


def test_group(capsys):
    """What the program's own nursery has put a group around is told as well."""
    group = ExceptionGroup("", [ConfigurationError("One."), ExceptionGroup("", [ConfigurationError("Two.")])])

    status, err = _ended(capsys, _raise, group)

    assert 1 == status
    assert ["Error: One.", "Error: Two."] == [line.partition(" (")[0] for line in err.splitlines()]


@pytest.mark.parametrize(
    "error",
    [
        ZeroDivisionError(),
        SystemExit(7),
        ServiceCrashedError("reader"),
        ExceptionGroup("", [ConfigurationError("One."), ZeroDivisionError()]),
        ExceptionGroup("", [ConfigurationError("One."), ServiceCrashedError("reader")]),
    ],
    ids=repr,
)
def test_others(capsys, error):
    """Other errors come out as themselves, and so do crashes."""
    with pytest.raises(type(error)) as raised:
        run(_raise, error)

    assert error is raised.value
    assert "" == capsys.readouterr().err


def test_debug(monkeypatch):
    """Who looks for a mistake sees the traceback."""
    monkeypatch.setenv("TWITCHTRIO_DEBUG", "1")

    with pytest.raises(ConfigurationError):
        run(_raise, ConfigurationError("odd"))


def test_logging(capsys, monkeypatch):
    """What is logged is told with its time, as long as the program sets up nothing of its own."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])

    async def main():
        LOG.warning("It was %s.", "lost")
        logging.basicConfig(format="mine: %(message)s")
        LOG.warning("It is back.")
        await trio.lowlevel.checkpoint()

    run(main)

    first, second = capsys.readouterr().err.splitlines()
    assert first[10] == " "
    assert " WARNING: It was lost." == first[19:]
    assert "mine: It is back." == second
    assert [] == logging.getLogger("twitchtrio").handlers


def test_told_once(capsys, monkeypatch):
    """What was logged when it happened is not told again at the end."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    error = ConfigurationError("The login of 'mybot' is lost.")

    async def main():
        LOG.warning("%s", error)
        await _raise(error)

    _, err = _ended(capsys, main)

    assert 1 == err.count("The login of 'mybot' is lost.")
    assert err.splitlines()[1].startswith("Error: That ended the program. (test_running.py, line ")


def test_called():
    """A call in place of the function is refused, and leaves nothing behind that Python would warn of."""
    with pytest.raises(ConfigurationError, match=r"run\(_raise\), no call of it"):
        run(_raise(ZeroDivisionError()))


async def test_inside():
    """Inside of Trio, there is nothing to run."""
    await trio.lowlevel.checkpoint()
    with pytest.raises(ConfigurationError, match=r"`await _raise\(...\)`"):
        run(_raise, ZeroDivisionError())


def test_program():
    """A program ends with one line, and no traceback of ours around it."""
    program = "import twitchtrio\nasync def main():\n    twitchtrio.open_bot('x', account=7)\ntwitchtrio.run(main)\n"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, text=True)

    assert (1, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith("Error: account= takes a login")
    assert done.stderr.endswith(" (<string>, line 3)\n")
