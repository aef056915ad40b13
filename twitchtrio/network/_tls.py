"""One TLS context for everything, with httpx's choice of certificates."""

from __future__ import annotations

import os
import ssl
from functools import cache

import certifi
import trio

from ..errors import ConfigurationError

__all__ = ["tls_context"]


@cache
def _context() -> ssl.SSLContext:
    try:
        context = _trusting()
    except OSError as exc:
        raise ConfigurationError(
            f"The certificates to check Twitch's with cannot be read ({exc.strerror or exc}). "
            "Correct the environment variable SSL_CERT_FILE or SSL_CERT_DIR, or leave it out."
        ) from exc
    context.set_alpn_protocols(["http/1.1"])
    return context


def _trusting() -> ssl.SSLContext:
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file:
        return ssl.create_default_context(cafile=file)
    if folder:
        return ssl.create_default_context(capath=folder)
    return ssl.create_default_context(cafile=certifi.where())


async def tls_context() -> ssl.SSLContext:
    """The shared context. Making it reads certificates for some 15 ms, hence the thread.

    Raises:
        ConfigurationError: The environment names certificates that cannot be read.
    """
    if not _context.cache_info().currsize:
        return await trio.to_thread.run_sync(_context)
    await trio.lowlevel.checkpoint()
    return _context()
