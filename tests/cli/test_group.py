"""The commands as a whole."""

import subprocess
import sys

import click
import pytest

from twitchtrio._version import __version__
from twitchtrio.cli._group import _HELP, _group


@pytest.mark.parametrize("command", [["-m", "twitchtrio"], ["-c", "from twitchtrio.cli import main; exit(main())"]])
def test_version(command):
    """The module and the entry point are one program, and it tells its version."""
    done = subprocess.run([sys.executable, *command, "--version"], capture_output=True, text=True, check=True)

    assert f"twitchtrio {__version__}\n" == done.stdout


def test_help(twitchtrio):
    """Help names every command, and succeeds."""
    code, out, _ = twitchtrio("--help")

    assert code == 0
    assert set(_HELP) <= set(out.split())


@pytest.mark.parametrize("name", _HELP)
def test_short_help(name):
    """What help says of a command is how that begins to explain itself."""
    command = _group.get_command(click.Context(_group), name)

    assert command.get_short_help_str(1000) == _HELP[name]


def test_quick():
    """Help imports no command for it."""
    code = "import sys; from twitchtrio.cli import main; main(); exit('twitchtrio.bot' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["token", "nonsense"], ["login", "--nonsense"], ["fake", "--port", "x"]]
)
def test_usage(twitchtrio, arguments):
    """What is no command or option exits with 2, with a line on stderr and nothing on stdout."""
    code, out, err = twitchtrio(*arguments)

    assert (2, "") == (code, out)
    assert "Error: " in err


def test_extra_missing():
    """Without its extra, the command line says how to install it."""
    code = (
        "import sys; sys.modules['rich'] = sys.modules['click'] = None; from twitchtrio.cli import main; exit(main())"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (1, "") == (done.returncode, done.stdout)
    assert "pip install 'twitchtrio[cli]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_interrupted_early(monkeypatch):
    """Ctrl-C while everything is still being imported has its exit code too."""
    from twitchtrio import cli

    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("twitchtrio.cli._group.commands", interrupted)

    assert cli.main() == 130


def test_other_module_missing(monkeypatch):
    """A missing module of another kind is a bug and keeps its traceback."""
    from twitchtrio import cli

    def broken():
        raise ModuleNotFoundError("No module named 'twitchtrio.nonsense'", name="twitchtrio.nonsense")

    monkeypatch.setattr("twitchtrio.cli._group.commands", broken)

    with pytest.raises(ModuleNotFoundError):
        cli.main()


@pytest.mark.parametrize(
    ("missing", "advice"),
    [
        (("click",), f"Run: {sys.executable} -m pip install 'twitchtrio[cli]'\n"),
        (("click", "pip"), "Run: uvx --from 'twitchtrio[cli]' twitchtrio, or: pipx install 'twitchtrio[cli]'\n"),
    ],
)
def test_without_the_extra(missing, advice):
    """It says how to get what is missing, also where the environment has no pip."""
    hide = "".join(f"sys.modules[{name!r}] = None; " for name in missing)
    program = f"import sys; {hide}from twitchtrio.cli import main; sys.exit(main())"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (1, "") == (ended.returncode, ended.stdout)
    assert ended.stderr == f"twitchtrio's command line needs click, which is not installed. {advice}"
