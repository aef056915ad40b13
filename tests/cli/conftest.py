import contextlib
import signal
import socket
import subprocess
import sys
import threading

import pytest
import trio

from twitchtrio.cli import main
from twitchtrio.testing import FakeTwitch

PATIENCE = 40


@pytest.fixture(autouse=True)
def no_place_of_its_own(monkeypatch, tmp_path):
    """No test sees the user's logins, app or colours."""
    for name in ("HOME", "LOCALAPPDATA", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("TWITCH_CLIENT_ID", "TWITCH_CLIENT_SECRET", "TWITCHTRIO_FAKE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


class Server:
    """A fake Twitch served by another thread; `server.fake` and what it does go through `server.do`."""

    def __init__(self):
        self.fake = FakeTwitch()
        # Here it stands for Twitch itself.
        self.fake.welcoming = False
        for login in ("parrot", "tinkershop", "mira"):
            self.fake.add_user(login)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=trio.run, args=(self._serve,))

    async def _serve(self):
        self._token = trio.lowlevel.current_trio_token()
        self._end = trio.Event()
        async with self.fake.serve() as served:
            self.served = served
            self.url = served.url
            self._ready.set()
            await self._end.wait()

    def __enter__(self):
        self._thread.start()
        self._ready.wait(PATIENCE)
        return self

    def __exit__(self, *_):
        self.do(self._end.set)
        self._thread.join()

    def do(self, fn, *args):
        return trio.from_thread.run_sync(fn, *args, trio_token=self._token)

    def wait(self, fn, *args):
        async def patiently():
            with trio.fail_after(PATIENCE):
                return await fn(*args)

        return trio.from_thread.run(patiently, trio_token=self._token)


@pytest.fixture
def server():
    """A served fake with the users parrot, tinkershop and mira."""
    with Server() as server:
        yield server


@pytest.fixture
def twitchtrio(monkeypatch, capfd):
    """Runs a command in this process: its exit code, its output and its errors."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["twitchtrio", *map(str, arguments)])
        capfd.readouterr()
        code = main()
        return code, *capfd.readouterr()

    return run


class Program:
    """A command in a process of its own."""

    def __init__(self, *arguments, **options):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
        command = [sys.executable, "-m", "twitchtrio", *map(str, arguments)]
        self.process = subprocess.Popen(command, **pipes, **options)
        # No read waits for longer.
        self.limit = threading.Timer(PATIENCE, self.process.kill)
        self.limit.start()

    def line(self):
        return self.process.stdout.readline().rstrip("\n")

    def note(self):
        return self.process.stderr.readline().rstrip("\n")

    def interrupt(self):
        if sys.platform == "win32":
            pytest.skip("Windows has no way to send Ctrl-C to one other process")
        self.process.send_signal(signal.SIGINT)

    def end(self):
        """Wait for its end: exit code and the rest of its output and errors."""
        self.process.wait()
        return self.process.returncode, self.process.stdout.read(), self.process.stderr.read()


@pytest.fixture
def start():
    """Starts commands in processes of their own, and ends them with the test."""
    with contextlib.ExitStack() as stack:

        def start(*arguments, **options):
            program = Program(*arguments, **options)
            stack.enter_context(program.process)
            stack.callback(program.process.kill)
            stack.callback(program.limit.cancel)
            return program

        yield start


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes a module of a user into the current folder, and has it forgotten after the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])
    written = []

    def write(name, text):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        written.append(name.removesuffix("/__init__").replace("/", "."))

    yield write

    for name in written:
        sys.modules.pop(name, None)


@pytest.fixture
def login(server, twitchtrio):
    """Signs a user in at the served fake."""

    def login(user="parrot", *more):
        server.fake.auto_consent = user
        code, out, err = twitchtrio("login", "--fake", server.url, *more)
        assert code == 0, err
        return out

    return login


@pytest.fixture
def unused_port():
    """A port of this machine where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def answering():
    """Gives the address of an HTTP server that answers one request with a text."""
    with contextlib.ExitStack() as stack:

        def answering(body):
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            thread = threading.Thread(target=_answer, args=(listener, body))
            stack.callback(thread.join)
            thread.start()
            return f"http://127.0.0.1:{listener.getsockname()[1]}"

        yield answering


def _answer(listener, body):
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        connection.sendall(f"{head}{body}".encode())
