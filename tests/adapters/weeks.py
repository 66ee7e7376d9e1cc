"""A circle by its screens, for what is held on every platform: set up by an organiser, begun, and committed in."""

from __future__ import annotations

from datetime import timedelta

from tests.adapters.platforms import Person, Platform, Public
from tests.adapters.walks import COMMIT, DAY, HOUR, LOOK_MYSELF, POST_IT, SET_UP, START_IT, TO_CHANGE, TO_PREVIEW

# From the day on which everything begins to the morning of the circle's first Monday; then to the day of its digest.
TO_MONDAY, TO_DIGEST = timedelta(days=5), timedelta(days=6)
WEEK = timedelta(days=7)


def set_up(platform: Platform) -> tuple[str, ...]:
    """From the organisers' menu to a circle that was started."""
    return (SET_UP, DAY, HOUR, *platform.zone, START_IT)


async def organised(platform: Platform, place: str | None = None) -> Person:
    """An organiser sets up a circle in a channel. Gives who did."""
    organiser = await platform.organiser()
    await organiser.command_at(place or platform.channel, "admin")
    await organiser.walk(*set_up(platform))
    return organiser


async def invited(platform: Platform) -> Public:
    """The circle of the channel begins its first week. Gives the invitation."""
    await organised(platform)
    await platform.later(TO_MONDAY)
    return platform.channel_posts()[-1]


async def previewed(invitation: Public, person: Person, what: str | None = None) -> None:
    """Somebody says from the invitation what they will do: in their own words, or with a tap. They see it as it will read."""
    await person.press_public(invitation, COMMIT)
    first, *others = TO_PREVIEW
    await (person.tap(first) if what is None else person.type(what))
    await person.walk(*others)


async def committed(invitation: Public, person: Person, what: str | None = None) -> None:
    """The same, and it is posted."""
    await previewed(invitation, person, what)
    await person.tap(POST_IT)


async def decided(invitation: Public, person: Person) -> None:
    """The same for the first time, and no look is asked for: they are in the circle."""
    await committed(invitation, person)
    await person.tap(LOOK_MYSELF)


async def done(person: Person) -> None:
    """They tick what they said, which is one thing."""
    await person.command("circle")
    await person.walk(TO_CHANGE, "Done")


async def agreed(platform: Platform, person: Person) -> None:
    """They want to be written to."""
    await person.command("settings")
    await person.walk("Check-ins on or off", "On", *platform.zone)
    await platform.later()
