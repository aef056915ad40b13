"""Where the secret of a running fake is: in a file that only its user can read, named after its port."""

from __future__ import annotations

import os
import warnings
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs

__all__ = ["secret_at", "secret_kept"]


def secret_at(port: int) -> str | None:
    """The control secret of the fake on a port; `None` if none runs there."""
    with suppress(OSError):
        return _path(port).read_text()
    return None


@contextmanager
def secret_kept(port: int, secret: str) -> Generator[None, None, None]:
    """Keep the secret of a fake as long as it runs."""
    path = _path(port)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _path(port: int) -> Path:
    with warnings.catch_warnings():
        # It tells of the folder that it takes where the system names none.
        warnings.simplefilter("ignore")
        return Path(platformdirs.user_runtime_dir("twitchtrio")) / f"fake-{port}"
