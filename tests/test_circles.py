"""Whole conversations about a circle, as (said, replied): joining, saying, changing, cheering, leaving, taking back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.effects import NudgeKind, Posted
from bot.ports import Command
from bot.screen import Attached, Copy, Screen
from bot.store.members import one_member
from bot.store.nudges import Claimed
from bot.store.unit import ms
from tests import circles as made
from tests.world import OTHER, YOU, World, button, labels, text

pytestmark = pytest.mark.both_stores

KIM = OTHER


def told(screen: Screen) -> str:
    return text(screen).replace("\u2068", "").replace("\u2069", "")


async def said(world: World, *pairs: tuple[str, str]) -> None:
    """Play a conversation: what is tapped, or typed (after ``"``), or the command (after ``/``), and a part of the reply."""
    for what, replied in pairs:
        if what.startswith("/"):
            word, *about = what[1:].split()
            await world.command(word, **({"about": about[0]} if about else {}))
        elif what.startswith('"'):
            await world.type(what[1:])
        else:
            await world.tap(what)
        assert replied in told(world.screen), f"{what!r} was answered: {told(world.screen)}"


async def one(world: World, table: str) -> dict[str, Any]:
    (row,) = await world.clear(table)
    return row


async def test_without_a_circle_it_says_who_could_begin_one(world: World) -> None:
    await said(world, ("/circle", "There is no circle in this community yet."), ("home", "Nothing here yet"))


async def test_joining_posts_nothing_and_sends_nothing(world: World) -> None:
    await made.circle(world)
    await said(
        world,
        ("/circle", "#circle is a circle. Once a week you say one thing you will do"),
        ("not-now", "/bounceback circle is where it is"),
        ("/circle", "Nobody is named for missing"),
        ("join", "You are in the circle of #circle. Nothing was posted."),
    )
    assert "You have said nothing yet, and that is allowed." in told(world.screen)
    assert (world.sender.posts, world.sender.dms) == ([], [])
    assert button(world.screen, "Tick or change one") is None


async def test_saying_something_is_shown_first_and_posted_by_a_press(world: World) -> None:
    await made.circle(world)
    await said(
        world,
        (f"/commit {made.ROUND}", "You are not in the circle of #circle yet."),
        ("application", "By which day?"),
        ("2026-11-27", "Where will you do it?"),
        ("library", "Who sees it?"),
        ("public", "That is all that #circle would see."),
    )
    (shown,) = [block.text for block in world.screen.blocks if isinstance(block, Copy)]
    assert shown == "Sam, this week: Send one application · by Friday 27 November · at the library"
    assert await world.rows("SELECT * FROM commitment") == await world.rows("SELECT * FROM circle_member") == []
    await said(world, ("post", "It is in #circle now, under your name."))
    ((place, in_channel, _),) = world.sender.posts
    assert (place, in_channel) == (made.ADDRESS, shown)
    kept = await one(world, "commitment")
    assert (kept["tag"], kept["whereabouts"], kept["sight"]) == ("commit-small.application", "library", "public")
    assert (await one(world, "post"))["opens"] == f"cheer:{kept['id']}"
    assert len(await world.rows("SELECT * FROM circle_member")) == 1
    # The midweek look, and with it check-ins, as they were never asked about.
    await said(
        world,
        ("yes", "Shall I come back to what you planned, by DM?"),
        ("yes", "Is that your time zone?"),
        ("yes", "Your week in #circle, until"),
    )
    assert await world.rows("SELECT looks FROM circle_member") == [{"looks": 1}]


async def test_ones_own_words_changed_before_they_are_posted(world: World) -> None:
    await made.circle(world)
    await made.joined(world, YOU)
    await said(
        world,
        ("/circle", "You have said nothing yet"),
        ("commit", "What will you do this week?"),
        ('"write to three people', "By which day?"),
        ("2026-11-26", "Where will you do it?"),
        ('"the kitchen table', "Who sees it?"),
        ("public", "Sam, this week: write to three people · by Thursday 26 November · the kitchen table"),
        ("change", "What would you like to change?"),
        ("what", "What will you do this week?"),
        ('"write to one person', "Sam, this week: write to one person · by Thursday 26 November · the kitchen table"),
        ("change", "What would you like to change?"),
        ("where", "Where will you do it?"),
        ("skip", "Sam, this week: write to one person · by Thursday 26 November"),
    )
    assert button(world.screen, "change") is None
    await said(world, ("post", "It is in #circle now"))
    assert [text for _, text, _ in world.sender.posts] == [
        "Sam, this week: write to one person · by Thursday 26 November"
    ]


@pytest.mark.parametrize("way", ["private", "keep", "refused"])
async def test_kept_to_oneself_or_not_taken_nobody_else_sees_it(world: World, way: str) -> None:
    await made.circle(world)
    await made.joined(world, YOU)
    await said(world, ("/commit", "What will you do"), ("rest", "By which day?"), ("2026-11-26", "Where"))
    await said(world, ("skip", "Who sees it?"))
    if way == "private":
        await said(world, ("private", "Kept for Thursday 26 November. Only you see it."))
    elif way == "keep":
        await said(world, ("public", "That is all that"), ("keep", "Only you see it."))
    else:
        world.sender.outcome = Posted.REFUSED
        await said(world, ("public", "That is all that"), ("post", "It is kept for you alone."))
    kept = await one(world, "commitment")
    assert (kept["sight"], kept["post"]) == ("private", None)
    assert len(world.sender.posts) == (way == "refused")
    world.who = KIM
    await said(world, (f"/cheer {kept['id']}", "it is not for you to see"))


async def test_a_pod_is_offered_where_it_has_a_place_and_only_the_pod_sees_it(world: World) -> None:
    await made.circle(world)
    await made.pod(world)
    await made.joined(world, YOU, pod="pod")
    await said(world, ("/commit", "What will you do"), ("practice", "By which day?"), ("2026-11-26", "Where"))
    await said(world, ("skip", "in your pod only"), ("pod", "That is all that your pod would see."))
    await said(world, ("post", "It is in your pod now"))
    assert [place for place, *_ in world.sender.posts] == ["pod-channel"]
    assert (await one(world, "commitment"))["sight"] == "pod"


async def test_a_plan_item_is_said_and_its_tick_ticks_both(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    await world.write(
        "INSERT INTO plan_item (id, member, source, text, due, created_at) VALUES ('item', $1, 'next', $2, '2026-12-01', 0)",
        owner,
        world.sealed.put(owner, "plan_item", "item", "text", "call Lu"),
    )
    await said(world, ("/commit", "What is on your plan is in the list."), ("call Lu", "By which day?"))
    await said(world, ("2026-11-26", "Where"), ("home", "Who sees it?"), ("private", "Only you see it."))
    await said(
        world,
        ("no", "call Lu · by Thursday 26 November · only you see it"),
        ("tick", "call Lu"),
        ("done", "Done: call Lu. It was said, and then it was done. It is ticked on your plan too."),
    )
    assert await world.rows("SELECT done_on FROM plan_item") == [{"done_on": "2026-11-25"}]
    await world.back()
    assert world.screen.key == "how"
    assert await world.rows("SELECT done_on FROM plan_item") == [{"done_on": None}]
    assert (await one(world, "commitment"))["state"] == "open"


async def posted(world: World) -> str:
    """Say something in the circle. Gives its id."""
    await made.circle(world)
    await made.joined(world, YOU)
    for what in ("/commit", "application", "2026-11-27", "skip", "public", "post"):
        await said(world, (what, ""))
    return str((await one(world, "commitment"))["id"])


async def test_new_words_are_shown_before_the_post_follows(world: World) -> None:
    await posted(world)
    await said(world, ("/circle", "Send one application"), ("tick", "It stands in the channel"))
    await said(world, ("words", "How should it read?"), ('"send two', "So it would read in the channel"))
    assert "Sam, this week: send two · by Friday 27 November" in told(world.screen)
    assert world.sender.amended == []
    await said(world, ("no", "Send one application"), ("tick", ""), ("words", ""), ('"send two', ""))
    await said(world, ("yes", "Changed, and the post with it."))
    assert world.sender.amended == [(made.ADDRESS, "message-1", "Sam, this week: send two · by Friday 27 November")]
    await said(world, ("tick", "send two"), ("date", "Which day instead?"), ("2026-11-28", "So it would read"))
    await said(world, ("yes", "Moved to Saturday 28 November, and the post with it."))
    assert world.sender.amended[-1][2] == "Sam, this week: send two · by Saturday 28 November"


async def test_letting_go_takes_the_post_away_and_not_done_is_fine(world: World) -> None:
    this = await posted(world)
    await said(world, ("/circle", ""), ("tick", ""))
    await said(world, ("go", "Let go, and its post goes from the channel. Not done is fine, and nobody is told."))
    assert [reference for _, reference, _ in world.sender.taken_back] == ["message-1"]
    assert "You have said nothing yet" in told(world.screen)
    world.who = KIM
    await said(world, (f"/cheer {this}", "That is not there any more"))


async def test_a_cheer_is_about_the_action_and_comes_without_a_name(world: World) -> None:
    this = await posted(world)
    world.who = KIM
    await said(
        world,
        (f"/cheer {this}", "Sam: Send one application (by Friday 27 November)"),
        ("cheer-effort", "Kept: That takes work."),
        (f"/cheer {this}", "Your cheer for it: That takes work"),
        ("back", "Taken back."),
        (f"/cheer {this}", "Pick a cheer for it"),
        ("cheer-clear", "Kept: Clear and doable."),
    )
    assert not any(dm.address == YOU.address for dm in world.sender.dms)
    world.who = YOU
    await said(world, (f"/cheer {this}", "It stands in the channel"))
    await said(world, ("/circle", 'A cheer for "Send one application": Clear and doable'))
    assert "Kim" not in told(world.screen)


async def test_two_who_cheer_at_once_keep_one_each(world: World) -> None:
    this = await posted(world)
    world.who = KIM
    shown = await world.command("cheer", about=this)
    again = await world.turns.take(Command(KIM, "cheer", {"about": this}))
    await world.tap("cheer-clear", on=shown)
    await world.tap("cheer-glad", on=again)
    assert [row["kind"] for row in await world.rows("SELECT kind FROM cheer")] == ["cheer-glad"]


async def test_a_round_that_is_over_leads_to_the_running_one(world: World) -> None:
    await made.circle(world, opened=False)
    await made.joined(world, YOU)
    await made.opened_round(world, this="old", state="closed", opens=world.clock.at - timedelta(days=9))
    await said(
        world, ("/commit old", "No week is open at the moment. The next one begins on Monday at 09:00, Berlin time.")
    )
    await made.opened_round(world, number=2)
    await said(world, ("/commit old", "That week is over. This one goes until Sunday 29 November"))


@pytest.mark.parametrize(
    ("state", "line"), [("paused", "is paused by those who run"), ("lost", "I can't post in"), ("closed", "is closed")]
)
async def test_a_circle_that_does_not_go_on_says_so_in_a_line(world: World, state: str, line: str) -> None:
    await made.circle(world, state=state)
    await made.joined(world, YOU)
    await said(world, (f"/commit {made.ROUND}", line))
    assert world.screen.key == "~end"


async def test_away_and_back(world: World) -> None:
    await made.circle(world)
    await made.joined(world, YOU)
    await said(
        world,
        ("/circle", "What would you like to do?"),
        ("Away for a while", "weeks that you are away don't count either way"),
        ("2026-12-09", "You are away until Wednesday 9 December."),
        ("I'm back", "You are away until Wednesday 9 December"),
        ("back", "What would you like to do?"),
    )


async def test_weeks_are_so_many_of_the_last_and_never_in_a_row(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU)
    for number in (2, 3, 4):
        await made.opened_round(
            world,
            this=f"r{number}",
            number=number,
            state="closed",
            opens=world.clock.at - timedelta(days=7 * number + 2),
        )
    await world.write("UPDATE circle_member SET joined_at = $1", ms(world.clock.at - timedelta(days=90)))
    for number in (2, 4):
        await made.commitment(world, owner, this=f"c{number}", round_=f"r{number}")
    await said(world, ("/circle", "You said what you would do in 2 of the last 3 weeks. 3 of any 4 is plenty."))


async def test_not_with_this_buddy_again_and_leaving(world: World) -> None:
    await made.circle(world)
    mine = await made.joined(world, YOU, buddies=True)
    other = await made.joined(world, KIM, buddies=True)
    await world.write(
        "INSERT INTO pairing (id, circle, round, created_at) VALUES ('p', $1, $2, 0)", made.CIRCLE, made.ROUND
    )
    for member in (mine, other):
        await world.write("INSERT INTO paired (pairing, member) VALUES ('p', $1)", member)
    await said(
        world,
        ("/circle", "Your buddy this week: Kim."),
        ("settings", "Buddies, a partner for a week: on."),
        ("apart", "They are not told, and neither is anybody else."),
        ("Kim", "you and Kim are not paired again"),
        ("settings", ""),
        ("buddies", "Buddies are off."),
        ("settings", ""),
        ("leave", "Nobody is told."),
        ("yes", "You have left the circle of #circle."),
        ("/circle", "#circle is a circle."),
    )
    assert await world.rows("SELECT member, other FROM apart") == [{"member": mine, "other": other}]
    assert world.sender.posts == []


async def looked_at(world: World, owner: str) -> Screen | None:
    """The screen of a midweek look, as the scheduler opens it."""
    now = world.clock.at
    look = Claimed("look", owner, NudgeKind.CIRCLE_LOOK, now, now, True, "us", 1, subject=made.ROUND)
    member = await world.store.read(lambda: one_member(owner, world.sealed))
    assert member is not None
    return await world.store.do(lambda: world.turns.opening(member, look))


async def test_the_midweek_look_asks_only_where_something_is_open(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU, looks=True)
    await made.commitment(world, owner, state="done")
    assert await looked_at(world, owner) is None


async def test_the_midweek_look_is_answered_by_tap(world: World) -> None:
    await made.circle(world)
    owner = await made.joined(world, YOU, looks=True)
    await made.commitment(world, owner)
    shown = await looked_at(world, owner)
    assert shown is not None
    assert "You said: write to Kim" in told(shown)
    assert labels(shown)[:5] == ["Done", "Still on it", "Move it to another day", "Let it go", "Stop these looks"]
    world.screen = shown
    await said(world, ("stop", "no more looks from this circle"))
    assert await world.rows("SELECT looks FROM circle_member") == [{"looks": 0}]


async def test_ones_own_copy_reads_as_it_was_said(world: World) -> None:
    this = await posted(world)
    await said(world, (f"/cheer {this}", ""), ("words", ""), ('"send two', ""), ("yes", ""))
    owner = (await one(world, "member"))["id"]
    await made.commitment(world, owner, this="second", text=None, tag="commit-small.rest", where="cafe", state="done")
    await said(world, ("/privacy", "2 things you said you would do"), ("export", ""))
    copy = next(
        one.read().decode() for one in world.screen.blocks if isinstance(one, Attached) and one.name.endswith(".md")
    )
    assert "- [ ] send two (by Friday 27 November)" in copy
    assert "- [x] Rest, on purpose, in a café (by Friday 27 November)" in copy
    assert "## What you shared\n\n- send two\n" in copy
    await said(world, ("/shared", ""), ("Sam", ""), ("yes", ""), ("/privacy", ""), ("export", ""))
    assert "What you shared" not in str(world.screen.blocks[-1])


# Sharing a line from a step's closing card


async def at_the_end_of_a_step(world: World) -> None:
    await world.place()
    await world.command("rejected", company="Acme")
    for what in ("start", "skip", "skip", "no", "on"):
        await world.tap(what)


async def test_a_line_from_a_step_is_shown_posted_and_taken_back(world: World) -> None:
    await at_the_end_of_a_step(world)
    await said(
        world,
        ("share", "Nothing is posted by picking."),
        ("step1", "That is all that #wins would see."),
    )
    (shown,) = [block.text for block in world.screen.blocks if isinstance(block, Copy)]
    assert world.sender.posts == []
    await said(world, ("yes", "It is in #wins now, under your name."))
    assert [text for _, text, _ in world.sender.posts] == [shown]
    await said(world, ("take-back", "Taken back. It goes from #wins"), ("on", "How far did Acme get?"))
    assert [reference for _, reference, _ in world.sender.taken_back] == ["message-1"]


async def test_a_line_that_is_not_pressed_for_is_not_posted(world: World) -> None:
    await at_the_end_of_a_step(world)
    await said(
        world, ("share", ""), ('"I went for a walk', "Sam, after a no: I went for a walk"), ("no", "It can also wait")
    )
    await said(world, ("enough", ""))
    assert world.sender.posts == []


async def test_what_was_shared_is_listed_and_taken_back_later(world: World) -> None:
    await at_the_end_of_a_step(world)
    await said(world, ("share", ""), ('"I went for a walk', ""), ("yes", ""), ("enough", ""))
    await said(
        world,
        ("/shared", "One line of yours stands in a channel."),
        ("Sam, after a no", "That stands in #wins since Wednesday 25 November, under your name."),
        ("yes", "Taken back. It goes from #wins"),
        ("/shared", "Nothing that you shared stands anywhere"),
    )
    assert [reference for _, reference, _ in world.sender.taken_back] == ["message-1"]


async def test_without_a_place_nothing_is_offered(world: World) -> None:
    await world.command("rejected", company="Acme")
    for what in ("start", "skip", "skip", "no", "on"):
        await world.tap(what)
    assert button(world.screen, "share") is None
