"""People as verbs: what they do, and what they see for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tests.local_discord.components import BUTTON, CHANNEL_SELECT, USER_SELECT
from tests.local_discord.interactions import COMMAND, COMPONENT, SUBMISSION, Answer
from tests.local_discord.seen import Gone, Modal, Seen
from tests.local_discord.world import MEMBER, Channel, Guild, Message, Permission, user_payload

if TYPE_CHECKING:
    from tests.local_discord.server import LocalDiscord

OptionValue = str | int | float | bool
STRING, INTEGER, BOOLEAN, NUMBER = 3, 4, 5, 10
PYTHON_TYPES: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}
GUILD, BOT_DM = 0, 1


class Unanswered(Exception):
    """ "The application did not respond." """


class NotOffered(Exception):
    """Discord does not show this person such a command here, or does not let them send it like this."""


class Person:
    def __init__(self, server: LocalDiscord, name: str, locale: str) -> None:
        self._server = server
        self._world = server.world
        self.id = self._world.new_id()
        self.name = name
        self.locale = locale
        self.user = user_payload(self.id, name)
        self.dms_closed = False
        self._dm: Channel | None = None
        self._ephemeral: list[Message] = []

    # Where they are

    @property
    def dm(self) -> Channel:
        """The DM with the bot."""
        if self._dm is None:
            self._dm = Channel(self._world.new_id(), self._world, person=self)
            self._world.channels[self._dm.id] = self._dm
        return self._dm

    @property
    def has_dm(self) -> bool:
        return self._dm is not None

    def permissions(self, guild: Guild) -> Permission:
        return guild.permissions_of(self.id)

    def threads(self, guild: Guild) -> list[Channel]:
        """The private threads that they are in, closed ones as well."""
        found = [(one, one.thread) for one in guild.threads if one.sees(self.id)]
        return [one for one, about in found if about and about.private and self.id in about.members]

    def write(self, channel: Channel, text: str) -> Seen:
        """Their own message in a channel of a guild. It wakes a thread that rests, unless that is locked."""
        assert channel.guild
        self._be_in(channel.guild)
        needed = Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES
        has = channel.permissions_of(self.id)
        locked = bool(channel.thread and channel.thread.locked and Permission.MANAGE_THREADS not in has)
        if not channel.sees(self.id) or needed not in has or locked:
            raise NotOffered(f"{self.name} cannot write there")
        if channel.thread:
            channel.thread.archived = False
        message = self._world.message(channel, self.user, content=text)
        channel.add(message)
        self._world.pulse()
        return Seen(message)

    def leave(self, guild: Guild) -> None:
        guild.members.pop(self.id, None)
        guild.left.add(self.id)

    def shares_a_guild(self) -> bool:
        return any(guild.bot and self.id in guild.members for guild in self._world.guilds.values())

    # What they see

    @property
    def dms(self) -> list[Seen]:
        """The messages of the DM as they stand now, their own as well."""
        return self.dm.messages

    @property
    def ephemeral(self) -> list[Seen]:
        """What only they see, as it stands now."""
        return [Seen(message) for message in self._ephemeral if not message.deleted]

    def kept_ephemeral(self, message: Message) -> None:
        self._ephemeral.append(message)
        if self._world.keep is not None:
            del self._ephemeral[: -self._world.keep or None]

    async def next_dm(self, after: Seen | None = None, within: float = 3.0) -> Seen:
        """The first message of the bot in the DM after this one; TimeoutError after `within` real seconds."""

        def found() -> list[Seen]:
            return [one for one in self.dms if one.by_bot and (after is None or one.id > after.id)]

        await self._world.until(lambda: bool(found()), within)
        return found()[0]

    # What they do

    async def write_dm(self, text: str) -> Seen:
        """Their own message; `next_dm(after=it)` waits for an answer."""
        message = self._world.message(self.dm, self.user, content=text)
        self.dm.add(message)
        self._world.emit("MESSAGE_CREATE", message.payload(), None)
        self._world.pulse()
        return Seen(message)

    async def command(
        self,
        name: str,
        *,
        guild: Guild | None = None,
        channel: Channel | None = None,
        options: Mapping[str, OptionValue] | None = None,
    ) -> Seen:
        """Send "/name ...", in the DM with the bot where no guild or channel is given; "name sub" for subcommands."""
        return _seen(await self._command(name, guild, channel, options or {}))

    async def command_for_form(
        self,
        name: str,
        *,
        guild: Guild | None = None,
        channel: Channel | None = None,
        options: Mapping[str, OptionValue] | None = None,
    ) -> Modal:
        """The same where the answer is a modal."""
        where = self._where(guild, channel)
        return _modal(await self._command(name, guild, channel, options or {}), None, where)

    async def click(self, on: Seen, button: str) -> Seen:
        """Press a button, by label or custom_id, of the message as they saw it."""
        return _seen(await self._press(on, button, ()))

    async def select(self, on: Seen, chosen: Sequence[str], *, menu: str | None = None) -> Seen:
        """Choose labels or values, people or channels by name; `menu`: a placeholder or custom_id where there are several."""
        return _seen(await self._press(on, on.select(menu).custom_id, chosen))

    async def open(self, on: Seen, control: str, chosen: Sequence[str] = ()) -> Modal:
        """Press a button, or choose in a select, that opens a modal."""
        return _modal(await self._press(on, control, chosen), on.message, on.channel)

    async def submit(self, modal: Modal, values: Mapping[str, str | bool | Sequence[str]]) -> Seen:
        """Send a form; keys are labels or custom_ids. A field that is not named stays as it was prefilled."""
        given = {"custom_id": modal.custom_id, "components": modal.filled(dict(values)), "resolved": {}}
        return _seen(await self._act(SUBMISSION, given, modal.channel, modal.message))

    def dismiss(self, seen: Seen) -> None:
        """Close an ephemeral message: it is gone for good, and the bot is not told."""
        assert seen.ephemeral
        seen.message.deleted = True
        self._ephemeral.remove(seen.message)

    async def _press(self, on: Seen, control: str, chosen: Sequence[str]) -> Answer:
        if on.message.deleted:
            raise Gone("the message was deleted")
        if on.message.seen_only_by not in (None, self):
            raise Gone("somebody else's message")
        if on.channel.guild:
            self._be_in(on.channel.guild)
            if not on.channel.sees(self.id):
                raise Gone("in a channel that they do not see")
        given: dict[str, Any]
        if any(control in (one.label, one.custom_id) for one in on.buttons):
            button = on.button(control)
            if button.disabled or not button.custom_id:
                raise NotOffered(f"button {button.label!r} cannot be pressed")
            given = {"component_type": BUTTON, "custom_id": button.custom_id, "id": 1}
        else:
            menu = on.select(control)
            if menu.disabled:
                raise NotOffered(f"select {menu.placeholder!r} is disabled")
            ids, resolved = self._named(menu.kind, on.channel, chosen)
            given = {"component_type": menu.kind, "custom_id": menu.custom_id, "id": 1, "resolved": resolved}
            given["values"] = menu.values(ids)
        return await self._act(COMPONENT, given, on.channel, on.message)

    def _named(self, kind: int, channel: Channel, chosen: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
        """Ids of people or channels chosen by name, and what Discord tells of them; other menus' values as they are."""
        found: dict[str, dict[str, Any]]
        if kind == USER_SELECT:
            found = {one.name: one.user for one in self._world.people.values()}
        elif kind == CHANNEL_SELECT and channel.guild:
            permissions = str(int(self.permissions(channel.guild)))
            found = {one.name: one.payload() | {"permissions": permissions} for one in channel.guild.channels}
        else:
            return list(chosen), {}
        if missing := [name for name in chosen if name not in found]:
            raise Gone(f"{missing} not among {sorted(found)}")
        by_id = {found[name]["id"]: found[name] for name in chosen}
        return list(by_id), {"users" if kind == USER_SELECT else "channels": by_id}

    async def _command(
        self, name: str, guild: Guild | None, channel: Channel | None, options: Mapping[str, OptionValue]
    ) -> Answer:
        where = self._where(guild, channel)
        top, *subs = name.split()
        command = self._server.commands.get(top)
        if command is None:
            raise NotOffered(f"no command /{top}; there are {sorted(self._server.commands)}")
        self._may_use(command, where)
        chain = [command]
        for sub in subs:
            found = [one for one in chain[-1].get("options") or () if one["name"] == sub and one["type"] in (1, 2)]
            if not found:
                raise NotOffered(f"no /{name}")
            chain.append(found[0])
        filled = _options(chain[-1], options)
        for one in reversed(chain[1:]):
            filled = [{"name": one["name"], "type": one["type"], "options": filled}]
        given = {"id": command["id"], "name": top, "type": 1, "options": filled}
        return await self._act(COMMAND, given, where)

    def _where(self, guild: Guild | None, channel: Channel | None) -> Channel:
        if channel is None:
            return guild.channels[0] if guild else self.dm
        assert guild is None or channel.guild is guild
        return channel

    def _may_use(self, command: dict[str, Any], where: Channel) -> None:
        contexts = command.get("contexts") or (
            [GUILD, BOT_DM] if command.get("dm_permission") is not False else [GUILD]
        )
        if (GUILD if where.guild else BOT_DM) not in contexts:
            raise NotOffered(f"/{command['name']} is not offered here")
        needed = command.get("default_member_permissions")
        if where.guild and needed is not None:
            self._be_in(where.guild)
            has = self.permissions(where.guild)
            enough = Permission.ADMINISTRATOR in has or (int(needed) and int(needed) & ~int(has) == 0)
            if not enough:
                raise NotOffered(f"/{command['name']} needs permissions that {self.name} does not have")

    def _be_in(self, guild: Guild) -> None:
        """Whoever acts in a guild is its member; who left must join again first."""
        if not guild.bot:
            raise NotOffered("the bot is not there")
        if self.id in guild.left:
            raise NotOffered(f"{self.name} left")
        guild.members.setdefault(self.id, MEMBER)

    async def _act(self, kind: int, given: dict[str, Any], channel: Channel, message: Message | None = None) -> Answer:
        if channel.guild:
            self._be_in(channel.guild)
        one = self._server.interactions.begin(kind, given, self, channel, message)
        if one is None:
            raise Unanswered("no bot is connected")
        try:
            async with asyncio.timeout(self._server.patience):
                return await one.answered
        except TimeoutError:
            one.given_up = True
            raise Unanswered(f"no answer within {self._server.patience} s") from None


def _options(of: dict[str, Any], given: Mapping[str, OptionValue]) -> list[dict[str, Any]]:
    """The options as Discord sends them; NotOffered where its window would not let them be sent."""
    known = {one["name"]: one for one in of.get("options") or () if one["type"] not in (1, 2)}
    if unknown := given.keys() - known.keys():
        raise NotOffered(f"no options {sorted(unknown)} among {sorted(known)}")
    filled = []
    for name, option in known.items():
        if name not in given:
            if option.get("required"):
                raise NotOffered(f"option {name!r} is required")
            continue
        value, kind = given[name], option["type"]
        expected = PYTHON_TYPES.get(kind, ())
        choices = [one["value"] for one in option.get("choices") or ()]
        if type(value) not in expected or (choices and value not in choices):
            raise NotOffered(f"option {name!r} does not take {value!r}")
        if isinstance(value, str) and not option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000):
            raise NotOffered(f"option {name!r} does not take {len(value)} characters")
        filled.append({"name": name, "type": kind, "value": value})
    return filled


def _seen(answer: Answer) -> Seen:
    assert answer.message is not None, "the answer is a modal: use open() or command_for_form()"
    return Seen(answer.message)


def _modal(answer: Answer, message: Message | None, channel: Channel) -> Modal:
    assert answer.modal is not None, "the answer is no modal"
    return Modal(answer.modal, message, channel)
