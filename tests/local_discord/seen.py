"""What a person has before their eyes: snapshots of messages and open modals."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.local_discord.components import (
    BUTTON,
    CHECKBOX,
    EPHEMERAL,
    LABEL,
    LOADING,
    SELECTS,
    TEXT,
    TEXT_INPUT,
    V2,
    Part,
    choices,
    media,
    walk,
)

if TYPE_CHECKING:
    from tests.local_discord.world import Attachment, Channel, Message


class Gone(Exception):
    """The message was deleted, or nothing on it matches."""


@dataclass(frozen=True)
class Option:
    label: str
    value: str
    description: str | None
    default: bool


@dataclass(frozen=True)
class Button:
    label: str
    custom_id: str | None
    url: str | None
    style: int
    disabled: bool


@dataclass(frozen=True)
class Select:
    kind: int
    custom_id: str
    placeholder: str | None
    options: tuple[Option, ...]
    least: int
    most: int
    disabled: bool

    def values(self, chosen: Sequence[str]) -> list[str]:
        """Labels or values as values; AssertionError where Discord's own window would not let them be chosen."""
        return _values(self.options, chosen, self.least, self.most, f"select {self.placeholder!r}")


class Seen:
    """A message as it stood when the person looked. Clicking a button of an old one is what a stale page does."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.content = message.content
        self.components = message.components
        self.attachments = _shown(message)
        self.flags = message.flags
        self.edits = message.edits
        self.deleted = message.deleted

    def __repr__(self) -> str:
        return f"<Seen {self.text!r} {[button.label for button in self.buttons]}>"

    @property
    def id(self) -> int:
        return self.message.id

    @property
    def channel(self) -> Channel:
        return self.message.channel

    @property
    def by_bot(self) -> bool:
        return bool(self.message.author["bot"])

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Deferred and not yet filled in: the person sees "is thinking"."""
        return bool(self.flags & LOADING)

    @property
    def pinned(self) -> bool:
        return self.message.pinned

    @property
    def v2(self) -> bool:
        return bool(self.flags & V2)

    @property
    def texts(self) -> tuple[str, ...]:
        shown = [part["content"] for _, part, _ in walk(self.components) if part["type"] == TEXT]
        return tuple([self.content, *shown] if self.content else shown)

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(
            Button(
                part.get("label") or (part.get("emoji") or {}).get("name", ""),
                part.get("custom_id"),
                part.get("url"),
                part["style"],
                bool(part.get("disabled")),
            )
            for _, part, _ in walk(self.components)
            if part["type"] == BUTTON
        )

    @property
    def selects(self) -> tuple[Select, ...]:
        return tuple(
            Select(
                part["type"],
                part["custom_id"],
                part.get("placeholder"),
                _options(part),
                *choices(part),
                bool(part.get("disabled")),
            )
            for _, part, _ in walk(self.components)
            if part["type"] in SELECTS
        )

    def button(self, name: str) -> Button:
        """By label or custom_id."""
        for button in self.buttons:
            if name in (button.label, button.custom_id):
                return button
        raise Gone(f"no button {name!r} among {[button.label for button in self.buttons]}")

    def select(self, name: str | None = None) -> Select:
        """By placeholder or custom_id; without a name the only one."""
        found = [one for one in self.selects if name is None or name in (one.placeholder, one.custom_id)]
        if len(found) != 1:
            raise Gone(f"{len(found)} selects {name or ''!r} among {[one.placeholder for one in self.selects]}")
        return found[0]

    def now(self) -> Seen:
        """The message as it stands now."""
        return Seen(self.message)

    async def changed(self, within: float = 3.0) -> Seen:
        """The message once it was edited or deleted after this look; TimeoutError after `within` real seconds."""
        async with asyncio.timeout(within):
            while self.message.edits == self.edits and self.message.deleted == self.deleted:
                await self.message.change()
        return self.now()


def _shown(message: Message) -> tuple[Attachment, ...]:
    """A message in version 2 shows only the files that a component names."""
    named = {item["url"] for _, part, _ in walk(message.components) for _, item in media(part)}
    return tuple(one for one in message.attachments if not message.v2 or f"attachment://{one.name}" in named)


@dataclass(frozen=True)
class Field:
    """One thing to fill in. `value` is what stands there at first: text, a tuple of values, or whether it is ticked."""

    kind: int
    id: int
    custom_id: str
    label: str
    description: str | None
    placeholder: str | None
    required: bool
    least: int
    most: int
    options: tuple[Option, ...]
    value: str | tuple[str, ...] | bool

    def filled(self, given: str | bool | Sequence[str] | None) -> str | bool | list[str]:
        """What goes to the bot. AssertionError where Discord's own window would not let it be sent."""
        value = self.value if given is None else given
        if self.kind == CHECKBOX:
            assert isinstance(value, bool), f"{self.label!r} is ticked or not"
            return value
        if self.kind == TEXT_INPUT:
            assert isinstance(value, str), f"{self.label!r} takes text"
            assert value or not self.required, f"{self.label!r} is required"
            assert not value or self.least <= len(value) <= self.most, f"{self.label!r} takes {self.least}-{self.most}"
            return value
        assert not isinstance(value, bool), f"{self.label!r} takes values"
        chosen = [value] if isinstance(value, str) else list(value)
        assert chosen or not self.required, f"{self.label!r} is required"
        return _values(self.options, chosen, self.least if chosen else 0, self.most, self.label)


class Modal:
    """An open form."""

    def __init__(self, given: dict[str, Any], message: Message | None, channel: Channel) -> None:
        self.custom_id: str = given["custom_id"]
        self.title: str = given["title"]
        self.message = message
        self.channel = channel
        self._parts: list[Part] = given["components"]
        self.texts = tuple(part["content"] for part in self._parts if part["type"] == TEXT)
        self.fields = tuple(_field(at, part) for at, part in enumerate(self._parts) if part["type"] == LABEL)

    def field(self, name: str) -> Field:
        """By label or custom_id."""
        for one in self.fields:
            if name in (one.label, one.custom_id):
                return one
        raise Gone(f"no field {name!r} among {[one.label for one in self.fields]}")

    def filled(self, given: dict[str, str | bool | Sequence[str]]) -> list[Part]:
        """The components of the submission, in the order of the form; what is not given stays as it was prefilled."""
        by_id = {self.field(name).custom_id: value for name, value in given.items()}
        fields = iter(self.fields)
        parts: list[Part] = []
        for at, part in enumerate(self._parts):
            if part["type"] != LABEL:
                parts.append({"type": part["type"], "id": part.get("id") or at + 1})
                continue
            one = next(fields)
            value = one.filled(by_id.get(one.custom_id))
            inner: Part = {"type": one.kind, "id": one.id, "custom_id": one.custom_id}
            if one.kind == 21:  # radio group: one value or none
                assert isinstance(value, list)
                inner["value"] = value[0] if value else None
            else:
                inner["values" if isinstance(value, list) else "value"] = value
            parts.append({"type": LABEL, "id": part.get("id") or at + 1, "component": inner})
        return parts


def _field(at: int, label: Part) -> Field:
    part = label["component"]
    kind, options = part["type"], _options(part)
    value: str | tuple[str, ...] | bool
    if kind == CHECKBOX:
        value = bool(part.get("default"))
        least, most = 0, 1
    elif kind == TEXT_INPUT:
        value = part.get("value") or ""
        least, most = part.get("min_length") or 0, part.get("max_length") or 4000
    else:
        value = tuple(option.value for option in options if option.default)
        least, most = choices(part)
    return Field(
        kind,
        part.get("id") or 100 + at,
        part["custom_id"],
        label["label"],
        label.get("description"),
        part.get("placeholder"),
        kind != CHECKBOX and part.get("required", True),
        least,
        most,
        options,
        value,
    )


def _options(part: Part) -> tuple[Option, ...]:
    return tuple(
        Option(one["label"], one["value"], one.get("description"), bool(one.get("default")))
        for one in part.get("options") or ()
    )


def _values(options: Sequence[Option], chosen: Sequence[str], least: int, most: int, what: str) -> list[str]:
    found = list(chosen)
    if options:
        known = {option.label: option.value for option in options} | {option.value: option.value for option in options}
        missing = [one for one in chosen if one not in known]
        if missing:
            raise Gone(f"{missing} not among {[option.label for option in options]}")
        found = [known[one] for one in chosen]
    assert least <= len(found) <= most, f"{what} takes {least} to {most}"
    return found
