"""Whether a circle keeps its promises: judged by what arrived at the platform and what people did, and by nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, time
from functools import cache
from itertools import combinations
from typing import NamedTuple

from bot.screen import Attached, Screen
from tests.readable import plain
from tests.town import Person, Platform, Town, span
from tests.world import Dm

NIGHT_FROM, NIGHT_UNTIL = time(20), time(9)
A_DAY, A_WEEK = 1, 3
GRACE = span(hours=1)
# What a private message is, by how it begins. Everything else asks something, and counts against the limits.
WELCOME, SOON, PAIRED, ALONE, LOOK, LOST = (
    "This is where I'll write", "On ", "You are buddies with ", "No buddy this week", "A look at your week", "I can't write in",
)  # fmt: skip
NOTICES = (WELCOME, SOON, PAIRED, ALONE, LOST)
NAMED = re.compile(r"buddies with (.+?) this week")


class Outcome(NamedTuple):
    """What came of the pairs of a week: groups of names, and who was told that there is nobody."""

    groups: frozenset[frozenset[str]]
    alone: frozenset[str]


# What stands in channels


def begun(platform: Platform, place: str, head: str) -> list[datetime]:
    """When something that begins so was said in a place for the first time."""
    first: dict[str, datetime] = {}
    for one in platform.log:
        if one.place == place and one.screen is not None and plain(one.screen).startswith(head):
            first.setdefault(one.this, one.at)
    return sorted(first.values())


def nothing_doubled(platform: Platform) -> None:
    """Each thing is posted once, and each message comes once."""
    posted = Counter(occurrence for _, _, occurrence in platform.posts)
    assert [this for this, many in posted.items() if many > 1] == []
    assert [run for run, many in Counter(dm.screen.run for dm in platform.dms).items() if many > 1] == []


def seen(screen: Screen) -> str:
    """All that can be read of a screen, what stands for its pictures included."""
    return "\n".join([plain(screen), *(one.label for one in screen.blocks if isinstance(one, Attached))])


def nobody_is_named_for_missing(town: Town) -> None:
    """What the bot itself says in channels names people for what they did, in their own public words, and for nothing else."""
    names = re.compile(rf"\b({'|'.join(person.name for person in town.people.values())})\b")
    told = 0
    for one in town.platform.log:
        if one.screen is None or not plain(one.screen).startswith(("A new week in", "That was ", "Pods of")):
            continue
        for line in seen(one.screen).splitlines():
            name, separator, what = line.removeprefix("• ").partition(": ")
            if line.startswith("• ") and separator:
                public = [words for _, words, sight in town.people[name].words if sight not in ("pod", "private")]
                pod = [words for _, words, sight in town.people[name].words if sight == "pod"]
                assert what in (pod if one.place.startswith("pod-") else public), line
                told += 1
            else:
                assert not names.search(line), line
    assert told > 10, "digests tell of what was done"


def words_stay(town: Town, place: str) -> None:
    """Private words are nowhere, what is for a pod is in one pod's place only, and what is public in the circle's channel."""
    for person in town.people.values():
        for _, words, sight in person.words:
            places = {one.place for one in town.platform.log if one.screen is not None and words in seen(one.screen)}
            if sight == "private":
                assert places == set(), f"{words!r} of {person.name} is in {places}"
            elif sight == "pod":
                assert len(places) == 1, f"{words!r} of {person.name} is in {places}"
                assert all(one.startswith("pod-") for one in places)
            else:
                assert places == {place if sight == "public" else sight}, f"{words!r} of {person.name} is in {places}"
            inside = {who for _, pods in town.platform.seats_log for one in places for who in pods.get(one, ())}
            for other in town.people.values():
                if other is not person and sight != "public" and other.who.address not in inside:
                    assert not any(words in told for told in other.saw), f"{other.name} saw {words!r}"


# What comes in private


def kind(screen: Screen) -> str:
    said = plain(screen)
    return next((one for one in (*NOTICES, LOOK) if said.startswith(one)), "other")


def messages_keep_to_the_rules(person: Person) -> None:
    """Consent, quiet hours, being away, and so many a day and a week."""
    asked: list[datetime] = []
    for dm in _to(person):
        local, what = dm.at.astimezone(person.zone), kind(dm.screen)
        assert person.agreed, f"{person.name} never agreed to messages"
        assert what in (WELCOME, LOST) or NIGHT_UNTIL <= local.time() < NIGHT_FROM, f"{person.name} at {local}"
        away = [one for one in person.silent if one[0] <= dm.at < one[1]]
        assert not away or what == WELCOME or what == "other", f"{person.name} is away, and got {what!r} at {local}"
        if what == LOOK:
            assert person.looks, f"{person.name} wants no looks"
        if what not in NOTICES:
            assert all(one.astimezone(person.zone).date() != local.date() for one in asked), f"two on {local:%F}"
            assert sum(one > dm.at - span(weeks=1) + GRACE for one in asked) < A_WEEK, f"{person.name}: four in a week"
            asked.append(dm.at)


def _to(person: Person) -> list[Dm]:
    return [dm for dm in person.town.platform.dms if dm.address == person.who.address]


# Pairs


def pairs(town: Town, begins: datetime) -> Outcome:
    """What people were told of the pairs of the week that began then. All of a group were told the same, and each once."""
    told: dict[str, frozenset[str]] = {}
    alone: set[str] = set()
    for person in town.people.values():
        for dm in _to(person):
            if not begins <= dm.at < begins + span(days=2):
                continue
            if kind(dm.screen) in (PAIRED, ALONE):
                assert person.name not in {*told, *alone}, f"{person.name} was told twice"
            if kind(dm.screen) == PAIRED:
                found = NAMED.search(plain(dm.screen))
                assert found is not None
                told[person.name] = frozenset(re.split(r", | and ", found[1])) | {person.name}
            elif kind(dm.screen) == ALONE:
                alone.add(person.name)
    for name, group in told.items():
        assert all(told.get(other) == group for other in group), f"{name} was told of {sorted(group)}"
    return Outcome(frozenset(told.values()), frozenset(alone))


def everybody_is_told(town: Town, begins: datetime, takers: Collection[str], newly: Collection[str] = ()) -> Outcome:
    """Whoever takes part is told what came of it, at most three are together, and who could know of it had half a day's notice.

    A night that lies in that half day is left alone: then the notice comes in the evening before, or as soon as it is over.
    """
    outcome = pairs(town, begins)
    heard = outcome.alone.union(*outcome.groups)
    assert heard == set(takers), f"{sorted(heard)} were told at {begins}, and {sorted(takers)} take part"
    sizes = sorted(len(group) for group in outcome.groups)
    assert set(sizes) <= {2, 3}
    assert sizes.count(3) == len(takers) % 2
    for name in set(takers) - set(newly):
        person = town.people[name]
        notices = [dm.at for dm in _to(person) if kind(dm.screen) == SOON and begins - span(days=1) < dm.at < begins]
        assert len(notices) == 1, f"{name} had {len(notices)} notices before {begins}"
        (at,) = notices
        woken = at.astimezone(person.zone).time() == NIGHT_UNTIL
        assert begins - at >= span(hours=12) or woken, f"{name} had notice at {at}"
    return outcome


def nobody_meets_again_too_soon(outcomes: Sequence[Outcome], apart: Iterable[frozenset[str]]) -> None:
    """In each week as many meet somebody new as could at all, and never two who are to be kept apart."""
    met: set[frozenset[str]] = set()
    for week, outcome in enumerate(outcomes):
        there = frozenset().union(outcome.alone, *outcome.groups)
        now = [frozenset(two) for group in outcome.groups for two in combinations(sorted(group), 2)]
        # They said so once they had been together: in the first week.
        barred = set(apart) if week else set()
        assert not barred & set(now), "a pair that is to be kept apart"
        fresh = {two for two in combinations(sorted(there), 2) if frozenset(two) not in met | barred}
        groups_with_new = [
            group for group in outcome.groups if any(two in fresh for two in combinations(sorted(group), 2))
        ]
        assert len(groups_with_new) == most_pairs(there, fresh), f"{now} meet, and {sorted(map(sorted, met))} had met"
        met |= set(now)


def most_pairs(people: frozenset[str], fits: Collection[tuple[str, str]]) -> int:
    """So many pairs can be made at the most, where only some fit."""

    @cache
    def most(left: frozenset[str]) -> int:
        if len(left) < 2:
            return 0
        one = min(left)
        rest = left - {one}
        with_one = [1 + most(rest - {other}) for other in rest if (one, other) in fits]
        return max([most(rest), *with_one])

    return most(people)


# Pods


def pods_follow(town: Town, members: Collection[str], gone: Collection[str] = ()) -> dict[str, frozenset[str]]:
    """Three to five in each pod, nobody in two of them, and everybody who is in the circle in one.

    `gone` are not looked at: nobody knows any more who they were."""
    places = {pod: frozenset(who) - set(gone) for pod, who in town.platform.pods.items()}
    assert all(3 <= len(who) <= 5 for who in places.values()), places
    seats = Counter(who for pod in places.values() for who in pod)
    assert set(seats) == set(members), set(seats) ^ set(members)
    assert max(seats.values()) == 1
    return places


def when_out(town: Town, address: str) -> datetime:
    """When somebody was let out of the last pod's place that they were in."""
    inside, out = False, datetime.min.replace(tzinfo=UTC)
    for at, pods in town.platform.seats_log:
        now = any(address in who for who in pods.values())
        if inside and not now:
            out = at
        inside = now
    assert not inside
    return out
