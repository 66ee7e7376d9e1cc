"""The bot's memory on Slack, over so many interactions that whatever is kept of each of them would show."""

from __future__ import annotations

from adapters.slack.controls import Act, read
from bench.figures import Figure, Missing, Result
from bench.journey import TEXT
from bench.slack_sides import GIVEN, Mode, Side, ours
from bench.visits import MEMBERS, Visits
from tests.local_slack.errors import Unanswered
from tests.local_slack.people import Person
from tests.local_slack.seen import Control, Seen

BAR = 5.0
# The first ones read the words, the content and the patterns, and fill SQLite's cache.
FIRST = 10_000
MORE = 100_000
# What is left alone: what is answered elsewhere, later or not at all, and what is chosen from but not told at once.
ASIDE = (Act.CONTINUE, Act.BREATHE, Act.LINK, Act.ORGANISE, Act.CHOOSE, Act.TAKE, Act.SEARCH)
# What would leave nobody to go on with.
FORGETS = ":forget:yes"


async def measure(rounds: int) -> list[Result]:
    """One long run in Socket Mode, whatever the rounds: memory is not noisy."""
    what = f"memory that {MORE:,} interactions on Slack add"
    try:
        async with ours(Mode.SOCKET) as side:
            visits = SlackVisits(side)
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


class SlackVisits(Visits[Person, Seen]):
    """On Slack."""

    def __init__(self, side: Side) -> None:
        super().__init__(side.member)
        self._channel = side.channel

    async def _command(self, member: Person, name: str) -> Seen:
        word, _, rest = name.partition(" ")
        text = self._chance.choice(GIVEN) if word == "rejected" else rest
        return await member.command(f"/{word}", text, channel=self._channel)

    async def _answered(self, member: Person, page: Seen) -> Seen | None:
        controls = [one for one in page.controls if not one.field and _offered(one)]
        if not controls:
            return None
        control = self._chance.choice(controls)
        if control.kind != "button":
            self.made["menus"] += 1
            return await member.choose(page, [self._chance.choice(control.options).value], menu=control.action_id)
        if _act(control) is Act.WRITE:
            self.made["modals"] += 2  # opened, and handed in
            modal = await member.click(page, control.action_id)
            return await member.submit(modal, {one.block_id: _written(one) for one in modal.fields})
        self.made["clicks"] += 1
        return await member.click(page, control.action_id)


def _act(control: Control) -> Act | None:
    found = read(control.action_id)
    return found.act if found else None


def _offered(control: Control) -> bool:
    return _act(control) not in (None, *ASIDE) and not control.action_id.endswith(FORGETS)


def _written(field: Control) -> str:
    if field.options:
        return field.options[0].value
    return TEXT[: field.element.get("max_length")]
