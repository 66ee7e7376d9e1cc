"""The first steps, by DM: once in a workspace, to whoever brought the app there, or to the first of those who run it that
looks at the app."""

from __future__ import annotations

import asyncio

from adapters.slack.refusals import FAILURES
from adapters.slack.sender import SlackSender
from adapters.slack.users import Users, split
from adapters.slack.web import code
from bot.hosting import Hosting
from bot.lines import Line
from bot.logs import Log
from bot.ports import TryLaterError, UndeliverableError, Who
from bot.screen import Paragraph, Screen
from bot.store.errors import StoreError
from bot.words import Words

log = Log("slack")


class Greeting:
    """Greets one person in each workspace. Who was greeted is in the store."""

    def __init__(self, hosting: Hosting, users: Users, sender: SlackSender, words: Words) -> None:
        self._hosting = hosting
        self._users = users
        self._sender = sender
        self._words = words
        # Workspaces where nobody is to be greeted any more, as far as is known since the start.
        self._done: set[str] = set()
        self._going: set[asyncio.Task[None]] = set()

    def installed(self, team: str, user: str) -> None:
        """Somebody brought the app to a workspace. They need not wait for this."""
        task = asyncio.create_task(self._installed(team, user))
        self._going.add(task)
        task.add_done_callback(self._going.discard)

    async def looked(self, who: Who) -> None:
        """Somebody looks at the app. Slack said a moment ago who they are."""
        team, user = split(who.address)
        if team not in self._done and self._users.runs(team, user):
            await self._greet(team, who)

    async def finish(self, seconds: float) -> None:
        """Let what is being sent be sent, for so long at the most."""
        if self._going:
            await asyncio.wait(self._going, timeout=seconds)

    async def _installed(self, team: str, user: str) -> None:
        self._done.discard(team)  # it may have been removed meanwhile, with all that was known of it
        await self._greet(team, await self._users.who(team, user))

    async def _greet(self, team: str, who: Who) -> None:
        try:
            if not await self._hosting.greet(team) or await self._sent(team, who):
                self._done.add(team)
        except StoreError as error:
            log.warning("whoever runs a workspace is greeted later", community=team, error=error)

    async def _sent(self, team: str, who: Who) -> bool:
        """Send it. False where it did not arrive: whoever looks next gets it."""
        tongue = self._words.near(who.language_hint or "en")
        paragraphs = tongue.text(Line("slack-greeting"), bare=True).split("\n\n")
        screen = Screen("", "", tuple(map(Paragraph, paragraphs)), language=tongue.language)
        try:
            await self._sender.hand(who, screen, f"greeting-{team}", look=True)
        except (*FAILURES, UndeliverableError, TryLaterError) as error:
            log.warning("the first steps did not arrive", community=team, error=error, kind=code(error))
            await self._hosting.ungreeted(team)
            return False
        return True
