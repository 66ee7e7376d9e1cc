"""A chat in a terminal, for one person at a time; with input piped in, a script that is read line by line."""

from adapters.terminal.arrivals import Arrivals
from adapters.terminal.chat import Chat
from adapters.terminal.people import Neighbour, People
from adapters.terminal.places import Places
from adapters.terminal.render import render
from adapters.terminal.text import TerminalWords

__all__ = ["Arrivals", "Chat", "Neighbour", "People", "Places", "TerminalWords", "render"]
