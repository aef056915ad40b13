"""What signals do to a program."""

import signal
import subprocess
import sys
import threading

import pytest
import trio

from twitchtrio.ops._signals import Ending, exit_status, until_signalled

SIGNALS = [signal.SIGINT, signal.SIGTERM]
TWICE = """\
import signal, sys, time
import trio
from twitchtrio.ops._signals import until_signalled

async def fn():
    with trio.CancelScope(shield=True):
        signal.raise_signal({first})
        {between}
        print("one", flush=True)
        signal.raise_signal({second})
        print("two", flush=True)

trio.run(until_signalled, fn)
"""


async def _seven():
    await trio.lowlevel.checkpoint()
    return 7


def test_none():
    """Without one there is a result, and handlers are what they were."""
    before = [signal.getsignal(each) for each in SIGNALS]

    assert Ending(result=7) == trio.run(until_signalled, _seven)
    assert before == [signal.getsignal(each) for each in SIGNALS]


@pytest.mark.parametrize("number", SIGNALS)
def test_first(number):
    """The first one cancels, and what is shielded is still done."""
    done = []

    async def fn():
        try:
            signal.raise_signal(number)
            await trio.sleep_forever()
        finally:
            with trio.CancelScope(shield=True):
                await trio.lowlevel.checkpoint()
                done.append("goodbye")

    assert Ending(signal=number) == trio.run(until_signalled, fn)
    assert done == ["goodbye"]


@pytest.mark.skipif(sys.platform == "win32", reason="there, a program ends itself by other means")
@pytest.mark.parametrize("second", SIGNALS)
@pytest.mark.parametrize("first", SIGNALS)
@pytest.mark.parametrize("between", ["await trio.sleep(0.01)", "time.sleep(0.01)"])
def test_second(first, second, between):
    """A second one kills, whether the program waits or blocks."""
    program = TWICE.format(first=int(first), second=int(second), between=between)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, text=True)

    assert (-second, "one\n", "") == (done.returncode, done.stdout, done.stderr)


def test_error():
    """What was raised comes out, although a signal has come."""

    async def fn():
        signal.raise_signal(signal.SIGTERM)
        try:
            await trio.sleep_forever()
        finally:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        trio.run(until_signalled, fn)


def test_other_thread():
    """In other threads there are no signals, and what is done is done."""
    endings = []
    thread = threading.Thread(target=lambda: endings.append(trio.run(until_signalled, _seven)))
    thread.start()
    thread.join()

    assert [Ending(result=7)] == endings


def test_ignored(monkeypatch):
    """What a program was started to ignore, as by nohup, it ignores."""
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:

        async def fn():
            signal.raise_signal(signal.SIGTERM)
            return await _seven()

        assert Ending(result=7) == trio.run(until_signalled, fn)
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_status(number, status):
    """It is told as a shell counts it."""
    assert status == exit_status(number)
