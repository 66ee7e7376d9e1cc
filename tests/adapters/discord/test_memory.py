"""What stays in memory: nothing of those who came and went. Objects are counted, not bytes or seconds."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter

from discord.http import Ratelimit

from adapters.discord.app import REMEMBERED
from tests.adapters.discord.driver import GOES_ON, Discord
from tests.adapters.walks import TO_THOUGHT

ROUNDS = 5
# A few of a kind may be there or not at any moment, as with requests that were answered just now.
SLACK = ROUNDS // 2


async def one_round(platform: Discord, number: int) -> None:
    """Somebody of whom the bot did not know: a page and others over it, modals sent and left open, a breath, the DM, a fault."""
    you = await platform.person(f"Person {number}")
    await you.command("rejected")
    await you.walk("Start", "Final round")
    await you.local.open(you.page.where.seen, you.page.where.opens)
    await you.fill({"Company": "Acme"})
    await you.walk("Angry", "Breathe")
    await you.tap(you.page.offers[0])
    await you.command("rejected")
    await you.walk("A new no", *TO_THOUGHT)
    await you.type("I always fail interviews")
    await you.local.click(you.page.where.seen, GOES_ON)
    await you.say("hello")
    await you.command("privacy")
    await you.tap("Get my data")
    await platform.app._going.finish(3)


def counted() -> Counter[str]:
    """How many objects of the adapter and of discord.py there are, by type."""
    gc.collect()
    kinds = (type(one) for one in gc.get_objects())
    return Counter(
        f"{kind.__module__}.{kind.__qualname__}"
        for kind in kinds
        if (kind.__module__.partition(".")[0] in ("discord", "adapters") or kind is asyncio.Task)
        # One for each channel; the library lets go of those that expired once there are 256.
        and kind is not Ratelimit
    )


def kept(platform: Discord) -> dict[str, int]:
    """How much the adapter and the library hold on to, by where."""
    app = platform.app
    views = app.client._connection._view_store
    return {
        "views": len(views._views),
        "messages": len(views._synced_message_views),
        "modals": len(views._modals),
        "dynamic items": len(views._dynamic_items),
        "going": len(app._going._tasks),
        "breathing": len(app._answering._breathing._going),
        "sending": len(app.sender._going),
        "cached messages": len(app.client.cached_messages),
    }


async def test_whoever_comes_and_goes_leaves_nothing_behind(platform: Discord) -> None:
    for number in range(2):
        await one_round(platform, number)
    before, held = counted(), kept(platform)
    for number in range(ROUNDS):
        await one_round(platform, 2 + number)
    grown = {kind: (before[kind], count) for kind, count in counted().items() if count > before[kind] + SLACK}
    assert grown == {}
    assert kept(platform) == held == dict.fromkeys(held, 0)


async def test_messages_that_were_answered_are_remembered_up_to_a_number(platform: Discord) -> None:
    app = platform.app
    app._wrote.update(dict.fromkeys(range(REMEMBERED)))
    you = await platform.person("Sam")
    await you.say("hello")
    assert len(app._wrote) == REMEMBERED
