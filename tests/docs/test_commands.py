"""Every `twitchtrio` command that the README and the documentation show is one that the program takes."""

import contextlib
import pathlib
import re
import shlex

import click
import pytest

from twitchtrio.cli._group import _group

ROOT = pathlib.Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"(?<!`)\btwitchtrio (?:account|call|completion|demo|login|token|run|listen|types|fake)\b[^`\n>]*")


def shown() -> list[str]:
    """All commands of all pages, each once."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return sorted({command for block in blocks for command in COMMAND.findall(block)})


@pytest.mark.parametrize("command", shown())
def test_command(command: str) -> None:
    """Its name, options and arguments are known."""
    check(_group, shlex.split(command))


def check(command: click.Command, words: list[str]) -> None:
    """Have the program understand the words, those of the commands in a group too."""
    name, *arguments = words
    with contextlib.suppress(click.exceptions.Exit):  # after `--help` and the like
        context = command.make_context(name, list(arguments))
        if isinstance(command, click.Group):
            words = [(at, word) for at, word in enumerate(arguments) if not word.startswith("-")]
            found = ((at, command.get_command(context, word)) for at, word in words)
            at, inner = next(((at, inner) for at, inner in found if inner is not None), (0, None))
            # Some groups do something of their own.
            assert inner is not None or command.invoke_without_command or arguments[0].startswith("-")
            if inner is not None:
                check(inner, arguments[at:])
