"""What an organiser does with the store: look at check-ins, copy it."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from bot.store.errors import StoreError
from bot.store.nudges import listed as list_nudges
from bot.store.sqlite import SqliteStore


async def listed(path: Path, *, as_json: bool) -> None:
    """Print the check-ins, the earliest first."""
    store = await SqliteStore.open(_there(path), alone=False)
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


async def back_up(path: Path, to: Path) -> None:
    """Copy the store beside a running bot. Raises StoreError."""
    if not to.absolute().parent.is_dir():
        raise StoreError(f"{to} cannot be written: there is no such folder. Make it first; nothing was copied.")
    store = await SqliteStore.open(_there(path), alone=False)
    try:
        await store.backup(to)
    finally:
        await store.close()


def _there(path: Path) -> Path:
    if not path.is_file():
        raise StoreError(f"{path}: there is no such file. Give the store with --db FILE or --config FILE.")
    return path
