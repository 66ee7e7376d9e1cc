"""Asking for a country: a short list, or typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from bot.content.entries import Country
from bot.flow import Talk
from bot.lines import Territory, Verbatim
from bot.questions import SHORT, Option, Pick, Text

# The short list; every other country of the helplines table can be typed.
SHORT_LIST = (
    "US", "GB", "CA", "IE", "AU", "NZ", "IN", "ZA", "NG", "KE", "PH", "SG",
    "DE", "AT", "CH", "FR", "BE", "ES", "MX", "AR", "PT", "BR", "NL",
)  # fmt: skip
ELSEWHERE = "elsewhere"


class Whereabouts(NamedTuple):
    """An ISO code, or None where the member would rather not say or it is not in the table; or what they took beside it."""

    country: str | None = None
    beside: str | None = None


async def ask_country(
    talk: Talk, key: str, *, beside: Sequence[Option] = (), words: str = "part-country"
) -> Whereabouts:
    """Ask for a country, with other ways on `beside` it."""
    countries = {country.iso2: country for country in talk.content.countries()}
    listed = [countries[one] for one in SHORT_LIST if one in countries]
    options = [Option(one.iso2, Territory(one.iso2, one.name)) for one in listed]
    # Where there is more beside it than a screen has room for, the way out is in the list.
    last = Option(ELSEWHERE)
    pick = Pick([*options, last] if beside else options, beside=beside or [last], typed=Text("write", SHORT))
    picked = await talk.ask(key, pick, words=words)
    if picked.text is None:
        if picked.one in {option.value for option in beside}:
            return Whereabouts(beside=picked.one)
        return Whereabouts(None if picked.one == ELSEWHERE else picked.one)
    found = _named(picked.text, list(countries.values()))
    if found is None and beside:
        # Whatever it was, it is not to be quoted back as if it were a place.
        talk.say("country-unknown", words="person-country-unknown")
    elif found is None:
        talk.say("country-unknown", words="part-country-unknown", typed=Verbatim(picked.text))
    return Whereabouts(found)


def _named(typed: str, countries: Sequence[Country]) -> str | None:
    """The country that was typed: its code, its name, or how that begins."""
    wanted = _plain(typed)
    for country in countries:
        if wanted in (_plain(country.iso2), _plain(country.name)):
            return country.iso2
    begins = [country.iso2 for country in countries if _plain(country.name).startswith(wanted)]
    return begins[0] if len(begins) == 1 else None


def _plain(name: str) -> str:
    """Without accents and capitals: "México" is Mexico."""
    parts = unicodedata.normalize("NFKD", name.strip()).casefold()
    return "".join(part for part in parts if not unicodedata.combining(part))
