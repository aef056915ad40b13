"""The bodies of answers, unpacked, and no more of them than is allowed.

Of encodings, only gzip is asked for, and understood. An answer in another one cannot be read, nor can one whose gzip
data are broken or end too early, nor one that breaks off; unless it is a whole JSON document all the same, which tells
by itself where it ends: it may be the only copy of a new pair of tokens.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

import msgspec
import trio

from .._foreign import shown
from ._failure import UnreadableAnswerError
from ._gzip import Gunzip

__all__ = ["BODY_LIMIT", "SHORT_BODY_LIMIT", "Body", "too_large"]

BODY_LIMIT: Final = 2**25
SHORT_BODY_LIMIT: Final = 2**20
"""For services that give no lists, as OAuth."""
_GZIP: Final = (["gzip"], ["x-gzip"])
# Between turns for other tasks, so many bytes of work; each step is some by itself.
_TURN: Final = 2**18
_STEP: Final = 2**10
_BOM: Final = b"\xef\xbb\xbf"
_BLANK: Final = _BOM + b" \t\r\n"
# Broken gzip data of so many bytes are worth another look.
_SHORT: Final = 2**14


class Body:
    """A body as it comes in.

    It has what the variables of a frame, which exceptions show, must not have; `forget()` it where one leaves.

    Args:
        encoding: What its `Content-Encoding` says.
        limit: How many bytes it may have, both as it comes and unpacked.

    Attributes:
        odd: Whether something is wrong with how it came, be it of use or not.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self.odd = False
        self._limit = limit
        self._size = 0
        self._parts = 0
        self._work = 0
        self._raw = bytearray()
        encodings = _encodings(encoding) if encoding else []
        self._gunzip = Gunzip(limit) if encodings in _GZIP else None
        self._fault: UnreadableAnswerError | None = None
        self._flaw: UnreadableAnswerError | None = None
        if encodings and self._gunzip is None:
            told = shown(encoding)
            self._have_flaw(f"the answer came encoded as {told!r}, which was not asked for")

    async def take(self, part: bytes) -> None:  # noqa: ASYNC910  # what it is read from has them
        """Take in a part; other tasks have their turn where that is much work."""
        for work in self._take(part):
            self._work += work + _STEP
            if self._work >= _TURN:
                self._work = 0
                # What is read from is not to be left in the midst; its next read sees to cancellation.
                await trio.lowlevel.cancel_shielded_checkpoint()

    def end(self) -> None:
        """All of it has come."""
        if self._gunzip is not None and self._size and not self.odd and not self._gunzip.whole:
            self._have_flaw("the answer's gzip data end too early")

    def break_off(self) -> bool:
        """The connection has broken; tells whether what has come is of use all the same."""
        whole = self._whole
        if whole:
            self._have_flaw("the answer breaks off")
        return whole

    def forget(self) -> None:
        """Hold nothing any more."""
        self._raw, self._gunzip = bytearray(), None

    @property
    def ended(self) -> bool:
        """Whether nothing that still comes can change what it is."""
        return self._fault is not None or (self._flaw is not None and self._gunzip is not None)

    def content(self) -> bytes:
        """What was read, unpacked.

        Raises:
            UnreadableAnswerError: It is of no use.
        """
        if self._fault is not None:
            raise self._fault
        if self._flaw is not None and self._size and not self._whole:
            raise self._flaw
        return bytes(self._raw if self._gunzip is None else self._gunzip.content)

    def _have_flaw(self, problem: str) -> None:
        self.odd, self._flaw = True, UnreadableAnswerError(problem)

    def _have_too_much(self) -> None:
        self.odd, self._fault = True, too_large("answer", self._limit)

    @property
    def _whole(self) -> bool:
        text = self._raw if self._gunzip is None else self._gunzip.content
        return self._fault is None and _is_document(text)

    def _take(self, part: bytes) -> Iterable[int]:
        """Take in a part; gives how many bytes of work each step was."""
        self._size += len(part)
        self._parts += 1
        if self._size > self._limit or self._parts > self._limit:
            self._have_too_much()
            return ()
        self._raw += part
        return (len(part),) if self._gunzip is None else self._unpack(self._gunzip, part)

    def _unpack(self, gunzip: Gunzip, part: bytes) -> Iterator[int]:
        try:
            yield from gunzip.feed(part)
        except zlib.error:
            self._have_flaw("the answer's gzip data are broken")
            if self._raw.lstrip(_BLANK).startswith((b"{", b"[")):
                self._gunzip = None  # They are none.
            elif len(self._raw) <= _SHORT:
                self._gunzip = gunzip = Gunzip(self._limit)
                yield from self._unpack_slowly(gunzip)
        if len(gunzip.content) > self._limit:
            self._have_too_much()

    def _unpack_slowly(self, gunzip: Gunzip) -> Iterator[int]:
        """Unpack byte by byte what is broken, since of a step in which it finds that, zlib gives nothing."""
        with suppress(zlib.error):
            for at in range(len(self._raw)):
                yield from gunzip.feed(bytes(self._raw[at : at + 1]))


def _is_document(text: bytearray) -> bool:
    """Whether it is a whole JSON document; a number would be one that may go on."""
    try:
        msgspec.json.decode(text.removeprefix(_BOM), type=msgspec.Raw)
    except (ValueError, RecursionError):
        return False
    return text.lstrip(_BLANK).startswith((b"{", b"["))


def _encodings(told: str) -> list[str]:
    return [each for each in told.lower().replace(" ", "").split(",") if each not in {"", "identity"}]


def too_large(what: str, limit: int) -> UnreadableAnswerError:
    """The error to raise for what has more than `limit` bytes."""
    for unit, name in ((2**20, "MiB"), (2**10, "KiB")):
        if limit >= unit and limit % unit == 0:
            return UnreadableAnswerError(f"the {what} is larger than {limit // unit} {name}")
    return UnreadableAnswerError(f"the {what} is larger than {limit} bytes")
