"""Home: the plan, the journeys, the next check-in; tick, change, drop or re-date what is on the plan."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bot.effects import (
    CancelNudges,
    EditItem,
    EditMember,
    EditRejection,
    Items,
    Me,
    NextNudge,
    Nudge,
    NudgeKind,
    OneItem,
    OneRejection,
    OpenRuns,
    Rejections,
)
from bot.flow import Ending, GoOn, Next, Talk, flow
from bot.flows.parts import MENU, item_line, item_options, stages, which
from bot.lines import Line, Verbatim
from bot.questions import NAME, SENTENCE, Choice, Day, Form, Option, Pick, Text, Write, one_of, short_text
from bot.rows import Consent, Source, Stage


@flow("home")
async def home(talk: Talk) -> Ending:
    items = await talk.find("items", Items())
    done = await talk.find("done", Items(done=True))
    noes = await talk.find("noes", Rejections())
    left = await talk.find("left", OpenRuns())
    nudge = await talk.find("next", NextNudge())
    me = await talk.find("me", Me())

    if items or done:
        talk.say("progress", bar=(len(done), len(items) + len(done)), done=len(done), total=len(items) + len(done))
    _next_check_in(talk, bool(nudge), me.consent, hushed=me.hushed)
    if nudge and me.consent is Consent.YES and not me.hushed:
        talk.say("next", at=nudge[0].at, kind=nudge[0].kind)

    away = me.hushed or me.paused_until is not None
    beside = [
        *([Option("go-on", Line("home-what.go-on", {"which": which(left[0].rejection)}))] if left else []),
        *([Option("bring-back")] if away and me.consent is Consent.YES else [Option("settings")]),
        *([Option("noes")] if noes else [Option("rejected")]),
    ]
    picked = await talk.ask(
        "what",
        Pick(item_options(items, talk.content), beside=beside),
        items=len(items),
        noes=len(noes),
    )
    match picked.one:
        case "go-on" if left:
            return GoOn(left[0].id)
        case "bring-back":
            talk.record("back", EditMember(hushed=False, paused_until=talk.opened))
            talk.say("brought-back")
            return Next("home")
        case "settings" | "rejected":
            return Next(picked.one, new_journey=picked.one == "rejected")
        case "noes":
            return Next("journeys")
        case _:
            return Next("plan-item", {"item": picked.one or ""})


def _next_check_in(talk: Talk, planned: bool, consent: Consent, *, hushed: bool) -> None:
    if hushed:
        talk.say("hushed")
    elif consent is not Consent.YES:
        talk.say("no-check-ins")
    elif not planned:
        talk.say("none-planned")


class ItemHow(enum.StrEnum):
    DONE = "done"
    DATE = "date"
    WORDS = "words"
    DROP = "drop"
    LEAVE = "leave"


class SkillItemHow(enum.StrEnum):
    DONE = "done"
    PROGRESS = "progress"
    DATE = "date"
    DROP = "drop"
    LEAVE = "leave"


@flow("plan-item")
async def plan_item(talk: Talk) -> Ending:
    """One plan item: tick it, move it, change its words or how far it is, drop it."""
    subject = talk.args.get("item", "")
    found = await talk.find("item", OneItem(subject))
    if not found:
        talk.say("gone")
        return Next("home")
    this = found[0]
    what = item_line(this, talk.content)
    kinds: type[enum.StrEnum] = SkillItemHow if this.source is Source.SKILL and this.tag == "plan-course" else ItemHow
    how = await talk.ask("how", Choice(kinds), what=what, due=this.due)
    if how == ItemHow.DONE:
        talk.record("done", EditItem(subject, done=True))
        talk.say("done", what=what)
        if kinds is SkillItemHow:
            return Next("credential", {"subject": subject})
    elif how == ItemHow.DATE:
        due = await talk.ask("date", Day(), words="part-day", what=what)
        talk.record("old-nudge", CancelNudges(subject, NudgeKind.ITEM))
        talk.record("date", EditItem(subject, due=due))
        talk.record("new-nudge", Nudge(NudgeKind.ITEM, day=due, subject=subject))
        talk.say("moved", day=due)
    elif how == ItemHow.WORDS:
        text = await talk.ask("words", Write(Text("write", SENTENCE)), what=what)
        if text:
            talk.record("words", EditItem(subject, text=text))
            talk.say("changed")
    elif how == SkillItemHow.PROGRESS:
        far = (await talk.ask("far", Pick([Option(one) for one in ("p10", "p25", "p50", "p75")]))).one
        percent = int((far or "p10")[1:])
        talk.record("progress", EditItem(subject, percent=percent))
        talk.say("so-far", bar=(percent, 100), percent=percent)
    elif how == ItemHow.DROP:
        talk.record("drop", EditItem(subject, dropped=True))
        talk.say("dropped")
    return Next("home")


@flow("journeys")
async def journeys(talk: Talk) -> Ending:
    """The log of noes, newest first."""
    noes = await talk.find("noes", Rejections())
    options = [
        Option(
            one.id,
            which(one),
            Line("journeys-detail", {"day": one.day, "stage": Line(f"stage.{one.stage}")})
            if one.stage
            else Line("journeys-detail-short", {"day": one.day}),
        )
        for one in noes[:MENU]
    ]
    beside = [Option("new"), *([Option("weeks")] if noes else []), Option("home")]
    picked = (await talk.ask("pick", Pick(options, beside=beside), count=len(noes))).one
    if picked == "new":
        return Next("rejected", new_journey=True)
    if picked == "weeks":
        return Next("weeks")
    return Next("home") if picked == "home" else Next("journey", {"rejection": picked or ""})


class JourneyHow(enum.StrEnum):
    WHERE = "where"
    STEPS = "steps"
    CLOSE = "close"
    BACK = "back"


@dataclass(frozen=True)
class Details:
    company: str | None = short_text(NAME)
    role: str | None = short_text(NAME)
    stage: str | None = one_of(stages())


@flow("journey")
async def journey(talk: Talk) -> Ending:
    """One no: what was left out can be given later."""
    subject = talk.args.get("rejection", "")
    found = await talk.find("rejection", OneRejection(subject))
    if not found:
        return Next("journeys")
    this = found[0]
    how = await talk.ask(
        "how", Choice(JourneyHow), which=which(this), day=this.day,
        role=Verbatim(this.role or ""), stage=Line(f"stage.{this.stage}") if this.stage else "",
        with_role="yes" if this.role else "no", with_stage="yes" if this.stage else "no",
    )  # fmt: skip
    match how:
        case JourneyHow.WHERE:
            given = await talk.ask("where", Form(Details))
            stage = Stage(given.stage) if given.stage in set(Stage) else None
            talk.record("where", EditRejection(subject, company=given.company, role=given.role, stage=stage))
        case JourneyHow.STEPS:
            step = (await talk.ask("step", Pick([Option(one) for one in STEP_FLOWS]))).one
            return Next(step if step in STEP_FLOWS else "personal", journey=subject)
        case JourneyHow.CLOSE:
            talk.record("close", EditRejection(subject, closed=True))
            talk.record("close-nudges", CancelNudges(subject))
            talk.say("closed")
        case JourneyHow.BACK:
            pass
    return Next("journeys")


STEP_FLOWS = ("personal", "reflect", "feedback", "skills", "network", "moving")
