"""Making what a screen carries, before it is handed on: off the loop and outside of units of work, so that nobody waits."""

from __future__ import annotations

import asyncio

from bot.logs import Log
from bot.screen import Attached, Block, Paragraph, Screen

log = Log("pictures")


async def drawn(screen: Screen) -> Screen:
    """The screen with its pictures drawn. Where one cannot be, what it would have said stands there instead."""
    if not any(map(_is_to_draw, screen.blocks)):
        return screen
    return screen._replace(blocks=tuple([await _drawn(block) for block in screen.blocks]))


def _is_to_draw(block: Block) -> bool:
    return isinstance(block, Attached) and not isinstance(block.content, bytes)


async def _drawn(block: Block) -> Block:
    if not isinstance(block, Attached) or isinstance(block.content, bytes):
        return block
    try:
        return block._replace(content=await asyncio.to_thread(block.content))
    except Exception as error:  # noqa: BLE001 - whatever goes wrong with a picture, the words are there
        log.error("a picture could not be drawn", error=error)
        return Paragraph(block.label)
