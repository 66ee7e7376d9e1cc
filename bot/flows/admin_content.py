"""What a community lists of its own: for those who run it, a form with the rules of content files, seen before it counts."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from bot.content.entries import Help
from bot.flow import Ending, Look, Talk, flow
from bot.flows.parts import pick_skills
from bot.flows.parts.organising import community_of, leads_to
from bot.lines import Brief, Line, Verbatim
from bot.own import ENTRIES, OwnEntries, OwnEntry
from bot.questions import Choice, EntryForm, Option, Pick, short_text

NAME, LINK = 75, 300
TRIES = 6
LANGUAGES = ("en", "de", "es", "fr", "pt", "mul")

Fields = dict[str, "str | tuple[str, ...]"]


@dataclass(frozen=True)
class CoachForm:
    name: str | None = short_text(NAME)
    link: str | None = short_text(LINK)
    price: str | None = short_text(NAME)


@dataclass(frozen=True)
class OpeningForm:
    name: str | None = short_text(NAME)
    company: str | None = short_text(NAME)
    place: str | None = short_text(NAME)
    link: str | None = short_text(LINK)


@dataclass(frozen=True)
class GroupForm:
    name: str | None = short_text(NAME)
    link: str | None = short_text(LINK)


@dataclass(frozen=True)
class EventForm:
    name: str | None = short_text(NAME)
    place: str | None = short_text(NAME)
    when: str | None = short_text(NAME)
    link: str | None = short_text(LINK)


@dataclass(frozen=True)
class LearningForm:
    name: str | None = short_text(NAME)
    provider: str | None = short_text(NAME)
    price: str | None = short_text(NAME)
    link: str | None = short_text(LINK)


FORMS: Mapping[str, type[Any]] = {
    "coach": CoachForm,
    "opening": OpeningForm,
    "group": GroupForm,
    "event": EventForm,
    "learning": LearningForm,
}
OPTIONAL = frozenset({"price", "when"})
# Kinds whose content file calls it a title.
TITLED = frozenset({"opening", "learning"})


class Do(enum.StrEnum):
    CHANGE = "change"
    REMOVE = "remove"
    LEAVE = "leave"


class Use(enum.StrEnum):
    USE = "use"
    CHANGE = "change"
    LEAVE = "leave"


class Sort(enum.StrEnum):
    COACH = "coach"
    OPENING = "opening"
    GROUP = "group"
    EVENT = "event"
    LEARNING = "learning"


class Cost(enum.StrEnum):
    FREE = "free"
    FREE_AUDIT = "free-audit"
    LOW = "low"


class Opens(enum.StrEnum):
    OPENING = "opening"
    BOARD = "board"


class Learns(enum.StrEnum):
    COURSE = "course"
    WEBINAR = "webinar"
    WORKSHOP = "workshop"
    CERTIFICATE = "certificate"


@flow("admin-content", organisers=True)
async def admin_content(talk: Talk) -> Ending:
    sort = await talk.ask("sort", Choice(Sort))
    community = community_of(talk)
    entries = await talk.find(f"have-{sort}", OwnEntries(community, sort))
    listed = [Option(one.id, Brief(Verbatim(_name(one.fields)))) for one in entries]
    full = len(entries) >= ENTRIES
    beside = [Option("done")] if full else [Option("add"), Option("done")]
    which = Pick(listed, beside=beside)
    many = "yes" if full else "no"
    picked = (await talk.ask(f"which-{sort}", which, words="admin-content-which", count=len(entries), full=many)).one
    entry = next((one for one in entries if one.id == picked), None)
    if entry is None and picked != "add":
        return leads_to(talk, "admin")
    if entry is not None:
        talk.say("about", Look.QUOTE, words="own-shown", text=Verbatim(_name(entry.fields)))
        do = await talk.ask("do", Choice(Do))
        if do is Do.REMOVE:
            talk.record("entry", OwnEntry(community, sort, entry.id, {}))
            talk.say("removed")
            return leads_to(talk, "admin-content")
        if do is Do.LEAVE:
            return leads_to(talk, "admin-content")
    fields = await _filled_in(talk, sort, entry.fields if entry is not None else {})
    if fields is None:
        talk.say("left")
        return leads_to(talk, "admin-content")
    this = entry.id if entry is not None else f"own-{talk.row('entry')}"
    talk.record("entry", OwnEntry(community, sort, this, fields))
    talk.say("used")
    return leads_to(talk, "admin-content")


async def _filled_in(talk: Talk, sort: Sort, before: Mapping[str, Any]) -> Fields | None:
    """The fields of an entry as they are to be; None where nothing is to change."""
    asked = tuple(FORMS[sort].__dataclass_fields__)
    needs = tuple(name for name in asked if name not in OPTIONAL)
    known = {name: str(before.get("title" if name == "name" and sort in TITLED else name) or "") for name in asked}
    for turn in range(TRIES):
        form = EntryForm(FORMS[sort], tuple(known.items()), sort, needs)
        filled = await talk.ask(f"{sort}.{turn}", form)
        typed = {name: getattr(filled, name) for name in asked if getattr(filled, name)}
        if any(name not in typed for name in needs):
            return None
        fields = await _tapped(talk, sort, turn, typed)
        if fields is None:
            return None
        _preview(talk, sort, fields)
        use = await talk.ask(f"use.{turn}", Choice(Use))
        if use is not Use.CHANGE:
            return fields if use is Use.USE else None
        known = {name: typed.get(name, "") for name in asked}
    return None


async def _tapped(talk: Talk, sort: Sort, turn: int, typed: Mapping[str, str]) -> Fields | None:
    """What is typed, with what is tapped besides, under the names that a content file has for them."""
    fields: Fields = {("title" if name == "name" and sort in TITLED else name): text for name, text in typed.items()}
    match sort:
        case Sort.COACH:
            helps = get_args(Help)
            options = [Option(one, Line(f"part-help.{one}")) for one in helps]
            fields["helps"] = (await talk.ask(f"helps.{turn}", Pick(options, most=len(helps)))).values
        case Sort.OPENING:
            fields["kind"] = (await talk.ask(f"opens.{turn}", Choice(Opens))).value
        case Sort.GROUP | Sort.LEARNING:
            if sort is Sort.LEARNING:
                fields["kind"] = (await talk.ask(f"learns.{turn}", Choice(Learns))).value
            key = "field" if sort is Sort.GROUP else "skills"
            skill = (await pick_skills(talk, f"{key}.{turn}", words=f"admin-content-{key}")).one
            if skill in (None, "skip"):
                return None
            fields[key] = skill or "" if sort is Sort.GROUP else (skill or "",)
        case _:
            pass
    if sort in (Sort.COACH, Sort.LEARNING):
        cost = await talk.ask(f"cost.{turn}", Choice(Cost))
        fields["cost"] = cost.value
        if cost is not Cost.LOW:
            fields.pop("price", None)  # what is free has none
    if sort is not Sort.OPENING:
        languages = [Option(one) for one in LANGUAGES]
        fields["language"] = (await talk.ask(f"language.{turn}", Pick(languages))).one or "en"
    return fields


def _preview(talk: Talk, sort: Sort, fields: Fields) -> None:
    """The entry as members see it."""
    name, link = Verbatim(_name(fields)), str(fields["link"])
    match sort:
        case Sort.COACH:
            helps = tuple(Line(f"part-help.{one}") for one in fields["helps"])
            talk.say("about", words="part-coach", cost=str(fields["cost"]), helps=helps)
            talk.say("preview", link=link, name=name)
        case Sort.OPENING:
            talk.say("preview", words="openings-one", link=link, title=name, place=Verbatim(str(fields["place"])))
        case Sort.GROUP:
            talk.say("preview", words="network-group", link=link, name=name)
        case Sort.EVENT:
            _event(talk, fields, link)
        case _:
            talk.say("about", words="part-course", **_course(fields))
            talk.say("preview", link=link, name=name)


def _event(talk: Talk, fields: Fields, link: str) -> None:
    day = fields.get("when")
    talk.say(
        "preview",
        words="network-event",
        link=link,
        name=Verbatim(_name(fields)),
        place=Verbatim(str(fields["place"])),
        day=talk.opened.fromisoformat(str(day)) if day else talk.opened,
        dated="yes" if day else "no",
    )


def _course(fields: Fields) -> dict[str, Any]:
    return {
        "provider": Verbatim(str(fields["provider"])),
        "kind": Line(f"part-kind.{fields['kind']}"),
        "cost": str(fields["cost"]),
        "price": Verbatim(str(fields.get("price", ""))),
        "priced": "yes" if fields.get("price") else "no",
        "hours": 0,
        "language": str(fields["language"]),
    }


def _name(fields: Mapping[str, Any]) -> str:
    return str(fields.get("name") or fields.get("title") or "")
