"""The helper rota: members offer to be around for a week now and then, organisers vouch, and whose turn it is says yes or no."""

from __future__ import annotations

import enum

from bot.effects import Me
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts import MENU
from bot.lines import Brief, Line, Value, Verbatim
from bot.organising import AnswerTurn, EditHelper, Helping, Here, MyOffer, Offer, Offers, OneTurn
from bot.questions import Choice, Confirm, Option, Pick


class HelpOffer(enum.StrEnum):
    ADULT = "adult"
    LEAVE = "leave"


@flow("helping")
async def helping(talk: Talk) -> Ending:
    """Be around for a week now and then, or not any more."""
    me = await talk.find("me", Me())
    if me.community is None:
        talk.say("nowhere")
        return None
    mine = await talk.find("mine", MyOffer())
    if mine:
        if await talk.ask("stop", Confirm(), vouched="yes" if mine[0].vouched else "no", since=mine[0].since):
            talk.record("stop", Helping(me.community, on=False))
            talk.say("stopped")
        else:
            talk.say("stays")
        return None
    if await talk.ask("offer", Choice(HelpOffer)) is HelpOffer.ADULT:
        talk.record("offer", Helping(me.community, on=True))
        talk.say("offered", consent=me.consent)
    else:
        talk.say("left")
    return None


class TurnAnswer(enum.StrEnum):
    YES = "yes"
    NO = "no"
    STOP = "stop"


@flow("helper-turn")
async def helper_turn(talk: Talk) -> Ending:
    """Whose turn it is says whether they are named this week."""
    subject = talk.args.get("subject", "")
    found = await talk.find("turn", OneTurn(subject))
    if not found:
        talk.say("gone")
        return None
    turn = found[0]
    place = Verbatim(turn.circle)
    how = await talk.ask("how", Choice(TurnAnswer), place=place, day=turn.day)
    talk.record("answer", AnswerTurn(subject, how is TurnAnswer.YES))
    if how is TurnAnswer.STOP:
        talk.record("stop", Helping(turn.community, on=False))
    talk.say(how, place=place, day=turn.day)
    return None


@flow("admin-helpers", organisers=True)
async def admin_helpers(talk: Talk) -> Ending:
    """Who offered: an organiser vouches for them once, and may pass over a turn or take them off the list."""
    here = await talk.find("here", Here())
    offers = await talk.find("offers", Offers(here.community))
    options = [Option(one.member, Brief(Verbatim(one.name or "…")), _about(one)) for one in offers]
    picked = (await talk.ask("who", Pick(options[:MENU], beside=[Option("leave")]), count=len(offers))).one
    one = next((offer for offer in offers if offer.member == picked), None)
    if one is None:
        return Next("admin")
    waits = ("skip" if not one.skipped else "unskip", "unvouch") if one.vouched else ("vouch",)
    how = (
        await talk.ask(
            "how",
            Pick([Option(name) for name in (*waits, "remove", "leave")]),
            name=Verbatim(one.name),
            vouched=_yes(one.vouched),
            skipped=_yes(one.skipped),
            turns=one.turns,
        )
    ).one
    edit = {
        "vouch": EditHelper(here.community, one.member, vouched=True),
        "unvouch": EditHelper(here.community, one.member, vouched=False),
        "skip": EditHelper(here.community, one.member, skipped=True),
        "unskip": EditHelper(here.community, one.member, skipped=False),
        "remove": EditHelper(here.community, one.member, removed=True),
    }.get(how or "")
    if edit is not None:
        talk.record("edit", edit)
        talk.say("done", how=how or "", name=Verbatim(one.name))
    return Next("admin-helpers")


def _about(one: Offer) -> Line:
    turns: dict[str, Value] = {"vouched": _yes(one.vouched), "skipped": _yes(one.skipped), "turns": one.turns}
    return Line("admin-helpers-detail", turns)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
