"""A circle's set-up in three choices, what it will look like, and everything about it that can be changed later."""

from __future__ import annotations

from dataclasses import replace

from bot.circles import Circle
from bot.effects import Me
from bot.flow import Ending, Look, Next, Talk, flow
from bot.flows.parts import city
from bot.flows.parts.weeks import ask_hour, ask_weekday, week
from bot.flows.parts.zones import ask_zone
from bot.lines import Brief, Line, Verbatim
from bot.organising import Channel, EditCircle, Here, SetCircle
from bot.questions import Confirm, Option, Pick

# How often somebody may look at the preview and change something before they start.
TURNS = 12


@flow("admin-circle", organisers=True)
async def admin_circle(talk: Talk) -> Ending:
    """Set up the circle of this channel, or change it."""
    here = await talk.find("here", Here())
    if here.circle is not None:
        return await _change(talk, here, here.circle)
    if here.lost:
        options = [
            Option(one.id, Line("admin-circle-move", {"name": Brief(Verbatim(one.name), 50)})) for one in here.lost[:4]
        ]
        picked = (await talk.ask("lost", Pick([*options, Option("new")]), place=Verbatim(here.name))).one
        if picked != "new":
            talk.record(
                "move", EditCircle(here.community, picked or "", state="open", place=here.place, name=here.name)
            )
            talk.say("moved", place=Verbatim(here.name))
            return Next("admin")
    return await _set_up(talk, here)


async def _set_up(talk: Talk, here: Channel) -> Ending:
    """Day, hour and zone are asked for; the rest has a default, and is shown before anything begins."""
    me = await talk.find("me", Me())
    new = SetCircle(
        here.community, here.place, here.name, await ask_weekday(talk, "day"), await ask_hour(talk, "hour"),
        await ask_zone(talk, me.zone, "admin"), pods=True, buddies=True,
    )  # fmt: skip
    for turn in range(TURNS):
        step = await _looked_at(talk, turn, here, new)
        if step == "start":
            talk.record("circle", new)
            at = week(new.weekday, new.hour, new.zone, here.at)
            talk.say("started", place=Verbatim(here.name), day=at.day, hour=at.hour, city=at.city, first=at.first)
            return Next("admin")
        if step == "pods":
            new = replace(new, pods=not new.pods)
        elif step == "buddies":
            new = replace(new, buddies=not new.buddies)
        elif step == "week":
            _a_week(talk, str(turn), here.name, buddies=new.buddies)
        else:
            return Next("admin")
    return Next("admin")


async def _looked_at(talk: Talk, turn: int, here: Channel, new: SetCircle) -> str | None:
    """What will be posted and when, and what is to be done with it."""
    at = week(new.weekday, new.hour, new.zone, here.at)
    talk.say(f"post.{turn}", Look.QUOTE, words="round-invitation", name=Verbatim(here.name))
    asked = await talk.ask(
        f"look.{turn}",
        Pick([Option(one) for one in ("start", "week", "pods", "buddies", "leave")]),
        place=Verbatim(here.name),
        pods=_on(new.pods),
        buddies=_on(new.buddies),
        day=at.day,
        hour=at.hour,
        city=at.city,
        first=at.first,
    )
    return asked.one


def _a_week(talk: Talk, turn: str, place: str, *, buddies: bool) -> None:
    """A week as it would read, posted nowhere: in the very words in which it is said, with people who are made up."""
    name, one, others = Verbatim(place), Line("admin-week-one"), (Line("admin-week-sam"),)
    talk.say(f"week.{turn}", words="admin-week", place=name)
    if buddies:
        talk.say(f"week-buddy.{turn}", words="admin-week-buddy")
        talk.say(f"week-pair.{turn}", Look.QUOTE, words="buddy-who-it-is", name=name, others=others)
        talk.say(f"week-hello.{turn}", Look.QUOTE, words="buddy-hello", others=others)
    talk.say(f"week-look.{turn}", words="admin-week-look")
    detail = Line("admin-week-detail")
    talk.say(f"week-asked.{turn}", Look.QUOTE, words="circle-look-how", place=name, what=one, detail=detail)
    talk.say(f"week-digest.{turn}", words="admin-week-digest")
    talk.say(f"week-opening.{turn}", Look.QUOTE, words="round-digest-opening", name=name)
    talk.say(f"week-counts.{turn}", Look.QUOTE, words="round-digest", people=7, commitments=9, done=6, cheers=11)
    talk.say(f"week-done.{turn}", Look.QUOTE, words="round-digest-done")
    talk.say(f"week-told.{turn}", Look.QUOTE, words="round-digest-one", name=Line("admin-week-sam"), what=one)
    talk.say(f"week-end.{turn}", Look.QUOTE, words="round-digest-end")


def _on(value: bool) -> str:
    return "on" if value else "off"


async def _change(talk: Talk, here: Channel, circle: Circle) -> Ending:
    """One thing at a time, and back to the list."""
    at = week(circle.weekday, circle.hour, circle.zone, here.at)
    again = "pause" if circle.state == "open" else "resume"
    what = (
        await talk.ask(
            "change",
            Pick(
                [Option(one) for one in ("day", "hour", "zone", "pods", "buddies", "week", again, "close")],
                beside=[Option("leave")],
            ),
            place=Verbatim(here.name),
            state=circle.state,
            pods=_on(circle.pods),
            buddies=_on(circle.buddies),
            day=at.day,
            hour=at.hour,
            city=at.city,
            first=at.first,
        )
    ).one
    edit, zone = EditCircle(here.community, circle.id), circle.zone
    match what:
        case "day":
            edit = replace(edit, weekday=await ask_weekday(talk, "day"))
        case "hour":
            edit = replace(edit, hour=await ask_hour(talk, "hour"))
        case "zone":
            zone = await ask_zone(talk, circle.zone, "admin")
            edit = replace(edit, zone=zone)
        case "pods":
            edit = replace(edit, pods=not circle.pods)
        case "buddies":
            edit = replace(edit, buddies=not circle.buddies)
        case "pause":
            edit = replace(edit, state="paused")
        case "resume":
            edit = replace(edit, state="open")
        case "close":
            return await _close(talk, here, edit)
        case "week":
            talk.say("week-post", Look.QUOTE, words="round-invitation", name=Verbatim(here.name))
            _a_week(talk, "0", here.name, buddies=circle.buddies)
            return Next("admin-circle")
        case _:
            return Next("admin")
    talk.record("edit", edit)
    talk.say("changed", what=what, city=city(zone))
    return Next("admin-circle")


async def _close(talk: Talk, here: Channel, edit: EditCircle) -> Ending:
    if await talk.ask("close", Confirm(), place=Verbatim(here.name)):
        talk.record("close", replace(edit, state="closed"))
        talk.say("closed", place=Verbatim(here.name))
        return Next("admin")
    return Next("admin-circle")
