"""Drawing an answer where it belongs. Where that place is gone, it goes on in the DM, and says so."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import render, views
from adapters.slack.installations import Installations
from adapters.slack.limits import Json
from adapters.slack.places import Place
from adapters.slack.render import Page
from adapters.slack.sender import SlackSender
from adapters.slack.users import split
from adapters.slack.web import code
from bot.ids import new_id
from bot.lines import Line
from bot.logs import Log
from bot.ports import Who
from bot.screen import Paragraph, Screen
from bot.words import Words

log = Log("slack")

# A response URL is good for five answers and thirty minutes; what is past that is answered with one of these.
USED_UP = (404, 410)
# Messages that cannot be changed any more: deleted, or hidden, or of an app from before.
NO_MESSAGE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"})
# A modal that was closed.
NO_VIEW = frozenset({"not_found", "view_not_found"})


class Drawing:
    """Draws screens and pages at places."""

    def __init__(self, installations: Installations, words: Words, sender: SlackSender) -> None:
        self._installations = installations
        self._words = words
        self._sender = sender

    async def screen(self, who: Who, place: Place, screen: Screen, *, occurrence: str | None = None) -> None:
        """Draw a screen; as a new message of the DM it is the one of `occurrence`, written once.

        Raises what Slack's library does, UndeliverableError or TryLaterError.
        """
        if place.url or place.ts or place.view or place.home:
            if await self.page(who, place, render.page(screen, self._words, in_channel=place.in_channel)):
                return
            if place.view:
                return  # they closed it: what they answered is kept, and home shows where they were
            if place.url:
                moved = Paragraph(self._words.near(screen.language).text(Line("slack-moved")))
                screen = screen._replace(blocks=(moved, *screen.blocks))
        await self._sender.hand(who, screen, occurrence or new_id())

    async def say(self, who: Who, text: str) -> None:
        """Say something in the DM."""
        await self._sender.hand(who, Screen("", "", (Paragraph(text),), language=who.language_hint or "en"), new_id())

    async def page(self, who: Who, place: Place, page: Page) -> bool:
        """Draw a page over a place. False where that is not there any more. Raises what Slack's library does."""
        if place.url:
            return await self._respond(place, page)
        team, user = split(who.address)
        client = await self._installations.client(team)
        try:
            if place.home:
                await client.views_publish(user_id=user, view=views.home(page))
            elif place.view:
                tongue = self._words.near(who.language_hint or "en")
                await client.views_update(view_id=place.view, view=views.page(page, tongue))
            else:
                await client.chat_update(channel=place.channel, ts=place.ts, blocks=page.blocks, text=page.text)
        except SlackApiError as error:
            if code(error) not in (NO_VIEW if place.view else NO_MESSAGE):
                raise
            log.debug("a page is not there any more", kind=code(error))
            return False
        return True

    async def _respond(self, place: Place, page: Page) -> bool:
        # Drawn over a page twice it is there once, so it is sent again where the connection was lost.
        again: list[AsyncRetryHandler] = [AsyncConnectionErrorRetryHandler()] if place.over else []
        client = AsyncWebhookClient(place.url, session=self._installations.base.session, retry_handlers=again)
        body: Json = {"blocks": page.blocks, "text": page.text, "replace_original": place.over}
        answer = await client.send_dict(body | {"response_type": "ephemeral"})
        if answer.status_code in USED_UP:
            return False
        if answer.status_code != 200:
            raise SlackApiError("a response URL did not take an answer", answer)  # type: ignore[no-untyped-call]
        return True
