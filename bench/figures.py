"""Figures: what was measured, what it must reach, and the table that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. With `at_most` or `at_least` it has a bar; without, it is there to be read."""

    what: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""
    detail: str = ""
    """What is for the JSON only."""

    @property
    def verdict(self) -> str:
        """``pass``, ``miss``, or nothing where there is no bar."""
        if self.at_most is not None:
            return "pass" if self.value <= self.at_most else "miss"
        if self.at_least is not None:
            return "pass" if self.value >= self.at_least else "miss"
        return ""

    @property
    def must(self) -> str:
        if self.at_most is not None:
            return f"at most {_number(self.at_most)} {self.unit}".rstrip()
        if self.at_least is not None:
            return f"at least {_number(self.at_least)} {self.unit}"
        return ""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that could not be measured, and why. It counts as a miss."""

    what: str
    why: str

    @property
    def verdict(self) -> str:
        return "miss"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something for which this machine lacks what it takes. It counts for nothing."""

    what: str
    why: str

    @property
    def verdict(self) -> str:
        return "skipped"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


Result = Figure | Missing | Skipped


def ratio_of_medians(rounds: Sequence[tuple[Sequence[float], Sequence[float]]]) -> float:
    """Each round's median of the first over its median of the second; the median of these."""
    return median(median(first) / median(second) for first, second in rounds)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def table(results: Sequence[Result]) -> str:
    """The results as lines of text, in columns."""
    head = ("what", "figure", "must reach", "", "")
    rows = [head]
    for result in results:
        match result:
            case Figure():
                figure = f"{_number(result.value)} {result.unit}".rstrip()
                rows.append((result.what, figure, result.must, result.verdict, result.note))
            case Missing() | Skipped():
                rows.append((result.what, "not measured", "", result.verdict, result.why))
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
