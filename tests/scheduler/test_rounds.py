"""Simulated weeks of a circle: what is said in its channel and in private, when, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.effects import Posted
from bot.ports import TryLaterError
from bot.screen import Attached
from bot.store import announcements, rounds
from bot.store.forgetting import forget
from bot.store.sight import from_its_place
from tests.scheduler.circles import DAY, HOUR, MONDAY, Weeks
from tests.world import World, button

WEEK = timedelta(days=7)
CLOSE = MONDAY + 6 * DAY
both_stores = pytest.mark.both_stores


@pytest.fixture
async def weeks(world: World) -> Weeks:
    made = Weeks(world)
    await made.circle()
    return made


@both_stores
async def test_a_week(weeks: Weeks) -> None:
    kim, sam = await weeks.member("Kim", looks=1), await weeks.member("Sam", looks=1)
    lee, ada = await weeks.member("Lee"), await weeks.member("Ada", looks=1)
    await weeks.until(MONDAY)
    (invitation,) = weeks.said()
    assert "A new week in #circle." in invitation
    (screen,) = weeks.world.sender.screens.values()
    (opened,) = await weeks.world.rows("SELECT * FROM round")
    assert button(screen, opened["id"]) is not None
    assert screen.buttons[0].token == f"open:commit:{opened['id']}"
    assert await weeks.state() == ("open", "look", MONDAY + 3 * DAY)
    await weeks.commit(kim, "Write to Acme")
    await weeks.commit(sam, "Walk", done=True)
    await weeks.commit(lee, "Call my old team lead", done=True, sight="private")
    await weeks.commit(ada, None, done=True)
    await weeks.until(MONDAY + 5 * DAY)
    nudges = await weeks.world.rows("SELECT member, subject FROM nudge WHERE kind = 'circle-look'")
    assert nudges == [{"member": kim, "subject": opened["id"]}], "who has nothing open, or wants no look, is not asked"
    await weeks.until(CLOSE)
    digest = weeks.said()[1]
    assert "4 people said what they would do: 4 things. 3 are done so far." in digest
    assert "• Sam: Walk" in digest
    assert "• Ada: " in digest
    assert "Acme" not in digest, "what is not done is never listed"
    assert "Kim" not in digest
    assert "team lead" not in digest, "private is private"
    assert await weeks.world.rows("SELECT state FROM round") == [{"state": "closed"}]
    await weeks.until(MONDAY + WEEK)
    assert len(weeks.said()) == 3
    assert [row["number"] for row in await weeks.world.rows("SELECT number FROM round ORDER BY number")] == [1, 2]


async def test_the_helper_of_the_week_is_named(weeks: Weeks) -> None:
    weeks.stub.helper = "Ada"
    await weeks.until(MONDAY)
    assert weeks.said()[0].endswith("Ada is around this week, if a question comes up.")


@both_stores
async def test_a_quiet_week_shames_nobody(weeks: Weeks) -> None:
    await weeks.member("Kim", away_until="2026-12-24")
    await weeks.until(CLOSE)
    assert weeks.said()[1].startswith("That was a quiet week in #circle.")
    assert not any(char.isdigit() for char in weeks.said()[1])


async def test_a_week_of_one_has_no_numbers(weeks: Weeks) -> None:
    kim = await weeks.member("Kim")
    await weeks.until(MONDAY)
    await weeks.commit(kim, "Rest")
    await weeks.until(CLOSE)
    assert "Kim" not in weeks.said()[1]
    assert not any(char.isdigit() for char in weeks.said()[1])


async def test_who_left_in_the_middle_is_neither_told_nor_named(weeks: Weeks) -> None:
    kim, sam = await weeks.member("Kim", looks=1), await weeks.member("Sam", looks=1)
    await weeks.until(MONDAY)
    await weeks.commit(kim, "Write")
    await weeks.commit(kim, "Done and gone", done=True)
    await weeks.commit(sam, "Read", done=True)
    await weeks.commit(sam, "Walk")
    await weeks.world.write("UPDATE circle_member SET left_at = 1 WHERE member = $1", kim)
    await weeks.world.write("UPDATE membership SET left_at = 1 WHERE member = $1", sam)
    await weeks.until(CLOSE)
    assert await weeks.world.rows("SELECT * FROM nudge WHERE kind = 'circle-look'") == []
    assert "Kim" not in weeks.said()[1]
    assert "Sam" not in weeks.said()[1]


async def test_a_look_waits_for_nobody_who_is_away(weeks: Weeks) -> None:
    away = await weeks.member("Kim", looks=1, away_until="2026-12-04")
    back = await weeks.member("Sam", looks=1, away_until="2026-12-03")
    await weeks.until(MONDAY)
    await weeks.commit(away, "Write")
    await weeks.commit(back, "Read")
    await weeks.until(MONDAY + 4 * DAY)
    told = await weeks.world.rows("SELECT member FROM nudge WHERE kind = 'circle-look'")
    assert told == [{"member": back}], "on the day that they named they are back"


# Outages, pauses, channels that are gone


@pytest.mark.parametrize(("down", "invited"), [(1 * DAY, True), (2 * DAY, True), (2 * DAY + HOUR, False)])
async def test_an_invitation_comes_within_two_days(weeks: Weeks, down: timedelta, *, invited: bool) -> None:
    await weeks.until(MONDAY - HOUR)
    weeks.world.clock.at = MONDAY + down
    await weeks.rounds.run_due()
    assert len(weeks.said()) == invited
    state, step, at = await weeks.state()
    assert at is not None
    assert at > weeks.world.clock.at
    assert (state, step) == ("open", "look" if invited else "soon")
    assert (await weeks.world.rows("SELECT closes_at FROM round") == []) is not invited


@pytest.mark.parametrize(("down", "told"), [(3 * DAY - HOUR, 2), (4 * DAY, 1)])
async def test_a_digest_comes_within_three_days(weeks: Weeks, down: timedelta, told: int) -> None:
    await weeks.until(CLOSE - HOUR)
    weeks.world.clock.at = CLOSE + down
    await weeks.rounds.run_due()
    kinds = [kind for kind, _ in await weeks.announced()]
    assert kinds.count("digest") == told - 1
    assert kinds.count("invitation") == (2 if down < 3 * DAY else 1)
    assert len({text for _, text, _ in weeks.world.sender.posts}) == len(weeks.said()) or kinds.count("invitation") == 2


async def test_months_away_are_not_made_up_for(weeks: Weeks) -> None:
    await weeks.until(MONDAY + DAY)
    weeks.world.clock.at += 100 * DAY
    await weeks.rounds.run_due()
    assert len(weeks.said()) == 1
    _, _, at = await weeks.state()
    assert at is not None
    assert weeks.world.clock.at < at <= weeks.world.clock.at + WEEK
    assert len(await weeks.world.rows("SELECT * FROM round WHERE state = 'open'")) == 0


async def test_an_announcement_that_waited_too_long_is_not_said(weeks: Weeks) -> None:
    weeks.world.sender.outcome = TryLaterError(HOUR.total_seconds())
    await weeks.until(MONDAY + 3 * DAY)
    assert await weeks.announced() == [("invitation", "late")]
    assert await weeks.state() == ("open", "close", CLOSE), "the week goes on, and the circle is not lost"


async def test_a_failure_that_passes_is_tried_again(weeks: Weeks) -> None:
    weeks.world.sender.outcome = TryLaterError(90)
    await weeks.until(MONDAY + timedelta(minutes=1))
    weeks.world.sender.outcome = Posted.POSTED
    await weeks.until(MONDAY + timedelta(minutes=10))
    assert await weeks.announced() == [("invitation", "said")]


@pytest.mark.parametrize("how", [ConnectionError("lost"), TryLaterError(5, unknown=True), Posted.UNKNOWN])
async def test_an_unknown_outcome_is_never_repeated(weeks: Weeks, how: Posted | Exception) -> None:
    weeks.world.sender.outcome = how
    await weeks.until(MONDAY + DAY)
    assert len(weeks.said()) == 1
    assert await weeks.announced() == [("invitation", "unknown")]


@both_stores
async def test_a_silent_community_hears_nothing_and_goes_on_with_the_next_week(weeks: Weeks) -> None:
    await weeks.member("Kim", buddies=1, looks=1)
    await weeks.until(MONDAY + DAY)
    weeks.stub.silent = True
    await weeks.until(CLOSE + 10 * DAY)
    assert len(weeks.said()) == 1
    assert await weeks.world.rows("SELECT * FROM round WHERE state = 'open'") == []
    weeks.stub.silent = False
    await weeks.until(MONDAY + 3 * WEEK)
    assert len(weeks.said()) == 2
    assert weeks.said()[1].startswith("A new week")


async def test_what_waits_is_not_said_into_a_silent_community(weeks: Weeks) -> None:
    weeks.world.sender.outcome = TryLaterError(60)
    await weeks.until(MONDAY)
    weeks.stub.silent = True
    weeks.world.sender.outcome = Posted.POSTED
    await weeks.until(MONDAY + HOUR)
    assert await weeks.announced() == [("invitation", "late")]


@pytest.mark.parametrize("state", ["paused", "closed"])
async def test_a_paused_circle_rests_and_begins_with_the_next_week(weeks: Weeks, state: str) -> None:
    await weeks.until(MONDAY + DAY)
    await weeks.world.write("UPDATE circle SET state = $1", state)
    await weeks.until(MONDAY + 5 * DAY)
    assert await weeks.state() == (state, "begin", None)
    assert await weeks.world.rows("SELECT * FROM round WHERE state = 'open'") == []
    await weeks.world.write("UPDATE circle SET state = 'open'")
    await weeks.until(MONDAY + 6 * DAY)
    assert await weeks.state() == ("open", "soon", MONDAY + WEEK - timedelta(hours=15))
    assert len(weeks.said()) == 1


async def test_another_hour_begins_with_the_next_week(weeks: Weeks) -> None:
    await weeks.until(MONDAY + DAY)
    await weeks.world.write("UPDATE circle SET hour = 11, weekday = 4")
    await weeks.world.store.do(lambda: rounds.begin_anew("circle", weeks.world.clock.at))
    assert await weeks.state() == ("open", "begin", MONDAY + 4 * DAY + 2 * HOUR)
    await weeks.until(MONDAY + 5 * DAY)
    assert len(weeks.said()) == 2


@both_stores
async def test_a_channel_that_is_gone(weeks: Weeks) -> None:
    kim, organiser = await weeks.member("Kim", looks=1), await weeks.member("Olga")
    await weeks.world.write("UPDATE circle SET organiser = $1", organiser)
    weeks.world.sender.outcome = Posted.REFUSED
    await weeks.until(MONDAY + HOUR)
    assert (await weeks.state())[0] == "lost"
    (told,) = weeks.told("Olga")
    assert told.startswith("I can't write in #circle any more")
    assert weeks.told("Kim") == []
    assert await weeks.world.store.read(lambda: rounds.lost("test", "guild")) == [("circle", "#circle")]
    await weeks.until(MONDAY + 20 * DAY)
    assert len(weeks.said()) == 1, "nothing more is tried"
    weeks.world.sender.outcome = Posted.POSTED
    assert await weeks.world.store.do(lambda: rounds.found_again("circle", weeks.world.clock.at))
    assert not await weeks.world.store.do(lambda: rounds.found_again("circle", weeks.world.clock.at))
    await weeks.until(MONDAY + 3 * WEEK)
    assert len(weeks.said()) == 2
    assert await weeks.world.rows("SELECT member FROM circle_member WHERE member = $1", kim)


@pytest.mark.parametrize("how", ["left", "forgotten"])
async def test_an_organiser_who_is_gone_is_not_told(weeks: Weeks, how: str) -> None:
    organiser = await weeks.member("Olga")
    await weeks.world.write("UPDATE circle SET organiser = $1", organiser)
    if how == "left":
        await weeks.world.write("UPDATE membership SET left_at = 1")
    else:
        await weeks.world.store.do(lambda: forget(organiser, weeks.world.clock.at, weeks.world.sealed))
    weeks.world.sender.outcome = Posted.REFUSED
    await weeks.until(MONDAY + HOUR)
    assert weeks.world.sender.dms == []
    assert await weeks.world.store.read(lambda: rounds.lost("test", "guild")) == [("circle", "#circle")]


@both_stores
async def test_a_clock_that_was_a_year_ahead_for_a_moment_puts_no_circle_to_sleep(weeks: Weeks) -> None:
    await weeks.member("Kim")
    await weeks.until(MONDAY)
    weeks.world.clock.at += timedelta(days=368)
    await weeks.rounds.run_due()
    weeks.world.clock.at = MONDAY + HOUR
    await weeks.rounds.run_due()
    _, _, at = await weeks.state()
    assert at is not None
    assert at <= MONDAY + timedelta(days=7)
    await weeks.until(MONDAY + timedelta(days=7))
    assert [kind for kind, _ in await weeks.announced()].count("invitation") == 2


# Whose words a digest shows


async def digested(weeks: Weeks) -> tuple[str, str]:
    """A digest that quotes Kim and Sam. Gives their commitments."""
    kim, sam, lee = [await weeks.member(name) for name in ("Kim", "Sam", "Lee")]
    await weeks.until(MONDAY)
    ours = await weeks.commit(kim, "Write to Acme", done=True), await weeks.commit(sam, "Walk", done=True)
    await weeks.commit(lee, "Read")
    await weeks.until(CLOSE)
    assert "Kim: Write to Acme" in weeks.said()[1]
    return ours


@both_stores
async def test_a_digest_is_said_anew_without_who_is_forgotten(weeks: Weeks) -> None:
    await digested(weeks)
    (kim,) = await weeks.world.rows(
        "SELECT member FROM commitment JOIN member ON member.id = member WHERE done_on IS NOT NULL LIMIT 1"
    )
    await weeks.world.store.do(lambda: forget(kim["member"], weeks.world.clock.at, weeks.world.sealed))
    weeks.world.sender.amends = False
    await weeks.until(CLOSE + timedelta(minutes=1))
    assert weeks.world.sender.amended == []
    weeks.world.sender.amends = True
    await weeks.until(CLOSE + timedelta(minutes=10))
    ((place, reference, text),) = weeks.world.sender.amended
    assert (place, reference) == ("channel-circle", "message-2")
    assert ("Kim" in text, "Sam" in text) in ((True, False), (False, True))
    assert await weeks.world.rows("SELECT * FROM announcement WHERE stale_at IS NOT NULL") == []
    await weeks.until(CLOSE + 12 * HOUR)
    assert len(weeks.world.sender.amended) == 1


@pytest.mark.parametrize("state", ["withdrawn", "open"])
async def test_a_digest_is_said_anew_without_what_was_taken_back(weeks: Weeks, state: str) -> None:
    ours, _ = await digested(weeks)
    await weeks.world.write("UPDATE commitment SET state = $2 WHERE id = $1", ours, state)
    await weeks.until(CLOSE + timedelta(minutes=1))
    ((_, _, text),) = weeks.world.sender.amended
    assert "Kim" not in text
    assert "• Sam: Walk" in text


async def test_a_digest_is_said_anew_without_a_line_that_its_author_took_back(weeks: Weeks) -> None:
    kim, *_ = [await weeks.member(name) for name in ("Kim", "Sam", "Lee")]
    await weeks.until(MONDAY)
    await weeks.commit(kim, "Write to Acme", done=True, place="its-place")
    await weeks.until(CLOSE)
    assert "Kim: Write to Acme" in weeks.said()[1]
    (post,) = await weeks.world.rows("SELECT id FROM post")
    sealed = weeks.world.sealed
    await weeks.world.store.do(lambda: from_its_place(kim, post["id"], weeks.world.clock.at, sealed))
    await weeks.until(CLOSE + timedelta(minutes=1))
    ((_, _, text),) = weeks.world.sender.amended
    assert "Acme" not in text


async def test_a_digest_follows_an_edit(weeks: Weeks) -> None:
    ours, _ = await digested(weeks)
    (row,) = await weeks.world.rows("SELECT member FROM commitment WHERE id = $1", ours)
    sealed = weeks.world.sealed.put(row["member"], "commitment", ours, "text", "Write to Zeta")
    await weeks.world.write("UPDATE commitment SET text = $2 WHERE id = $1", ours, sealed)
    await weeks.world.store.do(lambda: announcements.changed(ours, weeks.world.clock.at))
    await weeks.until(CLOSE + timedelta(minutes=1))
    assert "• Kim: Write to Zeta" in weeks.world.sender.amended[0][2]


async def test_a_digest_of_which_nobody_knows_goes_as_a_whole(weeks: Weeks) -> None:
    kim = await weeks.member("Kim")
    await weeks.until(MONDAY)
    await weeks.commit(kim, "Walk", done=True)
    weeks.world.sender.outcome = ConnectionError("lost")
    await weeks.until(CLOSE)
    await weeks.world.store.do(lambda: forget(kim, weeks.world.clock.at, weeks.world.sealed))
    await weeks.until(CLOSE + timedelta(minutes=1))
    (digest,) = [row["id"] for row in await weeks.world.rows("SELECT id FROM announcement WHERE kind = 'digest'")]
    assert ("channel-circle", None, digest) in weeks.world.sender.taken_back
    assert ("digest", "gone") in await weeks.announced()


async def test_after_a_month_it_is_left_as_it_is(weeks: Weeks) -> None:
    ours, _ = await digested(weeks)
    weeks.world.sender.amends = ConnectionError("gone")
    await weeks.world.write("UPDATE commitment SET state = 'withdrawn' WHERE id = $1", ours)
    await weeks.world.store.do(lambda: announcements.find_stale(weeks.world.clock.at))
    weeks.world.clock.at += 31 * DAY
    await weeks.rounds.run_due()
    assert ("digest", "gone") in await weeks.announced()


# Pictures


class Picture:
    png = b"png"
    alt = "A week of three."


async def test_a_digest_has_its_picture_where_enough_took_part(weeks: Weeks) -> None:
    drawn = []

    def draw(counts: object, tongue: object) -> Picture:
        drawn.append(counts)
        return Picture()

    weeks.draw_week = draw
    people = [await weeks.member(name) for name in ("Kim", "Sam", "Lee")]
    for week in range(3):
        await weeks.until(MONDAY + week * WEEK)
        for person in people[: 1 if week == 1 else 3]:
            await weeks.commit(person, "Walk", done=True)
        await weeks.until(MONDAY + week * WEEK + 6 * DAY)
    digests = [one for one in weeks.world.sender.screens.values() if not one.buttons]
    assert [any(isinstance(block, Attached) for block in one.blocks) for one in digests] == [True, False, True]
    assert drawn[-1] == (3, 3, 3, 3, 0, ((3, 3), (0, 0))), "a week of one is counted in no picture"


async def test_without_a_picture_a_digest_says_the_same(weeks: Weeks) -> None:
    def fails(counts: object, tongue: object) -> Picture:
        raise OSError("no fonts")

    weeks.draw_week = fails
    await digested(weeks)
    assert ("digest", "said") in await weeks.announced()
