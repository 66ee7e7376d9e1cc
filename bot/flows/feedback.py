"""Step 3: ask for feedback. A letter to copy; the bot never sends it. Asking is the win."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bot.effects import CancelNudges, KeepNote, Nudge, NudgeKind
from bot.flow import Ending, Look, Next, Talk, flow
from bot.flows.parts import onward, which
from bot.lines import Verbatim
from bot.questions import SHORT, Choice, Form, short_text
from bot.rows import Stage


class Ask(enum.StrEnum):
    DRAFT = "draft"
    TOLD = "told"
    SKIP = "skip"


class Channel(enum.StrEnum):
    EMAIL = "email"
    LINKEDIN = "linkedin"


class To(enum.StrEnum):
    RECRUITER = "recruiter"
    MANAGER = "manager"
    INTERVIEWER = "interviewer"
    UNKNOWN = "unknown"


class Tone(enum.StrEnum):
    WARM = "warm"
    FORMAL = "formal"
    SHORT = "short"


class Topic(enum.StrEnum):
    """One narrow question each: a broad one is seldom answered."""

    SKILL = "skill"
    ANSWER = "answer"
    RESUME = "resume"
    EXPERIENCE = "experience"
    STATUS = "status"


class Sent(enum.StrEnum):
    YES = "yes"
    LATER = "later"
    NO = "no"


@dataclass(frozen=True)
class Names:
    to: str | None = short_text(SHORT)
    mine: str | None = short_text(SHORT)


@flow("feedback", step=3)
async def feedback(talk: Talk) -> Ending:
    no = which(talk.rejection)
    ask = await talk.ask("ask", Choice(Ask), which=no)
    if ask is Ask.TOLD:
        return Next("feedback-came")
    if ask is Ask.SKIP:
        return await onward(talk, "skills", 4, planned=False)

    channel = await talk.ask("channel", Choice(Channel))
    to = await talk.ask("to", Choice(To))
    stage = talk.rejection.stage if talk.rejection and talk.rejection.stage else Stage.FORM_LETTER
    topic = await talk.ask("topic", Choice(Topic))
    tone = await talk.ask("tone", Choice(Tone))
    names = await talk.ask("names", Form(Names))
    company = talk.rejection.company if talk.rejection else None
    role = talk.rejection.role if talk.rejection else None
    talk.say("honest")
    talk.say(
        "letter" if channel is Channel.EMAIL else "note",
        Look.COPY,
        tone=tone,
        to=to,
        topic=topic,
        stage=stage,
        name=Verbatim(names.to or ""),
        named="yes" if names.to else "no",
        mine=Verbatim(names.mine or ""),
        signed="yes" if names.mine else "no",
        company=Verbatim(company or ""),
        role=Verbatim(role or ""),
        about=("both" if role else "company") if company else "role" if role else "neither",
    )
    sent = await talk.ask("sent", Choice(Sent))
    if sent is Sent.YES:
        talk.record("asked", KeepNote("asked"))
        talk.record("send-nudge", CancelNudges(talk.rejection.id if talk.rejection else None, NudgeKind.FEEDBACK_SEND))
        talk.record("answer-nudge", Nudge(NudgeKind.FEEDBACK_ANSWER, after=7, subject=_subject(talk)))
        talk.say("asked", which=no)
    elif sent is Sent.LATER:
        talk.record("later-nudge", Nudge(NudgeKind.FEEDBACK_SEND, after=1, subject=_subject(talk)))
        talk.say("later")
    return await onward(talk, "skills", 4, planned=sent is not Sent.NO)


def _subject(talk: Talk) -> str | None:
    return talk.rejection.id if talk.rejection else None
