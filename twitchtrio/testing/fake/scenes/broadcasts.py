"""Broadcasts and what happens in them."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from ..earnings import Ads
from ..events import who
from ..world import FakeChannel, FakeStream, PendingRaid, UserRef
from ._stage import change
from .footage import Footage

__all__ = ["Broadcasts"]


_COUNTDOWN: Final = 90.0
_SNOOZE: Final = 300.0
_SNOOZES_GROW: Final = 3600.0


class Broadcasts(Footage):
    """Broadcasters at work."""

    def go_live(self, broadcaster: UserRef, *, title: str | None = None, viewers: int = 1) -> None:
        """A broadcast begins."""
        channel, now = self.channel(broadcaster), self.clock.now()
        if title is not None:
            channel.title = title
        channel.stream = FakeStream(id=self.ids.number(), started_at=now, viewer_count=viewers)
        event = {"id": channel.stream.id, "type": "live", "started_at": self.clock.short_stamp(now)}
        self._tell(channel, "stream.online", event)

    def go_offline(self, broadcaster: UserRef) -> None:
        """A broadcast ends."""
        channel = self.channel(broadcaster)
        stream, channel.stream, channel.pin = channel.stream, None, None
        for reward in channel.rewards:
            reward.redeemed.clear()
        if stream is not None:
            seconds = int(self.clock.now() - stream.started_at)
            video = self.add_video(broadcaster, channel.title, type="archive", seconds=seconds, stream_id=stream.id)
            video.created_at = stream.started_at
        self._tell(channel, "stream.offline", {} if stream is None else {"id": stream.id})

    def update_channel(self, broadcaster: UserRef, **changes: Any) -> None:
        """The broadcaster changes title, language, category or labels, by the names of `FakeChannel`."""
        channel = self.channel(broadcaster)
        change(channel, changes)
        event = {
            "title": channel.title,
            "language": channel.language,
            "category_id": channel.category_id,
            "category_name": channel.category_name,
            "content_classification_labels": channel.content_classification_labels,
        }
        self._tell(channel, "channel.update", event, version="2")

    def start_ad_break(self, broadcaster: UserRef, seconds: int, *, requester: UserRef | None = None) -> None:
        """Advertisements begin, by themselves where nobody asked for them."""
        channel = self.channel(broadcaster)
        channel.ads.last_at = self.clock.now()
        event = {
            "duration_seconds": seconds,
            "started_at": self.clock.short_stamp(),
            "is_automatic": requester is None,
            **who("requester_user", self.user(requester or broadcaster)),
        }
        self._tell(channel, "channel.ad_break.begin", event)

    def schedule_ad(self, broadcaster: UserRef, *, after: float, seconds: int = 60) -> None:
        """Advertisements will begin by themselves, unless they are put off."""
        channel = self.channel(broadcaster)
        channel.ads.duration = seconds
        self._expect_ads(broadcaster, channel.ads, after)

    def snooze_ad(self, broadcaster: UserRef) -> None:
        """The next advertisements come five minutes later.

        Raises:
            LookupError: None are to come.
            ValueError: They cannot be put off any more.
        """
        ads = self.channel(broadcaster).ads
        if ads.next_at is None:
            raise LookupError(f"no advertisements are to come in {self.user(broadcaster).login}'s channel")
        if not ads.snoozes:
            raise ValueError("advertisements cannot be put off any more")
        ads.snoozes -= 1
        ads.snoozes_grow_at = self.clock.now() + _SNOOZES_GROW
        self._expect_ads(broadcaster, ads, ads.next_at - self.clock.now() + _SNOOZE)

    def _expect_ads(self, broadcaster: UserRef, ads: Ads, after: float) -> None:
        ads.next_at = self.clock.now() + after
        ads.timer = self.timers.after(after, partial(self._show_ads, broadcaster, ads), instead_of=ads.timer)

    def _show_ads(self, broadcaster: UserRef, ads: Ads) -> None:
        ads.next_at = None
        self.start_ad_break(broadcaster, ads.duration)

    def start_raid(self, from_broadcaster: UserRef, to_broadcaster: UserRef) -> None:
        """A raid is prepared; it goes after 90 seconds, with all who watch.

        Raises:
            ValueError: Another is, or it would go to its own channel.
        """
        self.timers.settle()
        source, target = self.channel(from_broadcaster), self.user(to_broadcaster)
        if source.raid is not None:
            raise ValueError(f"a raid of {source.broadcaster.login} is prepared already")
        if target is source.broadcaster:
            raise ValueError("nobody can raid their own channel")
        timer = self.timers.after(_COUNTDOWN, partial(self.go_raid, from_broadcaster))
        source.raid = PendingRaid(target=target, created_at=self.clock.now(), timer=timer)
        viewers = 0 if source.stream is None else source.stream.viewer_count
        detail = {**who("user", target), "viewer_count": viewers}
        self._tell_moderation(source, source.broadcaster, "raid", detail)

    def go_raid(self, broadcaster: UserRef) -> None:
        """The raid that is prepared goes.

        Raises:
            LookupError: None is.
        """
        source = self.channel(broadcaster)
        raid = self._take_raid(source)
        self.raid(source.broadcaster, raid.target, 0 if source.stream is None else source.stream.viewer_count)

    def cancel_raid(self, broadcaster: UserRef) -> None:
        """The raid that is prepared does not go.

        Raises:
            LookupError: None is.
        """
        self.timers.settle()
        source = self.channel(broadcaster)
        raid = self._take_raid(source)
        self._tell_moderation(source, source.broadcaster, "unraid", who("user", raid.target))

    def _take_raid(self, source: FakeChannel) -> PendingRaid:
        raid, source.raid = source.raid, None
        if raid is None:
            raise LookupError(f"no raid of {source.broadcaster.login} is prepared")
        self.timers.cancel(raid.timer)
        return raid

    def raid(self, from_broadcaster: UserRef, to_broadcaster: UserRef, viewers: int) -> None:
        """One channel's viewers raid another."""
        source, target = self.user(from_broadcaster), self.channel(to_broadcaster)
        event = {
            **who("from_broadcaster_user", source),
            **who("to_broadcaster_user", target.broadcaster),
            "viewers": viewers,
        }
        self.emit("channel.raid", "1", event, {"to_broadcaster_user_id": target.broadcaster.id})
        self.emit("channel.raid", "1", event, {"from_broadcaster_user_id": source.id})
        raid = {**who("user", source), "viewer_count": viewers, "profile_image_url": ""}
        self._notice(target, source, "raid", raid)
