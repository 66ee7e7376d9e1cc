"""What organisers see and change: their channel, its circle, the switches of their community, helpers, and who changed what.

Nothing of it holds an entry of a member's. Every change names the community that its run is bound to, and reaches no other.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from bot.circles import Circle
from bot.effects import Change, Lookup

# What a community's pause lasts to where nobody said until when.
UNTIL_RESUMED = datetime(9000, 1, 1, tzinfo=UTC)
# The most DMs a week that a community may let its own nudges come to; its organisers choose less.
MOST_A_WEEK = 3
# Entries of the log on one page, and how long they are kept.
PAGE = 20
AUDIT_DAYS = 90
# What the log says, each worded as `audit-<what>`.
AUDITED = (
    "circle-set", "circle-changed", "circle-paused", "circle-opened", "circle-closed", "circle-moved",
    "lines-on", "lines-off", "mentors-on", "mentors-off", "pinned", "paused", "resumed", "off", "on", "cap",
    "helper-vouched", "helper-unvouched", "helper-skipped", "helper-unskipped", "helper-removed", "taken-back",
    "words-changed", "words-ours", "content-added", "content-changed", "content-removed",
    "report-left", "report-down", "report-week", "report-month",
)  # fmt: skip


def begins(weekday: int, hour: int, zone: str, now: datetime) -> datetime:
    """When a circle's next week begins, in UTC: the first such weekday and hour after `now`, by the clock of `zone`."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=(weekday - local.weekday()) % 7)
    first = _at(day, hour, zone)
    return first if first > now else _at(day + timedelta(days=7), hour, zone)


def _at(day: date, hour: int, zone: str) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


class Channel(NamedTuple):
    """A channel of a community, as its organisers see it, with what is on in it.

    `place` is its address. `mentors` is None where nothing was chosen in all the community. `lost` are circles of the community
    whose channel is gone. `lines` and `mentors` of this one; `others` names other channels in which lines may be shared.
    `at` is when it was looked at; `paused_until` is in the organiser's zone.
    """

    community: str
    place: str
    name: str
    at: datetime
    lacks: tuple[str, ...] = ()
    lines: bool = False
    mentors: bool | None = None
    others: tuple[str, ...] = ()
    circle: Circle | None = None
    lost: tuple[Circle, ...] = ()
    paused_until: datetime | None = None
    off: bool = False
    cap: int | None = None
    podless: bool = False
    """Whether pods of its circle wait for a private place that the platform did not give them yet."""

    @property
    def paused(self) -> bool:
        return self.paused_until is not None and self.paused_until > self.at


class Offer(NamedTuple):
    """A member who offered to be around for a week now and then: by the name they go by, and whether somebody vouched."""

    member: str
    name: str
    since: date
    vouched: bool
    skipped: bool
    """Whether their next turn is passed over."""
    turns: int
    """How many weeks they were named."""


class Noted(NamedTuple):
    """An entry of the log. `who` is None where they left; `subject` is what it is about, as it is called."""

    id: str
    what: str
    at: datetime
    who: str | None = None
    subject: str | None = None


class Turn(NamedTuple):
    """A week that a helper is asked for: in which community, which circle by its name, and the day it begins on."""

    id: str
    community: str
    circle: str
    day: date


# What flows ask for


class Here(Lookup[Channel]):
    """The channel that an organisers' run is bound to, as it is now. What the bot lacks there is as of when it was asked."""

    kind: ClassVar[str] = "here"


class Offers(Lookup[tuple[Offer, ...]]):
    """Who offered to help in a community, those who were not vouched for yet first."""

    community: str
    kind: ClassVar[str] = "offers"


class MyOffer(Lookup[tuple[Offer, ...]]):
    """What the asking member offered in their community, if they did."""

    kind: ClassVar[str] = "my-offer"


class OneTurn(Lookup[tuple[Turn, ...]]):
    """A week that the asking member is asked to help in, while that is open."""

    turn: str
    kind: ClassVar[str] = "one-turn"


class AuditLog(Lookup[tuple[Noted, ...]]):
    """A page of what was changed in a community, newest first."""

    community: str
    page: int = 0
    kind: ClassVar[str] = "audit"


# What flows state


class SetCircle(Change):
    """A circle in a channel, by its address: a new one, or the one that was closed there."""

    community: str
    place: str
    name: str
    weekday: int
    hour: int
    zone: str
    pods: bool
    buddies: bool


class EditCircle(Change):
    """A circle of a community in another shape. None leaves a field alone. `place` and `name` move it to a channel."""

    community: str
    circle: str
    weekday: int | None = None
    hour: int | None = None
    zone: str | None = None
    pods: bool | None = None
    buddies: bool | None = None
    state: str | None = None
    place: str | None = None
    name: str | None = None


class SetChannel(Change):
    """What is on in a channel. None leaves a field alone."""

    community: str
    place: str
    name: str
    lines: bool | None = None
    mentors: bool | None = None


class Pinned(Change):
    """The message to pin was posted: for the log."""

    community: str
    place: str
    name: str


class SetCommunity(Change):
    """The switches of a community. None leaves a field alone. `paused_until` is a day in the organiser's zone: one that has
    passed resumes it, date.max means until it is resumed. `cap` below zero is none of the community's own."""

    community: str
    paused_until: date | None = None
    off: bool | None = None
    cap: int | None = None


class Helping(Change):
    """Whether the member offers to be around for a week now and then in a community. They said that they are 18 or older."""

    community: str
    on: bool


class EditHelper(Change):
    """What organisers say of a helper of their community. None leaves a field alone."""

    community: str
    helper: str
    vouched: bool | None = None
    skipped: bool | None = None
    removed: bool | None = None


class AnswerTurn(Change):
    """Whether the member is named as the helper of a week."""

    turn: str
    yes: bool


# What the bot needs a permission for, by the platform's own name: an attribute of the message `admin-lack`.
LACKS = {
    # Discord, as in its settings.
    "View Channels": "see",
    "Send Messages": "say",
    "Read Message History": "again",
    "Attach Files": "files",
    "Create Private Threads": "pods",
    "Send Messages in Threads": "pods",
    # Slack: whether it is in the channel, and what the app was given when it was installed.
    "be in this channel: type /invite @Bounceback": "inside",
    "chat:write": "say",
    "channels:read": "look",
    "groups:read": "pods",
    "groups:write": "pods",
    "files:write": "files",
}
# Without these nothing is posted in a channel that its author could take back. The others are for pods, pictures and the like.
TO_POST = frozenset({"inside", "see", "say", "again"})


def keeps_from_posting(lacks: tuple[str, ...]) -> tuple[str, ...]:
    """What of all that the bot lacks in a channel keeps it from posting there."""
    return tuple(name for name in lacks if LACKS.get(name) in TO_POST)
