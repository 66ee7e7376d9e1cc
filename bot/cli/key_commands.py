"""`bounceback keys`: a new master key, and a look at whether everything still opens."""

from __future__ import annotations

from pathlib import Path

from bot.store.checking import Checked, check_fields, check_tokens
from bot.store.errors import KeysError
from bot.store.filelock import FileLock
from bot.store.installations import TokenSeal
from bot.store.keys import SqliteKeys, places
from bot.store.opening import first_start, open_store


def rotate(path: Path, master: Path | None) -> str:
    """Wrap every member's key with a new master key, while no bot is running. Says what was done. Raises StoreError."""
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
    many = "1 member's key is" if members == 1 else f"{members} members' keys are"
    return (
        f"{many} wrapped with a new master key, in {keys.where.master}. Copy that file to where you keep the old one.\n"
        f"The former master key is in {kept}: backups from before today open only with it."
    )


async def check(path: Path, master: Path | None) -> Checked:
    """Open every sealed field, beside a running bot. Raises StoreError where the keys are not the right ones."""
    if first_start(path):
        raise KeysError(f"{path} has nothing sealed in it yet. Give the store with --db FILE or --config FILE.")
    opened = await open_store(path, master, alone=False)
    try:
        fields = await opened.store.read(lambda: check_fields(opened.sealed))
        tokens = await opened.store.read(lambda: check_tokens(TokenSeal(opened.keys)))
        return Checked(fields.opened + tokens.opened, fields.problems + tokens.problems)
    finally:
        await opened.close()
