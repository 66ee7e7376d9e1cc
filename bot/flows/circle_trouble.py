"""A circle that cannot be written in any more: told to whoever organises it, in private."""

from __future__ import annotations

import enum

from bot.effects import Nudge, NudgeKind
from bot.flow import Ending, Talk, flow
from bot.lines import Verbatim
from bot.questions import Choice
from bot.rounds import LostCircle


class Trouble(enum.StrEnum):
    GOOD = "good"
    LATER = "later"


@flow("circle-trouble")
async def circle_trouble(talk: Talk) -> Ending:
    """Which circle, what is missing, and what to do. Where it was found again there is nothing to say."""
    subject = talk.args.get("subject", "")
    found = await talk.find("circle", LostCircle(subject))
    if not found:
        talk.say("gone", words="part-not-there")
        return None
    how = await talk.ask("how", Choice(Trouble), name=Verbatim(found[0].name))
    if how is Trouble.LATER:
        talk.record("later", Nudge(NudgeKind.CIRCLE_TROUBLE, after=3, subject=subject))
        talk.say("later")
    else:
        talk.say("good")
    return None
