"""The bot's memory on Discord, over so many interactions that whatever is kept of each of them would show."""

from __future__ import annotations

from bench.discord_sides import GIVEN, PATIENCE, Side, ours
from bench.figures import Figure, Missing, Result
from bench.journey import TEXT
from bench.visits import MEMBERS, Visits
from tests.local_discord.people import Person, Unanswered
from tests.local_discord.seen import Field, Seen

BAR = 5.0
# The first ones read the words, the content and the patterns, and fill SQLite's cache.
FIRST = 10_000
MORE = 100_000
# What opens a modal, what is answered by a change of the page a moment later, and what would leave nobody to go on with.
OPENS, MOVES, FORGETS = "bb:w:", "bb:d:", ":forget:yes"


async def measure(rounds: int) -> list[Result]:
    """One long run, whatever the rounds: memory is not noisy."""
    what = f"memory that {MORE:,} interactions on Discord add"
    try:
        async with ours() as side:
            visits = DiscordVisits(side)
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


class DiscordVisits(Visits[Person, Seen]):
    """On Discord."""

    def __init__(self, side: Side) -> None:
        super().__init__(side.member)
        self._side = side

    async def _command(self, member: Person, name: str) -> Seen:
        given = self._chance.choice(GIVEN) if name == "rejected" else None
        return await member.command(name, guild=self._side.guild, options=given)

    async def _answered(self, member: Person, page: Seen) -> Seen | None:
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
