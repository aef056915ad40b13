"""Which scopes a router needs, and of whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from attrs import frozen

from ... import scopes
from ..._needs import Needed
from ...eventsub._sources import ANYBODY, subscription_of

if TYPE_CHECKING:
    from ...eventsub.events.event import Source
    from ...helix import Helix
    from ..channel import Channel
    from ._table import Table

__all__ = ["NeededScopes", "check_granted", "scopes_of"]


@frozen(kw_only=True)
class NeededScopes:
    """What a router needs to have been granted; of a tuple among them, any one."""

    bot: tuple[Needed, ...] = ()
    """By the bot's account."""
    broadcaster: tuple[Needed, ...] = ()
    """By the broadcaster of each channel."""


def scopes_of(table: Table) -> NeededScopes:
    """What all of a table needs: to receive its events, to answer in chat, and what its handlers name."""
    bot: list[Needed] = [scopes.USER_WRITE_CHAT]
    broadcaster: list[Needed] = []
    for source in table.sources:
        wanted = subscription_of(source, ANYBODY)
        # Whom the acting account stands for is filled in later.
        (bot if wanted.granted_by is None else broadcaster).extend(wanted.event.SCOPES)
    reactions = (route.reaction for routes in table.reactions.values() for route in routes)
    for named in (*(route.command.rules.needs for route in table.routes), *(each.needs for each in reactions)):
        bot.extend(named.bot)
        broadcaster.extend(named.broadcaster)
    for route in table.routes:
        asked = [allow for _, allow in route.gates]
        asked += [each.spare for _, each in route.cooldowns if each.spare is not None]
        bot.extend(needed for permission in asked for needed in permission.needs)
    return NeededScopes(bot=_once(bot), broadcaster=_once(broadcaster))


def check_granted(helix: Helix, sources: Iterable[Source[Any]], channels: Iterable[Channel]) -> None:
    """Ask at once for all that it takes to listen in channels, where one subscription after the other would ask.

    Raises:
        LoginRequiredError: The login of a broadcaster is missing.
        MissingScopeError: A login does not grant all scopes.
    """
    sources = tuple(sources)
    for channel in channels:
        needed: dict[str | None, dict[Needed, None]] = {}
        for source in sources:
            wanted = subscription_of(source, channel.user_id)
            needed.setdefault(wanted.granted_by, {}).update(dict.fromkeys(wanted.event.SCOPES))
        for user_id, each in needed.items():
            helix.account_for(user_id, tuple(each), action="Serving this router")


def _once(needs: Iterable[Needed]) -> tuple[Needed, ...]:
    return tuple(sorted(set(needs), key=str))
