"""What pictures are drawn of in tests: nothing, a little, a lot, more than there is room for; and the longest words."""

from __future__ import annotations

from datetime import date

from bot.pictures.facts import Cell, Facts, JourneyFacts, NumbersFacts, WeekFacts
from bot.rows import Stage
from bot.statistics import CELLS, STAGES

MONDAY = date(2026, 9, 7)
EVERY = (*Stage, None)

CASES: dict[str, Facts] = {
    "journey-none": JourneyFacts(MONDAY, (0, 0), (0, 0), (), 0, 0),
    "journey-one": JourneyFacts(MONDAY, (0, 1), (0, 0), ((Stage.FINAL, 1),), 1, 2),
    "journey-many": JourneyFacts(
        MONDAY, (1, 0, 3, 2, 0, 0, 5, 1, 2, 0, 1, 2), (0, 1, 2, 0, 4, 3, 1, 0, 2, 2, 1, 12),
        tuple((stage, 9 - place) for place, stage in enumerate(EVERY)), 27, 6,
    ),
    "journey-most": JourneyFacts(MONDAY, (199,) * 12, (200,) * 12, tuple((stage, 8888) for stage in EVERY), 88_888, 200),
    "week-none": WeekFacts(1, 0, 0, 0, 0),
    "week-one": WeekFacts(1, 1, 1, 0, 0),
    "week-all-done": WeekFacts(2, 3, 4, 4, 1, ((5, 0),)),
    "week-many": WeekFacts(38, 23, 41, 29, 57, tuple((20 + 3 * week, 10 + 2 * week) for week in range(12))),
    "week-most": WeekFacts(9999, 88_888, 9_999, 8_888, 777_777, ((9_999, 8_888),) * 60),
    "numbers-none": NumbersFacts(
        MONDAY, tuple(Cell(cell, None) for cell in CELLS), tuple(Cell(stage, None) for stage in STAGES)
    ),
    "numbers-some": NumbersFacts(
        MONDAY, tuple(map(Cell, CELLS, (25, 15, 40, 10, 20, None))),
        tuple(map(Cell, STAGES, (10, 5, None, None, None, None, None))),
    ),
    "numbers-most": NumbersFacts(
        MONDAY, tuple(Cell(cell, 99_995) for cell in CELLS), tuple(Cell(stage, 99_995) for stage in STAGES)
    ),
}  # fmt: skip
