"""Modals: what stands in them, what may be typed, and what comes back when it could not be taken."""

from __future__ import annotations

import pytest

from adapters.discord import render
from bot.questions import NAME, SENTENCE
from bot.screen import FormField, FormView, MenuOption, Screen, Typing
from tests.adapters.discord.driver import Discord, DiscordPerson, read_page
from tests.adapters.walks import TO_THOUGHT
from tests.local_discord.components import RADIO_GROUP, STRING_SELECT, TEXT_INPUT, modal_problems
from tests.local_discord.seen import Modal

STAGES = ("No reply", "A form letter", "First call or screen", "Technical round or task", "Panel", "Final round")


async def opened(you: DiscordPerson) -> Modal:
    return await you.local.open(you.page.where.seen, you.page.where.opens)


@pytest.fixture
async def details(you: DiscordPerson) -> Modal:
    """The form in which the details of a no are changed."""
    await you.command("rejected", company="Acme", stage="final")
    await you.tap("Only log it")
    await you.command("home")
    await you.walk("The noes so far", "Acme", "Add details")
    return await opened(you)


async def rejection(platform: Discord) -> dict[str, object]:
    (row,) = await platform.core.rows("SELECT stage FROM rejection")
    return row


async def test_a_form_has_text_and_one_of_several(you: DiscordPerson, details: Modal) -> None:
    assert details.title == "Where was it?"
    assert [(one.label, one.kind, one.required) for one in details.fields] == [
        ("Company", TEXT_INPUT, False),
        ("Role", TEXT_INPUT, False),
        ("How far it got", RADIO_GROUP, False),
    ]
    assert [one.label for one in details.field("How far it got").options] == [*STAGES, "Offer withdrawn"]
    assert details.field("How far it got").value == ()
    assert details.field("Company").most == NAME


async def test_one_of_several_is_taken_and_stands_there_again(
    platform: Discord, you: DiscordPerson, details: Modal
) -> None:
    await you._saw(await you.local.submit(details, {"Role": "Analyst", "How far it got": "Panel"}))
    assert (await rejection(platform))["stage"] == "panel"
    await you.back()
    again = await opened(you)
    assert again.field("Role").value == "Analyst"
    assert again.field("How far it got").value == ("panel",)
    # Left as it is found, it stays.
    await you._saw(await you.local.submit(again, {"Company": "Initech"}))
    assert (await rejection(platform))["stage"] == "panel"


async def test_none_need_be_given(platform: Discord, you: DiscordPerson, details: Modal) -> None:
    page = read_page(await you.local.submit(details, {}))
    assert page.text != you.page.text
    assert (await rejection(platform))["stage"] == "final"


async def test_what_is_none_of_several_is_asked_again_with_what_was_typed(
    platform: Discord, you: DiscordPerson, details: Modal
) -> None:
    """As where a modal was opened before an upgrade."""
    forged = [
        part | {"component": part["component"] | {"options": [{"label": "x", "value": "gone"}]}}
        if part["component"]["type"] == RADIO_GROUP
        else part
        for part in details._parts
    ]
    old = Modal({"custom_id": details.custom_id, "title": "", "components": forged}, details.message, details.channel)
    await you._saw(await you.local.submit(old, {"Role": "Analyst", "How far it got": "gone"}))
    again = await opened(you)
    assert again.field("Role").value == "Analyst"
    assert again.field("How far it got").value == ()


async def test_one_text_is_required_and_has_room_for_what_is_kept(you: DiscordPerson) -> None:
    await you.command("rejected")
    await you.walk(*TO_THOUGHT)
    modal = await opened(you)
    (field,) = modal.fields
    assert (field.kind, field.required, field.most, field.value) == (TEXT_INPUT, True, SENTENCE, "")
    assert 0 < len(modal.title) <= 45


async def test_what_was_too_long_comes_back_whole(platform: Discord, you: DiscordPerson) -> None:
    await you.command("rejected")
    await you.walk(*TO_THOUGHT)
    text = "🎈 too long " * (SENTENCE // 10)
    page = await you.say(text.strip())
    assert page.says("characters and I can keep")
    (field,) = (await opened(you)).fields
    assert field.value == text.strip()
    # After a restart as well, until something else is taken.
    await platform.restart()
    assert (await opened(you)).fields[0].value == text.strip()
    assert (await you.type("Short enough")).says("Short enough")
    await you.back()
    assert await you.draft() == "Short enough"


async def test_what_was_much_too_long_for_a_modal_stands_on_the_page(you: DiscordPerson) -> None:
    await you.command("rejected")
    await you.walk(*TO_THOUGHT)
    page = await you.say("x" * 1900)
    assert page.says("characters and I can keep")
    assert len(await you.draft()) == 1900


@pytest.mark.parametrize("text", ["x" * 4000, "*" * 4000, "a b\n" * 1000])
async def test_what_is_longer_than_a_page_is_answered_and_in_the_modal(you: DiscordPerson, text: str) -> None:
    """Some may write 4,000 characters in a DM."""
    await you.command("rejected")
    await you.walk(*TO_THOUGHT)
    page = await you.say(text)
    assert page.says("characters and I can keep")
    assert page.says("too long to show here")
    assert (await you.draft()).strip() == text.strip()
    assert (await you.tap('"I always fail')).says("What would you say to a friend")


# How modals are made


def modal_of(*fields: FormField) -> dict[str, object]:
    screen = Screen("r", "k", form=FormView("r:k:", "Open", "Title", fields))
    modal = render.modal(screen, "r:k:")
    assert modal is not None
    return modal.to_dict()


def part(modal: dict[str, object], at: int = 0) -> dict[str, object]:
    components = modal["components"]
    assert isinstance(components, list)
    found = components[at]["component"]
    assert isinstance(found, dict)
    return found


def options(count: int) -> tuple[MenuOption, ...]:
    return tuple(MenuOption(f"v{number}", f"Option {number}") for number in range(count))


@pytest.mark.parametrize(
    ("count", "kind"), [(2, RADIO_GROUP), (10, RADIO_GROUP), (11, STRING_SELECT), (25, STRING_SELECT)]
)
@pytest.mark.parametrize("draft", ["", "v1", "gone"])
def test_many_options_are_a_menu(count: int, kind: int, draft: str) -> None:
    modal = modal_of(FormField("f", "Which", 0, draft=draft, options=options(count)))
    assert list(modal_problems(modal)) == []
    field = part(modal)
    listed = field["options"]
    assert isinstance(listed, list)
    assert (field["type"], field["required"]) == (kind, False)
    assert [one["value"] for one in listed if one.get("default")] == ([draft] if draft == "v1" else [])


@pytest.mark.parametrize(
    ("draft", "room"), [("", 300), ("x" * 300, 300), ("x" * 301, 301), ("🎈" * 300, 600), ("x" * 4000, 4000)]
)
def test_a_draft_fits_into_the_room_there_is(draft: str, room: int) -> None:
    modal = modal_of(FormField("f", "Text", 300, draft=draft))
    assert list(modal_problems(modal)) == []
    assert (part(modal)["max_length"], part(modal).get("value") or "") == (room, draft)


def test_a_draft_that_no_modal_takes_stands_on_the_page_alone() -> None:
    field = part(modal_of(FormField("f", "Text", 300, draft="x" * 4001)))
    assert (field["max_length"], field.get("value")) == (4000, None)


def test_there_is_none_for_another_token() -> None:
    screen = Screen("r", "k", typing=Typing("r:k:", "Write", 300), form=FormView("r:f:", "Open", "Title", ()))
    assert render.modal(screen, "r:other:") is None
    assert render.modal(Screen("r", "k"), "r:k:") is None
