"""When a nudge may be sent: the rules that were promised to people, as pure functions.

Opt in, at most one a day and three in seven days, one unasked one a week; quiet hours in the member's own zone; asked less
often when ignored, and paused after three. All of it is checked again at the moment of sending.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from bot.effects import Nudge, NudgeKind
from bot.rows import Cadence, Consent, Member

A_DAY = 1
A_WEEK = 3
WEEK = timedelta(days=7)
# All of them come at the member's hour. One that was sent a little late must not push the next one out by a day.
GRACE = timedelta(hours=1)
HALVED_AFTER = 2
PAUSED_AFTER = 3
# Half of three in seven days, with whole days between: what agreed follow-ups slow down to.
HALVED_GAP = timedelta(days=5)

# An unasked check-in makes room for one that was agreed to and is due within this time.
GIVES_WAY = timedelta(days=3)

# The first is sent first when several are due.
PRECEDENCE = (
    NudgeKind.WELCOME,
    NudgeKind.KEEPING,
    NudgeKind.PAUSED,
    NudgeKind.CIRCLE_TROUBLE,
    NudgeKind.BUDDY,
    NudgeKind.BUDDY_SOON,
    NudgeKind.REPORT_SETTLED,
    NudgeKind.FEEDBACK_SEND,
    NudgeKind.FEEDBACK_ANSWER,
    NudgeKind.ITEM,
    NudgeKind.SKILL,
    NudgeKind.REACH_OUT,
    NudgeKind.CIRCLE_LOOK,
    NudgeKind.HELPER_TURN,
    NudgeKind.WRITING,
    NudgeKind.CHECK_IN,
)
# A notice answers what the member started, or says what is about to happen to what is theirs: no cap applies to it.
NOTICES = frozenset(
    {
        NudgeKind.WELCOME,
        NudgeKind.PAUSED,
        NudgeKind.KEEPING,
        NudgeKind.CIRCLE_TROUBLE,
        NudgeKind.BUDDY,
        NudgeKind.BUDDY_SOON,
        NudgeKind.REPORT_SETTLED,
    }
)
# What a circle says, in the name of its community.
OF_CIRCLES = frozenset(
    {
        NudgeKind.CIRCLE_LOOK,
        NudgeKind.CIRCLE_TROUBLE,
        NudgeKind.BUDDY_SOON,
        NudgeKind.BUDDY,
        NudgeKind.HELPER_TURN,
    }
)
# While a community is switched off, what comes from it is looked at again once a day.
OFF_FOR = timedelta(days=1)
# Notices that say nothing any more once their day is over.
OF_A_DAY = frozenset({NudgeKind.BUDDY, NudgeKind.BUDDY_SOON})
# The welcome answers a press of this very moment, so it keeps nobody from sleeping.
AT_ONCE = frozenset({NudgeKind.WELCOME})

# How long after its time a nudge still makes sense.
LATE = {
    NudgeKind.WELCOME: timedelta(days=1),
    NudgeKind.PAUSED: timedelta(days=14),
    NudgeKind.KEEPING: timedelta(days=12),
    NudgeKind.FEEDBACK_SEND: timedelta(days=7),
    NudgeKind.FEEDBACK_ANSWER: timedelta(days=21),
    NudgeKind.ITEM: timedelta(days=14),
    NudgeKind.SKILL: timedelta(days=14),
    NudgeKind.REACH_OUT: timedelta(days=7),
    NudgeKind.CIRCLE_LOOK: timedelta(days=2),
    NudgeKind.CIRCLE_TROUBLE: timedelta(days=14),
    NudgeKind.BUDDY_SOON: timedelta(hours=12),
    NudgeKind.BUDDY: timedelta(days=3),
    NudgeKind.HELPER_TURN: timedelta(days=3),
    NudgeKind.REPORT_SETTLED: timedelta(days=14),
    NudgeKind.WRITING: timedelta(days=3),
    NudgeKind.CHECK_IN: timedelta(days=5),
}

UNASKED_EVERY = {Cadence.WEEKLY: timedelta(days=7), Cadence.FORTNIGHTLY: timedelta(days=14)}


class Waiting(Protocol):
    """A nudge that waits, as far as the rules look at it. Times are aware; `late_until` is when it stops making sense."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> NudgeKind: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def late_until(self) -> datetime: ...
    @property
    def agreed(self) -> bool: ...
    @property
    def community(self) -> str | None:
        """The community that it comes from, if it comes from one."""
        ...


class Coming(NamedTuple):
    """A nudge that was agreed to and is not due yet."""

    kind: NudgeKind
    due_at: datetime


class Sent(NamedTuple):
    """A nudge that was sent."""

    kind: NudgeKind
    at: datetime
    agreed: bool
    community: str | None = None


class House(NamedTuple):
    """What the organisers of the community chose that a nudge comes from. `cap` is how many of its nudges a member gets in a
    week, None where only our own limits count."""

    paused_until: datetime | None = None
    off: bool = False
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class SendNow:
    pass


class Hold(NamedTuple):
    """Not now. `until` is when to look again; None waits for the member. `reason` is a word for the list of nudges."""

    until: datetime | None
    reason: str


class Close(NamedTuple):
    """Never. `state` is ``cancelled`` or ``expired``."""

    state: str
    reason: str


Verdict = SendNow | Hold | Close


def intended(nudge: Nudge, member: Member, now: datetime) -> datetime:
    """The naive local time at which the member means to hear of it: their hour, on the first day that fits."""
    if nudge.kind in AT_ONCE:
        return now.astimezone(ZoneInfo(member.zone)).replace(tzinfo=None)
    hour = _hour(member)
    if nudge.day is not None:
        return datetime.combine(nudge.day, hour)
    after = nudge.after or 0
    if after > 1:
        # Days as people count them: a week after a Friday is a Friday.
        today = now.astimezone(ZoneInfo(member.zone)).date()
        return datetime.combine(today + timedelta(days=after), hour)
    # "Tomorrow" is a whole day away at least, and two at most.
    earliest = (now + timedelta(days=after)).astimezone(ZoneInfo(member.zone)).replace(tzinfo=None)
    same_day = datetime.combine(earliest.date(), hour)
    return same_day if same_day >= earliest else same_day + timedelta(days=1)


def to_utc(local: datetime, zone: str) -> datetime:
    """A local time in UTC. In the hour that a clock change leaves out, the same distance after it; twice-told, the first."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def comes_from(nudge: Nudge, member: Member) -> str | None:
    """The community that a nudge comes from: what its circles say, and what its members agreed to there by tap."""
    if nudge.kind in OF_CIRCLES or (nudge.agreed and nudge.kind not in NOTICES):
        return member.community
    return None


def silent_until(house: House, now: datetime) -> datetime | None:
    """Until when a community says nothing, or None where it does."""
    if house.off:
        return now + OFF_FOR
    return house.paused_until if house.paused_until is not None and now < house.paused_until else None


def next_check_in(member: Member, now: datetime, last: datetime | None) -> datetime | None:
    """The local time of the next unasked check-in, or None where the member wants only what was agreed."""
    every = UNASKED_EVERY.get(member.cadence)
    if every is None:
        return None
    earliest = max(now, last + every - timedelta(days=1)) if last else now + timedelta(days=3)
    day = earliest.astimezone(ZoneInfo(member.zone)).date()
    day += timedelta(days=(member.weekday - day.weekday()) % 7 or 7)
    return intended(Nudge(NudgeKind.CHECK_IN, day=day), member, now)


def is_quiet(at: time, member: Member) -> bool:
    """Whether `at` (local) falls into the quiet hours, which may cross midnight. Equal ends mean none."""
    start, end = member.quiet_from, member.quiet_until
    if start <= end:
        return start <= at < end
    return at >= start or at < end


def quiet_ends(now: datetime, member: Member) -> datetime:
    """When the quiet hours around `now` end, in UTC."""
    local = now.astimezone(ZoneInfo(member.zone))
    day = local.date()
    if local.time() >= member.quiet_until:
        day += timedelta(days=1)
    return to_utc(datetime.combine(day, member.quiet_until), member.zone)


def ignored(member: Member, sent: Sequence[Sent]) -> int:
    """How many in a row got neither a press nor a command. A notice asks nothing, so it cannot be ignored."""
    since = member.seen_at
    return sum(1 for one in sent if one.kind not in NOTICES and (since is None or one.at > since))


def decide(
    nudge: Waiting,
    member: Member,
    sent: Sequence[Sent],
    now: datetime,
    coming: Sequence[Coming] = (),
    house: House | None = None,
) -> Verdict:
    """What to do with a nudge that is due.

    `sent` is what the member was sent in the last 28 days or more, `coming` what they agreed to and is due soon: where there
    is little room, it is kept for what matters more. `house` is what was chosen for the community that it comes from.
    """
    if (verdict := _asked_and_due(nudge, member, now)) is not None:
        return verdict
    if nudge.kind in AT_ONCE:
        return SendNow()
    if house is not None and (until := silent_until(house, now)) is not None:
        # At the latest when its time is over: then it is closed like any other.
        return Hold(min(until, nudge.late_until + timedelta(seconds=1)), "community-paused")
    if member.hushed and nudge.kind not in NOTICES:
        return Hold(None, "hushed")
    # What is theirs is about to go: that is said through a pause as well.
    back = _day_at_hour(member.paused_until, member) if member.paused_until is not None else now
    if now < back and nudge.kind is not NudgeKind.KEEPING:
        return Hold(back, "paused")
    local = now.astimezone(ZoneInfo(member.zone))
    if is_quiet(local.time(), member):
        return Hold(quiet_ends(now, member), "quiet-hours")
    if nudge.kind in NOTICES:
        return SendNow()
    counted = [one for one in sent if one.kind not in NOTICES]
    missed = ignored(member, counted)
    if coming and (first := _gives_way_to(nudge, missed, coming, now)) is not None:
        return Hold(first.due_at, "gives-way")
    lately = [one for one in counted if one.at > now - WEEK + GRACE]
    if (verdict := _past_personal_caps(nudge, member, counted, lately, missed, local)) is not None:
        return verdict
    if house is not None and house.cap is not None:
        return _within_cap_of(nudge, member, lately, now, house.cap)
    return SendNow()


def _asked_and_due(nudge: Waiting, member: Member, now: datetime) -> Verdict | None:
    """Whether they said yes to check-ins, and this one is due. None where both are so."""
    if member.consent is Consent.NO:
        return Close("cancelled", "no-consent")
    if member.consent is Consent.UNASKED:
        return Hold(None, "consent")
    if now > nudge.late_until:
        return Close("expired", "too-late")
    return Hold(nudge.due_at, "not-yet") if now < nudge.due_at else None


def _gives_way_to(nudge: Waiting, missed: int, coming: Sequence[Coming], now: datetime) -> Coming | None:
    """What an unasked check-in makes room for, and any that matters less once one was ignored: another could be one too many."""
    rank = PRECEDENCE.index
    if not nudge.agreed:
        before = [one for one in coming if one.due_at < now + GIVES_WAY]
    elif missed:
        before = [one for one in coming if one.due_at < now + HALVED_GAP and rank(one.kind) < rank(nudge.kind)]
    else:
        before = []
    return min(before, key=lambda one: one.due_at, default=None)


def _past_personal_caps(
    nudge: Waiting, member: Member, sent: list[Sent], lately: list[Sent], missed: int, now: datetime
) -> Verdict | None:
    """What keeps it from being sent for the member's own sake, if anything: `now` is in their zone, `lately` this week."""
    if sum(1 for one in lately if one.at.astimezone(now.tzinfo).date() == now.date()) >= A_DAY:
        return Hold(_day_at_hour(now.date() + timedelta(days=1), member), "one-a-day")
    if len(lately) >= A_WEEK:
        return Hold(_from(_latest_but(A_WEEK - 1, lately) + WEEK, member), "three-a-week")
    if missed >= HALVED_AFTER and now < (last := max(one.at for one in sent)) + HALVED_GAP - GRACE:
        return Hold(_from(last + HALVED_GAP, member), "asked-less-often")
    return None if nudge.agreed else _past_rhythm(member, sent, missed, now)


def _past_rhythm(member: Member, sent: list[Sent], missed: int, now: datetime) -> Verdict | None:
    """What keeps an unasked one from being sent: that they want none, or had one lately."""
    every = UNASKED_EVERY.get(member.cadence)
    if every is None:
        return Close("cancelled", "agreed-only")
    if missed >= HALVED_AFTER:
        every *= 2
    last = max((one.at for one in sent if not one.agreed), default=None)
    if last is not None and now < last + every - GRACE:
        return Hold(_from(last + every, member), "one-unasked-a-week")
    return None


def _within_cap_of(nudge: Waiting, member: Member, lately: list[Sent], now: datetime, cap: int) -> Verdict:
    """The limit of the community that it comes from, on top of the personal ones."""
    theirs = [one for one in lately if one.community == nudge.community]
    if len(theirs) < cap:
        return SendNow()
    # With a cap of none it waits as if the week never had room, until the cap changes or its time is over.
    return Hold(_from(_latest_but(cap - 1, theirs) + WEEK if cap else now + WEEK, member), "community-limit")


def _latest_but(many: int, sent: list[Sent]) -> datetime:
    """When the latest was sent, but for so many later ones."""
    return sorted(one.at for one in sent)[-1 - many]


def should_pause(member: Member, sent: Sequence[Sent]) -> bool:
    """Whether so many were ignored that the check-ins pause, and say so."""
    return not member.hushed and ignored(member, sent) >= PAUSED_AFTER


def rank(nudge: Waiting) -> tuple[int, datetime, str]:
    """Which of several due nudges a member gets is the one that comes first: by precedence, then the oldest."""
    return PRECEDENCE.index(nudge.kind), nudge.due_at, nudge.id


def _hour(member: Member) -> time:
    """The member's hour, or the end of their quiet hours where these cover it."""
    hour = time(member.hour)
    return member.quiet_until if is_quiet(hour, member) else hour


def _day_at_hour(day: date, member: Member) -> datetime:
    return to_utc(datetime.combine(day, _hour(member)), member.zone)


def _from(at: datetime, member: Member) -> datetime:
    """The member's hour on or after `at`."""
    return to_utc(intended(Nudge(NudgeKind.ITEM, after=0), member, at), member.zone)
