"""The messages that the detector is measured on, and ways of writing the same differently.

`bench/safety/messages/<language>.jsonl` holds a message a line: what it is an example of (`capability`), and the level,
category and person that it should be answered with. They were written for this, by nobody in need. Those in
`bench/safety/heldout/` were written by somebody else and not looked at while the patterns were: they say how messages are
answered that nobody has seen. Keep it so: measure with them, never read them to mend a pattern.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

LISTED = Path(__file__).parent / "safety" / "messages"
HELD_OUT = Path(__file__).parent / "safety" / "heldout"
CRISIS = (
    "direct", "passive", "plan", "indirect", "goodbye", "attempt", "selfharm", "overdose", "slang", "misspelt",
    "trapnegation", "thirdperson", "danger", "threat",
)  # fmt: skip
PLAINEST = ("direct", "selfharm", "overdose")
DISTRESS = ("hopeless", "worthless", "panic", "eating", "abuse", "negated", "past", "bereaved")
NONE = ("idiom", "homograph", "code", "ordinary")
# 2,000 characters on either side.
HARMLESS = ("The second interview was on Tuesday. We spoke about the team, the stack and the coffee. " * 23)[:2000]
_LOOKS_LIKE = str.maketrans("aeopcx", "аеорсх")  # noqa: RUF001 - Cyrillic, which is the point
_ACCENTS = str.maketrans("áéíóúàèìòùâêîôûäëïöüãõñç", "aeiouaeiouaeiouaeiouaonc")


class Message(NamedTuple):
    id: str
    lang: str
    capability: str
    level: str
    category: str | None
    about: str | None
    text: str


def messages(language: str, folder: Path = LISTED) -> list[Message]:
    lines = (folder / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [Message(**row) for row in rows]


TRANSFORMS: Mapping[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "exclamation marks": lambda text: f"{text}!!!!",
    "bold": lambda text: f"**{text}**",
    "quoted": lambda text: "> " + text,
    "emoji": lambda text: f"😭 {text} 💔🙏",
    "typographic apostrophes": lambda text: text.replace("'", "\u2019"),
    "no apostrophes": lambda text: text.replace("'", ""),
    "no accents": lambda text: text.translate(_ACCENTS),
    "within 4,000 harmless characters": lambda text: f"{HARMLESS}\n\n{text}\n\n{HARMLESS}",
    "zero-width": "\u200b".join,
    "look-alikes": lambda text: text.translate(_LOOKS_LIKE),
}
