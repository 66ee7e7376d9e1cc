"""Effects as data: what a flow states should be so (changes), what it says where others see it (posts), and what it
asks of the store (lookups). The store carries them out; a flow only names them.

A change is desired state. What a run states under a key is compared with what it last stated there, in the same
transaction as the answer. Withdrawn with *Back*, it is undone; what the member edited since stays as they left it.
"""

from __future__ import annotations

import enum
from datetime import date, time
from typing import ClassVar, Generic, TypeVar

from bot.fixed import Fixed
from bot.lines import Label, Line, Verbatim
from bot.rows import (
    Area,
    Cadence,
    Consent,
    CountKept,
    File,
    Heard,
    Member,
    Note,
    NudgeDue,
    OpenRun,
    Place,
    PlanItem,
    Rejection,
    Source,
    Stage,
)

R = TypeVar("R")


class NudgeKind(enum.StrEnum):
    """What a nudge is about. Each kind opens the flow of the same name."""

    FEEDBACK_SEND = "feedback-send"
    FEEDBACK_ANSWER = "feedback-answer"
    ITEM = "item"
    SKILL = "skill"
    REACH_OUT = "reach-out"
    WRITING = "writing"
    CHECK_IN = "check-in"
    WELCOME = "welcome"
    PAUSED = "paused"
    KEEPING = "keeping"
    CIRCLE_LOOK = "circle-look"
    CIRCLE_TROUBLE = "circle-trouble"
    BUDDY_SOON = "buddy-soon"
    BUDDY = "buddy"
    HELPER_TURN = "helper-turn"
    REPORT_SETTLED = "report-settled"


class Change(Fixed):
    """Own rows that should exist, or a state they should be in."""


class LogRejection(Change):
    """The no that this journey is about. Its row has the journey's id."""

    company: str | None = None
    role: str | None = None
    stage: Stage | None = None


class KeepItem(Change):
    """A plan item: what to do (`tag` names a message of the words, or `text`), by when, and after which cue."""

    source: Source
    due: date
    tag: str | None = None
    text: str | None = None
    cue: str | None = None
    area: Area | None = None
    subject: str | None = None


class KeepNote(Change):
    """Something worth keeping. `tag` is a closed tag, stored in clear; `text` is the member's own words."""

    kind: str
    text: str | None = None
    tag: str | None = None


class Nudge(Change):
    """A follow-up: `after` so many days from when it was stated, or on `day`, at the member's hour.

    `subject` is the id of the row it is about. `agreed` means that the member agreed to this very one by tap, which
    exempts it from the weekly allowance (never from the hard caps).
    """

    kind: NudgeKind
    after: int | None = None
    day: date | None = None
    subject: str | None = None
    agreed: bool = True


class EditItem(Change):
    """A plan item in another state. None leaves a field alone."""

    item: str
    done: bool | None = None
    dropped: bool | None = None
    due: date | None = None
    text: str | None = None
    percent: int | None = None


class EditRejection(Change):
    """What became known of a rejection later. None leaves a field alone."""

    rejection: str
    company: str | None = None
    role: str | None = None
    stage: Stage | None = None
    closed: bool | None = None


class EditMember(Change):
    """The member's settings. None leaves a field alone; a date in the past unpauses."""

    consent: Consent | None = None
    zone: str | None = None
    country: str | None = None
    language: str | None = None
    cadence: Cadence | None = None
    weekday: int | None = None
    hour: int | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    paused_until: date | None = None
    hushed: bool | None = None
    keep_days: int | None = None


class CancelNudges(Change):
    """Waiting nudges that should not be sent: those of a subject, or of a kind, or all of them."""

    subject: str | None = None
    kind: NudgeKind | None = None


class OfferMentoring(Change):
    """What a member offers to help others with: closed tags, and how many people at a time."""

    topics: tuple[str, ...]
    capacity: int


class SeekMentor(Change):
    """What a member would like a mentor for: closed tags."""

    topics: tuple[str, ...]


class Forget(Change):
    """Everything of this member should be gone."""


class Decision(enum.StrEnum):
    """What becomes of a text that is held until its author says so."""

    KEEP = "keep"
    LET_GO = "let-go"
    MISREAD = "misread"


class Settle(Change):
    """The author of a held text decided. The run that asked leaves no trace."""

    decision: Decision


# Where something is to be done, as far as it is tapped; anything else is in the member's own words.
WHERES = ("home", "library", "cafe", "together")


def whereabouts(where: str) -> Label:
    """Where something is to be done, in words."""
    return Line(f"part-where.{where}") if where in WHERES else Verbatim(where)


class Post(Fixed):
    """Something said where others see it: a message of the words, the member's own part of it, and closed tags.

    `tags` are ids of messages; the words of the post get them as a list, `$tags` (a title that one of them needs is `text`).
    With `opens` (``word:id``) it has a button that opens the presser's own run; its label is the attribute of the message with
    the name of the word. `day` and `where` (see `whereabouts`) are when and where something is to be done.

    One that is `ours` says nothing of the member's: it is said in the channel that the run is bound to, stays when they go, and
    may have several buttons, a space between them.
    """

    place: str
    message: str
    text: str = ""
    tags: tuple[str, ...] = ()
    opens: str = ""
    day: date | None = None
    where: str = ""
    ours: bool = False

    def worded(self, name: str) -> Line:
        """What it says under its author's name: the preview shows this, and so does the channel."""
        text = Verbatim(self.text)
        return Line(
            self.message,
            {
                "name": Verbatim(name),
                "text": text,
                "tags": tuple(Line(tag, {"title": text}) for tag in self.tags),
                "own": "yes" if self.text else "no",
                "tagged": "yes" if self.tags else "no",
                "day": self.day or "",
                "where": whereabouts(self.where),
                "placed": "yes" if self.where else "no",
            },
        )


class Posted(enum.StrEnum):
    """What became of a post. *Unknown* is never sent again; its author is told."""

    POSTED = "posted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Lookup(Fixed, Generic[R]):
    """A question to the store. What it finds is kept as ids; the rows are fetched anew whenever they are drawn."""

    kind: ClassVar[str]


class OpenRuns(Lookup[tuple[OpenRun, ...]]):
    """Journeys that can be gone on with, the last touched first, other than the asking run's own."""

    kind: ClassVar[str] = "open-runs"


class Rejections(Lookup[tuple[Rejection, ...]]):
    """All of the member's rejections, newest first."""

    kind: ClassVar[str] = "rejections"


class Items(Lookup[tuple[PlanItem, ...]]):
    """Plan items neither done nor dropped, by day; of one `journey`, or `done` ones."""

    done: bool = False
    journey: str | None = None
    kind: ClassVar[str] = "items"


class OneItem(Lookup[tuple[PlanItem, ...]]):
    """One plan item by its id."""

    item: str
    kind: ClassVar[str] = "one-item"


class OneRejection(Lookup[tuple[Rejection, ...]]):
    """One rejection by its id."""

    rejection: str
    kind: ClassVar[str] = "one-rejection"


class Notes(Lookup[tuple[Note, ...]]):
    """Notes of a kind, newest first; of one `journey` where given."""

    note: str
    journey: str | None = None
    kind: ClassVar[str] = "notes"


class Me(Lookup[Member]):
    """The member's settings as they were when first asked for, so that a flow may branch on them."""

    kind: ClassVar[str] = "me"


class Held(Lookup[Heard | None]):
    """What was heard in the text that this run holds, while it holds one. Nothing of it is kept with the answers."""

    kind: ClassVar[str] = "held"


class Quiet(Lookup[bool]):
    """Whether this run celebrates nothing and starts no long writing: a mark that asking for a person sets, too."""

    kind: ClassVar[str] = "quiet"


class KeptFor(Lookup[int]):
    """After how many days without a word everything of the member's goes."""

    kind: ClassVar[str] = "kept-for"


class NextNudge(Lookup[tuple[NudgeDue, ...]]):
    """When the next check-in is due, if one is."""

    kind: ClassVar[str] = "next-nudge"


class Places(Lookup[tuple[Place, ...]]):
    """Where in the member's community a line can be shared, or where requests for a mentor are posted."""

    mentors: bool = False
    kind: ClassVar[str] = "places"


class Courses(Lookup[tuple[str, ...]]):
    """Learning entries of the catalogue that fit what was typed, the best first; or the gaps' own."""

    words: str = ""
    skills: tuple[str, ...] = ()
    kind: ClassVar[str] = "courses"


class Kept(Lookup[tuple[CountKept, ...]]):
    """How many rows of each sort are kept about the member."""

    kind: ClassVar[str] = "kept"


class Export(Lookup[tuple[File, ...]]):
    """All that is kept about the member, as files."""

    kind: ClassVar[str] = "export"
