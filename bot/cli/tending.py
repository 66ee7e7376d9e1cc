"""What an organiser does with the store: look at check-ins and try them again, copy it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import typer

from bot.store.copying import copy_both
from bot.store.errors import StoreError
from bot.store.nudges import failed as list_failed
from bot.store.nudges import listed as list_nudges
from bot.store.nudges import retry as retry_nudge
from bot.store.opening import first_start, open_file, open_rows
from bot.store.place import Place


async def listed(place: Place, *, as_json: bool) -> None:
    """Print the check-ins, the earliest first."""
    store = await open_rows(_there(place) if isinstance(place, Path) else place)
    try:
        rows = await store.read(list_nudges)
    finally:
        await store.close()
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    if not rows:
        typer.echo("no check-ins yet")
    for row in rows:
        reason = f" ({row['reason']})" if row["reason"] else ""
        typer.echo(f"{row['id']}  {row['due']}  {row['kind']!s:16}  {row['state']}{reason}")


WHY_NOT = {
    "unknown": "there is no such check-in: bounceback nudges list",
    "too-late": "its time has passed, so it is not sent any more",
    "waiting": "it waits already, and is sent when it may be",
    "sent": "it was sent",
    "cancelled": "it was cancelled, so nobody wants it",
    "expired": "its time has passed, so it is not sent any more",
    "parked": "another version of Bounceback made it: that one can send it",
}


async def retried(place: Place, nudges: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """Let these check-ins wait to be sent at once; None means all that failed. Gives a line for each: done, and not."""
    store = await open_rows(_there(place) if isinstance(place, Path) else place)
    good: list[str] = []
    bad: list[str] = []
    try:
        for nudge in nudges if nudges is not None else await store.read(list_failed):
            why = await store.do(partial(retry_nudge, nudge, datetime.now(UTC)))
            (bad if why else good).append(f"{nudge}: {WHY_NOT[why] if why else 'waits again, to be sent at once'}")
    finally:
        await store.close()
    return good, bad


async def back_up(path: Path, to: Path, master: Path | None) -> str:
    """Copy the store and its keys beside a running bot, both or neither. Says what was written. Raises StoreError."""
    if not to.absolute().parent.is_dir():
        raise StoreError(f"{to} cannot be written: there is no such folder. Make it first; nothing was copied.")
    keys_to = to.with_name(to.name + ".keys")
    for one in (to, keys_to):
        if one.exists():
            raise StoreError(f"{one} is already there. Choose another name; nothing was copied.")
    if first_start(_there(path)):
        raise StoreError(f"{path} is from before text was sealed. Start Bounceback once, then copy it.")
    opened = await open_file(path, master, alone=False)
    try:
        await copy_both(opened.store, opened.keys, to, keys_to)
    finally:
        await opened.close()
    return (
        f"copied to {to}, and the members' keys to {keys_to}. Keep the two apart.\n"
        f"Neither opens without the master key ({opened.keys.where.master}), which is in no backup: keep a copy of that too."
    )


def _there(path: Path) -> Path:
    if not path.is_file():
        raise StoreError(f"{path}: there is no such file. Give the store with --db FILE or --config FILE.")
    return path
