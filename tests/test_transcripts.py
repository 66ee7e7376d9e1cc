"""Whole conversations, as scripts: said, replied. README shows a part of one, so it is held to be real."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "transcripts"
README = Path(__file__).parent.parent / "README.md"
# What a circle looks like is played by another test.
SCRIPTS = sorted(path.stem for path in HERE.glob("*.txt") if not path.stem.startswith("circle-"))


@cache
def transcript(name: str) -> str:
    """What the demo prints for a script, on a day that does not change."""
    played = subprocess.run(
        [sys.executable, HERE / "play.py"],
        input=(HERE / f"{name}.txt").read_bytes(),
        capture_output=True,
        env={**os.environ, "COLUMNS": "100", "PYTHONPATH": str(HERE.parent.parent)},
        timeout=60,
        check=True,
    )
    assert played.stderr == b""
    return played.stdout.decode()


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_understood_to_its_end(name: str) -> None:
    told = transcript(name)
    assert "That is not one of the choices here" not in told
    assert "I know no" not in told
    assert told.rstrip().endswith("Take care.")


def test_all_six_steps_lead_to_a_plan_and_its_follow_ups_come_back() -> None:
    told = transcript("six-steps")
    for step in range(1, 7):
        assert f"Step {step} of 6" in told
    plan = told[told.index("That was the last of the six steps") :]
    assert "• Thursday 26 November: After dinner: Say my answers aloud once" in plan
    assert "#accountability  Sam, after a no: I asked for feedback or help" in plan
    after_two_days = plan[plan.index("> /later 2 days") :]
    assert "You wanted to ask why, about Acme. Did you send it?" in after_two_days
    after_a_week = after_two_days[after_two_days.index("> /later 7 days") :]
    assert "You sent a question about Acme last week." in after_a_week
    assert "Two of five stories were too long" not in told.split("> /later 7 days", maxsplit=1)[0]
    home = after_a_week[after_a_week.index("> /home") :]
    assert "Write down two stories in four parts" in home


def test_nothing_is_sent_to_whom_said_no() -> None:
    told = transcript("no-check-ins")
    assert "All right, no messages." in told
    assert "A direct message" not in told
    assert "Nothing was due." in told


def test_two_members_take_turns_and_nothing_of_either_is_lost() -> None:
    told = transcript("several")
    shared = "Sam, after a no: I asked for feedback or help"
    as_ben = told[told.index("You are Ben now. No message waits.") :]
    # Ben reads in the channel what Sam said there, and sees nothing of Sam's journey.
    channel = as_ben.partition("> /channel")[2].partition("\n> ")[0]
    assert channel.split() == ["#accountability", "•", *shared.split()]
    later = as_ben.partition("> /later 2 days")[2].partition("> /as sam")[0]
    assert "2 messages for Sam. /as Sam" in later
    assert "Sam: 2 messages wait" in later
    assert "Did you send it?" not in later
    as_sam = as_ben.partition("> /as sam")[2]
    assert as_sam.index("You are Sam now. 2 messages wait.") < as_sam.index("Your plan has the dates")
    assert as_sam.count("A direct message from Bounceback") == 2
    assert "Then your part is done, about Acme" in as_sam
    assert "About Initech: what is closest right now?" in as_sam.partition("> /as BEN")[2]


def test_no_character_is_needed_beyond_choices() -> None:
    """The same six steps by numbers only."""
    lines = (HERE / "only-taps.txt").read_text("utf-8").splitlines()
    assert all(line[:1] in "/#0123456789" or line in ("b", "s", "h", "") for line in lines)
    assert "That was the last of the six steps" in transcript("only-taps")


def test_the_readme_shows_a_real_transcript() -> None:
    shown = README.read_text("utf-8").split("<!-- transcript -->")[1].split("```")[1].removeprefix("text\n")
    told = transcript("six-steps")
    for part in shown.split("\n[...]\n"):
        assert part.strip("\n") in told
