"""The bot on Discord."""

PLATFORM = "discord"
"""As in `Who.platform`."""
