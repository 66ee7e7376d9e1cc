"""Flows of the tests' own: a question of each kind that matters, and what each is there to show."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from bot.effects import KeepNote, Notes
from bot.flow import Ending, Flow, Next, Talk, flow
from bot.questions import SENTENCE, Choice, Confirm, Option, Pick, Text, Write


class Colour(enum.StrEnum):
    RED = "red"
    GREEN = "green"
    BLUE = "blue"


def at_home(body: Flow, *others: Flow) -> Mapping[str, Flow]:
    """Flows by name, where the command `home` opens the first."""
    return {"home": body} | {one.name: one for one in (body, *others)}


@flow("first")
async def first(talk: Talk) -> Ending:
    """A tap, a text, a yes or no; a note of the text; then the second flow."""
    colour = await talk.ask("colour", Choice(Colour))
    text = await talk.ask("text", Write(Text("write", SENTENCE)), colour=colour)
    if text:
        talk.record("note", KeepNote("lesson", text))
    if await talk.ask("sure", Confirm()):
        return Next("second", {"colour": colour})
    return None


@flow("second")
async def second(talk: Talk) -> Ending:
    """Finds what the first stated, and shows what it was opened with."""
    notes = await talk.find("notes", Notes("lesson"))
    if talk.args.get("colour"):
        talk.say("colour", colour=talk.args["colour"])
    one = await talk.ask("one", Pick([Option(note.id) for note in notes], beside=[Option("none")]))
    again = await talk.find("again", Notes("lesson"))
    await talk.ask("two", Pick([Option(note.id) for note in again], beside=[Option("none"), Option("done")]))
    talk.say("picked", one=one.one or "")
    return None


SMALL = at_home(first, second)
