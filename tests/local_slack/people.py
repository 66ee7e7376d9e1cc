"""People as verbs: what they do, and what they see for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from tests.local_slack import forms, messages
from tests.local_slack.errors import Gone, NotOffered, Refused, Unanswered
from tests.local_slack.interactions import Interaction
from tests.local_slack.markup import escaped
from tests.local_slack.seen import Control, Option, Seen, options_of
from tests.local_slack.state import values
from tests.local_slack.views import View
from tests.local_slack.world import DIRECT, Channel, Message, Workspace

Json = dict[str, Any]
Value = str | Sequence[str]


class Person:
    """Every verb that the app answers gives the page that they then see, where they are: what came to them alone, or what
    they acted on as it is after that. `silent` awaits only the acknowledgement, and gives that page as it then stands.
    Raises Unanswered, NotOffered or Gone.
    """

    def __init__(self, workspace: Workspace, name: str, locale: str, tz: str, admin: bool) -> None:
        self.workspace = workspace
        self.id = workspace.world.new_id("U")
        self.name = name
        self.locale = locale
        self.tz = tz
        self.admin = admin
        self.deleted = False
        # Posts to their DM are answered with this error where it is set.
        self.dm_error: str | None = None
        self.open_views: list[View] = []
        self.home_view: View | None = None
        self._dm: Channel | None = None
        self._ephemeral: list[Message] = []
        self._expecting: list[Interaction] = []

    # Where they are

    @property
    def dm(self) -> Channel:
        """The DM with the bot."""
        if self._dm is None:
            self._dm = self.workspace.new_channel(DIRECT, members=(self.id, self.workspace.bot_user))
        return self._dm

    @property
    def has_dm(self) -> bool:
        return self._dm is not None

    @property
    def user(self) -> Json:
        return {"id": self.id, "username": self.name, "name": self.name, "team_id": self.workspace.id}

    def close_dms(self) -> None:
        """From now on the bot's messages do not arrive."""
        self.dm_error = "messages_tab_disabled"

    def open_dms(self) -> None:
        self.dm_error = None

    def deactivate(self) -> None:
        """Their account is closed."""
        self.deleted = True

    # What they see

    @property
    def dms(self) -> list[Seen]:
        """The messages of the DM as they stand now, their own as well."""
        return [self.sees(one) for one in self.dm.messages.values()]

    @property
    def ephemeral(self) -> list[Seen]:
        """What only they see, as it stands now."""
        return [self.sees(one) for one in self._ephemeral if not one.deleted]

    @property
    def views(self) -> list[Seen]:
        """The open modals, the one on top last."""
        return [self.sees(one) for one in self.open_views]

    @property
    def home(self) -> Seen | None:
        """The App Home that was published last."""
        return self.sees(self.home_view) if self.home_view else None

    def sees(self, what: Message | View) -> Seen:
        return Seen(what, self.id)

    def messages(self, channel: Channel) -> list[Seen]:
        """What everybody sees there."""
        return [self.sees(one) for one in channel.messages.values()]

    async def next_dm(self, after: Seen | None = None, within: float = 3.0) -> Seen:
        """The first message of the bot in the DM after this one; TimeoutError after `within` real seconds."""

        def found() -> list[Seen]:
            return [one for one in self.dms if one.by_bot and (after is None or one.id > after.id)]

        await self.workspace.world.until(lambda: bool(found()), within)
        return found()[0]

    def reload(self) -> None:
        """Load Slack again: what only they saw is gone for good, and open modals are closed without a word."""
        for message in self._ephemeral:
            message.deleted = True
        self._ephemeral.clear()
        for view in list(self.open_views):
            self._server.views.close(view)

    def kept_ephemeral(self, message: Message) -> None:
        self._ephemeral.append(message)
        if self.workspace.world.keep is not None:
            del self._ephemeral[: -self.workspace.world.keep or None]

    def looks_at(self, message: Message) -> bool:
        return any(one.message is message for one in self._expecting)

    def shown(self, what: Message | View, place: str, by: Interaction | None = None) -> None:
        """Something appeared or changed: it answers `by`, or what they did first of all that waits there."""
        for one in self._expecting:
            if one is by or (by is None and place in one.places):
                self._expecting.remove(one)
                if not one.sight.done():
                    one.sight.set_result(self.sees(what))
                break

    # What they do: messages and commands

    async def write_dm(self, text: str) -> Seen:
        """Their own message; `next_dm(after=it)` waits for an answer."""
        return self.say(text, self.dm)

    def say(self, text: str, channel: Channel) -> Seen:
        """Write where others read it as well."""
        self._be_active()
        message = Message(self.workspace.world.ts(), channel, self.id, escaped(text))
        messages.add(message)
        self.workspace.world.pulse()
        return self.sees(message)

    async def command(self, name: str, text: str = "", *, channel: Channel | None = None, silent: bool = False) -> Seen:
        """Send "/name text", in the DM with the bot where no channel is given."""
        where = channel or self.dm
        self._server.may_use("command", name)
        self._be_in(where)
        one = self._begin((where.id,), channel=where)
        payload = {
            "token": "deprecated",
            "team_id": self.workspace.id,
            "team_domain": self.workspace.domain,
            "channel_id": where.id,
            "channel_name": _name(where),
            "user_id": self.id,
            "user_name": self.name,
            "command": name,
            "text": escaped(text),
            "api_app_id": self.workspace.world.app_id,
            "is_enterprise_install": "false",
            "response_url": one.response_url(self.workspace.world.base),
            "trigger_id": one.trigger,
        }
        return await self._act("slash_commands", payload, one, silent=silent)

    async def shortcut(self, callback_id: str, *, silent: bool = False) -> Seen:
        """Start a global shortcut."""
        self._server.may_use("shortcut", callback_id)
        one = self._begin(())
        return await self._act(
            "interactive", self._about("shortcut", one) | {"callback_id": callback_id}, one, silent=silent
        )

    async def message_shortcut(self, callback_id: str, on: Seen, *, silent: bool = False) -> Seen:
        """Start a shortcut from a message's menu."""
        self._server.may_use("shortcut", callback_id)
        message = _there(on)
        one = self._begin((message.channel.id,), channel=message.channel, message=message)
        payload = self._about("message_action", one) | {
            "callback_id": callback_id,
            "message_ts": message.ts,
            "message": message.payload(),
        }
        return await self._act("interactive", payload, one, silent=silent)

    # Pages

    async def click(self, on: Seen, button: str, *, silent: bool = False) -> Seen:
        """Press a button, by label or action_id, of the page as they saw it. One with an address opens it as well."""
        control = on.button(button)
        action = {"text": _escaped_text(control.element["text"])}
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
        """Choose labels or values, a date, a time or people by name in a menu; `menu` says which where there are several.

        Where several are chosen, the app is told after each, as Slack does. In a menu that the app fills, `typed` is what
        is typed to find them, else each label itself. In a field that tells nothing, the page is as it then stands.
        """
        control = on.select(menu)
        if not chosen:
            raise NotOffered("nothing is chosen")
        options = await self._options(on, control, chosen, typed)
        held = on.view.state if on.view else _there(on).state.setdefault(self.id, {})
        steps = forms.choices(control, chosen, options, self.workspace)
        for position, value in enumerate(steps):
            if control.kind != "overflow":
                held[control.key] = value
            if not control.dispatches:
                continue
            action = {name: one for name, one in value.items() if name != "type"}
            last = position == len(steps) - 1
            page = await self._press(on, control, action, silent=silent or not last)
            if last:
                return page
        return on.now()

    async def suggestions(self, on: Seen, typed: str, *, menu: str | None = None) -> list[str]:
        """Type into a menu that the app fills: the labels that it offers."""
        return [one.label for one in await self._suggested(on, on.select(menu), typed)]

    async def submit(self, on: Seen, given: Mapping[str, Value] | None = None, *, silent: bool = False) -> Seen:
        """Fill in and send a modal; keys are labels, action_ids or block_ids. What is not named stays as it stands.

        Gives the modal again where something is wrong with it (`errors`), the one that takes its place, or the one below.
        """
        view = _open(on)
        if on.submit_label is None:
            raise NotOffered("the modal has nothing to send it with")
        for name, value in (given or {}).items():
            control = on.field(name)
            chosen = [value] if isinstance(value, str) else list(value)
            options = await self._options(on, control, chosen, None)
            view.state[control.key] = forms.filled(control, value, options, self.workspace)
        forms.check(self.sees(view))
        view.errors = {}
        one = self._begin(view.places, view=view)
        payload = self._about("view_submission", one) | {"view": view.payload(), "response_urls": []}
        answer = await self._acknowledged("interactive", payload, one)
        return await self._submitted(view, answer, one, silent=silent)

    async def close(self, on: Seen) -> Seen | None:
        """Cancel a modal; the one below, or nothing."""
        view = _open(on)
        everything = view.given.get("clear_on_close")
        closed = list(self.open_views) if everything else [view]
        for one in closed:
            self._server.views.close(one)
        for one in closed:
            if one.given.get("notify_on_close"):
                about = self._about("view_closed", self._begin((), view=one, expects=False))
                payload = about | {"view": one.payload(), "is_cleared": bool(everything)}
                await self._server.deliver("interactive", payload)
        return self.views[-1] if self.open_views else None

    async def open_home(self, *, silent: bool = False) -> Seen:
        """Look at the App Home: what the app publishes for it, or `silent`, what was there."""
        one = self._begin(("home",), expects=not silent)
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": self.dm.id, "tab": "home"}
        if self.home_view:
            event["view"] = self.home_view.payload()
        self.workspace.world.emit(self.workspace, event, self)
        if silent:
            if self.home is None:
                raise Unanswered("nothing was published yet")
            return self.home
        return await self._look(one)

    # How

    @property
    def _server(self) -> Any:
        return self.workspace.world.server

    def _be_active(self) -> None:
        if self.deleted:
            raise NotOffered(f"{self.name} has no account any more")

    def _be_in(self, channel: Channel) -> None:
        self._be_active()
        if not self.workspace.installed:
            raise NotOffered("the app is not installed")
        if channel.workspace is not self.workspace or channel.archived:
            raise NotOffered("not a place to write in")
        channel.members.setdefault(self.id, None)

    def _begin(self, places: tuple[str, ...], *, expects: bool = True, **where: Any) -> Interaction:
        self._be_active()
        if not self.workspace.installed:
            raise NotOffered("the app is not installed")
        one: Interaction = self._server.interactions.begin(self, places, **where)
        if expects:
            self._expecting.append(one)
        return one

    def _about(self, kind: str, one: Interaction) -> Json:
        """What every interactive payload says."""
        world = self.workspace.world
        about: Json = {
            "type": kind,
            "user": self.user,
            "api_app_id": world.app_id,
            "token": "deprecated",
            "team": self.workspace.team,
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": one.trigger,
            "action_ts": world.ts(),
        }
        if one.channel:
            about["channel"] = {"id": one.channel.id, "name": _name(one.channel)}
            about["response_url"] = one.response_url(world.base)
        return about

    async def _press(self, on: Seen, control: Control, action: Json, *, silent: bool) -> Seen:
        if on.view:
            view = on.view if on.home else _open(on)
            one = self._begin(("home",) if on.home else (view.root,), view=view)
            more: Json = {"container": {"type": "view", "view_id": view.id}, "view": view.payload()}
        else:
            message = _there(on)
            if message.seen_only_by not in (None, self):
                raise Gone("somebody else's message")
            one = self._begin((message.channel.id,), channel=message.channel, message=message)
            more = {"container": _container(message)}
            more["state"] = {"values": values(message.blocks, message.state.get(self.id, {}))}
            if not message.seen_only_by:
                more["message"] = message.payload()
        told = {"type": control.kind, "block_id": control.block_id, "action_id": control.action_id, **action}
        payload = self._about("block_actions", one) | more
        payload["actions"] = [{**told, "action_ts": payload.pop("action_ts")}]
        return await self._act("interactive", payload, one, silent=silent)

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
        place = {"view": on.view} if on.view else {"channel": on.channel, "message": on.message}
        one = self._begin((), expects=False, **place)
        payload = self._about("block_suggestion", one) | {"name": control.action_id, "value": typed}
        payload |= {"action_id": control.action_id, "block_id": control.block_id}
        if on.view:
            payload |= {"container": {"type": "view", "view_id": on.view.id}, "view": on.view.payload()}
        elif on.message:
            payload |= {"container": _container(on.message)}
        answer = await self._server.deliver("interactive", payload)
        return options_of(forms.suggested(answer))

    async def _act(self, kind: str, payload: Json, one: Interaction, *, silent: bool) -> Seen:
        """Tell the app, and see what comes of it."""
        answer = await self._acknowledged(kind, payload, one)
        if kind == "slash_commands" and answer:
            try:
                self._server.interactions.show(one, answer)
            except Refused as refused:
                self._expects_no_more(one)
                raise Unanswered(f"invalid_command_response: {refused}") from refused
        if silent:
            self._expects_no_more(one)
            what = one.message or one.view
            return self.sees(what) if what else Seen(Message("", one.channel or self.dm, self.id), self.id)
        return await self._look(one)

    async def _acknowledged(self, kind: str, payload: Json, one: Interaction) -> Json:
        try:
            answer: Json = await self._server.deliver(kind, payload)
        except Unanswered:
            self._expects_no_more(one)
            raise
        return answer

    async def _look(self, one: Interaction) -> Seen:
        try:
            async with asyncio.timeout(self._server.patience):
                return await one.sight
        except TimeoutError:
            raise Unanswered(f"nothing came within {self._server.patience} s") from None
        finally:
            self._expects_no_more(one)

    def _expects_no_more(self, one: Interaction) -> None:
        if one in self._expecting:
            self._expecting.remove(one)

    async def _submitted(self, view: View, answer: Json, one: Interaction, *, silent: bool) -> Seen:
        action = answer.get("response_action")
        try:
            if action == "errors":
                view.errors = forms.errors(view.blocks, answer)
                return self._now_at(view, one)
            if action == "update":
                return self._now_at(self._server.views.update(view, answer.get("view"), by=one), one)
            if action == "push":
                return self._now_at(self._server.views.push(one, answer.get("view")), one)
        except Refused as refused:
            self._expects_no_more(one)
            raise Unanswered(f"We had some trouble connecting. ({refused})") from refused
        if action not in (None, "clear"):
            self._expects_no_more(one)
            raise Unanswered(f"no such response_action: {action}")
        for each in list(self.open_views) if action == "clear" else [view]:
            self._server.views.close(each)
        if self.open_views:
            return self._now_at(self.open_views[-1], one)
        if silent:
            return self._now_at(view, one)
        return await self._look(one)

    def _now_at(self, view: View, one: Interaction) -> Seen:
        self._expects_no_more(one)
        return self.sees(view)


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


def _container(message: Message) -> Json:
    about = {"type": "message", "message_ts": message.ts, "channel_id": message.channel.id}
    return about | {"is_ephemeral": message.seen_only_by is not None}


def _name(channel: Channel) -> str:
    """What a payload calls a channel: a private one that the bot is not in has no name."""
    if channel.kind == DIRECT:
        return "directmessage"
    return channel.name if channel.kind == "channel" or channel.bot else "privategroup"


def _escaped_text(text: Json) -> Json:
    return {**text, "text": escaped(text["text"])}
