"""The local Discord as a process of its own, for whoever measures a bot: `python -m tests.local_discord.serving PEOPLE`.

It says where it is, as a line of JSON: api_base, token, and each person's id and DM. It ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import sys

from tests.local_discord.server import LocalDiscord


async def serve(people: int) -> None:
    async with LocalDiscord(keep=1000) as server:
        guild = server.guild("Job seekers")
        made = [server.person(f"person {number}") for number in range(people)]
        for one in made:
            guild.join(one)
        who = [(str(one.id), str(one.dm.id)) for one in made]
        sys.stdout.write(json.dumps({"api_base": server.api_base, "token": server.token, "people": who}) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
