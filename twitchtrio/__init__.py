"""A structured-concurrency SDK for Twitch on Trio."""

from ._version import __version__

__all__ = ["__version__"]
