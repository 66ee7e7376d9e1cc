"""Walking every flow: every question, every option, every pair of consecutive answers, with the longest answers.

What a person could see is found here before they do: tests hold each screen against the limits of every platform, and the
storyboard shows them. Facts from the store are walked like answers: nothing there, and as much as there can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot import circles, effects, organising, rounds, statistics, walk_organising
from bot.circles import Circle
from bot.content.entries import Content
from bot.draw import View, draw
from bot.effects import Lookup, Posted
from bot.flow import Ask, Done, Facts, Find, Flow, Frame, Say, base, replay
from bot.pictures.facts import monday_of
from bot.questions import (
    NAME,
    Breathe,
    Choice,
    Confirm,
    Day,
    EntryForm,
    Form,
    Given,
    Json,
    Pick,
    Question,
    Text,
    Write,
    YesNo,
    Zone,
)
from bot.rows import (
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
from bot.screen import Screen
from bot.store.own_data import TABLES
from bot.words import Tongue

TODAY = date(2026, 11, 25)
CRISES = ("suicidal-thought", "plan", "overdose", "self-harm", "danger", "threat")
DISTRESSES = ("hopelessness", "panic", "eating", "abuse", "denied", "past", "bereaved")
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
RUN = "abcdefghijklmnop"
# Wide letters, accents and a long word: what a limit is first met with.
FILLER = "Wörter, die länger werden: Überbrückungsmaßnahmen und 日本語 und more words; "
# Lists from content of this length or more: each option is tried, and only the first leads on.
ALIKE = 9


def long_text(limit: int) -> str:
    """Text of exactly `limit` characters."""
    return (FILLER * (limit // len(FILLER) + 1))[: limit - 1] + "."


@dataclass(frozen=True, slots=True)
class Start:
    """What a run begins with."""

    name: str
    args: Mapping[str, str] = field(default_factory=dict)
    rejection: Rejection | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A frame that a walk came to, and the answers that led there."""

    flow: Flow
    path: tuple[str, ...]
    facts: Facts
    frame: Frame


# Flows that ask other things at other stages.
STAGED = frozenset({"reflect", "feedback"})
COMPANY = long_text(NAME)
NO = Rejection("r" * 16, TODAY - timedelta(days=2), COMPANY, long_text(NAME), Stage.FINAL)
SUBJECT = {"subject": NO.id, "item": NO.id, "rejection": NO.id, "then": "home", "about": NO.id, "commitment": NO.id}
OTHERS = (("a" * 16, long_text(80)), ("b" * 16, long_text(80)))


# One of each case that a held text is answered with.
EVERY_HEARD = (
    *(Heard("crisis", kind, "self") for kind in CRISES),
    *(Heard("crisis", kind, "other", "en") for kind in ("suicidal-thought", "attempt", "danger")),
    *(Heard("distress", kind, "self") for kind in DISTRESSES),
    Heard("unsure"),
)


def starts(flow: Flow) -> list[Start]:
    """The ways in which a run of this flow can begin."""
    if flow.name == "rejected":
        return [Start("bare"), Start("all", {"company": COMPANY, "role": long_text(NAME), "stage": "final"})]
    if flow.name == "keeping":
        return [Start("day", {"subject": TODAY.isoformat()})]
    stages = tuple(Stage) if flow.name in STAGED else (Stage.FINAL,)
    bare = Start("bare", SUBJECT, Rejection(NO.id, NO.day))
    return [bare, *(Start(stage, SUBJECT, replace(NO, stage=stage)) for stage in stages), Start("none")]


def samples(question: Question[Any]) -> list[tuple[str, Given]]:
    """Ways to answer, each with a name: every option, the fullest pick, the longest text."""

    def taps(*values: str) -> list[tuple[str, Given]]:
        return [(value, Given((value,))) for value in values]

    def typed(text: Text | None) -> list[tuple[str, Given]]:
        return [("(typed)", Given(text=long_text(text.limit)))] if text else []

    match question:
        case Choice():
            return taps(*question.offered)
        case Confirm():
            return taps(*YesNo)
        case Breathe():
            return taps("done")
        case Pick():
            single = taps(*(one.value for one in question.offered)) if question.least <= 1 else []
            most = tuple(one.value for one in question.offered)[: question.most]
            full = [("(most)", Given(most))] if question.most > 1 and len(most) >= max(question.least, 2) else []
            return [*single, *full, *taps(*(one.value for one in question.beside)), *typed(question.typed)]
        case Write():
            return [*taps("skip"), *typed(question.text)]
        case Day():
            return [*taps(*(day.isoformat() for day in question.days(TODAY))), ("(typed)", Given(text="in 10 days"))]
        case Zone():
            return [*taps(*question.offered), ("(typed)", Given(text="Buenos Aires"))]
        case EntryForm():
            good = {"link": "https://example.org/" + "x" * 280, "when": "3 December"}
            fields = {one.name: good.get(one.name, long_text(75)) for one in question.asked}
            return [*taps("skip"), ("(all)", Given(fields=fields))]
        case Form():
            fields = {
                one.name: long_text(one.limit) if isinstance(one, Text) else one.options[-1].value
                for one in question.asked
            }
            return [*taps("skip"), ("(all)", Given(fields=fields)), ("(empty)", Given(fields={}))]
        case _:
            raise TypeError(f"{type(question).__name__} cannot be walked")


def results(lookup: Lookup[Any], content: Content) -> list[tuple[str, Any]]:
    """What a lookup can find, each with a name: nothing, and as much as there can be."""
    item = PlanItem(NO.id, Source.REFLECT, TODAY, text=long_text(300), cue="morning")
    course = PlanItem(NO.id, Source.SKILL, TODAY, tag="plan-course", subject=_longest_title(content), percent=50)
    many = tuple(replace(item, id=f"item{number:012}") for number in range(60))
    noes = tuple(replace(NO, id=f"noes{number:012}") for number in range(60))
    runs = tuple(OpenRun(f"runs{number:012}", "reflect", one.id, NOW, one) for number, one in enumerate(noes[:5]))
    me = Member("m" * 16, "terminal", "you", zone="Europe/Berlin", consent=Consent.YES, country="DE")
    figures = dict.fromkeys((*statistics.CELLS, *statistics.STAGES[:3]), 12_345)
    weeks = tuple(statistics.facts(monday_of(TODAY) - timedelta(weeks=number), figures) for number in range(53))
    found: dict[str, list[tuple[str, Any]]] = {
        effects.OpenRuns.kind: [("none", ()), ("most", runs)],
        effects.Rejections.kind: [("none", ()), ("some", noes[:3]), ("most", noes)],
        effects.OneRejection.kind: [("gone", ()), ("there", (NO,))],
        effects.Items.kind: [("none", ()), ("most", many)],
        effects.OneItem.kind: [("gone", ()), ("there", (item,)), ("course", (course,))],
        effects.NextNudge.kind: [("none", ()), *((kind, (NudgeDue(NO.id, kind, NOW),)) for kind in effects.NudgeKind)],
        effects.Places.kind: [
            ("none", ()),
            ("one", (Place("p" * 16, "#" + "a" * 79),)),
            ("most", tuple(Place(f"plac{number:012}", "#" + "a" * 79) for number in range(25))),
        ],
        effects.Courses.kind: [("none", ()), ("most", tuple(one.id for one in content.learning[:20]))],
        effects.Held.kind: [
            ("nothing", None),
            *(("-".join(one for one in heard if one), heard) for heard in EVERY_HEARD),
        ],
        effects.KeptFor.kind: [("days", 180)],
        effects.Quiet.kind: [("loud", False), ("quiet", True)],
        effects.Kept.kind: [("all", tuple(CountKept(one.sort, 99_999) for one in TABLES if one.sort))],
        effects.Export.kind: [("files", (File("bounceback-2026-11-25.json", b"{}"),))],
        statistics.Snapshots.kind: [("none", ()), ("one", weeks[:1]), ("most", weeks)],
        **_circles(content),
        rounds.NextPairs.kind: [("none", ()), ("there", (rounds.Draw(NO.id, "#" + "a" * 79, NOW, TODAY),))],
        rounds.MyPairs.kind: [
            ("none", ()),
            ("one", (rounds.Pairs(NO.id, "#" + "a" * 79, OTHERS[:1]),)),
            ("two", (rounds.Pairs(NO.id, "#" + "a" * 79, OTHERS),)),
            *((why, (rounds.Pairs(NO.id, "#" + "a" * 79, (), why),)) for why in ("only", "away", "none")),
        ],
        rounds.LostCircle.kind: [("none", ()), ("there", (rounds.Lost(NO.id, "#" + "a" * 79),))],
        effects.Me.kind: [
            ("new", Member("m" * 16, "terminal", "you")),
            ("new-member", Member("m" * 16, "terminal", "you", community="guild")),
            ("yes", me),
            ("member", replace(me, community="guild")),
            ("hushed", replace(me, hushed=True)),
        ],
    }
    if lookup.kind in ORGANISERS:
        return ORGANISERS[lookup.kind]
    if lookup.kind in walk_organising.KINDS:
        return walk_organising.results(lookup, long_text)
    if isinstance(lookup, effects.Notes):
        tags = {"if-no": "walk", "wanted": "programming spreadsheets"}
        written = Note(NO.id, lookup.note, TODAY, text=long_text(300))
        tagged = Note(NO.id, lookup.note, TODAY, tag=tags.get(lookup.note))
        return [("none", ()), ("tagged", (tagged,)), ("written", (written,))]
    return found[lookup.kind]


def _organisers() -> Mapping[str, list[tuple[str, Any]]]:
    """What the organisers' lookups can find: a channel as it was installed, and with everything on; and who helps."""
    name, many = "#" + "a" * 79, 25
    bare = organising.Channel("guild", "channel", name, NOW)
    circle = Circle("c" * 16, name, "p" * 16, 0, 9, "Europe/Berlin", True, True, 3, "open")
    full = bare._replace(
        lacks=(*{reason: name for name, reason in organising.LACKS.items()}.values(), "Another"), lines=True, mentors=True,
        others=(name,) * many, circle=circle, cap=0, podless=True,
        lost=tuple(circle._replace(id=f"lost{number:012}") for number in range(6)),
    )  # fmt: skip
    later = NOW + timedelta(days=3)
    channels = [
        ("installed", bare),
        ("on", full),
        ("off", full._replace(off=True, cap=1, circle=circle._replace(state="paused", pods=False, buddies=False))),
        ("paused", bare._replace(paused_until=later, mentors=False, cap=2, others=(name,), lost=full.lost[:1])),
        ("lacking", bare._replace(lacks=("Send Messages",), circle=circle._replace(state="paused"))),
        ("paused-open", bare._replace(paused_until=organising.UNTIL_RESUMED, circle=circle._replace(state="lost"))),
    ]
    offer = organising.Offer("o" * 16, long_text(80), TODAY, False, False, 0)
    offers = [
        ("none", ()),
        ("one", (offer,)),
        ("vouched", (offer._replace(vouched=True, turns=2),)),
        ("skipped", (offer._replace(vouched=True, skipped=True),)),
        ("most", tuple(offer._replace(member=f"offr{number:012}") for number in range(many))),
    ]
    noted = tuple(
        organising.Noted(
            f"n{number:015}", what, NOW, long_text(80) if number % 3 else None, name if number % 2 else None
        )
        for number, what in enumerate((*organising.AUDITED, *organising.AUDITED))
    )
    pages = [noted[start : start + organising.PAGE + 1] for start in range(0, len(noted), organising.PAGE)]
    return {
        organising.Here.kind: channels,
        organising.Offers.kind: offers,
        organising.MyOffer.kind: offers[:3],
        organising.OneTurn.kind: [("gone", ()), ("there", (organising.Turn(NO.id, "guild", name, TODAY),))],
        organising.AuditLog.kind: [("none", ()), *((f"page-{number}", page) for number, page in enumerate(pages))],
    }


ORGANISERS = _organisers()


def _circles(content: Content) -> dict[str, list[tuple[str, Any]]]:
    """What there can be of circles."""
    running = circles.Round(NO.id, 7, NOW, NOW, NOW + timedelta(days=7), open=True)
    name = "#" + "a" * 79
    closed = circles.Circle(NO.id, name, "p" * 16, 0, 9, "Europe/Berlin", True, True, 3, "paused")
    outside = closed._replace(state="open", round=running)
    inside = circles.Standing(looks=False, buddies=True, pod="o" * 16, weeks=(True, False, True, True))
    away = circles.Standing(looks=True, away_until=TODAY + timedelta(days=9))
    ones = [
        ("none", ()),
        ("outside", (outside,)),
        ("between", (outside._replace(round=None, standing=circles.Standing()),)),
        ("paused", (closed._replace(standing=away),)),
        ("inside", (outside._replace(standing=inside, pod_place="q" * 16),)),
    ]
    cheers = ("cheer-clear", "cheer-effort", "cheer-likewise", "cheer-glad")
    mine = circles.Commitment(
        NO.id, NO.id, TODAY, circles.Sight.PUBLIC, long_text(300), whereabouts=long_text(80), post="r-k", cheers=cheers
    )
    small = circles.Commitment(
        "s" * 16, NO.id, TODAY, circles.Sight.PRIVATE, tag="commit-small.rest", whereabouts="cafe"
    )
    course = small._replace(tag="plan-course", subject=_longest_title(content))
    done = mine._replace(done_on=TODAY, item=NO.id)
    theirs = mine._replace(name=long_text(NAME))
    listed = tuple(mine._replace(id=f"mine{number:012}") for number in range(4))
    buddies = tuple(circles.Buddy(f"mate{number:012}", long_text(NAME)) for number in range(2))
    post = effects.Post("p" * 16, "post-commitment", long_text(300), day=TODAY, where="library")
    shared = tuple(circles.Shared(f"post{number:012}", post, name, TODAY) for number in range(25))
    return {
        circles.Circles.kind: [
            *ones,
            ("many", tuple(outside._replace(id=f"many{number:012}", standing=inside) for number in range(7))),
            ("two", (outside, outside._replace(id="two", standing=inside))),
        ],
        circles.OneCircle.kind: [
            *ones,
            ("placeless", (outside._replace(standing=inside),)),
            ("next", (outside._replace(id="next", standing=away, round=running._replace(id="next")),)),
        ],
        circles.StillNow.kind: [(one, one) for one in circles.Now],
        circles.MyCommitments.kind: [
            ("none", ()), ("one", (small,)), ("posted", (mine,)), ("done", (done,)), ("five", (*listed, course)),
        ],
        circles.OneCommitment.kind: [
            ("gone", ()), ("mine", (mine,)), ("small", (small,)), ("done", (done,)), ("theirs", (theirs,)),
            ("cheered", (theirs._replace(cheered="cheer-clear"),)),
        ],
        circles.Buddies.kind: [("none", ()), ("two", buddies)],
        circles.MyPosts.kind: [("none", ()), ("one", shared[:1]), ("most", shared)],
    }  # fmt: skip


def _longest_title(content: Content) -> str:
    return max(content.learning, key=lambda entry: len(entry.title)).id if content.learning else ""


def walk(flow: Flow, content: Content) -> Iterator[Visit]:
    """Every frame that the walk comes to, from every start."""
    for number, start in enumerate(starts(flow)):
        # Every pair of consecutive answers from the first two starts; the others differ in what a few questions offer.
        looks_back = 1 if number < 2 else 0
        seen: set[tuple[str, ...]] = set()
        facts = Facts(
            {},
            run=RUN,
            journey=NO.id,
            opened=TODAY,
            args=start.args,
            rejection=start.rejection,
            content=lambda: content,
        )
        yield from _from(Visit(flow, (f"[{start.name}]",), facts, replay(flow, facts)), seen, looks_back)


def _from(first: Visit, seen: set[tuple[str, ...]], looks_back: int) -> Iterator[Visit]:
    waiting = [first]
    followed: set[str] = set()
    while waiting:
        visit = waiting.pop()
        yield visit
        for name, alike, facts in _ways(visit):
            signature = (*visit.path[len(visit.path) - looks_back :], name)
            if signature in seen:
                continue
            seen.add(signature)
            after = Visit(visit.flow, (*visit.path, name), facts, replay(visit.flow, facts))
            if alike:
                followed.add(name)
                yield after
                continue
            waiting.append(after)
            if looks_back and name not in followed:
                # An answer may matter much later than at the next question: each is followed once to the end.
                followed.add(name)
                yield from _to_the_end(after, followed)


def _to_the_end(first: Visit, followed: set[str]) -> Iterator[Visit]:
    """From a visit on, always the first way; and each answer that was not met before, to its own end."""
    waiting = [first]
    while waiting:
        visit = waiting.pop()
        for place, (name, alike, facts) in enumerate(_ways(visit)):
            if place and name in followed:
                continue
            followed.add(name)
            after = Visit(visit.flow, (*visit.path, name), facts, replay(visit.flow, facts))
            yield after
            if not alike:
                waiting.append(after)


def _ways(visit: Visit) -> Iterator[tuple[str, bool, Facts]]:
    """Every way on from a frame: its name, whether it is only one of many alike, and the facts after it."""
    facts, waits = visit.facts, visit.frame.waits
    match waits:
        case Ask(key=key, question=question):
            alike = _alike(question)
            for name, one in samples(question):
                answer = question.read(one, TODAY)
                yield f"{key}={name}", name in alike, replace(facts, answers={**facts.answers, key: answer})
        case Find(key=key, lookup=lookup):
            for name, found in results(lookup, facts.content()):
                kept: Json = {"lookup": lookup.kind, "kept": []}
                answers = {**facts.answers, key: kept}
                yield f"{key}={name}", False, replace(facts, answers=answers, found={**facts.found, key: found})
        case Say(key=key):
            for outcome in Posted:
                yield f"{key}={outcome}", False, replace(facts, answers={**facts.answers, key: outcome.value})
        case _:
            return


def _alike(question: Question[Any]) -> set[str]:
    """Options of a long list from content or the store, all but the first: the flow treats them the same."""
    match question:
        case Zone():
            return {name for name in question.offered[1:] if "/" in name}
        case Pick() if len(question.offered) >= ALIKE:
            return {one.value for one in question.offered[1:] if one.label is not None}
        case _:
            return set()


def shows(frame: Frame) -> bool:
    """Whether an ending shows a screen of its own: no other flow follows, and the turn has nothing to say of it."""
    settles = any(isinstance(change, effects.Settle) for change in frame.stated.values())
    return isinstance(frame.waits, Done) and frame.waits.ending is None and not settles


def screen_of(visit: Visit, tongue: Tongue) -> Screen:
    """What the person sees at a visit, with everything that could be offered."""
    back = isinstance(visit.frame.waits, Ask) and any(answered.asked for answered in visit.frame.trail)
    view = View(RUN, visit.flow, tongue, TODAY, back, drafts={})
    return draw(visit.frame, view)


def story(flow: Flow, content: Content, tongue: Tongue) -> list[tuple[str, Screen, bool]]:
    """The flow's screens for reading, one a question and one an ending: how it was come to, the screen, whether longest.

    A question that several lines lead into, as with what is said in a crisis, is shown once with each.

    Of the many screens that one question can show, the first that was come to and the longest.
    """
    first: dict[str, tuple[str, Screen]] = {}
    longest: dict[str, tuple[int, str, Screen]] = {}
    for visit in walk(flow, content):
        waits = visit.frame.waits
        if isinstance(waits, Find | Say) or (isinstance(waits, Done) and not shows(visit.frame)):
            continue
        shown = screen_of(visit, tongue)
        # The turns of a loop show the same question; an ending is told apart by what it says.
        opens_with = visit.frame.said[0].line.id if visit.frame.said else ""
        place = f"{base(shown.key)} {opens_with}" if isinstance(waits, Ask) else f"~end {shown.blocks}"
        path = " → ".join(visit.path)
        first.setdefault(place, (path, shown))
        size = len(str(shown))
        if size > longest.get(place, (0,))[0]:
            longest[place] = (size, path, shown)
    told: list[tuple[str, Screen, bool]] = []
    for place, (path, shown) in first.items():
        told.append((path, shown, False))
        _, long_path, long_shown = longest[place]
        if long_shown != shown:
            told.append((long_path, long_shown, True))
    return told
