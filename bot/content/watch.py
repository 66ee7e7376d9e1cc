"""Content that follows its folder: a changed file is in use a second later, a broken one changes nothing."""

import time
from collections.abc import Callable
from pathlib import Path

from bot.content.entries import Content
from bot.content.load import load
from bot.content.problems import ContentError, Problem

# What a folder looks like from outside: name, time of change and size of each entry.
_Look = tuple[tuple[str, int, int], ...]

EVERY = 1.0  # seconds between two looks


class Watched:
    """The content of a folder, as of the last look that found it in order.

    Raises ContentError when it is made and the folder is broken: there is nothing older to keep then.
    """

    def __init__(
        self,
        folder: Path | None,
        on_problem: Callable[[tuple[Problem, ...]], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._on_problem = on_problem
        self._monotonic = monotonic
        self._looked_at = monotonic()
        self._look = self._see()
        # Our own content is in order, so reading it can wait until somebody chooses from it.
        self._content: Content | None = None if folder is None else load(folder)

    def current(self) -> Content:
        """The content to use now. Looks at the folder at most once a second, reads it only if it changed."""
        now = self._monotonic()
        if self._content is None:
            self._content = load(None)
        if self._folder is None or now - self._looked_at < EVERY:
            return self._content
        self._looked_at = now
        # The look is taken before reading: what changes meanwhile shows as a difference next time.
        look = self._see()
        if look != self._look:
            self._look = look
            try:
                self._content = load(self._folder)
            except ContentError as error:
                self._on_problem(error.problems)
        return self._content

    def _see(self) -> _Look:
        if self._folder is None:
            return ()
        try:
            return tuple(sorted(_looks(path) for path in self._folder.iterdir()))
        except OSError:
            return ()  # the folder is gone: loading says so


def _looks(path: Path) -> tuple[str, int, int]:
    try:
        state = path.stat()
    except OSError:
        return (path.name, 0, 0)  # gone between listing and looking, or a link that leads nowhere
    return (path.name, state.st_mtime_ns, state.st_size)
