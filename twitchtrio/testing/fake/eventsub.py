"""EventSub: subscriptions, their limits, and events on their way to sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

import trio
from attrs import frozen
from wsproto.events import Request

from .accounts import AccessToken, Accounts
from .clock import Clock, Ids
from .event_fields import EVENT_FIELDS
from .event_fields.check import check_event
from .faults import Faults
from .happenings import Happening, Happenings
from .http import RefusedError
from .link import Link
from .sockets import FakeSocket, SocketRecord, Subscription, filled
from .subscription_types import SUBSCRIPTION_TYPES, SubscriptionType
from .wire import ServerStream

if TYPE_CHECKING:
    from .world import FakeUser, World

__all__ = ["EventSub"]

MAX_TOTAL_COST: Final = 10
# What is said is told as it is said.
_CHAT: Final = "channel.chat.message"
_MAX_PER_SESSION: Final = 300
_MAX_SESSIONS: Final = 3
_KEEPALIVE_BOUNDS: Final = (10, 600)


@frozen(kw_only=True)
class _Reconnect:
    session: FakeSocket
    welcome_delay: float
    until: float


class EventSub:
    """All sessions and subscriptions of the fake.

    Attributes:
        sockets: The sessions that live, the oldest first.
    """

    def __init__(
        self,
        clock: Clock,
        ids: Ids,
        world: World,
        accounts: Accounts,
        faults: Faults,
        *,
        happenings: Happenings,
        keepalive: float,
    ) -> None:
        self.clock = clock
        self.ids = ids
        self.types: dict[tuple[str, str], SubscriptionType] = dict(SUBSCRIPTION_TYPES)
        self.sockets: list[FakeSocket] = []
        self._world = world
        self._accounts = accounts
        self._faults = faults
        self._happenings = happenings
        self._keepalive = keepalive
        self._all: list[FakeSocket] = []
        self._subscriptions: dict[str, Subscription] = {}
        self._enabled: dict[tuple[str, str], dict[str, Subscription]] = {}
        self._ending: list[Subscription] = []
        self._reconnects: dict[str, _Reconnect] = {}
        self._subscribed = trio.lowlevel.ParkingLot()

    # Sessions

    async def serve(self, stream: ServerStream) -> None:
        """Be the server of one connection."""
        link = Link(stream)
        try:
            request = await link.request()
            if request is not None:
                await self._serve(link, request)
        except trio.BrokenResourceError:
            pass
        finally:
            await link.aclose()

    async def _serve(self, link: Link, request: Request) -> None:
        parts = urlsplit(request.target)
        query = dict(parse_qsl(parts.query))
        seconds = query.get("keepalive_timeout_seconds")
        if parts.path != "/ws" or (seconds is not None and not seconds.isdecimal()):
            await link.reject(404 if parts.path != "/ws" else 400)
            return
        await link.accept()
        keepalive = self._keepalive if seconds is None else float(_clamped(int(seconds)))
        reconnect = self._reconnects.get(query.get("challenge", ""))
        old = None if reconnect is None else reconnect.session
        socket = FakeSocket(self, link, url=f"ws://{request.host}/ws", keepalive=keepalive, replaces=old)
        self._all.append(socket)
        self.sockets.append(socket)
        self._happenings.tell(Happening.SOCKET, f"opened, {len(self.sockets)} in all")
        if "challenge" in query and (reconnect is None or self.clock.now() >= reconnect.until):
            socket.close(4007)
        await socket.run(welcome_delay=0.0 if reconnect is None else reconnect.welcome_delay)

    def reconnect_url(self, socket: FakeSocket, *, welcome_delay: float, grace: float) -> str:
        """An address that continues a session."""
        challenge = self.ids.token()
        self._reconnects[challenge] = _Reconnect(
            session=socket, welcome_delay=welcome_delay, until=self.clock.now() + grace
        )
        return f"{socket.url}?challenge={challenge}"

    def adopt(self, socket: FakeSocket) -> None:
        """Let the subscriptions of the session that this one replaces go on here."""
        self._settle()
        old = socket.replaces
        if old is None or not socket.alive:
            return
        old.succeeded = True
        socket.user, socket.client_id = old.user, old.client_id
        for subscription in self.of_session(old):
            subscription.session, subscription.ends_at = socket, None
        old.subscriptions_changed()

    def ended(self, socket: FakeSocket, status: str, *, linger: bool) -> None:
        """Note that a session is over: so are its subscriptions, now or after the lingering that was ordered."""
        self.sockets.remove(socket)
        self._happenings.tell(Happening.SOCKET, f"ended ({status}), {len(self.sockets)} in all")
        now = self.clock.now()
        ends_at = now + (self._faults.linger if linger else 0.0)
        for reconnect in self._reconnects.values():
            if reconnect.session is socket and now < reconnect.until:
                ends_at, status = reconnect.until, "websocket_failed_to_reconnect"
        for subscription in self.of_session(socket):
            subscription.ends_at, subscription.end_status = ends_at, status
            self._ending.append(subscription)
        self._settle()

    def log(self) -> list[SocketRecord]:
        """What every session's client has read, the oldest session first."""
        return [socket.record() for socket in self._all]

    # Subscriptions

    def of_session(self, socket: FakeSocket) -> list[Subscription]:
        """A session's enabled subscriptions."""
        return [s for kind in self._enabled.values() for s in kind.values() if s.session is socket]

    def known(self) -> list[Subscription]:
        """All subscriptions that nobody has deleted, ended ones too, the oldest first."""
        self._settle()
        return list(self._subscriptions.values())

    def of_client(self, token: AccessToken) -> list[Subscription]:
        """All subscriptions made with a user's tokens for one application, ended ones too."""
        self._settle()
        user_id = token.user.id if token.user else None
        return [s for s in self._subscriptions.values() if (s.client_id, s.user_id) == (token.client_id, user_id)]

    def create(
        self, token: AccessToken, type_: str, version: str, condition: dict[str, str], session_id: str
    ) -> Subscription:
        """Make a subscription.

        Raises:
            RefusedError: Twitch would not.
        """
        self._settle()
        user = token.user
        if user is None:
            raise RefusedError(400, "invalid transport and auth combination")
        kind = self.types.get((type_, version))
        if kind is None:
            raise RefusedError(400, "invalid subscription type and version")
        self._check_condition(kind, condition)
        socket = self._session(session_id)
        if socket.user not in (None, user) or socket.client_id not in (None, token.client_id):
            raise RefusedError(400, "websocket transport cannot have subscriptions created by different users")
        self._check_grant(kind, token, condition)
        subscription = Subscription(
            id=self.ids.uuid(),
            type=type_,
            version=version,
            condition=condition,
            client_id=token.client_id,
            user_id=user.id,
            cost=self._cost(kind, token, condition),
            created_at=self.clock.stamp(),
            session=socket,
        )
        self._check_limits(subscription, self._enabled_of(token))
        self._subscriptions[subscription.id] = subscription
        self._enabled.setdefault((type_, version), {})[subscription.id] = subscription
        socket.user, socket.client_id = user, token.client_id
        socket.subscriptions_changed()
        self._subscribed.unpark_all()
        return subscription

    async def listening(self, type_: str, user_id: str) -> None:
        """Wait until somebody has subscribed to a type in a user's channel; of the user, where it has no channel."""
        await self.until(
            lambda: any(each.type == type_ and _concerns(each.condition, user_id) for each in self.enabled())
        )

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so after somebody has subscribed."""
        await trio.lowlevel.checkpoint()
        while not condition():
            await self._subscribed.park()

    def enabled(self, type_: str | None = None, version: str | None = None) -> list[Subscription]:
        """All enabled subscriptions, or those of a type and version."""
        self._settle()
        kinds = self._enabled.values() if type_ is None else [self._enabled.get((type_, version or ""), {})]
        return [subscription for kind in kinds for subscription in kind.values()]

    def delete(self, token: AccessToken, subscription_id: str) -> None:
        """Forget a subscription.

        Raises:
            RefusedError: There is none with this id that the token's user made.
        """
        found = [s for s in self.of_client(token) if s.id == subscription_id]
        if not found:
            raise RefusedError(404, "subscription not found")
        del self._subscriptions[subscription_id]
        self._disable(found[0])

    def get(self, subscription_id: str) -> Subscription:
        """The subscription with an id.

        Raises:
            LookupError: There is none.
        """
        self._settle()
        return self._subscriptions[subscription_id]

    def revoke(self, subscription: Subscription, status: str) -> None:
        """End a subscription for a reason and tell its session."""
        subscription.status = status
        self._disable(subscription)
        metadata = {"subscription_type": subscription.type, "subscription_version": subscription.version}
        subscription.session.revoke({"subscription": self.record(subscription)}, **metadata)

    def revoke_where(self, status: str, **condition: str) -> None:
        """End all enabled subscriptions whose condition has these values."""
        for subscription in self.enabled():
            if condition.items() <= subscription.condition.items():
                self.revoke(subscription, status)

    def revoke_authorized_by(self, user: FakeUser, client_id: str) -> None:
        """End what a user's tokens for an application made, and what needed the user's grant."""
        for subscription in self.enabled():
            if subscription.client_id == client_id and subscription.user_id == user.id:
                self.revoke(subscription, "authorization_revoked")

    def emit(
        self,
        type_: str,
        version: str,
        event: Any,
        condition: Mapping[str, str],
        *,
        narrowed: Mapping[str, str] | None = None,
        checked: bool = True,
    ) -> int:
        """Send an event to every enabled subscription whose condition has these values; returns how many.

        Args:
            narrowed: Values of keys that a condition may have, and where it has, must be these.
            checked: Whether it must have the fields of its type.

        Raises:
            ValueError: It has not.
        """
        if checked and (type_, version) in EVENT_FIELDS:
            check_event(type_, version, EVENT_FIELDS[type_, version], event)
        told = 0
        for subscription in self.enabled(type_, version):
            wanted = subscription.named
            narrow = all(wanted.get(key, value) == value for key, value in (narrowed or {}).items())
            if narrow and condition.items() <= wanted.items():
                self.notify(subscription, event)
                told += 1
        if type_ != _CHAT:
            self._happenings.tell(Happening.EVENT, f"{type_}, to {told} subscription{'' if told == 1 else 's'}")
        return told

    def notify(self, subscription: Subscription, event: Any) -> None:
        """Send an event to one subscription."""
        payload = {"subscription": self.record(subscription), "event": event}
        kind = {"subscription_type": subscription.type, "subscription_version": subscription.version}
        subscription.session.notify(payload, **kind)

    def record(self, subscription: Subscription) -> dict[str, Any]:
        """A subscription as messages tell of it."""
        return {
            "id": subscription.id,
            "status": subscription.status,
            "type": subscription.type,
            "version": subscription.version,
            "condition": subscription.condition,
            "transport": {"method": "websocket", "session_id": subscription.session.session_id},
            "created_at": subscription.created_at,
            "cost": subscription.cost,
        }

    def total_cost(self, token: AccessToken) -> int:
        """What a user's enabled subscriptions cost together."""
        return sum(s.cost for s in self._enabled_of(token))

    # Checks

    def _session(self, session_id: str) -> FakeSocket:
        for socket in self.sockets:
            if socket.session_id == session_id and not socket.succeeded:
                return socket
        raise RefusedError(400, "websocket transport session does not exist or has already disconnected")

    def _check_condition(self, kind: SubscriptionType, condition: dict[str, str]) -> None:
        if not kind.websocket:
            raise RefusedError(400, "subscription type is not available over the websocket transport")
        unknown = condition.keys() - set(kind.keys)
        given = filled(condition)
        missing = [key for key in kind.required if key not in given]
        if unknown or missing or (kind.one_of and len(given) != 1):
            named = ", ".join(sorted(unknown) + missing) or " or ".join(kind.optional)
            raise RefusedError(400, f"invalid condition: {named}")
        for key, value in given.items():
            if key.endswith("user_id") and value not in self._world.users:
                raise RefusedError(400, f"invalid condition: {key} is no user")

    def _check_grant(self, kind: SubscriptionType, token: AccessToken, condition: dict[str, str]) -> None:
        user = token.user
        if kind.app_only:
            raise RefusedError(403, "subscription missing proper authorization")
        if kind.granted_by is None or user is None:
            return
        broadcaster = self._world.users.get(condition.get("broadcaster_user_id", ""))
        channel = None if broadcaster is None else self._world.channel(broadcaster)
        allowed = condition[kind.granted_by] == user.id and all(set(g) & set(token.scopes) for g in kind.scopes)
        if channel is not None and kind.needs_moderator:
            allowed = allowed and channel.moderates(user)
        if channel is not None and kind.granted_by == "user_id":
            allowed = allowed and not channel.is_banned(user, self.clock.now())
        if not allowed:
            raise RefusedError(403, "subscription missing proper authorization")

    def _cost(self, kind: SubscriptionType, token: AccessToken, condition: dict[str, str]) -> int:
        if kind.scopes:
            return 0
        users = [value for key, value in filled(condition).items() if key.endswith("user_id")]
        return int(any(not self._accounts.has_authorized(token.client_id, user_id) for user_id in users))

    def _check_limits(self, new: Subscription, enabled: list[Subscription]) -> None:
        # Another session may hold the same, unless it is gone and only its subscriptions linger.
        alike = [s for s in enabled if s.key() == new.key()]
        if any(s.session is new.session or s.ends_at is not None for s in alike):
            raise RefusedError(409, "subscription already exists")
        sessions = {s.session for s in enabled} | {new.session}
        if len(sessions) > _MAX_SESSIONS:
            raise RefusedError(429, "number of websocket transports limit exceeded")
        if sum(s.session is new.session for s in enabled) >= _MAX_PER_SESSION:
            raise RefusedError(429, "number of subscriptions per websocket transport limit exceeded")
        if sum(s.cost for s in enabled) + new.cost > MAX_TOTAL_COST:
            raise RefusedError(429, "subscription total cost limit exceeded")

    def _enabled_of(self, token: AccessToken) -> list[Subscription]:
        return [s for s in self.of_client(token) if s.status == "enabled"]

    def _disable(self, subscription: Subscription) -> None:
        self._enabled.get((subscription.type, subscription.version), {}).pop(subscription.id, None)
        subscription.session.subscriptions_changed()

    def _settle(self) -> None:
        """End the subscriptions of lost connections that have lingered long enough."""
        if not self._ending:
            return
        now = self.clock.now()
        self._ending = [s for s in self._ending if s.ends_at is not None and s.status == "enabled"]
        for subscription in self._ending:
            if subscription.ends_at is not None and now >= subscription.ends_at:
                subscription.status = subscription.end_status
                self._disable(subscription)


def _concerns(condition: Mapping[str, str], user_id: str) -> bool:
    """Whether a condition is about a user: about their channel, from which or to which a raid goes, if it names any."""
    channels = [value for key, value in condition.items() if key.endswith("broadcaster_user_id")]
    return user_id in (channels or condition.values())


def _clamped(seconds: int) -> int:
    low, high = _KEEPALIVE_BOUNDS
    return max(low, min(high, seconds))
