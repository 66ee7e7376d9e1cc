"""Step 1: don't take it personally. A feeling, a breath, and whatever of four small things helps."""

from __future__ import annotations

import enum

from bot.effects import KeepNote, Me, Nudge, NudgeKind, Places, Post, Quiet
from bot.flow import Ending, Look, Talk, flow
from bot.flows.parts import onward, which, words_for
from bot.flows.parts.circles import name_of
from bot.flows.parts.places import ask_place
from bot.lines import Label, Line, Verbatim
from bot.questions import LONG, SENTENCE, SHORT, Breathe, Choice, Confirm, Option, Pick, Text, Write


class Helps(enum.StrEnum):
    VALUES = "values"
    THOUGHT = "thought"
    WRITING = "writing"
    SOMEONE = "someone"
    ON = "on"


class Thought(enum.StrEnum):
    """Thoughts that many have after a no: chips for people who would rather not type."""

    ALWAYS = "always"
    NOT_ENOUGH = "not-enough"
    OTHERS = "others"
    SHOULD_HAVE = "should-have"


class Keep(enum.StrEnum):
    KEEP = "keep"
    FORGET = "forget"
    TOMORROW = "tomorrow"
    SKIP = "skip"


class Need(enum.StrEnum):
    LISTEN = "listen"
    DISTRACT = "distract"
    ADVICE = "advice"


@flow("personal", step=1)
async def personal(talk: Talk) -> Ending:
    feeling = await talk.ask(
        "feeling",
        Pick(lambda: words_for("feeling", talk.content.feelings), beside=[Option("skip")]),
        which=which(talk.rejection),
    )
    if feeling.one == "something-else":
        await talk.ask("feeling-words", Write(Text("write", SHORT)))
    if await talk.ask("breath", Confirm(), feeling=feeling.one or "skip"):
        await talk.ask("breathe", Breathe())

    left: list[Helps] = [one for one in Helps if one is not Helps.ON]
    later = False
    for turn in range(len(left)):
        # Long writing can sting: it is nothing for a day on which somebody needed a person.
        quiet = await talk.find(f"quiet.{turn}", Quiet())
        options = [Option(one) for one in (*left, Helps.ON) if one is not Helps.WRITING or not quiet]
        helps = (await talk.ask(f"helps.{turn}", Pick(options), turn=turn)).one
        if helps == Helps.ON or helps not in set(left):
            break
        left.remove(Helps(helps))
        match Helps(helps):
            case Helps.VALUES:
                await _values(talk)
            case Helps.THOUGHT:
                await _thought(talk)
            case Helps.WRITING:
                later = await _writing(talk)
            case _:
                await _someone(talk)
    return await onward(talk, "reflect", 2, planned=later)


async def _values(talk: Talk) -> None:
    chosen = await talk.ask(
        "values", Pick(lambda: words_for("value", talk.content.values), most=3, beside=[Option("skip")])
    )
    if chosen.one in (None, "skip"):
        return
    named = tuple(Line(f"value-{one}") for one in chosen.values)
    sentence = await talk.ask("values-why", Write(Text("write", SENTENCE)), values=named, first=named[0])
    talk.record("values", KeepNote("values", sentence, " ".join(chosen.values)))
    talk.say("values-kept", values=named)


async def _thought(talk: Talk) -> None:
    chips = [Option(one) for one in Thought]
    thought = await talk.ask("thought", Pick(chips, typed=Text("write", SENTENCE)))
    said: Label = Verbatim(thought.text) if thought.text else Line(f"personal-thought.{thought.one}")
    kinder_chips = [Option(one) for one in ("one-no", "friend", "did-well", "skip")]
    talk.say("thought-said", Look.QUOTE, thought=said)
    kinder = await talk.ask("kinder", Pick(kinder_chips, typed=Text("write", SENTENCE)))
    if kinder.one == "skip":
        return
    kept: Label = Verbatim(kinder.text) if kinder.text else Line(f"personal-kinder.{kinder.one}")
    talk.record("kinder", KeepNote("kinder", kinder.text, kinder.one))
    talk.say("kinder-kept", Look.QUOTE, kinder=kept)


async def _writing(talk: Talk) -> bool:
    """Writing it down. Says whether longer writing is to be offered tomorrow."""
    keep = await talk.ask("writing", Choice(Keep))
    if keep is Keep.KEEP:
        text = await talk.ask("writing-keep", Write(Text("write", LONG, long=True)))
        if text:
            talk.record("journal", KeepNote("journal", text))
            talk.say("writing-kept")
    elif keep is Keep.FORGET:
        if await talk.ask("writing-forget", Write(Text("write", LONG, long=True), forget=True)) is not None:
            talk.say("writing-forgotten")
    elif keep is Keep.TOMORROW:
        talk.record("writing-nudge", Nudge(NudgeKind.WRITING, after=1))
        talk.say("writing-tomorrow")
    return keep is Keep.TOMORROW


async def _someone(talk: Talk) -> None:
    places = await talk.find("places", Places())
    options = [Option("message"), *([Option("circle")] if places else []), Option("skip")]
    how = (await talk.ask("someone", Pick(options))).one
    if how == "message":
        need = await talk.ask("need", Choice(Need))
        name = await talk.ask("name", Write(Text("write", SHORT)))
        talk.say(
            "message",
            Look.COPY,
            need=need,
            name=Verbatim(name or ""),
            named="yes" if name else "no",
            which=which(talk.rejection),
        )
        talk.say("message-sent-by-you")
    elif how == "circle" and places:
        place = await ask_place(talk, "where", places)
        post = Post(place.id, "post-listen")
        talk.preview(post, name_of(await talk.find("circle-me", Me())))
        if await talk.ask("circle", Confirm(), place=Verbatim(place.name)):
            posted = await talk.post("circle-post", post)
            talk.say("circle-outcome", words="part-outcome", outcome=posted, place=Verbatim(place.name))
