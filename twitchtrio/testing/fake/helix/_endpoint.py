"""How an endpoint of the fake's Helix is declared, and what is checked before it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, TypeVar

from attrs import frozen

from ..accounts import AccessToken
from ..http import RefusedError, Reply
from ..world import FakeUser
from ._call import Call

__all__ = [
    "ACTING_MODERATOR",
    "AFTER",
    "BEFORE",
    "BROADCASTER",
    "ENDPOINTS",
    "OWN_CHANNEL",
    "Endpoint",
    "Field",
    "Param",
    "endpoint",
    "first",
]

Answer: TypeAlias = Mapping[str, Any] | Reply | None
Handler: TypeAlias = Callable[[Call], Answer]
H = TypeVar("H", bound=Handler)

_JSON_TYPES: Final[dict[str, type]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "array": list,
    "object": dict,
}


def _malformed(name: str, rule: str) -> RefusedError:
    return RefusedError(400, f'The parameter "{name}" was malformed: the value must {rule}')


def _within(value: str, low: float, high: float) -> bool:
    try:
        return low <= float(value) <= high
    except ValueError:
        return False


@frozen(kw_only=True)
class Param:
    """A query parameter.

    Attributes:
        most: How often it may be there.
        bounds: Its smallest and largest value, where it is a whole number.
        fraction: The same, where it may be a fraction.
        user: Whether it is a user's id.
        acts: Whether it must be the token's user.
    """

    name: str
    required: bool = False
    most: int = 1
    bounds: tuple[int, int] | None = None
    fraction: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    max_length: int | None = None
    user: bool = False
    acts: bool = False

    def check(self, values: list[str]) -> None:
        """Refuse what Twitch would refuse."""
        if self.required and not values:
            raise RefusedError(400, f'Missing required parameter "{self.name}"')
        if len(values) > self.most:
            raise _malformed(self.name, f"be there at most {self.most} times")
        for value in values:
            self._check_one(value)

    def _check_one(self, value: str) -> None:
        if not value and self.max_length is None:
            raise _malformed(self.name, "not be empty")
        if self.user and not value.isdecimal():
            raise _malformed(self.name, "match the regular expression /^[1-9][0-9]{0,19}$/")
        if self.choices and value not in self.choices:
            raise _malformed(self.name, f"be one of {', '.join(self.choices)}")
        if self.max_length is not None and len(value) > self.max_length:
            raise _malformed(self.name, f"be no longer than {self.max_length} characters")
        if self.fraction is not None and not _within(value, *self.fraction):
            raise _malformed(self.name, f"be between {self.fraction[0]} and {self.fraction[1]}")
        if self.bounds is not None:
            low, high = self.bounds
            if not value.isdecimal() or not low <= int(value) <= high:
                raise _malformed(self.name, f"be between {low} and {high}")


@frozen(kw_only=True)
class Field:
    """A field of a JSON body."""

    name: str
    type: str = "string"
    required: bool = False
    bounds: tuple[int, int] | None = None
    choices: tuple[Any, ...] = ()
    lengths: tuple[int, int] | None = None
    nullable: bool = False
    acts: bool = False

    def read(self, value: Any) -> Any:
        """The value, also from a text in a query or a form."""
        if isinstance(value, str) and self.type == "integer" and value.isdecimal():
            return int(value)
        if isinstance(value, str) and self.type == "boolean" and value in ("true", "false"):
            return value == "true"
        return value

    def check(self, body: Mapping[str, Any]) -> None:
        """Refuse what Twitch would refuse."""
        if self.name not in body:
            if self.required:
                raise RefusedError(400, f'Missing required parameter "{self.name}"')
            return
        value = body[self.name]
        if value is not None or not self.nullable:
            self._check_type(value)
            self._check_value(value)

    def _check_type(self, value: Any) -> None:
        fits = isinstance(value, _JSON_TYPES[self.type])
        if not fits or (self.type == "integer" and isinstance(value, bool)):
            raise _malformed(self.name, f"be of type {self.type}")

    def _check_value(self, value: Any) -> None:
        if self.required and value == "":
            raise _malformed(self.name, "not be empty")
        if self.choices and value not in self.choices:
            raise _malformed(self.name, f"be one of {', '.join(map(str, self.choices))}")
        if self.bounds is not None and not self.bounds[0] <= value <= self.bounds[1]:
            raise _malformed(self.name, f"be between {self.bounds[0]} and {self.bounds[1]}")
        if self.lengths is not None and not self.lengths[0] <= len(value) <= self.lengths[1]:
            raise _malformed(self.name, f"have a length between {self.lengths[0]} and {self.lengths[1]}")


BROADCASTER: Final = Param(name="broadcaster_id", user=True, required=True)
OWN_CHANNEL: Final = Param(name="broadcaster_id", user=True, required=True, acts=True)
ACTING_MODERATOR: Final = Param(name="moderator_id", user=True, required=True, acts=True)
AFTER: Final = Param(name="after")
BEFORE: Final = Param(name="before")


def first(most: int = 100) -> Param:
    """The size of a page."""
    return Param(name="first", bounds=(1, most))


@frozen(kw_only=True)
class Endpoint:
    """An endpoint and its rules.

    Attributes:
        tokens: Kinds of token that it takes, `jwt` for what an extension signs; `none` if it needs no token.
        scopes: The token, or for an app token the acting user's consent, needs one of these.
        moderator: Whether the acting user must moderate the channel of `broadcaster_id`.
        bot: Whether an app token also needs `user:bot` of the acting user, and `channel:bot` of the broadcaster where
            the acting user is no moderator.
        status: Of an answer with a body.
        body_in_data: Whether the body is an object whose only field `data` holds the fields.
    """

    handler: Handler
    query: tuple[Param, ...]
    body: tuple[Field, ...] | None
    tokens: tuple[str, ...]
    scopes: tuple[str, ...]
    moderator: bool
    bot: bool
    status: int
    body_in_data: bool

    def check_token(self, token: AccessToken) -> None:
        """Refuse the wrong kind of token, and a user token without the scope."""
        if token.kind not in self.tokens:
            raise RefusedError(401, "incorrect user authorization")
        if token.user is not None and self.scopes and not set(self.scopes) & set(token.scopes):
            raise RefusedError(401, f"Missing scope: {' or '.join(self.scopes)}")

    def tolerated(
        self, query: Mapping[str, list[str]], body: Mapping[str, Any]
    ) -> tuple[dict[str, list[str]], dict[str, Any]]:
        """Parameters as Twitch understands them, without those that it takes no notice of."""
        names = {param.name for param in self.query}
        found: dict[str, Any] = {}
        for field in self.body or ():
            if body.get(field.name) is not None:
                found[field.name] = field.read(body[field.name])
            elif field.name in query and field.name not in names:
                found[field.name] = field.read(query[field.name][0])
        return {name: values for name, values in query.items() if name in names}, found

    def check_parameters(self, query: Mapping[str, list[str]], body: Mapping[str, Any]) -> None:
        """Refuse parameters that are missing, unknown or out of bounds."""
        names = {param.name for param in self.query}
        fields = {field.name for field in self.body or ()}
        for unknown in sorted((query.keys() - names) | (body.keys() - fields)):
            raise RefusedError(400, f'Unknown parameter "{unknown}"')
        for param in self.query:
            param.check(query.get(param.name, []))
        for field in self.body or ():
            field.check(body)

    def acting(self, call: Call) -> FakeUser | None:
        """Who acts.

        Raises:
            RefusedError: It is not the token's user, or has not granted enough.
        """
        user = call.token.user
        named = self._named(call)
        if named is not None and user is None:
            user = call.fake.world.users.get(named)
            granted = call.fake.accounts.granted(call.token.client_id, named)
            self._check_granted(granted, "user:bot" if self.bot else None)
        elif named is not None and user is not None and named != user.id:
            raise RefusedError(401, "incorrect user authorization")
        if user is not None:
            self._check_role(call, user)
        return user

    def _named(self, call: Call) -> str | None:
        for param in self.query:
            if param.acts:
                return call.get(param.name)
        for field in self.body or ():
            if field.acts:
                value: str = call.body[field.name]
                return value
        return None

    def _check_granted(self, granted: set[str], also: str | None) -> None:
        if self.scopes and not granted & set(self.scopes):
            raise RefusedError(401, f"Missing scope: {' or '.join(self.scopes)}")
        if also is not None and also not in granted:
            raise RefusedError(401, f"Missing scope: {also}")

    def _check_role(self, call: Call, user: FakeUser) -> None:
        if not (self.moderator or self.bot):
            return
        broadcaster = call.get("broadcaster_id") or call.get("from_broadcaster_id") or call.body["broadcaster_id"]
        channel = call.channel_of(broadcaster)
        if self.moderator and not channel.moderates(user):
            raise RefusedError(403, "The user in moderator_id is not one of the broadcaster's moderators.")
        granted = call.fake.accounts.granted(call.token.client_id, channel.broadcaster.id)
        if self.bot and call.token.user is None and not channel.moderates(user) and "channel:bot" not in granted:
            raise RefusedError(403, "Missing scope: channel:bot")


ENDPOINTS: Final[dict[tuple[str, str], Endpoint]] = {}
"""By method and path."""


def endpoint(
    method: str,
    path: str,
    *,
    query: tuple[Param, ...] = (),
    body: tuple[Field, ...] | None = None,
    tokens: tuple[str, ...] = ("app", "user"),
    scopes: tuple[str, ...] = (),
    moderator: bool = False,
    bot: bool = False,
    status: int = 200,
    body_in_data: bool = False,
) -> Callable[[H], H]:
    """Declare what a function answers. It returns the body, or None for 204."""

    def declare(handler: H) -> H:
        ENDPOINTS[method, f"/helix{path}"] = Endpoint(
            handler=handler,
            query=query,
            body=body,
            tokens=tokens,
            scopes=scopes,
            moderator=moderator,
            bot=bot,
            status=status,
            body_in_data=body_in_data,
        )
        return handler

    return declare
