"""When people or communities leave: what goes at once, what stays for thirty days, and what is never touched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.ports import Who
from tests.world import OTHER, YOU, World

pytestmark = pytest.mark.both_stores

DAYS = timedelta(days=1)
ELSEWHERE = Who("test", "you", community="other guild")
BY_DM = Who("test", "you")


async def joined(world: World, who: Who = YOU) -> None:
    world.who = who
    await world.command("rejected", company="Acme")
    if world.screen.key == "again":
        await world.tap("new")
    for tap in ("start", "skip"):
        await world.tap(tap)
    (member,) = [row["id"] for row in await rows(world) if row["address"] == who.address]
    await world.write(
        "INSERT INTO mentoring (id, member, community, side, topics, created_at) VALUES ($1, $2, $3, 'offer', 'x', $4)",
        f"{who.community} {who.address}",
        member,
        who.community,
        int(world.clock.at.timestamp() * 1000),
    )


async def rows(world: World) -> list[dict[str, Any]]:
    return await world.clear("member")


async def after(world: World, days: int) -> list[dict[str, Any]]:
    world.clock.at += days * DAYS
    await world.retention().hourly()
    return await rows(world)


async def test_whoever_leaves_the_last_community_is_forgotten_after_thirty_days(world: World) -> None:
    await joined(world)
    await world.leaving.left_community(YOU, "guild")
    assert await world.rows("SELECT * FROM mentoring") == []
    assert len(await world.clear("rejection")) == 1
    assert len(await after(world, 29)) == 1
    assert await after(world, 2) == []
    assert await world.clear("rejection") == []


async def test_whoever_still_shares_another_community_stays(world: World) -> None:
    await joined(world)
    await joined(world, ELSEWHERE)
    await world.leaving.left_community(YOU, "guild")
    (row,) = await after(world, 40)
    assert (row["community"], row["leave_at"]) == ("other guild", None)
    assert [row["community"] for row in await world.rows("SELECT community FROM mentoring")] == ["other guild"]


async def test_whoever_comes_back_in_time_stays(world: World) -> None:
    await joined(world)
    await world.leaving.left_community(YOU, "guild")
    await after(world, 20)
    await world.command("home")
    assert len(await after(world, 20)) == 1


async def test_whoever_goes_on_by_dm_has_thirty_days_more(world: World) -> None:
    await joined(world)
    await world.leaving.left_community(YOU, "guild")
    await after(world, 20)
    world.who = BY_DM
    await world.command("home")
    assert len(await after(world, 29)) == 1
    assert await after(world, 2) == []


async def test_said_twice_it_counts_once(world: World) -> None:
    await joined(world)
    await world.leaving.left_community(YOU, "guild")
    world.clock.at += 20 * DAYS
    await world.leaving.left_community(YOU, "guild")
    assert await after(world, 11) == []


async def test_who_was_never_here_or_there_is_no_matter(world: World) -> None:
    await joined(world)
    await world.leaving.left_community(OTHER, "guild")
    await world.leaving.left_community(YOU, "a guild they were never in")
    await world.leaving.account_deleted(OTHER)
    assert len(await after(world, 40)) == 1


async def test_the_bot_is_removed_from_a_community(world: World) -> None:
    """What is the community's goes; a member's noes and plan are theirs."""
    await joined(world)
    await joined(world, OTHER)
    await joined(world, ELSEWHERE)
    await world.place()
    await world.write(
        "INSERT INTO place (id, platform, community, address, name) VALUES ('p', 'test', 'other guild', 'a', 'n')"
    )
    await world.leaving.uninstalled("test", "guild")
    assert [row["id"] for row in await world.rows("SELECT id FROM place")] == ["p"]
    assert [row["id"] for row in await world.rows("SELECT id FROM mentoring")] == ["other guild you"]
    assert len(await world.clear("rejection")) == 3
    left = await after(world, 31)
    assert [row["address"] for row in left] == ["you"]


async def test_a_community_of_the_same_name_on_another_platform_is_another(world: World) -> None:
    await joined(world)
    await world.leaving.uninstalled("elsewhere", "guild")
    assert len(await after(world, 40)) == 1
    assert len(await world.rows("SELECT * FROM membership WHERE left_at IS NULL")) == 1


async def test_an_account_that_was_deleted_is_forgotten_now(world: World) -> None:
    await joined(world)
    await joined(world, OTHER)
    await world.leaving.account_deleted(YOU)
    assert [row["address"] for row in await rows(world)] == ["other"]
    assert len(await world.keyed()) == 1


@pytest.mark.parametrize("who", [ELSEWHERE, YOU])
async def test_lines_are_shared_in_the_community_one_was_last_seen_in(world: World, who: Who) -> None:
    for one in (YOU, ELSEWHERE, who):
        world.who = one
        await world.command("home")
    assert [row["community"] for row in await rows(world)] == [who.community]
    assert len(await world.rows("SELECT * FROM membership")) == 2


async def test_leaving_another_community_does_not_move_where_lines_are_shared(world: World) -> None:
    for community in ("a guild", "c guild", "b guild"):
        world.who = Who("test", "you", community=community)
        await world.command("home")
    await world.leaving.left_community(YOU, "c guild")
    assert [row["community"] for row in await rows(world)] == ["b guild"]


# Communities that come and go, and who is looked after


async def known(world: World) -> set[str]:
    return {row["id"] for row in await world.rows("SELECT id FROM community WHERE platform = 'test'")}


async def test_whoever_shares_no_community_any_more_left_all_of_them(world: World) -> None:
    await joined(world)
    await joined(world, ELSEWHERE)
    await world.leaving.left_every_community(YOU)
    await world.leaving.left_every_community(OTHER)
    assert await world.rows("SELECT * FROM mentoring") == []
    assert await world.rows("SELECT * FROM membership WHERE left_at IS NULL") == []
    assert len(await after(world, 29)) == 1
    assert await after(world, 2) == []


async def test_of_the_communities_that_are_left_out_the_bot_was_removed(world: World) -> None:
    await joined(world)
    await joined(world, ELSEWHERE)
    for community in ("guild", "other guild"):
        await world.leaving.arrived_in("test", community)
    await world.leaving.installed_in("test", ["other guild", "a new guild"])
    assert await known(world) == {"other guild", "a new guild"}
    left = await world.rows("SELECT community FROM membership WHERE left_at IS NOT NULL")
    assert [row["community"] for row in left] == ["guild"]
    # Said again, nothing more goes.
    await world.leaving.installed_in("test", ["other guild", "a new guild"])
    assert len(await world.rows("SELECT * FROM membership WHERE left_at IS NULL")) == 1


async def test_arriving_twice_is_arriving_once_and_leaves_other_platforms_alone(world: World) -> None:
    for _ in range(2):
        await world.leaving.arrived_in("test", "guild")
    await world.leaving.arrived_in("elsewhere", "guild")
    await world.leaving.installed_in("test", [])
    assert await world.rows("SELECT platform, id FROM community") == [{"platform": "elsewhere", "id": "guild"}]


async def test_whoever_was_not_looked_after_for_a_week_is_the_longest_ago_first(world: World) -> None:
    async def to_check(most: int = 10) -> list[tuple[str, str]]:
        return [(one.who.address, one.community) for one in await world.leaving.to_check("test", most)]

    await joined(world)
    await joined(world, OTHER)
    assert await to_check() == []  # they were here just now
    world.clock.at += 8 * DAYS
    assert sorted(await to_check()) == [("other", "guild"), ("you", "guild")]
    assert await world.leaving.to_check("elsewhere", 10) == []
    (first,) = await world.leaving.to_check("test", 1)
    await world.leaving.still_there(first)
    (second,) = await to_check()
    assert second[0] != first.who.address
    # A week later it is who was looked after first, again; but not whoever said something themselves.
    world.clock.at += 8 * DAYS
    assert [address for address, _ in await to_check()] == [second[0], first.who.address]
    world.who = YOU if first.who.address == "you" else OTHER
    await world.command("help")
    assert [address for address, _ in await to_check()] == [second[0]]


async def test_whoever_left_is_not_looked_after(world: World) -> None:
    await joined(world)
    world.clock.at += 8 * DAYS
    await world.leaving.left_community(YOU, "guild")
    assert await world.leaving.to_check("test", 10) == []


async def test_somebody_whose_address_does_not_open_does_not_come_first_again(world: World) -> None:
    await joined(world)
    await joined(world, OTHER)
    (first,) = [row["id"] for row in await rows(world) if row["address"] == "you"]
    await world.write("UPDATE member SET address = $2 WHERE id = $1", first, b"\0")
    await world.write("UPDATE membership SET checked_at = 0 WHERE member = $1", first)
    world.clock.at += 8 * DAYS
    await world.leaving.to_check("test", 1)
    (found,) = await world.leaving.to_check("test", 1)
    assert found.who.address == "other"
