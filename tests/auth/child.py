"""A bot in a process of its own, which can kill itself at a step of its refresh.

Each line of its input is an order; it is carried out in forks, whose exit codes are the answer. So Python starts once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from functools import partial
from pathlib import Path

import httpx
import trio

import twitchtrio
from twitchtrio._services import open_services
from twitchtrio.auth import OAuth
from twitchtrio.auth.supervisor import start_supervisor
from twitchtrio.endpoints import Endpoints
from twitchtrio.network import Network, open_http
from twitchtrio.stores import SQLiteStore, open_store


class Steps:
    """Where the process is to die."""

    def __init__(self, fatal):
        self.fatal = fatal

    def reach(self, step):
        if step == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


class Lines:
    """Kills the process at the nth line that is run of `auth` and the stores, in any thread."""

    def __init__(self, n):
        self.left = n
        self.ours = tuple(str(Path(twitchtrio.__file__).parent / room) for room in ("auth", "stores"))
        threading.settrace(self.trace)
        sys.settrace(self.trace)

    def trace(self, frame, event, arg):
        if not frame.f_code.co_filename.startswith(self.ours):
            return None
        self.left -= event == "line"
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.trace


class DyingStore(SQLiteStore):
    """A store that tells of the steps of a refresh."""

    def __init__(self, path, steps):
        super().__init__(path)
        self.steps = steps
        self.swapping = False

    async def hold(self, names, **terms):
        self.steps.reach("before lease")
        held = await super().hold(names, **terms)
        self.steps.reach("after lease")
        return held

    async def write(self, name, value, **terms):
        if json.loads(value).get("mark") is not None:
            version = await super().write(name, value, **terms)
            self.steps.reach("after mark")
            return version
        self.steps.reach("before store")
        self.swapping = True
        version = await super().write(name, value, **terms)
        self.swapping = False
        self.steps.reach("after commit")
        return version

    def _connected(self):
        connection = super()._connected()
        connection.set_trace_callback(self._trace if self.swapping else None)
        return connection

    def _trace(self, statement):
        if statement.startswith("COMMIT"):
            self.steps.reach("before commit")


class DyingTransport(httpx.AsyncHTTPTransport):
    """A transport that tells of the steps of a refresh."""

    def __init__(self, steps):
        super().__init__()
        self.steps = steps

    async def handle_async_request(self, request):
        if not request.url.path.endswith("/token"):
            return await super().handle_async_request(request)
        self.steps.reach("before sending")
        response = await super().handle_async_request(request)
        await response.aread()
        self.steps.reach("after sending")
        return response


async def run(order, number):
    """Open a supervisor, whose token is expired or expires on the way, and use the new one."""
    steps = Steps(order.get("die"))
    if "line" in order:
        Lines(order["line"])
    endpoints = Endpoints(**order["endpoints"])
    async with (
        open_store(DyingStore(order["store"], steps)) as store,
        DyingTransport(steps) as transport,
        open_http(Network(http=transport), base=endpoints.oauth) as http,
        open_services() as services,
    ):
        oauth = OAuth("app", order["client_secret"], http=http, endpoints=endpoints)
        supervisor = await start_supervisor(
            services,
            oauth=oauth,
            store=store,
            on_user_token_refresh=lambda old, new: steps.reach("in callback"),
        )
        if calls := order.get("calls"):
            await use(supervisor, calls, Path(order["folder"]), number)
        await oauth.validate(await supervisor.access_token(supervisor.own))


async def use(supervisor, calls, folder, number):
    """Say that the token is there, wait until it has expired, and come with it from many tasks at once."""
    own = supervisor.own
    rejected = await supervisor.access_token(own)
    (folder / f"ready-{number}").touch()
    while not (folder / "go").exists():  # noqa: ASYNC110  # the event is in another process
        await trio.sleep(0.005)
    got = set()

    async def call():
        got.add(await supervisor.renew(own, rejected))

    async with trio.open_nursery() as nursery:
        for _ in range(calls):
            nursery.start_soon(call)
    assert len(got) == 1, "the calls got several tokens"


def fork(order, number):
    """Carry an order out in a process of its own; gives its id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        trio.run(partial(run, order, number))
        code = 0
    except BaseException:  # noqa: BLE001, ASYNC103 - a fork must never get back to the loop
        traceback.print_exc()
    finally:
        os._exit(code)


def main():
    """Carry out orders until there are no more."""
    for line in sys.stdin:
        order = json.loads(line)
        pids = [fork(order, number) for number in range(order.get("processes", 1))]
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
        sys.stdout.write(json.dumps(codes) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
