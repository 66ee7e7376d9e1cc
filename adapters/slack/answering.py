"""Answering: what somebody did becomes an event, the core takes its turn, and the screen is drawn where they are.

Slack is acknowledged at once, and the answer follows; only a form's acknowledgement says something, as what is wrong with a
form is shown in it. The turns of one member are taken and drawn one after the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple, TypeAlias
from weakref import WeakValueDictionary

from adapters.slack import controls, places, render, views
from adapters.slack.controls import Act, Control
from adapters.slack.drawing import Drawing
from adapters.slack.greeting import Greeting
from adapters.slack.home import Homes
from adapters.slack.installations import Installations
from adapters.slack.keeping import Keepsakes
from adapters.slack.markup import as_typed
from adapters.slack.modals import Modals
from adapters.slack.places import DM, Place
from adapters.slack.refusals import FAILURES
from adapters.slack.sender import SlackSender
from adapters.slack.users import Users, address, split
from adapters.slack.web import code
from bot.commands import ADMIN, BY_WORD, REJECTED
from bot.dms import Dms
from bot.lines import Line
from bot.logs import Log
from bot.ports import Command, Core, Event, Found, Ground, Press, TryLaterError, Typed, UndeliverableError, Who
from bot.questions import Given
from bot.screen import AT_HOME, FORGOTTEN, LOOK, OPENS, Paragraph, Screen
from bot.typed_commands import MisreadError, read_args
from bot.words import Words

log = Log("slack")

# Slack waits three seconds for the acknowledgement of a form. A turn that is not done by then closes it, and is drawn later.
WAIT = 1.5

# What is said of what a command does not take.
MISREAD = {"too-much": "slack-too-much", "stage": "slack-stage"}

Body: TypeAlias = "Mapping[str, Any]"
Ack: TypeAlias = "Callable[..., Awaitable[object]]"
NOT_DRAWN = (*FAILURES, UndeliverableError, TryLaterError)


class Parts(NamedTuple):
    """What answering stands on."""

    turns: Core
    words: Words
    dms: Dms
    installations: Installations
    users: Users
    sender: SlackSender
    drawing: Drawing
    keepsakes: Keepsakes
    homes: Homes
    greeting: Greeting
    modals: Modals


def whose(body: Body) -> tuple[str, str]:
    """The workspace and the user that something comes from."""
    if "user_id" in body:
        return body["team_id"], body["user_id"]
    user = body["user"]
    return (body.get("team") or {}).get("id") or user["team_id"], user["id"]


class Answering:
    """Answers what Slack tells of. Everything that it keeps in memory may be lost at any time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._turns, self._words, self._users = parts.turns, parts.words, parts.users
        self._drawing = parts.drawing
        self._going: set[asyncio.Task[None]] = set()
        self._in_turn: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    # What Slack tells

    async def command(self, ack: Ack, body: Body) -> None:
        """`/rejected`, or `/bounceback` and a word."""
        await ack()
        who = self._who(body)
        await self._kept(who, Place(url=body["response_url"]), self._command(body))

    async def action(self, ack: Ack, body: Body, action: Body) -> None:
        """A press, or a pick from a menu. What is none of ours is let be."""
        await ack()
        control = controls.read(action["action_id"])
        if control is not None:
            who, place = self._who(body), places.of_press(body)
            await self._kept(who, place, self._control(who, place, body, action, control))

    async def submitted(self, ack: Ack, body: Body) -> None:
        """A form was handed in."""
        view = body["view"]
        control = controls.read(view["callback_id"])
        if control is None:
            await ack()
            return
        place = places.read(view["private_metadata"])
        who = self._who(body)
        if place.at:
            who = self._grounded(who, place.at)
        await self._kept(who, place, self._submitted(who, place, ack, view, control.token))

    async def search(self, ack: Ack, body: Body) -> None:
        """Somebody types into a menu that is filled meanwhile."""
        control = controls.read(body["action_id"])
        if control is None:
            await ack(options=[])
            return
        given = Given(text=as_typed(body["value"]))
        found = await self._turns.search(Press(self._who(body), control.token, given))
        # An option carries what a button would, where it is to be pressed.
        await ack(options=[render.option(_value(one), one.label) for one in found])

    async def wrote(self, team: str, event: Body) -> None:
        """Somebody wrote a message in the DM with the bot."""
        await self._kept(self._users.at_once(team, event["user"]), DM, self._wrote(team, event))

    async def home_opened(self, team: str, event: Body) -> None:
        """Somebody looks at the App Home, or at the DM beside it."""
        await self._kept(self._users.at_once(team, event["user"]), DM, self._home_opened(team, event))

    async def shortcut(self, ack: Ack, body: Body) -> None:
        """The shortcut that is everywhere: a no, from wherever they are, in a modal."""
        await ack()
        who = self._users.at_once(*whose(body))
        await self._kept(who, DM, self._shortcut(who, body["trigger_id"]))

    async def help_someone(self, ack: Ack, body: Body) -> None:
        """The shortcut on somebody's message: kind lines, to copy. Nothing of the message is looked at."""
        await ack()
        who = self._users.at_once(*whose(body))
        await self._kept(who, DM, self._parts.modals.kind_lines(who, body["trigger_id"]))

    async def finish(self, seconds: float) -> None:
        """Let what is being answered be answered, for so long at the most."""
        await self._parts.modals.close()
        await self._parts.greeting.finish(seconds)
        if self._going:
            await asyncio.wait(self._going, timeout=seconds)

    # How

    def _who(self, body: Body) -> Who:
        """Who did something and where, with what is known without asking."""
        who = self._users.at_once(*whose(body))
        at = places.channel(body)
        return who if at is None else self._grounded(who, *at)

    def _grounded(self, who: Who, channel: str, name: str = "") -> Who:
        team, _ = split(who.address)
        # Whether they run the workspace is asked of Slack, by whoever has to know.
        lacks = self._parts.installations.lacks(team)
        return replace(who, ground=Ground(address(team, channel), name, lacks=lacks))

    async def _met(self, who: Who) -> Who:
        """The same with what Slack says of them: it may be the first that they do."""
        return replace(await self._users.who(*split(who.address)), ground=who.ground)

    async def _placed(self, who: Who) -> Who:
        """The same with the channel's name, where what Slack told had none in it: that of a private one."""
        if who.ground is None or who.ground.name:
            return who
        return replace(who, ground=who.ground._replace(name=await self._parts.sender.name(who.ground.place)))

    async def _kept(self, who: Who, place: Place, work: Coroutine[Any, Any, object]) -> None:
        """Do the work to its end, whoever stops waiting; a fault is told to the member, never left without an answer."""
        task = asyncio.create_task(self._guarded(who, place, work))
        self._going.add(task)
        task.add_done_callback(self._going.discard)
        await asyncio.shield(task)

    async def _guarded(self, who: Who, place: Place, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except NOT_DRAWN as error:
            # The answer is kept: the next press shows where they are.
            log.warning("an answer did not arrive", member=who.address, error=error, kind=code(error))
            await self._trouble(who, place)
        except Exception:
            log.exception("a turn failed")
            await self._trouble(who, place)

    async def _trouble(self, who: Who, place: Place) -> None:
        at = place._replace(over=False) if place.url or place.instead else DM
        with suppress(*NOT_DRAWN):  # what is logged above says enough
            await self._drawing.screen(who, at, self._said(who, "slack-trouble"))

    def _said(self, who: Who, line: str) -> Screen:
        tongue = self._words.near(who.language_hint or "en")
        return Screen("", "", (Paragraph(tongue.text(Line(line))),), language=tongue.language)

    async def _one_by_one(self, who: Who, work: Awaitable[object]) -> None:
        lock = self._in_turn.setdefault(who.address, asyncio.Lock())
        async with lock:
            await work

    async def _answer(self, who: Who, place: Place, event: Event, *, occurrence: str | None = None) -> None:
        """Take a turn, and draw what comes of it."""
        await self._one_by_one(who, self._answered(who, place, event, occurrence))

    async def _answered(self, who: Who, place: Place, event: Event, occurrence: str | None) -> None:
        await self._show(who, place, await self._turns.take(event), occurrence)

    async def _show(self, who: Who, place: Place, screen: Screen, occurrence: str | None = None) -> None:
        """Draw a screen; its files go to the DM. What it changed is then to be seen in the Home too."""
        if place.home:
            self._parts.homes.answered_at(who)
        shown = await self._parts.keepsakes.hand_over(who, screen)
        await self._drawing.screen(who, place, shown, occurrence=occurrence)
        if not place.home:
            # Of who was forgotten something may stand there since before the start.
            await (self._parts.homes.opened(who) if shown.key == FORGOTTEN else self._parts.homes.changed(who))

    async def _command(self, body: Body) -> None:
        who = await self._met(self._who(body))
        place = places.of_command(body, await self._parts.dms.of(who))
        word, text = REJECTED.word, as_typed(body.get("text") or "")
        rest = text
        if body["command"].removeprefix("/") != word:
            word, _, rest = text.strip().partition(" ")
            word = word.casefold() or "home"
        if word == ADMIN:
            who = await self._placed(who)
        if word in BY_WORD:
            await self._asked(who, place, word, rest)
        else:
            # Whatever was typed is listened to first.
            held = await self._turns.overhear(Typed(who, text))
            await (self._show(who, place, held) if held else self._answer(who, place, Command(who, word)))

    async def _asked(self, who: Who, place: Place, word: str, rest: str) -> None:
        """A command that there is, with what was typed behind it."""
        try:
            args = read_args(BY_WORD[word], rest)
        except MisreadError as error:
            await self._misread(who, place, word, rest, error)
        else:
            await self._answer(who, place, Command(who, word, args))

    async def _misread(self, who: Who, place: Place, word: str, text: str, error: MisreadError) -> None:
        """What was typed behind a command is listened to, too; then the command goes on with what was read, and says so."""
        if (held := await self._turns.overhear(Typed(who, text))) is not None:
            await self._show(who, place, held)
            return
        screen = await self._turns.take(Command(who, word, error.read))
        note = Paragraph(self._words.near(screen.language).text(Line(MISREAD[error.kind], error.values)))
        await self._show(who, place, screen._replace(blocks=(note, *screen.blocks)))

    async def _control(self, who: Who, place: Place, body: Body, action: Body, control: Control) -> None:
        token = control.token
        match control.act:
            case Act.PRESS:
                await self._press(who, place, token)
            case Act.PICK:
                await self._answer(who, place, Press(who, token, Given(values=(views.picked(action),))))
            case Act.SEARCH:
                picked = views.picked(action)
                presses = controls.read(picked)
                event = Press(who, presses.token) if presses else Press(who, token, Given(text=picked))
                await self._answer(who, place, event)
            case Act.TAKE:
                await self._answer(who, place, Press(who, token, views.taken(body, token)))
            case Act.WRITE:
                await self._write(who, place, body["trigger_id"], token)
            case Act.CONTINUE:
                await self._one_by_one(who, self._continue(who, place, token))
            case Act.BREATHE:
                await self._breathe(who, place, body["trigger_id"], token)
            case Act.ORGANISE:
                who = await self._met(who)
                await self._answer(who, place, Command(who, ADMIN))

    async def _press(self, who: Who, place: Place, token: str) -> None:
        if token.startswith((OPENS, f"{AT_HOME}:")):
            who = await self._met(who)
        await self._answer(who, place, Press(who, token))

    async def _write(self, who: Who, place: Place, trigger: str, token: str) -> None:
        """Open the form for a token, filled with what was there. Where it is no longer asked, show what is."""
        screen = await self._turns.take(Press(who, _look(token)))
        form = views.form(screen, token, self._words, place)
        if form is None:
            await self._show(who, place, screen)
        else:
            await self._parts.modals.open(who, place, trigger, form, screen)

    async def _submitted(self, who: Who, place: Place, ack: Ack, view: Body, token: str) -> None:
        turn = asyncio.ensure_future(self._turns.take(Press(who, token, views.filled(view))))
        done, _ = await asyncio.wait({turn}, timeout=WAIT)
        errors = views.wrong(turn.result(), token, view) if done else None
        if errors is not None:
            await ack(response_action="errors", errors=errors)
            return
        await ack()
        await self._one_by_one(who, self._show(who, place, await turn))

    async def _continue(self, who: Who, place: Place, token: str) -> None:
        screen = await self._turns.take(Press(who, token))
        await self._drawing.page(who, place, await self._parts.keepsakes.go_on(who, screen))

    async def _breathe(self, who: Who, place: Place, trigger: str, token: str) -> None:
        screen = await self._turns.take(Press(who, token))
        if screen.pace is None:
            await self._show(who, place, screen)
        else:
            await self._parts.modals.breathe(who, place, trigger, screen, screen.pace)

    async def _shortcut(self, who: Who, trigger: str) -> None:
        tongue = self._words.near(who.language_hint or "en")
        opened = await self._parts.modals.open(who, DM, trigger, views.waits(tongue))
        if opened is not None:
            who = await self._users.who(*split(who.address))
            await self._answer(who, Place(view=opened), Command(who, REJECTED.word))

    async def _wrote(self, team: str, event: Body) -> None:
        who = await self._users.who(team, event["user"])
        # Its time is its name: told twice, it is answered once.
        occurrence = f"typed-{who.address}-{event['ts']}"
        await self._answer(who, DM, Typed(who, as_typed(event["text"])), occurrence=occurrence)
        await self._parts.sender.keep(who, event["channel"])

    async def _home_opened(self, team: str, event: Body) -> None:
        who = await self._users.who(team, event["user"])
        if event.get("tab") == "home":
            await self._one_by_one(who, self._parts.homes.opened(who))
        await self._parts.sender.keep(who, event["channel"])
        await self._parts.greeting.looked(who)


def _value(found: Found) -> str:
    return controls.name(Act.PRESS, found.token) if found.token else found.label


def _look(token: str) -> str:
    """The token that looks at the run of another."""
    return f"{token.partition(':')[0]}:{LOOK}:"
