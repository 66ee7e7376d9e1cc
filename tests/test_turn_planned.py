"""After a turn that may have planned a nudge for now, somebody looks: a first check-in comes at once, not at the next sweep."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.adapters.walks import TO_CONSENT, YES
from tests.world import World

pytestmark = pytest.mark.both_stores


def counted(world: World) -> Callable[[], int]:
    calls: list[None] = []
    world.turns.planned = lambda: calls.append(None)
    return lambda: len(calls)


async def to_consent(world: World) -> None:
    await world.command("rejected")
    for label in TO_CONSENT:
        # A number in a label stands between marks that nobody sees.
        await world.tap("on" if label.startswith("On to step") else label)


async def test_a_yes_is_looked_at_at_once(world: World) -> None:
    await to_consent(world)
    looked = counted(world)
    await world.tap(YES)
    assert looked() == 0, "the time zone is asked first"
    await world.tap("Yes")
    assert looked() == 1
    assert await world.dispatcher.run_due() == 1
    assert "This is where I'll write" in str(world.sender.dms[-1].screen)


async def test_what_plans_nothing_wakes_nobody(world: World) -> None:
    looked = counted(world)
    await world.command("rejected")
    for label in TO_CONSENT[:6]:
        await world.tap(label)
    await world.command("help")
    await world.press("open:rejected:")
    assert looked() == 0
