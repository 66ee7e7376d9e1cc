"""`safety check` and `helplines check`, as an organiser types them."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli.safety_commands import check_helplines, check_lines
from bot.safety import Finding

from .conftest import Run

Start = Callable[..., subprocess.Popen[str]]


def answers(given: bytes) -> tuple[int, list[dict[str, Any]]]:
    out = io.StringIO()
    wrong = check_lines(io.BytesIO(given), out)
    return wrong, [json.loads(line) for line in out.getvalue().splitlines()]


def line(**fields: Any) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def test_one_answer_for_each_line_and_in_order(start: Start, folder: Path) -> None:
    process = start("safety", "check")
    said: list[dict[str, Any]] = [
        {"id": 1, "text": "They went with somebody else. On to the next."},
        {"id": "b", "text": "I want to kill myself", "lang": "en"},
        {"id": None, "text": "my brother says he wants to kill himself", "lang": "xx"},
        {"id": {"deep": [1]}, "text": ""},
    ]
    out, err = process.communicate("".join(json.dumps(one) + "\n" for one in said), timeout=60)
    found = [json.loads(one) for one in out.splitlines()]
    assert (process.returncode, err) == (0, "")
    assert [one["id"] for one in found] == [one["id"] for one in said]
    assert all(set(one) == {"id", "level", "category", "about"} for one in found)
    assert [one["level"] for one in found] == ["none", "crisis", "crisis", "none"]
    assert [one["about"] for one in found] == [None, "self", "other", None]
    # Nothing is stored: not a file is made.
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "wrong",
    [
        b"not json\n",
        b"[1]\n",
        b"3\n",
        b'"text"\n',
        line(id=1),
        line(id=1, text=3),
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
    ],
    ids=["words", "list", "number", "string", "no-text", "text-a-number", "bytes", "deep"],
)
def test_a_line_that_is_no_message_is_told_and_the_others_are_answered(wrong: bytes) -> None:
    count, found = answers(line(id=1, text="fine") + wrong + line(id=3, text="fine"))
    assert count == 1
    assert [one.get("level") for one in found] == ["none", None, "none"]
    assert found[1]["error"].startswith("line 2 is not a message. Write: {")


def test_it_ends_with_1_and_one_line_that_says_so(start: Start) -> None:
    process = start("safety", "check")
    _, err = process.communicate("nothing\n", timeout=60)
    assert (process.returncode, err) == (1, 'bounceback: 1 line could not be answered: look for "error"\n')


@pytest.mark.parametrize("lang", [None, "en", "de-AT", "", 3, ["en"]])
def test_a_language_is_only_a_hint(lang: Any) -> None:
    assert answers(line(id=1, text="I want to kill myself", lang=lang))[1][0]["level"] == "crisis"


def test_half_a_character_and_bytes_that_are_none_are_answered() -> None:
    wrong, found = answers(
        b'{"id": "\\ud800", "text": "I want to kill myself \\udfff"}\n' + b'{"id": 2, "text": "\xff"}\n'
    )
    assert (wrong, [one["level"] for one in found]) == (0, ["crisis", "none"])
    assert found[0]["id"] == "\ud800"


def test_a_detector_that_fails_is_told_without_the_text() -> None:
    def broken(text: str, language: str | None) -> Finding:
        raise RuntimeError(text)

    out = io.StringIO()
    assert check_lines(io.BytesIO(line(id=1, text="zyxcanary")), out, broken) == 1
    assert json.loads(out.getvalue()) == {"id": 1, "error": "line 1 could not be assessed (RuntimeError)."}


# Helplines

TODAY = date(2026, 11, 25)
ROW = """
[[helpline]]
id = "us-988"
country = "US"
country_name = "United States"
emergency = "911"
service = "988 Suicide & Crisis Lifeline"
phones = ["988"]
link = "https://988lifeline.org"
confidence = "high"
source = "ours"
verified_at = {day}
"""


def verified(folder: Path, day: date) -> Path:
    folder.mkdir()
    (folder / "helplines.toml").write_text(ROW.format(day=day.isoformat()))
    return folder


def test_every_row_that_we_ship_is_listed_since_nobody_verified_it(run: Run) -> None:
    ran = run("helplines", "check")
    lines = ran.out.splitlines()
    assert ran.code == 1
    assert lines[0] == (
        "us-988 (United States, 988 Suicide & Crisis Lifeline: 988 / text 988): never verified. "
        "Confirm it at https://988lifeline.org, then set verified_at."
    )
    assert ran.err == f"bounceback: {len(lines)} rows, 0 verified within 180 days, {len(lines)} to look at\n"
    assert len(lines) > 80


@pytest.mark.parametrize(("days", "listed"), [(0, False), (180, False), (181, True)])
def test_a_row_is_good_for_180_days(folder: Path, days: int, listed: bool) -> None:
    day = TODAY - timedelta(days=days)
    checked = check_helplines(verified(folder / "content", day), TODAY)
    mine = [one for one in checked.lines if one.startswith("us-988 ")]
    assert bool(mine) is listed
    if listed:
        assert f"verified on {day}, 181 days ago" in mine[0]


def test_a_table_that_was_verified_passes(folder: Path) -> None:
    content = verified(folder / "content", TODAY)
    ids = [one.partition(" ")[0] for one in check_helplines(content, TODAY).lines]
    text = (content / "helplines.toml").read_text()
    anywhere = ROW.replace("us-988", "zz").replace('"US"', '"ZZ"').format(day=TODAY.isoformat())
    (content / "helplines.toml").write_text(f"remove = {json.dumps(ids)}\n{text}\n{anywhere}")
    checked = check_helplines(content, TODAY)
    assert checked.lines == ()
    assert checked.summary == "2 rows, 2 verified within 180 days, 0 to look at"
