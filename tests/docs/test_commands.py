"""Every `twitchtrio` command that the README and the documentation show is one that the program takes."""

import pathlib
import re
import shlex

import pytest

from twitchtrio.cli._group import _group

ROOT = pathlib.Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"(?<!`)\btwitchtrio (?:demo|login|token|listen|fake)\b[^`\n]*")


def shown() -> list[str]:
    """All commands of all pages, each once."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return sorted({command for block in blocks for command in COMMAND.findall(block)})


@pytest.mark.parametrize("command", shown())
def test_command(command: str) -> None:
    """Its name, options and arguments are known."""
    name, *arguments = shlex.split(command)[1:]
    found = _group.get_command(_group.make_context("twitchtrio", [name]), name)

    assert found is not None
    assert name == found.make_context(name, arguments).info_name
