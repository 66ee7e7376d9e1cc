"""What happens around the press that posts: pressed twice, on two devices, too late, or by somebody who may not."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.ports import Who
from tests import circles as made
from tests.scheduler.circles import DAY, HOUR, MONDAY, Weeks
from tests.test_circles import one, said, told
from tests.world import YOU, World, button, labels

pytestmark = pytest.mark.both_stores


async def shown(world: World, sight: str = "public") -> None:
    """Say something, up to where it is shown as it would be posted."""
    await said(world, ("/commit", ""), ("rest", ""), ("2026-11-26", ""), ("skip", ""), (sight, "That is all that"))


async def muted(world: World, member: str) -> None:
    await world.write(
        "INSERT INTO muted (member, platform, community, until) VALUES ($1, 'test', 'guild', '2026-12-02')", member
    )


async def test_who_may_not_post_hears_it_first_and_keeps_things_for_themselves(world: World) -> None:
    await made.circle(world)
    await muted(world, await made.joined(world, YOU))
    await said(
        world, ("/commit", "Until Wednesday 2 December you can't post in #circle"), ("rest", ""), ("2026-11-26", "")
    )
    await said(world, ("skip", "Kept for Thursday 26 November. Only you see it."))
    assert (await one(world, "commitment"))["sight"] == "private"
    assert world.sender.posts == []


async def test_who_may_not_post_any_more_since_it_was_shown_posts_nothing(world: World) -> None:
    await made.circle(world)
    you = await made.joined(world, YOU)
    await shown(world)
    await muted(world, you)
    await said(world, ("post", "Until Wednesday 2 December you can't post in #circle"))
    assert (await one(world, "commitment"))["sight"] == "private"
    assert world.sender.posts == []


async def test_nor_do_they_change_what_stands_there_or_share_lines(world: World) -> None:
    await made.circle(world)
    you = await made.joined(world, YOU)
    await shown(world)
    await said(world, ("post", "It is in #circle now"))
    await muted(world, you)
    await said(world, ("/circle", ""), ("tick", ""), ("words", ""), ('"send 20 euros', "you can't change what stands"))
    assert world.sender.amended == []
    assert (await one(world, "commitment"))["text"] is None
    await world.place()
    await world.command("rejected", company="Acme")
    for what in ("start", "skip", "skip", "no", "on"):
        await world.tap(what)
    assert button(world.screen, "share") is None


async def test_pressed_twice_at_once_it_is_posted_once(world: World) -> None:
    await made.circle(world)
    await made.joined(world, YOU)
    await shown(world)
    screen = world.screen
    await asyncio.gather(*(world.tap("post", on=screen) for _ in range(3)))
    assert len(world.sender.posts) == 1
    assert len(await world.rows("SELECT id FROM commitment")) == 1


async def test_two_devices_each_post_what_they_showed(world: World) -> None:
    await made.circle(world)
    await made.joined(world, YOU)
    await shown(world)
    first = world.screen
    await shown(world)
    second = world.screen
    await asyncio.gather(world.tap("post", on=first), world.tap("post", on=second))
    assert len({occurrence for _, _, occurrence in world.sender.posts}) == len(world.sender.posts) == 2
    assert len(await world.rows("SELECT id FROM commitment WHERE post IS NOT NULL")) == 2


async def test_there_is_no_way_back_behind_a_post_and_one_behind_what_is_private(world: World) -> None:
    await made.circle(world)
    await shown(world)
    await world.back()
    assert world.screen.key == "who"
    assert world.sender.posts == []
    await said(world, ("private", "Only you see it."))
    assert len(await world.rows("SELECT * FROM circle_member")) == 1
    await world.back()
    assert await world.rows("SELECT * FROM commitment") == await world.rows("SELECT * FROM circle_member") == []
    await said(world, ("public", ""), ("post", "It is in #circle now"))
    assert not any(label == "Back" for label in labels(world.screen))
    assert len(await world.rows("SELECT * FROM commitment")) == 1


async def test_pressed_after_the_week_is_over_nothing_is_posted(world: World) -> None:
    await made.circle(world)
    await made.joined(world, YOU)
    await shown(world)
    await world.write("UPDATE round SET state = 'closed'")
    await made.opened_round(world, this="next", number=2)
    await said(world, ("post", "That week ended, or the circle stopped, before you pressed."))
    assert (world.sender.posts, await world.rows("SELECT * FROM commitment")) == ([], [])


async def test_a_pod_without_a_place_is_said_in_a_line(world: World) -> None:
    await made.circle(world)
    await made.pod(world)
    await made.joined(world, YOU, pod="pod")
    await world.write("UPDATE pod SET place = NULL")
    await said(world, ("/commit", ""), ("rest", ""), ("2026-11-26", ""))
    await said(world, ("skip", "Your pod has no place of its own at the moment"))
    assert button(world.screen, "pod") is None


@pytest.mark.parametrize("why", ["lost", "other pod"])
async def test_a_pods_place_that_is_another_one_by_then_gets_nothing(world: World, why: str) -> None:
    await made.circle(world)
    await made.pod(world)
    await made.pod(world, this="other", number=2)
    await made.joined(world, YOU, pod="pod")
    await shown(world, "pod")
    if why == "lost":
        await world.write("UPDATE pod SET place = NULL WHERE id = 'pod'")
    else:
        await world.write("UPDATE circle_member SET pod = 'other'")
    await said(world, ("post", "Your pod's place is not the one it was, so nothing was posted."))
    assert (await one(world, "commitment"))["sight"] == "private"
    assert world.sender.posts == []


async def test_nothing_goes_to_a_pod_that_was_left_while_it_was_on_its_way(world: World) -> None:
    await made.circle(world)
    await made.pod(world)
    you = await made.joined(world, YOU, pod="pod")
    await shown(world, "pod")
    deliver = world.outbox._deliver

    async def late(*given: object) -> object:
        await world.write("UPDATE circle_member SET pod = NULL WHERE member = $1", you)
        return await deliver(*given)  # type: ignore[arg-type]

    world.outbox._deliver = late  # type: ignore[method-assign,assignment]
    await said(world, ("post", "your pod did not take it, so nobody saw it."))
    assert world.sender.posts == []
    assert (await one(world, "commitment"))["sight"] == "private"


# What became of a report


async def reported(world: World, state: str = "down") -> str:
    await made.circle(world)
    you = await made.joined(world, YOU)
    await world.write(
        "INSERT INTO report (id, member, platform, community, kind, subject, wrong, state, settled_at, created_at)"
        " VALUES ('report', $1, 'test', 'guild', 'post', 'post', 'other', $2, 0, 0)",
        you, state,
    )  # fmt: skip
    return you


LINE = "You told those who run your community about something that was posted."


@pytest.mark.parametrize(("state", "line"), [("left", "They looked at it, and it stays."), ("week", "It is down.")])
async def test_what_became_of_a_report_is_said_in_the_circle_once(world: World, state: str, line: str) -> None:
    await reported(world, state)
    await said(world, ("/circle", f"{LINE} {line}"))
    await world.command("circle")
    assert LINE not in told(world.screen)


async def test_where_it_was_said_in_the_circle_no_message_comes_and_the_other_way_round(world: World) -> None:
    you = await reported(world)
    await world.write(
        "INSERT INTO nudge (id, member, kind, subject, state, local_time, zone, rule, due_at, next_at, late_until, created_at,"
        " agreed) VALUES ('n', $1, 'report-settled', 'report', 'waiting', '2026-11-25T10:00', 'UTC', '', 0, 0, 0, 0, 1)",
        you,
    )
    await said(world, ("/circle", LINE))
    assert await world.rows("SELECT state FROM nudge") == [{"state": "cancelled"}]
    await world.write("UPDATE report SET told = 0")
    await world.write("UPDATE nudge SET state = 'sent'")
    await world.command("circle")
    assert LINE not in told(world.screen)


async def test_nothing_is_said_of_one_that_is_open(world: World) -> None:
    await reported(world, "open")
    await world.command("circle")
    assert LINE not in told(world.screen)


# What stands in a digest


@pytest.fixture
async def digest(world: World) -> Weeks:
    """A digest in the channel that tells what Kim did, weeks ago."""
    weeks = Weeks(world)
    await weeks.circle()
    kim = await weeks.member("Kim")
    await weeks.until(MONDAY)
    await weeks.commit(kim, "write to Lu", done=True, place="its-place")
    await weeks.until(MONDAY + 6 * DAY)
    assert "write to Lu" in weeks.said()[-1]
    world.who = Who("test", "kim", community="guild", name="Kim")
    return weeks


async def opened(weeks: Weeks) -> None:
    (row,) = await weeks.world.rows("SELECT id FROM commitment")
    await said(weeks.world, (f"/cheer {row['id']}", "write to Lu"))


async def test_new_words_are_said_anew_also_where_it_is_done_again_at_once(digest: Weeks) -> None:
    world = digest.world
    # Longer ago than digests are looked through for by themselves.
    await world.write("UPDATE announcement SET created_at = 0")
    await opened(digest)
    await said(world, ("not-done", ""))
    await opened(digest)
    await said(world, ("words", ""), ('"write to two', ""), ("yes", "Changed"))
    (row,) = await world.rows("SELECT id FROM commitment")
    await said(world, (f"/cheer {row['id']}", "write to two"), ("done", "Done"))
    await digest.until(world.clock.at + HOUR)
    assert "write to two" in world.sender.amended[-1][2]
    assert "write to Lu" not in world.sender.amended[-1][2]


async def test_what_was_taken_back_goes_from_the_digest_though_it_is_done(digest: Weeks) -> None:
    world = digest.world
    await said(world, ("/shared", ""), ("m", "Take it back?"), ("yes", "Taken back"))
    await digest.until(world.clock.at + timedelta(hours=1))
    assert "write to Lu" not in world.sender.amended[-1][2]
