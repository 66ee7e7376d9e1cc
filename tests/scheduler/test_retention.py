"""What goes by itself, and what is said before it does."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.effects import NudgeKind
from bot.store.retention import BATCH, Keeping
from bot.store.sqlite import _on
from scheduler.clock import NudgeClock
from scheduler.retention import copies
from tests.scheduler.planning import DAY, agreed, plan
from tests.world import OTHER, World, text

MINUTE = timedelta(minutes=1)


async def ids(world: World) -> list[str]:
    return [row["id"] for row in await world.rows("SELECT id FROM member ORDER BY id")]


async def test_a_conversation_left_in_the_middle_stays_thirty_days(world: World) -> None:
    await world.command("rejected", company="Acme")
    await world.tap("start")
    await world.tap("skip")
    left = world.screen
    world.clock.at += 30 * DAY - MINUTE
    await world.retention().hourly()
    assert (await world.press(f"{left.run}:~resume:")).run == left.run
    world.clock.at += 30 * DAY + MINUTE
    await world.retention().hourly()
    assert await world.rows("SELECT id FROM run WHERE id = $1", left.run) == []
    # The no itself, and who they are, stay.
    assert len(await world.clear("rejection")) == 1
    assert len(await ids(world)) == 1
    # A button from then says so, and leads on.
    shown = await world.press(f"{left.run}:feeling:skip")
    assert "belongs to something that is finished" in text(shown)
    assert shown.buttons


async def test_what_ended_stays_for_as_long_as_they_do(world: World) -> None:
    await world.command("rejected")
    await world.tap("not-now")
    world.clock.at += 100 * DAY
    await world.retention().hourly()
    assert len(await world.rows("SELECT id FROM run")) == 1


async def test_a_request_for_a_mentor_expires_and_an_offer_does_not(world: World) -> None:
    await world.command("help")
    (member,) = await ids(world)
    for side in ("seek", "offer"):
        await world.write(
            "INSERT INTO mentoring (id, member, side, topics, created_at) VALUES ($1, $2, $1, 'x', $3)",
            side,
            member,
            int(world.clock.at.timestamp() * 1000),
        )
    world.clock.at += 29 * DAY
    await world.retention().hourly()
    assert len(await world.rows("SELECT id FROM mentoring")) == 2
    world.clock.at += 2 * DAY
    await world.retention().hourly()
    assert await world.rows("SELECT id FROM mentoring") == [{"id": "offer"}]


@pytest.mark.parametrize(("chosen", "days"), [(None, 180), (30, 30), (90, 90)])
async def test_whoever_was_away_for_long_is_forgotten(world: World, chosen: int | None, days: int) -> None:
    await world.command("rejected", company="Acme")
    await world.write("UPDATE member SET keep_days = $1", chosen)
    world.clock.at += days * DAY - MINUTE
    await world.retention().hourly()
    assert len(await ids(world)) == 1
    world.clock.at += 2 * MINUTE
    await world.retention().hourly()
    assert await ids(world) == []
    assert world.opened is not None
    assert world.opened.keys.members() == frozenset()


async def test_whoever_runs_it_may_keep_less(world: World) -> None:
    await world.command("rejected")
    world.clock.at += 61 * DAY
    await world.retention(Keeping(idle_days=60)).hourly()
    assert await ids(world) == []


async def test_many_go_in_batches(world: World) -> None:
    for number in range(BATCH + 3):
        world.who = type(OTHER)("test", f"member-{number}")
        await world.command("help")
    world.clock.at += 181 * DAY
    await world.retention().hourly()
    assert await ids(world) == []


async def test_whoever_agreed_to_messages_hears_of_it_two_weeks_before_and_one_tap_keeps_it(world: World) -> None:
    await agreed(world)
    began = world.clock.at
    world.clock.at += 166 * DAY - MINUTE
    for _ in range(3):
        await world.retention().hourly()
        await world.later(DAY)
    assert [dm.screen.key for dm in world.sender.dms] == ["how"]
    (dm,) = world.sender.dms
    assert "Tuesday 25 May" in text(dm.screen)
    assert dm.at - began < 169 * DAY
    assert "Kept. It stays as long again" in text(await world.tap("keep", on=dm.screen))
    world.clock.at = began + 200 * DAY
    await world.retention().hourly()
    assert len(await ids(world)) == 1


@pytest.mark.parametrize("why", ["down", "shorter", "paused"])
async def test_nobody_who_agreed_to_messages_is_forgotten_unwarned(world: World, why: str) -> None:
    """Not after the bot was down for long, nor when less is kept from now on, nor through a pause."""
    await agreed(world)
    began = world.clock.at
    days, keeping = (40, Keeping(idle_days=30)) if why == "shorter" else (200, Keeping())
    if why == "paused":
        await world.write("UPDATE member SET paused_until = '2027-12-31'")
    world.clock.at += days * DAY
    for day in range(14):
        await world.retention(keeping).hourly()
        assert len(await ids(world)) == 1, day
        await world.later(DAY)
    assert [dm.screen.key for dm in world.sender.dms] == ["how"]
    assert world.clock.at - began > days * DAY
    await world.later(DAY)
    await world.retention(keeping).hourly()
    assert await ids(world) == []


async def test_a_check_in_can_be_answered_in_a_year(world: World) -> None:
    await agreed(world)
    await plan(world, await agreed(world), NudgeKind.PAUSED)
    await world.later(3 * DAY)
    (dm,) = world.sender.dms
    await world.write("UPDATE member SET hushed = 1")
    for _ in range(5):
        world.clock.at += 31 * DAY
        await world.command("home")
        await world.retention().hourly()
    await world.tap("back", on=dm.screen)
    assert await world.rows("SELECT hushed FROM member") == [{"hushed": 0}]


async def test_it_is_said_once_also_to_whoever_is_paused_for_not_answering(world: World) -> None:
    await agreed(world)
    await world.write("UPDATE member SET hushed = 1")
    world.clock.at += 167 * DAY
    for _ in range(40):
        await world.retention().hourly()
        await world.later(timedelta(hours=8))
    assert [dm.screen.run != "" for dm in world.sender.dms] == [True]


async def test_nobody_is_written_to_who_did_not_agree(world: World) -> None:
    await world.command("rejected")
    world.clock.at += 170 * DAY
    await world.retention().hourly()
    await world.later(15 * DAY)
    assert world.sender.dms == []
    assert await world.rows("SELECT * FROM nudge") == []


async def test_the_notice_is_a_kind_of_its_own(world: World) -> None:
    await agreed(world)
    world.clock.at += 167 * DAY
    await world.retention().hourly()
    assert [row[0] for row in await world.nudges()] == [NudgeKind.KEEPING]


async def test_choosing_how_long_in_the_settings(world: World) -> None:
    await world.command("settings")
    await world.tap("keep")
    await world.tap("k30")
    assert await world.rows("SELECT keep_days FROM member") == [{"keep_days": 30}]
    await world.back()
    assert await world.rows("SELECT keep_days FROM member") == [{"keep_days": None}]


async def test_copies_that_are_made_by_themselves_go_after_a_month(world: World) -> None:
    made = [
        world.path.with_name(f"bounceback.db{end}")
        for end in (
            ".before-2",
            ".before-restore",
            ".before-restore-2",
            ".master-key.before-0123",
            ".before-restore-wal",
        )
    ]
    mine = [world.path.with_name(name) for name in ("bounceback.db.copy", "other.before-2")]
    now = world.clock.at.timestamp()
    for path in (*made, *mine):
        path.write_text("old")
        os.utime(path, (now - 29 * 86400, now - 29 * 86400))
    await world.retention().hourly()
    assert all(path.exists() for path in (*made, *mine))
    world.clock.at += 2 * DAY
    await world.retention().hourly()
    assert copies(world.path) == []
    assert all(path.exists() for path in mine)
    assert world.path.exists()


async def test_the_clock_does_it_from_the_start_on(world: World, tmp_path: Path) -> None:
    done: list[str] = []

    async def often() -> None:
        done.append("often")

    ticking = NudgeClock(world.dispatcher, world.clock, 30, {often: timedelta(seconds=0.05)})
    ticking.start(nudges=False)
    async with asyncio.timeout(10):
        while len(done) < 3:  # noqa: ASYNC110 - the clock tells nobody
            await asyncio.sleep(0.01)
    ticking.stop()


async def test_a_store_that_cannot_do_it_now_is_asked_again(world: World) -> None:
    retention = world.retention()
    await world.command("help")
    world.clock.at += 181 * DAY
    await _on(world.store._writer, lambda db: db.execute("PRAGMA query_only = ON"))
    await retention.hourly()
    await retention.often()
    await _on(world.store._writer, lambda db: db.execute("PRAGMA query_only = OFF"))
    assert len(await ids(world)) == 1
    await retention.hourly()
    assert await ids(world) == []
