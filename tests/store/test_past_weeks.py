"""Weeks that are long over go by themselves; what stands in a channel stays as long as whoever said it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.past_weeks import PAIRS_KEPT
from bot.store.unit import ms
from tests import circles as made
from tests.scheduler.circles import DAY, Weeks
from tests.world import OTHER, YOU, World

pytestmark = pytest.mark.both_stores

YEAR = timedelta(days=365)


async def ids(world: World, table: str) -> set[str]:
    return {row["id"] for row in await world.rows(f"SELECT id FROM {table}")}  # noqa: S608 - ours


async def two_weeks(world: World) -> str:
    """A circle with a week that ended five days ago, and one that is under way. Gives a member."""
    await made.circle(world, opened=False)
    await made.opened_round(world, this="old", opens=world.clock.at - 12 * DAY, state="closed")
    await made.opened_round(world, this="now", number=2)
    return await made.joined(world, YOU)


async def at_age(world: World, age: timedelta) -> None:
    """What happens by itself once it is so long ago that the first week ended."""
    before, world.clock.at = world.clock.at, world.clock.at - 5 * DAY + age
    await world.write("UPDATE member SET seen_at = $1", ms(world.clock.at))
    await world.retention().hourly()
    world.clock.at = before


async def test_a_week_goes_a_year_after_it_ended_with_what_was_committed_to(world: World) -> None:
    you = await two_weeks(world)
    for this, round_ in (("then", "old"), ("today", "now")):
        await made.commitment(world, you, this=this, round_=round_)
        await world.write("INSERT INTO cheer (commitment, member, kind, created_at) VALUES ($1, $2, 'c', 0)", this, you)
    weeks = Weeks(world)
    for this, state in (("invited", "said"), ("refused", "refused")):
        await weeks.insert(
            "announcement", id=this, circle="circle", round="old", place=made.PLACE, kind="invitation", state=state,
            due_at=0, late_until=0, created_at=0,
        )  # fmt: skip
    await at_age(world, YEAR - DAY)
    assert (await ids(world, "round"), await ids(world, "commitment")) == ({"old", "now"}, {"then", "today"})
    await at_age(world, YEAR + DAY)
    assert (await ids(world, "round"), await ids(world, "commitment")) == ({"now"}, {"today"})
    assert await ids(world, "announcement") == set()
    assert await world.rows("SELECT commitment FROM cheer") == [{"commitment": "today"}]


async def test_what_stands_in_a_channel_stays_so_that_it_can_be_taken_back(world: World) -> None:
    you = await two_weeks(world)
    other = await made.joined(world, OTHER)
    weeks = Weeks(world)
    text = world.sealed.put(you, "post", "posted", "text", "x")
    await weeks.insert(
        "post", id="posted", member=you, run="r", key="k", place=made.PLACE, message="m", tags="", text=text,
        state="posted", reference="ref", created_at=0,
    )  # fmt: skip
    await made.commitment(world, you, this="posted-one", round_="old", post="posted")
    await made.commitment(world, other, this="quoted-one", round_="old", state="done")
    await made.commitment(world, other, this="of-no-use", round_="old", sight="private")
    await weeks.insert(
        "announcement", id="digest", circle="circle", round="old", place=made.PLACE, kind="digest", state="said",
        reference="digest-ref", due_at=0, late_until=0, created_at=0,
    )  # fmt: skip
    await weeks.insert("quote", id="q", announcement="digest", commitment="quoted-one")
    await at_age(world, 2 * YEAR)
    assert await ids(world, "commitment") == {"posted-one", "quoted-one"}
    assert (await ids(world, "round"), await ids(world, "announcement")) == ({"old", "now"}, {"digest"})
    # Its author goes: it is said anew without them, and then nothing is left of that week but the other one's post.
    await world.write("DELETE FROM member WHERE id = $1", other)
    await at_age(world, 2 * YEAR)
    assert await ids(world, "announcement") == {"digest"}
    await weeks.rounds.run_due()
    assert [reference for _, reference, _ in world.sender.amended] == ["digest-ref"]
    await at_age(world, 2 * YEAR)
    assert (await ids(world, "announcement"), await ids(world, "round")) == (set(), {"old", "now"})
    await world.write("UPDATE post SET state = 'gone'")
    await at_age(world, 2 * YEAR)
    assert (await ids(world, "commitment"), await ids(world, "round")) == (set(), {"now"})


async def test_pairs_are_looked_back_on_for_longer_than_a_year(world: World) -> None:
    you = await two_weeks(world)
    began = world.clock.at - 12 * DAY
    weeks = Weeks(world)
    await weeks.insert("pairing", id="p", circle="circle", round="old", created_at=ms(began))
    await weeks.insert("paired", pairing="p", member=you)
    await at_age(world, YEAR + 2 * DAY)
    assert (await ids(world, "pairing"), await ids(world, "round")) == ({"p"}, {"old", "now"})
    await at_age(world, PAIRS_KEPT + DAY)
    assert (await ids(world, "pairing"), await ids(world, "round")) == (set(), {"now"})
    assert await world.rows("SELECT * FROM paired") == []


async def test_the_last_week_of_a_circle_stays_and_the_next_is_numbered_after_it(world: World) -> None:
    await two_weeks(world)
    await world.write("UPDATE round SET state = 'closed'")
    await at_age(world, 3 * YEAR)
    assert await world.rows("SELECT id, number FROM round") == [{"id": "now", "number": 2}]


async def test_a_pod_that_was_given_up_goes_and_its_name_is_never_used_again(world: World) -> None:
    you = await two_weeks(world)
    for number, state in ((1, "gone"), (2, "gone"), (3, "open"), (4, "gone")):
        await made.pod(world, this=f"pod-{number}", number=number)
        await world.write("UPDATE pod SET state = $2 WHERE id = $1", f"pod-{number}", state)
    await world.write("UPDATE pod SET created_at = $1", ms(world.clock.at))
    text = world.sealed.put(you, "post", "posted", "text", "x")
    await Weeks(world).insert(
        "post", id="posted", member=you, run="r", key="k", place="pod-2-place", message="m", tags="", text=text,
        state="posted", created_at=0,
    )  # fmt: skip
    await at_age(world, YEAR)
    assert await ids(world, "pod") == {"pod-1", "pod-2", "pod-3", "pod-4"}
    await at_age(world, YEAR + 6 * DAY)
    # One in whose place something stands, one that is there, and the last.
    assert await ids(world, "pod") == {"pod-2", "pod-3", "pod-4"}
    assert await ids(world, "place") == {made.PLACE, "pod-2-place", "pod-3-place", "pod-4-place"}


async def test_what_else_goes_when_it_is_old(world: World) -> None:
    you = await two_weeks(world)
    weeks, at, where = Weeks(world), ms(world.clock.at), {"platform": "test", "community": "guild"}
    await weeks.insert("helper_turn", id="turn", circle="circle", member=you, begins_at=at, created_at=at)
    await weeks.insert("audit", id="noted", **where, actor=you, what="circle-on", noted_at=at)
    about = {"kind": "commitment", "subject": "s", "wrong": "unkind"}
    await weeks.insert("report", id="told", member=you, **where, **about, created_at=at)
    for days, left in ((89, (1, 1, 1)), (91, (1, 0, 0)), (364, (1, 0, 0)), (366, (0, 0, 0))):
        await at_age(world, timedelta(days=days + 5))
        tables = ("helper_turn", "audit", "report")
        assert tuple([len(await ids(world, table)) for table in tables]) == left, days
