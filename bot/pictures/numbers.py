"""A community's week in rounded numbers, for whoever runs it. What would say something about somebody is not there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.lines import Line
from bot.pictures import Picture
from bot.pictures.canvas import FULL, INK, MARGIN, NOES, QUIET, WIDTH, Canvas
from bot.pictures.facts import Cell, NumbersFacts
from bot.pictures.painting import PAINTER
from bot.words import Tongue

RIGHT = WIDTH - MARGIN
MIDDLE = 500


def numbers(facts: NumbersFacts, tongue: Tongue) -> Picture:
    """Draw it. Takes some tens of milliseconds, on a thread and outside of units of work. Raises PaintingError."""
    return Picture(PAINTER.paint(card(facts, tongue).shapes), alt(facts, tongue))


def alt(facts: NumbersFacts, tongue: Tongue) -> str:
    def listed(cells: Sequence[Cell]) -> str:
        told = ({"what": label(cell, tongue), "figure": figure(cell, tongue)} for cell in cells)
        return ", ".join(tongue.text(Line("picture-numbers-cell", one), bare=True) for one in told)

    values = {**_days(facts, tongue), "cells": listed(facts.cells), "stages": listed(facts.stages)}
    return tongue.text(Line("picture-numbers-alt", values), bare=True)


def label(cell: Cell, tongue: Tongue) -> str:
    """What a cell counts."""
    return tongue.text(Line(f"statistics-cell.{cell.name}"), bare=True)


def figure(cell: Cell, tongue: Tongue) -> str:
    """What it comes to, in words."""
    if cell.shown is None:
        return tongue.text(Line("picture-numbers-hidden"), bare=True)
    return tongue.text(Line("picture-numbers-about", {"count": cell.shown}), bare=True)


def card(facts: NumbersFacts, tongue: Tongue) -> Canvas:
    def said(line: Line) -> str:
        return tongue.text(line, bare=True)

    canvas = Canvas()
    canvas.head(said(Line("picture-numbers-title")), said(Line("picture-numbers-when", _days(facts, tongue))))
    _bars(canvas, facts.cells, tongue, (MARGIN, MIDDLE - 20), 142, FULL)
    canvas.text(MIDDLE + 20, 160, said(Line("picture-numbers-stages")), 20, bold=True, width=RIGHT - MIDDLE - 20)
    _bars(canvas, facts.stages, tongue, (MIDDLE + 20, RIGHT), 174, NOES)
    canvas.foot(said(Line("picture-numbers-foot")))
    return canvas


def _bars(
    canvas: Canvas, cells: Sequence[Cell], tongue: Tongue, across: tuple[float, float], top: float, fill: str
) -> None:
    left, right = across
    most = max((cell.shown or 0 for cell in cells), default=0)
    step = (500 - top) / max(len(cells), 1)
    for place, cell in enumerate(cells):
        y = top + place * step
        words = figure(cell, tongue)
        canvas.text(left, y + 18, label(cell, tongue), 17, INK, width=right - left - 130)
        canvas.text(right, y + 18, words, 17, QUIET if cell.shown is None else INK, bold=cell.shown is not None,
                    align="r", width=124)  # fmt: skip
        if cell.shown is None:
            canvas.box(left, y + 29, right, y + 31, None, QUIET, dashed=True)
        else:
            canvas.box(left, y + 25, left + max((right - left) * cell.shown / max(most, 1), 8), y + 35, fill, radius=5)


def _days(facts: NumbersFacts, tongue: Tongue) -> dict[str, str]:
    return {"from": tongue.short_day(facts.monday), "until": tongue.short_day(facts.monday + timedelta(days=6))}
