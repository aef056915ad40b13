"""What goes wrong on demand."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from attrs import define

from .http import RefusedError, Reply

if TYPE_CHECKING:
    from .clock import Clock
    from .sockets import FakeSocket

__all__ = ["Faults", "HttpFault"]


@define(kw_only=True)
class HttpFault:
    """Something that happens to the next requests that fit."""

    method: str | None
    path: str | None
    times: int
    reply: Reply | None = None
    delay: float = 0.0
    drop: bool = False
    after_handling: bool = False

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is meant."""
        return self.times > 0 and self.method in (None, method) and self.path in (None, path)


class Faults:
    """Orders for trouble, each served once and then forgotten.

    A `path` is the whole of it, as in `/helix/users` or `/oauth2/token`; without it any request to Twitch is meant.
    Orders for the fake itself are none.

    Attributes:
        linger: Seconds for which the subscriptions of a lost connection go on counting as enabled, as they may at
            Twitch.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._http: list[HttpFault] = []
        self._refused_sockets = 0
        self._refuse_until = 0.0
        self.linger: float = 0.0

    def http(
        self,
        status: int,
        *,
        path: str | None = None,
        method: str | None = None,
        times: int = 1,
        message: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Answer with this status, without touching anything. A 429 says that the bucket is full again in a second."""
        reply = RefusedError(status, _MESSAGES.get(status, "") if message is None else message).reply()
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            reset = str(int(self._clock.unix()) + 1)
            reply.headers.update({"Ratelimit-Limit": "800", "Ratelimit-Remaining": "0", "Ratelimit-Reset": reset})
        reply.headers.update(headers or {})
        self._http.append(HttpFault(method=method, path=path, times=times, reply=reply))

    def wrong_json(self, *, path: str | None = None, method: str | None = None, times: int = 1) -> None:
        """Answer 200 with a body that fits no model."""
        reply = Reply(json={"data": [{"unexpected": [None]}, 7], "access_token": 5})
        self._http.append(HttpFault(method=method, path=path, times=times, reply=reply))

    def delay(self, seconds: float, *, path: str | None = None, method: str | None = None, times: int = 1) -> None:
        """Wait before handling the request; whatever else is ordered for it happens then."""
        self._http.append(HttpFault(method=method, path=path, times=times, delay=seconds))

    def drop(
        self, *, path: str | None = None, method: str | None = None, times: int = 1, after_handling: bool = False
    ) -> None:
        """Cut the connection instead of an answer, before or after doing what was asked."""
        self._http.append(HttpFault(method=method, path=path, times=times, drop=True, after_handling=after_handling))

    def refuse_sockets(self, *, times: int = 0, seconds: float = 0.0) -> None:
        """Let the next attempts to connect a WebSocket fail, or all of them for some time."""
        self._refused_sockets += times
        self._refuse_until = max(self._refuse_until, self._clock.now() + seconds)

    def bad_frame(self, socket: FakeSocket) -> None:
        """Send bytes that are no WebSocket frame."""
        socket.spoil(b"\xf3\x05\x00garbage")

    def bad_message(self, socket: FakeSocket, text: str = '{"metadata":') -> None:
        """Send a text message that is not what Twitch sends."""
        socket.send_text(text)

    def clear(self) -> None:
        """Let nothing more go wrong."""
        self._http.clear()
        self._refused_sockets = 0
        self._refuse_until = self.linger = 0.0

    def take_http(self, method: str, path: str) -> tuple[float, HttpFault | None]:
        """Use up what is ordered for a request: how long it waits, and what happens to it then."""
        waits = 0.0
        for fault in self._http:
            if not fault.fits(method, path):
                continue
            fault.times -= 1
            if not fault.delay:
                return waits, fault
            waits += fault.delay
        return waits, None

    def take_socket(self) -> bool:
        """Use up a refusal of a WebSocket, if one is ordered."""
        if self._clock.now() < self._refuse_until:
            return True
        if self._refused_sockets:
            self._refused_sockets -= 1
            return True
        return False


_MESSAGES = {401: "Invalid OAuth token", 429: "Too Many Requests", 503: "Service Unavailable"}
