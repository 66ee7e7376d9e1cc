"""The weekly numbers, for whoever runs the community: rounded, in a picture and in words, and what they leave out."""

from __future__ import annotations

from typing import Any

from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts.organising import community_of, leads_to
from bot.lines import Line
from bot.pictures.facts import Cell
from bot.questions import Option, Pick
from bot.statistics import Snapshots

# Weeks that a menu holds.
MOST = 20


@flow("admin-numbers", organisers=True)
async def admin_numbers(talk: Talk) -> Ending:
    """One week: the newest, or the one that was picked."""
    every = await talk.find("weeks", Snapshots(community_of(talk)))
    if not every:
        talk.say("none")
        return leads_to(talk, "admin")
    asked = talk.args.get("week")
    shown = next((one for one in every if one.monday.isoformat() == asked), every[0])
    talk.say("week", day=shown.monday, picture=shown)
    figures: dict[str, Any] = {cell.name: _figure(cell) for cell in (*shown.cells, *shown.stages)}
    talk.say("table", **figures)
    others = [
        Option(one.monday.isoformat(), Line("admin-numbers-of", {"day": one.monday}))
        for one in every
        if one is not shown
    ]
    picked = (await talk.ask("what", Pick(others[:MOST], beside=[Option("close")]))).one
    if picked == "close":
        return leads_to(talk, "admin")
    return Next("admin-numbers", {"week": picked or ""})


def _figure(cell: Cell) -> Line:
    if cell.shown is None:
        return Line("picture-numbers-hidden")
    return Line("picture-numbers-about", {"count": cell.shown})
