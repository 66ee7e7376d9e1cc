"""A community's own words: for those who run it, one message at a time, seen before anybody else sees it."""

from __future__ import annotations

import enum

from bot.flow import Ending, Look, Talk, flow
from bot.flows.parts.organising import community_of, leads_to
from bot.lines import Line, Verbatim
from bot.own import OwnWords, Preview, Wording, Wordings
from bot.questions import Choice, Option, Pick, Rewrite, Text

LIMIT = 1000
TRIES = 8


class Do(enum.StrEnum):
    WRITE = "write"
    OURS = "ours"
    LEAVE = "leave"


class Use(enum.StrEnum):
    USE = "use"
    CHANGE = "change"
    LEAVE = "leave"


@flow("admin-words", organisers=True)
async def admin_words(talk: Talk) -> Ending:
    wordings = await talk.find("wordings", Wordings(community_of(talk)))
    listed = [
        Option(one.message, Line(f"admin-words-which.{one.message}"), Line(f"admin-words-{_whose(one)}"))
        for one in wordings
    ]
    picked = (await talk.ask("which", Pick(listed, beside=[Option("done")]))).one
    wording = next((one for one in wordings if one.message == picked), None)
    if wording is None:
        return leads_to(talk, "admin")
    if wording.shown:
        talk.say("now")
        talk.say("shown", Look.QUOTE, words="own-shown", text=Verbatim(wording.shown))
    else:
        talk.say("nothing-now")
    ways = tuple(Do) if wording.changed else (Do.WRITE, Do.LEAVE)
    do = await talk.ask("do", Choice(Do, ways), changed="yes" if wording.changed else "no")
    if do is Do.OURS:
        talk.record("words", OwnWords(community_of(talk), wording.language, wording.message))
        talk.say("back")
    elif do is Do.WRITE and (text := await _written(talk, wording)) is not None:
        talk.record("words", OwnWords(community_of(talk), wording.language, wording.message, text))
        talk.say("used")
    else:
        talk.say("left")
    return leads_to(talk, "admin-words")


async def _written(talk: Talk, wording: Wording) -> str | None:
    """What is to be said from now on; None where it is to stay as it was."""
    draft = wording.now
    for turn in range(TRIES):
        rewrite = Rewrite(Text("write", LIMIT, long=True, draft=draft), message=wording.message)
        text = await talk.ask(f"text.{turn}", rewrite, filled="yes" if "{" in wording.now else "no")
        if text is None:
            return None
        preview = await talk.find(f"preview.{turn}", Preview(wording.message, text))
        talk.say("shown", Look.QUOTE, words="own-shown", text=Verbatim(preview))
        use = await talk.ask(f"use.{turn}", Choice(Use))
        if use is not Use.CHANGE:
            return text if use is Use.USE else None
        draft = text
    return None


def _whose(one: Wording) -> str:
    return "changed" if one.changed else "ours"
