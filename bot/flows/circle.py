"""A circle, as its members see it: this week and the last ones, being away, and how they want it."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from bot.circles import (
    WEEKS,
    Apart,
    Buddies,
    Buddy,
    Circle,
    Circles,
    Commitment,
    InCircle,
    MyCommitments,
    OneCircle,
    Standing,
)
from bot.effects import Me
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts.circles import begins, called, closed, detail, last_day, options
from bot.lines import Brief, Line, Verbatim
from bot.questions import Choice, Confirm, Day, Option, Pick
from bot.reports import Know, Untold
from bot.rows import Consent

# So many commitments are listed on the circle's own screen; all of them are one tap away.
SHOWN = 3


class Join(enum.StrEnum):
    JOIN = "join"
    NOT_NOW = "not-now"


@flow("circle")
async def circle(talk: Talk) -> Ending:
    """The circle of the community: what it is, for who is not in it; this week, for who is."""
    found = await talk.find("circles", Circles())
    for report, how in await talk.find("untold", Untold()):
        talk.say("reported", how=how)
        talk.record(f"told.{report}", Know(report))
    if not found:
        picked = (await talk.ask("none", Pick([Option("shared"), Option("home")]))).one
        return Next("shared" if picked == "shared" else "home")
    this = await _which(talk, found)
    closed(talk, this)
    if this.standing is None:
        place = Verbatim(this.name)
        if await talk.ask("join", Choice(Join), place=place, pods="yes" if this.pods else "no") is Join.NOT_NOW:
            talk.say("not-now")
            return None
        talk.record("joined", InCircle(this.id, joined=True))
        talk.say("joined", place=place)
        return Next("circle", {"circle": this.id})
    return await _this_week(talk, this, this.standing)


async def _which(talk: Talk, found: Sequence[Circle]) -> Circle:
    chosen = talk.args.get("circle")
    if chosen is None and len(found) > 1:
        chosen = (await talk.ask("which", Pick([Option(one.id, Brief(Verbatim(one.name))) for one in found]))).one
    return next((one for one in found if one.id == chosen), found[0])


async def _this_week(talk: Talk, this: Circle, standing: Standing) -> Ending:
    mine: tuple[Commitment, ...] = ()
    buddies: tuple[Buddy, ...] = ()
    if this.round is not None:
        mine = await talk.find("mine", MyCommitments(this.round.id))
        buddies = await talk.find("buddies", Buddies(this.round.id))
    _say_week(talk, this, mine)
    _say_standing(talk, this, standing, buddies)
    says = ["commit"] if this.round is not None and this.state == "open" else []
    ticks = ["tick"] if mine else []
    picked = await talk.ask(
        "what",
        Pick([Option(one) for one in (*says, *ticks, "away", "settings", "shared")]),
        away="yes" if _is_away(talk, standing) else "no",
    )
    match picked.one:
        case "commit":
            return Next("commit", {"about": this.id})
        case "tick" if len(mine) == 1:
            return Next("commitment", {"commitment": mine[0].id, "circle": this.id})
        case "tick":
            return Next("circle-week", {"circle": this.id})
        case "shared":
            return Next("shared")
        case other:
            return Next(f"circle-{other}", {"circle": this.id})


def _say_week(talk: Talk, this: Circle, mine: Sequence[Commitment]) -> None:
    if this.round is None:
        if this.state == "open":
            talk.say("between", place=Verbatim(this.name), begins=begins(this))
        return
    talk.say("week", place=Verbatim(this.name), last=last_day(this.round.closes_at), some="yes" if mine else "no")
    for one in mine[:SHOWN]:
        talk.say("one", what=Brief(called(one, talk.content), 100), detail=detail(one, place=False))
    for one in mine[:SHOWN]:
        if one.cheers:
            cheers = tuple(Line(kind) for kind in dict.fromkeys(one.cheers))
            what = Brief(called(one, talk.content), 60)
            talk.say("cheers", count=len(one.cheers), what=what, cheers=cheers)
    if len(mine) > SHOWN:
        talk.say("more", count=len(mine) - SHOWN)


def _say_standing(talk: Talk, this: Circle, standing: Standing, buddies: Sequence[Buddy]) -> None:
    """How the weeks went: so many of the last ones. Those that somebody was away for are not among them."""
    if standing.weeks:
        talk.say("weeks", shown=sum(standing.weeks), weeks=len(standing.weeks), needs=this.needs, of=WEEKS)
    if buddies:
        talk.say("buddy", names=tuple(Verbatim(one.name) for one in buddies), count=len(buddies))
    if standing.pod is not None:
        talk.say("pod")
    if standing.away_until is not None and _is_away(talk, standing):
        talk.say("away", day=standing.away_until)


def _is_away(talk: Talk, standing: Standing) -> bool:
    return standing.away_until is not None and standing.away_until > talk.opened


@flow("circle-week")
async def circle_week(talk: Talk) -> Ending:
    """One's own of this week, to pick one from."""
    found = await talk.find("circle", OneCircle(talk.args.get("circle", "")))
    running = found[0].round if found else None
    mine = await talk.find("mine", MyCommitments(running.id if running else ""))
    if not mine:
        talk.say("none")
        return Next("circle", talk.args)
    picked = (await talk.ask("which", Pick(options(mine, talk.content), beside=[Option("back")]))).one
    if picked == "back":
        return Next("circle", talk.args)
    return Next("commitment", {**talk.args, "commitment": picked or ""})


@flow("circle-away")
async def circle_away(talk: Talk) -> Ending:
    """Away for a while: nothing is asked, and the weeks are not counted."""
    found = await talk.find("circle", OneCircle(talk.args.get("circle", "")))
    if not found or found[0].standing is None:
        talk.say("gone", words="part-not-there")
        return None
    this, until = found[0], found[0].standing.away_until
    if until is not None and until > talk.opened:
        how = (await talk.ask("how", Pick([Option("back"), Option("longer"), Option("leave")]), day=until)).one
        if how == "back":
            talk.record("back", InCircle(this.id, away_until=talk.opened))
            talk.say("back")
        if how != "longer":
            return Next("circle", {"circle": this.id})
    day = await talk.ask("until", Day((7, 14, 28)))
    talk.record("away", InCircle(this.id, away_until=day))
    talk.say("kept", day=day)
    return Next("circle", {"circle": this.id})


@flow("circle-settings")
async def circle_settings(talk: Talk) -> Ending:
    """The midweek look, buddies, whom not to be paired with, and leaving."""
    found = await talk.find("circle", OneCircle(talk.args.get("circle", "")))
    if not found or found[0].standing is None:
        talk.say("gone", words="part-not-there")
        return None
    this, standing = found[0], found[0].standing
    me = await talk.find("me", Me())
    buddies = await talk.find("buddies", Buddies(this.round.id if this.round else ""))
    offered = ["looks", *(["buddies"] if this.buddies else []), *(["apart"] if buddies else []), "leave", "back"]
    how = (
        await talk.ask(
            "what",
            Pick([Option(one) for one in offered]),
            place=Verbatim(this.name),
            looks="yes" if standing.looks else "no",
            buddies="none" if not this.buddies else "yes" if standing.buddies else "no",
            consent=me.consent,
        )
    ).one
    back = Next("circle", {"circle": this.id})
    match how:
        case "looks":
            talk.record("looks", InCircle(this.id, looks=not standing.looks))
            talk.say("looks", on="no" if standing.looks else "yes", consent=me.consent)
            if not standing.looks and me.consent is Consent.UNASKED:
                return Next("consent", {"then": "circle"})
        case "buddies":
            talk.record("buddies", InCircle(this.id, buddies=not standing.buddies))
            talk.say("buddies", on="no" if standing.buddies else "yes", consent=me.consent)
            if not standing.buddies and me.consent is Consent.UNASKED:
                return Next("consent", {"then": "circle"})
        case "apart":
            await _apart(talk, buddies)
        case "leave":
            if await talk.ask("leave", Confirm(), place=Verbatim(this.name)):
                talk.record("leave", InCircle(this.id, joined=False))
                talk.say("left", place=Verbatim(this.name))
                return None
        case _:
            pass
    return back


async def _apart(talk: Talk, buddies: Sequence[Buddy]) -> None:
    """Not with this one again. Nobody is told."""
    listed = [Option(one.member, Verbatim(one.name)) for one in buddies]
    picked = (await talk.ask("apart", Pick(listed, beside=[Option("back")]))).one
    other = next((one for one in buddies if one.member == picked), None)
    if other is not None:
        talk.record("apart", Apart(other.member))
        talk.say("apart-kept", name=Verbatim(other.name))
