"""The small bot as a process of its own: `python -m tests.local_discord.bot_process API_BASE TOKEN`."""

from __future__ import annotations

import sys

import discord.http

from tests.local_discord.bot import Bot
from tests.local_discord.pages import Page


async def show(interaction: discord.Interaction) -> None:
    await interaction.response.send_message(view=Page("one", buttons={"Next": "next"}), ephemeral=True)


async def turn(interaction: discord.Interaction) -> None:
    await interaction.response.edit_message(view=Page("two"))


def main() -> None:
    discord.http.Route.BASE, token = sys.argv[1:]
    bot = Bot()
    bot.answers |= {"home": show, "next": turn}
    bot.run(token, log_handler=None)


if __name__ == "__main__":
    main()
