"""Weeks of several members' lives under a simulated clock, with a platform that fails: whatever happens, the promises hold.

What checks them sees only what arrived at the platform and what members did, and keeps its own book of both.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.ports import TryLaterError, UndeliverableError, Who
from bot.screen import Screen
from tests.scheduler.planning import DAY, HOUR
from tests.steps import Steps
from tests.world import FakeSender, World, button, text

SEEDS = range(8)
ACTIONS = 200
WEEK = 7 * DAY
# One that is sent a little late must not push the next one out by a day, so three in seven days are counted with an hour's grace.
GRACE = HOUR
# Both ends of summer time lie ahead in one zone or the other; half an hour in Lord Howe, none at all in Kolkata.
STARTS = (
    datetime(2026, 3, 5, 9, tzinfo=UTC),
    datetime(2026, 9, 24, 9, tzinfo=UTC),
    datetime(2028, 2, 27, 9, tzinfo=UTC),
)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Auckland")
# Where somebody moves to: the region and the city that they tap.
HOMES = {
    "Europe/Berlin": ("europe", "Berlin"),
    "America/New_York": ("americas", "New York"),
    "Asia/Kolkata": ("africa-asia", "Kolkata"),
    "Pacific/Auckland": ("pacific", "Auckland"),
}
NIGHTS = {"q20-9": (20, 9), "q21-8": (21, 8), "q22-7": (22, 7), "q18-10": (18, 10), "q0-0": (0, 0)}


class Shaky(FakeSender):
    """Takes a message and loses the answer, refuses one, is out for hours, or lets nobody look. It forgets nonces at once."""

    chance: random.Random
    out_until = LONG_AGO

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        self._out()
        how = self.chance.random()
        if how < 0.05:
            raise ConnectionError("nobody knows what became of it")
        if how < 0.1:
            raise TryLaterError(30)
        await super().send(address, screen, occurrence)
        await asyncio.sleep(0)
        if how < 0.2:
            raise TryLaterError(60, unknown=True)

    async def delivered(self, address: str, occurrence: str, run: str) -> bool:
        self._out()
        if self.chance.random() < 0.1:
            raise TryLaterError(60)
        return await super().delivered(address, occurrence, run)

    def _out(self) -> None:
        if self.clock.now() < self.out_until:
            raise TryLaterError(900, unknown=True)


@dataclass
class Person:
    """A member, and what they said and saw: all that is known of them here."""

    who: Who
    zone: str
    agreed: bool = False
    agreed_at: datetime = LONG_AGO
    night: tuple[int, int] = (20, 9)
    paused_until: date | None = None
    seen: list[tuple[datetime, Screen]] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    gone_by: int = 0
    """How many messages they let go by since they last did something."""

    def check(self, at: datetime, screen: Screen) -> None:
        """Something arrived: was it allowed to?"""
        local = at.astimezone(ZoneInfo(self.zone))
        assert self.agreed, "nothing before consent, nor after a no"
        assert all(screen.run != before.run for _, before in self.seen), "seen twice"
        asks = button(screen, "not-this-week") is not None
        welcome = "This is where I'll write" in text(screen)
        if welcome:
            assert at - self.agreed_at <= DAY, "a welcome for somebody who said yes long ago"
        else:
            start, end = self.night
            hour = local.time()
            quiet = time(start) <= hour or hour < time(end) if start > end else time(start) <= hour < time(end)
            assert not quiet, f"at night: {local}"
        if asks:
            assert self.paused_until is None or local.date() >= self.paused_until, "paused"
            asked = [one for one, before in self.seen if button(before, "not-this-week") is not None]
            assert all(one.astimezone(ZoneInfo(self.zone)).date() != local.date() for one in asked), "two in a day"
            assert sum(one > at - WEEK + GRACE for one in asked) < 3, "four in a week"
            assert self.gone_by < 3, "goes on although three were ignored"
            assert {one.label for one in screen.buttons} >= {"Not this week", "Stop these"}, "no way out"
            self.gone_by += 1
        self.seen.append((at, screen))


class Simulation:
    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.chance = chance = random.Random(seed)  # noqa: S311 - nothing to guess here
        self.platform = Shaky(world.clock, dedupes=False)
        self.platform.chance = chance
        self.people = {name: Person(Who("test", name, zone_hint=name), name) for name in ZONES}
        self.read = 0

    def arrivals(self) -> None:
        for dm in self.platform.dms[self.read :]:
            self.people[dm.address].check(dm.at, dm.screen)
        self.read = len(self.platform.dms)

    async def act(self) -> None:
        person = self.chance.choice([*self.people.values()])
        self.world.who = person.who
        ways = [self.settles, self.moves, self.logs, self.answers, self.answers, self.waits, self.waits, self.waits]
        trouble = [self.outage, self.killed, self.clock_is_set, self.closes, self.two_wake]
        await self.chance.choice([*ways, *ways, *trouble])(person)
        self.arrivals()

    # What members do

    async def settles(self, person: Person) -> None:
        world, what = (
            self.world,
            self.chance.choice(("yes", "yes", "no", "night", "pause") if person.agreed else ("yes",)),
        )
        await world.command("settings")
        person.gone_by = 0
        if what == "yes":
            await self.says_yes(person)
        elif what == "no":
            for tap in ("check-ins", "no"):
                await world.tap(tap)
            person.agreed = False
        elif what == "night":
            night = self.chance.choice([*NIGHTS])
            for tap in ("quiet", night):
                await world.tap(tap)
            person.night = NIGHTS[night]
        else:
            days = self.chance.choice((3, 10))
            await world.tap("pause")
            await world.type(f"in {days} days")
            person.paused_until = world.clock.at.astimezone(ZoneInfo(person.zone)).date() + timedelta(days=days)

    async def says_yes(self, person: Person) -> None:
        for tap in ("check-ins", "yes", "yes"):
            await self.world.tap(tap)
        if not person.agreed:
            person.agreed, person.agreed_at = True, self.world.clock.at

    async def wants_all(self, person: Person) -> None:
        self.world.who = person.who
        for settled in (("cadence", "weekly"), ("quiet", "q20-9")):
            await self.world.command("settings")
            for tap in settled:
                await self.world.tap(tap)
        person.gone_by, person.night = 0, NIGHTS["q20-9"]
        await self.world.command("settings")
        await self.says_yes(person)

    async def moves(self, person: Person) -> None:
        """Into another zone: their days and nights are those of it from now on."""
        zone = self.chance.choice([*HOMES])
        await self.world.command("settings")
        person.gone_by = 0
        for tap in ("zone", "other", *HOMES[zone]):
            await self.world.tap(tap)
        person.zone = zone

    async def logs(self, person: Person) -> None:
        """A no, and a reminder to ask why."""
        world = self.world
        await world.command("rejected", company=f"Acme {self.chance.random()}", stage="final")
        person.gone_by = 0
        if world.screen.key == "again":
            await world.tap("new")
        await world.tap("log")
        await world.command("home")
        for tap in (
            "noes",
            "Acme",
            "steps",
            "feedback",
            "draft",
            "email",
            "recruiter",
            "skill",
            "warm",
            "skip",
            "later",
        ):
            if button(world.screen, tap) is None and world.screen.menu is None:
                return
            try:
                await world.tap(tap)
            except AssertionError:
                return  # another of theirs stands at another screen: nothing is promised by that

    async def answers(self, person: Person) -> None:
        open_ones = [screen for _, screen in person.seen[-3:] if screen.run not in person.answered and screen.buttons]
        if not open_ones:
            return
        screen = self.chance.choice(open_ones)
        person.answered.add(screen.run)
        person.gone_by = 0
        press = self.chance.choice(screen.buttons)
        await self.world.press(press.token)
        if press.token.endswith(":stop"):
            every = self.chance.random() < 0.5
            await self.world.tap("all" if every else "these")
            person.agreed &= not every

    async def waits(self, person: Person) -> None:
        await self.world.later(timedelta(hours=self.chance.choice((1, 7, 24, 24, 60))))

    # What happens to them

    async def outage(self, person: Person) -> None:
        self.platform.out_until = self.world.clock.at + 6 * HOUR

    async def closes(self, person: Person) -> None:
        closed = self.platform.failure is None and self.chance.random() < 0.3
        self.platform.failure = UndeliverableError("50007") if closed else None

    async def clock_is_set(self, person: Person) -> None:
        """Back by an hour, or forward by a day: nobody looked in between."""
        self.world.clock.at += self.chance.choice((-HOUR, DAY))
        await self.world.dispatcher.run_due()

    async def two_wake(self, person: Person) -> None:
        """Another process sends for the same platform, at the same moments."""
        wake = await self.world.dispatcher.next_wake()
        if wake is not None and wake < self.world.clock.at + 3 * DAY:
            self.world.clock.at = max(self.world.clock.at, wake)
        await asyncio.gather(self.world.dispatcher.run_due(), self.world.another_dispatcher().run_due())

    async def killed(self, person: Person) -> None:
        """In the middle of what is next, wherever that is; and started again."""
        wake = await self.world.dispatcher.next_wake()
        if wake is None or wake > self.world.clock.at + 3 * DAY:
            return
        self.world.clock.at = max(self.world.clock.at, wake)
        with Steps(self.chance.randrange(1, 25), lambda: sending.cancel()):  # noqa: PLW0108 - it is set before any step
            sending = asyncio.create_task(self.world.dispatcher.run_due())
            await asyncio.wait({sending})
        await self.world.reopen()


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_happens(tmp_path: Path, seed: int) -> None:
    async with World(tmp_path) as world:
        world.clock.at = STARTS[seed % len(STARTS)]
        simulation = Simulation(world, seed)
        world.sender = simulation.platform
        await world.reopen()
        for person in simulation.people.values():
            world.who = person.who
            await world.command("rejected")
            await world.tap("log")
        for _ in range(ACTIONS):
            await simulation.act()
        # The platform is well again, everybody wants to hear of us every week, and time passes.
        simulation.platform.failure = None
        for person in simulation.people.values():
            await simulation.wants_all(person)
        wanted_at = world.clock.at
        for _ in range(60):
            await world.later(DAY)
            simulation.arrivals()
        # Nobody is left out, whatever happened to them; and whatever waits for nobody has ended, visibly.
        for person in simulation.people.values():
            assert any(at > wanted_at and button(screen, "not-this-week") for at, screen in person.seen), person.who
        assert len(simulation.platform.dms) > 15
        left = await world.rows("SELECT * FROM nudge WHERE state = 'waiting' AND agreed = 1 AND next_at IS NOT NULL")
        assert [row for row in left if row["due_at"] < (world.clock.at - 30 * DAY).timestamp() * 1000] == []
