"""A structured-concurrency SDK for Twitch on Trio."""

from typing import TYPE_CHECKING

from ._lazy import lazily

if TYPE_CHECKING:
    from ._version import __version__ as __version__
    from .auth import browser_login as browser_login, device_login as device_login, open_oauth as open_oauth
    from .bot import *
    from .chat import (
        Channel as Channel,
        CommandContext as CommandContext,
        Context as Context,
        Router as Router,
    )
    from .endpoints import TWITCH as TWITCH, Endpoints as Endpoints
    from .errors import TwitchError as TwitchError
    from .eventsub import (
        ChannelChatMessage as ChannelChatMessage,
        ChannelFollow as ChannelFollow,
        ChannelRaid as ChannelRaid,
        ChannelUpdate as ChannelUpdate,
        EventStream as EventStream,
        EventSub as EventSub,
        Gap as Gap,
        Overflow as Overflow,
        StreamOffline as StreamOffline,
        StreamOnline as StreamOnline,
        UnknownEvent as UnknownEvent,
        open_eventsub as open_eventsub,
    )
    from .helix import Helix as Helix, open_helix as open_helix
    from .network import Network as Network
    from .ops import *
    from .tokens import (
        APP as APP,
        Account as Account,
        AppToken as AppToken,
        AppTokenRefresh as AppTokenRefresh,
        Secret as Secret,
        TokenRefresh as TokenRefresh,
        UserToken as UserToken,
        UserTokenRefresh as UserTokenRefresh,
    )
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
