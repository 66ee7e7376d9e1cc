"""`bounceback store copy`: from a file into PostgreSQL, with a bar that shows how far it is."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.config import Config
from bot.settings import SQLITE, sqlite_url
from bot.store.errors import StoreError
from bot.store.opening import first_start, open_file, postgres
from bot.store.place import Postgres, is_postgres, same_database


async def copy(config: Config, source: str, target: str, keys: str | None) -> str:
    """Copy the store at `source` to `target`, and its keys to `keys`. Says what is to be set now. Raises StoreError."""
    path, place = _file(source), _databases(target, keys or config.keys.url, config)
    postgres()  # it says what to do where asyncpg is not there
    from bot.store import moving

    async with AsyncExitStack() as stack:
        # Alone: whoever runs on it would change it under the copy.
        opened = await open_file(path, config.keys.file if not is_postgres(config.store.url) else None)
        stack.push_async_callback(opened.close)
        master = opened.keys.where.master
        store, stored_keys = await stack.enter_async_context(moving.target(place._replace(master=master)))
        total = await moving.size(opened)
        console = Console(stderr=True)
        columns = TextColumn("copying and comparing"), BarColumn(), MofNCompleteColumn()
        with Progress(*columns, console=console) as progress:
            bar = progress.add_task("", total=2 * total)
            await moving.copy(opened, store, stored_keys, lambda rows: progress.advance(bar, rows))
    return (
        f"copied {total:,} rows and all keys; what is there now is the same.\n"
        f"Set [store] url to {place}, [keys] url to the database of the keys, and [keys] file to {master}.\n"
        f"{path} and what is beside it are as they were: delete them once the bot runs on the copy."
    )


def _file(source: str) -> Path:
    try:
        path = Path(sqlite_url(source).removeprefix(SQLITE)).expanduser()
    except (ValueError, RuntimeError):
        raise StoreError("--from takes a store in a file: sqlite:///FILE, or sqlite:////FILE from the top.") from None
    if first_start(path):
        raise StoreError(f"{path}: there is no store of this version. Start Bounceback on it once, then copy it.")
    return path


def _databases(target: str, keys: str | None, config: Config) -> Postgres:
    if not is_postgres(target):
        raise StoreError("--to takes a database: postgresql://HOST/DATABASE.")
    if keys is None or not is_postgres(keys):
        raise StoreError("--keys-to: give another database for the keys: postgresql://HOST/DATABASE.")
    if same_database(target, keys):
        raise StoreError("--keys-to: is the database of the store. Give the keys one of their own.")
    return Postgres(target, keys, config.keys.file or Path())
