"""The words: nothing missing, nothing unused, no junk, no variable that does not fit, and the voice that was agreed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message, MessageReference
from fluent.syntax.visitor import Visitor

import bot.words
from bot.content.entries import Help, LearningKind
from bot.content.load import load
from bot.flow import Ask, Done
from bot.flows import ALL
from bot.lines import Brief, Line, Verbatim
from bot.walk import screen_of, walk
from bot.words import DAYS, Tongue, Words, WordsError, languages, shorten, variables

FOLDER = Path(bot.words.__file__).parent
SOURCES = {path.name: path.read_text("utf-8") for path in sorted((FOLDER / "en").glob("*.ftl"))}
CODE = "\n".join(path.read_text("utf-8") for path in sorted(FOLDER.parent.rglob("*.py")))
ADAPTERS = "\n".join(path.read_text("utf-8") for path in sorted((FOLDER.parents[1] / "adapters").rglob("*.py")))


class Recording(Tongue):
    """The English words, writing down what was asked of them."""

    def __init__(self) -> None:
        super().__init__("en", SOURCES)
        self.asked: dict[str, set[frozenset[str]]] = defaultdict(set)
        self.problems: set[str] = set()

    def told(self, line: Line, *, bare: bool = False) -> tuple[str, list[str]]:
        text, problems = super().told(line, bare=bare)
        self.asked[line.id].add(frozenset(line.values))
        self.problems |= {f"{line.id}: {problem}" for problem in problems}
        return text, problems


@cache
def recorded() -> Recording:
    """The words as all screens of all flows ask for them."""
    tongue = Recording()
    bare = replace(load(), openings=(), groups=(), events=())
    for flow in ALL:
        for content in (load(), bare):
            for visit in walk(flow, content):
                if isinstance(visit.frame.waits, Ask | Done):
                    screen_of(visit, tongue)
    return tongue


@cache
def messages() -> Mapping[str, Message]:
    parsed = [entry for text in SOURCES.values() for entry in FluentParser().parse(text).body]
    return {entry.id.name: entry for entry in parsed if isinstance(entry, Message)}


class References(Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_MessageReference(self, node: MessageReference) -> None:  # noqa: N802 - the visitor's own naming
        self.found.add(node.id.name)


def refers_to(message: Message) -> set[str]:
    visitor = References()
    visitor.visit(message)
    return visitor.found


def ids_of(message: Message) -> Iterator[str]:
    if message.value is not None:
        yield message.id.name
    for attribute in message.attributes:
        yield f"{message.id.name}.{attribute.id.name}"


def named_in_code() -> set[str]:
    """Ids that code outside the flows names, as the turn, the outbox and the terminal do."""
    named = {f"problem-{name}" for name in re.findall(r'UnreadError\("([a-z-]+)"', CODE)}
    named |= set(re.findall(r'Line\("([a-z0-9.-]+)"', CODE)) | set(re.findall(r'Post\([^)]*?"(post-[a-z]+)"', CODE))
    for platform in ("discord-", "slack-"):
        said = {name: name.removeprefix(platform) for name in messages() if name.startswith(platform)}
        named |= {name for name, rest in said.items() if re.search(rf'"({platform})?{rest}[".]', ADAPTERS)}
    # The tests of the terminal, and of Discord's commands, hold these.
    named |= {name for name in messages() if name.startswith(("terminal-", "command-"))}
    return named


def of_content() -> set[str]:
    content = load()
    lists: dict[str, tuple[str, ...]] = {
        "feeling": content.feelings,
        "value": content.values,
        "skill": content.skills,
        "star": tuple(one.id for one in content.star),
        "resume": content.resume,
        "profile": content.profile,
        "tie": content.ties,
    }
    return {f"{prefix}-{one}" for prefix, ids in lists.items() for one in ids} | {
        *(f"{chip.kind}-{chip.id}" for chip in content.chips),
        *(f"part-kind.{kind}" for kind in get_args(LearningKind)),
        *(f"part-help.{kind}" for kind in get_args(Help)),
    }


def test_no_message_is_missing_and_every_variable_fits() -> None:
    assert not recorded().problems


def test_every_entry_of_content_has_its_words() -> None:
    assert of_content() <= {name for message in messages().values() for name in ids_of(message)}


def test_no_message_is_unused() -> None:
    used = set(recorded().asked) | named_in_code() | of_content()
    while more := {ref for one in used if (m := messages().get(one.partition(".")[0])) for ref in refers_to(m)} - used:
        used |= more
    unused = {name for message in messages().values() for name in ids_of(message)} - used
    assert {name for name in unused if name.partition(".")[0] not in named_in_code()} == set()


def test_every_variable_of_a_message_is_always_given() -> None:
    missing = {}
    for line_id, calls in recorded().asked.items():
        message = messages()[line_id.partition(".")[0]]
        if "." in line_id:
            attribute = next(one for one in message.attributes if one.id.name == line_id.partition(".")[2])
            needs = variables(Message(message.id, attribute.value))
        else:
            needs = variables(Message(message.id, message.value))
        for given in calls:
            if needs - given:
                missing[line_id] = needs - given
    assert not missing


def test_no_junk_and_no_doubles() -> None:
    seen: set[str] = set()
    for name, text in SOURCES.items():
        for entry in FluentParser().parse(text).body:
            assert not isinstance(entry, Junk), f"{name}: {entry.content}"
            if isinstance(entry, Message):
                assert entry.id.name not in seen, f"{name}: {entry.id.name} is there twice"
                seen.add(entry.id.name)


@pytest.mark.parametrize(
    "never",
    [r"!", r"\bjust\b", r"\bjourney", r"\bamazing", r"rockstar", r"unfortunately", r"don't worry", r"\bproven\b",
     r"\bcongratulations", r"streak", r"we missed you", r"[\U0001F300-\U0001FAFF]", r"committed suicide", r"distortion"],
)  # fmt: skip
def test_the_voice(never: str) -> None:
    for name, text in SOURCES.items():
        words = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
        # Ids and variables may be called what they are called; only what is read counts.
        words = re.sub(r"^[\w-]+ =|^ +\.[\w-]+ =|\{[^{}]*->|\[[\w-]+\]|\{ ?[\w$-]+ ?\}", " ", words, flags=re.MULTILINE)
        assert not (found := re.search(never, words, re.IGNORECASE)), (
            f"{name}: {words[max(0, found.start() - 40) : found.end() + 20]!r}"
        )


def test_values_are_shown_as_people_write_them() -> None:
    tongue = Words().of("en")
    assert tongue.day(date(2026, 11, 27)) == "Friday 27 November"
    told = tongue.text(Line("part-planned", {"what": Verbatim("walk"), "day": date(2027, 3, 3)}), bare=True)
    assert told == "• Wednesday 3 March: walk"
    assert "10:05" in tongue.text(Line("hour", {"at": time(10, 5)}), bare=True)
    at = datetime(2026, 11, 27, 10)  # noqa: DTZ001 - shown as it is, in the member's own zone
    assert "Friday 27 November, 10:00" in tongue.text(Line("home-next", {"at": at, "kind": "item"}), bare=True)


def test_a_day_is_called_the_same_however_many_were_named_since() -> None:
    tongue, first = Words().of("en"), date(2026, 3, 3)
    days = [first + timedelta(days=number) for number in range(DAYS + 1)]
    assert [tongue.day(day) for day in days] == [Words().of("en").day(day) for day in days]
    assert tongue.day(first) == "Tuesday 3 March"


def test_what_somebody_wrote_is_not_held_on_to() -> None:
    tongue = Words().of("en")
    for name in ("Acme zyx", "Other zyx"):
        line = Line("problem-no-such-command", {"word": Verbatim(name)})
        assert name in tongue.text(line)
        assert name in tongue.text(line)
    assert "zyx" not in repr(vars(tongue))


def test_lists_and_plurals() -> None:
    tongue = Words().of("en")
    values = (Line("value-craft"), Line("value-nature"), Line("value-faith"))
    told = tongue.text(Line("personal-values-kept", {"values": values}), bare=True)
    assert told.startswith("Kept: doing things well, nature and faith.")
    assert tongue.text(Line("kept-note", {"count": 1})) == "one note"
    assert "2 notes" in tongue.text(Line("kept-note", {"count": 2}), bare=True)


def test_marks_keep_a_right_to_left_name_in_place_except_in_text_to_copy() -> None:
    tongue = Words().of("en")
    line = Line("network-group", {"name": Verbatim("\u05e9\u05dc\u05d5\u05dd")})
    assert tongue.text(line) == "Open \u2068\u05e9\u05dc\u05d5\u05dd\u2069"
    assert tongue.text(line, bare=True) == "Open \u05e9\u05dc\u05d5\u05dd"


def test_brief_is_cut_visibly_and_at_a_word() -> None:
    assert shorten("one two three", 13) == "one two three"
    assert shorten("one two three four", 13) == "one two…"
    assert len(shorten("x" * 200, 70)) == 70
    assert Words().of("en").text(Brief(Verbatim("word " * 40), 30)).endswith("…")


def test_an_unknown_language_is_english_and_a_region_its_language() -> None:
    words = Words()
    assert words.of("xx").language == "en"
    assert words.of("en-GB").language == "en"
    assert languages() == ("en",)


def organisers(folder: Path, text: str, name: str = "en/ours.ftl") -> Path:
    path = folder / "words" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


def test_organisers_words_win(tmp_path: Path) -> None:
    tongue = Words(organisers(tmp_path, "nav-home = The plan\nvalue-patience = patience\n")).of("en")
    assert tongue.text(Line("nav-home")) == "The plan"
    assert tongue.text(Line("value-patience")) == "patience"
    assert tongue.text(Line("nav-stop")) == "Stop here"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nav-home The plan\n", "words/en/ours.ftl: 'nav-home The plan' is not Fluent. Write: name = text."),
        ("hour = { $when }\n", "words/en/ours.ftl: hour: there is no $when in this message. Leave it out."),
        ("feedback-tone = Tone?\n    .warm = W\n    .formal = F\n",
         "words/en/ours.ftl: feedback-tone: .short is missing. Add it; ours has it too."),
    ],
)  # fmt: skip
def test_organisers_mistakes_get_a_line_each(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WordsError) as error:
        Words(organisers(tmp_path, text))
    assert str(error.value) == said


def test_a_language_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WordsError, match=r"there is no language 'tlh' here\. Use one of: de, en, es, fr, pt"):
        Words(organisers(tmp_path, "nav-home = x\n", "tlh/ours.ftl"))


def test_a_message_that_does_not_fit_stops_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    tongue = Words().of("en")
    assert tongue.text(Line("no-such-message")) == "no-such-message"
    assert capsys.readouterr().err == "ERROR words: a message is missing or does not fit  line=no-such-message\n"
