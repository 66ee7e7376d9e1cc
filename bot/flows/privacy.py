"""What is kept, in plain words and counted; a copy of it; and forgetting all of it."""

from __future__ import annotations

from bot.effects import Export, Forget, Kept, KeptFor
from bot.flow import Ending, Next, Talk, flow
from bot.lines import Line, Verbatim
from bot.questions import Confirm, Option, Pick


@flow("privacy")
async def privacy(talk: Talk) -> Ending:
    kept = await talk.find("kept", Kept())
    counts = tuple(Line(one.sort, {"count": one.many}) for one in kept)
    days = await talk.find("days", KeptFor())
    what = (
        await talk.ask("what", Pick([Option(one) for one in ("export", "forget", "home")]), kept=counts, days=days)
    ).one
    if what == "export":
        files = await talk.find("export", Export())
        talk.say("export")
        for file in files:
            talk.say("file", files=(file,), name=Verbatim(file.name))
        return None
    if what == "forget":
        if await talk.ask("forget", Confirm()):
            talk.record("forget", Forget())
            talk.say("forgotten")
            return None
        talk.say("not-forgotten")
    return Next("home")
