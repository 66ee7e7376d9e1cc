"""*Need a person?*: helplines by country, from every private screen, offline; a country is asked for once, never assumed.

The same flow answers a text that sounds like a crisis or like distress, and asks what is to become of it. Its runs leave no
trace once they end, so that nothing tells who looked for a person, or why.
"""

from __future__ import annotations

from bot.effects import Decision, EditMember, Held, Me, Settle
from bot.flow import Ending, Talk, flow
from bot.flows.parts.countries import ask_country
from bot.lines import Verbatim
from bot.questions import Option, Pick
from bot.rows import Heard

TRIES = 6
LINES = 3

# What each kind of finding is answered with, where it is about the writer: the message `person-<case>`.
CASES = {
    "wish-to-die": "suicide",
    "suicidal-thought": "suicide",
    "plan": "now",
    "means": "now",
    "attempt": "now",
    "goodbye": "now",
    "overdose": "overdose",
    "self-harm": "self-harm",
    "danger": "danger",
    "threat": "threat",
    "panic": "panic",
    "eating": "eating",
    "abuse": "abuse",
    "denied": "denied",
    "past": "past",
    "bereaved": "bereaved",
}
# Where it is somebody else's.
OTHERS = {"danger": "friend-danger", "threat": "threat", "overdose": "friend-now", "attempt": "friend-now"}
REASONS = ("cost", "police", "not-bad-enough", "aloud")
DECISIONS = tuple(Option(one) for one in Decision)


def case_of(heard: Heard) -> str:
    """Which words answer what was heard."""
    if heard.level == "unsure":
        return "unsure"
    if heard.about == "other" and heard.kind not in ("bereaved", "abuse"):
        return OTHERS.get(heard.kind or "", "friend")
    return CASES.get(heard.kind or "", "heavy" if heard.level == "distress" else "suicide")


@flow("person")
async def person(talk: Talk) -> Ending:
    heard = await talk.find("held", Held())
    me = await talk.find("me", Me())
    if heard is None:
        return await _asked_for(talk, me.country)
    talk.language = heard.language
    return await _held(talk, heard, me.country)


async def _asked_for(talk: Talk, country: str | None) -> Ending:
    """Somebody asked for a person."""
    asks = country is None
    for turn in range(TRIES):
        if asks:
            _anywhere(talk)
            country = (await ask_country(talk, f"country.{turn}")).country
            if country is not None:
                talk.record(f"country.{turn}", EditMember(country=country))
        _lines(talk, country)
        after = (await talk.ask(f"after.{turn}", Pick([Option("other"), Option("done")]))).one
        if after != "other":
            break
        asks = True
    talk.say("done")
    return None


async def _held(talk: Talk, heard: Heard, country: str | None) -> Ending:
    """A text is held: what was heard in it, who to talk to, and what is to become of it."""
    case = case_of(heard)
    words = "person-what-crisis" if heard.level != "distress" else "person-what-distress"
    asks = country is None
    for turn in range(TRIES):
        if turn == 0:
            talk.say(case)
        if asks:
            _anywhere(talk)
            found = await ask_country(talk, f"country.{turn}", beside=DECISIONS, words="person-country")
            if found.beside is not None:
                return _settled(talk, found.beside)
            country = found.country
            if country is not None:
                talk.record(f"country.{turn}", EditMember(country=country))
        _lines(talk, country)
        last = turn == TRIES - 1
        ways = DECISIONS if last else (*DECISIONS, Option("hard"), Option("other"))
        after = (await talk.ask(f"what.{turn}", Pick(ways), words=words)).one
        asks = after == "other"
        if asks:
            continue
        if after == "hard":
            reason = (await talk.ask(f"hard.{turn}", Pick([Option(one) for one in REASONS]))).one
            talk.say(f"hard-{reason if reason in REASONS else REASONS[0]}")
        else:
            return _settled(talk, after)
    return None


def _settled(talk: Talk, decision: str | None) -> Ending:
    chosen = Decision(decision) if decision in set(Decision) else Decision.LET_GO
    # What is said of it depends on where it was typed, so the turn says it.
    talk.record("settle", Settle(chosen))
    return None


def _anywhere(talk: Talk) -> None:
    """What can be said before a country is known: a number would be a guess, a directory of numbers is none."""
    talk.say("emergency", number="", any="no")
    for line in talk.content.helplines_for(None):
        if line.service and line.link and not line.phones:
            talk.say("open", link=line.link, name=Verbatim(line.service))


def _lines(talk: Talk, country: str | None) -> None:
    lines = talk.content.helplines_for(country)
    emergency = next((line.emergency for line in lines if line.emergency), "") if country else ""
    talk.say("emergency", number=Verbatim(emergency), any="yes" if emergency else "no")
    # Somewhere unknown a number would be a guess; a directory of numbers is not.
    for line in [one for one in lines if one.service and (country or not one.phones)][:LINES]:
        hours = line.hours if line.hours not in (None, "n/a") else None
        talk.say(
            "line",
            service=Verbatim(line.service or ""),
            phone=Verbatim(" / ".join(line.phones)),
            calls="yes" if line.phones else "no",
            text=Verbatim(line.text or ""),
            texts="yes" if line.text else "no",
            hours=Verbatim(hours or ""),
            open="yes" if hours else "no",
        )
        if line.link or (line.chat or "").startswith("https:"):
            talk.say("open", link=line.link or line.chat, name=Verbatim(line.service or ""))
