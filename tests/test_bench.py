"""The programs that measure do what they say, on however little."""

from __future__ import annotations

import importlib
import json
import pathlib
import re
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


@pytest.mark.parametrize(("work", "count"), [("events", "7"), ("batches", "7"), ("items", "150"), ("calls", "2")])
def test_counted_works(work: str, count: str) -> None:
    """What Valgrind is to count is done."""
    with subprocess.Popen([sys.executable, BENCH / "wire.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        port = server.stdout.readline().decode().strip()
        program = [sys.executable, BENCH / "instructions.py", "--work", work, "--count", count, "--port", port]

        done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)
        server.stdin.close()

    assert (0, "", "") == (done.returncode, done.stderr, done.stdout)


@pytest.fixture
def counting(monkeypatch, tmp_path):
    """The program that counts, with a table of its own."""
    monkeypatch.syspath_prepend(str(BENCH))
    counting = importlib.import_module("instructions")
    monkeypatch.setattr(counting, "TABLE", tmp_path / "table.json")
    counting.TABLE.write_text("{}", encoding="utf-8")
    return counting


@pytest.mark.parametrize(("count", "told"), [(900, None), (1_049, None), (1_060, "events takes 6.0% more")])
def test_growth(counting, count, told) -> None:
    """More than a twentieth above what is written down is too much."""
    counting.Table().write({"events": 1_000.4, "calls": 7.0})

    verdict = counting.Table().verdict("events", count)

    assert (verdict is None) if told is None else verdict.startswith(told)


def test_never_counted(counting) -> None:
    """What is not in the table yet is told."""
    counting.Table().write({"calls": 7.0})

    assert "no count of events" in counting.Table().verdict("events", 1.0)


def test_table() -> None:
    """The table has a count of each work."""
    program = [sys.executable, BENCH / "instructions.py", "--help"]
    works = re.search(r"{(.*?)}", subprocess.run(program, capture_output=True, text=True, check=True).stdout)[1]

    for counts in json.loads((BENCH / "instructions.json").read_text(encoding="utf-8")).values():
        assert sorted(works.split(",")) == sorted(counts)
