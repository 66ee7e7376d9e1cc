"""Members who give a command and go on from page to page, each at random, some of them at the same time."""

from __future__ import annotations

import asyncio
import random
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from typing import Generic, TypeVar

from bot.commands import WORDS

MEMBERS = 200
AT_ONCE = 16
# So many pages one after the other, then another command.
PAGES = 12
COMMANDS = ("rejected", "rejected", "rejected", *(f"bounceback {one.word}" for one in WORDS))

Member = TypeVar("Member")
Page = TypeVar("Page")


class Visits(ABC, Generic[Member, Page]):
    """The visits; `made` counts interactions by their kind. What a command and a page are, each platform says."""

    def __init__(self, member: Callable[[], Member]) -> None:
        self._members = [member() for _ in range(MEMBERS)]
        self._chance = random.Random(1)  # noqa: S311 - what somebody presses is no secret
        self._end = 0
        self.made: Counter[str] = Counter()

    @abstractmethod
    async def _command(self, member: Member, name: str) -> Page:
        """Give a command; what they then see."""

    @abstractmethod
    async def _answered(self, member: Member, page: Page) -> Page | None:
        """Press, pick or write: one of what the page offers. None where it offers nothing."""

    async def until(self, end: int) -> None:
        """Go on until so many interactions were made in all."""
        self._end = end
        self._chance.shuffle(self._members)
        await asyncio.gather(*(self._visit(self._members[start::AT_ONCE]) for start in range(AT_ONCE)))

    async def _visit(self, members: list[Member]) -> None:
        while self._left():
            await self._one(self._chance.choice(members))

    def _left(self) -> bool:
        return self.made.total() < self._end

    async def _one(self, member: Member) -> None:
        name = self._chance.choice(COMMANDS)
        self.made["commands"] += 1
        page: Page | None = await self._command(member, name)
        for _ in range(PAGES):
            if page is None or not self._left():
                return
            page = await self._answered(member, page)
