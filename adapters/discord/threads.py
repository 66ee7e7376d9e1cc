"""Threads that rest: Discord archives one in which nothing is said for a while, and then takes little in it.

A message wakes it by itself. To change a message, or who is in it, it has to be woken first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import discord

# "Tried to perform an operation on an archived thread".
ARCHIVED = 50083

R = TypeVar("R")


async def woken(client: discord.Client, thread: int, does: Callable[[], Awaitable[R]], *, stays: bool = False) -> R:
    """What `does` gives; in a thread that rests it is done while that is awake. It rests again afterwards, unless it `stays`."""
    try:
        return await does()
    except discord.HTTPException as error:
        if error.code != ARCHIVED:
            raise
    await client.http.edit_channel(thread, archived=False)
    try:
        return await does()
    finally:
        if not stays:
            await client.http.edit_channel(thread, archived=True)
