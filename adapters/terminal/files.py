"""Files for the person, written where they asked for them."""

from __future__ import annotations

import os
import re
from itertools import count
from pathlib import Path

from adapters.terminal.text import flat
from bot.screen import Attached


def save(folder: Path, file: Attached) -> Path:
    """Write the file into the folder, for its owner only, over nothing that is there. Raises OSError."""
    name = re.sub(r"[/\\:]+", "-", flat(file.name)).lstrip(".") or "file"
    stem, dot, ending = name.partition(".")
    for number in count(1):
        path = folder / (name if number == 1 else f"{stem}-{number}{dot}{ending}")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as opened:
            opened.write(file.read())
        return path
    raise AssertionError("numbers do not end")
