"""Anything people do, in any order, through all the real flows: nothing fails, nothing is lost, nothing is sent unasked."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import ids
from bot.commands import BY_WORD
from bot.effects import Nudge
from bot.nudges import GRACE, NOTICES, WEEK
from bot.ports import Press, Typed, UndeliverableError
from bot.questions import Given
from bot.screen import TOKEN_LIMIT, Screen
from bot.store.codec import load_change
from bot.store.place import Postgres
from tests.world import YOU, FakeSender, World

SEEDS = range(12)
SEEDS_IN_A_DATABASE = range(3)
ACTIONS = 300
DAY = timedelta(days=1)
TEXTS = (
    "Acme", "tomorrow", "in 3 weeks", "Lisbon", "python", "", " ", "x" * 2000, "\x00\ud800", "🎈 שלום", "2020-01-01",
    "skip", "y" * 300,
)  # fmt: skip
ENDS = {"sent", "cancelled", "expired", "failed", "unreachable"}


@dataclass(frozen=True)
class Seen:
    """A DM as it arrived, with the settings that held at that moment."""

    at: datetime
    kind: str
    member: dict[str, Any]


class Watching(FakeSender):
    """Keeps with each DM what the member's settings were."""

    world: World
    seen: list[Seen]

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        before = len(self.dms)
        await super().send(address, screen, occurrence)
        if len(self.dms) > before:
            (row,) = await self.world.rows("SELECT kind FROM nudge WHERE id = $1", occurrence)
            (member,) = await self.world.rows(
                "SELECT * FROM member WHERE address_hash = $1", self.world.sealed.hashed("test", address)
            )
            self.seen.append(Seen(self.clock.at, row["kind"], member))


class Person:
    """Does things at random, and remembers what must still be true afterwards."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.chance = random.Random(seed)  # noqa: S311 - nothing to guess here
        self.tokens: list[str] = []
        self.member: str | None = None
        self.answers: dict[tuple[str, str], tuple[str, int]] = {}

    async def act(self) -> str:
        """One action. Gives its name."""
        ways: list[tuple[int, Callable[[], Awaitable[object]]]] = [
            (60, self.answer), (9, self.back), (4, self.stop), (8, self.command), (5, self.old), (5, self.wait),
            (6, self.dm), (2, self.restart), (2, self.closes), (2, self.twice), (2, self.blue),
        ]  # fmt: skip
        (act,) = self.chance.choices([way for _, way in ways], [weight for weight, _ in ways])
        await act()
        return str(act.__name__)

    async def answer(self) -> None:
        screen, ways = self.world.screen, self.ways()
        if not ways:
            await self.command()
            return
        token, given = self.chance.choice(ways)
        await self.world.press(token, given)
        now = self.world.screen
        run, key, _ = token.split(":", 2)
        if not await self.world.rows("SELECT 1 FROM run WHERE id = $1", run):
            return  # all of it was forgotten
        if (now.run, now.key) != (screen.run, screen.key) and now.run and not key.startswith("~"):
            kept = await self.world.rows("SELECT withdrawn FROM answer WHERE run = $1 AND key = $2", run, key)
            assert kept == [{"withdrawn": 0}], f"{key} was answered and is not kept"

    def ways(self) -> list[tuple[str, Given]]:
        """Ways to answer the screen, sensible and not."""
        screen = self.world.screen
        ways = [(one.token, Given()) for one in screen.buttons] * 2
        text = self.chance.choice(TEXTS)
        if screen.menu is not None:
            values = [one.value for one in screen.menu.options]
            many = self.chance.randint(1, min(len(values), screen.menu.most))
            ways += [(screen.menu.token, Given(values=tuple(self.chance.sample(values, many))))] * 3
            ways.append((screen.menu.token, Given(values=(text,))))
        if screen.typing is not None:
            ways += [(screen.typing.token, Given(text=text))] * 2
        if screen.form is not None:
            ways += [
                (screen.form.token, Given(fields={one.name: self.chance.choice(TEXTS) for one in screen.form.fields}))
            ] * 2
        return ways

    async def back(self) -> None:
        tokens = [one.token for one in self.world.screen.navigation if ":~back:" in one.token]
        if tokens:
            await self.world.press(tokens[0])

    async def stop(self) -> None:
        tokens = [one.token for one in self.world.screen.navigation if ":~stop:" in one.token]
        if tokens:
            shown = self.world.screen
            await self.world.press(tokens[0])
            if self.world.screen.key == "~stopped" and self.chance.random() < 0.5:
                await self.world.press(self.world.screen.buttons[0].token)
                assert (self.world.screen.run, self.world.screen.key) == (shown.run, shown.key)

    async def command(self) -> None:
        word = self.chance.choice([*BY_WORD, "no-such-word"])
        await self.world.command(
            word, **{name: self.chance.choice(TEXTS) for name in ("company", "stage") if self.chance.random() < 0.3}
        )

    async def old(self) -> None:
        token = self.chance.choice([*self.tokens, "garbage", ":::", "\ud800:x:y"])
        if not token.endswith(":forget:yes") and ":~back:" not in token:
            await self.world.press(token, Given(text=self.chance.choice(TEXTS)) if self.chance.random() < 0.3 else None)

    async def wait(self) -> None:
        await self.world.later(timedelta(hours=self.chance.choice((1, 9, 24, 60, 200))))

    async def dm(self) -> None:
        if self.world.sender.dms:
            self.world.screen = self.chance.choice(self.world.sender.dms[-4:]).screen
            await self.answer()

    async def restart(self) -> None:
        shown = self.world.screen
        await self.world.reopen()
        # Resuming a screen that was not stale shows it again.
        rows = await self.world.rows("SELECT current_run FROM member")
        if shown.key not in ("~end", "~stopped") and rows and rows[0]["current_run"] == shown.run:
            again = await self.world.press(f"{shown.run}:~resume:")
            assert (again.run, again.key) == (shown.run, shown.key)

    async def closes(self) -> None:
        closed = UndeliverableError("50007") if self.world.sender.failure is None else None
        self.world.sender.failure = closed

    async def twice(self) -> None:
        ways = self.ways()
        if ways:
            events = [Press(YOU, token, given) for token, given in self.chance.choices(ways, k=2)]
            screens = await asyncio.gather(*(self.world.turns.take(event) for event in events))
            self.world.screen = screens[-1]

    async def blue(self) -> None:
        self.world.screen = await self.world.turns.take(Typed(YOU, self.chance.choice(TEXTS)))

    # What must be true

    async def check(self, act: str) -> None:
        await self.world.dispatcher.run_due()
        await self._forgotten()
        await self._way_on()
        await self._answers_kept(act)
        await self._nudges_stated()

    async def _forgotten(self) -> None:
        members = await self.world.rows("SELECT id FROM member")
        member = members[0]["id"] if members else None
        if member != self.member:
            if self.member is not None:
                dump = await self.world.dump()
                assert self.member not in str(dump)
                self.world.sender.dms.clear()
                self.world.sender.seen.clear()  # type: ignore[attr-defined]
            self.member, self.answers = member, {}

    async def _way_on(self) -> None:
        screen = self.world.screen
        controls = (*screen.buttons, *screen.navigation)
        if not (controls or screen.menu or screen.typing or screen.form):
            forgotten = not await self.world.rows("SELECT 1 FROM run WHERE id = $1", screen.run)
            assert forgotten, f"dead end: {screen}"
        assert len(screen.buttons) <= 5
        assert screen.blocks
        str(screen).encode()
        found = [one.token for one in controls] + [
            one.token for one in (screen.menu, screen.typing, screen.form) if one
        ]
        assert all(len(token) <= TOKEN_LIMIT for token in found)
        self.tokens = [*self.tokens, *found][-200:]

    async def _answers_kept(self, act: str) -> None:
        # Looking for a person leaves no trace.
        unkept = {row["id"] for row in await self.world.rows("SELECT id FROM run WHERE flow = 'person'")}
        rows = [row for row in await self.world.clear("answer") if row["run"] not in unkept]
        now = {(row["run"], row["key"]): (row["value"], row["withdrawn"]) for row in rows}
        assert set(self.answers) <= set(now)
        if act != "back":
            for place, (value, withdrawn) in self.answers.items():
                if not withdrawn:
                    assert now[place] == (value, 0), f"{place} changed by {act}"
        self.answers = now

    async def _nudges_stated(self) -> None:
        """What waits is exactly what some run states, what nobody asked for, or a notice of ours; and only with consent."""
        members = await self.world.rows("SELECT consent FROM member")
        rows = {row["id"]: row for row in await self.world.rows("SELECT * FROM nudge")}
        waiting = {this: row for this, row in rows.items() if row["state"] == "waiting"}
        stated: set[str] = set()
        for row in await self.world.clear("effect"):
            if isinstance(load_change(row["stated"]), Nudge):
                stated.add(ids.derive(row["run"], row["key"]))
        ours = {this for this, row in waiting.items() if row["kind"] == "paused" or not row["agreed"]}
        assert set(waiting) - ours <= stated
        assert {row["state"] for row in rows.values()} <= ENDS | {"waiting"}
        if members and members[0]["consent"] == "no":
            assert waiting == {}
        if members and members[0]["consent"] == "unasked":
            assert all(row["next_at"] is None for row in waiting.values())

    def check_sent(self) -> None:
        """A plain model of the promises: it sees only what arrived, and the settings of that moment."""
        seen: list[Seen] = self.world.sender.seen  # type: ignore[attr-defined]
        for place, one in enumerate(seen):
            zone = ZoneInfo(one.member["zone"])
            local = one.at.astimezone(zone)
            assert one.member["consent"] == "yes"
            start, end = (time.fromisoformat(one.member[name]) for name in ("quiet_from", "quiet_until"))
            awake = (
                not (start <= local.time() or local.time() < end) if start > end else not start <= local.time() < end
            )
            assert awake or one.kind == "welcome", f"{one.kind} at {local}"
            if one.kind not in NOTICES:
                before = [other for other in seen[:place] if other.kind not in NOTICES]
                assert all(other.at.astimezone(zone).date() != local.date() for other in before)
                assert sum(other.at > one.at - WEEK + GRACE for other in before) < 3


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_people_do(tmp_path: Path, seed: int) -> None:
    await whatever(tmp_path, seed)


@pytest.mark.parametrize("seed", SEEDS_IN_A_DATABASE)
async def test_whatever_people_do_in_a_database(
    tmp_path: Path, seed: int, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(World, "database", postgres)
    await whatever(tmp_path, seed)


async def whatever(tmp_path: Path, seed: int) -> None:
    async with World(tmp_path) as world:
        watching = Watching(world.clock)
        watching.world, watching.seen = world, []
        world.sender = watching
        await world.reopen()
        await world.place()
        person = Person(world, seed)
        await world.command("rejected")
        for _ in range(ACTIONS):
            await person.check(await person.act())
            person.check_sent()
        # In the end everything that could be sent was, and the rest says why not.
        await world.later(120 * DAY)
        person.check_sent()
        for row in await world.rows("SELECT * FROM nudge WHERE state = 'waiting' AND agreed = 1"):
            assert row["next_at"] is None or row["next_at"] > world.clock.at.timestamp() * 1000
            assert row["next_at"] is not None or row["reason"] in (None, "hushed", "consent")
