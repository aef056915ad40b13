"""Addresses of images that Twitch gives as patterns."""

from __future__ import annotations

from ..errors import ConfigurationError

__all__ = ["sized"]


def sized(pattern: str, width: int, height: int) -> str:
    """The address of an image with a width and a height in pixels.

    Raises:
        ConfigurationError: It has no such size.
    """
    if width < 1 or height < 1:
        raise ConfigurationError(f"An image of {width} by {height} pixels has nothing to show.")
    return pattern.replace("{width}", str(width)).replace("{height}", str(height))
