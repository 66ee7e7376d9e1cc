"""People on Discord: the real client logs into a Discord of our own, over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import aiohttp

from adapters.discord.app import DiscordApp
from bot.cli.compose import Ground
from bot.hosting import Hosting
from bot.ports import Sender
from tests.adapters.discord.reading import drawn
from tests.adapters.platforms import Core, Page, Person, Platform
from tests.local_discord.people import Person as Local
from tests.local_discord.seen import Modal, Seen
from tests.local_discord.server import LocalDiscord

OPENS = "bb:w:"
GOES_ON = "Continue in DM"


class Where(NamedTuple):
    """A message as it stood, and what of it opens a modal."""

    seen: Seen
    opens: str | None


def read_page(seen: Seen) -> Page:
    """A message as a person reads it."""
    texts = [drawn(text) for text in seen.texts]
    presses = [one for one in seen.buttons if one.custom_id and not one.custom_id.startswith(OPENS)]
    menu = [option.label for select in seen.selects for option in select.options]
    opens = next((one.custom_id for one in seen.buttons if (one.custom_id or "").startswith(OPENS)), None)
    links = [link for text in texts for link in text.links]
    return Page(
        text="\n".join(text.shown for text in texts),
        offers=tuple(menu + [one.label for one in presses if one.label != GOES_ON]),
        can_type=opens is not None,
        can_fill=opens is not None,
        copies=tuple(text.copy for text in texts if text.copy is not None),
        links=(*links, *(one.url for one in seen.buttons if one.url)),
        files=tuple(one.name for one in seen.attachments),
        where=Where(seen, opens),
    )


class DiscordPerson(Person):
    """Somebody in the server. What answers is where they pressed; typing opens a modal."""

    def __init__(self, platform: Discord, local: Local) -> None:
        self._platform = platform
        self.local = local
        self.page = Page("")
        self.asked: set[int] = set()
        """The messages of the DM that answered something that they did there."""

    @property
    def messages(self) -> Sequence[Page]:  # type: ignore[override]
        return [read_page(one) for one in self._dms() if one.id not in self.asked]

    def _dms(self) -> list[Seen]:
        return [one for one in self.local.dms if one.by_bot] if self.local.has_dm else []

    async def command(self, word: str, **args: str) -> Page:
        name = word if word == "rejected" else f"bounceback {word}"
        return self._saw(await self.local.command(name, guild=self._platform.guild, options=args))

    async def tap(self, label: str, on: Page | None = None) -> Page:
        page = on or self.page
        return self._saw(await self._press(page, page.label(label)))

    async def double_tap(self, label: str) -> Sequence[Page]:
        page = self.page
        found = page.label(label)
        answers = await asyncio.gather(self._press(page, found), self._press(page, found))
        pages = [read_page(one) for one in answers]
        self.page = pages[-1]
        return pages

    async def pick(self, *labels: str) -> Page:
        found = [self.page.label(label) for label in labels]
        return self._saw(await self.local.select(self.page.where.seen, found))

    async def type(self, text: str) -> Page:
        modal = await self._open()
        (field,) = modal.fields
        return self._saw(await self.local.submit(modal, {field.custom_id: text}))

    async def draft(self) -> str:
        (field,) = (await self._open()).fields
        assert isinstance(field.value, str)
        return field.value

    async def fill(self, fields: Mapping[str, str]) -> Page:
        return self._saw(await self.local.submit(await self._open(), dict(fields)))

    async def say(self, text: str) -> Page:
        wrote = await self.local.write_dm(text)
        answer = await self.local.next_dm(after=wrote)
        self.asked.add(answer.id)
        return self._saw(answer)

    async def open(self, file: str) -> bytes:
        (found,) = (one for one in self.page.where.seen.attachments if one.name == file)
        async with aiohttp.ClientSession() as web, web.get(found.url) as response:
            return await response.read()

    async def close_dms(self) -> None:
        self.local.dms_closed = True

    async def open_dms(self) -> None:
        self.local.dms_closed = False

    async def _open(self) -> Modal:
        assert self.page.where.opens is not None, self.page.text
        return await self.local.open(self.page.where.seen, self.page.where.opens)

    async def _press(self, page: Page, label: str) -> Seen:
        seen: Seen = page.where.seen
        if any(label == one.label for one in seen.buttons):
            return await self.local.click(seen, label)
        return await self.local.select(seen, [label])

    def _saw(self, seen: Seen) -> Page:
        self.page = read_page(seen)
        return self.page


class Discord(Platform):
    """One server with a channel in it."""

    name = "discord"

    def __init__(self, core: Core, server: LocalDiscord) -> None:
        super().__init__(core)
        self.server = server
        self.guild = server.guild("Job seekers")
        self._channel = self.guild.channel("accountability")
        self.community = str(self.guild.id)  # type: ignore[misc]
        self.channel = str(self._channel.id)  # type: ignore[misc]
        self._app: DiscordApp | None = None

    async def start(self) -> None:
        await self.core.open(self._senders)
        assert self._app is not None
        bot = self.core.bot
        await self._app.start(bot.turns, bot.leaving, Hosting(bot.store, bot.clock, self.name))
        await self._app.ready()

    def _senders(self, ground: Ground) -> Mapping[str, Sender]:
        self._app = DiscordApp(self.server.token, self.server.api_base, ground.words, ground.dms)
        return {self.name: self._app.sender}

    async def close(self) -> None:
        if self._app is not None:
            await self._app.close()
            self._app = None
        await self.core.close()

    async def person(self, name: str) -> DiscordPerson:
        local = self.server.person(name)
        self.guild.join(local)
        return DiscordPerson(self, local)

    @property
    def public(self) -> Sequence[str]:
        sent = [one.body for one in self.server.asked("create_message") if one.body and self._is_public(one.path)]
        return [_text(body) for body in sent]

    def _is_public(self, path: str) -> bool:
        return any(path == f"/channels/{channel.id}/messages" for channel in self.guild.channels)

    @property
    def standing(self) -> Sequence[str]:
        return [read_page(Seen(one)).text for one in self._channel.messages.values()]

    @property
    def called(self) -> Sequence[str]:
        told = [
            json.dumps(one.body) for one in self.server.asked() if one.body and "components" in json.dumps(one.body)
        ]
        return [one for one in told if '"allowed_mentions": {"parse": []' not in one]


def _text(body: Mapping[str, object]) -> str:
    found: list[str] = []

    def walk(parts: object) -> None:
        if isinstance(parts, list):
            for part in parts:
                if isinstance(part, dict):
                    if "content" in part:
                        found.append(drawn(str(part["content"])).shown)
                    walk(part.get("components"))

    if body.get("content"):
        found.append(drawn(str(body["content"])).shown)
    walk(body.get("components"))
    return "\n".join(found)
