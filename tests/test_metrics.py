"""What is counted, by which words, and what it costs to look."""

from __future__ import annotations

import asyncio
import math
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request

from bot import metrics
from bot.effects import NudgeKind
from bot.health import WELL, Health
from bot.metrics import OTHER, REASONS, Metrics, Scraped
from bot.ports import TryLaterError, Typed, UndeliverableError
from bot.store import nudges
from bot.store.errors import StoreFullError
from bot.store.sqlite import SqliteStore
from bot.store.unit import at, ms
from scheduler.choosing import BACKLOG, PACED
from tests.scheduler.planning import DAY, agreed, plan
from tests.world import World

CHECKOUT = Path(__file__).resolve().parents[1]
ASKED = make_mocked_request("GET", "/metrics")


@pytest.fixture
def counted(world: World) -> Metrics:
    """Everything that happens in the world is counted."""
    made = Metrics(["test"])
    world.turns.observer = world.outbox.observer = world.dispatcher.observer = made
    return made


def value(of: Metrics, sample: str, **labels: str) -> float | None:
    return of.registry.get_sample_value(sample, labels)


def decided(of: Metrics) -> dict[tuple[str, str], float]:
    """How often nudges had which outcome for which reason."""
    return {
        (sample.labels["outcome"], sample.labels["reason"]): sample.value
        for family in of.registry.collect()
        for sample in family.samples
        if sample.name == "bounceback_nudges_total" and sample.value
    }


async def test_turns_by_kind(world: World, counted: Metrics) -> None:
    await world.command("rejected", company="Acme", stage="final")
    await world.tap("log")
    await world.turns.take(Typed(world.who, "I want to die"))
    counts = [value(counted, "bounceback_turn_seconds_count", kind=kind) for kind in metrics.KINDS]
    assert counts == [1, 1, 1]


async def test_a_store_that_is_full_and_a_fault(
    world: World, counted: Metrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        async def full(*_: object) -> None:
            raise StoreFullError("no space left")

        patch.setattr(SqliteStore, "do", full)
        await world.command("home")

        async def fault(*_: object) -> None:
            raise RuntimeError

        patch.setattr(SqliteStore, "do", fault)
        with pytest.raises(RuntimeError):
            await world.command("home")
    failed = {reason: value(counted, "bounceback_turns_failed_total", reason=reason) for reason in metrics.FAILURES}
    assert failed == {"not-saved": 1, "unreadable": 0, "fault": 1}
    assert value(counted, "bounceback_turn_seconds_count", kind="command") == 2


async def test_check_ins_by_what_became_of_them(world: World, counted: Metrics) -> None:
    member = await agreed(world)
    for _ in range(2):
        await plan(world, member)
    world.clock.at += DAY
    await world.dispatcher.run_due()
    # The second one waits until it is known what became of the first, and is then one too many for the day.
    assert decided(counted) == {("sent", ""): 1, ("deferred", "cap"): 2}
    await plan(world, member, NudgeKind.WELCOME)
    world.sender.failure = TryLaterError(5)
    await world.dispatcher.run_due()
    world.sender.failure = UndeliverableError()
    world.clock.at += timedelta(seconds=10)
    await world.dispatcher.run_due()
    assert decided(counted) == {
        ("sent", ""): 1,
        ("deferred", "cap"): 2,
        ("deferred", "platform-busy"): 1,
        ("unreachable", "dm-closed"): 1,
    }


async def test_lateness_is_of_those_that_no_rule_held_back(world: World, counted: Metrics) -> None:
    member = await agreed(world)
    first = await plan(world, member)
    (row,) = await world.rows("SELECT due_at FROM nudge WHERE id = $1", first)
    await plan(world, member)
    world.clock.at = at(row["due_at"]) + timedelta(seconds=20)
    await world.dispatcher.run_due()
    await world.later(timedelta(days=7))
    assert len(world.sender.dms) == 2
    assert value(counted, "bounceback_nudge_lateness_seconds_count") == 1
    assert value(counted, "bounceback_nudge_lateness_seconds_sum") == pytest.approx(20, abs=1)


# What decides about a nudge, and the word for why it did: the last thing in quotes.
DECIDES = re.compile(
    r"""(?:(?:Hold|Close|put_back|PutBack|settle)\((?:[^()"]|"\w+"|\((?:[^()]|\([^()]*\))*\))*|return now \+ \w+, )"""
    r"""\"([a-z]+(?:-[a-z]+)*)"[,)\n]"""
)
STATES = {"sent", "failed", "expired", "cancelled", "unreachable"}


def test_every_reason_has_its_word() -> None:
    """Reasons are words in the rules, the scheduler and the store. One that is new there needs a word here."""
    parts = ("choosing", "doubts", "sending", "settling")
    files = ("bot/nudges.py", "bot/store/nudges.py", *(f"scheduler/{part}.py" for part in parts))
    said = {word for file in files for word in DECIDES.findall((CHECKOUT / file).read_text())} - STATES
    assert said - REASONS.keys() == set()
    # And no word is left over for what nobody says any more.
    assert REASONS.keys() - said - {"", BACKLOG, PACED} == set()


def test_words_that_nobody_knows_are_one_word() -> None:
    made = Metrics(["discord"])
    made.nudge("myspace", "pondered", "because somebody said so")
    made.posted("shouted")
    made.turn("sung", 0.1)
    made.turn_failed("boredom")
    text = made.written()[0].decode()
    assert not re.search("myspace|pondered|somebody|shouted|sung|boredom", text)
    assert f'{{outcome="{OTHER}",platform="{OTHER}",reason="{OTHER}"}} 1.0' in text


async def test_the_queue(world: World, counted: Metrics) -> None:
    scraped = Scraped(counted, world.store, world.clock, Health())
    await scraped.answer(ASKED)
    assert value(counted, "bounceback_nudges_due") == value(counted, "bounceback_nudges_oldest_seconds") == 0
    member = await agreed(world)
    for _ in range(3):
        await plan(world, member)
    world.clock.at += DAY
    await scraped.answer(ASKED)
    assert value(counted, "bounceback_nudges_due") == 0  # it was looked at a moment ago
    await Scraped(counted, world.store, world.clock, Health()).answer(ASKED)
    assert value(counted, "bounceback_nudges_due") == 3
    oldest = value(counted, "bounceback_nudges_oldest_seconds")
    assert oldest is not None
    assert 0 < oldest <= DAY.total_seconds()


async def test_many_who_scrape_at_once_cost_one_look(
    world: World, counted: Metrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    async def look() -> str:
        nonlocal looks
        looks += 1
        return WELL

    scraped = Scraped(counted, world.store, world.clock, Health({"store": look}))
    await asyncio.gather(*(scraped.answer(ASKED) for _ in range(20)))
    assert looks == 1


async def test_a_store_that_does_not_answer_is_no_number(
    world: World, counted: Metrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "PATIENCE", 0.05)

    async def hangs(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(SqliteStore, "read", hangs)
    await Scraped(counted, world.store, world.clock, Health()).answer(ASKED)
    due = value(counted, "bounceback_nudges_due")
    assert due is not None
    assert math.isnan(due)


async def test_the_queue_is_counted_by_its_index(world: World) -> None:
    statement, values = next(nudges.overdue(world.clock.now(), 10))
    with closing(sqlite3.connect(world.path)) as db:
        named = {str(number): given for number, given in enumerate(values, start=1)}
        plans = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", named)]
    assert values == (ms(world.clock.now()), 10)
    assert [one for one in plans if "nudge" in one] == [
        "SEARCH nudge USING INDEX nudge_waiting (next_at>? AND next_at<?)"
    ]
