"""`bounceback storyboard`: every screen of every flow on one page."""

from __future__ import annotations

from pathlib import Path

from adapters.web.storyboard import StoryFlow, StoryScreen, write_storyboard
from bot.content.load import load
from bot.flows import ALL
from bot.lines import Line
from bot.walk import story
from bot.words import Words


def write(content_folder: Path | None, out: Path) -> Path:
    """Write the page into the folder `out`, and give its path. Raises StoryboardError, ContentError, WordsError."""
    out.mkdir(parents=True, exist_ok=True)
    content, tongue = load(content_folder), Words(content_folder).of("en")
    flows = []
    for flow in ALL:
        title = (
            tongue.text(Line(f"step-{flow.step}"))
            if flow.step and flow.name in STEPS
            else flow.name.replace("-", " ").capitalize()
        )
        screens = [StoryScreen(path, screen, longest) for path, screen, longest in story(flow, content, tongue)]
        flows.append(StoryFlow(flow.name, title, flow.step if flow.name in STEPS else None, screens))
    return write_storyboard(flows, out / "index.html")


STEPS = ("personal", "reflect", "practice", "feedback", "skills", "network", "moving")
