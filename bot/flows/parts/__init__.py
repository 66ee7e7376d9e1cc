"""What several flows share: how a step hands over to the next, how a plan item gets its day, how a no is called."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.circles import TakeBackPost
from bot.content.entries import Content, Learning
from bot.effects import KeepItem, Me, Nudge, NudgeKind, Places, Post, Posted, Quiet
from bot.flow import Ending, Next, Talk
from bot.flows.parts.places import ask_place
from bot.lines import Brief, Label, Line, Value, Verbatim
from bot.questions import SENTENCE, Confirm, Day, Option, Pick, Picked, Text
from bot.questions import Choice as Choose
from bot.rows import Area, Consent, Member, Place, PlanItem, Rejection, Source, Stage

# The tightest platform shows 25 options in a menu.
MENU = 25


class Onward(enum.StrEnum):
    ON = "on"
    ENOUGH = "enough"
    SHARE = "share"


class Stays(enum.StrEnum):
    """After something was shared: on, enough, or take it back."""

    ON = "on"
    ENOUGH = "enough"
    TAKE_BACK = "take-back"


async def onward(talk: Talk, follows: str, step: int, *, planned: bool) -> Ending:
    """The end of a step: on to the next, or enough for now. Asks about check-ins once there is something to check on."""
    me = await talk.find("me", Me())
    places = await talk.find("onward-places", Places())
    # A quiet run shares nothing of itself.
    offers = bool(places) and not await talk.find("onward-quiet", Quiet())
    offered = tuple(one for one in Onward if offers or one is not Onward.SHARE)
    values: dict[str, Value] = {"number": step, "name": Line(f"step-{step}")}
    go = await talk.ask("onward", Choose(Onward, offered), words="part-onward", **values)
    if go is Onward.SHARE and places:
        go = await _share(talk, places, step - 1, me, values)
    then = follows if go is Onward.ON else "home"
    if planned and me.consent is Consent.UNASKED:
        return Next("consent", {"then": then})
    return Next(then)


async def _share(talk: Talk, places: Sequence[Place], step: int, me: Member, values: Mapping[str, Value]) -> Onward:
    """One line in a channel, shown first as it will read, under the member's own name, only by their press. It can be taken
    back at once, and later from what they shared."""
    place = await ask_place(talk, "share-where", places)
    where = Verbatim(place.name)
    lines = [Option(one, Line(f"part-share-{one}")) for one in (f"step{step}", "small")]
    pick = Pick([*lines, Option("none")], typed=Text("write", SENTENCE))
    picked = await talk.ask("share-line", pick, words="part-share", place=where)
    if picked.one != "none":
        tags = () if picked.text else (f"part-share-{picked.one}",)
        post = Post(place.id, "post-win", picked.text or "", tags)
        talk.preview(post, me.name or me.address)
        if await talk.ask("share-sure", Confirm(), words="part-share-sure", place=where):
            outcome = await talk.post("share-posted", post)
            talk.say("share-outcome", words="part-outcome", outcome=outcome, place=where)
            if outcome is not Posted.REFUSED:
                return await _stays(talk, "share-posted", place, values)
    only = (Onward.ON, Onward.ENOUGH)
    return await talk.ask("onward.shared", Choose(Onward, only), words="part-onward", **values)


async def _stays(talk: Talk, key: str, place: Place, values: Mapping[str, Value]) -> Onward:
    stays = await talk.ask("onward.stays", Choose(Stays), words="part-stays", **values)
    if stays is not Stays.TAKE_BACK:
        return Onward(stays)
    talk.record("share-back", TakeBackPost(talk.posted_as(key)))
    talk.say("share-back", words="part-taken-back", place=Verbatim(place.name))
    only = (Onward.ON, Onward.ENOUGH)
    return await talk.ask("onward.back", Choose(Onward, only), words="part-onward", **values)


async def keep_item(
    talk: Talk,
    key: str,
    source: Source,
    what: Label,
    *,
    tag: str | None = None,
    text: str | None = None,
    cue: str | None = None,
    area: Area | None = None,
    subject: str | None = None,
    ahead: tuple[int, ...] = (1, 3, 7, 14),
) -> date:
    """Ask for the day of a plan item, and keep the item with its reminder."""
    due = await talk.ask(f"{key}-day", Day(ahead), words="part-day", what=what)
    talk.record(f"{key}-item", KeepItem(source, due, tag, text, cue, area, subject))
    talk.record(f"{key}-nudge", Nudge(NudgeKind.ITEM, day=due, subject=talk.row(f"{key}-item")))
    return due


def which(rejection: Rejection | None) -> Line:
    """How a no is called: by its company, its role, or its day."""
    if rejection is None:
        return Line("part-which", {"by": "none", "company": "", "role": "", "day": ""})
    by = "company" if rejection.company else "role" if rejection.role else "day"
    return Line(
        "part-which",
        {
            "by": by,
            "company": Verbatim(rejection.company or ""),
            "role": Verbatim(rejection.role or ""),
            "day": rejection.day,
        },
    )


def item_line(item: PlanItem, content: Content) -> Line:
    """A plan item in words: what, and after which cue."""
    if item.text is not None:
        what: Label = Verbatim(item.text)
    else:
        what = Line(item.tag or "plan-course", {"title": Verbatim(title_of(item.subject, content))})
    return Line("part-item", {"what": what, "cue": item.cue or "none"})


def title_of(subject: str | None, content: Content) -> str:
    """The title of what a plan item is about; its id where the catalogue no longer has it."""
    if subject is None:
        return ""
    if subject in content.learning_by_id:
        return content.learning_by_id[subject].title
    if subject in content.coaches_by_id:
        return content.coaches_by_id[subject].name
    return subject


def item_options(items: Sequence[PlanItem], content: Content, most: int = MENU) -> list[Option]:
    """Plan items to tap, each with its day."""
    return [
        Option(item.id, Brief(item_line(item, content)), Line("part-due", {"day": item.due})) for item in items[:most]
    ]


def city(zone: str) -> Verbatim:
    """A time zone as people call it: by its city."""
    return Verbatim(zone.rpartition("/")[2].replace("_", " "))


def stages() -> list[Option]:
    """How far an application can get, to tap."""
    return [Option(one, Line(f"stage.{one}")) for one in Stage]


def words_for(prefix: str, ids: Iterable[str]) -> list[Option]:
    """Options whose words are the messages ``<prefix>-<id>``."""
    return [Option(one, Line(f"{prefix}-{one}")) for one in ids]


async def pick_skills(
    talk: Talk,
    key: str,
    *,
    words: str,
    first: Sequence[str] = (),
    most: int = 1,
    out: str = "skip",
    typed: Text | None = None,
    **values: Value,
) -> Picked:
    """Pick skills, those of `first` at the top; what one menu does not hold is on a second one. `out` picks none."""
    ordered = [*first, *(one for one in talk.content.skills if one not in first)]
    page, rest = ordered[:MENU], ordered[MENU:]
    beside = [Option("more", Line("part-more")), Option(out)] if rest else [Option(out)]
    pick = Pick(lambda: words_for("skill", page), most, beside=beside, typed=typed)
    picked = await talk.ask(key, pick, words=words, **values)
    if picked.one != "more" or not rest:
        return picked
    name, dot, turn = key.partition(".")
    pick = Pick(lambda: words_for("skill", rest[:MENU]), most, beside=[Option(out)], typed=typed)
    return await talk.ask(f"{name}-more{dot}{turn}", pick, words=words, **values)


def about(entry: Learning) -> Line:
    """What one wants to know of a learning entry before opening it."""
    return Line(
        "part-course",
        {
            "provider": Verbatim(entry.provider),
            "kind": Line("part-kind." + entry.kind),
            "cost": entry.cost,
            "price": Verbatim(entry.price or ""),
            "priced": "yes" if entry.price else "no",
            "hours": entry.hours or 0,
            "language": entry.language,
        },
    )
