"""Somebody who runs a community, and the way to the screens that only they see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.commands import BY_WORD, Word
from bot.flow import Ending, Flow, Next, Talk, flow
from bot.flows import BY_NAME
from bot.own import OwnWords
from bot.ports import Ground, Who
from bot.screen import Screen
from bot.store.own_words import set_words
from bot.store.unit import Unit
from tests.world import OTHER, YOU, World, labels, text

HERE = Ground("channel-1", "#wins", organises=True)
ORGANISER = Who("test", "boss", community="guild", name="Bo", zone_hint="Europe/Berlin", ground=HERE)
ELSEWHERE = Who("test", "boss", community="other guild", name="Bo", zone_hint="Europe/Berlin", ground=HERE)
MEMBER_ELSEWHERE = Who("test", "far", community="other guild", name="Ada", zone_hint="Europe/Berlin")


# What somebody wrote in a circle.
WORDS = "Send me 20 EUR for the kit, zyx"


@flow("opens", organisers=True)
async def opens(talk: Talk) -> Ending:
    """Stands for the organisers' menu: it leads on, in the community in which it was opened."""
    bound = {"at-community": talk.args["community"], "at-place": HERE.place, "at-name": HERE.name}
    return Next(talk.args["to"], bound)


FLOWS: Mapping[str, Flow] = {**BY_NAME, "opens": opens}


@pytest.fixture
async def guild(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """A world in which those who run a community reach their screens."""
    monkeypatch.setitem(BY_WORD, "opens", Word("opens", "opens", ("to", "community")))
    async with World(tmp_path, FLOWS) as made:
        yield made


async def organises(world: World, to: str, who: Who = ORGANISER) -> Screen:
    """Open one of the organisers' screens."""
    world.who = who
    return await world.command("opens", to=to, community=who.community or "")


async def comes(world: World, who: Who = YOU) -> None:
    """Somebody is met in their community for the first time."""
    world.who = who
    await world.command("help")


# Reports


async def said(
    world: World,
    sight: str = "public",
    *,
    author: Who = OTHER,
    community: str = "guild",
    this: str = "com",
    words: str = WORDS,
) -> str:
    """A commitment that stands in a circle's channel, with its post."""
    for who in (author, YOU):
        await comes(world, who)
    member = await member_of(world, author)
    if not await world.rows("SELECT id FROM circle WHERE community = $1", community):
        place = f"place-{community}"
        await world.write(
            "INSERT INTO place (id, platform, community, address, name) VALUES ($1, 'test', $2, 'channel-1', '#circle')",
            place, community,
        )  # fmt: skip
        await world.write(
            "INSERT INTO circle (id, platform, community, place, weekday, hour, zone, pods, buddies, created_at)"
            " VALUES ($1, 'test', $2, $3, 1, 9, 'Europe/Berlin', 0, 0, 0)",
            f"circle-{community}", community, place,
        )  # fmt: skip
        await world.write(
            "INSERT INTO round (id, circle, number, opens_at, looks_at, closes_at) VALUES ($1, $2, 1, 0, 0, 0)",
            f"round-{community}", f"circle-{community}",
        )  # fmt: skip
    await world.write(
        "INSERT INTO post (id, member, run, key, place, message, tags, text, state, reference, created_at)"
        " VALUES ($1, $2, 'r', $1, $3, 'post-win', '', $4, 'posted', 'message-7', 0)",
        f"post-{this}", member, f"place-{community}", world.sealed.put(member, "post", f"post-{this}", "text", words),
    )  # fmt: skip
    await world.write(
        "INSERT INTO commitment (id, member, circle, round, text, due, sight, post, created_at)"
        " VALUES ($1, $2, $3, $4, $5, '2026-11-27', $6, $7, 0)",
        this, member, f"circle-{community}", f"round-{community}",
        world.sealed.put(member, "commitment", this, "text", words), sight, f"post-{this}",
    )  # fmt: skip
    return this


async def member_of(world: World, who: Who) -> str:
    (found,) = [row["id"] for row in await world.clear("member") if row["address"] == who.address]
    return str(found)


async def reports(
    world: World, about: str, how: str = "unnamed", wrong: str = "unkind", words: str | None = None
) -> None:
    """Report something, by the screens, up to where it is sent."""
    world.who = YOU
    await world.command("report", about=about)
    await world.tap(wrong)
    await (world.type(words) if words else world.tap("skip"))
    await world.tap(how)


async def settles(world: World, how: str, who: Who = ORGANISER) -> None:
    await organises(world, "admin-reports", who)
    await world.tap(
        next(label for label in labels(world.screen) if label not in ("Done", "Stop here", "Need a person?"))
    )
    await world.tap(how)


# What is the community's own


async def says(world: World, message: str, words: str, community: str = "guild") -> None:
    """Have a community say a message so, without the screens."""

    def unit() -> Unit[None]:
        yield from set_words("test", OwnWords(community, "en", message, words), world.clock.now(), world.sealed)

    await world.store.do(unit)


async def adds(world: World, sort: str, fields: dict[str, str], *taps: str, who: Any = None) -> None:
    """List something, by the screens."""
    await organises(world, "admin-content", *([who] if who else []))
    await world.tap(sort)
    await world.tap("add")
    await world.fill(**fields)
    for tap in taps:
        await world.tap(tap) if tap != "helps" else await world.pick("mock-interview", "resume")
    assert "That is how people here will see it." in text(world.screen), text(world.screen)
    await world.tap("use")
    assert "People here see it from now on." in text(world.screen)
