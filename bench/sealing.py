"""What sealing costs a turn, and how long somebody waits who wants to be forgotten."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from statistics import median

from bench.figures import Figure, Result, ratio_of_medians
from bench.journey import journey, someone, turns_on
from bot.ports import Command, Press, Who
from bot.screen import Screen
from bot.store.sqlite import SqliteStore
from bot.store.unit import Unit
from bot.turn import Turns

TURN_BAR = 1.25
FORGET_BAR = 5.0
ROWS = 10_000


class Unsealed:
    """Keeps text as it is: the opponent. Only the benchmark has it."""

    def admit(self, member: str) -> None:
        """There is no key to make."""

    async def shred(self, member: str) -> None:
        """There is no key to destroy."""

    def expect(self, members: Iterable[str]) -> None:
        """It needs no key."""

    def hashed(self, *parts: str) -> str:
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def seal(self, member: str, table: str, row: str, field: str, text: str) -> bytes:
        return text.encode()

    def open(self, member: str, table: str, row: str, field: str, sealed: bytes) -> str:
        return bytes(sealed).decode()


async def measure_turn(rounds: int) -> list[Result]:
    """The same journey with text sealed and in the clear, in turn. The first turn of each makes a key, once a member."""
    measured: list[tuple[list[float], list[float]]] = []
    async with turns_on(SqliteStore, "sealed") as (sealed, _), turns_on(SqliteStore, "clear", Unsealed()) as (clear, _):
        for _ in range(rounds + 1):
            took: tuple[list[float], list[float]] = ([], [])
            for turns, into in zip((sealed, clear), took, strict=True):
                await journey(turns, someone(), into.append)
            measured.append(took)
    measured = measured[1:]
    first = median(took[0] for took, _ in measured) * 1000
    ours = median(one for took, _ in measured for one in took) * 1000
    theirs = median(one for _, took in measured for one in took) * 1000
    note = f"{ours:.2f} ms and {theirs:.2f} ms; a member's first, with their key, {first:.2f} ms"
    return [
        Figure("turn with text sealed / in the clear", ratio_of_medians(measured), "x", at_most=TURN_BAR, note=note)
    ]


async def measure_forgetting(rounds: int) -> list[Result]:
    """From the press on *Yes, forget me* to the answer: rows, keys, log and all."""
    took = []
    async with turns_on(SqliteStore, "forget") as (turns, store):
        for _ in range(min(rounds, 3)):
            took += [await _forgotten(turns, store)]
        size = store.path.with_name(store.path.name + "-wal").stat().st_size
    note = f"{ROWS:,} notes of a member; the log is {size} bytes afterwards"
    return [Figure("forgetting", max(took), "s", at_most=FORGET_BAR, note=note)]


async def _forgotten(turns: Turns, store: SqliteStore) -> float:
    who = someone()
    await journey(turns, who, most=20)
    address = turns.sealed.hashed(who.platform, who.address)

    def fill() -> Unit[None]:
        (member,) = yield "SELECT id FROM member WHERE address_hash = $1", (address,)
        for number in range(ROWS):
            row = f"{member['id']}{number}"
            text = turns.sealed.put(member["id"], "note", row, "text", f"What I take with me, for the {number}th time.")
            yield (
                "INSERT INTO note (id, member, kind, text, day, created_at) VALUES ($1, $2, 'kept', $3, '2026-11-25', 0)",
                (row, member["id"], text),
            )

    await store.do(fill)
    screen = await turns.take(Command(who, "privacy"))
    screen = await turns.take(_tap(who, screen, "forget"))
    started = time.perf_counter()
    await turns.take(_tap(who, screen, "yes"))
    return time.perf_counter() - started


def _tap(who: Who, screen: Screen, value: str) -> Press:
    token = next(button.token for button in screen.buttons if button.token.endswith(f":{value}"))
    return Press(who, token)
