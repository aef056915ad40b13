"""Signing in, and keeping tokens usable."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from ._callbacks import AppRefreshed, Refreshed
    from .device import DeviceFlow
    from .login import DEFAULT_PORT, DEFAULT_SCOPES, Login, browser_login, device_login
    from .oauth import OAuth, Validation, open_oauth
    from .supervisor import Supervisor, open_supervisor
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "._callbacks": ["AppRefreshed", "Refreshed"],
            ".device": ["DeviceFlow"],
            ".login": ["DEFAULT_PORT", "DEFAULT_SCOPES", "Login", "browser_login", "device_login"],
            ".oauth": ["OAuth", "Validation", "open_oauth"],
            ".supervisor": ["Supervisor", "open_supervisor"],
        },
    )

__all__ = [
    "DEFAULT_PORT",
    "DEFAULT_SCOPES",
    "AppRefreshed",
    "DeviceFlow",
    "Login",
    "OAuth",
    "Refreshed",
    "Supervisor",
    "Validation",
    "browser_login",
    "device_login",
    "open_oauth",
    "open_supervisor",
]
