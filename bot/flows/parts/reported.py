"""How something that others see is handed back in a report."""

from __future__ import annotations

from bot.flow import Look, Talk
from bot.flows.parts import title_of
from bot.lines import Line, Value, Verbatim
from bot.reports import Reported


def quote(talk: Talk, about: Reported, opening: str, turn: str = "first") -> None:
    """What it says, in the words in which it stands there, after an `opening` message of the words."""
    talk.say(f"about-{turn}", words=opening, name=Verbatim(about.name))
    text: Value = Verbatim(about.text or "")
    if about.text is None and about.tag is not None:
        text = Line(about.tag, {"title": Verbatim(title_of(about.subject, talk.content))})
    talk.say(f"said-{turn}", Look.QUOTE, words="own-shown", text=text)
