"""The storyboard page."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from adapters.web.storyboard import StoryboardError, StoryFlow, StoryScreen, storyboard, write_storyboard
from bot.screen import (
    Attached,
    Bar,
    Button,
    Copy,
    FormField,
    FormView,
    Link,
    Menu,
    MenuOption,
    Pace,
    Paragraph,
    Quote,
    Screen,
    Typing,
)

EMPTY = {"meta", "input", "img", "br", "!doctype"}
WORST = "<script>alert(1)</script>&\"'\x1b\x00"


class Page(HTMLParser):
    """Reads a page, and fails where its tags do not close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def every(text: str) -> Screen:
    """A screen with one of everything, all saying the same."""
    return Screen(
        "r1",
        "k",
        (
            Paragraph(text),
            Quote(text),
            Copy(text),
            Link(text, "https://example.org/?a=1&b=2"),
            Link(text, "javascript:alert(1)"),
            Bar(3, 5),
            Bar(0, 0),
            Attached(text, "kept.json", b"{}"),
            Attached(text, "card.png", b"png"),
        ),
        heading=text,
        buttons=(Button("r1:k:v", text),),
        menu=Menu("r1:k:", text, (MenuOption("v", text, text),)),
        typing=Typing("r1:k:", text, 300, draft=text),
        form=FormView("r1:k:", text, text, (FormField("f", text, 80, long=True, draft=text),)),
        pace=Pace(4, 6, 6, text, text),
        navigation=(Button("r1:~back:k", text),),
    )


def page(*screens: Screen) -> Page:
    flow = StoryFlow("feedback", "Ask for feedback", 3, [StoryScreen("Warm", screen) for screen in screens])
    return Page(storyboard([flow]))


def test_everything_on_a_screen_is_shown() -> None:
    shown = page(every("It says so."))
    # Each text once, and once more as a picture's description.
    assert shown.said.count("It says so.") == 20
    assert shown.of("img") == [{"src": "data:image/png;base64,cG5n", "alt": "It says so."}]
    assert "up to 300 characters" in shown.said
    assert "4 s" in shown.said


def test_a_field_of_options_shows_each() -> None:
    options = (MenuOption("panel", "Panel"), MenuOption("final", "Final round"))
    form = FormView("r1:k:", "Open", "Where was it?", (FormField("stage", "How far it got", 0, options=options),))
    shown = page(Screen("r1", "k", (Paragraph("Say more."),), form=form))
    assert all(text in shown.said for text in ("Where was it?", "How far it got", "Panel", "Final round"))
    # It takes no text.
    assert "characters" not in shown.said


def test_nothing_that_is_said_becomes_part_of_the_page() -> None:
    text = storyboard([StoryFlow(WORST, WORST, None, [StoryScreen(WORST, every(WORST), longest=True)])])
    shown = Page(text)
    assert len(shown.of("script")) == 1
    assert "\x1b" not in text
    assert "\x00" not in text
    assert [link["href"] for link in shown.of("a") if not str(link["href"]).startswith("#")] == [
        "https://example.org/?a=1&b=2"
    ]


def test_the_page_needs_nothing_else() -> None:
    shown = page(every("Here."))
    fetched = [
        value
        for tag, attributes in shown.tags
        for name, value in attributes.items()
        if name in ("src", "srcset", "href", "action", "data") and tag != "a"
    ]
    assert fetched == ["data:image/png;base64,cG5n"]
    assert "@import" not in shown.said
    assert not re.search(r"url\(", shown.said)


def test_contents_lead_to_each_flow() -> None:
    flows = [StoryFlow("a", "First", None, []), StoryFlow("b", "Second", 2, [StoryScreen("", every("x"))])]
    shown = Page(storyboard(flows))
    anchors = {str(attributes["id"]) for _, attributes in shown.tags if "id" in attributes}
    links = [str(link["href"]) for link in shown.of("a") if str(link["href"]).startswith("#")]
    assert {link[1:] for link in links} <= anchors
    assert "2 conversations, 1 screen." in shown.said
    assert shown.of("html") == [{"lang": "en"}]


def test_a_long_list_is_folded() -> None:
    options = tuple(MenuOption(f"v{n}", f"Course {n}") for n in range(30))
    shown = page(Screen("r1", "k", menu=Menu("r1:k:", "Pick a course", options)))
    assert len(shown.of("details")) == 1
    assert "pick one of 30" in shown.said
    assert "Course 29" in shown.said


def test_it_is_written_where_it_was_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert write_storyboard([StoryFlow("a", "Ünï", None, [])], out) == out.resolve()
    assert "Ünï" in out.read_text("utf-8")


@pytest.mark.parametrize("place", ["", "nowhere/page.html"])
def test_a_place_that_cannot_be_written_to_is_one_line(tmp_path: Path, place: str) -> None:
    with pytest.raises(StoryboardError) as raised:
        write_storyboard([], tmp_path / place)
    assert re.fullmatch(r".* cannot be written: .+\. Name another file\.", str(raised.value))
