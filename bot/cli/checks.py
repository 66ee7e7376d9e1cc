"""`bounceback config check`: what the settings lead to, looked at before anything starts."""

from __future__ import annotations

from bot.config import Config, lacking
from bot.content.load import load
from bot.content.problems import ContentError
from bot.store.place import Place
from bot.words import Words, WordsError


def check(config: Config, place: Place) -> tuple[list[str], list[str]]:
    """What is all right and what is not, a line each. `place` is the store that is used."""
    good, problems = [], lacking(config)
    if not problems:
        good.append(f"settings: all right; the store is {place}")
    try:
        content = load(config.content.dir)
    except ContentError as error:
        problems += str(error).splitlines()
    else:
        good.append(
            f"content: all right; {len(content.learning)} learning entries, {len(content.helplines)} helpline rows"
        )
    try:
        Words(config.content.dir)
    except WordsError as error:
        problems += str(error).splitlines()
    else:
        good.append("words: all right")
    return good, problems
