"""`bounceback discord`: the link that invites the bot, and its commands told to Discord anew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.discord.commands import register, to_register
from adapters.discord.invite import NEEDED, invite_url
from adapters.discord.rest import TOKEN, logged_in
from bot.config import Config, ConfigError, secret
from bot.hosting import Hosting
from bot.store.migrate import newest
from bot.store.opening import open_rows
from bot.store.place import Place
from bot.words import Words

from .clocks import SystemClock


async def application(config: Config) -> str:
    """The application's id, from Discord. Raises DiscordError, ConfigError."""
    async with logged_in(_token(), config.discord.api_base) as client:
        return str(client.application_id)


def invitation(application_id: str) -> str:
    """The link, and what it asks for."""
    asked = "\n".join(f"  {needed.name:<25} {needed.reason}" for needed in NEEDED)
    return (
        f"Open this where you are logged in to Discord as somebody who runs the server:\n\n{invite_url(application_id)}\n\n"
        f"It asks for no more than this:\n{asked}"
    )


async def sync(config: Config, place: Place) -> str:
    """Tell Discord the commands, whatever it was told last. Says what was done. Raises DiscordError, ConfigError."""
    words = Words(config.content.dir)
    async with logged_in(_token(), config.discord.api_base) as client, _hosting(place) as hosting:
        commands = to_register(client, words)
        await register(commands, hosting, force=True)
        names = " and ".join(f"/{command.name}" for command in commands.get_commands())
    return f"Discord knows {names} now.\nWho has Discord open may have to reload it (Ctrl+R) to see a change."


@asynccontextmanager
async def _hosting(place: Place) -> AsyncIterator[Hosting | None]:
    """Where it is noted what Discord was told. Where there is no store yet, the first start tells it once more."""
    if isinstance(place, Path) and not place.is_file():
        yield None
        return
    store = await open_rows(place)
    try:
        current = await store.schema() == newest()
        yield Hosting(store, SystemClock(), "discord") if current else None
    finally:
        await store.close()


def _token() -> str:
    token = secret(TOKEN)
    if token is None:
        raise ConfigError(f"{TOKEN}: is not set. Set it, or {TOKEN}_FILE to a file that holds it.")
    return token.get_secret_value()
