"""Where somebody is in a server, whether they run it, and what the bot lacks there: as Discord says with each interaction, and
where there is none, as it computes it from roles and a channel's overwrites.

In a thread it is the channel that this is a thread of: there lines are shared and circles meet.
"""

from __future__ import annotations

from typing import Any

import discord

from adapters.discord.invite import NEEDED, lacking
from adapters.discord.refusals import NO_ACCESS, NOT_THERE, UNKNOWN_CHANNEL, UNKNOWN_COMMUNITY
from bot.ports import Ground

# What they lack where the bot sees nothing at all.
EVERYTHING = tuple(needed.name for needed in NEEDED)
GONE = (UNKNOWN_CHANNEL, UNKNOWN_COMMUNITY, NO_ACCESS)


def here(interaction: discord.Interaction[Any]) -> Ground | None:
    """Where an interaction comes from. None in a DM."""
    channel = interaction.channel
    if interaction.guild_id is None or channel is None:
        return None
    place: object = channel
    address = channel.id
    if isinstance(channel, discord.Thread):
        place, address = channel.parent, channel.parent_id
    return Ground(
        str(address),
        named(place, interaction.guild),
        interaction.permissions.manage_guild,
        lacks(interaction.app_permissions),
    )


def named(channel: object, guild: discord.Guild | None) -> str:
    """What members are told of a channel. Who is in several servers may be asked in their DM: it says which."""
    name = getattr(channel, "name", None) or "…"
    return f"#{name} ({guild.name})" if guild is not None and guild.name else f"#{name}"


def lacks(has: discord.Permissions) -> tuple[str, ...]:
    """What the bot lacks, by the names in Discord's settings."""
    return tuple(needed.name for needed in lacking(has))


async def surveyed(client: discord.Client, community: str, place: str, address: str) -> Ground:
    """The same of somebody without an interaction. Raises what the library raises, but for what is gone or closed to the bot:
    there it lacks everything."""
    try:
        guild = await client.fetch_guild(int(community), with_counts=False)
    except (discord.NotFound, discord.Forbidden) as error:
        _gone(error)
        return Ground(place, "", organises=False, lacks=EVERYTHING)
    member = await _member(guild, int(address))
    organises = member is not None and member.guild_permissions.manage_guild
    try:
        channel = await channel_in(guild, int(place))
    except (discord.NotFound, discord.Forbidden) as error:
        _gone(error)
        return Ground(place, "", organises, EVERYTHING)
    return Ground(str(channel.id), named(channel, guild), organises, lacks(await own_permissions(client, channel)))


async def channel_in(guild: discord.Guild, place: int) -> discord.abc.GuildChannel:
    """A channel; of a thread the one that it is a thread of."""
    found = await guild.fetch_channel(place)
    return await channel_in(guild, found.parent_id) if isinstance(found, discord.Thread) else found


async def own_permissions(client: discord.Client, channel: discord.abc.GuildChannel) -> discord.Permissions:
    """What the bot may do in a channel."""
    me = await channel.guild.fetch_member(client.user.id if client.user else 0)
    return channel.permissions_for(me)


async def _member(guild: discord.Guild, address: int) -> discord.Member | None:
    try:
        return await guild.fetch_member(address)
    except discord.NotFound as error:
        if error.code not in NOT_THERE:
            raise
        return None


def _gone(error: discord.HTTPException) -> None:
    """Raises it where it does not say that something is gone or closed to the bot, as where something in front refuses."""
    if error.code not in GONE:
        raise error
