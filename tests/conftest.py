"""What all tests share."""

import gc
import signal

import hypothesis
import pytest

from tests.proofs import use_profile
from tests.secrecy import Secrecy

use_profile()


def pytest_configure(config: pytest.Config) -> None:
    """Search the whole run for secrets, and let Ctrl-C be tried where the run itself ignores it, in the background."""
    gc.disable()
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.pluginmanager.register(Secrecy(), "secrecy")


def pytest_collection_finish() -> None:
    """Spare the tests the search for garbage in what was collected, which stays, as it is spared itself."""
    gc.freeze()
    gc.enable()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what Hypothesis draws cases for."""
    if isinstance(item, pytest.Function) and hypothesis.is_hypothesis_test(item.obj):
        item.add_marker("proof")


@pytest.fixture
def secrecy(request: pytest.FixtureRequest) -> Secrecy:
    """The search for secrets of this run."""
    return request.config.pluginmanager.getplugin("secrecy")
