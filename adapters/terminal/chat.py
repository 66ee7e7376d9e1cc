"""The chat: lines in, turns taken, screens out, until somebody leaves."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn, TextIO

from adapters.terminal import live, slash
from adapters.terminal.arrivals import Arrivals
from adapters.terminal.board import Board
from adapters.terminal.breathing import Sleep
from adapters.terminal.choices import POSTED, Act, Chosen, Fill, Free, Problem, Return, Save, choose
from adapters.terminal.files import save
from adapters.terminal.keyboard import InterruptedChat, Keyboard, Script
from adapters.terminal.output import Output
from adapters.terminal.places import Place
from adapters.terminal.posts import Action
from adapters.terminal.seats import Returns, Seats, nowhere
from adapters.terminal.text import TerminalWords, clean, flat
from adapters.terminal.writing import LeftFormError, Writing
from bot.logs import Log
from bot.ports import Command, Event, Press, TakesTurns, Typed, Who
from bot.questions import Given
from bot.screen import FORGOTTEN, Attached, Copy, FormView, Screen

log = Log("terminal")

ASK = "> "
INTERRUPTED = 130
"""What shells say of a program that Ctrl-C ended, so that whoever started the chat can tell."""

MovesOn = Callable[[timedelta], Awaitable[datetime]]


class Leaving(Exception):
    """The chat ends with an exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Chat:
    """A chat, with whoever is at the keyboard. With `later`, which moves the clock on and says what it then is, it is the demo.

    `returns` gives the question that somebody left open, when they are at the keyboard again. `settle` is awaited once a
    screen was shown: what the turn planned for this moment arrives after it.
    """

    def __init__(
        self,
        turns: TakesTurns,
        who: Who,
        words: TerminalWords,
        *,
        arrivals: Arrivals | None = None,
        later: MovesOn | None = None,
        settle: Callable[[], Awaitable[object]] | None = None,
        returns: Returns = nowhere,
        opening: Screen | None = None,
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        environ: Mapping[str, str] | None = None,
        sleep: Sleep = asyncio.sleep,
        folder: Path | None = None,
    ) -> None:
        self._turns = turns
        self._words = words
        self._arrivals = arrivals or Arrivals(who.address)
        self._later = later
        self._settle = settle
        self._opening = opening
        self._folder = folder or Path.cwd()
        stdin, stdout = stdin or sys.stdin, stdout or sys.stdout
        self._output = Output(stdout, os.environ if environ is None else environ)
        self._keyboard = self._at(stdin, stdout)
        self._writing = Writing(self._keyboard, self._output, words)
        self._board = Board(self._output, self._keyboard, words, self._arrivals, sleep)
        self._seats = Seats(turns, who, self._arrivals, self._board, returns)

    def _at(self, stdin: TextIO | None, stdout: TextIO) -> Keyboard:
        # readline knows the process's own terminal only.
        own = stdin is sys.stdin and stdout is sys.stdout
        if live.AVAILABLE and own and stdin is not None and stdin.isatty() and stdout.isatty():
            return live.Live(self._output, slash.completions)
        return Script(stdin, self._output)

    async def run(self) -> int:
        """Talk until somebody leaves or the input ends. Gives the exit code: 130 after Ctrl-C, or 0."""
        restore = self._catch_signal()
        try:
            await self._begin()
            while True:
                try:
                    await self._next()
                except EOFError:
                    self._leave(0, said=self._keyboard.live, below=True)
        except Leaving as leaving:
            return leaving.code
        except BrokenPipeError:
            self._output.forsake()
            return 0
        finally:
            self._arrivals.close()
            self._keyboard.close()
            restore()

    def _catch_signal(self) -> Callable[[], None]:
        loop = asyncio.get_running_loop()
        before = signal.getsignal(signal.SIGINT)
        try:
            loop.add_signal_handler(signal.SIGINT, self._keyboard.interrupt)
        except (NotImplementedError, RuntimeError, ValueError):  # not the main thread, or a system without it
            return lambda: None

        def restore() -> None:
            loop.remove_signal_handler(signal.SIGINT)
            signal.signal(signal.SIGINT, before)

        return restore

    async def _begin(self) -> None:
        if self._later:
            self._board.tell("terminal-welcome")
        elif not self._opening:
            self._board.tell("terminal-begin")
        if self._opening:
            await self._board.show(self._opening)
        await self._seats.begin()
        self._board.listen()
        self._board.tell_of_others()

    async def _next(self) -> None:
        self._output.write("\n")
        try:
            line = await self._keyboard.line(ASK)
        except InterruptedChat as interrupted:
            self._leave(INTERRUPTED, below=interrupted.final)
        self._board.busy = True
        try:
            await self._heed(line)
        except LeftFormError as left:
            await self._heed(left.line)
        except InterruptedChat as interrupted:
            if interrupted.final:
                self._leave(INTERRUPTED, below=True)
            self._board.offer()
        finally:
            self._board.busy = False
        self._board.listen()
        self._board.tell_of_others()

    async def _heed(self, line: str) -> None:
        if line.lstrip().startswith("/"):
            await self._obey(slash.understand(line), line)
        elif (number := POSTED.fullmatch(line.strip())) and (post := self._posted(int(number[1]))):
            place, action = post
            await self._on_post(place, action)
        elif number and not self._board.screen.typing:
            self._board.tell("terminal-no-post", number=line.strip())
        elif line.strip():
            text = await self._writing.whole(line)
            # What takes more than its line is text, whatever it looks like.
            await (self._answer(line) if text == line else self._do(Free(text)))

    def _leave(self, code: int, *, said: bool = True, below: bool = False) -> NoReturn:
        if below and self._keyboard.live:
            self._output.write("\n")
        if said:
            self._board.tell("terminal-bye-demo" if self._later else "terminal-bye")
        raise Leaving(code)

    async def _obey(self, order: slash.Order, said: str) -> None:
        match order:
            case slash.Leave():
                self._leave(0)
            case slash.CopyOut():
                self._copy_out()
            case slash.As(name):
                await self._switch(name, said)
            case slash.Read(name, public):
                await self._read(name, said, public=public)
            case slash.Later(span):
                await self._move_on(span)
            case slash.Asked(word, args):
                if word == "help":
                    self._board.tell("terminal-help")
                await self._take(Command(self._seats.who, word, args))
            case Problem(line, values):
                if not await self._overheard(said):
                    self._board.tell(line, **values)

    async def _overheard(self, said: str) -> bool:
        """Whatever it was meant to be, it is text that somebody typed: whether something was heard in it, and answered."""
        held = await self._turns.overhear(Typed(self._seats.who, said))
        if held is not None:
            await self._board.show(held)
        return held is not None

    async def _switch(self, name: str, said: str) -> None:
        if not name:
            self._board.tell_who(self._seats.name)
        elif not await self._overheard(said):
            one = self._arrivals.people.find(name)
            if one is None:
                self._board.tell("terminal-as-unread")
            else:
                await self._seats.sit_down(one)

    async def _read(self, name: str, said: str, *, public: bool) -> None:
        places = self._arrivals.places.seen_by(self._seats.who.address)
        if public:
            places = [place for place in places if place.people is None]
        if name:
            wanted = flat(name).removeprefix("#").casefold()
            places = [place for place in places if flat(place.name).removeprefix("#").casefold() == wanted]
        if places:
            self._board.read(places)
        elif not name:
            self._board.tell("terminal-no-posts")
        elif not await self._overheard(said):
            self._board.tell("terminal-no-place", name=flat(name)[:40])

    def _posted(self, number: int) -> tuple[Place, Action] | None:
        return self._arrivals.places.find(number, self._seats.who.address)

    async def _on_post(self, place: Place, action: Action) -> None:
        if isinstance(action.act, Save):
            self._save(action.act.file)
        else:
            await self._take(Press(self._seats.at(place.address), action.act.token))

    async def _answer(self, line: str) -> None:
        act = choose(self._board.screen, line, waiting=self._board.waits)
        self._board.learned = self._board.learned or not isinstance(act, Free | Problem)
        await self._do(act)

    async def _do(self, act: Act) -> None:
        match act:
            case Chosen(token, given):
                await self._take(Press(self._seats.who, token, given))
            case Fill(form):
                await self._fill(form)
            case Save(file):
                self._save(file)
            case Return():
                await self._board.swap()
            case Problem(line, values):
                self._board.tell(line, **values)
            case Free(text) if self._board.screen.typing:
                await self._take(Press(self._seats.who, self._board.screen.typing.token, Given(text=text)))
            case Free(text):
                await self._take(Typed(self._seats.who, text))

    async def _take(self, event: Event) -> None:
        try:
            screen = await self._turns.take(event)
        except Exception:
            log.exception("a turn failed")
            self._board.tell("terminal-trouble")
        else:
            if screen.key == FORGOTTEN:
                self._arrivals.places.forget(self._seats.who.address)
            await self._board.show(screen)
            if self._settle:
                await self._settle()

    async def _fill(self, form: FormView) -> None:
        fields = await self._writing.fill(form)
        await self._take(Press(self._seats.who, form.token, Given(fields=fields)))

    def _save(self, file: Attached) -> None:
        try:
            path = save(self._folder, file)
        except OSError as error:
            self._board.tell("terminal-not-saved", reason=error.strerror or str(error))
        else:
            self._board.tell("terminal-saved", name=path.name, folder=str(path.parent))

    def _copy_out(self) -> None:
        texts = [clean(block.text) for block in self._board.screen.blocks if isinstance(block, Copy)]
        if texts:
            self._output.write("\n" + "\n\n".join(texts) + "\n")
        else:
            self._board.tell("terminal-nothing-to-copy")

    async def _move_on(self, span: timedelta) -> None:
        if self._later is None:
            self._board.tell("terminal-later-demo")
            return
        # What falls due meanwhile is shown when this is done, below the day that it then is.
        self._arrivals.hold()
        before = self._arrivals.count
        try:
            now = await self._later(span)
        except Exception:
            log.exception("the clock could not be moved on")
            self._board.tell("terminal-trouble")
        else:
            self._board.tell("terminal-later", now=now, came=self._arrivals.count - before)
