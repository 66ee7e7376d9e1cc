"""The follow-up conversations: each is what a nudge opens. Its first screen is the message that the member gets."""

from __future__ import annotations

import enum
from datetime import timedelta

from bot.effects import (
    CancelNudges,
    EditItem,
    EditMember,
    Items,
    KeepNote,
    Nudge,
    NudgeKind,
    OneItem,
    OneRejection,
    Quiet,
    Rejections,
)
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts import item_line, title_of, which
from bot.lines import Verbatim
from bot.questions import LONG, Choice, Day, Option, Pick, Text, Write
from bot.rows import Cadence, Consent


class FeedbackSend(enum.StrEnum):
    DONE = "done"
    DRAFT = "draft"
    LATER = "later"
    NOT_THIS_WEEK = "not-this-week"
    STOP = "stop"


@flow("feedback-send")
async def feedback_send(talk: Talk) -> Ending:
    """A day after "later": did you send it?"""
    subject = talk.args.get("subject", "")
    found = await talk.find("rejection", OneRejection(subject))
    if not found:
        talk.say("gone", words="part-not-there")
        return None
    no = which(found[0])
    how = await talk.ask("how", Choice(FeedbackSend), which=no, variant=_variant(talk))
    match how:
        case FeedbackSend.DONE:
            talk.record("asked", KeepNote("asked"))
            talk.record("answer-nudge", Nudge(NudgeKind.FEEDBACK_ANSWER, after=7, subject=subject))
            talk.say("asked", which=no)
        case FeedbackSend.DRAFT:
            return Next("feedback")
        case FeedbackSend.LATER:
            talk.record("again", Nudge(NudgeKind.FEEDBACK_SEND, after=1, subject=subject))
            talk.say("later", words="part-tomorrow")
        case FeedbackSend.NOT_THIS_WEEK:
            talk.record("next-week", Nudge(NudgeKind.FEEDBACK_SEND, after=7, subject=subject))
            talk.say("next-week", words="part-next-week")
        case FeedbackSend.STOP:
            return Next("stop-these", {"subject": subject})
    return None


class FeedbackAnswer(enum.StrEnum):
    DONE = "done"
    LATER = "later"
    NOT_THIS_WEEK = "not-this-week"
    CLOSE = "close"
    STOP = "stop"


@flow("feedback-answer")
async def feedback_answer(talk: Talk) -> Ending:
    """A week after it was sent: did they answer? No answer closes kindly by itself."""
    subject = talk.args.get("subject", "")
    found = await talk.find("rejection", OneRejection(subject))
    if not found:
        talk.say("gone", words="part-not-there")
        return None
    no = which(found[0])
    how = await talk.ask("how", Choice(FeedbackAnswer), which=no, variant=_variant(talk))
    match how:
        case FeedbackAnswer.DONE:
            return Next("feedback-came")
        case FeedbackAnswer.LATER:
            talk.record("again", Nudge(NudgeKind.FEEDBACK_ANSWER, after=3, subject=subject))
            talk.say("later")
        case FeedbackAnswer.NOT_THIS_WEEK:
            talk.record("next-week", Nudge(NudgeKind.FEEDBACK_ANSWER, after=7, subject=subject))
            talk.say("next-week", words="part-next-week")
        case FeedbackAnswer.CLOSE:
            talk.record("close", CancelNudges(subject, NudgeKind.FEEDBACK_ANSWER))
            talk.say("closed", which=no)
        case FeedbackAnswer.STOP:
            return Next("stop-these", {"subject": subject})
    return None


class ItemDue(enum.StrEnum):
    DONE = "done"
    LATER = "later"
    NOT_THIS_WEEK = "not-this-week"
    DROP = "drop"
    STOP = "stop"


@flow("item")
async def item(talk: Talk) -> Ending:
    """A plan item is due: done, another day, or not at all."""
    subject = talk.args.get("subject", "")
    found = await talk.find("item", OneItem(subject))
    if not found:
        talk.say("gone", words="part-not-there")
        return None
    this = found[0]
    what = item_line(this, talk.content)
    how = await talk.ask("how", Choice(ItemDue), what=what, due=this.due, variant=_variant(talk))
    match how:
        case ItemDue.DONE:
            talk.record("done", EditItem(subject, done=True))
            talk.say("done", what=what)
        case ItemDue.LATER:
            due = await talk.ask("later-day", Day((1, 2, 3, 7)), words="part-day", what=what)
            talk.record("later", EditItem(subject, due=due))
            talk.record("again", Nudge(NudgeKind.ITEM, day=due, subject=subject))
            talk.say("later", day=due)
        case ItemDue.NOT_THIS_WEEK:
            due = talk.opened + timedelta(days=7)
            talk.record("next-week", EditItem(subject, due=due))
            talk.record("again", Nudge(NudgeKind.ITEM, day=due, subject=subject))
            talk.say("later", day=due)
        case ItemDue.DROP:
            talk.record("drop", EditItem(subject, dropped=True))
            talk.say("dropped")
        case ItemDue.STOP:
            return Next("stop-these", {"subject": subject})
    return None


class SkillHow(enum.StrEnum):
    DONE = "done"
    GOING = "going"
    LATER = "later"
    NOT_THIS_WEEK = "not-this-week"
    STOP = "stop"


@flow("skill")
async def skill(talk: Talk) -> Ending:
    """How is the course going?"""
    subject = talk.args.get("subject", "")
    found = await talk.find("item", OneItem(subject))
    if not found or found[0].done_on is not None:
        talk.say("gone", words="part-not-there")
        return None
    this = found[0]
    title = Verbatim(title_of(this.subject, talk.content))
    if this.percent:
        talk.say("so-far", bar=(this.percent, 100), percent=this.percent)
    how = await talk.ask("how", Choice(SkillHow), title=title, due=this.due, variant=_variant(talk))
    match how:
        case SkillHow.DONE:
            talk.record("done", EditItem(subject, done=True, percent=100))
            return Next("credential", {"subject": subject})
        case SkillHow.GOING:
            far = await talk.ask("far", Pick([Option(one) for one in ("p10", "p25", "p50", "p75")]), title=title)
            percent = int((far.one or "p10")[1:])
            talk.record("progress", EditItem(subject, percent=percent))
            talk.say("so-far", bar=(percent, 100), percent=percent)
            again = await talk.ask("again", Pick([Option(one) for one in ("week", "fortnight", "no")]))
            if again.one != "no":
                days = 7 if again.one == "week" else 14
                talk.record("again", Nudge(NudgeKind.SKILL, after=days, subject=subject))
            talk.say("going")
        case SkillHow.LATER:
            talk.record("later", Nudge(NudgeKind.SKILL, after=2, subject=subject))
            talk.say("later")
        case SkillHow.NOT_THIS_WEEK:
            talk.record("next-week", Nudge(NudgeKind.SKILL, after=7, subject=subject))
            talk.say("next-week", words="part-next-week")
        case SkillHow.STOP:
            return Next("stop-these", {"subject": subject})
    return None


class ReachOut(enum.StrEnum):
    DONE = "done"
    DRAFT = "draft"
    LATER = "later"
    NOT_THIS_WEEK = "not-this-week"
    STOP = "stop"


@flow("reach-out")
async def reach_out(talk: Talk) -> Ending:
    """One message to one person, at most once a week."""
    how = await talk.ask("how", Choice(ReachOut), variant=_variant(talk))
    match how:
        case ReachOut.DONE:
            talk.record("reached", KeepNote("reached-out"))
            talk.record("again", Nudge(NudgeKind.REACH_OUT, after=7))
            talk.say("done")
        case ReachOut.DRAFT:
            return Next("network")
        case ReachOut.LATER:
            talk.record("later", Nudge(NudgeKind.REACH_OUT, after=2))
            talk.say("later", words="part-two-days")
        case ReachOut.NOT_THIS_WEEK:
            talk.record("next-week", Nudge(NudgeKind.REACH_OUT, after=7))
            talk.say("next-week", words="part-next-week")
        case ReachOut.STOP:
            return Next("stop-these", {"kind": NudgeKind.REACH_OUT})
    return None


class Writing(enum.StrEnum):
    WRITE = "write"
    FORGET = "forget"
    LATER = "later"
    NOT_THIS_WEEK = "not-this-week"
    STOP = "stop"


@flow("writing")
async def writing(talk: Talk) -> Ending:
    """The day after: time and room to write it down, kept or forgotten."""
    if await talk.find("quiet", Quiet()):
        talk.say("skipped")  # it can sting: not after a day on which somebody needed a person
        return None
    how = await talk.ask("how", Choice(Writing), which=which(talk.rejection))
    match how:
        case Writing.WRITE:
            text = await talk.ask("keep", Write(Text("write", LONG, long=True)))
            if text:
                talk.record("journal", KeepNote("journal", text))
                talk.say("kept")
            else:
                talk.say("skipped")
        case Writing.FORGET:
            said = await talk.ask("forget", Write(Text("write", LONG, long=True), forget=True))
            talk.say("skipped" if said is None else "forgotten")
        case Writing.LATER:
            talk.record("later", Nudge(NudgeKind.WRITING, after=1))
            talk.say("later", words="part-tomorrow")
        case Writing.NOT_THIS_WEEK:
            talk.record("next-week", Nudge(NudgeKind.WRITING, after=7))
            talk.say("next-week", words="part-next-week")
        case Writing.STOP:
            return Next("stop-these", {"kind": NudgeKind.WRITING})
    return None


class CheckIn(enum.StrEnum):
    DONE = "done"
    LATER = "later"
    NOT_THIS_WEEK = "not-this-week"
    NO = "a-no"
    STOP = "stop"


@flow("check-in")
async def check_in(talk: Talk) -> Ending:
    """The weekly look, for those who keep it: one thing from the plan, or nothing at all."""
    items = await talk.find("items", Items())
    noes = await talk.find("noes", Rejections())
    if not items and not noes:
        talk.say("nothing", words="part-not-there")
        return None
    first = item_line(items[0], talk.content) if items else Verbatim("")
    how = await talk.ask("how", Choice(CheckIn), any="yes" if items else "no", first=first, variant=_variant(talk))
    match how:
        case CheckIn.DONE:
            return Next("home") if items else Next("interview")
        case CheckIn.LATER:
            talk.record("later", Nudge(NudgeKind.CHECK_IN, after=2))
            talk.say("later", words="part-two-days")
        case CheckIn.NO:
            return Next("rejected", new_journey=True)
        case CheckIn.NOT_THIS_WEEK:
            talk.say("not-this-week")
        case CheckIn.STOP:
            return Next("stop-these", {"kind": NudgeKind.CHECK_IN})
    return None


class Stop(enum.StrEnum):
    THESE = "these"
    ALL = "all"
    NONE = "none"


@flow("stop-these")
async def stop_these(talk: Talk) -> Ending:
    """Which to stop: those about this, or all of them."""
    subject, kind = talk.args.get("subject"), talk.args.get("kind")
    which_ones = await talk.ask("which", Choice(Stop))
    if which_ones is Stop.ALL:
        talk.record("all", EditMember(consent=Consent.NO))
        talk.say("all-stopped")
    elif which_ones is Stop.THESE:
        talk.record("these", CancelNudges(subject, NudgeKind(kind) if kind else None))
        if kind == NudgeKind.CHECK_IN:
            # The unasked ones come in a rhythm: without it, no other follows the one that was cancelled.
            talk.record("rhythm", EditMember(cadence=Cadence.AGREED))
        talk.say("these-stopped")
    else:
        talk.say("kept")
    return None


def _variant(talk: Talk) -> int:
    """Which of the wordings: they take turns by the day, so that the same line does not come twice in a row."""
    return talk.opened.toordinal() % 3
