"""Step 2: reflect. Three questions by the stage that was reached, then one small if-then for each area that matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.effects import EditRejection, KeepNote, Rejections
from bot.flow import Ending, Talk, flow
from bot.flows.parts import keep_item, onward, which, words_for
from bot.lines import Brief, Line, Verbatim
from bot.questions import SENTENCE, Form, Option, Pick, Picked, Text, long_text
from bot.rows import Area, Rejection, Source, Stage

# From so many noes on, where they stopped is worth a look.
PATTERN_FROM = 3
CUES = ("morning", "lunch", "evening", "weekend", "none")
AREAS_AT_ONCE = 3


@dataclass(frozen=True)
class Star:
    """A story in four parts: situation, task, action, result."""

    situation: str | None = long_text(SENTENCE)
    task: str | None = long_text(SENTENCE)
    action: str | None = long_text(SENTENCE)
    result: str | None = long_text(SENTENCE)


@flow("reflect", step=2)
async def reflect(talk: Talk) -> Ending:
    stage = talk.rejection.stage if talk.rejection else None
    known = await talk.find("past", Rejections())
    if stage is None or "stage" in talk.answered:
        stages = [Option(one, Line(f"stage.{one}")) for one in Stage]
        said = (await talk.ask("stage", Pick(stages, beside=[Option("skip")]), which=which(talk.rejection))).one
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
    more = await _more(talk)
    return await onward(talk, "feedback", 3, planned=planned or more)


async def _debrief(
    talk: Talk, kind: Literal["well", "better", "next"], stage: Stage, before: Picked | None = None
) -> Picked:
    """One of the three questions. What was picked is kept as closed tags, what was typed as the member's own words."""

    def options() -> list[Option]:
        return words_for(kind, [chip.id for chip in talk.content.chips_for(kind, stage)])

    picked = await talk.ask(
        kind,
        Pick(options, most=5, beside=[Option("skip")], typed=Text("write", SENTENCE)),
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
    ordered = sorted(Area, key=lambda area: (-suggested.count(area), list(Area).index(area)))
    options = [Option(area) for area in ordered]
    top = Line(f"reflect-areas.{ordered[0]}")
    picked = await talk.ask(
        "areas",
        Pick(options, most=AREAS_AT_ONCE, beside=[Option("skip")]),
        top=top,
        suggested="yes" if suggested else "no",
    )
    planned = False
    for area in [one for one in Area if one in picked.values]:
        planned |= await _if_then(talk, area, stage)
    return planned


async def _if_then(talk: Talk, area: Area, stage: Stage) -> bool:
    """If (a cue), then (one small thing), from a day on: three taps."""

    def chips() -> list[Option]:
        return words_for("next", [chip.id for chip in talk.content.chips_for("next", stage) if chip.area is area])

    name = Line(f"reflect-areas.{area}")
    what = await talk.ask(
        f"then.{area}",
        Pick(chips, beside=[Option("skip")], typed=Text("write", SENTENCE)),
        area=name,
    )
    if what.one == "skip":
        return False
    label = Verbatim(what.text) if what.text else Line(f"next-{what.one}")
    cue = (await talk.ask(f"cue.{area}", Pick([Option(one) for one in CUES]), what=label)).one
    tag = None if what.text else f"next-{what.one}"
    await keep_item(talk, area, Source.REFLECT, label, tag=tag, text=what.text, cue=cue, area=area)
    return True


async def _more(talk: Talk) -> bool:
    """More for who wants it: stories, the two checklists, a coach. Says whether a plan item came of it."""
    planned = False
    left = ["star", "resume", "profile", "coach"]
    for turn in range(len(left)):
        options = [Option(one) for one in (*left, "on")]
        more = (await talk.ask(f"more.{turn}", Pick(options), turn=turn)).one
        if more == "star":
            await _star(talk)
        elif more in ("resume", "profile"):
            planned |= await _checklist(talk, more)
        elif more == "coach":
            planned |= await _coach(talk)
        else:
            break
        left.remove(more)
    return planned


async def _star(talk: Talk) -> None:
    def prompts() -> list[Option]:
        return words_for("star", [prompt.id for prompt in talk.content.star])

    prompt = (await talk.ask("star", Pick(prompts, beside=[Option("skip")]))).one
    if prompt in (None, "skip"):
        return
    story = await talk.ask("story", Form(Star), prompt=Line(f"star-{prompt}"))
    parts = [part for part in (story.situation, story.task, story.action, story.result) if part]
    if parts:
        talk.record("story", KeepNote("star", "\n".join(parts), prompt))
        talk.say("story-kept")


async def _checklist(talk: Talk, which_list: str) -> bool:
    entries = talk.content.resume if which_list == "resume" else talk.content.profile
    missing = (await talk.ask(which_list, Pick(lambda: words_for(which_list, entries), beside=[Option("fine")]))).one
    if missing in (None, "fine"):
        return False
    label = Line(f"{which_list}-{missing}")
    area = Area.RESUME if which_list == "resume" else Area.PROFILE
    await keep_item(talk, f"list-{which_list}", Source.REFLECT, label, tag=f"{which_list}-{missing}", area=area)
    return True


async def _coach(talk: Talk) -> bool:
    chosen = (await talk.ask("coach", Pick(lambda: _coaches(talk), beside=[Option("skip")]))).one
    coach = talk.content.coaches_by_id.get(chosen or "")
    if coach is None:
        return False
    talk.say("coach-open", link=coach.link, name=Verbatim(coach.name))
    if (await talk.ask("coach-plan", Pick([Option("plan"), Option("skip")]), name=Verbatim(coach.name))).one == "skip":
        return False
    label = Line("plan-coach", {"title": Verbatim(coach.name)})
    await keep_item(talk, "coach", Source.REFLECT, label, tag="plan-coach", subject=coach.id, area=Area.INTERVIEW)
    return True


def _coaches(talk: Talk) -> list[Option]:
    """Coaches to pick from, the free ones first."""
    free_first = sorted(talk.content.coaches, key=lambda coach: ("free", "free-audit", "low").index(coach.cost))
    helps = {coach.id: tuple(Line(f"part-help.{one}") for one in coach.helps) for coach in free_first}
    return [
        Option(
            coach.id, Verbatim(coach.name), Brief(Line("part-coach", {"cost": coach.cost, "helps": helps[coach.id]}))
        )
        for coach in free_first[:20]
    ]


def _pattern(talk: Talk, past: Sequence[Rejection]) -> None:
    """Where most noes stopped, from three on; a small sample, and said to be one."""
    stages = [one.stage for one in past if one.stage is not None]
    if len(stages) < PATTERN_FROM:
        return
    stage, count = Counter(stages).most_common(1)[0]
    if count > 1:
        talk.say("pattern", count=count, total=len(stages), stage=stage)
