"""The App Home: what stands there, what can be tapped there, and that looking at it moves nobody."""

from __future__ import annotations

from tests.adapters.slack.driver import Slack, SlackPerson, read_page
from tests.adapters.walks import TO_CONSENT, TO_THOUGHT, YES


async def test_somebody_new_sees_where_to_begin(here: Slack, sam: SlackPerson) -> None:
    page = sam._saw(await sam.local.open_home())
    assert page.says("Nothing here yet")
    assert "Stop here" not in page.offers
    assert await here.core.rows("SELECT id FROM member") == []
    await here.restart()
    assert (await sam.tap("I got a no")).says("It was one decision")
    assert sam.page.where.seen.home
    assert await here.core.rows("SELECT zone FROM member") == [{"zone": "Europe/Berlin"}]


async def test_plan_journeys_next_check_in_and_settings_are_there_to_tap(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected", company="Acme", stage="final")
    await sam.walk(*(label for label in TO_CONSENT if label not in ("Final round", "Skip")), YES, *here.zone)
    await sam.stop()
    page = read_page(await sam.local.open_home())
    assert page.says("Next check-in:")
    assert page.says("Your plan: nothing ticked yet")
    for label in ("Go on with Acme", "Settings", "The noes so far", "Need a person?"):
        assert page.label(label)
    assert page.label("After dinner: Say my answers aloud once")
    shown = await sam.tap("After dinner", on=page)
    assert shown.where.seen.home
    assert (await sam.tap("Done")).says("Done: After dinner")
    assert sam.page.where.seen.home
    again = read_page(await sam.local.open_home())
    assert again.says("1 of")
    assert not [one for one in again.offers if one.startswith("After dinner")]


async def test_looking_at_it_moves_nobody(sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.walk(*TO_THOUGHT)
    await sam.local.open_home()
    assert (await sam.type("I always fail")).says("What would you say to a friend")


async def test_it_changes_with_what_is_done_elsewhere_and_only_then(here: Slack, sam: SlackPerson) -> None:
    home = await sam.local.open_home()
    assert "The noes so far" not in home.offers
    published = len(here.server.asked("views.publish"))
    await sam.command("rejected", company="Acme", stage="panel")
    assert len(here.server.asked("views.publish")) == published
    await sam.tap("Start")
    changed = await home.changed()
    assert {"The noes so far", "Go on with"} & {one.partition(" \u2068")[0] for one in changed.offers}
    published = len(here.server.asked("views.publish"))
    await sam.tap("Need a person?")
    assert len(here.server.asked("views.publish")) == published


async def test_a_form_from_there_is_answered_there(here: Slack, sam: SlackPerson) -> None:
    await sam.local.open_home()
    sam._saw(await sam.local.open_home())
    await sam.walk("I got a no", "Start", "Panel")
    page = await sam.fill({"Company": "Acme"})
    assert page.says("About Acme")
    assert page.where.seen.home
    assert sam.local.ephemeral == []
    assert not any(one.by_bot for one in sam.local.dms)


async def test_what_was_forgotten_is_not_there_any_more(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected", company="Acme", stage="panel")
    await sam.tap("Start")
    home = await sam.local.open_home()
    assert "Acme" in home.text or any("Acme" in one for one in home.offers)
    await sam.command("privacy")
    await sam.walk("Forget me", "Yes, forget me")
    await here.server.until(lambda: not any("Acme" in one for one in home.now().offers))
    assert await here.core.rows("SELECT id FROM member") == []


async def test_a_home_that_could_not_be_drawn_is_drawn_when_it_is_opened_next(here: Slack, sam: SlackPerson) -> None:
    here.server.faults.refuse("views.publish", "fatal_error")
    assert sam.local.home is None
    await sam.local.command("/rejected", channel=here.general)
    sam.local._open_tab("home")
    await here.server.until(lambda: len(here.server.asked("views.publish")) == 1)
    assert (await sam.local.open_home()).home


async def test_what_they_do_elsewhere_draws_over_no_page_that_they_are_on_there(sam: SlackPerson) -> None:
    sam._saw(await sam.local.open_home())
    await sam.walk("I got a no", "Start")
    there = sam.page.where.seen
    await sam.command("rejected", company="Initech", stage="panel")
    await sam.tap("Start")
    await sam.command("home")  # answered after all that came before
    assert there.stands
    # Once they look again it is their home.
    assert "The noes so far" in (await sam.local.open_home()).offers
