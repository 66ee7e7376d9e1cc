"""Feedback came: a pause, a thank-you that leaves the door open, then one usable thing; the rest is parked."""

from __future__ import annotations

import enum

from bot.effects import CancelNudges, KeepNote, NudgeKind
from bot.flow import Ending, Look, Talk, flow
from bot.flows.parts import keep_item, onward, which, words_for
from bot.lines import Line, Verbatim
from bot.questions import LONG, SENTENCE, Breathe, Choice, Option, Pick, Text, Write
from bot.rows import Area, Source

SORTS = (*Area, "other")


class Pause(enum.StrEnum):
    BREATHE = "breathe"
    READ = "read"


class Thank(enum.StrEnum):
    EMAIL = "email"
    LINKEDIN = "linkedin"
    SKIP = "skip"


@flow("feedback-came", step=3)
async def feedback_came(talk: Talk) -> Ending:
    rejection = talk.rejection
    if rejection is not None:
        talk.record("settled", CancelNudges(rejection.id, NudgeKind.FEEDBACK_ANSWER))
    pause = await talk.ask("pause", Choice(Pause), which=which(rejection))
    if pause is Pause.BREATHE:
        await talk.ask("breathe", Breathe(breaths=3))
    told = await talk.ask("told", Write(Text("write", LONG, long=True)))
    if told:
        talk.record("told", KeepNote("feedback", told))
    thank = await talk.ask("thank", Choice(Thank))
    if thank is not Thank.SKIP:
        company = rejection.company if rejection else None
        talk.say(
            "thanks" if thank is Thank.EMAIL else "thanks-note",
            Look.COPY,
            company=Verbatim(company or ""),
            known="yes" if company else "no",
        )

    sorts = [Option(one) for one in SORTS]
    picked = await talk.ask("sort", Pick(sorts, most=len(SORTS), beside=[Option("skip")]))
    if picked.one != "skip":
        talk.record("sorted", KeepNote("feedback-about", tag=" ".join(picked.values)))
    areas = [Area(one) for one in picked.values if one in set(Area)]
    planned = await _usable(talk, areas, more=bool(told) or len(picked.values) > 1)
    return await onward(talk, "skills", 4, planned=planned)


async def _usable(talk: Talk, areas: list[Area], *, more: bool) -> bool:
    """The one thing that can be used. Says whether it became a plan item."""
    area = areas[0] if areas else None
    chips = [chip.id for chip in talk.content.chips if chip.kind == "next" and chip.area in areas]
    what = await talk.ask(
        "usable",
        Pick(words_for("next", chips[:20]), beside=[Option("skip")], typed=Text("write", SENTENCE)),
        any="yes" if chips else "no",
    )
    if what.one == "skip":
        talk.say("parked")
        return False
    label = Verbatim(what.text) if what.text else Line(f"next-{what.one}")
    tag = None if what.text else f"next-{what.one}"
    await keep_item(talk, "usable", Source.FEEDBACK, label, tag=tag, text=what.text, area=area)
    talk.say("rest-parked" if more else "one-kept")
    return True
