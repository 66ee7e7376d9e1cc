"""Errors that say by themselves what happened, what is safe and what to do."""

from __future__ import annotations

import sys

# Looked up among what is imported: an error whose module is not there cannot have been raised.
EXPECTED = {
    "bot.config": "ConfigError",
    "bot.http": "ListenError",
    "bot.store.errors": "StoreError",
    "bot.content.problems": "ContentError",
    "bot.words": "WordsError",
    "adapters.web.storyboard": "StoryboardError",
    "adapters.discord.rest": "DiscordError",
    "adapters.slack.web": "SlackError",
}


def told(error: Exception) -> str | None:
    """What to tell of an error, a line each. None for a fault of ours, whose words may be what somebody wrote."""
    kinds = tuple(getattr(sys.modules[module], name) for module, name in EXPECTED.items() if module in sys.modules)
    if isinstance(error, kinds):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}."
    return None
