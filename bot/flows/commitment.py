"""One commitment of one's own: done, other words, another day, or let go. What stands in a channel follows."""

from __future__ import annotations

import enum
from dataclasses import replace

from bot.circles import EditCommitment, OneCommitment
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts.circles import called, detail
from bot.flows.parts.commitments import moves, posted, say_done, seen_before
from bot.questions import SENTENCE, Choice, Text, Write


class How(enum.StrEnum):
    DONE = "done"
    WORDS = "words"
    DATE = "date"
    GO = "go"
    LEAVE = "leave"
    NOT_DONE = "not-done"


OPEN = (How.DONE, How.WORDS, How.DATE, How.GO, How.LEAVE)
DONE = (How.NOT_DONE, How.GO, How.LEAVE)


@flow("commitment")
async def commitment(talk: Talk) -> Ending:
    subject = talk.args.get("commitment", "")
    back = Next("circle", {"circle": talk.args["circle"]} if "circle" in talk.args else {})
    found = await talk.find("commitment", OneCommitment(subject))
    if not found or found[0].name is not None:
        talk.say("gone")
        return back
    this = found[0]
    what, stands = called(this, talk.content), "yes" if this.post else "no"
    only = DONE if this.done_on else OPEN
    how = await talk.ask("how", Choice(How, only), what=what, detail=detail(this), stands=stands)
    match how:
        case How.DONE:
            say_done(talk, this)
        case How.NOT_DONE:
            talk.record("not-done", EditCommitment(subject, done=False))
            talk.say("open-again", what=what)
        case How.WORDS:
            text = await talk.ask("words", Write(Text("write", SENTENCE)), what=what, stands=stands)
            if text and await seen_before(talk, this, replace(posted(talk, this), text=text, tags=())):
                talk.record("words", EditCommitment(subject, text=text))
                talk.say("changed", stands=stands)
        case How.DATE:
            await moves(talk, this)
        case How.GO:
            talk.record("go", EditCommitment(subject, withdrawn=True))
            talk.say("gone-now", stands=stands)
        case _:
            pass
    return back
