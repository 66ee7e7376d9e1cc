"""People as verbs: what they do, and what they see for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from tests.local_slack import forms, messages, payloads
from tests.local_slack.errors import Gone, NotOffered, Refused, Unanswered
from tests.local_slack.interactions import Interaction
from tests.local_slack.markup import escaped
from tests.local_slack.presence import Presence
from tests.local_slack.seen import Control, Option, Seen, options_of
from tests.local_slack.views import View
from tests.local_slack.world import Channel, Message

Json = dict[str, Any]
Value = str | Sequence[str]


class Person(Presence):
    """Every verb that the app answers gives the page that they then see, where they are: what came to them alone, or what
    they acted on as it is after that. What others see as well is an answer only where the app says so. `silent` awaits no
    more than the acknowledgement, and gives the page that they are on as it then stands.
    Raises Unanswered, NotOffered or Gone.
    """

    # Messages and commands

    async def write_dm(self, text: str) -> Seen:
        """Their own message; `next_dm(after=it)` waits for an answer."""
        return self.say(text, self.dm)

    def say(self, text: str, channel: Channel) -> Seen:
        """Write where others read it as well."""
        self._be_active()
        message = Message(self.workspace.world.ts(), channel, self.id, escaped(text))
        messages.add(message)
        self.workspace.world.pulse()
        return message.seen_by(self.id)

    async def command(self, name: str, text: str = "", *, channel: Channel | None = None, silent: bool = False) -> Seen:
        """Send "/name text", in the DM with the bot where no channel is given."""
        where = channel or self.dm
        self._server.may_use("command", name, self.workspace)
        self._be_in(where)
        one = self._begin((where.id,), channel=where)
        answer = await self._acknowledged("slash_commands", payloads.command(one, name, text), one)
        if answer:
            try:
                self._server.interactions.show(one, answer)
            except Refused as refused:
                self._expects_no_more(one)
                raise Unanswered(f"invalid_command_response: {refused}") from refused
        return await self._look(one, silent=silent)

    async def shortcut(self, callback_id: str, *, silent: bool = False) -> Seen:
        """Start a global shortcut."""
        self._server.may_use("shortcut", callback_id, self.workspace)
        one = self._begin(())
        return await self._act(payloads.shortcut(one, callback_id), one, silent=silent)

    async def message_shortcut(self, callback_id: str, on: Seen, *, silent: bool = False) -> Seen:
        """Start a shortcut from a message's menu."""
        self._server.may_use("shortcut", callback_id, self.workspace)
        message = _there(on)
        one = self._begin((message.channel.id,), channel=message.channel, message=message)
        return await self._act(payloads.message_action(one, callback_id, message), one, silent=silent)

    # Pages

    async def click(self, on: Seen, button: str, *, silent: bool = False) -> Seen:
        """Press a button, by label or action_id, of the page as they saw it. One with an address opens it as well."""
        control = on.button(button)
        text = control.element["text"]
        # Texts come back as Slack keeps them: escaped, also those that were plain.
        action = {"text": {**text, "text": escaped(text["text"])}}
        if "value" in control.element:
            action["value"] = control.element["value"]
        return await self._press(on, control, action, silent=silent or control.url is not None)

    async def choose(
        self,
        on: Seen,
        chosen: Sequence[str],
        *,
        menu: str | None = None,
        typed: str | None = None,
        silent: bool = False,
    ) -> Seen:
        """Choose labels or values, a date, a time, or people and channels by name; `menu` says where, if there are several.

        Where several are chosen the app is told after each, as Slack does. In a menu that the app fills, `typed` is what
        is typed to find them, else each label itself. In a field that tells nothing, the page is as it then stands.
        """
        control = on.select(menu)
        if not chosen:
            raise NotOffered("nothing is chosen")
        options = await self._options(on, control, chosen, typed)
        steps = forms.choices(control, chosen, options, self.workspace)
        for position, value in enumerate(steps, 1):
            if control.kind != "overflow":
                self._state(on)[control.key] = value
            if control.dispatches:
                action = {name: one for name, one in value.items() if name != "type"}
                page = await self._press(on, control, action, silent=silent or position < len(steps))
                if position == len(steps):
                    return page
        return on.now()

    async def suggestions(self, on: Seen, typed: str, *, menu: str | None = None) -> list[str]:
        """Type into a menu that the app fills: the labels that it offers."""
        return [one.label for one in await self._suggested(on, on.select(menu), typed)]

    async def fill(self, on: Seen, given: Mapping[str, Value]) -> Seen:
        """Fill in fields of a modal or a message; keys are labels, action_ids or block_ids. Nothing is sent yet."""
        for name, value in given.items():
            control = on.field(name)
            chosen = [value] if isinstance(value, str) else list(value)
            options = await self._options(on, control, chosen, None)
            self._state(on)[control.key] = forms.filled(control, value, options, self.workspace)
        return on.now()

    async def enter(self, on: Seen, text: str, *, field: str, silent: bool = False) -> Seen:
        """Type into a field that tells the app at once (`dispatch_action`), and press Enter."""
        control = on.field(field)
        if not control.dispatches:
            raise NotOffered(f"{control.label!r} tells nothing by itself")
        await self.fill(on, {field: text})
        return await self._press(on, control, {"value": text}, silent=silent)

    async def submit(self, on: Seen, given: Mapping[str, Value] | None = None, *, silent: bool = False) -> Seen:
        """Fill in and send a modal. What is not named stays as it stands.

        Gives the modal again where something is wrong with it (`errors`), the one that takes its place, or the one below.
        """
        view = _open(on)
        if on.submit_label is None:
            raise NotOffered("the modal has nothing to send it with")
        page = await self.fill(on, given or {})
        forms.check(page)
        view.errors = {}
        one = self._begin(view.places, view=view)
        answer = await self._acknowledged("interactive", payloads.view_submission(one, view), one)
        return await self._submitted(view, answer, one, silent=silent)

    async def close(self, on: Seen) -> Seen | None:
        """Cancel a modal; the one below, or nothing."""
        view = _open(on)
        cleared = bool(view.given.get("clear_on_close"))
        closed = list(self.open_views) if cleared else [view]
        for each in closed:
            self._server.views.close(each)
        for each in closed:
            if each.given.get("notify_on_close"):
                one = self._begin((), view=each, expects=False)
                await self._server.deliver("interactive", payloads.view_closed(one, each, cleared=cleared))
        return self.views[-1] if self.open_views else None

    async def open_home(self, *, silent: bool = False) -> Seen:
        """Look at the App Home: what the app publishes for it, or `silent`, what was there."""
        one = self._begin(("home",), view=self.home_view)
        self._open_tab("home")
        return await self._look(one, silent=silent)

    def open_messages(self) -> list[Seen]:
        """Look at the DM; the app is told of that too."""
        self._be_active()
        self._open_tab("messages")
        return self.dms

    # How

    def _be_active(self) -> None:
        if self.deleted:
            raise NotOffered(f"{self.name} has no account any more")

    def _be_in(self, channel: Channel) -> None:
        """Whoever types in a channel is its member."""
        if channel.workspace is not self.workspace or channel.archived:
            raise NotOffered("not a place to write in")
        channel.members.setdefault(self.id, None)

    def _begin(self, places: tuple[str, ...], *, expects: bool = True, **where: Any) -> Interaction:
        self._be_active()
        if not self.workspace.installed:
            raise NotOffered("the app is not installed")
        one: Interaction = self._server.interactions.begin(self, places, **where)
        if expects:
            self.expecting.append(one)
        return one

    def _open_tab(self, tab: str) -> None:
        event = payloads.home_opened(self.home, self.id, self.dm.id, tab)
        self.workspace.world.emit(self.workspace, event)

    def _state(self, on: Seen) -> dict[str, Json]:
        return on.view.state if on.view else _there(on).state.setdefault(self.id, {})

    def _on(self, seen: Seen) -> dict[str, Any]:
        """Where something is done. Raises Gone."""
        if seen.view:
            return {"view": seen.view if seen.home else _open(seen)}
        message = _there(seen)
        if message.seen_only_by not in (None, self):
            raise Gone("somebody else's message")
        return {"channel": message.channel, "message": message}

    async def _press(self, on: Seen, control: Control, action: Json, *, silent: bool) -> Seen:
        where = self._on(on)
        place = where["view"].root if "view" in where else where["channel"].id
        one = self._begin((place,), **where)
        return await self._act(payloads.block_actions(one, control, action), one, silent=silent)

    async def _options(self, on: Seen, control: Control, chosen: Sequence[str], typed: str | None) -> Sequence[Option]:
        if not control.external:
            return control.options
        return [
            control.option(name, await self._suggested(on, control, name if typed is None else typed))
            for name in chosen
        ]

    async def _suggested(self, on: Seen, control: Control, typed: str) -> Sequence[Option]:
        if not control.external:
            raise NotOffered(f"{control.label!r} offers what it offers")
        if len(typed) < control.element.get("min_query_length", 3):
            raise NotOffered(f"{typed!r} is too short to be looked for")
        one = self._begin((), expects=False, **self._on(on))
        answer = await self._server.deliver("interactive", payloads.block_suggestion(one, control, typed))
        return options_of(forms.suggested(answer))

    async def _act(self, payload: Json, one: Interaction, *, silent: bool) -> Seen:
        """Tell the app, and see what comes of it."""
        await self._acknowledged("interactive", payload, one)
        return await self._look(one, silent=silent)

    async def _acknowledged(self, kind: str, payload: Json, one: Interaction) -> Json:
        try:
            answer: Json = await self._server.deliver(kind, payload)
        except Unanswered:
            self._expects_no_more(one)
            raise
        return answer

    async def _look(self, one: Interaction, *, silent: bool = False) -> Seen:
        try:
            if silent:
                return self._where_they_are(one)
            async with asyncio.timeout(self._server.patience):
                return await one.sight
        except TimeoutError:
            raise Unanswered(f"nothing came within {self._server.patience} s") from None
        finally:
            self._expects_no_more(one)

    def _where_they_are(self, one: Interaction) -> Seen:
        if what := one.view or one.message:
            return what.seen_by(self.id)
        return Seen(message=Message("", one.channel or self.dm, self.id))

    def _expects_no_more(self, one: Interaction) -> None:
        if one in self.expecting:
            self.expecting.remove(one)
            one.sight.cancel()

    async def _submitted(self, view: View, answer: Json, one: Interaction, *, silent: bool) -> Seen:
        """What becomes of a modal that was sent: the app's acknowledgement says it."""
        action = answer.get("response_action")
        views = self._server.views
        try:
            if action == "errors":
                view.errors = forms.errors(view.blocks, answer)
            elif action == "update":
                views.update(view, answer.get("view"), by=one)
            elif action == "push":
                view = views.push(one, answer.get("view"))
            elif action in (None, "clear"):
                for each in list(self.open_views) if action == "clear" else [view]:
                    views.close(each)
                if not self.open_views:
                    return await self._look(one, silent=silent)
                view = self.open_views[-1]
            else:
                raise Refused("invalid_arguments", [f"no such response_action: {action}"])
        except Refused as refused:
            raise Unanswered(f"We had some trouble connecting. ({refused})") from refused
        finally:
            self._expects_no_more(one)
        return view.seen_by(self.id)


def _there(on: Seen) -> Message:
    assert on.message, "not a message"
    if on.message.deleted:
        raise Gone("the message is not there any more")
    return on.message


def _open(on: Seen) -> View:
    assert on.modal, "not a modal"
    assert on.view
    if on.view.closed:
        raise Gone("the modal was closed")
    return on.view
