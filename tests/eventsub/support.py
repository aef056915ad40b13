"""Small stand-ins for what surrounds the streams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import trio
from attrs import define, evolve, field

from twitchtrio._json import encode
from twitchtrio.errors import ConflictError, LoginRequiredError, NotFoundError, TwitchError
from twitchtrio.eventsub._buffer import Buffer, Overflow
from twitchtrio.eventsub.envelope import Pending, decode_envelope
from twitchtrio.eventsub.stream import EventStream
from twitchtrio.subscription import (
    EventSubSubscription,
    Listing,
    SubscriptionStatus,
    SubscriptionTransport,
    Target,
    TransportMethod,
)
from twitchtrio.tokens import Account, Actor

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
BOT = Account(user_id="100", login="bot", scopes=frozenset({"user:read:chat"}))

_numbers = count(1)


def at(seconds: float) -> datetime:
    """A time of Twitch's clock."""
    return EPOCH + timedelta(seconds=seconds)


def notification(
    text: str,
    *,
    subscription_id: str = "sub-1",
    type: str = "stream.online",
    condition: Mapping[str, str] | None = None,
) -> Pending:
    """A `stream.online` notification whose stream id is `text`."""
    frame = encode(
        {
            "metadata": {
                "message_id": f"message-{next(_numbers)}",
                "message_type": "notification",
                "message_timestamp": "2026-01-01T00:00:00.123456789Z",
                "subscription_type": type,
                "subscription_version": "1",
            },
            "payload": {
                "subscription": {
                    "id": subscription_id,
                    "status": "enabled",
                    "type": type,
                    "version": "1",
                    "cost": 0,
                    "condition": dict(condition or {"broadcaster_user_id": "1"}),
                    "transport": {"method": "websocket", "session_id": "session"},
                    "created_at": "2026-01-01T00:00:00Z",
                },
                "event": {
                    "id": text,
                    "broadcaster_user_id": "1",
                    "broadcaster_user_login": "streamer",
                    "broadcaster_user_name": "Streamer",
                    "type": "live",
                    "started_at": "2026-01-01T00:00:00Z",
                },
            },
        }
    )
    return Pending(decode_envelope(frame), frame)


def misfit(*, type: str = "stream.online", id: int = 7) -> Pending:
    """A notification whose event fits no class."""
    good = notification("x", type=type)
    frame = encode(
        {
            "metadata": {
                "message_id": good.message_id,
                "message_type": "notification",
                "message_timestamp": "2026-01-01T00:00:00Z",
                "subscription_type": type,
                "subscription_version": "1",
            },
            "payload": {"subscription": {"id": "sub-1"}, "event": {"id": id}},
        }
    )
    return Pending(decode_envelope(frame), frame)


def session(session_id: str = "session-1") -> Target:
    """A session to subscribe on."""
    return Target(method=TransportMethod.WEBSOCKET, key=session_id)


def a_buffer(size: int = 100, overflow: Overflow = Overflow.RAISE) -> Buffer:
    """The send end of a stream."""
    return Buffer(size, overflow)


def reading(buffer: Buffer, owner: Any = None) -> EventStream[Any]:
    """The receive end of it, which asks nobody unless it is told whom."""
    return EventStream(owner, buffer)


@define(slots=False)
class FakeApi:
    """Twitch's side of subscriptions: keeps records, and fails as it is told."""

    records: dict[str, EventSubSubscription] = field(factory=dict)
    failures: list[TwitchError] = field(factory=list)
    list_failures: list[TwitchError] = field(factory=list)
    delete_failures: list[TwitchError] = field(factory=list)
    always: TwitchError | None = None
    strict: bool = False
    """Whether a second subscription for the same is refused, as Twitch does."""
    keeps_dead: bool = False
    """Whether what is deleted goes on being listed."""
    delay: float = 0.0
    delete_delay: float = 0.0
    cost: int = 0
    asked: list[str] = field(factory=list)
    deleted: list[str] = field(factory=list)
    accounts: dict[str, Account] = field(factory=lambda: {"100": BOT})
    users: dict[str, str] = field(factory=lambda: {"streamer": "1", "other": "2", "third": "3"})

    def account_for(self, user_id: str | None, scopes: Sequence[Sequence[str]], *, action: str) -> Account:
        del scopes
        if user_id is not None and user_id not in self.accounts and self.cost:
            raise LoginRequiredError(action)
        return self.accounts.get(user_id or "100", BOT)

    async def subscribe(
        self, type: str, version: str, condition: Mapping[str, str], *, target: Target, actor: Actor
    ) -> EventSubSubscription:
        del actor
        self.asked.append(condition.get("broadcaster_user_id", type))
        await trio.sleep(self.delay)
        if self.failures:
            raise self.failures.pop(0)
        if self.always is not None:
            raise self.always
        alike = [each for each in self.records.values() if (each.type, each.condition) == (type, dict(condition))]
        if self.strict and any(each.status == SubscriptionStatus.ENABLED for each in alike):
            raise ConflictError(status=409, error="Conflict", message="it exists", method="POST", path="/subscriptions")
        return self.make(type, version, condition, target.key)

    def make(
        self,
        type: str,
        version: str,
        condition: Mapping[str, str],
        session_id: str,
        status: SubscriptionStatus = SubscriptionStatus.ENABLED,
    ) -> EventSubSubscription:
        """Keep a record."""
        record = EventSubSubscription(
            id=f"sub-{next(_numbers)}",
            status=status,
            type=type,
            version=version,
            condition=dict(condition),
            created_at=at(trio.current_time()),
            transport=SubscriptionTransport(method=TransportMethod.WEBSOCKET, session_id=session_id),
            cost=self.cost,
        )
        self.records[record.id] = record
        return record

    def move(self, session_id: str, to: str) -> None:
        """Let a session go on under another id."""
        for record in self.records.values():
            if record.transport.session_id == session_id:
                self.records[record.id] = evolve(record, transport=evolve(record.transport, session_id=to))

    def revoke(self, id: str, status: str) -> EventSubSubscription:
        """End a record."""
        return evolve(self.records.pop(id), status=SubscriptionStatus(status))

    async def unsubscribe(self, subscription_id: str, *, actor: Actor) -> None:
        del actor
        await trio.sleep(self.delete_delay)
        if self.delete_failures:
            raise self.delete_failures.pop(0)
        self.deleted.append(subscription_id)
        if not self.keeps_dead:
            self.records.pop(subscription_id, None)

    async def subscriptions(self, *, actor: Actor) -> Listing:
        del actor
        await trio.lowlevel.checkpoint()
        if self.list_failures:
            raise self.list_failures.pop(0)
        return Listing(records=tuple(self.records.values()))

    async def user_ids(self, logins: Sequence[str]) -> Mapping[str, str]:
        await trio.lowlevel.checkpoint()
        for login in logins:
            if login not in self.users:
                raise NotFoundError(
                    status=404, error="Not Found", message=f"no user {login}", method="GET", path="/users"
                )
        return {login: self.users[login] for login in logins}
