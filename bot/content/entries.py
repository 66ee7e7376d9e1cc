"""What content looks like once it is loaded: ids, links and facts, never wording of our own.

This module belongs to the pure ring. Checking is done in `bot.content.load`, so an entry that was loaded can
be trusted; one made by hand in a test cannot.

Every `id` is kebab-case and unique within its file. Ids of lists have their words in Fluent, as
`value-<id>`, `feeling-<id>`, `skill-<id>`, `star-<id>`, `theme-<id>`, `resume-<id>`, `profile-<id>`,
`well-<id>`, `better-<id>`, `next-<id>` and `tie-<id>`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal, NamedTuple, Protocol, TypeVar

from bot.fixed import Fixed
from bot.rows import Area, Stage

# free-audit: the material is free to follow, the certificate costs money. low: it costs, but little.
Cost = Literal["free", "free-audit", "low"]
LearningKind = Literal["course", "webinar", "workshop", "certificate"]
Help = Literal["mock-interview", "behavioural", "resume", "profile", "job-search"]
OpeningKind = Literal["board", "opening"]
# high, medium: how well the sources agree. local: added by the organisers, who answer for it.
# none: no line was found that we dare to show, so the row has the emergency number only.
Confidence = Literal["high", "medium", "local", "none"]
ChipKind = Literal["well", "better", "next"]
Theme = Literal["teamwork", "conflict", "setback", "initiative", "pressure", "leadership", "customers", "learning"]

# Stands for "no country": rows of the user-assigned ISO code ZZ are shown where no country row helps.
ANYWHERE = "ZZ"


class Learning(Fixed):
    """One way to learn something. Title and provider are proper names, as the provider writes them."""

    id: str
    title: str
    provider: str
    kind: LearningKind
    skills: tuple[str, ...]  # ids of skills.toml, the most fitting first
    cost: Cost
    language: str  # ISO 639 code of the teaching language, "mul" for several
    link: str  # the provider's own page, https
    price: str | None = None  # as the provider states it ("49 USD/month"); only with cost "low"
    hours: float | None = None  # whole course, as the provider states it; None where it states none
    checked: date | None = None  # when a person last opened the link; None: nobody has


class Coach(Fixed):
    """A service that practises interviews, reads a résumé or helps with the search itself."""

    id: str
    name: str
    helps: tuple[Help, ...]
    cost: Cost
    language: str
    link: str
    price: str | None = None
    checked: date | None = None


class Opening(Fixed):
    """A board that lists openings, or (added by organisers) one opening."""

    id: str
    title: str
    kind: OpeningKind
    company: str  # who hires; of a board, who runs it
    place: str  # a country, a town, "remote" or "worldwide"
    link: str
    posted: date | None = None
    checked: date | None = None


class Group(Fixed):
    """A professional body or community that newcomers can join or read."""

    id: str
    name: str
    field: str  # an id of skills.toml
    link: str
    language: str
    checked: date | None = None


class Event(Fixed):
    """A dated event (added by organisers), or a lasting place to look for events."""

    id: str
    name: str
    place: str
    link: str
    language: str
    when: date | None = None  # local date at the place; None: a place to look, not one event
    checked: date | None = None


class Helpline(Fixed):
    """One way to reach help in one country, exactly as the sources give it.

    `service` is None where no line is known: the emergency number is then all there is. `phones` is text
    to be dialled as written, never turned into an international number. `note` and `source` are for
    whoever keeps the table; no member is shown them.
    """

    id: str
    country: str  # ISO 3166-1 alpha-2, or ZZ for "anywhere"
    country_name: str
    emergency: str  # as dialled, may name several services: "112 (144 ambulance)"
    confidence: Confidence
    source: str
    service: str | None = None
    phones: tuple[str, ...] = ()
    text: str | None = None  # number or short code for text messages, with the word to send if any
    chat: str | None = None  # https link, or words where the chat has no page ("WhatsApp 300 ...")
    hours: str | None = None  # in the country's own time
    languages: tuple[str, ...] = ()  # codes, or words where the source names no code ("others")
    audience: str | None = None
    link: str | None = None  # the operator's own page
    corroboration: str | None = None  # lists in which the same digits were found
    verified_at: date | None = None  # when a person confirmed number and hours; None: nobody has
    note: str | None = None


class Chip(Fixed):
    """One tap of the debrief: what went well, what could be better, what to do next time."""

    id: str
    kind: ChipKind
    area: Area | None = None  # None leads to no area: "nothing was in my hands" needs no plan
    stages: tuple[Stage, ...] = tuple(Stage)  # offered when the application got this far

    def fits(self, stage: Stage) -> bool:
        return stage in self.stages


class StarPrompt(Fixed):
    """A behavioural question to practise as situation, task, action, result."""

    id: str
    theme: Theme


class Country(NamedTuple):
    """A country that has a row in the helplines table."""

    name: str
    iso2: str
    emergency: str


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_E = TypeVar("_E", bound=_HasId)


def _by_id(entries: Iterable[_E]) -> Mapping[str, _E]:
    return MappingProxyType({entry.id: entry for entry in entries})


class Content(Fixed):
    """Everything there is to choose from, in the order it is offered."""

    learning: tuple[Learning, ...] = ()
    coaches: tuple[Coach, ...] = ()
    openings: tuple[Opening, ...] = ()
    groups: tuple[Group, ...] = ()
    events: tuple[Event, ...] = ()
    helplines: tuple[Helpline, ...] = ()
    values: tuple[str, ...] = ()
    feelings: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    star: tuple[StarPrompt, ...] = ()
    resume: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    chips: tuple[Chip, ...] = ()
    ties: tuple[str, ...] = ()

    @cached_property
    def learning_by_id(self) -> Mapping[str, Learning]:
        return _by_id(self.learning)

    @cached_property
    def coaches_by_id(self) -> Mapping[str, Coach]:
        return _by_id(self.coaches)

    @cached_property
    def chips_by_id(self) -> Mapping[str, Chip]:
        return _by_id(self.chips)

    def chips_for(self, kind: ChipKind, stage: Stage) -> tuple[Chip, ...]:
        return tuple(chip for chip in self.chips if chip.kind == kind and chip.fits(stage))

    def events_from(self, today: date) -> tuple[Event, ...]:
        """Dated events from today on, soonest first, then the places to look.

        An event that is over is left out here rather than refused when it is loaded: a file that was
        fine yesterday must not stop the bot today.
        """
        dated = [(event.when, event) for event in self.events if event.when and event.when >= today]
        dated.sort(key=lambda pair: pair[0])
        return tuple(event for _, event in dated) + tuple(event for event in self.events if not event.when)

    def helplines_for(self, country: str | None) -> tuple[Helpline, ...]:
        """The rows of a country; where it has no service, followed by the directories for anywhere.

        Never empty with our table: somebody who asks for help always gets something to open or to dial.
        """
        anywhere = tuple(line for line in self.helplines if line.country == ANYWHERE)
        rows = tuple(line for line in self.helplines if country and line.country == country.upper())
        if not rows:
            return anywhere
        if any(line.service for line in rows):
            return rows
        # Only what has no number: Europe's emergency number is no help in Hong Kong.
        return rows + tuple(line for line in anywhere if not line.phones)

    def countries(self) -> tuple[Country, ...]:
        """Every country of the helplines table once, by name."""
        found = {
            line.country: Country(line.country_name, line.country, line.emergency)
            for line in self.helplines
            if line.country != ANYWHERE
        }
        return tuple(sorted(found.values()))
