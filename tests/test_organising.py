"""The organisers' side: set up in a few presses, every switch, who changed what, and nothing of any member's."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import bot.store.audit
import bot.store.helping
import bot.store.organising
from bot.effects import Lookup, Nudge, NudgeKind, Places, Posted
from bot.flows.admin import ENTRIES
from bot.lines import Line, Value, Verbatim
from bot.organising import AUDIT_DAYS, UNTIL_RESUMED, begins
from bot.ports import Ground
from bot.store.communities import is_silent
from bot.store.helping import ask_due, helper_of
from bot.store.lookups import Asker, find_and_fetch
from bot.store.members import find_member, member_of
from bot.store.own_data import TABLES
from bot.store.planning import Maker, plan_nudge
from bot.store.unit import Unit, ms
from bot.words import Words
from tests.world import OTHER, YOU, World, labels, text

HERE = Ground("channel-1", "#general", organises=True)
BOSS = replace(YOU, ground=HERE)
# They run another community on the same platform.
STRANGER = replace(OTHER, community="another", ground=Ground("channel-9", "#theirs", organises=True))
KIM = replace(OTHER, ground=Ground("channel-1", "#general", organises=False))

both_stores = pytest.mark.both_stores


@pytest.fixture
async def boss(tmp_path: Path) -> AsyncIterator[World]:
    """A world in which somebody who runs the community is about to do something."""
    async with World(tmp_path, who=BOSS) as world:
        yield world


async def circle(world: World) -> dict[str, object]:
    rows = await world.rows("SELECT * FROM circle")
    assert len(rows) == 1
    return rows[0]


async def set_up(world: World) -> None:
    await world.command("admin")
    for tap in ("circle", "d0", "h9", "yes", "start"):
        await world.tap(tap)


async def log(world: World) -> list[str]:
    """What was written down, by name."""
    return [row["what"] for row in await world.rows("SELECT what FROM audit ORDER BY what")]


def plain(world: World) -> str:
    """What the screen says, without the marks around names."""
    return text(world.screen).replace("\u2068", "").replace("\u2069", "")


# Set up


@pytest.mark.parametrize(("hint", "zone"), [("Europe/Berlin", ("yes",)), (None, ("europe", "Europe/Berlin"))])
async def test_from_installed_to_the_first_round_in_few_presses(
    tmp_path: Path, hint: str | None, zone: tuple[str, ...]
) -> None:
    presses = ["circle", "d0", "h9", *zone, "start"]
    async with World(tmp_path, who=replace(BOSS, zone_hint=hint)) as world:
        await world.command("admin")
        for tap in presses:
            await world.tap(tap)
        assert len(presses) <= 12
        assert "#general\u2069 is a circle" in text(world.screen)
        made = await circle(world)
        assert (made["weekday"], made["hour"], made["zone"], made["state"], made["step"]) == (
            0, 9, "Europe/Berlin", "open", "begin",
        )  # fmt: skip
        # The next Monday, nine in the morning in Berlin.
        assert made["next_at"] == ms(datetime(2026, 11, 30, 8, tzinfo=UTC))
        assert (made["pods"], made["buddies"], made["needs"]) == (1, 1, 3)
        assert await log(world) == ["circle-set"]


async def test_before_it_starts_all_of_it_is_shown_and_nothing_is_kept(boss: World) -> None:
    await boss.command("admin")
    for tap in ("circle", "d0", "h9", "yes"):
        await boss.tap(tap)
    shown = text(boss.screen)
    assert "Monday 30 November, 09:00" in shown
    assert "Berlin" in shown
    assert "What is one thing you will do by the end of it?" in shown  # the invitation itself
    await boss.tap("week")
    told = plain(boss)
    for line in ("round-digest-opening", "round-digest", "round-digest-end"):
        values: dict[str, Value] = {
            "name": Verbatim("#general"),
            "people": 7,
            "commitments": 9,
            "done": 6,
            "cheers": 11,
        }
        assert Words().of("en").text(Line(line, values), bare=True).strip() in told, line
    assert "You are buddies with" in told
    assert "None of it is posted" in text(boss.screen)
    await boss.tap("pods")
    assert "Pods of 3 to 5: off" in labels(boss.screen)
    await boss.tap("buddies")
    assert "Buddies: off" in labels(boss.screen)
    await boss.tap("week")
    assert "buddies" not in text(boss.screen)
    assert await boss.rows("SELECT * FROM circle") == []
    assert boss.sender.posts == []
    await boss.tap("start")
    made = await circle(boss)
    assert (made["pods"], made["buddies"]) == (0, 0)


def test_the_next_week_begins_at_the_local_hour_over_clock_changes() -> None:
    monday = datetime(2026, 3, 23, 7, tzinfo=UTC)
    assert begins(0, 9, "Europe/Berlin", monday) == datetime(2026, 3, 23, 8, tzinfo=UTC)
    # At that very hour it is the next one, after the clocks went forward.
    assert begins(0, 9, "Europe/Berlin", datetime(2026, 3, 23, 8, tzinfo=UTC)) == datetime(2026, 3, 30, 7, tzinfo=UTC)
    # Monday there, Sunday here.
    assert begins(0, 9, "Pacific/Auckland", datetime(2026, 11, 22, 12, tzinfo=UTC)) == datetime(
        2026, 11, 22, 20, tzinfo=UTC
    )


@both_stores
async def test_all_of_it_can_be_changed_later(boss: World) -> None:
    await set_up(boss)
    for taps, column, value in (
        (("circle", "day", "d3"), "weekday", 3),
        (("circle", "hour", "h18"), "hour", 18),
        (("circle", "zone", "other", "americas", "America/Lima"), "zone", "America/Lima"),
        (("circle", "pods"), "pods", 0),
        (("circle", "buddies"), "buddies", 0),
        (("circle", "pause"), "state", "paused"),
        (("circle", "resume"), "state", "open"),
    ):
        await boss.command("admin")
        for tap in taps:
            await boss.tap(tap)
        assert (await circle(boss))[column] == value
    assert (await circle(boss))["next_at"] == ms(datetime(2026, 11, 26, 23, tzinfo=UTC))
    assert await log(boss) == [*["circle-changed"] * 5, "circle-opened", "circle-paused", "circle-set"]


@both_stores
async def test_a_week_under_way_keeps_its_times(boss: World) -> None:
    await set_up(boss)
    made = await circle(boss)
    begun, looks, closes = (ms(boss.clock.at + timedelta(days=days)) for days in (-2, 1, 4))
    await boss.write(
        "INSERT INTO round (id, circle, number, opens_at, looks_at, closes_at) VALUES ('r1', $1, 1, $2, $3, $4)",
        made["id"], begun, looks, closes,
    )  # fmt: skip
    await boss.write("UPDATE circle SET step = 'look', next_at = $1", looks)
    for tap in ("circle", "day", "d0"):
        await boss.tap(tap)
    made = await circle(boss)
    assert (made["weekday"], made["step"], made["next_at"]) == (0, "look", looks)
    assert await boss.rows("SELECT state FROM round") == [{"state": "open"}]


@both_stores
async def test_closing_asks_once_and_loses_nothing(boss: World) -> None:
    await set_up(boss)
    member = (await boss.rows("SELECT id FROM member"))[0]["id"]
    await boss.write("INSERT INTO circle_member (circle, member, joined_at) SELECT id, $1, 0 FROM circle", member)
    await boss.tap("circle")
    await boss.tap("close")
    assert "Its members keep all that they wrote" in text(boss.screen)
    assert (await circle(boss))["state"] == "open"
    await boss.tap("yes")
    made = await circle(boss)
    assert (made["state"], made["next_at"]) == ("closed", None)
    assert len(await boss.rows("SELECT * FROM circle_member")) == 1
    await boss.tap("circle")  # set up again, it is the same circle
    for tap in ("d1", "h10", "yes", "start"):
        await boss.tap(tap)
    assert ((await circle(boss))["id"], (await circle(boss))["state"]) == (made["id"], "open")


@both_stores
async def test_a_circle_that_lost_its_channel_moves(boss: World) -> None:
    await set_up(boss)
    before = await circle(boss)
    await boss.write("UPDATE circle SET state = 'lost', next_at = NULL")
    boss.who = replace(BOSS, ground=Ground("channel-2", "#new", organises=True))
    await boss.command("admin")
    assert "reach the channel of a circle here any more: #general." in plain(boss)
    await boss.tap("check")
    assert "#general" in text(boss.screen)
    await boss.tap("circle")
    await boss.tap("Move")
    after = await circle(boss)
    assert (after["id"], after["state"]) == (before["id"], "open")
    moved_to = await boss.rows("SELECT address FROM place WHERE id = $1", after["place"])
    assert [row["address"] for row in moved_to] == ["channel-2"]
    assert after["next_at"] == before["next_at"]


@both_stores
async def test_a_step_back_undoes_it(boss: World) -> None:
    await set_up(boss)
    await boss.tap("circle")
    await boss.tap("day")
    await boss.tap("d3")
    assert (await circle(boss))["weekday"] == 3
    await boss.back()
    made = await circle(boss)
    assert (made["weekday"], made["next_at"]) == (0, ms(datetime(2026, 11, 30, 8, tzinfo=UTC)))
    assert "taken-back" in await log(boss)


@both_stores
async def test_a_step_back_opens_a_circle_again_that_was_closed(boss: World) -> None:
    await set_up(boss)
    await boss.tap("circle")
    await boss.tap("close")
    await boss.tap("yes")
    assert (await circle(boss))["state"] == "closed"
    await boss.back()
    made = await circle(boss)
    assert (made["state"], made["next_at"]) == ("open", ms(datetime(2026, 11, 30, 8, tzinfo=UTC)))
    assert boss.screen.key == "close"


# Channels, and the message to pin


def found(world: World, lookup: Lookup[Any]) -> Unit[Any]:
    """What the member finds with a lookup."""
    row = yield from find_member(YOU, world.sealed)
    assert row is not None
    asker = Asker(member_of(row, world.sealed), "", "", world.clock.at, world.sealed)
    return (yield from find_and_fetch(asker, lookup))[1]


@both_stores
async def test_lines_may_be_shared_in_several_channels(boss: World) -> None:
    for channel, name in (("channel-1", "#general"), ("channel-2", "#wins")):
        boss.who = replace(BOSS, ground=Ground(channel, name, organises=True))
        await boss.command("admin")
        await boss.tap("channel")
        await boss.tap("lines")
    assert "#general" in text(boss.screen)  # the other one
    rows = await boss.rows("SELECT name, open FROM place ORDER BY name")
    assert [(row["name"], row["open"]) for row in rows] == [("#general", 1), ("#wins", 1)]
    await boss.tap("lines")
    rows = await boss.rows("SELECT name FROM place WHERE open = 1")
    assert [row["name"] for row in rows] == ["#general"]
    assert await log(boss) == ["lines-off", "lines-on", "lines-on"]


async def test_lines_are_not_switched_on_where_they_cannot_be_posted(boss: World) -> None:
    boss.who = replace(BOSS, ground=HERE._replace(lacks=("Send Messages",)))
    await boss.command("admin")
    assert "Send Messages" in text(boss.screen)
    await boss.tap("channel")
    await boss.tap("lines")
    assert "Nothing was changed" in text(boss.screen)
    assert await boss.rows("SELECT * FROM place WHERE open = 1") == []
    await boss.command("admin")
    await boss.tap("check")
    assert "to post the invitation" in text(boss.screen)
    boss.who = BOSS
    await boss.tap("again")
    assert "I may do all that I need" in text(boss.screen)


async def test_what_only_pods_need_keeps_nobody_from_sharing(boss: World) -> None:
    boss.who = replace(BOSS, ground=HERE._replace(lacks=("Create Private Threads", "files:write", "users:read")))
    await boss.command("admin")
    await boss.tap("channel")
    await boss.tap("lines")
    assert "Members can share a line" in text(boss.screen)
    await boss.tap("leave")
    await boss.tap("check")
    assert "Without it pods have none" in text(boss.screen)


async def test_where_pods_get_no_private_place_the_check_says_so(boss: World) -> None:
    await set_up(boss)
    made = await circle(boss)
    later = ms(boss.clock.at + timedelta(hours=12))
    await boss.write("INSERT INTO pod (id, circle, number, created_at) VALUES ('p', $1, 1, 0)", made["id"])
    await boss.tap("check")
    assert "I was not let make one" not in text(boss.screen), "it was not tried yet"
    await boss.write("UPDATE pod SET next_at = $1", later)
    await boss.tap("again")
    assert "I was not let make one" in text(boss.screen)


@pytest.mark.parametrize("entry", ENTRIES)
async def test_each_entry_of_the_menu_opens_and_leads_back(boss: World, entry: str) -> None:
    await boss.command("admin")
    await boss.tap(entry)
    (run,) = await boss.rows("SELECT flow FROM run WHERE id = $1", boss.screen.run)
    # Where there is nothing to show, the menu says so at once.
    assert run["flow"] == ("admin" if entry in ("reports", "numbers") else f"admin-{entry}")
    if run["flow"] == "admin":
        assert re.search("no numbers yet|No report is waiting", text(boss.screen))
    elif entry == "content":
        await boss.tap("opening")
        await boss.tap("done")
    else:
        await boss.tap({"words": "done", "check": "admin", "log": "admin"}.get(entry, "leave"))
    (run,) = await boss.rows("SELECT flow FROM run WHERE id = $1", boss.screen.run)
    assert run["flow"] == "admin"


@both_stores
async def test_requests_for_a_mentor_go_where_they_were_chosen(boss: World) -> None:
    async def places(*, mentors: bool) -> list[str]:
        return [one.name for one in await boss.store.read(lambda: found(boss, Places(mentors)))]

    await boss.place("#wins")
    await boss.command("admin")
    assert await places(mentors=True) == ["#wins"]  # nothing was chosen: as before
    await boss.tap("channel")
    await boss.tap("mentors")
    assert await places(mentors=True) == ["#general"]
    assert await places(mentors=False) == ["#wins"]
    await boss.tap("mentors")
    assert await places(mentors=True) == []
    await boss.tap("leave")
    await boss.tap("pause")
    await boss.tap("until")
    assert await places(mentors=False) == []


@both_stores
async def test_the_pinned_message_is_the_bots_own_and_posted_once_a_press(boss: World) -> None:
    shown = await boss.command("admin")
    await boss.tap("pin")
    assert "Pin it there" in text(boss.screen)
    await boss.tap("pin", shown)  # the same button again
    assert len(boss.sender.posts) == 1
    place, said, _ = boss.sender.posts[0]
    assert place == "channel-1"
    assert "type /rejected" in said
    await boss.command("admin")
    await boss.tap("pin")
    assert len(boss.sender.posts) == 2
    rows = await boss.rows("SELECT state, reference FROM pinned ORDER BY created_at, reference")
    assert [(row["state"], row["reference"]) for row in rows] == [("posted", "message-1"), ("posted", "message-2")]
    assert await boss.rows("SELECT * FROM post") == []
    assert await log(boss) == ["pinned", "pinned"]
    # It stays when whoever posted it goes.
    await boss.command("privacy")
    await boss.tap("forget")
    await boss.tap("yes")
    assert boss.sender.taken_back == []
    assert len(await boss.rows("SELECT * FROM pinned")) == 2


async def test_a_channel_that_takes_no_message_is_said(boss: World) -> None:
    boss.sender.outcome = Posted.REFUSED
    await boss.command("admin")
    await boss.tap("pin")
    assert "did not take it" in text(boss.screen)
    assert await log(boss) == []


# Pause, stop, limits


async def silent(world: World, community: str = "guild") -> bool:
    return await world.store.read(lambda: is_silent("test", community, world.clock.at))


@both_stores
async def test_a_pause_ends_on_its_day_or_when_it_is_ended(boss: World) -> None:
    await boss.command("admin")
    for tap in ("pause", "day", "2026-11-28"):
        await boss.tap(tap)
    assert await silent(boss)
    assert "it is paused" in text(boss.screen)
    await boss.tap("pause")
    assert "Saturday 28 November" in text(boss.screen)
    boss.clock.at += timedelta(days=3)
    assert not await silent(boss)
    await boss.command("admin")
    for tap in ("pause", "until"):
        await boss.tap(tap)
    assert (await boss.rows("SELECT paused_until FROM community"))[0]["paused_until"] == ms(UNTIL_RESUMED)
    boss.clock.at += timedelta(days=3000)
    assert await silent(boss)
    await boss.command("admin")
    for tap in ("pause", "resume"):
        await boss.tap(tap)
    assert not await silent(boss)
    assert await log(boss) == ["paused", "paused", "resumed"]


@both_stores
async def test_stopped_nothing_is_posted_and_the_private_steps_go_on(boss: World) -> None:
    await boss.command("admin")
    for tap in ("pause", "off"):
        await boss.tap(tap)
    assert not await silent(boss)
    await boss.tap("yes")
    assert await silent(boss)
    await boss.tap("pin")
    assert boss.sender.posts == []
    await boss.command("rejected")
    assert (await boss.tap("start")).key == "stage"
    await boss.command("admin")
    for tap in ("pause", "on"):
        await boss.tap(tap)
    assert not await silent(boss)
    await boss.tap("pin")
    assert len(boss.sender.posts) == 1


async def planned(world: World, kind: str, community: str | None) -> None:
    """Something waits for the member, from a community or not, and is due now."""
    member = (await world.rows("SELECT id FROM member"))[0]["id"]
    now = ms(world.clock.at)
    await world.write(
        "INSERT INTO nudge (id, member, kind, agreed, local_time, zone, rule, due_at, late_until, next_at, created_at,"
        " community) VALUES ($1, $2, $3, 1, '2026-11-25T11:00', 'Europe/Berlin', '', $4, $5, $4, $4, $6)",
        f"n-{kind}-{community}-{now}", member, kind, now, now + 14 * 86_400_000, community,
    )  # fmt: skip


async def ready(world: World) -> None:
    """A member who said yes to check-ins, and whose welcome came."""
    await world.command("settings")
    for tap in ("check-ins", "yes", "yes"):
        await world.tap(tap)
    await world.later(timedelta(seconds=1))
    await world.write("DELETE FROM nudge WHERE kind = 'check-in'")
    world.sender.dms.clear()


@both_stores
async def test_what_comes_from_a_paused_community_waits_and_the_rest_comes(boss: World) -> None:
    await ready(boss)
    await boss.command("admin")
    for tap in ("pause", "until"):
        await boss.tap(tap)
    await planned(boss, "writing", "guild")
    await boss.later(timedelta(hours=1))
    assert [(state, reason) for kind, state, reason in await boss.nudges() if kind == "writing"] == [
        ("waiting", "community-paused")
    ]
    await planned(boss, "writing", None)
    await boss.later(timedelta(hours=1))
    assert len(boss.sender.dms) == 1
    await boss.later(timedelta(days=1))
    await boss.command("admin")
    for tap in ("pause", "resume"):
        await boss.tap(tap)
    await boss.later(timedelta(hours=1))
    assert len(boss.sender.dms) == 2


@both_stores
async def test_the_limit_of_a_community_counts_what_came_from_it(boss: World) -> None:
    await ready(boss)
    await boss.command("admin")
    for tap in ("limits", "c1"):
        await boss.tap(tap)
    assert (await boss.rows("SELECT dm_cap FROM community"))[0]["dm_cap"] == 1
    await planned(boss, "writing", "guild")
    await boss.later(timedelta(days=1))
    assert len(boss.sender.dms) == 1
    await boss.command("home")  # it was not ignored
    await planned(boss, "writing", "guild")
    await planned(boss, "writing", None)
    await boss.later(timedelta(days=1))
    assert len(boss.sender.dms) == 2  # the one from nowhere
    assert ("writing", "waiting", "community-limit") in await boss.nudges()
    await boss.command("admin")
    for tap in ("limits", "c3"):
        await boss.tap(tap)
    assert (await boss.rows("SELECT dm_cap FROM community"))[0]["dm_cap"] is None
    await boss.later(timedelta(days=1))
    assert len(boss.sender.dms) == 3


@both_stores
async def test_what_was_agreed_to_here_comes_from_here(boss: World) -> None:
    await ready(boss)
    kinds = {NudgeKind.ITEM: "guild", NudgeKind.BUDDY: "guild", NudgeKind.HELPER_TURN: "guild", NudgeKind.KEEPING: None}

    local = datetime.fromisoformat("2026-11-26T10:00")

    def plan() -> Unit[None]:
        row = yield from find_member(YOU, boss.sealed)
        assert row is not None
        maker = Maker(member_of(row, boss.sealed), "", "", boss.clock.at, boss.sealed)
        for kind in kinds:
            yield from plan_nudge(maker, kind, Nudge(kind, after=1), local)
        yield from plan_nudge(maker, "unasked", Nudge(NudgeKind.ITEM, after=1, agreed=False), local)

    await boss.store.do(plan)
    rows = await boss.rows(
        "SELECT id, community FROM nudge WHERE id IN ('item', 'buddy', 'helper-turn', 'keeping', 'unasked')"
    )
    assert {row["id"]: row["community"] for row in rows} == {
        kind.value: community for kind, community in kinds.items()
    } | {"unasked": None}
    welcome = await boss.rows("SELECT community FROM nudge WHERE kind = 'welcome'")
    assert [row["community"] for row in welcome] == [None]


# Who changed what


@both_stores
async def test_the_log_says_who_and_forgets_who_left(boss: World) -> None:
    await set_up(boss)
    await boss.tap("log")
    assert re.search(r"Sam\W*set up a circle in \W*#general", text(boss.screen))
    boss.who = replace(KIM, ground=HERE)
    await boss.command("admin")
    for tap in ("limits", "c2"):
        await boss.tap(tap)
    await boss.command("privacy")
    await boss.tap("forget")
    await boss.tap("yes")
    boss.who = BOSS
    await boss.command("admin")
    await boss.tap("log")
    assert re.search(r"somebody who left \W*set the limit of a week to", text(boss.screen))
    assert "Kim" not in text(boss.screen)


@both_stores
async def test_the_log_has_pages_and_an_end(boss: World) -> None:
    await boss.command("admin")
    for number in range(45):
        await boss.write(
            "INSERT INTO audit (id, platform, community, what, noted_at) VALUES ($1, 'test', 'guild', 'pinned', $2)",
            f"a{number:03}", ms(boss.clock.at) + number,
        )  # fmt: skip
    await boss.tap("log")
    seen = []
    for _ in range(3):
        seen.append(text(boss.screen).count("posted the message"))
        if "Older ones" in labels(boss.screen):
            await boss.tap("older")
    assert seen == [20, 20, 5]
    boss.clock.at += timedelta(days=AUDIT_DAYS, minutes=1)
    await boss.retention().hourly()
    assert await boss.rows("SELECT * FROM audit") == []


# Helpers


async def offers(world: World) -> None:
    """Kim offers to help, and said yes to check-ins."""
    world.who = KIM
    await ready(world)
    await world.command("help")
    await world.tap("helping")
    await world.tap("adult")
    world.who = BOSS


@both_stores
async def test_a_helper_is_vouched_for_asked_and_named_after_their_yes(boss: World) -> None:
    await set_up(boss)
    await offers(boss)
    made = await circle(boss)
    asked = await boss.store.do(lambda: ask_due(boss.clock.at + timedelta(days=3), boss.sealed))
    assert asked == 0  # nobody vouched yet
    await boss.command("admin")
    await boss.tap("helpers")
    assert "Kim" in labels(boss.screen)[0] or any("Kim" in one for one in labels(boss.screen))
    for tap in ("Kim", "vouch"):
        await boss.tap(tap)
    boss.clock.at += timedelta(days=3)
    assert await boss.store.do(lambda: ask_due(boss.clock.at, boss.sealed)) == 1
    assert await boss.store.do(lambda: ask_due(boss.clock.at, boss.sealed)) == 0  # once a week
    boss.sender.dms.clear()
    await boss.later(timedelta(days=1))
    assert [dm.address for dm in boss.sender.dms] == ["other"]
    await boss.write(
        "INSERT INTO round (id, circle, number, opens_at, looks_at, closes_at) VALUES ('r1', $1, 1, $2, $2, $2)",
        made["id"], made["next_at"],
    )  # fmt: skip

    async def named() -> str | None:
        return await boss.store.do(lambda: helper_of(str(made["id"]), "r1"))

    assert await named() is None
    boss.who = KIM
    await boss.tap("yes", boss.sender.dms[0].screen)
    kim = (await boss.rows("SELECT member FROM helper"))[0]["member"]
    assert await named() == kim
    assert await named() == kim
    await boss.write(
        "INSERT INTO round (id, circle, number, opens_at, looks_at, closes_at) VALUES ('r2', $1, 2, $2, $2, $2)",
        made["id"], int(str(made["next_at"])) + 7 * 86_400_000,
    )  # fmt: skip
    assert await boss.store.do(lambda: helper_of(str(made["id"]), "r2")) is None  # a yes is for one week
    await boss.command("help")
    await boss.tap("helping")
    await boss.tap("yes")  # stop it
    assert await boss.rows("SELECT * FROM helper") == []
    assert await named() is None


@both_stores
@pytest.mark.parametrize("answer", ["no", "stop"])
async def test_without_a_yes_nobody_is_named(boss: World, answer: str) -> None:
    await set_up(boss)
    await offers(boss)
    await boss.write("UPDATE helper SET vouched_at = 1")
    boss.clock.at += timedelta(days=3)
    await boss.store.do(lambda: ask_due(boss.clock.at, boss.sealed))
    boss.sender.dms.clear()
    await boss.later(timedelta(days=1))
    boss.who = KIM
    await boss.tap(answer, boss.sender.dms[0].screen)
    made = await circle(boss)
    await boss.write(
        "INSERT INTO round (id, circle, number, opens_at, looks_at, closes_at) VALUES ('r1', $1, 1, $2, $2, $2)",
        made["id"], made["next_at"],
    )  # fmt: skip
    assert await boss.store.do(lambda: helper_of(str(made["id"]), "r1")) is None
    assert len(await boss.rows("SELECT * FROM helper")) == (1 if answer == "no" else 0)


@both_stores
async def test_a_skipped_helper_is_passed_over_once_and_a_removed_one_is_gone(boss: World) -> None:
    await set_up(boss)
    await offers(boss)
    for taps in (("Kim", "vouch"), ("Kim", "skip")):
        await boss.command("admin")
        await boss.tap("helpers")
        for tap in taps:
            await boss.tap(tap)
    boss.clock.at += timedelta(days=3)
    assert await boss.store.do(lambda: ask_due(boss.clock.at, boss.sealed)) == 0
    assert (await boss.rows("SELECT skipped FROM helper"))[0]["skipped"] == 0
    await boss.command("admin")
    await boss.tap("helpers")
    for tap in ("Kim", "remove"):
        await boss.tap(tap)
    assert await boss.rows("SELECT * FROM helper") == []
    assert {"helper-vouched", "helper-skipped", "helper-removed"} <= set(await log(boss))


# Whose community it is, and what they never see


@both_stores
async def test_changes_reach_no_other_community(boss: World) -> None:
    await set_up(boss)
    await offers(boss)
    await boss.command("admin")
    for tap in ("channel", "lines"):
        await boss.tap(tap)
    tables = ("circle", "place", "helper", "pinned")
    before = {name: await boss.rows(f"SELECT * FROM {name} WHERE community = 'guild'") for name in tables}  # noqa: S608 - ours
    ours = await boss.rows("SELECT * FROM community WHERE id = 'guild'")
    noted = await boss.rows("SELECT * FROM audit WHERE community = 'guild'")
    boss.who = STRANGER
    for taps in (
        ("circle", "d4", "h20", "yes", "start"),
        ("circle", "pods"),
        ("circle", "pause"),
        ("circle", "close", "yes"),
        ("channel", "lines"),
        ("channel", "mentors"),
        ("pin",),
        ("pause", "until"),
        ("pause", "off", "yes"),
        ("limits", "c0"),
        ("helpers", "leave"),
    ):
        await boss.command("admin")
        for tap in taps:
            await boss.tap(tap)
            assert "#general" not in str(boss.screen)
            assert "Sam" not in str(boss.screen)
    await boss.command("admin")
    await boss.tap("log")
    assert "#general" not in text(boss.screen)
    after = {name: await boss.rows(f"SELECT * FROM {name} WHERE community = 'guild'") for name in tables}  # noqa: S608 - ours
    assert after == before
    assert await boss.rows("SELECT * FROM community WHERE id = 'guild'") == ours
    assert await boss.rows("SELECT * FROM audit WHERE community = 'guild'") == noted
    assert len(await boss.rows("SELECT * FROM audit WHERE community = 'another'")) >= 9


@both_stores
async def test_an_offer_of_somebody_who_had_left_goes_with_the_bot(boss: World) -> None:
    await boss.command("help")
    shown = await boss.tap("helping")
    await boss.leaving.left_community(YOU, "guild")
    boss.who = replace(YOU, community=None, ground=None)
    await boss.tap("adult", shown)  # on a screen from before
    await boss.leaving.uninstalled("test", "guild")
    assert await boss.rows("SELECT * FROM helper") == []


@both_stores
async def test_with_the_bot_all_of_it_goes(boss: World) -> None:
    await set_up(boss)
    await offers(boss)
    await boss.command("admin")
    await boss.tap("pin")
    boss.who = STRANGER
    await set_up(boss)
    await boss.leaving.uninstalled("test", "guild")
    for table in ("circle", "place", "helper", "audit", "pinned"):
        rows = await boss.rows(f"SELECT community FROM {table}")  # noqa: S608 - ours
        assert {row["community"] for row in rows} <= {"another"}, table
    assert len(await boss.rows("SELECT * FROM circle")) == 1


def test_no_lookup_of_this_side_reads_an_entry() -> None:
    """The tables that organisers' lookups and changes name: none holds a member's entries."""
    known = {owned.table for owned in TABLES}
    allowed = {"helper", "helper_turn", "audit", "membership", "member"}
    # A nudge is looked at again, or cancelled, by its reason; nothing of it is read.
    touched = {"nudge"}
    for module in (bot.store.organising, bot.store.helping, bot.store.audit):
        source = Path(str(module.__file__)).read_text("utf-8")
        read = set(re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE) ([a-z_]+)", source))
        assert read, module
        assert not (read & known) - allowed - touched, module
        assert not re.search(r"(?:FROM|JOIN) nudge", source)
