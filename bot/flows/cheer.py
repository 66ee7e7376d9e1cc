"""A cheer for what somebody said they would do, or did: one each, about the action, taken back by a tap."""

from __future__ import annotations

from bot.circles import Cheer, OneCommitment
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts.circles import called, detail
from bot.lines import Line, Verbatim
from bot.questions import Option, Pick

KINDS = ("cheer-clear", "cheer-effort", "cheer-likewise", "cheer-glad")
REPORT = Option("report", Line("cheer-report"))


@flow("cheer")
async def cheer(talk: Talk) -> Ending:
    about = talk.args.get("about", "")
    found = await talk.find("commitment", OneCommitment(about))
    if not found:
        talk.say("gone")
        return None
    this = found[0]
    if this.name is None:
        return Next("commitment", {"commitment": about})
    name, what = Verbatim(this.name), called(this, talk.content)
    if this.cheered is not None:
        kept = await talk.ask(
            "again", Pick([Option("back"), Option("keep"), REPORT]), name=name, what=what, cheer=Line(this.cheered)
        )
        if kept.one == "back":
            talk.record("cheer", Cheer(about, None))
            talk.say("taken-back")
            return None
    else:
        kinds = [Option(kind, Line(kind)) for kind in KINDS]
        kept = await talk.ask("kind", Pick([*kinds, REPORT]), name=name, what=what, detail=detail(this))
        if kept.one in KINDS:
            talk.record("cheer", Cheer(about, kept.one))
            talk.say("kept", name=name, cheer=Line(kept.one))
            return None
    if kept.one == "report":
        return Next("report", {"commitment": about})
    talk.say("stays")
    return None
