"""Writes to a store from many processes at once, beside others that only keep the machine busy.

Orders come as arguments; what went wrong, and how long the slowest write took, goes out as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time

import trio

from twitchtrio.errors import ConfigurationError
from twitchtrio.stores import SQLiteStore


async def write(path, number, writes):
    """Write records of one's own, and count one up that all share; gives failures and the longest wait."""
    store, failed, slowest = SQLiteStore(path), [], 0.0
    for index in range(writes):
        began = time.monotonic()
        try:
            await store.write(f"own/{number}/{index}", b"")
            await count_up(store)
        except ConfigurationError as exc:
            failed.append(str(exc))
        slowest = max(slowest, time.monotonic() - began)
    return failed, slowest


async def count_up(store):
    """Add one to the shared record, however often another is quicker."""
    while True:
        found = await store.read("shared")
        value, version = (int(found[0].value), found[0].version) if found else (0, 0)
        if await store.write("shared", b"%d" % (value + 1), expected=version) is not None:
            return


def fork(work):
    """Do something in a process of its own; gives its id and where its answer can be read."""
    read, written = os.pipe()
    pid = os.fork()
    if pid:
        os.close(written)
        return pid, read
    try:
        os.write(written, json.dumps(work()).encode())
    finally:
        os._exit(0)


def spin():
    """Keep a processor busy."""
    while True:
        pass


def main(path, processes, writes, spinners):
    """Fork all, wait for the writers, end the others, and say what happened."""
    busy = [fork(spin)[0] for _ in range(spinners)]
    writers = [fork(lambda n=n: trio.run(write, path, n, writes)) for n in range(processes)]
    failed, slowest = [], 0.0
    for pid, read in writers:
        with os.fdopen(read, "rb") as answers:
            answer = answers.read()
        os.waitpid(pid, 0)
        failures, wait = json.loads(answer) if answer else (["it crashed"], 0.0)
        failed += failures
        slowest = max(slowest, wait)
    for pid in busy:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    sys.stdout.write(json.dumps({"failed": failed, "slowest": slowest}))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
