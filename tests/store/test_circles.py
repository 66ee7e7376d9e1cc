"""Circles in the store: who sees what, and what becomes of posts when their author changes their mind, leaves, is forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot import circles
from bot.circles import Apart, Cheer, Commit, EditCommitment, InCircle, OneCommitment, Sight, TakeBackPost
from bot.effects import Change, Lookup, Posted
from bot.ports import Sent, Who
from bot.questions import Json
from bot.store import changes, lookups
from bot.store.lookups import Asker
from bot.store.members import one_member
from bot.store.planning import Maker
from bot.store.unit import Unit, ms
from tests import circles as made
from tests.world import OTHER, YOU, World

pytestmark = pytest.mark.both_stores

THIRD = Who("test", "third", community="guild", name="Lu", zone_hint="Europe/Berlin")
ELSEWHERE = Who("test", "far", community="other guild", name="Far", zone_hint="Europe/Berlin")


async def asked(world: World, member: str, lookup: Lookup[Any]) -> Any:
    """What a member finds, in two looks: when they ask, and when it is drawn."""

    def unit() -> Unit[Any]:
        me = yield from one_member(member, world.sealed)
        assert me is not None
        return (yield from lookups.find_and_fetch(Asker(me, "run", "journey", world.clock.at, world.sealed), lookup))

    _, found = await world.store.read(unit)
    return found


async def stated(world: World, member: str, change: Change, key: str = "key", run: str = "run") -> Json:
    def unit() -> Unit[Json]:
        me = yield from one_member(member, world.sealed)
        assert me is not None
        return (yield from changes.state(Maker(me, run, "journey", world.clock.at, world.sealed), key, None, change))

    return await world.store.do(unit)


async def undone(world: World, member: str, change: Change, before: Json, key: str = "key", run: str = "run") -> None:
    def unit() -> Unit[None]:
        me = yield from one_member(member, world.sealed)
        assert me is not None
        yield from changes.withdraw(Maker(me, run, "journey", world.clock.at, world.sealed), key, change, before)

    await world.store.do(unit)


async def posted(world: World, member: str, this: str = "run-posted", text: str = "write to Kim") -> str:
    """A post of a commitment that stands in the circle's channel."""
    await world.write(
        "INSERT INTO post (id, member, run, key, place, message, tags, opens, text, day, state, reference, created_at)"
        " VALUES ($1, $2, 'run', 'posted', $3, 'post-commitment', '', 'cheer:commitment', $4, '2026-11-27', 'posted', 'ref', 0)",
        this,
        member,
        made.PLACE,
        world.sealed.put(member, "post", this, "text", text),
    )
    return this


async def states(world: World) -> dict[str, str]:
    return {row["id"]: row["state"] for row in await world.rows("SELECT id, state FROM commitment")}


# Who sees what


@pytest.mark.parametrize(
    ("sight", "same_pod", "seen"),
    [("public", False, True), ("pod", True, True), ("pod", False, False), ("private", True, False)],
)
async def test_a_commitment_is_seen_by_whom_its_owner_chose(
    world: World, sight: str, same_pod: bool, seen: bool
) -> None:
    await made.circle(world)
    await made.pod(world)
    await made.pod(world, this="pod-2", number=2)
    owner = await made.joined(world, YOU, pod="pod")
    other = await made.joined(world, OTHER, pod="pod" if same_pod else "pod-2")
    await made.commitment(world, owner, sight=sight, where="library")
    (own,) = await asked(world, owner, OneCommitment("commitment"))
    assert (own.text, own.whereabouts, own.name) == ("write to Kim", "library", None)
    found = await asked(world, other, OneCommitment("commitment"))
    assert [(one.text, one.name) for one in found] == ([("write to Kim", "Sam")] if seen else [])


async def test_nobody_outside_of_the_community_sees_a_public_one(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    far = await made.member(world, ELSEWHERE)
    gone = await made.member(world, THIRD)
    await made.commitment(world, owner)
    assert await asked(world, gone, OneCommitment("commitment"))
    await world.leaving.left_community(THIRD, "guild")
    assert await asked(world, gone, OneCommitment("commitment")) == ()
    assert await asked(world, far, OneCommitment("commitment")) == ()


async def test_somebody_who_left_a_pod_sees_it_no_more_and_is_seen_no_more(world: World) -> None:
    await made.circle(world)
    await made.pod(world)
    owner = await made.joined(world, YOU, pod="pod")
    other = await made.joined(world, OTHER, pod="pod")
    await made.commitment(world, owner, sight="pod", state="done")
    assert await asked(world, other, OneCommitment("commitment"))
    await stated(world, other, InCircle(made.CIRCLE, joined=False))
    assert await asked(world, other, OneCommitment("commitment")) == ()


async def test_what_was_withdrawn_between_asking_and_drawing_is_gone_for_others(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    other = await made.joined(world, OTHER)
    await made.commitment(world, owner)

    def unit() -> Unit[Any]:
        me = yield from one_member(other, world.sealed)
        assert me is not None
        asker = Asker(me, "run", "journey", world.clock.at, world.sealed)
        kept = yield from lookups.find(asker, OneCommitment("commitment"))
        assert "write to Kim" not in str(kept)
        assert "Sam" not in str(kept)
        yield "UPDATE commitment SET state = 'withdrawn'", ()
        return (yield from lookups.fetch(asker, kept))

    assert await world.store.do(unit) == ()
    assert await asked(world, owner, OneCommitment("commitment")) == ()
    assert await asked(world, owner, circles.MyCommitments(made.ROUND)) == ()


async def test_a_circle_is_found_by_its_round_and_only_in_ones_own_community(world: World) -> None:
    await made.circle(world)
    await made.pod(world)
    mine = await made.joined(world, YOU, pod="pod", looks=True)
    far = await made.member(world, ELSEWHERE)
    for lookup in (circles.Circles(), circles.OneCircle(made.CIRCLE), circles.OneCircle(made.ROUND)):
        (found,) = await asked(world, mine, lookup)
        assert (found.name, found.place, found.pod_place) == (made.NAME, made.PLACE, "pod-place")
        assert found.round is not None
        assert (found.round.id, str(found.round.closes_at.tzinfo)) == (made.ROUND, "Europe/Berlin")
        assert found.standing == circles.Standing(looks=True, pod="pod")
        assert await asked(world, far, lookup) == ()


async def test_those_of_the_community_they_are_in_now_come_first(world: World) -> None:
    await made.circle(world)
    await made.circle(world, this="b", place="b-place", address="c-2", name="#b", community="other guild", opened=False)
    both = await made.member(world, YOU)
    assert [one.id for one in await asked(world, both, circles.Circles())] == ["circle"]
    await made.member(world, Who("test", "you", community="other guild", name="Sam"))
    found = await asked(world, both, circles.Circles())
    assert [(one.id, one.standing, one.round is not None) for one in found] == [
        ("b", None, False),
        ("circle", None, True),
    ]


# Weeks


async def test_weeks_are_counted_by_having_said_something_and_those_away_are_left_out(world: World) -> None:
    await made.circle(world, opened=False)
    owner = await made.joined(world, YOU)
    opened = world.clock.at - timedelta(days=26)
    for number in range(1, 5):
        await made.opened_round(
            world, this=f"r{number}", number=number, opens=opened + timedelta(days=7 * (number - 1)),
            state="open" if number == 4 else "closed",
        )  # fmt: skip

    async def weeks() -> tuple[bool, ...]:
        (found,) = await asked(world, owner, circles.Circles())
        assert found.standing is not None
        return tuple(found.standing.weeks)

    assert await weeks() == (False, False, False)  # the running one is not over
    await made.commitment(world, owner, this="a", round_="r1")
    await made.commitment(world, owner, this="b", round_="r2", state="withdrawn")
    await made.commitment(world, owner, this="c", round_="r3", state="done")
    assert await weeks() == (True, False, True)
    away_from, away_until = ((opened + timedelta(days=days)).date().isoformat() for days in (8, 12))
    await world.write("UPDATE circle_member SET away_from = $1, away_until = $2", away_from, away_until)
    assert await weeks() == (True, True)
    await made.commitment(world, owner, this="d", round_="r4")
    assert await weeks() == (True, True, True)


async def test_being_away_begins_once_and_ends_with_coming_back(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)

    async def away() -> tuple[str | None, str | None]:
        (row,) = await world.rows("SELECT away_from, away_until FROM circle_member")
        return row["away_from"], row["away_until"]

    day = date(2026, 12, 10)
    before = await stated(world, owner, InCircle(made.CIRCLE, away_until=day))
    assert await away() == ("2026-11-25", "2026-12-10")
    world.clock.at += timedelta(days=5)
    await stated(world, owner, InCircle(made.CIRCLE, away_until=day + timedelta(days=7)))
    assert await away() == ("2026-11-25", "2026-12-17")
    await stated(world, owner, InCircle(made.CIRCLE, away_until=date(2026, 11, 30)))
    assert await away() == ("2026-11-25", "2026-11-30")
    await undone(world, owner, InCircle(made.CIRCLE, away_until=day), before)
    assert await away() == (None, None)


# Saying, changing, letting go


async def test_a_commitment_is_kept_sealed_and_undone_by_a_step_back(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    change = Commit(made.ROUND, date(2026, 11, 27), Sight.PRIVATE, text="zyxcanary", whereabouts="zyxplace")
    before = await stated(world, owner, change)
    (row,) = await world.rows("SELECT * FROM commitment")
    assert b"zyx" not in row["text"] + row["whereabouts"]
    (clear,) = await world.clear("commitment")
    assert (clear["text"], clear["whereabouts"], clear["circle"]) == ("zyxcanary", "zyxplace", made.CIRCLE)
    await undone(world, owner, change, before)
    assert await world.rows("SELECT * FROM commitment") == []


async def test_nothing_is_said_in_a_circle_of_another_community_or_in_one_that_is_gone(world: World) -> None:
    await made.circle(world)
    far = await made.member(world, ELSEWHERE)
    await stated(world, far, InCircle(made.CIRCLE, joined=True))
    await stated(world, far, Commit(made.ROUND, date(2026, 11, 27), Sight.PUBLIC, text="x"))
    await stated(world, far, Commit("no-such-round", date(2026, 11, 27), Sight.PUBLIC, text="x"), "other")
    assert await world.rows("SELECT * FROM commitment") == []
    assert await world.rows("SELECT * FROM circle_member") == []


async def test_a_tick_ticks_the_plan_item_too_and_a_step_back_undoes_both(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    await world.write(
        "INSERT INTO plan_item (id, member, source, tag, due, created_at) VALUES ('item', $1, 'next', 'x', '2026-12-01', 0)",
        owner,
    )
    await made.commitment(world, owner, item="item")
    before = await stated(world, owner, EditCommitment("commitment", done=True))
    assert await world.rows("SELECT done_on, edited FROM plan_item") == [{"done_on": "2026-11-25", "edited": 1}]
    assert await states(world) == {"commitment": "done"}
    await undone(world, owner, EditCommitment("commitment", done=True), before)
    assert await world.rows("SELECT done_on, edited FROM plan_item") == [{"done_on": None, "edited": 0}]
    assert await states(world) == {"commitment": "open"}


async def test_nobody_changes_or_takes_back_what_is_anothers(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    other = await made.joined(world, OTHER)
    await made.commitment(world, owner, post=await posted(world, owner))
    for change in (
        EditCommitment("commitment", text="theirs", done=True, withdrawn=True),
        TakeBackPost("run-posted"),
    ):
        await stated(world, other, change, type(change).__name__)
    (row,) = await world.clear("commitment")
    assert (row["text"], row["state"], row["post"]) == ("write to Kim", "open", "run-posted")
    assert await world.rows("SELECT * FROM take_back") == []


async def test_new_words_and_a_new_day_make_the_post_stale_and_it_follows(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    await made.commitment(world, owner, post=await posted(world, owner))
    edit = EditCommitment("commitment", text="write to Lu", due=date(2026, 11, 28))
    before = await stated(world, owner, edit)
    (row,) = await world.clear("post")
    assert (row["text"], row["day"], row["stale"]) == ("write to Lu", "2026-11-28", 1)
    world.sender.amends = RuntimeError("not now")
    await world.outbox.settle_stale()
    assert [row["stale"] for row in await world.rows("SELECT stale FROM post")] == [1]
    world.sender.amends = True
    await world.reopen()
    await world.retention().often()
    assert world.sender.amended == [
        (made.ADDRESS, "ref", "Sam, this week: write to Lu · by Saturday 28 November"),
    ]
    assert [row["stale"] for row in await world.rows("SELECT stale FROM post")] == [0]
    await undone(world, owner, edit, before)
    await world.outbox.settle_stale()
    assert world.sender.amended[-1][2] == "Sam, this week: write to Kim · by Friday 27 November"
    await world.outbox.settle_stale()
    assert len(world.sender.amended) == 2


async def test_what_changes_while_a_post_is_being_changed_is_not_lost(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    await made.commitment(world, owner, post=await posted(world, owner))
    await stated(world, owner, EditCommitment("commitment", text="second"))
    real = world.sender.amend

    async def slow(*called: Any) -> bool:
        await stated(world, owner, EditCommitment("commitment", text="third"), "later")
        return await real(*called)

    world.sender.amend = slow  # type: ignore[method-assign, assignment]
    await world.outbox.settle_stale()
    world.sender.amend = real  # type: ignore[method-assign]
    await world.outbox.settle_stale()
    assert [said.split(" · ")[0] for _, _, said in world.sender.amended] == [
        "Sam, this week: second",
        "Sam, this week: third",
    ]


async def test_letting_go_takes_the_post_back_and_keeps_nothing_of_what_it_said(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    await made.commitment(world, owner, post=await posted(world, owner))
    await stated(world, owner, EditCommitment("commitment", withdrawn=True))
    await world.reopen()  # killed before it was taken back
    await world.forgetting.finish()
    assert world.sender.taken_back == [(made.ADDRESS, "ref", "run-posted")]
    (row,) = await world.clear("post")
    assert (row["state"], row["text"], row["stale"]) == ("gone", "", 0)
    assert await asked(world, owner, circles.MyPosts()) == ()


async def test_taking_a_post_back_keeps_the_commitment_for_its_owner_alone(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    other = await made.joined(world, OTHER)
    await made.commitment(world, owner, post=await posted(world, owner))
    (shared,) = await asked(world, owner, circles.MyPosts())
    assert (shared.id, shared.place, shared.post.text) == ("run-posted", made.NAME, "write to Kim")
    assert await asked(world, other, circles.MyPosts()) == ()
    await stated(world, owner, TakeBackPost("run-posted"))
    assert await states(world) == {"commitment": "open"}
    assert await asked(world, other, OneCommitment("commitment")) == ()
    (own,) = await asked(world, owner, OneCommitment("commitment"))
    assert (own.sight, own.post) == (Sight.PRIVATE, None)


async def test_a_post_that_is_taken_back_while_it_is_on_its_way_does_not_stay(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    await posted(world, owner)
    await world.write("UPDATE post SET state = 'pending', reference = NULL")
    await made.commitment(world, owner, post="run-posted")

    async def slow(*_: Any) -> Sent:
        await stated(world, owner, TakeBackPost("run-posted"))
        return Sent(Posted.POSTED, "late")

    world.sender.post = slow  # type: ignore[method-assign, assignment]
    me = await world.store.read(lambda: one_member(owner, world.sealed))
    assert me is not None
    await world.outbox.deliver(me, "run", "posted")
    assert (made.ADDRESS, "late", "run-posted") in world.sender.taken_back
    assert [row["state"] for row in await world.rows("SELECT state FROM post")] == ["gone"]
    # Asked for once more, it is not sent again, and nobody says that it is there.
    assert await world.outbox.deliver(me, "run", "posted") is Posted.UNKNOWN


@pytest.mark.parametrize("failure", [False, OSError("the platform is out")])
async def test_a_post_that_arrives_too_late_is_taken_back_later_where_that_fails_at_first(
    world: World, failure: bool | Exception
) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    await posted(world, owner)
    created = ms(world.clock.at)
    await world.write("UPDATE post SET state = 'pending', reference = NULL, created_at = $1", created)
    await made.commitment(world, owner, post="run-posted")

    async def slow(*_: Any) -> Sent:
        await stated(world, owner, TakeBackPost("run-posted"))
        await world.forgetting.finish()  # nothing is there yet
        world.sender.takes_back = failure
        return Sent(Posted.POSTED, "late")

    world.sender.post = slow  # type: ignore[method-assign, assignment]
    me = await world.store.read(lambda: one_member(owner, world.sealed))
    assert me is not None
    await world.outbox.deliver(me, "run", "posted")
    world.sender.takes_back = True
    world.sender.taken_back.clear()
    await world.reopen()
    await world.forgetting.finish()
    assert world.sender.taken_back == [(made.ADDRESS, "late", "run-posted")]
    assert await world.rows("SELECT * FROM take_back") == []


async def test_one_post_that_does_not_open_keeps_no_other_from_following(world: World) -> None:
    await made.circle(world)
    owner, other = await made.joined(world, YOU), await made.joined(world, OTHER)
    await posted(world, owner)
    await posted(world, other, "run-other", "ask Lee")
    await world.write("UPDATE post SET stale = 1, created_at = CASE WHEN id = 'run-posted' THEN 1 ELSE 2 END")
    await world.write("UPDATE post SET text = $1 WHERE id = 'run-posted'", b"damaged")
    await world.outbox.settle_stale()
    (followed,) = [said for _, _, said in world.sender.amended]
    assert "ask Lee" in followed


async def test_nothing_is_said_under_the_name_of_somebody_who_left_the_community(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    await posted(world, owner)
    await world.write("UPDATE post SET state = 'pending'")
    await world.leaving.left_community(YOU, "guild")
    me = await world.store.read(lambda: one_member(owner, world.sealed))
    assert me is not None
    assert await world.outbox.deliver(me, "run", "posted") is Posted.REFUSED
    assert world.sender.posts == []


async def test_a_place_that_takes_nothing_leaves_the_commitment_to_its_owner(world: World) -> None:
    await made.circle(world)
    owner, other = await made.joined(world, YOU), await made.joined(world, OTHER)
    await posted(world, owner)
    await world.write("UPDATE post SET state = 'pending'")
    await made.commitment(world, owner, post="run-posted")
    world.sender.outcome = Posted.REFUSED
    me = await world.store.read(lambda: one_member(owner, world.sealed))
    assert me is not None
    assert await world.outbox.deliver(me, "run", "posted") is Posted.REFUSED
    assert await asked(world, other, OneCommitment("commitment")) == ()


# Cheers and buddies


async def test_one_cheer_each_changed_and_taken_back(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    other = await made.joined(world, OTHER)
    await made.commitment(world, owner)
    first = await stated(world, other, Cheer("commitment", "cheer-clear"))
    await stated(world, other, Cheer("commitment", "cheer-effort"), "again")
    (seen,) = await asked(world, owner, OneCommitment("commitment"))
    assert (seen.cheers, seen.cheered) == (("cheer-effort",), None)
    (theirs,) = await asked(world, other, OneCommitment("commitment"))
    assert theirs.cheered == "cheer-effort"
    await undone(world, other, Cheer("commitment", "cheer-clear"), first)
    assert await world.rows("SELECT * FROM cheer") == []


async def test_a_cheer_for_ones_own_or_for_what_one_may_not_see_is_none(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    other = await made.joined(world, OTHER)
    await made.commitment(world, owner)
    await made.commitment(world, owner, this="private", sight="private")
    await stated(world, owner, Cheer("commitment", "cheer-clear"))
    await stated(world, other, Cheer("private", "cheer-clear"))
    await stated(world, other, Cheer("none", "cheer-clear"), "none")
    assert await world.rows("SELECT * FROM cheer") == []


async def test_buddies_of_a_round_by_the_name_they_go_by(world: World) -> None:
    await made.circle(world)
    mine, other, third = [await made.joined(world, who) for who in (YOU, OTHER, THIRD)]
    await world.write(
        "INSERT INTO pairing (id, circle, round, created_at) VALUES ('p', $1, $2, 0)", made.CIRCLE, made.ROUND
    )
    for one in (mine, other, third):
        await world.write("INSERT INTO paired (pairing, member) VALUES ('p', $1)", one)
    found = await asked(world, mine, circles.Buddies(made.ROUND))
    assert {(one.member, one.name) for one in found} == {(other, "Kim"), (third, "Lu")}
    await stated(world, other, InCircle(made.CIRCLE, joined=False))
    assert [one.name for one in await asked(world, mine, circles.Buddies(made.ROUND))] == ["Lu"]


async def test_apart_is_stated_and_undone(world: World) -> None:
    mine, other = [await made.member(world, who) for who in (YOU, OTHER)]
    before = await stated(world, mine, Apart(other))
    await stated(world, mine, Apart("nobody"), "nobody")
    assert await world.rows("SELECT * FROM apart") == [{"member": mine, "other": other}]
    await undone(world, mine, Apart(other), before)
    assert await world.rows("SELECT * FROM apart") == []


# Leaving


async def test_leaving_a_circle_lets_go_what_is_open_and_back_brings_it_back_without_its_post(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    await made.commitment(world, owner, post=await posted(world, owner))
    await made.commitment(world, owner, this="done", state="done")
    before = await stated(world, owner, InCircle(made.CIRCLE, joined=False))
    assert await states(world) == {"commitment": "withdrawn", "done": "done"}
    await world.forgetting.finish()
    assert [one for *_, one in world.sender.taken_back] == ["run-posted"]
    (found,) = await asked(world, owner, circles.Circles())
    assert found.standing is None
    await undone(world, owner, InCircle(made.CIRCLE, joined=False), before)
    assert await states(world) == {"commitment": "open", "done": "done"}
    (found,) = await asked(world, owner, circles.Circles())
    assert found.standing is not None
    assert await world.rows("SELECT post, sight FROM commitment WHERE id = 'commitment'") == [
        {"post": None, "sight": "private"}
    ]


async def test_a_step_back_in_an_older_conversation_brings_nobody_back_in(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    looks = InCircle(made.CIRCLE, looks=True)
    before = await stated(world, owner, looks)
    await stated(world, owner, InCircle(made.CIRCLE, joined=False, buddies=True), run="another")
    await undone(world, owner, looks, before)
    (row,) = await world.rows("SELECT looks, left_at FROM circle_member")
    assert row["looks"] == 0
    assert row["left_at"] is not None


async def test_leaving_a_community_ends_what_was_in_its_circles_and_nothing_else(world: World) -> None:
    await made.circle(world)
    await made.circle(world, this="b", place="b-place", address="c-2", name="#b", community="other guild", opened=False)
    await made.opened_round(world, this="b-1", circle="b")
    owner, other = await made.joined(world, YOU), await made.joined(world, OTHER)
    await made.joined(world, Who("test", "you", community="other guild", name="Sam"), circle="b")
    await made.commitment(world, owner, post=await posted(world, owner))
    await made.commitment(world, owner, this="kept", circle="b", round_="b-1")
    await made.commitment(world, other, this="theirs")
    await stated(world, owner, Cheer("theirs", "cheer-clear"))
    await stated(world, owner, Apart(other), "apart")
    await world.leaving.left_community(YOU, "guild")
    assert set(await states(world)) == {"kept", "theirs"}
    assert {(row["circle"], row["member"]) for row in await world.rows("SELECT * FROM circle_member")} == {
        ("b", owner),
        (made.CIRCLE, other),
    }
    assert [one for *_, one in world.sender.taken_back] == ["run-posted"]
    assert await world.rows("SELECT * FROM cheer") == []
    assert len(await world.rows("SELECT * FROM apart")) == 1


async def test_an_uninstall_deletes_the_circles(world: World) -> None:
    await made.circle(world)
    await made.pod(world)
    owner = await made.joined(world, YOU, pod="pod")
    await made.commitment(world, owner)
    await world.leaving.uninstalled("test", "guild")
    for table in ("circle", "round", "pod", "circle_member", "commitment", "take_back", "place"):
        assert await world.rows(f"SELECT * FROM {table}") == [], table  # noqa: S608 - our own names
    assert len(await world.rows("SELECT * FROM member")) == 1


async def test_a_forgotten_member_leaves_nothing_in_a_circle(world: World) -> None:
    await made.circle(world)
    await made.pod(world)
    owner = await made.joined(world, YOU, pod="pod")
    other = await made.joined(world, OTHER, pod="pod")
    await made.commitment(world, owner, post=await posted(world, owner))
    await made.commitment(world, other, this="theirs")
    await stated(world, owner, Cheer("theirs", "cheer-clear"))
    await stated(world, other, Cheer("commitment", "cheer-clear"))
    await stated(world, other, Apart(owner), "apart")
    await world.leaving.account_deleted(YOU)
    assert [one for *_, one in world.sender.taken_back] == ["run-posted"]
    left = {table: rows for table, rows in (await world.dump()).items() if owner in str(rows)}
    assert left == {}
    assert set(await states(world)) == {"theirs"}
    assert [row["member"] for row in await world.rows("SELECT member FROM circle_member")] == [other]
    for table in ("cheer", "apart", "post"):
        assert await world.rows(f"SELECT * FROM {table}") == [], table  # noqa: S608 - our own names


async def test_an_old_conversation_does_not_bring_back_what_was_withdrawn(world: World) -> None:
    owner = await joined_with_one(world)
    done = EditCommitment("commitment", done=True)
    before = await stated(world, owner, done, key="did")
    await stated(world, owner, EditCommitment("commitment", withdrawn=True), key="go")
    await world.write("UPDATE plan_item SET done_on = NULL")
    for again in (done, EditCommitment("commitment", done=False)):
        await stated(world, owner, again, key="again")
        assert await world.rows("SELECT state FROM commitment") == [{"state": "withdrawn"}]
    assert await world.rows("SELECT done_on FROM plan_item") == [{"done_on": None}]
    # Nor does a step back in the one in which it was done.
    await undone(world, owner, done, before, key="did")
    assert await world.rows("SELECT state FROM commitment") == [{"state": "withdrawn"}]


async def test_a_step_back_from_withdrawing_brings_it_back(world: World) -> None:
    owner = await joined_with_one(world)
    go = EditCommitment("commitment", withdrawn=True)
    await undone(world, owner, go, await stated(world, owner, go))
    assert await world.rows("SELECT state FROM commitment") == [{"state": "open"}]


async def test_what_was_said_at_the_same_moment_is_always_listed_alike(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    for this in ("c", "a", "d", "b"):
        await made.commitment(world, owner, this=this)
    for _ in range(2):
        found = await asked(world, owner, circles.MyCommitments(made.ROUND))
        assert [one.id for one in found] == ["a", "b", "c", "d"]
        await world.write("UPDATE commitment SET due = '2026-11-28' WHERE id = 'a'")


async def joined_with_one(world: World) -> str:
    """Somebody in a circle, with something to do that is in their plan too. Gives their id."""
    await made.circle(world)
    owner = await made.joined(world, YOU)
    await world.write(
        "INSERT INTO plan_item (id, member, source, tag, due, created_at) VALUES ('item', $1, 'next', 't', '2026-11-27', 0)",
        owner,
    )
    await made.commitment(world, owner, item="item")
    return owner
