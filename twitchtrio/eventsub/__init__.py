"""Events from Twitch, typed and in order, over whichever transport."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from ._buffer import Gap as Gap, Overflow as Overflow
    from .client import EventSub as EventSub, open_eventsub as open_eventsub
    from .envelope import (
        Keepalive as Keepalive,
        Message as Message,
        Notification as Notification,
        Reconnect as Reconnect,
        Revocation as Revocation,
        Session as Session,
        Welcome as Welcome,
        decode_message as decode_message,
        decode_messages as decode_messages,
    )
    from .events import *
    from .health import Health as Health, HealthState as HealthState
    from .journal import read_journal as read_journal
    from .journal_lines import JournalItem as JournalItem, Unrecorded as Unrecorded
    from .listening import Listening as Listening
    from .misfit import *
    from .report import (
        EventSubReport as EventSubReport,
        LineReport as LineReport,
        StreamReport as StreamReport,
    )
    from .stream import *
    from .transports import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
