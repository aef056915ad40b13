"""Routers as they are named at a shell."""

import sys

import click
import pytest

from twitchtrio.cli._routers import find_router

HEAD = "from twitchtrio import Router\n"


def told(target):
    """What is said of it."""
    with pytest.raises(click.ClickException) as caught:
        find_router(target)
    return caught.value.message


def test_found(write):
    """It is what the module has under that name."""
    write("mybot", f"{HEAD}router = Router()\nother = Router()")

    assert sys.modules.get("mybot") is None
    router = find_router("mybot:router")
    assert sys.modules["mybot"].router is router
    assert sys.modules["mybot"].other is find_router("mybot:other")


def test_of_a_package(write, tmp_path):
    """A module may be in a package."""
    (tmp_path / "bots").mkdir()
    write("bots/__init__", "")
    write("bots/mybot", f"{HEAD}router = Router()")

    assert find_router("bots.mybot:router") is sys.modules["bots.mybot"].router
    assert "There is no module 'bots.mybit'" in told("bots.mybit:router")
    assert "There is no module 'botz'" in told("botz.mybot:router")


def test_before_what_is_installed(write, tmp_path):
    """A module in this folder goes before others of its name, as with `python -m`."""
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed" / "mybot.py").touch()
    sys.path.insert(0, str(tmp_path / "installed"))
    write("mybot", f"{HEAD}router = Router()")

    assert find_router("mybot:router") is sys.modules["mybot"].router


@pytest.mark.parametrize(
    "target", ["", ":", "mybot", "mybot:", ":router", "a..b:router", ".mybot:router", "mybot.:router"]
)
def test_no_name(target):
    """Whatever has not both parts is told how they are written."""
    assert f"{target!r} should name a module and a router in it, as mybot:router does." == told(target)


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("mybot.py", "mybot:router"),
        ("mybot.py:bot", "mybot:bot"),
        ("mybot.py:", "mybot:router"),
        ("./bots/mybot.py", "bots.mybot:router"),
        ("bots\\mybot.py:bot", "bots.mybot:bot"),
        ("/home/me/mybot.py", "mybot:router, from the folder that it is in"),
        ("../mybot.py:bot", "mybot:bot, from the folder that it is in"),
        ("C:\\bots\\mybot.py", "mybot:router, from the folder that it is in"),
    ],
)
def test_file(target, meant):
    """A file is no module; the text says how it would be named."""
    assert f"{target!r} names a file; name its module and a router in it: {meant}." == told(target)


def test_no_module(write, tmp_path):
    """A module that is not there is told with where it was looked for, and what there is instead."""
    write("mybot", f"{HEAD}router = Router()")

    text = f"There is no module 'mybit', neither in {tmp_path} nor installed. Did you mean mybot?"
    assert text == told("mybit:router")
    assert told("entirely_else:router").endswith(" nor installed.")


@pytest.mark.parametrize(
    ("name", "told_of"),
    [
        ("rooter", "mybot has no 'rooter'; it has other, router."),
        ("number", "mybot:number is of type int, not a Router; it has other, router."),
        ("Router", "mybot:Router is the class Router, not a Router; it has other, router."),
    ],
)
def test_no_router(write, name, told_of):
    """What is no router is told as what it is, with those that there are."""
    write("mybot", f"{HEAD}router = Router()\nother = Router()\nnumber = 5")

    assert told_of == told(f"mybot:{name}")


def test_no_routers(write):
    """A module without any is told as that."""
    write("mybot", "def main(): ...")

    assert "mybot:main is of type function, not a Router; there is no Router in it." == told("mybot:main")


def test_refused_commands(write, tmp_path):
    """A mistake in a router is told in one line, with its place."""
    write("mybot", f"{HEAD}router = Router()\n\n@router.command('two words')\nasync def command(ctx): ...\n")

    place = tmp_path / "mybot.py"
    problem = "'two words' is no name of a command: it takes one word, such as 'hello'."
    assert f"mybot cannot be imported: {problem} (at {place}:4)" == told("mybot:router")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("import no_such_module", ["  File", "ModuleNotFoundError: No module named 'no_such_module'"]),
        ("from twitchtrio import Rooter", ["  File", "ImportError: cannot import name 'Rooter'"]),
        ("def f():\n    1 / 0\nf()", ["  File", "  File", "ZeroDivisionError: division by zero"]),
        ("def f(:", ["  File", "SyntaxError: invalid syntax"]),
    ],
    ids=["another module", "a name", "a bug", "syntax"],
)
def test_broken(write, capsys, text, lines):
    """A module that cannot be imported has its traceback, and nothing of ours in it."""
    write("mybot", text)

    assert "mybot cannot be imported." == told("mybot:router")
    err = capsys.readouterr().err
    shown = [line for line in err.splitlines() if line.startswith("  File") or "Error:" in line]
    assert len(lines) == len(shown)
    assert all(line.startswith(start) for line, start in zip(shown, lines, strict=True))
    assert "importlib" not in err
