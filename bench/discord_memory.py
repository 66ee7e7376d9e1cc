"""The bot's memory on Discord, over so many interactions that whatever is kept of each of them would show."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

from bench.discord_sides import GIVEN, PATIENCE, Side, ours
from bench.figures import Figure, Missing, Result
from bench.journey import TEXT
from bot.commands import WORDS
from tests.local_discord.people import Person, Unanswered
from tests.local_discord.seen import Field, Seen

BAR = 5.0
# The first ones read the words, the content and the patterns, and fill SQLite's cache.
FIRST = 10_000
MORE = 100_000
MEMBERS = 200
AT_ONCE = 16
# So many pages one after the other, then another command.
PAGES = 12
COMMANDS = ("rejected", "rejected", "rejected", *(f"bounceback {one.word}" for one in WORDS))
# What opens a modal, what is answered by a change of the page a moment later, and what would leave nobody to go on with.
OPENS, MOVES, FORGETS = "bb:w:", "bb:d:", ":forget:yes"


async def measure(rounds: int) -> list[Result]:
    """One long run, whatever the rounds: memory is not noisy."""
    what = f"memory that {MORE:,} interactions on Discord add"
    try:
        async with ours() as side:
            visits = Visits(side)
            await visits.until(FIRST)
            before, _ = side.process.resident()
            await visits.until(FIRST + MORE)
            after, most = side.process.resident()
    except (RuntimeError, TimeoutError, Unanswered) as error:
        return [Missing(what, str(error) or "no answer in time")]
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in visits.made.most_common())
    return [
        Figure(what, after - before, "MB", at_most=BAR, note=f"by {MEMBERS} members, from {before:.1f} MB"),
        Figure("  interactions in all", visits.made.total(), "", note=kinds, detail=f"at most {most:.1f} MB"),
    ]


class Visits:
    """Members who give a command and go on from page to page, each at random, some of them at the same time."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._members = [side.member() for _ in range(MEMBERS)]
        self._chance = random.Random(1)  # noqa: S311 - what somebody presses is no secret
        self._end = 0
        self.made: Counter[str] = Counter()

    async def until(self, end: int) -> None:
        """Go on until so many interactions were made in all."""
        self._end = end
        self._chance.shuffle(self._members)
        await asyncio.gather(*(self._visit(self._members[start::AT_ONCE]) for start in range(AT_ONCE)))

    async def _visit(self, members: list[Person]) -> None:
        while self._left():
            await self._one(self._chance.choice(members))

    def _left(self) -> bool:
        return self.made.total() < self._end

    async def _one(self, member: Person) -> None:
        name = self._chance.choice(COMMANDS)
        self.made["commands"] += 1
        given = self._chance.choice(GIVEN) if name == "rejected" else None
        page: Seen | None = await member.command(name, guild=self._side.guild, options=given)
        for _ in range(PAGES):
            if page is None or not self._left():
                return
            page = await self._answered(member, page)

    async def _answered(self, member: Person, page: Seen) -> Seen | None:
        """Press, pick or write: one of what the page offers. None where it offers nothing."""
        presses = [one.custom_id for one in page.buttons if one.custom_id and not one.custom_id.endswith(FORGETS)]
        menus = [one.custom_id for one in page.selects]
        if not presses and not menus:
            return None
        control = self._chance.choice(presses + menus)
        if control in menus:
            self.made["menus"] += 1
            options = page.select(control).options
            return await member.select(page, [self._chance.choice(options).value], menu=control)
        if control.startswith(OPENS):
            self.made["modals"] += 2  # opened, and handed in
            modal = await member.open(page, control)
            return await member.submit(modal, {field.custom_id: _written(field) for field in modal.fields})
        self.made["clicks"] += 1
        page = await member.click(page, control)
        return await page.changed(within=PATIENCE) if control.startswith(MOVES) else page


def _written(field: Field) -> str | list[str]:
    return [field.options[0].value] if field.options else TEXT[: field.most]
