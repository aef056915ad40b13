"""Requests, replies and refusals, apart from any server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from attrs import field, frozen

__all__ = ["HttpRequest", "RefusedError", "Reply"]


@frozen(kw_only=True)
class HttpRequest:
    """A request that reached the fake. Header names are in small letters."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    strict: bool = True
    """Whether to refuse what Twitch, as far as is known, bears."""

    def parameters(self) -> dict[str, list[str]]:
        """The query, with all values of each name."""
        found: dict[str, list[str]] = {}
        for name, value in self.query:
            found.setdefault(name, []).append(value)
        return found

    def form(self) -> dict[str, str]:
        """The fields of a form; empty if the body is no form."""
        if self.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
            return {}
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def fields(self) -> dict[str, str]:
        """The fields of query and form together, as OAuth takes them."""
        return {**dict(self.query), **self.form()}

    def is_json(self) -> bool:
        """Whether the body is said to be JSON."""
        return self.headers.get("content-type", "").partition(";")[0] == "application/json"

    def json(self) -> Any:
        """The body, decoded.

        Raises:
            RefusedError: It is not JSON, or not said to be.
        """
        if not self.is_json():
            raise RefusedError(400, "the request body must be application/json")
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise RefusedError(400, "the request body is not valid JSON") from None


@frozen(kw_only=True)
class Reply:
    """An answer: JSON, or HTML or another text where one is set, or nothing."""

    status: int = 200
    json: Any = field(default=None, repr=False)
    html: str | None = field(default=None, repr=False)
    calendar: str | None = field(default=None, repr=False)
    headers: dict[str, str] = field(factory=dict[str, str], repr=False)

    def refusal(self) -> str:
        """What it says where it is a refusal."""
        refused = self.status >= HTTPStatus.BAD_REQUEST and isinstance(self.json, dict)
        return str(self.json.get("message", "")) if refused else ""

    def content(self) -> tuple[bytes, str | None]:
        """The body and its content type."""
        if self.html is not None:
            return self.html.encode(), "text/html; charset=utf-8"
        if self.calendar is not None:
            return self.calendar.encode(), "text/calendar; charset=utf-8"
        if self.json is not None:
            return json.dumps(self.json, separators=(",", ":")).encode(), "application/json; charset=utf-8"
        return b"", None


class RefusedError(Exception):
    """The fake says no, as Twitch does."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message
        self.headers: dict[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}

    def reply(self) -> Reply:
        """The refusal as Twitch words it."""
        if self.status == HTTPStatus.UNAUTHORIZED:
            self.headers.setdefault("WWW-Authenticate", "OAuth realm=\"TwitchTV\", error='invalid_token'")
        body = {"error": HTTPStatus(self.status).phrase, "status": self.status, "message": self.message}
        return Reply(status=self.status, json=body, headers=self.headers)
