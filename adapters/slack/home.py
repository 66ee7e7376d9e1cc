"""The App Home: the plan, the journeys and the next check-in, where Slack's people look for them. It moves nobody."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict

from adapters.slack import render
from adapters.slack.drawing import Drawing
from adapters.slack.places import Place
from adapters.slack.refusals import FAILURES
from adapters.slack.render import Page
from bot.logs import Log
from bot.ports import Core, Who
from bot.store.errors import SealError, StoreError
from bot.words import Words

log = Log("slack")

HOME = Place(home=True)
# Homes that are known to stand as they were drawn last. One that is forgotten is drawn anew when it is next opened.
REMEMBERED = 10_000


class Homes:
    """Homes that members opened since the start, and what stands there."""

    def __init__(self, turns: Core, words: Words, drawing: Drawing) -> None:
        self._turns = turns
        self._words = words
        self._drawing = drawing
        self._stands: OrderedDict[str, bytes] = OrderedDict()

    async def opened(self, who: Who) -> None:
        """Somebody looks at their Home."""
        await self._publish(who, _digest(None))

    async def changed(self, who: Who) -> None:
        """A turn was taken: what stands in their Home may be out of date."""
        if (stands := self._stands.get(who.address)) is not None:
            await self._publish(who, stands)

    def answered_at(self, who: Who) -> None:
        """Something else was drawn there, because they go on in their Home."""
        self._stands.pop(who.address, None)

    async def _publish(self, who: Who, stands: bytes) -> None:
        try:
            page = render.page(await self._turns.at_home(who), self._words)
            if (digest := _digest(page)) != stands:
                await self._drawing.page(who, HOME, page)
                self._stands[who.address] = digest
                self._stands.move_to_end(who.address)
                if len(self._stands) > REMEMBERED:
                    self._stands.popitem(last=False)
        except (*FAILURES, StoreError, SealError) as error:
            # It is drawn anew when it is opened next.
            log.warning("a Home could not be drawn", member=who.address, error=error)


def _digest(page: Page | None) -> bytes:
    return hashlib.sha256(json.dumps(page.blocks if page else None).encode()).digest()
