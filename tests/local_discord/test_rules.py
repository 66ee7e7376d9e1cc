"""What may stand in a message or a modal: our own rules, and Discord's description."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_discord.components import message_problems, modal_problems
from tests.local_discord.errors import Invalid, Problem
from tests.local_discord.openapi import validate

Part = dict[str, Any]


def text(content: str = "x") -> Part:
    return {"type": 10, "content": content}


def button(custom_id: str = "a", **more: Any) -> Part:
    return {"type": 2, "style": 2, "label": "Next", "custom_id": custom_id} | more


def row(*parts: Part) -> Part:
    return {"type": 1, "components": list(parts)}


def select(*values: str, **more: Any) -> Part:
    return {"type": 3, "custom_id": "s", "options": [{"label": one, "value": one} for one in values]} | more


def field(**more: Any) -> Part:
    part = {"type": 4, "style": 1, "custom_id": "f"} | more
    return {"type": 18, "label": "Company", "component": part}


def gallery(url: str) -> Part:
    return {"type": 12, "items": [{"media": {"url": url}}]}


GOOD: list[list[Part]] = [
    [{"type": 17, "components": [text(), {"type": 14}, row(button()), row(select("a", "b"))]}],
    [{"type": 9, "components": [text()], "accessory": button()}],
    [text("x" * 4000)],
    [text()] * 40,
    [row(*(button(str(number)) for number in range(5)))],
    [row({"type": 2, "style": 5, "label": "Read", "url": "https://example.org"})],
    [row(select(*map(str, range(25)), min_values=0, max_values=25))],
    [gallery("attachment://a.png"), {"type": 13, "file": {"url": "attachment://a.png"}}],
]
# What is wrong: where, and Discord's name for it.
BAD: list[tuple[list[Part], str, str]] = [
    ([text()] * 41, "components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    ([text("x" * 2001)] * 2, "components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
    ([text("")], "components.0.content", "BASE_TYPE_BAD_LENGTH"),
    ([row(button(), button())], "components.0.components.1.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"),
    ([text() | {"id": 3}] * 2, "components.1.id", "COMPONENT_ID_DUPLICATED"),
    ([button()], "components.0.type", "BASE_TYPE_CHOICES"),
    ([row(text())], "components.0.components.0.type", "BASE_TYPE_CHOICES"),
    ([field()], "components.0.type", "BASE_TYPE_CHOICES"),
    ([row()], "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    ([row(*(button(str(at)) for at in range(6)))], "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    ([row(button(), select("a"))], "components.0.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
    ([row(button(label="x" * 81))], "components.0.components.0.label", "BASE_TYPE_BAD_LENGTH"),
    ([row(button(label=""))], "components.0.components.0", "BUTTON_COMPONENT_MISSING_LABEL"),
    ([row(button("x" * 101))], "components.0.components.0.custom_id", "BASE_TYPE_BAD_LENGTH"),
    ([row(button(style=5))], "components.0.components.0", "BUTTON_COMPONENT_URL_REQUIRED"),
    ([row(button(url="https://a"))], "components.0.components.0", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED"),
    (
        [row({"type": 2, "style": 5, "label": "x", "url": "mailto:a@example.org"})],
        "components.0.components.0.url",
        "URL_TYPE_INVALID_SCHEME",
    ),
    ([row(select(*map(str, range(26))))], "components.0.components.0.options", "BASE_TYPE_BAD_LENGTH"),
    ([row(select("x" * 101))], "components.0.components.0.options.0.label", "BASE_TYPE_BAD_LENGTH"),
    ([row(select("a", placeholder="x" * 151))], "components.0.components.0.placeholder", "BASE_TYPE_BAD_LENGTH"),
    ([row(select("a", "a"))], "components.0.components.0.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
    ([row(select("a", max_values=2))], "components.0.components.0.max_values", "NUMBER_TYPE_MAX"),
    ([{"type": 9, "components": [text()]}], "components.0.accessory", "BASE_TYPE_REQUIRED"),
    (
        [{"type": 9, "components": [text()] * 4, "accessory": button()}],
        "components.0.components",
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        [gallery("attachment://b.png")],
        "components.0.items.0.media.url",
        "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
    ),
    ([{"type": 13, "file": {"url": "https://a"}}], "components.0.file.url", "UNFURLED_MEDIA_ITEM_SCHEME_INVALID"),
]
BAD_MODALS: list[tuple[Part, str]] = [
    ({"title": "x" * 46}, "data.title"),
    ({"custom_id": ""}, "data.custom_id"),
    ({"components": []}, "data.components"),
    ({"components": [field(custom_id=str(at)) for at in range(6)]}, "data.components"),
    ({"components": [field(), field()]}, "data.components.1.component.custom_id"),
    ({"components": [row(button())]}, "data.components.0.type"),
    ({"components": [field() | {"label": "x" * 46}]}, "data.components.0.label"),
    ({"components": [field() | {"description": "x" * 101}]}, "data.components.0.description"),
    ({"components": [field(placeholder="x" * 101)]}, "data.components.0.component.placeholder"),
    ({"components": [field(max_length=4001)]}, "data.components.0.component.max_length"),
    ({"components": [field(max_length=5, value="too long")]}, "data.components.0.component.value"),
]


def found(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(".".join(map(str, path)), code) for path, code, _ in problems]


@pytest.mark.parametrize("parts", GOOD)
def test_what_fits(parts: list[Part]) -> None:
    assert list(message_problems(parts, ["a.png"], v2=True)) == []
    assert validate("create_message", {"components": parts, "flags": 1 << 15}) == []


@pytest.mark.parametrize(("parts", "where", "code"), BAD)
def test_what_does_not(parts: list[Part], where: str, code: str) -> None:
    assert (where, code) in found(list(message_problems(parts, ["a.png"], v2=True)))


def test_version_2_needs_its_flag() -> None:
    assert found(list(message_problems([text()], [], v2=False))) == [("components.0", "BASE_TYPE_CHOICES")]
    rows = [row(button(str(number))) for number in range(6)]
    assert found(list(message_problems(rows[:5], [], v2=False))) == []
    assert found(list(message_problems(rows, [], v2=False))) == [("components", "BASE_TYPE_BAD_LENGTH")]


@pytest.mark.parametrize(("wrong", "where"), BAD_MODALS)
def test_modals(wrong: Part, where: str) -> None:
    good = {"title": "What happened", "custom_id": "m", "components": [text(), field()]}
    assert list(modal_problems(good)) == []
    assert where in [path for path, _ in found(list(modal_problems(good | wrong)))]


def test_the_errors_tree() -> None:
    refused = Invalid([Problem(("components", 0, "label"), "SOME_CODE", "too long")])
    tree = {"components": {"0": {"label": {"_errors": [{"code": "SOME_CODE", "message": "too long"}]}}}}
    assert refused.body() == {"code": 50035, "message": "Invalid Form Body", "errors": tree}


def test_the_description_names_what_was_meant() -> None:
    wrong = {"type": 4, "data": {"components": [{"type": 17, "components": [row(button(label="x" * 81))]}]}}
    path = "data.components.0.components.0.components.0.label"
    assert [where for where, _ in found(validate("create_interaction_response", wrong))] == [path]
    assert validate("create_interaction_response", {"type": 9, "data": {"title": "x"}})
    assert validate("create_dm", {"recipient_id": 123}) == []
    assert validate("create_dm", {"recipient_id": "abc"})
    with pytest.raises(LookupError):
        validate("get_my_user", {})
