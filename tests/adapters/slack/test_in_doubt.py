"""What the dispatcher learns from Slack's sender: what may have arrived, also for a process that starts after this one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.slack.installations import PLATFORM
from adapters.slack.sender import SlackSender
from scheduler.dispatch import Dispatcher
from tests.adapters.slack.sending import Sending
from tests.scheduler.planning import DAY, HOUR, agreed, plan, state


def dispatcher(sending: Sending, sender: SlackSender) -> Dispatcher:
    world = sending.world
    return Dispatcher(world.store, world.sealed, world.turns.opening, world.clock, {PLATFORM: sender})


@pytest.mark.parametrize("fault", ["lose", "fail_after"])
async def test_what_may_have_arrived_is_looked_for_by_whoever_starts_next(sending: Sending, fault: str) -> None:
    world = sending.world
    nudge = await plan(world, await agreed(world, sending.who))
    world.clock.at += DAY
    async with sending.sender() as sender:
        getattr(sending.slack.faults, fault)("chat.postMessage")
        sending.slack.faults.fail_before("conversations.history", times=2)
        assert await dispatcher(sending, sender).run_due() == 0
    assert await state(world, nudge) == ("waiting", "platform-busy")
    sending.slack.faults.clear()
    world.clock.at += HOUR
    async with sending.sender() as sender:
        await dispatcher(sending, sender).run_due()
    assert await state(world, nudge) == ("sent", None)
    assert (len(sending.got), len(sending.slack.asked("chat.postMessage"))) == (1, 1)


async def test_what_was_refused_for_its_rate_is_known_not_to_have_arrived(
    sending: Sending, sender: SlackSender
) -> None:
    """Nothing is looked for, and it counts for no cap."""
    world = sending.world
    nudge = await plan(world, await agreed(world, sending.who))
    world.clock.at += DAY
    sending.slack.faults.limit("chat.postMessage", retry_after=77)
    sends = dispatcher(sending, sender)
    assert await sends.run_due() == 0
    assert await sends.next_wake() == world.clock.at + timedelta(seconds=77)
    (row,) = await world.rows("SELECT sent_at FROM nudge WHERE id = $1", nudge)
    assert row["sent_at"] is None
    world.clock.at += timedelta(seconds=77)
    assert await sends.run_due() == 1
    assert (len(sending.got), sending.slack.asked("conversations.history")) == (1, [])
