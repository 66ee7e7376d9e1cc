"""Rules for single fields that types cannot say: kebab-case ids, https links, lengths, dates, codes."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.content.entries import ANYWHERE, Helpline, Learning
from bot.content.problems import shown

# What is wrong, and what to do about it; None when all is well.
Fault = tuple[str, str] | None

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID = 60  # an id travels in buttons, which hold 100 characters with all the rest
LONGEST_NAME = 75  # Slack's menus cut off there, Discord's at 100
LONGEST_TEXT = 300
EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=5 * 366)

# ISO 3166-1 alpha-2. Written out because a wrong code (UK for GB) would hide a helpline for good.
COUNTRIES = frozenset(
    re.findall(
        r"\w\w",
        """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV
        BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES
        ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE
        IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY
        MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU
        NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM
        SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE
        VG VI VN VU WF WS YE YT ZA ZM ZW
        """,
    )
)


def kebab(value: str) -> Fault:
    if not KEBAB.fullmatch(value):
        return f"{shown(value)} is not an id", "Use small letters, digits and single hyphens, like my-course"
    if len(value) > LONGEST_ID:
        return f"the id has {len(value)} characters", f"Use at most {LONGEST_ID}"
    return None


def text(value: str, most: int = LONGEST_TEXT) -> Fault:
    if not value.strip():
        return "is empty", "Write it, or leave the field out if it may be left out"
    if not value.isprintable() or value != value.strip():
        return "has a line break, a control character or spaces around it", "Write it on one line"
    if len(value) > most:
        return f"has {len(value)} characters", f"Use at most {most}, menus cut off the rest"
    return None


def name(value: str) -> Fault:
    return text(value, LONGEST_NAME)


def https(value: str) -> Fault:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    # A link is shown as it is, so nothing that could hide where it leads.
    if parts.scheme != "https" or "." not in (parts.hostname or "") or "@" in parts.netloc:
        return f"{shown(value)} is not an https address", "Use the page's full address, with https:// first"
    if re.search(r"[\s<>()|]", value):
        return f"{shown(value)} has a character that breaks links", "Write it percent-encoded, ( as %28"
    return None


def chat(value: str) -> Fault:
    return https(value) if "://" in value else text(value)


def language(value: str) -> Fault:
    if re.fullmatch(r"[a-z]{2,3}", value):
        return None
    return f"{shown(value)} is not a language code", "Use an ISO 639 code like en, mul for several"


def country(value: str) -> Fault:
    if value in COUNTRIES or value == ANYWHERE:
        return None
    return f"{shown(value)} is not a country code", f"Use an ISO 3166 code like GB, {ANYWHERE} for anywhere"


def hours(value: float) -> Fault:
    if 0 < value <= 3000:
        return None
    return f"{value:g} hours cannot be", "Write the hours the provider states, or leave the field out"


def past_day(value: date, today: date) -> Fault:
    # A day of slack: it may be tomorrow already where the file was written.
    if EARLIEST <= value <= today + timedelta(days=1):
        return None
    return f"{value} is {'too long ago' if value < EARLIEST else 'yet to come'}", "Write the day it was done"


def event_day(value: date, today: date) -> Fault:
    # An event that is over is no fault: see Content.events_from.
    if EARLIEST <= value <= today + AHEAD:
        return None
    return f"{value} is {'too long ago' if value < EARLIEST else 'too far ahead'}", "Check the year"


def phones(value: tuple[str, ...]) -> Fault:
    for phone in value:
        if phone.startswith("+"):
            return f"{shown(phone)} starts with +", "Write it as a person in that country dials it"
    return each(value)


def each(value: tuple[str, ...]) -> Fault:
    for item in value:
        if fault := text(item, LONGEST_NAME):
            return f"{shown(item)} {fault[0]}", fault[1]
    if len(set(value)) < len(value):
        return "has an item twice", "Name each once"
    return None


def some(value: tuple[str, ...]) -> Fault:
    return each(value) if value else ("is an empty list", "Name at least one")


FIELDS: dict[str, Callable[[Any], Fault]] = {
    "id": kebab,
    "title": name,
    "name": name,
    "provider": name,
    "company": name,
    "place": name,
    "service": name,
    "country_name": name,
    "price": name,
    "emergency": name,
    "hours": lambda value: hours(value) if isinstance(value, float) else text(value),
    "link": https,
    "chat": chat,
    "language": language,
    "country": country,
    "skills": some,
    "helps": some,
    "stages": some,
    "languages": each,
    "phones": phones,
    "text": text,
    "audience": text,
    "source": text,
    "corroboration": text,
    "note": text,
}
DAYS: dict[str, Callable[[date, date], Fault]] = {
    "checked": past_day,
    "posted": past_day,
    "verified_at": past_day,
    "when": event_day,
}


def field_fault(field: str, value: Any, today: date) -> Fault:
    if value is None:
        return None
    if field in DAYS:
        return DAYS[field](value, today)
    return FIELDS[field](value) if field in FIELDS else None


def whole_fault(entry: Any) -> tuple[str, str, str] | None:
    """What does not go together within one entry: field, reason, remedy."""
    if isinstance(entry, Learning) and entry.price and entry.cost != "low":
        return "price", f"does not go with cost {shown(entry.cost)}", 'Use cost = "low" or drop the price'
    if isinstance(entry, Helpline):
        routes = (*entry.phones, entry.text, entry.chat, entry.link)
        if entry.service and not any(routes):
            return "service", "has no phone, text, chat or link", "Add one, or leave out the service"
        if not entry.service and any(routes):
            return "service", "is missing, but there is a phone, text, chat or link", "Name the service"
        if (entry.service is None) != (entry.confidence == "none"):
            return (
                "confidence",
                '"none" is for rows without a service',
                'Use "local" for lines you answer for',
            )
    return None
