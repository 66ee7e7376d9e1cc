"""The weekly numbers, as units of work: which communities lack last week's, counting it once, keeping only what may be shown.

What is counted is what people did by themselves, whatever mood it was in: nothing here looks at whether a run is quiet, and
*Need a person?* is left out, so that no figure depends on somebody having needed one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from bot import statistics
from bot.effects import NudgeKind
from bot.nudges import NOTICES
from bot.pictures.facts import NumbersFacts
from bot.statistics import Snapshots
from bot.store.unit import Rows, Unit, ms

if TYPE_CHECKING:
    from bot.store.lookups import Asker

# *Need a person?*, whose runs are gone within the hour. (bot.store.runs calls it UNKEPT, and needs this module.)
PERSON = "person"
# A year of weeks is what a menu shows at the most.
WEEKS = 53
# What a check-in is, as somebody gets it: no notice, and nothing about helping others.
CHECK_INS = tuple(kind for kind in NudgeKind if kind not in NOTICES and kind is not NudgeKind.HELPER_TURN)

# Somebody is counted in one community at a time, the one that they were in last: nobody is in two snapshots of a week.
HERE = (
    "JOIN member ON member.id = counted.member JOIN membership ON membership.member = member.id"
    " AND membership.community = member.community AND membership.left_at IS NULL"
)


def due(week: date) -> Unit[list[tuple[str, str]]]:
    """Communities without numbers of this week, as (platform, community)."""
    rows = yield (
        "SELECT platform, id FROM community WHERE NOT EXISTS (SELECT 1 FROM snapshot WHERE snapshot.platform = community.platform"
        " AND snapshot.community = community.id AND snapshot.week = $1) ORDER BY platform, id",
        (week.isoformat(),),
    )
    return [(row["platform"], row["id"]) for row in rows]


def take(platform: str, community: str, week: date) -> Unit[None]:
    """Count a week, and keep what may be shown of it. One that is there stays as it is."""
    counted = yield from _counted(platform, community, week)
    for cell, shown in statistics.snapshot(counted).items():
        yield (
            "INSERT INTO snapshot (platform, community, week, cell, shown) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (platform, community, week, cell) DO NOTHING",
            (platform, community, week.isoformat(), cell, shown),
        )


def drop_old(now: datetime) -> Unit[None]:
    """Delete what is older than a year."""
    yield "DELETE FROM snapshot WHERE week < $1", ((now - statistics.KEPT).date().isoformat(),)


def forget_community(platform: str, community: str) -> Unit[None]:
    """The bot was removed from a community: its numbers go with it."""
    yield "DELETE FROM snapshot WHERE platform = $1 AND community = $2", (platform, community)


def _counted(platform: str, community: str, week: date) -> Unit[dict[str, dict[str, int]]]:
    begins = datetime.combine(week, time(), UTC)
    where, times = (platform, community), (ms(begins), ms(begins + timedelta(weeks=1)))
    days = (week.isoformat(), (week + timedelta(days=6)).isoformat())
    noes = yield (
        f"SELECT counted.member AS member, counted.stage AS cell, COUNT(*) AS n FROM rejection AS counted {HERE}"  # noqa: S608 - ours
        " WHERE member.platform = $1 AND member.community = $2 AND counted.created_at >= $3 AND counted.created_at < $4"
        " GROUP BY counted.member, counted.stage",
        (*where, *times),
    )
    items = yield (
        f"SELECT counted.member AS member, COUNT(*) AS n FROM plan_item AS counted {HERE}"  # noqa: S608 - ours
        " WHERE member.platform = $1 AND member.community = $2 AND counted.done_on >= $3 AND counted.done_on <= $4"
        " AND counted.dropped = 0 GROUP BY counted.member",
        (*where, *days),
    )
    used, check_ins = yield from _runs(where, times)
    meant = yield (
        "SELECT counted.member AS member, counted.state AS state, COUNT(*) AS n FROM commitment AS counted"
        " JOIN circle ON circle.id = counted.circle WHERE circle.platform = $1 AND circle.community = $2"
        " AND counted.created_at >= $3 AND counted.created_at < $4 AND counted.state <> 'withdrawn'"
        " GROUP BY counted.member, counted.state",
        (*where, *times),
    )
    by_stage = {stage: _sums([row for row in noes if row["cell"] == stage]) for stage in statistics.STAGES}
    return {
        "used": dict.fromkeys((*_sums(used), *_sums(check_ins)), 1),
        "noes": _sums(noes),
        "items": _sums(items),
        "check-ins": _sums(check_ins),
        "made": _sums(meant),
        "done": _sums([row for row in meant if row["state"] == "done"]),
        **by_stage,
    }


def _runs(where: tuple[str, str], times: tuple[int, int]) -> Unit[tuple[Rows, Rows]]:
    """Who opened a conversation by themselves, and who answered check-ins to the end. Organisers' screens are no use of it."""
    kinds = tuple(NudgeKind)
    others = ", ".join(f"${number}" for number in range(6, len(kinds) + 6))
    used = yield (
        f"SELECT counted.member AS member, COUNT(*) AS n FROM run AS counted {HERE}"  # noqa: S608 - ours
        " WHERE member.platform = $1 AND member.community = $2 AND counted.opened_at >= $3 AND counted.opened_at < $4"
        " AND counted.flow <> $5 AND counted.flow <> 'admin' AND substr(counted.flow, 1, 6) <> 'admin-'"
        f" AND counted.flow NOT IN ({others}) GROUP BY counted.member",
        (*where, *times, PERSON, *kinds),
    )
    marks = ", ".join(f"${number}" for number in range(5, len(CHECK_INS) + 5))
    check_ins = yield (
        f"SELECT counted.member AS member, COUNT(*) AS n FROM run AS counted {HERE}"  # noqa: S608 - ours
        " WHERE member.platform = $1 AND member.community = $2 AND counted.touched_at >= $3 AND counted.touched_at < $4"
        f" AND counted.state = 'ended' AND counted.flow IN ({marks}) GROUP BY counted.member",
        (*where, *times, *CHECK_INS),
    )
    return used, check_ins


def _sums(rows: Rows) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[row["member"]] = found.get(row["member"], 0) + int(row["n"])
    return found


# What a flow sees of them


def find(asker: Asker, lookup: Snapshots) -> Unit[dict[str, Any]]:
    """What is kept of the lookup: the community that was asked about, and its weeks."""
    rows = yield (
        "SELECT DISTINCT week FROM snapshot WHERE platform = $1 AND community = $2 ORDER BY week DESC LIMIT $3",
        (asker.member.platform, lookup.community, WEEKS),
    )
    return {"community": lookup.community, "weeks": [row["week"] for row in rows]}


def fetch(asker: Asker, kept: dict[str, Any]) -> Unit[tuple[NumbersFacts, ...]]:
    """The weeks that a kept find leads to now, the newest first. Those that are gone are left out."""
    rows = yield (
        "SELECT week, cell, shown FROM snapshot WHERE platform = $1 AND community = $2",
        (asker.member.platform, kept["community"]),
    )
    weeks: dict[str, dict[str, int | None]] = {}
    for row in rows:
        weeks.setdefault(row["week"], {})[row["cell"]] = row["shown"]
    named = cast("list[str]", kept["weeks"])
    return tuple(statistics.facts(date.fromisoformat(week), weeks[week]) for week in named if week in weeks)
