"""Sending what falls due: when it was promised, at most as often as promised, and once."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.effects import NudgeKind
from bot.ports import UndeliverableError, Who
from bot.screen import Button, Screen
from bot.store.members import make_member
from bot.store.unit import Unit
from scheduler.dispatch import IN_FLIGHT
from tests.scheduler.planning import DAY, agreed, plan, state
from tests.world import World, button, text


async def step_three(world: World) -> None:
    """Up to the question whether the letter was sent, with nothing yet agreed to."""
    await world.command("rejected", company="Acme", stage="final")
    await world.tap("log")
    await world.command("home")
    for tap in ("noes", "Acme", "steps", "feedback"):
        await world.tap(tap)
    for tap in ("draft", "email", "recruiter", "skill", "warm", "skip"):
        await world.tap(tap)


@pytest.mark.parametrize("answer", ["unasked", "no"])
async def test_not_one_message_before_consent(world: World, answer: str) -> None:
    await step_three(world)
    await world.tap("later")
    await world.tap("enough")
    if answer == "no":
        await world.tap("no")
    await world.later(60 * DAY)
    assert world.sender.tries == 0
    assert {one for _, one, _ in await world.nudges()} == ({"waiting"} if answer == "unasked" else {"cancelled"})


@pytest.mark.parametrize("hour", [10, 22])
async def test_the_welcome_comes_at_once(world: World, hour: int) -> None:
    world.clock.at = datetime(2026, 11, 25, hour, 17, 31, tzinfo=UTC)
    await step_three(world)
    for tap in ("later", "enough", "yes", "yes"):
        await world.tap(tap)
    assert world.sender.dms == []
    assert await world.dispatcher.next_wake() is not None
    await world.dispatcher.run_due()
    (dm,) = world.sender.dms
    assert (dm.address, dm.at) == ("you", world.clock.at)
    assert "This is where I'll write" in text(dm.screen)


async def test_feedback_is_followed_up_a_day_later_and_a_week_after_sending(world: World) -> None:
    await step_three(world)
    for tap in ("later", "enough", "yes", "yes"):
        await world.tap(tap)
    agreed_at = world.clock.at
    await world.later(2 * DAY)
    send = world.sender.dms[-1]
    assert DAY <= send.at - agreed_at < 2 * DAY
    assert "Acme" in text(send.screen)
    await world.tap("done", on=send.screen)
    done = world.clock.at
    await world.later(8 * DAY)
    answer = next(dm for dm in world.sender.dms if button(dm.screen, "close"))
    assert answer.at.date() - done.date() == 7 * DAY
    await world.tap("close", on=answer.screen)
    assert "Closed, about" in text(world.screen)


async def test_a_draft_that_was_sent_in_the_meantime_is_not_asked_about(world: World) -> None:
    await agreed(world)
    await step_three(world)
    await world.tap("later")
    await world.back()
    await world.tap("yes")
    await world.later(3 * DAY)
    assert world.sender.dms == []
    await world.later(8 * DAY)
    assert len(world.sender.dms) == 1


async def test_the_caps_hold_over_many_nudges_and_each_ends_visibly(world: World) -> None:
    member = await agreed(world)
    for number in range(14):
        await plan(world, member, after=number // 2)
    for _ in range(45):
        await world.later(DAY)
        await world.write("UPDATE member SET seen_at = $1", int(world.clock.at.timestamp() * 1000))
    sent = [dm.at for dm in world.sender.dms]
    days = Counter(at.astimezone(ZoneInfo(member.zone)).date() for at in sent)
    assert max(days.values()) == 1
    assert all(sum(one - 7 * DAY < other <= one for other in sent) <= 3 for one in sent)
    assert all(9 <= at.astimezone(ZoneInfo(member.zone)).hour < 20 for at in sent)
    ends = Counter(state for _, state, _ in await world.nudges())
    assert ends == {"sent": len(sent), "expired": 14 - len(sent)}
    assert len(sent) >= 4


async def test_what_matters_most_goes_first_and_the_others_wait_for_another_day(world: World) -> None:
    member = await agreed(world)
    await world.command("rejected", company="Acme", stage="final")
    await world.tap("log")
    (no,) = await world.rows("SELECT id FROM rejection")
    await plan(world, member)
    await plan(world, member, NudgeKind.FEEDBACK_SEND, subject=no["id"])
    await world.later(DAY)
    assert ["Acme" in text(dm.screen) for dm in world.sender.dms] == [True]
    await world.later(DAY)
    assert ["Acme" in text(dm.screen) for dm in world.sender.dms] == [True, False]


async def test_what_the_rules_hold_keeps_none_of_the_same_member_from_being_sent(world: World) -> None:
    """A notice and a check-in are due at once, and the check-in waits for another day."""
    member = await agreed(world)
    first = await plan(world, member)
    await world.later(2 * DAY)
    assert await state(world, first) == ("sent", None)
    second, notice = await plan(world, member), await plan(world, member, NudgeKind.KEEPING)
    await world.write("UPDATE member SET paused_until = '2027-01-25'")
    await world.write("UPDATE nudge SET next_at = due_at WHERE state = 'waiting'")
    (row,) = await world.rows("SELECT MAX(due_at) AS due FROM nudge WHERE state = 'waiting'")
    world.clock.at = datetime.fromtimestamp(row["due"] / 1000, UTC)
    assert await world.dispatcher.run_due() == 1
    assert await state(world, notice) == ("sent", None)
    assert await state(world, second) == ("waiting", "paused")


async def test_what_passed_is_told_of_once_what_says_so_arrived(world: World) -> None:
    """A notice that arrives with it says nothing of the others."""
    member = await agreed(world)
    await world.write("UPDATE member SET paused_until = '2027-01-25'")
    await plan(world, member, after=1)
    await world.later(65 * DAY)
    await plan(world, member)
    notice = await plan(world, member, NudgeKind.KEEPING)
    real = world.sender.send

    async def only_the_notice(address: str, screen: Screen, occurrence: str) -> None:
        if occurrence != notice:
            world.sender.send = real  # type: ignore[method-assign]
            raise RuntimeError("500")
        await real(address, screen, occurrence)

    world.sender.send = only_the_notice  # type: ignore[method-assign]
    await world.later(DAY)
    said = [text(dm.screen) for dm in world.sender.dms]
    assert ["Meanwhile" in one for one in said] == [False, True]


async def test_settings_are_looked_at_again_at_the_moment_of_sending(world: World) -> None:
    member = await agreed(world)
    nudge = await plan(world, member, after=3)
    await world.later(DAY)
    await world.command("settings")
    await world.tap("pause")
    await world.type("in 10 days")
    await world.later(5 * DAY)
    assert await state(world, nudge) == ("waiting", "paused")
    await world.command("settings")
    for tap in ("check-ins", "no"):
        await world.tap(tap)
    await world.later(20 * DAY)
    assert world.sender.tries == 0
    assert await state(world, nudge) == ("cancelled", "no-consent")


async def test_moving_to_another_zone_moves_what_waits(world: World) -> None:
    member = await agreed(world)
    await plan(world, member, after=2)
    await world.command("settings")
    for tap in ("zone", "other", "pacific", "Auckland"):
        await world.tap(tap)
    await world.later(4 * DAY)
    (dm,) = world.sender.dms
    assert dm.at.astimezone(ZoneInfo("Pacific/Auckland")).hour == 10


# People who do not answer


async def test_after_three_ignored_it_says_so_and_is_one_tap_back(world: World) -> None:
    member = await agreed(world)
    for week in range(8):
        await plan(world, member, after=7 * week + 1)
    await world.later(70 * DAY)
    kinds = [dm.screen.buttons[0].token.rpartition(":")[2] for dm in world.sender.dms]
    assert kinds == ["done", "done", "done", "back"]
    await world.tap("back", on=world.sender.dms[-1].screen)
    nudge = await plan(world, member, after=1)
    await world.later(3 * DAY)
    assert await state(world, nudge) == ("sent", None)


async def test_whoever_answers_is_never_hushed(world: World) -> None:
    member = await agreed(world)
    for week in range(8):
        await plan(world, member, after=7 * week + 1)
    for _ in range(8):
        await world.later(7 * DAY)
        await world.command("help")
    assert len(world.sender.dms) == 8


# The weekly check-in


async def test_the_weekly_check_in_comes_once_a_week_on_the_members_day(world: World) -> None:
    await world.command("rejected")
    await world.tap("log")
    await world.tap("skip")
    await world.tap("skip")
    await world.command("settings")
    for tap in ("check-ins", "yes", "yes"):
        await world.tap(tap)
    for _ in range(30):
        await world.later(DAY)
        await world.command("help")
    times = [dm.at.astimezone(ZoneInfo("Europe/Berlin")) for dm in world.sender.dms[1:]]
    assert {(at.weekday(), at.hour) for at in times} == {(2, 10)}
    assert {later - at for at, later in pairwise(times)} == {7 * DAY}
    assert len(await world.rows("SELECT 1 FROM nudge WHERE kind = 'check-in' AND state = 'waiting'")) == 1


async def test_no_check_in_is_planned_for_whoever_said_no_while_one_was_on_its_way(world: World) -> None:
    member = await agreed(world)
    await plan(world, member, NudgeKind.CHECK_IN, asked=False)
    await world.write("UPDATE member SET cadence = 'weekly', consent = 'no'")
    await world.later(DAY)
    assert await world.nudges() == [("check-in", "cancelled", "no-consent")]


# DMs that are closed


def see(world: World) -> Button | None:
    return next((one for one in world.screen.navigation if ":~nudge:" in one.token), None)


async def test_where_dms_are_closed_it_waits_for_the_next_command_and_is_never_said_in_public(world: World) -> None:
    member = await agreed(world)
    await world.place()
    nudge = await plan(world, member, after=1)
    world.sender.failure = UndeliverableError("50007")
    await world.later(3 * DAY)
    assert await state(world, nudge) == ("unreachable", "dm-closed")
    assert (world.sender.tries, world.sender.posts) == (1, [])
    await world.command("help")
    assert "could not reach you by DM" in text(world.screen)
    shown = see(world)
    assert shown is not None
    assert (await world.press(shown.token)).buttons[0].token.endswith(":done")
    assert await state(world, nudge) == ("sent", "dm-closed")
    await world.tap("done")
    await world.command("help")
    assert see(world) is None
    assert (await world.press(shown.token)).run == ""


async def test_a_check_in_that_never_arrived_is_not_what_the_member_saw_last(world: World) -> None:
    member = await agreed(world)
    await plan(world, member, after=1)
    await world.command("interview")
    world.sender.failure = UndeliverableError("50007")
    await world.later(2 * DAY)
    assert world.screen.key == "then"
    await world.type("go for a walk")
    assert [row["text"] for row in await world.clear("note") if row["kind"] == "if-no"] == ["go for a walk"]


# What the first message of a run says


async def test_the_check_in_about_writing_names_the_no_it_is_about(world: World) -> None:
    await world.command("rejected", company="Acme")
    for tap in ("start", "skip", "skip", "no", "writing", "tomorrow"):
        await world.tap(tap)
    await world.write("UPDATE member SET consent = 'yes'")
    await world.write("UPDATE nudge SET next_at = due_at")
    await world.later(2 * DAY)
    assert "Acme" in text(world.sender.dms[0].screen)


async def test_many_members_at_once(world: World) -> None:
    members = [await agreed(world, Who("test", f"m{number}", zone_hint="Europe/Berlin")) for number in range(130)]
    await asyncio.gather(*(plan(world, member, after=1) for member in members))
    await world.later(2 * DAY)
    assert sorted(dm.address for dm in world.sender.dms) == sorted(member.address for member in members)


async def test_stopping_the_weekly_look_stops_its_rhythm(world: World) -> None:
    await step_three(world)
    for tap in ("later", "enough", "yes", "yes"):
        await world.tap(tap)
    await world.dispatcher.run_due()
    await world.tap("stop", on=world.sender.dms[0].screen)
    await world.tap("these")
    assert "The others go on as planned" in text(world.screen)
    # What was agreed to still comes; and a change of settings brings back nothing that was stopped.
    await world.command("settings")
    for tap in ("hour", "h11"):
        await world.tap(tap)
    await world.later(40 * DAY)
    kinds = Counter(kind for kind, state, _ in await world.nudges() if state == "sent")
    assert kinds == {NudgeKind.WELCOME: 1, NudgeKind.FEEDBACK_SEND: 1}


async def test_what_waited_for_a_slow_platform_is_decided_anew(world: World) -> None:
    """Chosen, and then behind others for a while: what its member said meanwhile holds."""
    who = [Who("test", f"m{number}", zone_hint="Europe/Berlin") for number in range(IN_FLIGHT + 6)]
    for one in who:
        await plan(world, await agreed(world, one), after=1)
    world.clock.at += 2 * DAY
    world.clock.at = world.clock.at.replace(hour=12)
    real, asked, said = world.sender.send, 0, asyncio.Event()

    async def slow(address: str, screen: Screen, occurrence: str) -> None:
        nonlocal asked
        asked += 1
        if asked == IN_FLIGHT:
            await world.write("UPDATE member SET consent = 'no'")
            world.clock.at += timedelta(seconds=5)
            said.set()
        await said.wait()
        await real(address, screen, occurrence)

    world.sender.send = slow  # type: ignore[method-assign]
    await world.dispatcher.run_due()
    assert len(world.sender.dms) == IN_FLIGHT
    states = Counter(state for _, state, _ in await world.nudges())
    assert states == {"sent": IN_FLIGHT, "cancelled": 6}


# What was missed


async def test_what_was_missed_while_away_is_told_once_in_a_line(world: World) -> None:
    member = await agreed(world)
    await world.write("UPDATE member SET paused_until = '2027-01-25'")
    for after in (1, 2, 3):
        await plan(world, member, after=after)
    later = [await plan(world, member, after=70), await plan(world, member, after=75)]
    await world.later(80 * DAY)
    first, second = (text(dm.screen) for dm in world.sender.dms)
    assert re.search(r"Meanwhile \W?3\W? other check-ins went past their day", first)
    assert "Meanwhile" not in second
    assert [await state(world, one) for one in later] == [("sent", None)] * 2


async def test_one_that_failed_to_arrive_tells_it_the_next_time(world: World) -> None:
    member = await agreed(world)
    await world.write("UPDATE member SET paused_until = '2027-01-25'")
    await plan(world, member, after=1)
    await plan(world, member, after=70)
    world.sender.failures = [RuntimeError("500")]
    await world.later(75 * DAY)
    (dm,) = world.sender.dms
    assert "Meanwhile one other check-in went past its day" in text(dm.screen)


async def test_of_what_could_not_be_delivered_only_what_still_makes_sense_is_offered(world: World) -> None:
    member = await agreed(world)
    old, new = [await plan(world, member, after=1), await plan(world, member, after=30)]
    world.sender.failure = UndeliverableError("50007")
    await world.later(31 * DAY)
    await world.command("help")
    assert "A check-in could not reach you" in text(world.screen)
    assert (await state(world, old), await state(world, new)) == (("expired", "too-late"), ("unreachable", "dm-closed"))


# After an outage


async def test_after_six_hours_the_backlog_is_spread_and_replies_are_quick(tmp_path: Path) -> None:
    """Ten thousand are due, at a platform that takes fifty a second: a fifth of that is for them."""
    async with World(tmp_path, sealer=Plain()) as world:
        members = await crowd(world, 10_000)
        due = world.clock.at
        world.clock.at += 6 * timedelta(hours=1)
        world.sender.per_second = 50
        world.dispatcher = world.another_dispatcher()
        replies: list[tuple[str, datetime]] = []
        ends = world.clock.at + timedelta(minutes=25)
        while (wake := await world.dispatcher.next_wake()) is not None and wake < ends:
            world.clock.at = max(world.clock.at, wake)
            if len(replies) < 5 and len(world.sender.dms) > 500 * len(replies):
                world.who = Who("test", f"new {len(replies)}", zone_hint="Europe/Berlin")
                replies.append((await plan(world, await agreed(world, world.who), NudgeKind.WELCOME), world.clock.at))
            await world.dispatcher.run_due()
        arrived = {dm.occurrence: dm.at for dm in world.sender.dms}
        assert [arrived[nudge] for nudge, _ in replies] == [asked for _, asked in replies]
        backlog = sorted(at for nudge, at in arrived.items() if nudge not in dict(replies))
        assert len(backlog) == len(members)
        # 10 a second in the long run, and never more than what half a second's step adds.
        assert 990 <= (backlog[-1] - backlog[0]).total_seconds() <= 1010
        assert all(
            sum(1 for at in backlog[place : place + 40] if at < start + timedelta(seconds=1)) <= 15
            for place, start in enumerate(backlog[:-40:7])
            for start in [backlog[place]]
        )
        zone = ZoneInfo("Europe/Berlin")
        assert all(9 <= at.astimezone(zone).hour < 20 for at in backlog)
        assert max(Counter(dm.address for dm in world.sender.dms).values()) == 1
        assert due < backlog[0]


class Plain:
    """Keeps text as it is: ten thousand members need no keys here."""

    def admit(self, member: str) -> None:
        """There is no key to make."""

    async def shred(self, member: str) -> None:
        """There is no key to destroy."""

    def expect(self, members: Iterable[str]) -> None:
        """There is none to bring."""

    def hashed(self, *parts: str) -> str:
        return "|".join(parts)

    def seal(self, member: str, table: str, row: str, field: str, text: str) -> bytes:
        return text.encode()

    def open(self, member: str, table: str, row: str, field: str, sealed: bytes) -> str:
        return bytes(sealed).decode()


async def crowd(world: World, size: int) -> list[str]:
    """So many members, each with a check-in about people that is due now."""
    now = int(world.clock.at.timestamp() * 1000)

    def unit() -> Unit[list[str]]:
        names = [f"m{number}" for number in range(size)]
        for name in names:
            yield from make_member(
                name, Who("test", name, zone_hint="Europe/Berlin"), "en", world.clock.at, world.sealed
            )
            yield (
                "INSERT INTO nudge (id, member, kind, agreed, local_time, zone, rule, due_at, late_until, next_at, created_at)"
                " VALUES ($1, $2, 'reach-out', 1, '', 'Europe/Berlin', '', $3, $4, $3, $3)",
                (f"nudge of {name}", name, now, now + 7 * 86_400_000),
            )
        yield "UPDATE member SET consent = 'yes', cadence = 'agreed'", ()
        return names

    return await world.store.do(unit)
