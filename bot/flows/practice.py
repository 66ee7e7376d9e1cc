"""Practice, the second half of step 2, for who wants it: one answer told in four parts, two checklists, a coach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.effects import KeepNote
from bot.flow import Ending, Talk, flow
from bot.flows.parts import keep_item, onward, words_for
from bot.lines import Brief, Line, Verbatim
from bot.questions import SENTENCE, Form, Option, Pick, long_text
from bot.rows import Area, Source

SKIP = [Option("skip")]
MORE = ("star", "resume", "profile", "coach")


@dataclass(frozen=True)
class Star:
    """A story in four parts: situation, task, action, result."""

    situation: str | None = long_text(SENTENCE)
    task: str | None = long_text(SENTENCE)
    action: str | None = long_text(SENTENCE)
    result: str | None = long_text(SENTENCE)


@flow("practice", step=2)
async def practice(talk: Talk) -> Ending:
    planned = talk.args.get("planned") == "yes"
    left = list(MORE)
    for turn in range(len(MORE)):
        more = (await talk.ask(f"more.{turn}", Pick(partial(_options, (*left, "on"))), turn=turn)).one
        if more == "star":
            await _star(talk)
        elif more in ("resume", "profile"):
            planned |= await _checklist(talk, more)
        elif more == "coach":
            planned |= await _coach(talk)
        else:
            break
        left.remove(more)
    return await onward(talk, "feedback", 3, planned=planned)


async def _star(talk: Talk) -> None:
    def prompts() -> list[Option]:
        return words_for("star", [prompt.id for prompt in talk.content.star])

    prompt = (await talk.ask("star", Pick(prompts, beside=SKIP))).one
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
    chosen = (await talk.ask("coach", Pick(lambda: _coaches(talk), beside=SKIP))).one
    coach = talk.content.coaches_by_id.get(chosen or "")
    if coach is None:
        return False
    talk.say("coach-open", link=coach.link, name=Verbatim(coach.name))
    if (await talk.ask("coach-plan", Pick([Option("plan"), Option("skip")]), name=Verbatim(coach.name))).one == "skip":
        return False
    label = Line("plan-coach", {"title": Verbatim(coach.name)})
    await keep_item(talk, "coach", Source.REFLECT, label, tag="plan-coach", subject=coach.id, area=Area.INTERVIEW)
    return True


def _options(values: Sequence[str]) -> list[Option]:
    return [Option(one) for one in values]


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
