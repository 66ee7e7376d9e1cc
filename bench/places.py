"""Where the benchmarks find the checkout, and where they make their databases."""

from __future__ import annotations

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def folder() -> Path:
    """Where databases are made: on a real disk, or a commit would cost nothing."""
    chosen = Path(os.environ.get("BENCH_DIR") or CHECKOUT / ".venv" / "bench")
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


def fresh(name: str) -> Path:
    """The path of a database that is not there yet."""
    path = folder() / f"{name}.sqlite3"
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    return path


def on_memory(place: Path) -> bool:
    """Whether a folder is on a file system that has no disk, as far as the system tells."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()]
    except OSError:
        return False
    over = [(point, kind) for _, point, kind, *_ in mounts if place.resolve().is_relative_to(point)]
    return bool(over) and max(over, key=lambda mount: len(mount[0]))[1] in ("tmpfs", "ramfs")
