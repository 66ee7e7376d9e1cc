"""One request as its route sees it, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.local_discord.errors import Invalid, Problem
from tests.local_discord.messages import Upload


@dataclass(slots=True)
class Call:
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    files: Sequence[Upload]

    def id(self, name: str) -> int:
        value = self.params[name]
        if not value.isdecimal():
            raise Invalid([Problem((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')])
        return int(value)


Reply = tuple[int, Any]
