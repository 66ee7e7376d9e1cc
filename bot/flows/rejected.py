"""`/rejected`: first help before any question, then the six steps, or only a line in the log."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bot.effects import LogRejection, Notes, OpenRuns, Rejections
from bot.flow import Ending, GoOn, Look, Next, Talk, flow
from bot.flows.parts import stages, which
from bot.lines import Line, Verbatim
from bot.questions import NAME, Choice, Form, Option, Pick, short_text
from bot.rows import Stage


class First(enum.StrEnum):
    START = "start"
    LOG = "log"
    NOT_NOW = "not-now"


@dataclass(frozen=True)
class Where:
    company: str | None = short_text(NAME)
    role: str | None = short_text(NAME)


@flow("rejected")
async def rejected(talk: Talk) -> Ending:
    left_open = await talk.find("open", OpenRuns())
    if left_open:
        go_on = [Option(run.id, Line("rejected-again.go-on", {"which": which(run.rejection)})) for run in left_open[:4]]
        again = await talk.ask("again", Pick([*go_on, Option("new")]))
        if again.one != "new":
            return GoOn(again.one or "")

    past = await talk.find("past", Rejections())
    for note in (await talk.find("if-no", Notes("if-no")))[:1]:
        kept = Verbatim(note.text) if note.text else Line(f"interview-then.{note.tag}")
        talk.say("if-no", Look.QUOTE, then=kept, day=note.day)

    company, stage = talk.args.get("company"), talk.args.get("stage")
    # What those who run the community say at its door; nothing, until they do.
    talk.say("greeting", words="own-greeting")
    first = await talk.ask(
        "first",
        Choice(First),
        stage=stage or "none",
        company=Verbatim(company or ""),
        known="yes" if company else "no",
        before=len(past),
    )
    if first is First.NOT_NOW:
        talk.say("nothing-kept")
        return None

    if stage is None:
        stage = (await talk.ask("stage", Pick(stages, beside=[Option("skip")]))).one
    where = Where(company, talk.args.get("role"))
    if company is None:
        filled = await talk.ask("where", Form(Where))
        where = Where(filled.company, filled.role or where.role)
    reached = Stage(stage) if stage in set(Stage) else None
    talk.record("rejection", LogRejection(where.company, where.role, reached))

    if first is First.LOG:
        talk.say("logged", count=len(past) + 1)
        return None
    return Next("personal")
