"""Copying a store and its keys beside a running bot: both or neither."""

from __future__ import annotations

from pathlib import Path

from bot.store.keys import SqliteKeys
from bot.store.sqlite import SqliteStore


async def copy_both(store: SqliteStore, keys: SqliteKeys, to: Path, keys_to: Path) -> None:
    """Write the store to `to` and the members' keys to `keys_to`. Neither may be there yet. Raises StoreError."""
    part = keys_to.with_name(keys_to.name + ".part")
    try:
        # The keys are copied last: a member who came in between has a key too many there, never one too few.
        await store.backup(to)
        try:
            part.unlink(missing_ok=True)
            keys.backup(part)
            part.rename(keys_to)
        except BaseException:
            to.unlink(missing_ok=True)
            raise
    finally:
        part.unlink(missing_ok=True)
