"""Several members of one store that stays, in chats that end, and in chats that are killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_resume import question


def chat(db: Path, *lines: str, seat: str | None = None) -> str:
    """What a chat shows for the lines, to its end."""
    seated = ["--as", seat] if seat else []
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--db", db, *seated],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


def test_members_stay(tmp_path: Path) -> None:
    db = tmp_path / "bounceback.db"
    yours = chat(db, "/rejected Acme Analyst panel", "Start")
    bens = chat(db, "/rejected Initech", "Start", "Panel", seat="Ben")
    assert "Acme" not in bens.partition("\n> ")[0]
    assert "what is closest right now?" in chat(db, seat="BEN")
    both = chat(db, "/as", "/as ben", "/as You")
    assert question(both.partition("\n> ")[0]) == question(yours)
    assert "    You\n    Ben\n" in both
    assert "You are Ben now. No message waits." in both
    assert "About Initech" in both.partition("> /as ben")[2].partition("\n> ")[0]
    assert question(both).endswith(question(yours))


def test_a_kill_between_two_members_loses_nothing(tmp_path: Path) -> None:
    db = tmp_path / "bounceback.db"
    killed = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", "--db", db], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert killed.stdin is not None
    assert killed.stdout is not None
    killed.stdin.write("/rejected Acme Analyst panel\nStart\n/as Ben\n/rejected Initech\nStart\n")
    killed.stdin.flush()
    before = ""
    while "s Stop here" not in before.partition("> /rejected Initech")[2].partition("> Start")[2]:
        before += killed.stdout.readline()
    killed.kill()
    before += killed.communicate(timeout=20)[0]
    assert question(chat(db, seat="ben")) == question(before)
    assert "About Acme" in chat(db)


@pytest.mark.parametrize("name", ["", "¡!", "x" * 51])
def test_a_bad_name_is_said_before_anything_is_opened(tmp_path: Path, name: str) -> None:
    db = tmp_path / "bounceback.db"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--db", db, "--as", name],
        capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 2
    assert "a name has 1 to 50 characters" in " ".join(done.stderr.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []
