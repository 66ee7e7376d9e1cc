"""Reports: what is told, to whom, once; how it is settled, and that nobody learns more of it than they were told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.circles import Apart, EditCommitment
from bot.content.load import load
from bot.effects import NudgeKind
from bot.flow import Ask, Facts, replay
from bot.flows.report import report
from bot.nudges import NOTICES
from bot.questions import Json
from bot.reports import Muted, Reportable, Reported, ToReport
from bot.screen import Quote
from bot.store import changes, lookups
from bot.store.lookups import Asker
from bot.store.members import one_member
from bot.store.planning import Maker
from bot.store.reports import is_muted
from bot.store.unit import Unit
from tests.organisers import (
    ELSEWHERE,
    MEMBER_ELSEWHERE,
    ORGANISER,
    WORDS,
    comes,
    guild,
    member_of,
    organises,
    reports,
    said,
    settles,
)
from tests.typist import raw
from tests.world import OTHER, YOU, World, labels, text

__all__ = ["guild"]

pytestmark = pytest.mark.both_stores

DAY = timedelta(days=1)


async def test_a_report_is_seen_before_it_goes_and_carries_what_was_selected(guild: World) -> None:
    about = await said(guild)
    guild.who = YOU
    await guild.command("report", about=about)
    assert [block.text.strip("\u2068\u2069") for block in guild.screen.blocks if isinstance(block, Quote)] == [WORDS]
    assert labels(guild.screen)[:5] == [
        "It is unkind", "It asks for money or private data", "It is advertising", "I am worried about them", "Something else",
    ]  # fmt: skip
    await guild.tap("money")
    assert "Pay nothing" in text(guild.screen)
    await guild.type("Twice this week, zyx.")
    assert await guild.rows("SELECT * FROM report") == []
    shown = text(guild.screen)
    assert "This goes to those who run this community" in shown
    assert WORDS in shown
    assert "Twice this week, zyx." in shown
    await guild.tap("unnamed")
    (row,) = await guild.clear("report")
    assert (row["kind"], row["subject"], row["wrong"], row["text"], row["named"], row["state"]) == (
        "commitment", "com", "money", "Twice this week, zyx.", 0, "open",
    )  # fmt: skip
    assert (row["platform"], row["community"], row["member"]) == ("test", "guild", await member_of(guild, YOU))
    if guild.database is None:
        assert b"zyx" not in raw(guild)
    assert "never to be paired with" in text(guild.screen)
    await guild.tap("leave")
    assert "Thank you for saying something." in text(guild.screen)


async def test_what_was_not_sent_is_not_there(guild: World) -> None:
    about = await said(guild)
    await reports(guild, about, "no")
    assert "Nothing was sent." in text(guild.screen)
    assert await guild.rows("SELECT * FROM report") == []
    # Sent and taken back in time, it is gone as well.
    await reports(guild, about)
    assert len(await guild.rows("SELECT * FROM report")) == 1
    await guild.back()
    assert await guild.rows("SELECT * FROM report") == []


async def test_somebody_who_is_worried_is_led_to_a_person(guild: World) -> None:
    about = await said(guild)
    guild.who = YOU
    await guild.command("report", about=about)
    await guild.tap("worried")
    assert "You are worried about somebody" in text(guild.screen)
    assert "not a helpline" in text(guild.screen)
    await guild.tap("person")
    rows = await guild.rows("SELECT flow FROM run WHERE id = $1", guild.screen.run)
    assert [row["flow"] for row in rows] == ["person"]
    await guild.command("report", about=about)
    await guild.tap("worried")
    await guild.tap("tell")
    await guild.tap("skip")
    await guild.tap("named")
    (row,) = await guild.clear("report")
    assert (row["wrong"], row["named"]) == ("worried", 1)


async def test_once_about_each_thing_and_never_about_ones_own(guild: World) -> None:
    about = await said(guild)
    await reports(guild, about)
    await guild.command("report", about=about)
    assert "They have not settled it yet." in text(guild.screen)
    mine = await said(guild, author=YOU, this="mine")
    guild.who = YOU
    await guild.command("report", about=mine)
    assert "That one is yours." in text(guild.screen)
    assert len(await guild.rows("SELECT * FROM report")) == 1


async def test_no_more_than_a_few_a_day(guild: World) -> None:
    for number in range(6):
        await said(guild, this=f"com-{number}")
    for number in range(5):
        await reports(guild, f"com-{number}")
    await guild.command("report", about="com-5")
    assert "I pass on in a day" in text(guild.screen)
    guild.clock.at += DAY
    await reports(guild, "com-5")
    assert len(await guild.rows("SELECT * FROM report")) == 6


async def test_those_that_were_begun_before_count_as_well(guild: World) -> None:
    last = []
    for number in range(7):
        about = await said(guild, this=f"com-{number}")
        guild.who = YOU
        await guild.command("report", about=about)
        await guild.tap("unkind")
        last.append(await guild.tap("skip"))
    for screen in last:
        await guild.tap("unnamed", screen)
    assert "I pass on in a day" in text(guild.screen)
    assert len(await guild.rows("SELECT * FROM report")) == 5


async def test_what_its_author_took_back_meanwhile_is_not_reported(guild: World) -> None:
    about = await said(guild)
    guild.who = YOU
    await guild.command("report", about=about)
    for tap in ("unkind", "skip"):
        await guild.tap(tap)
    await guild.write("UPDATE commitment SET state = 'withdrawn'")
    await guild.tap("unnamed")
    assert "Nothing was sent." in text(guild.screen)
    assert await guild.rows("SELECT * FROM report") == []


@pytest.mark.parametrize("what", ["private", "other community", "withdrawn", "another's pod", "nothing"])
async def test_what_one_does_not_see_cannot_be_reported(guild: World, what: str) -> None:
    sight = {"private": "private", "another's pod": "pod"}.get(what, "public")
    if what == "other community":
        await said(guild, author=MEMBER_ELSEWHERE, community="other guild")
    elif what != "nothing":
        await said(guild, sight)
    if what == "withdrawn":
        await guild.write("UPDATE commitment SET state = 'withdrawn'")
    guild.who = YOU
    await guild.command("report", about="com")
    assert "Nothing was sent." in text(guild.screen)


async def test_what_a_pod_sees_its_members_report(guild: World) -> None:
    about = await said(guild, "pod")
    await guild.write("INSERT INTO pod (id, circle, number, created_at) VALUES ('pod', 'circle-guild', 1, 0)")
    for who in (YOU, OTHER):
        await guild.write(
            "INSERT INTO circle_member (circle, member, pod, joined_at) VALUES ('circle-guild', $1, 'pod', 0)",
            await member_of(guild, who),
        )
    await reports(guild, about)
    assert len(await guild.rows("SELECT * FROM report")) == 1


async def test_a_shared_line_is_reported_by_its_post(guild: World) -> None:
    await said(guild)
    await guild.write("DELETE FROM commitment")
    await reports(guild, "post-com")
    (row,) = await guild.rows("SELECT kind, subject FROM report")
    assert row == {"kind": "post", "subject": "post-com"}


def test_never_to_be_paired_is_stated_by_a_tap() -> None:
    about = Reported("commitment", "com", "author", "Kim", "guild", WORDS)
    found: dict[str, Any] = {"subject": (Reportable(about),), "now": (Reportable(about),)}
    answers: dict[str, Any] = {
        "subject": {"lookup": ToReport.kind, "kept": ["com", None, 0]},
        "now": {"lookup": ToReport.kind, "kept": ["com", None, 0]},
        "wrong": "unkind", "words": None, "send": "unnamed", "apart": "apart",
    }  # fmt: skip
    facts = Facts(answers, run="r", args={"commitment": "com"}, found=found, content=load)
    assert Apart("author") in replay(report, facts).stated.values()
    left = replay(
        report, Facts({**answers, "apart": "leave"}, run="r", args={"commitment": "com"}, found=found, content=load)
    )
    assert not any(isinstance(change, Apart) for change in left.stated.values())
    waiting = replay(report, Facts({"subject": answers["subject"]}, run="r", found=found, content=load)).waits
    assert isinstance(waiting, Ask)
    assert waiting.key == "wrong"


async def test_those_who_run_it_see_what_was_selected_and_not_who_did(guild: World) -> None:
    about = await said(guild)
    await reports(guild, about, wrong="money", words="Twice this week.")
    await organises(guild, "admin-reports")
    assert "It asks for money or private data" in str(guild.screen)
    await guild.tap(labels(guild.screen)[0])
    shown = str(guild.screen)
    assert WORDS in shown
    assert "Twice this week." in shown
    assert "Kim" in shown  # who wrote it, as everybody saw
    assert "Sam" not in shown


async def test_their_name_is_said_where_they_wanted_it(guild: World) -> None:
    about = await said(guild)
    await reports(guild, about, "named")
    await organises(guild, "admin-reports")
    await guild.tap(labels(guild.screen)[0])
    assert "Sam" in text(guild.screen)


async def test_what_its_author_took_back_is_not_shown(guild: World) -> None:
    about = await said(guild)
    await reports(guild, about)
    await guild.write("UPDATE commitment SET state = 'withdrawn'")
    await organises(guild, "admin-reports")
    await guild.tap(labels(guild.screen)[0])
    assert WORDS not in str(guild.screen)
    assert "is not there any more" in text(guild.screen)
    assert labels(guild.screen)[0] == "It stays"
    assert "Take it down" not in labels(guild.screen)


async def test_two_communities_do_not_see_each_others_reports(guild: World) -> None:
    about = await said(guild)
    await reports(guild, about)
    await organises(guild, "admin-reports", ELSEWHERE)
    assert "No report is waiting here." in text(guild.screen)


async def test_it_stays(guild: World) -> None:
    about = await said(guild)
    await _agrees(guild)
    await reports(guild, about)
    await settles(guild, "left")
    assert "Settled: it stays." in text(guild.screen)
    assert await guild.rows("SELECT state FROM commitment") == [{"state": "open"}]
    (noted,) = await guild.rows("SELECT what, actor, subject FROM audit")
    assert noted["what"] == "report-left"
    assert noted["actor"] == await member_of(guild, ORGANISER)
    await guild.later(2 * DAY)
    (dm,) = [one for one in guild.sender.dms if one.address == "you"]
    assert "They looked at it, and it stays." in text(dm.screen)
    guild.who = YOU
    await guild.tap("thanks", dm.screen)
    assert "It is closed, then." in text(guild.screen)
    await guild.command("report", about=about)
    assert "They looked at it, and it stays." in text(guild.screen)


async def test_it_is_taken_down_where_it_stands(guild: World) -> None:
    about = await said(guild)
    await _agrees(guild)
    await reports(guild, about)
    await settles(guild, "down")
    await guild.retention().often()
    assert guild.sender.taken_back == [("channel-1", "message-7", "post-com")]
    assert await guild.rows("SELECT state, post FROM commitment") == [{"state": "withdrawn", "post": None}]
    assert await guild.rows("SELECT * FROM muted") == []
    await guild.later(2 * DAY)
    (dm,) = [one for one in guild.sender.dms if one.address == "you"]
    assert "It is down." in text(dm.screen)
    assert "30 days" not in text(dm.screen)


async def test_a_post_is_taken_down_with_the_commitment_that_it_says(guild: World) -> None:
    await said(guild)
    await reports(guild, "post-com")
    await settles(guild, "down")
    await guild.retention().often()
    assert guild.sender.taken_back == [("channel-1", "message-7", "post-com")]
    assert await guild.rows("SELECT state FROM commitment") == [{"state": "withdrawn"}]


async def test_what_was_taken_down_is_not_put_up_again_by_a_step_back(guild: World) -> None:
    about = await said(guild)
    author = await member_of(guild, OTHER)
    done = EditCommitment(about, done=True)

    def maker() -> Unit[Maker]:
        member = yield from one_member(author, guild.sealed)
        assert member is not None
        return Maker(member, "run", "journey", guild.clock.at, guild.sealed)

    def does() -> Unit[Json]:
        return (yield from changes.state((yield from maker()), "done", None, done))

    def takes_back() -> Unit[None]:
        yield from changes.withdraw((yield from maker()), "done", done, before)

    before = await guild.store.do(does)
    await reports(guild, about)
    await settles(guild, "down")
    await guild.store.do(takes_back)  # on the screen that they still have
    # It is theirs alone: nothing that is for others lists it, whatever state it is in.
    assert await guild.rows("SELECT state, sight FROM commitment") == [{"state": "open", "sight": "private"}]
    guild.who = YOU
    await guild.command("report", about=about)
    assert "Nothing was sent." in text(guild.screen)


@pytest.mark.parametrize(("how", "days"), [("week", 7), ("month", 30)])
async def test_its_author_shows_nothing_there_for_a_while(guild: World, how: str, days: int) -> None:
    about = await said(guild)
    await reports(guild, about)
    await settles(guild, how)
    author = await member_of(guild, OTHER)
    assert await guild.store.read(lambda: is_muted(author, "guild", guild.clock.now()))
    assert not await guild.store.read(lambda: is_muted(author, "other guild", guild.clock.now()))
    you = await member_of(guild, YOU)
    assert not await guild.store.read(lambda: is_muted(you, "guild", guild.clock.now()))
    assert str(await _muted(guild, author)) == str((guild.clock.now() + days * DAY).date())
    assert await _muted(guild, you) is None
    guild.clock.at += days * DAY
    assert not await guild.store.read(lambda: is_muted(author, "guild", guild.clock.now()))
    assert await _muted(guild, author) is None
    guild.clock.at += 2 * DAY
    await guild.retention().hourly()
    assert await guild.rows("SELECT * FROM muted") == []


async def _muted(world: World, member: str) -> Any:
    def unit() -> Unit[Any]:
        who = yield from one_member(member, world.sealed)
        assert who is not None
        asker = Asker(who, "r", "r", world.clock.now(), world.sealed)
        kept, found = yield from lookups.find_and_fetch(asker, Muted("circle-guild"))
        assert (yield from lookups.fetch(asker, kept)) == found
        return found

    return await world.store.read(unit)


async def test_settled_twice_it_is_settled_once(guild: World) -> None:
    about = await said(guild)
    await reports(guild, about)
    await organises(guild, "admin-reports")
    await guild.tap(labels(guild.screen)[0])
    shown = guild.screen
    await settles(guild, "left")
    await guild.tap("month", shown)
    assert await guild.rows("SELECT state FROM report") == [{"state": "left"}]
    assert await guild.rows("SELECT * FROM muted") == []
    assert len(await guild.rows("SELECT * FROM audit")) == 1


async def test_whoever_wants_no_messages_gets_none_about_it(guild: World) -> None:
    about = await said(guild)
    await guild.write("UPDATE member SET consent = 'no'")
    await reports(guild, about)
    await settles(guild, "left")
    await guild.later(3 * DAY)
    assert guild.sender.dms == []


def test_the_outcome_is_a_notice() -> None:
    assert NudgeKind.REPORT_SETTLED in NOTICES


async def test_it_goes_after_ninety_days_with_its_reporter_and_with_the_community(guild: World) -> None:
    await said(guild)
    await reports(guild, "com")
    guild.clock.at += 89 * DAY
    await guild.retention().hourly()
    assert len(await guild.rows("SELECT * FROM report")) == 1
    guild.clock.at += DAY
    await guild.retention().hourly()
    assert await guild.rows("SELECT * FROM report") == []
    await reports(guild, "com")
    await guild.leaving.uninstalled("test", "guild")
    assert await guild.rows("SELECT * FROM report") == []


async def test_a_report_is_their_own_to_have_and_to_delete(guild: World) -> None:
    await said(guild)
    await reports(guild, "com", words="Twice this week, zyx.")
    await guild.command("privacy")
    assert "one report" in text(guild.screen)
    await guild.tap("export")
    assert any(b"Twice this week, zyx." in getattr(block, "content", b"") for block in guild.screen.blocks)
    await guild.leaving.account_deleted(YOU)
    assert await guild.rows("SELECT * FROM report") == []


async def _agrees(world: World) -> None:
    await comes(world)
    await world.write("UPDATE member SET consent = 'yes' WHERE id = $1", await member_of(world, YOU))
