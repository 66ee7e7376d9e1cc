"""Commands, pages that only one person sees, DMs and the App Home, through the real library."""

from __future__ import annotations

import asyncio

import pytest

from tests.local_slack.app import App
from tests.local_slack.errors import Gone, NotOffered, Unanswered
from tests.local_slack.pages import field, home, option, page, plain, text_field
from tests.local_slack.people import Person
from tests.local_slack.server import LocalSlack
from tests.local_slack.world import VirtualClock, Workspace


@pytest.fixture
def rejected(app: App) -> App:
    """/rejected shows a page of two buttons; both replace it."""

    async def start(context, body):  # type: ignore[no-untyped-def]
        await context.respond(blocks=page("How was *it*?", "Next", "Stop", options=("Kind", "Cold")), text="A no")

    async def go_on(context, body):  # type: ignore[no-untyped-def]
        chosen = body["actions"][0].get("selected_option", {}).get("value", "")
        await context.respond(blocks=page(f"Page two {chosen}", "Next"), text="", replace_original=True)

    async def stop(context, body):  # type: ignore[no-untyped-def]
        await context.respond(text="", delete_original=True)

    app.answers |= {"/rejected": start, "next": go_on, "menu": go_on, "stop": stop}
    return app


async def test_a_command_is_answered_where_the_bot_is_no_member(work: Workspace, sam: Person, rejected: App) -> None:
    lee, general = work.person("Lee"), work.channel("general")
    seen = await sam.command("/rejected", "Acme & Sons final", channel=general)
    assert (seen.text, seen.notification, seen.ephemeral) == ("How was it?", "A no", True)
    assert seen.offers == ("Next", "Stop", "Kind", "Cold")
    (body,) = rejected.came("/rejected")
    assert (body["text"], body["channel_name"], body["user_id"]) == ("Acme &amp; Sons final", "general", sam.id)
    seen = await sam.click(seen, "Next")
    assert [one.text for one in sam.ephemeral] == [seen.text] == ["Page two "]
    assert lee.ephemeral == general.messages == []


async def test_a_menu(work: Workspace, sam: Person, rejected: App) -> None:
    seen = await sam.command("/rejected", channel=work.channel("general"))
    assert (await sam.choose(seen, ["Cold"])).text == "Page two cold"
    (body,) = rejected.came("menu")
    assert body["container"]["is_ephemeral"]
    assert "message" not in body
    (chosen,) = body["state"]["values"].values()
    assert chosen["menu"]["selected_option"] == option("Cold")
    with pytest.raises(Gone):
        await sam.choose(seen, ["Lukewarm"])


async def test_two_taps_at_once_have_an_answer_each(work: Workspace, sam: Person, rejected: App) -> None:
    seen = await sam.command("/rejected", channel=work.channel("general"))
    pages = await asyncio.gather(sam.choose(seen, ["Cold"]), sam.choose(seen, ["Kind"]), sam.click(seen, "Next"))
    assert sorted(one.text for one in pages) == ["Page two ", "Page two cold", "Page two kind"]
    assert len(sam.ephemeral) == 1


async def test_an_old_page_can_be_clicked(work: Workspace, sam: Person, rejected: App) -> None:
    old = await sam.command("/rejected", channel=work.channel("general"))
    await sam.click(old, "Next")
    assert (await sam.choose(old, ["Kind"])).text == "Page two kind"
    await sam.click(old, "Stop", silent=True)
    await old.changed()
    with pytest.raises(Gone):
        await sam.click(old, "Next")


async def test_what_only_one_saw_is_gone_after_a_reload(work: Workspace, sam: Person, rejected: App) -> None:
    seen = await sam.command("/rejected", channel=work.channel("general"))
    sam.reload()
    assert sam.ephemeral == []
    with pytest.raises(Gone):
        await sam.click(seen, "Next")


async def test_an_acknowledgement_may_be_the_answer(sam: Person, app: App) -> None:
    app.acknowledges["/hello"] = {"text": "Hello <@U0> &amp; all", "response_type": "in_channel"}
    app.acknowledges["/whisper"] = "Just you"
    seen = await sam.command("/hello")
    assert (seen.text, seen.called, seen.ephemeral) == ("Hello @U0 & all", ("@U0",), False)
    assert [one.text for one in sam.dms] == [seen.text]
    assert (await sam.command("/whisper")).ephemeral
    app.acknowledges["/hello"] = {"blocks": [{"type": "nonsense"}]}
    with pytest.raises(Unanswered, match="invalid_command_response"):
        await sam.command("/hello")


async def test_nothing_answers(slack: LocalSlack, sam: Person, app: App) -> None:
    slack.patience = 0.1
    app.silent.add("/rejected")
    with pytest.raises(Unanswered, match="operation_timeout"):
        await sam.command("/rejected")
    app.silent.clear()
    slack.patience = 0.5
    with pytest.raises(Unanswered, match="nothing came"):
        await sam.command("/rejected")


async def test_a_response_url_wears_out(
    slack: LocalSlack, work: Workspace, sam: Person, app: App, clock: VirtualClock
) -> None:
    statuses: list[int] = []

    async def chatter(context, body):  # type: ignore[no-untyped-def]
        statuses.extend([(await context.respond(f"number {number}")).status_code for number in range(6)])
        clock.advance(31 * 60)
        statuses.append((await context.respond("later")).status_code)

    app.answers["/rejected"] = chatter
    await sam.command("/rejected", channel=work.channel("general"))
    await slack.until(lambda: len(statuses) == 7)
    assert statuses == [200] * 5 + [404, 404]
    assert [one.error for one in slack.asked("response_url")] == [None] * 5 + ["used_url", "expired_url"]
    assert [one.text for one in sam.ephemeral] == [f"number {number}" for number in range(5)]


async def test_a_dm(slack: LocalSlack, work: Workspace, sam: Person, app: App) -> None:
    async def reply(context, body):  # type: ignore[no-untyped-def]
        await context.say(text=f"You said {body['event']['text']}", blocks=page("Read", "Next"))

    async def change(context, body):  # type: ignore[no-untyped-def]
        message = body["message"]
        await context.client.chat_update(
            channel=context.channel_id, ts=message["ts"], blocks=page("Changed"), text="Changed"
        )

    app.answers |= {"message": reply, "next": change}
    mine = await sam.write_dm("a < b")
    answer = await sam.next_dm(after=mine)
    assert (answer.notification, answer.text) == ("You said a < b", "Read")
    assert (await sam.click(answer, "Next")).text == "Changed"
    assert [(one.by_bot, one.text) for one in sam.dms] == [(False, "a < b"), (True, "Changed")]
    await slack.until(lambda: not slack.events.untold)
    # What the bot itself says is told as well; the library keeps it from the app.
    assert [body["event"].get("subtype") for body in app.came("message")] == [None]


async def test_the_app_home(sam: Person, app: App) -> None:
    async def publish(context, body):  # type: ignore[no-untyped-def]
        await context.client.views_publish(user_id=context.user_id, view=home(f"Visit {len(app.heard)}", "Again"))

    app.answers |= {"app_home_opened": publish, "again": publish}
    seen = await sam.open_home()
    assert (seen.home, seen.text) == (True, "Visit 1")
    seen = await sam.click(seen, "Again")
    assert sam.home is not None
    assert seen.text == sam.home.text == "Visit 2"
    assert (await sam.open_home(silent=True)).text == "Visit 2"
    assert "view" not in app.came("app_home_opened")[0]["event"]
    assert app.came("again")[0]["container"] == {"type": "view", "view_id": seen.id}


async def test_a_link_button_opens_and_is_told(work: Workspace, sam: Person, app: App) -> None:
    button = {"type": "button", "action_id": "open", "text": plain("Open"), "url": "https://x.example/a_b"}
    await app.client.chat_postMessage(channel=sam.id, text="Look", blocks=[{"type": "actions", "elements": [button]}])
    (seen,) = sam.dms
    assert seen.links == ("https://x.example/a_b",)
    assert (await sam.click(seen, "Open")).offers == ("Open",)
    assert len(app.came("open")) == 1


async def test_what_is_not_in_the_manifest_is_not_there() -> None:
    manifest = {"features": {"slash_commands": [{"command": "/rejected"}]}}
    async with LocalSlack(manifest=manifest) as slack:
        sam = slack.workspace("Job seekers").person("Sam")
        with pytest.raises(NotOffered):
            await sam.command("/bounceback")
        with pytest.raises(Unanswered, match="no app is connected"):
            await sam.command("/rejected")
        await sam.write_dm("hello")
        assert slack.events.untold == 0


async def test_fields_in_a_message(sam: Person, app: App) -> None:
    who = field("Who", {"type": "users_select"}, optional=True)
    note = {**text_field("Note"), "dispatch_action": True}
    await app.client.chat_postMessage(channel=sam.id, text="Who?", blocks=[who, note, *page("Then", "Send")])
    seen = await sam.fill(sam.dms[0], {"Who": "Sam"})
    assert (seen.field("Who").value, seen.field("Note").value) == (sam.id, None)
    await sam.enter(seen, "soon", field="Note", silent=True)
    await sam.click(seen, "Send", silent=True)
    assert app.came("note")[0]["actions"][0]["value"] == "soon"
    values = app.came("send")[0]["state"]["values"]
    assert (values["who"]["who"]["selected_user"], values["note"]["note"]["value"]) == (sam.id, "soon")
    with pytest.raises(NotOffered):
        await sam.enter(seen, "soon", field="Who")
    with pytest.raises(Gone):
        await sam.fill(seen, {"Who": "Nobody"})


async def test_all_that_was_ever_shown(slack: LocalSlack, work: Workspace, sam: Person, app: App) -> None:
    circle = work.channel("circle", private=True, bot=True).join(sam)
    posted = await app.client.chat_postMessage(channel=circle.id, text="<@U1> did it")
    await app.client.chat_update(channel=circle.id, ts=posted["ts"], text="Somebody did it")
    await app.client.chat_postMessage(channel=sam.id, text="Hello")
    await app.client.chat_postEphemeral(channel=circle.id, user=sam.id, text="Just you")
    await app.client.views_publish(user_id=sam.id, view=home("Yours"))
    await app.client.chat_delete(channel=circle.id, ts=posted["ts"])
    assert [(one.text, one.public, one.stands) for one in slack.shown] == [
        ("@U1 did it", True, False),
        ("Somebody did it", True, False),
        ("Hello", False, True),
        ("Just you", False, True),
        ("Yours", False, True),
    ]
    assert slack.shown[0].called == ("@U1",)


async def test_a_look_at_the_messages_is_no_look_at_the_home(slack: LocalSlack, sam: Person, app: App) -> None:
    assert sam.open_messages() == []
    await slack.until(lambda: not slack.events.untold)
    (body,) = app.came("app_home_opened")
    assert (body["event"]["tab"], body["event"]["channel"]) == ("messages", sam.dm.id)
