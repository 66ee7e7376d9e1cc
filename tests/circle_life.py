"""What people do in a circle, as they would: by the buttons that stand there."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.screen import Screen
from tests.readable import plain
from tests.town import Person, Town, span
from tests.town_watch import kind
from tests.world import button, labels

BERLIN = ZoneInfo("Europe/Berlin")
# A Saturday. Summer time ends on Sunday 25 October, the day of the third digest.
START = datetime(2026, 10, 3, 10, tzinfo=BERLIN)
MONDAY = datetime(2026, 10, 5, 9)  # noqa: DTZ001 - by the clock on the wall
CHANNEL, NAME = "channel-1", "#small-steps"


def at(week: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A local time of the circle: week 1 is the first, day 0 its Monday."""
    return (MONDAY + span(weeks=week - 1, days=day)).replace(hour=hour, minute=minute, tzinfo=BERLIN)


async def joins(who: Person, *, buddies: bool) -> None:
    await who.types("circle")
    await who.taps("join")
    if buddies:
        await who.taps("settings", "buddies", "yes", "yes")
        assert "check-ins" not in who.screen.key
        who.agreed = who.buddies = True


def invitation(town: Town, place: str = CHANNEL) -> Screen:
    return [one for one in town.platform.standing(place).values() if button(one, "Say what I'll do")][-1]


async def commits(who: Person, what: str, sight: str = "public", ahead: int = 2, *taps: str) -> None:
    """Say something by the button of the newest invitation, some minutes after the one before."""
    await who.town.until(who.town.clock.now() + span(minutes=7))
    await who.presses(invitation(who.town), "Say what I'll do")
    await who.says(what)
    await who.day(ahead)
    await who.taps(*(taps or ("skip",)), sight, *(["post"] if sight != "private" else []))
    if who.screen.key == "look":
        await who.taps("yes" if who.looks else "no")
    who.words.append((who.town.clock.now(), what, sight))


def post_of(town: Town, words: str) -> Screen:
    """What stands with these words, wherever it does."""
    places = [CHANNEL, *town.platform.pods]
    return next(
        one
        for place in places
        for one in town.platform.standing(place).values()
        if words in plain(one) and button(one, "Cheer")
    )


async def cheers(who: Person, words: str, which: str = "cheer-effort") -> None:
    await who.presses(post_of(who.town, words), "Cheer")
    await who.taps(which)


async def ticks(who: Person, words: str) -> None:
    await who.types("circle")
    if who.screen.key == "which" and any(NAME in one for one in labels(who.screen)):
        await who.taps(NAME)
    await who.taps("tick")
    if who.screen.key == "which":
        await who.taps(words)
    await who.taps("done")


def last(who: Person, what: str) -> Screen:
    """The last message of a kind that came to somebody."""
    return [screen for screen in who.inbox() if kind(screen) == what][-1]
