"""A chat in a terminal, for one person; with input piped in, a script that is read line by line."""

from adapters.terminal.arrivals import Arrivals
from adapters.terminal.chat import Chat
from adapters.terminal.render import render
from adapters.terminal.text import TerminalWords

__all__ = ["Arrivals", "Chat", "TerminalWords", "render"]
