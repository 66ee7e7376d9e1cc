"""The chat watched from inside: what it had imported at its first screen, and how many turns it took.

``python -m bench.watched FILE`` runs the chat as ``python -m bot chat --demo`` does, and writes what it saw to FILE.
"""

from __future__ import annotations

import json
import runpy
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO, cast

from bench.process import CHAT, first_screen


class Watching:
    """Standard output, noting the modules that are there when the first screen's text comes by."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._said = ""
        self.modules: list[str] = []
        self.turns: list[object] = []

    def write(self, text: str) -> int:
        if not self._said and (core := sys.modules.get("bot.turn")):
            # The first word out: the chat stands, and has taken no turn yet.
            core.Turns.take = self._counted(core.Turns.take)
        if not self.modules:
            self._said += text
            if first_screen(self._said.encode()):
                self.modules = list(sys.modules)
        return self._stream.write(text)

    def _counted(self, take: Callable[..., Any]) -> Callable[..., Any]:
        async def counted(turns: object, event: object) -> Any:
            self.turns.append(type(event))
            return await take(turns, event)

        return counted

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def third_party(modules: list[str]) -> list[str]:
    """Those that were installed, in the order in which they were imported."""
    places = {Path(sysconfig.get_path(kind)).resolve() for kind in ("purelib", "platlib")}
    found = []
    for name in modules:
        origin = getattr(getattr(sys.modules.get(name), "__spec__", None), "origin", None)
        if name != "__main__" and origin and any(Path(origin).resolve().is_relative_to(place) for place in places):
            found.append(name)
    return found


def main() -> None:
    """Run the chat, watched."""
    into = Path(sys.argv[1])
    watching = Watching(sys.stdout)
    sys.stdout = cast("TextIO", watching)
    sys.argv = list(CHAT)
    try:
        runpy.run_module(CHAT[0], run_name="__main__", alter_sys=True)
    finally:
        modules = watching.modules
        seen = {"third_party": third_party(modules), "modules": modules, "turns": len(watching.turns)}
        into.write_text(json.dumps(seen), encoding="utf-8")


if __name__ == "__main__":
    main()
