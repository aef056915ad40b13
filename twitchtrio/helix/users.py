"""Helix category Users: who is who, blocked users, and the extensions of a channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen
from msgspec import UNSET, UnsetType

from .. import scopes
from .._json import MaybeTime
from ..enums import OpenEnum
from ._endpoint import ANYONE, APP_ONLY, PAGE, USER, Bounds, endpoint
from ._pages import Pages
from ._resource import Resource

__all__ = [
    "ActiveComponent",
    "ActiveExtension",
    "ActiveExtensions",
    "Authorization",
    "BlockContext",
    "BlockReason",
    "BlockedUser",
    "BroadcasterType",
    "ComponentSlot",
    "Extension",
    "ExtensionSlot",
    "ExtensionType",
    "User",
    "UserType",
    "Users",
]


class UserType(OpenEnum):
    """What a user is to Twitch."""

    NORMAL = ""
    ADMIN = "admin"
    GLOBAL_MOD = "global_mod"
    STAFF = "staff"


class BroadcasterType(OpenEnum):
    """What a broadcaster is to Twitch."""

    NORMAL = ""
    AFFILIATE = "affiliate"
    PARTNER = "partner"


@frozen(kw_only=True)
class User:
    """A user of Twitch, who is also a channel."""

    id: str
    login: str
    display_name: str
    type: UserType
    broadcaster_type: BroadcasterType
    description: str
    profile_image_url: str
    offline_image_url: str
    created_at: MaybeTime = None
    """`None` where Twitch leaves it out."""
    view_count: int = 0
    """Deprecated by Twitch; means nothing any more."""
    email: str | None = None
    """The verified address of the acting account, by the scope `user:read:email`."""

    @property
    def user_id(self) -> str:
        """The same as `id`, so that a user can be named wherever a channel is asked for."""
        return self.id


@frozen(kw_only=True)
class Authorization:
    """What a user has granted to this app."""

    user_id: str
    user_login: str
    user_name: str
    scopes: tuple[str, ...]


@frozen(kw_only=True)
class BlockedUser:
    """A user whom a broadcaster has blocked."""

    user_id: str
    user_login: str
    display_name: str


class BlockContext(OpenEnum):
    """Where a user was a nuisance."""

    CHAT = "chat"
    WHISPER = "whisper"


class BlockReason(OpenEnum):
    """Why a user is blocked."""

    HARASSMENT = "harassment"
    SPAM = "spam"
    OTHER = "other"


class ExtensionType(OpenEnum):
    """Where an extension can be shown."""

    COMPONENT = "component"
    MOBILE = "mobile"
    OVERLAY = "overlay"
    PANEL = "panel"


@frozen(kw_only=True)
class Extension:
    """An extension that a broadcaster has installed."""

    id: str
    version: str
    name: str
    can_activate: bool
    type: tuple[ExtensionType, ...]


@frozen(kw_only=True)
class ActiveExtension:
    """A slot for an extension. Without an active one, there is nothing but `active`."""

    active: bool
    id: str | None = None
    version: str | None = None
    name: str | None = None


@frozen(kw_only=True)
class ActiveComponent:
    """A slot for an extension that lies over the video, at a place of its own."""

    active: bool
    id: str | None = None
    version: str | None = None
    name: str | None = None
    x: int | None = None
    y: int | None = None


@frozen(kw_only=True)
class ActiveExtensions:
    """The slots of a channel; their keys are numbers from `"1"` on."""

    panel: dict[str, ActiveExtension]
    overlay: dict[str, ActiveExtension]
    component: dict[str, ActiveComponent]


@frozen(kw_only=True)
class ExtensionSlot:
    """What to do with a slot. To clear it, `active=False` is enough."""

    active: bool
    id: str | UnsetType = UNSET
    version: str | UnsetType = UNSET


@frozen(kw_only=True)
class ComponentSlot:
    """What to do with a slot over the video."""

    active: bool
    id: str | UnsetType = UNSET
    version: str | UnsetType = UNSET
    x: int | UnsetType = UNSET
    y: int | UnsetType = UNSET


class Users(Resource):
    """Helix category Users."""

    __slots__ = ()

    @endpoint("GET", "/users", ANYONE, optional_scopes=(scopes.USER_READ_EMAIL,), chunk=("id", "login"), chunk_size=100)
    async def get_users(
        self, *, id: str | Sequence[str] | None = None, login: str | Sequence[str] | None = None
    ) -> tuple[User, ...]:
        """Look up users by id or login; without either, the acting account. Who does not exist is left out.

        Twitch: Get Users. Any token; `user:read:email` adds the acting account's address.
        """
        return await self._many(User, query={"id": id, "login": login})

    @endpoint(
        "PUT",
        "/users",
        USER,
        scopes=(scopes.USER_EDIT,),
        optional_scopes=(scopes.USER_READ_EMAIL,),
        bounds={"description": Bounds(max_length=300)},
    )
    async def update_user(self, *, description: str | None = None) -> User:
        """Change the acting account's description; an empty one removes it.

        Twitch: Update User. User token with `user:edit`; `user:read:email` adds the address to the answer.
        """
        return await self._one(User, query={"description": description})

    @endpoint("GET", "/authorization/users", APP_ONLY, chunk=("user_id",), chunk_size=10)
    async def get_authorization_by_user(self, *, user_id: str | Sequence[str]) -> tuple[Authorization, ...]:
        """Ask which scopes users have granted to this app.

        Twitch: Get Authorization By User. App token.
        """
        return await self._many(Authorization, query={"user_id": user_id})

    @endpoint(
        "GET",
        "/users/blocks",
        USER,
        scopes=(scopes.USER_READ_BLOCKED_USERS,),
        acts_as="broadcaster_id",
        bounds={"first": PAGE},
    )
    def get_user_block_list(
        self, *, broadcaster_id: str | None = None, first: int | None = None, after: str | None = None
    ) -> Pages[BlockedUser]:
        """List the users whom a broadcaster, the acting account, has blocked.

        Twitch: Get User Block List. User token with `user:read:blocked_users`.
        """
        return self._pages(BlockedUser, query={"broadcaster_id": broadcaster_id, "first": first, "after": after})

    @endpoint("PUT", "/users/blocks", USER, scopes=(scopes.USER_MANAGE_BLOCKED_USERS,))
    async def block_user(
        self,
        *,
        target_user_id: str,
        source_context: BlockContext | str | None = None,
        reason: BlockReason | str | None = None,
    ) -> None:
        """Keep a user from contacting the acting account.

        Twitch: Block User. User token with `user:manage:blocked_users`.
        """
        await self._none(query={"target_user_id": target_user_id, "source_context": source_context, "reason": reason})

    @endpoint("DELETE", "/users/blocks", USER, scopes=(scopes.USER_MANAGE_BLOCKED_USERS,))
    async def unblock_user(self, *, target_user_id: str) -> None:
        """Undo `block_user`.

        Twitch: Unblock User. User token with `user:manage:blocked_users`.
        """
        await self._none(query={"target_user_id": target_user_id})

    @endpoint(
        "GET",
        "/users/extensions/list",
        USER,
        scopes=((scopes.USER_READ_BROADCAST, scopes.USER_EDIT_BROADCAST),),
    )
    async def get_user_extensions(self) -> tuple[Extension, ...]:
        """List the extensions that the acting account has installed; with `user:edit:broadcast`, inactive ones too.

        Twitch: Get User Extensions. User token with `user:read:broadcast` or `user:edit:broadcast`.
        """
        return await self._many(Extension)

    @endpoint(
        "GET",
        "/users/extensions",
        ANYONE,
        optional_scopes=(scopes.USER_READ_BROADCAST, scopes.USER_EDIT_BROADCAST),
        app_must=("user_id",),
    )
    async def get_user_active_extensions(self, *, user_id: str | None = None) -> ActiveExtensions:
        """The extensions that a broadcaster shows; without `user_id`, those of the acting account.

        Twitch: Get User Active Extensions. Any token; the app must name a user. `user:read:broadcast` or
        `user:edit:broadcast` shows extensions under development too.
        """
        return await self._object(ActiveExtensions, query={"user_id": user_id})

    @endpoint("PUT", "/users/extensions", USER, scopes=(scopes.USER_EDIT_BROADCAST,), body_in_data=True)
    async def update_user_extensions(
        self,
        *,
        panel: Mapping[str, ExtensionSlot] | None = None,
        overlay: Mapping[str, ExtensionSlot] | None = None,
        component: Mapping[str, ComponentSlot] | None = None,
    ) -> ActiveExtensions:
        """Activate, move or deactivate the acting account's extensions. Keys are slot numbers from `"1"` on.

        Twitch: Update User Extensions. User token with `user:edit:broadcast`.
        """
        return await self._object(ActiveExtensions, body={"panel": panel, "overlay": overlay, "component": component})
