"""What the bare handlers show: as long as our first screen, with as many buttons."""

from __future__ import annotations

TEXT = (
    "You got to talk to someone, and then a no. It is odd to be weighed up in twenty minutes.\n"
    "It was the company's decision about one role, made from a small slice of what you can do.\n\n"
    "Before anything else: one slow breath in, and a longer one out.\n\n"
    "Then six short steps, if you like: about ten minutes, mostly tapping. Any of them can be skipped.\n\n"
    "Only you see this. It is a script: no human reads along, and it is not therapy. What you type passes through this "
    "chat, and whoever runs the bot holds what it keeps."
)
FIRST = ("Start", "Only log it", "Not now")
SECOND = ("Stop here", "Need a person?", "Continue in DM")
