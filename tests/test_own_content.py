"""What a community lists of its own: filled in by those who run it, by the rules of content files, before ours, there only."""

from __future__ import annotations

from typing import Any

import pytest

from bot.questions import Given
from bot.screen import Link
from tests.organisers import ELSEWHERE, MEMBER_ELSEWHERE, adds, comes, guild, organises
from tests.typist import raw
from tests.world import YOU, World, labels, text

__all__ = ["guild"]

pytestmark = pytest.mark.both_stores

OPENING = {"name": "Cook, zyx", "company": "Town hall", "place": "Town", "link": "https://town.example/cook"}


async def openings(world: World, who: Any = YOU) -> list[Link]:
    world.who = who
    await world.command("openings")
    return [block for block in world.screen.blocks if isinstance(block, Link)]


async def test_an_opening_is_listed_first_and_only_there(guild: World) -> None:
    await comes(guild)
    await comes(guild, MEMBER_ELSEWHERE)
    before = await openings(guild)
    await adds(guild, "opening", OPENING, "opening")
    shown = await openings(guild)
    assert shown[0].url == OPENING["link"]
    assert "Cook, zyx" in shown[0].label
    assert shown[1:] == before[: len(shown) - 1]
    assert await openings(guild, MEMBER_ELSEWHERE) == before
    if guild.database is None:
        assert b"zyx" not in raw(guild)
    assert [row["what"] for row in await guild.rows("SELECT what FROM audit")] == ["content-added"]


async def test_it_is_changed_and_taken_away(guild: World) -> None:
    await adds(guild, "opening", OPENING, "opening")
    (id_,) = [row["id"] for row in await guild.rows("SELECT id FROM own_entry")]
    assert id_.startswith("own-")
    await guild.tap("opening")
    await guild.tap("Cook")
    await guild.tap("change")
    assert guild.screen.form is not None
    assert {one.name: one.draft for one in guild.screen.form.fields} == OPENING
    await guild.fill(**OPENING | {"name": "Baker"})
    await guild.tap("board")
    await guild.tap("change")
    assert guild.screen.form is not None
    assert guild.screen.form.fields[0].draft == "Baker"
    await guild.fill(**OPENING | {"name": "Butcher"})
    await guild.tap("board")
    await guild.tap("use")
    assert "Butcher" in (await openings(guild))[0].label
    assert [row["id"] for row in await guild.rows("SELECT id FROM own_entry")] == [id_]
    await organises(guild, "admin-content")
    await guild.tap("opening")
    await guild.tap("Butcher")
    await guild.tap("remove")
    assert "Taken away." in text(guild.screen)
    assert await guild.rows("SELECT id FROM own_entry") == []
    assert "Butcher" not in (await openings(guild))[0].label
    whats = [row["what"] for row in await guild.rows("SELECT what FROM audit ORDER BY noted_at, what")]
    assert sorted(whats) == ["content-added", "content-changed", "content-removed"]


async def test_each_kind_is_there_for_members(guild: World) -> None:
    link = "https://a.example/x"
    await adds(guild, "coach", {"name": "Our coach", "link": link, "price": "5 EUR"}, "helps", "free", "en")
    await adds(guild, "group", {"name": "Our group", "link": link}, "more", "programming", "de")
    event = {"name": "Our evening", "place": "Town", "when": "3 December", "link": link}
    await adds(guild, "event", event, "en")
    course = {"name": "Our course", "provider": "Town", "price": "5 EUR", "link": link}
    await adds(guild, "learning", course, "workshop", "more", "programming", "low", "en")
    await comes(guild)
    content = guild.turns._voices.ready("test", "guild").content()
    assert (content.coaches[0].name, content.coaches[0].helps) == ("Our coach", ("mock-interview", "resume"))
    assert content.coaches[0].price is None  # what is free has none
    assert (content.groups[0].name, content.groups[0].field) == ("Our group", "programming")
    assert str(content.events[0].when) == "2026-12-03"
    assert (content.learning[0].title, content.learning[0].price) == ("Our course", "5 EUR")
    assert len(content.helplines) > 10


@pytest.mark.parametrize(
    ("wrong", "at", "said"),
    [
        ({"link": "http://town.example"}, "link", "not an https address"),
        ({"link": "https://a@town.example"}, "link", "not an https address"),
        ({"link": ""}, "link", "A field that people need is empty."),
        ({"name": ""}, "name", "A field that people need is empty."),
        ({"name": "@everyone come"}, "name", "Leave the @ out."),
        ({"name": "**Fair**"}, "name", "plain text"),
        ({"when": "yesterday"}, "when", "That day has passed."),
        ({"when": "in 9 years"}, "when", "could not read"),
        ({"name": "x" * 80}, "name", "That is 80 characters"),
    ],
)
async def test_what_is_wrong_is_said_in_a_line_and_the_rest_is_kept(
    guild: World, wrong: dict[str, str], at: str, said: str
) -> None:
    await organises(guild, "admin-content")
    await guild.tap("event")
    await guild.tap("add")
    good = {"name": "Job fair", "place": "Town hall", "when": "3 December", "link": "https://town.example/fair"}
    await guild.fill(**good | wrong)
    assert guild.screen.problem is not None
    assert said in guild.screen.problem.replace("\u2068", "").replace("\u2069", "")
    assert guild.screen.problem_at == at
    assert guild.screen.form is not None
    assert {one.name: one.draft for one in guild.screen.form.fields} == good | wrong
    assert await guild.rows("SELECT * FROM own_entry") == []


async def test_the_list_is_as_long_as_one_menu(guild: World) -> None:
    await adds(guild, "opening", OPENING, "opening")
    (row,) = await guild.rows("SELECT * FROM own_entry")
    for number in range(24):
        id_ = f"more-{number}"
        fields = guild.sealed.put("~own-words", "own_entry", f"test/guild/{id_}", "fields", '{"title":"More"}')
        await guild.write(
            "INSERT INTO own_entry (platform, community, id, kind, fields, created_at)"
            " VALUES ('test', 'guild', $1, 'opening', $2, $3)",
            id_, fields, row["created_at"],
        )  # fmt: skip
    await organises(guild, "admin-content")
    await guild.tap("opening")
    assert "That is as many as fit" in text(guild.screen)
    assert "Add one" not in labels(guild.screen)
    assert guild.screen.menu is not None
    assert len(guild.screen.menu.options) == 25
    # One that fits no longer, as these do not, is left out, and stops nobody.
    await guild.write("UPDATE own_version SET version = version + 1")
    assert (await openings(guild))[0].url == OPENING["link"]


async def test_a_step_back_takes_it_off_the_list(guild: World) -> None:
    await adds(guild, "opening", OPENING, "opening")
    await guild.back()
    assert "That is how people here will see it." in text(guild.screen)
    assert await guild.rows("SELECT * FROM own_entry") == []


async def test_others_who_run_a_community_see_and_change_only_its_own(guild: World) -> None:
    await adds(guild, "opening", OPENING, "opening")
    await organises(guild, "admin-content", ELSEWHERE)
    await guild.tap("opening")
    assert "You list none of these yet." in text(guild.screen)
    assert not any("Cook" in label for label in labels(guild.screen))
    await adds(guild, "opening", OPENING | {"name": "Other"}, "opening", who=ELSEWHERE)
    assert [row["community"] for row in await guild.rows("SELECT community FROM own_entry ORDER BY community")] == [
        "guild",
        "other guild",
    ]


async def test_what_is_typed_there_is_listened_to(guild: World) -> None:
    await organises(guild, "admin-content")
    await guild.tap("opening")
    await guild.tap("add")
    assert guild.screen.form is not None
    await guild.press(guild.screen.form.token, Given(fields=OPENING | {"name": "I want to kill myself"}))
    flow = await guild.rows("SELECT flow FROM run WHERE id = $1", guild.screen.run)
    assert [row["flow"] for row in flow] == ["person"]
    assert await guild.rows("SELECT * FROM own_entry") == []
