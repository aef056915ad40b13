"""Every event, endpoint and model, with the types that a user's program sees: read by type checkers, never run."""
# ruff: noqa: D103, T201 - never run; what a function shows is its body

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, assert_never, assert_type

from twitchtrio import (
    APP,
    ChannelChatMessage,
    ChannelRaid,
    Endpoints,
    EventSub,
    Helix,
    Secret,
    enums,
    eventsub,
    helix,
    subscription,
)
from twitchtrio.eventsub import (
    ChannelAdBreakBegin,
    ChannelChatClear,
    ChannelChatClearUserMessages,
    ChannelChatMessageDelete,
    ChannelChatNotification,
    ChannelChatSettingsUpdate,
    ChannelChatUserMessageHold,
    ChannelChatUserMessageUpdate,
    ChannelCheer,
    ChannelSubscribe,
    ChannelSubscriptionEnd,
    ChannelSubscriptionGift,
    ChannelSubscriptionMessage,
    StreamOnline,
)

# Events


async def in_a_channel(events: EventSub) -> None:
    assert_type(await events.wait_for(ChannelAdBreakBegin, "somechannel"), ChannelAdBreakBegin)
    assert_type(await events.wait_for(eventsub.ChannelBan, "somechannel"), eventsub.ChannelBan)
    assert_type(await events.wait_for(ChannelChatClear, "somechannel"), ChannelChatClear)
    assert_type(await events.wait_for(ChannelChatClearUserMessages, "somechannel"), ChannelChatClearUserMessages)
    assert_type(await events.wait_for(ChannelChatMessageDelete, "somechannel"), ChannelChatMessageDelete)
    assert_type(await events.wait_for(ChannelChatNotification, "somechannel"), ChannelChatNotification)
    assert_type(await events.wait_for(ChannelChatSettingsUpdate, "somechannel"), ChannelChatSettingsUpdate)
    assert_type(await events.wait_for(ChannelChatUserMessageHold, "somechannel"), ChannelChatUserMessageHold)
    assert_type(await events.wait_for(ChannelChatUserMessageUpdate, "somechannel"), ChannelChatUserMessageUpdate)
    assert_type(await events.wait_for(ChannelCheer, "somechannel"), ChannelCheer)
    assert_type(await events.wait_for(ChannelSubscribe, "somechannel"), ChannelSubscribe)
    assert_type(await events.wait_for(ChannelSubscriptionEnd, "somechannel"), ChannelSubscriptionEnd)
    assert_type(await events.wait_for(ChannelSubscriptionGift, "somechannel"), ChannelSubscriptionGift)
    assert_type(await events.wait_for(ChannelSubscriptionMessage, "somechannel"), ChannelSubscriptionMessage)


def conditions() -> None:
    assert_type(ChannelCheer.where(broadcaster_user_id="123"), eventsub.Subscription[ChannelCheer])
    assert_type(ChannelChatClear.where(broadcaster_user_id="123"), eventsub.Subscription[ChannelChatClear])
    assert_type(ChannelRaid.where(from_broadcaster_user_id="123"), eventsub.Subscription[ChannelRaid])


def chat_message(message: ChannelChatMessage) -> None:
    assert_type(message.text, str)
    assert_type(message.message, eventsub.MessageContent)
    assert_type(message.message.fragments, tuple[eventsub.Fragment, ...])
    assert_type(message.message_type, eventsub.ChatMessageType)
    assert_type(message.badges, tuple[eventsub.Badge, ...])
    assert_type(message.cheer, eventsub.Cheer | None)
    assert_type(message.reply, eventsub.Reply | None)
    assert_type(message.chatter, eventsub.Chatter)
    assert_type(message.broadcaster, eventsub.PartialUser)
    assert_type(message.source_broadcaster, eventsub.PartialUser | None)
    assert_type(message.mentions, tuple[eventsub.Mention, ...])
    assert_type(message.emotes, tuple[eventsub.Emote, ...])
    assert_type(message.cheermotes, tuple[eventsub.Cheermote, ...])
    assert_type(message.is_mirrored, bool)
    assert_type(message.bits, int)
    assert_type(message.identity, str | None)
    assert_type(message.as_dict(), dict[str, Any])


def chatter(who: eventsub.Chatter) -> None:
    assert_type(who.badge("vip"), eventsub.Badge | None)
    assert_type((who.user_id, who.login, who.display_name, who.mention, who.color), tuple[str, str, str, str, str])
    assert_type((who.months, who.tier), tuple[int, int])
    assert_type((who.is_broadcaster, who.is_moderator, who.is_vip, who.is_subscriber), tuple[bool, bool, bool, bool])


def by_number(held: eventsub.AutomodMessageHoldV2, decided: eventsub.AutomodMessageUpdateV2) -> None:
    assert_type(held, eventsub.AutomodMessageHold)
    assert_type(decided, eventsub.AutomodMessageUpdate)
    done = eventsub.ChannelModerateV2.where(broadcaster_user_id="1")
    assert_type(done, eventsub.Subscription[eventsub.ChannelModerate])
    second = eventsub.ChannelChannelPointsAutomaticRewardRedemptionAddV2
    assert_type(second.VERSION, str)


def entitlement(grant: eventsub.DropEntitlementGrant) -> None:
    assert_type(grant.data, eventsub.DropEntitlement)
    assert_type(
        eventsub.DropEntitlementGrant.where(organization_id="9"),
        eventsub.Subscription[eventsub.DropEntitlementGrant],
    )


def chat_fragment(fragment: eventsub.Fragment, emote: eventsub.Emote) -> None:
    assert_type(fragment.type, eventsub.FragmentType)
    assert_type(fragment.cheermote, eventsub.Cheermote | None)
    assert_type(fragment.emote, eventsub.Emote | None)
    assert_type(fragment.mention, eventsub.Mention | None)
    assert_type(fragment.gif, eventsub.Gif | None)
    assert_type(emote.format, tuple[eventsub.EmoteFormat, ...])


def taken_apart(event: ChannelChatNotification) -> str:
    notice: eventsub.Notice = event.notice
    assert_type(event.chatter, eventsub.Chatter | None)
    match notice:
        case eventsub.RaidNotice(viewer_count=count):
            return str(count)
        case eventsub.UnknownNotice(notice_type=kind):
            return kind
        case _:
            return ""


def chat_notification(notice: ChannelChatNotification) -> None:
    assert_type(notice.notice_type, eventsub.NoticeType)
    assert_type(notice.message, eventsub.NoticeContent)
    assert_type(notice.sub, eventsub.SubNotice | None)
    assert_type(notice.resub, eventsub.ResubNotice | None)
    assert_type(notice.sub_gift, eventsub.SubGiftNotice | None)
    assert_type(notice.community_sub_gift, eventsub.CommunitySubGiftNotice | None)
    assert_type(notice.gift_paid_upgrade, eventsub.GiftPaidUpgradeNotice | None)
    assert_type(notice.prime_paid_upgrade, eventsub.PrimePaidUpgradeNotice | None)
    assert_type(notice.pay_it_forward, eventsub.PayItForwardNotice | None)
    assert_type(notice.raid, eventsub.RaidNotice | None)
    assert_type(notice.unraid, eventsub.UnraidNotice | None)
    assert_type(notice.announcement, eventsub.AnnouncementNotice | None)
    assert_type(notice.bits_badge_tier, eventsub.BitsBadgeTierNotice | None)
    assert_type(notice.charity_donation, eventsub.CharityDonationNotice | None)
    assert_type(notice.watch_streak, eventsub.WatchStreakNotice | None)
    assert_type(notice.modiversary, eventsub.ModiversaryNotice | None)


def donation(notice: eventsub.CharityDonationNotice) -> None:
    assert_type(notice.amount, eventsub.Amount)
    assert_type(notice.amount.value, int)


def held_message(held: ChannelChatUserMessageHold, update: ChannelChatUserMessageUpdate) -> None:
    assert_type(held.message, eventsub.HeldContent)
    assert_type(update.status, eventsub.HeldStatus)
    for fragment in held.message.fragments:
        assert_type(fragment, eventsub.HeldFragment)
        assert_type(fragment.emote, eventsub.HeldEmote | None)


def moderated(event: eventsub.ChannelModerate | eventsub.ChannelModerateV1) -> str:  # noqa: C901, PLR0911, PLR0912  # every case
    assert_type(event.action, eventsub.ModeratorActionType)
    assert_type(event.moderator, eventsub.PartialUser)
    assert_type(event.source_broadcaster, eventsub.PartialUser | None)
    assert_type(event.automod_terms, eventsub.ActionOnTerms | None)
    assert_type(event.unban_request, eventsub.ActionOnUnbanRequest | None)
    done: eventsub.ModeratorAction = event.done
    match done:
        case eventsub.BanAction(reason=reason) | eventsub.WarnAction(reason=reason):
            return reason or ""
        case eventsub.TimeoutAction(expires_at=expires_at):
            return assert_type(expires_at, datetime).isoformat()
        case eventsub.DeleteAction(message_id=message_id):
            return message_id
        case eventsub.UnbanAction() | eventsub.UntimeoutAction():
            return done.user_login
        case eventsub.ModAction() | eventsub.UnmodAction() | eventsub.VipAction() | eventsub.UnvipAction():
            return done.user_login
        case eventsub.ApproveUnbanRequestAction() | eventsub.DenyUnbanRequestAction():
            return done.moderator_message
        case eventsub.RaidAction(viewer_count=count):
            return str(count)
        case eventsub.UnraidAction():
            return done.user_login
        case eventsub.AddBlockedTermAction() | eventsub.RemoveBlockedTermAction():
            return assert_type(done.action, eventsub.TermsChange)
        case eventsub.AddPermittedTermAction() | eventsub.RemovePermittedTermAction():
            return assert_type(done.list, eventsub.TermsList)
        case eventsub.FollowersAction(follow_duration_minutes=count) | eventsub.SlowAction(wait_time_seconds=count):
            return str(count)
        case eventsub.EmoteOnlyAction() | eventsub.SubscribersAction() | eventsub.UniqueChatAction():
            return "on"
        case eventsub.EmoteOnlyOffAction() | eventsub.SubscribersOffAction() | eventsub.UniqueChatOffAction():
            return "off"
        case eventsub.FollowersOffAction() | eventsub.SlowOffAction():
            return "off"
        case eventsub.ClearAction():
            return "clear"
        case eventsub.UnknownAction(action=action):
            return action
        case _:
            assert_never(done)


def moderated_user(event: eventsub.ChannelModerate) -> str | None:
    assert_type(event.warn, eventsub.WarnAction | None)
    return event.done.user_id if isinstance(event.done, eventsub.ActionOnUser) else None


def shared_chat(
    begin: eventsub.ChannelSharedChatBegin,
    update: eventsub.ChannelSharedChatUpdate,
    end: eventsub.ChannelSharedChatEnd,
) -> None:
    assert_type(begin.participants, tuple[eventsub.SharedChatChannel, ...])
    assert_type(update.participants, tuple[eventsub.SharedChatChannel, ...])
    assert_type(end.host_broadcaster, eventsub.PartialUser)
    assert_type(end.session_id, str)


def guest_star_session(begin: eventsub.ChannelGuestStarSessionBegin, end: eventsub.ChannelGuestStarSessionEnd) -> None:
    assert_type(begin.started_at, datetime)
    assert_type(begin.moderator, eventsub.PartialUser | None)
    assert_type(end.ended_at, datetime)
    assert_type(end.host, eventsub.PartialUser | None)


def guest_star_guest(
    update: eventsub.ChannelGuestStarGuestUpdate, settings: eventsub.ChannelGuestStarSettingsUpdate
) -> None:
    assert_type(update.guest, eventsub.PartialUser | None)
    assert_type(update.state, eventsub.GuestStarState | None)
    assert_type(update.host_volume, int | None)
    assert_type(settings.group_layout, eventsub.GuestStarGroupLayout)


def subscriptions(resub: ChannelSubscriptionMessage, cheer: ChannelCheer) -> None:
    assert_type(resub.tier, eventsub.SubTier)
    assert_type(resub.message, eventsub.ResubMessage)
    assert_type(resub.message.emotes, tuple[eventsub.EmotePosition, ...])
    assert_type(cheer.bits, int)
    assert_type(cheer.user_id, str | None)


def rewards(added: eventsub.ChannelChannelPointsCustomRewardAdd) -> None:
    changed: eventsub.Subscription[eventsub.ChannelChannelPointsCustomRewardUpdate]
    changed = eventsub.ChannelChannelPointsCustomRewardUpdate.where(broadcaster_user_id="123", reward_id="abc")
    removed = eventsub.ChannelChannelPointsCustomRewardRemove.where(broadcaster_user_id="123")
    print(changed, removed)
    assert_type(added.max_per_stream, eventsub.RewardLimit)
    assert_type(added.max_per_user_per_stream.value, int)
    assert_type(added.global_cooldown, eventsub.RewardCooldown)
    assert_type(added.image, eventsub.RewardImage | None)
    assert_type(added.cooldown_expires_at, datetime | None)


async def redemptions(events: EventSub) -> None:
    event = await events.wait_for(eventsub.ChannelChannelPointsCustomRewardRedemptionAdd, "somechannel")
    assert_type(event.status, eventsub.RewardRedemptionStatus)
    assert_type(event.reward, eventsub.RedeemedReward)
    update = eventsub.ChannelChannelPointsCustomRewardRedemptionUpdate.where(broadcaster_user_id="123", reward_id="abc")
    async with events.listen(update) as updates:
        async for each in updates:
            assert_type(each.user.display_name, str)


def automatic_redemption(event: eventsub.ChannelChannelPointsAutomaticRewardRedemptionAdd) -> str:
    assert_type(event.reward, eventsub.AutomaticReward)
    assert_type(event.reward.type, eventsub.AutomaticRewardType)
    redeemed: eventsub.Redeemed = event.redeemed
    match redeemed:
        case eventsub.RedemptionMessage(text=text, fragments=fragments):
            assert_type(fragments, tuple[eventsub.RedemptionFragment, ...])
            assert_type(fragments[0].emote, eventsub.RedemptionEmote | None)
            return text
        case eventsub.UnlockedEmote(name=name):
            return name
        case eventsub.UnknownRedeemed(type=kind):
            return kind


def automatic_redemption_v1(event: eventsub.ChannelChannelPointsAutomaticRewardRedemptionAddV1) -> None:
    assert_type(event.reward, eventsub.AutomaticRewardV1)
    assert_type(event.reward.unlocked_emote, eventsub.UnlockedEmote | None)
    assert_type(event.message, eventsub.RedemptionMessageV1 | None)


def polls(begin: eventsub.ChannelPollBegin, going: eventsub.ChannelPollProgress, end: eventsub.ChannelPollEnd) -> None:
    assert_type(begin.choices, tuple[eventsub.OfferedChoice, ...])
    assert_type(begin.channel_points_voting, eventsub.PollVoting)
    assert_type(going.leading, tuple[eventsub.VotedChoice, ...])
    assert_type(end.leading[0].votes, int)
    assert_type(end.status, eventsub.PollEndStatus)


def predictions(locked: eventsub.ChannelPredictionLock, end: eventsub.ChannelPredictionEnd) -> None:
    begun = eventsub.ChannelPredictionBegin.where(broadcaster_user_id="123")
    going = eventsub.ChannelPredictionProgress.where(broadcaster_user_id="123")
    print(begun, going)
    assert_type(locked.outcomes, tuple[eventsub.Outcome, ...])
    assert_type(locked.outcomes[0].color, eventsub.OutcomeColor)
    assert_type(locked.outcomes[0].top_predictors, tuple[eventsub.Predictor, ...] | None)
    assert_type(end.status, eventsub.PredictionEndStatus)
    assert_type(end.winner, eventsub.Outcome | None)


def bits(event: eventsub.ChannelBitsUse) -> str:
    assert_type(event.type, eventsub.BitsUseType)
    assert_type(event.message, eventsub.MessageContent | None)
    use: eventsub.BitsUse = event.use
    match use:
        case eventsub.Cheer(bits=bits):
            return str(bits)
        case eventsub.PowerUp(type=power_up, emote=emote):
            assert_type(power_up, eventsub.PowerUpType)
            assert_type(emote, eventsub.PowerUpEmote | None)
            return power_up
        case eventsub.CustomPowerUpUse(title=title):
            return title
        case eventsub.UnknownBitsUse(type=kind):
            return kind


def custom_power_up(event: eventsub.ChannelCustomPowerUpRedemptionAdd) -> None:
    assert_type(event.custom_power_up, eventsub.RedeemedPowerUp)
    assert_type(event.status, eventsub.RewardRedemptionStatus)


def automod_events(held: eventsub.AutomodMessageHold, update: eventsub.AutomodMessageUpdate) -> str:
    assert_type(eventsub.AutomodMessageHold.for_channel("123"), eventsub.Subscription[eventsub.AutomodMessageHold])
    assert_type((held.broadcaster, held.user), tuple[eventsub.PartialUser, eventsub.PartialUser])
    assert_type(held.message, eventsub.AutomodContent)
    assert_type(held.held_at, datetime)
    for fragment in held.message.fragments:
        assert_type(fragment, eventsub.AutomodFragment)
        assert_type(fragment.type, eventsub.FragmentType)
        assert_type(fragment.emote, eventsub.HeldEmote | None)
    assert_type(held.reason, eventsub.HoldReason)
    assert_type(held.automod, eventsub.AutomodHoldCause | None)
    assert_type(held.blocked_link, eventsub.BlockedLinkHoldCause | None)
    assert_type((update.status, update.moderator), tuple[eventsub.AutomodMessageStatus, eventsub.PartialUser])
    cause: eventsub.HoldCause = update.cause
    match cause:
        case eventsub.AutomodHoldCause(category=category, boundaries=boundaries):
            assert_type(boundaries, tuple[eventsub.TextBoundary, ...])
            return category
        case eventsub.BlockedTermHoldCause(terms_found=found):
            assert_type(found, tuple[eventsub.BlockedTermFound, ...])
            return found[0].owner_broadcaster_user_name
        case eventsub.BlockedLinkHoldCause():
            return ""
        case eventsub.UnknownHoldCause(reason=reason):
            return reason


def automod_v1(held: eventsub.AutomodMessageHoldV1, update: eventsub.AutomodMessageUpdateV1) -> None:
    assert_type(held.message, eventsub.HeldContent)
    assert_type(held.fragments, eventsub.AutomodFragmentsV1 | None)
    assert_type((update.status, update.level), tuple[eventsub.AutomodMessageStatus, int])


def automod_settings(settings: eventsub.AutomodSettingsUpdate, terms: eventsub.AutomodTermsUpdate) -> None:
    assert_type((settings.overall_level, settings.swearing), tuple[int | None, int])
    assert_type(settings.moderator, eventsub.PartialUser)
    assert_type((terms.action, terms.terms), tuple[eventsub.AutomodTermsAction, tuple[str, ...]])


def bans(ban: eventsub.ChannelBan, unban: eventsub.ChannelUnban) -> None:
    assert_type((ban.user, ban.moderator), tuple[eventsub.PartialUser, eventsub.PartialUser])
    assert_type((unban.user, unban.moderator), tuple[eventsub.PartialUser, eventsub.PartialUser])


def unban_requests(request: eventsub.ChannelUnbanRequestCreate, answer: eventsub.ChannelUnbanRequestResolve) -> None:
    assert_type((request.id, request.text, request.created_at), tuple[str, str, datetime])
    assert_type(answer.status, eventsub.UnbanRequestResolution)
    assert_type((answer.user, answer.moderator), tuple[eventsub.PartialUser, eventsub.PartialUser | None])


async def roles(events: EventSub) -> None:
    assert_type(await events.wait_for(eventsub.ChannelModeratorAdd, "somechannel"), eventsub.ChannelModeratorAdd)
    assert_type(await events.wait_for(eventsub.ChannelModeratorRemove, "somechannel"), eventsub.ChannelModeratorRemove)
    assert_type(await events.wait_for(eventsub.ChannelVipAdd, "somechannel"), eventsub.ChannelVipAdd)
    assert_type(await events.wait_for(eventsub.ChannelVipRemove, "somechannel"), eventsub.ChannelVipRemove)


def warnings(warning: eventsub.ChannelWarningSend, acknowledged: eventsub.ChannelWarningAcknowledge) -> None:
    assert_type((warning.reason, warning.chat_rules_cited), tuple[str | None, tuple[str, ...] | None])
    assert_type((warning.moderator, acknowledged.user), tuple[eventsub.PartialUser, eventsub.PartialUser])


def suspicious_users(
    wrote: eventsub.ChannelSuspiciousUserMessage, update: eventsub.ChannelSuspiciousUserUpdate
) -> None:
    assert_type((wrote.user, update.moderator), tuple[eventsub.PartialUser, eventsub.PartialUser])
    assert_type(
        (wrote.low_trust_status, update.low_trust_status), tuple[eventsub.LowTrustStatus, eventsub.LowTrustStatus]
    )
    assert_type(wrote.types, tuple[eventsub.LowTrustType, ...] | None)
    assert_type(wrote.ban_evasion_evaluation, eventsub.BanEvasionEvaluation)
    assert_type(wrote.message, eventsub.SuspiciousMessage)
    for fragment in wrote.message.fragments:
        assert_type(fragment, eventsub.SuspiciousFragment)
        assert_type(fragment.emote, eventsub.SuspiciousEmote | None)


def shield_mode(begin: eventsub.ChannelShieldModeBegin, end: eventsub.ChannelShieldModeEnd) -> None:
    assert_type((begin.moderator, begin.started_at), tuple[eventsub.PartialUser, datetime])
    assert_type((end.started_at, end.ended_at), tuple[datetime | None, datetime])


def shoutouts(given: eventsub.ChannelShoutoutCreate, got: eventsub.ChannelShoutoutReceive) -> None:
    assert_type((given.to_broadcaster, got.from_broadcaster), tuple[eventsub.PartialUser, eventsub.PartialUser])
    assert_type((given.viewer_count, given.target_cooldown_ends_at), tuple[int, datetime])


async def goals(events: EventSub) -> None:
    assert_type(await events.wait_for(eventsub.ChannelGoalBegin, "somechannel"), eventsub.ChannelGoalBegin)
    progress = await events.wait_for(eventsub.ChannelGoalProgress, "somechannel")
    assert_type(progress.is_achieved, bool | None)
    end = await events.wait_for(eventsub.ChannelGoalEnd, "somechannel")
    assert_type(end.type, eventsub.ChannelGoalType)
    assert_type(end.is_achieved, bool)
    assert_type(end.ended_at, datetime)


async def hype_trains(events: EventSub) -> None:
    begin = await events.wait_for(eventsub.ChannelHypeTrainBegin, "somechannel")
    assert_type(begin.type, eventsub.HypeTrainType)
    assert_type(begin.shared_train_participants, tuple[eventsub.HypeTrainChannel, ...] | None)
    progress = await events.wait_for(eventsub.ChannelHypeTrainProgress, "somechannel")
    assert_type(progress.top_contributions, tuple[eventsub.HypeTrainContribution, ...] | None)
    end = await events.wait_for(eventsub.ChannelHypeTrainEnd, "somechannel")
    for contribution in end.top_contributions or ():
        assert_type(contribution.type, eventsub.HypeTrainContributionType)


async def charity(events: EventSub) -> None:
    donation = await events.wait_for(eventsub.ChannelCharityCampaignDonate, "somechannel")
    assert_type(donation.amount, eventsub.Amount)
    assert_type((donation.user, donation.broadcaster), tuple[eventsub.PartialUser, eventsub.PartialUser])
    start = await events.wait_for(eventsub.ChannelCharityCampaignStart, "somechannel")
    assert_type(start.broadcaster, eventsub.PartialUser)
    progress = await events.wait_for(eventsub.ChannelCharityCampaignProgress, "somechannel")
    assert_type(progress.current_amount.decimal, Decimal)
    stop = await events.wait_for(eventsub.ChannelCharityCampaignStop, "somechannel")
    assert_type(stop.stopped_at, datetime)


def of_apps(
    shard: eventsub.ConduitShardDisabled,
    bought: eventsub.ExtensionBitsTransactionCreate,
    grant: eventsub.UserAuthorizationGrant,
    revoke: eventsub.UserAuthorizationRevoke,
) -> None:
    assert_type(shard.status, subscription.SubscriptionStatus)
    assert_type(shard.transport, subscription.SubscriptionTransport)
    assert_type(bought.product, eventsub.ExtensionBitsProduct)
    assert_type((grant.user_login, revoke.user_login), tuple[str, str | None])
    assert_type(revoke.user, eventsub.PartialUser)
    assert_type(
        eventsub.ConduitShardDisabled.where(client_id="abc"), eventsub.Subscription[eventsub.ConduitShardDisabled]
    )


def of_users(update: eventsub.UserUpdate, whisper: eventsub.UserWhisperMessage) -> None:
    assert_type(eventsub.UserUpdate.where(), eventsub.Subscription[eventsub.UserUpdate])
    assert_type(update.email, str | None)
    assert_type(whisper.whisper, eventsub.Whisper)
    assert_type(whisper.text, str)
    assert_type((whisper.from_user, whisper.to_user), tuple[eventsub.PartialUser, eventsub.PartialUser])


def open_enum(event: StreamOnline) -> None:
    assert_type(event.type, eventsub.StreamType)
    assert_type(event.type.known, bool)
    value: enums.OpenEnum = event.type
    text: str = value
    print(text)


def welcome(message: eventsub.Message) -> None:
    if isinstance(message, eventsub.Welcome):
        assert_type(message.session, eventsub.Session)
        assert_type(message.session.keepalive_timeout_seconds, int | None)


class Cable:
    """A transport of the user's own."""

    method = subscription.TransportMethod.WEBSOCKET

    async def carry(self, link: eventsub.Link, site: eventsub.Site) -> None:
        """Do nothing."""
        assert_type(site.endpoints, Endpoints)
        link.ready(subscription.Target(method=self.method, key="1"))
        link.trouble("cut")


def transport() -> eventsub.Transport:
    return Cable()


# Helix


async def channels(client: Helix) -> None:
    assert_type(client.channels, helix.Channels)
    information = await client.channels.get_channel_information(broadcaster_id=["123", "456"])
    assert_type(information, tuple[helix.ChannelInformation, ...])
    assert_type(information[0].tags, tuple[str, ...])
    label = helix.ContentClassificationLabel(id=helix.ContentClassification.GAMBLING, is_enabled=True)
    await client.channels.modify_channel_information(title="New", tags=["one"], content_classification_labels=label)
    assert_type(await client.channels.get_channel_editors(), tuple[helix.ChannelEditor, ...])
    assert_type(client.channels.get_followed_channels(), helix.Pages[helix.FollowedChannel])
    assert_type(client.channels.get_channel_followers(broadcaster_id="123"), helix.Pages[helix.ChannelFollower])


async def voting(client: Helix) -> None:
    assert_type(client.polls, helix.Polls)
    assert_type(client.polls.get_polls(id=["123"]), helix.Pages[helix.Poll])
    await client.polls.create_poll(title="Title", choices=["Yes", "No"], duration=60)
    choice = helix.NewPollChoice(title="No")
    poll = await client.polls.create_poll(title="Title", choices=["Yes", choice], duration=60)
    assert_type(poll.leading, tuple[helix.PollChoice, ...])
    assert_type((await client.polls.end_poll(id="1", status=helix.PollStatus.ARCHIVED)).status, helix.PollStatus)
    assert_type(client.predictions, helix.Predictions)
    assert_type(client.predictions.get_predictions(), helix.Pages[helix.Prediction])
    outcome = helix.NewPredictionOutcome(title="No")
    prediction = await client.predictions.create_prediction(title="Title", outcomes=[outcome], prediction_window=60)
    assert_type(prediction.winner, helix.PredictionOutcome | None)
    assert_type(prediction.outcomes[0].color, helix.PredictionColor)
    assert_type(prediction.outcomes[0].top_predictors, tuple[helix.TopPredictor, ...] | None)
    await client.predictions.end_prediction(id="1", status=helix.PredictionStatus.LOCKED)


async def channel_points(client: Helix, reward: helix.CustomReward) -> None:
    assert_type(client.channel_points, helix.ChannelPoints)
    assert_type(await client.channel_points.create_custom_rewards(title="Title", cost=1), helix.CustomReward)
    assert_type(await client.channel_points.get_custom_reward(), tuple[helix.CustomReward, ...])
    assert_type(reward.image, helix.RewardImage | None)
    assert_type(reward.max_per_stream_setting, helix.MaxPerStreamSetting)
    assert_type(reward.max_per_user_per_stream_setting, helix.MaxPerUserPerStreamSetting)
    assert_type(reward.global_cooldown_setting, helix.GlobalCooldownSetting)
    redemptions = client.channel_points.get_custom_reward_redemption(
        reward_id="1", status=helix.RedemptionStatus.UNFULFILLED, sort=helix.RedemptionSort.NEWEST
    )
    assert_type(redemptions, helix.Pages[helix.CustomRewardRedemption])
    done = await client.channel_points.update_redemption_status(id=["1"], reward_id="1", status="FULFILLED")
    assert_type(done[0].reward, helix.RedeemedReward)


async def footage(client: Helix, video: helix.Video) -> None:
    assert_type(client.clips, helix.Clips)
    assert_type(client.videos, helix.Videos)
    assert_type(await client.clips.create_clip(broadcaster_id="123", duration=30), helix.CreatedClip)
    assert_type(client.clips.get_clips(broadcaster_id="123"), helix.Pages[helix.Clip])
    downloads = await client.clips.get_clips_download(broadcaster_id="123", clip_id="1")
    assert_type(downloads, tuple[helix.ClipDownload, ...])
    videos = client.videos.get_videos(user_id="123", period=helix.VideoPeriod.WEEK, sort=helix.VideoSort.VIEWS)
    assert_type(videos, helix.Pages[helix.Video])
    assert_type(video.length, timedelta)
    assert_type(video.type, helix.VideoType)
    assert_type(video.viewable, helix.VideoViewable)
    assert_type(video.muted_segments, tuple[helix.MutedSegment, ...] | None)
    assert_type(await client.videos.delete_videos(id="1"), tuple[str, ...])


async def schedule(client: Helix, at: datetime) -> None:
    assert_type(client.schedule, helix.Schedule)
    assert_type(client.schedule.get_channel_stream_schedule(broadcaster_id="123"), helix.Pages[helix.StreamSchedule])
    made = await client.schedule.create_channel_stream_schedule_segment(
        start_time=at, timezone="Europe/Berlin", duration=60
    )
    assert_type(made.segments, tuple[helix.ScheduleSegment, ...])
    assert_type(made.segments[0].category, helix.ScheduleCategory | None)
    assert_type(made.vacation, helix.ScheduleVacation | None)
    assert_type(await client.schedule.get_channel_icalendar(broadcaster_id="123"), str)


async def conduits(client: Helix) -> None:
    assert_type(client.conduits, helix.Conduits)
    assert_type(await client.conduits.create_conduits(shard_count=5), helix.Conduit)
    assert_type(client.conduits.get_conduit_shards(conduit_id="1"), helix.Pages[helix.ConduitShard])
    transport = helix.ShardTransport(method="websocket", session_id="1")
    shards = [helix.ShardUpdate(id="0", transport=transport)]
    updated = await client.conduits.update_conduit_shards(conduit_id="1", shards=shards)
    assert_type(updated, helix.UpdatedShards)
    assert_type(updated.errors, tuple[helix.RefusedShard, ...])


async def guest_star(client: Helix, guest: helix.GuestStarGuest) -> None:
    assert_type(client.guest_star, helix.GuestStar)
    settings = await client.guest_star.get_channel_guest_star_settings(broadcaster_id="123")
    assert_type(settings, helix.GuestStarSettings)
    assert_type(settings.group_layout, helix.GuestStarLayout | None)
    session = await client.guest_star.create_guest_star_session()
    assert_type(session, helix.GuestStarSession)
    assert_type(session.guests, tuple[helix.GuestStarGuest, ...])
    assert_type(guest.audio_settings, helix.GuestStarMedia)
    invites = await client.guest_star.get_guest_star_invites(broadcaster_id="123", session_id="1")
    assert_type(invites, tuple[helix.GuestStarInvite, ...])
    assert_type(invites[0].status, helix.GuestStarInviteStatus)


async def canned(client: Helix, drop: helix.DropsEntitlement) -> None:
    assert_type(client.analytics, helix.Analytics)
    assert_type(client.analytics.get_extension_analytics(), helix.Pages[helix.ExtensionAnalytics])
    assert_type(client.analytics.get_game_analytics(), helix.Pages[helix.GameAnalytics])
    assert_type(client.entitlements, helix.Entitlements)
    assert_type(client.entitlements.get_drops_entitlements(), helix.Pages[helix.DropsEntitlement])
    assert_type(drop.fulfillment_status, helix.FulfillmentStatus)
    updated = await client.entitlements.update_drops_entitlements(entitlement_ids=["1"])
    assert_type(updated, tuple[helix.UpdatedDropsEntitlements, ...])
    assert_type(updated[0].status, helix.EntitlementUpdateStatus)
    assert_type(client.tags, helix.Tags)
    assert_type(client.tags.get_all_stream_tags(), helix.Pages[helix.StreamTag])


async def earnings(client: Helix, transaction: helix.ExtensionTransaction) -> None:
    assert_type(client.subscriptions, helix.Subscriptions)
    assert_type(client.subscriptions.get_broadcaster_subscriptions(), helix.Pages[helix.BroadcasterSubscription])
    own = await client.subscriptions.check_user_subscription(broadcaster_id="123")
    assert_type(own, helix.UserSubscription)
    assert_type(client.ads, helix.Ads)
    assert_type(await client.ads.start_commercial(length=60), helix.Commercial)
    assert_type(await client.ads.snooze_next_ad(), helix.AdSnooze)
    schedule = await client.ads.get_ad_schedule()
    assert_type(schedule, helix.AdSchedule)
    assert_type(schedule.next_ad_at, datetime | None)
    assert_type(client.bits, helix.Bits)
    leaders = await client.bits.get_bits_leaderboard(period=helix.BitsPeriod.WEEK)
    assert_type(leaders, helix.BitsLeaderboard)
    assert_type(leaders[0], helix.BitsLeader)
    assert_type(leaders.date_range, helix.DateRange)
    cheermotes = await client.bits.get_cheermotes()
    assert_type(cheermotes, tuple[helix.AvailableCheermote, ...])
    assert_type(cheermotes[0].type, helix.CheermoteType)
    assert_type(cheermotes[0].tiers, tuple[helix.CheermoteTier, ...])
    assert_type(cheermotes[0].tiers[0].id, helix.CheermoteTierId)
    assert_type(await client.bits.get_custom_power_up(), tuple[helix.CustomPowerUp, ...])
    assert_type(transaction.product_type, helix.ProductType)
    assert_type(transaction.product_data, helix.ProductData)
    assert_type(transaction.product_data.cost, helix.ProductCost)
    assert_type(transaction.product_data.cost.type, helix.ProductCostType)


async def causes(client: Helix) -> None:
    assert_type(client.goals, helix.Goals)
    assert_type(client.charity, helix.Charity)
    assert_type(client.hype_train, helix.HypeTrain)
    goals = await client.goals.get_creator_goals()
    assert_type(goals, tuple[helix.Goal, ...])
    assert_type(goals[0].type, helix.GoalType)
    campaign = await client.charity.get_charity_campaign()
    assert_type(campaign, helix.CharityCampaign)
    assert_type(campaign.current_amount.decimal, Decimal)
    assert_type(client.charity.get_charity_campaign_donations(), helix.Pages[helix.CharityDonation])
    status = await client.hype_train.get_hype_train_status()
    assert_type(status.current, helix.RunningHypeTrain | None)
    assert_type(status, helix.HypeTrainStatus)
    assert_type(status.all_time_high, helix.HypeTrainRecord | None)


def hype_train(train: helix.RunningHypeTrain) -> None:
    assert_type(train.type, helix.HypeTrainType)
    assert_type(train.top_contributions, tuple[helix.HypeTrainContribution, ...])
    assert_type(train.top_contributions[0].type, helix.HypeTrainContributionType)
    assert_type(train.shared_train_participants, tuple[helix.HypeTrainChannel, ...] | None)


async def around(client: Helix) -> None:
    assert_type(client.games, helix.Games)
    assert_type(client.search, helix.Search)
    assert_type(client.teams, helix.Teams)
    assert_type(client.ccls, helix.CCLs)
    assert_type(client.raids, helix.Raids)
    assert_type(client.whispers, helix.Whispers)
    games = await client.games.get_games(name="Chess", id=["1", "2"])
    assert_type(games[0].box_art(52, 72), str)
    assert_type(client.games.get_top_games(), helix.Pages[helix.Game])
    assert_type(client.search.search_categories(query="chess"), helix.Pages[helix.FoundCategory])
    assert_type(client.search.search_channels(query="some", live_only=True), helix.Pages[helix.FoundChannel])
    team = await client.teams.get_teams(name="staff")
    assert_type(team, helix.Team)
    assert_type(await client.teams.get_channel_teams(broadcaster_id="123"), tuple[helix.ChannelTeam, ...])
    assert_type(team.users, tuple[helix.TeamMember, ...])
    labels = await client.ccls.get_content_classification_labels(locale=helix.Locale.GERMAN)
    assert_type(labels, tuple[helix.ContentClassificationDescription, ...])
    assert_type(await client.raids.start_a_raid(to_broadcaster_id="123"), helix.PendingRaid)
    await client.raids.cancel_a_raid()
    await client.whispers.send_whisper(to_user_id="123", message="Hello")
    assert_type(client.batched, Helix)


async def moderation(client: Helix) -> None:
    assert_type(client.moderation, helix.Moderation)
    ban = await client.moderation.ban_user(broadcaster_id="123", user_id="456", duration=600)
    assert_type(ban, helix.UserBan)
    assert_type(ban.end_time, datetime | None)
    assert_type(client.moderation.get_banned_users(user_id=["1", "2"]), helix.Pages[helix.BannedUser])
    requests = client.moderation.get_unban_requests(broadcaster_id="123", status=helix.UnbanRequestStatus.PENDING)
    assert_type(requests, helix.Pages[helix.UnbanRequest])
    warning = await client.moderation.warn_chat_user(broadcaster_id="123", user_id="456", reason="Reason")
    assert_type(warning, helix.ChatWarning)
    assert_type(client.moderation.get_moderated_channels(), helix.Pages[helix.ModeratedChannel])
    assert_type(client.moderation.get_moderators(), helix.Pages[helix.Moderator])
    assert_type(client.moderation.get_vips(), helix.Pages[helix.VIP])


async def automod(client: Helix) -> None:
    message = helix.MessageToCheck(msg_id="1", msg_text="Hello")
    statuses = await client.moderation.check_automod_status(data=[message])
    assert_type(statuses, tuple[helix.AutoModStatus, ...])
    await client.moderation.manage_held_automod_messages(msg_id="1", action=helix.AutoModAction.ALLOW)
    settings = await client.moderation.update_automod_settings(broadcaster_id="123", overall_level=2)
    assert_type(settings, helix.AutoModSettings)
    assert_type(client.moderation.get_blocked_terms(broadcaster_id="123"), helix.Pages[helix.BlockedTerm])
    status = await client.moderation.update_shield_mode_status(broadcaster_id="123", is_active=True)
    assert_type(status, helix.ShieldModeStatus)
    suspicious = await client.moderation.add_suspicious_status_to_chat_user(
        broadcaster_id="123", user_id="456", status=helix.SuspiciousStatus.RESTRICTED
    )
    assert_type(suspicious, helix.SuspiciousUser)
    assert_type(suspicious.types, tuple[helix.SuspiciousType, ...])


async def chat(client: Helix) -> None:
    assert_type(client.chat, helix.Chat)
    assert_type(client.chat.get_chatters(broadcaster_id="123"), helix.Pages[helix.ChatroomUser])
    assert_type(await client.chat.get_chat_settings(broadcaster_id="123"), helix.ChatSettings)
    assert_type(await client.chat.update_chat_settings(broadcaster_id="123", slow_mode=True), helix.ChatSettings)
    session = await client.chat.get_shared_chat_session(broadcaster_id="123")
    assert_type(session, helix.SharedChatSession)
    assert_type(session.participants, tuple[helix.SharedChatParticipant, ...])
    colors = await client.chat.get_user_chat_color(user_id="123")
    assert_type(colors, tuple[helix.UserChatColor, ...])
    await client.chat.update_user_chat_color(color=helix.NamedChatColor.BLUE)


async def chat_messages(client: Helix) -> None:
    await client.chat.send_chat_announcement(broadcaster_id="123", message="Hello", color=helix.AnnouncementColor.BLUE)
    await client.chat.send_a_shoutout(from_broadcaster_id="123", to_broadcaster_id="456")
    sent = await client.chat.send_chat_message(broadcaster_id="123", message="Hello")
    assert_type(sent, helix.SentMessage)
    assert_type(sent.drop_reason, helix.DropReason | None)


async def chat_pins(client: Helix, fragment: helix.Fragment) -> None:
    pinned = await client.chat.get_pinned_chat_message(broadcaster_id="123")
    assert_type(pinned, helix.PinnedChatMessage)
    assert_type(pinned.ends_at, datetime | None)
    assert_type(pinned.message, helix.MessageContent)
    assert_type(fragment.type, helix.FragmentType)
    assert_type(fragment.cheermote, helix.Cheermote | None)
    assert_type(fragment.emote, helix.Emote | None)
    if fragment.emote is not None:
        theme = helix.EmoteThemeMode.LIGHT
        emote: helix.AnyEmote = fragment.emote
        assert_type(emote.url(scale=helix.EmoteScale.SMALL, theme=theme), str)
    assert_type(fragment.mention, helix.Mention | None)
    assert_type(fragment.gif, helix.Gif | None)
    await client.chat.pin_chat_message(broadcaster_id="123", message_id=pinned.message_id)
    await client.chat.update_pinned_chat_message(broadcaster_id="123", message_id=pinned.message_id)
    await client.chat.unpin_chat_message(broadcaster_id="123", message_id=pinned.message_id)


async def emotes_and_badges(client: Helix) -> None:
    emotes = await client.chat.get_channel_emotes(broadcaster_id="123")
    assert_type(emotes, helix.Emotes[helix.ChannelEmote])
    assert_type(await client.chat.get_global_emotes(), helix.Emotes[helix.GlobalEmote])
    assert_type(await client.chat.get_emote_sets(emote_set_id="123"), helix.Emotes[helix.SetEmote])
    assert_type(client.chat.get_user_emotes(), helix.Pages[helix.UserEmote])
    for emote in emotes:
        assert_type(emote.images, helix.EmoteImages)
        assert_type(emote.emote_type, helix.EmoteType)
        assert_type(emote.format, tuple[helix.EmoteFormat, ...])
        assert_type(emote.scale, tuple[helix.EmoteScale, ...])
        assert_type(emote.theme_mode, tuple[helix.EmoteThemeMode, ...])
    badges = await client.chat.get_channel_chat_badges(broadcaster_id="123")
    assert_type(badges, tuple[helix.ChatBadgeSet, ...])
    assert_type(badges[0].versions, tuple[helix.BadgeVersion, ...])
    assert_type(await client.chat.get_global_chat_badges(), tuple[helix.ChatBadgeSet, ...])


async def eventsub_subscriptions(client: Helix) -> None:
    assert_type(client.eventsub, helix.EventSub)
    listed = client.acting_as(APP).eventsub.get_eventsub_subscriptions(status=subscription.SubscriptionStatus.ENABLED)
    assert_type(listed, helix.Pages[subscription.EventSubSubscription])
    async for record in listed:
        assert_type(record.transport, subscription.SubscriptionTransport)
        assert_type(record.transport.method, subscription.TransportMethod)
        assert_type(record.status, subscription.SubscriptionStatus)
    created = await client.eventsub.create_eventsub_subscription(
        type="stream.online",
        version="1",
        condition={"broadcaster_user_id": "123"},
        transport=helix.EventSubTransport(method=subscription.TransportMethod.WEBSOCKET, session_id="..."),
    )
    assert_type(created, helix.CreatedEventSubSubscription)
    await client.eventsub.delete_eventsub_subscription(id=created.id)


async def streams(client: Helix) -> None:
    assert_type(client.streams.get_streams(user_login="somechannel"), helix.Pages[helix.Stream])
    assert_type(client.streams.get_followed_streams(), helix.Pages[helix.Stream])
    key = await client.streams.get_stream_key()
    assert_type(key, helix.StreamKey)
    assert_type(key.stream_key, Secret)
    assert_type(await client.streams.create_stream_marker(user_id="123"), helix.CreatedStreamMarker)
    async for stream in client.streams.get_streams():
        assert_type(stream.type, helix.StreamType)
        assert_type(stream.started_at, datetime)
    async for markers in client.streams.get_stream_markers(user_id="123"):
        assert_type(markers, helix.StreamMarkers)
        assert_type(markers.videos, tuple[helix.VideoMarkers, ...])
        assert_type(markers.videos[0].markers, tuple[helix.StreamMarker, ...])


async def users(client: Helix) -> None:
    assert_type(client.users, helix.Users)
    (user,) = await client.users.get_users(login="somechannel")
    assert_type(user, helix.User)
    assert_type(user.type, helix.UserType)
    assert_type(user.broadcaster_type, helix.BroadcasterType)
    assert_type(await client.users.update_user(description="New"), helix.User)
    assert_type(await client.users.get_authorization_by_user(user_id="123"), tuple[helix.Authorization, ...])
    assert_type(client.users.get_user_block_list(), helix.Pages[helix.BlockedUser])
    await client.users.block_user(
        target_user_id="123", source_context=helix.BlockContext.CHAT, reason=helix.BlockReason.SPAM
    )
    await client.users.unblock_user(target_user_id="123")


async def installed_extensions(client: Helix) -> None:
    installed = await client.users.get_user_extensions()
    assert_type(installed, tuple[helix.Extension, ...])
    assert_type(installed[0].type, tuple[helix.ExtensionType, ...])
    active = await client.users.get_user_active_extensions()
    assert_type(active, helix.ActiveExtensions)
    assert_type(active.panel, dict[str, helix.ActiveExtension])
    assert_type(active.component, dict[str, helix.ActiveComponent])
    panel = helix.ExtensionSlot(active=True, id="...", version="1.0.0")
    component = helix.ComponentSlot(active=True, id="...", version="1.0.0", x=10, y=20)
    updated = await client.users.update_user_extensions(panel={"1": panel}, component={"1": component})
    assert_type(updated, helix.ActiveExtensions)


async def extensions(client: Helix) -> None:
    assert_type(client.extensions, helix.Extensions)
    segments = await client.extensions.get_extension_configuration_segment(extension_id="id", segment="global")
    assert_type(segments, tuple[helix.ExtensionConfigurationSegment, ...])
    assert_type(segments[0].segment, helix.ConfigurationSegment)
    await client.extensions.set_extension_configuration_segment(
        extension_id="id", segment=helix.ConfigurationSegment.GLOBAL, content="{}"
    )
    await client.extensions.set_extension_required_configuration(
        broadcaster_id="123", extension_id="id", extension_version="1", required_configuration="done"
    )
    await client.extensions.send_extension_pubsub_message(target=["broadcast"], broadcaster_id="123", message="{}")
    await client.extensions.send_extension_chat_message(
        broadcaster_id="123", text="Hi!", extension_id="id", extension_version="1"
    )
    live = client.extensions.get_extension_live_channels(extension_id="id")
    assert_type(live, helix.Pages[helix.ExtensionLiveChannel])
    known = await client.extensions.get_extension_secrets(extension_id="id")
    assert_type(known, helix.ExtensionSecrets)
    assert_type(known.secrets, tuple[helix.ExtensionSecret, ...])
    assert_type(known.secrets[0].content, Secret)
    assert_type(await client.extensions.create_extension_secret(extension_id="id"), helix.ExtensionSecrets)
    product = await client.extensions.update_extension_bits_product(
        sku="crate", cost=helix.ProductCost(amount=5, type=helix.ProductCostType.BITS), display_name="Crate"
    )
    assert_type(product, helix.ExtensionBitsProduct)
    products = await client.extensions.get_extension_bits_products(should_include_all=True)
    assert_type(products, tuple[helix.ExtensionBitsProduct, ...])


async def extension_details(client: Helix) -> None:
    found = await client.extensions.get_extensions(extension_id="id")
    assert_type(found, helix.ExtensionDetails)
    assert_type(await client.extensions.get_released_extensions(extension_id="id"), helix.ExtensionDetails)
    assert_type(found.state, helix.ExtensionState)
    assert_type(found.configuration_location, helix.ConfigurationLocation)
    assert_type(found.subscriptions_support_level, helix.SubscriptionsSupportLevel)
    assert_type(found.views, helix.ExtensionViews)
    assert_type(found.views.mobile, helix.MobileView | None)
    assert_type(found.views.panel, helix.PanelView | None)
    assert_type(found.views.video_overlay, helix.VideoOverlayView | None)
    assert_type(found.views.component, helix.ComponentView | None)
    assert_type(found.views.config, helix.ConfigView | None)
