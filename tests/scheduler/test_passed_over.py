"""Promise 6 on a store that several share: whoever claims waits for nobody, and shares no member with anybody."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from bot.store import nudges
from bot.store.place import Postgres
from tests.scheduler.test_many_processes import fall_due
from tests.world import START, World


async def test_a_member_whom_another_claims_for_is_passed_over(
    tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both of theirs, and at once: the other may take its time."""
    monkeypatch.setattr(World, "database", postgres)
    async with World(tmp_path) as world:
        await fall_due(world, 2, 2)
        other = await asyncpg.connect(postgres.url)
        try:
            holds = other.transaction()
            await holds.start()
            await other.execute("SELECT id FROM member WHERE id = 'm1' FOR NO KEY UPDATE")
            async with asyncio.timeout(5):
                batch = await world.store.do(lambda: nudges.claim("us", START, 9))
            assert {one.member for one in batch} == {"m0"}
            await holds.rollback()
        finally:
            await other.close()
        batch = await world.store.do(lambda: nudges.claim("us", START, 9))
        assert {one.member for one in batch} == {"m1"}
