"""The process that paints: begun when it is needed, begun anew when it is gone, given up on when it hangs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.pictures import painting, worker
from bot.pictures.canvas import Box, Shape, Text
from bot.pictures.paint import paint
from bot.pictures.painting import Painter, PaintingError
from bot.pictures.worker import dumped, loaded

SHAPES: list[Shape] = [Box(48, 48, 100, 100, "#2c6e72"), Text(48, 200, "Zwölf Wochen", 34, bold=True)]


@pytest.fixture
def painter() -> Iterator[Painter]:
    made = Painter()
    yield made
    made.close()


def process(painter: Painter) -> subprocess.Popen[bytes]:
    found = painter._process
    assert found is not None
    return found


def test_shapes_arrive_as_they_were() -> None:
    assert loaded(dumped(SHAPES)[4:]) == SHAPES


def test_it_paints_what_this_process_would(painter: Painter) -> None:
    assert painter.paint(SHAPES) == paint(SHAPES)
    first = process(painter).pid
    assert painter.paint(SHAPES) == paint(SHAPES)
    assert process(painter).pid == first


def test_one_that_was_killed_is_begun_anew(painter: Painter) -> None:
    painter.paint(SHAPES)
    first = process(painter)
    first.kill()
    first.wait()
    assert painter.paint(SHAPES) == paint(SHAPES)
    assert process(painter).pid != first.pid


def test_one_that_hangs_is_given_up(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "PATIENCE", 0.3)
    painter.paint(SHAPES)
    os.kill(process(painter).pid, signal.SIGSTOP)
    monkeypatch.setattr(sys, "executable", "/bin/cat/there-is-no-such-program")
    began = time.monotonic()
    with pytest.raises(PaintingError):
        painter.paint(SHAPES)
    assert time.monotonic() - began < 5


def test_where_no_process_can_be_begun_there_is_no_picture(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(Path("/there/is/no/python")))
    with pytest.raises(PaintingError):
        painter.paint(SHAPES)
    monkeypatch.undo()
    assert painter.paint(SHAPES) == paint(SHAPES)


def test_shapes_that_cannot_be_painted_end_in_an_error_and_not_in_silence(painter: Painter) -> None:
    with pytest.raises(PaintingError):
        painter.paint([Text(0, 0, "x", 20, ink="no such colour")])
    assert painter.paint(SHAPES) == paint(SHAPES)


def test_it_ends_when_the_bot_is_gone() -> None:
    """Also where the bot was killed: its end of the pipe closes with it."""
    ours = subprocess.Popen(
        [sys.executable, "-P", "-m", "bot.pictures.worker"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    assert ours.stdin is not None
    ours.stdin.close()
    assert ours.wait(10) == 0


def test_it_ends_when_nobody_asks_for_long() -> None:
    code = "from bot.pictures import worker; worker.ALONE = 0.2; worker.main()"
    ours = subprocess.Popen([sys.executable, "-P", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        assert ours.wait(10) == 0
    finally:
        assert ours.stdin is not None
        ours.stdin.close()
    assert worker.ALONE == 60


def test_the_bot_itself_does_not_load_pillow() -> None:
    """A start, and every turn without a picture, pay nothing for pictures."""
    code = "import sys, bot.turn, bot.flows, bot.cli.compose; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-P", "-c", code], check=False).returncode == 0
