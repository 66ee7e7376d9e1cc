"""A canary typed into every field is found nowhere: not in the database, its log, the key store, a backup, a log or a traceback.

With the real keys, our own logger at DEBUG, and whatever can fail failing with the canary in its mouth.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import logs
from bot.effects import Posted
from bot.hearing import Hearing
from bot.logs.chosen import chosen
from bot.ports import Command, Press
from bot.questions import Given
from bot.safety import Finding
from bot.screen import Attached
from tests.organisers import adds, comes, guild, organises, reports, says, settles
from tests.organisers import said as stands
from tests.scheduler.planning import agreed, plan
from tests.typist import CANARY, typed_through_all
from tests.world import World

__all__ = ["guild"]

CRISIS = f"{CANARY}: I want to kill myself"


@pytest.fixture
def at_debug() -> Iterator[None]:
    before = chosen.level, chosen.form
    logs.configure("DEBUG")
    yield
    chosen.level, chosen.form = before


def broken(text: str, language: str | None) -> Finding:
    raise RuntimeError(f"cannot read {text}")


async def fails(world: World) -> None:
    """Everything around the core fails, and says the canary while it does."""
    whole = world.turns
    world.sender.outcome = RuntimeError(CANARY)
    world.sender.takes_back = RuntimeError(CANARY)
    world.sender.failures = [RuntimeError(CANARY), OSError(CANARY)]
    member = await agreed(world, world.who)
    await plan(world, member)
    await world.write(
        "INSERT INTO post (id, member, run, key, place, message, tags, text, created_at)"
        " VALUES ('r-k', $1, 'r', 'k', 'wins', 'post-win', '', $2, 0)",
        member.id,
        world.sealed.put(member.id, "post", "r-k", "text", CANARY),
    )
    assert await world.outbox.deliver(member, "r", "k") is Posted.UNKNOWN
    await world.later(timedelta(days=9))
    world.turns = world.other_turns(Hearing(broken))
    await world.turns.take(Command(world.who, "rejected", {"company": CANARY}))
    await world.turns.take(Press(world.who, f"{world.screen.run}:x:", Given(fields={CANARY: CANARY})))
    world.turns = whole
    await world.write("UPDATE answer SET value = x'00' WHERE key = 'helps.0'")
    await world.write("UPDATE plan_item SET text = x'00' WHERE id = (SELECT MIN(id) FROM plan_item)")
    for row in await world.rows("SELECT id FROM run ORDER BY touched_at DESC LIMIT 20"):
        await world.press(f"{row['id']}:~resume:")


async def test_it_is_found_nowhere(
    world: World, tmp_path: Path, at_debug: None, capsys: pytest.CaptureFixture[str]
) -> None:
    world.who = type(world.who)("test", "you", "guild", CANARY, "Europe/Berlin")
    typist = await typed_through_all(world)
    assert len(typist.typed) > 50
    # Held texts: one that was kept, one let go, one that is still to be decided about.
    for decision in ("keep", "let-go", None):
        await world.command("rejected", company=CRISIS)
        if decision:
            await world.tap(decision)
    assert len(await world.rows("SELECT * FROM draft")) == 1
    await fails(world)
    copy = tmp_path / "copy.db"
    await world.store.backup(copy)
    assert world.opened is not None
    world.opened.keys.backup(tmp_path / "copy.db.keys")
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for one in tmp_path.glob("bounceback.db*"):
        shutil.copy(one, crashed)  # as a killed process leaves it, with its log
    found = {path.name for path in tmp_path.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()}
    assert found == set()
    assert any(path.name.endswith("-wal") for path in crashed.iterdir())
    # It is all there, for its author.
    await world.command("privacy")
    await world.tap("export")
    files = [block.read().decode() for block in world.screen.blocks if isinstance(block, Attached)]
    assert all(text.count(CANARY) > 40 for text in files)
    await world.command("privacy")
    await world.tap("forget")
    await world.tap("yes")
    out, err = capsys.readouterr()
    assert CANARY not in out + err
    # And the logs did have something to say.
    for said in (
        "sending failed",
        "a post has an unknown outcome",
        "listening failed",
        "cannot be opened",
        "taken back yet",
    ):
        assert said in err, said


async def test_nor_is_what_is_reported_or_written_for_a_community(
    guild: World, tmp_path: Path, at_debug: None, capsys: pytest.CaptureFixture[str]
) -> None:
    await stands(guild, words=CANARY)
    await reports(guild, "com", words=CANARY)
    await says(guild, "own-greeting", CANARY)
    fields = {"name": CANARY, "company": CANARY, "place": CANARY, "link": f"https://{CANARY}.example/"}
    await adds(guild, "opening", fields, "opening")
    await organises(guild, "admin-words")
    await guild.tap("own-rules")
    await guild.tap("write")
    await guild.type(CANARY + " { $name }")  # a draft that cannot be used
    await guild.type(CANARY)  # and a preview
    await settles(guild, "down")
    await guild.store.backup(tmp_path / "copy.db")
    # Read anew, damaged, by whoever comes there.
    await guild.write("UPDATE own_words SET text = x'00'")
    await guild.write("UPDATE own_entry SET fields = x'00'")
    await guild.reopen()
    await comes(guild)
    found = {path.name for path in tmp_path.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()}
    assert found == set()
    out, err = capsys.readouterr()
    assert CANARY not in out + err
    assert "own words: cannot be opened" in err


async def test_a_traceback_that_would_hold_it_does_not(
    world: World, at_debug: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault in the middle of a turn, as it would reach the end of the process or a task that nobody waits for."""

    async def fault() -> None:
        mine = CRISIS
        try:
            raise ValueError(mine)
        except ValueError as error:
            raise RuntimeError(f"while reading {mine}") from error

    task = asyncio.create_task(fault())
    await asyncio.wait([task])
    try:
        task.result()
    except RuntimeError as error:
        logs.fault(error)
    out, err = capsys.readouterr()
    assert CANARY not in out + err
    assert "RuntimeError" in err
    assert "ValueError" in err
    assert "fault" in err
