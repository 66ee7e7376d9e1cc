"""Killed in the middle, started again: the same question, and nothing lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# Each line leads to another question, in another flow or another kind of question.
SCRIPT = [
    "/rejected Acme Analyst panel",
    "Start",
    "Angry",
    "Skip the breathing",
    "Write it out",
    "Write it and keep it",
    "h",
]


def played(db: Path, lines: list[str], *, kill: bool) -> str:
    """What the chat shows for the lines. `kill` ends it with SIGKILL while it waits for the next one."""
    chat = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", "--db", db],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert chat.stdin is not None
    assert chat.stdout is not None
    shown = ""
    for line in lines:
        chat.stdin.write(line + "\n")
        chat.stdin.flush()
        # Its answer ends with the way out, which every screen of these has.
        while "s Stop here" not in shown.partition(f"> {line}")[2]:
            shown += chat.stdout.readline()
    if kill:
        chat.kill()
    rest = chat.communicate(timeout=20)[0]
    return shown + rest


def question(shown: str) -> str:
    """The last screen of a transcript, without the hint that only newcomers see."""
    screen = shown.rpartition("\n> ")[2].partition("\n")[2] if "\n> " in shown else shown
    return screen.replace("  Type a number.\n", "").strip()


@pytest.mark.parametrize("answered", range(2, len(SCRIPT) + 1))
def test_the_same_question_after_a_kill(tmp_path: Path, answered: int) -> None:
    db = tmp_path / "bounceback.db"
    before = played(db, SCRIPT[:answered], kill=True)
    after = played(db, [], kill=False)
    assert question(before)
    assert question(after) == question(before)
