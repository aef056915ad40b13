"""Helix category EventSub: the subscriptions that Twitch keeps."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, fields, frozen
from msgspec import UNSET, UnsetType

from ..subscription import EventSubSubscription, SubscriptionStatus, Target, TransportMethod
from ..tokens import Secret
from ._decoding import Envelope
from ._endpoint import ANYONE, endpoint
from ._pages import Pages
from ._resource import Resource
from ._rules import at_most_one_of
from ._webhook_secret import long_enough, secret_of

__all__ = ["CreatedEventSubSubscription", "EventSub", "EventSubTransport"]


@frozen(kw_only=True)
class EventSubTransport:
    """Where the notifications of a subscription are to go."""

    method: TransportMethod | str
    session_id: str | UnsetType = UNSET
    """Session of a WebSocket."""
    conduit_id: str | UnsetType = UNSET
    callback: str | UnsetType = UNSET
    """Address of a webhook."""
    secret: Secret | UnsetType = field(default=UNSET, converter=secret_of, validator=long_enough)
    """What a webhook's notifications are signed with."""

    @classmethod
    def of(cls, target: Target) -> EventSubTransport:
        """The transport to a target."""
        key = {
            TransportMethod.WEBSOCKET: "session_id",
            TransportMethod.CONDUIT: "conduit_id",
            TransportMethod.WEBHOOK: "callback",
        }[target.method]
        return cls(method=target.method, **{key: target.key}, secret=target.secret or UNSET)


@frozen(kw_only=True)
class CreatedEventSubSubscription(EventSubSubscription):
    """A subscription that has just been made, and what the token has of them now."""

    total: int | None
    """How many subscriptions there are."""
    total_cost: int | None
    max_total_cost: int | None


class EventSub(Resource):
    """Helix category EventSub."""

    __slots__ = ()

    @endpoint("POST", "/eventsub/subscriptions", ANYONE, once=True)
    async def create_eventsub_subscription(
        self, *, type: str, version: str, condition: Mapping[str, str], transport: EventSubTransport
    ) -> CreatedEventSubSubscription:
        """Subscribe to events. A failed call is not tried again.

        Twitch: Create EventSub Subscription. Any token: for a WebSocket a user's, for a webhook or a conduit the app's
        (`acting_as(APP)`); the scopes are the type's.

        Raises:
            ConflictError: There is such a subscription already.
            RateLimitedError: Twitch allows no more, or no more cost.
        """
        return _created(
            await self._single(
                EventSubSubscription,
                body={"type": type, "version": version, "condition": dict(condition), "transport": transport},
            )
        )

    @endpoint("DELETE", "/eventsub/subscriptions", ANYONE)
    async def delete_eventsub_subscription(self, *, id: str) -> None:
        """Delete a subscription.

        Twitch: Delete EventSub Subscription. Any token, of the kind that made it.
        """
        await self._none(query={"id": id})

    @endpoint(
        "GET",
        "/eventsub/subscriptions",
        ANYONE,
        rules=(at_most_one_of("status", "type", "user_id", "subscription_id", "conduit_id"),),
    )
    def get_eventsub_subscriptions(
        self,
        *,
        status: SubscriptionStatus | str | None = None,
        type: str | None = None,
        user_id: str | None = None,
        subscription_id: str | None = None,
        conduit_id: str | None = None,
        after: str | None = None,
    ) -> Pages[EventSubSubscription]:
        """List subscriptions, dead ones of the last hour too: a user's over WebSockets, or the app's over the rest.

        Each page tells of the cost and its maximum.

        Twitch: Get EventSub Subscriptions. Any token; the app's by `acting_as(APP)`.
        """
        return self._pages(
            EventSubSubscription,
            query={
                "status": status,
                "type": type,
                "user_id": user_id,
                "subscription_id": subscription_id,
                "conduit_id": conduit_id,
                "after": after,
            },
        )


def _created(answer: Envelope[EventSubSubscription]) -> CreatedEventSubSubscription:
    subscription = answer.data[0]
    return CreatedEventSubSubscription(
        **{each.name: getattr(subscription, each.name) for each in fields(EventSubSubscription)},
        total=answer.total,
        total_cost=answer.total_cost,
        max_total_cost=answer.max_total_cost,
    )
