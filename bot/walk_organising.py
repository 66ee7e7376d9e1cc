"""What the walk finds for flows about reports, and for those who run a community: nothing there, and as much as can be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from bot.effects import Lookup
from bot.own import ENTRIES, THEIRS, Entry, OwnEntries, Preview, Wording, Wordings
from bot.reports import A_DAY, Muted, OpenReports, Outcome, Reportable, Reported, Settled, Told, ToReport, Untold, Wrong

DAY = date(2026, 11, 24)
KINDS = frozenset(one.kind for one in (Wordings, Preview, OwnEntries, ToReport, OpenReports, Outcome, Untold, Muted))
# As much as stands in a message, and in what is shared.
WORDS, LINE = 1000, 300


def results(lookup: Lookup[Any], long_text: Callable[[int], str]) -> list[tuple[str, Any]]:
    """What each of these lookups can find, each with a name."""
    about = Reported("commitment", "c" * 16, "m" * 16, long_text(80), "guild", long_text(LINE))
    tagged = about._replace(text=None, tag="next-mock-interview")
    told = Told("t" * 16, Wrong.UNKIND, DAY, False, long_text(500), long_text(80), about)
    wordings = tuple(
        Wording(one, "{ $name } " + long_text(900), "ours", long_text(WORDS), number % 2 == 0, "en")
        for number, one in enumerate(THEIRS)
    )
    entries = tuple(
        Entry(f"entry-{number}", {"name": long_text(75), "title": long_text(75), "link": "https://example.org/x"})
        for number in range(ENTRIES)
    )
    found: dict[str, list[tuple[str, Any]]] = {
        Wordings.kind: [
            ("ours", tuple(one._replace(shown="", now="", changed=False) for one in wordings)),
            ("theirs", wordings),
        ],
        Preview.kind: [("longest", long_text(1900))],
        OwnEntries.kind: [("none", ()), ("some", entries[:2]), ("most", entries)],
        ToReport.kind: [
            ("gone", ()),
            ("there", (Reportable(about),)),
            ("tagged", (Reportable(tagged),)),
            ("mine", (Reportable(about, mine=True),)),
            ("enough", (Reportable(about, sent=A_DAY),)),
            *((f"again-{state}", (Reportable(about, state=state),)) for state in ("open", *Settled)),
        ],
        OpenReports.kind: [
            ("none", ()),
            ("some", (told, told._replace(id="u" * 16, text=None, by=None, about=None))),
            ("most", tuple(told._replace(id=f"told{number:012}") for number in range(25))),
            ("meanwhile", (told._replace(settled=True),)),
        ],
        Outcome.kind: [("gone", ()), *((one, (one,)) for one in Settled)],
        Untold.kind: [
            ("none", ()),
            ("most", tuple((f"told{number:012}", one) for number, one in enumerate((*Settled,)[:3]))),
        ],
        # Most can be gone on with where they may: what is followed to its end is the first, what is walked in full the last.
        Muted.kind: [("may", None), ("muted", DAY), ("free", None)],
    }
    return found[lookup.kind]
