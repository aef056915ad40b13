"""What moderators keep of a channel: bans, requests, terms, warnings, AutoMod and shield mode."""

from __future__ import annotations

from typing import Final

from attrs import define, field

__all__ = ["AUTOMOD_LEVELS", "AutoMod", "Ban", "HeldMessage", "Shield", "Suspicion", "Term", "UnbanRequest"]

AUTOMOD_LEVELS: Final = (
    "aggression",
    "bullying",
    "disability",
    "misogyny",
    "race_ethnicity_or_religion",
    "sex_based_terms",
    "sexuality_sex_or_gender",
    "swearing",
)


@define(kw_only=True)
class Ban:
    """A ban, or a timeout until some time."""

    until: float | None
    moderator_id: str
    reason: str
    created_at: float

    def holds(self, now: float) -> bool:
        """Whether it keeps somebody away at this time."""
        return self.until is None or now < self.until


@define(kw_only=True, eq=False)
class UnbanRequest:
    """What somebody who is banned asks."""

    id: str
    user_id: str
    text: str
    created_at: float
    status: str = "pending"
    moderator_id: str | None = None
    resolved_at: float | None = None
    resolution: str | None = None


@define(kw_only=True)
class Term:
    """A term that is blocked."""

    id: str
    text: str
    moderator_id: str
    created_at: float

    def is_in(self, text: str) -> bool:
        """Whether a message has it, in any case of letters; a `*` at an end of a word is any letters."""
        wanted = self.text.lower().split()
        words = text.lower().split()
        spans = range(len(words) - len(wanted) + 1)
        return any(all(map(_fits, wanted, words[start:])) for start in spans)


def _fits(wanted: str, word: str) -> bool:
    core = wanted.strip("*")
    match wanted.startswith("*"), wanted.endswith("*"):
        case True, True:
            return core in word
        case True, False:
            return word.endswith(core)
        case False, True:
            return word.startswith(core)
        case _:
            return word == core


@define(kw_only=True)
class Suspicion:
    """How a suspicious user is treated; the status is Helix's."""

    status: str
    moderator_id: str
    updated_at: float

    @property
    def told(self) -> str:
        """The status as events have it."""
        return "none" if self.status == "NO_TREATMENT" else self.status.lower()


@define(kw_only=True)
class Shield:
    """Who put a channel in shield mode last, and whether it is still."""

    is_active: bool
    moderator_id: str
    activated_at: float


@define(kw_only=True, eq=False)
class HeldMessage:
    """A message that AutoMod holds."""

    id: str
    sender_id: str
    text: str
    category: str
    level: int
    held_at: float
    status: str = "held"


@define(kw_only=True)
class AutoMod:
    """How strict it is."""

    overall: int | None = None
    levels: dict[str, int] = field(factory=lambda: dict.fromkeys(AUTOMOD_LEVELS, 0))
