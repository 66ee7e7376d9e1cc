"""Asking where a line goes, where a community has several channels for it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.flow import Talk
from bot.lines import Brief, Verbatim
from bot.questions import Option, Pick
from bot.rows import Place


async def ask_place(talk: Talk, key: str, places: Sequence[Place]) -> Place:
    """One of `places`, of which there is at least one: where there are more, the member says which."""
    if len(places) == 1:
        return places[0]
    options = [Option(one.id, Brief(Verbatim(one.name))) for one in places]
    picked = (await talk.ask(key, Pick(options), words="part-which-place")).one
    # The list is kept with the answers and its channels stay, so what was picked is in it.
    return {one.id: one for one in places}.get(picked or "", places[0])
