"""A process to kill: it walks through the flows on a store file, and says each answer that was confirmed to it.

    python -m tests.journey FOLDER

Each line is a screen that was shown: the answer that led to it (run, key and text), and where it stands (run and key).
"""

from __future__ import annotations

import asyncio
import json
import sys
from itertools import count
from pathlib import Path

from bot.questions import Given
from bot.screen import Screen
from tests.world import World


async def at_hand(world: World) -> Screen:
    """The screen that was there last, after a restart; or a first one."""
    rows = await world.rows("SELECT current_run FROM member")
    if not rows:
        return await world.command("rejected")
    return await world.press(f"{rows[0]['current_run']}:~resume:")


async def answer(world: World, text: str) -> str | None:
    """Answer the screen: by typing where that is possible, else by the first choice. Gives what was typed."""
    screen = world.screen
    if (
        screen.typing is not None
        and not screen.key.endswith("day")
        and not screen.key.startswith(("zone", "target", "course"))
    ):
        await world.type(text)
        return text
    if screen.form is not None:
        await world.fill(**{screen.form.fields[0].name: text})
        return text
    if screen.key == "again":
        await world.tap("new")
    elif screen.buttons:
        await world.press(screen.buttons[0].token)
    elif screen.menu is not None:
        await world.press(screen.menu.token, Given(values=(screen.menu.options[0].value,)))
    return None


async def play(folder: Path) -> None:
    def say(answered: tuple[str, str, str | None] | None) -> None:
        print(json.dumps({"answered": answered, "at": (world.screen.run, world.screen.key)}), flush=True)  # noqa: T201

    async with World(folder) as world:
        # Before anything is timed: whoever comes first would wait for it, once a process.
        await world.turns.prepare()
        await at_hand(world)
        say(None)
        for number in count():
            before = world.screen
            if before.key == "~end":
                await world.command("rejected")
                say(None)
                continue
            typed = await answer(world, f"words {folder.name} {number}")
            say((before.run, before.key, typed))


if __name__ == "__main__":
    asyncio.run(play(Path(sys.argv[1])))
