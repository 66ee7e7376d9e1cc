"""Pairs: what is asked before they are formed, and what everybody hears of them."""

from __future__ import annotations

import enum
from datetime import timedelta

from bot.circles import Apart, InCircle
from bot.flow import Ending, Look, Talk, flow
from bot.lines import Brief, Verbatim
from bot.questions import Choice, Day, Option, Pick
from bot.rounds import MyPairs, NextPairs, Pairs


class Soon(enum.StrEnum):
    IN = "in"
    NOT_THIS_TIME = "not-this-time"
    AWAY = "away"
    STOP = "stop"


@flow("buddy-soon")
async def buddy_soon(talk: Talk) -> Ending:
    """Half a day before pairs are formed: who does not want one this time says so."""
    found = await talk.find("draw", NextPairs(talk.args.get("subject", "")))
    if not found:
        talk.say("gone", words="part-not-there")
        return None
    draw = found[0]
    name = Verbatim(draw.name)
    match await talk.ask("how", Choice(Soon), name=name, at=draw.at.replace(tzinfo=None)):
        case Soon.IN:
            talk.say("in")
        case Soon.NOT_THIS_TIME:
            talk.record("not", InCircle(draw.circle, away_until=draw.after + timedelta(days=1)))
            talk.say("not")
        case Soon.AWAY:
            day = await talk.ask("day", Day((7, 14, 28)))
            talk.record("away", InCircle(draw.circle, away_until=day))
            talk.say("away", day=day)
        case Soon.STOP:
            talk.record("stop", InCircle(draw.circle, buddies=False))
            talk.say("stopped", name=name)
    return None


class Met(enum.StrEnum):
    GOOD = "good"
    APART = "apart"
    STOP = "stop"


@flow("buddy")
async def buddy(talk: Talk) -> Ending:
    """Pairs were formed: who it is, or why there is nobody."""
    found = await talk.find("pairs", MyPairs(talk.args.get("subject", "")))
    if not found:
        talk.say("gone", words="part-not-there")
        return None
    pairs = found[0]
    name = Verbatim(pairs.name)
    if not pairs.others:
        return await _alone(talk, pairs)
    others = tuple(Verbatim(one) for _, one in pairs.others)
    talk.say("who-it-is", name=name, others=others)
    talk.say("hello", Look.COPY, others=others)
    match await talk.ask("how", Choice(Met), name=name, others=others):
        case Met.GOOD:
            talk.say("good")
        case Met.APART:
            await _apart(talk, pairs)
        case Met.STOP:
            talk.record("stop", InCircle(pairs.circle, buddies=False))
            talk.say("stopped", name=name)
    return None


async def _alone(talk: Talk, pairs: Pairs) -> Ending:
    name = Verbatim(pairs.name)
    good = (await talk.ask("alone-how", Pick([Option("good"), Option("stop")]), name=name, why=pairs.why)).one == "good"
    if good:
        talk.say("alone-good", words="buddy-alone-good")
    else:
        talk.record("stop", InCircle(pairs.circle, buddies=False))
        talk.say("stopped", name=name)
    return None


async def _apart(talk: Talk, pairs: Pairs) -> None:
    """With whom they do not want to be again. It is asked where there is only one other, too: no slip of a tap does it."""
    options = [Option(member, Brief(Verbatim(one))) for member, one in pairs.others]
    picked = (await talk.ask("who", Pick(options, beside=(Option("none"),)))).one
    other = next(((member, one) for member, one in pairs.others if member == picked), None)
    if other is None:
        talk.say("left-as-it-is")
        return
    talk.record("apart", Apart(other[0]))
    talk.say("apart", other=Verbatim(other[1]))
