"""Somebody who runs a community, and the way to the screens that only they see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.commands import BY_WORD, Word
from bot.flow import Ending, Flow, Next, Talk, flow
from bot.flows import BY_NAME
from bot.ports import Ground, Who
from bot.screen import Screen
from bot.store.migrate import numbered
from tests.world import YOU, World

# What they change is written down in a log that migration 7 brings.
logged = pytest.mark.skipif(
    7 not in {number for number, _ in numbered()}, reason="there is no log of what organisers do"
)

HERE = Ground("channel-1", "#wins", organises=True)
ORGANISER = Who("test", "boss", community="guild", name="Bo", zone_hint="Europe/Berlin", ground=HERE)
ELSEWHERE = Who("test", "boss", community="other guild", name="Bo", zone_hint="Europe/Berlin", ground=HERE)
MEMBER_ELSEWHERE = Who("test", "far", community="other guild", name="Ada", zone_hint="Europe/Berlin")


@flow("opens", organisers=True)
async def opens(talk: Talk) -> Ending:
    """Stands for the organisers' menu: it leads on, in the community in which it was opened."""
    bound = {"at-community": talk.args["community"], "at-place": HERE.place, "at-name": HERE.name}
    return Next(talk.args["to"], bound)


@flow("leads")
async def leads(talk: Talk) -> Ending:
    """Stands for the screen of a member's that leads to a report."""
    return Next("report", {"commitment": talk.args["about"]})


FLOWS: Mapping[str, Flow] = {**BY_NAME, "opens": opens, "leads": leads}


@pytest.fixture
async def guild(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """A world in which those who run a community reach their screens, and a member a report."""
    monkeypatch.setitem(BY_WORD, "opens", Word("opens", "opens", ("to", "community")))
    monkeypatch.setitem(BY_WORD, "leads", Word("leads", "leads", ("about",)))
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
