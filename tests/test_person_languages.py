"""Whoever writes in Spanish, French, German or Portuguese on their worst day is answered in it, whole and in room enough."""

from __future__ import annotations

from functools import cache

import pytest

from bot.content.load import load
from bot.flow import Ask
from bot.flows.person import person
from bot.lines import Brief, Line, Territory, Verbatim
from bot.screen import Paragraph, Screen
from bot.walk import screen_of, shows, walk
from bot.words import HERE, Tongue, Words, languages, partly
from tests import discord_pages as discord
from tests import slack_pages as slack
from tests.world import World, labels, text

LISTENED_FOR = ("de", "en", "es", "fr", "pt")
# Words that a crisis screen says plainly.
PLAINLY = {"en": "suicide", "es": "suicidio", "fr": "suicide", "de": "suizid", "pt": "suicídio"}
WROTE = {
    "en": "I want to kill myself",
    "es": "quiero matarme",
    "fr": "j'ai envie de me suicider",
    "de": "ich will mich umbringen",
    "pt": "não aguento mais, quero me matar",
}


@cache
def screens(language: str) -> tuple[tuple[str, Screen], ...]:
    """Every screen of the flow in a language."""
    tongue = Words().near(language)
    return tuple(
        (" → ".join(visit.path), screen_of(visit, tongue))
        for visit in walk(person, load())
        if isinstance(visit.frame.waits, Ask) or shows(visit.frame)
    )


class Alone(Tongue):
    """A language with nothing to stand in for what it lacks. Notes what it was asked for and does not have."""

    def __init__(self, language: str) -> None:
        super().__init__(language, {file.name: file.read_text("utf-8") for file in (HERE / language).glob("*.ftl")})
        self.lacks: set[str] = set()

    def told(self, line: Line, *, bare: bool = False) -> tuple[str, list[str]]:
        text, problems = super().told(line, bare=bare)
        if problems:
            self.lacks.add(f"{line.id}: {problems[0]}")
        return text, problems


def test_every_language_that_is_listened_for_is_answered() -> None:
    assert partly() == LISTENED_FOR
    assert languages() == ("en",)


@pytest.mark.parametrize("language", LISTENED_FOR)
def test_nothing_is_missing(language: str) -> None:
    tongue = Alone(language)
    for visit in walk(person, load()):
        if isinstance(visit.frame.waits, Ask) or shows(visit.frame):
            screen_of(visit, tongue)
    # What the turn says around it.
    for said in ("kept", "let-go", "let-go-on", "misread", "went-on", "expired", "stopped"):
        tongue.text(Line(f"person-{said}"))
    for button in ("resume", "home", "person"):
        tongue.text(Line(f"nav-{button}"))
    assert tongue.lacks == set()


@pytest.mark.parametrize("language", LISTENED_FOR)
def test_fits_every_platform(language: str) -> None:
    broken = {
        f"{path}: {problem}"
        for path, screen in screens(language)
        for problem in (*discord.problems(screen), *slack.problems(screen))
    }
    assert not broken


@pytest.mark.parametrize("language", LISTENED_FOR)
def test_says_it_plainly_at_a_crisis_and_never_at_distress(language: str) -> None:
    word = PLAINLY[language]
    said = {"crisis": 0, "distress": 0}
    for path, screen in screens(language):
        # What answers it comes first; below it stand the names of helplines, which are called what they are called.
        answer = " ".join(block.text for block in screen.blocks[:2] if isinstance(block, Paragraph)).casefold()
        for level in said:
            if f"held={level}-" in path and "country.0=" not in path and "bereaved" not in path:
                said[level] += word in answer
    assert said["crisis"] > 0
    assert said["distress"] == 0


@pytest.mark.parametrize("language", LISTENED_FOR)
def test_labels_are_short_and_tell_apart(language: str) -> None:
    for path, screen in screens(language):
        shown = [button.label for button in screen.buttons]
        assert all(len(label) <= 40 for label in shown), path
        assert len(set(shown)) == len(shown), path


def test_countries_are_called_as_they_are_called_there() -> None:
    germany = Territory("DE", "Germany")
    assert [Words().near(one).text(germany) for one in LISTENED_FOR] == [
        "Deutschland",
        "Germany",
        "Alemania",
        "Allemagne",
        "Alemanha",
    ]
    assert Words().near("de").text(Brief(Verbatim("x"))) == "x"


@pytest.mark.parametrize("language", LISTENED_FOR)
async def test_whoever_writes_in_it_is_answered_in_it(world: World, language: str) -> None:
    await world.command("rejected", company="Acme")
    await world.tap("start")
    shown = await world.type(WROTE[language])
    assert PLAINLY[language] in text(shown).casefold()
    tongue = Words().near(language)
    assert tongue.text(Line("person-country.misread")) in labels(shown)
    assert tongue.text(Line("nav-stop")) in labels(shown)
    await world.pick("DE")
    shown = await world.tap("let-go")
    assert tongue.text(Line("person-let-go")).partition("\n")[0] in text(shown)
    # Their own language is not changed by that.
    shown = await world.tap("~resume")
    assert "Stop here" in labels(shown)
