"""The two bots on Discord, each as a process on a local Discord of its own: ours as users start it, and a bare one."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle

from bench.places import folder, fresh
from bench.process import Process
from tests.local_discord.people import Person
from tests.local_discord.seen import Seen
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Guild

ACKNOWLEDGES = "create_interaction_response"
TOKEN = "BOUNCEBACK_DISCORD_TOKEN"
# What is given with /rejected, in turn: all of it is optional, and what is typed costs more.
GIVEN: tuple[dict[str, str], ...] = (
    {},
    {"company": "Acme"},
    {"company": "Acme", "role": "Data analyst", "stage": "screen"},
)
# How much of what was said the local Discord remembers of each kind.
KEEP = 5000
# Seconds that a person waits. More than Discord's three: on a busy machine a slow answer is a figure, and no error.
PATIENCE = 30.0
# Seconds in which a bot must be connected.
CONNECTS = 60.0


@dataclass(eq=False, slots=True)
class Side:
    """A bot, and the Discord that it is on."""

    server: LocalDiscord
    guild: Guild
    process: Process
    members: int = 0
    _given: Iterator[dict[str, str]] = field(default_factory=lambda: cycle(GIVEN))

    def member(self) -> Person:
        """Somebody who was not here before."""
        self.members += 1
        person = self.server.person(f"member-{self.members}")
        self.guild.join(person)
        return person

    async def rejected(self, person: Person, given: Mapping[str, str] | None = None) -> Seen:
        """`/rejected`, given by this person, until they see the screen: also where Discord was told to wait for it."""
        options = next(self._given) if given is None else given
        seen = await person.command("rejected", guild=self.guild, options=options)
        return await seen.changed(within=PATIENCE) if seen.loading else seen


@contextlib.asynccontextmanager
async def ours() -> AsyncIterator[Side]:
    """`bounceback run` with a new store on the disk, connected."""
    database, config = fresh("discord"), folder() / "discord.toml"
    async with _discord() as server:
        config.write_text(
            f'[store]\nurl = "sqlite:///{database.as_posix()}"\n[discord]\nenabled = true\napi_base = "{server.api_base}"\n',
            encoding="utf-8",
        )
        try:
            async with _connected(server, "-m", "bot", "run", "--config", str(config)) as side:
                yield side
        finally:
            config.unlink()
            fresh("discord")


@contextlib.asynccontextmanager
async def bare() -> AsyncIterator[Side]:
    """The bare handler, connected."""
    async with _discord() as server, _connected(server, "-m", "bench.discord_bot", server.api_base) as side:
        yield side


def _discord() -> LocalDiscord:
    return LocalDiscord(keep=KEEP, patience=PATIENCE)


@contextlib.asynccontextmanager
async def _connected(server: LocalDiscord, *command: str) -> AsyncIterator[Side]:
    guild = server.guild("Job seekers")
    # Nobody's own settings take part.
    settings = {name: value for name, value in os.environ.items() if not name.startswith("BOUNCEBACK_")}
    process = Process(*command, environ=settings | {TOKEN: server.token})
    try:
        await server.until(lambda: server.gateway.connected == 1, within=CONNECTS)
        yield Side(server, guild, process)
    finally:
        process.tell_to_stop()
        # In a thread: it takes its leave of the Discord that is here.
        await asyncio.to_thread(process.end)
