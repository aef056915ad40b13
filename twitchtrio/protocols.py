"""What the rooms of twitchtrio ask of each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias, runtime_checkable

from ._needs import Needed
from .subscription import EventSubSubscription, Listing, Target
from .tokens import Account, Actor, Authorized, Secret

__all__ = ["ChannelRef", "HasUserId", "SubscriptionApi", "TokenSource", "UserRef"]


@runtime_checkable
class HasUserId(Protocol):
    """An object that stands for a user: an account, a channel handle, a model of a user."""

    @property
    def user_id(self) -> str:
        """The user's id."""
        ...


ChannelRef: TypeAlias = str | HasUserId
"""A channel: its broadcaster's login as a `str`, or an object with a user id."""

UserRef: TypeAlias = ChannelRef
"""A user, who is also a channel: the login as a `str`, or an object with a user id."""


class TokenSource(Protocol):
    """Gives usable access tokens; the token supervisor is one."""

    @property
    def client_id(self) -> str:
        """The app's client id."""
        ...

    @property
    def own(self) -> Account | None:
        """The bot's own account, `None` if there is none."""
        ...

    def account(self, user_id: str) -> Account | None:
        """The account of a user, `None` if the store holds no login of theirs."""
        ...

    def accounts(self) -> Sequence[Account]:
        """All accounts that can act."""
        ...

    @property
    def has_app(self) -> bool:
        """Whether the app itself can act, that is, whether its secret is known."""
        ...

    def ready_token(self, actor: Authorized) -> Secret | None:
        """A token to use now, `None` if one has to be waited for, with `access_token`.

        Raises:
            AuthError: There is none.
        """
        ...

    async def access_token(self, actor: Authorized) -> Secret:
        """A token to use now; waits while it is being refreshed.

        Raises:
            AuthError: There is none.
            NetworkError: It had to be refreshed and Twitch did not answer.
        """
        ...

    async def renew(self, actor: Authorized, rejected: Secret) -> Secret:
        """A token to use instead of one that Twitch answered with 401.

        However many tasks come with the same rejected token, it is refreshed once.

        Raises:
            AuthError: There is none.
            NetworkError: Twitch did not answer.
        """
        ...


class SubscriptionApi(Protocol):
    """The calls that EventSub makes; a Helix client has them."""

    def account_for(self, user_id: str | None, scopes: Sequence[Needed], *, action: str) -> Account:
        """Who can act: the account of `user_id`, or, where anyone will do, the bot's own.

        Args:
            user_id: The user who must have granted the scopes; `None` if anyone will do.
            scopes: Must all be granted; of a tuple among them, any one.
            action: What is to be done, for the error.

        Raises:
            LoginRequiredError: The store holds no login of that user.
            MissingScopeError: The login lacks a scope.
        """
        ...

    async def subscribe(
        self, type: str, version: str, condition: Mapping[str, str], *, target: Target, actor: Actor
    ) -> EventSubSubscription:
        """Create a subscription on a target, once, without a second try.

        Raises:
            HelixError: Twitch refuses.
            NetworkError: Twitch does not answer.
        """
        ...

    async def unsubscribe(self, subscription_id: str, *, actor: Actor) -> None:
        """Delete a subscription; one that is gone already is no error."""
        ...

    async def subscriptions(self, *, actor: Actor) -> Listing:
        """All subscriptions that an account made over WebSockets, or the app over the rest, dead ones too.

        Raises:
            DecodeError: A part of the list cannot be read, so that nothing can be said of what it leaves out.
        """
        ...

    async def user_ids(self, logins: Sequence[str]) -> Mapping[str, str]:
        """The ids of the users with these logins, by login; each may be written in any case of letters.

        Raises:
            NotFoundError: One of them does not exist.
            ConfigurationError: One of them cannot be a login.
        """
        ...
