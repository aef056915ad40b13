"""Tracebacks of a program's own code."""

import pytest

from twitchtrio import Router
from twitchtrio.cli._tracebacks import place_of, traceback_of
from twitchtrio.errors import ConfigurationError


def mistake():
    """Make one."""
    Router().command("two words")


@pytest.fixture
def error():
    """The exception of it."""
    with pytest.raises(ConfigurationError) as caught:
        mistake()
    return caught.value


def test_of_the_program(error):
    """What stands below the program's code is told."""
    text = traceback_of(error)

    assert text.startswith("Traceback (most recent call last):\n")
    assert 0 < text.index(", in mistake\n") < text.index(", in command\n")
    assert f"{__file__}:{mistake.__code__.co_firstlineno + 2}" == place_of(error)


def test_without_the_program(error):
    """Where nothing of the program is in it, all is told."""
    ours = error.__traceback__.tb_next.tb_next

    text = traceback_of(error.with_traceback(ours))

    assert ", in mistake\n" not in text
    assert ", in command\n" in text
    assert "a place that is not known" == place_of(error.with_traceback(ours))


def test_never_raised():
    """An exception without a traceback is told without."""
    assert "ValueError: odd" == traceback_of(ValueError("odd"))
