"""What ours is held against: a plain handler of one command, as discord.py's own examples write it. It keeps nothing.

``python -m bench.discord_bot API_BASE``, with the token in BOUNCEBACK_DISCORD_TOKEN. The client has the options that ours has
(adapters/discord/app.py), the command the parameters, and the page the parts and the length of our first screen.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import discord
from discord import app_commands, ui
from discord.http import Route

from bench.page import FIRST, SECOND, TEXT

STAGES = ("silence", "form-letter", "screen", "technical", "panel", "final", "withdrawn")


class Screen(ui.LayoutView):
    """A text and six buttons. Stopped at once, so that the client keeps none of them: that costs least."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        parts: list[ui.Item[Any]] = [ui.TextDisplay(TEXT), ui.Separator()]
        for style, labels in ((discord.ButtonStyle.primary, FIRST), (discord.ButtonStyle.secondary, SECOND)):
            buttons = [ui.Button[Screen](style=style, label=one, custom_id=f"bare:{one:-<30}") for one in labels]
            parts.append(ui.ActionRow(*buttons))
        self.add_item(ui.Container(*parts, accent_colour=0x5B7C99))
        self.stop()


class Bot(discord.AutoShardedClient):
    """Knows one command."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, dm_messages=True),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
        )
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(rejected)

    async def setup_hook(self) -> None:
        """Tell Discord the command."""
        await self.tree.sync()


@app_commands.command(description="After a no")
@app_commands.choices(stage=[app_commands.Choice(name=one, value=one) for one in STAGES])
async def rejected(
    interaction: discord.Interaction,
    company: app_commands.Range[str, 1, 50] | None = None,
    role: app_commands.Range[str, 1, 50] | None = None,
    stage: str | None = None,
) -> None:
    """Answer with the same page every time."""
    await interaction.response.send_message(view=Screen(), ephemeral=True)


if __name__ == "__main__":
    (Route.BASE,) = sys.argv[1:]
    Bot().run(os.environ["BOUNCEBACK_DISCORD_TOKEN"], log_handler=None)
