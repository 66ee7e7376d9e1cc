"""Every screen of every flow as Discord gets it: held against its own description, against the table of limits, and against what
the local Discord refuses; and that each of these would notice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import discord
import pytest
from discord import ui

from adapters.discord import limits, render
from bot.content.load import load
from bot.flow import Ask, Flow
from bot.flows import ALL
from bot.screen import (
    Attached,
    Bar,
    Button,
    Copy,
    FormField,
    FormView,
    Link,
    Menu,
    MenuOption,
    Pace,
    Paragraph,
    Quote,
    Screen,
    Typing,
)
from bot.walk import screen_of, shows, walk
from bot.words import Words
from tests.local_discord import components
from tests.local_discord.openapi import validate

Part = dict[str, Any]
V2 = {"flags": components.V2}
