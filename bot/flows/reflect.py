"""Step 2: reflect. Three questions by the stage that was reached, then one small if-then for each area that matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from bot.effects import EditRejection, KeepNote, Rejections
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts import keep_item, stages, which, words_for
from bot.lines import Line, Verbatim
from bot.questions import SENTENCE, Option, Pick, Picked, Text
from bot.rows import Area, Rejection, Source, Stage

# From so many noes on, where they stopped is worth a look.
PATTERN_FROM = 3
CUES = [Option(one) for one in ("morning", "lunch", "evening", "weekend", "none")]
SKIP = [Option("skip")]
AREAS = tuple(Area)
AREAS_AT_ONCE = 3


@flow("reflect", step=2)
async def reflect(talk: Talk) -> Ending:
    stage = talk.rejection.stage if talk.rejection else None
    known = await talk.find("past", Rejections())
    if stage is None or "stage" in talk.answered:
        said = (await talk.ask("stage", Pick(stages, beside=SKIP), which=which(talk.rejection))).one
        stage = Stage(said) if said in set(Stage) else None
        if stage is not None and talk.rejection is not None:
            talk.record("stage", EditRejection(talk.rejection.id, stage=stage))
    _pattern(talk, known)
    reached = stage or Stage.FORM_LETTER

    well = await _debrief(talk, "well", reached)
    better = await _debrief(talk, "better", reached, well)
    after = await _debrief(talk, "next", reached)
    suggested = [
        chip.area
        for one in (*better.values, *after.values)
        if (chip := talk.content.chips_by_id.get(one)) and chip.area is not None
    ]
    planned = await _areas(talk, suggested, reached)
    return Next("practice", {"planned": "yes" if planned else "no"})


async def _debrief(
    talk: Talk, kind: Literal["well", "better", "next"], stage: Stage, before: Picked | None = None
) -> Picked:
    """One of the three questions. What was picked is kept as closed tags, what was typed as the member's own words."""

    def options() -> list[Option]:
        return words_for(kind, [chip.id for chip in talk.content.chips_for(kind, stage)])

    picked = await talk.ask(
        kind,
        Pick(options, most=5, beside=SKIP, typed=Text("write", SENTENCE)),
        stage=stage,
        said=_named("well", before),
        any="yes" if before and (before.text or before.one not in (None, "skip")) else "no",
    )
    if picked.text:
        talk.record(kind, KeepNote(kind, picked.text))
    elif picked.one != "skip":
        talk.record(kind, KeepNote(kind, tag=" ".join(picked.values)))
    return picked


def _named(prefix: str, picked: Picked | None) -> tuple[Line | Verbatim, ...]:
    if picked is None or picked.one == "skip":
        return ()
    if picked.text:
        return (Verbatim(picked.text),)
    return tuple(Line(f"{prefix}-{one}") for one in picked.values)


async def _areas(talk: Talk, suggested: Sequence[Area], stage: Stage) -> bool:
    """Which areas to work on, and one if-then plan item for each. Says whether there is any."""
    ordered = sorted(AREAS, key=lambda area: -suggested.count(area))
    top = Line(f"reflect-areas.{ordered[0]}")
    picked = await talk.ask(
        "areas",
        Pick(lambda: [Option(area) for area in ordered], most=AREAS_AT_ONCE, beside=SKIP),
        top=top,
        suggested="yes" if suggested else "no",
    )
    planned = False
    for area in [one for one in AREAS if one in picked.values]:
        planned |= await _if_then(talk, area, stage)
    return planned


async def _if_then(talk: Talk, area: Area, stage: Stage) -> bool:
    """If (a cue), then (one small thing), from a day on: three taps."""

    def chips() -> list[Option]:
        return words_for("next", [chip.id for chip in talk.content.chips_for("next", stage) if chip.area is area])

    name = Line(f"reflect-areas.{area}")
    what = await talk.ask(
        f"then.{area}",
        Pick(chips, beside=SKIP, typed=Text("write", SENTENCE)),
        area=name,
    )
    if what.one == "skip":
        return False
    label = Verbatim(what.text) if what.text else Line(f"next-{what.one}")
    cue = (await talk.ask(f"cue.{area}", Pick(CUES), what=label)).one
    tag = None if what.text else f"next-{what.one}"
    await keep_item(talk, area, Source.REFLECT, label, tag=tag, text=what.text, cue=cue, area=area)
    return True


def _pattern(talk: Talk, past: Sequence[Rejection]) -> None:
    """Where most noes stopped, from three on; a small sample, and said to be one."""
    stages = [one.stage for one in past if one.stage is not None]
    if len(stages) < PATTERN_FROM:
        return
    stage, count = Counter(stages).most_common(1)[0]
    if count > 1:
        talk.say("pattern", count=count, total=len(stages), stage=stage)
