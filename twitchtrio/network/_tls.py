"""One TLS context for everything, with httpx's choice of certificates."""

from __future__ import annotations

import ssl
from functools import lru_cache

import httpx  # noqa: TID251
import trio

__all__ = ["tls_context"]


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    return httpx.create_ssl_context()


async def tls_context() -> ssl.SSLContext:
    """The shared context. Making it reads certificates for some 15 ms, hence the thread."""
    if not _context.cache_info().currsize:
        return await trio.to_thread.run_sync(_context)
    await trio.lowlevel.checkpoint()
    return _context()
