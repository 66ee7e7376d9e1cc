"""A member's own copy, to read: by no, by step, in the words that were on the screen. The JSON beside it has every row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.effects import whereabouts
from bot.flow import base
from bot.lines import Label, Line, Verbatim
from bot.words import Tongue

Rows = Sequence[Mapping[str, Any]]
STEPS = {"personal": 1, "reflect": 2, "practice": 2, "feedback": 3, "skills": 4, "network": 5, "moving": 6}
# Where the words of an option may stand: at its question, or with what it was picked from.
OPTION_WORDS = (
    "{flow}-{key}.{value}",
    "part-{key}.{value}",
    "stage.{value}",
    "feeling-{value}",
    "value-{value}",
    "skill-{value}",
    "tie-{value}",
    "chip-{value}",
    "{value}",
)


def readable(tables: Mapping[str, Rows], tongue: Tongue, day: date) -> bytes:
    """All of it as Markdown. `tables` are the member's rows in the clear, times as ISO text."""
    return ("\n".join(_Copy(tables, tongue).lines(day)).rstrip() + "\n").encode()


class _Copy:
    def __init__(self, tables: Mapping[str, Rows], tongue: Tongue) -> None:
        self._tables = tables
        self._tongue = tongue
        (self._me,) = tables["member"] or ({"zone": "UTC", "consent": "unasked"},)

    def lines(self, day: date) -> Iterator[str]:
        yield "# " + self._said(Line("export-title", {"day": day}))
        yield from ("", self._said(Line("export-more")), "")
        yield from self._settings()
        for no in self._tables["rejection"]:
            yield from self._journey(no["id"], self._no(no))
        known = {no["id"] for no in self._tables["rejection"]}
        rest = {row["journey"] for table in ("run", "note", "plan_item") for row in self._tables[table]} - known
        yield from self._section(
            self._said(Line("export-rest")), [line for one in sorted(rest, key=str) for line in self._of(one)]
        )
        # What was taken back is there as a row still, and says nothing any more.
        yield from self._section(
            self._said(Line("export-posts")),
            [self._post(row) for row in self._tables["post"] if row["state"] != "gone"],
        )
        yield from self._section(
            self._said(Line("export-circle")), [self._commitment(row) for row in self._tables["commitment"]]
        )
        yield from self._section(
            self._said(Line("export-check-ins")), [self._nudge(row) for row in self._tables["nudge"]]
        )

    def _said(self, line: Label) -> str:
        return self._tongue.text(line, bare=True)

    def _section(self, heading: str, lines: Sequence[str]) -> Iterator[str]:
        if lines:
            yield from (f"## {heading}", "", *lines, "")

    def _settings(self) -> Iterator[str]:
        me = self._me
        kept = [
            ("name", me.get("name")),
            ("zone", me["zone"]),
            ("country", me.get("country")),
            ("check-ins", me["consent"]),
        ]
        called = {name: self._said(Line(f"export-you.{name}")) for name, _ in kept}
        lines = [f"- {called[name]}: {value}" for name, value in kept if value]
        yield from self._section(self._said(Line("export-you")), lines)

    def _no(self, no: Mapping[str, Any]) -> str:
        stage = self._said(Line(f"stage.{no['stage']}")) if no["stage"] else None
        parts = (no["company"], no["role"], stage, self._tongue.day(date.fromisoformat(no["day"])))
        return " · ".join(part for part in parts if part)

    def _journey(self, journey: str, heading: str) -> Iterator[str]:
        yield from (f"## {heading}", "")
        lines = list(self._of(journey))
        yield from lines or [self._said(Line("export-nothing"))]
        yield ""

    def _of(self, journey: str | None) -> Iterator[str]:
        """What belongs to one journey: answers by step, notes, plan items."""
        for run in [row for row in self._tables["run"] if row["journey"] == journey]:
            answers = [
                line for row in self._tables["answer"] if row["run"] == run["id"] for line in self._answer(run, row)
            ]
            if answers:
                step = STEPS.get(run["flow"])
                name = self._said(Line(f"step-{step}")) if step else run["flow"].replace("-", " ")
                yield from (f"### {name}", "", *answers, "")
        notes = [self._note(row) for row in self._tables["note"] if row["journey"] == journey]
        if notes:
            yield from ("### " + self._said(Line("export-notes")), "", *notes, "")
        items = [self._item(row) for row in self._tables["plan_item"] if row["journey"] == journey]
        if items:
            yield from ("### " + self._said(Line("export-plan")), "", *items, "")

    def _answer(self, run: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[str]:
        try:
            value = json.loads(row["value"])
        except ValueError:
            value = row["value"]  # it could not be opened, and says so
        key = base(row["key"])
        told = list(self._told(run["flow"], key, value))
        if told and (run["flow"] in STEPS or _typed(value)):
            yield f"- {key.replace('-', ' ')}: {'; '.join(told)}"

    def _told(self, flow: str, key: str, value: Any) -> Iterator[str]:
        match value:
            case {"lookup": _}:
                return
            case {"values": values, "text": text}:
                yield from (self._option(flow, key, one) for one in values if one != "skip")
                if text:
                    yield _one_line(text)
            case dict():
                yield from (f"{name}: {_one_line(str(one))}" for name, one in value.items() if one)
            case bool():
                yield self._option(flow, key, "yes" if value else "no")
            case str() if value:
                yield self._option(flow, key, value)

    def _option(self, flow: str, key: str, value: str) -> str:
        for words in OPTION_WORDS:
            line = words.format(flow=flow, key=key, value=value) if value.replace("-", "").isalnum() else ""
            if line and self._tongue.has(line):
                text, problems = self._tongue.told(Line(line), bare=True)
                if not problems:
                    return _one_line(text)
        return _one_line(value)

    def _note(self, row: Mapping[str, Any]) -> str:
        tags = [self._option(row["kind"], "", tag) for tag in (row["tag"] or "").split()]
        day = self._tongue.day(date.fromisoformat(row["day"]))
        return f"- {day}: {_one_line('; '.join(part for part in (*tags, row['text']) if part)) or row['kind']}"

    def _item(self, row: Mapping[str, Any]) -> str:
        what = row["text"] or (self._option("", "", row["tag"]) if row["tag"] else row["source"])
        due = self._said(Line("part-due", {"day": date.fromisoformat(row["due"])}))
        return f"- [{'x' if row['done_on'] else ' '}] {_one_line(what)} ({due})"

    def _post(self, row: Mapping[str, Any]) -> str:
        tags = [self._tag(tag, row["text"]) for tag in row["tags"].split()]
        where = [self._said(whereabouts(row["whereabouts"]))] if row["whereabouts"] else []
        # A title that a tag needs is in it already.
        own = [row["text"]] if row["text"] and not any(row["text"] in tag for tag in tags) else []
        return f"- {_one_line(', '.join((*tags, *own, *where)) or row['message'])}"

    def _commitment(self, row: Mapping[str, Any]) -> str:
        what = row["text"] or self._tag(row["tag"] or "", row["subject"])
        due = self._said(Line("part-due", {"day": date.fromisoformat(row["due"])}))
        where = f", {self._said(whereabouts(row['whereabouts']))}" if row["whereabouts"] else ""
        return f"- [{'x' if row['state'] == 'done' else ' '}] {_one_line(what + where)} ({due})"

    def _tag(self, tag: str, title: str | None) -> str:
        """A message that a tag names; the tag itself where it is not there any more."""
        return self._said(Line(tag, {"title": Verbatim(title or "")})) if self._tongue.has(tag) else tag

    def _nudge(self, row: Mapping[str, Any]) -> str:
        at = datetime.fromisoformat(row["due_at"]).astimezone(ZoneInfo(self._me["zone"]))
        return f"- {self._tongue.day(at.date())}: {row['kind'].replace('-', ' ')}, {row['state']}"


def _one_line(text: str) -> str:
    """Text as an item of a list: its lines stay together, and nothing in it becomes a heading."""
    return "<br>".join(line.strip().replace("<", "&lt;") for line in text.strip().splitlines())


def _typed(value: Any) -> bool:
    return isinstance(value, dict) and (bool(value.get("text")) or "values" not in value)
