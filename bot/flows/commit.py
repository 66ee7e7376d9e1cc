"""Saying what one means to do this week: what, by when, where, and who sees it. Posted only after it was shown and pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.circles import Circle, Circles, Commit, InCircle, MyCommitments, Now, OneCircle, Round, Sight, StillNow
from bot.effects import WHERES, Items, Me, Post, Posted
from bot.fixed import Fixed
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts import MENU
from bot.flows.parts.circles import begins, closed, last_day, name_of, post_of, what_of
from bot.lines import Brief, Line, Verbatim
from bot.questions import SENTENCE, SHORT, Confirm, Option, Pick, Text
from bot.reports import Muted
from bot.rows import Consent, Member, PlanItem

READY = ("application", "feedback", "message", "practice", "rest")
# More than this many a week are a list to fall short of.
MOST = 5
# How often one can change something before it is posted: Back goes further.
TURNS = 3
DAYS = 8


class Draft(Fixed):
    """A commitment before it is one."""

    due: date
    text: str | None = None
    tag: str | None = None
    subject: str | None = None
    item: str | None = None
    where: str | None = None
    sight: Sight = Sight.PRIVATE


@flow("commit")
async def commit(talk: Talk) -> Ending:
    about = talk.args.get("about", "")
    found = await talk.find("circle", OneCircle(about) if about else Circles())
    if not found:
        talk.say("gone")
        return None
    this = found[0]
    if closed(talk, this):
        return None
    if this.round is None:
        talk.say("no-round", begins=begins(this))
        return None
    if about not in ("", this.id, this.round.id):
        talk.say("over", last=last_day(this.round.closes_at))
    mine = await talk.find("mine", MyCommitments(this.round.id))
    if len(mine) >= MOST:
        talk.say("full", count=len(mine))
        return Next("circle", {"circle": this.id})
    me = await talk.find("me", Me())
    items = await talk.find("items", Items())
    muted = await talk.find("muted", Muted(this.id))
    if this.standing is None:
        talk.say("joins", place=Verbatim(this.name))
    if muted is not None:
        talk.say("muted", day=muted, place=Verbatim(this.name))
    sights = _sights(this, muted=muted is not None)
    draft = await _drafted(talk, this, this.round, items, sights)
    draft = await _shown(talk, this, me, draft, items, sights)
    pressed = await _as_it_is(talk, this, this.round, draft)
    if pressed is None:
        return Next("circle", {"circle": this.id})
    await _said(talk, this, this.round, pressed)
    first = not mine and not (this.standing and any(this.standing.weeks))
    return await _looks(talk, this, offer=first)


def _sights(this: Circle, *, muted: bool) -> tuple[Sight, ...]:
    """Who could see it: a pod only where it has a place to say it in; nobody else while its author may show nothing there."""
    if muted:
        return (Sight.PRIVATE,)
    pod = this.standing is not None and this.standing.pod is not None and this.pod_place is not None
    return tuple(one for one in Sight if pod or one is not Sight.POD)


async def _drafted(
    talk: Talk, this: Circle, running: Round, items: Sequence[PlanItem], sights: Sequence[Sight]
) -> Draft:
    draft = await _what(talk, "what", Draft(talk.opened), items)
    draft = await _when(talk, "day", draft, running)
    draft = await _where(talk, "where", draft)
    return await _who(talk, "who", draft, this, sights)


async def _shown(
    talk: Talk, this: Circle, me: Member, draft: Draft, items: Sequence[PlanItem], sights: Sequence[Sight]
) -> Draft:
    """What would be posted, until its author says that it is what they want to say, or keeps it to themselves."""
    running = this.round
    for turn in range(1, TURNS + 1):
        if draft.sight is Sight.PRIVATE or running is None:
            break
        talk.preview(_post(talk, this, draft), name_of(me))
        offered = [Option("post"), *([Option("change")] if turn < TURNS else []), Option("keep")]
        pod = "yes" if draft.sight is Sight.POD else "no"
        sure = (await talk.ask(f"sure.{turn}", Pick(offered), place=Verbatim(this.name), pod=pod)).one
        if sure == "keep":
            return replace(draft, sight=Sight.PRIVATE)
        if sure == "post":
            break
        part = (await talk.ask(f"change.{turn}", Pick([Option(one) for one in ("what", "day", "where", "who")]))).one
        if part == "what":
            draft = await _what(talk, f"what.{turn}", draft, items)
        elif part == "day":
            draft = await _when(talk, f"day.{turn}", draft, running)
        elif part == "where":
            draft = await _where(talk, f"where.{turn}", draft)
        else:
            draft = await _who(talk, f"who.{turn}", draft, this, sights)
    return draft


async def _as_it_is(talk: Talk, this: Circle, running: Round, draft: Draft) -> Draft | None:
    """The same, once pressed: a week may have ended since it was begun, and a pod's place may be another one or gone. None
    where there is nothing to say it in."""
    if draft.sight is Sight.PRIVATE:
        return draft
    now = await talk.find("now", StillNow(this.id, running.id, this.pod_place if draft.sight is Sight.POD else None))
    if now is Now.OVER:
        talk.say("meanwhile")
        return None
    if now is Now.MOVED:
        talk.say("pod-meanwhile")
        return replace(draft, sight=Sight.PRIVATE)
    if (until := await talk.find("still-muted", Muted(this.id))) is not None:
        talk.say("muted", day=until, place=Verbatim(this.name))
        return replace(draft, sight=Sight.PRIVATE)
    return draft


async def _what(talk: Talk, key: str, draft: Draft, items: Sequence[PlanItem]) -> Draft:
    content = talk.content
    ready = [Option(one, Line(f"commit-small.{one}")) for one in READY]
    planned = [
        Option(one.id, Brief(what_of(one.text, one.tag or "plan-course", one.subject, content)), Line("commit-planned"))
        for one in items[: MENU - len(READY)]
    ]
    picked = await talk.ask(
        key, Pick([*ready, *planned], typed=Text("write", SENTENCE)), planned="yes" if planned else "no"
    )
    if picked.text:
        return replace(draft, text=picked.text, tag=None, subject=None, item=None)
    item = next((one for one in items if one.id == picked.one), None)
    if item is not None:
        tag = None if item.text is not None else item.tag or "plan-course"
        return replace(draft, text=item.text, tag=tag, subject=item.subject, item=item.id)
    small = picked.one if picked.one in READY else READY[0]
    return replace(draft, text=None, tag=f"commit-small.{small}", subject=None, item=None)


async def _when(talk: Talk, key: str, draft: Draft, running: Round) -> Draft:
    """By when: one of the days that are left of the round."""
    left = max((last_day(running.closes_at) - talk.opened).days, 0)
    days = [talk.opened + timedelta(days=ahead) for ahead in range(min(left + 1, DAYS))]
    listed = [Option(day.isoformat(), Line("commit-day-option", {"day": day})) for day in days]
    picked = (await talk.ask(key, Pick(listed))).one
    return replace(draft, due=date.fromisoformat(picked or talk.opened.isoformat()))


async def _where(talk: Talk, key: str, draft: Draft) -> Draft:
    listed = [Option(one, Line(f"part-where.{one}")) for one in WHERES]
    picked = await talk.ask(key, Pick(listed, beside=[Option("skip")], typed=Text("write", SHORT)))
    return replace(draft, where=picked.text or (picked.one if picked.one in WHERES else None))


async def _who(talk: Talk, key: str, draft: Draft, this: Circle, sights: Sequence[Sight]) -> Draft:
    if len(sights) == 1:
        return replace(draft, sight=sights[0])
    pod = Sight.POD in sights
    if not pod and this.standing is not None and this.standing.pod is not None:
        talk.say("no-pod-place")
    offered = [Option(one) for one in sights]
    picked = (await talk.ask(key, Pick(offered), place=Verbatim(this.name), pod="yes" if pod else "no")).one
    return replace(draft, sight=Sight(picked or Sight.PRIVATE))


def _post(talk: Talk, this: Circle, draft: Draft) -> Post:
    place = this.pod_place if draft.sight is Sight.POD and this.pod_place else this.place
    opens = f"cheer:{talk.row('commitment')}"
    return post_of(place, draft.due, draft.text, draft.tag, draft.subject, draft.where, talk.content, opens)


async def _said(talk: Talk, this: Circle, running: Round, draft: Draft) -> None:
    """Keep it, and post it where others are to see it."""
    if this.standing is None:
        talk.record("joined", InCircle(this.id, joined=True))
    seen = draft.sight is not Sight.PRIVATE
    posted_as = talk.posted_as("posted") if seen else None
    # It is there before its post is, so that the first press on the post's button finds it.
    talk.record(
        "commitment",
        Commit(
            running.id, draft.due, draft.sight, draft.text, draft.tag, draft.subject, draft.where, draft.item, posted_as
        ),
    )
    if not seen:
        talk.say("kept", day=draft.due)
        return
    outcome = await talk.post("posted", _post(talk, this, draft))
    place = Line("part-your-pod") if draft.sight is Sight.POD else Verbatim(this.name)
    talk.say("outcome", words="part-outcome", outcome=outcome, place=place)
    talk.say("kept-alone" if outcome is Posted.REFUSED else "kept-there")


async def _looks(talk: Talk, this: Circle, *, offer: bool) -> Ending:
    """The midweek look, offered with the first commitment. A no to check-ins is not asked about again."""
    looks = this.standing is not None and this.standing.looks
    me = await talk.find("consent", Me())
    if offer and not looks and me.consent is not Consent.NO and await talk.ask("look", Confirm()):
        talk.record("looks", InCircle(this.id, looks=True))
        talk.say("looks")
        if me.consent is Consent.UNASKED:
            return Next("consent", {"then": "circle"})
    return Next("circle", {"circle": this.id})
