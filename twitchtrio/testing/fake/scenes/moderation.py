"""Who moderates, and who may not chat."""

from __future__ import annotations

from ..events import who
from ..safety import Ban, Suspicion, UnbanRequest
from ..world import FakeChannel, FakeUser, UserRef
from ._stage import Stage

__all__ = ["Moderation"]


class Moderation(Stage):
    """Moderators and VIPs, bans and what leads to them. Where no moderator is named, it is the broadcaster."""

    # Roles

    def add_moderator(self, broadcaster: UserRef, user: UserRef, *, lead: bool = False) -> None:
        """The broadcaster makes somebody a moderator; who was a VIP is one no longer.

        Args:
            lead: Whether a lead moderator, who wears the badge of these instead of that of moderators.
        """
        channel, moderator = self.channel(broadcaster), self.user(user)
        if moderator.id in channel.vips:
            self.remove_vip(broadcaster, user)
        channel.lead_moderators.pop(moderator.id, None)
        channel.moderators[moderator.id] = self.clock.now()
        if lead:
            channel.lead_moderators[moderator.id] = self.clock.now()
        self._tell(channel, "channel.moderator.add", who("user", moderator))
        self._tell_moderation(channel, channel.broadcaster, "mod", who("user", moderator))

    def remove_moderator(self, broadcaster: UserRef, user: UserRef) -> None:
        """The broadcaster unmakes a moderator; subscriptions that needed the role are revoked."""
        channel, moderator = self.channel(broadcaster), self.user(user)
        for role in (channel.moderators, channel.lead_moderators):
            role.pop(moderator.id, None)
        self._tell(channel, "channel.moderator.remove", who("user", moderator))
        self._tell_moderation(channel, channel.broadcaster, "unmod", who("user", moderator))
        pair = {"broadcaster_user_id": channel.broadcaster.id, "moderator_user_id": moderator.id}
        self.eventsub.revoke_where("moderator_removed", **pair)

    def add_vip(self, broadcaster: UserRef, user: UserRef) -> None:
        """The broadcaster makes somebody a VIP."""
        channel, vip = self.channel(broadcaster), self.user(user)
        channel.vips[vip.id] = self.clock.now()
        self._tell(channel, "channel.vip.add", who("user", vip))
        self._tell_moderation(channel, channel.broadcaster, "vip", who("user", vip))

    def remove_vip(self, broadcaster: UserRef, user: UserRef) -> None:
        """Somebody is a VIP no longer."""
        channel, vip = self.channel(broadcaster), self.user(user)
        channel.vips.pop(vip.id, None)
        self._tell(channel, "channel.vip.remove", who("user", vip))
        self._tell_moderation(channel, channel.broadcaster, "unvip", who("user", vip))

    # Bans

    def ban(
        self,
        broadcaster: UserRef,
        user: UserRef,
        *,
        by: UserRef | None = None,
        reason: str = "",
        seconds: float | None = None,
    ) -> None:
        """Somebody is banned for good, or for some seconds; what reads the chat for them is revoked."""
        channel, target, now = self.channel(broadcaster), self.user(user), self.clock.now()
        moderator = self._moderator(channel, by)
        ends_at = None if seconds is None else now + seconds
        channel.bans[target.id] = Ban(until=ends_at, moderator_id=moderator.id, reason=reason, created_at=now)
        event = {
            **who("user", target),
            **who("moderator_user", moderator),
            "reason": reason,
            "banned_at": self.clock.stamp(now),
            "ends_at": None if ends_at is None else self.clock.stamp(ends_at),
            "is_permanent": seconds is None,
        }
        self._tell(channel, "channel.ban", event)
        told = {**who("user", target), "reason": reason}
        if ends_at is None:
            self._tell_moderation(channel, moderator, "ban", told)
        else:
            self._tell_moderation(channel, moderator, "timeout", {**told, "expires_at": self.clock.stamp(ends_at)})
        self._tell(channel, "channel.chat.clear_user_messages", who("target_user", target))
        self.eventsub.revoke_where("chat_user_banned", broadcaster_user_id=channel.broadcaster.id, user_id=target.id)

    def unban(self, broadcaster: UserRef, user: UserRef, *, by: UserRef | None = None) -> None:
        """A ban is lifted, or a timeout ended."""
        channel, target = self.channel(broadcaster), self.user(user)
        moderator, ban = self._moderator(channel, by), channel.bans.get(target.id)
        self._lift(channel, target, moderator)
        action = "unban" if ban is None or ban.until is None else "untimeout"
        self._tell_moderation(channel, moderator, action, who("user", target))

    def _lift(self, channel: FakeChannel, target: FakeUser, moderator: FakeUser) -> None:
        channel.bans.pop(target.id, None)
        self._tell(channel, "channel.unban", {**who("user", target), **who("moderator_user", moderator)})

    def request_unban(self, user: UserRef, broadcaster: UserRef, text: str) -> UnbanRequest:
        """Somebody who is banned asks to be so no longer.

        Raises:
            ValueError: They are not banned for good, or have asked already.
        """
        channel, asking = self.channel(broadcaster), self.user(user)
        ban = channel.bans.get(asking.id)
        if ban is None or ban.until is not None:
            raise ValueError(f"{asking.login} is not banned")
        if any(each.user_id == asking.id and each.status == "pending" for each in channel.unban_requests):
            raise ValueError(f"{asking.login} has asked already")
        request = UnbanRequest(id=self.ids.uuid(), user_id=asking.id, text=text, created_at=self.clock.now())
        channel.unban_requests.append(request)
        created = self.clock.stamp(request.created_at)
        event = {"id": request.id, **who("user", asking), "text": text, "created_at": created}
        self._tell(channel, "channel.unban_request.create", event)
        return request

    def resolve_unban_request(
        self,
        broadcaster: UserRef,
        request_id: str,
        *,
        approve: bool,
        by: UserRef | None = None,
        text: str | None = None,
    ) -> None:
        """A moderator answers; approved, the ban is lifted.

        Raises:
            LookupError: There is no such request, or it has been answered.
        """
        channel = self.channel(broadcaster)
        request = next((each for each in channel.unban_requests if each.id == request_id), None)
        if request is None or request.status != "pending":
            raise LookupError(f"{channel.broadcaster.login} has no open unban request {request_id!r}")
        moderator = self._moderator(channel, by)
        request.status = "approved" if approve else "denied"
        request.moderator_id, request.resolved_at, request.resolution = moderator.id, self.clock.now(), text
        asking = self.world.users[request.user_id]
        event = {
            "id": request.id,
            **who("moderator_user", moderator),
            **who("user", asking),
            "resolution_text": text,
            "status": request.status,
        }
        self._tell(channel, "channel.unban_request.resolve", event)
        detail = {"is_approved": approve, **who("user", asking), "moderator_message": text or ""}
        action = "approve_unban_request" if approve else "deny_unban_request"
        self._tell_moderation(channel, moderator, action, detail, record="unban_request")
        if approve:
            self._lift(channel, asking, moderator)

    # What comes before a ban

    def warn(self, broadcaster: UserRef, user: UserRef, reason: str, *, by: UserRef | None = None) -> None:
        """Somebody is warned, and may not chat until they have acknowledged it."""
        channel, target = self.channel(broadcaster), self.user(user)
        moderator = self._moderator(channel, by)
        channel.warned[target.id] = reason
        warning = {**who("user", target), "reason": reason, "chat_rules_cited": None}
        self._tell(channel, "channel.warning.send", {**who("moderator_user", moderator), **warning})
        self._tell_moderation(channel, moderator, "warn", warning, versions=("2",))

    def acknowledge_warning(self, user: UserRef, broadcaster: UserRef) -> None:
        """Somebody acknowledges that they were warned.

        Raises:
            LookupError: They were not.
        """
        channel, target = self.channel(broadcaster), self.user(user)
        if channel.warned.pop(target.id, None) is None:
            raise LookupError(f"{target.login} has no warning in {channel.broadcaster.login}'s chat")
        self._tell(channel, "channel.warning.acknowledge", who("user", target))

    def suspect(self, broadcaster: UserRef, user: UserRef, status: str, *, by: UserRef | None = None) -> None:
        """A suspicious user is treated otherwise.

        Args:
            status: As Helix has it: `ACTIVE_MONITORING`, `RESTRICTED` or `NO_TREATMENT`.
        """
        channel, target = self.channel(broadcaster), self.user(user)
        moderator = self._moderator(channel, by)
        suspicion = Suspicion(status=status, moderator_id=moderator.id, updated_at=self.clock.now())
        channel.suspicious[target.id] = suspicion
        event = {**who("moderator_user", moderator), **who("user", target), "low_trust_status": suspicion.told}
        self._tell(channel, "channel.suspicious_user.update", event)
