"""Putting a card on pixels, with Pillow. Only the process that paints imports this."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.pictures.canvas import CARD, HEIGHT, WIDTH, Box, Shape, Text

FONTS = Path(__file__).parent / "fonts"
# All is drawn so many times as large, and made small again: corners are smooth, and letters stand where they should.
FINE = 2
# Words are set no smaller than this; then they are shortened.
SMALLEST = 16
COLOURS = 64
DASH = 8


def paint(shapes: Sequence[Shape]) -> bytes:
    """The card as PNG."""
    large = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), CARD)
    draw = ImageDraw.Draw(large)
    for shape in shapes:
        _box(draw, shape) if isinstance(shape, Box) else _text(draw, shape)
    made = io.BytesIO()
    large.reduce(FINE).quantize(COLOURS, dither=Image.Dither.NONE).save(made, "PNG", optimize=False, compress_level=6)
    return made.getvalue()


def _box(draw: ImageDraw.ImageDraw, box: Box) -> None:
    left, top, right, bottom = (round(edge * FINE) for edge in (box.left, box.top, box.right, box.bottom))
    corners = (left, top, max(right - 1, left), max(bottom - 1, top))
    if not box.dashed:
        draw.rounded_rectangle(corners, box.radius * FINE, box.fill, box.line, width=2 * FINE if box.line else 0)
        return
    for start in range(left, right, 2 * DASH * FINE):
        draw.rectangle((start, top, min(start + DASH * FINE, right) - 1, bottom - 1), box.line)


def _text(draw: ImageDraw.ImageDraw, text: Text) -> None:
    words, size, width = text.words, text.size, text.width * FINE
    while _font(size, bold=text.bold).getlength(words) > width and size > min(SMALLEST, text.size):
        size -= 1
    font = _font(size, bold=text.bold)
    if font.getlength(words) > width:
        while words and font.getlength(words + "…") > width:
            words = words[:-1]
        words = words.rstrip(" ,;:.·") + "…"
    draw.text((text.x * FINE, text.y * FINE), words, text.ink, font, anchor=f"{text.align}s")


@cache
def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"Manrope-{'Bold' if bold else 'Medium'}.ttf", size * FINE)
