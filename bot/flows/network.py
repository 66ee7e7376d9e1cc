"""Step 5: mentors and a wider network. One message to one person; groups, events, and mentoring for who wants it."""

from __future__ import annotations

import enum

from bot.effects import KeepNote, Me, Nudge, NudgeKind, OfferMentoring, Places, Post, SeekMentor
from bot.flow import Ending, Look, Talk, flow
from bot.flows.parts import MENU, onward, pick_skills, words_for
from bot.flows.parts.circles import name_of
from bot.flows.parts.places import ask_place
from bot.lines import Line, Verbatim
from bot.questions import SENTENCE, SHORT, Choice, Confirm, Option, Pick, Text, Write

# The tie that has no name yet: the person is looked for first.
FIND_ONE = "not-thought-of"
SHOWN = 6


class Sent(enum.StrEnum):
    YES = "yes"
    LATER = "later"
    NO = "no"


class Tone(enum.StrEnum):
    WARM = "warm"
    SHORT = "short"


class More(enum.StrEnum):
    GROUPS = "groups"
    EVENTS = "events"
    SEEK = "seek"
    OFFER = "offer"
    ON = "on"


@flow("network", step=5)
async def network(talk: Talk) -> Ending:
    planned = await _one_message(talk)
    left: list[More] = [one for one in More if one is not More.ON]
    for turn in range(len(left)):
        more = (await talk.ask(f"more.{turn}", Pick([Option(one) for one in (*left, More.ON)]), turn=turn)).one
        if more not in set(left):
            break
        left.remove(More(more))
        match More(more):
            case More.GROUPS:
                await _groups(talk)
            case More.EVENTS:
                await _events(talk)
            case More.SEEK:
                await _seek(talk)
            case _:
                await _offer(talk)
    return await onward(talk, "moving", 6, planned=planned)


async def _one_message(talk: Talk) -> bool:
    """A message to one person. Says whether something is to follow."""
    tie = (await talk.ask("tie", Pick(words_for("tie", talk.content.ties), beside=[Option("skip")]))).one
    if tie in (None, "skip"):
        return False
    if tie == FIND_ONE:
        talk.say("think")
    name = await talk.ask("name", Write(Text("write", SHORT)), tie=Line(f"tie-{tie}"))
    tone = await talk.ask("tone", Choice(Tone))
    talk.say(
        "letter",
        Look.COPY,
        tie=tie or "",
        tone=tone,
        name=Verbatim(name or ""),
        named="yes" if name else "no",
    )
    sent = await talk.ask("sent", Choice(Sent))
    if sent is Sent.YES:
        talk.record("reached", KeepNote("reached-out", tag=tie))
        talk.record("weekly", Nudge(NudgeKind.REACH_OUT, after=7))
        talk.say("sent-done")
    elif sent is Sent.LATER:
        talk.record("weekly", Nudge(NudgeKind.REACH_OUT, after=2))
        talk.say("later", words="part-two-days")
    return sent is not Sent.NO


async def _groups(talk: Talk) -> None:
    fields = sorted({group.field for group in talk.content.groups}, key=list(talk.content.skills).index)
    if not fields:
        talk.say("no-groups")
        return
    field = (await talk.ask("field", Pick(words_for("skill", fields[:MENU]), beside=[Option("skip")]))).one
    for group in [one for one in talk.content.groups if one.field == field][:SHOWN]:
        talk.say("group", link=group.link, name=Verbatim(group.name))


async def _events(talk: Talk) -> None:
    events = talk.content.events_from(talk.opened)[:SHOWN]
    talk.say("events" if events else "no-events")
    for event in events:
        talk.say(
            "event",
            link=event.link,
            name=Verbatim(event.name),
            place=Verbatim(event.place),
            day=event.when or talk.opened,
            dated="yes" if event.when else "no",
        )


async def _seek(talk: Talk) -> None:
    """Ask for a mentor in the community: topics by tap, a line of one's own, posted only after it was shown."""
    picked = await pick_skills(talk, "seek", words="network-seek", most=3)
    if picked.one == "skip":
        return
    talk.record("seek", SeekMentor(picked.values))
    named = tuple(Line(f"skill-{one}") for one in picked.values)
    places = await talk.find("places", Places(mentors=True))
    own = await talk.ask("seek-words", Write(Text("write", SENTENCE)), topics=named)
    if not places:
        talk.say("seek-post", Look.COPY, topics=named, own=Verbatim(own or ""), with_own="yes" if own else "no")
        talk.say("seek-copy")
        return
    where = await ask_place(talk, "seek-where", places)
    place = Verbatim(where.name)
    post = Post(where.id, "post-seek", own or "", tuple(f"skill-{one}" for one in picked.values))
    talk.preview(post, name_of(await talk.find("seek-me", Me())))
    if await talk.ask("seek-share", Confirm(), place=place):
        outcome = await talk.post("seek-posted", post)
        talk.say("share-outcome", words="part-outcome", outcome=outcome, place=place)


async def _offer(talk: Talk) -> None:
    picked = await pick_skills(talk, "offer", words="network-offer", most=3)
    if picked.one == "skip":
        return
    capacity = (await talk.ask("capacity", Pick([Option(one) for one in ("one", "two", "three")]))).one
    many = {"one": 1, "two": 2, "three": 3}.get(capacity or "one", 1)
    talk.record("offer", OfferMentoring(picked.values, many))
    talk.say("offered", topics=tuple(Line(f"skill-{one}") for one in picked.values), count=many)
