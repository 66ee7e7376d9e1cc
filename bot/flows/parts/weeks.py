"""When a circle's week begins: asking for it, and how it is said."""

from __future__ import annotations

from datetime import datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.flow import Talk
from bot.flows.parts import city
from bot.lines import Line, Verbatim
from bot.organising import begins
from bot.questions import Option, Pick

WEEKDAYS = tuple(f"d{day}" for day in range(7))
# The hours at which a week may begin: nobody is written to at night.
HOURS = tuple(range(6, 23))


async def ask_weekday(talk: Talk, key: str) -> int:
    """The weekday on which a week begins; Monday is 0."""
    options = [Option(one, Line(f"weekday.{one}")) for one in WEEKDAYS]
    return int(((await talk.ask(key, Pick(options))).one or "d0")[1:])


async def ask_hour(talk: Talk, key: str) -> int:
    options = [Option(f"h{hour}", Line("hour", {"at": time(hour)})) for hour in HOURS]
    return int(((await talk.ask(key, Pick(options))).one or "h9")[1:])


class Week(NamedTuple):
    """How the beginning of a week is said: on which `day` at which `hour`, and when for the `first` time, by the clock of
    `city`."""

    day: Line
    hour: time
    city: Verbatim
    first: datetime


def week(weekday: int, hour: int, zone: str, now: datetime) -> Week:
    first = begins(weekday, hour, zone, now).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return Week(Line(f"weekday.d{weekday}"), time(hour), city(zone), first)
