"""Before an interview: "if it is a no, then I will ...", kept and handed back at the next `/rejected`."""

from __future__ import annotations

from bot.effects import KeepNote
from bot.flow import Ending, Look, Talk, flow
from bot.lines import Label, Line, Verbatim
from bot.questions import SENTENCE, Option, Pick, Text

THENS = ("walk", "call", "sleep-on-it", "write-three")


@flow("interview")
async def interview(talk: Talk) -> Ending:
    chips = [Option(one) for one in THENS]
    then = await talk.ask("then", Pick(chips, typed=Text("write", SENTENCE)))
    talk.record("if-no", KeepNote("if-no", then.text, then.one))
    kept: Label = Verbatim(then.text) if then.text else Line(f"interview-then.{then.one}")
    talk.say("kept", Look.QUOTE, then=kept)
    talk.say("back")
    return None
