"""`bounceback keys`: a new master key, and a look at whether everything still opens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.store.checking import Checked, check_communities, check_fields, check_tokens
from bot.store.errors import KeysError
from bot.store.filelock import FileLock
from bot.store.installations import TokenSeal
from bot.store.keys import SqliteKeys, places
from bot.store.opening import first_start, open_store
from bot.store.place import Place

if TYPE_CHECKING:
    from bot.store.postgres_keys import PostgresKeys


async def rotate(place: Place, master: Path | None) -> str:
    """Wrap every member's key with a new master key, while no bot is running. Says what was done. Raises StoreError."""
    if isinstance(place, Path):
        kept, members, where = _rotate_file(place, master)
    else:
        opened = await open_store(place, alone=False)
        try:
            # Opened from an address of a database: it is the key store of one.
            kept, members = await cast("PostgresKeys", opened.keys).rotate()
        finally:
            await opened.close()
        where = place.master
    many = "1 member's key is" if members == 1 else f"{members} members' keys are"
    elsewhere = (
        "" if isinstance(place, Path) else " Every other machine that runs Bounceback on this store needs it too."
    )
    return (
        f"{many} wrapped with a new master key, in {where}. Copy that file to where you keep the old one.{elsewhere}\n"
        f"The former master key is in {kept}: backups from before today open only with it."
    )


def _rotate_file(path: Path, master: Path | None) -> tuple[Path, int, Path]:
    if first_start(path):
        raise KeysError(f"{path} has nothing sealed in it yet. Start Bounceback once; then there is a key to change.")
    lock = FileLock.take(path)
    try:
        keys = SqliteKeys.open(places(path, master), first=False)
        try:
            kept, members = keys.rotate()
        finally:
            keys.close()
    finally:
        lock.release()
    return kept, members, keys.where.master


async def check(place: Place, master: Path | None) -> Checked:
    """Open every sealed field, beside a running bot. Raises StoreError where the keys are not the right ones."""
    if isinstance(place, Path) and first_start(place):
        raise KeysError(f"{place} has nothing sealed in it yet. Give the store with --db FILE or --config FILE.")
    opened = await open_store(place, master, alone=False)
    try:
        fields = await opened.store.read(lambda: check_fields(opened.sealed))
        tokens = await opened.store.read(lambda: check_tokens(TokenSeal(opened.keys)))
        own = await opened.store.read(lambda: check_communities(opened.sealed))
        every = (fields, tokens, own)
        return Checked(sum(one.opened for one in every), tuple(line for one in every for line in one.problems))
    finally:
        await opened.close()
