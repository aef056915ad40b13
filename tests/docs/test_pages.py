"""What readers of the guides meet: code that fits, and parts of programs that say where they go."""

import pathlib
import re
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
PAGES = sorted({*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "cookbook").glob("*.md")})
BLOCK = re.compile(r"^( *)```(?:console|python|sh|text)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
WIDTH = 88


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_width(page):
    """No block is wider than a page of the guides."""
    blocks = BLOCK.finditer(page.read_text(encoding="utf-8"))
    lines = [line.removeprefix(block[1]) for block in blocks for line in block[2].splitlines()]

    assert [] == [line for line in lines if len(line) > WIDTH]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import trio\n\n\nasync def main(): ...\n\n\ntrio.run(main)", ""),
        ("def f(a, *b, **c):\n    match a:\n        case [d, *e]:\n            return d, e, b, c", ""),
        ("try:\n    f = 1\nexcept ValueError as exc:\n    print(exc, f, __name__)", ""),
        ("async with bot.listen(x := 1) as events:\n    pass", "Inside async with open_bot(...) as bot:"),
        ("await bot.send('a', text)", "Inside async with open_bot(...) as bot:, with text from above"),
        ("await trio.sleep(1)", "Inside an async function, with trio from above"),
        ("trio.run(main)", "Part of a program, with trio, main from above"),
    ],
)
def test_place(monkeypatch, source, expected):
    """A block is whole, or it is told where it goes."""
    pytest.importorskip("sphinx")
    monkeypatch.setattr(sys, "path", [*sys.path, str(ROOT / "docs")])
    from examples import place_of

    assert expected == "".join(node.astext() for node in place_of(source))
