"""Communities: where the bot is installed, who of the people who run them was greeted, and where lines may be shared."""

from __future__ import annotations

from datetime import datetime

from bot import ids
from bot.store.unit import Unit, ms


def installed(platform: str, community: str) -> Unit[None]:
    """Note that the bot is in a community. Those that it is in already stay as they are."""
    yield "INSERT INTO community (platform, id) VALUES ($1, $2) ON CONFLICT DO NOTHING", (platform, community)


def known(platform: str) -> Unit[frozenset[str]]:
    """The communities that the bot is in, as far as the store knows."""
    rows = yield "SELECT id FROM community WHERE platform = $1", (platform,)
    return frozenset(row["id"] for row in rows)


def greet(platform: str, community: str, now: datetime) -> Unit[bool]:
    """Take the right to greet whoever runs a community. False where somebody was greeted, or is at this moment."""
    yield from installed(platform, community)
    rows = yield (
        "UPDATE community SET greeted_at = $3 WHERE platform = $1 AND id = $2 AND greeted_at IS NULL RETURNING id",
        (platform, community, ms(now)),
    )
    return bool(rows)


def ungreeted(platform: str, community: str) -> Unit[None]:
    """The greeting did not arrive: the next one who runs the community gets it."""
    yield "UPDATE community SET greeted_at = NULL WHERE platform = $1 AND id = $2", (platform, community)


def is_silent(platform: str, community: str, now: datetime) -> Unit[bool]:
    """Whether the bot says nothing in a community for now: its organisers paused it, or switched it off."""
    rows = yield (
        "SELECT 1 FROM community WHERE platform = $1 AND id = $2 AND (off = 1 OR paused_until > $3)",
        (platform, community, ms(now)),
    )
    return bool(rows)


def set_place(platform: str, community: str, address: str, name: str) -> Unit[None]:
    """Let members share lines in a channel of a community, without anybody who runs it: for the demo."""
    yield (
        "INSERT INTO place (id, platform, community, address, name) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, open = 1",
        (ids.derive(platform, community, address), platform, community, address, name),
    )


def places(platform: str) -> Unit[list[tuple[str, str]]]:
    """Every channel in which lines may be shared now, as (community, address)."""
    rows = yield (
        "SELECT community, address FROM place WHERE platform = $1 AND open = 1 ORDER BY community, address",
        (platform,),
    )
    return [(row["community"], row["address"]) for row in rows]


def last_told(platform: str, what: str) -> Unit[str | None]:
    """The hash of what the platform was last told, such as the bot's commands."""
    rows = yield "SELECT hash FROM told WHERE platform = $1 AND what = $2", (platform, what)
    return rows[0]["hash"] if rows else None


def tell(platform: str, what: str, told: str) -> Unit[None]:
    """Note what the platform was told now."""
    yield (
        "INSERT INTO told (platform, what, hash) VALUES ($1, $2, $3)"
        " ON CONFLICT (platform, what) DO UPDATE SET hash = excluded.hash",
        (platform, what, told),
    )
