"""The week of a circle as a whole: how many people, what they meant to do, what is done. Nobody is named, nobody ranked."""

from __future__ import annotations

from bot.lines import Line
from bot.pictures import Picture
from bot.pictures.canvas import FULL, HEIGHT, INK, MARGIN, OPEN, QUIET, WIDTH, Canvas
from bot.pictures.facts import WeekFacts
from bot.pictures.painting import PAINTER
from bot.words import Tongue

# So many weeks before this one have room.
PAST = 8
RIGHT = WIDTH - MARGIN


def week(facts: WeekFacts, tongue: Tongue) -> Picture:
    """Draw it. Takes some tens of milliseconds, on a thread and outside of units of work. Raises PaintingError."""
    return Picture(PAINTER.paint(card(facts, tongue).shapes), alt(facts, tongue))


def alt(facts: WeekFacts, tongue: Tongue) -> str:
    past = [Line("picture-week-of", {"made": made, "done": done}) for made, done in facts.past[-PAST:]]
    values = {
        "number": facts.number, "people": facts.people, "commitments": facts.commitments, "done": facts.done,
        "cheers": facts.cheers, "before": "yes" if past else "no",
        "past": ", ".join(tongue.text(one, bare=True) for one in past),
    }  # fmt: skip
    return tongue.text(Line("picture-week-alt", values), bare=True)


def card(facts: WeekFacts, tongue: Tongue) -> Canvas:
    def said(line: Line) -> str:
        return tongue.text(line, bare=True)

    canvas = Canvas()
    canvas.head(said(Line("picture-week-title", {"number": facts.number})), said(Line("picture-week-when")))
    _figures(canvas, [
        (facts.people, said(Line("picture-week-people", {"count": facts.people}))),
        (facts.commitments, said(Line("picture-week-made"))),
        (facts.done, said(Line("picture-week-done"))),
        (facts.cheers, said(Line("picture-week-cheers", {"count": facts.cheers}))),
    ])  # fmt: skip
    if facts.commitments:
        share = min(facts.done / facts.commitments, 1)
        canvas.box(MARGIN, 244, RIGHT, 268, OPEN, FULL, radius=12)
        if facts.done:
            canvas.box(MARGIN, 244, max(MARGIN + (RIGHT - MARGIN) * share, MARGIN + 24), 268, FULL, radius=12)
    else:
        canvas.text(MARGIN, 264, said(Line("picture-week-nothing")), 20, QUIET, width=RIGHT - MARGIN)
    if not facts.past:
        canvas.text(MARGIN, 320, said(Line("picture-week-first")), 20, QUIET, width=RIGHT - MARGIN)
        return canvas
    canvas.text(MARGIN, 320, said(Line("picture-week-past")), 22, bold=True, width=420)
    _key(canvas, said(Line("picture-week-key-made")), said(Line("picture-week-key-done")))
    _before(canvas, facts, said(Line("picture-week-this")))
    return canvas


def _figures(canvas: Canvas, figures: list[tuple[int, str]]) -> None:
    step = (RIGHT - MARGIN) / len(figures)
    for place, (figure, label) in enumerate(figures):
        left = MARGIN + place * step
        canvas.text(left, 186, str(figure), 50, INK, bold=True, width=step - 16)
        canvas.text(left, 218, label, 20, QUIET, width=step - 16)


def _key(canvas: Canvas, made: str, done: str) -> None:
    """What an outline and what a full column mean, at the right of the heading."""
    for left, fill, label in ((560, OPEN, made), (790, FULL, done)):
        canvas.box(left, 303, left + 20, 323, fill, FULL)
        canvas.text(left + 30, 320, label, 18, QUIET, width=170)


def _before(canvas: Canvas, facts: WeekFacts, this: str) -> None:
    shown = (*facts.past[-PAST:], (facts.commitments, facts.done))
    numbers = range(facts.number - len(shown) + 1, facts.number + 1)
    most = max(max(made, done) for made, done in shown)
    top, bottom = 372, HEIGHT - 58
    step = min((RIGHT - MARGIN) / len(shown), 160)
    for place, ((made, done), number) in enumerate(zip(shown, numbers, strict=True)):
        left = MARGIN + place * step
        for side, (count, fill) in enumerate(((made, OPEN), (done, FULL))):
            edge = left + 8 + side * (step - 16) / 2
            canvas.columns((count,), (edge, top, edge + (step - 16) / 2, bottom), most, fill=fill, line=FULL, widest=36)
        last = place == len(shown) - 1
        canvas.text(left + step / 2, HEIGHT - 30, this if last else str(number), 18, QUIET, align="m", width=step - 8)
