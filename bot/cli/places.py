"""Where the bot is to listen: whether it could, or does already."""

from __future__ import annotations

import socket

import aiohttp

from bot.findings import Finding
from bot.http import SERVER, not_listening, shown
from bot.settings import Listens


async def look(section: str, listens: Listens) -> list[Finding]:
    """Whether what the section says is free to listen on, or taken by a running bot."""
    address = listens.address
    if address is None:
        return [Finding("ok", f"nobody listens: [{section}] listen is off")]
    try:
        with socket.create_server(address, family=socket.AF_INET6 if ":" in address[0] else socket.AF_INET):
            return [Finding("ok", f"{shown(address)} is free to listen on")]
    except OSError as error:
        if await _is_us(f"http://{shown(address)}/"):
            return [Finding("ok", f"a bot listens on {shown(address)}")]
        return [Finding("fail", not_listening(address, error, f"[{section}] listen"))]


async def _is_us(url: str) -> bool:
    timeout = aiohttp.ClientTimeout(total=5)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, allow_redirects=False) as got:
            return got.headers.get("Server") == SERVER
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False
