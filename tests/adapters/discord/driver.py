"""People on Discord: the real client logs into a Discord of our own, over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import aiohttp

from adapters.discord.app import DiscordApp
from adapters.discord.opening import Budget
from bot.cli.compose import Ground
from bot.hosting import Hosting
from bot.ports import Sender
from tests.adapters.discord.acting import press
from tests.adapters.discord.reading import Drawn, drawn
from tests.adapters.platforms import Core, Page, Person, Platform, Public
from tests.local_discord.components import GALLERY, walk
from tests.local_discord.interactions import MODAL
from tests.local_discord.people import Person as Local
from tests.local_discord.seen import Modal, Seen
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import MEMBER, Permission

OPENS = "bb:w:"
GOES_ON = "Continue in DM"
COMING = "I'm sending this to your DMs"
SUBJECT = "The subject line, to copy:"


class Where(NamedTuple):
    """A message as it stood, what of it opens a modal, and the message that has its files."""

    seen: Seen
    opens: str | None
    files: Seen


def unmarked(label: str) -> str:
    """A label without the marks that keep a name apart from text of another direction: nobody sees them."""
    return label.translate(dict.fromkeys(range(0x2066, 0x206A)))


def read_page(seen: Seen) -> Page:
    """A message as a person reads it."""
    texts = [drawn(text) for text in seen.texts]
    presses = [one for one in seen.buttons if one.custom_id and not one.custom_id.startswith(OPENS)]
    menu = [option.label for select in seen.selects for option in select.options]
    opens = next((one.custom_id for one in seen.buttons if (one.custom_id or "").startswith(OPENS)), None)
    links = [link for text in texts for link in text.links]
    return Page(
        text="\n".join(text.shown for text in texts),
        offers=tuple(map(unmarked, menu + [one.label for one in presses if one.label != GOES_ON])),
        can_type=opens is not None,
        can_fill=opens is not None,
        copies=tuple(_copies(texts)),
        links=(*links, *(one.url for one in seen.buttons if one.url)),
        files=tuple(one.name for one in seen.attachments),
        where=Where(seen, opens, seen),
    )


def read_public(seen: Seen) -> Public:
    """A post as everybody there reads it."""
    items = [item for _, part, _ in walk(seen.components) if part["type"] == GALLERY for item in part["items"]]
    labels = tuple(unmarked(one.label) for one in seen.buttons if one.custom_id)
    return Public(read_page(seen).text, labels, tuple(item.get("description") or "" for item in items), seen)


def _value(seen: Seen, label: str) -> str:
    """The value of a menu's entry, by the label that is seen."""
    (select,) = seen.selects
    return next(option.value for option in select.options if unmarked(option.label) == label)


def _copies(texts: Sequence[Drawn]) -> Iterator[str]:
    """What is there to copy, but for what stands beside it for a mail program: there is no button that opens one."""
    for before, text in pairwise([Drawn("", None, ()), *texts]):
        if text.copy is not None and before.shown != SUBJECT:
            yield text.copy


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
        return await self._saw(await self.local.command(name, guild=self._platform.guild, options=args))

    async def tap(self, label: str, on: Page | None = None) -> Page:
        page = on or self.page
        return await self._saw(await self._press(page, page.label(label)))

    async def double_tap(self, label: str) -> Sequence[Page]:
        page = self.page
        found = page.label(label)
        answers = await asyncio.gather(self._press(page, found), self._press(page, found))
        pages = [read_page(one) for one in answers]
        self.page = pages[-1]
        return pages

    async def pick(self, *labels: str) -> Page:
        seen = self.page.where.seen
        values = [_value(seen, self.page.label(label)) for label in labels]
        return await self._saw(await self._answered(seen, self.local.select(seen, values)))

    async def type(self, text: str) -> Page:
        modal = await self._open()
        (field,) = modal.fields
        return await self._hand_in(modal, {field.custom_id: text})

    async def draft(self) -> str:
        (field,) = (await self._open()).fields
        assert isinstance(field.value, str)
        return field.value

    async def fill(self, fields: Mapping[str, str]) -> Page:
        return await self._hand_in(await self._open(), fields)

    async def say(self, text: str) -> Page:
        wrote = await self.local.write_dm(text)
        answer = await self.local.next_dm(after=wrote)
        self.asked.add(answer.id)
        return await self._saw(answer)

    async def open(self, file: str) -> bytes:
        (found,) = (one for one in self.page.where.files.attachments if one.name == file)
        async with aiohttp.ClientSession() as web, web.get(found.url) as response:
            return await response.read()

    @property
    def address(self) -> str:
        return str(self.local.id)

    @property
    def presses(self) -> int:
        return self._platform.server.interactions.count(self.local)

    async def command_at(self, place: str | None, word: str) -> Page:
        channel = None if place is None else self._platform.server.world.channels[int(place)]
        return await self._saw(await self.local.command(f"bounceback {word}", channel=channel))

    async def forge(self, page: Page, label: str) -> Page:
        seen: Seen = page.where.seen
        button = next(one for one in seen.buttons if unmarked(one.label) == page.label(label))
        return await self._saw(await press(self.local, button.custom_id or "", self.page.where.seen))

    async def press_public(self, post: Public, label: str) -> Page:
        seen: Seen = post.where
        button = next(one for one in seen.buttons if one.custom_id and unmarked(one.label) == label)
        return await self._saw(await self._answered(seen, self.local.click(seen, button.custom_id or "")))

    async def close_dms(self) -> None:
        self.local.dms_closed = True

    async def open_dms(self) -> None:
        self.local.dms_closed = False

    async def _open(self) -> Modal:
        assert self.page.where.opens is not None, self.page.text
        return await self.local.open(self.page.where.seen, self.page.where.opens)

    async def _hand_in(self, modal: Modal, fields: Mapping[str, str]) -> Page:
        return await self._saw(await self._answered(self.page.where.seen, self.local.submit(modal, fields)))

    async def _press(self, page: Page, label: str) -> Seen:
        seen: Seen = page.where.seen
        for button in seen.buttons:
            if unmarked(button.label) == label and button.custom_id:
                return await self._answered(seen, self.local.click(seen, button.custom_id))
        return await self._answered(seen, self.local.select(seen, [_value(seen, label)]))

    async def _answered(self, on: Seen, act: Awaitable[Seen]) -> Seen:
        """What answers: where Discord was told to wait, once it is there."""
        edits = on.message.edits
        seen = await act
        while seen.loading or (seen.id == on.id and seen.edits == edits):
            seen = await seen.changed()
        return seen

    async def _saw(self, seen: Seen) -> Page:
        self.page = read_page(seen)
        if self.page.says(COMING):
            # A file to keep goes to the DM, and the page then says so.
            self.page = read_page(await seen.changed())
            if not self.page.files:
                sent = self._dms()[-1]
                self.asked.add(sent.id)
                files = read_page(sent).files
                self.page = replace(self.page, files=files, where=self.page.where._replace(files=sent))
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
        self._organiser: DiscordPerson | None = None

    @property
    def app(self) -> DiscordApp:
        """The adapter that runs now; another one after a restart."""
        assert self._app is not None
        return self._app

    async def start(self) -> None:
        await self.core.open(self._senders)
        bot = self.core.bot
        await self.app.start(bot.turns, bot.leaving, Hosting(bot.store, bot.clock, self.name))

    def _senders(self, ground: Ground) -> Mapping[str, Sender]:
        self._app = DiscordApp(self.server.token, self.server.api_base, ground.words, ground.dms)
        # The library waits two seconds for more servers to come; what comes meanwhile is none that was joined just now.
        self._app.client._connection.guild_ready_timeout = 0.02
        # How many DMs it may open goes by a clock of its own, which is to go with the core's.
        self._app.sender._opening._budget = Budget(lambda: self.core.clock.now().timestamp())
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
        return [read_page(one).text for one in self._channel.messages]

    def channel_posts(self, place: str | None = None) -> list[Public]:
        channel = self._channel if place is None else self.server.world.channels[int(place)]
        return [read_public(one) for one in channel.messages if one.by_bot]

    def pod_posts(self, person: Person) -> list[Public]:
        assert isinstance(person, DiscordPerson)
        return [
            read_public(one)
            for thread in person.local.threads(self.guild)
            for one in thread.messages
            if one.by_bot
        ]  # fmt: skip

    def another_channel(self, name: str) -> str:
        return str(self.guild.channel(name).id)

    def lose_channel(self) -> None:
        self.guild.delete(self._channel)

    async def organiser(self) -> DiscordPerson:
        """Somebody whom a role lets manage the server."""
        if self._organiser is None:
            self._organiser = await self.person("Robin")
            self.guild.join(self._organiser.local, MEMBER | Permission.MANAGE_GUILD)
        return self._organiser

    async def dismiss(self, person: Person) -> None:
        assert isinstance(person, DiscordPerson)
        self.guild.join(person.local)

    @property
    def called(self) -> Sequence[str]:
        sent = [one.body for one in self.server.asked() if isinstance(one.body, dict) and one.body.get("type") != MODAL]
        told = [text for text in map(json.dumps, sent) if "components" in text]
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
