"""Rows as flows and rules see them: frozen, already in the clear, times as aware UTC datetimes."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple

from bot.fixed import Fixed


class Stage(enum.StrEnum):
    """How far an application got."""

    SILENCE = "silence"
    FORM_LETTER = "form-letter"
    SCREEN = "screen"
    TECHNICAL = "technical"
    PANEL = "panel"
    FINAL = "final"
    WITHDRAWN = "withdrawn"


class Area(enum.StrEnum):
    """Where something could be better. Closed tags: stored in clear, so that patterns can be counted."""

    SKILL = "skill"
    EXPERIENCE = "experience"
    INTERVIEW = "interview"
    RESUME = "resume"
    PROFILE = "profile"


class Consent(enum.StrEnum):
    """Whether check-ins may be sent. Nothing is sent before a yes."""

    UNASKED = "unasked"
    YES = "yes"
    NO = "no"


class Cadence(enum.StrEnum):
    """How often an unasked check-in may come."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    AGREED = "agreed"
    """Only what was agreed by tap."""


class Member(Fixed):
    """A person on one platform, with what they chose in settings."""

    id: str
    platform: str
    address: str
    community: str | None = None
    name: str | None = None
    language: str = "en"
    zone: str = "UTC"
    country: str | None = None
    consent: Consent = Consent.UNASKED
    cadence: Cadence = Cadence.WEEKLY
    weekday: int = 2
    hour: int = 10
    quiet_from: time = time(20)
    quiet_until: time = time(9)
    paused_until: date | None = None
    hushed: bool = False
    """Paused by us, because three in a row were ignored."""
    keep_days: int | None = None
    """Days without a word from them after which all of it goes; None where they did not choose."""
    seen_at: datetime | None = None


class Rejection(Fixed):
    """One no. Its id is that of the journey it opened."""

    id: str
    day: date
    company: str | None = None
    role: str | None = None
    stage: Stage | None = None


class Source(enum.StrEnum):
    """Which step a plan item came from."""

    REFLECT = "reflect"
    FEEDBACK = "feedback"
    SKILL = "skill"
    NETWORK = "network"
    NEXT = "next"


class PlanItem(Fixed):
    """Something to do by a day: in the member's own words (`text`) or as a message of the words (`tag`)."""

    id: str
    source: Source
    due: date
    tag: str | None = None
    text: str | None = None
    cue: str | None = None
    area: Area | None = None
    subject: str | None = None
    journey: str | None = None
    percent: int = 0
    done_on: date | None = None


class Note(NamedTuple):
    """Something the member keeps: a lesson, a win, a kinder thought, an if-then, a credential."""

    id: str
    kind: str
    day: date
    text: str | None = None
    tag: str | None = None
    journey: str | None = None


class Heard(NamedTuple):
    """What was heard in a text that its author has not decided about yet. Never stored: it is heard again when it is drawn.

    `level` is ``crisis``, ``distress``, or ``unsure`` where listening itself failed; `kind` the category; `about` whose
    state it is, ``self`` or ``other``; `language` the one that it was written in.
    """

    level: str
    kind: str | None = None
    about: str | None = None
    language: str | None = None


class OpenRun(NamedTuple):
    """A run that can be gone on with."""

    id: str
    flow: str
    journey: str | None
    touched: datetime
    rejection: Rejection | None = None


class NudgeDue(NamedTuple):
    """A check-in to come: its kind, when (aware, in the member's own zone), and the row that it is about."""

    id: str
    kind: str
    at: datetime
    subject: str | None = None


class Place(NamedTuple):
    """A channel of a community in which members may share a line. `name` as its people write it."""

    id: str
    name: str


class CountKept(NamedTuple):
    """How many rows of one sort are kept. `sort` names a message of the words."""

    sort: str
    many: int


class File(NamedTuple):
    """A file for the member. One that is to be read is written in their language, when it is drawn."""

    name: str
    content: bytes | Callable[[Any], bytes]
