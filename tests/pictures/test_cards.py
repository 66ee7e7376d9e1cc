"""The cards: what can be read of them, by whom, and whether everything has room. Looked at as data, and as pixels."""

from __future__ import annotations

import io
from functools import cache
from itertools import combinations
from typing import Any, cast

import pytest
from PIL import Image, ImageFont

from bot.pictures import canvas as colours
from bot.pictures import journey, numbers, week
from bot.pictures.canvas import HEIGHT, WIDTH, Box, Canvas, Text
from bot.pictures.drawing import drawing
from bot.pictures.facts import Facts, JourneyFacts, NumbersFacts, WeekFacts
from bot.pictures.paint import FINE, FONTS, SMALLEST, paint
from bot.words import Words, languages
from tests.pictures.cases import CASES

CARDS: dict[type[Any], Any] = {JourneyFacts: journey.card, WeekFacts: week.card, NumbersFacts: numbers.card}
# Letters of the languages that are listened for, and what our labels and figures are made of.
LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    "áàâäãåçéèêëíìîïñóòôöõœúùûüÿßÁÀÂÄÃÇÉÈÊËÍÎÏÑÓÔÖÕŒÚÛÜ¿¡«»“”’–—…·.,:;()/%&+'-"
)

each_case = pytest.mark.parametrize("name", CASES)


@cache
def card(name: str) -> Canvas:
    facts = CASES[name]
    return cast("Canvas", CARDS[type(facts)](facts, Words().of("en")))


@cache
def png(name: str) -> bytes:
    return paint(card(name).shapes)


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def under(text: Text, boxes: list[Box]) -> str:
    """What a text stands on: the card, or the last filled box that its line is in."""
    ground = colours.CARD
    for box in boxes:
        if (
            box.fill
            and box.fill != colours.FAINT
            and box.left <= text.x <= box.right
            and box.top < text.y <= box.bottom
        ):
            ground = box.fill
    return ground


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@each_case
def test_texts_and_shapes_stand_out(name: str) -> None:
    boxes = [shape for shape in card(name).shapes if isinstance(shape, Box)]
    for shape in card(name).shapes:
        if isinstance(shape, Text):
            assert contrast(shape.ink, under(shape, boxes)) >= 4.5, shape
        elif shape.fill != colours.FAINT:
            edge = shape.line or shape.fill
            assert edge is not None
            assert contrast(edge, colours.CARD) >= 3, shape


def test_the_card_has_a_background_of_its_own() -> None:
    """All of it is opaque, so what the page is like does not matter to what stands on it."""
    for name in CASES:
        image = Image.open(io.BytesIO(png(name)))
        assert "transparency" not in image.info
        corner = cast("tuple[int, int, int]", image.convert("RGB").getpixel((1, 1)))
        assert "#{:02x}{:02x}{:02x}".format(*corner) == colours.CARD


@each_case
def test_every_column_and_bar_has_its_number_in_words(name: str) -> None:
    """Never colour alone: whatever a full shape says stands beside it as a figure."""
    shapes = card(name).shapes
    figures = [shape for shape in shapes if isinstance(shape, Text) and any(map(str.isdigit, shape.words))]
    for shape in shapes:
        if isinstance(shape, Box) and shape.fill in (colours.NOES, colours.FULL) and shape.right - shape.left < 900:
            near = [
                one for one in figures
                if shape.left - 60 <= one.x <= shape.right + 460 and shape.top - 60 <= one.y <= shape.bottom + 60
            ]  # fmt: skip
            # The key of a chart names what a full box means.
            keyed = [one for one in shapes if isinstance(one, Text) and one.x == shape.left + 30]
            assert near or keyed, shape


def area(text: Text) -> tuple[float, float, float, float]:
    """Where a text stands: left, top, right, bottom."""
    size, words = text.size, text.words
    face = FONTS / f"Manrope-{'Bold' if text.bold else 'Medium'}.ttf"
    while (font := ImageFont.truetype(face, size * FINE)).getlength(words) > text.width * FINE and size > SMALLEST:
        size -= 1
    wide = min(font.getlength(words) / FINE, text.width)
    left = text.x - {"l": 0.0, "m": wide / 2, "r": wide}[text.align]
    return left, text.y - 0.72 * size, left + wide, text.y + 0.22 * size


@each_case
def test_everything_has_room(name: str) -> None:
    """Nothing leaves the card, no text runs into another, and none is cut in English."""
    texts = [shape for shape in card(name).shapes if isinstance(shape, Text)]
    for shape in card(name).shapes:
        left, top, right, bottom = area(shape) if isinstance(shape, Text) else shape[:4]
        assert left >= 0 and top >= 0, shape  # noqa: PT018 - one place
        assert right <= WIDTH and bottom <= HEIGHT, shape  # noqa: PT018 - one place
    for one, other in combinations(texts, 2):
        a, b = area(one), area(other)
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one.words, other.words)


@each_case
def test_a_picture_is_small_and_of_one_size(name: str) -> None:
    image = Image.open(io.BytesIO(png(name)))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(png(name)) < 100_000


@each_case
def test_the_same_facts_make_the_same_picture(name: str) -> None:
    assert paint(card(name).shapes) == png(name)


@pytest.mark.parametrize("face", ["Manrope-Medium.ttf", "Manrope-Bold.ttf"])
def test_the_fonts_have_every_letter_and_their_licence_is_beside_them(face: str) -> None:
    font = ImageFont.truetype(FONTS / face, 40)

    def looks(letter: str) -> bytes:
        return bytes(font.getmask(letter))

    assert looks("日") == looks("本"), "what it lacks all looks the same"
    assert [letter for letter in LETTERS if looks(letter) == looks("日")] == []
    assert "SIL Open Font License, Version 1.1" in (FONTS / "OFL.txt").read_text()


def test_our_words_have_no_letter_that_the_fonts_lack() -> None:
    said = {
        letter for name in CASES for shape in card(name).shapes if isinstance(shape, Text) for letter in shape.words
    }
    assert said <= set(LETTERS) | {" "}


@pytest.mark.parametrize("language", languages())
@each_case
def test_the_words_say_all_that_the_picture_says(name: str, language: str) -> None:
    """In a sentence or two, without marks that a screen reader would read out, short enough for Discord."""
    facts, tongue = CASES[name], Words().of(language)
    told = drawing(facts, tongue).alt
    assert len(told) <= 1024
    assert told.isprintable()
    assert "  " not in told
    for figure in figures(facts):
        assert f"{figure:,}" in told, (figure, told)


def figures(facts: Facts) -> list[int]:
    match facts:
        case JourneyFacts():
            return [*facts.noes, *facts.done, *(many for _, many in facts.stages)] + [facts.every] * (facts.every > 1)
        case WeekFacts():
            # "One person", "no cheers": those are words.
            many = (facts.people, facts.commitments, facts.cheers)
            past = [figure for pair in facts.past[-week.PAST :] for figure in pair]
            return [*(one for one in many if one > 1), *([facts.done] if facts.people else []), *past]
        case NumbersFacts():
            return [cell.shown for cell in (*facts.cells, *facts.stages) if cell.shown is not None]


def test_little_is_said_to_be_little() -> None:
    for name in ("journey-none", "journey-one"):
        assert any("Small sample" in shape.words for shape in card(name).shapes if isinstance(shape, Text))
        assert "Small sample" in drawing(CASES[name], Words().of("en")).alt
    assert "Small sample" not in drawing(CASES["journey-many"], Words().of("en")).alt
