"""Nothing public is forgotten: each module is in the reference, each name is in the typing contract."""

import importlib
import pathlib
import re

import pytest

import twitchtrio

ROOT = pathlib.Path(__file__).parents[2]
REFERENCE = "\n".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "reference").glob("*.md"))
CONTRACT = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests" / "typing").glob("*.py"))
FACE = ("", ".auth", ".errors", ".eventsub", ".helix", ".protocols", ".stores", ".subscription", ".testing", ".tokens")


def documented() -> list[str]:
    """The modules that the reference shows."""
    return re.findall(r"^\.\. automodule:: twitchtrio(\.\w+)$", REFERENCE, re.MULTILINE)


def test_modules() -> None:
    """The reference has every public module, each once."""
    package = pathlib.Path(twitchtrio.__file__).parent
    public = {f".{path.stem}" for path in package.iterdir() if re.fullmatch(r"[a-z]\w*(\.py)?", path.name)}

    assert sorted(public - {".cli"}) == sorted(documented())


@pytest.mark.parametrize("module", [".chat", ".testing"])
def test_listed(module: str) -> None:
    """Where a page lists the names of a package one by one, it has all of them, each once."""
    page = ROOT.joinpath("docs", "reference", f"{module[1:]}.md").read_text(encoding="utf-8")
    names = re.findall(rf"^\.\. [\w:]+:: twitchtrio\{module}\.(\w+)$", page, re.MULTILINE)
    elsewhere = {"Chatter", "PartialUser", "plugin"}

    assert sorted({*importlib.import_module(f"twitchtrio{module}").__all__} - elsewhere) == sorted({*names} - elsewhere)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("module", FACE)
def test_names(module: str) -> None:
    """The typing contract uses every public name."""
    names = importlib.import_module(f"twitchtrio{module}").__all__
    machinery = {"login_command"}

    assert [] == [name for name in names if not re.search(rf"\b{name}\b", CONTRACT) and name not in machinery]
