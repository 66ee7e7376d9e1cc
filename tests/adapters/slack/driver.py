"""People on Slack: the real AsyncApp, connected in Socket Mode to a Slack of our own, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from adapters.slack.app import SlackApp
from adapters.slack.controls import Act, read
from adapters.slack.installations import Installations
from adapters.slack.manifest import SCOPES
from adapters.slack.pace import Pace
from bot.cli.compose import Ground
from bot.hosting import Hosting
from bot.ports import Sender
from tests.adapters.platforms import Core, Page, Person, Platform, Public
from tests.local_slack.people import Person as Local
from tests.local_slack.seen import Control, Seen
from tests.local_slack.server import LocalSlack
from tests.local_slack.world import PRIVATE, Channel

# What is Slack's own on a page, and answers nothing.
ASIDE = (Act.WRITE, Act.CONTINUE, Act.BREATHE, Act.TAKE, Act.LINK)
SENT = "It is in your DM with me"
SUBJECT = "The subject line, to copy:"


class Where(NamedTuple):
    """A message or view as it stood, and the messages that have its files."""

    seen: Seen
    files: tuple[Seen, ...] = ()


def unmarked(label: str) -> str:
    """A label without the marks that keep a name apart from text of another direction: nobody sees them."""
    return label.translate(dict.fromkeys(range(0x2066, 0x206A)))


def act_of(control: Control) -> Act | None:
    found = read(control.element["action_id"])
    return found.act if found else None


def read_page(seen: Seen, files: tuple[Seen, ...] = ()) -> Page:
    """A message or a view as a person reads it. A form that was refused is read with what was said of it."""
    offers = []
    for control in seen.controls:
        if control.kind == "button" and act_of(control) not in ASIDE:
            offers.append(unmarked(control.label))
        elif not control.field:
            offers += (unmarked(one.label) for one in control.options)
    writes = seen.modal or any(act_of(one) in (Act.WRITE, Act.SEARCH) for one in seen.controls)
    return Page(
        text="\n".join((*seen.texts, *seen.errors.values())),
        offers=tuple(offers),
        can_type=writes,
        can_fill=writes,
        copies=_copies(seen),
        links=tuple(one.url for one in seen.buttons if one.url),
        files=tuple(file.name for one in files for file in one.files),
        where=Where(seen, files),
    )


def _copies(seen: Seen) -> tuple[str, ...]:
    """What is there to copy, but for what stands beside it for a mail program: there is no button that opens one."""
    texts = [*seen.texts]
    beside = {after for before, after in pairwise(texts) if before == SUBJECT}
    return tuple(one for one in seen.copies if one not in beside)


def _posts(channel: Channel) -> list[Public]:
    """What of the bot stands in a channel, as it reads now."""
    return [_read_post(one) for one in channel.messages if one.by_bot]


def _read_post(seen: Seen) -> Public:
    pictures = tuple(one["alt_text"] for one in seen.blocks if one["type"] == "image")
    text = "\n".join(one for one in seen.texts if one not in pictures)
    return Public(text, tuple(unmarked(one.label) for one in seen.buttons), pictures, seen)


class SlackPerson(Person):
    """Somebody in the workspace, who types commands in a channel. What answers is where they pressed; typing opens a modal."""

    def __init__(self, platform: Slack, local: Local) -> None:
        self._platform = platform
        self.local = local
        self.page = Page("")
        self.asked: set[str] = set()
        """The messages of the DM that answered something that they did there."""

    @property
    def messages(self) -> Sequence[Page]:  # type: ignore[override]
        return [read_page(one) for one in self._dms() if one.id not in self.asked]

    def _dms(self) -> list[Seen]:
        return [one for one in self.local.dms if one.by_bot] if self.local.has_dm else []

    async def command(self, word: str, **args: str) -> Page:
        name = "/rejected" if word == "rejected" else "/bounceback"
        given = " ".join(f"{name}={quoted(text)}" for name, text in args.items())
        text = given if word == "rejected" else f"{word} {given}".strip()
        return self._saw(await self.local.command(name, text, channel=self._platform.general))

    async def tap(self, label: str, on: Page | None = None) -> Page:
        page = on or self.page
        return self._saw(await self._press(page, page.label(label)))

    async def double_tap(self, label: str) -> Sequence[Page]:
        page = self.page
        found = page.label(label)
        pages = [read_page(one) for one in await asyncio.gather(self._press(page, found), self._press(page, found))]
        self.page = pages[-1]
        return pages

    async def pick(self, *labels: str) -> Page:
        return self._saw(await self._choose(self.page, [self.page.label(label) for label in labels]))

    async def type(self, text: str) -> Page:
        modal = await self._open()
        (field,) = modal.fields
        return self._saw(await self.local.submit(modal, {field.block_id: text}))

    async def draft(self) -> str:
        (field,) = (await self._open()).fields
        assert field.value is None or isinstance(field.value, str)
        return field.value or ""

    async def fill(self, fields: Mapping[str, str]) -> Page:
        return self._saw(await self.local.submit(await self._open(), dict(fields)))

    async def say(self, text: str) -> Page:
        wrote = await self.local.write_dm(text)
        answer = await self.local.next_dm(after=wrote)
        self.asked.add(answer.id)
        return self._saw(answer)

    async def open(self, file: str) -> bytes:
        (found,) = (one for seen in self.page.where.files for one in seen.files if one.name == file)
        content: bytes | None = found.content
        assert content is not None
        return content

    @property
    def address(self) -> str:
        return f"{self.local.workspace.id}:{self.local.id}"

    @property
    def presses(self) -> int:
        return self._platform.server.interactions.count(self.local)

    async def command_at(self, place: str | None, word: str) -> Page:
        channel = None if place is None else self._platform.at(place)
        return self._saw(await self.local.command("/bounceback", word, channel=channel))

    async def forge(self, page: Page, label: str) -> Page:
        seen: Seen = page.where.seen
        found = page.label(label)
        button = next(one for one in seen.buttons if unmarked(one.label) == found and act_of(one) not in ASIDE)
        action: dict[str, object] = {name: button.element[name] for name in ("text", "value") if name in button.element}
        return self._saw(await self.local._press(self.page.where.seen, button, action, silent=False))

    async def press_public(self, post: Public, label: str) -> Page:
        seen: Seen = post.where
        (button,) = (one for one in seen.buttons if unmarked(one.label) == label)
        return self._saw(await self.local.click(seen, button.element["action_id"]))

    async def close_dms(self) -> None:
        self.local.close_dms()

    async def open_dms(self) -> None:
        self.local.open_dms()

    async def _open(self) -> Seen:
        """The form of the page; where it was sent and refused, it is still before them."""
        seen: Seen = self.page.where.seen
        if seen.modal:
            return seen
        button = next(one for one in seen.buttons if act_of(one) is Act.WRITE)
        return await self.local.click(seen, button.element["action_id"])

    async def _press(self, page: Page, label: str) -> Seen:
        seen: Seen = page.where.seen
        for button in seen.buttons:
            if unmarked(button.label) == label and act_of(button) not in ASIDE:
                return await self.local.click(seen, button.element["action_id"])
        return await self._choose(page, [label])

    async def _choose(self, page: Page, labels: Sequence[str]) -> Seen:
        seen: Seen = page.where.seen
        menu = next(one for one in seen.selects if any(unmarked(option.label) in labels for option in one.options))
        values = [one.value for label in labels for one in menu.options if unmarked(one.label) == label]
        name = menu.element["action_id"]
        if act_of(menu) is Act.PICK:
            return await self.local.choose(seen, values, menu=name)
        # Each choice is told and changes nothing; the button beside it takes them all.
        await self.local.choose(seen, values, menu=name, silent=True)
        takes = next(one for one in seen.buttons if act_of(one) is Act.TAKE)
        return await self.local.click(seen, takes.element["action_id"])

    def _saw(self, seen: Seen) -> Page:
        self.page = read_page(seen)
        if self.page.says(SENT):
            files = tuple(one for one in self._dms() if one.files)[-1:]
            self.asked.update(one.id for one in files)
            self.page = replace(read_page(seen, files), where=Where(seen, files))
        return self.page


def quoted(text: str) -> str:
    """As somebody types a name of several words: within quotes, where a backslash keeps a mark from meaning anything."""
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inside}"'


class Slack(Platform):
    """One workspace with two channels in it. In one of them people type commands; in the other lines can be shared."""

    name = "slack"
    # Slack told where their clock is.
    zone = ("Yes",)

    def __init__(self, core: Core, server: LocalSlack) -> None:
        super().__init__(core)
        self.server = server
        # With the rights that the app asks for, and no others.
        self.work = server.workspace("Job seekers", scopes=tuple(scope.name for scope in SCOPES))
        self.general = self.work.channel("general")
        self._channel = self.work.channel("accountability", bot=True)
        self.community = self.work.id  # type: ignore[misc]
        self.channel = f"{self.work.id}:{self._channel.id}"  # type: ignore[misc]
        self.app: SlackApp | None = None
        self._organiser: SlackPerson | None = None

    async def start(self) -> None:
        await self.core.open(self._senders)
        assert self.app is not None
        bot = self.core.bot
        await self.app.start(bot.turns, bot.leaving, Hosting(bot.store, bot.clock, self.name))
        await self.server.until(lambda: self.server.socket.connected == 1)

    def _senders(self, ground: Ground) -> Mapping[str, Sender]:
        installations = Installations(self.server.api_base, self.core.clock, token=self.work.token)
        self.app = SlackApp(
            installations, ground.words, ground.dms, app_token=self.server.app_token, pace=Pace(every=0.0)
        )
        return {self.name: self.app.sender}

    async def close(self) -> None:
        if self.app is not None:
            await self.app.close()
            self.app = None
        await self.core.close()

    async def person(self, name: str) -> SlackPerson:
        return SlackPerson(self, self.work.person(name))

    @property
    def public(self) -> Sequence[str]:
        return [one.text for one in self.server.shown if one.public]

    @property
    def standing(self) -> Sequence[str]:
        return [one.text for one in self._channel.messages if one.by_bot]

    def at(self, place: str) -> Channel:
        """A channel by its address."""
        return self.work.channels[place.partition(":")[2]]

    def channel_posts(self, place: str | None = None) -> list[Public]:
        return _posts(self._channel if place is None else self.at(place))

    def another_channel(self, name: str) -> str:
        return f"{self.work.id}:{self.work.channel(name, bot=True).id}"

    def lose_channel(self) -> None:
        """Somebody archives it: Slack lets few delete one."""
        self._channel.archived = True

    def pod_posts(self, person: Person) -> list[Public]:
        assert isinstance(person, SlackPerson)
        private = [one for one in self.work.channels.values() if one.kind == PRIVATE]
        return [post for one in private if person.local.id in one.members for post in _posts(one)]

    async def organiser(self) -> SlackPerson:
        if self._organiser is None:
            self._organiser = SlackPerson(self, self.work.person("Robin", admin=True))
        return self._organiser

    async def dismiss(self, person: Person) -> None:
        assert isinstance(person, SlackPerson)
        person.local.admin = False

    @property
    def called(self) -> Sequence[str]:
        return [name for one in self.server.shown for name in one.called]
