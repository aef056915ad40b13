"""Who may use a command."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import trio

from twitchtrio import CommandContext, Router
from twitchtrio.chat import (
    Chatter,
    PartialUser,
    Permission,
    badge,
    broadcaster,
    everyone,
    follower,
    lead_moderator,
    moderator,
    permission,
    subscribed,
    subscriber,
    users,
    vip,
)
from twitchtrio.errors import ConfigurationError
from twitchtrio.eventsub import Badge
from twitchtrio.testing import open_chat


def wearing(*badges: str) -> Any:
    """A context whose chatter wears these badges, as `kind`, `kind/id` or `kind/id/info`."""
    worn = [(*each.split("/"), "1", "0")[:3] for each in badges]
    chatter = Chatter(
        user_id="7",
        login="somebody",
        display_name="Somebody",
        badges=tuple(Badge(set_id=each[0], id=each[1], info=each[2]) for each in worn),
    )
    return SimpleNamespace(chatter=chatter)


WEARERS = {
    "viewer": wearing(),
    "founder": wearing("founder/0/14"),
    "subscriber": wearing("subscriber/3/4"),
    "tier 2": wearing("subscriber/2012/12"),
    "tier 3": wearing("subscriber/3001/1"),
    "vip": wearing("vip"),
    "moderator": wearing("moderator"),
    "lead": wearing("lead_moderator"),
    "broadcaster": wearing("broadcaster"),
}
STAFF = {"lead", "broadcaster"}
SUBSCRIBERS = {"founder", "subscriber", "tier 2", "tier 3", "broadcaster"}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (everyone, set(WEARERS)),
        (broadcaster, {"broadcaster"}),
        (lead_moderator, STAFF),
        (moderator, {"moderator", *STAFF}),
        (vip, {"vip", "moderator", *STAFF}),
        (subscriber, SUBSCRIBERS),
        (subscribed(), SUBSCRIBERS),
        (subscribed(tier=2), {"tier 2", "tier 3", "broadcaster"}),
        (subscribed(tier=3), {"tier 3", "broadcaster"}),
        (subscribed(months=12), {"founder", "tier 2", "broadcaster"}),
        (subscribed(tier=2, months=6), {"tier 2", "broadcaster"}),
        (badge("vip"), {"vip"}),
        (badge("moderator"), {"moderator"}),
        (badge("subscriber", "3"), {"subscriber"}),
        (badge("bits"), set[str]()),
        (users("Somebody", "else"), set(WEARERS)),
        (users("else"), set[str]()),
        (users(PartialUser(user_id="7", login="renamed", display_name="x")), set(WEARERS)),
        (~moderator, {"viewer", "founder", "subscriber", "tier 2", "tier 3", "vip"}),
        (broadcaster | moderator & ~badge("vip"), {"moderator", *STAFF}),
        (moderator & ~vip, set[str]()),
        (subscriber & moderator, {"broadcaster"}),
        (subscriber | moderator, {*SUBSCRIBERS, "moderator", "lead"}),
    ],
    ids=map(str, range(23)),
)
async def test_roles(who: Permission[Any], expected: set[str]) -> None:
    """Each role passes for those below it; a subscriber is known by the badge, and so are months and tier."""
    assert expected == {name for name, ctx in WEARERS.items() if await who.allows(ctx)}


def test_names() -> None:
    """A permission says whom it is for."""
    both = (moderator | vip) & ~users("a", "b")

    assert "(moderators or VIPs) and (all but (a and b))" == both.name
    assert "<Permission: moderators>" == repr(moderator)
    assert "subscribers of tier 2 for 3 months" == subscribed(tier=2, months=3).name


def asked(log: list[str], answer: bool, name: str, *, later: bool) -> Permission[object]:
    """A permission that notes that it was asked."""

    def check(ctx: CommandContext[Any]) -> bool:
        log.append(name)
        return answer

    async def check_later(ctx: CommandContext[Any]) -> bool:  # noqa: ASYNC124  # handlers are
        return check(ctx)

    return permission(check_later if later else check)


@pytest.mark.parametrize("later", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize(
    ("first", "second", "both", "either"), [(True, True, "ab", "a"), (False, True, "a", "ab"), (True, False, "ab", "a")]
)
async def test_no_further_than_needed(first: bool, second: bool, both: str, either: str, later: bool) -> None:
    """Parts are asked from left to right, and no further than needed."""
    for combine, expected, result in (
        (lambda a, b: a & b, both, first and second),
        (lambda a, b: a | b, either, first or second),
    ):
        log: list[str] = []
        combined = combine(asked(log, first, "a", later=later), asked(log, second, "b", later=later))
        assert result is await combined.allows(wearing())
        assert expected == "".join(log)


def test_no_truth() -> None:
    """A permission is neither true nor false, so that `and` cannot slip in."""
    with pytest.raises(TypeError, match="put permissions together with"):
        bool(moderator)


@pytest.mark.parametrize(
    "make",
    [
        lambda: moderator & True,
        lambda: True | moderator,
        lambda: moderator | "vip",
        lambda: (lambda ctx: True) & moderator,
    ],
    ids=map(str, range(4)),
)
def test_only_permissions_go_together(make: Any) -> None:
    """What is no permission cannot be put together with one."""
    with pytest.raises(TypeError, match="put permissions together"):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: permission("moderator"),  # type: ignore[arg-type]
        lambda: users(5),  # type: ignore[arg-type]
        lambda: subscribed(tier=0),
        lambda: subscribed(tier=4),
        lambda: subscribed(months=-1),
        lambda: subscribed(months="3"),  # type: ignore[arg-type]
        lambda: badge(5),  # type: ignore[arg-type]
        lambda: badge("vip", 1),  # type: ignore[arg-type]
    ],
    ids=map(str, range(8)),
)
def test_mistakes(make: Any) -> None:
    """What cannot be meant is refused."""
    with pytest.raises(ConfigurationError):
        make()


async def test_followers(autojump_clock: object) -> None:
    """Who has followed long enough passes; Twitch is asked once in a minute, and the broadcaster passes always."""
    router: Router[None] = Router()

    @router.command(allow=follower(since=timedelta(minutes=10)))
    async def go(ctx: CommandContext) -> None:
        await ctx.send("yes")

    assert ("moderator:read:followers", "user:read:chat", "user:write:chat") == router.scopes().bot
    async with open_chat(router) as chat:
        assert () == await chat.say("!go")
        chat.twitch.follow("viewer", "streamer")
        await trio.sleep(300)
        assert () == await chat.say("!go")
        await trio.sleep(300)
        assert ("yes",) == await chat.say("!go")
        assert 3 == len(chat.twitch.requests.matching("GET", "/helix/channels/followers"))
        await trio.sleep(59)
        assert ("yes",) == await chat.say("!go")
        assert 3 == len(chat.twitch.requests.matching("GET", "/helix/channels/followers"))
        assert ("yes",) == await chat.say("!go", by="streamer")
