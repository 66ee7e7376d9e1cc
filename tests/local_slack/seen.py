"""What a person has before their eyes: snapshots of messages, of open modals and of the App Home."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tests.local_slack.block_kit import CHOICES, PICKERS, SELECTS, TEXT_INPUTS
from tests.local_slack.blocks import pictures, placed
from tests.local_slack.errors import Gone
from tests.local_slack.markup import Reading
from tests.local_slack.state import NAMES, initial, many

if TYPE_CHECKING:
    from tests.local_slack.files import File
    from tests.local_slack.views import View
    from tests.local_slack.world import Channel, Message, Workspace

Json = dict[str, Any]


@dataclass(frozen=True)
class Option:
    label: str
    value: str
    description: str | None
    given: Json


@dataclass(frozen=True)
class Control:
    """Something to press, to choose from or to fill in.

    `field` is whether it stands in an input block: then nothing is told to the app before the form is sent, unless it
    `dispatches`. `value` is what stands there: text, a date, an id, or the values of what is chosen.
    """

    kind: str
    block_id: str
    action_id: str
    label: str
    element: Json
    options: tuple[Option, ...]
    placeholder: str | None
    field: bool
    required: bool
    dispatches: bool
    hint: str | None
    value: str | tuple[str, ...] | None
    error: str | None

    @property
    def key(self) -> str:
        return f"{self.block_id}/{self.action_id}"

    @property
    def url(self) -> str | None:
        return self.element.get("url")

    @property
    def style(self) -> str | None:
        return self.element.get("style")

    @property
    def external(self) -> bool:
        return "external" in self.kind

    def option(self, name: str, among: Sequence[Option] | None = None) -> Option:
        """By label or value."""
        options = self.options if among is None else among
        for one in options:
            if name in (one.label, one.value):
                return one
        raise Gone(f"{name!r} not among {[one.label for one in options]}")


class Seen:
    """A page as it stood when the person looked. Clicking a button of an old one is what a stale page does."""

    def __init__(self, *, message: Message | None = None, view: View | None = None, person: str = "") -> None:
        """`person` is the id of who looks at a message: what they chose in it is theirs."""
        self.message = message
        self.view = view
        self.content = ""
        self._attached: tuple[File, ...] = ()
        self._person = person
        self._errors: dict[str, str] = {}
        if message:
            self.blocks, self.edits, self.gone = message.blocks, message.edits, message.deleted
            self.content, self._attached = message.text, message.files
            self._state = dict(message.state.get(person, {}))
        else:
            assert view
            self.blocks, self.edits, self.gone = view.blocks, view.edits, view.closed
            self._state, self._errors, self.given = dict(view.state), view.errors, view.given

    def __repr__(self) -> str:
        return f"<Seen {self.text!r} {list(self.offers)}>"

    # Where it is

    @property
    def id(self) -> str:
        if self.message:
            return self.message.ts
        assert self.view
        return self.view.id

    @property
    def workspace(self) -> Workspace:
        if self.message:
            return self.message.channel.workspace
        assert self.view
        return self.view.person.workspace

    @property
    def channel(self) -> Channel:
        assert self.message, "a view is in no channel"
        return self.message.channel

    @property
    def by_bot(self) -> bool:
        return self.message.by_bot if self.message else True

    @property
    def ephemeral(self) -> bool:
        return bool(self.message and self.message.seen_only_by)

    @property
    def public(self) -> bool:
        """Whether others see it as well: a message in a channel or a group DM."""
        return self.message is not None and not self.ephemeral and self.channel.kind != "im"

    @property
    def modal(self) -> bool:
        return self.view is not None and self.view.kind == "modal"

    @property
    def home(self) -> bool:
        return self.view is not None and self.view.kind == "home"

    # What stands there

    @cached_property
    def _read(self) -> Reading:
        reading = Reading(self._name)
        if self.modal:
            reading.texts.append(self.title or "")
        if not self.blocks and self.content:
            link_names = bool(self.message and self.message.link_names)
            reading.texts.append(reading.mrkdwn(self.content, link_names=link_names))
        for block in self.blocks:
            _draw(reading, block, link_names=bool(self.message and self.message.link_names))
        reading.texts += (f"{one.name}: {one.alt_text}" if one.alt_text else one.name for one in self._attached)
        return reading

    def _name(self, id_: str) -> str:
        workspace = self.workspace
        if found := workspace.people.get(id_):
            return found.name
        channel = workspace.channels.get(id_)
        return channel.name if channel else id_

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(self._read.texts)

    @property
    def text(self) -> str:
        """All that is said: texts, quotations, what is there to copy, labels of fields, alt texts of pictures."""
        return "\n".join(self.texts)

    @property
    def notification(self) -> str:
        """What a notification shows of a message: its text, also where blocks stand in its place on the page."""
        return Reading(self._name).mrkdwn(self.content)

    @property
    def called(self) -> tuple[str, ...]:
        """Whom it calls, by name: people, groups, everyone. In the notification too."""
        hidden = Reading(self._name)
        if self.blocks and self.content:
            hidden.mrkdwn(self.content, link_names=bool(self.message and self.message.link_names))
        return tuple(dict.fromkeys((*self._read.called, *hidden.called)))

    @property
    def copies(self) -> tuple[str, ...]:
        """Texts set as code, to the letter: what is there to be copied."""
        return tuple(self._read.copies)

    @property
    def links(self) -> tuple[str, ...]:
        """Addresses that can be opened, from text and buttons."""
        return (*self._read.links, *(one.url for one in self.buttons if one.url))

    @property
    def files(self) -> tuple[File, ...]:
        """What can be opened: files below a message, and uploaded pictures in the page."""
        found = (self.workspace.world.server.files.get(one["slack_file"]["id"]) for one in pictures(self.blocks))
        return (*self._attached, *(one for one in found if one))

    @property
    def title(self) -> str | None:
        return self._label("title")

    @property
    def submit_label(self) -> str | None:
        return self._label("submit")

    def _label(self, name: str) -> str | None:
        given = self.view and self.given.get(name)
        return Reading(self._name).text(given) if given else None

    @property
    def errors(self) -> dict[str, str]:
        """What the app said of the form when it was sent, by the label of the field."""
        return {one.label: one.error for one in self.fields if one.error}

    # What can be done

    @cached_property
    def controls(self) -> tuple[Control, ...]:
        return tuple(self._control(block, element) for block, element in placed(self.blocks))

    @property
    def buttons(self) -> tuple[Control, ...]:
        return tuple(one for one in self.controls if one.kind == "button")

    @property
    def selects(self) -> tuple[Control, ...]:
        """Menus, radio buttons, checkboxes and pickers that tell the app at once."""
        return tuple(
            one for one in self.controls if one.kind not in TEXT_INPUTS and one.kind != "button" and not one.field
        )

    @property
    def fields(self) -> tuple[Control, ...]:
        return tuple(one for one in self.controls if one.field)

    @property
    def offers(self) -> tuple[str, ...]:
        """The labels of all that can be tapped: buttons, and entries of what is no field."""
        made: list[str] = []
        for one in self.controls:
            if one.kind == "button":
                made.append(one.label)
            elif not one.field:
                made += (option.label for option in one.options)
        return tuple(made)

    def button(self, name: str) -> Control:
        """By label or action_id."""
        for one in self.buttons:
            if name in (one.label, one.action_id):
                return one
        raise Gone(f"no button {name!r} among {[one.label for one in self.buttons]}")

    def select(self, name: str | None = None) -> Control:
        """By placeholder, label, action_id or block_id; without a name the only one."""
        menus = [one for one in self.controls if one.kind in SELECTS | CHOICES | PICKERS or one.kind == "overflow"]
        names = {id(one): (one.placeholder, one.label, one.action_id, one.block_id) for one in menus}
        found = [one for one in menus if name is None or name in names[id(one)]]
        if name is None and len(found) > 1:
            found = [one for one in found if not one.field]
        if len(found) != 1:
            raise Gone(f"{len(found)} menus {name or ''!r} among {[one.placeholder or one.label for one in menus]}")
        return found[0]

    def field(self, name: str) -> Control:
        """By label, action_id or block_id."""
        for one in self.fields:
            if name in (one.label, one.action_id, one.block_id):
                return one
        raise Gone(f"no field {name!r} among {[one.label for one in self.fields]}")

    def _control(self, block: Json, element: Json) -> Control:
        kind = element["type"]
        reading = Reading(self._name)
        field = block["type"] == "input"
        placeholder = element.get("placeholder")
        if kind == "button":
            label = reading.text(element["text"])
        elif field:
            label = reading.text(block["label"])
        else:
            label = reading.text(block["text"]) if "text" in block else ""
        options = options_of(element)
        return Control(
            kind,
            block["block_id"],
            element["action_id"],
            label,
            element,
            options,
            reading.text(placeholder) if placeholder else None,
            field,
            field and not block.get("optional", False),
            not field or bool(block.get("dispatch_action")),
            reading.text(block["hint"]) if block.get("hint") else None,
            self._value(block, element),
            self._errors.get(block["block_id"]),
        )

    def _value(self, block: Json, element: Json) -> str | tuple[str, ...] | None:
        kind = element["type"]
        if kind not in NAMES:
            return element.get("value")
        name, _ = NAMES[kind]
        held: Any = (self._state.get(f"{block['block_id']}/{element['action_id']}") or initial(element))[name]
        if many(kind):
            return tuple(one["value"] if isinstance(one, dict) else one for one in held or ())
        return str(held["value"]) if isinstance(held, dict) else held

    # Later

    @property
    def what(self) -> Message | View:
        if self.message:
            return self.message
        assert self.view
        return self.view

    def now(self) -> Seen:
        """The page as it stands now."""
        return Seen(message=self.message, view=self.view, person=self._person)

    @property
    def stands(self) -> bool:
        """Whether this is still there, as it is here."""
        return not self.now().gone and self.what.edits == self.edits

    async def changed(self, within: float = 3.0) -> Seen:
        """The page once it was changed, deleted or closed after this look; TimeoutError after `within` real seconds."""
        async with asyncio.timeout(within):
            while self.what.edits == self.edits and self.now().gone == self.gone:
                await self.what.change()
        return self.now()


def options_of(element: Json) -> tuple[Option, ...]:
    """What can be chosen from, out of groups as well."""
    groups = element.get("option_groups") or ({"options": element.get("options") or ()},)
    reading = Reading(str)
    return tuple(
        Option(
            reading.text(one["text"]),
            one["value"],
            reading.text(one["description"]) if one.get("description") else None,
            one,
        )
        for group in groups
        for one in group["options"]
    )


def _draw(reading: Reading, block: Json, *, link_names: bool) -> None:
    parts: Sequence[Json | None]
    match block["type"]:
        case "rich_text":
            reading.rich(block)
            return
        case "image":
            parts = [block.get("title"), {"alt_text": block["alt_text"]}]
        case "context":
            parts = block["elements"]
        case "input":
            parts = [block["label"], block.get("hint")]
        case _:
            parts = [block.get("text"), *(block.get("fields") or ()), block.get("accessory")]
    for part in parts:
        if part and "alt_text" in part:
            reading.texts.append(part["alt_text"])
        elif part and part["type"] in ("plain_text", "mrkdwn"):
            reading.texts.append(reading.text(part, link_names=link_names))
