"""Modals through the real library: forms, their errors, stacks of them, triggers, hashes."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.local_slack.app import App
from tests.local_slack.errors import Gone, NotOffered, Unanswered
from tests.local_slack.pages import field, modal, option, page, plain, text_field
from tests.local_slack.people import Person
from tests.local_slack.seen import Seen
from tests.local_slack.server import LocalSlack
from tests.local_slack.world import VirtualClock, Workspace

CHOICES = [option("Kind"), option("Cold")]
FORM = modal(
    "form",
    text_field("Company", max_length=20),
    field("Tone", {"type": "radio_buttons", "options": CHOICES}, optional=True),
    field("Areas", {"type": "checkboxes", "options": CHOICES, "initial_options": CHOICES[1:]}, optional=True),
    field("When", {"type": "datepicker"}, optional=True),
    private_metadata="opaque",
)


async def opened(app: App, sam: Person, view: dict[str, Any] = FORM) -> Seen:
    """The modal that /rejected opens."""

    async def start(context, body):  # type: ignore[no-untyped-def]
        await context.client.views_open(trigger_id=body["trigger_id"], view=view)

    app.answers["/rejected"] = start
    return await sam.command("/rejected", channel=sam.workspace.channel("general"))


async def refused(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as error:
        await call
    data: dict[str, Any] = error.value.response.data
    return data


async def test_a_form_is_filled_in(app: App, sam: Person) -> None:
    async def thank(context, body):  # type: ignore[no-untyped-def]
        await context.client.chat_postMessage(channel=sam.id, text="Thank you")
        await context.client.chat_postEphemeral(channel=general.id, user=sam.id, text="Saved")

    general = sam.workspace.channel("general", bot=True).add_bot()
    form = await opened(app, sam)
    assert (form.modal, form.title, form.submit_label) == (True, "What happened", "Send")
    assert [(one.label, one.required, one.value) for one in form.fields] == [
        ("Company", True, None),
        ("Tone", False, None),
        ("Areas", False, ("cold",)),
        ("When", False, None),
    ]
    app.answers["form"] = thank
    given = {"Company": "Acme & <Sons>", "Tone": "Cold", "Areas": ["Kind", "Cold"], "When": "2026-12-01"}
    # Shown where the form was opened; what came by DM is no answer here.
    assert (await sam.submit(form, given)).text == "Saved"
    assert [one.text for one in sam.dms] == ["Thank you"]
    assert sam.views == []
    (body,) = app.came("form")
    assert body["view"]["private_metadata"] == "opaque"
    values = body["view"]["state"]["values"]
    assert values["company"]["company"] == {"type": "plain_text_input", "value": "Acme & <Sons>"}
    assert values["tone"]["tone"]["selected_option"] == CHOICES[1]
    assert values["areas"]["areas"]["selected_options"] == CHOICES
    assert values["when"]["when"]["selected_date"] == "2026-12-01"
    with pytest.raises(Gone):
        await sam.submit(form, given)


async def test_a_form_is_answered_on_the_page_that_it_was_opened_from(app: App, sam: Person) -> None:
    urls: list[Any] = []

    async def start(context, body):  # type: ignore[no-untyped-def]
        await context.respond(blocks=page("How was it?", "Write"), text="")

    async def write(context, body):  # type: ignore[no-untyped-def]
        urls.append(context.respond)
        await context.client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def saved(context, body):  # type: ignore[no-untyped-def]
        await urls[0](blocks=page("Saved"), text="", replace_original=True)

    app.answers |= {"/rejected": start, "write": write, "form": saved}
    seen = await sam.command("/rejected", channel=sam.workspace.channel("general"))
    form = await sam.click(seen, "Write")
    assert (await sam.submit(form, {"Company": "Acme"})).text == "Saved"
    assert [one.text for one in sam.ephemeral] == ["Saved"]


async def test_what_the_window_does_not_let_through(app: App, sam: Person) -> None:
    form = await opened(app, sam)
    for given in ({}, {"Company": "x" * 21}, {"Company": "Acme", "When": "tomorrow"}, {"Company": ["Acme"]}):
        with pytest.raises(NotOffered):
            await sam.submit(form, given)
    with pytest.raises(Gone):
        await sam.submit(form, {"Company": "Acme", "Tone": "Lukewarm"})
    assert app.came("form") == []


async def test_errors_are_shown_and_what_was_typed_stays(app: App, sam: Person) -> None:
    form = await opened(app, sam)
    app.acknowledges["form"] = {"response_action": "errors", "errors": {"company": "Who is that?"}}
    again = await sam.submit(form, {"Company": "Acme", "Tone": "Kind"})
    assert again.errors == {"Company": "Who is that?"}
    assert (again.field("Company").value, again.field("Tone").value) == ("Acme", "kind")
    app.acknowledges["form"] = {"response_action": "errors", "errors": {"elsewhere": "What?"}}
    with pytest.raises(Unanswered, match="trouble connecting"):
        await sam.submit(again)
    app.acknowledges["form"] = {"response_action": "clear"}
    assert (await sam.submit(again, silent=True)).gone


async def test_a_form_gives_way_to_another_and_keeps_what_fits(app: App, sam: Person) -> None:
    form = await opened(app, sam)
    two = modal("two", text_field("Company"), text_field("Role"), title=plain("And the role"))
    app.acknowledges["form"] = {"response_action": "update", "view": two}
    second = await sam.submit(form, {"Company": "Acme", "Tone": "Kind"})
    assert (second.title, second.field("Company").value, second.id) == ("And the role", "Acme", form.id)
    app.acknowledges["two"] = {
        "response_action": "push",
        "view": modal("three", text_field("Why"), notify_on_close=True),
    }
    third = await sam.submit(second, {"Role": "Clerk"})
    assert [one.id for one in sam.views] == [second.id, third.id]
    below = await sam.close(third)
    assert below is not None
    assert below.id == second.id
    assert [body["is_cleared"] for body in app.came("closed three")] == [False]
    assert await sam.close(below) is None
    app.acknowledges["form"] = {"response_action": "update", "view": {**two, "title": plain("x" * 25)}}
    with pytest.raises(Unanswered, match="must be less than 25 characters"):
        await sam.submit(await opened(app, sam), {"Company": "Acme"})


async def test_a_trigger_is_good_once_and_for_three_seconds(app: App, sam: Person, clock: VirtualClock) -> None:
    await opened(app, sam)
    (body,) = app.came("/rejected")
    used = await refused(app.client.views_open(trigger_id=body["trigger_id"], view=FORM))
    assert used["error"] == "exchanged_trigger_id"
    app.answers.clear()
    await sam.command("/rejected", silent=True)
    clock.advance(3.1)
    late = await refused(app.client.views_open(trigger_id=app.came("/rejected")[-1]["trigger_id"], view=FORM))
    assert late["error"] == "expired_trigger_id"
    assert (await refused(app.client.views_open(trigger_id="made up", view=FORM)))["error"] == "invalid_trigger_id"


async def test_updating_a_view(app: App, sam: Person) -> None:
    async def breathe(context, body):  # type: ignore[no-untyped-def]
        view = body["view"]
        await context.client.views_update(view_id=view["id"], hash=view["hash"], view=modal("b", *page("Out", "On")))

    app.answers["on"] = breathe
    seen = await opened(app, sam, modal("b", *page("In", "On"), external_id="breathing"))
    assert (await sam.click(seen, "On")).text == "What happened\nOut"
    assert sam.views[0].text == "What happened\nOut"
    stale = app.came("on")[0]["view"]
    update = app.client.views_update
    assert (await refused(update(view_id=stale["id"], hash=stale["hash"], view=FORM)))["error"] == "hash_conflict"
    await update(view_id=stale["id"], view=modal("b", *page("Again", "On"), external_id="breathing"))
    await update(external_id="breathing", view=modal("b", *page("Once more"), external_id="breathing"))
    assert sam.views[0].text == "What happened\nOnce more"
    await sam.close(sam.views[0])
    assert (await refused(update(view_id=stale["id"], view=FORM)))["error"] == "not_found"


async def test_at_most_three_modals(app: App, sam: Person) -> None:
    said = []

    async def push(context, body):  # type: ignore[no-untyped-def]
        try:
            await context.client.views_push(trigger_id=body["trigger_id"], view=modal("more", *page("More", "Deeper")))
        except SlackApiError as error:
            said.append(error.response["error"])
            await context.client.views_update(
                view_id=body["view"]["id"], view=modal("more", *page("No more", "Deeper"))
            )

    app.answers["deeper"] = push
    seen = await opened(app, sam, modal("more", *page("First", "Deeper")))
    for _ in range(3):
        seen = await sam.click(seen, "Deeper")
    assert said == ["push_limit_reached"]
    assert len(sam.views) == 3
    assert seen.texts[1] == "No more"


async def test_a_menu_that_the_app_fills(app: App, sam: Person) -> None:
    search = {"type": "multi_external_select", "min_query_length": 2, "max_selected_items": 2}
    form = await opened(app, sam, modal("form", field("Skills", search)))
    app.acknowledges["skills"] = {"options": [option("SQL"), option("Python")]}
    assert await sam.suggestions(form, "sq", menu="Skills") == ["SQL", "Python"]
    assert app.came("skills")[0]["value"] == "sq"
    await sam.submit(form, {"Skills": ["SQL", "Python"]}, silent=True)
    (body,) = app.came("form")
    assert body["view"]["state"]["values"]["skills"]["skills"]["selected_options"] == [option("SQL"), option("Python")]
    with pytest.raises(NotOffered, match="too short"):
        await sam.suggestions(await opened(app, sam, modal("form", field("Skills", search))), "s", menu="Skills")
    app.acknowledges["skills"] = {"options": [{"text": plain("x" * 76), "value": "x"}]}
    with pytest.raises(Unanswered, match="must be less than 76 characters"):
        await sam.suggestions(sam.views[0], "sq", menu="Skills")


async def test_several_choices_are_told_one_by_one(app: App, sam: Person) -> None:
    several = {"type": "multi_static_select", "action_id": "several", "options": CHOICES}
    box = {"type": "section", "text": plain("Which?"), "accessory": several}
    seen = await opened(app, sam, modal("form", box))
    await sam.choose(seen, ["Kind", "Cold"], silent=True)
    assert [body["actions"][0]["selected_options"] for body in app.came("several")] == [CHOICES[:1], CHOICES]


async def test_shortcuts(app: App, sam: Person, work: Workspace) -> None:
    async def start(context, body):  # type: ignore[no-untyped-def]
        await context.client.views_open(trigger_id=body["trigger_id"], view=FORM)

    app.answers |= {"log": start, "about": start}
    assert (await sam.shortcut("log")).title == "What happened"
    said = work.person("Lee").say("A no & another", work.channel("general"))
    assert (await sam.message_shortcut("about", said)).title == "What happened"
    assert app.came("about")[0]["message"]["text"] == "A no &amp; another"
    assert len(sam.views) == 1


async def test_what_a_view_may_not_be(app: App, sam: Person, slack: LocalSlack) -> None:
    app.answers.clear()

    async def error(view: dict[str, Any]) -> dict[str, Any]:
        await sam.command("/rejected", silent=True)
        return await refused(app.client.views_open(trigger_id=app.came("/rejected")[-1]["trigger_id"], view=view))

    answer = await error({**FORM, "title": plain("x" * 25)})
    assert answer["error"] == "invalid_arguments"
    messages = answer["response_metadata"]["messages"]
    assert messages == ["[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"]
    text = "x" * 2990
    fields = [{"type": "plain_text", "text": text[:1990]}] * 10
    large = modal("large", *({"type": "section", "fields": fields} for _ in range(13)))
    assert (await error(large))["error"] == "view_too_large"
    answer = await error({**FORM, "private_metadata": "x" * 3001})
    assert "private_metadata" in answer["response_metadata"]["messages"][0]
    slack.home_tab = False
    home = {"type": "home", "blocks": page("Hello")}
    assert (await refused(app.client.views_publish(user_id=sam.id, view=home)))["error"] == "not_enabled"
