"""Reports: what a member tells those who run a community about something that others see, and what became of it.

A report carries what its reporter selected and nothing else. Who reported is said only where they wanted it.
"""

from __future__ import annotations

import enum
from datetime import date
from typing import ClassVar, NamedTuple

from bot.effects import Change, Lookup

# So many reports a member may send in a day of their zone.
A_DAY = 5


class Wrong(enum.StrEnum):
    """What is wrong with it."""

    UNKIND = "unkind"
    MONEY = "money"
    ADVERTISING = "advertising"
    WORRIED = "worried"
    OTHER = "other"


class Settled(enum.StrEnum):
    """What became of a report: it stays, it went, or it went and its author shows nothing there for a week or a month."""

    LEFT = "left"
    DOWN = "down"
    WEEK = "week"
    MONTH = "month"


class Reported(NamedTuple):
    """A commitment or a post that others see: whose, and its words (`text`) or a message of the words (`tag`)."""

    kind: str
    id: str
    author: str
    name: str
    community: str
    text: str | None = None
    tag: str | None = None
    subject: str | None = None


class Reportable(NamedTuple):
    """What a member may report. `mine`: it is their own. `state` is that of their report about it, if they sent one; `sent`
    how many they sent today."""

    about: Reported
    mine: bool = False
    state: str | None = None
    sent: int = 0


class Told(NamedTuple):
    """A report as those who run the community see it. `about` is None where it stands there no more, `by` where its reporter
    did not say who they are."""

    id: str
    wrong: Wrong
    day: date
    settled: bool
    text: str | None = None
    by: str | None = None
    about: Reported | None = None


class ToReport(Lookup[tuple[Reportable, ...]]):
    """A commitment or a post by its id, where the member sees it."""

    subject: str
    kind: ClassVar[str] = "to-report"


class OpenReports(Lookup[tuple[Told, ...]]):
    """What nobody settled yet in a community, newest first."""

    community: str
    kind: ClassVar[str] = "open-reports"


class Outcome(Lookup[tuple[Settled, ...]]):
    """What became of a report of the member's."""

    report: str
    kind: ClassVar[str] = "outcome"


class Untold(Lookup[tuple[tuple[str, Settled], ...]]):
    """What became of reports of the member's of which they do not know it yet, by their ids: the oldest first, a few at a
    time."""

    kind: ClassVar[str] = "untold"


class Muted(Lookup[date | None]):
    """Until which day the member shows nothing to others in a circle's community; None where they may. `circle` is its id, or
    that of one of its rounds."""

    circle: str
    kind: ClassVar[str] = "muted"


class Report(Change):
    """A report of the member's, once for each commitment or post."""

    subject: str
    wrong: Wrong
    text: str | None = None
    named: bool = False


class Know(Change):
    """The member was told what became of a report of theirs. No message says it again."""

    report: str


class SettleReport(Change):
    """A report is settled, by somebody who runs the community."""

    community: str
    report: str
    settled: Settled
