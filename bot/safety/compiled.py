"""Read patterns are kept beside Python's own compiled modules, and trusted as they are: whoever can write there can change our
code as well. Reading the files takes most of a second of processor time, and leaves holes in memory three times the size of
what stays; reading what was kept takes some twenty milliseconds and leaves none.

It is made anew whenever a file of this package is another, and made for this process alone where it cannot be kept.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from typing import TypeVar, cast

T = TypeVar("T")

FOLDER = Path(__file__).parent
PLACE = Path(cache_from_source(str(FOLDER / "patterns.py"))).with_suffix(".patterns")
_DIGEST = sha256().digest_size


def compiled(make: Callable[[], T], patterns: Path = FOLDER / "patterns", place: Path = PLACE) -> T:
    """What `make` makes of the files in `patterns`, made now or before."""
    sources = _sources(patterns)
    with contextlib.suppress(OSError):
        if there := _opened(place.read_bytes(), sources):
            return cast("T", pickle.loads(there))  # noqa: S301 - trusted as a compiled module is
    made = make()
    # Not where a file was replaced meanwhile, as by an upgrade.
    if not sys.dont_write_bytecode and sources == _sources(patterns):
        with contextlib.suppress(OSError):
            _keep(place, sources, pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    return made


def _digest(files: Iterable[Path]) -> bytes:
    digest = sha256()
    for one in sorted(files):
        digest.update(sha256(one.read_bytes()).digest())
    return digest.digest()


# Of the code that runs: by the time that it is used there may be another on the disk.
_CODE = _digest(FOLDER.glob("*.py"))


def _sources(patterns: Path) -> bytes:
    """A digest of all that the outcome follows from."""
    return sha256(sys.version.encode() + _CODE + _digest(patterns.glob("*.toml"))).digest()


def _opened(kept: bytes, sources: bytes) -> bytes | None:
    """What was kept, if it was made of these sources and is whole."""
    of, whole, made = kept[:_DIGEST], kept[_DIGEST : 2 * _DIGEST], kept[2 * _DIGEST :]
    return made if of == sources and whole == sha256(made).digest() else None


def _keep(place: Path, sources: bytes, made: bytes) -> None:
    """Under another name first: others read it meanwhile."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(f".{os.getpid()}")
    part.write_bytes(sources + sha256(made).digest() + made)
    part.replace(place)
