import ast
import importlib
import importlib.metadata
import importlib.resources
import inspect
import pathlib
import pkgutil
import subprocess
import sys

import pytest

import twitchtrio
from twitchtrio._version import __version__
from twitchtrio.testing.fake.helix._endpoint import ENDPOINTS

ROOT = pathlib.Path(twitchtrio.__file__).parent


def _module_names() -> list[str]:
    return ["twitchtrio", *(module.name for module in pkgutil.walk_packages([str(ROOT)], "twitchtrio."))]


def _is_public(name: str) -> bool:
    return not any(part.startswith("_") for part in name.split("."))


def _defined_in(module) -> set[str]:
    return {
        name
        for name, value in vars(module).items()
        if _is_public(name)
        and (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module.__name__
    }


def _imported_by(path: pathlib.Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def _loaded_by(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_version():
    """The installed distribution and the package agree on the version."""
    assert __version__ == importlib.metadata.version("twitchtrio")


def test_typed():
    """Type checkers are told that the package has types."""
    assert importlib.resources.files("twitchtrio").joinpath("py.typed").is_file()


@pytest.mark.parametrize("name", [name for name in _module_names() if _is_public(name)])
def test_all(name):
    """`__all__` names what is there, once, and all that is public in it, but for the handlers of the fake."""
    module = importlib.import_module(name)
    exported = getattr(module, "__all__", ())
    handlers = {each.handler.__name__ for each in ENDPOINTS.values() if each.handler.__module__ == name}

    assert len(set(exported)) == len(exported)
    assert set() == {each for each in exported if not hasattr(module, each)}
    assert _defined_in(module) - set(exported) <= handlers


def test_seam():
    """Only twitchtrio.network and the testing kit import httpx and trio-websocket."""
    importers = {
        path.relative_to(ROOT).parts[0]
        for path in ROOT.rglob("*.py")
        if {imported.partition(".")[0] for imported in _imported_by(path)} & {"httpx", "trio_websocket"}
    }

    assert importers <= {"network", "testing"}


@pytest.mark.parametrize(
    ("module", "extras"),
    [
        ("twitchtrio", {"click", "hypercorn", "pytest", "rich", "starlette"}),
        ("twitchtrio.testing", {"click", "hypercorn", "pytest", "rich", "starlette"}),
        ("twitchtrio.testing.plugin", {"click", "hypercorn", "rich", "starlette"}),
    ],
)
def test_light(module, extras):
    """Importing it brings in nothing of an extra that it can do without."""
    assert set() == _loaded_by(module) & extras
