"""Every kind of mistake gets one line that says where, what, and what to do."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.content.load import load
from bot.content.problems import ContentError
from bot.content.read import SHAPES

TODAY = date(2027, 3, 1)
Write = Callable[[str, str], Path]


def lines(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(folder, TODAY)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return str(caught.value).splitlines()


COURSE = {
    "id": '"local-sql"',
    "title": '"SQL evenings"',
    "provider": '"Town library"',
    "kind": '"workshop"',
    "skills": '["databases"]',
    "cost": '"free"',
    "language": '"en"',
    "link": '"https://library.example/sql"',
}
LINE = {
    "id": '"gb-local"',
    "country": '"GB"',
    "country_name": '"United Kingdom"',
    "emergency": '"999 or 112"',
    "confidence": '"local"',
    "source": '"our own round of calls"',
    "service": '"Town line"',
    "phones": '["01234 567890"]',
}
EVENT = {
    "id": '"job-fair"',
    "name": '"Job fair"',
    "place": '"Town hall"',
    "link": '"https://town.example/fair"',
    "language": '"en"',
}
OPENING = {
    "id": '"cook"',
    "title": '"Cook"',
    "kind": '"opening"',
    "company": '"Town hall"',
    "place": '"Town"',
    "link": '"https://town.example/cook"',
}


def entry(key: str, base: dict[str, str], **changed: str | None) -> str:
    values = {name: value for name, value in (base | changed).items() if value is not None}
    return f"[[{key}]]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())


def test_the_entries_used_below_are_in_order(folder: Path, write: Write) -> None:
    write("learning.toml", entry("learning", COURSE))
    write("helplines.toml", entry("helpline", LINE))
    write("events.toml", entry("event", EVENT))
    write("openings.toml", entry("opening", OPENING))
    load(folder, TODAY)


NOT_HTTPS = "is not an https address", "Use the page's full address, with https:// first"
EMPTY = "is empty", "Write it, or leave the field out if it may be left out"
HOURS = "Write the hours the provider states, or leave the field out"
DONE = "Write the day it was done"


@pytest.mark.parametrize(
    ("field", "value", "reason", "remedy"),
    [
        ("link", '"http://a.example"', f'"http://a.example" {NOT_HTTPS[0]}', NOT_HTTPS[1]),
        ("link", '"https://me@a.example"', f'"https://me@a.example" {NOT_HTTPS[0]}', NOT_HTTPS[1]),
        ("link", '"https://library"', f'"https://library" {NOT_HTTPS[0]}', NOT_HTTPS[1]),
        ("link", '"https://[library"', f'"https://[library" {NOT_HTTPS[0]}', NOT_HTTPS[1]),
        (
            "link",
            '"https://a.example/a b"',
            '"https://a.example/a b" has a character that breaks links',
            "Write it percent-encoded, ( as %28",
        ),
        ("link", None, "is missing", "Add it"),
        ("title", '""', *EMPTY),
        ("title", '"  "', *EMPTY),
        ("title", f'"{"x" * 76}"', "has 76 characters", "Use at most 75, menus cut off the rest"),
        ("title", "7", "is not text", "Put it in double quotes"),
        (
            "provider",
            '"Town\\nlibrary"',
            "has a line break, a control character or spaces around it",
            "Write it on one line",
        ),
        (
            "kind",
            '"lesson"',
            '"lesson" is not one of the choices',
            "Use one of course, webinar, workshop, certificate",
        ),
        ("cost", '"cheap"', '"cheap" is not one of the choices', "Use one of free, free-audit, low"),
        ("price", '"5 EUR"', 'does not go with cost "free"', 'Use cost = "low" or drop the price'),
        (
            "skills",
            '["sql"]',
            '"sql" is not a known skill',
            "Add it to skills.toml, or use one from there",
        ),
        ("skills", '["database"]', '"database" is not a known skill', "Perhaps you mean databases"),
        ("skills", '"databases"', "is not a list", 'Write it as ["a", "b"]'),
        ("skills", "[]", "is an empty list", "Name at least one"),
        ("skills", '["linux", "linux"]', "has an item twice", "Name each once"),
        ("hours", '"3"', "is not a number", "Write it without quotes"),
        ("hours", "0", "0 hours cannot be", HOURS),
        ("hours", "-2", "-2 hours cannot be", HOURS),
        ("hours", "nan", "nan hours cannot be", HOURS),
        (
            "language",
            '"English"',
            '"English" is not a language code',
            "Use an ISO 639 code like en, mul for several",
        ),
        ("checked", '"last week"', "is not a date", "Write the day only, as 2026-12-31"),
        (
            "checked",
            "2027-02-28T10:00:00Z",
            "is not a date",
            "Write the day only, as 2026-12-31",
        ),
        ("checked", "2027-03-03", "2027-03-03 is yet to come", DONE),
        ("checked", "1927-03-01", "1927-03-01 is too long ago", DONE),
        ("provder", '"Town library"', "is not a field here", "Perhaps you mean provider"),
    ],
)
def test_a_learning_entry(folder: Path, write: Write, field: str, value: str | None, reason: str, remedy: str) -> None:
    write("learning.toml", entry("learning", COURSE, **{field: value}))
    assert lines(folder) == [f"learning.toml: local-sql: {field}: {reason}. {remedy}."]


@pytest.mark.parametrize(
    ("id_", "where"),
    [
        ('"Local SQL"', '[[learning]] no. 1: id: "Local SQL" is not an id'),
        ('"local_sql"', '[[learning]] no. 1: id: "local_sql" is not an id'),
        ('"local--sql"', '[[learning]] no. 1: id: "local--sql" is not an id'),
        ('""', '[[learning]] no. 1: id: "" is not an id'),
    ],
)
def test_ids_are_kebab_case(folder: Path, write: Write, id_: str, where: str) -> None:
    write("learning.toml", entry("learning", COURSE, id=id_))
    remedy = "Use small letters, digits and single hyphens, like my-course"
    assert lines(folder) == [f"learning.toml: {where}. {remedy}."]


def test_a_long_id(folder: Path, write: Write) -> None:
    write("learning.toml", entry("learning", COURSE, id=f'"{"x" * 61}"'))
    assert lines(folder) == ["learning.toml: [[learning]] no. 1: id: the id has 61 characters. Use at most 60."]


def test_an_entry_without_an_id_is_named_by_its_place(folder: Path, write: Write) -> None:
    write("learning.toml", entry("learning", COURSE) + entry("learning", COURSE, id=None))
    assert lines(folder) == ["learning.toml: [[learning]] no. 2: id: is missing. Add it."]


def test_an_id_used_twice(folder: Path, write: Write) -> None:
    write("learning.toml", entry("learning", COURSE) * 2)
    assert lines(folder) == ["learning.toml: local-sql: the id occurs twice in this file. Rename or drop one."]


SAME = "differs from gb-samaritans, of the same country", "Write the same on each of its rows"
CODE = "is not a country code", "Use an ISO 3166 code like GB, ZZ for anywhere"


@pytest.mark.parametrize(
    ("changed", "field", "reason", "remedy"),
    [
        (
            {"phones": '["+44 1234"]'},
            "phones",
            '"+44 1234" starts with +',
            "Write it as a person in that country dials it",
        ),
        ({"phones": '[""]'}, "phones", f'"" {EMPTY[0]}', EMPTY[1]),
        ({"country": '"UK"'}, "country", f'"UK" {CODE[0]}', CODE[1]),
        ({"country": '"gb"'}, "country", f'"gb" {CODE[0]}', CODE[1]),
        ({"emergency": '"999"'}, "emergency", *SAME),
        ({"country_name": '"Britain"'}, "country_name", *SAME),
        (
            {"phones": None},
            "service",
            "has no phone, text, chat or link",
            "Add one, or leave out the service",
        ),
        (
            {"service": None},
            "service",
            "is missing, but there is a phone, text, chat or link",
            "Name the service",
        ),
        (
            {"confidence": '"none"'},
            "confidence",
            '"none" is for rows without a service',
            'Use "local" for lines you answer for',
        ),
        (
            {"confidence": '"sure"'},
            "confidence",
            '"sure" is not one of the choices',
            "Use one of high, medium, local, none",
        ),
        (
            {"chat": '"http://a.example"'},
            "chat",
            f'"http://a.example" {NOT_HTTPS[0]}',
            NOT_HTTPS[1],
        ),
        ({"verified_at": "2028-01-01"}, "verified_at", "2028-01-01 is yet to come", DONE),
        ({"source": None}, "source", "is missing", "Add it"),
    ],
)
def test_a_helpline(
    folder: Path, write: Write, changed: dict[str, str | None], field: str, reason: str, remedy: str
) -> None:
    write("helplines.toml", entry("helpline", LINE, **changed))
    assert lines(folder) == [f"helplines.toml: gb-local: {field}: {reason}. {remedy}."]


def test_a_helpline_for_nobody_in_particular_must_stay(folder: Path, write: Write) -> None:
    write("helplines.toml", 'remove = ["any-112", "any-find-a-helpline"]')
    reason, remedy = "nothing is left for people whose country has no row", 'Keep one row with country = "ZZ"'
    assert lines(folder) == [f"helplines.toml: {reason}. {remedy}."]


@pytest.mark.parametrize(
    ("when", "line"),
    [
        ("2207-03-02", "when: 2207-03-02 is too far ahead. Check the year."),
        ("0227-03-02", "when: 0227-03-02 is too long ago. Check the year."),
        ('"soon"', "when: is not a date. Write the day only, as 2026-12-31."),
    ],
)
def test_odd_days_of_events(folder: Path, write: Write, when: str, line: str) -> None:
    write("events.toml", entry("event", EVENT, when=when))
    assert lines(folder) == [f"events.toml: job-fair: {line}"]


def test_an_event_that_is_over_is_no_mistake(folder: Path, write: Write) -> None:
    write("events.toml", entry("event", EVENT, when="2027-02-01"))
    assert "job-fair" not in {event.id for event in load(folder, TODAY).events_from(TODAY)}


def test_an_opening_posted_tomorrow_by_another_clock(folder: Path, write: Write) -> None:
    write("openings.toml", entry("opening", OPENING, posted="2027-03-02"))
    (cook,) = [one for one in load(folder, TODAY).openings if one.id == "cook"]
    assert cook.posted == date(2027, 3, 2)


IDS = "is not a list of ids"
CHOICE = "is not one of the choices"
GROUP = '[[group]]\nid = "a"\nname = "A"\nfield = "golf"\nlink = "https://a.example"\nlanguage = "en"'


@pytest.mark.parametrize(
    ("file", "text", "where", "reason", "remedy"),
    [
        (
            "values.toml",
            'values = ["Big House"]',
            "values",
            '"Big House" is not an id',
            "Use small letters, digits and single hyphens, like my-course",
        ),
        ("values.toml", "values = [1]", "values", IDS, 'Write it as values = ["id"]'),
        ("values.toml", 'values = "family"', "values", IDS, 'Write it as values = ["id"]'),
        (
            "values.toml",
            'values = ["sport", "sport"]',
            "sport",
            "the id occurs twice in this file",
            "Rename or drop one",
        ),
        ("values.toml", 'value = ["sport"]', '"value" is not known here', "", "Known are values, remove"),
        ("values.toml", 'remove = "family"', "remove", IDS, 'Write it as remove = ["id"]'),
        ("values.toml", 'remove = ["sport"]', "remove", '"sport" is not one of ours', "Drop it"),
        (
            "values.toml",
            'remove = ["*"]',
            "values",
            "nothing is left to choose from",
            "Keep or add at least one",
        ),
        (
            "learning.toml",
            'learning = ["x"]',
            "learning",
            "is not a list of entries",
            "Begin each with [[learning]]",
        ),
        (
            "learning.toml",
            "[learning]\nid = 1",
            "learning",
            "is not a list of entries",
            "Begin each with [[learning]]",
        ),
        (
            "checklists.toml",
            'profile = ["file-name"]',
            "file-name: profile",
            "the id is taken in resume",
            "Choose another id",
        ),
        (
            "chips.toml",
            '[[well]]\nid = "rambled"',
            "rambled: well",
            "the id is taken in better",
            "Choose another id",
        ),
        (
            "chips.toml",
            '[[well]]\nid = "a"\nkind = "next"',
            "a: kind",
            "is not a field here",
            "Fields are area, id, stages",
        ),
        (
            "chips.toml",
            '[[well]]\nid = "a"\narea = "luck"',
            "a: area",
            f'"luck" {CHOICE}',
            "Use one of skill, experience, interview, resume, profile",
        ),
        (
            "chips.toml",
            '[[next]]\nid = "a"\nstages = ["lunch"]',
            "a: stages.0",
            f'"lunch" {CHOICE}',
            "Use one of silence, form-letter, screen, technical, panel, final, withdrawn",
        ),
        (
            "star.toml",
            '[[star]]\nid = "a"\ntheme = "money"',
            "a: theme",
            f'"money" {CHOICE}',
            "Use one of teamwork, conflict, setback, initiative, pressure, leadership, customers, learning",
        ),
        (
            "groups.toml",
            GROUP,
            "a: field",
            '"golf" is not a known skill',
            "Add it to skills.toml, or use one from there",
        ),
    ],
)
def test_other_files(folder: Path, write: Write, file: str, text: str, where: str, reason: str, remedy: str) -> None:
    write(file, text)
    what = f"{where}: {reason}" if reason else where
    assert lines(folder) == [f"{file}: {what}. {remedy}."]


def test_a_skill_that_is_still_used_cannot_go(folder: Path, write: Write) -> None:
    write("skills.toml", 'remove = ["finance"]')
    (line,) = lines(folder)
    assert line.startswith('learning.toml: khan-finance: skills: "finance" is not a known skill.')


def test_broken_toml_is_named_by_its_line(folder: Path, write: Write) -> None:
    write("values.toml", 'remove = ["family"]\nvalues = "no end\n')
    (line,) = lines(folder)
    assert line.startswith("values.toml: line 2, column 17: TOML cannot be read (")
    assert line.endswith("). Correct that place.")


def test_broken_toml_at_the_end(folder: Path, write: Write) -> None:
    write("values.toml", "values = [\n")
    (line,) = lines(folder)
    assert line.startswith("values.toml: line 2: TOML cannot be read (")


def test_text_in_another_encoding(folder: Path) -> None:
    (folder / "learning.toml").write_bytes("# fine\n# Müller\n".encode("latin-1"))
    assert lines(folder) == ["learning.toml: line 2: is not UTF-8 text. Save the file as UTF-8."]


def test_a_byte_order_mark_is_no_mistake(folder: Path) -> None:
    (folder / "values.toml").write_bytes(b'\xef\xbb\xbfvalues = ["sport"]\r\n')
    assert load(folder, TODAY).values[-1] == "sport"


def test_a_file_that_cannot_be_read(folder: Path) -> None:
    (folder / "values.toml").mkdir()
    (line,) = lines(folder)
    assert line.startswith("values.toml: cannot be read (")
    assert line.endswith("). Make it a file that the bot's user may read.")


def test_a_link_that_leads_nowhere(folder: Path) -> None:
    (folder / "ties.toml").symlink_to(folder / "gone.toml")
    reason = "cannot be read (No such file or directory)"
    assert lines(folder) == [f"ties.toml: {reason}. Make it a file that the bot's user may read."]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    reason = "the folder cannot be read (No such file or directory)"
    assert lines(gone) == [f"{gone}: {reason}. Create it, or correct the setting that names it."]


def test_files_we_do_not_know(folder: Path, write: Write) -> None:
    write("lerning.toml", "")
    write("notes.txt", "")
    assert lines(folder) == [
        "lerning.toml: is not a content file. Rename it to learning.toml.",
        f"notes.txt: is not a content file. Take it away; content files are {', '.join(SHAPES)}.",
    ]


def test_words_and_hidden_files_are_let_be(folder: Path, write: Write) -> None:
    (folder / "words").mkdir()
    write(".gitignore", "")
    load(folder, TODAY)


def test_all_problems_are_told_at_once(folder: Path, write: Write) -> None:
    write("learning.toml", entry("learning", COURSE, link='"x"', title='""', extra="1"))
    write("values.toml", "values = 3")
    found = lines(folder)
    assert len(found) == 4
    assert all(not line.isspace() for line in found)


def test_a_long_value_is_cut_in_the_line(folder: Path, write: Write) -> None:
    write("learning.toml", entry("learning", COURSE, link=f'"{"x" * 500}"'))
    (line,) = lines(folder)
    assert "…" in line
    assert len(line) < 200
