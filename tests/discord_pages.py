"""Screens as Discord would get them, held against its limits."""

from __future__ import annotations

from adapters.discord import limits, render
from bot.screen import Screen
from bot.words import Words

WORDS = Words()


def problems(screen: Screen, words: Words = WORDS) -> list[str]:
    """What of the page, in a server, and of the modal that it opens, Discord would refuse."""
    page = render.page(screen, words, in_server=True)
    found = limits.broken(page.view.to_components())  # type: ignore[no-untyped-call]
    for opens in (screen.typing, screen.form):
        if opens is not None:
            modal = render.modal(screen, opens.token)
            assert modal is not None
            found += limits.broken_modal(modal.to_dict())
    return found
