"""The programs that measure do what they say, on however little."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest

from tests.proofs import times

BENCH = pathlib.Path(__file__).parents[1] / "bench"


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="they read what Linux tells of a process")


@pytest.mark.proof
def test_soak() -> None:
    """A bot that has heard thousands of events grows no more."""
    program = [sys.executable, BENCH / "soak.py", "--events", str(times(2_000)), "--warm", str(times(2_000))]

    done = subprocess.run(program, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr), done.stdout


@pytest.mark.parametrize(("work", "count"), [("events", "7"), ("calls", "2")])
def test_counted_works(work: str, count: str) -> None:
    """What Valgrind is to count is done."""
    with subprocess.Popen([sys.executable, BENCH / "wire.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        port = server.stdout.readline().decode().strip()
        program = [sys.executable, BENCH / "instructions.py", "--work", work, "--count", count, "--port", port]

        done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)
        server.stdin.close()

    assert (0, "", "") == (done.returncode, done.stderr, done.stdout)
