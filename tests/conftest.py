"""What all tests share."""

import hypothesis
import pytest

from tests.secrecy import Secrecy

# A shared machine is no stopwatch.
hypothesis.settings.register_profile("twitchtrio", deadline=None)
hypothesis.settings.load_profile("twitchtrio")


def pytest_configure(config: pytest.Config) -> None:
    """Search the whole run for secrets."""
    config.pluginmanager.register(Secrecy(), "secrecy")


@pytest.fixture
def secrecy(request: pytest.FixtureRequest) -> Secrecy:
    """The search for secrets of this run."""
    return request.config.pluginmanager.getplugin("secrecy")
