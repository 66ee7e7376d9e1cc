"""*Need a person?*: helplines by country. Works from every private screen, offline, and never assumes a country."""

from __future__ import annotations

from bot.effects import EditMember, Me
from bot.flow import Ending, Talk, flow
from bot.flows.parts.countries import ask_country
from bot.lines import Verbatim
from bot.questions import Option, Pick

TRIES = 6
LINES = 3


@flow("person")
async def person(talk: Talk) -> Ending:
    me = await talk.find("me", Me())
    country = me.country
    for turn in range(TRIES):
        if country is None:
            country = await ask_country(talk, f"country.{turn}")
            if country is not None:
                talk.record(f"country.{turn}", EditMember(country=country))
        _lines(talk, country)
        options = [Option("other"), Option("done")]
        after = (await talk.ask(f"after.{turn}", Pick(options))).one
        if after != "other":
            break
        country = None
    talk.say("done")
    return None


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
