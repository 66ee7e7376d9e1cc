"""Shared by the tests of circles: a circle with members, what they committed to, and weeks that go by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.ids import derive
from bot.ports import Who
from bot.store.members import find_member
from bot.voices import Voices
from scheduler.rounds import Rounds
from tests.world import World, content, text, words

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ZONE = "Europe/Berlin"
# Mondays at nine in Berlin: the first that comes after START, a Wednesday.
MONDAY = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
WAKES = 3000


@dataclass
class Stub:
    """Whether a community is silent, and who helps: what others decide."""

    silent: bool = False
    helper: str | None = None

    def is_silent(self, platform: str, community: str, now: datetime) -> Any:
        yield from ()
        return self.silent

    def helps(self, circle: str, round_id: str) -> Any:
        yield from ()
        return self.helper


@dataclass
class Weeks:
    """A world with one circle in it, and time that goes by for it."""

    world: World
    stub: Stub = field(default_factory=Stub)
    draw_week: Any = None

    def another(self, **given: Any) -> Rounds:
        world = self.world
        parts = (world.store, world.sealed, words(), world.clock, {"test": world.sender})
        more = {
            "voices": Voices(world.sealed, words(), content),
            "silent": self.stub.is_silent,
            "helper": self.stub.helps,
            "draw_week": self.draw_week,
        }
        return Rounds(*parts, **{**more, **given})

    @property
    def rounds(self) -> Rounds:
        return self.another()

    async def circle(self, **columns: Any) -> None:
        """A circle in #circle: Mondays at nine in Berlin, unless said otherwise."""
        row = {
            "id": "circle", "platform": "test", "community": "guild", "place": "its-place", "weekday": 0, "hour": 9,
            "zone": ZONE, "pods": 0, "buddies": 0, "created_at": 0, **columns,
        }  # fmt: skip
        values = (row["place"], "test", row["community"], f"channel-{row['id']}", "#circle")
        await self.world.write(
            "INSERT INTO place (id, platform, community, address, name, open) VALUES ($1, $2, $3, $4, $5, 1)", *values
        )
        await self.insert("circle", **row)

    async def insert(self, table: str, **row: Any) -> None:
        marks = ", ".join(f"${number + 1}" for number in range(len(row)))
        await self.world.write(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", *row.values())  # noqa: S608 - tests

    async def member(
        self, name: str, *, circle: str = "circle", consent: str = "yes", zone: str = ZONE, **how: Any
    ) -> str:
        """Somebody in the circle who agreed to check-ins. Gives their id."""
        who = Who("test", name.lower(), community="guild", name=name, zone_hint=zone)
        self.world.who = who
        await self.world.command("help")
        row = await self.world.store.read(lambda: find_member(who, self.world.sealed))
        assert row is not None
        await self.world.write("UPDATE member SET consent = $2, cadence = 'agreed' WHERE id = $1", row["id"], consent)
        await self.insert("circle_member", circle=circle, member=row["id"], joined_at=0, **how)
        return str(row["id"])

    async def commit(
        self, member: str, text: str | None, *, sight: str = "public", done: bool = False, place: str | None = None
    ) -> str:
        """Something that a member means to do in the open round; posted in `place`, if they did. Gives its id."""
        (opened,) = await self.world.rows("SELECT id, circle FROM round WHERE state = 'open'")
        many = await self.world.rows("SELECT COUNT(*) AS n FROM commitment")
        this = derive(member, str(many[0]["n"]))
        sealed = self.world.sealed.put(member, "commitment", this, "text", text)
        post = None
        if place is not None:
            post = derive(this, "post")
            empty = self.world.sealed.put(member, "post", post, "text", "")
            await self.insert(
                "post", id=post, member=member, run="r", key="k", place=place, message="m", tags="", text=empty,
                state="posted", created_at=0,
            )  # fmt: skip
        await self.insert(
            "commitment", id=this, member=member, circle=opened["circle"], round=opened["id"], text=sealed,
            tag=None if text is not None else "plan-course", due="2026-12-04", sight=sight,
            state="done" if done else "open", done_on="2026-12-03" if done else None, post=post,
            created_at=int(self.world.clock.at.timestamp() * 1000),
        )  # fmt: skip
        return this

    async def until(self, at: datetime, runs: Rounds | None = None) -> None:
        """Let time pass, and whatever is due on the way happen at its time: in circles, and in private."""
        world, runs = self.world, runs or self.rounds
        for _ in range(WAKES):
            wakes = [await runs.next_wake(), await world.dispatcher.next_wake()]
            wake = min((one for one in wakes if one is not None), default=None)
            if wake is None or wake > at:
                world.clock.at = at
                await runs.run_due()
                await world.dispatcher.run_due()
                return
            world.clock.at = max(world.clock.at, wake)
            await runs.run_due()
            await world.dispatcher.run_due()
        raise AssertionError(f"still awake at {world.clock.at}")

    def said(self) -> list[str]:
        """What was said in channels, in order."""
        return [text for _, text, _ in self.world.sender.posts]

    def told(self, name: str) -> list[str]:
        """What somebody was told in private, in order, without the marks around names."""
        told = [text(dm.screen) for dm in self.world.sender.dms if dm.address == name.lower()]
        return [one.replace("\u2068", "").replace("\u2069", "") for one in told]

    async def state(self, circle: str = "circle") -> tuple[str, str, datetime | None]:
        (row,) = await self.world.rows("SELECT state, step, next_at FROM circle WHERE id = $1", circle)
        at = datetime.fromtimestamp(row["next_at"] / 1000, UTC) if row["next_at"] is not None else None
        return row["state"], row["step"], at

    async def announced(self) -> list[tuple[str, str]]:
        rows = await self.world.rows("SELECT kind, state FROM announcement ORDER BY created_at, kind")
        return [(row["kind"], row["state"]) for row in rows]


def local(day: date, hour: int, zone: str = ZONE) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)
