"""AutoMod, blocked terms and shield mode."""

from __future__ import annotations

from typing import Any

from ..events import who
from ..safety import AUTOMOD_LEVELS, HeldMessage, Shield, Term
from ..world import FakeChannel, FakeUser, UserRef
from .chatting import Chatting

__all__ = ["AutoModeration"]


class AutoModeration(Chatting):
    """What holds messages back."""

    def set_automod(
        self,
        broadcaster: UserRef,
        *,
        overall: int | None = None,
        levels: dict[str, int] | None = None,
        by: UserRef | None = None,
    ) -> None:
        """How strict AutoMod is from now on, overall or by Helix's names of its levels; what is left out is 0."""
        channel = self.channel(broadcaster)
        channel.automod.overall = overall
        for name in AUTOMOD_LEVELS:
            channel.automod.levels[name] = (levels or {}).get(name, overall or 0)
        event = {
            **who("moderator_user", self._moderator(channel, by)),
            "overall_level": overall,
            **channel.automod.levels,
        }
        self._tell(channel, "automod.settings.update", event)

    def block_term(self, broadcaster: UserRef, text: str, *, by: UserRef | None = None) -> Term:
        """A term may not be said any more."""
        channel = self.channel(broadcaster)
        moderator = self._moderator(channel, by)
        term = Term(id=self.ids.uuid(), text=text, moderator_id=moderator.id, created_at=self.clock.now())
        channel.blocked_terms.append(term)
        self._tell_terms(channel, moderator, "add_blocked", text)
        return term

    def unblock_term(self, broadcaster: UserRef, term_id: str, *, by: UserRef | None = None) -> None:
        """A term may be said again; one that is unknown may be all the same."""
        channel = self.channel(broadcaster)
        for term in [each for each in channel.blocked_terms if each.id == term_id]:
            channel.blocked_terms.remove(term)
            self._tell_terms(channel, self._moderator(channel, by), "remove_blocked", term.text)

    def _tell_terms(self, channel: FakeChannel, moderator: FakeUser, action: str, text: str) -> None:
        event = {**who("moderator_user", moderator), "action": action, "from_automod": False, "terms": [text]}
        self._tell(channel, "automod.terms.update", event)
        what, _, list_ = action.partition("_")
        detail = {"action": what, "list": list_, "terms": [text], "from_automod": False}
        self._tell_moderation(channel, moderator, f"{action}_term", detail, record="automod_terms")

    def hold(
        self, broadcaster: UserRef, chatter: UserRef, text: str, *, category: str = "swearing", level: int = 4
    ) -> HeldMessage:
        """AutoMod holds a message that somebody wrote."""
        channel, sender, now = self.channel(broadcaster), self.user(chatter), self.clock.now()
        held = HeldMessage(
            id=self.ids.uuid(), sender_id=sender.id, text=text, category=category, level=level, held_at=now
        )
        channel.held.append(held)
        self._tell_held("hold", channel, held)
        return held

    def release(self, broadcaster: UserRef, message_id: str, *, allow: bool, by: UserRef | None = None) -> None:
        """A moderator lets a message that AutoMod holds pass, or not.

        Raises:
            LookupError: There is none, or it has been decided on.
        """
        channel = self.channel(broadcaster)
        held = next((each for each in channel.held if each.id == message_id and each.status == "held"), None)
        if held is None:
            raise LookupError(f"AutoMod holds no message {message_id!r} in {channel.broadcaster.login}'s chat")
        held.status = "approved" if allow else "denied"
        decided = {**who("moderator_user", self._moderator(channel, by)), "status": held.status}
        self._tell_held("update", channel, held, decided)
        if allow:
            self.say(broadcaster, self.world.users[held.sender_id], held.text)

    def _tell_held(
        self, what: str, channel: FakeChannel, held: HeldMessage, decided: dict[str, Any] | None = None
    ) -> None:
        sender = self.world.users[held.sender_id]
        about = {**who("user", sender), "message_id": held.id}
        stage = {"held_at": self.clock.stamp(held.held_at), **(decided or {})}
        category = {"category": held.category, "level": held.level}
        automod = {**category, "boundaries": [{"start_pos": 0, "end_pos": len(held.text)}]}
        details: dict[str, dict[str, Any]] = {
            "1": category,
            "2": {"reason": "automod", "automod": automod, "blocked_term": None, "blocked_link": None},
        }
        type_ = f"automod.message.{what}"
        for version, detail in details.items():
            message = self._text(channel, held.text, type_, version=version)
            self._tell(channel, type_, {**about, "message": message, **stage, **detail}, version=version)
        type_ = f"channel.chat.user_message_{what}"
        told = {**about, "message": self._text(channel, held.text, type_)}
        if decided is not None:
            told["status"] = held.status
        self._tell(channel, type_, told, narrowed={"user_id": sender.id})

    def set_shield(self, broadcaster: UserRef, *, active: bool, by: UserRef | None = None) -> None:
        """Shield mode begins or ends."""
        channel, now = self.channel(broadcaster), self.clock.now()
        moderator, shield = self._moderator(channel, by), channel.shield
        if active == (shield is not None and shield.is_active):
            return
        if active or shield is None:
            channel.shield = Shield(is_active=True, moderator_id=moderator.id, activated_at=now)
        else:
            shield.is_active = False
        what, when = ("begin", "started_at") if active else ("end", "ended_at")
        event = {**who("moderator_user", moderator), when: self.clock.stamp(now)}
        self._tell(channel, f"channel.shield_mode.{what}", event)
