"""The commands, run in this process or in one of their own, in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli.app import main

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("BOUNCEBACK_")]:
        monkeypatch.delenv(name)
    # Whoever else runs a bot, or these tests, on this machine has the usual ports.
    for name in ("HTTP", "METRICS"):
        monkeypatch.setenv(f"BOUNCEBACK_{name}__LISTEN", "off")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], logs_put_back: None) -> Run:
    """Run a command in this process."""

    def ran(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["bounceback", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return ran


@pytest.fixture
def start(folder: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start a command in a process of its own; `python` runs other code instead."""

    def started(*arguments: str | Path, python: str = "") -> subprocess.Popen[str]:
        what = ["-c", python] if python else ["-m", "bot"]
        return subprocess.Popen(
            [sys.executable, *what, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT), "TMPDIR": str(folder)},
        )

    return started
