"""A card to draw on: shapes and words as data, so that another process can put them on pixels.

The card has a background of its own, so that it looks the same on a dark and on a light page. Every text reaches a contrast
of 4.5 to what it stands on, every shape that means something one of 3. No colour means anything alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

WIDTH, HEIGHT = 1000, 560
MARGIN = 48

CARD = "#faf7f1"
INK = "#22303a"
QUIET = "#53606a"
# What was done is full, what was meant or is still open has only an outline.
FULL = "#2c6e72"
OPEN = "#fffdf9"
NOES = "#a8572b"
# Lines that only guide the eye.
FAINT = "#ddd6c9"


class Box(NamedTuple):
    """A rectangle with round corners. Without `fill` it is an outline; `dashed` is a broken line, for what is left out."""

    left: float
    top: float
    right: float
    bottom: float
    fill: str | None
    line: str | None = None
    radius: float = 6
    dashed: bool = False


class Text(NamedTuple):
    """Words in one line: `y` is the line that they stand on, `align` ``l``, ``m`` or ``r`` says what `x` is.

    Wider than `width`, they are set smaller, and shortened where even that is too wide.
    """

    x: float
    y: float
    words: str
    size: int
    ink: str = INK
    bold: bool = False
    align: str = "l"
    width: float = WIDTH


Shape: TypeAlias = Box | Text


class Canvas:
    """Collects what is on a card."""

    def __init__(self) -> None:
        self.shapes: list[Shape] = []

    def head(self, title: str, below: str) -> None:
        """What it is a picture of, and of when."""
        self.text(MARGIN, 76, title, 34, bold=True, width=WIDTH - 2 * MARGIN)
        self.text(MARGIN, 112, below, 20, QUIET, width=WIDTH - 2 * MARGIN)

    def foot(self, words: str) -> None:
        """A line at the bottom: how it is to be read."""
        self.text(MARGIN, HEIGHT - 32, words, 18, QUIET, width=WIDTH - 2 * MARGIN)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: int,
        ink: str = INK,
        *,
        bold: bool = False,
        align: str = "l",
        width: float = WIDTH,
    ) -> None:
        self.shapes.append(Text(x, y, words, size, ink, bold, align, width))

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        fill: str | None,
        line: str | None = None,
        *,
        radius: float = 6,
        dashed: bool = False,
    ) -> None:
        self.shapes.append(Box(left, top, right, bottom, fill, line, radius, dashed))

    def rule(self, left: float, right: float, y: float) -> None:
        """A faint line from left to right."""
        self.box(left, y, right, y + 2, FAINT, radius=0)

    def columns(
        self,
        counts: Sequence[int],
        place: tuple[float, float, float, float],
        most: int,
        *,
        fill: str | None,
        line: str | None = None,
        widest: float = 44,
    ) -> list[float]:
        """Columns over a base line with their counts on top, in `place` (left, top, right, bottom). Gives their middles.

        `most` is the count that reaches the top. A count of none has a small mark on the line and no number.
        """
        left, top, right, bottom = place
        step = (right - left) / max(len(counts), 1)
        wide = min(step * 0.62, widest)
        middles = [left + step * (number + 0.5) for number in range(len(counts))]
        self.rule(left, right, bottom)
        for middle, count in zip(middles, counts, strict=True):
            if count:
                high = max((bottom - top) * count / max(most, 1), 8)
                radius = min(6, wide / 2, high / 3)
                self.box(middle - wide / 2, bottom - high, middle + wide / 2, bottom, fill, line, radius=radius)
                self.text(middle, bottom - high - 8, str(count), 18, bold=True, align="m", width=step)
        return middles
