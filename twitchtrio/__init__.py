"""A structured-concurrency SDK for Twitch on Trio."""

from typing import TYPE_CHECKING

from ._lazy import lazily
from ._version import __version__

if TYPE_CHECKING:
    from .auth import (
        browser_login,
        device_login,
        open_oauth,
    )
    from .bot import (
        Bot,
        open_bot,
    )
    from .endpoints import (
        TWITCH,
        Endpoints,
    )
    from .errors import (
        TwitchError,
    )
    from .eventsub import (
        ChannelChatMessage,
        ChannelFollow,
        ChannelRaid,
        ChannelUpdate,
        EventStream,
        EventSub,
        Gap,
        Overflow,
        StreamOffline,
        StreamOnline,
        UnknownEvent,
        open_eventsub,
    )
    from .helix import (
        Helix,
        open_helix,
    )
    from .network import (
        Network,
    )
    from .tokens import (
        APP,
        Account,
        AppToken,
        Secret,
        TokenRefresh,
        UserToken,
    )
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            ".auth": ["browser_login", "device_login", "open_oauth"],
            ".bot": ["Bot", "open_bot"],
            ".endpoints": ["TWITCH", "Endpoints"],
            ".errors": ["TwitchError"],
            ".eventsub": [
                "ChannelChatMessage",
                "ChannelFollow",
                "ChannelRaid",
                "ChannelUpdate",
                "EventStream",
                "EventSub",
                "Gap",
                "Overflow",
                "StreamOffline",
                "StreamOnline",
                "UnknownEvent",
                "open_eventsub",
            ],
            ".helix": ["Helix", "open_helix"],
            ".network": ["Network"],
            ".tokens": ["APP", "Account", "AppToken", "Secret", "TokenRefresh", "UserToken"],
        },
    )

__all__ = [
    "APP",
    "TWITCH",
    "Account",
    "AppToken",
    "Bot",
    "ChannelChatMessage",
    "ChannelFollow",
    "ChannelRaid",
    "ChannelUpdate",
    "Endpoints",
    "EventStream",
    "EventSub",
    "Gap",
    "Helix",
    "Network",
    "Overflow",
    "Secret",
    "StreamOffline",
    "StreamOnline",
    "TokenRefresh",
    "TwitchError",
    "UnknownEvent",
    "UserToken",
    "__version__",
    "browser_login",
    "device_login",
    "open_bot",
    "open_eventsub",
    "open_helix",
    "open_oauth",
]
