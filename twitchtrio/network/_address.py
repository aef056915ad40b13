"""Addresses of HTTP requests."""

from __future__ import annotations

import re
from typing import Final

from ._failure import unfit

__all__ = ["split_address"]

# No user name, so that what is put behind a host stays behind it; no fragment, which is nothing to send.
_ADDRESS: Final = re.compile(r"((?i:https?)://[^\x00-\x20\x7f/?#@\\]+)(/[!-\"$-~]*)?")


def split_address(url: str) -> tuple[str, str]:
    """Scheme and host of an address, and the path and query that it has there.

    Raises:
        ConfigurationError: It is no address that can be called, or does not go on with a path behind its host.
    """
    parts = _ADDRESS.fullmatch(url)
    if parts is None:
        raise unfit(url)
    return parts[1], parts[2] or "/"
