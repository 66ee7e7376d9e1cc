"""A member's own weeks: noes, what got done, how far things got. For nobody else."""

from __future__ import annotations

from datetime import timedelta

from bot.lines import Line
from bot.pictures import Picture
from bot.pictures.canvas import FULL, HEIGHT, INK, MARGIN, NOES, QUIET, WIDTH, Canvas
from bot.pictures.facts import JourneyFacts
from bot.pictures.painting import PAINTER
from bot.words import Tongue

# The weeks are on the left, how far things got on the right.
MIDDLE, RIGHT = 590, WIDTH - MARGIN
LEFT = MIDDLE + 50


def journey(facts: JourneyFacts, tongue: Tongue) -> Picture:
    """Draw it. Takes some tens of milliseconds, on a thread and outside of units of work. Raises PaintingError."""
    return Picture(PAINTER.paint(card(facts, tongue).shapes), alt(facts, tongue))


def alt(facts: JourneyFacts, tongue: Tongue) -> str:
    stages = [
        tongue.text(Line("picture-count", {"what": what, "count": count}), bare=True)
        for what, count in _reached(facts, tongue)
    ]
    values = {
        "from": tongue.short_day(facts.since), "until": _until(facts, tongue),
        "noes": ", ".join(map(str, facts.noes)), "done": ", ".join(map(str, facts.done)),
        "reached": "yes" if stages else "no", "stages": ", ".join(stages), "note": tongue.text(_note(facts), bare=True),
    }  # fmt: skip
    return tongue.text(Line("picture-journey-alt", values), bare=True)


def card(facts: JourneyFacts, tongue: Tongue) -> Canvas:
    def said(line: Line) -> str:
        return tongue.text(line, bare=True)

    canvas = Canvas()
    days = {"from": tongue.short_day(facts.since), "until": _until(facts, tongue)}
    canvas.head(said(Line("picture-journey-title")), said(Line("picture-journey-when", days)))
    canvas.text(MARGIN, 164, said(Line("picture-journey-noes")), 20, bold=True, width=MIDDLE - MARGIN)
    _weeks(canvas, facts.noes, 200, 300, NOES, said(Line("picture-journey-no-noes")))
    canvas.text(MARGIN, 346, said(Line("picture-journey-done")), 20, bold=True, width=MIDDLE - MARGIN)
    _weeks(canvas, facts.done, 382, 464, FULL, said(Line("picture-journey-no-done")))
    _days(canvas, facts, tongue)
    canvas.text(LEFT, 164, said(Line("picture-journey-stages")), 20, bold=True, width=RIGHT - LEFT)
    _stages(canvas, _reached(facts, tongue), said(Line("picture-journey-none")))
    canvas.foot(said(_note(facts)))
    return canvas


def _weeks(canvas: Canvas, counts: tuple[int, ...], top: float, bottom: float, fill: str, nothing: str) -> None:
    canvas.columns(counts, (MARGIN, top, MIDDLE, bottom), max(counts), fill=fill)
    if not any(counts):
        canvas.text((MARGIN + MIDDLE) / 2, bottom - 16, nothing, 18, QUIET, align="m", width=MIDDLE - MARGIN)


def _days(canvas: Canvas, facts: JourneyFacts, tongue: Tongue) -> None:
    """Under the columns, the day on which a week begins: as many as have room."""
    step = (MIDDLE - MARGIN) / len(facts.noes)
    every = -(-len(facts.noes) // 6)
    for number in range(len(facts.noes)):
        # Counted from the end, so that this week has its day.
        if (len(facts.noes) - 1 - number) % every == 0:
            day = tongue.short_day(facts.since + timedelta(weeks=number))
            canvas.text(MARGIN + step * (number + 0.5), 490, day, 17, QUIET, align="m", width=step * every - 6)


def _stages(canvas: Canvas, reached: list[tuple[str, int]], nothing: str) -> None:
    if not reached:
        canvas.text(LEFT, 204, nothing, 18, QUIET, width=RIGHT - LEFT)
        return
    most = max(count for _, count in reached)
    step = min((HEIGHT - 76 - 178) / len(reached), 58)
    for place, (what, count) in enumerate(reached):
        top = 178 + place * step
        canvas.text(LEFT, top + 18, what, 17, INK, width=RIGHT - LEFT)
        wide = max((RIGHT - LEFT - 50) * count / most, 8)
        canvas.box(LEFT, top + 24, LEFT + wide, top + 36, NOES)
        canvas.text(LEFT + wide + 10, top + 36, str(count), 18, bold=True, width=40)


def _reached(facts: JourneyFacts, tongue: Tongue) -> list[tuple[str, int]]:
    """How far things got, in words, with how many did."""
    return [
        (tongue.text(Line(f"stage.{stage}") if stage else Line("picture-journey-unsaid"), bare=True), count)
        for stage, count in facts.stages
    ]


def _until(facts: JourneyFacts, tongue: Tongue) -> str:
    return tongue.short_day(facts.since + timedelta(days=7 * len(facts.noes) - 1))


def _note(facts: JourneyFacts) -> Line:
    if facts.small:
        return Line("picture-journey-small", {"count": facts.every})
    return Line("picture-journey-all", {"count": facts.every, "left": facts.left})
