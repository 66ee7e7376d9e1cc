"""The small ones: help, openings, being hired, and the two notices that a nudge opens."""

from __future__ import annotations

import enum
from datetime import date

from bot.effects import CancelNudges, EditMember, EditRejection, Me, NudgeKind, OfferMentoring, Rejections
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts import city, pick_skills
from bot.lines import Line, Verbatim
from bot.questions import Choice, Option, Pick
from bot.rows import Cadence, Consent

OPENINGS = 12
# What stands in for a day that an old row does not name.
GONE = "2000-01-01"


# What most people came for is a button each; the rest is in a menu.
FIRST = ("rejected", "interview", "circle", "home")
REST = ("settings", "privacy", "helping")


@flow("help")
async def help_flow(talk: Talk) -> Ending:
    """What there is, and each of it one tap away."""
    pick = Pick([Option(one) for one in REST], beside=[Option(one) for one in FIRST], aside=True)
    where = (await talk.ask("where", pick)).one or "home"
    return Next(where, new_journey=where == "rejected")


@flow("openings")
async def openings(talk: Talk) -> Ending:
    """Where to look for work: what organisers list, and boards that are free to read."""
    if not talk.content.openings:
        talk.say("none")
        return None
    talk.say("intro")
    for opening in talk.content.openings[:OPENINGS]:
        talk.say("one", link=opening.link, title=Verbatim(opening.title), place=Verbatim(opening.place))
    return None


@flow("hired")
async def hired(talk: Talk) -> Ending:
    """A yes: the check-ins end, the log closes, and who wants to can help the next one."""
    noes = await talk.find("noes", Rejections())
    talk.record("nudges", CancelNudges())
    talk.record("rhythm", EditMember(cadence=Cadence.AGREED))
    for number, no in enumerate(noes):
        talk.record(f"close.{number}", EditRejection(no.id, closed=True))
    after = (await talk.ask("after", Pick([Option("offer"), Option("done")]), count=len(noes))).one
    if after == "offer":
        picked = await pick_skills(talk, "topics", words="hired-topics", most=3)
        if picked.one != "skip":
            talk.record("offer", OfferMentoring(picked.values, 1))
            talk.say("offered", topics=tuple(Line(f"skill-{one}") for one in picked.values))
    talk.say("bye")
    return None


class Welcome(enum.StrEnum):
    GOOD = "good"
    SETTINGS = "settings"
    STOP = "stop"


@flow("welcome")
async def welcome(talk: Talk) -> Ending:
    """The first DM: where check-ins come from now on, and how to stop them."""
    me = await talk.find("me", Me())
    how = await talk.ask("how", Choice(Welcome), city=city(me.zone))
    if how is Welcome.SETTINGS:
        return Next("settings")
    if how is Welcome.STOP:
        return Next("stop-these", {"kind": NudgeKind.CHECK_IN})
    talk.say("good")
    return None


class Keeping(enum.StrEnum):
    KEEP = "keep"
    PRIVACY = "privacy"
    HOME = "home"


@flow("keeping")
async def keeping(talk: Talk) -> Ending:
    """Everything goes on a day, because nobody was here for long: said before, and one tap keeps it."""
    how = await talk.ask("how", Choice(Keeping), day=date.fromisoformat(talk.args.get("subject", GONE)))
    if how is Keeping.KEEP:
        # The press itself is the sign of life that counts.
        talk.say("kept")
        return None
    return Next(how)


class Paused(enum.StrEnum):
    BACK = "back"
    LEAVE = "leave"
    STOP = "stop"


@flow("paused")
async def paused(talk: Talk) -> Ending:
    """Three were ignored: it pauses, says so, and is one click back."""
    how = await talk.ask("how", Choice(Paused))
    if how is Paused.BACK:
        talk.record("back", EditMember(hushed=False))
        talk.say("back")
    elif how is Paused.STOP:
        talk.record("stop", EditMember(consent=Consent.NO))
        talk.say("stopped", words="stop-these-all-stopped")
    else:
        talk.say("left")
    return None
