"""Step 4: strengthen skills. One thing to learn, a first half hour on a day, a target, and the record of what was earned."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence

from bot.effects import Courses, KeepItem, KeepNote, Notes, Nudge, NudgeKind, OneItem
from bot.flow import Ending, Look, Next, Talk, flow
from bot.flows.parts import about, keep_item, onward, pick_skills, title_of
from bot.lines import Brief, Line, Verbatim
from bot.questions import SHORT, Choice, Day, Option, Pick, Text, Write
from bot.rows import Source

POSTINGS = 3
SEARCHES = 3
SEARCHED = Text("write", SHORT, searches=True)
CREDENTIALS = ("course", "certificate", "project")


class Start(enum.StrEnum):
    FIND = "find"
    DEMAND = "demand"
    FINISHED = "finished"
    SKIP = "skip"


@flow("skills", step=4)
async def skills(talk: Talk) -> Ending:
    gaps = await _gaps(talk)
    start = await talk.ask("start", Choice(Start), gaps=tuple(Line(f"skill-{one}") for one in gaps[:3]), any=_any(gaps))
    if start is Start.FINISHED:
        return Next("credential", {"then": "skills"})
    if start is Start.SKIP:
        return await onward(talk, "network", 5, planned=False)
    if start is Start.DEMAND:
        gaps = await _demand(talk) or gaps
    planned = await _course(talk, gaps)
    return await onward(talk, "network", 5, planned=planned)


def _any(found: Sequence[object]) -> str:
    return "yes" if found else "no"


async def _gaps(talk: Talk) -> list[str]:
    """Skills that were named before: wanted by postings, or chosen and not finished. The most often named first."""
    named = await talk.find("gaps", Notes("wanted"))
    counts = Counter(one for note in named for one in (note.tag or "").split() if one in talk.content.skills)
    return [one for one, _ in counts.most_common()]


async def _demand(talk: Talk) -> list[str]:
    """The skills that three postings name, tapped posting by posting."""
    counts: Counter[str] = Counter()
    for turn in range(POSTINGS):
        first = [one for one, _ in counts.most_common()]
        picked = await pick_skills(
            talk, f"posting.{turn}", words="skills-posting", first=first, most=5, out="done", number=turn + 1
        )
        if picked.one == "done":
            break
        counts.update(picked.values)
    wanted = [one for one, _ in counts.most_common()]
    if wanted:
        talk.record("wanted", KeepNote("wanted", tag=" ".join(counts.elements())))
        talk.say("demand", wanted=tuple(Line(f"skill-{one}") for one in wanted[:3]), count=counts[wanted[0]])
    return wanted


async def _course(talk: Talk, gaps: Sequence[str]) -> bool:
    """Choose one entry of the catalogue, by skill or by typing. Says whether it became a plan item."""
    wish = await pick_skills(talk, "skill", words="skills-skill", first=gaps, typed=SEARCHED)
    if wish.one == "skip":
        return False
    found = await talk.find("found", Courses(wish.text or "", () if wish.text else wish.values))
    for turn in range(SEARCHES):
        options = [
            Option(
                one, Verbatim(talk.content.learning_by_id[one].title), Brief(about(talk.content.learning_by_id[one]))
            )
            for one in found
            if one in talk.content.learning_by_id
        ]
        picked = await talk.ask(
            f"course.{turn}",
            Pick(options, beside=[Option("skip")], typed=SEARCHED),
            count=len(options),
            any=_any(options),
        )
        if picked.one == "skip":
            return False
        if picked.text:
            found = await talk.find(f"found.{turn}", Courses(picked.text))
            continue
        entry = talk.content.learning_by_id.get(picked.one or "")
        if entry is None:
            continue
        talk.say("card", title=Verbatim(entry.title), about=about(entry))
        talk.say("open", link=entry.link, provider=Verbatim(entry.provider))
        if entry.checked is None:
            talk.say("unchecked")
        take = (await talk.ask(f"take.{turn}", Pick([Option(one) for one in ("plan", "other", "skip")]))).one
        if take == "plan":
            await _plan(talk, entry.id, entry.title)
            return True
        if take == "skip":
            return False
    return False


async def _plan(talk: Talk, entry: str, title: str) -> None:
    label = Verbatim(title)
    block = Line("plan-first-block", {"title": label})
    await keep_item(talk, "first", Source.SKILL, block, tag="plan-first-block", subject=entry, ahead=(1, 2, 3, 7))
    target = await talk.ask("target", Day((7, 14, 30, 60)), title=label)
    talk.record("course", KeepItem(Source.SKILL, target, "plan-course", subject=entry))
    course = talk.row("course")
    talk.record("week", Nudge(NudgeKind.SKILL, after=7, subject=course))
    talk.record("three-weeks", Nudge(NudgeKind.SKILL, after=21, subject=course))
    talk.say("planned", title=label, target=target)


@flow("credential", step=4)
async def credential(talk: Talk) -> Ending:
    """Something was finished: log it, and get the wording for a résumé and a profile."""
    found = await talk.find("item", OneItem(talk.args.get("subject", "")))
    title = title_of(found[0].subject, talk.content) if found else None
    if not title:
        kinds = [Option(one) for one in CREDENTIALS]
        what = await talk.ask("what", Pick(kinds, typed=Text("write", SHORT)))
        title = what.text
        kind = what.one
    else:
        kind = "course"
    shown = Verbatim(title) if title else Line(f"credential-what.{kind}")
    talk.record("credential", KeepNote("credential", title, kind))
    entry = next((one for one in talk.content.learning if one.title == title), None)
    provider = Verbatim(entry.provider if entry else "")
    talk.say("earned", title=shown)
    talk.say("resume", Look.COPY, title=shown, provider=provider, known="yes" if entry else "no", day=talk.opened)
    talk.say("profile", Look.COPY, title=shown, provider=provider, known="yes" if entry else "no")
    learned = await talk.ask("learned", Write(Text("write", SHORT)), title=shown)
    if learned:
        talk.record("learned", KeepNote("learned", learned))
    then = talk.args.get("then")
    return Next(then) if then else Next("home")
