"""A pytest plugin that searches what a run shows for every secret that it used.

Recorded as secrets are all `Secret` values, all that a fake Twitch makes up or is given as a secret, and the secret of
its control endpoints. What is shown are log records of all loggers at all levels, exceptions (text, repr, arguments,
attributes, notes, causes, contexts, groups), the local variables of our frames in their tracebacks, as error reporters
show them, warnings, output, addresses of requests, and the objects that handle secrets, with their attributes, taken
when they are made. Source lines of tracebacks are left out, since tests spell secrets out.

A test in which one was shown fails. The summary tells how much was searched, by all workers if there are several.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import logging
import warnings
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from types import CodeType, FrameType, ModuleType
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

import attrs
import pytest

from twitchtrio.errors import TwitchError
from twitchtrio.testing.fake import accounts, requests, serve
from twitchtrio.tokens import Secret

__all__ = ["Secrecy"]

# Shorter ones are words of a test, such as `app`, which stand in other texts too.
LENGTH: Final = 8
GENERATED: Final = "<attrs generated"
COUNTED: Final = ("secrets", "log records", "exceptions", "locals", "reprs", "attributes", "addresses", "outputs")
FORM: Final = ("client_secret", "code", "device_code", "refresh_token", "token")
# Of each class and each function, so many a test are enough.
SAMPLE: Final = 10
# Rooms whose attributes hold secrets in clear, and those whose local variables do.
UNSEARCHED_ROOMS: Final = frozenset({"auth", "network", "stores"})
UNSEARCHED_FRAMES: Final = frozenset({"network"})
HANDLERS: Final = """
    auth._callbacks auth._redirect auth._loopback auth._refresh auth._replies auth.device auth.oauth auth.supervisor bot
    helix._session helix.client network._body network._connections network._http network._network network._own
    network._response stores._protocol stores.memory stores.sqlite testing.fake.accounts testing.fake.http
    testing.fake.requests testing.fake.serve tokens
""".split()  # noqa: SIM905 - as a list it would fill a page


class Secrecy(logging.Handler):
    """What the present test has used and shown."""

    def __init__(self) -> None:
        super().__init__()
        self.counts = Counter[str](dict.fromkeys(COUNTED, 0))
        self._start()

    def _start(self) -> None:
        self._secrets: set[str] = set()
        self._shown: dict[str, str] = {}
        self._exceptions: dict[int, BaseException] = {}
        self._samples = Counter[type | CodeType]()

    # What is secret, and what is shown

    def use(self, secret: str) -> None:
        """Take note of a secret."""
        if len(secret) >= LENGTH:
            self._secrets.add(secret)

    def show(self, kind: str, text: str) -> None:
        """Take note of something that anybody may see."""
        self.counts[kind] += 1
        self._shown.setdefault(text, kind)

    def raised(self, exc: BaseException | None) -> None:
        """Take note of an exception, whose causes and notes may come later."""
        if exc is not None:
            self._exceptions[id(exc)] = exc

    def emit(self, record: logging.LogRecord) -> None:
        """Take note of a log record."""
        self.show("log records", record.getMessage())
        self.raised(record.exc_info[1] if record.exc_info else None)

    def leaks(self) -> list[str]:
        """What was shown with a secret in it, and the start of a new search."""
        for exc in _with_causes(self._exceptions.values()):
            self.counts["exceptions"] += 1
            for text in _told(exc):
                self._shown.setdefault(text, "exceptions")
            for frame in _own_frames(exc):
                self._stopped(frame)
        self.counts["secrets"] += len(self._secrets)
        everything = "\n".join(self._shown)
        found = [secret for secret in self._secrets if secret in everything]
        leaks = [f"{kind}: {text}" for text, kind in self._shown.items() if any(secret in text for secret in found)]
        self._start()
        return leaks

    # Hooks

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Leave pytest's own handlers what they get without this plugin, which asks for everything."""
        config.option.log_level = config.option.log_level or "WARNING"
        logging.getLogger().setLevel(logging.DEBUG)

    def pytest_sessionstart(self) -> None:
        """Listen to all that tells of secrets."""
        logging.getLogger().addHandler(self)
        _after(Secret, "__init__", lambda _, made, *__: self.use(str(made.reveal())))
        for cls in (accounts.AccessToken, accounts.RefreshToken):
            _after(cls, "__init__", lambda _, token, **__: self.use(token.value))
        _after(accounts.Authorization, "__init__", lambda _, grant, **__: self.use(grant.code))
        _after(accounts.DeviceCode, "__init__", lambda _, device, **__: self.use(device.device_code))
        _after(accounts.App, "__init__", lambda _, app, **__: self.use(app.client_secret or ""))
        _after(requests.RequestLog, "add", lambda _, __, entry: self._requested(entry))
        _after(serve.ServedTwitch, "__init__", lambda _, served, **__: self.use(served.control_secret))
        _after(TwitchError, "__init__", lambda _, exc, *__, **___: self.raised(exc))
        _after(pytest.ExceptionInfo, "fill_unfilled", lambda _, __, raised: self.raised(raised[1]))
        _after(pytest.CaptureFixture, "readouterr", lambda output, *_: self.show("outputs", "\n".join(output)))
        for cls in _handlers():
            _after(cls, "__init__", functools.partial(self._made, cls))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, None, None]:
        """Search, after all else has ended."""
        yield
        for _, _, text in item._report_sections:
            self.show("outputs", text)
        leaks = self.leaks()
        assert not leaks, f"A secret was shown: {leaks}"

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage) -> None:
        """Warnings come out when a test has ended, so they are held against the next."""
        self.show("outputs", str(warning_message.message))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what a worker has searched."""
        self.counts.update(getattr(node, "workeroutput", {}).get("secrecy", {}))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell the one who started this worker, if it is one."""
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["secrecy"] = dict(self.counts)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell how much was searched."""
        told = ", ".join(f"{count} {kind}" for kind, count in self.counts.items())
        terminalreporter.write_line(f"No test showed a secret without failing; searched were {told}.")

    def _requested(self, entry: requests.LoggedRequest) -> None:
        self.show("addresses", f"{entry.path}?{urlencode(entry.query)}")
        fields = parse_qs(entry.body.decode("utf-8", "replace"))
        for name in FORM:
            for value in fields.get(name, ()):
                self.use(value)

    def _made(self, cls: type, _: None, made: object, *__: object, **___: object) -> None:
        if type(made) is cls and self._is_wanted(cls):
            self.show("reprs", f"{made!r} {made}")
            if _is_searched(cls.__module__):
                for text in _attributes(made):
                    self.show("attributes", f"{cls.__name__}: {text}")

    def _stopped(self, frame: FrameType) -> None:
        code = frame.f_code
        if self._is_wanted(code):
            for name, value in frame.f_locals.items():
                for text in _texts(value):
                    self.show("locals", f"{code.co_filename}:{frame.f_lineno}: {name} = {text}")

    def _is_wanted(self, sort: type | CodeType) -> bool:
        self._samples[sort] += 1
        return self._samples[sort] <= SAMPLE


def _after(owner: type, name: str, tell: Callable[..., object], *, made: Callable[..., Any] | None = None) -> None:
    """Call `tell` with the result and the arguments after each call of a method."""
    method = made or getattr(owner, name)

    @functools.wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        result = method(*args, **kwargs)
        tell(result, *args, **kwargs)
        return result

    setattr(owner, name, call)


def _handlers() -> Iterator[type]:
    """The classes whose instances handle secrets."""
    for name in HANDLERS:
        module: ModuleType = importlib.import_module(f"twitchtrio.{name}")
        for value in vars(module).values():
            own = inspect.isclass(value) and value.__module__ == module.__name__
            if own and "__init__" in vars(value) and not issubclass(value, str | BaseException):
                yield value


def _with_causes(exceptions: Any) -> list[BaseException]:
    found: dict[int, BaseException] = {}
    waiting = list(exceptions)
    while waiting:
        exc = waiting.pop()
        if exc is not None and id(exc) not in found:
            found[id(exc)] = exc
            waiting += [exc.__cause__, exc.__context__, *getattr(exc, "exceptions", ())]
    return list(found.values())


def _told(exc: BaseException) -> Iterator[str]:
    yield f"{exc}\n{exc!r}\n{exc.args}\n{vars(exc)}"
    yield from getattr(exc, "__notes__", ())


def _is_searched(module: str, *, but: frozenset[str] = UNSEARCHED_ROOMS) -> bool:
    """Whether what a module has in its variables must be fit to be shown."""
    package, _, rest = module.partition(".")
    # The fake Twitch holds plain text on purpose.
    return package == "twitchtrio" and rest.partition(".")[0] not in but | {"testing"}


def _own_frames(exc: BaseException) -> Iterator[FrameType]:
    """The frames of ours that an exception has passed."""
    step = exc.__traceback__
    while step is not None:
        frame = step.tb_frame
        module = frame.f_globals.get("__name__", "")
        # What a constructor is called with is its caller's text still.
        if _is_searched(module, but=UNSEARCHED_FRAMES) and not frame.f_code.co_filename.startswith(GENERATED):
            yield frame
        step = step.tb_next


def _texts(value: object) -> Iterator[str]:
    """What a debugger shows of a variable: its `repr`, its items, and the attributes of an object of ours."""
    yield _repr(value)
    match value:
        case dict():
            items: Iterable[object] = value.values()
        case list() | tuple() | set() | frozenset():
            items = value
        case _:
            items = ()
    for each in (value, *items):
        if _is_searched(type(each).__module__):
            yield from _attributes(each)


def _attributes(made: object) -> Iterator[str]:
    """All that an object holds, also what its own `repr` leaves out."""
    if hasattr(made, "__dict__"):
        yield _repr(vars(made))
    if attrs.has(type(made)):
        with suppress(AttributeError):  # of one that is still being made
            yield _repr(attrs.asdict(made))


def _repr(value: object) -> str:
    with suppress(AttributeError):  # the same
        return repr(value)
    return ""
