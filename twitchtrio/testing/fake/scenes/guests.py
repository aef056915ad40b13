"""Guest Star."""

from __future__ import annotations

from typing import Any, Final

from ..events import who
from ..guests import Guest, Session
from ..world import FakeChannel, FakeUser, UserRef
from ._stage import Stage, change

__all__ = ["Guests"]

_LAYOUTS: Final = {
    "TILED_LAYOUT": "tiled",
    "SCREENSHARE_LAYOUT": "screenshare",
    "HORIZONTAL_LAYOUT": "horizontal_top",
    "VERTICAL_LAYOUT": "vertical_left",
}


class Guests(Stage):
    """Broadcasters who have guests. Where no moderator is named, it is the broadcaster."""

    def start_guest_star(self, broadcaster: UserRef) -> str:
        """A session begins, with the host in slot 0; returns its id.

        Raises:
            ValueError: There is one.
        """
        channel, now = self.channel(broadcaster), self.clock.now()
        host, guests = channel.broadcaster, channel.guest_star
        if guests.session is not None:
            raise ValueError(f"{host.login} has guests already")
        slots = {"0": Guest(user_id=host.id, assigned_at=now, is_live=True)}
        guests.session = Session(id=self.ids.uuid(), started_at=now, slots=slots)
        self._tell_session("begin", channel, guests.session)
        return guests.session.id

    def end_guest_star(self, broadcaster: UserRef) -> None:
        """The session ends.

        Raises:
            LookupError: There is none.
        """
        channel = self.channel(broadcaster)
        session, channel.guest_star.session = self._session(channel), None
        ended = {"ended_at": self.clock.stamp(), **who("host_user", channel.broadcaster)}
        self._tell_session("end", channel, session, **ended)

    def update_guest_star(self, broadcaster: UserRef, **changes: Any) -> None:
        """The broadcaster has guests in another way, by the fields of `GuestStar`."""
        channel = self.channel(broadcaster)
        guests = channel.guest_star
        change(guests, changes)
        event = {
            "is_moderator_send_live_enabled": guests.moderators_send_live,
            "slot_count": guests.slot_count,
            "is_browser_source_audio_enabled": guests.browser_audio,
            "group_layout": _LAYOUTS.get(guests.layout, guests.layout),
        }
        self._tell(channel, "channel.guest_star_settings.update", event, version="beta")

    def invite_guest(self, broadcaster: UserRef, guest: UserRef, *, by: UserRef | None = None) -> None:
        """Somebody is invited, and ready at once.

        Raises:
            LookupError: There is no session.
        """
        channel, invited = self.channel(broadcaster), self.user(guest)
        self._session(channel).invited[invited.id] = self.clock.now()
        self._tell_guest(channel, invited, "invited", by)

    def uninvite_guest(self, broadcaster: UserRef, guest: UserRef, *, by: UserRef | None = None) -> None:
        """An invitation is taken back.

        Raises:
            LookupError: There is none.
        """
        channel, invited = self.channel(broadcaster), self.user(guest)
        if self._session(channel).invited.pop(invited.id, None) is None:
            raise LookupError(f"{invited.login} is not invited")
        self._tell_guest(channel, invited, "removed", by)

    def seat_guest(self, broadcaster: UserRef, guest: UserRef, slot_id: str, *, by: UserRef | None = None) -> None:
        """Somebody who was invited gets a slot, behind the scenes.

        Raises:
            LookupError: They were not.
        """
        channel, invited = self.channel(broadcaster), self.user(guest)
        session = self._session(channel)
        if session.invited.pop(invited.id, None) is None:
            raise LookupError(f"{invited.login} is not invited")
        session.slots[slot_id] = Guest(user_id=invited.id, assigned_at=self.clock.now())
        self._tell_slot(channel, slot_id, by)

    def move_guest(self, broadcaster: UserRef, slot_id: str, to: str, *, by: UserRef | None = None) -> None:
        """A guest moves to another slot; who was there gets theirs.

        Raises:
            LookupError: There is no guest.
        """
        channel = self.channel(broadcaster)
        slots = self._session(channel).slots
        self._guest(channel, slot_id)
        moved, other = slots.pop(slot_id), slots.pop(to, None)
        slots[to] = moved
        if other is not None:
            slots[slot_id] = other
            self._tell_slot(channel, slot_id, by)
        self._tell_slot(channel, to, by)

    def update_guest(self, broadcaster: UserRef, slot_id: str, *, by: UserRef | None = None, **changes: Any) -> None:
        """Whether a guest is on air, heard and seen, and how loud, by the fields of `Guest`.

        Raises:
            LookupError: There is no guest.
        """
        channel = self.channel(broadcaster)
        change(self._guest(channel, slot_id), changes)
        self._tell_slot(channel, slot_id, by)

    def remove_guest(
        self, broadcaster: UserRef, slot_id: str, *, reinvite: bool = False, by: UserRef | None = None
    ) -> None:
        """A guest leaves their slot, and may be invited again.

        Raises:
            LookupError: There is no guest.
        """
        channel = self.channel(broadcaster)
        guest, session = self._guest(channel, slot_id), self._session(channel)
        del session.slots[slot_id]
        self._tell_guest(channel, self.world.users[guest.user_id], "removed", by, slot_id=slot_id)
        if reinvite:
            self.invite_guest(broadcaster, self.world.users[guest.user_id], by=by)

    def _session(self, channel: FakeChannel) -> Session:
        if channel.guest_star.session is None:
            raise LookupError(f"{channel.broadcaster.login} has no guests")
        return channel.guest_star.session

    def _guest(self, channel: FakeChannel, slot_id: str) -> Guest:
        guest = self._session(channel).slots.get(slot_id)
        if guest is None:
            raise LookupError(f"{channel.broadcaster.login} has no guest in slot {slot_id!r}")
        return guest

    def _tell_session(self, what: str, channel: FakeChannel, session: Session, **more: Any) -> None:
        event = {
            "session_id": session.id,
            "started_at": self.clock.stamp(session.started_at),
            **who("moderator_user", channel.broadcaster),
            **more,
        }
        self._tell(channel, f"channel.guest_star_session.{what}", event, version="beta")

    def _tell_slot(self, channel: FakeChannel, slot_id: str, by: UserRef | None) -> None:
        guest = self._guest(channel, slot_id)
        state = "live" if guest.is_live else "backstage"
        self._tell_guest(channel, self.world.users[guest.user_id], state, by, slot_id=slot_id, guest=guest)

    def _tell_guest(
        self,
        channel: FakeChannel,
        user: FakeUser,
        state: str,
        by: UserRef | None,
        *,
        slot_id: str | None = None,
        guest: Guest | None = None,
    ) -> None:
        event = {
            "session_id": self._session(channel).id,
            **who("moderator_user", self._moderator(channel, by)),
            **who("guest_user", user),
            "slot_id": slot_id,
            "state": state,
            **who("host_user", channel.broadcaster),
            "host_video_enabled": None if guest is None else guest.sees,
            "host_audio_enabled": None if guest is None else guest.hears,
            "host_volume": None if guest is None else guest.volume,
        }
        self._tell(channel, "channel.guest_star_guest.update", event, version="beta")
