"""A file that many processes want at once, on a machine that is busy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proofs import times
from twitchtrio.stores import SQLiteStore

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")

PROCESSES = 8
FULL = 50
WRITES = min(FULL, times(2))


@pytest.mark.proof
async def test_many_processes_on_a_new_file(tmp_path):
    """Eight that make the file and write at once, beside two busy loops: none fails, and no write is lost."""
    path = tmp_path / "folder" / "tokens.sqlite3"
    order = [sys.executable, str(Path(__file__).parent / "child.py"), str(path), str(PROCESSES), str(WRITES), "2"]

    done = subprocess.run(order, capture_output=True, check=True, timeout=300)  # noqa: ASYNC221  # nothing else waits

    answer = json.loads(done.stdout)
    found = {record.name: record.value for record in await SQLiteStore(path).read("")}
    wanted = {f"own/{number}/{index}" for number in range(PROCESSES) for index in range(WRITES)}
    sys.stdout.write(
        f"{PROCESSES} processes x {WRITES} x 2 writes: {len(answer['failed'])} failed, {len(wanted - found.keys())} "
        f"lost, {PROCESSES * WRITES - int(found['shared'])} not counted, the slowest took {answer['slowest']:.2f} s\n"
    )
    assert [] == answer["failed"]
    assert PROCESSES * WRITES == int(found.pop("shared"))
    assert wanted == found.keys()
