"""The bot: everything of twitchtrio in one block."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVarTuple, overload

import trio

from ._given import check, is_user_id, unfit
from ._opening import Opening
from ._services import Services
from .auth import AppRefreshed, Login, Refreshed, Supervisor
from .catch_up import Reader
from .chat import ORDINARY, Channel, ChatLimits, Sender
from .chat._acting import Acting
from .chat._arguments import user_id
from .chat.channel import channel_of
from .chat.commands.policies import Crash, SharedChat
from .endpoints import Endpoints, endpoints_for
from .errors import ConfigurationError
from .eventsub import ChannelChatMessage, EventStream, EventSub, Overflow, Transport
from .eventsub._desk import Wanted
from .eventsub.client import start_eventsub, transport_for
from .eventsub.listening import Listening
from .eventsub.transports import Site
from .helix import Helix, SentMessage, User
from .helix._lookup import user_by_id, user_by_login
from .helix.signing_in import SignIn, signed_in
from .network import Network
from .network._network import network_for
from .people import PartialUser
from .protocols import ChannelRef, UserRef
from .stores import StoreRef
from .tokens import Account, App, Secret, TokenRefresh, UserToken

if TYPE_CHECKING:
    from .chat.commands import Prefix, Router, Serving
    from .chat.commands._types import S

__all__ = ["Bot", "open_bot"]

Ts = TypeVarTuple("Ts")


class Bot(Listening):
    """A running bot; `open_bot` gives one, and its block is its life.

    Attributes:
        account: The bot's own account.
        user: What Twitch tells of that account's user.
        helix: Twitch's API.
        tokens: The accounts that can act, and their tokens.
        eventsub: Events, their subscriptions and the health of their delivery.
    """

    def __init__(
        self,
        *,
        account: Account,
        user: User,
        helix: Helix,
        tokens: Supervisor,
        eventsub: EventSub,
        sender: Sender,
        services: Services,
    ) -> None:
        self.account = account
        self.user = user
        self.helix = helix
        self.tokens = tokens
        self.eventsub = eventsub
        self._services = services
        self._acting = Acting(account=account, helix=helix, sender=sender)

    def __repr__(self) -> str:
        return f"<Bot {self.account.login!r}, events {self.eventsub.health.state}>"

    def _open_stream(
        self, wanted: Wanted, *, buffer: int, overflow: Overflow
    ) -> AbstractAsyncContextManager[EventStream[Any]]:
        # The bot listens as EventSub does.
        return self.eventsub._open_stream(wanted, buffer=buffer, overflow=overflow)  # noqa: SLF001

    def token_refreshes(self) -> AbstractAsyncContextManager[trio.abc.ReceiveChannel[TokenRefresh]]:
        """A channel of every refresh from now on, with old and new token; it only watches and holds nothing up."""
        return Opening(self.tokens.refreshes(), usage="async with bot.token_refreshes() as refreshes")

    def now(self) -> datetime:
        """The time at Twitch, which may be another than this machine's; it never goes back.

        It goes by the last answer or message, whichever says more, and by Trio's clock from there on.
        """
        return self.helix.now()

    async def channel(self, login: str | None = None, *, id: str | None = None) -> Channel:
        """A handle on a channel.

        Args:
            login: Its broadcaster's login.
            id: Or the broadcaster's id.

        Raises:
            ConfigurationError: Neither or both are given, or it is no login or no id.
            NotFoundError: There is no such user.
        """
        if login is not None and id is None:
            user = await user_by_login(self.helix.users, login)
        elif id is not None and login is None:
            user = await user_by_id(self.helix.users, _checked_id(id))
        else:
            raise ConfigurationError("Name the channel by its login, or by id=.")
        return self.channel_of(user)

    def channel_of(self, user: PartialUser | User | Account | Channel) -> Channel:
        """A handle on the channel of a user who is known already, such as `message.chatter`; no request is made."""
        return channel_of(self._acting, user)

    async def moderated_channels(self) -> tuple[Channel, ...]:
        """The channels in which the bot is a moderator. There, it may chat faster from then on.

        Needs the scope `user:read:moderated_channels` of the bot's account.
        """
        found: list[Channel] = []
        async for each in self.helix.acting_as(self.account).moderation.get_moderated_channels(first=100):
            self._acting.sender.learn(each.broadcaster_id, privileged=True)
            broadcaster = PartialUser(
                user_id=each.broadcaster_id, login=each.broadcaster_login, display_name=each.broadcaster_name
            )
            found.append(self.channel_of(broadcaster))
        return tuple(found)

    async def send(self, channel: ChannelRef, text: str) -> tuple[SentMessage, ...]:
        """Send a chat message, in parts where it is longer than 500 characters, within Twitch's chat limits.

        Needs the scope `user:write:chat` of the bot's account.

        A text that begins with `/` or `.` would be taken for a command: it is sent with an invisible U+034F in front,
        so that all of it arrives. Only `/me` with a space after it stays what it is. The same text again within 30
        seconds, which Twitch would drop, gets a space and U+034F behind it, where the bot is not known to be
        broadcaster, moderator or VIP.

        Raises:
            ConfigurationError: The text is empty, or no `str`.
            MessageDroppedError: Twitch did not show a part; those before it are its `sent_parts`, as with every other
                error that a later part meets.
        """
        return await self._acting.sender.send(await user_id(self.helix, "channel", channel), text)

    async def reply(self, message: ChannelChatMessage, text: str) -> tuple[SentMessage, ...]:
        """Answer a chat message where it was said; as `send` otherwise."""
        try:
            channel, reply_to = message.broadcaster_user_id, message.message_id
        except AttributeError:
            raise unfit("message", message, "the ChannelChatMessage to answer, and after it comes the text") from None
        return await self._acting.sender.send(channel, text, reply_to=reply_to)

    async def whisper(self, user: UserRef, text: str) -> None:
        """Whisper to a user. The bot's account must have a verified phone number.

        Needs the scope `user:manage:whispers` of the bot's account. Twitch cuts a text after 500 characters, or after
        10,000 where the user has whispered to the bot before. It allows 3 whispers in a second, 100 in a minute, and 40
        new recipients in a day. That it takes one does not mean that it arrives.
        """
        check("text", text, "a str", str)
        recipient = await user_id(self.helix, "user", user)
        await self.helix.acting_as(self.account).whispers.send_whisper(to_user_id=recipient, message=text)

    async def set_color(self, color: str) -> None:
        """Change the color of the bot's name in chat.

        Needs the scope `user:manage:chat_color` of the bot's account.

        Args:
            color: A `NamedChatColor`, or its text; with Turbo or Prime, as `#9146FF` too.
        """
        check("color", color, "a NamedChatColor, or a color as #9146FF", str)
        await self.helix.acting_as(self.account).chat.update_user_chat_color(color=color)

    @overload
    async def serve(
        self,
        router: Router[None],
        /,
        *channels: ChannelRef,
        prefix: Prefix = "!",
        option: str = "-",
        crash: Crash = Crash.REPORT,
        shared: SharedChat = SharedChat.IGNORE,
        own: bool = False,
        ignore: Collection[str] = (),
        limit: int = 512,
        task_status: trio.TaskStatus[Serving[None]] = trio.TASK_STATUS_IGNORED,
    ) -> None: ...
    @overload
    async def serve(
        self,
        router: Router[S],
        /,
        *channels: ChannelRef,
        state: S,
        prefix: Prefix = "!",
        option: str = "-",
        crash: Crash = Crash.REPORT,
        shared: SharedChat = SharedChat.IGNORE,
        own: bool = False,
        ignore: Collection[str] = (),
        limit: int = 512,
        task_status: trio.TaskStatus[Serving[S]] = trio.TASK_STATUS_IGNORED,
    ) -> None: ...
    async def serve(  # noqa: ASYNC128  # the router at work reports
        self,
        router: Router[Any],
        /,
        *channels: ChannelRef,
        state: Any = None,
        prefix: Prefix = "!",
        option: str = "-",
        crash: Crash = Crash.REPORT,
        shared: SharedChat = SharedChat.IGNORE,
        own: bool = False,
        ignore: Collection[str] = (),
        limit: int = 512,
        task_status: trio.TaskStatus[Serving[Any]] = trio.TASK_STATUS_IGNORED,
    ) -> None:
        """Run a router in channels, in this task, until it is stopped or cancelled, or the bot's block ends.

        With `nursery.start` it reports a `Serving` once all channels are joined.

        Args:
            router: Commands and handlers of events.
            channels: Logins, or objects with a user id; `Serving.join` adds further ones.
            state: The program's own, which handlers find as `ctx.state`.
            prefix: What stands in front of a command's name: one, several, or a function of a message.
            option: What stands in front of an option's name.
            crash: What happens when a handler raises what is no answer to a chatter.
            shared: What becomes of messages from other channels of a shared chat.
            own: Whether the bot's own messages are handled too.
            ignore: Logins whose messages are passed over.
            limit: How many handlers run at once.

        Raises:
            ConfigurationError: What is asked for cannot be, or there is no state, and a handler takes one.
            NotFoundError: There is no user with such a login.
            LoginRequiredError: A broadcaster who has to grant an event has not signed in.
            MissingScopeError: A login lacks scopes that events need.
            SubscriptionError: Twitch refuses a subscription.
            SubscriptionRevokedError: Twitch has ended what it listens to in the last of its channels.
        """
        from .chat.commands.serving import Serving  # noqa: PLC0415  # for those who serve something

        serving = Serving(
            router,
            state,
            acting=self._acting,
            events=self,
            prefix=prefix,
            option=option,
            crash=Crash(crash),
            shared=SharedChat(shared),
            own=own,
            ignore=ignore,
            limit=limit,
        )
        if not channels and task_status is trio.TASK_STATUS_IGNORED:
            raise ConfigurationError(
                "Which channel? bot.serve(router, 'somechannel'). To join channels later, start it by "
                "`nursery.start(bot.serve, router)`, which gives the Serving that joins them."
            )
        await serving.run(self._services, channels, task_status)

    def start_soon(self, fn: Callable[[*Ts], Awaitable[object]], *args: *Ts) -> None:
        """Run a task inside the bot, as in a nursery: the block waits for it, and its error ends the block."""
        self._services.start_soon(fn, *args)


def open_bot(
    client_id: str,
    *,
    client_secret: str | Secret | None = None,
    account: str | None = None,
    token: UserToken | None = None,
    store: StoreRef = None,
    login: Login | None = None,
    transport: Transport | None = None,
    endpoints: Endpoints | None = None,
    network: Network | None = None,
    on_user_token_refresh: Refreshed | None = None,
    on_app_token_refresh: AppRefreshed | None = None,
    chat_as: App | None = None,
    chat_limits: ChatLimits = ORDINARY,
) -> AbstractAsyncContextManager[Bot]:
    """Open a bot for one block.

    It signs in with a stored login and keeps its token fresh. When the block ends, nothing of it runs any more.

    Args:
        client_id: The app's client id, from Twitch's developer console.
        client_secret: The app's secret; leave it out for a public app.
        account: Login of the bot's own account; without it, the one that `twitchtrio account` has set, or else that
            signed in first.
        token: A token to start from. One that was not seen before wins over what is stored.
        store: Where tokens are kept; a path stands for an SQLite file, `None` for the one that `twitchtrio login` uses.
        login: What to do when there is no usable login, such as `device_login(print)`.
        transport: How events travel; WebSockets unless said otherwise.
        endpoints: Where Twitch lives; without them, the fake that `TWITCHTRIO_FAKE` names, or Twitch itself.
        network: What the program puts in the place of sockets.
        on_user_token_refresh: Called with the old and the new token before the new one is used; awaited if it is async.
            Where the block ends meanwhile, it has 5 s to finish.
        on_app_token_refresh: The same for app tokens; the first has no old one.
        chat_as: `APP` to send chat messages with the app's own token, by which they show the bot's badge. It takes the
            secret, `user:bot` of the bot's account besides `user:write:chat`, and of each channel's broadcaster
            `channel:bot`, or that the bot is a moderator there. Else the account itself sends them.
        chat_limits: How fast the bot may chat: `VERIFIED`, of `twitchtrio.chat`, if Twitch has verified it.

    Raises:
        LoginRequiredError: There is no usable login.
        TokenRevokedError: Twitch no longer accepts the stored login.
        ConfigurationError: What is asked for cannot be.
        NetworkError: Twitch does not answer.
        ServiceCrashedError: A background task failed.
    """
    who = SignIn(
        client_id=client_id,
        client_secret=client_secret,
        account=account,
        token=token,
        store=store,
        login=login,
        on_user_token_refresh=on_user_token_refresh,
        on_app_token_refresh=on_app_token_refresh,
    )
    endpoints, network = endpoints_for(endpoints), network_for(network)
    check("chat_as", chat_as, "APP or None", App, NoneType)
    check("chat_limits", chat_limits, "ORDINARY, VERIFIED or other ChatLimits", ChatLimits)
    if chat_as is not None and who.client_secret is None:
        raise ConfigurationError("chat_as=APP takes the app's own token, which needs its secret: give client_secret=.")
    manager = _opened(who, transport_for(transport), endpoints, network, chat_as=chat_as, chat_limits=chat_limits)
    return Opening(manager, usage="async with open_bot(...) as bot")


@asynccontextmanager
async def _opened(
    who: SignIn,
    transport: Transport,
    endpoints: Endpoints,
    network: Network,
    *,
    chat_as: App | None,
    chat_limits: ChatLimits,
) -> AsyncGenerator[Bot, None]:
    async with signed_in(who, user_required=True, endpoints=endpoints, network=network) as signed:
        services, tokens, helix, store = signed
        account = tokens.own
        assert account is not None
        user = await user_by_id(helix.users, account.user_id)
        site = Site(actor=account, api=helix, store=store, endpoints=endpoints, network=network)
        clock = helix._session.clock  # noqa: SLF001 - it is one for answers and messages
        eventsub = await start_eventsub(services, site, transport, catch_up=Reader(helix), on_time=clock.saw)
        sender = Sender(helix, account, chat_as=chat_as, limits=chat_limits)
        yield Bot(
            account=account, user=user, helix=helix, tokens=tokens, eventsub=eventsub, sender=sender, services=services
        )


def _checked_id(id: object) -> str:
    if is_user_id(id):
        return id
    raise ConfigurationError(f"{id!r} is no user id, which is a str of digits; a login goes without id=.")
