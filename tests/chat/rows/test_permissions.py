"""Rows of permissions: roles, how they are put together, and what happens to whom a command is not for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from twitchtrio import CommandContext, Context, Router
from twitchtrio.chat import (
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
from twitchtrio.errors import NotAllowedError
from twitchtrio.testing import Chat, Role, answers, open_chat


def asking(permissions: dict[str, Permission[Any]], *, needs: Iterable[str] = ()) -> Router[None]:
    """A router with a command that says which of these its chatter has."""
    router: Router[None] = Router()

    @router.command(needs=needs)
    async def which(ctx: CommandContext) -> None:
        await ctx.reply(" ".join([name for name, each in permissions.items() if await each.allows(ctx)]) or "none")

    return router


def refusing(allow: Permission[Any]) -> Router[None]:
    """A router with a command that not all may use, and says so."""
    router: Router[None] = Router()

    @router.command(allow=allow)
    async def go(ctx: CommandContext) -> None:
        await ctx.reply("done")

    @router.error(NotAllowedError)
    async def refuse(ctx: Context, error: NotAllowedError) -> None:
        await ctx.reply(error.permission.name)

    return router


def people(chat: Chat[Any]) -> None:
    """Let there be somebody of each kind, with the kind for a login."""
    twitch = chat.twitch
    for role in (Role.VIP, Role.MODERATOR):
        chat.appoint(role.value, role)
    for login in ("lead", "first", "second", "third", "founder", "owner"):
        twitch.add_user(login)
    twitch.add_moderator("streamer", "lead", lead=True)
    twitch.subscribe("founder", "streamer", founder=True)
    for tier, login in (("1000", "first"), ("2000", "second"), ("3000", "third")):
        twitch.subscribe(login, "streamer", tier=tier)


async def test_c27_roles() -> None:
    """There are roles for all that badges tell, and for certain users such as the bot's owner."""
    roles = {
        "B": broadcaster,
        "L": lead_moderator,
        "M": moderator,
        "V": vip,
        "S": subscriber,
        "2": subscribed(tier=2),
        "3": subscribed(tier=3),
        "F": follower(),
        "O": users("owner"),
        "v": badge("vip"),
        "E": everyone,
    }
    async with open_chat(asking(roles, needs=["moderator:read:followers"])) as chat:
        people(chat)
        chat.twitch.follow("owner", "streamer")
        wanted = {
            "streamer": "B L M V S 2 3 F E",
            "lead": "L M V E",
            "moderator": "M V E",
            "vip": "V v E",
            "founder": "S E",
            "first": "S E",
            "second": "S 2 E",
            "third": "S 2 3 E",
            "owner": "F O E",
            "viewer": "E",
        }
        assert wanted == {login: " ".join(await chat.say("!which", by=login)) for login in wanted}


async def test_c28_together() -> None:
    """All of several, or any of them, under one name; the broadcaster has each, and a moderator is as good as a VIP."""
    async with open_chat(asking({"and": moderator & subscriber, "or": moderator | subscriber, "vip": vip})) as chat:
        people(chat)
        chat.twitch.subscribe("moderator", "streamer")
        logins = ("streamer", "moderator", "lead", "second", "vip", "viewer")
        expected = ["and or vip", "and or vip", "or vip", "or", "vip", "none"]

        assert expected == [" ".join(await chat.say("!which", by=login)) for login in logins]

    assert ("VIPs or subscribers",) == await answers(refusing(vip | subscriber), "!go")


async def test_c29_own_permission() -> None:
    """A function of the context is a permission, sync or async, and lends it its name."""

    @permission
    def by_a_long_name(ctx: CommandContext[Any]) -> bool:
        return len(ctx.chatter.login) > 6

    @permission
    async def by_a_partner(ctx: CommandContext[Any]) -> bool:
        (user,) = await ctx.helix.users.get_users(id=ctx.chatter.user_id)
        return user.broadcaster_type == "partner"

    async with open_chat(refusing(by_a_long_name & by_a_partner)) as chat:
        for login, kind in (("long_partner", "partner"), ("long_name", ""), ("short", "partner")):
            chat.twitch.add_user(login, broadcaster_type=kind)

        told = "by a long name and by a partner"
        assert [("done",), (told,), (told,)] == [
            await chat.say("!go", by=each) for each in ("long_partner", "long_name", "short")
        ]


async def test_c30_fallback() -> None:
    """Who may not is told by a function of the program, which gets the permission; without one, nobody is told."""
    assert ("moderators",) == await answers(refusing(moderator), "!go")
    assert ("done",) == await answers(refusing(moderator), "!go", role=Role.BROADCASTER)

    quiet: Router[None] = Router(allow=moderator)
    quiet.command()(refusing(everyone).commands[0].function)
    async with open_chat(quiet) as chat:
        assert () == await chat.say("!go")
        assert 1 == chat.serving.refused
