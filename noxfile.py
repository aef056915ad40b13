"""The project's checks. `nox` runs the everyday ones, `nox -l` lists them all."""

import ast
import os
import pathlib
import re
import shutil
import textwrap
from collections.abc import Iterator

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "virtualenv"
nox.options.error_on_external_run = True
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "typing", "tests", "docs"]

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
PACKAGE = ("-e", ".[cli,testing]")
# On all processors.
PYTEST = ("python", "-m", "pytest", "-n", "auto")
# What goes beside an installed package to test it, and what the building and installing of one can break.
BESIDE = ("README.md", "bench", "docs", "pyproject.toml", "tests")
INSTALLED = (
    "tests/cli/test_demo.py",
    "tests/cli/test_group.py",
    "tests/docs",
    "tests/test_bot.py",
    "tests/test_packaging.py",
    "tests/testing",
)


FACES = pathlib.Path("twitchtrio/_faces.py")
WIDTH = PROJECT["tool"]["ruff"]["line-length"]


def python_files(*folders: str) -> list[str]:
    """The Python files under `folders` that have to do with Trio, for a tool that takes no folders, and its time."""
    files = (path for folder in folders for path in pathlib.Path(folder).rglob("*.py"))
    return sorted(str(path) for path in files if re.search(r"\basync\b|\btrio\b", path.read_text("utf-8")))


def shown(package: pathlib.Path) -> Iterator[tuple[str, str]]:
    """What a face shows type checkers: each module and its names, `*` for all names of another face."""
    tree = ast.parse((package / "__init__.py").read_text("utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    for line in block.body:
        assert isinstance(line, ast.ImportFrom), f"only imports stand under TYPE_CHECKING in {package}"
        names = [alias.name for alias in line.names]
        module = [package, *package.parents][line.level - 1].joinpath(*str(line.module).split("."))
        if names == ["*"] and not module.is_dir():
            names = exported(module.with_suffix(".py"))
        yield f"{'.' * line.level}{line.module}", " ".join(sorted(names))


def exported(module: pathlib.Path) -> list[str]:
    """A module's `__all__`."""
    for node in ast.parse(module.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    raise AssertionError(f"{module} has no __all__")


def faces_table() -> str:
    """What `FACES` should hold."""
    lines = ['"""Which module has which names of a package\'s face. Written by `nox -s faces`."""', ""]
    lines += ["from collections.abc import Mapping", "from typing import Final", "", '__all__ = ["FACES"]', ""]
    lines += ["FACES: Final[Mapping[str, Mapping[str, str]]] = {"]
    for file in sorted(pathlib.Path("twitchtrio").rglob("__init__.py")):
        if "= lazily(__name__" in file.read_text("utf-8"):
            lines += [f'    "{".".join(file.parent.parts)}": {{']
            for module, names in shown(file.parent):
                lines += face_entry(f'        "{module}": ', names)
            lines += ["    },"]
    return "\n".join([*lines, "}", ""])


def face_entry(start: str, names: str) -> list[str]:
    """An entry of the table in the lines that `ruff format` would make of it."""
    if len(start) + len(names) + len('"",') <= WIDTH:
        return [f'{start}"{names}",']
    parts = textwrap.wrap(names, WIDTH - len('            " "'))
    return [f"{start}(", *(f'            "{" " * (part is not parts[0])}{part}"' for part in parts), "        ),"]


@nox.session(venv_backend="none")
def faces(_session: nox.Session) -> None:
    """Write down which module has which name of the packages' faces; lint tells when that is needed."""
    FACES.write_text(faces_table(), "utf-8")


@nox.session
def lint(session: nox.Session) -> None:
    """Format, style, Trio idioms, floors, spelling, workflows."""
    session.install(*PACKAGE, "--group", "lint")

    if faces_table() != FACES.read_text("utf-8"):
        session.error(f"{FACES} is out of date; run `nox -s faces`.")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    # ASYNC114 wants a hand-kept list of the functions that can be started; ASYNC127 wants another HTTP client, and
    # httpx is the chosen one, kept behind twitchtrio.network.
    flake8_async = ("flake8-async", "--enable=ASYNC", "--disable=ASYNC114,ASYNC127")
    session.run(*flake8_async, *python_files("twitchtrio"))
    # A test promises no checkpoints.
    session.run(*flake8_async[:-1], flake8_async[-1] + ",ASYNC9", *python_files("bench", "docs", "tests"))
    session.run("lint-imports", "--no-cache", "--no-logo")
    session.run("codespell")
    session.run("zizmor", "--quiet", "--offline", ".github")


@nox.session
def typing(session: nox.Session) -> None:
    """The package strictly typed, the public API as a user's type checker sees it, and nothing of it unknown."""
    session.install(*PACKAGE, "--group", "typing")

    session.run("mypy")
    session.run("pyright")
    session.run("pyright", "--verifytypes", "twitchtrio", "--ignoreexternal")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests, with the newest dependencies."""
    session.install(*PACKAGE, "--group", "tests")

    session.run(*PYTEST, *session.posargs)


@nox.session(python=PYTHONS[0])
def lowest(session: nox.Session) -> None:
    """The tests, with the oldest dependencies that the project says it works with."""
    floors = pathlib.Path(session.create_tmp(), "floors.txt")
    requirements = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["cli"]]
    floors.write_text("\n".join(re.sub(">=([^,]+).*", r"==\1", line) for line in requirements), encoding="utf-8")
    session.install(*PACKAGE, "--group", "tests", "--constraint", str(floors))

    session.run(*PYTEST, *session.posargs)


@nox.session(reuse_venv=False)
def wheel(session: nox.Session) -> None:
    """The wheel, built and installed as for users, and the tests of what that can break."""
    folder = pathlib.Path(session.create_tmp())
    shutil.rmtree(folder)
    session.run("python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), ".")
    (built,) = folder.glob("*.whl")
    session.install(f"{built}[cli,testing]", "--group", "tests")

    # In a folder without the checkout's own package, which would be the one that is imported.
    for name in BESIDE:
        copy = shutil.copytree if pathlib.Path(name).is_dir() else shutil.copy
        copy(name, folder / name)
    with session.chdir(folder):
        where = "import sys, twitchtrio; assert twitchtrio.__file__.startswith(sys.prefix), twitchtrio.__file__"
        session.run("python", "-c", where, env={"PYTHONPATH": None})
        session.run("twitchtrio", "--version", env={"PYTHONPATH": None})
        session.run(*PYTEST, *(session.posargs or INSTALLED), env={"PYTHONPATH": None})


@nox.session
def proofs(session: nox.Session) -> None:
    """The tests that draw cases, each with a hundred times as many; takes hours."""
    session.install(*PACKAGE, "--group", "tests")

    factor = os.environ.get("TWITCHTRIO_PROOFS", "100")
    session.run(*PYTEST, "-m", "proof", *session.posargs, env={"TWITCHTRIO_PROOFS": factor})


@nox.session
def coverage(session: nox.Session) -> None:
    """The tests, with lines and branches counted."""
    session.install(*PACKAGE, "--group", "tests")

    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation, every warning an error. Its examples are run by the tests."""
    session.install(*PACKAGE, "--group", "docs")

    # With the pages that the last build made of the code.
    for folder in ("docs/_build", "docs/reference/events", "docs/reference/helix"):
        shutil.rmtree(folder, ignore_errors=True)
    builder = session.posargs[0] if session.posargs else "html"
    session.run("python", "-m", "sphinx", "-nW", "--keep-going", "-b", builder, "docs", f"docs/_build/{builder}")


@nox.session
def changelog(session: nox.Session) -> None:
    """What the news fragments would say if a release were made now."""
    session.install("--group", "changelog")

    session.run("towncrier", "build", "--draft", "--version", "Unreleased")


@nox.session
def bench(session: nox.Session) -> None:
    """Whether an event and a Helix call take more instructions than they did; needs Valgrind, on Linux."""
    session.install(*PACKAGE)

    session.run("python", "bench/instructions.py", *session.posargs)


@nox.session
def speed(session: nox.Session) -> None:
    """How fast an import, an event and a Helix call are."""
    session.install(*PACKAGE)

    session.run("python", "bench/run.py", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """Whether a bot grows over a million events; takes some minutes, on Linux."""
    session.install(*PACKAGE)

    session.run("python", "bench/soak.py", *session.posargs)
