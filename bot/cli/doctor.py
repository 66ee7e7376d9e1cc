"""`bounceback doctor`: everything that has to be right, looked at in one go, with what to do where it is not."""

from __future__ import annotations

import asyncio
import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path

import typer

from bot.config import Config, ConfigError, secret
from bot.findings import Check, Finding, State
from bot.hosting import Hosting
from bot.installing import Installing
from bot.store.migrate import newest
from bot.store.opening import Opened, open_rows, open_store
from bot.store.place import Place
from bot.words import Words, WordsError

from . import places
from .checks import check
from .clocks import SystemClock
from .failures import told

# Seconds for one check. Discord's library would go on trying for longer.
PATIENCE = 10
WIDTH = 80
MIB = 1024 * 1024
LITTLE, SCARCE = 50 * MIB, 500 * MIB


async def doctor(config: Config, place: Place) -> bool:
    """Look at everything and tell of it. False where something has to be mended."""
    tally: Counter[State] = Counter()
    async with AsyncExitStack() as stack:
        store = _Store(place, config.keys.file, stack)
        checks = [
            Check("config", lambda: _config(config, place)),
            Check("store", store.look),
            *([Check("disk", lambda: _disk(place))] if isinstance(place, Path) else []),
            Check("http", lambda: places.look("http", config.http)),
            Check("metrics", lambda: places.look("metrics", config.metrics)),
        ]
        await _carry_out(checks, tally)
        platforms = {"discord": _discord, "slack": _slack}
        enabled = [name for name in platforms if getattr(config, name).enabled]
        for name in enabled:
            await platforms[name](config, store, stack, tally)
        for name in () if enabled else platforms:
            tell(name, Finding("skip", f"not enabled: set enabled = true under [{name}]"), tally)
    typer.echo(_summary(tally))
    return not tally["fail"]


def unreadable(error: ConfigError) -> None:
    """Tell of a configuration without which nothing else can be looked at."""
    tally: Counter[State] = Counter()
    for problem in error.problems:
        tell("config", Finding("fail", problem), tally)
    typer.echo(_summary(tally))


async def _config(config: Config, place: Place) -> list[Finding]:
    good, problems = check(config, place)
    return [*(Finding("ok", line) for line in good), *(Finding("fail", line) for line in problems)]


class _Store:
    """The store, opened beside a running bot for as long as the rest is looked at."""

    def __init__(self, place: Place, master: Path | None, stack: AsyncExitStack) -> None:
        self._place = place
        self._master = master
        self._stack = stack
        self._opened: Opened | None = None

    def hosting(self, platform: str) -> Hosting | None:
        """None where there is no store that this version can read."""
        return Hosting(self._opened.store, SystemClock(), platform) if self._opened else None

    def installing(self, platform: str) -> Installing | None:
        """Likewise."""
        return Installing(self._opened.store, self._opened.keys, SystemClock(), platform) if self._opened else None

    async def look(self) -> list[Finding]:
        if isinstance(self._place, Path) and not self._place.exists():
            return [Finding("ok", f"none yet; the first start makes {self._place}")]
        if not isinstance(self._place, Path) and not await _made(self._place):
            return [Finding("ok", f"{self._place} can be reached and is empty; the first start makes the store in it")]
        opened = await open_store(self._place, self._master, alone=False)
        self._stack.push_async_callback(opened.close)
        version = await opened.store.schema()
        keys = Finding("ok", f"its keys open; nobody else may read {opened.keys.where.master}")
        if version < newest():
            what = f"{self._place} opens, and is from an earlier version (schema {version})"
            kept = ", and keeps a copy." if isinstance(self._place, Path) else ". Copy it with pg_dump before."
            return [Finding("warn", what, f"The next start brings it to schema {newest()}{kept}"), keys]
        self._opened = opened
        return [Finding("ok", f"{self._place} opens and is sound (schema {version})"), keys]


async def _made(place: Place) -> bool:
    store = await open_rows(place)
    try:
        return bool(await store.schema())
    finally:
        await store.close()


async def _disk(path: Path) -> list[Finding]:
    folder = next(one for one in path.absolute().parents if one.exists())
    free = shutil.disk_usage(folder).free
    what = f"{free // MIB:,} MiB are free where the store is"
    if free < LITTLE:
        return [Finding("fail", what, "Make room: soon nothing that people answer can be saved.")]
    return [Finding("warn", what, "Make room before it gets less.") if free < SCARCE else Finding("ok", what)]


async def _discord(config: Config, store: _Store, stack: AsyncExitStack, tally: Counter[State]) -> None:
    token = secret("BOUNCEBACK_DISCORD_TOKEN")
    if token is None:
        tell("discord", Finding("skip", "not looked at, as there is no token"), tally)
        return
    from adapters.discord.doctor import examining

    try:
        words = Words(config.content.dir)
    except WordsError:
        words = Words()  # the config check told of it
    hosting = store.hosting("discord")
    checks = await stack.enter_async_context(
        examining(token.get_secret_value(), config.discord.api_base, words, hosting)
    )
    await _carry_out(checks, tally)


async def _slack(config: Config, store: _Store, stack: AsyncExitStack, tally: Counter[State]) -> None:
    from adapters.slack.doctor import examining

    from .slack_commands import setup

    checks = await stack.enter_async_context(
        examining(setup(config), SystemClock(), store.hosting("slack"), store.installing("slack"))
    )
    await _carry_out(checks, tally)


async def _carry_out(checks: Iterable[Check], tally: Counter[State]) -> None:
    for check_ in checks:
        found: Iterable[Finding]
        try:
            async with asyncio.timeout(PATIENCE):
                found = await check_.look()
        except TimeoutError:
            found = [Finding("fail", f"no answer within {PATIENCE} seconds", "Try again in some minutes.")]
        except Exception as error:  # noqa: BLE001 - the other checks are still worth their while
            known = told(error)
            fault = Finding("fail", f"a fault of ours ({type(error).__name__})", "Please report it.")
            found = [Finding("fail", known)] if known is not None else [fault]
        for one in found:
            tell(check_.name, one, tally)


def tell(name: str, finding: Finding, tally: Counter[State]) -> None:
    """Print a finding, in lines that fit a terminal, and count it."""
    tally[finding.state] += 1
    width, head = min(WIDTH, shutil.get_terminal_size().columns), f"{finding.state:<5}{name:<9} "
    lines = [line for text in (finding.what, finding.remedy) for line in text.splitlines()]
    for line in lines:
        typer.echo(
            textwrap.fill(
                line,
                width,
                initial_indent=head,
                subsequent_indent=" " * len(head),
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
        head = " " * len(head)


def _summary(tally: Counter[State]) -> str:
    mend, better = tally["fail"], tally["warn"]
    if not mend and not better:
        return "\nAll is well." if not tally["skip"] else "\nWhat was looked at is well."
    parts = [f"{mend} to mend" if mend else "nothing to mend", f"{better} to look at" if better else ""]
    return "\n" + ", ".join(filter(None, parts)).capitalize() + "."
