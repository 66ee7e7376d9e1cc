"""Loading content: our own files, then an organiser's folder with files of the same names.

An organiser's file extends ours: a new id is added, a known id is replaced, `remove = ["id"]` takes ours away
and `remove = ["*"]` all of them.
Everything that is wrong is gathered and raised at once, a line each. Loading changes nothing, so what was
loaded before can be kept when it fails.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.content.entries import ANYWHERE, Content, Helpline
from bot.content.problems import ContentError, Problem, shown
from bot.content.read import SHAPES, Parsed, parse

EVERYTHING = "*"
WORDS = "words"  # a folder of Fluent files among an organiser's files: read elsewhere, allowed here


def load(folder: Path | None = None, today: date | None = None) -> Content:
    """Our content with the folder's laid over it; raises ContentError naming every problem."""
    day = today or datetime.now(UTC).date()
    problems: list[Problem] = []
    parsed = dict(_ours())
    if folder is not None:
        for path in _files(folder, problems):
            theirs = parse(path.name, path, day, problems)
            parsed[path.name] = _merge(path.name, parsed[path.name], theirs, problems)
    # What hangs together is looked at once every entry stands by itself: no errors that follow from errors.
    _refuse(problems)
    content = _content(parsed)
    _refuse([*_empty_lists(content), *_unknown_skills(content), *_helpline_problems(content.helplines)])
    return content


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ContentError(tuple(problems))


@cache
def _ours() -> Mapping[str, Parsed]:
    """Our own files. They cannot change while we run, so they are read once."""
    problems: list[Problem] = []
    package = files("bot.content")
    today = datetime.now(UTC).date()
    parsed = {file: parse(file, package / file, today, problems) for file in SHAPES}
    _refuse(problems)
    return parsed


def _files(folder: Path, problems: list[Problem]) -> list[Path]:
    """The content files of a folder. Hidden files and the words are let be, anything else is named."""
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        remedy = "Create it, or correct the setting that names it"
        problems.append(Problem(str(folder), f"the folder cannot be read ({error.strerror})", remedy))
        return []
    for path in found:
        if path.name in SHAPES or path.name == WORDS or path.name.startswith("."):
            continue
        near = get_close_matches(path.name, SHAPES, 1)
        remedy = f"Rename it to {near[0]}" if near else f"Take it away; content files are {', '.join(SHAPES)}"
        problems.append(Problem(path.name, "is not a content file", remedy))
    return [path for path in found if path.name in SHAPES]


def _merge(file: str, ours: Parsed, theirs: Parsed, problems: list[Problem]) -> Parsed:
    known = {id_ for entries in ours.entries.values() for id_ in entries}
    dropped = known if EVERYTHING in theirs.remove else set(theirs.remove)
    problems += [
        Problem(file, f"{shown(id_)} is not one of ours", "Drop it", field="remove") for id_ in sorted(dropped - known)
    ]
    merged = Parsed()
    for key, entries in ours.entries.items():
        added = theirs.entries[key]
        for id_ in sorted(added.keys() & (known - entries.keys() - dropped)):
            elsewhere = next(other for other, ids in ours.entries.items() if id_ in ids)
            reason = f"the id is taken in {elsewhere}"
            problems.append(Problem(file, reason, "Choose another id", id_, key))
        kept = {id_: entry for id_, entry in entries.items() if id_ not in dropped}
        # A replaced entry keeps its place, an added one goes to the end.
        merged.entries[key] = kept | added
    return merged


def _content(parsed: Mapping[str, Parsed]) -> Content:
    def every(file: str, key: str) -> tuple[Any, ...]:
        return tuple(parsed[file].entries[key].values())

    return Content(
        learning=every("learning.toml", "learning"),
        coaches=every("coaches.toml", "coach"),
        openings=every("openings.toml", "opening"),
        groups=every("groups.toml", "group"),
        events=every("events.toml", "event"),
        helplines=every("helplines.toml", "helpline"),
        values=every("values.toml", "values"),
        feelings=every("feelings.toml", "feelings"),
        skills=every("skills.toml", "skills"),
        star=every("star.toml", "star"),
        resume=every("checklists.toml", "resume"),
        profile=every("checklists.toml", "profile"),
        chips=tuple(chip for key in SHAPES["chips.toml"] for chip in every("chips.toml", key)),
        ties=every("ties.toml", "ties"),
    )


def _empty_lists(content: Content) -> Iterator[Problem]:
    """Lists that questions are made of: without a choice nobody could go on."""
    asked: dict[str, dict[str, tuple[object, ...]]] = {
        "values.toml": {"values": content.values},
        "feelings.toml": {"feelings": content.feelings},
        "star.toml": {"star": content.star},
        "checklists.toml": {"resume": content.resume, "profile": content.profile},
        "chips.toml": {key: tuple(chip for chip in content.chips if chip.kind == key) for key in SHAPES["chips.toml"]},
        "ties.toml": {"ties": content.ties},
    }
    for file, lists in asked.items():
        for key, found in lists.items():
            if not found:
                yield Problem(file, "nothing is left to choose from", "Keep or add at least one", field=key)


def _unknown_skills(content: Content) -> Iterator[Problem]:
    tagged = [("learning.toml", "skills", entry.id, entry.skills) for entry in content.learning]
    tagged += [("groups.toml", "field", group.id, (group.field,)) for group in content.groups]
    for file, name, id_, tags in tagged:
        for tag in tags:
            if tag in content.skills:
                continue
            near = get_close_matches(tag, content.skills, 1)
            remedy = f"Perhaps you mean {near[0]}" if near else "Add it to skills.toml, or use one from there"
            yield Problem(file, f"{shown(tag)} is not a known skill", remedy, id_, name)


def _helpline_problems(lines: tuple[Helpline, ...]) -> Iterator[Problem]:
    """A country has one name and one emergency number, and somebody without a country still gets a row."""
    first: dict[str, Helpline] = {}
    for line in lines:
        other = first.setdefault(line.country, line)
        for name in ("country_name", "emergency"):
            if line.country != ANYWHERE and getattr(line, name) != getattr(other, name):
                reason = f"differs from {other.id}, of the same country"
                yield Problem("helplines.toml", reason, "Write the same on each of its rows", line.id, name)
    if not any(line.country == ANYWHERE and line.service for line in lines):
        remedy = f'Keep one row with country = "{ANYWHERE}"'
        yield Problem("helplines.toml", "nothing is left for people whose country has no row", remedy)
