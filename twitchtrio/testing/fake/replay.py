"""What really happened once, as a program of twitchtrio's has kept it in a journal, sent again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import msgspec
import trio
from attrs import define, field, frozen

from .eventsub import EventSub
from .sockets import Subscription, filled
from .subscription_types import SubscriptionType
from .world import FakeUser, World

__all__ = ["Recording", "Replayed"]

_LISTENERS: Final = ("moderator_user_id", "user_id")
_START: Final = b'{"kind":"'
_SKIPPED: Final = ("gap", "lost")

_Key: TypeAlias = tuple[str, str, frozenset[tuple[str, str]]]


@frozen(kw_only=True)
class Replayed:
    """What became of a replay.

    Attributes:
        sent: How many messages there was a subscription for.
        unheard: How many concerned nobody.
    """

    sent: int
    unheard: int


class _Metadata(msgspec.Struct):
    message_type: str
    message_timestamp: Annotated[datetime, msgspec.Meta(tz=True)]


class _Subscription(msgspec.Struct):
    type: str
    version: str
    status: str = ""
    condition: dict[str, str | None] = {}


class _Payload(msgspec.Struct):
    subscription: _Subscription
    event: msgspec.Raw = msgspec.Raw(b"null")


class _Line(msgspec.Struct):
    kind: str
    metadata: _Metadata | None = None
    payload: msgspec.Raw = msgspec.Raw()


@define(kw_only=True)
class _Message:
    at: datetime
    subscription: _Subscription
    event: msgspec.Raw | None
    """Of a revocation, none."""
    condition: dict[str, str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.condition = filled({key: value or "" for key, value in self.subscription.condition.items()})

    @property
    def key(self) -> _Key:
        return _key(self.subscription.type, self.subscription.version, self.condition)


class Recording:
    """The messages of a journal.

    Raises:
        ValueError: A line is none of a journal. One that a crash has cut is passed over.
        OSError: The file cannot be read.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        lines = Path(path).read_bytes().splitlines(keepends=True)
        self.messages: list[_Message] = [
            message for number, line in enumerate(lines, 1) for message in _read(line, f"line {number} of {path}")
        ]
        self._listeners: dict[_Key, list[dict[str, str]]] = {}
        for message in self.messages:
            alike = self._listeners.setdefault(message.key, [])
            if message.condition not in alike:
                alike.append(message.condition)

    # Who and what is in it.

    def add_to(self, world: World, types: dict[tuple[str, str], SubscriptionType]) -> list[FakeUser]:
        """Have a fake know the users and the types of events that it does not know yet; returns the new users.

        Raises:
            ValueError: Whom a subscription was about, it knows by another id or login.
        """
        for type_, version, condition in self._listeners:
            keys = tuple(name for name, _ in condition)
            types.setdefault((type_, version), SubscriptionType(required=keys))
        named = self._named()
        added: list[FakeUser] = []
        for user_id in self._subjects():
            login, name = named.pop(user_id, ("", ""))
            known, other = world.users.get(user_id), world.by_login(login)
            if other in added:
                # It was one user's, and then another's.
                login, other = "", None
            if known is None and other is None:
                added.append(world.add_user(login or f"user{user_id}", id=user_id, display_name=name or None))
            elif login and known is not other:
                taken = known or other
                raise ValueError(f"the journal is about {login!r} with the id {user_id}, but the fake has {taken!r}")
        for user_id, (login, name) in named.items():
            # Others are needed by nobody: whoever has the name or the id already, keeps it.
            if user_id not in world.users and world.by_login(login) is None:
                added.append(world.add_user(login, id=user_id, display_name=name or None))
        return added

    def _subjects(self) -> list[str]:
        """Ids of the users whom conditions are about."""
        pairs = [pair for _, _, condition in self._listeners for pair in sorted(condition)]
        return list(dict.fromkeys(value for name, value in pairs if name.endswith("user_id")))

    def _named(self) -> dict[str, tuple[str, str]]:
        """Login and name, by id, of all who are in events; the younger ones."""
        events = [_whole(message.event) for message in self.messages if message.event is not None]
        return {user_id: (login.lower(), name) for event in events for user_id, login, name in _named(event)}

    # Sending it.

    async def heard(self, eventsub: EventSub, *, anew: bool = False) -> None:
        """Wait until somebody subscribes to something in it; anew, after all have left who do so now."""
        old = [each for each in eventsub.enabled() if self._has(each)] if anew else []

        def found() -> bool:
            now = [each for each in eventsub.enabled() if self._has(each)]
            return bool(now) and not any(each in old for each in now)

        await eventsub.until(found)

    def _has(self, subscription: Subscription) -> bool:
        return _key(subscription.type, subscription.version, subscription.named) in self._listeners

    async def replay(self, eventsub: EventSub, *, speed: float) -> Replayed:
        """See `FakeTwitch.replay`."""
        start, sent = trio.current_time(), 0
        for message in self.messages:
            await trio.sleep_until(start + (message.at - self.messages[0].at).total_seconds() / speed)
            sent += self._send(eventsub, message)
        await trio.lowlevel.checkpoint()
        return Replayed(sent=sent, unheard=len(self.messages) - sent)

    def _send(self, eventsub: EventSub, message: _Message) -> bool:
        what = message.subscription
        told = [each for each in eventsub.enabled(what.type, what.version) if self._concerns(message, each)]
        for subscription in told:
            if message.event is None:
                eventsub.revoke(subscription, what.status)
            else:
                eventsub.notify(subscription, message.event)
        return bool(told)

    def _concerns(self, message: _Message, subscription: Subscription) -> bool:
        """Whether it is for a subscription; one by somebody who did not listen then gets what the first one got."""
        wanted = subscription.named
        if wanted == message.condition:
            return True
        alike = self._listeners[message.key]
        return _subject(wanted) == _subject(message.condition) and wanted not in alike and message.condition == alike[0]


def _key(type_: str, version: str, condition: Mapping[str, str]) -> _Key:
    return type_, version, frozenset(_subject(condition).items())


def _subject(condition: Mapping[str, str]) -> dict[str, str]:
    """A condition but for who listens."""
    if "broadcaster_user_id" not in condition:
        return dict(condition)
    return {key: value for key, value in condition.items() if key not in _LISTENERS}


def _read(line: bytes, where: str) -> Iterator[_Message]:
    try:
        read = msgspec.json.decode(line, type=_Line)
    except (msgspec.MsgspecError, ValueError, RecursionError) as exc:
        if _is_cut(line, exc):
            return
        raise ValueError(f"{where} is none of a journal: {exc}") from exc
    match read:
        case _Line(kind="message", metadata=_Metadata() as head, payload=msgspec.Raw() as raw) if head.message_type in (
            "notification",
            "revocation",
        ):
            # Nobody can subscribe to what is not as documented, which a journal has as it came.
            with suppress(msgspec.ValidationError):
                payload = msgspec.json.decode(raw, type=_Payload)
                event = payload.event if head.message_type == "notification" else None
                yield _Message(at=head.message_timestamp, subscription=payload.subscription, event=event)
        case _Line(kind=kind) if kind not in _SKIPPED:
            raise ValueError(f"{where} is none of a journal, though of the kind {kind!r}")
        case _:
            pass


def _is_cut(line: bytes, exc: Exception) -> bool:
    """Whether it is the beginning of a line only, as a crash leaves it."""
    return not isinstance(exc, msgspec.ValidationError) and _START.startswith(line.rstrip(b"\0\r\n ")[: len(_START)])


def _whole(event: msgspec.Raw) -> Any:
    """An event; `None` for one that has what Python has no value for."""
    with suppress(msgspec.MsgspecError, ValueError, RecursionError):
        return msgspec.json.decode(event)
    return None


def _named(value: Any) -> Iterator[tuple[str, str, str]]:
    """Id, login and name of each user in an event."""
    match value:
        case dict():
            for key, user_id in value.items():
                if key.endswith("user_id") and isinstance(user_id, str) and user_id:
                    login, name = (value.get(f"{key.removesuffix('id')}{what}") for what in ("login", "name"))
                    if isinstance(login, str) and login:
                        yield user_id, login, name if isinstance(name, str) else ""
            for each in value.values():
                yield from _named(each)
        case list():
            for each in value:
                yield from _named(each)
        case _:
            pass
