"""`bounceback run` on a local Discord, as a process of its own: how it starts, what it says, and how it ends."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.discord.acting import CALLBACK, MESSAGE
from tests.adapters.discord.driver import DiscordPerson
from tests.adapters.discord.process import TO_START, person, rows, started
from tests.adapters.walks import TO_CONSENT, YES
from tests.local_discord.openapi import validate
from tests.local_discord.server import LocalDiscord

RUNS = "running on Discord. Stop with Ctrl-C."


@pytest.fixture
async def server() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord(validate=validate) as made:
        yield made


@pytest.fixture
def you(server: LocalDiscord) -> DiscordPerson:
    return person(server, server.guild("Job seekers"))


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_that_it_runs_and_stops_when_told(
    server: LocalDiscord, you: DiscordPerson, tmp_path: Path, name: signal.Signals
) -> None:
    async with started(server, tmp_path) as bot:
        assert await bot.says("running") == f"bounceback: {RUNS}\n"
        assert (await you.command("rejected")).says("one slow breath in")
        bot.told(name)
        assert await bot.ends() == (0, "")
    assert server.gateway.connected == 0


async def test_what_is_on_its_way_arrives_before_it_stops(
    server: LocalDiscord, you: DiscordPerson, tmp_path: Path
) -> None:
    async with started(server, tmp_path) as bot:
        await bot.says(RUNS)
        await you.command("rejected")
        asked = await you.walk(*TO_CONSENT, YES, "Europe")
        async with server.faults.held(MESSAGE):
            await you.tap("Berlin")
            await server.until(lambda: len(server.asked(MESSAGE)) == 1)
            pressed = len(server.asked(CALLBACK))
            async with server.faults.held(CALLBACK):
                pressing = asyncio.create_task(you._press(asked, "Back"))
                await server.until(lambda: len(server.asked(CALLBACK)) == pressed + 1)
                bot.told(signal.SIGTERM)
            # It is told to stop, and waits for both.
            assert (await pressing).buttons
        assert await bot.ends() == (0, "")
    assert [one.says("This is where I'll write") for one in you.messages] == [True]
    assert rows(tmp_path, "SELECT state FROM nudge WHERE kind = 'welcome'") == [("sent",)]


async def test_what_does_not_arrive_in_time_is_let_go_of_without_a_word(
    server: LocalDiscord, you: DiscordPerson, tmp_path: Path
) -> None:
    server.patience = TO_START
    async with started(server, tmp_path) as bot, server.faults.held(CALLBACK):
        await bot.says(RUNS)
        pressing = asyncio.create_task(you.command("rejected"))
        organising = asyncio.create_task(server.owner.command("bounceback admin", guild=you._platform.guild))
        await server.until(lambda: len(server.asked(CALLBACK)) == 2)
        bot.told(signal.SIGTERM)
        assert await bot.ends() == (0, "")
        for asked in (pressing, organising):
            asked.cancel()
        await asyncio.gather(pressing, organising, return_exceptions=True)


async def test_what_it_cannot_do_is_one_line(server: LocalDiscord, tmp_path: Path) -> None:
    wrong = f"{server.application_id}.made-up.nothing"
    for settings, line in (
        ({"BOUNCEBACK_DISCORD_TOKEN": wrong}, "Discord does not take the token in BOUNCEBACK_DISCORD_TOKEN."),
        ({"BOUNCEBACK_DISCORD_TOKEN": ""}, "BOUNCEBACK_DISCORD_TOKEN: is not set, and [discord] is enabled."),
        ({"BOUNCEBACK_DISCORD__API_BASE": "http://127.0.0.1:9/api/v10"}, "127.0.0.1:9 cannot be reached"),
    ):
        async with started(server, tmp_path, **settings) as bot:
            code, said = await bot.ends(TO_START)
        assert code == 1
        assert said.startswith(f"bounceback: {line}"), said
        assert said.count("\n") == 1
        assert wrong not in said
