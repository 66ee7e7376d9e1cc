"""The master key: one small file that wraps every member's key. Without it nothing that people wrote can be read.

A line holds a key and its name, which is a part of the key's SHA-256: a line that was changed no longer fits its name. The
first line is the key in use; others are there while a rotation is under way.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from bot.store.errors import KeysError

MAGIC = "bounceback-master-key"
HEAD = """\
# The master key of Bounceback. Without this file nothing that people wrote can be read again, by anybody.
# Keep a copy of it in a safe place, apart from the database and from its backups.
"""
SIZE = 32


class MasterKey(NamedTuple):
    """A key of 32 bytes, and the name that it goes by (16 hex digits that say nothing about it)."""

    name: str
    key: bytes


def new_master() -> MasterKey:
    key = secrets.token_bytes(SIZE)
    return MasterKey(_name(key), key)


def _name(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:16]


def read_master(file: Path) -> tuple[MasterKey, ...]:
    """The keys that the file holds, the one in use first. Raises KeysError, which says what to do."""
    try:
        if os.name != "nt" and (mode := file.stat().st_mode & 0o777) & 0o077:
            raise KeysError(f"{file} can be read by others (mode {mode:04o}). Run: chmod 600 {file}")
        text = file.read_text("utf-8")
    except FileNotFoundError:
        raise KeysError(
            f"{file}: the master key is not there. Bring it back; without it nothing can be read."
        ) from None
    except OSError as error:
        raise KeysError(f"{file}: the master key cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise KeysError(_damaged(file)) from None
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise KeysError(_damaged(file))
    return tuple(_key_of(line, file) for line in lines)


def _key_of(line: str, file: Path) -> MasterKey:
    magic, _, rest = line.partition(" ")
    name, _, coded = rest.partition(" ")
    try:
        key = base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    # The last letter of a coded key has bits to spare: written anew it must be the same.
    sound = len(key) == SIZE and _name(key) == name and base64.b64encode(key).decode() == coded
    if magic != MAGIC or not sound:
        raise KeysError(_damaged(file))
    return MasterKey(name, key)


def _damaged(file: Path) -> str:
    return f"{file} is damaged or no master key of Bounceback. Bring back your copy of it; nothing was started."


def write_master(file: Path, keys: Iterable[MasterKey]) -> None:
    """Write the file whole or not at all, readable by its owner only. Raises KeysError."""
    lines = (f"{MAGIC} {name} {base64.b64encode(key).decode()}\n" for name, key in keys)
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as to:
            to.write(HEAD + "".join(lines))
            to.flush()
            os.fsync(to.fileno())
        part.replace(file)
        _flush_folder(file.parent)
    except OSError as error:
        raise KeysError(f"{file}: the master key cannot be written ({error.strerror}). Nothing was started.") from error
    finally:
        part.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # folders cannot be opened there
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
