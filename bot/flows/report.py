"""Telling those who run a community that something is wrong: what, a few words, seen before it goes; and how it ended."""

from __future__ import annotations

import enum

from bot.circles import Apart
from bot.flow import Ending, Look, Next, Talk, flow
from bot.flows.parts.reported import quote
from bot.lines import Line, Verbatim
from bot.questions import Choice, Option, Pick, Text, Write
from bot.reports import A_DAY, Outcome, Report, Reportable, ToReport, Wrong

WORDS = 500


class Worried(enum.StrEnum):
    PERSON = "person"
    TELL = "tell"
    LEAVE = "leave"


class Send(enum.StrEnum):
    UNNAMED = "unnamed"
    NAMED = "named"
    NO = "no"


class Pairs(enum.StrEnum):
    APART = "apart"
    LEAVE = "leave"


@flow("report")
async def report(talk: Talk) -> Ending:
    subject = next((talk.args[name] for name in ("commitment", "post", "about") if name in talk.args), "")
    found = await talk.find("subject", ToReport(subject))
    if not found:
        talk.say("gone")
        return None
    if _refused(talk, found[0]):
        return None
    about = found[0].about
    name = Verbatim(about.name)
    quote(talk, about, "report-about")
    talk.say("rules", words="own-rules")
    wrong = await talk.ask("wrong", Choice(Wrong))
    if wrong is Wrong.WORRIED:
        talk.say("friend", words="person-friend")
        worried = await talk.ask("worried", Choice(Worried))
        if worried is Worried.PERSON:
            return Next("person")
        if worried is Worried.LEAVE:
            talk.say("not-sent")
            return None
    elif wrong is Wrong.MONEY:
        talk.say("scam")
    words = await talk.ask("words", Write(Text("write", WORDS, long=True)))
    quote(talk, about, "report-about", "again")
    if words:
        talk.say("your-words")
        talk.say("yours", Look.QUOTE, words="own-shown", text=Verbatim(words))
    send = await talk.ask("send", Choice(Send), wrong=Line(f"report-wrong.{wrong}"))
    if send is Send.NO:
        talk.say("not-sent")
        return None
    # Looked at again: it may be gone by now, and others may have been sent that were begun before this one.
    now = await talk.find("now", ToReport(subject))
    if not now:
        talk.say("gone")
        return None
    if _refused(talk, now[0]):
        return None
    talk.record("report", Report(about.id, wrong, words, send is Send.NAMED))
    talk.say("sent")
    if await talk.ask("apart", Choice(Pairs), name=name) is Pairs.APART:
        talk.record("apart", Apart(about.author))
        talk.say("kept-apart")
    talk.say("closed")
    return None


def _refused(talk: Talk, one: Reportable) -> bool:
    """Say why it cannot be reported now, where it can't."""
    if one.mine:
        talk.say("mine")
    elif one.state is not None:
        talk.say("again", state=one.state)
    elif one.sent >= A_DAY:
        talk.say("enough", count=one.sent)
    else:
        return False
    return True


@flow("report-settled")
async def report_settled(talk: Talk) -> Ending:
    """What became of a report: whether it stays, or is down. Nothing of what was decided about others."""
    found = await talk.find("outcome", Outcome(talk.args.get("subject", "")))
    for outcome in found:
        how = await talk.ask("how", Pick([Option("thanks"), Option("home")]), how=outcome)
        if how.one == "home":
            return Next("home")
    talk.say("bye")
    return None
