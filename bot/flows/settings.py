"""Settings: one menu, one thing at a time, and back to the menu."""

from __future__ import annotations

from datetime import time

from bot.effects import EditMember, Me, Nudge, NudgeKind
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts import city
from bot.flows.parts.countries import ask_country
from bot.flows.parts.zones import ask_zone
from bot.lines import Line
from bot.questions import Choice, Confirm, Day, Option, Pick
from bot.rows import Cadence, Consent, Member

HOURS = tuple(range(6, 23))
# Common nights, as (from, until); the same hour twice means none.
QUIETS = {"q20-9": (20, 9), "q21-8": (21, 8), "q22-7": (22, 7), "q18-10": (18, 10), "q0-0": (0, 0)}
WEEKDAYS = tuple(f"d{day}" for day in range(7))
LANGUAGES = ("en",)
KEEPS = {"k180": 180, "k90": 90, "k30": 30}
WHAT = ("check-ins", "cadence", "day", "hour", "zone", "quiet", "pause", "language", "country", "keep")


@flow("settings")
async def settings(talk: Talk) -> Ending:
    me = await talk.find("me", Me())
    what = (
        await talk.ask(
            "what",
            Pick([Option(one) for one in WHAT], beside=[Option("home")]),
            consent=me.consent,
            cadence=Line(f"settings-cadence.{me.cadence}"),
            day=Line(f"weekday.d{me.weekday}"),
            at=time(me.hour),
            city=city(me.zone),
            start=me.quiet_from,
            end=me.quiet_until,
        )
    ).one
    match what:
        case "check-ins":
            await _check_ins(talk, me)
        case "cadence":
            cadence = await talk.ask("cadence", Choice(Cadence))
            talk.record("cadence", EditMember(cadence=cadence))
        case "day":
            picked = (await talk.ask("day", Pick([Option(one, Line(f"weekday.{one}")) for one in WEEKDAYS]))).one
            talk.record("day", EditMember(weekday=int((picked or "d2")[1:])))
        case "hour":
            await _hour(talk, me)
        case "zone":
            talk.record("zone", EditMember(zone=await ask_zone(talk, me.zone)))
        case "quiet":
            start, end = QUIETS[(await talk.ask("quiet", Pick([Option(one) for one in QUIETS]))).one or "q20-9"]
            talk.record("quiet", EditMember(quiet_from=time(start), quiet_until=time(end)))
        case "pause":
            until = await talk.ask("pause", Day((7, 14, 30)))
            talk.record("pause", EditMember(paused_until=until))
        case "language":
            language = (await talk.ask("language", Pick([Option(one) for one in LANGUAGES]))).one
            talk.record("language", EditMember(language=language))
        case "country":
            country = (await ask_country(talk, "country")).country
            if country is not None:
                talk.record("country", EditMember(country=country))
        case "keep":
            days = KEEPS[(await talk.ask("keep", Pick([Option(one) for one in KEEPS]))).one or "k180"]
            talk.record("keep", EditMember(keep_days=days))
        case _:
            return Next("home")
    talk.say("saved")
    return Next("settings")


async def _check_ins(talk: Talk, me: Member) -> None:
    if await talk.ask("consent", Confirm(), now=me.consent):
        zone = await ask_zone(talk, me.zone)
        talk.record("consent", EditMember(consent=Consent.YES, zone=zone, hushed=False))
        if me.consent is not Consent.YES:
            talk.record("welcome", Nudge(NudgeKind.WELCOME, after=0))
    else:
        talk.record("consent", EditMember(consent=Consent.NO))


async def _hour(talk: Talk, me: Member) -> None:
    """An hour outside the quiet ones, so that no choice here undoes another."""
    start, end = me.quiet_from.hour, me.quiet_until.hour
    quiet = {hour % 24 for hour in range(start, end if start <= end else end + 24)}
    options = [Option(f"h{hour}", Line("hour", {"at": time(hour)})) for hour in HOURS if hour not in quiet]
    picked = (await talk.ask("hour", Pick(options))).one
    talk.record("hour", EditMember(hour=int((picked or "h10")[1:])))
