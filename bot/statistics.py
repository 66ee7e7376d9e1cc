"""The weekly numbers of a community: what is counted, and what of it may be shown. docs/statistics.md says what it promises.

Whoever runs a community may know everybody in it, and compare one week with the next. So a figure is shown only where at least
five people are behind it, nobody counts for more than three in any of them, and it is rounded to five. What is left of a whole
when its shown parts are taken away is of five people at least too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar, TypeAlias

from bot.effects import Lookup
from bot.pictures.facts import Cell, NumbersFacts, monday_of
from bot.rows import Stage

# People behind a figure, at the least.
LEAST = 5
# Figures are rounded to this.
STEP = 5
# Nobody counts for more than this in a figure: one busy person is not to be seen in it.
EACH = 3
# A week is over everywhere on earth so long after it is in UTC.
EVERYWHERE = timedelta(hours=12)
# Snapshots stay for so long.
KEPT = timedelta(days=366)

CELLS = ("used", "noes", "items", "check-ins", "made", "done")
STAGES = tuple(stage.value for stage in Stage)
# Of which whole something is a part. Noes of which nobody said how far they got are in no part.
PARTS: Mapping[str, tuple[str, ...]] = {"noes": STAGES, "made": ("done",)}

Counted: TypeAlias = Mapping[str, Mapping[str, int]]
"""How many of each cell, by member. It lives for as long as a snapshot is made."""
Snapshot: TypeAlias = Mapping[str, int | None]


class Snapshots(Lookup[tuple[NumbersFacts, ...]]):
    """The weeks of a community that there are numbers of, the newest first."""

    community: str
    kind: ClassVar[str] = "snapshots"


def last_week(now: datetime) -> date:
    """The Monday of the last week that is over."""
    return monday_of((now - EVERYWHERE).date()) - timedelta(weeks=1)


def snapshot(counted: Counted) -> dict[str, int | None]:
    """What may be shown. Every cell is there, so that what is left out looks the same as what nobody did."""
    shown = {cell for cell in (*CELLS, *STAGES) if _people(counted.get(cell, {})) >= LEAST}
    for whole, parts in PARTS.items():
        kept = _parts(counted, whole, [part for part in parts if part in shown]) if whole in shown else ()
        shown -= set(parts) - set(kept)
    return {cell: _rounded(counted[cell]) if cell in shown else None for cell in (*CELLS, *STAGES)}


def _parts(counted: Counted, whole: str, parts: list[str]) -> tuple[str, ...]:
    """The parts that can be shown beside their whole: the smallest go until what is left over is of enough people."""
    left = sorted(parts, key=lambda part: (_people(counted[part]), part))
    while left and _people(rest(counted, whole, left)) < LEAST:
        left.pop(0)
    return tuple(left)


def rest(counted: Counted, whole: str, shown: Iterable[str]) -> dict[str, int]:
    """What is left of a whole, by member, when the shown parts are taken away: what somebody could work out."""
    taken = {member: sum(counted.get(part, {}).get(member, 0) for part in shown) for member in counted[whole]}
    return {member: many - taken[member] for member, many in counted[whole].items()}


def _people(by_member: Mapping[str, int]) -> int:
    return sum(many > 0 for many in by_member.values())


def _rounded(by_member: Mapping[str, int]) -> int:
    return (sum(min(many, EACH) for many in by_member.values()) + STEP // 2) // STEP * STEP


def facts(monday: date, shown: Snapshot) -> NumbersFacts:
    """A snapshot as it is drawn."""
    return NumbersFacts(
        monday,
        tuple(Cell(cell, shown.get(cell)) for cell in CELLS),
        tuple(Cell(stage, shown.get(stage)) for stage in STAGES),
    )
