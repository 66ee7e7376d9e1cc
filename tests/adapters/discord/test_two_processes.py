"""Two `bounceback run` on one PostgreSQL: one is connected, the other stands by and takes over; or each has shards of its own."""

from __future__ import annotations

import signal
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg

from adapters.discord.app import shard_of
from bot.store.place import Postgres
from scheduler.leases import LEASE
from tests.adapters.discord.process import person, started
from tests.local_discord.server import LocalDiscord

# Looks and the start of a connection come on top, and other work on this machine.
WITHIN = LEASE + 15


def settings(place: Postgres) -> dict[str, str]:
    return {
        "BOUNCEBACK_STORE_URL": place.url,
        "BOUNCEBACK_KEYS_URL": place.keys,
        "BOUNCEBACK_KEYS__FILE": str(place.master),
    }


async def test_whoever_is_killed_is_taken_over(server: LocalDiscord, postgres: Postgres, tmp_path: Path) -> None:
    you = person(server, server.guild("Job seekers"))
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(started(server, tmp_path, **settings(postgres)))
        await first.says("running on Discord")
        second = await stack.enter_async_context(started(server, tmp_path, **settings(postgres)))
        await second.says("another Bounceback is connected to Discord. This one stands by")
        assert server.gateway.connected == 1
        await you.command("rejected")
        await you.tap("Start")
        shown = you.page
        await first.killed()
        await server.until(lambda: server.gateway.connected == 1, within=WITHIN)
        await second.says("running on Discord")
        # What was shown by the one that died is answered by the other.
        await you.tap("Final round")
        assert you.page != shown
        second.told(signal.SIGTERM)
        assert (await second.ends())[0] == 0


async def test_whoever_stops_is_followed_at_once(server: LocalDiscord, postgres: Postgres, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(started(server, tmp_path, **settings(postgres)))
        await first.says("running on Discord")
        second = await stack.enter_async_context(started(server, tmp_path, **settings(postgres)))
        await second.says("stands by")
        first.told(signal.SIGTERM)
        assert (await first.ends())[0] == 0
        await second.says("running on Discord")
        connection = await asyncpg.connect(postgres.url)
        owners = {row["owner"] for row in await connection.fetch("SELECT owner FROM lease")}
        assert len(owners) == 1
        second.told(signal.SIGTERM)
        assert (await second.ends())[0] == 0
        assert await connection.fetchval("SELECT count(*) FROM lease") == 0
        await connection.close()


async def test_each_has_shards_of_its_own_and_lets_the_communities_of_the_other_be(
    postgres: Postgres, tmp_path: Path
) -> None:
    async with LocalDiscord(shards=2) as server, AsyncExitStack() as stack:
        guilds = [server.guild(f"guild {number}") for number in range(6)]
        assert {shard_of(guild.id, 2) for guild in guilds} == {0, 1}
        for part in ("0-0/2", "1-1/2"):
            env = {**settings(postgres), "BOUNCEBACK_DISCORD__SHARDS": part}
            await (await stack.enter_async_context(started(server, tmp_path, **env))).says("running on Discord")
        assert server.gateway.connected == 2
        for number, guild in enumerate(guilds):
            you = person(server, guild, f"sam {number}")
            await you.command("rejected")
            assert "Start" in you.page.offers
        connection = await asyncpg.connect(postgres.url)

        async def known() -> int:
            return int(await connection.fetchval("SELECT count(*) FROM community"))

        assert await known() == len(guilds)
        names = {row["name"] for row in await connection.fetch("SELECT name FROM lease WHERE name LIKE 'gateway%'")}
        assert names == {"gateway:discord:0", "gateway:discord:1"}
        # A third with a part that somebody has stands by.
        third = await stack.enter_async_context(
            started(server, tmp_path, **settings(postgres), BOUNCEBACK_DISCORD__SHARDS="0-1/2")
        )
        await third.says("stands by")
        assert await known() == len(guilds)
        await connection.close()
