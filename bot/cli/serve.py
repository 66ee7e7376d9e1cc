"""`bounceback run`: every platform that the config enables, from one store and with one clock, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, Protocol

from aiohttp import web

from bot.config import Config, ConfigError, lacking, secret
from bot.hosting import Hosting
from bot.leaving import Leaving
from bot.ports import Core, Sender
from bot.store.errors import StoreError
from bot.store.place import Place
from bot.store.retention import Keeping
from scheduler.backup import Kept
from scheduler.leases import gateway

from . import collecting
from .clocks import SystemClock
from .compose import Ground, Running, running
from .servers import Servers

# How long what is being sent may take to arrive once the bot is told to stop, in seconds. Each app then has three to itself:
# whoever stops a service often kills it after five.
FINISH = 1.0

Chore = Callable[[], Coroutine[Any, Any, None]]


class App(Protocol):
    """A platform's adapter, as it is started and stopped."""

    @property
    def sender(self) -> Sender: ...

    @property
    def chores(self) -> Mapping[Chore, timedelta]:
        """What it wants done by the clock, and how often."""
        ...

    async def start(self, turns: Core, leaving: Leaving, hosting: Hosting) -> None:
        """Connect, and begin to answer."""
        ...

    def add_to(self, app: web.Application) -> None:
        """Add what it answers over HTTP, before the start. That is asked for nothing until `start` is done."""
        ...

    async def connected(self) -> bool:
        """Whether it and its platform reach each other at the moment, as far as it can know."""
        ...

    async def ended(self) -> None:
        """Return, or raise, where it cannot go on."""
        ...

    async def close(self) -> None:
        """Stop answering; what is being answered is answered first. Also where it was never started."""
        ...


def _discord(config: Config, ground: Ground) -> App:
    from adapters.discord.app import DiscordApp

    shards = config.discord.shard_ids, config.discord.shard_count
    token = _secret("BOUNCEBACK_DISCORD_TOKEN")
    return DiscordApp(token, config.discord.api_base, ground.words, ground.dms, shards)


def _slack(config: Config, ground: Ground) -> App:
    from adapters.slack.serving import ServedSlack

    from .slack_commands import setup

    return ServedSlack(setup(config), ground.words, ground.dms, ground.installing("slack"), ground.clock)


# By the name of the section in the config.
PLATFORMS: dict[str, Callable[[Config, Ground], App]] = {"discord": _discord, "slack": _slack}


async def serve(config: Config, place: Place) -> None:
    """Run until SIGTERM or Ctrl-C. Raises ConfigError, StoreError, or what a platform has to say."""
    if problems := lacking(config):
        raise ConfigError(*problems)
    apps: dict[str, App] = {}

    def platforms(ground: Ground) -> Mapping[str, Sender]:
        apps.update({name: make(config, ground) for name, make in PLATFORMS.items() if getattr(config, name).enabled})
        return {name: app.sender for name, app in apps.items()}

    keeping, sweep = Keeping(**config.retention.model_dump()), config.nudges.sweep_seconds
    with _told_to_stop() as stop:
        servers = Servers(config)
        async with running(
            place,
            SystemClock(),
            platforms,
            config.content.dir,
            sweep,
            master=config.keys.file,
            keeping=keeping,
            kept=_kept(config),
            observer=servers.observer,
        ) as bot:
            try:
                await servers.start(bot, apps)
                await _first(stop, _start(bot, apps, config))
                if not stop.is_set():
                    servers.open()
                    bot.leases.gained = bot.nudge_clock.look_soon if config.nudges.enabled else None
                    bot.nudge_clock.start(nudges=config.nudges.enabled)
                    bot.turns.planned = bot.nudge_clock.look_soon if config.nudges.enabled else None
                    collecting.as_ever()
                    _say(f"running on {' and '.join(name.capitalize() for name in apps)}. Stop with Ctrl-C.")
                    ends = (app.ended() for app in apps.values())
                    await _first(stop, _prepare(bot), *ends, *(_taken_over(bot, name, config) for name in apps))
            finally:
                await _stop(bot, apps, servers)


def _kept(config: Config) -> Kept | None:
    backup = config.backup
    if backup.dir is None or backup.keys_dir is None:
        return None
    return Kept(backup.dir, backup.keys_dir, timedelta(hours=backup.every_hours), timedelta(days=backup.keep_days))


async def _start(bot: Running, apps: Mapping[str, App], config: Config) -> None:
    for name, app in apps.items():
        await _turn_for(bot, name, config)
        await app.start(bot.turns, bot.leaving, Hosting(bot.store, bot.clock, name))
        chores = enumerate(app.chores.items())
        bot.nudge_clock.add({bot.leases.only_one(f"{name}-{number}", job): every for number, (job, every) in chores})
    await bot.leases.in_service()


async def _prepare(bot: Running) -> None:
    """Read what texts are listened to with, beside everything else: whoever types meanwhile waits for it, and nobody else
    does. Never returns."""
    await bot.turns.prepare()
    await asyncio.Event().wait()


def _gateways(name: str, config: Config) -> tuple[str, ...]:
    """The leases of the connections by which a platform tells what people do. By HTTP it tells whoever it reaches."""
    if name == "slack" and config.slack.mode == "http":
        return ()
    parts = config.discord.shard_ids if name == "discord" else None
    return tuple(gateway(name, part) for part in parts or (0,))


async def _turn_for(bot: Running, name: str, config: Config) -> None:
    """Wait until a platform's connections are this process's to open."""
    names = _gateways(name, config)
    bot.leases.want(*names)
    await bot.leases.look()
    if not all(map(bot.leases.holds, names)):
        _say(
            f"another Bounceback is connected to {name.capitalize()}. This one stands by, and takes over where that ends."
        )
        await bot.leases.held(*names)


async def _taken_over(bot: Running, name: str, config: Config) -> None:
    """Wait until a platform's connections are not this process's any more. Raises StoreError then."""
    await bot.leases.lost(*_gateways(name, config))
    raise StoreError(
        f"the store could not be reached for too long, so that another may be connected to {name.capitalize()} by now. "
        "This one stops; start it again to stand by."
    )


async def _stop(bot: Running, apps: Mapping[str, App], servers: Servers) -> None:
    """Let what is on its way arrive, then leave. What is not done is done at the next start."""
    await bot.dispatcher.finish(FINISH)
    bot.nudge_clock.stop()
    # Side by side: one that takes long, or fails, keeps no other from its own end. What a platform calls us with from now on
    # comes again: it tells it to the next start.
    ends = await asyncio.gather(servers.close(), *(app.close() for app in apps.values()), return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException):
            raise end


async def _first(stop: asyncio.Event, *works: Coroutine[Any, Any, object]) -> None:
    """Wait until one of `works` is done, or somebody says stop. Raises what they raise."""
    tasks = [asyncio.create_task(work) for work in (*works, stop.wait())]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def _told_to_stop() -> Iterator[asyncio.Event]:
    """Set once the process is told to stop. A second Ctrl-C stops at once, as ever."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    names = (signal.SIGTERM, signal.SIGINT)

    def told() -> None:
        stop.set()
        for name in names:
            loop.remove_signal_handler(name)

    with suppress(NotImplementedError):  # Windows has none of these in its event loop
        for name in names:
            loop.add_signal_handler(name, told)
    try:
        yield stop
    finally:
        with suppress(NotImplementedError):
            for name in names:
                loop.remove_signal_handler(name)


def _secret(name: str) -> str:
    found = secret(name)
    assert found is not None, "lacking() looked"  # noqa: S101
    return found.get_secret_value()


def _say(text: str) -> None:
    sys.stderr.write(f"bounceback: {text}\n")
    sys.stderr.flush()
