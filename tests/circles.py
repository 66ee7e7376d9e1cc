"""Circles for tests: rows as the weekly engine makes them, and people who are in them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.ports import Who
from bot.store.unit import ms
from tests.world import World

CIRCLE, PLACE, ADDRESS, NAME = "circle", "circle-place", "channel-9", "#circle"
ROUND = "round-1"


async def circle(
    world: World,
    *,
    this: str = CIRCLE,
    place: str = PLACE,
    address: str = ADDRESS,
    name: str = NAME,
    community: str = "guild",
    state: str = "open",
    opened: bool = True,
) -> str:
    """A circle in a channel of a community, on Mondays at nine, with its first round `opened`."""
    await world.write(
        "INSERT INTO place (id, platform, community, address, name, open) VALUES ($1, 'test', $2, $3, $4, 0)",
        place, community, address, name,
    )  # fmt: skip
    await world.write(
        "INSERT INTO circle (id, platform, community, place, weekday, hour, zone, pods, buddies, state, created_at)"
        " VALUES ($1, 'test', $2, $3, 0, 9, 'Europe/Berlin', 1, 1, $4, $5)",
        this, community, place, state, ms(world.clock.at),
    )  # fmt: skip
    if opened:
        await opened_round(world, circle=this)
    return this


async def opened_round(
    world: World,
    *,
    circle: str = CIRCLE,
    this: str = ROUND,
    number: int = 1,
    opens: datetime | None = None,
    state: str = "open",
) -> str:
    """A week of a circle, from two days ago where it does not say when."""
    begins = opens or world.clock.at - timedelta(days=2)
    await world.write(
        "INSERT INTO round (id, circle, number, opens_at, looks_at, closes_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        this, circle, number, ms(begins), ms(begins + timedelta(days=3)), ms(begins + timedelta(days=7)), state,
    )  # fmt: skip
    return this


async def member(world: World, who: Who) -> str:
    """Somebody whom the bot knows. Gives their id; whoever talked before goes on talking."""
    before, screen, world.who = world.who, world.screen, who
    await world.command("help")
    world.who, world.screen = before, screen
    rows = await world.rows("SELECT id FROM member WHERE address_hash = $1", world.sealed.hashed("test", who.address))
    return str(rows[0]["id"])


async def joined(world: World, who: Who, *, circle: str = CIRCLE, pod: str | None = None, **how: Any) -> str:
    """Somebody who is in a circle since four weeks ago. Gives their id."""
    this = await member(world, who)
    since = ms(world.clock.at - timedelta(days=28))
    await world.write(
        "INSERT INTO circle_member (circle, member, pod, looks, buddies, joined_at) VALUES ($1, $2, $3, $4, $5, $6)",
        circle, this, pod, int(how.get("looks", False)), int(how.get("buddies", False)), since,
    )  # fmt: skip
    return this


async def pod(world: World, *, this: str = "pod", circle: str = CIRCLE, number: int = 1) -> str:
    """A pod with a private place."""
    await world.write(
        "INSERT INTO place (id, platform, community, address, name, open) VALUES ($1, 'test', 'guild', $2, 'pod', 0)",
        f"{this}-place",
        f"{this}-channel",
    )
    await world.write(
        "INSERT INTO pod (id, circle, number, place, created_at) VALUES ($1, $2, $3, $4, 0)",
        this,
        circle,
        number,
        f"{this}-place",
    )
    return this


async def commitment(
    world: World,
    owner: str,
    *,
    this: str = "commitment",
    round_: str = ROUND,
    circle: str = CIRCLE,
    sight: str = "public",
    text: str | None = "write to Kim",
    state: str = "open",
    **more: Any,
) -> str:
    """What somebody means to do, with its text sealed."""
    put = world.sealed.put
    await world.write(
        "INSERT INTO commitment (id, member, circle, round, tag, text, whereabouts, due, item, sight, state, post,"
        " created_at, done_on) VALUES ($1, $2, $3, $4, $5, $6, $7, '2026-11-27', $8, $9, $10, $11, $12, $13)",
        this, owner, circle, round_, more.get("tag"), put(owner, "commitment", this, "text", text),
        put(owner, "commitment", this, "whereabouts", more.get("where")), more.get("item"), sight, state, more.get("post"),
        ms(world.clock.at), "2026-11-25" if state == "done" else None,
    )  # fmt: skip
    return this
