"""Parts that several families of events have."""

from __future__ import annotations

from typing import Final

from ._notation import OWNER, Field, Fields, case, many, moderator, number, text, word

__all__ = ["AMOUNT", "BADGES", "CHEERMOTE", "EMOTE", "MODERATOR", "PARTICIPANTS", "PLAIN_EMOTE", "message_of"]

MODERATOR: Final = moderator()
PARTICIPANTS: Final = many(OWNER)

BADGES: Final = many({"set_id": text("subscriber"), "id": text("1"), "info": text("1")})
CHEERMOTE: Final[Fields] = {"prefix": text("Cheer"), "bits": number(100), "tier": number(100)}
PLAIN_EMOTE: Final[Fields] = {"id": text("25"), "emote_set_id": text("0")}
EMOTE: Final[Fields] = {**PLAIN_EMOTE, "owner_id": text("0"), "format": many(text("static"))}

AMOUNT: Final[Fields] = {"value": number(500), "decimal_places": number(2), "currency": text("USD")}

_TYPE: Final = word("text")


def message_of(
    *,
    kind: Field | None = _TYPE,
    emote: Fields | None = PLAIN_EMOTE,
    cheermote: Fields | None = CHEERMOTE,
    **more: Field,
) -> Fields:
    """A text and its fragments.

    Args:
        kind: The type of a fragment, if it has one.
        more: What else a fragment may be.
    """
    shapes = {"emote": emote, "cheermote": cheermote}
    fragment = {
        **({} if kind is None else {"type": kind}),
        "text": text("Hello"),
        **{name: case(fields) for name, fields in shapes.items() if fields is not None},
        **more,
    }
    return {"text": text("Hello"), "fragments": many(fragment)}
