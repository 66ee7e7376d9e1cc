"""One of each screen, as Slack's own library takes it; and that our table of limits notices what it should."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from adapters.slack import limits, render
from adapters.slack.controls import Act
from bot.content.load import load
from bot.flow import Flow
from bot.flows import ALL
from bot.screen import Copy, FormField, FormView, Menu, MenuOption, Paragraph, Screen, Typing
from tests import slack_pages
from tests.test_screens import walked

Json = dict[str, Any]


@pytest.mark.parametrize("flow", ALL, ids=lambda flow: flow.name)
def test_slacks_library_takes_one_of_each(flow: Flow) -> None:
    one_of_each = {(screen.key, bool(screen.problem)): screen for _, screen in walked(flow)}
    assert {key: found for key, screen in one_of_each.items() if (found := slack_pages.refused(screen))} == {}


def test_what_is_found_by_searching_fits_a_menu() -> None:
    titles = [one.title for one in load().learning]
    assert limits.broken([menu("static_select", [render.option(one, one) for one in titles[:100]])]) == []
    assert max(map(len, titles)) <= limits.OPTION_LABEL


def menu(kind: str, options: list[Json]) -> Json:
    return {"type": "actions", "elements": [{"type": kind, "action_id": "bb:m:", "options": options}]}


GOOD = render.page(
    Screen(
        "run",
        "key",
        (Paragraph("Said"), Copy("Copied")),
        "Step 1",
        menu=Menu("run:key:", "Pick", (MenuOption("a", "A"),)),
    ),
    slack_pages.WORDS,
).blocks


def _no_options(blocks: list[Json]) -> None:
    blocks[-1]["elements"][0]["options"] = []


def _same_value(blocks: list[Json]) -> None:
    blocks[-1]["elements"][0]["options"] *= 2


def _long_option(blocks: list[Json]) -> None:
    blocks[-1]["elements"][0]["options"][0]["text"]["text"] = "x" * 76


def _long_text(blocks: list[Json]) -> None:
    blocks[1]["elements"][0]["elements"][0]["text"] = "x" * 3001


def _empty_text(blocks: list[Json]) -> None:
    blocks[1]["elements"][0]["elements"][0]["text"] = ""


def _same_name(blocks: list[Json]) -> None:
    blocks[0]["block_id"] = blocks[1]["block_id"] = "same"


def _same_action(blocks: list[Json]) -> None:
    blocks[-1]["elements"] *= 2


def _many_blocks(blocks: list[Json]) -> None:
    blocks += [copy.deepcopy(blocks[0]) for _ in range(limits.BLOCKS)]


def _long_label(blocks: list[Json]) -> None:
    blocks.append({"type": "actions", "elements": [render.button("x" * 76, Act.PRESS, "run:key:")]})


def _blank_label(blocks: list[Json]) -> None:
    blocks.append({"type": "actions", "elements": [render.button(" ", Act.PRESS, "run:key:")]})


def _long_address(blocks: list[Json]) -> None:
    blocks.append(
        {"type": "actions", "elements": [render.button("x", Act.LINK, url="https://a.example/" + "x" * 3000)]}
    )


@pytest.mark.parametrize(
    "spoil",
    [
        _no_options, _same_value, _long_option, _long_text, _empty_text, _same_name, _same_action, _many_blocks,
        _long_label, _blank_label, _long_address,
    ],
)  # fmt: skip
def test_what_slack_would_refuse_is_noticed(spoil: Callable[[list[Json]], None]) -> None:
    assert limits.broken(GOOD) == []
    blocks = copy.deepcopy(GOOD)
    spoil(blocks)
    assert limits.broken(blocks)


@pytest.mark.parametrize(
    "screen",
    [
        Screen("run", "key", typing=Typing("run:key:", "x" * 25, 10)),
        Screen("run", "key", form=FormView("run:key:", "Fill in", "Fill in", (FormField("a", "", 10),))),
        Screen("run", "key", form=FormView("run:key:", "Fill in", "Fill in", (FormField("a", "A", 10),) * 2)),
    ],
)
def test_what_slack_would_refuse_of_a_modal_is_noticed(screen: Screen) -> None:
    assert [problem for view in slack_pages.forms(screen) for problem in limits.broken_view(view)]


def test_what_is_too_long_for_a_field_stands_on_the_page() -> None:
    screen = Screen("run", "key", typing=Typing("run:key:", "Type", 3001, draft="x" * 3001))
    assert slack_pages.problems(screen) == []
    (form,) = slack_pages.forms(screen)
    assert "x" * 3000 in str(render.page(screen, slack_pages.WORDS).blocks)
    assert "initial_value" not in form["blocks"][0]["element"]


def test_text_longer_than_a_block_goes_on_in_the_next() -> None:
    text = "🎈 words\n" * 1000
    blocks = render.page(Screen("run", "key", (Paragraph(text),)), slack_pages.WORDS).blocks
    assert limits.broken(blocks) == []
    assert "".join(part["text"] for one in blocks for part in one["elements"][0]["elements"]) == text
