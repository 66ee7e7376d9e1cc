"""Asking for a time zone: the one we were told first, then by region; or typed, as a city."""

from __future__ import annotations

from bot.flow import Talk
from bot.flows.parts import city
from bot.questions import Option, Pick, Zone

# IANA names. At most 24 a region, so that a menu holds them; any other can be typed.
REGIONS = {
    "europe": (
        "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Madrid", "Europe/Paris", "Europe/Brussels",
        "Europe/Amsterdam", "Europe/Berlin", "Europe/Zurich", "Europe/Vienna", "Europe/Rome", "Europe/Copenhagen",
        "Europe/Oslo", "Europe/Stockholm", "Europe/Warsaw", "Europe/Prague", "Europe/Budapest", "Europe/Athens",
        "Europe/Bucharest", "Europe/Helsinki", "Europe/Kyiv", "Europe/Istanbul", "Europe/Moscow",
    ),
    "americas": (
        "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
        "America/Anchorage", "Pacific/Honolulu", "America/Toronto", "America/Winnipeg", "America/Vancouver",
        "America/Halifax", "America/St_Johns", "America/Mexico_City", "America/Guatemala", "America/Costa_Rica",
        "America/Bogota", "America/Lima", "America/Caracas", "America/La_Paz", "America/Santiago", "America/Sao_Paulo",
        "America/Argentina/Buenos_Aires", "America/Montevideo", "America/Puerto_Rico",
    ),
    "africa-asia": (
        "Africa/Casablanca", "Africa/Lagos", "Africa/Accra", "Africa/Cairo", "Africa/Nairobi", "Africa/Johannesburg",
        "Asia/Jerusalem", "Asia/Beirut", "Asia/Riyadh", "Asia/Dubai", "Asia/Tehran", "Asia/Karachi", "Asia/Kolkata",
        "Asia/Colombo", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Bangkok", "Asia/Ho_Chi_Minh", "Asia/Jakarta",
        "Asia/Singapore", "Asia/Manila", "Asia/Shanghai", "Asia/Seoul", "Asia/Tokyo",
    ),
    "pacific": (
        "Australia/Perth", "Australia/Adelaide", "Australia/Darwin", "Australia/Brisbane", "Australia/Sydney",
        "Australia/Melbourne", "Australia/Hobart", "Pacific/Auckland", "Pacific/Fiji", "Pacific/Guam",
    ),
}  # fmt: skip
UNKNOWN = "UTC"


async def ask_zone(talk: Talk, known: str, words: str = "part") -> str:
    """An IANA time zone, in at most three taps: the member's own, unless other `words` say whose."""
    if known != UNKNOWN and not known.startswith("Etc/"):
        right = await talk.ask(
            "zone-known", Pick([Option("yes"), Option("other")]), words=f"{words}-zone-known", city=city(known)
        )
        if right.one == "yes":
            return known
    region = await talk.ask("region", Zone(tuple(REGIONS)), words=f"{words}-region")
    if region not in REGIONS:
        return region  # typed, as a city
    return await talk.ask(f"zone.{region}", Zone(REGIONS[region]), words=f"{words}-zone")
