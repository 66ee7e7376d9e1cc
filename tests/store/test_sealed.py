"""One place for text: whatever is typed, in any field of any flow, passes the sealer on its way into the file."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.flows import BY_NAME
from tests.typist import CANARY, raw, typed_through_all
from tests.world import World


class Scrambling:
    """Turns text around in a way that leaves nothing of it to be found, and minds where it stands."""

    def admit(self, member: str) -> None:
        """It needs no key."""

    async def shred(self, member: str) -> None:
        """It has no key."""

    def expect(self, members: Iterable[str]) -> None:
        """It needs no key."""

    def hashed(self, *parts: str) -> str:
        return base64.b32encode("\0".join(parts).encode()[::-1]).decode()

    def seal(self, member: str, table: str, row: str, field: str, text: str) -> bytes:
        where = "\0".join((member, table, row, field, ""))
        return base64.b85encode((where + text).encode()[::-1])

    def open(self, member: str, table: str, row: str, field: str, sealed: bytes) -> str:
        text = base64.b85decode(bytes(sealed))[::-1].decode()
        where = "\0".join((member, table, row, field, ""))
        assert text.startswith(where), f"sealed for another place than {(table, row, field)}"
        return text.removeprefix(where)


class Plain(Scrambling):
    """Keeps text as it is."""

    def seal(self, member: str, table: str, row: str, field: str, text: str) -> bytes:
        return text.encode()

    def open(self, member: str, table: str, row: str, field: str, sealed: bytes) -> str:
        return bytes(sealed).decode()


@pytest.fixture
def sealed(tmp_path: Path) -> World:
    return World(tmp_path, BY_NAME, sealer=Scrambling())


async def test_what_is_typed_is_nowhere_in_the_file(sealed: World) -> None:
    async with sealed as world:
        typist = await typed_through_all(world)
        assert len(typist.typed) > 50
        written = raw(world)
        assert CANARY.encode() not in written
        # All of it is there, sealed, and comes out again.
        await world.command("privacy")
        await world.tap("export")
        kept = str(world.screen.blocks)
        places = {place for place in typist.asked if "writing-forget" not in place}
        assert len(places) > 40
        assert sum(typed in kept for typed in typist.typed) > 40
    assert CANARY.encode() not in raw(sealed)


async def test_the_check_would_find_it(tmp_path: Path) -> None:
    async with World(tmp_path, sealer=Plain()) as world:
        await world.command("rejected", company=CANARY)
        assert CANARY.encode() in raw(world)


async def test_what_is_to_be_forgotten_is_not_even_kept_in_the_clear(world: World) -> None:
    await world.command("rejected")
    for tap in ("start", "skip", "skip", "skip", "no", "writing", "forget"):
        await world.tap(tap)
    await world.type(CANARY)
    await world.back()
    assert world.screen.typing
    assert world.screen.typing.draft == ""
    assert CANARY.encode() not in raw(world)
