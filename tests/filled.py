"""A store with a row in every table of circles, organisers, own words, reports and weekly numbers: the weeks of a real circle,
and beside it what organisers and members do by hand."""

from __future__ import annotations

from datetime import timedelta

from bot.own import OwnEntry, OwnWords
from bot.store import own_words, partings
from bot.store.unit import ms
from tests.scheduler.circles import DAY, HOUR, MONDAY, Weeks
from tests.world import World

# Every table that came after schema 5.
TABLES = (
    "circle", "round", "pod", "seated", "parting", "circle_member", "commitment", "cheer", "pairing", "paired", "apart",
    "announcement", "quote", "audit", "pinned", "helper", "helper_turn", "own_version", "own_words", "own_entry", "report",
    "muted", "snapshot",
)  # fmt: skip
NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Flo")
# Who the first of them is quoted as, and what only they wrote.
MINE = "zyxcanary call"
# The second week, a day after it began.
NOW = MONDAY + timedelta(days=8)


async def filled(world: World) -> dict[str, str]:
    """Fill the store of a world. Gives the members' ids by their names. It is NOW then, and the second round is open."""
    weeks = Weeks(world)
    await weeks.circle(pods=1, buddies=1)
    people = {name: await weeks.member(name, buddies=1, looks=1) for name in NAMES}
    await world.write("UPDATE circle SET organiser = $1", people["Ben"])
    await weeks.until(MONDAY + HOUR)
    mine = await weeks.commit(people["Ada"], MINE, done=True, place="its-place")
    await weeks.commit(people["Ben"], "write to Kim", done=True)
    await weeks.commit(people["Cleo"], "apply twice", sight="private")
    for name in ("Ben", "Cleo"):
        await weeks.insert("cheer", commitment=mine, member=people[name], kind="cheer-clear", created_at=0)
    await weeks.until(NOW)
    await weeks.commit(people["Dan"], "tidy the letter")
    await _by_hand(weeks, people, mine)
    return people


async def _by_hand(weeks: Weeks, people: dict[str, str], mine: str) -> None:
    world, ada, ben = weeks.world, people["Ada"], people["Ben"]
    now, where = world.clock.at, {"platform": "test", "community": "guild"}
    at, turn = ms(now), ms(now + 30 * DAY)
    await weeks.insert("apart", member=ada, other=ben)
    await weeks.insert("audit", id="noted", **where, actor=ada, what="circle-on", subject="circle", noted_at=at)
    await weeks.insert("pinned", id="pin", **where, address="channel-9", message="m", opens="home", created_at=at)
    await weeks.insert("helper", member=ada, **where, vouched_at=at, offered_at=at)
    await weeks.insert("helper_turn", id="turn", circle="circle", member=ada, begins_at=turn, created_at=at)
    told = world.sealed.put(ada, "report", "told", "text", f"{MINE} report")
    about = {"kind": "commitment", "subject": mine, "wrong": "unkind"}
    await weeks.insert("report", id="told", member=ada, **where, **about, text=told, created_at=at)
    await weeks.insert("muted", member=ada, **where, until="2026-12-30")
    await weeks.insert("snapshot", **where, week="2026-11-30", cell="used", shown=5)
    sealed = world.sealed
    await world.store.do(
        lambda: own_words.set_words("test", OwnWords("guild", "en", "home-title", "Our own home"), now, sealed)
    )
    await world.store.do(
        lambda: own_words.set_entry(
            "test",
            OwnEntry("guild", "group", "tea", {"name": "Tea on Fridays", "url": "https://tea.example"}),
            now,
            sealed,
        )
    )
    await world.store.do(lambda: partings.note("test", "pod-elsewhere", "somebody", now, sealed))
