"""The process opens no connection: everything that Python's sockets are asked for is written down, from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
# What reaches out, or would let somebody in. The pair that asyncio wakes itself with is neither.
WATCHED = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
)
WATCH = f"""
import atexit, json, os, sys
seen = []
sys.addaudithook(lambda event, args: seen.append([event, str(args[1:])]) if event in {WATCHED!r} else None)
atexit.register(lambda: open(os.environ["SEEN"], "w").write(json.dumps(seen)))
"""
SCRIPTS = sorted((CHECKOUT / "tests" / "transcripts").glob("*.txt"))
SCRIPTS = [path for path in SCRIPTS if not path.stem.startswith("circle-")]  # those are no scripts


def watched(folder: Path, code: str, stdin: str) -> tuple[subprocess.CompletedProcess[str], list[list[str]]]:
    seen = folder / "seen.json"
    ran = subprocess.run(
        [sys.executable, "-c", WATCH + code],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "SEEN": str(seen), "HOME": str(folder)},
    )
    return ran, json.loads(seen.read_text())


CHAT = """
import sys
sys.argv = ["bounceback", "chat", "--db", "a.db"]
from bot.__main__ import main
main()
"""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_whole_conversation_opens_none(tmp_path: Path, script: Path) -> None:
    said = "\n".join(
        line for line in script.read_text("utf-8").splitlines() if not line.startswith(("#", "/later", "/quit"))
    )
    ran, seen = watched(tmp_path, CHAT, f"{said}\nI want to kill myself\n/bounceback privacy\n1\n")
    assert ran.returncode == 0, ran.stderr
    assert "suicide" in ran.stdout
    assert seen == []


def test_the_check_would_see_one(tmp_path: Path) -> None:
    code = "import socket\ns = socket.socket()\ntry:\n    s.connect(('127.0.0.1', 9))\nexcept OSError:\n    pass\n"
    _, seen = watched(tmp_path, code, "")
    assert [event for event, _ in seen] == ["socket.connect"]
