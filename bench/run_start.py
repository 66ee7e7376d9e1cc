"""`bounceback run` on both platforms at once: its start and its memory, beside those of the libraries which it needs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from adapters.slack.manifest import SCOPES
from adapters.slack.web import APP_TOKEN, BOT_TOKEN
from bench.chat import importable
from bench.discord_sides import GIVEN, TOKEN
from bench.discord_sides import PATIENCE as SECONDS
from bench.figures import Figure, Missing, Result, ratio_of_medians
from bench.places import folder, fresh
from bench.process import PATIENCE, Process, process
from bench.slack_sides import free_ports
from bot.health import PATH
from tests.local_discord.people import Person, Unanswered
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Guild
from tests.local_slack.server import LocalSlack

BAR = 1.2
STARTS = 2
# Seconds between two looks whether it is ready.
LOOKS = 0.01
# What the bot must not carry about: it is for a process beside it, or for when it is needed.
STRAYS = ("PIL", "asyncpg")
WHAT = "bounceback run on both platforms"


@dataclass(frozen=True, slots=True)
class Ground:
    """Both platforms, somebody on one of them, and a config for whoever starts there."""

    guild: Guild
    member: Person
    config: Path
    health: str
    environ: dict[str, str]


async def measure(rounds: int) -> list[Result]:
    """Processes in turn: ours until it says that it is well, and a bare one until it has the same libraries."""
    try:
        async with _ground() as ground, aiohttp.ClientSession() as asking:
            # Makes the store and tells Discord the commands, which is done once.
            seen = await _watched(ground, asking)
            needs = await asyncio.to_thread(importable, seen["third_party"])
            measured = [await _round(ground, asking, needs) for _ in range(rounds + 1)][1:]
    except (RuntimeError, TimeoutError, Unanswered) as error:
        return [Missing(f"{WHAT}, its start / its libraries", (str(error) or "not ready in time").splitlines()[-1])]
    times, busy, heard, memories = ([(one[kind], other[kind]) for one, other in measured] for kind in range(4))
    strays = sorted({name.partition(".")[0] for name in seen["modules"]} & set(STRAYS))
    return [
        _ratio(f"{WHAT}, its start / its libraries", times, BAR, "s"),
        _ratio("  processor time by then / its libraries'", busy, None, "s"),
        _ratio("  its first text, listened to and answered / its libraries", heard, None, "s"),
        _ratio("  resident memory by then / its libraries'", memories, BAR, "MB"),
        Figure(
            "  libraries that are there, and not needed", len(strays), "", at_most=0, note=" ".join(strays) or "none"
        ),
        Figure("  modules imported by then", len(seen["modules"]), "", note=f"{len(needs)} third party"),
    ]


def _ratio(what: str, rounds: list[tuple[list[float], list[float]]], bar: float | None, unit: str) -> Figure:
    ours, bare = (median(one for side in sides for one in side) for sides in zip(*rounds, strict=True))
    return Figure(what, ratio_of_medians(rounds), "x", at_most=bar, note=f"{ours:.2f} and {bare:.2f} {unit}")


Start = tuple[float, float, float, float]
"""Seconds until it was there, seconds of processor time, seconds until a text was answered, and the MB by then."""
Side = tuple[list[float], ...]
"""The same of several starts."""


async def _round(ground: Ground, asking: aiohttp.ClientSession, needs: list[str]) -> tuple[Side, Side]:
    ours: list[Start] = []
    bare: list[Start] = []
    for _ in range(STARTS):
        async with _ours(ground, asking, "-m", "bot") as (one, took):
            busy = one.busy()
            # With something typed: what it is listened to with is there by then, and in the memory.
            seen = await ground.member.command("rejected", guild=ground.guild, options=GIVEN[-1])
            if seen.loading:
                await seen.changed(within=SECONDS)
            ours.append((took, busy, time.perf_counter() - one.started, one.resident()[0]))
        bare.append(await asyncio.to_thread(_bare, needs))
    return tuple(map(list, zip(*ours, strict=True))), tuple(map(list, zip(*bare, strict=True)))


def _bare(needs: list[str]) -> Start:
    lines = (*(f"import {name}" for name in needs), "print('there', flush=True)", "import sys; sys.stdin.read()")
    with process("-c", "\n".join(lines)) as one:
        took = one.until(lambda output: output.endswith(b"there\n"))
        return took, one.busy(), took, one.resident()[0]


async def _watched(ground: Ground, asking: aiohttp.ClientSession) -> Any:
    """What it had imported once it was ready, told from inside (slower, so never timed)."""
    into = folder() / "watched.json"
    into.unlink(missing_ok=True)
    async with _ours(ground, asking, "-m", "bench.watched_run", str(into)) as (one, _):
        one.feed(b"now\n")
        await asyncio.to_thread(one.until, lambda _: into.exists())
    try:
        return json.loads(into.read_text(encoding="utf-8"))
    finally:
        into.unlink(missing_ok=True)


@contextlib.asynccontextmanager
async def _ground() -> AsyncIterator[Ground]:
    database, config = fresh("run"), folder() / "run.toml"
    here = f"127.0.0.1:{free_ports(1)[0]}"
    async with LocalDiscord(patience=SECONDS) as discord, LocalSlack(patience=SECONDS) as slack:
        guild, member = discord.guild("Job seekers"), discord.person("member")
        guild.join(member)
        work = slack.workspace("Job seekers", scopes=tuple(scope.name for scope in SCOPES))
        config.write_text(
            f'[store]\nurl = "sqlite:///{database.as_posix()}"\n[http]\nlisten = "{here}"\n'
            f'[discord]\nenabled = true\napi_base = "{discord.api_base}"\n'
            f'[slack]\nenabled = true\nmode = "socket"\napi_base = "{slack.api_base}"\n',
            encoding="utf-8",
        )
        # Nobody's own settings take part.
        environ = {name: value for name, value in os.environ.items() if not name.startswith("BOUNCEBACK_")}
        environ |= {TOKEN: discord.token, BOT_TOKEN: work.token, APP_TOKEN: slack.app_token}
        try:
            yield Ground(guild, member, config, f"http://{here}{PATH}", environ)
        finally:
            config.unlink()
            fresh("run")


@contextlib.asynccontextmanager
async def _ours(ground: Ground, asking: aiohttp.ClientSession, *command: str) -> AsyncIterator[tuple[Process, float]]:
    """A bot that is connected to both and does its work, and how many seconds that took."""
    one = Process(*command, "run", "--config", str(ground.config), environ=ground.environ)
    try:
        async with asyncio.timeout(PATIENCE):
            while not await _well(ground, asking):
                one.still_there()
                await asyncio.sleep(LOOKS)
        yield one, time.perf_counter() - one.started
    finally:
        one.tell_to_stop()
        # In a thread: it takes its leave of the platforms that are here.
        await asyncio.to_thread(one.end)


async def _well(ground: Ground, asking: aiohttp.ClientSession) -> bool:
    try:
        async with asking.get(ground.health) as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False
