"""Six weeks of a circle, from its set-up to the day its channel is gone: twelve people, and what they see."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.circle_life import BERLIN, CHANNEL, NAME, START, at
from tests.readable import shown
from tests.six_weeks import DIGESTS, INVITES, Story
from tests.town import Person, Platform, Town, same_ids
from tests.town_watch import (
    begun,
    everybody_is_told,
    messages_keep_to_the_rules,
    nobody_is_named_for_missing,
    nobody_meets_again_too_soon,
    nothing_doubled,
    words_stay,
)

TRANSCRIPTS = Path(__file__).parent / "transcripts"
# Set, what the transcripts say now is written down instead of held against what they said.
WRITES = "WRITE_TRANSCRIPTS"


def held(name: str, told: str) -> None:
    path = TRANSCRIPTS / f"{name}.txt"
    if WRITES in os.environ:
        path.write_text(told, "utf-8")
    assert path.read_text("utf-8") == told, f"{path.name} reads otherwise now; {WRITES}=1 writes it anew, to be read"


def stamped(when: datetime, zone: ZoneInfo) -> str:
    local = when.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"


def week_of(person: Person, place: str, name: str, since: datetime, until: datetime) -> str:
    """What somebody did and saw in some time: what came in private, and of the channel what the bot says and what is theirs."""
    parts, last = [], None
    for when, where, told in person.town.platform.events:
        ours = where == place and (told.startswith(("A new week", "That was")) or person.name in told)
        if not since <= when <= until or not (ours or where in (person.name, f"@{person.who.address}")):
            continue
        if when != last:
            parts.append(f"== {stamped(when, person.zone)} ==")
        head = f"{name}:\n\n" if ours else "In private:\n\n" if where.startswith("@") else ""
        parts.append(head + told)
        last = when
    return "\n\n".join(parts) + "\n"


def channel_as_it_is(platform: Platform, place: str, zone: ZoneInfo) -> str:
    """What stands in a channel, and since when."""
    since = {one.this: one.at for one in reversed(platform.log)}
    edited = {one.this for one in platform.log if one.at != since[one.this]}
    parts = []
    for this, screen in platform.standing(place).items():
        note = " (edited)" if this in edited else ""
        parts.append(f"== {stamped(since[this], zone)}{note} ==\n\n{shown(screen)}")
    return "\n\n".join(parts) + "\n"


@pytest.mark.both_stores
async def test_six_weeks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with same_ids(monkeypatch, 1):
        async with Town(tmp_path, START) as town:
            story = Story(town)
            await story.set_up()
            await story.first()
            await story.second()
            held("circle-week", week_of(story["Ada"], CHANNEL, NAME, at(1, 6, 17, 30), at(2, 6, 10)))
            held("circle-channel", channel_as_it_is(town.platform, CHANNEL, BERLIN))
            await story.third()
            await story.fourth()
            await story.fifth()
            await story.sixth()
            await story.gone()
            rounds_come_at_their_time(town)
            everything_holds(story)


def rounds_come_at_their_time(town: Town) -> None:
    invited = begun(town.platform, CHANNEL, INVITES)
    assert [one for week, one in enumerate(invited, 1) if week != 4] == [at(week, 0, 9) for week in (1, 2, 3, 5, 6)]
    assert at(4, 0, 11) <= invited[3] <= at(4, 0, 11, 15)
    assert begun(town.platform, CHANNEL, DIGESTS) == [at(week, 6, 9) for week in range(1, 7)]


def everything_holds(story: Story) -> None:
    town = story.town
    nothing_doubled(town.platform)
    words_stay(town, CHANNEL)
    nobody_is_named_for_missing(town)
    for person in town.people.values():
        messages_keep_to_the_rules(person)
    takers = {"Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gia", "Ida", "Kim"}
    # Who takes part in which week, and who could not know of it half a day before.
    by_week: list[set[str]] = [takers, takers, takers - {"Finn", "Ben"}, (takers | {"Hal"}) - {"Finn", "Ben", "Eve"}]
    by_week += [(takers | {"Hal"}) - {"Finn", "Gia"}] * 2
    outcomes = [
        everybody_is_told(town, at(week, 0, 9), there, there if week == 1 else ())
        for week, there in enumerate(by_week, 1)
    ]
    nobody_meets_again_too_soon(outcomes, story.apart)
