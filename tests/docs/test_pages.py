"""What readers of the guides meet: code that fits, and parts of programs that say where they go."""

import importlib
import pathlib
import re
import sys
import textwrap

import pytest

ROOT = pathlib.Path(__file__).parents[2]
PAGES = sorted({*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "cookbook").glob("*.md")})
BLOCK = re.compile(r"^( *)```(?:console|python|sh|text)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
WIDTH = 88


@pytest.fixture
def place_of(monkeypatch):
    """What the build of the documentation asks."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(ROOT / "docs")])
    return importlib.import_module("places").place_of


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_width(page):
    """No block is wider than a page of the guides."""
    blocks = BLOCK.finditer(page.read_text(encoding="utf-8"))
    lines = [line.removeprefix(block[1]) for block in blocks for line in block[2].splitlines()]

    assert [] == [line for line in lines if len(line) > WIDTH]


def test_programs(place_of):
    """What is run by itself is whole."""
    blocks = [textwrap.dedent(block[2]) for page in PAGES for block in BLOCK.finditer(page.read_text(encoding="utf-8"))]
    programs = [block for block in blocks if re.search(r"^(?:trio\.)?run\(", block, re.MULTILINE)]

    assert len(programs) > 10
    assert [] == [program for program in programs if place_of(program)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import trio\n\n\nasync def main(): ...\n\n\ntrio.run(main)", ""),
        ("def f(a, *b, **c):\n    match a:\n        case [d, *e]:\n            return d, e, b, c", ""),
        ("try:\n    f = 1\nexcept ValueError as exc:\n    print(exc, f, __name__)", ""),
        ("async with bot.listen(x := 1) as events:\n    pass", "Inside `async with open_bot(...) as bot:`"),
        ("await bot.send('a', text)", "Inside `async with open_bot(...) as bot:`, with `text` from above"),
        ("await trio.sleep(1)", "Inside an async function, with `trio` from above"),
        ("trio.run(main)", "Part of a program, with `trio`, `main` from above"),
    ],
)
def test_place(place_of, source, expected):
    """A block is whole, or it is told where it goes."""
    assert expected == place_of(source)
