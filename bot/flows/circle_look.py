"""The midweek look: how one's own commitments of this week go. Nothing open, nothing asked."""

from __future__ import annotations

import enum

from bot.circles import EditCommitment, InCircle, MyCommitments, OneCircle
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts.circles import called, detail, options
from bot.flows.parts.commitments import moves, say_done
from bot.lines import Verbatim
from bot.questions import Choice, Option, Pick


class How(enum.StrEnum):
    DONE = "done"
    STILL = "still"
    MOVE = "move"
    GO = "go"
    STOP = "stop"


@flow("circle-look")
async def circle_look(talk: Talk) -> Ending:
    subject = talk.args.get("subject", "")
    found = await talk.find("circle", OneCircle(subject))
    mine = await talk.find("mine", MyCommitments(subject))
    left = [one for one in mine if one.done_on is None]
    standing = found[0].standing if found else None
    away = standing is not None and standing.away_until is not None and standing.away_until > talk.opened
    if not left or standing is None or away:
        talk.say("nothing")
        return None
    this, place = found[0], Verbatim(found[0].name)
    one = left[0]
    if len(left) > 1:
        picked = (
            await talk.ask(
                "which", Pick(options(left, talk.content), beside=[Option("stop")]), place=place, count=len(left)
            )
        ).one
        if picked == "stop":
            return _stops(talk, this.id)
        one = next((other for other in left if other.id == picked), one)
    what, stands = called(one, talk.content), "yes" if one.post else "no"
    how = await talk.ask("how", Choice(How), what=what, detail=detail(one), place=place)
    match how:
        case How.DONE:
            say_done(talk, one)
        case How.STILL:
            talk.say("still")
        case How.MOVE:
            await moves(talk, one)
        case How.GO:
            talk.record("go", EditCommitment(one.id, withdrawn=True))
            talk.say("gone-now", words="commitment-gone-now", stands=stands)
        case How.STOP:
            return _stops(talk, this.id)
    return Next("circle-week", {"circle": this.id}) if len(left) > 1 else None


def _stops(talk: Talk, circle: str) -> Ending:
    talk.record("stop", InCircle(circle, looks=False))
    talk.say("stopped")
    return None
