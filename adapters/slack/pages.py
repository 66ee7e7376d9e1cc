"""The pages that are shown to whoever installs the app: plain words, nothing from elsewhere, nothing that a script could do."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from adapters.slack.manifest import SCOPES
from bot.lines import Line, Verbatim
from bot.words import Tongue, Words

STYLE = """
:root { --page: #f4f1ea; --card: #fffdf9; --ink: #262a2e; --accent: #1f6460; --on-accent: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171a; --card: #1d2125; --ink: #e9e6df; --accent: #8bcac1; --on-accent: #10201e; }
}
body { margin: 0; background: var(--page); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; }
main { max-width: 34rem; margin: 6vh auto; padding: 1.5rem 2rem 2rem; background: var(--card); border-radius: 12px; }
h1 { font: 600 1.6rem/1.2 Georgia, serif; } h2 { font-size: 1.0625rem; margin-bottom: 0; } ul { margin-top: .3rem; }
a.go { display: inline-block; padding: .7rem 1.2rem; border-radius: 8px; background: var(--accent); color: var(--on-accent);
  font-weight: 600; text-decoration: none; }
a.go:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    # The address of a page may hold what Slack gave the browser.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


class Pages:
    """Each in the language that the browser asks for, as far as there are words."""

    def __init__(self, words: Words) -> None:
        self._words = words
        folder = FileSystemLoader(Path(__file__).parent)
        made = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        self._template = made.get_template("page.html.j2")

    def invite(self, request: web.Request, link: str) -> web.Response:
        """What the app may do, and the way to Slack."""
        tongue = self._tongue(request)
        return self._page(
            tongue,
            200,
            "slack-install-title",
            _paragraphs(tongue, Line("slack-install")),
            rights=[tongue.text(Line(scope.reason)) for scope in SCOPES],
            more=[tongue.text(Line("slack-install-not")), tongue.text(Line("slack-install-who"))],
            link=link,
            go="slack-install-go",
        )

    def installed(self, request: web.Request, team: str) -> web.Response:
        tongue = self._tongue(request)
        told = _paragraphs(tongue, Line("slack-installed", {"team": Verbatim(team)}))
        return self._page(tongue, 200, "slack-installed-title", told)

    def failed(self, request: web.Request, why: Line, status: int, again: str | None) -> web.Response:
        tongue = self._tongue(request)
        texts = _paragraphs(tongue, why)
        return self._page(tongue, status, "slack-install-failed-title", texts, link=again, go="slack-install-again")

    def _tongue(self, request: web.Request) -> Tongue:
        # The first is what the browser wants most.
        first = request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()
        return self._words.near(first[:20])

    def _page(
        self,
        tongue: Tongue,
        status: int,
        title: str,
        texts: Iterable[str],
        *,
        rights: Iterable[str] = (),
        more: Iterable[str] = (),
        link: str | None = None,
        go: str = "slack-install-go",
    ) -> web.Response:
        text = self._template.render(
            language=tongue.language if tongue.has(title) else "en",
            style=Markup(STYLE),  # noqa: S704 - a constant of ours
            title=tongue.text(Line(title)),
            texts=texts,
            rights=rights,
            rights_title=tongue.text(Line("slack-install-may")),
            more=more,
            link=link,
            go=tongue.text(Line(go)),
        )
        return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)


def _paragraphs(tongue: Tongue, line: Line) -> list[str]:
    return [part for part in tongue.text(line).split("\n\n") if part.strip()]
