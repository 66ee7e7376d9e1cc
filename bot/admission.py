"""Who sees an organisers' flow: somebody of whom the platform says, at this very event, that they run the community.

A run of such a flow is bound to the community and the channel in which it was opened. Nothing of it is replayed, shown or
answered before this was looked at: what they saw last is no exception, nor is a step back into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.flow import Flow
from bot.lines import Line, Verbatim
from bot.ports import Ground, Who

# Where a run was opened, among what it began with.
COMMUNITY, PLACE, NAME = "at-community", "at-place", "at-name"
NO_GROUNDS: Mapping[str, Ground] = MappingProxyType({})


class UnsurveyedError(Exception):
    """The platform has to be asked first what somebody may do in a channel. Nothing was done; the turn is taken again."""

    def __init__(self, community: str, place: str) -> None:
        super().__init__(place)
        self.community = community
        self.place = place


class UnadmittedError(Exception):
    """An organisers' flow that is not for whom the event comes from, or not from where it comes. `line` says so."""

    def __init__(self, line: Line, language: str) -> None:
        super().__init__(line.id)
        self.line = line
        self.language = language


class Admission:
    """What one event may see of organisers' flows. `grounds` are what the platform said when it was asked, by channel."""

    def __init__(self, who: Who | None, grounds: Mapping[str, Ground], language: str) -> None:
        self._who = who
        self._grounds = grounds
        self._language = language

    def bound(self, flow: Flow | None, args: Mapping[str, str], came_from: Mapping[str, str] | None) -> dict[str, str]:
        """What a new run begins with: an organisers' one is bound to where the one before it was, or to where the event is."""
        kept = {name: value for name, value in args.items() if name not in (COMMUNITY, PLACE, NAME)}
        if flow is None or not flow.organisers:
            return kept
        if came_from is not None and COMMUNITY in came_from:
            return kept | {name: came_from[name] for name in (COMMUNITY, PLACE, NAME)}
        who = self._who
        if who is None or who.community is None or who.ground is None:
            return kept
        return kept | {COMMUNITY: who.community, PLACE: who.ground.place, NAME: who.ground.name}

    def look(self, flow: Flow, args: Mapping[str, str]) -> None:
        """Let a run of `flow` be seen. Raises UnadmittedError, or UnsurveyedError where nobody knows yet."""
        if not flow.organisers:
            return
        if COMMUNITY not in args:
            raise self._not(Line("admin-only-there"))
        if self._who is None or self._who.community != args[COMMUNITY]:
            raise self._not(Line("admin-elsewhere", {"place": Verbatim(args[NAME])}))
        ground = self.ground(args)
        if ground.organises is None:
            raise UnsurveyedError(args[COMMUNITY], args[PLACE])
        if not ground.organises:
            raise self._not(Line("admin-not-you"))

    def lets(self, flow: Flow, args: Mapping[str, str]) -> bool:
        """Whether a run may be seen. Raises UnsurveyedError where nobody knows yet."""
        try:
            self.look(flow, args)
        except UnadmittedError:
            return False
        return True

    def ground(self, args: Mapping[str, str]) -> Ground:
        """What is known of the channel that a run is bound to: of this event, never of one before it."""
        place = args.get(PLACE, "")
        if place in self._grounds:
            return self._grounds[place]
        here = self._who.ground if self._who is not None else None
        return here if here is not None and here.place == place else Ground(place, args.get(NAME, ""))

    def _not(self, line: Line) -> UnadmittedError:
        return UnadmittedError(line, self._language)
