"""What a nudge opens: a run of its own, whose first question is the message that the member gets."""

from __future__ import annotations

from bot.advance import Advance
from bot.flow import Ask, Frame
from bot.store import nudges
from bot.store.runs import Run, Start
from bot.store.unit import Unit


class SeenError(Exception):
    """The nudge was delivered before, and the member answered it."""


def open_run(advance: Advance, nudge: nudges.Claimed, start: Start, *, pressed: bool) -> Unit[tuple[Run, Frame] | None]:
    """Open the run of a nudge, or take the one that an earlier try opened. None where it has nothing to ask.

    Unless it was `pressed` for, nobody has seen it yet: it becomes what the member saw last once it is sent. Raises SeenError.
    """
    this = nudges.run_of(nudge.id)
    run = (yield from advance.loaded(this)) if start.opened else None
    if run is None:
        args = {"subject": nudge.subject} if nudge.subject else {}
        run = advance.open(nudge.kind, args, run_id=this, journey=nudge.journey)
        run.rejection, run.quiet = start.rejection, start.quiet
    frame = yield from advance.replayed(run)
    if run.state != "open" or any(answered.asked for answered in frame.trail):
        raise SeenError(run.id)
    if not isinstance(frame.waits, Ask):
        return None
    yield from advance.save(run.id if pressed else None, seen=pressed)
    return run, frame
